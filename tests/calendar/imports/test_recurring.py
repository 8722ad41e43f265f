"""What comes again is counted out as dateutil does it, and never for long."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calendar.imports.recurring import Budget, OddRule, TooManySteps, days_of, read_rule

LAST = date(2027, 3, 5)
codes = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules of the kinds that calendars write."""
    unit = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={unit}", f"INTERVAL={draw(st.integers(1, 5))}"]
    if draw(st.booleans()):
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    if draw(st.booleans()):
        months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True))
        parts.append(f"BYMONTH={','.join(map(str, sorted(months)))}")
    if draw(st.booleans()):
        # Not both at once: what "each Monday and the first one" means, dateutil reads in a way of its own.
        numbered = unit in ("MONTHLY", "YEARLY") and draw(st.booleans())
        which = st.sampled_from(["1", "2", "-1", "5"]) if numbered else st.just("")
        days = draw(st.lists(st.tuples(which, codes).map("".join), min_size=1, max_size=3, unique=True))
        parts.append(f"BYDAY={','.join(days)}")
    elif unit != "WEEKLY" and draw(st.booleans()):
        numbers = st.integers(1, 31) | st.integers(-5, -1)
        days = [str(one) for one in draw(st.lists(numbers, min_size=1, max_size=3, unique=True))]
        parts.append(f"BYMONTHDAY={','.join(days)}")
    if unit in ("MONTHLY", "YEARLY") and draw(st.booleans()):
        parts.append(f"BYSETPOS={draw(st.sampled_from([1, 2, -1]))}")
    if draw(st.booleans()):
        parts.append("WKST=SU")
    return ";".join(parts)


@settings(max_examples=100, deadline=None)
@given(rules(), st.dates(date(2023, 1, 1), date(2026, 12, 31)))
def test_the_days_are_those_of_dateutil(text: str, start: date) -> None:
    moments = rrulestr(
        text.replace(f"COUNT={_count(text)}", "COUNT=9999"), dtstart=datetime.combine(start, time())
    )
    theirs = [one.date() for one in takewhile(lambda one: one.date() <= LAST, moments.xafter(
        datetime.combine(start, time()), count=3000, inc=True))]  # fmt: skip
    expected = list(dict.fromkeys([start, *theirs]))  # the first day counts, whether the rule names it or not
    if count := _count(text):
        expected = expected[: int(count)]
    assert list(days_of(read_rule(text), start, LAST, Budget())) == expected


def _count(text: str) -> str:
    return next((part[6:] for part in text.split(";") if part.startswith("COUNT=")), "")


@pytest.mark.parametrize(
    "text",
    ["", "FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=3", "FREQ=HOURLY", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=0",
     "FREQ=DAILY;BYHOUR=1,2", "FREQ=YEARLY;BYWEEKNO=3", "FREQ=YEARLY;BYYEARDAY=1", "FREQ=YEARLY;BYEASTER=1",
     "FREQ=DAILY;FREQ=WEEKLY", "FREQ=DAILY;UNTIL=gestern", "FREQ=DAILY;BYDAY=1MO", "FREQ=WEEKLY;BYDAY=XX",
     "FREQ=DAILY;COUNT=3;UNTIL=20250505", "FREQ=DAILY;INTERVAL=99999999999999999999", "FREQ=DAILY;COUNT=\u0663",
     "INTERVAL=2", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "=;=", "FREQ=DAILY;INTERVAL=-1"],
)  # fmt: skip
def test_odd_rules_are_refused(text: str) -> None:
    with pytest.raises(OddRule):
        read_rule(text)


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYDAY=MO;BYSETPOS=366"])
def test_a_rule_without_days_ends_with_the_two_years(rule: str) -> None:
    budget = Budget()
    assert list(days_of(read_rule(rule), date(2025, 3, 5), LAST, budget)) == [date(2025, 3, 5)]
    assert Budget().left - budget.left < 4000


def test_all_the_rules_of_a_file_share_what_may_be_counted() -> None:
    budget = Budget(100)
    assert len(list(days_of(read_rule("FREQ=DAILY;COUNT=60"), date(2025, 3, 5), LAST, budget))) == 60
    with pytest.raises(TooManySteps):
        list(days_of(read_rule("FREQ=DAILY"), date(2025, 3, 5), LAST, budget))
