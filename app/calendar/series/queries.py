"""What is read of series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.calendar.models import Appointment, AppointmentState
from app.calendar.series.dates import PlannedDate
from app.calendar.series.models import Occurrence, Series
from app.calendar.services import LONGEST
from app.extensions import db

MOST_ENDED = 50
"""How many of the series that are over are listed."""


def occurrences_of(series: Series) -> list[Occurrence]:
    """Return what stands for the dates of a series, with its appointments, by begin."""
    statement = (
        sa.select(Occurrence)
        .options(joinedload(Occurrence.appointment))
        .where(Occurrence.series_id == series.id)
        .order_by(Occurrence.planned_for)
    )
    return sorted(db.session.scalars(statement), key=lambda one: one.appointment.starts_at)


def place_of(appointment: Appointment) -> Occurrence | None:
    """Return for which date of which series an appointment stands; None where it stands alone."""
    statement = (
        sa.select(Occurrence)
        .options(joinedload(Occurrence.series))
        .where(Occurrence.appointment_id == appointment.id)
    )
    return db.session.scalars(statement).first()


@dataclass(frozen=True)
class SeriesRow:
    """A series in a list."""

    series: Series
    next_at: datetime | None
    """When it meets next; None where it is over."""
    left: int
    """How many times it still meets."""


def _rows() -> sa.Select[Any]:
    meets = sa.and_(Appointment.starts_at > clock.now(), Appointment.state != AppointmentState.CANCELLED)
    coming = (
        sa.select(
            Occurrence.series_id,
            sa.func.min(Appointment.starts_at).label("next_at"),
            sa.func.count(Appointment.id).label("left"),
        )
        .join(Appointment, Appointment.id == Occurrence.appointment_id)
        .where(meets)
        .group_by(Occurrence.series_id)
        .subquery()
    )
    return sa.select(Series, coming.c.next_at, sa.func.coalesce(coming.c.left, 0)).outerjoin(
        coming, coming.c.series_id == Series.id
    )


def all_series() -> tuple[list[SeriesRow], list[SeriesRow]]:
    """Return the series of the space that go on, the next first, and the latest of those that are over."""
    rows = [SeriesRow(*row) for row in db.session.execute(_rows())]
    running = sorted((row for row in rows if row.next_at), key=lambda row: row.next_at or clock.now())
    ended = sorted(
        (row for row in rows if not row.next_at), key=lambda row: row.series.last_day, reverse=True
    )
    return running, ended[:MOST_ENDED]


def clashes(dates: Iterable[PlannedDate], *, besides: Collection[int] = ()) -> dict[date, list[str]]:
    """Return by day the titles of what else is planned in the space at the same time.

    `besides`: keys of appointments that do not count, because they move along.
    """
    meant = [(on.day, on.starts_at, on.ends_at) for on in dates if on.starts_at and on.ends_at]
    if not meant:
        return {}
    # The begin narrows by the index; nothing lasts longer than LONGEST.
    statement = (
        sa.select(Appointment.id, Appointment.title, Appointment.starts_at, Appointment.ends_at)
        .where(Appointment.state != AppointmentState.CANCELLED)
        .where(Appointment.starts_at > min(starts for _day, starts, _ends in meant) - LONGEST)
        .where(Appointment.starts_at < max(ends for _day, _starts, ends in meant))
        .order_by(Appointment.starts_at)
    )
    others = [row for row in db.session.execute(statement) if row.id not in besides]
    found: defaultdict[date, list[str]] = defaultdict(list)
    for day, starts, ends in meant:
        found[day] += [row.title for row in others if row.starts_at < ends and row.ends_at > starts]
    return {day: titles for day, titles in found.items() if titles}
