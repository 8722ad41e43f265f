"""What may happen to a series: created, changed from a day on, prolonged, ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.accounts.models import Person
from app.calendar import services as calendar
from app.calendar.models import KINDS, Appointment
from app.calendar.parts import Happening, follows
from app.calendar.series.changes import Change, Effect, Step
from app.calendar.series.dates import Pattern, PlannedDate, Wishes, check_days, dates_of
from app.calendar.series.models import Occurrence, Series
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Space
from app.speech import SOURCE, speaking

_as_a_whole: ContextVar[bool] = ContextVar("as_a_whole", default=False)


@contextmanager
def _whole_series() -> Iterator[None]:
    """Mark what happens inside as done to the series: no appointment becomes an exception by it."""
    before = _as_a_whole.set(True)
    try:
        yield
    finally:
        _as_a_whole.reset(before)


@follows(Happening.CHANGED)
def keep_apart(appointment: Appointment, _by: Person, fields: frozenset[str]) -> None:
    """Mark an appointment that is changed by itself, so that its series leaves it as it is from now on."""
    if not fields or _as_a_whole.get():
        return
    occurrence = db.session.scalars(
        sa.select(Occurrence).where(Occurrence.appointment_id == appointment.id)
    ).first()
    if occurrence is not None:
        occurrence.is_exception = True


def to_come(dates: Iterable[PlannedDate]) -> list[PlannedDate]:
    """Return the dates on which an appointment can still be planned."""
    return [on for on in dates if on.starts_at is not None and on.starts_at > clock.now()]


def begun(pattern: Pattern) -> Pattern:
    """Return the pattern with its rhythm beginning at the first of its days.

    Raises RuleBroken for days between which no series is planned, or that hold none of its dates.
    """
    check_days(pattern.first_day, pattern.last_day)
    pattern = replace(pattern, first_day=pattern.rule.first_from(pattern.first_day))
    if not to_come(dates_of(pattern)):
        raise RuleBroken(_("In dieser Zeit liegt kein einziger Termin."), field="last_day")
    return pattern


def _columns(wishes: Wishes) -> dict[str, Any]:
    pattern = wishes.pattern
    return {
        "rule": pattern.rule.rrule,
        **{
            name: getattr(pattern, name)
            for name in (
                "first_day", "last_day", "starts", "minutes", "school_holidays", "skips_public_holidays"
            )
        },
        **{name: getattr(wishes, name) for name in ("title", "place", "access", "description", "is_public")},
    }  # fmt: skip


def create(
    space: Space, *, kind: str, wishes: Wishes, leave_out: Collection[date] = (), announce: bool, by: Person
) -> Series:
    """Plan a series with all of its appointments: announced at once, or drafts.

    A draft stays what can no longer be announced in time. Raises RuleBroken for what plan() does, and where
    no date is left.
    """
    if kind not in {one.key for one in calendar.kinds_for(space)}:
        raise RuleBroken(_("Diese Art von Termin gibt es hier nicht."), field="kind")
    wishes = replace(
        wishes, title=wishes.title or calendar.as_title(KINDS[kind]), pattern=begun(wishes.pattern)
    )
    dates = [on for on in to_come(dates_of(wishes.pattern)) if on.day not in leave_out]
    if not dates:
        raise RuleBroken(_("Bitte lass mindestens einen Termin angekreuzt."))
    series = Series(kind=kind, **_columns(wishes))
    db.session.add(series)
    audit.record("series.planned", series, by, dates=len(dates))
    for on in dates:
        _plan(space, series, wishes, on, announce=announce, by=by)
    db.session.flush()
    return series


def _plan(
    space: Space, series: Series, wishes: Wishes, on: PlannedDate, *, announce: bool, by: Person
) -> None:
    appointment = calendar.plan(space, kind=series.kind, details=wishes.details(on), by=by)
    db.session.add(
        Occurrence(series_id=series.id, appointment_id=appointment.id, planned_for=appointment.starts_at)
    )
    if announce and not calendar.is_late(appointment):
        calendar.announce(appointment, by=by)


def check_version(series: Series, seen_version: int) -> None:
    """Raise Changed if somebody else changed a series since it was opened."""
    if seen_version != series.version:
        raise Changed(_("Inzwischen hat jemand anderes diese Serie geändert."))


def late_by(change: Change) -> int:
    """Return for how many that were moved the notice period can no longer be kept."""
    moved = (step.occurrence for step in change.of(Effect.CHANGED) if "starts_at" in step.fields)
    return sum(
        calendar.is_late(one.appointment) for one in moved if one and one.appointment.announced_at is not None
    )


def apply(
    space: Space,
    series: Series,
    change: Change,
    *,
    seen_version: int,
    reason: str = "",
    announce: bool = False,
    by: Person,
) -> Series | None:
    """Do what was worked out; return the series that goes on: a new one if this one is split, None if none is left.

    `reason`: for those who wanted to come to what is cancelled. Raises Changed if somebody else changed the
    series since it was opened.
    """
    check_version(series, seen_version)
    target = _carry_over(series, change)
    db.session.flush()  # before anything else: who comes second in the same moment stops here
    remaining = _take_places(target, change.steps)
    with _whole_series():
        for step in change.steps:
            _do(
                space, target, change.wishes, step, reason=reason or _usual_reason(), announce=announce, by=by
            )
    counts = {effect.value: len(change.of(effect)) for effect in Effect}
    audit.record("series.changed", target, by, **counts)
    if remaining or change.of(Effect.ADDED):
        return target
    if not _has_occurrences(target):
        audit.record("series.ended", target, by)
        db.session.delete(target)
        db.session.flush()
        return None
    return target


def _usual_reason() -> str:
    with speaking(SOURCE):  # it is read by everybody
        return str(_("Die Terminreihe hat sich geändert."))


def _carry_over(series: Series, change: Change) -> Series:
    """Write the rule into the series, or into a new one that takes over what comes after the old one's end."""
    if change.splits:
        series.last_day = max(series.first_day, change.since - timedelta(days=1))
        target = Series(kind=series.kind, **_columns(change.wishes))
        db.session.add(target)
        return target
    for name, value in _columns(change.wishes).items():
        setattr(series, name, value)
    return series


def _take_places(series: Series, steps: Sequence[Step]) -> int:
    """Let each appointment stand for its new date; return how many still belong to the series."""
    gone = {Effect.CANCELLED, Effect.DELETED}
    removed, placed, staying = [], [], 0
    for step in steps:
        held = step.occurrence
        if held is None:
            continue
        if step.effect not in gone:
            staying += 1
            planned_for = step.on.starts_at if step.on and step.on.starts_at else held.planned_for
            if (held.series_id, held.planned_for) == (series.id, planned_for):
                continue
            placed.append(
                Occurrence(
                    series_id=series.id,
                    appointment_id=held.appointment_id,
                    planned_for=planned_for,
                    is_exception=held.is_exception,
                )
            )
        removed.append(held)
    # Taken away and put in anew: moved one by one, each would meet the next on a place that is still taken.
    for held in removed:
        db.session.delete(held)
    db.session.flush()
    db.session.add_all(placed)
    db.session.flush()
    return staying


def _do(
    space: Space, series: Series, wishes: Wishes, step: Step, *, reason: str, announce: bool, by: Person
) -> None:
    if step.occurrence is None:
        if step.on is not None:
            _plan(space, series, wishes, step.on, announce=announce, by=by)
        return
    appointment = step.occurrence.appointment
    if step.effect is Effect.CHANGED and step.on is not None:
        calendar.change(appointment, details=wishes.details(step.on), seen_version=appointment.version, by=by)
    elif step.effect is Effect.CANCELLED:
        calendar.cancel(appointment, reason=reason, by=by)
    elif step.effect is Effect.DELETED:
        calendar.delete(appointment, by=by)


def _has_occurrences(series: Series) -> bool:
    found = sa.select(Occurrence.id).where(Occurrence.series_id == series.id).limit(1)
    return db.session.scalars(found).first() is not None
