"""What the demo's councillors share: the lines of their reports, two questions; and the concerns of two districts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from app import clock
from app.demo import councils
from app.demo.council_words import CONCERNS, QUESTIONS, Raised
from app.demo.councils import OF_KTV, OF_MITTE, Told
from app.demo.filling import Filling
from app.demo.meetings import Hall
from app.demo.people import KTV, MITTE
from app.districts.councils.concerns.models import Concern, ConcernState, ConcernStep, Origin
from app.districts.councils.reports.models import Importance
from app.exchange.models import (
    EntryKind,
    ExchangeAnswer,
    ExchangeEntry,
    ExchangeQuestion,
    Topic,
    TopicInCouncil,
)
from app.exchange.publishing import key_of

GONE = (
    ConcernState.RAISED,
    ConcernState.TAKEN_UP,
    ConcernState.IN_COUNCIL,
    ConcernState.ANSWERED,
    ConcernState.TOLD,
)
"""How far each of the concerns is."""
SHARED = frozenset({ConcernState.IN_COUNCIL, ConcernState.ANSWERED, ConcernState.TOLD})


def report_and_share(filling: Filling) -> None:
    """Let the councils sit, share what was reported, carry concerns on, ask two questions."""
    pool = Pool(filling)
    for one in councils.sit(filling):
        pool.share_report(one)
    for slug, number, most in ((KTV, OF_KTV, 5), (MITTE, OF_MITTE, 3)):
        for place, raised in enumerate(CONCERNS[:most]):
            pool.share_concern(_raise(filling, slug, number, raised, GONE[place], place))
    pool.close()
    _ask(filling, pool)


class Pool:
    """What is shared, as app.exchange.publishing would write it line by line; here at once."""

    def __init__(self, filling: Filling) -> None:
        self.filling = filling
        self.topics: dict[str, Topic] = {}
        self.entries: list[ExchangeEntry] = []

    def share_report(self, told: Told) -> None:
        """Share what a report says, without what is internal."""
        report = told.report
        for item in told.items:
            if item.importance is Importance.NOTHING or (item.is_internal and item.result is None):
                continue
            self._add(
                ExchangeEntry(
                    kind=EntryKind.REPORT_ITEM, source_id=item.id, report_id=report.id,
                    district_id=report.space_id, council_id=report.council_id, author_id=report.author_id,
                    day=report.sat_on, title=item.title, text="" if item.is_internal else item.sentence,
                    outcome=item.result.value if item.result else "", paper=item.paper,
                    is_important=item.importance is Importance.IMPORTANT, for_faction=item.for_faction,
                    is_public=item.is_public, shared_at=report.filed_at,
                ),
                item.topics,
            )  # fmt: skip
        if report.residents_voices:
            self._add(
                ExchangeEntry(
                    kind=EntryKind.RESIDENTS_VOICES, source_id=report.id, report_id=report.id,
                    district_id=report.space_id, council_id=report.council_id, author_id=report.author_id,
                    day=report.sat_on, title="Stimmen der Einwohner*innen", text=report.residents_voices,
                    shared_at=report.filed_at,
                ),
                (),
            )  # fmt: skip

    def share_concern(self, concern: Concern) -> None:
        """Share how far a concern is, once it was brought to the council."""
        if concern.state in SHARED:
            in_council = concern.state is ConcernState.IN_COUNCIL
            entry = ExchangeEntry(
                kind=EntryKind.CONCERN, source_id=concern.id, district_id=concern.space_id,
                council_id=concern.council_id, day=clock.local(concern.moved_at).date(), title=concern.title,
                text="" if in_council else concern.answer, outcome=concern.state.value,
                paper="" if in_council else concern.paper, shared_at=concern.moved_at,
            )  # fmt: skip
            self._add(entry, concern.topics)

    def _add(self, entry: ExchangeEntry, topics: Iterable[str]) -> None:
        named = sorted((key_of(name), name) for name in topics)
        entry.topics = [self.topics.setdefault(key, Topic(key=key, name=name)) for key, name in named]
        self.entries.append(entry)

    def close(self) -> None:
        """Write it down: the latest shared has the highest key, and topics know their newest entry."""
        session = self.filling.session
        session.add_all(self.topics.values())
        session.flush()
        session.add_all(self.entries)
        session.flush()
        last: dict[tuple[int, int], date] = {}
        for entry in self.entries:
            for topic in entry.topics:
                topic.last_entry_id = max(topic.last_entry_id, entry.id)
                if entry.council_id is not None:
                    pair = (topic.id, entry.council_id)
                    last[pair] = max(last.get(pair, entry.day), entry.day)
        session.add_all(
            TopicInCouncil(topic_id=topic_id, council_id=council_id, last_on=day)
            for (topic_id, council_id), day in sorted(last.items())
        )
        session.flush()


# --- concerns


def _raise(
    filling: Filling, slug: str, number: int, raised: Raised, state: ConcernState, place: int
) -> Concern:
    hall = Hall(slug, filling)
    chair = hall.chair(filling.day)
    moved = [filling.moment(-60 + 7 * (place + step), 18) for step in range(GONE.index(state) + 1)]
    is_open = state is not ConcernState.TOLD
    by_guest = is_open and place % 2 == 0
    concern = Concern(
        space_id=hall.space_id, title=raised.title, text=raised.text, street=raised.street,
        topics=list(raised.topics), council_id=filling.councils[number].id,
        origin=Origin.GUEST if by_guest else Origin.MEMBER if raised.text else Origin.DOORSTEP,
        raised_on=clock.local(moved[0]).date(), state=state, moved_at=moved[-1], created_at=moved[0],
        responsible_id=chair if is_open and len(moved) > 1 else None,
        next_step=raised.next_step if is_open and len(moved) > 1 else "", answer=raised.answer,
        raiser_name="Gerda Musterfrau" if by_guest else "",
        raiser_contact="gerda.musterfrau@demo.example" if by_guest else "",
        consent_on=clock.local(moved[0]).date() if by_guest else None,
        raised_by_id=hall.members(filling.day)[-1] if is_open and not by_guest else None,
        answered_on=clock.local(moved[3]).date() if len(moved) > 3 else None,
        told_on=None if is_open else clock.local(moved[-1]).date(),
    )  # fmt: skip
    filling.session.add(concern)
    filling.session.flush()
    filling.session.add_all(
        ConcernStep(
            space_id=hall.space_id, concern_id=concern.id, at=at, state=one, by_id=chair if step else None
        )
        for step, (at, one) in enumerate(zip(moved, GONE, strict=False))
    )
    return concern


# --- questions


def _ask(filling: Filling, pool: Pool) -> None:
    people = [
        filling.people[name].id for name in ("Jonte Takelberg", "Duc Tonnenhagen", "Henning Storchenau")
    ]
    for place, (topic, text, answer) in enumerate(QUESTIONS):
        found = pool.topics.get(key_of(topic))
        if found is None:
            continue
        asked: datetime = filling.moment(-9 + 3 * place, 20)
        question = ExchangeQuestion(topic_id=found.id, by_id=people[place], text=text, created_at=asked)
        question.answers = [
            ExchangeAnswer(by_id=people[place + 1], text=answer, created_at=asked + timedelta(hours=14))
        ]
        filling.session.add(question)
    filling.session.flush()
