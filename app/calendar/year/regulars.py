"""The regulars' tables: all that everybody may come to, by weekday and place; for members their own as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import clock
from app.calendar.entries import entries_between
from app.calendar.year import published
from app.extensions import db
from app.spaces.models import County, District, Space

KIND = "regulars_table"
AHEAD = timedelta(weeks=14)
"""So far one looks for the next dates: some meet every third month."""
MOST_DATES = 3
WEEKDAYS = (_l("Montag"), _l("Dienstag"), _l("Mittwoch"), _l("Donnerstag"), _l("Freitag"), _l("Samstag"),
            _l("Sonntag"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evening:
    """One time that a table meets."""

    space_id: int
    title: str
    at: date
    time: str
    place: str
    is_cancelled: bool
    uid: str | None
    """None for one that is for members alone."""
    id: int


@dataclass(frozen=True)
class RegularsTable:
    """A table: the same weekday, time and place in one space."""

    space: Space
    title: str
    time: str
    place: str
    dates: list[Evening]

    @property
    def is_public(self) -> bool:
        """Whether everybody may read of it."""
        return all(one.uid for one in self.dates)


@dataclass(frozen=True)
class Found:
    """All tables, and where there is none."""

    by_weekday: list[tuple[str, list[RegularsTable]]]
    without: list[Space]
    """Districts that have none, by name."""
    districts: list[Space]
    """Districts that have one."""
    county: Space | None


def all_tables(*, own: Collection[int] = (), district: str = "") -> Found:
    """Return the tables of the next weeks, also those of the `own` spaces that are not public."""
    spaces = {one.id: one for one in db.session.scalars(sa.select(Space).where(Space.closed_on.is_(None)))}
    evenings = list(_evenings(own))
    having = {one.space_id for one in evenings if not one.is_cancelled}
    districts = sorted((one for one in spaces.values() if isinstance(one, District)), key=_by_name)
    shown = [one for one in evenings if not district or spaces[one.space_id].slug == district]
    return Found(
        by_weekday=_grouped(shown, spaces),
        without=[one for one in districts if one.id not in having],
        districts=[one for one in districts if one.id in having],
        county=next((one for one in spaces.values() if isinstance(one, County)), None),
    )


def _by_name(space: Space) -> str:
    return space.name.casefold()


def _evenings(own: Collection[int]) -> Iterable[Evening]:
    today = clock.today()
    last = today + AHEAD
    known = set()
    for row in published.between(today, last, kinds=(KIND,)):
        known.add((row.space_id, row.id))
        at = clock.local(row.starts_at)
        yield Evening(
            row.space_id, row.title, at.date(), f"{at:%H:%M}", row.place, row.is_cancelled, row.uid, row.id
        )
    if not own:
        return
    for entry in entries_between(today, last, space_ids=own, appointment_kinds=(KIND,)):
        key = (entry.space_id or 0, entry.row_id or 0)
        if key not in known and entry.starts_at is not None:
            at = clock.local(entry.starts_at)
            yield Evening(
                key[0], entry.title, at.date(), f"{at:%H:%M}", entry.place, entry.is_cancelled, None, key[1]
            )


def _grouped(evenings: Iterable[Evening], spaces: dict[int, Space]) -> list[tuple[str, list[RegularsTable]]]:
    together: dict[tuple[int, str, str, int], list[Evening]] = defaultdict(list)
    for one in sorted(evenings, key=lambda one: (one.at, one.id)):
        together[one.at.weekday(), one.time, one.place, one.space_id].append(one)
    tables = [
        (weekday, RegularsTable(spaces[space_id], dates[0].title, time, place, dates[:MOST_DATES]))
        for (weekday, time, place, space_id), dates in together.items()
    ]
    tables.sort(key=lambda pair: (pair[0], pair[1].place.casefold(), pair[1].time, _by_name(pair[1].space)))
    return [
        (str(WEEKDAYS[weekday]), [table for _weekday, table in group])
        for weekday, group in groupby(tables, key=lambda pair: pair[0])
    ]
