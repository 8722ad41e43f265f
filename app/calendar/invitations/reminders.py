"""Those who are invited are reminded, as long before the start as the appointment says; moved, once more."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.accounts.models import MailWish
from app.calendar.invitations.facts import facts_of
from app.calendar.invitations.mails import Message, recipient_of
from app.calendar.invitations.models import Answer, Invitation, Notice, Sending, SendingKind
from app.calendar.invitations.sending import invitations_of, lock, tell
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db
from app.tenancy import all_spaces

LONGEST = timedelta(hours=720)
"""The longest that anybody can be reminded before (the appointment's own constraint)."""


def due() -> list[tuple[int, int]]:
    """Return the appointments of all spaces whose reminder may be due, as (space, appointment)."""
    now = clock.now()
    soon = (
        sa.select(Appointment.space_id, Appointment.id, Appointment.starts_at, Appointment.reminder_hours)
        .where(Appointment.state == AppointmentState.ANNOUNCED, Appointment.reminder_hours.is_not(None))
        .where(Appointment.starts_at > now, Appointment.starts_at <= now + LONGEST)
        .order_by(Appointment.starts_at)
    )
    with all_spaces("reminders are due") as session:
        rows = [row for row in session.execute(soon) if _is_time(row.starts_at, row.reminder_hours)]
        sent = sa.select(Sending.appointment_id, Sending.starts_at).where(
            Sending.kind == SendingKind.REMINDER, Sending.appointment_id.in_([row.id for row in rows])
        )
        done = {(appointment_id, starts_at) for appointment_id, starts_at in session.execute(sent)}  # noqa: C416
    return [(row.space_id, row.id) for row in rows if (row.id, row.starts_at) not in done]


def _is_time(starts_at: datetime, hours: int | None) -> bool:
    return hours is not None and starts_at - timedelta(hours=hours) <= clock.now() < starts_at


def remind(appointment: Appointment) -> Sending | None:
    """Remind those who are invited to one appointment, if it is time and nobody else did; return what was sent."""
    lock(appointment)
    # Asked again behind the lock: it may have been moved or cancelled, or another worker was here.
    if appointment.state is not AppointmentState.ANNOUNCED:
        return None
    if not _is_time(appointment.starts_at, appointment.reminder_hours) or _was_reminded(appointment):
        return None
    told = _told_lately(appointment)
    to = [one for one in invitations_of(appointment) if one.id not in told and _wants_it(one)]
    if not to:
        return None
    return tell(appointment, Message(SendingKind.REMINDER, facts_of(appointment)), to, by=None)


def _was_reminded(appointment: Appointment) -> bool:
    statement = sa.select(Sending.id).where(
        Sending.appointment_id == appointment.id,
        Sending.kind == SendingKind.REMINDER,
        Sending.starts_at == appointment.starts_at,
    )
    return db.session.scalars(statement).first() is not None


def _told_lately(appointment: Appointment) -> set[int]:
    """Return the invitations of those who heard of it so short a time ago that a reminder would be a nuisance."""
    half = timedelta(hours=appointment.reminder_hours or 0) / 2
    statement = (
        sa.select(Notice.invitation_id)
        .join(Sending, Sending.id == Notice.sending_id)
        .where(Sending.appointment_id == appointment.id, Notice.created_at > clock.now() - half)
    )
    return set(db.session.scalars(statement))


def _wants_it(invitation: Invitation) -> bool:
    if invitation.answer is Answer.NO or recipient_of(invitation) is None:
        return False
    return invitation.person is None or invitation.person.mail_wish is not MailWish.NONE
