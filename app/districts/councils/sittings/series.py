"""Many sittings at once, in the rhythm in which a council sits: first shown, then entered. Each is one of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app import clock, speech
from app.accounts.models import Person
from app.calendar.series.dates import Pattern, PlannedDate, check_days, dates_of
from app.calendar.series.services import begun
from app.calendar.series.words import in_words
from app.districts.councils.sittings import queries, services
from app.districts.councils.sittings.services import Details
from app.rules import RuleBroken
from app.spaces.models import Council

ASSUMED_MINUTES = 120
"""A rhythm needs a length; that of a sitting nobody knows, and none is entered."""


@dataclass(frozen=True)
class DateRow:
    """A day that the rhythm gives, as the preview shows it."""

    on: PlannedDate
    when: str
    ticked: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Preview:
    """The dates, before any is entered."""

    words: str
    rows: list[DateRow]
    shown: str
    """Names what was shown, so that nothing else is entered."""

    @property
    def count(self) -> int:
        """How many are ticked."""
        return sum(row.ticked for row in self.rows)


def preview(
    council: Council, pattern: Pattern, *, months_off: Collection[int], shown: str, ticked: Iterable[str]
) -> Preview:
    """Return the dates that a rhythm gives from today on; days on which the council sits already are left out.

    `shown` and `ticked`: what the last preview showed, and which of its days were left ticked.
    """
    check_days(pattern.first_day, pattern.last_day)
    pattern = begun(pattern)
    since = max(pattern.first_day, clock.today())
    taken = queries.days_of(council.id, since, pattern.last_day)
    unticked = set(shown.split()) - set(ticked)
    rows = []
    for on in dates_of(pattern, since=since):
        reason = on.left_out
        if not reason and on.day.month in months_off:
            reason = _("Sommerpause")
        if not reason and on.day in taken:
            reason = _("schon eingetragen")
        planned = PlannedDate(on.day, left_out=reason) if reason else on
        when = speech.day(on.day) if reason or on.starts_at is None else speech.moment(on.starts_at)
        rows.append(DateRow(planned, when, not reason and on.day.isoformat() not in unticked))
    if not any(not row.on.left_out for row in rows):
        raise RuleBroken(
            _("So ergibt sich kein neuer Tag. Bitte Rhythmus und Zeitraum noch einmal ansehen."),
            field="last_day",
        )
    offered = " ".join(row.on.day.isoformat() for row in rows if not row.on.left_out)
    return Preview(in_words(pattern), rows, f"{council.id} {pattern.starts:%H:%M} {offered}")


def enter(council: Council, found: Preview, *, place: str, by: Person) -> int:
    """Enter the ticked dates; return how many. Raises RuleBroken where none is ticked."""
    chosen = [row.on.starts_at for row in found.rows if row.ticked and row.on.starts_at is not None]
    if not chosen:
        raise RuleBroken(_("Es ist kein Tag angekreuzt."))
    for starts_at in chosen:
        services.plan(council, details=Details(starts_at, place=place), by=by)
    return len(chosen)


def usual_last_day(today: date) -> date:
    """Return until when sittings are entered if nobody says otherwise: councils plan a year at a time."""
    return date(today.year if today.month < 11 else today.year + 1, 12, 31)
