"""Who gets what is sent to a list: members of today and who signed up, each address once, without who left."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import Person
from app.extensions import db
from app.lists.models import MailingList, Subscriber, SubscriberState
from app.spaces.belonging import OF_DISTRICTS_AND_GROUPS, is_member, may_be_written_to, roles_in
from app.spaces.models import Space


@dataclass(frozen=True)
class Reach:
    """How many a list reaches."""

    mails: int
    letters: int
    """Members without an address for mail."""
    refused: int
    """Among those with a mail: whose mail server refused the address for good the last time."""

    @property
    def is_nobody(self) -> bool:
        """Whether there is nobody on it."""
        return not self.mails and not self.letters


@dataclass(frozen=True)
class Target:
    """An address, and whose it is."""

    address: str
    person_id: int | None


def members_of(space: Space) -> dict[int, str | None]:
    """Return the members whom the list of a space means: person to address, without regard to who left."""
    roles = roles_in(space, reach=OF_DISTRICTS_AND_GROUPS)
    meant = [person_id for person_id, held in roles.items() if is_member(held)]
    found: dict[int, str | None] = {}
    for begin in range(0, len(meant), 1000):  # a database takes only so many values at once
        some = sa.select(Person.id, Person.email).where(
            Person.id.in_(meant[begin : begin + 1000]), may_be_written_to()
        )
        found.update((key, email.lower() if email else None) for key, email in db.session.execute(some))
    return found


def is_meant(space: Space, person: Person) -> bool:
    """Say whether somebody is on the list of a space as a member."""
    held = roles_in(space, reach=OF_DISTRICTS_AND_GROUPS).get(person.id)
    return held is not None and is_member(held) and person.is_active


@dataclass(frozen=True)
class Audience:
    """Everybody on a list at one moment."""

    targets: list[Target]
    """In the order of their addresses."""
    by_letter: list[int]
    """Members without an address for mail."""


def audience_of(space: Space, mailing_list: MailingList | None) -> Audience:
    """Return everybody who gets what is sent now. A member's own address goes before the same one that signed up."""
    members = members_of(space)
    rows = _rows(mailing_list)
    gone_people = {
        person_id for person_id, _email, state in rows if person_id and state is SubscriberState.LEFT
    }
    gone = {email for _person, email, state in rows if email and state is SubscriberState.LEFT}
    gone |= {members[one] or "" for one in gone_people if one in members}
    targets = {
        email: Target(email, None)
        for _person, email, state in rows
        if email and state is SubscriberState.ACTIVE and email not in gone
    }
    for person_id, address in members.items():
        if address and address not in gone:
            targets[address] = Target(address, person_id)
    by_letter = [key for key, address in members.items() if not address and key not in gone_people]
    return Audience(sorted(targets.values(), key=lambda one: one.address), sorted(by_letter))


def _rows(mailing_list: MailingList | None) -> list[tuple[int | None, str, SubscriberState]]:
    if mailing_list is None:
        return []
    statement = sa.select(Subscriber.person_id, Subscriber.email, Subscriber.state).where(
        Subscriber.list_id == mailing_list.id
    )
    return [(row.person_id, row.email, row.state) for row in db.session.execute(statement)]


def reach_of(space: Space, mailing_list: MailingList | None) -> Reach:
    """Count whom a list reaches."""
    found = audience_of(space, mailing_list)
    refused = _refused(mailing_list)
    bad = sum((one.person_id in refused[0]) or (one.address in refused[1]) for one in found.targets)
    return Reach(len(found.targets), len(found.by_letter), bad)


def _refused(mailing_list: MailingList | None) -> tuple[set[int | None], set[str]]:
    if mailing_list is None:
        return set(), set()
    statement = sa.select(Subscriber.person_id, Subscriber.email).where(
        Subscriber.list_id == mailing_list.id, Subscriber.refused_at.is_not(None)
    )
    rows = db.session.execute(statement).all()
    return {row.person_id for row in rows} - {None}, {row.email for row in rows} - {""}


def names_of(person_ids: Collection[int]) -> list[str]:
    """Return the names of those who get a letter, in order."""
    found: list[str] = []
    keys = sorted(person_ids)
    for begin in range(0, len(keys), 1000):
        found += db.session.scalars(sa.select(Person.name).where(Person.id.in_(keys[begin : begin + 1000])))
    return sorted(found, key=str.casefold)
