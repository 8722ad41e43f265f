"""The pages of taking in another calendar: the file, the preview, done."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.calendar.imports import bp, forgetting, jobs, services  # noqa: F401  # they register
from app.calendar.imports.comparing import STEPS, Step, compared
from app.calendar.imports.forms import SourceForm, TakeForm
from app.calendar.imports.lines import MOST_BYTES
from app.calendar.imports.reading import read
from app.calendar.services import kinds_for
from app.extensions import db
from app.forms import choices, page
from app.spaces import bp as door
from app.spaces.door import current_space

PLAN = Permission.PLAN_APPOINTMENTS
USUAL_KIND = "get_together"
LARGEST_REQUEST = 4 * MOST_BYTES
"""Bytes: a file that is a little too long is told so by the form, with everything else kept."""


@bp.url_value_preprocessor
def _allow_files(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before anything else looks into the form. The rest of the house takes a megabyte (config.LARGEST_REQUEST).
    request.max_content_length = LARGEST_REQUEST
    request.max_form_memory_size = LARGEST_REQUEST


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    db.session.rollback()
    explanation = _(
        "Eine Kalenderdatei darf höchstens 2 Megabyte groß sein. Bitte nimm einen kürzeren Zeitraum."
    )
    return render_template(
        "errors/page.html", code=413, heading=_("Das ist zu groß"), explanation=explanation,
        way_back=(_("Zur Startseite"), "/"),
    ), 413  # fmt: skip


@bp.route("/", methods=["GET", "POST"])
@requires(PLAN)
def start() -> AnyResponse:
    """Choose a file, or paste its text."""
    form = SourceForm()
    if form.validate_on_submit():
        with form.rules():
            services.keep(form.content(), by=current_user.me)
            return redirect(url_for(".preview"))
    waiting = request.method == "GET" and services.kept_by(current_user.me) is not None
    return page("calendar/imports/start.html", form=form, waiting=waiting)


@bp.route("/vorschau", methods=["GET", "POST"])
@requires(PLAN)
def preview() -> AnyResponse:
    """Look at what is in it, and take in what is ticked."""
    kept = services.kept_by(current_user.me)
    if kept is None:
        return redirect(url_for(".start"))
    space, text = current_space(), kept.text
    kinds = kinds_for(space)
    form = TakeForm(kind=USUAL_KIND)
    form.kind.choices = choices((kind.key, kind.name) for kind in kinds)
    marks = request.form.getlist("take")
    if form.validate_on_submit():
        with form.rules():
            outcome = services.take_in(
                kept, space, marks=marks, kind=form.kind.data, announced=form.state.data == "announced",
                by=current_user.me,
            )  # fmt: skip
            flash(_said(outcome), "success")
            return redirect(url_for("space.calendar.listing"))
    return _preview(form, text, marks)


def _preview(form: TakeForm, text: str, marks: list[str]) -> AnyResponse:
    reading = read(text)
    rows = compared(reading.found)
    ticked = set(marks) if request.method == "POST" else {row.mark for row in rows if row.is_ticked}
    counts = [(STEPS[step], sum(row.step is step for row in rows)) for step in Step]
    return page(
        "calendar/imports/preview.html",
        form=form,
        reading=reading,
        offered=[row for row in rows if row.is_offered],
        others=[row for row in rows if not row.is_offered],
        ticked=ticked,
        counts=[(name, count) for name, count in counts if count],
        steps=STEPS,
    )


@bp.post("/verwerfen")
@requires(PLAN)
def throw_away() -> AnyResponse:
    """Let it be."""
    services.throw_away(by=current_user.me)
    flash(_("Nichts ist übernommen, und die Datei ist hier gelöscht."), "success")
    return redirect(url_for("space.calendar.listing"))


def _said(outcome: services.Outcome) -> str:
    """Return what was done in words: "3 Termine eingetragen, 1 Termin geändert."""
    said = [
        (outcome.new, ngettext("%(num)d Termin eingetragen", "%(num)d Termine eingetragen", outcome.new)),
        (outcome.changed, ngettext("%(num)d Termin geändert", "%(num)d Termine geändert", outcome.changed)),
        (
            outcome.cancelled,
            ngettext("%(num)d Termin abgesagt", "%(num)d Termine abgesagt", outcome.cancelled),
        ),
    ]
    return ", ".join(str(words) for number, words in said if number) + "."


door.register_blueprint(bp)
