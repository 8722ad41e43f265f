"""The pages on which a report is written, filed and put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, can, requires
from app.districts.councils.reports import bp, checking, filing, queries, services, typed
from app.districts.councils.reports.checking import Problem, problems_in
from app.districts.councils.reports.models import IMPORTANCE_NAMES, RESULT_NAMES, VOTE_NAMES
from app.districts.councils.reports.queries import Desk
from app.districts.councils.reports.services import Draft, Together
from app.districts.councils.reports.typed import Typed
from app.districts.councils.sittings.models import Sitting
from app.extensions import db
from app.forms import clean, page, version_in
from app.rules import RuleBroken
from app.speech import clock_time

FILE = Permission.FILE_REPORTS
LENGTHS = {**checking.LENGTHS, "voices": checking.LONGEST_VOICES, "note": checking.LONGEST_NOTE}


def _leads() -> bool:
    """Whether this person files for all councils of the district, on behalf of those who sit in them."""
    return can(Permission.PLAN_APPOINTMENTS)


def _sitting(sitting_id: int) -> Sitting:
    """Return a sitting that this person may report of. Aborts with 404, raises RuleBroken for another's council."""
    sitting: Sitting = db.get_or_404(Sitting, sitting_id)
    if not queries.may_write(sitting, by=current_user.me, leads=_leads()):
        raise RuleBroken(
            _("Über diese Sitzung berichtet, wer von uns in diesem Ortsbeirat sitzt. Für sie können das auch die "
              "Stadtteilsprecher*innen tun.")
        )  # fmt: skip
    return sitting


@bp.get("/neu", endpoint="next")
@requires(FILE)
def next_one() -> AnyResponse:
    """Lead to the last sitting that there is no report of yet."""
    sitting = queries.next_sitting(by=current_user.me, leads=_leads())
    if sitting is None:
        return page("districts/councils/reports/write_none.html")
    return redirect(url_for(".write", sitting_id=sitting.id))


@bp.get("/sitzung/<id:sitting_id>")
@requires(FILE)
def write(sitting_id: int) -> Response:
    """The form: with what is stored, or with the agenda."""
    desk = queries.desk_of(_sitting(sitting_id), by=current_user.me)
    return _form(desk, desk.standing)


@bp.post("/sitzung/<id:sitting_id>")
@requires(FILE)
def save(sitting_id: int) -> AnyResponse:
    """Store what was typed, or file it: for the script as well as for the buttons."""
    sitting = _sitting(sitting_id)
    desk = queries.desk_of(sitting, by=current_user.me)
    is_filing = request.form.get("action") != "save"
    draft = _draft(desk, is_filing=is_filing)
    problems = list(problems_in(draft.typed, desk.allowed, filing=is_filing, given=desk.given))
    if problems:
        return _refused(sitting, draft, problems)
    try:
        if is_filing and desk.report is not None and desk.report.is_filed:
            return _corrected(sitting, filing.correct(sitting, draft, by=current_user.me))
        result = services.save(sitting, draft, by=current_user.me)
        if is_filing and not result.is_merged:
            return _filed(sitting)
    except RuleBroken as broken:
        db.session.rollback()
        return _refused(sitting, draft, [Problem(broken.field or "", "", broken.message)])
    return _saved(sitting, result, is_filing=is_filing)


def _draft(desk: Desk, *, is_filing: bool) -> Draft:
    """Return what was sent. Whose report it is says only who files for others."""
    told, base = typed.read(request.form.getlist), typed.read_base(request.form.get("base"))
    if not _leads():
        author = {name: text for name, text in desk.standing.fields.items() if name == "author"}
        told, base = (replace(one, fields={**one.fields, **author}) for one in (told, base))
    return Draft(
        filing.recognised(told) if is_filing else told,
        base,
        version_in(request.form.get("version")),
        " ".join(clean(request.form.get("note")).split())[: checking.LONGEST_NOTE],
    )


# --- answers, to the script and to the buttons


def _wants_data() -> bool:
    """Whether the form's script asks, and not its button."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _saved(sitting: Sitting, result: Together, *, is_filing: bool) -> AnyResponse:
    note = _both_are_there(is_filing=is_filing) if result.is_merged else ""
    if _wants_data():
        desk = queries.desk_of(sitting, by=current_user.me)
        saved_at = clock_time(clock.now())
        return jsonify(version=desk.version, saved_at=saved_at, base=desk.standing.as_base(), note=note)
    flash(
        note or _("Zwischengespeichert. Noch liest das nur, wer hier mitschreibt."),
        "warning" if note else "success",
    )
    return redirect(url_for(".write", sitting_id=sitting.id), 303)


def _filed(sitting: Sitting) -> AnyResponse:
    report = queries.report_of(sitting)
    if report is None:
        abort(404)
    filing.file_report(report, by=current_user.me)
    return _on_to(
        _("Danke, dein Bericht ist abgegeben. Der Stadtteilverband kann ihn jetzt lesen."), report.id
    )


def _corrected(sitting: Sitting, result: Together) -> AnyResponse:
    desk = queries.desk_of(sitting, by=current_user.me)
    if not result.is_merged and desk.report is not None:
        return _on_to(_("Deine Berichtigung steht im Bericht."), desk.report.id)
    note = _both_are_there(is_filing=True)
    if _wants_data():
        answer = jsonify(
            version=desk.version,
            base=desk.standing.as_base(),
            fields=result.typed.as_base(),
            note=note,
        )
        answer.status_code = 409
        return answer
    flash(note, "warning")
    return _form(desk, result.typed, status=409)


def _on_to(message: str, report_id: int) -> AnyResponse:
    flash(message, "success")
    url = url_for(".show", report_id=report_id)
    return jsonify(url=url) if _wants_data() else redirect(url, 303)


def _both_are_there(*, is_filing: bool) -> str:
    note = _(
        "Inzwischen hat noch jemand an diesem Bericht geschrieben. Beides steht jetzt hier, nichts ist verloren."
    )
    return f"{note} {_('Lies es noch einmal durch und gib es dann ab.')}" if is_filing else note


def _refused(sitting: Sitting, draft: Draft, problems: Sequence[Problem]) -> AnyResponse:
    if _wants_data():
        said = [f"{one.where}: {one.message}" if one.where else one.message for one in problems]
        answer = jsonify(message=" ".join(said), fields=[one.name for one in problems])
        answer.status_code = 422
        return answer
    desk = queries.desk_of(sitting, by=current_user.me)
    return _form(desk, draft.typed, status=422, draft=draft, problems=problems)


def _form(
    desk: Desk,
    shown: Typed,
    *,
    status: int = 200,
    draft: Draft | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    """Show the form; what came back from it keeps the version and the base that it was opened on."""
    used = queries.topics_used()
    titles = {key: texts.get("title", "") for key, texts in shown.items.items()}
    return page(
        "districts/councils/reports/write.html",
        status=status,
        sitting=desk.sitting,
        desk=desk,
        report=desk.report,
        is_filed=desk.report is not None and desk.report.is_filed,
        closed="" if problems else services.why_not(desk.sitting),
        shown=shown,
        base=(draft.base if draft else desk.standing).as_base(),
        version=max(draft.seen_version, 0) if draft else desk.version,
        note=draft.note if draft else "",
        problems=problems,
        wrong={one.name: one.message for one in problems},
        leads=_leads(),
        blank=typed.new_key(),
        suggested={key: queries.topics_in_title(title, used) for key, title in titles.items()},
        routine={key for key, title in titles.items() if queries.is_routine(title)},
        importances=IMPORTANCE_NAMES,
        results=RESULT_NAMES,
        votes=VOTE_NAMES,
        lengths=LENGTHS,
    )
