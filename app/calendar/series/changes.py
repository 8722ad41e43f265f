"""What a change of a series does to its appointments, worked out before anything is done."""

from __future__ import annotations

import enum
import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _

from app import clock, speech
from app.calendar.models import Appointment, AppointmentState
from app.calendar.series.dates import Pattern, PlannedDate, Wishes, check_days, dates_of
from app.calendar.series.models import Occurrence, Series
from app.rules import RuleBroken

FARTHEST = timedelta(days=45)
"""What goes further than this is no longer the same meeting on another day: the one is cancelled, the other new."""


class Effect(enum.StrEnum):
    """What becomes of an appointment."""

    ADDED = "added"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    DELETED = "deleted"
    """A draft that the rule does not give any more."""
    APART = "apart"
    """Stays, because it was changed by itself."""
    KEPT = "kept"
    """Stays: there is nothing to change, or it has begun, or is cancelled already."""


@dataclass(frozen=True)
class Step:
    """What becomes of one appointment."""

    effect: Effect
    day: date
    """Where it stands among the others, afterwards."""
    occurrence: Occurrence | None = None
    """None for a new one."""
    on: PlannedDate | None = None
    """The date of the rule that it stands for from now on; None where the rule has none for it."""
    fields: frozenset[str] = frozenset()
    """What changes."""


@dataclass(frozen=True)
class Change:
    """What a change of a series does."""

    since: date
    """The first day that it is about."""
    wishes: Wishes
    steps: list[Step]
    dates: list[PlannedDate]
    """All that the new rule gives from then on, those left out included."""
    splits: bool = False
    """Whether what was planned before stays a series of its own."""

    def of(self, *effects: Effect) -> list[Step]:
        """Return the steps with one of these effects."""
        return [step for step in self.steps if step.effect in effects]

    @property
    def does_nothing(self) -> bool:
        """Whether no appointment is another one afterwards."""
        return not self.of(Effect.ADDED, Effect.CHANGED, Effect.CANCELLED, Effect.DELETED)

    @property
    def signature(self) -> str:
        """Names exactly this change, so that nothing else is done than what was shown."""
        told = [
            (step.effect, step.occurrence and step.occurrence.appointment_id, step.on, sorted(step.fields))
            for step in self.steps
        ]
        return hashlib.sha256(repr((told, self.wishes)).encode()).hexdigest()[:20]


# --- which old date becomes which new one


def pair(olds: Sequence[date], news: Sequence[date], *, loose: Iterable[int]) -> dict[int, int]:
    """Say which of the old dates becomes which of the new ones, by their places.

    The same day first, then the same week, then the same month; of those left over, only what stands in `loose`,
    in order, unless it would go too far.
    """
    pairs: dict[int, int] = {}
    keys: tuple[Callable[[date], Hashable], ...] = (
        lambda day: day,
        lambda day: day.isocalendar()[:2],
        lambda day: (day.year, day.month),
    )
    for key in keys:
        free: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for place, day in enumerate(news):
            if place not in pairs.values():
                free[key(day)].append(place)
        for place, day in enumerate(olds):
            if place not in pairs and free[key(day)]:
                pairs[place] = free[key(day)].popleft()
    for place in sorted(set(loose) - pairs.keys()):
        after = max((new for old, new in pairs.items() if old < place), default=-1)
        before = min((new for old, new in pairs.items() if old > place), default=len(news))
        taken = set(pairs.values())
        near = (new for new in range(after + 1, before) if abs(news[new] - olds[place]) <= FARTHEST)
        found = next((new for new in near if new not in taken), None)
        if found is not None:
            pairs[place] = found
    return pairs


# --- what becomes of each


def _changed_fields(appointment: Appointment, wishes: Wishes, on: PlannedDate) -> frozenset[str]:
    wanted = {
        "starts_at": on.starts_at,
        "ends_at": on.ends_at,
        "title": wishes.title,
        "place": wishes.place,
        "access": wishes.access,
        "description": wishes.description,
        "is_public": wishes.is_public,
    }
    return frozenset(name for name, value in wanted.items() if getattr(appointment, name) != value)


def _stays(appointment: Appointment) -> bool:
    return appointment.state is AppointmentState.CANCELLED or appointment.has_begun


def _day(occurrence: Occurrence) -> date:
    return clock.local(occurrence.appointment.starts_at).date()


def _goes_on(occurrence: Occurrence, wishes: Wishes, on: PlannedDate) -> Step:
    """What becomes of an appointment whose date goes on."""
    if occurrence.is_exception:
        return Step(Effect.APART, _day(occurrence), occurrence, on)
    if on.starts_at is None or on.starts_at <= clock.now():
        # A new time that is over already would make of tonight's meeting one that was.
        return Step(Effect.KEPT, _day(occurrence), occurrence)
    fields = _changed_fields(occurrence.appointment, wishes, on)
    if not fields or _stays(occurrence.appointment):
        return Step(Effect.KEPT, _day(occurrence), occurrence, on)
    return Step(Effect.CHANGED, on.day, occurrence, on, fields)


def _falls_away(occurrence: Occurrence, *, exceptions_too: bool = False) -> Step:
    """What becomes of an appointment for which the rule has no date any more."""
    if _stays(occurrence.appointment):
        effect = Effect.KEPT
    elif occurrence.is_exception and not exceptions_too:
        effect = Effect.APART
    elif occurrence.appointment.state is AppointmentState.DRAFT:
        effect = Effect.DELETED
    else:
        effect = Effect.CANCELLED
    return Step(effect, _day(occurrence), occurrence)


def _steps(
    old: list[PlannedDate], occurrences: list[Occurrence], new: list[PlannedDate], wishes: Wishes
) -> list[Step]:
    held = {clock.local(one.planned_for).date(): one for one in occurrences}
    # A date that nothing stands for was left out on purpose, or its draft deleted: it keeps its place, too.
    olds = sorted({date.day for date in old if date.starts_at} | held.keys())
    news = [date for date in new if date.starts_at]
    loose = [place for place, day in enumerate(olds) if day in held]
    pairs = pair(olds, [date.day for date in news], loose=loose)
    steps = [
        _goes_on(held[day], wishes, news[pairs[place]]) if place in pairs else _falls_away(held[day])
        for place, day in enumerate(olds)
        if day in held
    ]
    added = (news[place] for place in range(len(news)) if place not in pairs.values())
    steps += [
        Step(Effect.ADDED, on.day, on=on) for on in added if on.starts_at and on.starts_at > clock.now()
    ]
    return sorted(steps, key=lambda step: step.day)


def coming(occurrences: Iterable[Occurrence], since: date) -> list[Occurrence]:
    """Return those whose place is yet to come and on that day or later: past ones never change."""
    now = clock.now()
    return [
        one for one in occurrences if one.planned_for > now and clock.local(one.planned_for).date() >= since
    ]


# --- the changes


def _with_its_last_period(pattern: Pattern, old: Pattern) -> Pattern:
    """Let a series whose day moves go on until the end of its last week or month, so that its last date moves too."""
    days = list(old.rule.days(old.first_day, old.last_day))
    if not days or pattern.rule == old.rule or pattern.last_day != old.last_day:
        return pattern
    return replace(pattern, last_day=max(pattern.last_day, old.rule.period_of(days[-1], end=True)))


def work_out(
    series: Series,
    occurrences: list[Occurrence],
    wishes: Wishes,
    *,
    since: date,
    first_day: date | None = None,
) -> Change:
    """Return what it does when the series is as wished from a day on, today at the earliest.

    `first_day`: where the rhythm begins anew; without it, it goes on counting if it is the same.
    Raises RuleBroken if nothing would be left.
    """
    since = max(since, clock.today())
    old = Pattern.of(series)
    check_days(since, wishes.pattern.last_day, field="since")
    check_days(max(first_day or since, since), wishes.pattern.last_day)
    wishes = replace(wishes, pattern=_with_its_last_period(wishes.pattern, old))
    goes_on = wishes.pattern.rule == old.rule and first_day is None
    begin = old.first_day if goes_on else wishes.pattern.rule.first_from(max(first_day or since, since))
    new = dates_of(replace(wishes.pattern, first_day=begin), since=since)
    if not any(on.starts_at for on in new):
        raise RuleBroken(
            _("In dieser Zeit liegt kein einziger Termin. Soll die Serie enden, beende sie."),
            field="last_day",
        )
    affected = coming(occurrences, since)
    splits = len(affected) < len(coming(occurrences, date.min))
    pattern = replace(wishes.pattern, first_day=new[0].day if splits else begin)
    return Change(
        since,
        replace(wishes, pattern=pattern),
        _steps(dates_of(old, since=since), affected, new, wishes),
        new,
        splits,
    )


def work_out_end(
    series: Series, occurrences: list[Occurrence], *, last_day: date, exceptions_too: bool = False
) -> Change:
    """Return what it does when a series ends after a day. Raises RuleBroken for one on which it is over."""
    if last_day >= series.last_day:
        raise RuleBroken(
            _(
                "Die Serie geht nur bis zum %(day)s. Bitte einen früheren Tag wählen.",
                day=speech.day(series.last_day),
            ),
            field="last_day",
        )
    wishes = Wishes.of(series)
    pattern = replace(wishes.pattern, last_day=max(last_day, series.first_day))
    since = max(last_day + timedelta(days=1), clock.today())
    steps = [_falls_away(one, exceptions_too=exceptions_too) for one in coming(occurrences, since)]
    return Change(since, replace(wishes, pattern=pattern), steps, [])


def work_out_extension(series: Series, occurrences: list[Occurrence], *, last_day: date) -> Change:
    """Return what it does when a series goes on until a day. Raises RuleBroken where it adds no date."""
    check_days(max(series.first_day, clock.today()), last_day)
    wishes = Wishes.of(series)
    wishes = replace(wishes, pattern=replace(wishes.pattern, last_day=last_day))
    since = max(series.last_day + timedelta(days=1), clock.today())
    new = dates_of(wishes.pattern, since=since)
    steps = _steps([], coming(occurrences, since), new, wishes)
    change = Change(since, wishes, steps, new)
    if not change.of(Effect.ADDED):
        raise RuleBroken(
            _("Bis dahin kommt kein Termin dazu. Bitte einen späteren Tag wählen."), field="last_day"
        )
    return change
