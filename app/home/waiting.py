"""What waits for a person: each activity's open ends, in one list, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.access import Permission, Role, SpaceKind, permissions_in
from app.accounts.sessions import SpaceLink, Visitor
from app.calendar.delegations.waiting import handed_to
from app.calendar.holidays import known_until
from app.calendar.invitations import waiting as invitations
from app.calendar.invitations.models import Answer
from app.calendar.models import Appointment, AppointmentState
from app.calendar.polls.waiting import unanswered_by
from app.calendar.year import plans as commemorations
from app.districts.councils.concerns import waiting as concerns
from app.districts.councils.reports import missing as reports
from app.districts.councils.sittings import queries as sittings
from app.districts.meetings.conduct.waiting import under_way
from app.districts.meetings.minutes.waiting import to_write
from app.districts.meetings.tasks import queries as tasks
from app.extensions import db
from app.spaces.models import Space
from app.speech import day, moment

SITTINGS_AHEAD = timedelta(days=7)
TASKS_AHEAD = timedelta(days=14)
"""A task whose day is further away does not press yet."""
MOST_TASKS = 8
HOLIDAYS_AHEAD = timedelta(days=365)
"""School holidays should be known for so long: series are planned a year ahead."""

Spaces = Mapping[int, SpaceLink | Space]


@dataclass(frozen=True)
class Action:
    """A button that settles at once what waits."""

    label: str
    url: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Waiting:
    """Something that waits: what it is, in which space, and where to do it."""

    title: str
    url: str
    when: str = ""
    note: str = ""
    actions: tuple[Action, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    """Words and addresses of what else can be done, beside the actions."""


# --- for oneself


def _invited(person_id: int, spaces: Spaces) -> Iterator[Waiting]:
    for one in invitations.answers_of(person_id):
        where: dict[str, Any] = {"space": spaces[one.space_id].slug, "appointment_id": one.appointment_id}
        answer = url_for("space.invitations.answer", **where)
        yield Waiting(
            _("Kommst du? %(title)s", title=one.title),
            url_for("space.calendar.show", **where),
            when=moment(one.starts_at),
            note=spaces[one.space_id].short_name,
            actions=(
                Action(_("Ich komme"), answer, {"answer": Answer.YES.value}),
                Action(_("Kann nicht"), answer, {"answer": Answer.NO.value}),
            ),
        )


def _asked(person_id: int, spaces: Spaces) -> Iterator[Waiting]:
    for one in unanswered_by(person_id, spaces):
        yield Waiting(one.title, one.url, one.when, one.note)


def _on_duty(person_id: int, spaces: Spaces) -> Iterator[Waiting]:
    for one in commemorations.on_duty_soon(person_id):
        space = spaces[one.space_id]
        yield Waiting(
            _("Du bist zuständig: %(title)s", title=commemorations.title_of(one)),
            url_for("space.commemorating.listing", space=space.slug),
            when=day(one.day),
            note=" · ".join(part for part in (space.short_name, one.place) if part),
        )


def _tasks(person_id: int, spaces: Spaces) -> Iterator[Waiting]:
    last = clock.today() + TASKS_AHEAD
    pressing = [one for one in tasks.mine(person_id) if one.due_on is None or one.due_on <= last]
    for one in pressing[:MOST_TASKS]:
        if one.due_on is None:
            when = ""
        elif one.is_overdue:
            when = _("war bis %(day)s gedacht", day=day(one.due_on))
        else:
            when = _("bis %(day)s", day=day(one.due_on))
        yield Waiting(
            _("Aufgabe: %(title)s", title=one.title),
            url_for("space.tasks.show", space=spaces[one.space_id].slug, task_id=one.id),
            when=when,
            note=spaces[one.space_id].short_name,
        )


def _concerns(person_id: int, spaces: Spaces) -> Iterator[Waiting]:
    for one in concerns.next_steps_of(person_id):
        if one.next_on is None:
            when = ""
        elif one.is_overdue:
            when = _("war bis %(day)s gedacht", day=day(one.next_on))
        else:
            when = _("bis %(day)s", day=day(one.next_on))
        yield Waiting(
            _("Anliegen: %(title)s", title=one.title),
            url_for("space.concerns.show", space=spaces[one.space_id].slug, concern_id=one.id),
            when=when,
            note=" · ".join(part for part in (spaces[one.space_id].short_name, one.next_step) if part),
        )


def _handed_over(person_id: int) -> Iterator[Waiting]:
    for one in handed_to(person_id):
        yield Waiting(one.title, one.url, one.when, one.note)


def _minutes(person_id: int, spaces: Spaces, led: Iterable[int]) -> Iterator[Waiting]:
    for one in to_write(person_id, led=led):
        yield Waiting(
            _("Protokoll fertigstellen: %(title)s", title=one.title),
            url_for(
                "space.minutes.write", space=spaces[one.space_id].slug, appointment_id=one.appointment_id
            ),
            when=moment(one.starts_at),
            note=spaces[one.space_id].short_name,
        )


def _reports(person_id: int, spaces: Spaces, led: Iterable[int]) -> Iterator[Waiting]:
    """Yield the sittings of one's own councils without a report, then those of the districts that one leads."""
    districts = {key for key, space in spaces.items() if space.kind is SpaceKind.DISTRICT}
    own = reports.for_councillor(person_id, districts)
    known = {one.sitting_id for one in own}
    late = [one for one in reports.for_speakers(districts & set(led)) if one.sitting_id not in known]
    for one in (*own, *late):
        yield Waiting(
            _(
                "Bericht fehlt: Ortsbeirat %(number)d, Sitzung vom %(day)s",
                number=one.council_number,
                day=day(one.starts_at),
            ),
            url_for("space.reports.write", space=spaces[one.space_id].slug, sitting_id=one.sitting_id),
            note=spaces[one.space_id].short_name,
        )


# --- for those who lead


def _drafts(space_ids: Iterable[int]) -> list[Appointment]:
    statement = (
        sa.select(Appointment)
        .where(Appointment.state == AppointmentState.DRAFT, Appointment.space_id.in_(sorted(space_ids)))
        .where(Appointment.starts_at > clock.now())
        .order_by(Appointment.starts_at)
        .limit(10)
    )
    return list(db.session.scalars(statement))


def _to_lead(spaces: Spaces, led: Iterable[int]) -> Iterator[Waiting]:
    """Yield what waits in the spaces that somebody leads, meeting by meeting."""
    led = sorted(led)
    if not led:
        return
    found: list[tuple[datetime, Waiting]] = []

    def note(one: invitations.Waiting, title: str, endpoint: str) -> None:
        slug = spaces[one.space_id].slug
        url = url_for(endpoint, space=slug, appointment_id=one.appointment_id)
        found.append((one.starts_at, Waiting(title, url, moment(one.starts_at))))

    for draft in _drafts(led):
        url = url_for("space.calendar.show", space=spaces[draft.space_id].slug, appointment_id=draft.id)
        title = _("Entwurf ankündigen: %(title)s", title=draft.title)
        found.append((draft.starts_at, Waiting(title, url, moment(draft.starts_at))))
    for one in invitations.without_invitation_in(led):
        note(one, _("Einladen: %(title)s", title=one.title), "space.invitations.compose")
    for one in invitations.letters_in(led):
        letters = ngettext("%(num)d Brief", "%(num)d Briefe", one.number)
        title = _("%(letters)s oder Anrufe: %(title)s", letters=letters, title=one.title)
        note(one, title, "space.invitations.letter_list")
    for one in invitations.refused_in(led):
        mails = ngettext("%(num)d Mail kam nicht an", "%(num)d Mails kamen nicht an", one.number)
        note(one, _("%(mails)s: %(title)s", mails=mails, title=one.title), "space.invitations.listing")
    for meeting in under_way(led):
        url = url_for(
            "space.conduct.show", space=spaces[meeting.space_id].slug, appointment_id=meeting.appointment_id
        )
        title = _("Zur Sitzung: %(title)s", title=meeting.title)
        found.append((meeting.starts_at, Waiting(title, url, moment(meeting.starts_at))))
    found.sort(key=lambda pair: pair[0])
    yield from (waiting for _starts_at, waiting in found)


def _quiet_concerns(spaces: Spaces, led: Iterable[int]) -> Iterator[Waiting]:
    """Yield the concerns of districts that somebody leads of which nobody has heard for weeks."""
    districts = [key for key in led if spaces[key].kind is SpaceKind.DISTRICT]
    for one in concerns.quiet_in(districts) if districts else ():
        where: dict[str, Any] = {"space": spaces[one.space_id].slug, "concern_id": one.id}
        take_on = url_for("space.concerns.adopt", **where)
        plan = "aufgreifen" if one.is_new else "naechster-schritt"
        yield Waiting(
            _("Seit %(weeks)d Wochen still: %(title)s", weeks=one.quiet_weeks, title=one.title),
            url_for("space.concerns.show", **where),
            note=spaces[one.space_id].short_name,
            actions=(Action(_("Ich kümmere mich"), take_on, {"version": str(one.version)}),),
            links=(
                (_("Nächster Schritt …"), url_for("space.concerns.move", word=plan, **where)),
                (_("Nicht weiter verfolgen"), url_for("space.concerns.move", word="beenden", **where)),
            ),
        )


def _next_sittings(visitor: Visitor, spaces: Spaces) -> Iterator[Waiting]:
    """Yield the sittings of the next days of the councils that somebody sits in, until they say that they go."""
    if all(one.role is not Role.COUNCILLOR for one in visitor.held):
        return
    for one in sittings.next_of_councillor(visitor.me.id, until=clock.now() + SITTINGS_AHEAD):
        where: dict[str, Any] = {"space": spaces[one.space_id].slug, "sitting_id": one.id}
        yield Waiting(
            _("Sitzung: Ortsbeirat %(name)s", name=one.council_name),
            url_for("space.sittings.show", **where),
            when=moment(one.starts_at),
            note=one.place,
            actions=(Action(_("Ich gehe hin"), url_for("space.sittings.go", **where), {}),),
        )


def _second_step(visitor: Visitor) -> Iterator[Waiting]:
    if not visitor.me.has_second_factor:
        note = _("Ein zweiter Schritt beim Anmelden, mit deinem Handy.")
        yield Waiting(_("Konto besser schützen"), url_for("account.enrol"), note=note)


def _school_holidays(visitor: Visitor) -> Iterator[Waiting]:
    if Permission.MANAGE_SPACES not in visitor.county_permissions:
        return
    until = known_until()
    if until < clock.today() + HOLIDAYS_AHEAD:
        note = _("bekannt bis %(day)s; danach warnt niemand vor ihnen", day=day(until))
        yield Waiting(
            _("Schulferien der nächsten Jahre übernehmen"), url_for("office.school_holidays"), note=note
        )


def for_visitor(visitor: Visitor) -> list[Waiting]:
    """Return what waits for somebody across their spaces."""
    spaces: Spaces = {link.id: link for link in visitor.own_spaces}
    led = [
        link.id
        for link in visitor.own_spaces
        if Permission.PLAN_APPOINTMENTS in permissions_in(link, visitor.held)
    ]
    me = visitor.me.id
    return [
        *_invited(me, spaces),
        *_next_sittings(visitor, spaces),
        *_asked(me, spaces),
        *_handed_over(me),
        *_minutes(me, spaces, led),
        *_reports(me, spaces, led),
        *_on_duty(me, spaces),
        *_tasks(me, spaces),
        *_concerns(me, spaces),
        *_to_lead(spaces, led),
        *_quiet_concerns(spaces, led),
        *_school_holidays(visitor),
        *(_second_step(visitor) if led else ()),
    ]


def in_space(space: Space) -> list[Waiting]:
    """Return what waits in one space for those who lead it."""
    found = list(_to_lead({space.id: space}, [space.id]))
    if space.kind is SpaceKind.DISTRICT:
        for one in reports.for_speakers([space.id]):
            title = _("Bericht Ortsbeirat %(number)d fehlt", number=one.council_number)
            url = url_for("space.reports.write", space=space.slug, sitting_id=one.sitting_id)
            found.append(Waiting(title, url, day(one.starts_at)))
    return [*found, *_quiet_concerns({space.id: space}, [space.id])]
