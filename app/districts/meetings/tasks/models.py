"""What somebody took on, until when, and what became of it."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Base, Dated, Identified
from app.tenancy import SpaceOwned


class TaskState(enum.StrEnum):
    """How far a task is."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


TASK_STATE_NAMES = {
    TaskState.OPEN: _l("offen"),
    TaskState.DONE: _l("erledigt"),
    TaskState.DROPPED: _l("nicht mehr nötig"),
}


class Task(SpaceOwned, Identified, Dated, Base):
    """Something to be done: what, who, until when."""

    __tablename__ = "task"
    __table_args__ = (
        sa.ForeignKeyConstraint(["space_id", "appointment_id"], ["appointment.space_id", "appointment.id"]),
        sa.ForeignKeyConstraint(["space_id", "item_id"], ["agenda_item.space_id", "agenda_item.id"]),
        sa.UniqueConstraint("space_id", "id"),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_has_a_date"),
        sa.Index("ix_task_space_id_state_due_on", "space_id", "state", "due_on"),
        sa.Index("ix_task_space_id_appointment_id", "space_id", "appointment_id"),
    )

    appointment_id: Mapped[int | None]
    """The meeting that handed it out; None: taken on in between."""
    item_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(sa.String(200))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    """Who took it on; None: nobody yet, or somebody who is no member."""
    other_name: Mapped[str] = mapped_column(sa.String(120), default="")
    """Who took it on and is no member."""
    due_on: Mapped[date | None]
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    ended_at: Mapped[datetime | None]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    version: Mapped[int] = mapped_column()
    person: Mapped[Person | None] = relationship(foreign_keys=person_id)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class StepKind(enum.StrEnum):
    """What happened to a task."""

    HANDED_OVER = "handed_over"
    MOVED = "moved"
    DONE = "done"
    DROPPED = "dropped"
    REOPENED = "reopened"


STEP_NAMES = {
    StepKind.HANDED_OVER: _l("weitergegeben"),
    StepKind.MOVED: _l("verschoben"),
    StepKind.DONE: _l("erledigt"),
    StepKind.DROPPED: _l("nicht mehr nötig"),
    StepKind.REOPENED: _l("wieder offen"),
}


class TaskStep(SpaceOwned, Identified, Base):
    """One thing that happened to a task, with a note."""

    __tablename__ = "task_step"
    __table_args__ = (
        sa.ForeignKeyConstraint(["space_id", "task_id"], ["task.space_id", "task.id"], ondelete="CASCADE"),
        sa.Index("ix_task_step_space_id_task_id", "space_id", "task_id"),
    )

    task_id: Mapped[int]
    kind: Mapped[StepKind]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """To whom it was handed over."""
    due_on: Mapped[date | None]
    """To which day it was moved."""
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    by: Mapped[Person] = relationship(foreign_keys=by_id)
    to: Mapped[Person | None] = relationship(foreign_keys=to_id)
