"""Whom an invitation can go to, and who of them was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import copy_context
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.access import Role, SpaceKind, belongs_to_the_county
from app.accounts.models import Person
from app.accounts.sessions import HeldRole
from app.calendar.invitations.models import Invitation, Notice, Sending, SendingKind
from app.calendar.models import Appointment
from app.db import set_reading
from app.extensions import db
from app.outbox import Guest
from app.spaces.models import Membership, Space
from app.tenancy import all_spaces

MEMBERS = frozenset({Role.MEMBER, Role.SPEAKER, Role.BOARD})
"""Who is meant by "all members". A seat in a council, or work in the office, makes nobody a member of the party."""
GROUP_NAMES = {
    Role.SPEAKER: _l("Stadtteilsprecher*innen"),
    Role.COUNCILLOR: _l("Ortsbeiratsmitglieder"),
    Role.BOARD: _l("Kreisvorstand"),
    Role.OFFICE: _l("Kreisgeschäftsstelle"),
}
"""Those who can be invited by their role, in this order."""


@dataclass(frozen=True)
class Candidate:
    """Somebody of a space who can be invited."""

    person: Person
    roles: frozenset[Role]
    """Held in this space; empty for those who belong to the county by their district."""

    @property
    def is_member(self) -> bool:
        """Whether "all members" means them, too."""
        return not self.roles or not self.roles.isdisjoint(MEMBERS)


@dataclass(frozen=True)
class Choice:
    """Whom somebody wants to invite."""

    everybody: bool = True
    roles: frozenset[Role] = frozenset()
    people: frozenset[int] = frozenset()
    guests: tuple[Guest, ...] = ()

    def means(self, one: Candidate) -> bool:
        """Say whether somebody was chosen, by whatever way."""
        return (
            one.person.id in self.people
            or (self.everybody and one.is_member)
            or not one.roles.isdisjoint(self.roles)
        )


@dataclass
class Chosen:
    """What came of a choice: each once, and only those who have not got the invitation yet."""

    people: list[Person] = field(default_factory=list)
    guests: list[Guest] = field(default_factory=list)
    already: int = 0

    @property
    def by_mail(self) -> list[Person | Guest]:
        """Those who get a mail."""
        return [*(one for one in self.people if one.email), *self.guests]

    @property
    def by_letter(self) -> list[Person]:
        """Those who have no address for mail."""
        return [one for one in self.people if not one.email]

    def __len__(self) -> int:
        return len(self.people) + len(self.guests)


def candidates(space: Space) -> list[Candidate]:
    """Return all of a space who can be invited, each once, by name; nobody who is locked or erased."""
    roles: dict[int, set[Role]] = {}
    held = sa.select(Membership.person_id, Membership.role).where(
        Membership.space_id == space.id, Membership.held_today()
    )
    for person_id, role in db.session.execute(held):
        roles.setdefault(person_id, set()).add(role)
    if space.kind is SpaceKind.COUNTY:
        for person_id in copy_context().run(_members_by_district):
            roles.setdefault(person_id, set())
    people = sa.select(Person).where(
        Person.id.in_(roles), Person.disabled_at.is_(None), Person.erased_at.is_(None)
    )
    found = (Candidate(one, frozenset(roles[one.id])) for one in db.session.scalars(people))
    return sorted(found, key=lambda one: (one.person.name.casefold(), one.person.id))


def _members_by_district() -> set[int]:
    """Return the ids of those who belong to the county because they belong to an open district."""
    # In a session of its own, that reads every space and hands out nothing but ids. Called with a copy of the
    # context: on SQLite it may only read, because the request at hand may be the one that writes.
    set_reading(True)
    with all_spaces("the county invites the members of all districts") as session:
        statement = (
            sa.select(Membership.person_id, Membership.role, Membership.space_id)
            .join(Space, Space.id == Membership.space_id)
            .where(Space.kind == SpaceKind.DISTRICT, Space.closed_on.is_(None), Membership.held_today())
        )
        return {
            person_id
            for person_id, role, space_id in session.execute(statement)
            if belongs_to_the_county(HeldRole(role, space_id, SpaceKind.DISTRICT))
        }


def invited_already(appointment: Appointment) -> tuple[set[int], set[str]]:
    """Return whom an invitation went to: the keys of people, the addresses of guests."""
    statement = (
        sa.select(Invitation.person_id, Invitation.guest_email)
        .join(Notice, Notice.invitation_id == Invitation.id)
        .join(Sending, Sending.id == Notice.sending_id)
        .where(Sending.appointment_id == appointment.id, Sending.kind == SendingKind.INVITATION)
    )
    rows = db.session.execute(statement).all()
    return {key for key, _email in rows if key is not None}, {email for _key, email in rows if email}


def chosen(appointment: Appointment, choice: Choice, among: Iterable[Candidate]) -> Chosen:
    """Find out who of those chosen is still to be invited. A guest's address may be that of a member."""
    people, guests = invited_already(appointment)
    pool = list(among)
    by_address = {one.person.email: one for one in pool if one.person.email}
    meant = [one for one in pool if choice.means(one)]
    others: dict[str, Guest] = {}
    for guest in choice.guests:
        known = by_address.get(guest.email)
        if known is None:
            others.setdefault(guest.email, guest)
        elif known not in meant:
            meant.append(known)
    new = Chosen(
        people=[one.person for one in meant if one.person.id not in people],
        guests=[guest for address, guest in others.items() if address not in guests],
    )
    new.already = len(meant) + len(others) - len(new)
    return new
