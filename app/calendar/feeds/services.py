"""What may happen to a feed: made, given another address, deleted. Its address is told once, to whoever did it."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit
from app.accounts.models import Person
from app.accounts.services import forgets
from app.accounts.tokens import hashed, new_secret
from app.calendar.feeds import queries
from app.calendar.feeds.models import CalendarFeed
from app.extensions import db
from app.rules import RuleBroken
from app.spaces.models import Space

MOST = 10
"""Feeds of one person."""


def subscribe(
    person: Person,
    *,
    name: str,
    space_slugs: Collection[str],
    kinds: Collection[str],
    with_special_days: bool,
) -> tuple[CalendarFeed, str]:
    """Make a feed of what somebody may see, and return it with its secret.

    Raises RuleBroken if they have many already.
    """
    # Asked for and locked: two taps on the button at once make one feed more, not two too many.
    db.session.execute(sa.select(Person.id).where(Person.id == person.id).with_for_update())
    if len(queries.feeds_of(person)) >= MOST:
        raise RuleBroken(_("Du hast schon %(most)d Abos. Lösch eins, das du nicht mehr brauchst.", most=MOST))
    secret = new_secret()
    feed = CalendarFeed(
        person_id=person.id,
        name=name,
        token_hash=hashed(secret),
        space_slugs=sorted(space_slugs),
        kinds=sorted(kinds),
        with_special_days=with_special_days,
    )
    db.session.add(feed)
    db.session.flush()
    return feed, secret


def publish(space: Space, *, by: Person) -> tuple[CalendarFeed, str]:
    """Make the feed of a space, or give the one that it has another address; return it with its secret."""
    feed = queries.feed_of_space(space.id)
    if feed is not None:
        return feed, renew(feed, by=by)
    secret = new_secret()
    feed = CalendarFeed(
        space_id=space.id, name=space.name, token_hash=hashed(secret), with_special_days=False
    )
    db.session.add(feed)
    audit.record("feed.published", space, by)
    return feed, secret


def renew(feed: CalendarFeed, *, by: Person) -> str:
    """Give a feed another address and return its secret; the old one is nobody's from now on."""
    secret = new_secret()
    feed.token_hash, feed.last_used_on = hashed(secret), None
    if feed.space is not None:
        audit.record("feed.renewed", feed.space, by)
    return secret


def delete(feed: CalendarFeed, *, by: Person) -> None:
    """Delete a feed; programs that still ask for it are told that there is none."""
    if feed.space is not None:
        audit.record("feed.deleted", feed.space, by)
    db.session.delete(feed)
    db.session.flush()


@forgets
def forget_person(person: Person) -> None:
    """Delete the feeds of somebody who is erased."""
    db.session.execute(sa.delete(CalendarFeed).where(CalendarFeed.person_id == person.id))
