"""Who is there: members by one tap, guests by number, and by name only if they wish."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.accounts.models import Person
from app.calendar.invitations.people import candidates
from app.calendar.models import Appointment
from app.districts.meetings.conduct.holding import open_meeting, open_record
from app.districts.meetings.conduct.models import Attendance, Presence
from app.districts.meetings.conduct.people import attendees_of
from app.extensions import db
from app.rules import RuleBroken
from app.spaces.models import Space

MOST_GUESTS = 9999
MOST_GUEST_NAMES = 200


def mark(appointment: Appointment, *, person_id: int, presence: Presence | None, by: Person) -> None:
    """Note that somebody of the list is there, or excused; None takes it back.

    It says what is to be and not what is to change, so that two devices may say the same. Raises LookupError
    for somebody who is not on the list.
    """
    open_record(appointment)
    if person_id not in attendees_of(appointment).ids:
        raise LookupError(person_id)
    _set_presence(appointment, person_id, presence, by)


def _set_presence(appointment: Appointment, person_id: int, presence: Presence | None, by: Person) -> None:
    statement = (
        sa.select(Attendance)
        .where(Attendance.space_id == appointment.space_id, Attendance.appointment_id == appointment.id)
        .where(Attendance.person_id == person_id)
    )
    row = db.session.scalars(statement.execution_options(populate_existing=True)).first()
    if presence is None:
        if row is not None:
            audit.record("attendance.taken_back", row, by)
            db.session.delete(row)
            db.session.flush()
        return
    if row is None:
        row = Attendance(appointment_id=appointment.id, person_id=person_id)
        db.session.add(row)
    elif row.presence is presence:
        return
    row.presence, row.noted_at = presence, clock.now()
    audit.record("attendance.noted", row, by, presence=presence.value)


def excuse_refusals(appointment: Appointment, *, by: Person) -> int:
    """Excuse those who said that they cannot come, unless something else is noted; return how many."""
    open_record(appointment)
    refused = attendees_of(appointment).refused
    for one in refused:
        _set_presence(appointment, one.person_id, Presence.EXCUSED, by)
    return len(refused)


def add_person(appointment: Appointment, *, known_as: str, by: Person) -> Person:
    """Note that a member of the county is there who is not on the list, by name or address.

    Raises RuleBroken where nobody, or more than one, is known by it.
    """
    open_record(appointment)
    space = db.session.get_one(Space, appointment.space_id)
    wanted = " ".join(known_as.split()).casefold()
    found = [
        one.person
        for one in candidates(space)
        if wanted in (one.person.name.casefold(), (one.person.email or "").casefold())
    ]
    if len(found) > 1:
        raise RuleBroken(_("Diesen Namen gibt es mehrmals. Nimm bitte die E-Mail-Adresse."), field="known_as")
    if not found:
        raise RuleBroken(
            _("So heißt hier kein Mitglied. Stimmt die Schreibweise? Wer kein Mitglied ist, zählt als Gast."),
            field="known_as",
        )
    _set_presence(appointment, found[0].id, Presence.PRESENT, by)
    return found[0]


def count_guest(appointment: Appointment, *, came: bool, by: Person) -> None:
    """Count one guest more, or one less; never fewer than have a name."""
    meeting = open_meeting(appointment)
    wanted = meeting.guests + (1 if came else -1)
    meeting.guests = min(max(wanted, len(meeting.guest_names), 0), MOST_GUESTS)
    audit.record("meeting.guests_counted", meeting, by)


def name_guest(appointment: Appointment, *, name: str, by: Person) -> None:
    """Write down the name of a guest who wishes it; the count covers it. Raises RuleBroken for too many."""
    meeting = open_meeting(appointment)
    if len(meeting.guest_names) >= MOST_GUEST_NAMES:
        raise RuleBroken(_("Mehr als %(n)d Namen passen nicht; zähle die anderen nur.", n=MOST_GUEST_NAMES))
    meeting.guest_names = [*meeting.guest_names, name]
    meeting.guests = max(meeting.guests, len(meeting.guest_names))
    audit.record("meeting.guest_named", meeting, by)


def unname_guest(appointment: Appointment, *, name: str, by: Person) -> None:
    """Take a guest's name off; the guest stays counted. A name that is not there is no mistake."""
    meeting = open_meeting(appointment)
    if name in meeting.guest_names:
        names = list(meeting.guest_names)
        names.remove(name)
        meeting.guest_names = names
        audit.record("meeting.guest_unnamed", meeting, by)
