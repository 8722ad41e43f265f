"""The pages of taking sittings in: the notice, the calendar file."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.districts.councils.intake import bp, notices, services
from app.districts.councils.intake.comparing import STEPS, compared
from app.districts.councils.intake.forms import CalendarForm, ConfirmForm, NoticeForm
from app.districts.councils.intake.notices import Notice
from app.districts.councils.sittings import agenda
from app.districts.councils.sittings.models import Sitting
from app.districts.councils.sittings.services import Details
from app.forms import Form, page
from app.rules import RuleBroken
from app.spaces import bp as door
from app.spaces import queries as spaces
from app.spaces.door import current_space, only_in_districts
from app.spaces.models import Council, District

PLAN = Permission.PLAN_SITTINGS

bp.before_request(only_in_districts)


def councils_here() -> list[Council]:
    """Return the councils of the district at hand."""
    space = current_space()
    return spaces.councils_of(space) if isinstance(space, District) else []


def _chosen(text: str | None, councils: Sequence[Council]) -> Council | None:
    return next((one for one in councils if str(one.id) == text), None)


# --- the notice


@bp.route("/", methods=["GET", "POST"])
@requires(PLAN)
def paste() -> AnyResponse:
    """Paste a notice; what is recognised in it is shown."""
    form, councils = NoticeForm(), councils_here()
    if form.validate_on_submit() and councils:
        text = form.notice.data or ""
        others = [one for one in spaces.all_councils() if one not in councils]
        return _recognised(notices.read(text, ours=councils, others=others), text, councils)
    return page("districts/councils/intake/paste.html", form=form, councils=councils)


def _recognised(notice: Notice, text: str, councils: list[Council]) -> AnyResponse:
    form = ConfirmForm(
        formdata=None,
        council=str(notice.council.id) if notice.council else None,
        day=notice.day,
        starts=notice.starts,
        ends=notice.ends,
        place=notice.place,
        title=notice.title,
        agenda=agenda.as_typed(notice.items),
        notice=text,
        existing=services.COMPLETE,
    )
    form.offer(councils, undecided=notice.council is None)
    return page(
        "districts/councils/intake/confirm.html", form=form, notice=notice, there=_there(form, councils)
    )


@bp.post("/eintragen")
@requires(PLAN)
def enter() -> AnyResponse:
    """Enter what somebody looked through."""
    form, councils = ConfirmForm(), councils_here()
    form.offer(councils)
    if form.validate_on_submit():
        with form.rules():
            council = _chosen(form.council.data, councils)
            if council is None:
                abort(404)
            sitting, is_new = services.enter_notice(
                council,
                details=form.details(),
                items=agenda.items_in(form.agenda.data or ""),
                existing=form.existing.data or "",
                by=current_user.me,
            )
            flash(_("Die Sitzung ist eingetragen.") if is_new else _("Die Sitzung ist ergänzt."), "success")
            return redirect(url_for("space.sittings.show", sitting_id=sitting.id))
    return page(
        "districts/councils/intake/confirm.html", form=form, notice=None, there=_there(form, councils_here())
    )


def _there(form: ConfirmForm, councils: Sequence[Council]) -> Sitting | None:
    """Return the sitting that is there on that day already, as far as day and council are known."""
    council = _chosen(form.council.data, councils)
    if council is None or form.day.data is None or form.starts.data is None:
        return None
    try:
        details: Details = form.details()
    except RuleBroken:  # told at its field
        return None
    return services.already_there(council, details)


# --- the calendar file


@bp.route("/kalenderdatei", methods=["GET", "POST"])
@requires(PLAN)
def file() -> AnyResponse:
    """Choose a calendar file; what is in it is shown."""
    form, councils = CalendarForm(), councils_here()
    form.offer(councils)
    if form.validate_on_submit():
        with form.rules():
            council, text = _chosen(form.council.data, councils), form.content()
            if council is not None:
                services.looked_at(text)
                return _preview(Form(formdata=None), council, text, None)
    return page("districts/councils/intake/file.html", form=form, councils=councils_here())


@bp.post("/kalenderdatei/eintragen")
@requires(PLAN)
def take_file() -> AnyResponse:
    """Take in what is ticked."""
    form = CalendarForm()
    form.offer(councils_here())
    text, marks = form.text.data or "", request.form.getlist("take")
    if form.validate_on_submit():
        with form.rules():
            council = _chosen(form.council.data, councils_here())
            if council is None:
                abort(404)
            outcome = services.take_file_in(council, text, marks=marks, by=current_user.me)
            flash(_said(outcome), "success")
            return redirect(url_for("space.sittings.listing"))
    council = _chosen(form.council.data, councils_here())
    if council is None or not text or form.text.errors:
        return page("districts/councils/intake/file.html", form=form, councils=councils_here())
    return _preview(form, council, text, marks)


def _preview(form: Form, council: Council, text: str, marks: list[str] | None) -> AnyResponse:
    """Show what a file would do; `marks`: what was ticked, None where nobody has chosen yet."""
    reading = services.looked_at(text)
    rows = compared(council, reading.found)
    return page(
        "districts/councils/intake/preview.html",
        form=form,
        council=council,
        text=text,
        reading=reading,
        offered=[row for row in rows if row.is_offered],
        others=[row for row in rows if not row.is_offered],
        ticked=set(marks) if marks is not None else {row.mark for row in rows if row.is_ticked},
        steps=STEPS,
    )


def _said(outcome: services.Outcome) -> str:
    """Return what was done in words: "3 Sitzungen eingetragen, 1 Sitzung geändert."""
    said = [
        (outcome.new, ngettext("%(num)d Sitzung eingetragen", "%(num)d Sitzungen eingetragen", outcome.new)),
        (
            outcome.changed,
            ngettext("%(num)d Sitzung geändert", "%(num)d Sitzungen geändert", outcome.changed),
        ),
        (
            outcome.cancelled,
            ngettext("%(num)d Sitzung abgesagt", "%(num)d Sitzungen abgesagt", outcome.cancelled),
        ),
    ]
    words = [str(words) for number, words in said if number]
    return ", ".join(words) + "." if words else _("Alles war schon so eingetragen.")


door.register_blueprint(bp)
