"""What the tests of mailing lists share: what is stored of lists, and mails that went out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.extensions import db
from app.lists.models import Broadcast, Subscriber
from app.outbox import OutgoingMail
from app.tenancy import Scope, ScopedSession, current_session, one_space
from tests.pages import Page, manners
from tests.people import World


@contextmanager
def within(world: World, slug: str = "ktv") -> Iterator[ScopedSession]:
    """A session that writes one space."""
    with world.app.app_context():
        current_session().open_scope(Scope.of(world.spaces[slug], write=True))
        yield current_session()
        db.session.commit()


def broadcast(world: World, which: str = "broadcast_id", slug: str = "ktv") -> Broadcast:
    """A mail to all as it is stored now."""
    with within(world, slug) as session:
        return session.get_one(Broadcast, world.meetings[slug][which])


def change(world: World, key: int, slug: str = "ktv", /, **values: Any) -> None:
    """Set attributes of a mail to all directly."""
    with world.app.app_context(), one_space(world.spaces[slug]) as session:
        row = session.get_one(Broadcast, key)
        for name, value in values.items():
            setattr(row, name, value)


def subscribers(world: World, slug: str = "ktv") -> dict[str, Subscriber]:
    """Who is noted on the list of a space, by address or name."""
    with within(world, slug) as session:
        rows = session.scalars(sa.select(Subscriber)).all()
        return {row.email or str(row.person_id): row for row in rows}


def mails_of(app: Flask, kind: str) -> list[OutgoingMail]:
    """Every mail of a kind, by address."""
    with app.app_context():
        found = sa.select(OutgoingMail).where(OutgoingMail.kind == kind).order_by(OutgoingMail.address)
        return list(db.session.scalars(found))


def complaints(page: Page) -> list[str]:
    """What is wrong with a page, but for the tokens of its forms, which most tests do without."""
    return [one for one in manners(page) if ": 0 tokens in" not in one]
