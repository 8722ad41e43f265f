"""When what happens at a meeting may be written down: from shortly before it until its minutes are approved."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _

from app import clock
from app.calendar.models import Appointment, AppointmentState
from app.speech import moment

OPENS_BEFORE = timedelta(hours=2)
"""How long before its start the page of a meeting can be opened: the room is prepared, the first arrive."""
OFFERED_BEFORE = timedelta(hours=1)
"""How long before its start the appointment's page leads to it."""


def is_held_as_meeting(appointment: Appointment) -> bool:
    """Say whether this kind of appointment is led along an agenda, or has minutes."""
    return appointment.behaviour.has_agenda or appointment.behaviour.has_minutes


def opens_at(appointment: Appointment) -> datetime:
    """Return from when on the page of a meeting can be opened."""
    return appointment.starts_at - OPENS_BEFORE


def why_not_open(appointment: Appointment) -> str:
    """Return why the page of a meeting cannot be opened, in words for people; nothing where it can."""
    if appointment.state is AppointmentState.CANCELLED:
        return str(_("Dieser Termin ist abgesagt; eine Sitzung gibt es nicht."))
    if appointment.state is AppointmentState.DRAFT:
        return str(_("Dieser Termin ist noch nicht angekündigt. Kündige ihn zuerst an."))
    if clock.now() < opens_at(appointment):
        when = moment(opens_at(appointment))
        return str(_("Die Sitzung lässt sich zwei Stunden vor dem Beginn öffnen: %(when)s.", when=when))
    return ""
