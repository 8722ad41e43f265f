"""The pages on which many sittings are entered at once."""

from __future__ import annotations

from datetime import time

from flask import flash, redirect, request, url_for
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, requires
from app.calendar.series.dates import Pattern
from app.calendar.series.forms import as_typed, rule_of
from app.calendar.series.models import SchoolHolidays
from app.calendar.series.rules import Rule, Unit
from app.districts.councils.sittings import bp, queries, series
from app.districts.councils.sittings.choosing import chosen_council, councils_here
from app.districts.councils.sittings.forms import SUMMER_MONTHS, SeriesForm, offer
from app.forms import page
from app.spaces.models import Council

DO = "tun"
EVENING = time(18, 30)
WEDNESDAY = 2


def _new_form(councils: list[Council]) -> SeriesForm:
    """A form that begins with what most councils do: once a month on an evening, not in the summer."""
    today = clock.today()
    form = SeriesForm(
        **as_typed(Rule(Unit.MONTH, weekday=WEDNESDAY, which=2)),
        council=str(chosen_council(councils) or (councils[0].id if councils else "")),
        starts=EVENING,
        first_day=today,
        last_day=series.usual_last_day(today),
        months_off=[str(number) for number in SUMMER_MONTHS],
        skips_public_holidays=True,
    )
    offer(form.council, councils)
    return form


def _pattern(form: SeriesForm) -> Pattern:
    return Pattern(
        rule=rule_of(form.rhythm.data, form.on.data),
        first_day=form.first_day.data or clock.today(),
        last_day=form.last_day.data or clock.today(),
        starts=form.starts.data or EVENING,
        minutes=series.ASSUMED_MINUTES,
        school_holidays=SchoolHolidays(form.school_holidays.data),
        skips_public_holidays=bool(form.skips_public_holidays.data),
    )


@bp.route("/serie", methods=["GET", "POST"])
@requires(Permission.PLAN_SITTINGS)
def plan_series() -> AnyResponse:
    """Enter many sittings: first their dates are shown, then they are entered."""
    councils = councils_here()
    form = _new_form(councils)
    preview = None
    if form.validate_on_submit():
        with form.rules():
            council = next(one for one in councils if str(one.id) == form.council.data)
            preview = series.preview(
                council,
                _pattern(form),
                months_off={int(number) for number in form.months_off.data or ()},
                shown=form.shown.data or "",
                ticked=request.form.getlist("tag"),
            )
            seen, form.shown.data = form.shown.data == preview.shown, preview.shown
            if DO in request.form and seen:
                place = form.place.data or queries.last_place(council.id)
                number = series.enter(council, preview, place=place, by=current_user.me)
                flash(
                    ngettext("%(num)d Sitzung ist eingetragen.", "%(num)d Sitzungen sind eingetragen.", number),
                    "success",
                )  # fmt: skip
                return redirect(url_for(".listing", ortsbeirat=council.id))
    return page("districts/councils/sittings/series.html", form=form, preview=preview, councils=councils)
