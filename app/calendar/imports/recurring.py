"""The days on which something comes again (RFC 5545, 3.3.10), counted out within bounds.

Not by dateutil, which looks for the next day of a rule that has none until the year 9999: a file of strange rules
would keep the server busy for hours. Here every step is counted; the tests hold the result against dateutil's.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNITS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEKDAY = re.compile(r"([+-]?[1-9]\d?)?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?[1-9]\d{0,2}")
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?")
MOST_STEPS = 100_000
"""Days that are looked at for all the rules of a file."""


class OddRule(ValueError):
    """A rule that cannot be read, or that is none for appointments."""


class TooManySteps(Exception):
    """The rules of a file need more counting than is good for anybody else."""


@dataclass
class Budget:
    """How many days may still be looked at."""

    left: int = MOST_STEPS

    def spend(self) -> None:
        """Take one. Raises TooManySteps."""
        self.left -= 1
        if self.left < 0:
            raise TooManySteps


@dataclass(frozen=True)
class Rule:
    """How something comes again."""

    unit: str
    every: int = 1
    count: int | None = None
    until: str = ""
    """As written: a day, or a moment, local or in UTC."""
    weekdays: tuple[tuple[int, int], ...] = ()
    """Which one of the month or year (0: each; -1: the last), and Monday as 0."""
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    first_weekday: int = 0

    @property
    def is_endless(self) -> bool:
        """Whether it never ends by itself."""
        return self.count is None and not self.until


def read_rule(text: str) -> Rule:
    """Read a rule. Raises OddRule."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().rstrip(";").split(";"):
        key, _, value = part.partition("=")
        if key in parts or not value:
            raise OddRule(text)
        parts[key] = value
    unit = parts.pop("FREQ", "")
    if unit not in UNITS:
        raise OddRule(text)
    rule = Rule(
        unit=unit,
        every=_number(parts.pop("INTERVAL", "1"), 1, 999),
        count=_number(parts.pop("COUNT"), 1, 9999) if "COUNT" in parts else None,
        until=parts.pop("UNTIL", ""),
        weekdays=tuple(_weekday(one) for one in _listed(parts, "BYDAY")),
        month_days=tuple(_number(one, -31, 31) for one in _listed(parts, "BYMONTHDAY")),
        months=tuple(_number(one, 1, 12) for one in _listed(parts, "BYMONTH")),
        positions=tuple(_number(one, -366, 366) for one in _listed(parts, "BYSETPOS")),
        first_weekday=CODES.index(_code(parts.pop("WKST", "MO"))),
    )
    odd_until = rule.until and (not _UNTIL.fullmatch(rule.until) or rule.count is not None)
    numbered = any(which for which, _day in rule.weekdays) and unit in ("DAILY", "WEEKLY")
    if parts or odd_until or numbered or (unit == "WEEKLY" and rule.month_days):
        raise OddRule(text)  # by hours, weeks of the year, Easter … nobody meets like that
    return rule


def _listed(parts: dict[str, str], key: str) -> list[str]:
    return parts.pop(key).split(",")[:400] if key in parts else []


def _code(text: str) -> str:
    if text not in CODES:
        raise OddRule(text)
    return text


def _number(text: str, least: int, most: int) -> int:
    if not text.isascii() or not (_NUMBER.fullmatch(text) or re.fullmatch(r"[1-9]\d{0,3}", text)):
        raise OddRule(text)
    if not least <= int(text) <= most:
        raise OddRule(text)
    return int(text)


def _weekday(text: str) -> tuple[int, int]:
    found = _WEEKDAY.fullmatch(text)
    if not found:
        raise OddRule(text)
    return int(found[1] or 0), CODES.index(found[2])


def days_of(rule: Rule, start: date, last: date, budget: Budget) -> Iterator[date]:
    """Yield the days of a rule from `start` to `last`, in order, `start` itself always (RFC 5545, 3.8.5.3).

    Knows nothing of `until`, which may be a moment: whoever asks stops. Raises TooManySteps.
    """
    given = 1
    yield start
    for period in _periods(rule, start, last, budget):
        for day in _selected(rule, period):
            if day > last or (rule.count is not None and given >= rule.count):
                return
            if day > start:
                given += 1
                yield day


def _selected(rule: Rule, days: list[date]) -> list[date]:
    if not rule.positions:
        return days
    wanted = {one - 1 if one > 0 else len(days) + one for one in rule.positions}
    return [day for number, day in enumerate(days) if number in wanted]


def _periods(rule: Rule, start: date, last: date, budget: Budget) -> Iterator[list[date]]:
    """Yield the candidates of each day, week, month or year that the rule touches."""
    if rule.unit in ("DAILY", "WEEKLY"):
        step, begin = timedelta(days=rule.every), start
        if rule.unit == "WEEKLY":
            step, begin = step * 7, start - timedelta(days=(start.weekday() - rule.first_weekday) % 7)
        while begin <= last:
            budget.spend()
            yield _of_week(rule, start, begin) if rule.unit == "WEEKLY" else _fitting(rule, [begin])
            begin += step
        return
    months = start.year * 12 + start.month - 1 if rule.unit == "MONTHLY" else start.year * 12
    step_months = rule.every * (1 if rule.unit == "MONTHLY" else 12)
    while months <= last.year * 12 + last.month - 1:
        year, month = divmod(months, 12)
        yield (
            _of_month(rule, start, year, month + 1, budget)
            if rule.unit == "MONTHLY"
            else _of_year(rule, start, year, budget)
        )
        months += step_months


def _fitting(rule: Rule, days: list[date]) -> list[date]:
    """Return those of some days that months, dates and weekdays (each one of them) allow."""
    weekdays = {weekday for _which, weekday in rule.weekdays}
    return [
        day
        for day in days
        if (not rule.months or day.month in rule.months)
        and (not weekdays or day.weekday() in weekdays)
        and (not rule.month_days or _has_date(rule, day))
    ]


def _has_date(rule: Rule, day: date) -> bool:
    length = monthrange(day.year, day.month)[1]
    return day.day in rule.month_days or day.day - length - 1 in rule.month_days


def _of_week(rule: Rule, start: date, begin: date) -> list[date]:
    wanted = {weekday for _which, weekday in rule.weekdays} or {start.weekday()}
    days = (begin + timedelta(days=number) for number in range(7))
    return [day for day in days if day.weekday() in wanted and (not rule.months or day.month in rule.months)]


def _whole_month(year: int, month: int, budget: Budget) -> list[date]:
    length = monthrange(year, month)[1]
    for _day in range(length):
        budget.spend()
    return [date(year, month, number) for number in range(1, length + 1)]


def _of_month(rule: Rule, start: date, year: int, month: int, budget: Budget) -> list[date]:
    if rule.months and month not in rule.months:
        budget.spend()
        return []
    days = _whole_month(year, month, budget)
    if rule.month_days:
        days = [day for day in days if _has_date(rule, day)]
    elif not rule.weekdays:
        days = [day for day in days if day.day == start.day]
    return _numbered(rule, days, _whole_month(year, month, budget)) if rule.weekdays else days


def _of_year(rule: Rule, start: date, year: int, budget: Budget) -> list[date]:
    if rule.weekdays and not rule.months and not rule.month_days:
        whole = [day for month in range(1, 13) for day in _whole_month(year, month, budget)]
        return _numbered(rule, whole, whole)  # the first Sunday of the year
    months = sorted(set(rule.months)) or (range(1, 13) if rule.month_days else [start.month])
    return [day for month in months for day in _of_month(rule, start, year, month, budget)]


def _numbered(rule: Rule, days: list[date], whole: list[date]) -> list[date]:
    """Return those days that are one of the weekdays: each of them, or the second or last of the whole."""
    wanted: set[date] = set()
    for which, weekday in rule.weekdays:
        of_it = [day for day in whole if day.weekday() == weekday]
        if which == 0:
            wanted.update(of_it)
        elif -len(of_it) <= which <= len(of_it):
            wanted.add(of_it[which - 1 if which > 0 else which])
    return [day for day in days if day in wanted]
