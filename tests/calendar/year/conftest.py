"""What the tests of the year calendar share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa

from app.calendar.models import Appointment
from app.calendar.year.models import CommemorationPlan
from app.tenancy import all_spaces, one_space
from tests.calendar.dates import Dates
from tests.people import World

Publish = Callable[..., str]
Plan = Callable[..., int]


@pytest.fixture
def publish(world: World, dates: Dates) -> Publish:
    """Put a public appointment in; it gives back the name by which calendars know it."""

    def put(starts: datetime, *, slug: str = "ktv", is_public: bool = True, **more: Any) -> str:
        columns = {name: more.pop(name) for name in ("place", "access", "description") if name in more}
        key = dates.add(starts, slug=slug, **more)
        with world.app.app_context(), one_space(world.spaces[slug]) as session:
            row = session.get_one(Appointment, key)
            row.is_public = is_public
            for name, value in columns.items():
                setattr(row, name, value)
            return row.uid

    return put


@pytest.fixture
def plan(world: World) -> Plan:
    """Plan a day of remembrance, past the pages."""

    def put(day: date, *, slug: str = "ktv", on_duty: str | None = None, **columns: Any) -> int:
        values = {"starts": time(17), "place": "Am Gedenkstein", **columns}
        with world.app.app_context(), one_space(world.spaces[slug]) as session:
            row = CommemorationPlan(day=day, on_duty_id=world.people[on_duty] if on_duty else None, **values)
            session.add(row)
            session.flush()
            return row.id

    return put


@pytest.fixture
def plans(world: World) -> Callable[[], list[CommemorationPlan]]:
    """All plans as they are stored now."""

    def read() -> list[CommemorationPlan]:
        with world.app.app_context(), all_spaces("the tests look") as session:
            return list(session.scalars(sa.select(CommemorationPlan).order_by(CommemorationPlan.day)))

    return read
