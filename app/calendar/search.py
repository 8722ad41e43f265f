"""What of appointments can be searched, and by whom."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.calendar.models import Appointment, AppointmentState
from app.search.sources import Reach, Shown, Source
from app.speech import day


def visible_appointments(reach: Reach) -> sa.ColumnElement[bool]:
    """Return which appointments somebody may see: drafts only where they plan."""
    return sa.or_(
        Appointment.state != AppointmentState.DRAFT,
        Appointment.space_id.in_(reach.where(Permission.MANAGE_APPOINTMENTS)),
    )


def state_in_a_word(appointment: Appointment) -> str:
    """Return what is to be known of an appointment before one opens it."""
    words = {AppointmentState.DRAFT: _("Entwurf"), AppointmentState.CANCELLED: _("abgesagt")}
    return str(words.get(appointment.state, ""))


def page_of(appointment: Appointment, space: str, anchor: str | None = None) -> str:
    """Return the address of an appointment's page."""
    return url_for("space.calendar.show", space=space, appointment_id=appointment.id, _anchor=anchor)


def _show(row: Any, space: str) -> Shown:
    (appointment,) = row
    return Shown(
        appointment.title,
        page_of(appointment, space),
        day(appointment.starts_at),
        text=appointment.description,
        note=state_in_a_word(appointment),
    )


SOURCES = (
    Source(
        "termine", _l("Termin"), _l("Termine"),
        rows=sa.select(Appointment),
        model=Appointment,
        at=Appointment.starts_at,
        visible=visible_appointments,
        show=_show,
        title="title",
    ),
)  # fmt: skip
