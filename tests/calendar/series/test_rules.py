"""The rule of a series against the examples of RFC 5545, 3.8.5.3, and against calendars on paper."""

from __future__ import annotations

from datetime import date

import pytest

from app.calendar.series.rules import LAST, Rule, Unit, which_of

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


def days(text: str, first: date, last: date) -> list[str]:
    return [f"{day:%m-%d}" for day in Rule.read(text, first).days(first, last)]


# --- RFC 5545


@pytest.mark.parametrize(
    ("text", "first", "last", "expected"),
    [
        # "Weekly until December 24, 1997"
        ("FREQ=WEEKLY", date(1997, 9, 2), date(1997, 12, 24),
         "09-02 09-09 09-16 09-23 09-30 10-07 10-14 10-21 10-28 11-04 11-11 11-18 11-25 12-02 12-09 12-16 12-23"),
        # "Every other week - forever"
        ("FREQ=WEEKLY;INTERVAL=2", date(1997, 9, 2), date(1997, 12, 24),
         "09-02 09-16 09-30 10-14 10-28 11-11 11-25 12-09 12-23"),
        # "Monthly on the first Friday until December 24, 1997"
        ("FREQ=MONTHLY;BYDAY=1FR", date(1997, 9, 5), date(1997, 12, 24), "09-05 10-03 11-07 12-05"),
        # "An example where an invalid date (i.e., February 30) is ignored", its second day
        ("FREQ=MONTHLY;BYMONTHDAY=30", date(2007, 1, 30), date(2007, 4, 30), "01-30 03-30 04-30"),
    ],
)  # fmt: skip
def test_a_rule_gives_the_days_of_the_standards_example(text, first, last, expected):
    assert days(text, first, last) == expected.split()


# --- calendars on paper


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=MONTHLY;BYDAY=3WE",
         "01-15 02-19 03-19 04-16 05-21 06-18 07-16 08-20 09-17 10-15 11-19 12-17"),
        ("FREQ=MONTHLY;BYDAY=-1FR",
         "01-31 02-28 03-28 04-25 05-30 06-27 07-25 08-29 09-26 10-31 11-28 12-26"),
        ("FREQ=MONTHLY;BYDAY=4FR",
         "01-24 02-28 03-28 04-25 05-23 06-27 07-25 08-22 09-26 10-24 11-28 12-26"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "01-31 03-31 05-31 07-31 08-31 10-31 12-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=29", "01-29 03-29 04-29 05-29 06-29 07-29 08-29 09-29 10-29 11-29 12-29"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "01-06 03-03 05-05 07-07 09-01 11-03"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "01-15 04-15 07-15 10-15"),
    ],
)  # fmt: skip
def test_a_rule_gives_the_days_of_2025(text, expected):
    assert days(text, date(2025, 1, 1), date(2025, 12, 31)) == expected.split()


def test_the_leap_day_is_met_only_where_there_is_one():
    rule = Rule(Unit.MONTH, month_day=29)
    februaries = [day for day in rule.days(date(2023, 1, 29), date(2028, 12, 31)) if day.month == 2]
    assert februaries == [date(2024, 2, 29), date(2028, 2, 29)]


def test_a_rule_does_not_go_beyond_its_last_day_nor_before_its_first():
    rule = Rule(Unit.WEEK, weekday=WEDNESDAY)
    assert list(rule.days(date(2025, 3, 13), date(2025, 3, 26))) == [date(2025, 3, 19), date(2025, 3, 26)]


@pytest.mark.parametrize(
    ("rule", "day", "first"),
    [
        # In the RFC's own counting this would be 17 March: the week of the begin is the first.
        (Rule(Unit.WEEK, 2, weekday=MONDAY), date(2025, 3, 5), date(2025, 3, 10)),
        (Rule(Unit.MONTH, 2, weekday=MONDAY, which=1), date(2025, 3, 20), date(2025, 4, 7)),
        (Rule(Unit.MONTH, 3, month_day=31), date(2025, 4, 1), date(2025, 5, 31)),
        (Rule(Unit.MONTH, weekday=WEDNESDAY, which=3), date(2025, 3, 19), date(2025, 3, 19)),
    ],
)
def test_a_rhythm_begins_with_the_next_day_that_people_would_expect(rule, day, first):
    assert rule.first_from(day) == first


# --- written and read


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule(Unit.WEEK, weekday=SUNDAY), "FREQ=WEEKLY;BYDAY=SU"),
        (Rule(Unit.WEEK, 2, weekday=TUESDAY), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        (Rule(Unit.MONTH, weekday=WEDNESDAY, which=3), "FREQ=MONTHLY;BYDAY=3WE"),
        (Rule(Unit.MONTH, 3, weekday=FRIDAY, which=LAST), "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR"),
        (Rule(Unit.MONTH, 2, month_day=31), "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31"),
    ],
)
def test_a_rule_is_written_as_the_standard_says_and_read_again(rule, text):
    assert rule.rrule == text
    assert Rule.read(text, date(2025, 1, 1)) == rule


def test_without_a_day_that_of_the_begin_counts():
    assert Rule.read("FREQ=WEEKLY", date(2025, 3, 20)).weekday == THURSDAY
    assert Rule.read("FREQ=MONTHLY", date(2025, 3, 20)).month_day == 20


@pytest.mark.parametrize(
    "text",
    ["", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=1000000000;BYDAY=WE", "FREQ=WEEKLY;INTERVAL=3;BYDAY=WE",
     "FREQ=WEEKLY;BYDAY=3WE", "FREQ=WEEKLY;BYDAY=XX", "FREQ=MONTHLY;BYDAY=WE", "FREQ=MONTHLY;BYDAY=5WE",
     "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=WEEKLY;BYMONTHDAY=3", "FREQ=WEEKLY;BYDAY=WE;COUNT=10", "x" * 300],
)  # fmt: skip
def test_what_is_no_rule_of_ours_is_not_read(text):
    with pytest.raises(ValueError, match="no rule"):
        Rule.read(text, date(2025, 1, 1))


# --- moved


@pytest.mark.parametrize(
    ("day", "which", "last"),
    [
        (date(2025, 3, 1), 1, 1),
        (date(2025, 3, 19), 3, 3),
        (date(2025, 3, 24), 4, 4),
        (date(2025, 3, 25), 4, LAST),
        (date(2025, 3, 31), LAST, LAST),
        (date(2025, 12, 26), 4, LAST),
    ],
)
def test_a_day_is_one_of_its_weekdays_in_the_month(day, which, last):
    assert (which_of(day), which_of(day, last=True)) == (which, last)


@pytest.mark.parametrize(
    ("rule", "day", "moved"),
    [
        (Rule(Unit.WEEK, 2, weekday=WEDNESDAY), date(2025, 3, 20), Rule(Unit.WEEK, 2, weekday=THURSDAY)),
        (Rule(Unit.MONTH, weekday=WEDNESDAY, which=3), date(2025, 3, 11), Rule(Unit.MONTH, 1, TUESDAY, 2)),
        (
            Rule(Unit.MONTH, weekday=WEDNESDAY, which=LAST),
            date(2025, 3, 27),
            Rule(Unit.MONTH, 1, THURSDAY, LAST),
        ),
        (Rule(Unit.MONTH, month_day=15), date(2025, 3, 20), Rule(Unit.MONTH, month_day=20)),
    ],
)
def test_a_rule_that_moves_to_a_day_keeps_its_rhythm(rule, day, moved):
    assert rule.moved_to(day) == moved
