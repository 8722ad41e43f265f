"""What is read of delegations."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.access import GRANTS, Permission, Role
from app.accounts.models import Person
from app.calendar.delegations.models import Delegation
from app.calendar.models import Appointment
from app.extensions import db
from app.spaces.models import Membership


def of(appointment: Appointment) -> list[Delegation]:
    """Return to whom an appointment was handed, by name; offers that nobody has taken on are left out."""
    statement = (
        sa.select(Delegation)
        .join(Person, Person.id == Delegation.person_id)
        .options(joinedload(Delegation.person))
        .where(
            Delegation.space_id == appointment.space_id,
            Delegation.appointment_id == appointment.id,
            Delegation.accepted_at.is_not(None),
        )
        .order_by(Person.name, Person.id)
    )
    return list(db.session.scalars(statement))


def who_may_take_on() -> list[Person]:
    """Return the people of the space at hand who can log in and do not plan here anyway, by name."""
    planners = [role for role in Role if Permission.PLAN_APPOINTMENTS in GRANTS[role].own]
    plan = sa.select(Membership.person_id).where(Membership.role.in_(planners), Membership.held_today())
    statement = (
        sa.select(Person)
        .where(Person.id.in_(sa.select(Membership.person_id).where(Membership.held_today())))
        .where(Person.id.not_in(plan), Person.disabled_at.is_(None), Person.email.is_not(None))
        .order_by(Person.name, Person.id)
    )
    return list(db.session.scalars(statement))
