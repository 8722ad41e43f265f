"""What is taken away of those on a list: of who is erased at once, of who never confirmed or left after some days."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app import clock, outbox
from app.accounts.models import Person
from app.accounts.services import forgets
from app.extensions import db
from app.lists.models import Subscriber, SubscriberState
from app.lists.services import CONFIRMATION
from app.outbox import OutgoingMail
from app.tenancy import all_spaces, one_space

UNCONFIRMED_KEPT_FOR = timedelta(days=7)
LEFT_KEPT_FOR = timedelta(days=30)
"""The address of somebody who signed up and left: long enough that the link of their last mail still says so."""


@forgets
def forget_person(person: Person) -> None:
    """Take somebody off every list, their address as well. Needs a session that writes every space."""
    theirs = Subscriber.person_id == person.id
    if person.email:
        theirs = sa.or_(theirs, Subscriber.email == person.email.lower())
    for row in db.session.scalars(sa.select(Subscriber).where(theirs)).all():
        db.session.delete(row)
    db.session.flush()


def _over() -> sa.ColumnElement[bool]:
    """Return the criterion that nothing needs to be kept of an address any more; members' rows say who left."""
    now = clock.now()
    never_confirmed = sa.and_(
        Subscriber.state == SubscriberState.PENDING, Subscriber.created_at < now - UNCONFIRMED_KEPT_FOR
    )
    left = sa.and_(Subscriber.state == SubscriberState.LEFT, Subscriber.left_at < now - LEFT_KEPT_FOR)
    no_open_link = sa.or_(Subscriber.confirm_until.is_(None), Subscriber.confirm_until < now)
    return sa.and_(Subscriber.person_id.is_(None), sa.or_(never_confirmed, left), no_open_link)


def forget_mails() -> int:
    """Delete the mails to addresses that are on no list any more; return to how many. Does not commit.

    To be called before the addresses are forgotten themselves: whoever is killed in between begins anew.
    """
    with all_spaces("addresses that are on no list any more") as session:
        over = set(session.scalars(sa.select(Subscriber.email).where(_over()).distinct()))
        kept = sa.select(Subscriber.email).where(Subscriber.email.in_(over), sa.not_(_over()))
        over -= set(session.scalars(kept))
    over -= set(db.session.scalars(sa.select(Person.email).where(Person.email.in_(over))))
    for address in sorted(over):
        outbox.forget_address(address)
        asked = sa.and_(OutgoingMail.kind == CONFIRMATION, OutgoingMail.address == address)
        db.session.execute(sa.delete(OutgoingMail).where(asked))
    return len(over)


def forget_addresses() -> int:
    """Delete addresses that nobody needs any more; return how many. The worker's job; commits."""
    with all_spaces("addresses that were never confirmed, or left long ago, are deleted") as session:
        spaces = sorted(session.scalars(sa.select(Subscriber.space_id).where(_over()).distinct()))
    return sum(_forget_in(space_id) for space_id in spaces)


def _forget_in(space_id: int) -> int:
    with one_space(space_id) as session:
        rows = session.scalars(sa.select(Subscriber).where(_over())).all()
        for row in rows:
            session.delete(row)
        return len(rows)
