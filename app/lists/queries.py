"""What the pages of a list show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.batches import Trouble, troubles
from app.extensions import db
from app.lists.audience import audience_of, is_meant
from app.lists.models import Broadcast, BroadcastState, MailingList, Subscriber, SubscriberState
from app.lists.sending import Standing, standing_of
from app.spaces.models import Space
from app.tenancy import all_spaces

A_PAGE = 25
OPEN_FIRST = sa.case(
    (Broadcast.state == BroadcastState.SENDING, 0),
    (Broadcast.state == BroadcastState.SCHEDULED, 1),
    (Broadcast.state == BroadcastState.DRAFT, 2),
    else_=3,
)


def broadcasts(page: int) -> tuple[list[Broadcast], bool]:
    """Return one page of what was written, what is still open first, and whether there are more."""
    statement = (
        sa.select(Broadcast)
        .options(joinedload(Broadcast.by))
        .order_by(
            OPEN_FIRST,
            sa.func.coalesce(Broadcast.started_at, Broadcast.created_at).desc(),
            Broadcast.id.desc(),
        )
        .offset((page - 1) * A_PAGE)
        .limit(A_PAGE + 1)
    )
    rows = list(db.session.scalars(statement))
    return rows[:A_PAGE], len(rows) > A_PAGE


def standing(broadcast: Broadcast, space: Space) -> Standing:
    """Return how far a mail to all is."""
    still = 0
    if broadcast.state is BroadcastState.SENDING and broadcast.all_queued_at is None:
        targets = audience_of(space, broadcast.mailing_list).targets
        still = sum(one.address > broadcast.queued_up_to for one in targets)
    return standing_of(broadcast, still)


def troubles_of(broadcast: Broadcast) -> list[Trouble]:
    """Return the mails that did not arrive or of which nobody knows, with the server's words."""
    return list(troubles(broadcast.batch)) if broadcast.batch is not None else []


def others_on(mailing_list: MailingList | None, page: int) -> tuple[list[Subscriber], bool]:
    """Return one page of those who signed up, by address; members are not among them."""
    if mailing_list is None:
        return [], False
    statement = (
        sa.select(Subscriber)
        .where(Subscriber.list_id == mailing_list.id, Subscriber.person_id.is_(None))
        .where(Subscriber.state == SubscriberState.ACTIVE)
        .order_by(Subscriber.email)
        .offset((page - 1) * A_PAGE)
        .limit(A_PAGE + 1)
    )
    rows = list(db.session.scalars(statement))
    return rows[:A_PAGE], len(rows) > A_PAGE


@dataclass(frozen=True)
class Numbers:
    """Who is on a list, as numbers."""

    members: int
    others: int
    pending: int
    left: int


def numbers(space: Space, mailing_list: MailingList | None) -> Numbers:
    """Count who is on a list."""
    audience = audience_of(space, mailing_list)
    members = sum(one.person_id is not None for one in audience.targets) + len(audience.by_letter)
    counts: dict[SubscriberState, int] = {}
    if mailing_list is not None:
        by_state = (
            sa.select(Subscriber.state, sa.func.count())
            .where(Subscriber.list_id == mailing_list.id)
            .group_by(Subscriber.state)
        )
        counts = {state: number for state, number in db.session.execute(by_state)}  # noqa: C416  # as in throttle
    others = sum(one.person_id is None for one in audience.targets)
    return Numbers(
        members, others, counts.get(SubscriberState.PENDING, 0), counts.get(SubscriberState.LEFT, 0)
    )


def refused_on(mailing_list: MailingList | None) -> list[Subscriber]:
    """Return those whose address a mail server refused for good the last time."""
    if mailing_list is None:
        return []
    statement = (
        sa.select(Subscriber)
        .options(joinedload(Subscriber.person))
        .where(Subscriber.list_id == mailing_list.id, Subscriber.refused_at.is_not(None))
        .where(Subscriber.state == SubscriberState.ACTIVE)
        .order_by(Subscriber.email, Subscriber.id)
        .limit(200)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class OpenList:
    """A list that everybody may sign up for."""

    name: str
    about: str
    slug: str
    """Its space's name in addresses."""
    space: str


def open_lists() -> list[OpenList]:
    """Return all lists that everybody may sign up for, the county's first."""
    statement = (
        sa.select(MailingList.name, MailingList.about, Space.slug, Space.name.label("space"))
        .join(Space, Space.id == MailingList.space_id)
        .where(MailingList.is_open, Space.closed_on.is_(None))
        .order_by(sa.case((Space.kind == "county", 0), else_=1), Space.name)
    )
    with all_spaces("names of the lists that everybody may sign up for") as session:
        return [OpenList(row.name, row.about, row.slug, row.space) for row in session.execute(statement)]


@dataclass(frozen=True)
class OwnList:
    """A list that somebody is on as a member, or left."""

    name: str
    slug: str
    space: str
    is_on: bool


def own_lists(person: Person, spaces: Iterable[Space]) -> list[OwnList]:
    """Return the lists in these spaces that mean somebody as a member."""
    found: list[OwnList] = []
    for space in spaces:
        mailing_list = db.session.scalars(
            sa.select(MailingList).where(MailingList.space_id == space.id)
        ).first()
        if mailing_list is None or not is_meant(space, person):
            continue
        statement = sa.select(Subscriber.state).where(
            Subscriber.list_id == mailing_list.id, Subscriber.person_id == person.id
        )
        state = db.session.scalars(statement).first()
        found.append(OwnList(mailing_list.name, space.slug, space.name, state is not SubscriberState.LEFT))
    return found
