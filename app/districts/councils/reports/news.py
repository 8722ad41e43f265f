"""A report that was filed is news for all who may read the district."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.districts.councils.reports.models import Report
from app.districts.councils.reports.reading import headline_of, items_of
from app.extensions import db
from app.news.sources import NewsItem, tells_news
from app.spaces.models import Space

KIND = _l("Bericht aus dem Ortsbeirat")


@tells_news
def filed_reports(space: Space, since: datetime, until: datetime) -> Iterator[NewsItem]:
    """Return the reports that were filed, with what they are about and nothing internal; a correction is no news."""
    statement = (
        sa.select(Report)
        .options(sa.orm.joinedload(Report.council))
        .where(Report.space_id == space.id, Report.filed_at > since, Report.filed_at <= until)
        .order_by(Report.id)
    )
    reports = list(db.session.scalars(statement))
    items = items_of(report.id for report in reports)
    for report in reports:
        if report.filed_at is None:
            continue
        headline = headline_of(items[report.id], internal=False)
        yield NewsItem(
            key=f"report:{report.id}",
            at=report.filed_at,
            kind=KIND,
            title=f"{report.council.short_name}: {' '.join(headline.split())}",
            path=f"/{space.slug}/berichte/{report.id}",
            told=frozenset({report.author_id, report.written_by_id}),
        )
