"""When calendar files that nobody took in are deleted: the next night, and with whoever is erased."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.accounts.models import Person
from app.accounts.services import forgets
from app.calendar.imports.models import CalendarImport
from app.extensions import db
from app.tenancy import all_spaces, one_space

AT_WORK = timedelta(hours=1)
"""Whoever works late is not disturbed."""


@forgets
def forget_person(person: Person) -> None:
    """Delete what somebody was looking at. Needs a session that writes every space."""
    for kept in db.session.scalars(sa.select(CalendarImport).where(CalendarImport.by_id == person.id)).all():
        db.session.delete(kept)


def forget_left() -> int:
    """Delete the files that were left; return how many. The worker's job; commits."""
    left = CalendarImport.created_at < clock.now() - AT_WORK
    with all_spaces("calendar files that nobody took in are deleted") as session:
        spaces = sorted(session.scalars(sa.select(CalendarImport.space_id).where(left).distinct()))
    return sum(_forget_in(space_id) for space_id in spaces)


def _forget_in(space_id: int) -> int:
    with one_space(space_id) as session:
        files = session.scalars(
            sa.select(CalendarImport).where(CalendarImport.created_at < clock.now() - AT_WORK)
        ).all()
        for kept in files:
            session.delete(kept)
        return len(files)
