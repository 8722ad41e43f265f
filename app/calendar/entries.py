"""Everything with a date in one list: appointments, what other activities add, days that are special to all."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.calendar import holidays
from app.calendar.commemorations import commemorations
from app.calendar.models import Appointment, AppointmentState
from app.calendar.services import LONGEST
from app.extensions import db

DAY = timedelta(days=1)


class EntryKind(enum.StrEnum):
    """What an entry is."""

    APPOINTMENT = "appointment"
    SITTING = "sitting"
    BUDGET_DEADLINE = "budget_deadline"
    COMMEMORATION = "commemoration"
    PUBLIC_HOLIDAY = "public_holiday"
    SCHOOL_HOLIDAY = "school_holiday"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar, from a first to a last day, both included; with times, or all day long."""

    kind: EntryKind
    title: str
    day: date
    last_day: date
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    space_id: int | None = None
    """None: for everybody in the land."""
    row_id: int | None = None
    """The key of the appointment or whatever else it is, within its space."""
    appointment_kind: str = ""
    place: str = ""
    is_cancelled: bool = False
    is_draft: bool = False

    @property
    def order(self) -> tuple[date, bool, datetime | date, str]:
        """How entries follow each other: what lasts all day stands before what has a time."""
        return self.day, self.starts_at is not None, self.starts_at or self.last_day, self.title


EntrySource = Callable[[date, date, Collection[int] | None], Iterable[Entry]]
"""Given first and last day and the spaces (None: all of the session's scope)."""
_sources: list[EntrySource] = []


def adds_entries(source: EntrySource) -> EntrySource:
    """Register an activity that has entries of its own, in spaces that the session may read."""
    _sources.append(source)
    return source


def entries_between(
    first: date,
    last: date,
    *,
    space_ids: Collection[int] | None = None,
    appointment_kinds: Collection[str] = (),
    drafts_in: Collection[int] = (),
    special_days: bool = True,
) -> list[Entry]:
    """Return what is in the calendar from `first` to `last`, both included, in order.

    `space_ids` narrows the spaces of the session's scope, `appointment_kinds` the kinds of appointments; with
    those, nothing but appointments is returned. Drafts come only from the spaces named in `drafts_in`.
    """
    found = list(_appointments(first, last, space_ids, appointment_kinds, drafts_in))
    if not appointment_kinds:
        for source in _sources:
            found.extend(source(first, last, space_ids))
        if special_days:
            planned = {one.day for one in found if one.kind is EntryKind.COMMEMORATION}
            found.extend(
                one
                for one in special_days_between(first, last)
                # What a space does on that day says more than the bare name of the day.
                if one.kind is not EntryKind.COMMEMORATION or one.day not in planned
            )
    return sorted(found, key=lambda one: one.order)


def _appointments(
    first: date,
    last: date,
    space_ids: Collection[int] | None,
    kinds: Collection[str],
    drafts_in: Collection[int],
) -> Iterable[Entry]:
    begin, end = clock.start_of_day(first), clock.end_of_day(last)
    statement = (
        sa.select(
            Appointment.id, Appointment.space_id, Appointment.kind, Appointment.title, Appointment.starts_at,
            Appointment.ends_at, Appointment.place, Appointment.state,
        )
        # The begin narrows by the index; nothing lasts longer than LONGEST.
        .where(Appointment.starts_at > begin - LONGEST, Appointment.starts_at < end, Appointment.ends_at > begin)
        .where(sa.or_(Appointment.state != AppointmentState.DRAFT, Appointment.space_id.in_(sorted(drafts_in))))
    )  # fmt: skip
    if space_ids is not None:
        statement = statement.where(Appointment.space_id.in_(sorted(space_ids)))
    if kinds:
        statement = statement.where(Appointment.kind.in_(sorted(kinds)))
    for row in db.session.execute(statement):
        yield Entry(
            EntryKind.APPOINTMENT,
            row.title,
            clock.local(row.starts_at).date(),
            clock.local(row.ends_at - timedelta(microseconds=1)).date(),
            row.starts_at,
            row.ends_at,
            row.space_id,
            row.id,
            row.kind,
            row.place,
            row.state is AppointmentState.CANCELLED,
            row.state is AppointmentState.DRAFT,
        )


def special_days_between(first: date, last: date) -> list[Entry]:
    """Return days of remembrance, public and school holidays that touch the days from `first` to `last`."""
    found = [
        Entry(EntryKind.COMMEMORATION, one.title, one.day, one.day) for one in commemorations(first, last)
    ]
    for number in range((last - first).days + 1):
        day = first + number * DAY
        if name := holidays.public_holiday(day):
            found.append(Entry(EntryKind.PUBLIC_HOLIDAY, name, day, day))
    found += [
        Entry(EntryKind.SCHOOL_HOLIDAY, one.name, one.first, one.last)
        for one in holidays.school_holidays_between(first, last)
    ]
    return found
