"""When others meet: the neighbours and the Kreisverband. Only whose it is, of what kind, and when."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.calendar.models import Appointment, AppointmentState
from app.calendar.services import LONGEST
from app.db import set_reading
from app.extensions import db
from app.spaces.geography import neighbours_of
from app.spaces.models import County, District, Space
from app.tenancy import all_spaces


@dataclass(frozen=True)
class Meeting:
    """That somebody else meets."""

    space_id: int
    kind: str
    starts_at: datetime
    ends_at: datetime


def others_that_matter(space: Space) -> dict[int, Space]:
    """Return by their keys the spaces whose appointments one's own should not meet: neighbours, the county."""
    found: list[Space] = [one.district for one in neighbours_of(space)] if isinstance(space, District) else []
    found += db.session.scalars(sa.select(County).where(County.closed_on.is_(None)))
    return {one.id: one for one in found if one.id != space.id}


def meetings_of(space_ids: Iterable[int], *, begin: datetime, end: datetime) -> list[Meeting]:
    """Return when other spaces meet between two moments, by begin; only for those who plan."""
    wanted = sorted(space_ids)
    return copy_context().run(_meetings, wanted, begin, end) if wanted else []


def _meetings(space_ids: list[int], begin: datetime, end: datetime) -> list[Meeting]:
    # In a session of its own, that reads every space. Neither title nor place nor text leaves it: whoever plans
    # has to know that an evening is taken and by whom, and not what others talk about; so it may be told of
    # what is for members only, too. A draft is not announced even to the members there: of it nothing is told.
    # Called with a copy of the context: on SQLite it may only read, because the request at hand may be the one
    # that writes.
    set_reading(True)
    with all_spaces("whoever plans is told when neighbours and the county meet") as session:
        statement = (
            sa.select(Appointment.space_id, Appointment.kind, Appointment.starts_at, Appointment.ends_at)
            .where(Appointment.space_id.in_(space_ids), Appointment.state == AppointmentState.ANNOUNCED)
            # The begin narrows by the index; nothing lasts longer than LONGEST.
            .where(Appointment.starts_at > begin - LONGEST, Appointment.starts_at < end)
            .where(Appointment.ends_at > begin)
            .order_by(Appointment.starts_at, Appointment.space_id)
        )
        return [Meeting(*row) for row in session.execute(statement)]
