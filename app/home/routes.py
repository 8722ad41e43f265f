"""The start page and the home of a space."""

from __future__ import annotations

from flask import Response
from flask_babel import gettext as _
from flask_login import current_user

from app import clock
from app.access import Permission, can, requires, signed_in
from app.calendar import queries as calendar
from app.districts.councils.reports import reading as reports
from app.districts.councils.reports.reading_pages import reader
from app.forms import page
from app.home import search, space_home, today, waiting
from app.notices import queries as notices
from app.spaces import bp as door
from app.spaces import queries as spaces
from app.spaces.door import current_space, spaces_open_to
from app.spaces.geography import neighbours_of
from app.spaces.models import KIND_NAMES, District
from app.speech import day

__all__ = ["search"]  # more pages

NEXT_ON_TODAY = 5
NEXT_IN_SPACE = 3
LAST_REPORTS = 2


def _greeting() -> str:
    hour = clock.local(clock.now()).hour
    if 4 <= hour < 11:
        return str(_("Guten Morgen"))
    return str(_("Guten Tag") if 11 <= hour < 18 else _("Guten Abend"))


@today.get("/", endpoint="today")
@signed_in
def show_today() -> Response:
    """What is next and what waits for me, across my spaces."""
    return page(
        "home/today.html",
        greeting=_greeting(),
        rows=calendar.next_rows(NEXT_ON_TODAY),
        today=day(clock.now()),
        notices=notices.unread(current_user),
        waiting=waiting.for_visitor(current_user),
        spaces_by_id={link.id: link for link in current_user.own_spaces},
    )


@space_home.get("/", endpoint="show")
@requires(Permission.READ_SPACE)
def show_space() -> Response:
    """What is next here, who is the contact, the councils, the neighbours."""
    space = current_space()
    district = space if isinstance(space, District) else None
    return page(
        "home/space.html",
        space=space,
        kind_name=KIND_NAMES[space.kind],
        notices=notices.on_show(current_user),
        rows=calendar.next_rows(NEXT_IN_SPACE),
        reports=reports.filed(reader(), size=LAST_REPORTS).entries if district else [],
        waiting=waiting.in_space(space) if can(Permission.PLAN_APPOINTMENTS) else [],
        speakers=spaces.speakers(),
        councils=spaces.councils_of(district) if district else [],
        seats=spaces.names_by_council() if district else {},
        neighbours=neighbours_of(district) if district else [],
        may_open={link.id for link in spaces_open_to(current_user)} if district else set(),
    )


door.register_blueprint(space_home)
