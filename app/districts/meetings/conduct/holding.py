"""What is written down of a meeting, held fast so that two who write do not overwrite each other."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from app.calendar.models import Appointment
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.conduct.record import is_held_as_meeting, why_not_open
from app.districts.meetings.minutes import state
from app.districts.meetings.minutes.models import MinutesState
from app.extensions import db
from app.rules import RuleBroken


def open_record(appointment: Appointment) -> None:
    """Make sure that what happened may be written down, and that nobody else does so in the same moment.

    Raises RuleBroken when it is too early, cancelled, or the minutes are approved.
    """
    minutes = state.hold(appointment)
    if not is_held_as_meeting(appointment):
        raise RuleBroken(_("Zu dieser Art von Termin gehört keine Sitzung."))
    if reason := why_not_open(appointment):
        raise RuleBroken(reason)
    if minutes is not None and minutes.state is MinutesState.APPROVED:
        raise RuleBroken(
            _("Das Protokoll dieser Sitzung ist genehmigt; alles bleibt, wie es ist. Was falsch ist, wird als "
              "Berichtigung zum Protokoll dazugeschrieben.")
        )  # fmt: skip


def meeting_of(appointment: Appointment) -> Meeting | None:
    """Return what is written down of a meeting; None before the first note."""
    statement = (
        sa.select(Meeting)
        .where(Meeting.space_id == appointment.space_id, Meeting.appointment_id == appointment.id)
        .execution_options(populate_existing=True)  # what was loaded before the lock may be old
    )
    return db.session.scalars(statement).first()


def open_meeting(appointment: Appointment) -> Meeting:
    """Like `open_record`; return the meeting, made if need be. Nobody else changes it in this transaction."""
    open_record(appointment)
    meeting = meeting_of(appointment)
    if meeting is None:
        meeting = Meeting(appointment_id=appointment.id, guests=0, guest_names=[])
        db.session.add(meeting)
        db.session.flush()
    return meeting
