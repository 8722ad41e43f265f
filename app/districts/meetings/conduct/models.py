"""How a meeting went: who was there, what is on just now, who leads and who writes."""

from __future__ import annotations

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.calendar.models import Appointment
from app.db import Base, Identified
from app.tenancy import SpaceOwned


class Meeting(SpaceOwned, Identified, Base):
    """What happened at an appointment; one row an appointment, made when it is first needed."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["space_id", "item_id"], ["agenda_item.space_id", "agenda_item.id"]),
        sa.UniqueConstraint("space_id", "appointment_id"),
        sa.CheckConstraint("guests BETWEEN 0 AND 9999", name="guests_are_a_number"),
        sa.CheckConstraint("ended_at >= began_at", name="ends_after_start"),
    )

    appointment_id: Mapped[int]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    item_id: Mapped[int | None]
    """The agenda item that is on just now."""
    item_since: Mapped[datetime | None]
    chair_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    keeper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who writes the minutes."""
    guests: Mapped[int] = mapped_column(default=0)
    """How many guests came, those with a name included."""
    guest_names: Mapped[list[str]] = mapped_column(default=list)
    """Only of those who wish it."""
    appointment: Mapped[Appointment] = relationship()
    chair: Mapped[Person | None] = relationship(foreign_keys=chair_id)
    keeper: Mapped[Person | None] = relationship(foreign_keys=keeper_id)


class Presence(enum.StrEnum):
    """Whether a member was there."""

    PRESENT = "present"
    EXCUSED = "excused"


class Attendance(SpaceOwned, Identified, Base):
    """That a member was there, or excused; of everybody else there is no row."""

    __tablename__ = "attendance"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "appointment_id", "person_id"),
    )

    appointment_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    presence: Mapped[Presence]
    noted_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
