"""What may happen to a calendar file: it is kept while somebody looks at it, taken in, or thrown away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app import audit, clock
from app.accounts.models import Person
from app.calendar import services as appointments
from app.calendar.imports.comparing import Row, Step, compared
from app.calendar.imports.lines import MOST_ENTRIES
from app.calendar.imports.models import CalendarImport
from app.calendar.imports.reading import Found, Reading, read
from app.calendar.models import AppointmentState
from app.calendar.services import Details
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Space


@dataclass
class Outcome:
    """How many of each were done."""

    new: int = 0
    changed: int = 0
    cancelled: int = 0


def kept_by(person: Person) -> CalendarImport | None:
    """Return the file that somebody is looking at in the space at hand."""
    statement = sa.select(CalendarImport).where(CalendarImport.by_id == person.id)
    return db.session.scalars(statement.order_by(CalendarImport.id.desc())).first()


def keep(text: str, *, by: Person) -> Reading:
    """Keep a file to be looked at, in place of the last one. Raises RuleBroken where there is nothing in it."""
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
    throw_away(by=by)
    db.session.add(CalendarImport(by_id=by.id, text=text))
    db.session.flush()
    return reading


def throw_away(*, by: Person) -> None:
    """Delete the file that somebody was looking at."""
    db.session.execute(sa.delete(CalendarImport).where(CalendarImport.by_id == by.id))


def take_in(
    kept: CalendarImport, space: Space, *, marks: Collection[str], kind: str, announced: bool, by: Person
) -> Outcome:
    """Do what was ticked, by the marks of the rows that were shown; the file is gone then.

    Raises RuleBroken if nothing was ticked or the kind is none of the space's, Changed if the calendar is no
    longer as it was shown. Then nothing is done.
    """
    if not marks:
        raise RuleBroken(_("Hake mindestens einen Termin an, der übernommen werden soll."))
    rows = {row.mark: row for row in compared(read(kept.text).found) if row.is_offered}
    if not set(marks) <= set(rows):
        raise Changed(
            _("Inzwischen hat sich hier etwas geändert, und übernommen ist noch nichts. Bitte sieh die Liste "
              "noch einmal durch.")
        )  # fmt: skip
    outcome = Outcome()
    try:
        for mark in dict.fromkeys(marks):
            _apply(rows[mark], space, kind=kind, announced=announced, by=by, outcome=outcome)
        db.session.flush()
    except IntegrityError as twice:  # somebody took in the same at this moment
        raise Changed(
            _("Gerade hat jemand anderes dasselbe übernommen. Bitte sieh die Liste noch einmal durch.")
        ) from twice
    throw_away(by=by)
    return outcome


def _apply(row: Row, space: Space, *, kind: str, announced: bool, by: Person, outcome: Outcome) -> None:
    if row.appointment is None:
        _plan(row.found, space, kind=kind, announced=announced, by=by)
        outcome.new += 1
    elif row.step is Step.CHANGED:
        appointment, found = row.appointment, row.found
        details = _details(
            found,
            place=found.place or appointment.place,
            access=appointment.access,
            description=appointment.description,
            is_public=appointment.is_public,
        )
        appointments.change(appointment, details=details, seen_version=appointment.version, by=by)
        outcome.changed += 1
    else:
        appointments.cancel(row.appointment, reason=_("Im anderen Kalender abgesagt."), by=by)
        outcome.cancelled += 1


def _details(found: Found, *, place: str, access: str, description: str, is_public: bool = False) -> Details:
    begin, end = clock.local(found.starts_at), clock.local(found.ends_at)
    return Details(
        title=found.title,
        day=begin.date(),
        starts=begin.time(),
        ends=end.time(),
        ends_on=end.date() if end.date() != begin.date() else None,
        place=place,
        access=access,
        description=description,
        is_public=is_public,
    )


def _plan(found: Found, space: Space, *, kind: str, announced: bool, by: Person) -> None:
    details = _details(found, place=found.place, access="", description=found.description)
    appointment = appointments.plan(space, kind=kind, details=details, by=by)
    appointment.imported_uid = found.key
    if not announced:
        return
    if appointment.has_begun:
        # What was has been announced long ago, elsewhere; as a draft it would never be seen.
        appointment.state, appointment.announced_at = AppointmentState.ANNOUNCED, clock.now()
        audit.record("appointment.announced", appointment, by, late=False)
    else:
        appointments.announce(appointment, knowing_it_is_late=True, by=by)
