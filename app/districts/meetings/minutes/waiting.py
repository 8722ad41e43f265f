"""Minutes that wait for somebody: to be written, before the next meeting wants to approve them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.calendar.delegations.models import Delegated, Delegation
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.minutes.models import Minutes, MinutesState
from app.districts.meetings.minutes.reminders import WITH_MINUTES
from app.extensions import db

LOOKS_BACK = timedelta(days=30)
MOST = 10


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A meeting that is over and whose minutes are not ready."""

    appointment_id: int
    space_id: int
    title: str
    starts_at: datetime


def to_write(person_id: int, *, led: Iterable[int] = ()) -> list[Unwritten]:
    """Return what somebody is to write, in the spaces at hand, the latest first.

    The meetings whose keeper they are or whose minutes were handed to them; in the spaces that they lead (`led`)
    also those for which nobody is named.
    """
    handed = sa.select(Delegation.appointment_id).where(
        Delegation.person_id == person_id,
        Delegation.what == Delegated.MINUTES,
        Delegation.accepted_at.is_not(None),
    )
    nobodys = sa.and_(Meeting.keeper_id.is_(None), Appointment.space_id.in_(sorted(led)))
    statement = (
        sa.select(Appointment.id, Appointment.space_id, Appointment.title, Appointment.starts_at)
        .outerjoin(
            Minutes, sa.and_(Minutes.space_id == Appointment.space_id, Minutes.appointment_id == Appointment.id)
        )
        .outerjoin(
            Meeting, sa.and_(Meeting.space_id == Appointment.space_id, Meeting.appointment_id == Appointment.id)
        )
        .where(Appointment.state == AppointmentState.ANNOUNCED, Appointment.kind.in_(WITH_MINUTES))
        .where(Appointment.ends_at < clock.now(), Appointment.ends_at > clock.now() - LOOKS_BACK)
        .where(sa.or_(Minutes.id.is_(None), Minutes.state == MinutesState.WRITING))
        .where(sa.or_(Meeting.keeper_id == person_id, Appointment.id.in_(handed), nobodys))
        .order_by(Appointment.starts_at.desc())
        .limit(MOST)
    )  # fmt: skip
    return [Unwritten(*row) for row in db.session.execute(statement)]
