"""What may happen to an agenda."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit
from app.accounts.models import Person
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.minutes.models import MinutesEntry
from app.districts.meetings.models import AgendaItem, ItemKind
from app.districts.meetings.tasks.models import Task
from app.extensions import db
from app.rules import Changed, RuleBroken

STEP = 10
"""Distance between two positions."""
MOST_ITEMS = 60


@dataclass(frozen=True)
class ItemDetails:
    """What is said of an agenda item."""

    title: str
    kind: ItemKind
    minutes: int
    note: str = ""


@dataclass(frozen=True)
class TimedItem:
    """An agenda item with the clock times that follow from the order."""

    number: int
    item: AgendaItem
    starts_at: datetime
    ends_at: datetime


def items_of(appointment: Appointment) -> list[AgendaItem]:
    """Return the agenda in its order."""
    statement = (
        sa.select(AgendaItem)
        .where(AgendaItem.space_id == appointment.space_id, AgendaItem.appointment_id == appointment.id)
        .order_by(AgendaItem.position, AgendaItem.id)
        .execution_options(populate_existing=True)  # what was loaded before the lock may be old
    )
    return list(db.session.scalars(statement))


def timetable(appointment: Appointment, items: list[AgendaItem]) -> list[TimedItem]:
    """Return the items with the clock time at which each begins and ends, counted from the start."""
    timed, at = [], appointment.starts_at
    for number, item in enumerate(items, start=1):
        ends = at + timedelta(minutes=item.minutes)
        timed.append(TimedItem(number, item, at, ends))
        at = ends
    return timed


def may_change(appointment: Appointment) -> bool:
    """Say whether the agenda is still open: not of what is over or cancelled."""
    return appointment.state is not AppointmentState.CANCELLED and not appointment.is_past


def open_agenda(appointment: Appointment) -> None:
    """Make sure that the agenda may be changed, and that nobody else changes it at the same time."""
    # One row stands for the whole agenda. SQLite has one writer anyway.
    db.session.execute(sa.select(Appointment.id).where(Appointment.id == appointment.id).with_for_update())
    if not appointment.behaviour.has_agenda:
        raise RuleBroken(_("Diese Art von Termin hat keine Tagesordnung."))
    if not may_change(appointment):
        raise RuleBroken(_("Der Termin ist vorbei oder abgesagt; seine Tagesordnung bleibt, wie sie ist."))


def add_item(appointment: Appointment, *, details: ItemDetails, source: str = "", by: Person) -> AgendaItem:
    """Put an item at the end of the agenda. Raises RuleBroken when the agenda is closed or full."""
    open_agenda(appointment)
    return put_last(appointment, details=details, source=source, by=by)


def put_last(
    appointment: Appointment, *, details: ItemDetails, source: str, by: Person, **noted: object
) -> AgendaItem:
    """Put an item at the end of an agenda that the caller has opened. Raises RuleBroken when it is full."""
    items = items_of(appointment)
    if len(items) >= MOST_ITEMS:
        raise RuleBroken(_("Mehr als %(n)d Punkte schafft kein Abend. Fasse welche zusammen.", n=MOST_ITEMS))
    item = AgendaItem(
        appointment_id=appointment.id,
        position=items[-1].position + STEP if items else STEP,
        title=details.title,
        kind=details.kind,
        minutes=details.minutes,
        note=details.note,
        source=source,
    )
    db.session.add(item)
    audit.record("agenda_item.added", item, by, **noted)
    return item


def change_item(
    appointment: Appointment, item: AgendaItem, *, details: ItemDetails, seen_version: int, by: Person
) -> None:
    """Change an item. Raises Changed if somebody else did so since it was opened."""
    open_agenda(appointment)
    if seen_version != item.version:
        raise Changed(_("Inzwischen hat jemand anderes diesen Punkt geändert."))
    item.title, item.kind = details.title, details.kind
    item.minutes, item.note = details.minutes, details.note
    item.version += 1
    audit.record("agenda_item.changed", item, by)


def move_item(appointment: Appointment, item: AgendaItem, *, up: bool, by: Person) -> None:
    """Move an item one place. At the end of the list nothing happens."""
    open_agenda(appointment)
    items = items_of(appointment)
    if item not in items:
        raise RuleBroken(_("Inzwischen hat jemand diesen Punkt gestrichen."))
    place = items.index(item)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(items):
        return
    items[place], items[other] = items[other], items[place]
    for number, one in enumerate(items, start=1):
        one.position = number * STEP
    audit.record("agenda_item.moved", item, by, up=up)


def remove_item(appointment: Appointment, item: AgendaItem, *, seen_version: int, by: Person) -> None:
    """Take an item off the agenda. Raises Changed if somebody else changed it meanwhile."""
    open_agenda(appointment)
    if seen_version != item.version:
        raise Changed(
            _(
                "Inzwischen hat jemand diesen Punkt geändert. Sieh ihn dir noch einmal an, bevor du ihn streichst."
            )
        )
    if has_record(item):
        raise RuleBroken(
            _("Zu diesem Punkt ist schon etwas festgehalten: Text, ein Beschluss oder eine Aufgabe. Streichen lässt "
              "er sich nicht mehr; vermerke ihn in der Sitzung als vertagt.")
        )  # fmt: skip
    # An editor that was opened and left empty leaves a row without words behind.
    for empty in db.session.scalars(sa.select(MinutesEntry).where(MinutesEntry.item_id == item.id)):
        db.session.delete(empty)
    db.session.flush()
    audit.record("agenda_item.removed", item, by)
    db.session.delete(item)
    db.session.flush()


def has_record(item: AgendaItem) -> bool:
    """Say whether something was written down to an item, or it is the one that is on just now."""
    written = sa.or_(MinutesEntry.version > 0, MinutesEntry.text != "")
    rows = (
        sa.select(MinutesEntry.id).where(MinutesEntry.item_id == item.id, written),
        sa.select(Decision.id).where(Decision.item_id == item.id),
        sa.select(Task.id).where(Task.item_id == item.id),
        sa.select(Meeting.id).where(Meeting.item_id == item.id),
    )
    return any(db.session.scalars(one.limit(1)).first() is not None for one in rows)
