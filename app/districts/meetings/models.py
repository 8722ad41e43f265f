"""What a meeting talks about."""

from __future__ import annotations

import enum

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.calendar.models import Appointment
from app.db import Base, Dated, Identified
from app.tenancy import SpaceOwned


class ItemKind(enum.StrEnum):
    """What an agenda item asks of those who sit there."""

    INFORMATION = "information"
    DISCUSSION = "discussion"
    DECISION = "decision"
    REPORT = "report"
    ELECTION = "election"


ITEM_KIND_NAMES = {
    ItemKind.INFORMATION: _l("Information"),
    ItemKind.DISCUSSION: _l("Aussprache"),
    ItemKind.DECISION: _l("Beschluss"),
    ItemKind.REPORT: _l("Bericht"),
    ItemKind.ELECTION: _l("Wahl"),
}


class ItemOutcome(enum.StrEnum):
    """What became of an item at the meeting."""

    DONE = "done"
    POSTPONED = "postponed"
    UNDECIDED = "undecided"


OUTCOME_NAMES = {
    ItemOutcome.DONE: _l("behandelt"),
    ItemOutcome.POSTPONED: _l("vertagt"),
    ItemOutcome.UNDECIDED: _l("noch offen"),
}

LONGEST_ITEM = 600


class AgendaItem(SpaceOwned, Identified, Dated, Base):
    """One point of an agenda."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"], ondelete="CASCADE"
        ),
        sa.UniqueConstraint("space_id", "id"),
        sa.CheckConstraint(f"minutes BETWEEN 0 AND {LONGEST_ITEM}", name="minutes_fit_an_evening"),
        sa.Index("ix_agenda_item_space_id_appointment_id_position", "space_id", "appointment_id", "position"),
    )

    appointment_id: Mapped[int]
    position: Mapped[int]
    """Ascending; gaps do not matter."""
    title: Mapped[str] = mapped_column(sa.String(160))
    kind: Mapped[ItemKind] = mapped_column(default=ItemKind.DISCUSSION)
    minutes: Mapped[int] = mapped_column(default=10)
    """How long it is planned to take."""
    note: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    """What it was suggested for ("task:12"), so that it is not suggested twice; empty: somebody's own."""
    outcome: Mapped[ItemOutcome | None]
    """What became of it; None before the meeting, and for what nobody said anything of."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts what was said of it, by services.change_item; its place is no news to who is writing."""
    appointment: Mapped[Appointment] = relationship()

    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012
