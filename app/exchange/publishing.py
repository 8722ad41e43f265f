"""Sharing: lines of a report, or of a concern, are put into the exchange, changed there, taken out of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app import clock
from app.exchange.models import EntryKind, EntryTopic, ExchangeEntry, Topic, TopicInCouncil
from app.extensions import db

MOST_TOPICS = 3
LONGEST_TOPIC = 60


@dataclass(frozen=True)
class Line:
    """One line to share. It names nobody, and nothing in it is internal."""

    kind: EntryKind
    source_id: int
    """The key of the report's item, of the report (voices) or of the concern."""
    title: str
    text: str = ""
    topics: tuple[str, ...] = ()
    """In the words of whoever wrote it."""
    outcome: str = ""
    paper: str = ""
    is_important: bool = False
    for_faction: bool = False
    is_public: bool = False


@dataclass(frozen=True)
class Origin:
    """What all lines that are shared together have in common."""

    district_id: int
    council_id: int | None
    day: date
    """Of the sitting, or of the concern's last step."""
    author_id: int | None = None
    report_id: int | None = None


def key_of(topic: str) -> str:
    """Return a topic's word in the one spelling by which two are the same: "radweg" for " RADWEG "."""
    return " ".join(unicodedata.normalize("NFC", topic).casefold().split())[:LONGEST_TOPIC]


def share(origin: Origin, lines: Sequence[Line], *, instead_of: Iterable[ExchangeEntry] = ()) -> None:
    """Put lines into the exchange; what is there of the same source is changed, and keeps its place and its questions.

    `instead_of`: what was shared before of the same report or concern; what no line stands for is taken out. The
    day of a shared line decides how recent its topics are.
    """
    before = {(one.kind, one.source_id): one for one in instead_of}
    touched: set[tuple[int, int]] = set()
    for line in lines:
        entry = before.pop((line.kind, line.source_id), None)
        if entry is None:
            entry = ExchangeEntry(kind=line.kind, source_id=line.source_id, shared_at=clock.now())
            db.session.add(entry)
        touched |= _topics_in_councils(entry)
        _fill(entry, origin, line)
        db.session.flush()  # a new one gets its id: topics remember their newest
        for topic in entry.topics:
            topic.last_entry_id = max(topic.last_entry_id, entry.id)
        touched |= _topics_in_councils(entry)
    for entry in before.values():
        touched |= _topics_in_councils(entry)
        db.session.delete(entry)
    db.session.flush()
    for topic_id, council_id in sorted(touched):
        _recount(topic_id, council_id)


def shared_of_report(report_id: int) -> list[ExchangeEntry]:
    """Return what was shared of a report, in the order in which it was."""
    statement = (
        sa.select(ExchangeEntry).where(ExchangeEntry.report_id == report_id).order_by(ExchangeEntry.id)
    )
    return list(db.session.scalars(statement))


def shared_of_concern(concern_id: int) -> list[ExchangeEntry]:
    """Return what was shared of a concern: one entry or none."""
    statement = sa.select(ExchangeEntry).where(
        ExchangeEntry.kind == EntryKind.CONCERN, ExchangeEntry.source_id == concern_id
    )
    return list(db.session.scalars(statement))


def make_public(entries: Iterable[ExchangeEntry], *, chosen: Container[tuple[EntryKind, int]]) -> None:
    """Let everybody read, also without a login, of these entries just those whose kind and source were chosen."""
    for entry in entries:
        entry.is_public = (entry.kind, entry.source_id) in chosen
    db.session.flush()


def _fill(entry: ExchangeEntry, origin: Origin, line: Line) -> None:
    entry.district_id, entry.council_id = origin.district_id, origin.council_id
    entry.author_id, entry.report_id, entry.day = origin.author_id, origin.report_id, origin.day
    entry.title, entry.text, entry.outcome, entry.paper = line.title, line.text, line.outcome, line.paper
    entry.is_important, entry.for_faction, entry.is_public = (
        line.is_important,
        line.for_faction,
        line.is_public,
    )
    entry.topics = _topics(line.topics)


def _topics(words: Iterable[str]) -> list[Topic]:
    """Return the topics of these words, each once; new ones are added."""
    names = {key_of(word): " ".join(word.split())[:LONGEST_TOPIC] for word in reversed(list(words))}
    names.pop("", None)
    wanted = sorted(names)
    known = {
        one.key: one for one in db.session.scalars(sa.select(Topic).where(Topic.key.in_(wanted)))
    } if wanted else {}  # fmt: skip
    for key in wanted:
        if key not in known:
            known[key] = _add_topic(key, names[key])
    return [known[key] for key in wanted]


def _add_topic(key: str, name: str) -> Topic:
    try:
        with db.session.begin_nested():
            topic = Topic(key=key, name=name, last_entry_id=0)
            db.session.add(topic)
    except sa.exc.IntegrityError:  # somebody else just did
        topic = db.session.scalars(sa.select(Topic).where(Topic.key == key)).one()
    return topic


def _topics_in_councils(entry: ExchangeEntry) -> set[tuple[int, int]]:
    if entry.council_id is None:
        return set()
    return {(topic.id, entry.council_id) for topic in entry.topics}


def _recount(topic_id: int, council_id: int) -> None:
    """Note when a council talked of a topic last, from what is shared now."""
    last_on: date | None = db.session.scalars(
        sa.select(sa.func.max(ExchangeEntry.day))
        .join(EntryTopic, EntryTopic.entry_id == ExchangeEntry.id)
        .where(EntryTopic.topic_id == topic_id, ExchangeEntry.council_id == council_id)
    ).one()
    row = db.session.get(TopicInCouncil, (topic_id, council_id))
    if last_on is None:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(TopicInCouncil(topic_id=topic_id, council_id=council_id, last_on=last_on))
    else:
        row.last_on = last_on
    db.session.flush()
