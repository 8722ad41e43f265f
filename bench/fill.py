"""More appointments than any district will ever have, written past the house's rules and walls."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.accounts.models import ThrottleCount
from app.calendar.models import Appointment, AppointmentState
from app.db import Base
from app.spaces.models import Space

BATCH = 1000


def appointments(engine: sa.Engine, slug: str, count: int) -> None:
    """Put so many announced appointments into a space: half of them past, half to come, six hours apart."""
    table = Base.metadata.tables[Appointment.__tablename__]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # row level security asks for the scope, see app.tenancy
            connection.execute(sa.text("SELECT set_config('app.write', 'all', true)"))
        spaces = Base.metadata.tables[Space.__tablename__]
        space_id = connection.execute(sa.select(spaces.c.id).where(spaces.c.slug == slug)).scalar_one()
        rows = list(rows_of(space_id, count))
        for begin in range(0, count, BATCH):
            connection.execute(sa.insert(table), rows[begin : begin + BATCH])


def rows_of(space_id: int, count: int) -> Iterator[dict[str, Any]]:
    now = clock.now()
    for number in range(count):
        starts_at = now + timedelta(hours=6 * (number - count // 2) + 1)
        yield {
            "space_id": space_id,
            "kind": "regulars_table",
            "title": f"Stammtisch Nummer {number}",
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "place": "Peter-Weiss-Haus, Doberaner Straße 21",
            "access": "",
            "description": "",
            "state": AppointmentState.ANNOUNCED,
            "announced_at": now,
            "cancelled_at": None,
            "cancel_reason": "",
            "uid": str(uuid.uuid4()),
            "version": 1,
            "created_at": now,
        }


def forget_attempts(engine: sa.Engine) -> None:
    """Forget counted logins: the bench logs in more often than a person is allowed to."""
    with engine.begin() as connection:
        connection.execute(sa.delete(Base.metadata.tables[ThrottleCount.__tablename__]))
