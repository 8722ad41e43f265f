"""What is read of who came. Only counts leave this module: nobody is followed over the year by name."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import clock
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.conduct.models import Attendance, Meeting, Presence
from app.extensions import db
from app.spaces.models import Membership

SHOWN_DAYS = 366
STILL_NEW = timedelta(days=366)
"""So long after joining somebody counts as a new member."""


class Slot(enum.Enum):
    """When a meeting begins, as it matters to people who work or have children."""

    DAYTIME = "daytime"
    AFTER_WORK = "after_work"
    EVENING = "evening"
    WEEKEND = "weekend"


SLOT_NAMES = {
    Slot.DAYTIME: _l("werktags vor 17 Uhr"),
    Slot.AFTER_WORK: _l("werktags 17 bis 19 Uhr"),
    Slot.EVENING: _l("werktags ab 19 Uhr"),
    Slot.WEEKEND: _l("am Wochenende"),
}


def slot_of(starts_at: datetime) -> Slot:
    """Return the time of day of a meeting, by the clocks in Rostock."""
    begin = clock.local(starts_at)
    if begin.weekday() >= 5:
        return Slot.WEEKEND
    if begin.hour < 17:
        return Slot.DAYTIME
    return Slot.AFTER_WORK if begin.hour < 19 else Slot.EVENING


@dataclass(frozen=True)
class Evening:
    """One meeting: how many members and guests came, and how many of the members for the first time."""

    appointment_id: int
    title: str
    starts_at: datetime
    members: int
    guests: int
    first_timers: int

    @property
    def total(self) -> int:
        """Everybody who was there."""
        return self.members + self.guests


@dataclass(frozen=True)
class SlotFigures:
    """What one time of day brought."""

    slot: Slot
    meetings: int
    average: float
    people: int
    """Different members who came at least once."""
    new_members: int
    """Of these: in the space for less than a year."""
    only_here: int
    """Of these: came at no other time of day."""


@dataclass(frozen=True)
class Turnout:
    """The year, meeting by meeting and by time of day."""

    evenings: list[Evening]
    slots: list[SlotFigures]

    @property
    def average(self) -> float:
        """How many came on average, guests included; 0 without a meeting."""
        return sum(one.total for one in self.evenings) / len(self.evenings) if self.evenings else 0.0


def turnout() -> Turnout:
    """Return who came in the last year to the meetings of the space at hand whose list was kept. Four queries."""
    since = clock.now() - timedelta(days=SHOWN_DAYS)
    came = _came()
    meetings = [one for one in _meetings() if one.id in came or one.guests]
    first_at: dict[int, int] = {}
    for meeting in meetings:
        for person_id in came[meeting.id]:
            first_at.setdefault(person_id, meeting.id)
    shown = [one for one in meetings if one.starts_at >= since]
    evenings = [
        Evening(
            one.id,
            one.title,
            one.starts_at,
            members=len(came[one.id]),
            guests=one.guests,
            # At the first meeting with a list everybody is there for the first time.
            first_timers=0 if one is meetings[0] else sum(first_at[p] == one.id for p in came[one.id]),
        )
        for one in shown
    ]
    return Turnout(evenings, _slots(shown, came, _new_members()))


@dataclass(frozen=True)
class _Held:
    id: int
    title: str
    starts_at: datetime
    guests: int


def _meetings() -> list[_Held]:
    statement = (
        sa.select(
            Appointment.id, Appointment.title, Appointment.starts_at, sa.func.coalesce(Meeting.guests, 0)
        )
        .outerjoin(
            Meeting,
            sa.and_(Meeting.space_id == Appointment.space_id, Meeting.appointment_id == Appointment.id),
        )
        .where(Appointment.state == AppointmentState.ANNOUNCED, Appointment.starts_at <= clock.now())
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return [_Held(*row) for row in db.session.execute(statement)]


def _came() -> defaultdict[int, set[int]]:
    statement = sa.select(Attendance.appointment_id, Attendance.person_id).where(
        Attendance.presence == Presence.PRESENT
    )
    came: defaultdict[int, set[int]] = defaultdict(set)
    for appointment_id, person_id in db.session.execute(statement):
        came[appointment_id].add(person_id)
    return came


def _new_members() -> set[int]:
    """Return who became a member of the space within the last year and had no role in it before."""
    first: dict[int, date] = {}
    statement = sa.select(Membership.person_id, sa.func.min(Membership.since)).group_by(Membership.person_id)
    first.update((person_id, since) for person_id, since in db.session.execute(statement))
    return {person_id for person_id, since in first.items() if since > clock.today() - STILL_NEW}


def _slots(meetings: Iterable[_Held], came: dict[int, set[int]], new_members: set[int]) -> list[SlotFigures]:
    held: dict[Slot, list[_Held]] = defaultdict(list)
    for meeting in meetings:
        held[slot_of(meeting.starts_at)].append(meeting)
    people = {slot: set().union(*(came[one.id] for one in ones)) for slot, ones in held.items()}
    return [
        SlotFigures(
            slot,
            meetings=len(held[slot]),
            average=sum(len(came[one.id]) + one.guests for one in held[slot]) / len(held[slot]),
            people=len(people[slot]),
            new_members=len(people[slot] & new_members),
            only_here=len(
                people[slot] - set().union(*(people[other] for other in people if other is not slot))
            ),
        )
        for slot in Slot
        if held[slot]
    ]
