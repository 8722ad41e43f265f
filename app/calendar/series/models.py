"""Appointments that come round: the rule, and which appointment stands for which of its dates."""

from __future__ import annotations

import enum
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calendar.models import Appointment
from app.db import Base, Dated, Identified
from app.tenancy import SpaceOwned


class SchoolHolidays(enum.StrEnum):
    """Which school holidays a series leaves out."""

    NONE = "none"
    SUMMER = "summer"
    ALL = "all"


class Series(SpaceOwned, Identified, Dated, Base):
    """A rule by which a space meets, with what all of its appointments have in common."""

    __tablename__ = "series"
    __table_args__ = (
        sa.UniqueConstraint("space_id", "id"),
        sa.CheckConstraint("last_day >= first_day", name="ends_after_start"),
        sa.CheckConstraint("minutes > 0", name="lasts"),
    )

    rule: Mapped[str] = mapped_column(sa.String(200))
    """A recurrence rule of RFC 5545, 3.3.10, without its begin: `FREQ=MONTHLY;BYDAY=3WE`. Local days."""
    first_day: Mapped[date]
    last_day: Mapped[date]
    starts: Mapped[time]
    """Wall-clock time in Rostock, on both sides of the change to daylight time."""
    minutes: Mapped[int]
    school_holidays: Mapped[SchoolHolidays] = mapped_column(default=SchoolHolidays.NONE)
    """Which of them are left out."""
    skips_public_holidays: Mapped[bool] = mapped_column(default=True)
    kind: Mapped[str] = mapped_column(sa.String(32))
    title: Mapped[str] = mapped_column(sa.String(160))
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    access: Mapped[str] = mapped_column(sa.String(200), default="")
    description: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether its appointments stand in the public calendar."""
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Occurrence(SpaceOwned, Identified, Base):
    """Which appointment stands for which date of a series."""

    __tablename__ = "occurrence"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "series_id"], ["series.space_id", "series.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "series_id", "planned_for"),
        sa.UniqueConstraint("space_id", "appointment_id"),
    )

    series_id: Mapped[int]
    appointment_id: Mapped[int]
    planned_for: Mapped[datetime]
    """The begin that the rule gives (RFC 5545, 3.8.4.4): an exception keeps its place by it."""
    is_exception: Mapped[bool] = mapped_column(default=False)
    """Changed by itself: what is said of the whole series leaves it as it is."""
    series: Mapped[Series] = relationship()
    appointment: Mapped[Appointment] = relationship(overlaps="series")
