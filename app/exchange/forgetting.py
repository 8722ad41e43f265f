"""What is taken away of the exchange: questions a year after they were closed; of who is erased what they followed."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.accounts.models import Person
from app.accounts.services import forgets
from app.exchange.models import ExchangeQuestion, Follow
from app.extensions import db

KEPT_FOR = timedelta(days=365)
"""After a question was closed."""


@forgets
def forget_person(person: Person) -> None:
    """Delete what somebody followed, and close what they asked. Their words stay, without a name."""
    for follow in db.session.scalars(sa.select(Follow).where(Follow.person_id == person.id)).all():
        db.session.delete(follow)
    theirs = sa.select(ExchangeQuestion).where(
        ExchangeQuestion.by_id == person.id, ExchangeQuestion.closed_at.is_(None)
    )
    for question in db.session.scalars(theirs).all():
        question.closed_at = clock.now()


def forget_old() -> int:
    """Delete questions that were closed a year ago, with their answers; return how many."""
    old = sa.select(ExchangeQuestion).where(ExchangeQuestion.closed_at < clock.now() - KEPT_FOR)
    rows = db.session.scalars(old).all()
    for question in rows:
        db.session.delete(question)
    return len(rows)
