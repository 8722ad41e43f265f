"""What of concerns waits for somebody: the next step that is theirs; for the speaker, those that went quiet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.districts.councils.concerns.models import ENDED, Concern, ConcernState
from app.extensions import db

QUIET_AFTER = timedelta(weeks=6)
MOST_WAITING = 8


@dataclass(frozen=True)
class ToDo:
    """A concern that waits for somebody."""

    id: int
    space_id: int
    title: str
    next_step: str
    next_on: date | None
    moved_at: datetime
    version: int
    state: ConcernState

    @property
    def is_overdue(self) -> bool:
        """Whether the day of the next step is over."""
        return self.next_on is not None and self.next_on < clock.today()

    @property
    def is_new(self) -> bool:
        """Whether nobody has taken it up."""
        return self.state is ConcernState.RAISED

    @property
    def quiet_weeks(self) -> int:
        """For how many weeks nothing moved."""
        return (clock.now() - self.moved_at).days // 7


def _to_do() -> sa.Select[Any]:
    names = ("id", "space_id", "title", "next_step", "next_on", "moved_at", "version", "state")
    return sa.select(*(getattr(Concern, name) for name in names)).where(Concern.state.not_in(ENDED))


def next_steps_of(person_id: int) -> list[ToDo]:
    """Return the open concerns in the spaces at hand whose next step is somebody's, the most pressing first."""
    statement = (
        _to_do()
        .where(Concern.responsible_id == person_id)
        .order_by(Concern.next_on.is_(None), Concern.next_on, Concern.id)
        .limit(MOST_WAITING)
    )
    return [ToDo(*row) for row in db.session.execute(statement)]


def is_quiet() -> sa.ColumnElement[bool]:
    """Return the criterion that nothing moved for six weeks although it is open."""
    return sa.and_(Concern.state.not_in(ENDED), Concern.moved_at <= clock.now() - QUIET_AFTER)


def quiet_weeks(concern: Concern) -> int:
    """Return for how many weeks nothing moved of an open concern; 0 where it is not quiet."""
    still = clock.now() - concern.moved_at
    return still.days // 7 if concern.is_open and still >= QUIET_AFTER else 0


def quiet_in(space_ids: Iterable[int]) -> list[ToDo]:
    """Return the concerns of these spaces of which nobody has heard for six weeks, the quietest first."""
    statement = (
        _to_do()
        .where(is_quiet(), Concern.space_id.in_(sorted(space_ids)))
        .order_by(Concern.moved_at, Concern.id)
        .limit(MOST_WAITING)
    )
    return [ToDo(*row) for row in db.session.execute(statement)]
