"""What the worker does for invitations."""

from __future__ import annotations

import logging

from flask import current_app

from app.calendar.invitations import forgetting, outcomes, reminders
from app.calendar.models import Appointment
from app.extensions import db
from app.queue import every
from app.tenancy import Scope, current_session

log = logging.getLogger(__name__)


@every()
def note_outcomes() -> None:
    """Keep what became of the mails."""
    outcomes.note_outcomes()


@every(minute="*/5")
def remind() -> None:
    """Remind those who are invited. One appointment after the other: a fault with one leaves the others alone."""
    for space_id, appointment_id in reminders.due():
        try:
            _remind(space_id, appointment_id)
        except Exception:
            log.exception("The reminder of appointment %d failed.", appointment_id)


def _remind(space_id: int, appointment_id: int) -> None:
    with current_app.app_context():  # a session of its own, for this one space
        current_session().open_scope(Scope.of(space_id, write=True))
        appointment = db.session.get(Appointment, appointment_id)
        if appointment is not None:
            reminders.remind(appointment)
        db.session.commit()


def before_mails_are_deleted() -> None:
    """Keep what became of every mail, and delete what is kept of guests too long. Each night."""
    outcomes.note_outcomes(all_of_them=True)
    log.info("%d guests forgotten", forgetting.forget_guests())
