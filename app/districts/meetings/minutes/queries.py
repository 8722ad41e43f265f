"""What is read to write the minutes: a sheet for each item, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from app import clock
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings import services as agendas
from app.districts.meetings.conduct.models import Attendance, Meeting
from app.districts.meetings.minutes import entries
from app.districts.meetings.minutes.models import Minutes, MinutesEntry, MinutesState
from app.districts.meetings.minutes.services import may_approve
from app.districts.meetings.models import AgendaItem
from app.extensions import db


@dataclass(frozen=True)
class Sheet:
    """What one item of the minutes is written on; without an item: what belongs to none."""

    appointment_id: int
    item: AgendaItem | None
    number: int | None
    text: str = ""
    version: int = 0
    entry_id: int | None = None
    changed_at: datetime | None = None
    changed_by: str = ""
    aside_by: tuple[str, ...] = ()
    """Who wrote a text to it that was put aside and still waits."""

    @property
    def key(self) -> str:
        """Names the text in the browser, the same on every page that edits it."""
        if self.item is None:
            return f"minutes-of-{self.appointment_id}"
        return f"minutes-item-{self.item.id}"

    @property
    def place(self) -> str:
        """The id that it has on the pages on which it is written."""
        return place_of(self.item)

    @property
    def title(self) -> str:
        """What stands above it."""
        if self.item is None:
            return str(_("Allgemeines"))
        return f"{self.number}. {self.item.title}"


def place_of(item: AgendaItem | None) -> str:
    """Return the id that an item's text has on the pages on which it is written."""
    return f"punkt-{item.id}" if item is not None else "allgemein"


def sheets_of(appointment: Appointment, items: list[AgendaItem] | None = None) -> list[Sheet]:
    """Return a sheet for each agenda item in its order, and the general one last. Three queries at most."""
    items = agendas.items_of(appointment) if items is None else items
    statement = (
        sa.select(MinutesEntry)
        .options(joinedload(MinutesEntry.changed_by))
        .where(MinutesEntry.space_id == appointment.space_id, MinutesEntry.appointment_id == appointment.id)
    )
    written = {entry.item_id: entry for entry in db.session.scalars(statement)}
    aside: dict[int, list[str]] = {}
    for one in entries.waiting([entry.id for entry in written.values()]):
        aside.setdefault(one.entry_id, []).append(one.by.name)
    places: list[tuple[int | None, AgendaItem | None]] = [*enumerate(items, start=1), (None, None)]
    return [
        _sheet(appointment, number, item, written.get(item.id if item is not None else None), aside)
        for number, item in places
    ]


def sheet_of(appointment: Appointment, item: AgendaItem | None) -> Sheet:
    """Return the sheet of one item, or the general one."""
    found = sheets_of(appointment)
    return next(one for one in found if (one.item and one.item.id) == (item and item.id))


def _sheet(
    appointment: Appointment,
    number: int | None,
    item: AgendaItem | None,
    entry: MinutesEntry | None,
    aside: dict[int, list[str]],
) -> Sheet:
    if entry is None:
        return Sheet(appointment.id, item, number)
    return Sheet(
        appointment.id,
        item,
        number,
        text=entry.text,
        version=entry.version,
        entry_id=entry.id,
        changed_at=entry.changed_at,
        changed_by=entry.changed_by.name,
        aside_by=tuple(aside.get(entry.id, ())),
    )


def missing(appointment: Appointment, sheets: list[Sheet]) -> list[str]:
    """Return what minutes usually have and these have not yet, in words; it hinders nobody."""
    meeting = db.session.scalars(sa.select(Meeting).where(Meeting.appointment_id == appointment.id)).first()
    somebody = sa.select(Attendance.id).where(Attendance.appointment_id == appointment.id).limit(1)
    found = []
    if meeting is None or meeting.keeper_id is None:
        found.append(_("Wer das Protokoll führt, ist nicht eingetragen."))
    if db.session.scalars(somebody).first() is None:
        found.append(_("Wer da war, ist nicht eingetragen."))
    if meeting is None or meeting.began_at is None or meeting.ended_at is None:
        found.append(_("Wann es wirklich begonnen und geendet hat, ist nicht eingetragen."))
    wordless = sum(sheet.item is not None and not sheet.text for sheet in sheets)
    if wordless:
        found.append(ngettext("Zu %(num)d Punkt steht noch nichts da.", "Zu %(num)d Punkten steht noch nichts da.",
                              wordless))  # fmt: skip
    undecided = sum(len(sheet.aside_by) for sheet in sheets)
    if undecided:
        found.append(ngettext("%(num)d beiseitegelegter Text wartet noch.",
                              "%(num)d beiseitegelegte Texte warten noch.", undecided))  # fmt: skip
    return found


def approving_meetings(appointment: Appointment, most: int = 3) -> list[Appointment]:
    """Return the later meetings that may approve these minutes, the latest first; of the same kind if there are."""
    statement = (
        sa.select(Appointment)
        .where(Appointment.space_id == appointment.space_id, Appointment.starts_at > appointment.starts_at)
        .where(Appointment.state == AppointmentState.ANNOUNCED, Appointment.starts_at <= clock.now())
        .order_by(Appointment.starts_at.desc())
        .limit(20)
    )
    found = [one for one in db.session.scalars(statement) if may_approve(one)]
    same = [one for one in found if one.kind == appointment.kind]
    return (same or found)[:most]


def ready_before(meeting: Appointment) -> list[Minutes]:
    """Return the minutes of earlier meetings of the space that wait to be approved, the oldest first."""
    statement = (
        sa.select(Minutes)
        .join(Appointment, Appointment.id == Minutes.appointment_id)
        .where(Minutes.space_id == meeting.space_id, Minutes.state == MinutesState.READY)
        .where(Appointment.starts_at < meeting.starts_at, Appointment.state != AppointmentState.CANCELLED)
        .order_by(Appointment.starts_at)
        .options(joinedload(Minutes.appointment))
    )
    return list(db.session.scalars(statement))
