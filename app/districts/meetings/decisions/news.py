"""What was decided is news as soon as the members may read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import markup
from app.audit import AuditEntry
from app.districts.meetings.decisions.models import Decision, DecisionResult
from app.districts.meetings.decisions.queries import SHOWN_TO_MEMBERS
from app.districts.meetings.minutes.models import Minutes
from app.extensions import db
from app.news.sources import NewsItem, tells_news
from app.spaces.models import Space

LONGEST = 160


@tells_news
def adopted_decisions(space: Space, since: datetime, until: datetime) -> Iterator[NewsItem]:
    """Return what was adopted, at the moment when the minutes were ready for the first time.

    Minutes may be taken back and be ready again; nobody is told twice for that.
    """
    first = (
        sa.select(AuditEntry.subject_id, sa.func.min(AuditEntry.at).label("at"))
        .where(AuditEntry.space_id == space.id, AuditEntry.action == "minutes.ready")
        .group_by(AuditEntry.subject_id)
        .subquery()
    )
    statement = (
        sa.select(Decision, first.c.at)
        .join(
            Minutes,
            sa.and_(Minutes.space_id == Decision.space_id, Minutes.appointment_id == Decision.appointment_id),
        )
        .join(first, first.c.subject_id == Minutes.id)
        .where(
            Decision.space_id == space.id, Decision.result == DecisionResult.ADOPTED, Decision.wording != ""
        )
        .where(Minutes.state.in_(SHOWN_TO_MEMBERS or ()), first.c.at > since, first.c.at <= until)
        .order_by(Decision.year, Decision.number)
    )
    for decision, at in db.session.execute(statement):
        words = " ".join(markup.plain(decision.wording).split())
        yield NewsItem(
            key=f"decision:{decision.id}",
            at=at,
            kind=_l("Beschluss %(label)s", label=decision.label),
            title=words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…",
            path=f"/{space.slug}/beschluesse/{decision.id}",
        )
