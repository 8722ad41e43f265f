"""What the page of a meeting shows: how it stands, its people, its agenda, and one item with all that belongs to it."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Person
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.conduct.models import Meeting, Presence
from app.districts.meetings.conduct.people import Attendees, Quorum, attendees_of
from app.districts.meetings.conduct.record import OFFERED_BEFORE, is_held_as_meeting
from app.districts.meetings.conduct.services import TAKEN_UP_THERE
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.decisions.queries import decisions_of
from app.districts.meetings.minutes import state
from app.districts.meetings.minutes.models import MinutesState
from app.districts.meetings.minutes.queries import Sheet, sheets_of
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.services import items_of
from app.districts.meetings.tasks.models import Task
from app.districts.meetings.tasks.queries import tasks_of
from app.extensions import db
from app.speech import clock_time


class Phase(enum.StrEnum):
    """How far a meeting is."""

    BEFORE = "before"
    RUNNING = "running"
    OVER = "over"


def phase_of(appointment: Appointment, meeting: Meeting | None) -> Phase:
    """Return how far a meeting is. One that nobody opened is over when its appointment is."""
    if meeting is None or meeting.began_at is None:
        return Phase.OVER if appointment.is_past else Phase.BEFORE
    return Phase.RUNNING if meeting.ended_at is None else Phase.OVER


@dataclass(frozen=True)
class ItemClock:
    """How long the item at hand has been on, against what was planned."""

    since: datetime
    minutes: int
    """Planned; 0: in passing, nothing is counted down."""

    def words(self) -> str:
        """Return "noch 8 Minuten", "3 Minuten drüber"; nothing where nothing is planned."""
        if not self.minutes:
            return ""
        left = (self.since + timedelta(minutes=self.minutes) - clock.now()).total_seconds()
        if left > 0:
            return str(ngettext("noch %(num)d Minute", "noch %(num)d Minuten", int(-(-left // 60))))
        over = int(-left // 60)
        if not over:
            return str(_("die Zeit ist um"))
        return str(ngettext("%(num)d Minute drüber", "%(num)d Minuten drüber", over))


@dataclass(frozen=True)
class Point:
    """An item of the agenda at the meeting."""

    number: int
    item: AgendaItem
    is_on: bool
    """Whether it is the one that is on just now."""
    decisions: int
    tasks: int
    has_text: bool

    @property
    def taken_up_there(self) -> bool:
        """Whether it came onto the agenda at the meeting itself."""
        return self.item.source == TAKEN_UP_THERE


@dataclass(frozen=True)
class Opened:
    """The item that the page shows in full."""

    point: Point
    sheet: Sheet
    decisions: Sequence[Decision]
    tasks: Sequence[Task]


@dataclass(frozen=True)
class MeetingPage:
    """A meeting as its page shows it."""

    appointment: Appointment
    phase: Phase
    began_at: datetime | None
    ended_at: datetime | None
    chair: str
    keeper: str
    guests: int
    guest_names: list[str]
    attendees: Attendees
    points: list[Point]
    opened: Opened | None
    item_clock: ItemClock | None
    minutes: MinutesState

    @property
    def is_locked(self) -> bool:
        """Whether nothing of it is changed any more."""
        return self.minutes is MinutesState.APPROVED

    @property
    def on(self) -> Point | None:
        """The item that is on just now."""
        return next((point for point in self.points if point.is_on), None)

    @property
    def next(self) -> Point | None:
        """Where "next item" leads: behind the one that is on, else to the first that was skipped."""
        waiting = [point for point in self.points if point.item.outcome is None and not point.is_on]
        if self.on is None:
            return waiting[0] if waiting else None
        behind = [point for point in waiting if point.number > self.on.number]
        return next(iter(behind or waiting), None)

    @property
    def untouched(self) -> int:
        """Of how many items nothing is noted."""
        return sum(point.item.outcome is None for point in self.points)


def _meeting(appointment: Appointment) -> Meeting | None:
    statement = (
        sa.select(Meeting)
        .options(joinedload(Meeting.chair), joinedload(Meeting.keeper))
        .where(Meeting.space_id == appointment.space_id, Meeting.appointment_id == appointment.id)
    )
    return db.session.scalars(statement).first()


def page_of(appointment: Appointment, *, item_id: int | None = None) -> MeetingPage:
    """Return a meeting with one item opened: the wanted one, else the one that is on, else (once it began) the first.

    The number of queries does not grow with members, items, decisions or tasks.
    """
    meeting = _meeting(appointment)
    items = items_of(appointment)
    decisions, tasks = decisions_of(appointment), tasks_of(appointment)
    sheets = {sheet.item.id: sheet for sheet in sheets_of(appointment, items) if sheet.item is not None}
    decided, handed_out = Counter(one.item_id for one in decisions), Counter(one.item_id for one in tasks)
    on_id = meeting.item_id if meeting is not None else None
    points = [
        Point(
            number,
            item,
            is_on=item.id == on_id,
            decisions=decided[item.id],
            tasks=handed_out[item.id],
            has_text=bool(sheets[item.id].text),
        )
        for number, item in enumerate(items, start=1)
    ]
    phase, on = phase_of(appointment, meeting), next((p for p in points if p.is_on), None)
    first = points[0] if points and phase is not Phase.BEFORE else None
    wanted = next((p for p in points if p.item.id == item_id), None) or on or first
    since = meeting.item_since if meeting is not None else None
    return MeetingPage(
        appointment,
        phase,
        began_at=meeting.began_at if meeting else None,
        ended_at=meeting.ended_at if meeting else None,
        chair=_name(meeting.chair if meeting else None),
        keeper=_name(meeting.keeper if meeting else None),
        guests=meeting.guests if meeting else 0,
        guest_names=list(meeting.guest_names) if meeting else [],
        attendees=attendees_of(appointment),
        points=points,
        opened=Opened(
            wanted,
            sheets[wanted.item.id],
            [one for one in decisions if one.item_id == wanted.item.id],
            [one for one in tasks if one.item_id == wanted.item.id],
        )
        if wanted
        else None,
        item_clock=ItemClock(since, on.item.minutes) if on and since else None,
        minutes=state.state_of(appointment),
    )


def _name(person: Person | None) -> str:
    return person.name if person is not None else ""


# --- in words


def there_in_words(attendees: Attendees) -> str:
    """Return "9 da"."""
    return str(_("%(num)d da", num=attendees.count(Presence.PRESENT)))


def count_in_words(attendees: Attendees, guests: int) -> str:
    """Return "9 da, 2 entschuldigt, 1 Gast"."""
    excused = attendees.count(Presence.EXCUSED)
    parts = [there_in_words(attendees)]
    if excused:
        parts.append(str(_("%(num)d entschuldigt", num=excused)))
    if guests:
        parts.append(str(ngettext("%(num)d Gast", "%(num)d Gäste", guests)))
    return ", ".join(parts)


def quorum_in_words(quorum: Quorum | None) -> str:
    """Return "beschlussfähig: 5 von 8 (mehr als 4 nötig)"; nothing where the kind of meeting asks for none."""
    if quorum is None:
        return ""
    counted = {"present": quorum.present, "of": quorum.of, "enough": quorum.more_than}
    if quorum.is_reached:
        return str(_("beschlussfähig: %(present)d von %(of)d (mehr als %(enough)d nötig)", **counted))
    return str(_("nicht beschlussfähig: %(present)d von %(of)d (mehr als %(enough)d nötig)", **counted))


def state_of(appointment: Appointment) -> dict[str, Any]:
    """Return how a meeting stands, for the page that is open on a second device; words as they are shown."""
    meeting = _meeting(appointment)
    attendees = attendees_of(appointment)
    guests = meeting.guests if meeting is not None else 0
    return {
        "phase": phase_of(appointment, meeting).value,
        "item": meeting.item_id if meeting is not None else None,
        "there": there_in_words(attendees),
        "counts": count_in_words(attendees, guests),
        "quorum": quorum_in_words(attendees.quorum),
        "guests": guests,
        "people": {one.person_id: one.presence.value for one in attendees.people if one.presence},
    }


@dataclass(frozen=True)
class Link:
    """What an appointment's page says of its meeting."""

    phase: Phase
    words: str


def link_of(appointment: Appointment) -> Link | None:
    """Return what leads from an appointment to its meeting; None where there is nothing to lead or to keep yet."""
    if appointment.state is not AppointmentState.ANNOUNCED or not is_held_as_meeting(appointment):
        return None
    if clock.now() < appointment.starts_at - OFFERED_BEFORE:
        return None
    meeting = _meeting(appointment)
    return Link(phase_of(appointment, meeting), times_in_words(meeting))


def times_in_words(meeting: Meeting | MeetingPage | None) -> str:
    """Return "läuft seit 19:04 Uhr", "19:04–21:10 Uhr"; nothing before it began."""
    if meeting is None or meeting.began_at is None:
        return ""
    began = clock_time(meeting.began_at)
    if meeting.ended_at is None:
        return str(_("läuft seit %(time)s Uhr", time=began))
    return str(_("%(began)s–%(ended)s Uhr", began=began, ended=clock_time(meeting.ended_at)))
