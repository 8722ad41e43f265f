"""The search within the exchange: lines that contain all the words, the newest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from app import clock
from app.db import MAX_ID
from app.exchange.models import ExchangeEntry, Topic
from app.exchange.publishing import key_of
from app.exchange.queries import PAGE_SIZE, Entries, page_of
from app.extensions import db
from app.search import index
from app.search.words import Word
from app.spaces.models import Council

_NUMBER = re.compile(r"\d{1,5}")


@dataclass(frozen=True)
class Named:
    """What the words name: topics and councils, whose pages are what most people want then."""

    topics: list[Topic]
    councils: list[Council]


def find(words: Sequence[Word], *, before: int = MAX_ID) -> Entries:
    """Return a page of the entries that contain all the words."""
    return page_of(index.newest(ExchangeEntry.id, words, before=before, most=PAGE_SIZE + 1))


def named(text: str) -> Named:
    """Return the councils whose number is among the words; else the topics that are called like them or one of them."""
    numbers = sorted({int(one) for one in _NUMBER.findall(text)})
    if numbers:
        return Named([], _councils(numbers))
    keys = sorted({key_of(text), *(key_of(word) for word in text.split())})
    topics = sa.select(Topic).where(Topic.key.in_(keys), Topic.last_entry_id > 0).order_by(Topic.name)
    return Named(list(db.session.scalars(topics)), [])


def _councils(numbers: Sequence[int]) -> list[Council]:
    today = clock.today()
    statement = (
        sa.select(Council)
        .options(load_only(Council.number, Council.name, Council.short_name))
        .where(Council.number.in_(numbers), Council.valid_from <= today)
        .where(sa.or_(Council.valid_until.is_(None), Council.valid_until >= today))
        .order_by(Council.number)
    )
    return list(db.session.scalars(statement))
