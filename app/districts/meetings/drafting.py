"""The agenda that writes itself: what a meeting usually has, and what the work of the space left open.

What only an activity knows (open tasks, minutes to approve) it suggests itself, by `calendar.parts.suggests`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.access import SpaceKind
from app.accounts.models import Person
from app.calendar.commemorations import commemorations
from app.calendar.models import Appointment, AppointmentState
from app.calendar.parts import AgendaLine, Suggestion, reads_agenda, suggestions_for, suggests
from app.districts.meetings import services
from app.districts.meetings.models import ITEM_KIND_NAMES, ItemKind
from app.extensions import db
from app.rules import RuleBroken
from app.spaces.models import Space
from app.speech import SOURCE, day, moment, speaking

LOOKS_AHEAD = timedelta(weeks=8)
"""How far after the meeting its dates reach."""
MOST_DATES = 12


@suggests(order=0)
def _welcome(_appointment: Appointment) -> list[Suggestion]:
    return [Suggestion("usual:welcome", _("Begrüßung und Beschluss der Tagesordnung"), ItemKind.DECISION, 5)]


@suggests(order=20)
def _reports(appointment: Appointment) -> list[Suggestion]:
    if db.session.get_one(Space, appointment.space_id).kind is SpaceKind.COUNTY:
        return []
    return [Suggestion("usual:board", _("Bericht aus dem Kreisvorstand"), ItemKind.REPORT, 10)]


@suggests(order=50)
def _what_is_on(appointment: Appointment) -> list[Suggestion]:
    kind = db.session.get_one(Space, appointment.space_id).kind
    title = _("Was im Stadtteil ansteht") if kind is SpaceKind.DISTRICT else _("Was ansteht")
    return [Suggestion("usual:topics", title, ItemKind.DISCUSSION, 40)]


@suggests(order=90)
def _dates(appointment: Appointment) -> list[Suggestion]:
    return [
        Suggestion(
            "usual:dates",
            _("Termine und Verschiedenes"),
            ItemKind.INFORMATION,
            10,
            note="\n".join(_next_dates(appointment)),
        )
    ]


def _next_dates(appointment: Appointment) -> list[str]:
    """Return the space's next appointments and the days of remembrance, each as a line."""
    until = appointment.starts_at + LOOKS_AHEAD
    statement = (
        sa.select(Appointment.starts_at, Appointment.title)
        .where(Appointment.state == AppointmentState.ANNOUNCED, Appointment.id != appointment.id)
        .where(Appointment.starts_at > appointment.starts_at, Appointment.starts_at < until)
        .order_by(Appointment.starts_at)
        .limit(MOST_DATES)
    )
    lines = [
        (clock.local(starts_at).date(), f"{moment(starts_at)}: {title}")
        for starts_at, title in db.session.execute(statement)
    ]
    first, last = (clock.local(at).date() for at in (appointment.starts_at, until))
    lines += [(one.day, f"{day(one.day)}: {one.title}") for one in commemorations(first, last)]
    return [text for _day, text in sorted(lines)]


def offered(appointment: Appointment) -> list[Suggestion]:
    """Return what could be on the agenda and is not, in the order in which meetings take it."""
    there = {item.source for item in services.items_of(appointment)}
    with speaking(SOURCE):  # it is read by everybody, whatever the planner's own language
        return [one for one in suggestions_for(appointment) if one.source not in there]


def take_up(appointment: Appointment, *, sources: Collection[str], by: Person) -> int:
    """Put what was ticked at the end of the agenda; return how much that was. Raises RuleBroken for nothing."""
    services.open_agenda(appointment)  # first: two planners at once must not both take it up
    wanted = [one for one in offered(appointment) if one.source in sources]
    if not wanted:
        raise RuleBroken(_("Bitte kreuze an, was auf die Tagesordnung soll."))
    for one in wanted:
        services.add_item(
            appointment,
            details=services.ItemDetails(one.title[:160], ItemKind(one.kind), one.minutes, one.note[:2000]),
            source=one.source,
            by=by,
        )
    return len(wanted)


def start_with_usual(appointment: Appointment, *, by: Person) -> None:
    """Fill an empty agenda with all that most meetings want. Raises RuleBroken if it is not empty."""
    services.open_agenda(appointment)
    if services.items_of(appointment):
        raise RuleBroken(_("Auf der Tagesordnung steht schon etwas."))
    take_up(appointment, sources={one.source for one in offered(appointment) if one.ticked}, by=by)


@reads_agenda
def _lines(appointment: Appointment) -> list[AgendaLine]:
    if not appointment.behaviour.has_agenda:
        return []
    return [
        AgendaLine(
            timed.number,
            timed.item.title,
            str(ITEM_KIND_NAMES[timed.item.kind]),
            timed.item.minutes,
            timed.starts_at,
            is_election=timed.item.kind is ItemKind.ELECTION,
        )
        for timed in services.timetable(appointment, services.items_of(appointment))
    ]
