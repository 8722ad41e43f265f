"""What a meeting decided."""

from __future__ import annotations

import enum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calendar.models import Appointment
from app.db import Base, Dated, Identified
from app.tenancy import SpaceOwned


class DecisionResult(enum.StrEnum):
    """What came of a vote."""

    ADOPTED = "adopted"
    REJECTED = "rejected"


RESULT_NAMES = {DecisionResult.ADOPTED: _l("angenommen"), DecisionResult.REJECTED: _l("abgelehnt")}


class Decision(SpaceOwned, Identified, Dated, Base):
    """A resolution of a meeting, in the words that were voted on."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["space_id", "item_id"], ["agenda_item.space_id", "agenda_item.id"]),
        sa.UniqueConstraint("space_id", "id"),
        sa.UniqueConstraint("space_id", "year", "number"),
        sa.CheckConstraint("yes >= 0 AND no >= 0 AND abstentions >= 0", name="votes_are_counts"),
        sa.CheckConstraint("NOT without_dissent OR yes IS NULL", name="counted_or_without_dissent"),
        sa.CheckConstraint("measure BETWEEN 1 AND 20", name="measure_is_one_of_twenty"),
        sa.Index("ix_decision_space_id_appointment_id", "space_id", "appointment_id"),
    )

    appointment_id: Mapped[int]
    item_id: Mapped[int | None]
    year: Mapped[int]
    number: Mapped[int]
    """Counts within the year and the space; a number is never given twice."""
    wording: Mapped[str]
    without_dissent: Mapped[bool] = mapped_column(default=False)
    """Nobody against: not counted."""
    yes: Mapped[int | None]
    no: Mapped[int | None]
    abstentions: Mapped[int | None]
    result: Mapped[DecisionResult] = mapped_column(default=DecisionResult.ADOPTED)
    measure: Mapped[int | None]
    """Which of the county's 20 resolved measures it carries out."""
    version: Mapped[int] = mapped_column()
    appointment: Mapped[Appointment] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def label(self) -> str:
        """How it is named: `2025/7`."""
        return f"{self.year}/{self.number}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back: the row stays without words, so that its number is never given again."""
        return not self.wording
