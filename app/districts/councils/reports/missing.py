"""Sittings of which a report is missing: they took place, none of us said that nobody went, and nothing is filed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.districts.councils.reports.models import Report
from app.districts.councils.sittings.models import Sitting, SittingState
from app.extensions import db
from app.spaces.models import Council, Mandate

USUAL_LENGTH = timedelta(hours=3)
"""How long a sitting lasts whose end nobody knows."""
NO_OLDER_THAN = timedelta(days=60)
"""After that nobody is asked any more: sittings of years may have been taken in at once."""
SPEAKERS_AFTER = 10
"""Days after which it waits for those who lead the district."""


@dataclass(frozen=True)
class Missing:
    """A sitting without a report."""

    space_id: int
    sitting_id: int
    council_number: int
    starts_at: datetime


def days_ago(days: int) -> datetime:
    """Return the moment before which a sitting was so many days ago."""
    return clock.start_of_day(clock.today() - timedelta(days=days - 1))


def without_report() -> sa.ColumnElement[bool]:
    """Return the criterion that a sitting wants a report and has none that was filed."""
    now = clock.now()
    filed = sa.select(Report.sitting_id).where(
        Report.space_id == Sitting.space_id, Report.sitting_id == Sitting.id, Report.filed_at.is_not(None)
    )
    ended = sa.or_(
        Sitting.ends_at <= now, sa.and_(Sitting.ends_at.is_(None), Sitting.starts_at <= now - USUAL_LENGTH)
    )
    return sa.and_(
        Sitting.starts_at > now - NO_OLDER_THAN,
        Sitting.starts_at <= now,
        ended,
        Sitting.state == SittingState.PLANNED,
        ~Sitting.nobody_went,
        ~filed.exists(),
    )


def _missing(*criteria: sa.ColumnElement[bool]) -> list[Missing]:
    statement = (
        sa.select(Sitting.space_id, Sitting.id, Council.number, Sitting.starts_at)
        .join(Council, Council.id == Sitting.council_id)
        .where(without_report(), *criteria)
        .order_by(Sitting.starts_at, Sitting.id)
        .limit(10)
    )
    return [Missing(*row) for row in db.session.execute(statement)]


def for_councillor(person_id: int, space_ids: Iterable[int]) -> list[Missing]:
    """Return the sittings of somebody's own councils, in these spaces, from the moment they are over."""
    seat = sa.select(Mandate.id).where(
        Mandate.space_id == Sitting.space_id,
        Mandate.council_id == Sitting.council_id,
        Mandate.person_id == person_id,
        Mandate.held_on(clock.today()),
    )
    spaces = sorted(space_ids)
    return _missing(Sitting.space_id.in_(spaces), seat.exists()) if spaces else []


def for_speakers(space_ids: Iterable[int]) -> list[Missing]:
    """Return the sittings in the spaces that somebody leads, after ten days."""
    spaces = sorted(space_ids)
    if not spaces:
        return []
    return _missing(Sitting.space_id.in_(spaces), Sitting.starts_at < days_ago(SPEAKERS_AFTER))
