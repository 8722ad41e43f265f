"""Reports that were filed, put in as they are stored, and what the tests ask of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa

from app.districts.councils.reports.models import Importance, Report, ReportItem, ReportState
from app.districts.councils.sittings.models import Sitting
from app.exchange import publishing
from app.exchange.models import EntryKind
from app.extensions import db
from app.tenancy import ScopedSession, one_space
from tests.people import NOW, World

SECRET = "Nur unter uns in ktv."
OPEN = "Der Radweg in ktv kommt."


def in_ktv(world: World, change: Callable[[ScopedSession], None]) -> None:
    """Change something of ktv directly."""
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        change(session)


def of_world(session: ScopedSession, world: World) -> Report:
    """The filed report of ktv."""
    return session.get_one(Report, world.meetings["ktv"]["report_id"])


def written_by(world: World, who: str, *, typed_by: str = "") -> None:
    """Let the report of ktv be somebody else's."""

    def change(session: ScopedSession) -> None:
        report = of_world(session, world)
        report.author_id = world.people[who]
        report.written_by_id = world.people[typed_by or who]

    in_ktv(world, change)


def items_of(session: ScopedSession, world: World) -> list[ReportItem]:
    """The items of ktv's filed report, in their order."""
    statement = sa.select(ReportItem).where(ReportItem.report_id == world.meetings["ktv"]["report_id"])
    return list(session.scalars(statement.order_by(ReportItem.position)))


def another_report(world: World, *, days: int, filed_days: int | None = None, **item: object) -> int:
    """Put in a sitting of ktv's council so many days ago, and its report; return the report's key."""
    found: list[int] = []

    def add(session: ScopedSession) -> None:
        council_id, author_id = world.councils["ktv"], world.people["councillor"]
        sitting = Sitting(council_id=council_id, starts_at=NOW - timedelta(days=days), by_hand=[])
        session.add(sitting)
        session.flush()
        report = Report(
            sitting_id=sitting.id, council_id=council_id, sat_on=sitting.starts_at.date(), author_id=author_id,
            written_by_id=author_id, state=ReportState.FILED,
            filed_at=NOW - timedelta(days=days - 1 if filed_days is None else filed_days),
        )  # fmt: skip
        session.add(report)
        session.flush()
        said = {
            "title": "Neue Bänke",
            "importance": Importance.IMPORTANT,
            "sentence": "Vier Bänke kommen.",
            **item,
        }
        session.add(ReportItem(report_id=report.id, position=1, number="1", **said))
        found.append(report.id)

    in_ktv(world, add)
    return found[0]


def publish(world: World, **line: object) -> None:
    """Share the open item of ktv's report and make it public, as the page does."""
    with world.app.app_context():
        for entry in publishing.shared_of_report(world.meetings["ktv"]["report_id"]):
            entry.is_public = entry.kind is EntryKind.REPORT_ITEM
            for name, value in line.items():
                setattr(entry, name, value)
        db.session.commit()
