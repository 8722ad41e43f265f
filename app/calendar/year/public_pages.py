"""What everybody finds without a login: the public calendar, one public appointment, the regulars' tables."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import Response, abort, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import public
from app.calendar.year import bp, published, regulars, showing, spans
from app.extensions import db
from app.forms import clean, page
from app.spaces.door import open_own_spaces, readable_by
from app.spaces.models import Space

MONTHS = 3
"""So many months the public calendar shows at once."""


def wanted_space() -> Space | None:
    """Return the open space that was asked for; None for all of them."""
    slug = clean(request.args.get("bereich"))  # what no database could look for is nobody's
    return db.session.scalars(sa.select(Space).where(Space.slug == slug, Space.closed_on.is_(None))).first()


def _months_from(first: date) -> spans.Span:
    last = first
    for _number in range(MONTHS):
        last = spans.month_of(last.year, last.month).last + spans.DAY
    return spans.Span(first, last - spans.DAY)


@bp.get("/oeffentlich")
@bp.get("/oeffentlich/<year:year>/<int(min=1, max=12):month>")
@public
def public_calendar(year: int | None = None, month: int | None = None) -> Response:
    """What everybody is invited to."""
    today = clock.today()
    first = today
    if year is not None and month is not None:
        first = max(spans.day_of(year, month, 1) or abort(404), today)
    shown = _months_from(first)
    space = wanted_space()
    only = {space.id} if space else None
    rows = published.between(shown.first, shown.last, space_ids=only)
    names = {row.space_id: row.space_short_name for row in rows}
    later = published.next_after(shown.last, space_ids=only)
    pairs = [(showing.as_entry(row), url_for("year.public_appointment", uid=row.uid)) for row in rows]
    return page(
        "calendar/year/public.html",
        chosen=space,
        spaces=_spaces_with_something(),
        months=showing.by_month(pairs, shown, names),
        later=url_for(
            "year.public_calendar", year=later.day.year, month=later.day.month,
            bereich=space.slug if space else None,
        ) if later else None,
        from_today=first == today,
        paper_year=min(first.year, today.year + 1),
    )  # fmt: skip


def _spaces_with_something() -> list[tuple[str, str]]:
    """Return address and name of the spaces that announce something public in the next year, by name."""
    rows = published.between(clock.today(), clock.today() + timedelta(days=366))
    found = {row.space_slug: row.space_name for row in rows}
    return sorted(found.items(), key=lambda one: one[1].casefold())


@bp.get("/termin/<uuid:uid>")
@public
def public_appointment(uid: UUID) -> AnyResponse:
    """One public appointment; who may read its space is led to the page with all of it."""
    row = published.one(str(uid)) or abort(404)
    if current_user.is_authenticated and row.space_id in {
        space.id for space, _may in readable_by(current_user)
    }:
        return redirect(url_for("space.calendar.show", space=row.space_slug, appointment_id=row.id))
    return page("calendar/year/public_appointment.html", row=row)


@bp.get("/stammtische")
@public
def regulars_tables() -> Response:
    """Where one can simply come to, by weekday."""
    open_own_spaces()
    own = {link.id: link for link in current_user.own_spaces} if current_user.is_authenticated else {}
    wanted = wanted_space()
    found = regulars.all_tables(own=own, district=wanted.slug if wanted else "")
    return page("calendar/year/regulars.html", found=found, chosen=wanted)
