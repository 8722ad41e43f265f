"""Minutes that were approved are news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.calendar.models import Appointment
from app.districts.meetings.minutes.models import Minutes, MinutesState
from app.extensions import db
from app.news.sources import NewsItem, tells_news
from app.spaces.models import Space

KIND = _l("Protokoll genehmigt")


@tells_news
def approved_minutes(space: Space, since: datetime, until: datetime) -> Iterator[NewsItem]:
    """Return the minutes that were approved: from then on whoever reads the space may read them."""
    statement = (
        sa.select(Minutes.approved_at, Appointment.id, Appointment.title, Appointment.starts_at)
        .join(
            Appointment,
            sa.and_(Appointment.space_id == Minutes.space_id, Appointment.id == Minutes.appointment_id),
        )
        .where(Minutes.space_id == space.id, Minutes.state == MinutesState.APPROVED)
        .where(Minutes.approved_at > since, Minutes.approved_at <= until)
    )
    for row in db.session.execute(statement):
        yield NewsItem(
            key=f"minutes:{row.id}",
            at=row.approved_at,
            kind=KIND,
            title=row.title,
            path=f"/{space.slug}/termine/{row.id}/protokoll/",
            starts_at=row.starts_at,
        )
