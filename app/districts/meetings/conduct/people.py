"""Who stands on the list of a meeting, who of them may vote, and whether enough are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import sqlalchemy as sa

from app import clock
from app.access import Role, SpaceKind
from app.accounts.models import Person
from app.calendar.delegations.models import Delegation
from app.calendar.invitations.models import Answer, Invitation
from app.calendar.models import Appointment
from app.districts.meetings.conduct.models import Attendance, Presence
from app.extensions import db
from app.spaces.models import Membership, Space

ORDER = {answer: place for place, answer in enumerate((Answer.YES, Answer.MAYBE, Answer.OPEN, Answer.NO))}
LEADING = frozenset({Role.SPEAKER, Role.BOARD})


@dataclass(frozen=True)
class Attendee:
    """Somebody who may come: a member, or a person who was invited or is there already."""

    person_id: int
    name: str
    answer: Answer | None
    """None: not invited."""
    presence: Presence | None
    may_vote: bool
    in_front: bool
    """Whether they are expected; the others stand below, where they can be found."""


@dataclass(frozen=True)
class Quorum:
    """Whether enough of those who may vote are there."""

    present: int
    of: int
    more_than: int
    """So many are not enough."""

    @property
    def is_reached(self) -> bool:
        """Whether the meeting may decide."""
        return self.present > self.more_than


@dataclass(frozen=True)
class Attendees:
    """The list of a meeting."""

    people: list[Attendee]
    quorum: Quorum | None

    def count(self, presence: Presence) -> int:
        """Count who is there, or excused."""
        return sum(one.presence is presence for one in self.people)

    @property
    def in_front(self) -> list[Attendee]:
        """Those who are expected."""
        return [one for one in self.people if one.in_front]

    @property
    def others(self) -> list[Attendee]:
        """Those who could come as well."""
        return [one for one in self.people if not one.in_front]

    @property
    def refused(self) -> list[Attendee]:
        """Those who said that they cannot come, and of whom nothing is noted yet."""
        return [one for one in self.people if one.answer is Answer.NO and one.presence is None]

    @property
    def ids(self) -> frozenset[int]:
        """Their keys."""
        return frozenset(one.person_id for one in self.people)


def attendees_of(appointment: Appointment) -> Attendees:
    """Return the list of a meeting: who said yes first, then by name. Four queries, however many they are."""
    names: dict[int, str] = {}
    roles = _roles_on_the_day(appointment, names)
    answers = _answers(appointment, names)
    presences = _presences(appointment, names)
    voters = _voters(roles)
    quorum = appointment.behaviour.quorum
    expected = {*answers, *presences, *(voters if quorum is not None else ())}
    is_county = db.session.get_one(Space, appointment.space_id).kind is SpaceKind.COUNTY
    if (quorum is None and not is_county) or not expected:
        expected |= set(roles)
    people = [
        Attendee(
            person_id,
            name,
            answers.get(person_id),
            presences.get(person_id),
            may_vote=person_id in voters,
            in_front=person_id in expected,
        )
        for person_id, name in names.items()
    ]
    people.sort(key=lambda one: (ORDER[one.answer or Answer.OPEN], one.name.casefold(), one.person_id))
    there = {person_id for person_id, presence in presences.items() if presence is Presence.PRESENT}
    return Attendees(people, quorum_of(quorum, voters, there))


def quorum_of(share: Fraction | None, voters: Iterable[int], there: Iterable[int]) -> Quorum | None:
    """Return whether more than this share of those who may vote are there; None where that is not asked."""
    entitled = set(voters)
    if share is None or not entitled:
        return None
    return Quorum(len(entitled & set(there)), len(entitled), int(share * len(entitled)))


def _roles_on_the_day(appointment: Appointment, names: dict[int, str]) -> dict[int, set[Role]]:
    # Of the day of the meeting: a list that is looked at later shows who belonged to it then.
    day = clock.local(appointment.starts_at).date()
    statement = (
        sa.select(Membership.person_id, Membership.role, Person.name)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.space_id == appointment.space_id, Membership.held_on(day))
    )
    roles: dict[int, set[Role]] = defaultdict(set)
    for person_id, role, name in db.session.execute(statement):
        roles[person_id].add(role)
        names[person_id] = name
    return roles


def _answers(appointment: Appointment, names: dict[int, str]) -> dict[int, Answer]:
    statement = (
        sa.select(Person.id, Invitation.answer, Person.name)
        .join(Person, Person.id == Invitation.person_id)
        .where(Invitation.space_id == appointment.space_id, Invitation.appointment_id == appointment.id)
    )
    answers = {}
    for person_id, answer, name in db.session.execute(statement):
        answers[person_id], names[person_id] = answer, name
    return answers


def _presences(appointment: Appointment, names: dict[int, str]) -> dict[int, Presence]:
    statement = (
        sa.select(Attendance.person_id, Attendance.presence, Person.name)
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.space_id == appointment.space_id, Attendance.appointment_id == appointment.id)
    )
    presences = {}
    for person_id, presence, name in db.session.execute(statement):
        presences[person_id], names[person_id] = presence, name
    return presences


def _voters(roles: dict[int, set[Role]]) -> set[int]:
    """Return who may vote where a quorum counts: those who lead the space, in a group all of its members."""
    leading = {person_id for person_id, held in roles.items() if held & LEADING}
    return leading or {person_id for person_id, held in roles.items() if Role.MEMBER in held}


def who_may_lead(appointment: Appointment) -> dict[int, str]:
    """Return key and name of everybody who can lead a meeting or write its minutes, by name.

    Those are the people of its list, and to whom it was handed over, from outside perhaps.
    """
    handed_over = (
        sa.select(Person.id, Person.name)
        .join(Delegation, Delegation.person_id == Person.id)
        .where(Delegation.space_id == appointment.space_id, Delegation.appointment_id == appointment.id)
        .where(Delegation.accepted_at.is_not(None))
    )
    found = {one.person_id: one.name for one in attendees_of(appointment).people}
    for person_id, name in db.session.execute(handed_over):
        found[person_id] = name
    return dict(sorted(found.items(), key=lambda one: (one[1].casefold(), one[0])))
