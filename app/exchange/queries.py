"""What is read of the exchange.

Lists go by key: ids grow with the time of sharing, so that the newest are the end of an index, and the next page
begins below the last row of this one. Nothing is counted that may be many.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only, selectinload

from app import clock
from app.db import MAX_ID
from app.exchange.models import EntryTopic, ExchangeEntry, Follow, Topic, TopicInCouncil
from app.extensions import db
from app.spaces.models import Council

PAGE_SIZE = 20
TALKED_OF_FOR = timedelta(days=180)
"""So long a council counts as one that talks of a topic now."""
CANDIDATES = 40
"""So many topics, those with the newest lines, are asked in how many councils they are."""
MOST_COUNTED = 20
"""From the next council on it says "more than"."""
SHOWN_TOPICS, SHOWN_LINES = 6, 3
MOST_OF_A_REPORT = 100


def with_all_that_is_shown() -> tuple[Any, ...]:
    """Return the options by which an entry comes with what stands beside it."""
    council = joinedload(ExchangeEntry.council)
    return (
        council.load_only(Council.number, Council.name, Council.short_name),  # its outline may be large
        joinedload(ExchangeEntry.district),
        joinedload(ExchangeEntry.author),
        selectinload(ExchangeEntry.topics),
    )


@dataclass(frozen=True)
class Entries:
    """One page of entries, the newest first."""

    rows: list[ExchangeEntry]
    more_before: int | None
    """The key below which the next page begins, if there is one."""


def _cut(rows: Sequence[ExchangeEntry]) -> Entries:
    shown = list(rows[:PAGE_SIZE])
    return Entries(shown, shown[-1].id if len(rows) > PAGE_SIZE else None)


def load(keys: Collection[int] | sa.Select[Any]) -> list[ExchangeEntry]:
    """Return entries by key, the newest first."""
    statement = sa.select(ExchangeEntry).options(*with_all_that_is_shown())
    statement = statement.where(ExchangeEntry.id.in_(keys)).order_by(ExchangeEntry.id.desc())
    return list(db.session.scalars(statement))


def page_of(keys: Collection[int] | sa.Select[Any]) -> Entries:
    """Return a page of the entries with these keys, or that a statement names: one more than fit, if there are."""
    return _cut(load(sa.select(keys.subquery().c.id) if isinstance(keys, sa.Select) else keys))


def _newest(before: int, *, for_faction: bool) -> sa.Select[Any]:
    statement = sa.select(ExchangeEntry.id.label("id")).where(ExchangeEntry.id < before)
    if for_faction:
        statement = statement.where(ExchangeEntry.for_faction)
    return statement.order_by(ExchangeEntry.id.desc()).limit(PAGE_SIZE + 1)


def entries_of_topic(topic_id: int, *, before: int = MAX_ID) -> Entries:
    """Return a page of what was shared on a topic."""
    of_topic = sa.select(EntryTopic.entry_id.label("id")).where(
        EntryTopic.topic_id == topic_id, EntryTopic.entry_id < before
    )
    return page_of(of_topic.order_by(EntryTopic.entry_id.desc()).limit(PAGE_SIZE + 1))


def entries_of_council(council_id: int, *, before: int = MAX_ID) -> Entries:
    """Return a page of what was shared from a council."""
    of_council = sa.select(ExchangeEntry.id.label("id")).where(
        ExchangeEntry.council_id == council_id, ExchangeEntry.id < before
    )
    return page_of(of_council.order_by(ExchangeEntry.id.desc()).limit(PAGE_SIZE + 1))


def entries_of_report(report_id: int) -> list[ExchangeEntry]:
    """Return the shared lines of a report, in their order."""
    statement = (
        sa.select(ExchangeEntry)
        .options(*with_all_that_is_shown())
        .where(ExchangeEntry.report_id == report_id)
        .order_by(ExchangeEntry.id)
        .limit(MOST_OF_A_REPORT)
    )
    return list(db.session.scalars(statement))


def entry_of(key: int) -> ExchangeEntry | None:
    """Return one entry."""
    return next(iter(load([key])), None)


# --- topics


@dataclass(frozen=True)
class TalkedOf:
    """A topic that is talked of now."""

    topic: Topic
    councils: int
    """In how many councils; one more than MOST_COUNTED stands for all that are more."""
    lines: list[ExchangeEntry] = field(default_factory=list)

    @property
    def is_shared(self) -> bool:
        """Whether it is a topic of several councils."""
        return self.councils > 1


def topics_talked_of(most: int = SHOWN_TOPICS) -> list[TalkedOf]:
    """Return the topics that are talked of now: those of several councils first, then by their newest line."""
    newest = sa.select(Topic.id).where(Topic.last_entry_id > 0)
    newest = newest.order_by(Topic.last_entry_id.desc()).limit(CANDIDATES)
    bounded = (
        sa.select(sa.literal(1).label("one"))
        .select_from(TopicInCouncil)
        .where(TopicInCouncil.topic_id == Topic.id, TopicInCouncil.last_on >= clock.today() - TALKED_OF_FOR)
        .limit(MOST_COUNTED + 1)
        .correlate(Topic)
        .subquery()
    )
    councils = sa.select(sa.func.count()).select_from(bounded).scalar_subquery()
    statement = sa.select(Topic, councils).where(Topic.id.in_(sa.select(newest.subquery().c.id)))
    found = [TalkedOf(*row) for row in db.session.execute(statement)]
    found.sort(key=lambda one: (one.is_shared, one.topic.last_entry_id), reverse=True)
    return found[:most]


def councils_of_topics(topic_ids: Sequence[int], *, most: int) -> dict[int, list[Council]]:
    """Return the councils that have each of these topics now, by number, so many of each at most."""
    if not topic_ids:
        return {}
    since = clock.today() - TALKED_OF_FOR
    each = [
        sa.select(
            sa.select(TopicInCouncil.topic_id, TopicInCouncil.council_id)
            .where(TopicInCouncil.topic_id == key, TopicInCouncil.last_on >= since)
            .order_by(TopicInCouncil.last_on.desc())
            .limit(most)
            .subquery()
        )
        for key in topic_ids
    ]
    some = sa.union_all(*each).subquery()
    statement = (
        sa.select(some.c.topic_id, Council)
        .join(Council, Council.id == some.c.council_id)
        .options(load_only(Council.number, Council.name, Council.short_name))
        .order_by(Council.number)
    )
    found: dict[int, list[Council]] = {}
    for topic_id, council in db.session.execute(statement):
        found.setdefault(topic_id, []).append(council)
    return found


# --- the first page


@dataclass(frozen=True)
class Overview:
    """What the others have."""

    talked_of: list[TalkedOf]
    entries: Entries


def overview(*, before: int = MAX_ID, for_faction: bool = False, with_topics: bool = True) -> Overview:
    """Return the topics of now with their newest lines, and a page of the newest entries: in three queries."""
    topics = topics_talked_of() if with_topics else []
    mark = sa.literal(0).label("topic_id")
    newest = _newest(before, for_faction=for_faction).subquery()
    each = [sa.select(mark, newest.c.id)]
    for one in topics:
        lines = (
            sa.select(EntryTopic.topic_id, EntryTopic.entry_id)
            .where(EntryTopic.topic_id == one.topic.id)
            .order_by(EntryTopic.entry_id.desc())
            .limit(SHOWN_LINES)
            .subquery()
        )
        each.append(sa.select(lines.c.topic_id, lines.c.entry_id))
    some = sa.union_all(*each).subquery()
    statement = (
        sa.select(some.c.topic_id, ExchangeEntry)
        .join(ExchangeEntry, ExchangeEntry.id == some.c.id)
        .options(*with_all_that_is_shown())
        .order_by(ExchangeEntry.id.desc())
    )
    by_topic: dict[int, list[ExchangeEntry]] = {}
    for topic_id, entry in db.session.execute(statement):
        by_topic.setdefault(topic_id, []).append(entry)
    talked_of = [
        TalkedOf(one.topic, one.councils, by_topic[one.topic.id])
        for one in topics
        if one.topic.id in by_topic  # else all its lines were taken back
    ]
    return Overview(talked_of, _cut(by_topic.get(0, [])))


# --- one topic, one council


@dataclass(frozen=True)
class InCouncil:
    """A council, and when it talked of a topic last."""

    council: Council
    last_on: date


@dataclass(frozen=True)
class TopicPage:
    """A topic, where it is talked of, and whether the reader follows it."""

    topic: Topic
    follow_id: int | None
    councils: list[InCouncil]
    """The latest first; one more than MOST_COUNTED where there are more."""


def topic_page(topic_id: int, *, reader: int) -> TopicPage | None:
    """Return what stands at the head of a topic's page, in one query."""
    latest = (
        sa.select(TopicInCouncil.topic_id, TopicInCouncil.council_id, TopicInCouncil.last_on)
        .where(TopicInCouncil.topic_id == topic_id)
        .order_by(TopicInCouncil.last_on.desc())
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    statement = (
        sa.select(Topic, _followed(reader, Follow.topic_id == topic_id), latest.c.last_on, Council)
        .outerjoin(latest, latest.c.topic_id == Topic.id)
        .outerjoin(Council, Council.id == latest.c.council_id)
        .options(load_only(Council.number, Council.name, Council.short_name))
        .where(Topic.id == topic_id)
        .order_by(latest.c.last_on.desc(), Council.number)
    )
    rows = db.session.execute(statement).all()
    if not rows:
        return None
    councils = [InCouncil(council, last_on) for _t, _f, last_on, council in rows if council is not None]
    return TopicPage(rows[0][0], rows[0][1], councils)


def _followed(reader: int, what: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
    return sa.select(Follow.id).where(Follow.person_id == reader, what).scalar_subquery()


def council_page(council_id: int, *, reader: int) -> tuple[Council, int | None] | None:
    """Return a council, and by what the reader follows it."""
    statement = (
        sa.select(Council, _followed(reader, Follow.council_id == council_id))
        .options(load_only(Council.number, Council.name, Council.short_name))
        .where(Council.id == council_id)
    )
    row = db.session.execute(statement).first()
    return (row[0], row[1]) if row is not None else None


def councils(*, after: int = 0) -> tuple[list[Council], int | None]:
    """Return a page of the councils of today by number, and the number after which the next page begins."""
    today = clock.today()
    statement = (
        sa.select(Council)
        .options(load_only(Council.number, Council.name, Council.short_name))
        .where(Council.number > after, Council.valid_from <= today)
        .where(sa.or_(Council.valid_until.is_(None), Council.valid_until >= today))
        .order_by(Council.number, Council.id)
        .limit(2 * PAGE_SIZE + 1)
    )
    rows = list(db.session.scalars(statement))
    shown = rows[: 2 * PAGE_SIZE]
    return shown, shown[-1].number if len(rows) > len(shown) else None
