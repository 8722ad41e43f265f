"""The pages of urgent notices in a space."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, SpaceKind, can, requires
from app.extensions import db
from app.forms import page, page_number, version_in
from app.notices import audience, bp, forgetting, jobs, models, news, queries, services  # noqa: F401  # they register
from app.notices.forms import AnswerForm, ChangeForm, NoticeForm
from app.notices.models import NoticeAnswer, UrgentNotice
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import current_space, every_space

READ = Permission.READ_SPACE
POST = Permission.POST_NOTICES


def _notice_or_404(urgent_id: int) -> UrgentNotice:
    notice = queries.notice_of(urgent_id, queries.homes_of(current_user))
    if notice is None:
        abort(404)
    return notice


def _back(notice: UrgentNotice, anchor: str | None = None) -> AnyResponse:
    return redirect(url_for(".show", urgent_id=notice.id, _anchor=anchor))


def _overtaken(urgent_id: int, changed: Changed) -> AnyResponse:
    """Lead who comes second to what the first one did."""
    db.session.rollback()
    flash(changed.message, "warning")
    return redirect(url_for(".show", urgent_id=urgent_id))


@bp.get("/")
@requires(READ)
def listing() -> Response:
    """The notices of this space, the newest first."""
    number = page_number()
    rows, has_next = queries.listing(queries.homes_of(current_user), number)
    pages = {
        "number": number,
        "has_previous": number > 1,
        "has_next": has_next,
        "previous_url": url_for(".listing", seite=number - 1),
        "next_url": url_for(".listing", seite=number + 1),
    }
    return page("notices/listing.html", rows=rows, page=pages, day_now=clock.today())


@bp.route("/neu", methods=["GET", "POST"])
@requires(POST)
def create() -> AnyResponse:
    """Post one."""
    space = current_space()
    form = NoticeForm(shown_until=clock.today() + services.USUALLY_SHOWN)
    is_county = space.kind is SpaceKind.COUNTY
    form.offer([one for one in every_space() if one.id != space.id] if is_county else [])
    if form.validate_on_submit():
        with form.rules():
            notice = services.post(space, form.details(), by=current_user.me)
            flash(_("Die Eilmeldung steht jetzt auf den Startseiten. Wer Mails sofort möchte, bekommt sie auch so."),
                  "success")  # fmt: skip
            return _back(notice)
    return page("notices/create.html", form=form, is_county=is_county, most_days=services.LONGEST_SHOWN.days)


def _show(notice: UrgentNotice, form: AnswerForm) -> Response:
    space = current_space()
    may = can(POST)
    answers, older = queries.answers_to(notice)
    return page(
        "notices/show.html",
        form=form,
        notice=notice,
        answers=answers,
        older=older,
        may=may,
        me=current_user.me.id,
        is_read=notice.by_id == current_user.me.id or queries.is_read(notice, current_user.me.id),
        reads=audience.reads_of(notice) if may and queries.is_counted(notice) else None,
        may_answer=services.may_answer(notice, space),
        group=space,
        most=services.LONGEST_ANSWER,
    )


@bp.get("/<id:urgent_id>")
@requires(READ)
def show(urgent_id: int) -> Response:
    """One notice and what was answered."""
    return _show(_notice_or_404(urgent_id), AnswerForm())


@bp.post("/<id:urgent_id>/gelesen")
@requires(READ)
def read(urgent_id: int) -> AnyResponse:
    """Note that I have read it."""
    notice = _notice_or_404(urgent_id)
    services.note_read(notice, by=current_user.me)
    return redirect(url_for("home.today")) if request.form.get("von") == "heute" else _back(notice)


@bp.post("/<id:urgent_id>/antworten")
@requires(READ)
def answer(urgent_id: int) -> AnyResponse:
    """Answer, for all who may read it."""
    notice = _notice_or_404(urgent_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.rules():
            row = services.answer(notice, current_space(), text=form.text.data or "", by=current_user.me)
            return _back(notice, f"antwort-{row.id}")
    return _show(notice, form)


@bp.post("/<id:urgent_id>/antworten/<id:answer_id>/zuruecknehmen")
@requires(READ)
def take_answer_back(urgent_id: int, answer_id: int) -> AnyResponse:
    """Take an answer back: one's own, or as who leads the space."""
    notice, row = _notice_or_404(urgent_id), db.session.get(NoticeAnswer, answer_id)
    if row is None or row.notice_id != notice.id:
        abort(404)
    services.take_answer_back(row, leads=can(POST), by=current_user.me)
    return _back(notice, "antworten")


@bp.route("/<id:urgent_id>/bearbeiten", methods=["GET", "POST"])
@requires(POST)
def edit(urgent_id: int) -> AnyResponse:
    """Put the words right."""
    notice = _notice_or_404(urgent_id)
    form = ChangeForm(title=notice.title, text=notice.text, version=str(notice.version))
    if form.validate_on_submit():
        with form.rules():
            try:
                services.change(
                    notice,
                    title=form.title.data or "",
                    text=form.text.data or "",
                    seen_version=form.seen_version,
                    by=current_user.me,
                )
            except Changed:
                form.version.data = str(notice.version)  # sent again, it counts
                raise
            return _back(notice)
    return page("notices/edit.html", form=form, notice=notice)


@bp.post("/<id:urgent_id>/zuruecknehmen")
@requires(POST)
def take_back(urgent_id: int) -> AnyResponse:
    """Take it back."""
    notice = _notice_or_404(urgent_id)
    try:
        services.take_back(notice, seen_version=version_in(request.form.get("version")), by=current_user.me)
    except Changed as changed:
        return _overtaken(urgent_id, changed)
    flash(_("Die Eilmeldung ist zurückgenommen."), "success")
    return redirect(url_for(".listing"))


@bp.post("/<id:urgent_id>/schliessen")
@requires(POST)
def close(urgent_id: int) -> AnyResponse:
    """Let nobody answer any more."""
    notice = _notice_or_404(urgent_id)
    try:
        services.close(notice, seen_version=version_in(request.form.get("version")), by=current_user.me)
    except Changed as changed:
        return _overtaken(urgent_id, changed)
    return _back(notice, "antworten")


@bp.post("/<id:urgent_id>/oeffnen")
@requires(POST)
def reopen(urgent_id: int) -> AnyResponse:
    """Let people answer again."""
    notice = _notice_or_404(urgent_id)
    try:
        services.reopen(notice, seen_version=version_in(request.form.get("version")), by=current_user.me)
    except Changed as changed:
        return _overtaken(urgent_id, changed)
    return _back(notice, "antworten")


door.register_blueprint(bp)
