"""The report on the page of its sitting."""

from __future__ import annotations

import sqlalchemy as sa
from flask_login import current_user

from app.districts.councils.reports import queries, reading
from app.districts.councils.reports.models import Report
from app.districts.councils.reports.reading_pages import reader
from app.districts.councils.sittings.models import Sitting
from app.districts.councils.sittings.parts import Part, sitting_part
from app.extensions import db


@sitting_part(order=20)
def report_part(sitting: Sitting) -> Part | None:
    """Show what was brought back from it, or offer to write it down."""
    if not sitting.has_begun:
        return None
    wanted = sa.select(Report).options(sa.orm.joinedload(Report.council), sa.orm.joinedload(Report.author))
    report = db.session.scalars(wanted.where(Report.sitting_id == sitting.id)).first()
    me = reader()
    if report is not None and not reading.may_read(report, me):
        report = None
    may_file = me.files and sitting.wants_a_report
    may_file = may_file and queries.may_write(sitting, by=current_user.me, leads=me.leads)
    if report is None and not may_file:
        return None
    filed = [report] if report is not None and report.is_filed else []
    return Part(
        "districts/councils/reports/part.html",
        {
            "report": report,
            "sitting": sitting,
            "entries": reading.with_headlines(filed, me),
            "may_file": may_file,
        },
    )
