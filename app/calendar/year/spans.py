"""Which days a view of the calendar shows, and what stands before and after them."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from app.calendar.services import EARLIEST, LATEST

DAY = timedelta(days=1)
AGENDA = timedelta(weeks=6)
"""So much the agenda shows at once."""


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day; None where the calendar has none."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


@dataclass(frozen=True)
class Span:
    """Days that are shown together, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def agenda_from(day: date) -> Span:
    """Return the days of an agenda that begins with a day."""
    return Span(day, min(day + AGENDA - DAY, LATEST))


def month_of(year: int, month: int) -> Span:
    """Return the days of a month."""
    return Span(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def year_of(year: int) -> Span:
    """Return the days of a year."""
    return Span(date(year, 1, 1), date(year, 12, 31))


def weeks_of(span: Span) -> list[list[date | None]]:
    """Return the days of a month week by week, Monday first; None where a week reaches beyond it."""
    days = calendar.Calendar().monthdatescalendar(span.first.year, span.first.month)
    return [[day if day in span else None for day in week] for week in days]


@dataclass(frozen=True)
class Ways:
    """Where the links of a view lead; None where the calendar ends."""

    before: str | None
    after: str | None
    today: str


Query = dict[str, list[str]]


def address_of_day(day: date, query: Query) -> str:
    """Return the address of the agenda from a day on."""
    return url_for("year.day", year=day.year, month=day.month, day=day.day, **query)  # type: ignore[arg-type]


def address_of_month(day: date, query: Query) -> str:
    """Return the address of the month of a day."""
    return url_for("year.month", year=day.year, month=day.month, **query)  # type: ignore[arg-type]


def address_of_year(year: int, query: Query) -> str:
    """Return the address of a year."""
    return url_for("year.whole_year", year=year, **query)  # type: ignore[arg-type]


def ways_of_agenda(span: Span, query: Query) -> Ways:
    """Return where an agenda's links lead."""
    before, after = span.first - AGENDA, span.first + AGENDA
    return Ways(
        address_of_day(before, query) if before >= EARLIEST else None,
        address_of_day(after, query) if after <= LATEST else None,
        url_for("year.agenda", **query),  # type: ignore[arg-type]
    )


def ways_of_month(span: Span, today: date, query: Query) -> Ways:
    """Return where a month's links lead."""
    before, after = span.first - DAY, span.last + DAY
    return Ways(
        address_of_month(before, query) if before >= EARLIEST else None,
        address_of_month(after, query) if after <= LATEST else None,
        address_of_month(today, query),
    )


def ways_of_year(year: int, today: date, query: Query) -> Ways:
    """Return where a year's links lead."""
    return Ways(
        address_of_year(year - 1, query) if year > EARLIEST.year else None,
        address_of_year(year + 1, query) if year < LATEST.year else None,
        address_of_year(today.year, query),
    )
