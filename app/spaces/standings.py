"""Who holds which roles today, of everybody at once: for what goes to many, each by what they may read."""

from __future__ import annotations

from contextvars import copy_context
from dataclasses import dataclass

import sqlalchemy as sa

from app.access import SpaceKind, reach_of
from app.accounts.sessions import HeldRole
from app.db import set_reading
from app.spaces.models import Membership, Space
from app.tenancy import all_spaces


@dataclass(frozen=True)
class Standing:
    """Somebody's roles of today, and the spaces these open as their own."""

    held: tuple[HeldRole, ...]
    reach: frozenset[int]

    @property
    def homes(self) -> frozenset[int]:
        """The spaces in which a role is held."""
        return frozenset(one.space_id for one in self.held)


def everybodys() -> dict[int, Standing]:
    """Return the standing of each person with a role in an open space, by key; in two queries."""
    # Called with a copy of the context: on SQLite it only reads, also while the request at hand writes.
    return copy_context().run(_everybodys)


def _everybodys() -> dict[int, Standing]:
    set_reading(True)
    held: dict[int, list[HeldRole]] = {}
    with all_spaces("roles of today, for what goes to many") as session:
        counties = session.scalars(
            sa.select(Space.id).where(Space.kind == SpaceKind.COUNTY, Space.closed_on.is_(None))
        ).all()
        statement = (
            sa.select(Membership.person_id, Membership.role, Membership.space_id, Space.kind)
            .join(Space, Space.id == Membership.space_id)
            .where(Membership.held_today(), Space.closed_on.is_(None))
        )
        for person_id, role, space_id, kind in session.execute(statement):
            held.setdefault(person_id, []).append(HeldRole(role, space_id, SpaceKind(kind)))
    return {key: Standing(tuple(roles), reach_of(roles, counties)) for key, roles in held.items()}
