"""What was handed to somebody, for their start page: in their own spaces and in those of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app import clock
from app.calendar.delegations.grants import MINE
from app.calendar.delegations.models import Delegated
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db
from app.speech import moment
from app.tenancy import Scope, ScopedSession, current_session, tell_person

SHOWN_AFTER = timedelta(days=14)
"""So long after the end the minutes are still to be written."""


@dataclass(frozen=True)
class HandedOver:
    """One appointment in somebody's hands, or offered to them, as a row of their start page."""

    title: str
    url: str
    when: str
    note: str
    starts_at: datetime


def handed_to(person_id: int) -> list[HandedOver]:
    """Return what was handed to a person and is not over yet, the next first."""
    tell_person(current_session(), person_id)
    by_space: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(MINE, {"person_id": person_id}):
        by_space[row.space_id].append(row)
    found: list[HandedOver] = []
    for space_id, rows in by_space.items():
        appointments = _appointments(space_id, [row.appointment_id for row in rows])
        found += (_row(row, appointments[row.appointment_id]) for row in rows if _is_due(row, appointments))
    return sorted(found, key=lambda one: one.starts_at)


def _appointments(space_id: int, ids: Iterable[int]) -> dict[int, Appointment]:
    # A session of its own: the one of the page reads the person's own spaces, and shows all that is in them.
    statement = sa.select(Appointment).where(Appointment.id.in_(sorted(ids)))
    with ScopedSession(db, expire_on_commit=False) as session:
        session.open_scope(Scope.of(space_id, write=False))
        return {one.id: one for one in session.scalars(statement)}


def _is_due(row: Any, appointments: dict[int, Appointment]) -> bool:
    appointment = appointments.get(row.appointment_id)
    if appointment is None or appointment.state is AppointmentState.CANCELLED:
        return False
    return appointment.ends_at + SHOWN_AFTER > clock.now()


def _row(row: Any, appointment: Appointment) -> HandedOver:
    words = {"title": appointment.title}
    if row.accepted_at is None:
        endpoint, title = "space.delegations.offer", _("Magst du das übernehmen? %(title)s", **words)
    elif row.what is Delegated.MINUTES:
        endpoint, title = "space.calendar.show", _("Protokoll führen: %(title)s", **words)
    else:
        endpoint, title = "space.calendar.show", _("In deinen Händen: %(title)s", **words)
    url = url_for(endpoint, space=row.slug, appointment_id=row.appointment_id)
    return HandedOver(title, url, moment(appointment.starts_at), row.name, appointment.starts_at)
