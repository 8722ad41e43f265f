"""What may happen to the minutes as a whole: ready, taken back, approved and so locked, put right afterwards."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.accounts.models import Person
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.minutes import state, versions
from app.districts.meetings.minutes.models import MinutesCorrection, MinutesEntry, MinutesState
from app.extensions import db
from app.rules import RuleBroken

LONGEST_CORRECTION = 2_000


def make_ready(appointment: Appointment, *, by: Person) -> None:
    """Let the members read the minutes, so that a later meeting can approve them.

    What is missing is said beforehand (`queries.missing`) and hinders nobody. Raises RuleBroken before the
    meeting has begun, and when they are ready already.
    """
    minutes = state.hold_open(appointment)
    if not appointment.has_begun:
        raise RuleBroken(_("Der Termin hat noch nicht begonnen. Fertig ist das Protokoll erst danach."))
    if minutes is not None and minutes.state is MinutesState.READY:
        raise RuleBroken(_("Das Protokoll ist schon fertig."))
    minutes = state.begun(appointment, minutes, by=by)
    minutes.state, minutes.ready_at = MinutesState.READY, clock.now()
    written = sa.select(MinutesEntry.id).where(MinutesEntry.appointment_id == appointment.id)
    versions.thin_out(list(db.session.scalars(written)), before=clock.now() - versions.SEEN_FOR)
    audit.record("minutes.ready", minutes, by)


def take_back(appointment: Appointment, *, by: Person) -> None:
    """Go on writing minutes that were ready: only who keeps them sees them then. Raises RuleBroken for others."""
    minutes = state.hold_open(appointment)
    if minutes is None or minutes.state is not MinutesState.READY:
        raise RuleBroken(_("Das Protokoll ist noch in Arbeit."))
    minutes.state, minutes.ready_at = MinutesState.WRITING, None
    audit.record("minutes.taken_back", minutes, by)


def may_approve(meeting: Appointment) -> bool:
    """Say whether a meeting may approve minutes: announced, begun, and with minutes of its own."""
    return meeting.behaviour.has_minutes and meeting.has_begun and meeting.state is AppointmentState.ANNOUNCED


def approve(appointment: Appointment, *, at: Appointment, by: Person) -> None:
    """Approve the minutes of a meeting at a later one of the same space; from then on nothing of it is changed.

    Raises RuleBroken for minutes that are not ready, and if `at` is not later or may not approve.
    """
    minutes = state.hold_open(appointment)
    if minutes is None or minutes.state is not MinutesState.READY:
        raise RuleBroken(_("Das Protokoll ist noch in Arbeit. Genehmigt wird es, wenn es fertig ist."))
    if appointment.space_id != at.space_id or at.starts_at <= appointment.starts_at:
        raise RuleBroken(_("Genehmigt wird ein Protokoll bei einem späteren Treffen desselben Bereichs."))
    if not may_approve(at):
        raise RuleBroken(_("Bei diesem Termin lässt sich kein Protokoll genehmigen: Er hat noch nicht begonnen, "
                           "ist abgesagt oder hat selbst kein Protokoll."))  # fmt: skip
    minutes.state, minutes.approved_at, minutes.approved_in_id = MinutesState.APPROVED, clock.now(), at.id
    audit.record("minutes.approved", minutes, by)


def correct(appointment: Appointment, *, text: str, by: Person) -> MinutesCorrection:
    """Put something right after the approval: it is added with day and name, and never changed.

    Raises RuleBroken for minutes that are not approved: those are simply changed.
    """
    minutes = state.hold(appointment)
    if minutes is None or minutes.state is not MinutesState.APPROVED:
        raise RuleBroken(_("Das Protokoll ist noch nicht genehmigt: Ändere einfach den Text."))
    correction = MinutesCorrection(appointment_id=appointment.id, text=text, by=by)
    db.session.add(correction)
    audit.record("minutes.corrected", minutes, by)
    return correction
