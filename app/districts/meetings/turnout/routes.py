"""The page of how many came."""

from __future__ import annotations

from flask import Response

from app.access import Permission, requires
from app.charts import bars
from app.districts.meetings.turnout import bp, queries
from app.forms import page
from app.spaces import bp as door
from app.speech import short_day

MOST_BARS = 24


@bp.get("/")
@requires(Permission.PLAN_APPOINTMENTS)
def show() -> Response:
    """How many came, who is new, and which time of day brought whom."""
    found = queries.turnout()
    latest = found.evenings[-MOST_BARS:]
    return page(
        "districts/meetings/turnout/show.html",
        turnout=found,
        evenings=list(reversed(found.evenings)),
        chart=bars([(short_day(one.starts_at), one.members, one.guests) for one in latest]),
        slot_names=queries.SLOT_NAMES,
    )


door.register_blueprint(bp)
