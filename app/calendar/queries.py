"""What is read of appointments. Lists are read as plain rows: they are the busiest pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel.speaklater import LazyString

from app import clock
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.calendar.services import EARLIEST, LONGEST
from app.extensions import db

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """An appointment in a list."""

    id: int
    space_id: int
    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    state: AppointmentState

    @property
    def kind_name(self) -> LazyString:
        """The name of its kind."""
        return KINDS[self.kind].name


COLUMNS = tuple(getattr(Appointment, name) for name in AppointmentRow.__slots__)


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    rows: list[AppointmentRow]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1


# The lists are built once: putting a statement together costs as much as running it.
_SHOWN = sa.or_(Appointment.state != AppointmentState.DRAFT, sa.bindparam("drafts", type_=sa.Boolean))
_PAGE = {"limit": sa.bindparam("most", type_=sa.Integer), "offset": sa.bindparam("skip", type_=sa.Integer)}
UPCOMING = (
    sa.select(*COLUMNS)
    # The begin narrows by the index; nothing lasts longer than LONGEST.
    .where(Appointment.ends_at > sa.bindparam("now"), Appointment.starts_at > sa.bindparam("since"), _SHOWN)
    .order_by(Appointment.starts_at, Appointment.id)
    .limit(_PAGE["limit"])
    .offset(_PAGE["offset"])
)
PAST = (
    sa.select(*COLUMNS)
    .where(Appointment.ends_at <= sa.bindparam("now"), _SHOWN)
    .where(Appointment.starts_at >= sa.bindparam("first"), Appointment.starts_at < sa.bindparam("end"))
    .order_by(Appointment.starts_at.desc(), Appointment.id.desc())
    .limit(_PAGE["limit"])
    .offset(_PAGE["offset"])
)


def _read(statement: sa.Select[Any], values: dict[str, object] | None = None) -> list[AppointmentRow]:
    return [AppointmentRow(*row) for row in db.session.execute(statement, values)]


def _page(statement: sa.Select[Any], number: int, **values: object) -> Page:
    # One row more than is shown tells whether there is a next page, without counting them all.
    window = {"most": PAGE_SIZE + 1, "skip": (number - 1) * PAGE_SIZE, "now": clock.now()}
    rows = _read(statement, window | values)
    return Page(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE)


def upcoming(number: int = 1, *, drafts: bool) -> Page:
    """Return what is not over yet, the next first; of the space at hand."""
    return _page(UPCOMING, number, drafts=drafts, since=clock.now() - LONGEST)


def past(number: int = 1, *, drafts: bool, year: int | None = None) -> Page:
    """Return what is over, the latest first; of one year, if given."""
    first = clock.start_of_day(date(year, 1, 1) if year else EARLIEST)
    end = clock.end_of_day(date(year, 12, 31)) if year else clock.now()
    return _page(PAST, number, drafts=drafts, first=first, end=end)


def years(*, drafts: bool) -> list[int]:
    """Return the years from the first appointment to this one, the latest first."""
    first = db.session.scalars(
        sa.select(Appointment.starts_at).where(_SHOWN).order_by(Appointment.starts_at).limit(1),
        {"drafts": drafts},
    ).first()
    this = clock.today().year
    return list(range(this, clock.local(first).year - 1, -1)) if first and first < clock.now() else []


def next_rows(most: int, *, drafts_in: Iterable[int] = ()) -> list[AppointmentRow]:
    """Return the next appointments of all spaces at hand; drafts only of those named."""
    shown = sa.or_(Appointment.state != AppointmentState.DRAFT, Appointment.space_id.in_(sorted(drafts_in)))
    statement = (
        sa.select(*COLUMNS)
        .where(Appointment.ends_at > clock.now(), shown)
        .where(Appointment.starts_at > clock.now() - LONGEST)
        .order_by(Appointment.starts_at, Appointment.id)
        .limit(most)
    )
    return _read(statement)
