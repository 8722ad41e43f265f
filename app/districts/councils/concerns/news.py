"""Concerns that were answered are news in their district; who raised what is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.districts.councils.concerns.models import Concern, ConcernState, ConcernStep
from app.extensions import db
from app.news.sources import NewsItem, tells_news
from app.spaces.models import Space

KIND = _l("Anliegen beantwortet")
LONGEST = 160


@tells_news
def answered(space: Space, since: datetime, until: datetime) -> Iterator[NewsItem]:
    """Return the concerns that were answered and still are, with the answer."""
    statement = (
        sa.select(Concern, ConcernStep)
        .join(
            ConcernStep,
            sa.and_(ConcernStep.space_id == Concern.space_id, ConcernStep.concern_id == Concern.id),
        )
        .where(Concern.space_id == space.id, ConcernStep.state == ConcernState.ANSWERED)
        .where(Concern.state.in_((ConcernState.ANSWERED, ConcernState.TOLD)))
        .where(ConcernStep.at > since, ConcernStep.at <= until)
        .order_by(ConcernStep.at)
    )
    for concern, step in db.session.execute(statement):
        yield NewsItem(
            key=f"concern:{concern.id}",
            at=step.at,
            kind=KIND,
            title=f"{concern.title}: {_short(concern.answer)}",
            path=f"/{space.slug}/anliegen/{concern.id}",
            told=frozenset({step.by_id} if step.by_id is not None else ()),
        )


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rsplit(' ', 1)[0]} …"
