"""The page on which the office takes in the school holidays of the next years."""

from __future__ import annotations

from contextlib import closing

import sqlalchemy as sa
from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.calendar import holiday_files
from app.calendar.holiday_files import LineState
from app.calendar.holidays import known_until
from app.calendar.models import SchoolHoliday
from app.extensions import db
from app.forms import page
from app.office import bp
from app.office.forms import HolidaysForm

SPACES = Permission.MANAGE_SPACES


@bp.route("/ferien", methods=["GET", "POST"])
@requires(SPACES)
def school_holidays() -> AnyResponse:
    """Look at a file with school holidays, and take in what is new."""
    form = HolidaysForm()
    preview = None
    if form.validate_on_submit():
        with form.rules():
            chosen = request.files.get("file")
            if chosen is not None and chosen.filename:
                with closing(chosen):
                    form.text.data = holiday_files.decoded(chosen.read(holiday_files.LARGEST_FILE + 1))
            preview = holiday_files.looked_at(form.text.data or "")
            if "take" in request.form and preview.to_take:
                number = holiday_files.take_in(preview, by=current_user.me)
                flash(
                    ngettext("Ein Eintrag ist übernommen.", "%(num)d Einträge sind übernommen.", number),
                    "success",
                )
                return redirect(url_for(".school_holidays"))
    return _page(form, preview)


def _page(form: HolidaysForm, preview: holiday_files.Preview | None) -> Response:
    stored = db.session.scalars(sa.select(SchoolHoliday).order_by(SchoolHoliday.first.desc())).all()
    return page(
        "office/holidays.html",
        form=form,
        preview=preview,
        LineState=LineState,
        known_until=known_until(),
        stored=stored,
    )


@bp.post("/ferien/<id:holiday_id>/entfernen")
@requires(SPACES)
def remove_school_holiday(holiday_id: int) -> AnyResponse:
    """Take holidays out again that were taken in."""
    holiday = db.session.get(SchoolHoliday, holiday_id)
    if holiday is None:
        abort(404)
    holiday_files.remove(holiday, by=current_user.me)
    flash(_("Entfernt. Was schon vorher bekannt war, gilt wieder."), "success")
    return redirect(url_for(".school_holidays"))
