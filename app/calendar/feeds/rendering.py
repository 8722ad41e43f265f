"""Each appointment keeps its lines of a feed, and each space a number that counts the changes of its calendar.

The one place for both, behind everything that writes appointments: a service cannot forget it.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session

from app import clock
from app.calendar import ical
from app.calendar.models import Appointment, AppointmentState
from app.spaces.models import Space
from app.tenancy import ScopedSession, SpaceOwned

RENDERER = 1
"""Counts what this module and app.calendar.ical make of the same appointment: a new number here makes every
feed a new one, and belongs together with a migration that empties appointment.ics."""
SHOWN = (
    "kind", "title", "starts_at", "ends_at", "place", "access", "description", "state", "cancel_reason",
    "sequence", "is_public",
)  # fmt: skip
"""What a calendar shows of an appointment, or chooses it by."""
CHANGED = "calendars_changed"
"""In a session's info: the keys of the spaces whose calendars other people see differently after the commit."""


def rendered(appointment: Appointment) -> str:
    """Return an appointment's lines in a feed, without what differs from feed to feed."""
    cancelled = appointment.state is AppointmentState.CANCELLED
    # In words as well, for some programs do not show the status; in German, as all that is typed.
    title = appointment.title.strip() or "Termin"
    words = [appointment.description.strip()]
    if cancelled and appointment.cancel_reason:
        words.insert(0, f"Abgesagt: {appointment.cancel_reason}")
    if appointment.access:
        words.append(f"Zugang: {appointment.access}")
    return ical.lines_in_a_feed(
        ical.Entry(
            uid=appointment.uid,
            sequence=appointment.sequence,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            summary=f"Abgesagt: {title}" if cancelled else title,
            last_changed=appointment.changed_at or appointment.created_at,
            location=appointment.place,
            description="\n\n".join(one for one in words if one),
            cancelled=cancelled,
        )
    )


def _keep_lines(appointment: Appointment) -> None:
    """Nobody sees a draft in a feed: it gets its lines when it is announced."""
    appointment.ics = "" if appointment.state is AppointmentState.DRAFT else rendered(appointment)


def note_change(row: SpaceOwned) -> None:
    """Note that a space's calendar looks different once this is committed: for whatever adds lines to feeds."""
    session = sa.orm.object_session(row)
    if session is not None:
        session.info.setdefault(CHANGED, set()).add(row.space_id)


@sa.event.listens_for(Appointment, "before_insert")
def _planned(_mapper: Mapper[Any], _connection: sa.Connection, appointment: Appointment) -> None:
    _fill_in(appointment)
    _keep_lines(appointment)
    if appointment.state is not AppointmentState.DRAFT:
        note_change(appointment)


def _fill_in(appointment: Appointment) -> None:
    """Give a new row already now what the defaults of its columns would give it in a moment."""
    for name, column in sa.inspect(Appointment).columns.items():
        default: Any = column.default
        if default is not None and not column.nullable and getattr(appointment, name) is None:
            setattr(appointment, name, default.arg(None) if default.is_callable else default.arg)


@sa.event.listens_for(Appointment, "before_update")
def _changed(_mapper: Mapper[Any], _connection: sa.Connection, appointment: Appointment) -> None:
    attributes = sa.inspect(appointment).attrs
    if not any(attributes[name].history.has_changes() for name in SHOWN):
        return
    appointment.changed_at = clock.now()
    _keep_lines(appointment)
    was_draft = AppointmentState.DRAFT in (attributes.state.history.deleted or (appointment.state,))
    if not (was_draft and appointment.state is AppointmentState.DRAFT):
        note_change(appointment)


@sa.event.listens_for(Appointment, "after_delete")
def _deleted(_mapper: Mapper[Any], _connection: sa.Connection, appointment: Appointment) -> None:
    if appointment.state is not AppointmentState.DRAFT:
        note_change(appointment)


@sa.event.listens_for(ScopedSession, "before_commit")
def _count(session: Session) -> None:
    """Count one change of each calendar that was touched.

    At the very end of the transaction, and always in the same order: two people who change appointments of the
    same spaces wait for each other here, and never both.
    """
    session.flush()
    changed: set[int] = session.info.pop(CHANGED, set())
    for space_id in sorted(changed):
        session.execute(
            sa.update(Space)
            .where(Space.id == space_id)
            .values(calendar_version=Space.calendar_version + 1, calendar_changed_at=clock.now())
            .execution_options(synchronize_session=False)
        )


@sa.event.listens_for(ScopedSession, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(CHANGED, None)
