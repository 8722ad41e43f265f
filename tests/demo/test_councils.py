"""The demo's councils: sittings, reports, concerns, and an exchange that says just what was reported."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.districts.councils.concerns.models import Concern
from app.districts.councils.reports.models import Report, ReportItem, ReportState
from app.districts.councils.reports.sharing import share_report
from app.districts.councils.sittings.models import Sitting
from app.exchange.models import ExchangeEntry, ExchangeQuestion, TopicInCouncil
from app.extensions import db
from app.tenancy import Scope, ScopedSession, current_session


def everything(session: ScopedSession) -> tuple[list[object], ...]:
    names = [one.key for one in sa.inspect(ExchangeEntry).column_attrs]
    entries = [
        (*(getattr(one, name) for name in names), tuple(topic.key for topic in one.topics))
        for one in session.scalars(sa.select(ExchangeEntry).order_by(ExchangeEntry.id))
    ]
    in_councils = [
        (one.topic_id, one.council_id, one.last_on)
        for one in session.scalars(
            sa.select(TopicInCouncil).order_by(TopicInCouncil.topic_id, TopicInCouncil.council_id)
        )
    ]
    return entries, in_councils


def test_what_is_shared_is_what_the_publishing_would_share(filled: Flask) -> None:
    with filled.app_context():
        session = current_session()
        spaces = frozenset(session.scalars(sa.select(ExchangeEntry.district_id)))
        session.open_scope(Scope(read=spaces, write=spaces))
        before = everything(session)
        for report in session.scalars(sa.select(Report).where(Report.state == ReportState.FILED)):
            share_report(report)
        assert everything(session) == before
        db.session.rollback()


def test_there_is_something_in_every_state(filled: Flask) -> None:
    with filled.app_context():
        session = current_session()
        session.open_scope(Scope(read=None))
        states = session.scalars(sa.select(Report.state)).all()
        assert states.count(ReportState.DRAFT) == 1
        assert states.count(ReportState.FILED) > 30
        assert len(set(session.scalars(sa.select(Concern.state)))) == 5
        questions = session.scalars(sa.select(ExchangeQuestion)).all()
        assert [len(one.answers) for one in questions] == [1, 1]
        assert {8}.isdisjoint(one.month for one in session.scalars(sa.select(Sitting.starts_at)))


def test_nothing_internal_is_shared(filled: Flask) -> None:
    with filled.app_context():
        session = current_session()
        session.open_scope(Scope(read=None))
        internal = set(session.scalars(sa.select(ReportItem.sentence).where(ReportItem.is_internal)))
        assert internal
        assert internal.isdisjoint(session.scalars(sa.select(ExchangeEntry.text)))
