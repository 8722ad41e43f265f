"""The dates that a series gives: with their times, and which are left out and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Self

from flask_babel import gettext as _

from app import clock
from app.calendar.holidays import SUMMER, known_until, public_holiday, school_holiday
from app.calendar.series.models import SchoolHolidays, Series
from app.calendar.series.rules import Rule
from app.calendar.services import EARLIEST, LATEST, Details
from app.rules import RuleBroken

LONGEST = timedelta(days=3 * 366)
"""How far ahead a series is planned: three years."""
MOST_DATES = 160
DAY = 24 * 60
LONGEST_NIGHT = 12 * 60
"""Who ends before the begin by more than this meant another end, not the next morning. In minutes."""


@dataclass(frozen=True)
class Pattern:
    """When a series meets, in local days and wall-clock times."""

    rule: Rule
    first_day: date
    """From which the rhythm counts."""
    last_day: date
    starts: time
    minutes: int
    school_holidays: SchoolHolidays = SchoolHolidays.NONE
    skips_public_holidays: bool = True

    @classmethod
    def of(cls, series: Series) -> Self:
        """Return the pattern of a stored series."""
        return cls(
            rule=Rule.read(series.rule, series.first_day),
            first_day=series.first_day,
            last_day=series.last_day,
            starts=series.starts,
            minutes=series.minutes,
            school_holidays=series.school_holidays,
            skips_public_holidays=series.skips_public_holidays,
        )

    @property
    def ends(self) -> time:
        """When it ends, on the same day or on the next."""
        return (datetime.combine(self.first_day, self.starts) + timedelta(minutes=self.minutes)).time()

    @property
    def reaches_the_unknown(self) -> bool:
        """Whether school holidays are to be left out that are not known yet."""
        return self.school_holidays is not SchoolHolidays.NONE and self.last_day > known_until()


@dataclass(frozen=True)
class PlannedDate:
    """A day that the rule gives."""

    day: date
    starts_at: datetime | None = None
    """None, like the end, where it is left out."""
    ends_at: datetime | None = None
    left_out: str = ""
    """Why, in words: "Sommerferien"."""
    hint: str = ""
    """The holiday on which it takes place all the same."""


def minutes_between(starts: time, ends: time) -> int:
    """Return how long it lasts, over midnight where it has to be. Raises RuleBroken for no time at all."""
    minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
    if minutes == 0:
        raise RuleBroken(_("Das Ende ist gleich dem Beginn. Bitte noch einmal ansehen."), field="ends")
    if minutes < 0 and minutes % DAY > LONGEST_NIGHT:
        raise RuleBroken(_("Das Ende liegt vor dem Beginn. Bitte noch einmal ansehen."), field="ends")
    return minutes % DAY


def check_days(first: date, last: date, *, field: str = "first_day") -> None:
    """Raise RuleBroken for days between which no series is planned; `field` is where the first one was typed."""
    for day, place in ((first, field), (last, "last_day")):
        if not EARLIEST <= day <= LATEST:
            raise RuleBroken(
                _("Bitte das Jahr noch einmal ansehen: %(year)d liegt zu weit weg.", year=day.year),
                field=place,
            )
    if last < first:
        raise RuleBroken(_("Der letzte Tag liegt vor dem ersten."), field="last_day")
    if last - max(first, clock.today()) > LONGEST:
        raise RuleBroken(
            _("Eine Serie reicht höchstens drei Jahre weit. Verlängern lässt sie sich später."),
            field="last_day",
        )


def dates_of(pattern: Pattern, *, since: date = date.min) -> list[PlannedDate]:
    """Return the days that a pattern gives from a day on, those included that are left out."""
    days = pattern.rule.days(pattern.first_day, pattern.last_day)
    return [_date_on(pattern, day) for day in islice((day for day in days if day >= since), MOST_DATES)]


def _date_on(pattern: Pattern, day: date) -> PlannedDate:
    school, public = school_holiday(day), public_holiday(day)
    skips_school = pattern.school_holidays is SchoolHolidays.ALL or (
        pattern.school_holidays is SchoolHolidays.SUMMER and school == SUMMER
    )
    if public and pattern.skips_public_holidays:
        return PlannedDate(day, left_out=public)
    if school and skips_school:
        return PlannedDate(day, left_out=school)
    ends = datetime.combine(day, pattern.starts) + timedelta(minutes=pattern.minutes)
    try:
        starts_at = clock.from_wall_clock(day, pattern.starts)
        ends_at = clock.from_wall_clock(ends.date(), ends.time())
    except clock.NoSuchTime as missing:
        words = _("%(time)s Uhr gibt es an diesem Tag nicht (Zeitumstellung)", time=f"{missing.wanted:%H:%M}")
        return PlannedDate(day, left_out=words)
    return PlannedDate(day, starts_at, ends_at, hint=public or school or "")


@dataclass(frozen=True)
class Wishes:
    """What a series is to be: when it meets, and what all of its appointments have in common."""

    pattern: Pattern
    title: str
    place: str = ""
    access: str = ""
    description: str = ""
    is_public: bool = False

    @classmethod
    def of(cls, series: Series) -> Self:
        """Return what a stored series is."""
        return cls(
            Pattern.of(series),
            series.title,
            series.place,
            series.access,
            series.description,
            series.is_public,
        )

    def details(self, on: PlannedDate) -> Details:
        """Return what is said of the appointment on one of the dates."""
        ends = datetime.combine(on.day, self.pattern.starts) + timedelta(minutes=self.pattern.minutes)
        return Details(
            title=self.title,
            day=on.day,
            starts=self.pattern.starts,
            ends=ends.time(),
            ends_on=ends.date() if ends.date() != on.day else None,
            place=self.place,
            access=self.access,
            description=self.description,
            is_public=self.is_public,
        )
