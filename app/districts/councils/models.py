"""A council through the terms of the city's parliament: how many seats it has, how many of them are ours."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base, Identified
from app.spaces.models import Council


class CouncilTerm(Identified, Base):
    """A council in one term ("2019–2024"). Global: the city's, as the council is."""

    __tablename__ = "council_term"
    __table_args__ = (
        sa.UniqueConstraint("council_id", "since"),
        sa.CheckConstraint("until IS NULL OR until >= since", name="ends_after_start"),
        sa.CheckConstraint("seats > 0", name="has_seats"),
        sa.CheckConstraint("our_seats BETWEEN 0 AND seats", name="ours_are_some_of_them"),
    )

    council_id: Mapped[int] = mapped_column(sa.ForeignKey("council.id"))
    name: Mapped[str] = mapped_column(sa.String(40))
    since: Mapped[date]
    until: Mapped[date | None]
    seats: Mapped[int]
    our_seats: Mapped[int]
    """How many of them are ours by the result of the election; who holds them say the mandates."""
    chair: Mapped[str] = mapped_column(sa.String(120), default="")
    """Who presides, as published, where that is none of ours."""
    version: Mapped[int] = mapped_column()
    council: Mapped[Council] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
