"""Time comes from one place, and knows the two nights a year in which Rostock's clocks jump."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app import clock

Freeze = Callable[[datetime], None]

MARCH, OCTOBER = date(2025, 3, 30), date(2025, 10, 26)
"""The days of the changes: on the last Sunday of the month, at 01:00 UTC."""


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


# --- March: 02:00 to 03:00 is skipped


@pytest.mark.parametrize("at", [time(2), time(2, 30), time(2, 59, 59)], ids=str)
def test_an_hour_that_does_not_exist_is_refused(at: time) -> None:
    with pytest.raises(clock.NoSuchTime):
        clock.from_wall_clock(MARCH, at)


def test_who_asks_for_it_is_told_the_nearest_times_that_exist() -> None:
    with pytest.raises(clock.NoSuchTime) as refused:
        clock.from_wall_clock(MARCH, time(2, 30))
    assert (refused.value.day, refused.value.wanted) == (MARCH, time(2, 30))
    assert (refused.value.before, refused.value.after) == (time(1, 30), time(3, 30))
    for at in (refused.value.before, refused.value.after):
        assert clock.local(clock.from_wall_clock(MARCH, at)).time() == at


def test_the_minutes_around_the_hour_that_does_not_exist_follow_each_other() -> None:
    before = clock.from_wall_clock(MARCH, time(1, 59))
    after = clock.from_wall_clock(MARCH, time(3))
    assert (before, after) == (utc(MARCH, 0, 59), utc(MARCH, 1))


def test_the_same_hour_exists_on_every_other_day() -> None:
    for day in (MARCH - timedelta(days=1), MARCH + timedelta(days=1), OCTOBER):
        assert clock.local(clock.from_wall_clock(day, time(2, 30))).time() == time(2, 30)


# --- October: 02:00 to 03:00 comes twice


def test_an_hour_that_comes_twice_means_the_first() -> None:
    assert clock.from_wall_clock(OCTOBER, time(2, 30)) == utc(OCTOBER, 0, 30)


def test_both_of_the_two_hours_are_shown_as_the_same_time() -> None:
    for moment in (utc(OCTOBER, 0, 30), utc(OCTOBER, 1, 30)):
        assert f"{clock.local(moment):%H:%M}" == "02:30"


# --- days


@pytest.mark.parametrize(
    ("day", "begins", "hours"),
    [
        (MARCH, datetime(2025, 3, 29, 23, tzinfo=UTC), 23),
        (MARCH + timedelta(days=1), datetime(2025, 3, 30, 22, tzinfo=UTC), 24),
        (OCTOBER, datetime(2025, 10, 25, 22, tzinfo=UTC), 25),
        (OCTOBER + timedelta(days=1), datetime(2025, 10, 26, 23, tzinfo=UTC), 24),
    ],
    ids=["March", "the day after", "October", "the day after it"],
)
def test_a_day_is_as_long_as_it_is(day: date, begins: datetime, hours: int) -> None:
    assert clock.start_of_day(day) == begins
    assert clock.end_of_day(day) - clock.start_of_day(day) == timedelta(hours=hours)


@pytest.mark.parametrize("day", [MARCH, OCTOBER], ids=str)
def test_days_follow_each_other_without_a_gap(day: date) -> None:
    for each in (day - timedelta(days=1), day, day + timedelta(days=1)):
        assert clock.end_of_day(each) == clock.start_of_day(each + timedelta(days=1))
        assert clock.local(clock.start_of_day(each)).date() == each
        assert clock.local(clock.end_of_day(each) - timedelta(microseconds=1)).date() == each


@pytest.mark.parametrize("day", [MARCH, OCTOBER], ids=str)
def test_every_minute_of_the_night_of_a_change_belongs_to_its_day(freeze: Freeze, day: date) -> None:
    moment = clock.start_of_day(day)
    while moment < clock.end_of_day(day):
        freeze(moment)
        assert clock.today() == day
        moment += timedelta(minutes=30)
    freeze(moment)
    assert clock.today() == day + timedelta(days=1)


def test_today_is_rostocks_day_and_not_greenwichs(freeze: Freeze) -> None:
    freeze(datetime(2025, 7, 1, 22, 30, tzinfo=UTC))
    assert clock.today() == date(2025, 7, 2)


# --- a clock that stands still


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-03-05T19:00", datetime(2025, 3, 5, 18, tzinfo=UTC)),
        ("2025-07-05T19:00", datetime(2025, 7, 5, 17, tzinfo=UTC)),
        ("2025-03-05T19:00:00Z", datetime(2025, 3, 5, 19, tzinfo=UTC)),
        ("2025-03-05T19:00-05:00", datetime(2025, 3, 6, 0, tzinfo=UTC)),
        ("2025-03-05", datetime(2025, 3, 4, 23, tzinfo=UTC)),
    ],
    ids=["winter", "summer", "UTC", "New York", "a day"],
)
def test_a_setting_stops_the_clock_in_rostocks_time_unless_it_names_another(
    monkeypatch: pytest.MonkeyPatch, text: str, moment: datetime
) -> None:
    monkeypatch.setenv("STADTTEILWERK_NOW", text)
    assert clock.now() == moment
    assert clock.now().tzinfo is UTC


def test_without_the_setting_the_clock_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STADTTEILWERK_NOW", raising=False)
    first = clock.now()
    while clock.now() == first:
        pass
    assert timedelta(0) < clock.now() - first < timedelta(minutes=1)


def test_a_clock_frozen_within_a_frozen_one_goes_back_to_it() -> None:
    outer, inner = utc(MARCH, 0), utc(OCTOBER, 0)
    with clock.frozen(outer):
        with clock.frozen(inner):
            assert clock.now() == inner
        assert clock.now() == outer


def test_the_clock_runs_again_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble() -> None:
        with clock.frozen(utc(MARCH, 0)):
            raise LookupError

    with pytest.raises(LookupError):
        stumble()
    assert clock.now() > utc(OCTOBER, 0)
