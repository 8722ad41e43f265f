"""Figures over all districts. The session's scope reads every space."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app import clock
from app.districts.councils.reports.models import Report, ReportState
from app.districts.councils.sittings.models import Sitting, SittingState
from app.extensions import db
from app.spaces.geography import valid_on
from app.spaces.models import Council, District


@dataclass(frozen=True)
class CouncilStanding:
    """How it stands with a council's sittings in a period."""

    council_id: int
    number: int
    name: str
    district_slug: str
    district_name: str
    held: int
    """Sittings that took place."""
    reported: int
    """Of them with a filed report."""
    nobody_went: int
    """Of them with the answer that none of us was there."""

    @property
    def missing(self) -> int:
        """How many reports are still to come."""
        return self.held - self.reported - self.nobody_went


def standing_of_reports(first: date, last: date) -> list[CouncilStanding]:
    """Return how it stands with each council of today, sittings from `first` to `last`. One query."""
    now = clock.now()
    counted = (
        sa.select(
            Sitting.space_id,
            Sitting.council_id,
            sa.func.count().label("held"),
            sa.func.count(Report.id).label("reported"),
            sa.func.sum(sa.case((Sitting.nobody_went & Report.id.is_(None), 1), else_=0)).label(
                "nobody_went"
            ),
        )
        .outerjoin(
            Report,
            sa.and_(
                Report.space_id == Sitting.space_id,
                Report.sitting_id == Sitting.id,
                Report.state == ReportState.FILED,
            ),
        )
        .where(Sitting.starts_at >= clock.start_of_day(first), Sitting.starts_at < clock.end_of_day(last))
        .where(Sitting.starts_at <= now, Sitting.state == SittingState.PLANNED)
        .group_by(Sitting.space_id, Sitting.council_id)
        .subquery()
    )
    statement = (
        sa.select(
            Council.id, Council.number, Council.short_name, District.slug, District.short_name,
            sa.func.coalesce(counted.c.held, 0), sa.func.coalesce(counted.c.reported, 0),
            sa.func.coalesce(counted.c.nobody_went, 0),
        )
        .join(District, District.id == Council.district_id)
        .outerjoin(counted, sa.and_(counted.c.space_id == District.id, counted.c.council_id == Council.id))
        .where(valid_on(Council, clock.today()), District.closed_on.is_(None))
        .order_by(Council.number)
    )  # fmt: skip
    return [CouncilStanding(*row) for row in db.session.execute(statement)]
