"""Meetings that are under way, for those who keep them: on the start page they wait to be opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.conduct.record import OFFERED_BEFORE
from app.extensions import db

LONGEST_EVENING = timedelta(hours=14)
MOST = 10


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A meeting that begins soon or runs."""

    appointment_id: int
    space_id: int
    title: str
    starts_at: datetime
    began_at: datetime | None


def under_way(space_ids: Iterable[int]) -> list[UnderWay]:
    """Return the meetings of these spaces from an hour before their start until they are closed, the first first."""
    led = [kind.key for kind in KINDS.values() if kind.has_agenda]
    its_meeting = sa.and_(Meeting.space_id == Appointment.space_id, Meeting.appointment_id == Appointment.id)
    begins_from, begins_until = clock.now() - LONGEST_EVENING, clock.now() + OFFERED_BEFORE
    statement = (
        sa.select(
            Appointment.id, Appointment.space_id, Appointment.title, Appointment.starts_at, Meeting.began_at
        )
        .outerjoin(Meeting, its_meeting)
        .where(Appointment.space_id.in_(sorted(space_ids)), Appointment.state == AppointmentState.ANNOUNCED)
        .where(Appointment.kind.in_(led), Meeting.ended_at.is_(None))
        .where(Appointment.starts_at > begins_from, Appointment.starts_at <= begins_until)
        .where(sa.or_(Meeting.began_at.is_not(None), Appointment.ends_at > clock.now()))
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(MOST)
    )
    return [UnderWay(*row) for row in db.session.execute(statement)]
