"""The board's pages across all districts."""

from __future__ import annotations

from datetime import timedelta

from flask import Response

from app import clock
from app.access import Permission, requires
from app.board import bp, queries
from app.forms import page

PERIOD = timedelta(days=90)


@bp.get("/berichte")
@requires(Permission.READ_OVERVIEW)
def reports() -> Response:
    """Which councils sat, and from which of the sittings ours brought something back."""
    today = clock.today()
    rows = queries.standing_of_reports(today - PERIOD, today)
    return page(
        "board/reports.html",
        rows=rows,
        since=today - PERIOD,
        held=sum(one.held for one in rows),
        reported=sum(one.reported for one in rows),
        missing=sum(one.missing for one in rows),
    )
