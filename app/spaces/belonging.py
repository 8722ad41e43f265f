"""Who is meant by "all members" of a space; the county's are those of the districts, too."""

from __future__ import annotations

from collections.abc import Collection
from contextvars import copy_context

import sqlalchemy as sa

from app.access import Role, SpaceKind, belongs_to_the_county
from app.accounts.models import Person
from app.accounts.sessions import HeldRole
from app.db import set_reading
from app.extensions import db
from app.spaces.models import Membership, Space
from app.tenancy import all_spaces

MEMBERS = frozenset({Role.MEMBER, Role.SPEAKER, Role.BOARD})
"""Who is meant by "all members". A seat in a council, or work in the office, makes nobody a member of the party."""
OF_DISTRICTS = frozenset({SpaceKind.DISTRICT})
OF_DISTRICTS_AND_GROUPS = frozenset({SpaceKind.DISTRICT, SpaceKind.GROUP})


def roles_in(space: Space, *, reach: Collection[SpaceKind] = OF_DISTRICTS) -> dict[int, set[Role]]:
    """Return who holds roles in a space today, by person.

    For the county also, without a role there, who belongs to an open space of the kinds in `reach`.
    """
    roles: dict[int, set[Role]] = {}
    held = sa.select(Membership.person_id, Membership.role).where(
        Membership.space_id == space.id, Membership.held_today()
    )
    for person_id, role in db.session.execute(held):
        roles.setdefault(person_id, set()).add(role)
    if space.kind is SpaceKind.COUNTY:
        for person_id in copy_context().run(_members_elsewhere, frozenset(reach)):
            roles.setdefault(person_id, set())
    return roles


def is_member(roles: Collection[Role]) -> bool:
    """Say whether "all members" means somebody; without a role of their own they belong by a space of theirs."""
    return not roles or not MEMBERS.isdisjoint(roles)


def may_be_written_to() -> sa.ColumnElement[bool]:
    """Return the criterion that somebody is neither locked nor erased."""
    return sa.and_(Person.disabled_at.is_(None), Person.erased_at.is_(None))


def _members_elsewhere(kinds: frozenset[SpaceKind]) -> set[int]:
    """Return the ids of those who belong to the county because they belong to an open space of these kinds."""
    # In a session of its own, that reads every space and hands out nothing but ids. Called with a copy of the
    # context: on SQLite it may only read, because the request at hand may be the one that writes.
    set_reading(True)
    with all_spaces("the members of all districts belong to the county") as session:
        statement = (
            sa.select(Membership.person_id, Membership.role, Membership.space_id, Space.kind)
            .join(Space, Space.id == Membership.space_id)
            .where(Space.kind.in_(sorted(kinds)), Space.closed_on.is_(None), Membership.held_today())
        )
        return {
            person_id
            for person_id, role, space_id, kind in session.execute(statement)
            if belongs_to_the_county(HeldRole(role, space_id, SpaceKind(kind)))
            or (kind is SpaceKind.GROUP and role in MEMBERS)
        }
