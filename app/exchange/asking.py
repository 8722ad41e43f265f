"""What is read of questions: the open ones, those about something, one with its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.db import MAX_ID
from app.exchange.models import ExchangeAnswer, ExchangeEntry, ExchangeQuestion
from app.exchange.queries import PAGE_SIZE
from app.extensions import db

MOST_ABOUT = 20


@dataclass(frozen=True)
class Asked:
    """A question in a list."""

    question: ExchangeQuestion
    answers: int


@dataclass(frozen=True)
class Questions:
    """One page of questions, the newest first."""

    rows: list[Asked]
    more_before: int | None


def _questions(*criteria: sa.ColumnElement[bool], most: int) -> list[Asked]:
    answers = (
        sa.select(sa.func.count(ExchangeAnswer.id))
        .where(ExchangeAnswer.question_id == ExchangeQuestion.id)
        .correlate(ExchangeQuestion)
        .scalar_subquery()
    )
    statement = (
        sa.select(ExchangeQuestion, answers)
        .options(
            joinedload(ExchangeQuestion.by),
            joinedload(ExchangeQuestion.topic),
            joinedload(ExchangeQuestion.entry),
        )
        .where(*criteria)
        .order_by(ExchangeQuestion.id.desc())
        .limit(most)
    )
    return [Asked(*row) for row in db.session.execute(statement)]


def open_questions(most: int) -> list[Asked]:
    """Return the newest questions that are open."""
    return _questions(ExchangeQuestion.closed_at.is_(None), most=most)


def questions(*, closed: bool, before: int = MAX_ID) -> Questions:
    """Return a page of the open or the closed questions."""
    state = ExchangeQuestion.closed_at.is_not(None) if closed else ExchangeQuestion.closed_at.is_(None)
    rows = _questions(state, ExchangeQuestion.id < before, most=PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    return Questions(shown, shown[-1].question.id if len(rows) > PAGE_SIZE else None)


def questions_on_topic(topic_id: int) -> list[Asked]:
    """Return the newest questions on a topic."""
    return _questions(ExchangeQuestion.topic_id == topic_id, most=MOST_ABOUT)


def questions_about(entry_id: int) -> list[Asked]:
    """Return the newest questions about an entry."""
    return _questions(ExchangeQuestion.entry_id == entry_id, most=MOST_ABOUT)


def question_of(key: int) -> ExchangeQuestion | None:
    """Return a question with its answers, and what it is about."""
    statement: Any = (
        sa.select(ExchangeQuestion)
        .options(
            joinedload(ExchangeQuestion.by),
            joinedload(ExchangeQuestion.topic),
            joinedload(ExchangeQuestion.entry).joinedload(ExchangeEntry.council),
            joinedload(ExchangeQuestion.entry).joinedload(ExchangeEntry.district),
            selectinload(ExchangeQuestion.answers).joinedload(ExchangeAnswer.by),
        )
        .where(ExchangeQuestion.id == key)
    )
    found: ExchangeQuestion | None = db.session.scalars(statement).first()
    return found
