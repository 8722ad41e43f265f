"""Holidays of Mecklenburg-Vorpommern: the public ones, and those of the schools as far as they are known."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest

from app.calendar.holidays import SCHOOL_HOLIDAYS, SUMMER, known_until, public_holiday, school_holiday

# By hand, from the land's law on Sundays and holidays.
PUBLIC_2025 = {
    date(2025, 1, 1): "Neujahr",
    date(2025, 3, 8): "Frauentag",
    date(2025, 4, 18): "Karfreitag",
    date(2025, 4, 21): "Ostermontag",
    date(2025, 5, 1): "Erster Mai",
    date(2025, 5, 29): "Christi Himmelfahrt",
    date(2025, 6, 9): "Pfingstmontag",
    date(2025, 10, 3): "Tag der Deutschen Einheit",
    date(2025, 10, 31): "Reformationstag",
    date(2025, 12, 25): "Erster Weihnachtstag",
    date(2025, 12, 26): "Zweiter Weihnachtstag",
}


def test_the_public_holidays_of_a_year_are_those_of_the_land() -> None:
    days = (date(2025, 1, 1) + timedelta(days=number) for number in range(365))
    assert {day: name for day in days if (name := public_holiday(day))} == PUBLIC_2025


def test_womens_day_is_a_holiday_since_2023() -> None:
    assert [public_holiday(date(year, 3, 8)) for year in (2022, 2023, 2030)] == [
        None, "Frauentag", "Frauentag",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 7, 27), None),
        (date(2025, 7, 28), "Sommerferien"),
        (date(2025, 8, 20), "Sommerferien"),
        (date(2025, 9, 6), "Sommerferien"),
        (date(2025, 9, 7), None),
        (date(2025, 5, 29), None),
        (date(2025, 5, 30), "zusätzlicher Ferientag"),
        (date(2025, 5, 31), None),
        (date(2025, 12, 31), "Weihnachtsferien"),
        (date(2026, 1, 3), "Weihnachtsferien"),
        (date(2030, 8, 10), "Sommerferien"),
        (date(2030, 10, 21), None),
        (date(2000, 1, 1), None),
        (date.max, None),
        (date.min, None),
    ],
)
def test_a_day_belongs_to_its_school_holidays_or_to_none(day: date, name: str | None) -> None:
    assert school_holiday(day) == name


def test_the_spans_follow_each_other() -> None:
    spans = [(one.first, one.last) for one in SCHOOL_HOLIDAYS]
    assert all(first <= last for first, last in spans)
    assert all(last < first for (_first, last), (first, _last) in zip(spans, spans[1:], strict=False))


def test_every_year_until_the_last_has_six_weeks_of_summer() -> None:
    summers = {
        one.first.year: (one.last - one.first).days + 1 for one in SCHOOL_HOLIDAYS if one.name == SUMMER
    }
    assert summers == dict.fromkeys(range(2025, 2031), 41)
    assert known_until() == date(2030, 8, 10)


def test_starting_does_not_pay_for_the_holidays_of_the_world() -> None:
    look = "import sys, app.calendar.series.routes; print('holidays' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
