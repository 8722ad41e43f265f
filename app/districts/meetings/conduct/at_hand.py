"""The meeting and the item that an address names, and the way back to where one was."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from app.calendar.models import Appointment, AppointmentState
from app.calendar.routes import appointment_or_404
from app.districts.meetings.conduct import record
from app.districts.meetings.conduct.models import Presence
from app.districts.meetings.conduct.people import Attendees
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.tasks.queries import assignable
from app.extensions import db
from app.rules import RuleBroken


def meeting_or_404(appointment_id: int) -> Appointment:
    """Return an appointment that is held as a meeting. Aborts with 404, raises RuleBroken when it is too early."""
    appointment = appointment_or_404(appointment_id)
    if not record.is_held_as_meeting(appointment) or appointment.state is AppointmentState.DRAFT:
        abort(404)
    if reason := record.why_not_open(appointment):
        raise RuleBroken(reason)
    return appointment


def item_or_404(appointment: Appointment, item_id: int) -> AgendaItem:
    """Return an item of this agenda. Aborts with 404."""
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.appointment_id != appointment.id:
        abort(404)
    return item


def back_to(appointment: Appointment, *, item_id: int | None = None, anchor: str = "") -> AnyResponse:
    """Lead back to the meeting, to the item and the place where one was."""
    where: dict[str, Any] = {"appointment_id": appointment.id, "_anchor": anchor or None}
    if item_id is None:
        return redirect(url_for("space.conduct.show", **where))
    return redirect(url_for("space.conduct.item", item_id=item_id, **where))


def people_for_tasks(attendees: Attendees) -> list[tuple[int, str]]:
    """Return who may be given a task at a meeting: those who belong to the space, and those who are there."""
    there = {one.person_id: one.name for one in attendees.people if one.presence is Presence.PRESENT}
    found = {**there, **dict(assignable())}
    return sorted(found.items(), key=lambda one: (one[1].casefold(), one[0]))
