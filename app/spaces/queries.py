"""What is read of spaces and who is in them."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.access import Role
from app.accounts.models import Person
from app.extensions import db
from app.spaces.geography import valid_on
from app.spaces.models import Council, District, Mandate, Membership, Space

ORDER = {
    role: place
    for place, role in enumerate((Role.OFFICE, Role.BOARD, Role.SPEAKER, Role.COUNCILLOR, Role.MEMBER))
}


def members() -> list[Membership]:
    """Return who holds a role in the space at hand today: speakers first, then by name."""
    statement = sa.select(Membership).options(joinedload(Membership.person)).where(Membership.held_today())
    rows = db.session.scalars(statement).all()
    return sorted(rows, key=lambda row: (ORDER[row.role], row.person.name.casefold()))


def speakers() -> list[Person]:
    """Return the speakers of the space at hand (in the county: its board)."""
    statement = (
        sa.select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.role.in_((Role.SPEAKER, Role.BOARD)), Membership.held_today())
        .where(Person.disabled_at.is_(None))
        .order_by(Person.name)
    )
    return list(db.session.scalars(statement))


def names_by_council() -> dict[int, list[str]]:
    """Return the names of ours who hold a seat today, by council; of the space at hand."""
    today = clock.today()
    statement = (
        sa.select(Mandate.council_id, Person.name)
        .join(Person, Person.id == Mandate.person_id)
        .where(Mandate.since <= today, sa.or_(Mandate.until.is_(None), Mandate.until >= today))
        .order_by(Person.name)
    )
    names: dict[int, list[str]] = defaultdict(list)
    for council_id, name in db.session.execute(statement):
        names[council_id].append(name)
    return names


def all_spaces() -> list[Space]:
    """Return every space, closed ones last."""
    statement = sa.select(Space).order_by(Space.closed_on.is_not(None), Space.kind, Space.name)
    return list(db.session.scalars(statement))


def _councils_today() -> sa.Select[Council]:
    return sa.select(Council).where(valid_on(Council, clock.today())).order_by(Council.number)


def all_councils() -> list[Council]:
    """Return the councils valid today, by number, their districts loaded."""
    return list(db.session.scalars(_councils_today().options(joinedload(Council.district))))


def councils_of(district: District) -> list[Council]:
    """Return the councils of a district that are valid today, by number."""
    return list(db.session.scalars(_councils_today().where(Council.district_id == district.id)))
