"""The dates of a series: wall-clock times on both sides of the time changes, holidays left out or named."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from app.calendar.series.dates import Pattern, PlannedDate, check_days, dates_of, minutes_between
from app.calendar.series.models import SchoolHolidays
from app.calendar.series.rules import Rule
from app.calendar.series.words import in_words
from app.rules import RuleBroken
from app.speech import speaking

NONE, SUMMER, ALL = SchoolHolidays


def pattern(rule: str, first: date, last: date, **more: object) -> Pattern:
    values = {"starts": time(19), "minutes": 120, "skips_public_holidays": False, **more}
    return Pattern(Rule.read(rule, first), first, last, **values)


@pytest.fixture(autouse=True)
def _in_german(world):
    with world.app.app_context():
        yield


def left_out(found: list[PlannedDate]) -> dict[str, str]:
    return {f"{one.day:%m-%d}": one.left_out for one in found if one.left_out}


# --- the time changes


def test_seven_in_the_evening_stays_seven_in_the_evening_all_year():
    found = dates_of(pattern("FREQ=WEEKLY", date(2025, 3, 26), date(2025, 11, 1)))
    begins = {f"{one.day:%m-%d}": one.starts_at for one in found}
    assert begins["03-26"] == datetime(2025, 3, 26, 18, tzinfo=UTC)
    assert begins["04-02"] == datetime(2025, 4, 2, 17, tzinfo=UTC)
    assert begins["10-22"] == datetime(2025, 10, 22, 17, tzinfo=UTC)
    assert begins["10-29"] == datetime(2025, 10, 29, 18, tzinfo=UTC)


def test_a_time_that_is_skipped_in_march_is_said_and_left_out():
    found = dates_of(pattern("FREQ=WEEKLY", date(2025, 3, 23), date(2025, 4, 6), starts=time(2, 30)))
    assert left_out(found) == {"03-30": "02:30 Uhr gibt es an diesem Tag nicht (Zeitumstellung)"}
    assert [one.starts_at is None for one in found] == [False, True, False]


def test_an_end_that_is_skipped_in_march_is_said_and_left_out():
    night = pattern("FREQ=WEEKLY", date(2025, 3, 22), date(2025, 4, 5), starts=time(22), minutes=270)
    assert left_out(dates_of(night)) == {"03-29": "02:30 Uhr gibt es an diesem Tag nicht (Zeitumstellung)"}


def test_a_night_over_the_change_ends_when_the_clocks_say_so():
    night = pattern("FREQ=WEEKLY", date(2025, 10, 25), date(2025, 10, 25), starts=time(22), minutes=300)
    (one,) = dates_of(night)
    assert (one.starts_at, one.ends_at) == (
        datetime(2025, 10, 25, 20, tzinfo=UTC), datetime(2025, 10, 26, 2, tzinfo=UTC),
    )  # fmt: skip


# --- holidays

THIRD_WEDNESDAY = ("FREQ=MONTHLY;BYDAY=3WE", date(2025, 3, 19), date(2026, 3, 19))


@pytest.mark.parametrize(
    ("which", "expected"),
    [
        (NONE, {}),
        (SUMMER, {"08-20": "Sommerferien"}),
        (ALL, {"04-16": "Osterferien", "08-20": "Sommerferien", "02-18": "Winterferien"}),
    ],
)
def test_school_holidays_are_left_out_as_wished(which, expected):
    assert left_out(dates_of(pattern(*THIRD_WEDNESDAY, school_holidays=which))) == expected


def test_a_holiday_on_which_it_takes_place_is_named():
    hints = {f"{one.day:%m-%d}": one.hint for one in dates_of(pattern(*THIRD_WEDNESDAY)) if one.hint}
    assert hints == {"04-16": "Osterferien", "08-20": "Sommerferien", "02-18": "Winterferien"}


def test_public_holidays_are_left_out_as_wished():
    fridays = ("FREQ=WEEKLY", date(2025, 4, 11), date(2025, 4, 25))
    assert left_out(dates_of(pattern(*fridays))) == {}
    assert left_out(dates_of(pattern(*fridays, skips_public_holidays=True))) == {"04-18": "Karfreitag"}


def test_beyond_what_is_known_nobody_says_that_there_are_no_holidays():
    known, unknown = date(2030, 8, 10), date(2030, 8, 11)
    summer = {"school_holidays": SUMMER}
    assert not pattern("FREQ=WEEKLY", date(2030, 7, 1), known, **summer).reaches_the_unknown
    assert pattern("FREQ=WEEKLY", date(2030, 7, 1), unknown, **summer).reaches_the_unknown
    assert not pattern("FREQ=WEEKLY", date(2030, 7, 1), unknown).reaches_the_unknown


# --- words


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=WE", "jeden Mittwoch"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "alle zwei Wochen am Mittwoch"),
        ("FREQ=MONTHLY;BYDAY=3WE", "jeden dritten Mittwoch im Monat"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "jeden letzten Freitag im Monat"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "alle zwei Monate am ersten Montag"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "jeden Monat am 15."),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", "alle drei Monate am 31."),
    ],
)
def test_a_series_is_said_as_people_say_it(rule, words):
    assert in_words(pattern(rule, date(2025, 3, 19), date(2025, 12, 31))) == f"{words}, 19:00 Uhr"


def test_what_is_left_out_is_said_as_well():
    summer = pattern(*THIRD_WEDNESDAY, school_holidays=SUMMER, skips_public_holidays=True)
    assert in_words(summer).endswith("19:00 Uhr, nicht in den Sommerferien, nicht an Feiertagen")
    assert in_words(pattern(*THIRD_WEDNESDAY, school_holidays=ALL)).endswith(", nicht in den Schulferien")


def test_whoever_speaks_english_reads_it_in_english():
    summer = pattern(*THIRD_WEDNESDAY, school_holidays=SUMMER, skips_public_holidays=True)
    with speaking("en"):
        words = in_words(summer)
    assert words.startswith("every third Wednesday of the month, 19:00, ")
    assert "nicht" not in words


# --- what makes no sense


@pytest.mark.parametrize(
    ("starts", "ends", "minutes"),
    [
        (time(19), time(21), 120),
        (time(23), time(1), 120),
        (time(0), time(23, 59), 1439),
        (time(20), time(8), 720),
    ],
)
def test_an_end_before_the_begin_is_the_next_morning(starts, ends, minutes):
    assert minutes_between(starts, ends) == minutes


@pytest.mark.parametrize(
    ("starts", "ends"), [(time(19), time(19)), (time(21), time(19)), (time(20), time(8, 1))]
)
def test_an_end_that_is_no_next_morning_is_refused(starts, ends):
    with pytest.raises(RuleBroken) as refused:
        minutes_between(starts, ends)
    assert refused.value.field == "ends"


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(1, 1, 1), date(2025, 4, 1), "first_day"),
        (date(9999, 12, 31), date(9999, 12, 31), "first_day"),
        (date(2025, 4, 1), date(9999, 12, 31), "last_day"),
        (date(2025, 4, 2), date(2025, 4, 1), "last_day"),
        (date(2025, 4, 1), date(2028, 4, 5), "last_day"),
    ],
)
def test_days_that_make_no_sense_are_refused_at_their_field(first, last, field):
    with pytest.raises(RuleBroken) as refused:
        check_days(first, last)
    assert refused.value.field == field


def test_the_most_dates_of_three_years_of_weeks_are_all_there():
    check_days(date(2025, 4, 2), date(2028, 4, 3))
    assert len(dates_of(pattern("FREQ=WEEKLY", date(2025, 4, 2), date(2028, 4, 3)))) == 157
