"""Urgent notices in the weekly mail; whoever wants mail at once has had one of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import selectinload

from app import clock
from app.extensions import db
from app.news.sources import NewsItem, tells_news
from app.notices.audience import homes_for
from app.notices.models import NoticeRead, UrgentNotice
from app.spaces.models import Space

KIND = _l("Eilmeldung")


@tells_news
def notices(space: Space, since: datetime, until: datetime) -> Iterator[NewsItem]:
    """Return the notices that are still shown, but for who wrote or has read them."""
    statement = (
        sa.select(UrgentNotice)
        .options(selectinload(UrgentNotice.audience))
        .where(UrgentNotice.space_id == space.id, UrgentNotice.removed_at.is_(None))
        .where(UrgentNotice.created_at > since, UrgentNotice.created_at <= until)
        .where(UrgentNotice.shown_until >= clock.today())
    )
    rows = list(db.session.scalars(statement))
    read: dict[int, set[int]] = defaultdict(set)
    marks = sa.select(NoticeRead.notice_id, NoticeRead.person_id).where(
        NoticeRead.notice_id.in_([row.id for row in rows])
    )
    for notice_id, person_id in db.session.execute(marks) if rows else ():
        read[notice_id].add(person_id)
    for row in rows:
        yield NewsItem(
            key=f"urgent_notice:{row.id}",
            at=row.created_at,
            kind=KIND,
            title=row.title,
            path=f"/{space.slug}/eilmeldungen/{row.id}",
            told=frozenset({row.by_id, *read[row.id]}),
            homes=homes_for(row),
            mailed_at_once=True,
        )
