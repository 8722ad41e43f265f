"""Whose minutes somebody may read, and which ones an address means."""

from __future__ import annotations

from flask import abort

from app.access import Permission, can
from app.calendar.models import Appointment
from app.calendar.routes import appointment_or_404
from app.districts.meetings.minutes import state
from app.districts.meetings.minutes.models import Minutes, MinutesState
from app.districts.meetings.models import AgendaItem
from app.extensions import db


def meeting_or_404(appointment_id: int) -> Appointment:
    """Return an appointment of a kind that has minutes. Aborts with 404."""
    appointment = appointment_or_404(appointment_id)
    if not appointment.behaviour.has_minutes:
        abort(404)
    return appointment


def may_read(minutes: Minutes | None) -> bool:
    """Say whether who is calling may read these minutes.

    Who keeps them always; when they are ready the members of the space, who are to approve them; what is
    approved all who may look into the space.
    """
    if can(Permission.KEEP_MINUTES):
        return True
    if minutes is None or minutes.state is MinutesState.WRITING:
        return False
    return minutes.state is MinutesState.APPROVED or can(Permission.READ_TASKS)


def readable_or_404(appointment_id: int) -> Appointment:
    """Return a meeting whose minutes may be read. Aborts with 404, as if they did not exist."""
    appointment = meeting_or_404(appointment_id)
    if not may_read(state.minutes_of(appointment)):
        abort(404)
    return appointment


def item_or_404(appointment: Appointment, item_id: int) -> AgendaItem:
    """Return an item of this meeting's agenda. Aborts with 404."""
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.appointment_id != appointment.id:
        abort(404)
    return item
