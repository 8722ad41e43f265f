"""Which days are holidays in Mecklenburg-Vorpommern: public ones, and those of the general schools.

The school holidays until 2030 stand here. Later ones, and changes, the office takes in from a file
(`app.calendar.holiday_files`); they are read at most once for each request, and only where somebody asks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from dateutil.easter import easter
from flask import g, has_app_context

from app.calendar.models import SchoolHoliday
from app.extensions import db

if TYPE_CHECKING:
    from holidays import HolidayBase

WINTER, EASTER, WHITSUN = "Winterferien", "Osterferien", "Pfingstferien"
SUMMER, AUTUMN, CHRISTMAS = "Sommerferien", "Herbstferien", "Weihnachtsferien"
EXTRA, OFF = "zusätzlicher Ferientag", "schulfrei"

DAY = timedelta(days=1)
SUNDAY = 6
NEAR = timedelta(days=30)
"""Holidays that the land moves stay closer than this to where they were."""


@dataclass(frozen=True, slots=True)
class Span:
    """School holidays from a first to a last day, both included."""

    name: str
    first: date
    last: date

    def meets(self, other: Span) -> bool:
        """Say whether both have a day in common."""
        return self.first <= other.last and self.last >= other.first

    def means(self, other: Span) -> bool:
        """Say whether both are the same holidays, perhaps with other days: of one name, and close together."""
        if self.name.casefold() != other.name.casefold():
            return False
        return self.meets(other) or (self.name in YEARLY and abs(self.first - other.first) <= NEAR)


YEARLY = (WINTER, EASTER, WHITSUN, SUMMER, AUTUMN, CHRISTMAS)
"""What comes once a year, while single days may come again a few weeks later."""

# As the land sets them for the general schools, some years ahead.
_SET = (
    (CHRISTMAS, date(2024, 12, 23), date(2025, 1, 6)),
    (WINTER, date(2025, 2, 3), date(2025, 2, 14)),
    (EASTER, date(2025, 4, 14), date(2025, 4, 23)),
    (EXTRA, date(2025, 5, 30), date(2025, 5, 30)),
    (WHITSUN, date(2025, 6, 6), date(2025, 6, 10)),
    (SUMMER, date(2025, 7, 28), date(2025, 9, 6)),
    (EXTRA, date(2025, 10, 2), date(2025, 10, 2)),
    (AUTUMN, date(2025, 10, 20), date(2025, 10, 24)),
    (EXTRA, date(2025, 11, 3), date(2025, 11, 3)),
    (CHRISTMAS, date(2025, 12, 20), date(2026, 1, 3)),
    (WINTER, date(2026, 2, 9), date(2026, 2, 20)),
    (EASTER, date(2026, 3, 30), date(2026, 4, 8)),
    (EXTRA, date(2026, 5, 15), date(2026, 5, 15)),
    (WHITSUN, date(2026, 5, 22), date(2026, 5, 26)),
    (SUMMER, date(2026, 7, 13), date(2026, 8, 22)),
    (AUTUMN, date(2026, 10, 15), date(2026, 10, 24)),
    (EXTRA, date(2026, 11, 26), date(2026, 11, 26)),
    (EXTRA, date(2026, 11, 27), date(2026, 11, 27)),
    (CHRISTMAS, date(2026, 12, 21), date(2027, 1, 2)),
    (WINTER, date(2027, 2, 8), date(2027, 2, 19)),
    (EASTER, date(2027, 3, 24), date(2027, 4, 2)),
    (EXTRA, date(2027, 5, 7), date(2027, 5, 7)),
    (WHITSUN, date(2027, 5, 14), date(2027, 5, 18)),
    (SUMMER, date(2027, 7, 5), date(2027, 8, 14)),
    (AUTUMN, date(2027, 10, 14), date(2027, 10, 23)),
    (EXTRA, date(2027, 11, 25), date(2027, 11, 25)),
    (EXTRA, date(2027, 11, 26), date(2027, 11, 26)),
    (CHRISTMAS, date(2027, 12, 22), date(2028, 1, 4)),
    (WINTER, date(2028, 2, 5), date(2028, 2, 17)),
    (OFF, date(2028, 2, 18), date(2028, 2, 18)),
    (EASTER, date(2028, 4, 12), date(2028, 4, 21)),
    (EXTRA, date(2028, 5, 26), date(2028, 5, 26)),
    (WHITSUN, date(2028, 6, 2), date(2028, 6, 6)),
    (SUMMER, date(2028, 6, 26), date(2028, 8, 5)),
    (EXTRA, date(2028, 10, 2), date(2028, 10, 2)),
    (AUTUMN, date(2028, 10, 23), date(2028, 10, 28)),
    (EXTRA, date(2028, 10, 30), date(2028, 10, 30)),
    (CHRISTMAS, date(2028, 12, 22), date(2029, 1, 2)),
    (WINTER, date(2029, 2, 5), date(2029, 2, 16)),
    (EXTRA, date(2029, 3, 9), date(2029, 3, 9)),
    (EASTER, date(2029, 3, 28), date(2029, 4, 6)),
    (EXTRA, date(2029, 4, 30), date(2029, 4, 30)),
    (EXTRA, date(2029, 5, 11), date(2029, 5, 11)),
    (WHITSUN, date(2029, 5, 18), date(2029, 5, 22)),
    (SUMMER, date(2029, 6, 18), date(2029, 7, 28)),
    (AUTUMN, date(2029, 10, 22), date(2029, 10, 27)),
    (EXTRA, date(2029, 10, 29), date(2029, 10, 29)),
    (EXTRA, date(2029, 10, 30), date(2029, 10, 30)),
    (CHRISTMAS, date(2029, 12, 21), date(2030, 1, 4)),
    (WINTER, date(2030, 2, 4), date(2030, 2, 15)),
    (EASTER, date(2030, 4, 17), date(2030, 4, 26)),
    (EXTRA, date(2030, 5, 31), date(2030, 5, 31)),
    (WHITSUN, date(2030, 6, 7), date(2030, 6, 11)),
    (SUMMER, date(2030, 7, 1), date(2030, 8, 10)),
)
SCHOOL_HOLIDAYS = tuple(Span(*one) for one in _SET)
"""What stands in the program; what the office took in goes before it."""


@cache
def _public() -> HolidayBase:
    # Loaded when first asked for: with all the countries of the world it takes half a second and 20 MB.
    from holidays import country_holidays

    return country_holidays("DE", subdiv="MV", language="de")


def public_holiday(day: date) -> str | None:
    """Return the name of the public holiday on a day, in German; None on any other day."""
    return _public().get(day)


def quiet_holiday(day: date) -> str | None:
    """Return the name of the quiet day that it is (section 6 of the land's law on holidays), in German, or None."""
    if (day.month, day.day) == (12, 24):
        return "Heiliger Abend"
    if day.month == 11 and day.weekday() == SUNDAY:
        # The two Sundays before Advent, which begins on the one from 27 November to 3 December.
        return {13: "Volkstrauertag", 20: "Totensonntag"}.get((day.day - 13) // 7 * 7 + 13)
    if day.month in (3, 4):
        return {2: "Karfreitag", 1: "Karsamstag"}.get((easter(day.year) - day).days)
    return None


def merged(stored: Iterable[Span]) -> tuple[Span, ...]:
    """Return what stands in the program with what the office took in, which goes before it, by their days."""
    taken_in = sorted(stored, key=lambda one: one.first)
    if not taken_in:
        return SCHOOL_HOLIDAYS
    left = [one for one in SCHOOL_HOLIDAYS if not any(other.means(one) for other in taken_in)]
    for other in taken_in:
        left = [rest for one in left for rest in _without(one, other)]
    return tuple(sorted([*left, *taken_in], key=lambda one: one.first))


def _without(one: Span, other: Span) -> list[Span]:
    if not one.meets(other):
        return [one]
    parts = Span(one.name, one.first, other.first - DAY), Span(one.name, other.last + DAY, one.last)
    return [part for part in parts if part.first <= part.last]


def stored() -> list[Span]:
    """Return what the office took in."""
    statement = sa.select(SchoolHoliday.name, SchoolHoliday.first, SchoolHoliday.last)
    with db.session.no_autoflush:  # whoever asks may be in the middle of something
        return [Span(*row) for row in db.session.execute(statement.order_by(SchoolHoliday.first))]


def school_holidays() -> tuple[Span, ...]:
    """Return all school holidays that are known, by their days.

    Outside the application only those that stand in the program.
    """
    if not has_app_context():
        return SCHOOL_HOLIDAYS
    if "school_holidays" not in g:
        g.school_holidays = merged(stored())
    known: tuple[Span, ...] = g.school_holidays
    return known


def forget_what_was_read() -> None:
    """Let the next question read the table anew: something was taken in."""
    g.pop("school_holidays", None)


def school_holidays_between(first: date, last: date) -> list[Span]:
    """Return the school holidays that touch the days from `first` to `last`, both included."""
    return [one for one in school_holidays() if one.first <= last and one.last >= first]


def school_holiday(day: date) -> str | None:
    """Return which school holidays a day belongs to, in German; None where they are not or not known yet."""
    known = school_holidays()
    found = bisect_right(known, day, key=lambda one: one.first) - 1
    return known[found].name if found >= 0 and day <= known[found].last else None


def known_until() -> date:
    """Return the last day for which the school holidays are known."""
    return max(one.last for one in school_holidays())
