"""What a delegation gives, for the one appointment that it is about; asked on the way in, before a scope is open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.access import Permission
from app.calendar.delegations.models import Delegated, Delegation
from app.extensions import db
from app.spaces.door import OBJECT_GRANTS
from app.spaces.models import Space
from app.tenancy import OUTSIDE_SCOPE

P = Permission
OFFERED = frozenset({P.READ_SPACE})
"""What somebody from outside may do who has not said yes: see what it is about."""
GIVES = {
    Delegated.MEETING: frozenset({P.READ_SPACE, P.MANAGE_APPOINTMENTS, P.KEEP_MINUTES}),
    Delegated.MINUTES: frozenset({P.READ_SPACE, P.KEEP_MINUTES}),
}

# PostgreSQL lets people read their own delegations in every space, and no others.
MINE = (
    sa.select(
        Delegation.space_id,
        Delegation.appointment_id,
        Delegation.what,
        Delegation.accepted_at,
        Space.slug,
        Space.name,
    )
    .join(Space, Space.id == Delegation.space_id)
    .where(Delegation.person_id == sa.bindparam("person_id"), Space.closed_on.is_(None))
    .execution_options(**{OUTSIDE_SCOPE: "what was handed to the person who is calling, in whichever space"})
)
MINE_HERE = MINE.where(
    Delegation.space_id == sa.bindparam("space_id"),
    Delegation.appointment_id == sa.bindparam("appointment_id"),
)


def handed_over(person_id: int, space_id: int, keys: Mapping[str, Any]) -> frozenset[Permission]:
    """Return what a person may do at an address by a delegation: nothing where it names no appointment."""
    if "appointment_id" not in keys:
        return frozenset()
    asked = {"person_id": person_id, "space_id": space_id, "appointment_id": keys["appointment_id"]}
    mine = db.session.execute(MINE_HERE, asked).first()
    if mine is None:
        return frozenset()
    return GIVES[mine.what] if mine.accepted_at is not None else OFFERED


OBJECT_GRANTS.append(handed_over)
