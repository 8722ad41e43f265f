"""What is shown before anything is stored: the dates of a new series, the consequences of a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app import clock, speech
from app.calendar.holidays import known_until
from app.calendar.models import KINDS
from app.calendar.series import queries
from app.calendar.series.changes import Change, Effect, Step
from app.calendar.series.dates import Pattern, PlannedDate, Wishes, dates_of
from app.calendar.series.models import Series
from app.calendar.series.services import to_come
from app.calendar.series.words import in_words

FIELD_NAMES = {
    "title": _l("Titel"),
    "place": _l("Ort"),
    "access": _l("Zugang"),
    "description": _l("Worum geht es?"),
    "is_public": _l("öffentlicher Kalender"),
}


def _notes(pattern: Pattern) -> list[str]:
    """What has to be known of all of them."""
    notes = []
    if pattern.rule.month_day and pattern.rule.month_day > 28:
        notes.append(_("Monate ohne %(day)d. Tag werden übersprungen.", day=pattern.rule.month_day))
    if pattern.reaches_the_unknown:
        known = speech.day(known_until())
        notes.append(
            _("Die Schulferien sind bis %(day)s bekannt. Danach bleibt jeder Termin stehen; sieh dann noch "
              "einmal nach.", day=known)
        )  # fmt: skip
    return notes


def _is_late(kind: str, day: date) -> bool:
    notice = KINDS[kind].notice_days
    return bool(notice) and clock.today() > day - timedelta(days=notice)


def _warnings(kind: str, day: date, clashes: Iterable[str]) -> list[str]:
    """What speaks against a date."""
    found = [_("Zur selben Zeit: %(title)s", title=title) for title in clashes]
    if _is_late(kind, day):
        found.append(_("Die Ladungsfrist lässt sich nicht mehr einhalten."))
    return found


@dataclass(frozen=True)
class DateRow:
    """A date of a new series."""

    on: PlannedDate
    when: str
    ticked: bool
    is_late: bool
    warnings: list[str]


@dataclass(frozen=True)
class NewPreview:
    """The dates of a new series."""

    words: str
    rows: list[DateRow]
    notes: list[str]
    shown: str
    """Names what was shown, so that nothing else is created."""

    @property
    def count(self) -> int:
        """How many are ticked."""
        return sum(row.ticked for row in self.rows)

    @property
    def late(self) -> int:
        """How many of them are too near for their notice period."""
        return sum(row.ticked and row.is_late for row in self.rows)

    @property
    def left_out(self) -> set[date]:
        """The days of those that are not."""
        return {row.on.day for row in self.rows if not row.ticked}


def of_new(wishes: Wishes, kind: str, *, shown: str, ticked: Iterable[str]) -> NewPreview:
    """Return the dates of a series that is not stored yet; its rhythm has begun.

    `shown` and `ticked`: what the last preview showed, and which of its days were left ticked.
    """
    dates = dates_of(wishes.pattern)
    offered = to_come(dates)
    unticked = set(shown.split()) - set(ticked)
    clashes = queries.clashes(offered)
    days = {on.day for on in offered}
    rows = [
        DateRow(
            on,
            when=speech.span(on.starts_at, on.ends_at)
            if on.starts_at and on.ends_at and on.day in days
            else speech.day(on.day),
            ticked=on.day in days and on.day.isoformat() not in unticked,
            is_late=_is_late(kind, on.day),
            warnings=_warnings(kind, on.day, clashes.get(on.day, ())) if on.day in days else [],
        )
        for on in dates
        if on.left_out or on.day in days
    ]
    names = f"{wishes.pattern.starts:%H:%M}+{wishes.pattern.minutes}"
    return NewPreview(
        words=in_words(wishes.pattern),
        rows=rows,
        notes=_notes(wishes.pattern),
        shown=" ".join([names, *(on.day.isoformat() for on in offered)]),
    )


# --- changes


@dataclass(frozen=True)
class StepRow:
    """What becomes of an appointment."""

    effect: Effect | None
    """None for a date that is left out."""
    when: str
    notes: list[str]
    warnings: list[str]


@dataclass(frozen=True)
class ChangePreview:
    """What a change does."""

    words: str
    summary: str
    rows: list[StepRow]
    notes: list[str]
    adds: bool
    shown: str


def of_change(series: Series, change: Change) -> ChangePreview:
    """Return what a change of a series does, in words. What stays as it is is only counted."""
    moving = [
        step.occurrence.appointment_id
        for step in change.steps
        if step.occurrence and step.effect is not Effect.APART
    ]
    told = change.of(Effect.ADDED, Effect.CHANGED)
    clashes = queries.clashes([step.on for step in told if step.on], besides=moving)
    rows = [
        (step.day, _step_row(series, step, clashes.get(step.day, [])))
        for step in change.steps
        if step.effect is not Effect.KEPT
    ]
    rows += [
        (on.day, StepRow(None, speech.day(on.day), [on.left_out], [])) for on in change.dates if on.left_out
    ]
    return ChangePreview(
        words=in_words(change.wishes.pattern),
        summary=_summary(change),
        rows=[row for _day, row in sorted(rows, key=lambda pair: pair[0])],
        notes=_notes(change.wishes.pattern),
        adds=bool(change.of(Effect.ADDED)),
        shown=change.signature,
    )


def _step_row(series: Series, step: Step, clashes: list[str]) -> StepRow:
    on, appointment = step.on, step.occurrence.appointment if step.occurrence else None
    notes: list[str] = []
    if appointment is not None and step.effect is Effect.CHANGED:
        if step.fields & {"starts_at", "ends_at"}:
            notes.append(_("bisher %(when)s", when=speech.span(appointment.starts_at, appointment.ends_at)))
        names = [str(name) for field, name in FIELD_NAMES.items() if field in step.fields]
        if names:
            notes.append(_("anders: %(fields)s", fields=", ".join(names)))
    if on is None or on.starts_at is None or on.ends_at is None or step.effect is Effect.APART:
        when = speech.span(appointment.starts_at, appointment.ends_at) if appointment else ""
        return StepRow(step.effect, when, notes, [])
    if on.hint:
        notes.append(on.hint)
    is_new_time = appointment is None or "starts_at" in step.fields
    return StepRow(
        effect=step.effect,
        when=speech.span(on.starts_at, on.ends_at),
        notes=notes,
        warnings=_warnings(series.kind, step.day, clashes) if is_new_time else [],
    )


def _summary(change: Change) -> str:
    """ "5 Termine ändern sich, 1 bleibt, weil er einzeln geändert wurde, 2 werden abgesagt."""
    if change.does_nothing:
        return str(_("Es ändert sich kein Termin."))
    parts: dict[Effect, Callable[[int], str]] = {
        Effect.CHANGED: lambda n: ngettext("%(num)d Termin ändert sich", "%(num)d Termine ändern sich", n),
        Effect.ADDED: lambda n: ngettext("%(num)d Termin kommt dazu", "%(num)d Termine kommen dazu", n),
        Effect.CANCELLED: lambda n: ngettext(
            "%(num)d Termin wird abgesagt", "%(num)d Termine werden abgesagt", n
        ),
        Effect.DELETED: lambda n: ngettext(
            "%(num)d Entwurf wird gelöscht", "%(num)d Entwürfe werden gelöscht", n
        ),
        Effect.APART: lambda n: ngettext(
            "%(num)d bleibt, weil er einzeln geändert wurde",
            "%(num)d bleiben, weil sie einzeln geändert wurden",
            n,
        ),
        Effect.KEPT: lambda n: ngettext("%(num)d bleibt, wie er ist", "%(num)d bleiben, wie sie sind", n),
    }
    told = [(say, len(change.of(effect))) for effect, say in parts.items()]
    return ", ".join(str(say(number)) for say, number in told if number) + "."
