"""What the year calendar knows besides appointments."""

from __future__ import annotations

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Base, Dated, Identified
from app.tenancy import SpaceOwned


class CommemorationPlan(SpaceOwned, Identified, Dated, Base):
    """What a space does on a day of remembrance of one year (measure 13 of the resolution)."""

    __tablename__ = "commemoration_plan"
    __table_args__ = (
        sa.UniqueConstraint("space_id", "id"),
        sa.UniqueConstraint("space_id", "day"),
    )

    day: Mapped[date]
    starts: Mapped[time | None]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    wreath: Mapped[str] = mapped_column(sa.String(200), default="")
    """Who orders and brings it, and what it costs."""
    speaker: Mapped[str] = mapped_column(sa.String(200), default="")
    on_duty_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who sees to it this year."""
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    version: Mapped[int] = mapped_column()
    on_duty: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
