"""What may happen to a delegation: handed over, taken on, given back, taken back."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock, outbox
from app.access import GRANTS, Permission
from app.accounts import services as accounts
from app.accounts.models import Person
from app.calendar.delegations.models import Delegated, Delegation
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db
from app.rules import RuleBroken
from app.spaces.models import Membership, Space


def may_be_handed_over(appointment: Appointment) -> list[Delegated]:
    """Return how much of an appointment can be handed over; nothing of a cancelled one."""
    if appointment.state is AppointmentState.CANCELLED:
        return []
    return [what for what in Delegated if what is Delegated.MEETING or appointment.behaviour.has_minutes]


def _roles_here(person: Person) -> list[Membership]:
    statement = sa.select(Membership).where(Membership.person_id == person.id, Membership.held_today())
    return list(db.session.scalars(statement))


def _plans_here(held: list[Membership]) -> bool:
    return any(Permission.PLAN_APPOINTMENTS in GRANTS[one.role].own for one in held)


def hand_over(appointment: Appointment, person: Person, *, what: Delegated, by: Person) -> Delegation:
    """Hand an appointment, or only its minutes, to one more person, and send word.

    Who has a role in the space has it at once and is told; who has none is asked and may refuse. Raises
    RuleBroken for what cannot be handed over, and for somebody who cannot log in or plans here anyway.
    """
    if what not in may_be_handed_over(appointment):
        raise RuleBroken(_("Das lässt sich bei diesem Termin nicht übergeben."), field="what")
    if not person.email or not person.is_active:
        raise RuleBroken(
            _("Diese Person hat keinen Zugang und könnte nichts damit anfangen."), field="person"
        )
    held = _roles_here(person)
    if _plans_here(held):
        raise RuleBroken(_("Wer hier ohnehin plant, braucht keine Übergabe."), field="person")
    delegation = of_person(appointment, person.id)
    if delegation is None:
        delegation = Delegation(appointment_id=appointment.id, person_id=person.id, what=what, by_id=by.id)
        db.session.add(delegation)
    elif delegation.what is what:
        return delegation
    delegation.what, delegation.by_id = what, by.id
    if held and delegation.accepted_at is None:
        delegation.accepted_at = clock.now()
    audit.record("delegation.given", delegation, by, what=what.value)
    _send_word(appointment, person, what=what, by=by, is_offer=delegation.accepted_at is None)
    return delegation


def _send_word(
    appointment: Appointment, person: Person, *, what: Delegated, by: Person, is_offer: bool
) -> None:
    space = db.session.get_one(Space, appointment.space_id)
    outbox.queue(
        "delegation",
        person,
        sender=by,
        to=space.name,
        title=appointment.title,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        place=appointment.place,
        only_minutes=what is Delegated.MINUTES,
        is_offer=is_offer,
        path=f"/{space.slug}/termine/{appointment.id}" + ("/uebergeben/annehmen" if is_offer else ""),
    )


def hand_over_by_address(appointment: Appointment, email: str, *, what: Delegated, by: Person) -> None:
    """Hand an appointment to whoever has this address; where nobody has, nothing happens, and nobody is told.

    The page does not wait for it, so that it answers alike in any case (jobs.py).
    """
    person = accounts.by_email(email)
    if person is None:
        return
    try:
        hand_over(appointment, person, what=what, by=by)
    except RuleBroken:
        return  # whoever asked must not learn from the answer who has this address


def of_person(appointment: Appointment, person_id: int) -> Delegation | None:
    """Return what of an appointment was handed to this person."""
    statement = sa.select(Delegation).where(
        Delegation.space_id == appointment.space_id,
        Delegation.appointment_id == appointment.id,
        Delegation.person_id == person_id,
    )
    return db.session.scalars(statement).first()


def accept(delegation: Delegation, *, by: Person) -> None:
    """Take on what was offered."""
    if delegation.accepted_at is None:
        delegation.accepted_at = clock.now()
        audit.record("delegation.accepted", delegation, by)


def end(delegation: Delegation, *, by: Person) -> None:
    """Take it back from somebody, or give it back oneself; the next click is without it."""
    audit.record("delegation.ended", delegation, by)
    db.session.delete(delegation)


def end_offers(appointment: Appointment, *, by: Person) -> None:
    """Take back what nobody has taken on yet."""
    statement = sa.select(Delegation).where(
        Delegation.space_id == appointment.space_id,
        Delegation.appointment_id == appointment.id,
        Delegation.accepted_at.is_(None),
    )
    for delegation in db.session.scalars(statement).all():
        end(delegation, by=by)


@accounts.forgets
def end_all_of(person: Person) -> None:
    """End what was handed to somebody who is erased."""
    statement = sa.select(Delegation).where(Delegation.person_id == person.id)
    for delegation in db.session.scalars(statement).all():
        db.session.delete(delegation)
