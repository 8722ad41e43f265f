"""Mailing lists, who is on them, and what was sent to all."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.accounts.tokens import new_secret
from app.db import Base, Dated, Identified
from app.outbox import MailBatch
from app.tenancy import SpaceOwned


class MailingList(SpaceOwned, Identified, Dated, Base):
    """The one list of a space; the county's is the Kreisverteiler. Its members are on it by their membership."""

    __tablename__ = "mailing_list"
    __table_args__ = (sa.UniqueConstraint("space_id", "id"), sa.UniqueConstraint("space_id"))

    name: Mapped[str] = mapped_column(sa.String(120))
    about: Mapped[str] = mapped_column(sa.String(500), default="")
    """What comes, and how often: read by whoever thinks about signing up."""
    is_open: Mapped[bool] = mapped_column(default=False)
    """Whether everybody may sign up."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class SubscriberState(enum.StrEnum):
    """Whether somebody gets what is sent."""

    PENDING = "pending"
    """Signed up, but the mail with the link was not confirmed yet."""
    ACTIVE = "active"
    LEFT = "left"


class Subscriber(SpaceOwned, Identified, Dated, Base):
    """Somebody on a list: who signed up, or a member whom something was sent to or who left the list."""

    __tablename__ = "subscriber"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "list_id"], ["mailing_list.space_id", "mailing_list.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "id"),
        sa.UniqueConstraint("space_id", "list_id", "person_id"),
        sa.CheckConstraint("(person_id IS NULL) <> (email = '')", name="member_or_address"),
        sa.Index("ix_subscriber_once", "list_id", "email", unique=True,
                 sqlite_where=sa.text("email <> ''"), postgresql_where=sa.text("email <> ''")),
    )  # fmt: skip

    list_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    """Lower case; empty for a member, whose own address counts."""
    state: Mapped[SubscriberState] = mapped_column(default=SubscriberState.PENDING)
    token: Mapped[str] = mapped_column(sa.String(64), unique=True, default=new_secret)
    """What the link holds that ends it. In clear: it stands in every mail and opens nothing else."""
    confirm_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    """SHA-256 of what the link holds that confirms it."""
    confirm_until: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    consent: Mapped[str] = mapped_column(sa.String(20), default="")
    """Which version of the words they agreed to."""
    left_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    """When a mail server refused the address for good; empty again once one takes a mail."""
    refusal: Mapped[str] = mapped_column(sa.String(300), default="")
    """What it said."""
    mailing_list: Mapped[MailingList] = relationship()
    person: Mapped[Person | None] = relationship()


class BroadcastState(enum.StrEnum):
    """How far a mail to a list is."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    DONE = "done"
    STOPPED = "stopped"


BROADCAST_STATE_NAMES = {
    BroadcastState.DRAFT: _l("Entwurf"),
    BroadcastState.SCHEDULED: _l("geplant"),
    BroadcastState.SENDING: _l("wird verschickt"),
    BroadcastState.DONE: _l("verschickt"),
    BroadcastState.STOPPED: _l("angehalten"),
}


class Broadcast(SpaceOwned, Identified, Dated, Base):
    """A mail to everybody on a list."""

    __tablename__ = "broadcast"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "list_id"], ["mailing_list.space_id", "mailing_list.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "id"),
        sa.CheckConstraint("state <> 'scheduled' OR send_at IS NOT NULL", name="scheduled_has_a_time"),
        sa.Index("ix_broadcast_space_id_list_id", "space_id", "list_id"),
        sa.Index("ix_broadcast_state", "state"),
    )

    list_id: Mapped[int]
    subject: Mapped[str] = mapped_column(sa.String(160))
    text: Mapped[str]
    """Markdown."""
    state: Mapped[BroadcastState] = mapped_column(default=BroadcastState.DRAFT)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    send_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mail_batch.id"), unique=True)
    queued_up_to: Mapped[str] = mapped_column(sa.String(254), default="")
    """The last address that a mail is queued for, in their order: there the worker goes on."""
    all_queued_at: Mapped[datetime | None]
    """When a mail was queued for the last of them: from then on it is the outbox's."""
    letters: Mapped[int] = mapped_column(default=0)
    """How many have no address and get a letter."""
    version: Mapped[int] = mapped_column()
    mailing_list: Mapped[MailingList] = relationship()
    by: Mapped[Person] = relationship()
    batch: Mapped[MailBatch | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
