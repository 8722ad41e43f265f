"""The pages on which a space plans the days of remembrance."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, requires
from app.calendar.year import commemorating as bp
from app.calendar.year import plans
from app.calendar.year.forms import PlanForm
from app.forms import page
from app.rules import Changed
from app.spaces import bp as door


@bp.get("/")
@requires(Permission.READ_SPACE)
def listing() -> Response:
    """What is planned for this year's and the next year's days of remembrance."""
    this = clock.today().year
    years = [(year, plans.planned_days(year)) for year in (this, this + 1)]
    return page("calendar/year/commemorations.html", years=years)


def _filled(found: plans.PlannedDay) -> PlanForm:
    plan = found.plan
    if plan is None:
        form = PlanForm(version="0")
    else:
        form = PlanForm(
            starts=plan.starts,
            place=plan.place,
            on_duty=str(plan.on_duty_id or ""),
            wreath=plan.wreath,
            speaker=plan.speaker,
            note=plan.note,
            version=str(plan.version),
        )
    form.offer(plans.people_on_duty(plan))
    return form


@bp.route("/<year:year>/<int(min=1, max=12):month>", methods=["GET", "POST"])
@requires(Permission.PLAN_APPOINTMENTS)
def edit(year: int, month: int) -> AnyResponse:
    """Plan one of them."""
    found = plans.planned_day(year, month) or abort(404)
    form = _filled(found)
    theirs = None
    if form.validate_on_submit():
        with form.rules():
            try:
                plans.plan_day(
                    found, details=form.details(), seen_version=form.seen_version, by=current_user.me
                )
            except Changed:
                # Both are shown; sending the form once more chooses one's own.
                theirs = found.plan
                form.version.data = str(theirs.version if theirs else 0)
                raise
            flash(_("Gespeichert."), "success")
            return redirect(url_for(".listing"))
    return page(
        "calendar/year/commemoration.html",
        form=form,
        found=found,
        theirs=theirs,
    )


door.register_blueprint(bp)
