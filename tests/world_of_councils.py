"""What the small Kreisverband of `tests/people.py` holds of councils.

In each space: a sitting to come with an agenda and a guest, one whose report was filed and shared, one whose report is
a draft, one without a report; a concern that a guest raised. Only two spaces have a council of their own; the rows of
the others are about one that belongs to nobody, so that there is something to find where nothing may be found.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.districts.councils.concerns.models import Concern, ConcernStep, Origin
from app.districts.councils.models import CouncilTerm
from app.districts.councils.reports.models import (
    Importance,
    ItemResult,
    Report,
    ReportItem,
    ReportState,
    ReportVersion,
)
from app.districts.councils.sittings.models import Sitting, SittingItem, SittingVisit
from app.exchange.models import (
    EntryKind,
    ExchangeAnswer,
    ExchangeEntry,
    ExchangeQuestion,
    Follow,
    Topic,
    TopicInCouncil,
)
from app.spaces.models import Mandate
from app.tenancy import ScopedSession


def fill_councils(
    session: ScopedSession, slug: str, *, council_id: int, author_id: int, member_id: int, now: datetime
) -> dict[str, int]:
    """Fill one space; return the keys by the names that addresses use."""
    days = {"coming": 10, "reported": -20, "drafted": -12, "unreported": -5}
    sittings = {
        key: Sitting(
            council_id=council_id, starts_at=now + timedelta(days=day, minutes=30), place=f"Rathaus von {slug}",
            title=f"Sitzung {key} in {slug}", by_hand=[],
        )
        for key, day in days.items()
    }  # fmt: skip
    session.add_all(sittings.values())
    session.flush()
    items = [
        SittingItem(sitting_id=sitting.id, position=number, number=str(number), title=f"Rats-TOP {number} in {slug}",
                    paper=f"2025/BV/100{number}" if number == 2 else "")
        for sitting in sittings.values()
        for number in (1, 2)
    ]  # fmt: skip
    session.add_all(items)
    visit = SittingVisit(sitting_id=sittings["coming"].id, person_id=member_id)
    session.add(visit)
    filed = _report(sittings["reported"], council_id, author_id, filed_at=now - timedelta(days=19))
    draft = _report(sittings["drafted"], council_id, author_id)
    session.add_all([filed, draft])
    session.flush()
    open_item = _item(filed, 1, f"Radweg in {slug}", f"Der Radweg in {slug} kommt.", topics=["Radweg"])
    internal = _item(filed, 2, f"Haushalt in {slug}", f"Nur unter uns in {slug}.", is_internal=True)
    of_draft = _item(draft, 1, f"Entwurf zu {slug}", f"Noch nicht fertig in {slug}.")
    session.add_all([open_item, internal, of_draft])
    session.flush()
    session.add(
        ReportVersion(report_id=filed.id, number=1, at=filed.filed_at, by_id=author_id, content={"items": []})
    )
    concern = Concern(
        title=f"Dunkler Weg in {slug}", text=f"Abends sieht man in {slug} nichts.", street="Lange Straße",
        topics=["Beleuchtung"], council_id=council_id, origin=Origin.GUEST, raiser_name=f"Gast aus {slug}",
        raiser_contact=f"gast.{slug}@demo.example", consent_on=now.date() - timedelta(days=3),
        raised_on=now.date() - timedelta(days=3), moved_at=now - timedelta(days=3),
    )  # fmt: skip
    session.add(concern)
    session.flush()
    session.add(ConcernStep(concern_id=concern.id, at=now - timedelta(days=3), state=concern.state))
    entry, topic = _shared(session, open_item, filed)
    question = ExchangeQuestion(topic_id=topic.id, by_id=author_id, text=f"Wie ist es in {slug}?")
    session.add(question)
    session.flush()
    answer = ExchangeAnswer(question_id=question.id, by_id=author_id, text=f"So ist es in {slug}.")
    follow = Follow(person_id=author_id, words=f"gehweg {slug}")
    session.add_all([answer, follow])
    session.flush()
    term = session.scalars(sa.select(CouncilTerm).where(CouncilTerm.council_id == council_id)).first()
    if term is None:
        term = CouncilTerm(
            council_id=council_id, name="2024–2029", since=date(2024, 7, 1), seats=11, our_seats=2
        )
        session.add(term)
        session.flush()
    return {
        "term_id": term.id,
        "mandate_id": session.scalars(sa.select(Mandate.id)).first() or 2**31 - 1,
        "question_id": question.id,
        "answer_id": answer.id,
        "follow_id": follow.id,
        "sitting_id": sittings["unreported"].id,
        "coming_sitting_id": sittings["coming"].id,
        "reported_sitting_id": sittings["reported"].id,
        "drafted_sitting_id": sittings["drafted"].id,
        "report_id": filed.id,
        "draft_report_id": draft.id,
        "report_item_id": open_item.id,
        "draft_report_item_id": of_draft.id,
        "concern_id": concern.id,
        "entry_id": entry.id,
        "topic_id": topic.id,
    }


def _shared(session: ScopedSession, item: ReportItem, report: Report) -> tuple[ExchangeEntry, Topic]:
    """Put an item into the exchange, as app.exchange.publishing does in the session of a request."""
    topic = session.scalars(sa.select(Topic)).first() or Topic(key="radweg", name="Radweg")
    entry = ExchangeEntry(
        kind=EntryKind.REPORT_ITEM, source_id=item.id, report_id=report.id, district_id=item.space_id,
        council_id=report.council_id, author_id=report.author_id, day=report.sat_on,
        title=item.title, text=item.sentence,
        outcome=ItemResult.ADOPTED.value, is_important=True, shared_at=report.filed_at, topics=[topic],
    )  # fmt: skip
    session.add(entry)
    session.flush()
    topic.last_entry_id = entry.id
    if session.get(TopicInCouncil, (topic.id, report.council_id)) is None:
        session.add(TopicInCouncil(topic_id=topic.id, council_id=report.council_id, last_on=report.sat_on))
    return entry, topic


def _report(sitting: Sitting, council_id: int, author_id: int, *, filed_at: datetime | None = None) -> Report:
    return Report(
        sitting_id=sitting.id,
        council_id=council_id,
        sat_on=clock.local(sitting.starts_at).date(),
        state=ReportState.FILED if filed_at else ReportState.DRAFT,
        author_id=author_id,
        written_by_id=author_id,
        filed_at=filed_at,
    )


def _item(
    report: Report,
    number: int,
    title: str,
    sentence: str,
    *,
    topics: list[str] | None = None,
    is_internal: bool = False,
) -> ReportItem:
    return ReportItem(
        report_id=report.id,
        position=number,
        number=str(number),
        title=title,
        importance=Importance.IMPORTANT,
        result=ItemResult.ADOPTED,
        sentence=sentence,
        is_internal=is_internal,
        topics=topics or [],
    )
