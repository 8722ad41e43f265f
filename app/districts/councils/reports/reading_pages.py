"""The pages on which reports are read: the list, one report, its history, as PDF, and what is chosen for everybody."""

from __future__ import annotations

from flask import Response, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import documents
from app.access import Permission, belongs_to_the_party, can, requires
from app.districts.councils.reports import bp, choosing, reading, versions
from app.districts.councils.reports.models import Report
from app.districts.councils.reports.printing import facts_of, follow_up_in_words, paper_of, there_in_words
from app.districts.councils.reports.reading import Reader
from app.districts.councils.reports.reading_forms import PublicForm
from app.extensions import db
from app.forms import page, page_number
from app.spaces.door import current_space
from app.spaces.models import District
from app.spaces.queries import councils_of
from app.speech import SOURCE, speaking

READ, FILE = Permission.READ_SPACE, Permission.FILE_REPORTS


def reader() -> Reader:
    """Return whoever is calling, as far as reports of the space at hand go."""
    return Reader(
        current_user.me.id,
        in_party=belongs_to_the_party(current_user.held),
        files=can(FILE),
        leads=can(FILE) and can(Permission.PLAN_APPOINTMENTS),
    )


def readable_or_404(report_id: int) -> Report:
    """Return a report that may be read; a draft is there only for those who write it."""
    report = db.get_or_404(Report, report_id)
    if not reading.may_read(report, reader()):
        abort(404)
    return report


def filed_or_404(report_id: int) -> Report:
    """Return a report that the district may read."""
    report = db.get_or_404(Report, report_id)
    if not report.is_filed:
        abort(404)
    return report


def _asked_council(known: list[int]) -> int | None:
    text = request.args.get("ortsbeirat", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
    return number if number in known else None


@bp.get("/")
@requires(READ)
def listing() -> Response:
    """What ours brought back, the newest sitting first."""
    space = current_space()
    councils = councils_of(space) if isinstance(space, District) else []
    number = _asked_council([one.number for one in councils])
    council = next((one for one in councils if one.number == number), None)
    me = reader()
    found = reading.filed(me, council_id=council.id if council else None, number=page_number())
    return page(
        "districts/councils/reports/listing.html",
        page={
            "entries": found.entries,
            "number": found.number,
            "has_previous": found.has_previous,
            "has_next": found.has_next,
            "previous_url": url_for(".listing", seite=found.number - 1, ortsbeirat=number),
            "next_url": url_for(".listing", seite=found.number + 1, ortsbeirat=number),
        },
        drafts=reading.own_drafts(me) if me.files and found.number == 1 else [],
        councils=councils,
        council=council,
        may_file=me.files,
    )


@bp.get("/<id:report_id>")
@requires(READ)
def show(report_id: int) -> Response:
    """One report."""
    report = readable_or_404(report_id)
    me = reader()
    document = reading.document_of(report, internal=reading.sees_internal(report, me))
    return page(
        "districts/councils/reports/show.html",
        document=document,
        report=report,
        there=there_in_words(document),
        facts_of=facts_of,
        follow_up_in_words=follow_up_in_words,
        may_file=me.files,
        may_write=reading.may_write(report, me),
        is_public=report.is_filed and choosing.is_public(report),
    )


@bp.get("/<id:report_id>/fassungen")
@requires(READ)
def history(report_id: int) -> Response:
    """What was corrected, when and by whom."""
    report = filed_or_404(report_id)
    internal = reading.sees_internal(report, reader())
    return page(
        "districts/councils/reports/history.html",
        report=report,
        steps=versions.history_of(report, internal=internal),
    )


@bp.get("/<id:report_id>/bericht.pdf")
@requires(READ)
def pdf(report_id: int) -> Response:
    """The same to keep: tagged PDF, with what is internal only for who may read it."""
    report = filed_or_404(report_id)
    internal = reading.sees_internal(report, reader())
    with speaking(SOURCE):
        document = reading.document_of(report, internal=internal)
        paper = documents.pdf("report", paper_of(document, current_space()))
    name = f"ortsbeirat-{report.council.number}-{report.sat_on:%Y-%m-%d}.pdf"
    headers = {"Content-Type": "application/pdf", "Content-Disposition": f'inline; filename="{name}"'}
    return Response(paper, headers=headers)


# --- for everybody


@bp.route("/<id:report_id>/oeffentlich", methods=["GET", "POST"])
@requires(FILE)
def publish(report_id: int) -> AnyResponse:
    """Choose what of a report everybody may read."""
    report = filed_or_404(report_id)
    form = PublicForm()
    form.offer(choosing.offered(report), voices=choosing.voices_offered(report))
    if request.method == "GET":
        form.fill(report, choosing.offered(report))
    if form.validate_on_submit():
        with form.rules():
            choosing.choose(report, items=form.chosen, voices=bool(form.voices.data), by=current_user.me)
            if choosing.is_public(report):
                flash(_("Das steht jetzt auf der öffentlichen Seite."), "success")
                return redirect(url_for(".as_text", report_id=report.id))
            flash(_("Von diesem Bericht ist jetzt nichts öffentlich."), "success")
            return redirect(url_for(".show", report_id=report.id))
    return page("districts/councils/reports/publish.html", form=form, report=report)


@bp.get("/<id:report_id>/als-text")
@requires(FILE)
def as_text(report_id: int) -> Response:
    """What was chosen, as text to copy."""
    report = filed_or_404(report_id)
    space = current_space()
    path = url_for("public_reports.show", slug=space.slug, report_id=report.id)
    lines = choosing.chosen(report)
    link = current_app.config["PUBLIC_URL"] + path
    text = choosing.words_for(report, lines, space=space, link=link) if lines else ""
    return page("districts/councils/reports/as_text.html", report=report, text=text, path=path)
