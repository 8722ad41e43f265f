"""What the worker does for reports."""

from __future__ import annotations

import logging

from flask import current_app

from app.districts.councils.reports import reminders
from app.extensions import db
from app.queue import every
from app.tenancy import Scope, all_spaces, current_session
from app.web import wake_the_worker

log = logging.getLogger(__name__)


@every(minute="21", hour="7-19")
def remind_of_reports() -> None:
    """Remind of reports that are missing, each hour of the day; nobody's phone rings at night."""
    with all_spaces("of which sittings a report is missing") as session:
        found = reminders.due(session)
    for space_id, sitting_id, who in found:
        try:
            # A transaction each: the mails and the note that they were queued are there together, or neither is.
            with current_app.app_context():
                current_session().open_scope(Scope.of(space_id, write=True))
                log.info("%d reminded of a report", reminders.remind(sitting_id, who))
                db.session.commit()
        except Exception:
            log.exception("Nobody could be reminded of the report of sitting %d.", sitting_id)
    if found:
        wake_the_worker()
