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
from app.calendar.services import LONGEST
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


def _visible(drafts: bool) -> list[sa.ColumnElement[bool]]:
    return [] if drafts else [Appointment.state != AppointmentState.DRAFT]


def _read(statement: sa.Select[Any]) -> list[AppointmentRow]:
    return [AppointmentRow(*row) for row in db.session.execute(statement)]


def _page(statement: sa.Select[Any], number: int) -> Page:
    # One row more than is shown tells whether there is a next page, without counting them all.
    rows = _read(statement.limit(PAGE_SIZE + 1).offset((number - 1) * PAGE_SIZE))
    return Page(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE)


def upcoming(number: int = 1, *, drafts: bool) -> Page:
    """Return what is not over yet, the next first; of the space at hand."""
    statement = sa.select(*COLUMNS).where(Appointment.ends_at > clock.now(), *_visible(drafts))
    # The begin narrows by the index; nothing lasts longer than two weeks.
    statement = statement.where(Appointment.starts_at > clock.now() - LONGEST)
    return _page(statement.order_by(Appointment.starts_at, Appointment.id), number)


def past(number: int = 1, *, drafts: bool, year: int | None = None) -> Page:
    """Return what is over, the latest first; of one year, if given."""
    statement = sa.select(*COLUMNS).where(Appointment.ends_at <= clock.now(), *_visible(drafts))
    statement = statement.where(Appointment.starts_at <= clock.now())
    if year is not None:
        statement = statement.where(
            Appointment.starts_at >= clock.start_of_day(date(year, 1, 1)),
            Appointment.starts_at < clock.end_of_day(date(year, 12, 31)),
        )
    return _page(statement.order_by(Appointment.starts_at.desc(), Appointment.id.desc()), number)


def years() -> list[int]:
    """Return the years from the first appointment to this one, the latest first."""
    first = db.session.scalars(
        sa.select(Appointment.starts_at).order_by(Appointment.starts_at).limit(1)
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
