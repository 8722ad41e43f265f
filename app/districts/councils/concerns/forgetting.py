"""What is taken away of those who raised a concern: when they are erased, and when nothing moved for a year."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.accounts.models import Person
from app.accounts.services import forgets
from app.districts.councils.concerns.models import Concern
from app.districts.councils.concerns.telling import forget_after_a_year, forget_raiser
from app.extensions import db
from app.tenancy import all_spaces

KEPT_FOR = timedelta(days=365)
"""After something last happened to the concern."""


@forgets
def forget_person(person: Person) -> None:
    """Take away that somebody raised a concern, also as a guest. Needs a session that writes every space.

    Who was responsible, and who did a step, stays as an erased person: it is the district's history.
    """
    is_theirs = [Concern.raised_by_id == person.id, Concern.raiser_name == person.name]
    if person.email:
        is_theirs.append(sa.func.lower(Concern.raiser_contact) == person.email)
    for concern in db.session.scalars(sa.select(Concern).where(sa.or_(*is_theirs))).all():
        forget_raiser(concern)
    db.session.flush()


def _long_still() -> sa.ColumnElement[bool]:
    return sa.and_(
        Concern.moved_at < clock.now() - KEPT_FOR,
        sa.or_(Concern.raised_by_id.is_not(None), Concern.consent_on.is_not(None)),
    )


def spaces_with_old() -> list[int]:
    """Return the spaces in which there is a concern that nobody moved for a year, with who raised it."""
    statement = sa.select(Concern.space_id).where(_long_still()).distinct()
    with all_spaces("who raised a concern long ago is forgotten") as session:
        return sorted(session.scalars(statement))


def forget_old() -> int:
    """Delete who raised the concerns of the space at hand that nobody moved for a year; return of how many."""
    concerns = db.session.scalars(sa.select(Concern).where(_long_still())).all()
    for concern in concerns:
        forget_after_a_year(concern)
    return len(concerns)
