"""What minutes put on the agenda of a later meeting: that they are approved."""

from __future__ import annotations

from flask_babel import gettext as _

from app.calendar.models import Appointment
from app.calendar.parts import Suggestion, suggests
from app.districts.meetings.minutes import queries
from app.districts.meetings.models import ItemKind
from app.speech import day


@suggests(order=10)
def minutes_to_approve(appointment: Appointment) -> list[Suggestion]:
    """Suggest to approve the minutes that are ready; those of another kind of meeting are not ticked."""
    if not appointment.behaviour.has_minutes:
        return []
    return [
        Suggestion(
            source=f"minutes:{minutes.appointment_id}",
            title=_("Genehmigung des Protokolls vom %(day)s", day=day(minutes.appointment.starts_at)),
            kind=ItemKind.DECISION.value,
            minutes=5,
            ticked=minutes.appointment.kind == appointment.kind,
        )
        for minutes in queries.ready_before(appointment)
    ]
