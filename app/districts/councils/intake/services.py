"""What a person takes in: a notice that they looked through, the ticked entries of a calendar file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app import audit
from app.accounts.models import Person
from app.calendar.imports.lines import MOST_ENTRIES
from app.calendar.imports.reading import Reading, read
from app.districts.councils.intake import taking_in
from app.districts.councils.intake.comparing import compared
from app.districts.councils.intake.taking_in import FIELDS, ITEMS, Step
from app.districts.councils.sittings import services as sittings
from app.districts.councils.sittings.models import Sitting, SittingSource
from app.districts.councils.sittings.services import Details, ItemLine
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Council

COMPLETE, SECOND = "complete", "second"


@dataclass
class Outcome:
    """How many of each were done."""

    new: int = 0
    changed: int = 0
    cancelled: int = 0


def already_there(council: Council, details: Details) -> Sitting | None:
    """Return the sitting of that day that a notice may be about: the one nearest in time."""
    found = taking_in.on_day(council, details.starts_at)
    return min(found, key=lambda one: abs(one.starts_at - details.starts_at), default=None)


def enter_notice(
    council: Council, *, details: Details, items: Sequence[ItemLine], existing: str, by: Person
) -> tuple[Sitting, bool]:
    """Enter the sitting of a notice, or complete the one of that day; say whether it is a new one.

    `existing`: what to do where there is one, COMPLETE or SECOND. Raises RuleBroken where that was not said, and
    for times that no sitting has.
    """
    sittings.check_times(details)
    there = already_there(council, details)
    if there is None or existing == SECOND:
        sittings.check_free(council, details)
        return sittings.plan(council, details=details, items=items, by=by, source=SittingSource.PASTED), True
    if existing != COMPLETE:
        raise RuleBroken(
            _("Bitte wähle, ob sie ergänzt oder eine zweite eingetragen wird."), field="existing"
        )
    complete(there, details=details, items=items, by=by)
    return there, False


def complete(sitting: Sitting, *, details: Details, items: Sequence[ItemLine], by: Person) -> None:
    """Bring a sitting up to date from a notice. What was changed by hand stays, what is empty adds nothing."""
    kept = set(sitting.by_hand)
    changed = [
        name
        for name in FIELDS
        if name not in kept and getattr(details, name) and getattr(details, name) != getattr(sitting, name)
    ]
    for name in changed:
        setattr(sitting, name, getattr(details, name))
    if sitting.ends_at is not None and sitting.ends_at <= sitting.starts_at:
        sitting.ends_at = None
    if items and ITEMS not in kept and sittings.replace_items(sitting, items):
        changed.append(ITEMS)
    if changed:
        if sitting.source in (SittingSource.OPARL, SittingSource.FILE):
            sittings.note_by_hand(sitting, changed)  # somebody looked it through: its source does not undo it
        audit.record("sitting.completed", sitting, by, fields=sorted(changed))
        db.session.flush()


def looked_at(text: str) -> Reading:
    """Read a calendar file. Raises RuleBroken where there is nothing in it, or too much."""
    reading = read(text)
    if reading.too_many:
        raise RuleBroken(
            _("In der Datei sind mehr als %(most)d Einträge. Bitte nimm einen kürzeren Zeitraum oder teile sie.",
              most=MOST_ENTRIES), field="text",
        )  # fmt: skip
    if not reading.entries:
        raise RuleBroken(
            _(
                "Darin steht kein Termin. Eine Kalenderdatei heißt meist „….ics“ und beginnt mit BEGIN:VCALENDAR."
            ),
            field="text",
        )
    return reading


def take_file_in(council: Council, text: str, *, marks: Collection[str], by: Person) -> Outcome:
    """Do what was ticked of a calendar file, by the marks of the rows that were shown.

    Raises RuleBroken if nothing was ticked, Changed if the sittings are no longer as they were shown. Then nothing
    is done.
    """
    if not marks:
        raise RuleBroken(_("Hake mindestens eine Sitzung an, die übernommen werden soll."))
    rows = {row.mark: row for row in compared(council, looked_at(text).found) if row.is_offered}
    if not set(marks) <= set(rows):
        raise Changed(
            _("Inzwischen hat sich hier etwas geändert, und übernommen ist noch nichts. Bitte sieh die Liste "
              "noch einmal durch.")
        )  # fmt: skip
    outcome = Outcome()
    try:
        for mark in dict.fromkeys(marks):
            step, _sitting = taking_in.take_in(council, rows[mark].coming, source=SittingSource.FILE, by=by)
            outcome.new += step is Step.NEW
            outcome.changed += step is Step.CHANGED
            outcome.cancelled += step is Step.CANCELLED
    except IntegrityError as twice:  # somebody took in the same at this moment
        raise Changed(
            _("Gerade hat jemand anderes dasselbe übernommen. Bitte sieh die Liste noch einmal durch.")
        ) from twice
    return outcome
