"""The minutes of a meeting: one text an item, its versions, approval and what was put right afterwards."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.calendar.models import Appointment
from app.db import Base, Dated, Identified
from app.tenancy import SpaceOwned


class MinutesState(enum.StrEnum):
    """How far minutes are."""

    WRITING = "writing"
    READY = "ready"
    APPROVED = "approved"


MINUTES_STATE_NAMES = {
    MinutesState.WRITING: _l("in Arbeit"),
    MinutesState.READY: _l("fertig, noch nicht genehmigt"),
    MinutesState.APPROVED: _l("genehmigt"),
}


class Minutes(SpaceOwned, Identified, Dated, Base):
    """The minutes of a meeting; one row an appointment, made when somebody first writes."""

    __tablename__ = "minutes"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["space_id", "approved_in_id"], ["appointment.space_id", "appointment.id"]),
        sa.UniqueConstraint("space_id", "appointment_id"),
        sa.CheckConstraint("(state = 'approved') = (approved_at IS NOT NULL)", name="approved_has_a_date"),
        sa.Index("ix_minutes_space_id_state", "space_id", "state"),
    )

    appointment_id: Mapped[int]
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.WRITING)
    ready_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    approved_in_id: Mapped[int | None]
    """The later meeting that approved them."""
    keeper_reminded_at: Mapped[datetime | None]
    appointment: Mapped[Appointment] = relationship(
        primaryjoin="and_(Minutes.space_id == Appointment.space_id, Minutes.appointment_id == Appointment.id)",
        foreign_keys="[Minutes.space_id, Minutes.appointment_id]",
        viewonly=True,
    )


class MinutesEntry(SpaceOwned, Identified, Base):
    """What the minutes say of one item; without an item: of the meeting as a whole."""

    __tablename__ = "minutes_entry"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["space_id", "item_id"], ["agenda_item.space_id", "agenda_item.id"]),
        sa.UniqueConstraint("space_id", "id"),
        sa.UniqueConstraint("space_id", "appointment_id", "item_id"),
        sa.Index("ix_minutes_entry_one_general", "appointment_id", unique=True,
                 sqlite_where=sa.text("item_id IS NULL"), postgresql_where=sa.text("item_id IS NULL")),
    )  # fmt: skip

    appointment_id: Mapped[int]
    item_id: Mapped[int | None]
    text: Mapped[str] = mapped_column(default="")
    """Markdown."""
    version: Mapped[int] = mapped_column(default=0)
    """The number of the version that stands; 0: nothing yet."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    changed_by: Mapped[Person] = relationship()


class MinutesVersion(SpaceOwned, Identified, Base):
    """A version of one entry. One writer's saves within some minutes are one version."""

    __tablename__ = "minutes_version"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "entry_id"], ["minutes_entry.space_id", "minutes_entry.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "entry_id", "number"),
    )

    entry_id: Mapped[int]
    number: Mapped[int]
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    saved_at: Mapped[datetime]
    is_aside: Mapped[bool] = mapped_column(default=False)
    """Written at the same time as another one, which stands: kept, shown, never lost."""
    entry: Mapped[MinutesEntry] = relationship()
    by: Mapped[Person] = relationship()


class MinutesCorrection(SpaceOwned, Identified, Dated, Base):
    """What was put right after the minutes were approved: added, never changed."""

    __tablename__ = "minutes_correction"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.Index("ix_minutes_correction_space_id_appointment_id", "space_id", "appointment_id"),
    )

    appointment_id: Mapped[int]
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    by: Mapped[Person] = relationship()
