"""What was handed to one person who has no role for it."""

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


class Delegated(enum.StrEnum):
    """How much of a meeting is handed over."""

    MEETING = "meeting"
    MINUTES = "minutes"


DELEGATED_NAMES = {
    Delegated.MEETING: _l("den ganzen Termin"),
    Delegated.MINUTES: _l("nur das Protokoll"),
}


class Delegation(SpaceOwned, Identified, Dated, Base):
    """One meeting, or only its minutes, in the hands of one more person; it ends by being deleted."""

    __tablename__ = "delegation"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "appointment_id", "person_id"),
    )

    appointment_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    what: Mapped[Delegated]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None]
    """When somebody from outside took it on; until then those who gave it do not learn whose address it was."""
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    appointment: Mapped[Appointment] = relationship()
