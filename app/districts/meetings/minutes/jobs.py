"""What the worker does for minutes."""

from __future__ import annotations

import logging

from flask import current_app

from app.calendar.models import Appointment
from app.districts.meetings.minutes import reminders
from app.extensions import db
from app.queue import every
from app.tenancy import Scope, all_spaces, current_session

log = logging.getLogger(__name__)


@every(minute="11", hour="7-18")
def remind_keepers() -> None:
    """Remind those whose minutes are not ready; by day, so that nobody's phone rings at night."""
    with all_spaces("whose minutes are not ready two days after") as session:
        found = reminders.due(session)
    for space_id, appointment_id in found:
        # A transaction each: the mail and the note that it was queued are there together, or neither is.
        with current_app.app_context():
            current_session().open_scope(Scope.of(space_id, write=True))
            appointment = db.session.get(Appointment, appointment_id)
            if appointment is not None:
                log.info("%d reminded of minutes", reminders.remind(appointment))
                db.session.commit()
