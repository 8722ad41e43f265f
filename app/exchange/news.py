"""What was shared since, for whoever follows its topic, its council or words in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.access import Permission, county_permissions
from app.db import MAX_ID
from app.exchange.models import ENTRY_NAMES, EntryTopic, ExchangeEntry, Follow
from app.extensions import db
from app.news.sources import NewsItem, tells_personal_news
from app.rules import RuleBroken
from app.search import index
from app.search.words import read
from app.spaces.models import Council
from app.spaces.standings import everybodys

OUT_OF_ORDER = timedelta(hours=1)
"""So much earlier an entry with a higher key may have been shared: two who share at once do not finish in turn."""
MOST_OF_A_SEARCH = 100


@tells_personal_news
def shared(since: datetime, until: datetime) -> dict[int, list[NewsItem]]:
    """Return what was shared after `since`, up to `until`, by person: only for who may use the exchange today."""
    floor = _last_key_before(since - OUT_OF_ORDER)
    found = {(person, entry) for person, entry in db.session.execute(_by_topic_and_council(floor))}
    found |= _by_words(floor)
    if not found:
        return {}
    items = _items({entry for _person, entry in found}, since, until)
    standings = everybodys()
    theirs: dict[int, list[NewsItem]] = {}
    for person, entry in sorted(found):
        standing = standings.get(person)
        may = standing is not None and Permission.USE_EXCHANGE in county_permissions(standing.held)
        if may and entry in items:
            theirs.setdefault(person, []).append(items[entry])
    return theirs


def _last_key_before(moment: datetime) -> int:
    """Return the newest key of what was shared before; read from the end, no further than needed."""
    statement = (
        sa.select(ExchangeEntry.id)
        .where(ExchangeEntry.shared_at <= moment)
        .order_by(ExchangeEntry.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first() or 0


def _by_topic_and_council(floor: int) -> Any:
    by_topic = (
        sa.select(Follow.person_id, EntryTopic.entry_id)
        .join(EntryTopic, EntryTopic.topic_id == Follow.topic_id)
        .where(EntryTopic.entry_id > floor)
    )
    by_council = (
        sa.select(Follow.person_id, ExchangeEntry.id)
        .join(ExchangeEntry, ExchangeEntry.council_id == Follow.council_id)
        .where(ExchangeEntry.id > floor)
    )
    return sa.union(by_topic, by_council)


def _by_words(floor: int) -> set[tuple[int, int]]:
    """Return who is told of which entries for their words: each search is made once, for all who follow it."""
    following: dict[str, list[int]] = {}
    searches = sa.select(Follow.words, Follow.person_id).where(Follow.words.is_not(None))
    for words, person in db.session.execute(searches):
        following.setdefault(words or "", []).append(person)
    found: set[tuple[int, int]] = set()
    for words, people in following.items():
        entries = _entries_with(words, floor)
        found |= {(person, entry) for person in people for entry in entries}
    return found


def _entries_with(words: str, floor: int) -> Sequence[int]:
    try:
        wanted = read(words)
    except RuleBroken:  # what may be looked for has changed since
        return []
    newest = index.newest(ExchangeEntry.id, wanted, before=MAX_ID, most=MOST_OF_A_SEARCH)
    keys = newest if isinstance(newest, list) else db.session.scalars(newest)
    return [key for key in keys if key > floor]


def _items(keys: Collection[int], since: datetime, until: datetime) -> dict[int, NewsItem]:
    statement = (
        sa.select(ExchangeEntry, Council.number)
        .outerjoin(Council, Council.id == ExchangeEntry.council_id)
        .where(ExchangeEntry.id.in_(sorted(keys)))
        .where(ExchangeEntry.shared_at > since, ExchangeEntry.shared_at <= until)
    )
    return {
        entry.id: NewsItem(
            key=f"exchange_entry:{entry.id}",
            at=entry.shared_at,
            kind=_l("Ortsbeirat %(number)d", number=number) if number else ENTRY_NAMES[entry.kind],
            title=entry.title,
            path=f"/austausch/eintraege/{entry.id}",
            told=frozenset({entry.author_id} if entry.author_id else ()),
            part_of=f"report:{entry.report_id}" if entry.report_id else "",
        )
        for entry, number in db.session.execute(statement)
    }
