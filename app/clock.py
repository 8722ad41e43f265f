"""The only source of time: stored in UTC, shown and typed in Europe/Berlin."""

from __future__ import annotations

import os
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

BERLIN = ZoneInfo("Europe/Berlin")

_frozen: datetime | None = None


class NoSuchTime(ValueError):
    """A wall-clock time that the change to daylight time skips.

    `before` and `after` are the nearest times of that day that exist.
    """

    def __init__(self, day: date, wanted: time) -> None:
        self.day = day
        self.wanted = wanted
        self.before = time(wanted.hour - 1, wanted.minute)
        self.after = time(wanted.hour + 1, wanted.minute)
        super().__init__(f"{wanted} does not exist on {day}")


def now() -> datetime:
    """Return this moment, in UTC. `STADTTEILWERK_NOW` (ISO 8601) or `frozen` stop it."""
    if _frozen is not None:
        return _frozen
    if fixed := os.environ.get("STADTTEILWERK_NOW"):
        moment = datetime.fromisoformat(fixed)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=BERLIN).astimezone(UTC)
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is in Rostock."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """Return a stored moment as wall-clock time in Europe/Berlin."""
    return moment.astimezone(BERLIN)


def from_wall_clock(day: date, at: time) -> datetime:
    """Return the moment in UTC at which clocks in Rostock show `at` on `day`.

    An hour that comes twice in October means the first of the two, as people mean it who do not
    think of the change. Raises NoSuchTime for the hour that is skipped in March.
    """
    moment = datetime.combine(day, at, tzinfo=BERLIN).astimezone(UTC)
    if moment.astimezone(BERLIN).time() != at:
        raise NoSuchTime(day, at)
    return moment


def start_of_day(day: date) -> datetime:
    """Return the first moment of a day in Rostock, in UTC."""
    return datetime.combine(day, time(0), tzinfo=BERLIN).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the first moment after a day in Rostock, in UTC."""
    return start_of_day(day + timedelta(days=1))


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at a moment, for tests and for the demo."""
    global _frozen
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
