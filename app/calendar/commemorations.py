"""The days of remembrance of each year (measure 13 of the resolution)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SUNDAY = 6
FIXED = (
    (1, 27, "Gedenken an die Opfer des Nationalsozialismus"),
    (5, 8, "Tag der Befreiung"),
    (11, 10, "Gedenken an die Pogrome von 1938"),
)
IN_SEPTEMBER = "Tag der Erinnerung"


@dataclass(frozen=True, order=True)
class Commemoration:
    """A day of remembrance. Its title is what people call it here, in every language of the interface."""

    day: date
    title: str


def commemorations(first: date, last: date) -> list[Commemoration]:
    """Return the days of remembrance from `first` to `last`, both included, in their order."""
    found = [one for year in range(first.year, last.year + 1) for one in _of(year)]
    return sorted(one for one in found if first <= one.day <= last)


def _of(year: int) -> list[Commemoration]:
    september = date(year, 9, 1)
    second_sunday = september + timedelta(days=(SUNDAY - september.weekday()) % 7 + 7)
    return [
        *(Commemoration(date(year, month, day), title) for month, day, title in FIXED),
        Commemoration(second_sunday, IN_SEPTEMBER),
    ]
