"""The pages of the year calendar for those who are logged in."""

from __future__ import annotations

from datetime import date

from flask import Response, abort, request, url_for
from flask_login import current_user

from app import clock
from app.access import signed_in_everywhere
from app.calendar.services import EARLIEST, LATEST
from app.calendar.year import bp, models, plan_pages, printing, public_pages, showing, spans  # noqa: F401  # more pages
from app.calendar.year.choosing import KIND, NEARBY, SPACE, SPECIAL, WITHOUT, Choice, chosen
from app.forms import page

NAMES = {"spaces": SPACE, "nearby": NEARBY, "kinds": KIND, "special": SPECIAL, "without": WITHOUT}
"""What the fields of the choice are called in an address."""


def _views(shown: date, view: str, choice: Choice) -> list[tuple[str, str, bool]]:
    """Return where the other views of the same days are: key, address, whether it is the one at hand."""
    of_year, of_month = (
        spans.address_of_year(shown.year, choice.query),
        spans.address_of_month(shown, choice.query),
    )
    of_days = spans.address_of_day(shown, choice.query)
    if shown == clock.today():
        of_days = url_for("year.agenda", **choice.query)  # type: ignore[arg-type]
    return [
        (key, url, key == view) for key, url in (("agenda", of_days), ("month", of_month), ("year", of_year))
    ]


def _agenda(first: date) -> Response:
    choice = chosen(current_user, request.args)
    shown = spans.agenda_from(first)
    pairs = showing.found_in(choice, shown)
    return page(
        "calendar/year/agenda.html",
        choice=choice,
        fields=NAMES,
        views=_views(first, "agenda", choice),
        ways=spans.ways_of_agenda(shown, choice.query),
        shown=shown,
        from_today=first == clock.today(),
        months=showing.by_month(pairs, shown, choice.names()),
    )


@bp.get("/")
@signed_in_everywhere
def agenda() -> Response:
    """What comes in the next weeks."""
    return _agenda(clock.today())


@bp.get("/<year:year>/<int(min=1, max=12):month>/<int(min=1, max=31):day>")
@signed_in_everywhere
def day(year: int, month: int, day: int) -> Response:
    """What comes from a day on."""
    return _agenda(spans.day_of(year, month, day) or abort(404))


@bp.get("/<year:year>/<int(min=1, max=12):month>")
@signed_in_everywhere
def month(year: int, month: int) -> Response:
    """A month as a table, and as a list."""
    first = spans.day_of(year, month, 1) or abort(404)
    choice = chosen(current_user, request.args)
    shown = spans.month_of(year, month)
    pairs = showing.found_in(choice, shown)
    today = clock.today()
    return page(
        "calendar/year/month.html",
        choice=choice,
        fields=NAMES,
        views=_views(today if today in shown else first, "month", choice),
        ways=spans.ways_of_month(shown, today, choice.query),
        shown=shown,
        around=[str(showing.MONTHS[(month + step) % 12]) for step in (-2, 0)],
        table=showing.tables_of([shown], (entry for entry, _url in pairs), today)[0],
        months=showing.by_month(pairs, shown, choice.names()),
    )


@bp.get("/<year:year>")
@signed_in_everywhere
def whole_year(year: int) -> Response:
    """A year on one page: twelve tables, and a list."""
    if not EARLIEST.year <= year <= LATEST.year:
        abort(404)
    choice = chosen(current_user, request.args)
    shown, today = spans.year_of(year), clock.today()
    pairs = showing.found_in(choice, shown)
    months = [spans.month_of(year, number) for number in range(1, 13)]
    return page(
        "calendar/year/year.html",
        choice=choice,
        fields=NAMES,
        views=_views(today if today in shown else shown.first, "year", choice),
        ways=spans.ways_of_year(year, today, choice.query),
        year=year,
        tables=showing.tables_of(months, (entry for entry, _url in pairs), today),
        months=showing.by_month(pairs, shown, choice.names()),
        address_of_day=lambda at: spans.address_of_day(at, choice.query),
        address_of_month=lambda at: spans.address_of_month(at, choice.query),
    )
