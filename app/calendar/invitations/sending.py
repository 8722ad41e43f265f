"""Those who are invited are told something, all at once: in the transaction of what causes it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Person
from app.calendar.invitations import mails
from app.calendar.invitations.facts import facts_of, stored_agenda
from app.calendar.invitations.mails import Message
from app.calendar.invitations.models import Invitation, Notice, NoticeState, Sending, SendingKind
from app.calendar.models import Appointment
from app.calendar.parts import Happening, follows
from app.extensions import db

SAID_ANEW = frozenset({"starts_at", "ends_at", "place", "access"})
"""Who was invited is told when one of these changes."""


def lock(appointment: Appointment) -> None:
    """Make sure that nobody else invites to it or changes it meanwhile, and that what is at hand is of today."""
    # SQLite has one writer anyway.
    statement = sa.select(Appointment).where(Appointment.id == appointment.id).with_for_update()
    db.session.scalars(statement.execution_options(populate_existing=True)).one()


def invitations_of(appointment: Appointment) -> list[Invitation]:
    """Return who is invited, with the people."""
    statement = (
        sa.select(Invitation)
        .options(joinedload(Invitation.person))
        .where(Invitation.appointment_id == appointment.id)
        .order_by(Invitation.id)
    )
    return list(db.session.scalars(statement))


def sendings_of(appointment: Appointment) -> list[Sending]:
    """Return what those who are invited were told, the first first."""
    statement = (
        sa.select(Sending)
        .options(joinedload(Sending.by))
        .where(Sending.appointment_id == appointment.id)
        .order_by(Sending.created_at, Sending.id)
    )
    return list(db.session.scalars(statement))


def tell(
    appointment: Appointment, message: Message, to: Iterable[Invitation], *, by: Person | None
) -> Sending:
    """Tell them, by mail or with a letter that is then to be posted, and keep what was said."""
    facts = message.facts
    sending = Sending(
        appointment=appointment,
        appointment_id=appointment.id,
        kind=message.kind,
        by_id=by.id if by is not None else None,
        words=message.words,
        sequence=appointment.sequence,
        title=facts.title,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        place=facts.place,
        access=facts.access,
        agenda=stored_agenda(appointment),
        created_at=clock.now(),
    )
    db.session.add(sending)
    for invitation in to:
        _notify(sending, message, invitation, by=by)
    db.session.flush()
    return sending


def _notify(sending: Sending, message: Message, invitation: Invitation, *, by: Person | None) -> None:
    person = invitation.person
    if person is not None and not person.is_active:
        return
    recipient = mails.recipient_of(invitation)
    if recipient is None and person is None:
        return  # a guest whose address is deleted already
    mail = mails.send(message, sending, invitation, recipient, by=by) if recipient else None
    state = NoticeState.WAITING if mail else NoticeState.TO_POST
    db.session.add(Notice(sending=sending, invitation=invitation, mail=mail, state=state))


# --- what follows when the appointment changes


def _last_said(appointment: Appointment) -> Sending | None:
    told = (SendingKind.INVITATION, SendingKind.CHANGE)
    return next((one for one in reversed(sendings_of(appointment)) if one.kind in told), None)


@follows(Happening.CHANGED)
def tell_of_change(appointment: Appointment, by: Person, fields: frozenset[str]) -> None:
    """Tell everybody who was invited that time, place or access are other ones now."""
    if appointment.announced_at is None or fields.isdisjoint(SAID_ANEW):
        return
    appointment.sequence += 1
    invitations = invitations_of(appointment)
    if invitations and not appointment.is_past:
        last = _last_said(appointment)
        before = facts_of(appointment, last) if last else None
        message = Message(SendingKind.CHANGE, facts_of(appointment), before=before)
        tell(appointment, message, invitations, by=by)


@follows(Happening.CANCELLED)
def tell_of_cancellation(appointment: Appointment, by: Person, _fields: frozenset[str]) -> None:
    """Tell everybody who was invited that it does not take place, those who had said no as well."""
    appointment.sequence += 1
    invitations = invitations_of(appointment)
    if invitations:
        message = Message(SendingKind.CANCELLATION, facts_of(appointment), words=appointment.cancel_reason)
        tell(appointment, message, invitations, by=by)
