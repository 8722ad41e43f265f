"""When can most of us? Proposed times, and who can at which."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.accounts.tokens import new_secret
from app.db import Base, Dated, Identified
from app.outbox import OutgoingMail
from app.tenancy import SpaceOwned


class PollState(enum.StrEnum):
    """How far a date poll is."""

    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"


class Choice(enum.StrEnum):
    """What somebody says to one of the times."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"


CHOICE_NAMES = {
    Choice.YES: _l("passt"),
    Choice.IF_NEED_BE: _l("zur Not"),
    Choice.NO: _l("passt nicht"),
}


class Poll(SpaceOwned, Identified, Dated, Base):
    """A date poll: it ends with one of its times becoming an appointment, or without."""

    __tablename__ = "poll"
    __table_args__ = (
        sa.ForeignKeyConstraint(["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"]),
        sa.UniqueConstraint("space_id", "id"),
        sa.CheckConstraint("(state = 'decided') = (decided_at IS NOT NULL)", name="decided_has_a_date"),
    )

    kind: Mapped[str] = mapped_column(sa.String(32))
    title: Mapped[str] = mapped_column(sa.String(160))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    words: Mapped[str] = mapped_column(default="")
    minutes: Mapped[int] = mapped_column(default=120)
    """How long the appointment will last."""
    state: Mapped[PollState] = mapped_column(default=PollState.OPEN)
    decided_at: Mapped[datetime | None]
    appointment_id: Mapped[int | None]
    """What came of it; emptied when that draft is deleted."""
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PollOption(SpaceOwned, Identified, Base):
    """One of the times."""

    __tablename__ = "poll_option"
    __table_args__ = (
        sa.ForeignKeyConstraint(["space_id", "poll_id"], ["poll.space_id", "poll.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("space_id", "id"),
        sa.UniqueConstraint("space_id", "poll_id", "starts_at"),
    )

    poll_id: Mapped[int]
    starts_at: Mapped[datetime]
    poll: Mapped[Poll] = relationship()


class PollParticipant(SpaceOwned, Identified, Dated, Base):
    """Somebody who is asked: a person, or a guest by address."""

    __tablename__ = "poll_participant"
    __table_args__ = (
        sa.ForeignKeyConstraint(["space_id", "poll_id"], ["poll.space_id", "poll.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("space_id", "id"),
        sa.UniqueConstraint("space_id", "poll_id", "person_id"),
        sa.CheckConstraint("person_id IS NULL OR guest_email = ''", name="person_or_guest"),
    )

    poll_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    guest_name: Mapped[str] = mapped_column(sa.String(120), default="")
    guest_email: Mapped[str] = mapped_column(sa.String(254), default="")
    token: Mapped[str] = mapped_column(sa.String(64), unique=True, default=new_secret)
    """What the personal link holds; it opens one answer and no account."""
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outgoing_mail.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime | None]
    poll: Mapped[Poll] = relationship()
    person: Mapped[Person | None] = relationship()
    mail: Mapped[OutgoingMail | None] = relationship()

    @property
    def name(self) -> str:
        """The name of whoever is asked."""
        return self.person.name if self.person is not None else self.guest_name


class PollVote(SpaceOwned, Identified, Base):
    """What one of those who were asked says to one of the times."""

    __tablename__ = "poll_vote"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "option_id"], ["poll_option.space_id", "poll_option.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "participant_id"],
            ["poll_participant.space_id", "poll_participant.id"],
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("space_id", "option_id", "participant_id"),
        sa.Index("ix_poll_vote_space_id_participant_id", "space_id", "participant_id"),
    )

    option_id: Mapped[int]
    participant_id: Mapped[int]
    choice: Mapped[Choice]
