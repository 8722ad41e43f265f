"""Who is invited, what they were told when and by which way, and what they answered."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.accounts.tokens import new_secret
from app.calendar.models import Appointment
from app.db import Base, Dated, Identified
from app.outbox import OutgoingMail
from app.tenancy import SpaceOwned


class Answer(enum.StrEnum):
    """What somebody says to an invitation."""

    OPEN = "open"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


ANSWER_NAMES = {
    Answer.OPEN: _l("offen"),
    Answer.YES: _l("kommt"),
    Answer.MAYBE: _l("vielleicht"),
    Answer.NO: _l("kann nicht"),
}


class Invitation(SpaceOwned, Identified, Dated, Base):
    """Somebody who is invited to an appointment: a person, or a guest by address."""

    __tablename__ = "invitation"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "id"),
        sa.UniqueConstraint("space_id", "appointment_id", "person_id"),
        sa.CheckConstraint("person_id IS NULL OR guest_email = ''", name="person_or_guest"),
        sa.Index(
            "ix_invitation_one_guest",
            "appointment_id",
            "guest_email",
            unique=True,
            sqlite_where=sa.text("guest_email <> ''"),
            postgresql_where=sa.text("guest_email <> ''"),
        ),
    )

    appointment_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    guest_name: Mapped[str] = mapped_column(sa.String(120), default="")
    guest_email: Mapped[str] = mapped_column(sa.String(254), default="")
    """Lower case; emptied some months after the meeting."""
    token: Mapped[str] = mapped_column(sa.String(64), unique=True, default=new_secret)
    """What the personal link holds. In clear: it opens one answer and no account, and stands in every mail."""
    answer: Mapped[Answer] = mapped_column(default=Answer.OPEN)
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who noted it for somebody who said it by phone; None: they themselves."""
    word: Mapped[str] = mapped_column(sa.String(500), default="")
    """For those who lead the meeting, nobody else."""
    appointment: Mapped[Appointment] = relationship()
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)

    @property
    def name(self) -> str:
        """The name of whoever is invited."""
        return self.person.name if self.person is not None else self.guest_name


class SendingKind(enum.StrEnum):
    """What those who are invited are told."""

    INVITATION = "invitation"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    REMINDER = "reminder"


SENDING_NAMES = {
    SendingKind.INVITATION: _l("Einladung"),
    SendingKind.CHANGE: _l("Änderung"),
    SendingKind.CANCELLATION: _l("Absage"),
    SendingKind.REMINDER: _l("Erinnerung"),
}


class Sending(SpaceOwned, Identified, Dated, Base):
    """One time that those who are invited were told something, with the words of that day: the proof of it."""

    __tablename__ = "sending"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "id"),
        sa.Index("ix_sending_space_id_appointment_id", "space_id", "appointment_id"),
    )

    appointment_id: Mapped[int]
    kind: Mapped[SendingKind]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """None: the worker, for a reminder."""
    words: Mapped[str] = mapped_column(default="")
    """What the sender wrote to it."""
    sequence: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(sa.String(160))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    access: Mapped[str] = mapped_column(sa.String(200), default="")
    agenda: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """`{"items": [{"title", "kind", "minutes", "is_election"}]}`, as it was then."""
    by: Mapped[Person | None] = relationship()
    appointment: Mapped[Appointment] = relationship()


class NoticeState(enum.StrEnum):
    """What became of one message. "sent" means that the mail server accepted it, nothing less."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"
    TO_POST = "to_post"
    POSTED = "posted"
    PHONED = "phoned"
    TOLD = "told"


NOTICE_STATE_NAMES = {
    NoticeState.WAITING: _l("wird verschickt"),
    NoticeState.SENT: _l("vom Mailserver angenommen"),
    NoticeState.FAILED: _l("nicht zugestellt"),
    NoticeState.UNCLEAR: _l("unklar"),
    NoticeState.TO_POST: _l("Brief liegt bereit"),
    NoticeState.POSTED: _l("Brief eingeworfen"),
    NoticeState.PHONED: _l("angerufen"),
    NoticeState.TOLD: _l("gesagt"),
}
INVITED_BY = frozenset({NoticeState.SENT, NoticeState.POSTED, NoticeState.PHONED, NoticeState.TOLD})
"""The states in which somebody counts as invited."""


class Notice(SpaceOwned, Identified, Dated, Base):
    """One message of a sending to one of those who are invited."""

    __tablename__ = "notice"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "sending_id"], ["sending.space_id", "sending.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "invitation_id"], ["invitation.space_id", "invitation.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "sending_id", "invitation_id"),
        sa.Index("ix_notice_space_id_invitation_id", "space_id", "invitation_id"),
        sa.Index("ix_notice_waiting", "mail_id", sqlite_where=sa.text("state = 'waiting'"),
                 postgresql_where=sa.text("state = 'waiting'")),
    )  # fmt: skip

    sending_id: Mapped[int]
    invitation_id: Mapped[int]
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outgoing_mail.id", ondelete="SET NULL"))
    """None: a letter, or a mail that is long done and deleted."""
    state: Mapped[NoticeState]
    """As last noted; while the mail exists, what stands there is newer."""
    settled_at: Mapped[datetime | None]
    """When the mail server accepted it, the letter was posted, the phone call made."""
    server_words: Mapped[str] = mapped_column(default="")
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    sending: Mapped[Sending] = relationship()
    invitation: Mapped[Invitation] = relationship(overlaps="sending")
    mail: Mapped[OutgoingMail | None] = relationship()
