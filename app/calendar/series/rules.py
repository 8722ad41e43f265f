"""The rule of a series and the days that it gives (RFC 5545, 3.3.10), in the few forms in which people meet."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Self

from dateutil.rrule import rrulestr

LAST = -1
"""The last of its weekday in a month, where others are the first to the fourth."""
WHICH = (1, 2, 3, 4, LAST)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WRITTEN = re.compile(
    r"FREQ=(?P<unit>WEEKLY|MONTHLY)(?:;INTERVAL=(?P<every>[1-9]))?"
    r"(?:;BYDAY=(?P<which>[1-4]|-1)?(?P<weekday>MO|TU|WE|TH|FR|SA|SU)|;BYMONTHDAY=(?P<month_day>[1-9]\d?))?"
)


class Unit(enum.StrEnum):
    """What a rhythm counts."""

    WEEK = "week"
    MONTH = "month"


EVERY = {Unit.WEEK: (1, 2), Unit.MONTH: (1, 2, 3)}
"""How many weeks or months may lie between two dates."""


@dataclass(frozen=True)
class Rule:
    """A rhythm and its day: a weekday of the week, one of the weekdays of the month, or a date of the month."""

    unit: Unit
    every: int = 1
    weekday: int | None = None
    """0 is Monday; None where the date of the month counts."""
    which: int | None = None
    """Which of the month's weekdays, one of WHICH."""
    month_day: int | None = None

    def __post_init__(self) -> None:
        if self.weekday is None:
            fits = self.unit is Unit.MONTH and self.which is None and self.month_day in range(1, 32)
        else:
            which = (None,) if self.unit is Unit.WEEK else WHICH
            fits = self.weekday in range(7) and self.which in which and self.month_day is None
        if not fits or self.every not in EVERY[self.unit]:
            raise ValueError(f"{self!r} is no rule of a series.")

    @classmethod
    def read(cls, text: str, first_day: date) -> Self:
        """Return the rule of a recurrence rule as `text` writes it; without a day that of the first one counts.

        Raises ValueError for what is no rule of ours.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"{text!r} is no rule of a series.")
        unit = Unit.WEEK if found["unit"] == "WEEKLY" else Unit.MONTH
        month_day = int(found["month_day"]) if found["month_day"] else None
        weekday = CODES.index(found["weekday"]) if found["weekday"] else None
        if weekday is None and month_day is None:
            weekday, month_day = (first_day.weekday(), None) if unit is Unit.WEEK else (None, first_day.day)
        which = int(found["which"]) if found["which"] else None
        return cls(unit, int(found["every"] or 1), weekday, which, month_day)

    @property
    def rrule(self) -> str:
        """The recurrence rule, without its begin: `FREQ=MONTHLY;BYDAY=3WE`."""
        parts = ["FREQ=WEEKLY" if self.unit is Unit.WEEK else "FREQ=MONTHLY"]
        if self.every > 1:
            parts.append(f"INTERVAL={self.every}")
        if self.weekday is None:
            parts.append(f"BYMONTHDAY={self.month_day}")
        else:
            parts.append(f"BYDAY={self.which or ''}{CODES[self.weekday]}")
        return ";".join(parts)

    def days(self, first: date, last: date) -> Iterator[date]:
        """Yield the days from `first`, at which the rhythm begins to count, to `last`, both included."""
        begin = datetime.combine(first, time())
        found = (moment.date() for moment in rrulestr(self.rrule, dtstart=begin))
        return takewhile(lambda day: day <= last, found)

    def first_from(self, day: date) -> date:
        """Return the first day from `day` on that may begin the rhythm, whatever the rhythm skips afterwards.

        RFC 5545 counts weeks and months from the begin: "every other Monday" beginning on a Wednesday would
        have its first Monday not in five days, as people mean it, but in twelve.
        """
        return next(replace(self, every=1).days(day, date.max))

    def period_of(self, day: date, *, end: bool = False) -> date:
        """Return the first day of the week or month that a day is in; its last day, if asked for."""
        first = day - timedelta(days=day.weekday() if self.unit is Unit.WEEK else day.day - 1)
        if not end:
            return first
        if self.unit is Unit.WEEK:
            return first + timedelta(days=6)
        in_the_next = first + timedelta(
            days=31
        )  # no month is longer, none so short that it would be the one after
        return in_the_next - timedelta(days=in_the_next.day)

    def moved_to(self, day: date) -> Self:
        """Return the same rhythm on the day of the week or month that `day` is."""
        if self.weekday is None:
            return replace(self, month_day=day.day)
        if self.which is None:
            return replace(self, weekday=day.weekday())
        return replace(self, weekday=day.weekday(), which=which_of(day, last=self.which == LAST))


def which_of(day: date, *, last: bool = False) -> int:
    """Return which of its weekday in the month a day is: the first to the fourth, or LAST.

    A day that is both the fourth and the last one is the last only if `last` says so.
    """
    number = (day.day - 1) // 7 + 1
    is_last = (day + timedelta(days=7)).month != day.month
    return LAST if number == 5 or last and is_last else number
