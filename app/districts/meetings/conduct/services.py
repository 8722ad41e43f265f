"""What may happen at a meeting: it begins and ends, items are called and come to something."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.accounts.models import Person
from app.calendar.delegations.models import Delegated, Delegation
from app.calendar.models import Appointment
from app.districts.meetings.conduct.holding import open_meeting, open_record
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.conduct.people import who_may_lead
from app.districts.meetings.models import AgendaItem, ItemOutcome
from app.districts.meetings.services import ItemDetails, items_of, put_last
from app.extensions import db
from app.rules import Changed, RuleBroken

LONGEST_NIGHT = timedelta(hours=12)
"""How long after its begin a meeting may end on another day than it began, where somebody types the time."""
TAKEN_UP_THERE = "meeting"
"""The source of an agenda item that was taken up at the meeting itself."""


def _running(appointment: Appointment) -> Meeting:
    meeting = open_meeting(appointment)
    if meeting.began_at is None:
        raise RuleBroken(_("Eröffne zuerst die Sitzung."))
    if meeting.ended_at is not None:
        raise RuleBroken(
            _(
                "Die Sitzung ist geschlossen. War das zu früh, nimm unter „Zeiten und Leitung“ das Ende heraus."
            )
        )
    return meeting


# --- begin and end


def begin(appointment: Appointment, *, by: Person) -> None:
    """Open the meeting and call its first item; whoever opens it leads it. On the second device nothing happens."""
    meeting = open_meeting(appointment)
    if meeting.began_at is not None:
        return
    meeting.began_at = clock.now()
    _call(meeting, next((item for item in items_of(appointment) if item.outcome is None), None))
    if meeting.keeper_id is None:
        meeting.keeper_id = _named_keeper(appointment)
    if meeting.chair_id is None and by.id != meeting.keeper_id and by.id in who_may_lead(appointment):
        meeting.chair_id = by.id
    audit.record("meeting.begun", meeting, by)


def _named_keeper(appointment: Appointment) -> int | None:
    """Return to whom the minutes of this meeting were handed, if to anybody."""
    handed = sa.select(Delegation.person_id).where(
        Delegation.space_id == appointment.space_id,
        Delegation.appointment_id == appointment.id,
        Delegation.what == Delegated.MINUTES,
        Delegation.accepted_at.is_not(None),
    )
    return db.session.scalars(handed.order_by(Delegation.id)).first()


def end(appointment: Appointment, *, by: Person) -> None:
    """Close the meeting. Raises RuleBroken for one that has not begun; a closed one stays as it is."""
    meeting = open_meeting(appointment)
    if meeting.ended_at is not None:
        return
    if meeting.began_at is None:
        raise RuleBroken(_("Eröffne zuerst die Sitzung."))
    _close_item(meeting)
    meeting.ended_at = clock.now()
    meeting.item_id = meeting.item_since = None
    audit.record("meeting.ended", meeting, by)


@dataclass(frozen=True)
class Course:
    """What can be put right by hand, as it is typed: wall-clock times in Rostock."""

    began: time | None
    ended: time | None
    chair_id: int | None
    keeper_id: int | None


def course_of(meeting: Meeting | None) -> Course:
    """Return times and roles as they are typed."""
    if meeting is None:
        return Course(None, None, None, None)
    return Course(_minute(meeting.began_at), _minute(meeting.ended_at), meeting.chair_id, meeting.keeper_id)


def _minute(at: datetime | None) -> time | None:
    return clock.local(at).time().replace(second=0, microsecond=0) if at is not None else None


def describe(appointment: Appointment, *, course: Course, seen: Course, by: Person) -> None:
    """Put times and roles right. What somebody left as they saw it stays as it is by now.

    Raises RuleBroken for times that cannot be and for people who are not on the list.
    """
    meeting = open_meeting(appointment)
    if course.began != seen.began:
        meeting.began_at = _moment(appointment, course.began, field="began")
    if course.ended != seen.ended or course.began != seen.began and meeting.ended_at is not None:
        meeting.ended_at = _end_moment(meeting, course.ended)
    _check_times(meeting)
    if meeting.ended_at is not None or meeting.began_at is None:
        meeting.item_id = meeting.item_since = None
    known = who_may_lead(appointment)
    for name in ("chair_id", "keeper_id"):
        wanted = getattr(course, name)
        if wanted != getattr(seen, name):
            if wanted is not None and wanted not in known:
                raise RuleBroken(_("Diese Person steht nicht auf der Liste."), field=name.removesuffix("_id"))
            setattr(meeting, name, wanted)
    audit.record("meeting.described", meeting, by)


def _moment(appointment: Appointment, at: time | None, *, field: str) -> datetime | None:
    """Return the moment nearest to the planned start at which the clock shows this time."""
    if at is None:
        return None
    day = clock.local(appointment.starts_at).date()
    days = (day + timedelta(days=shift) for shift in (-1, 0, 1))
    found = [moment for one in days if (moment := _on(one, at)) is not None]
    if not found:
        raise RuleBroken(_("Diese Uhrzeit gibt es an dem Tag nicht (Zeitumstellung)."), field=field)
    return min(found, key=lambda one: abs(one - appointment.starts_at))


def _on(day: date, at: time) -> datetime | None:
    try:
        return clock.from_wall_clock(day, at)
    except clock.NoSuchTime:
        return None


def _end_moment(meeting: Meeting, at: time | None) -> datetime | None:
    """Return the first moment after the begin at which the clock shows this time."""
    if at is None:
        return None
    if meeting.began_at is None:
        raise RuleBroken(_("Trag auch ein, wann die Sitzung begonnen hat."), field="began")
    day = clock.local(meeting.began_at).date()
    same_evening = _on(day, at)
    if same_evening is not None and same_evening >= meeting.began_at:
        return same_evening
    after_midnight = _on(day + timedelta(days=1), at)
    if after_midnight is not None and after_midnight <= meeting.began_at + LONGEST_NIGHT:
        return after_midnight
    raise RuleBroken(_("Das Ende liegt vor dem Beginn. Stimmt die Uhrzeit?"), field="ended")


def _check_times(meeting: Meeting) -> None:
    if meeting.began_at is None and meeting.ended_at is not None:
        raise RuleBroken(_("Trag auch ein, wann die Sitzung begonnen hat."), field="began")
    for at, field in ((meeting.began_at, "began"), (meeting.ended_at, "ended")):
        if at is not None and at > clock.now():
            raise RuleBroken(_("Diese Uhrzeit liegt noch vor euch."), field=field)


# --- the agenda


def _call(meeting: Meeting, item: AgendaItem | None) -> None:
    meeting.item_id = item.id if item is not None else None
    meeting.item_since = clock.now() if item is not None else None


def _close_item(meeting: Meeting) -> None:
    """Note of the item that was on that it was dealt with, unless something else is noted."""
    item = db.session.get(AgendaItem, meeting.item_id) if meeting.item_id is not None else None
    if item is not None and item.outcome is None:
        item.outcome = ItemOutcome.DONE


def _as_it_is(item: AgendaItem) -> AgendaItem:
    """Read an item anew, now that nobody else changes it. Raises RuleBroken if it was taken off meanwhile."""
    wanted = sa.select(AgendaItem).where(AgendaItem.id == item.id)
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if found is None:
        raise RuleBroken(_("Inzwischen hat jemand diesen Punkt gestrichen."))
    return found


def call_item(appointment: Appointment, item: AgendaItem, *, by: Person) -> None:
    """Call any item; the one that was on stays as it is. Called already, its clock runs on."""
    meeting = _running(appointment)
    item = _as_it_is(item)
    if meeting.item_id != item.id:
        _call(meeting, item)
        audit.record("agenda_item.called", item, by)


def next_item(appointment: Appointment, item: AgendaItem, *, after: int | None, by: Person) -> None:
    """Go on to the next item; the one that was on counts as dealt with.

    Raises Changed when another item than `after` is on by now: another device was faster.
    """
    meeting = _running(appointment)
    item = _as_it_is(item)
    if meeting.item_id == item.id:
        return
    if meeting.item_id != after:
        raise Changed(
            _("Inzwischen ist ein anderer Punkt dran. Sieh nach, ob du von dort weitergehen willst.")
        )
    _close_item(meeting)
    _call(meeting, item)
    audit.record("agenda_item.called", item, by)


def set_outcome(
    appointment: Appointment, item: AgendaItem, *, outcome: ItemOutcome | None, by: Person
) -> None:
    """Note what became of an item; None takes it back."""
    open_record(appointment)
    item = _as_it_is(item)
    item.outcome = outcome
    audit.record("agenda_item.outcome_noted", item, by, outcome=outcome.value if outcome else "")


def postpone_the_rest(appointment: Appointment, *, by: Person) -> int:
    """Postpone every item of which nothing is noted; return how many. Raises RuleBroken while it runs."""
    meeting = open_meeting(appointment)
    if meeting.ended_at is None:
        raise RuleBroken(_("Schließe zuerst die Sitzung."))
    rest = [item for item in items_of(appointment) if item.outcome is None]
    for item in rest:
        item.outcome = ItemOutcome.POSTPONED
        audit.record("agenda_item.outcome_noted", item, by, outcome=item.outcome.value)
    return len(rest)


def take_up_item(appointment: Appointment, *, details: ItemDetails, by: Person) -> AgendaItem:
    """Put an item on the agenda of the running meeting, at its end. Raises RuleBroken when it does not run."""
    _running(appointment)
    if not appointment.behaviour.has_agenda:
        raise RuleBroken(_("Diese Art von Termin hat keine Tagesordnung."))
    return put_last(appointment, details=details, source=TAKEN_UP_THERE, by=by, at_the_meeting=True)
