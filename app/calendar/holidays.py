"""Which days are holidays in Mecklenburg-Vorpommern: public ones, and those of the general schools."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

WINTER, EASTER, WHITSUN = "Winterferien", "Osterferien", "Pfingstferien"
SUMMER, AUTUMN, CHRISTMAS = "Sommerferien", "Herbstferien", "Weihnachtsferien"
EXTRA, OFF = "zusätzlicher Ferientag", "schulfrei"

# Name, first and last day, as the land sets them for the general schools, some years ahead. Once a year the
# next summer holidays are added at the end.
SCHOOL_HOLIDAYS = (
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
_FIRST_DAYS = [first for _name, first, _last in SCHOOL_HOLIDAYS]


@cache
def _public() -> HolidayBase:
    # Loaded when first asked for: with all the countries of the world it takes half a second and 20 MB.
    from holidays import country_holidays

    return country_holidays("DE", subdiv="MV", language="de")


def public_holiday(day: date) -> str | None:
    """Return the name of the public holiday on a day, in German; None on any other day."""
    return _public().get(day)


def school_holiday(day: date) -> str | None:
    """Return which school holidays a day belongs to, in German; None where they are not or not known yet."""
    found = bisect_right(_FIRST_DAYS, day) - 1
    if found < 0:
        return None
    name, _first, last = SCHOOL_HOLIDAYS[found]
    return name if day <= last else None


def known_until() -> date:
    """Return the last day for which the school holidays are known."""
    return SCHOOL_HOLIDAYS[-1][2]
