"""Which old date of a series becomes which new one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.calendar.series.changes import pair
from app.calendar.series.rules import Rule

FIRST, LAST = date(2025, 3, 1), date(2025, 6, 30)


def days(text: str, first: date = FIRST) -> list[date]:
    rule = Rule.read(text, first)
    return list(rule.days(rule.first_from(first), LAST))


def became(old: list[date], new: list[date], held: list[int] | None = None) -> dict[str, str]:
    """The pairs, as days: `03-19` to `03-20`."""
    pairs = pair(old, new, loose=range(len(old)) if held is None else held)
    return {f"{old[place]:%m-%d}": f"{new[other]:%m-%d}" for place, other in pairs.items()}


WEEKLY, FORTNIGHTLY = days("FREQ=WEEKLY;BYDAY=WE"), days("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")


def test_what_stays_on_its_day_is_paired_with_it():
    assert became(WEEKLY, FORTNIGHTLY) == {f"{day:%m-%d}": f"{day:%m-%d}" for day in FORTNIGHTLY}
    assert became(FORTNIGHTLY, WEEKLY) == {f"{day:%m-%d}": f"{day:%m-%d}" for day in FORTNIGHTLY}


def test_another_weekday_is_the_one_of_the_same_week():
    mondays = days("FREQ=WEEKLY;BYDAY=MO", date(2025, 3, 3))
    pairs = pair(WEEKLY, mondays, loose=range(len(WEEKLY)))
    assert all(WEEKLY[old] - mondays[new] == timedelta(days=2) for old, new in pairs.items())
    assert len(pairs) == len(WEEKLY)


def test_of_many_weeks_the_one_with_the_new_day_stays():
    assert became(WEEKLY, days("FREQ=MONTHLY;BYDAY=3TH")) == {
        "03-19": "03-20", "04-16": "04-17", "05-14": "05-15", "06-18": "06-19",
    }  # fmt: skip


def test_another_day_of_the_month_is_the_one_of_the_same_month():
    assert became(days("FREQ=MONTHLY;BYDAY=3WE"), days("FREQ=MONTHLY;BYDAY=-1FR")) == {
        "03-19": "03-28", "04-16": "04-25", "05-21": "05-30", "06-18": "06-27",
    }  # fmt: skip


def test_what_is_left_over_goes_in_order_as_long_as_it_is_near():
    odd, even = days("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=10"), [date(2025, 4, 10), date(2025, 6, 10)]
    assert became(odd, even) == {"03-10": "04-10", "05-10": "06-10"}
    assert became([date(2025, 3, 10)], [date(2025, 6, 10)]) == {}


def test_a_day_that_nobody_holds_takes_no_far_date():
    assert became([date(2025, 3, 10)], [date(2025, 4, 9)], held=[]) == {}
    assert became([date(2025, 3, 10)], [date(2025, 3, 11)], held=[]) == {"03-10": "03-11"}


def test_nothing_jumps_over_another():
    old, new = [date(2025, 3, 26), date(2025, 4, 2)], [date(2025, 3, 20), date(2025, 3, 27)]
    assert became(old, new) == {"03-26": "03-27"}


@pytest.mark.parametrize(("old", "new"), [([], WEEKLY), (WEEKLY, []), ([], [])])
def test_where_nothing_is_nothing_is_paired(old, new):
    assert became(old, new) == {}


@pytest.mark.parametrize(
    "text", ["FREQ=WEEKLY;BYDAY=SU", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=1MO"]
)
def test_no_date_is_taken_twice(text):
    pairs = pair(WEEKLY, days(text), loose=range(len(WEEKLY)))
    assert len(set(pairs.values())) == len(pairs)
