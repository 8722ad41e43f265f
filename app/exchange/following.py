"""What somebody follows: topics, councils, and whatever contains some words."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.exchange.models import Follow, Topic
from app.extensions import db
from app.rules import RuleBroken
from app.search.words import read
from app.spaces.models import Council

MOST = 30
"""Of topics, of councils and of searches each."""


@dataclass(frozen=True)
class Followed:
    """What somebody follows."""

    topics: list[Follow]
    councils: list[Follow]
    words: list[Follow]


def followed_by(person: Person) -> Followed:
    """Return what somebody follows, each kind by name."""
    statement = (
        sa.select(Follow)
        .options(
            joinedload(Follow.topic),
            joinedload(Follow.council).load_only(Council.number, Council.name, Council.short_name),
        )
        .where(Follow.person_id == person.id)
    )
    rows = db.session.scalars(statement).all()
    return Followed(
        sorted((one for one in rows if one.topic), key=lambda one: one.topic.key if one.topic else ""),
        sorted(
            (one for one in rows if one.council), key=lambda one: one.council.number if one.council else 0
        ),
        sorted((one for one in rows if one.words), key=lambda one: one.words or ""),
    )


def follow_topic(topic: Topic, *, by: Person) -> None:
    """Follow a topic; once is enough. Raises RuleBroken for the thirty-first."""
    _add(Follow(person_id=by.id, topic_id=topic.id), Follow.topic_id, topic.id, by)


def follow_council(council: Council, *, by: Person) -> None:
    """Follow a council; once is enough. Raises RuleBroken for the thirty-first."""
    _add(Follow(person_id=by.id, council_id=council.id), Follow.council_id, council.id, by)


def follow_words(text: str, *, by: Person) -> None:
    """Follow whatever contains these words. Raises RuleBroken where nothing can be found by them."""
    read(text)
    words = " ".join(text.split()).lower()
    _add(Follow(person_id=by.id, words=words), Follow.words, words, by)


def _add(
    follow: Follow, column: sa.orm.InstrumentedAttribute[int | None] | sa.orm.InstrumentedAttribute[str | None],
    value: int | str, by: Person,
) -> None:  # fmt: skip
    mine = sa.select(column).where(Follow.person_id == by.id, column.is_not(None))
    there = db.session.scalars(mine).all()
    if value in there:
        return
    if len(there) >= MOST:
        raise RuleBroken(_("Du verfolgst schon %(most)d davon. Beende zuerst eines, das dich nicht mehr interessiert.",
                           most=MOST))  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(follow)
    except sa.exc.IntegrityError:
        return  # a second press of the button was quicker


def unfollow(follow: Follow) -> None:
    """Follow it no longer."""
    db.session.delete(follow)
