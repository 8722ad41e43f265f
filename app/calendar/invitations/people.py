"""Whom an invitation can go to, and who of them was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.access import Role
from app.accounts.models import Person
from app.calendar.invitations.models import Invitation, Notice, Sending, SendingKind
from app.calendar.models import Appointment
from app.extensions import db
from app.outbox import Guest
from app.spaces.belonging import is_member, may_be_written_to, roles_in
from app.spaces.models import Space

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
        return is_member(self.roles)


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
    roles = roles_in(space)
    people = sa.select(Person).where(Person.id.in_(roles), may_be_written_to())
    found = (Candidate(one, frozenset(roles[one.id])) for one in db.session.scalars(people))
    return sorted(found, key=lambda one: (one.person.name.casefold(), one.person.id))


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
