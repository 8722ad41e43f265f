"""The keeper of the minutes is reminded, once, two days after the meeting, when they are not ready."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import audit, clock, outbox
from app.accounts.models import MailWish, Person
from app.calendar.delegations import queries as delegations
from app.calendar.delegations.models import Delegated
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.minutes import state
from app.districts.meetings.minutes.models import Minutes, MinutesState
from app.extensions import db
from app.spaces.models import Space
from app.spaces.queries import speakers
from app.tenancy import ScopedSession

DAYS_AFTER = 2
NO_LONGER_THAN = timedelta(days=14)
"""After that a mail would only be a reproach."""

WITH_MINUTES = sorted(key for key, kind in KINDS.items() if kind.has_minutes)


def due(session: ScopedSession) -> list[tuple[int, int]]:
    """Return (space, appointment) of the meetings whose keeper is to be reminded now, in all spaces at hand."""
    now = clock.now()
    before = clock.start_of_day(clock.today() - timedelta(days=DAYS_AFTER - 1))
    statement = (
        sa.select(Appointment.space_id, Appointment.id)
        .join(Space, Space.id == Appointment.space_id)
        .outerjoin(
            Minutes, sa.and_(Minutes.space_id == Appointment.space_id, Minutes.appointment_id == Appointment.id)
        )
        .where(Appointment.state == AppointmentState.ANNOUNCED, Appointment.kind.in_(WITH_MINUTES))
        .where(Appointment.ends_at < before, Appointment.ends_at > now - NO_LONGER_THAN, Space.closed_on.is_(None))
        .where(sa.or_(Minutes.id.is_(None), sa.and_(Minutes.state == MinutesState.WRITING,
                                                    Minutes.keeper_reminded_at.is_(None))))
        .order_by(Appointment.ends_at)
    )  # fmt: skip
    return [(space_id, appointment_id) for space_id, appointment_id in session.execute(statement)]


def remind(appointment: Appointment) -> int:
    """Queue the mail to whoever keeps the minutes, if it is still due; return to how many."""
    minutes = state.hold(appointment)
    if minutes is not None and (minutes.keeper_reminded_at or minutes.state is not MinutesState.WRITING):
        return 0
    if appointment.state is not AppointmentState.ANNOUNCED:
        return 0
    people = keepers_of(appointment)
    if not people:
        return 0
    if minutes is None:
        minutes = Minutes(appointment_id=appointment.id)
        db.session.add(minutes)
    minutes.keeper_reminded_at = clock.now()
    space = db.session.get_one(Space, appointment.space_id)
    path = f"/{space.slug}/termine/{appointment.id}/protokoll/"  # the worker has no request to build it from
    for person in people:
        outbox.queue("minutes_due", person, appointment=appointment, to=space.name, path=path)
    audit.record("minutes.keeper_reminded", minutes, None)
    return len(people)


def keepers_of(appointment: Appointment) -> list[Person]:
    """Return who can be mailed of: the keeper, else those the minutes were handed to, else those who lead."""
    keeper = (
        sa.select(Meeting).options(joinedload(Meeting.keeper)).where(Meeting.appointment_id == appointment.id)
    )
    meeting = db.session.scalars(keeper).first()
    if meeting is not None and meeting.keeper is not None and _gets_mail(meeting.keeper):
        return [meeting.keeper]
    handed = (one.person for one in delegations.of(appointment) if one.what is Delegated.MINUTES)
    found = [person for person in handed if _gets_mail(person)]
    return found or [person for person in speakers() if _gets_mail(person)]


def _gets_mail(person: Person) -> bool:
    return bool(person.email) and person.is_active and person.mail_wish is not MailWish.NONE
