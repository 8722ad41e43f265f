"""What everybody may read without a login: public appointments that were announced, as plain rows without people.

The one door to them across all spaces. Drafts, what is not public and what was written for members stay behind it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel.speaklater import LazyString

from app import clock
from app.calendar.feeds.composing import Lines
from app.calendar.feeds.queries import filled_in
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.calendar.services import LONGEST
from app.spaces.models import Space
from app.tenancy import all_spaces

MOST = 2000
"""More than this a page does not list."""


@dataclass(frozen=True, slots=True)
class Published:
    """A public appointment."""

    id: int
    uid: str
    space_id: int
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    access: str
    description: str
    is_cancelled: bool
    space_slug: str
    space_name: str
    space_short_name: str
    space_contact: str

    @property
    def kind_name(self) -> LazyString:
        """The name of its kind."""
        return KINDS[self.kind].name

    @property
    def day(self) -> date:
        """The day on which it begins."""
        return clock.local(self.starts_at).date()

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        return clock.local(self.ends_at - timedelta(microseconds=1)).date()


_OF_APPOINTMENT = (
    "id",
    "uid",
    "space_id",
    "kind",
    "title",
    "starts_at",
    "ends_at",
    "place",
    "access",
    "description",
)
_OF_SPACE = ("slug", "name", "short_name", "contact")
PUBLIC = (
    Appointment.is_public,
    Appointment.state != AppointmentState.DRAFT,
    Appointment.kind.in_(sorted(kind.key for kind in KINDS.values() if kind.open_to_guests)),
    Space.closed_on.is_(None),
)
"""What is for everybody."""
_ROWS: sa.Select[Any] = (
    sa.select(
        *(getattr(Appointment, name) for name in _OF_APPOINTMENT),
        Appointment.state == AppointmentState.CANCELLED,
        *(getattr(Space, name) for name in _OF_SPACE),
    )
    .join(Space, Space.id == Appointment.space_id)
    .where(*PUBLIC)
    .order_by(Appointment.starts_at, Appointment.id)
)  # fmt: skip


_LINES: sa.Select[*tuple[Any, ...]] = (
    sa.select(Appointment.id, Appointment.space_id, Appointment.uid.label("page"), Appointment.ics)
    .join(Space, Space.id == Appointment.space_id)
    .where(*PUBLIC, Appointment.starts_at >= sa.bindparam("since"))
    .where(Appointment.space_id.in_(sa.bindparam("space_ids", expanding=True)))
    .order_by(Appointment.starts_at, Appointment.id)
)


def lines(since: datetime, *, space_ids: Collection[int]) -> list[Lines]:
    """Return the public appointments of some spaces as feeds show them, by begin."""
    with all_spaces("the public calendar as a feed") as session:
        rows = session.execute(_LINES, {"since": since, "space_ids": sorted(space_ids)}).all()
        return filled_in(rows, session)


def _read(statement: sa.Select[Any]) -> list[Published]:
    with all_spaces("the public calendar") as session:
        return [Published(*row) for row in session.execute(statement)]


def between(
    first: date,
    last: date,
    *,
    space_ids: Collection[int] | None = None,
    kinds: Collection[str] = (),
) -> list[Published]:
    """Return the public appointments from `first` to `last`, both included, by begin; of some spaces, if given."""
    begin, end = clock.start_of_day(first), clock.end_of_day(last)
    # The begin narrows by the index; nothing lasts longer than LONGEST.
    statement = _ROWS.where(
        Appointment.starts_at > begin - LONGEST, Appointment.starts_at < end, Appointment.ends_at > begin
    ).limit(MOST)
    if space_ids is not None:
        statement = statement.where(Appointment.space_id.in_(sorted(space_ids)))
    if kinds:
        statement = statement.where(Appointment.kind.in_(sorted(kinds)))
    return _read(statement)


def next_after(day: date, *, space_ids: Collection[int] | None = None) -> Published | None:
    """Return the first public appointment that begins after a day; None where nothing is announced so far ahead."""
    statement = _ROWS.where(Appointment.starts_at >= clock.end_of_day(day)).limit(1)
    if space_ids is not None:
        statement = statement.where(Appointment.space_id.in_(sorted(space_ids)))
    return next(iter(_read(statement)), None)


def one(uid: str) -> Published | None:
    """Return a public appointment by the name that calendars know it by; None for anything else."""
    return next(iter(_read(_ROWS.where(Appointment.uid == uid))), None)
