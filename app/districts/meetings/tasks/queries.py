"""What is read of tasks: the open ones of a space, those of a person, those of a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Person
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.districts.meetings.tasks.models import Task, TaskState, TaskStep
from app.extensions import db
from app.spaces.models import Membership

PAGE_SIZE = 40
WITHOUT_A_DATE = timedelta(weeks=4)
"""How long a task is given where no next meeting is known."""
MOST_MINE = 50


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list."""

    id: int
    space_id: int
    title: str
    person_id: int | None
    other_name: str
    due_on: date | None
    state: TaskState
    person_name: str | None

    @property
    def who(self) -> str:
        """Whose it is; empty where it is nobody's yet."""
        return self.person_name or self.other_name

    @property
    def is_overdue(self) -> bool:
        """Whether its day is over."""
        return self.state is TaskState.OPEN and self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    rows: list[TaskRow]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1


def _rows() -> sa.Select[Any]:
    names = ("id", "space_id", "title", "person_id", "other_name", "due_on", "state")
    columns = [getattr(Task, name) for name in names]
    return sa.select(*columns, Person.name).outerjoin(Person, Person.id == Task.person_id)


_BY_DAY = (Task.due_on.is_(None), Task.due_on, Task.id)
"""What is due first; what has no day comes last."""


def _read(statement: sa.Select[Any]) -> list[TaskRow]:
    return [TaskRow(*row) for row in db.session.execute(statement)]


def open_tasks(*, me: int | None = None, most: int | None = None) -> list[TaskRow]:
    """Return the open tasks of the spaces at hand, those of `me` first, then by day."""
    statement = _rows().where(Task.state == TaskState.OPEN)
    mine_first = (sa.case((Task.person_id == me, 0), else_=1),) if me is not None else ()
    return _read(statement.order_by(*mine_first, *_BY_DAY).limit(most))


def ended_tasks(number: int = 1) -> Page:
    """Return what was done or is no longer needed, the latest first."""
    statement = _rows().where(Task.state != TaskState.OPEN).order_by(Task.ended_at.desc(), Task.id.desc())
    rows = _read(statement.limit(PAGE_SIZE + 1).offset((number - 1) * PAGE_SIZE))
    return Page(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE)


def mine(person_id: int, *, space_ids: Iterable[int] | None = None) -> list[TaskRow]:
    """Return the open tasks of somebody in the spaces at hand (or in these of them), by day."""
    statement = _rows().where(Task.state == TaskState.OPEN, Task.person_id == person_id)
    if space_ids is not None:
        statement = statement.where(Task.space_id.in_(sorted(space_ids)))
    return _read(statement.order_by(*_BY_DAY).limit(MOST_MINE))


def tasks_of(appointment: Appointment) -> list[Task]:
    """Return what one meeting handed out, in the order in which it was written down."""
    statement = (
        sa.select(Task)
        .options(joinedload(Task.person))
        .where(Task.space_id == appointment.space_id, Task.appointment_id == appointment.id)
        .order_by(Task.id)
    )
    return list(db.session.scalars(statement))


def steps_of(task: Task) -> list[TaskStep]:
    """Return what happened to a task, in order."""
    statement = (
        sa.select(TaskStep)
        .options(joinedload(TaskStep.by), joinedload(TaskStep.to))
        .where(TaskStep.task_id == task.id)
        .order_by(TaskStep.at, TaskStep.id)
    )
    return list(db.session.scalars(statement))


def assignable() -> list[tuple[int, str]]:
    """Return key and name of everybody who belongs to the space at hand today, by name."""
    statement = (
        sa.select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.held_today(), Person.erased_at.is_(None))
        .distinct()
    )
    found = [(person_id, name) for person_id, name in db.session.execute(statement)]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0]))


def usual_due_day(after: datetime) -> date:
    """Return until when a task is usually given: until the next meeting after a moment, else for four weeks."""
    with_agenda = [kind.key for kind in KINDS.values() if kind.has_agenda]
    statement = (
        sa.select(Appointment.starts_at)
        .where(Appointment.starts_at > after, Appointment.state == AppointmentState.ANNOUNCED)
        .where(Appointment.kind.in_(with_agenda))
        .order_by(Appointment.starts_at)
        .limit(1)
    )
    found = db.session.scalars(statement).first()
    return clock.local(found or after + WITHOUT_A_DATE).date()
