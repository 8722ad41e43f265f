"""What is read for a feed: whose it is, what of it changed last, and only then what is in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.tokens import hashed
from app.calendar.feeds.composing import Lines
from app.calendar.feeds.models import CalendarFeed
from app.calendar.feeds.rendering import rendered
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db
from app.spaces.door import SpaceCalendar
from app.spaces.models import Space

# Built once: calendar programs ask for these day and night.
OPENED: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        CalendarFeed.id, CalendarFeed.name, CalendarFeed.person_id, CalendarFeed.space_slugs, CalendarFeed.kinds,
        CalendarFeed.with_special_days, CalendarFeed.last_used_on, CalendarFeed.created_at,
        Space.id.label("space_id"), Space.slug, Space.name.label("space_name"), Space.short_name,
        Space.calendar_version, Space.calendar_changed_at,
    )
    .outerjoin(Person, sa.and_(Person.id == CalendarFeed.person_id, Person.disabled_at.is_(None),
                               Person.erased_at.is_(None)))
    .outerjoin(Space, sa.and_(Space.id == CalendarFeed.space_id, Space.closed_on.is_(None)))
    .where(CalendarFeed.token_hash == sa.bindparam("token_hash"))
    .where(sa.or_(Person.id.is_not(None), Space.id.is_not(None)))
)  # fmt: skip
OPEN_SPACES: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Space.id, Space.slug, Space.name, Space.short_name, Space.calendar_version, Space.calendar_changed_at
    )
    .where(Space.closed_on.is_(None))
    .order_by(Space.name)
)
LINES: sa.Select[*tuple[Any, ...]] = (
    sa.select(Appointment.id, Appointment.space_id, Appointment.id.label("page"), Appointment.ics)
    .where(Appointment.state != AppointmentState.DRAFT, Appointment.starts_at >= sa.bindparam("since"))
    .order_by(Appointment.starts_at, Appointment.id)
)


def opened(secret: str) -> sa.Row[*tuple[Any, ...]] | None:
    """Return the feed with this address; None for nobody's, of a locked or erased person, of a closed space."""
    return db.session.execute(OPENED, {"token_hash": hashed(secret)}).first()


def open_spaces() -> list[SpaceCalendar]:
    """Return the calendars of all open spaces, by name."""
    return [SpaceCalendar(*row) for row in db.session.execute(OPEN_SPACES)]


def first_day() -> date:
    """Return the day from which on feeds show what was: the first of last year, so that it moves but once a year."""
    return date(clock.today().year - 1, 1, 1)


LineSource = Callable[[datetime], Iterable[Lines]]
"""Given the moment from which on: what it has in the spaces that the session may read."""
_sources: dict[str, LineSource] = {}


def adds_lines(folder: str) -> Callable[[LineSource], LineSource]:
    """Register an activity that has entries of its own in the feeds; their pages are in this folder of a space.

    Whatever changes them notes it (rendering.note_change): else nobody's program would fetch them anew.
    """

    def register(source: LineSource) -> LineSource:
        _sources[folder] = source
        return source

    return register


def folders() -> list[str]:
    """Return where the pages are of what is in feeds besides appointments."""
    return list(_sources)


def lines(kinds: Collection[str]) -> list[Lines]:
    """Return what is in the spaces at hand, drafts left out, by begin; of some kinds of appointments, if given."""
    statement = LINES.where(Appointment.kind.in_(sorted(kinds))) if kinds else LINES
    since = clock.start_of_day(first_day())
    found = filled_in(db.session.execute(statement, {"since": since}).all(), db.session())
    if not kinds:
        for source in _sources.values():
            found.extend(source(since))
    return found


def filled_in(rows: Sequence[sa.Row[*tuple[Any, ...]]], session: Session) -> list[Lines]:
    """Return rows of key, space, page and lines; what has no lines yet is rendered now."""
    missing = [row.id for row in rows if not row.ics]
    made: dict[int, str] = {}
    if missing:
        whole = session.scalars(sa.select(Appointment).where(Appointment.id.in_(missing)))
        made = {one.id: rendered(one) for one in whole}
    return [Lines(row.space_id, str(row.page), row.ics or made[row.id]) for row in rows]


def feeds_of(person: Person) -> list[CalendarFeed]:
    """Return somebody's feeds, the oldest first."""
    return _feeds(CalendarFeed.person_id == person.id)


def feed_of_space(space_id: int) -> CalendarFeed | None:
    """Return the feed of a space, if it has one."""
    return next(iter(_feeds(CalendarFeed.space_id == space_id)), None)


def _feeds(whose: sa.ColumnElement[bool]) -> list[CalendarFeed]:
    return list(db.session.scalars(sa.select(CalendarFeed).where(whose).order_by(CalendarFeed.id)))


def names_of(slugs: Iterable[str], spaces: Iterable[Any]) -> list[str]:
    """Return the names of the chosen spaces, as far as they are still open to whoever chose them."""
    chosen = set(slugs)
    return [space.name for space in spaces if space.slug in chosen]
