"""The pages on which minutes are written, read, made ready, approved and put right."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, current_app, flash, jsonify, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, can, requires
from app.calendar.models import Appointment, AppointmentState
from app.calendar.parts import Part, appointment_part
from app.districts.meetings.conduct.record import why_not_open
from app.districts.meetings.minutes import (
    bp,
    entries,
    history,
    news,
    queries,
    services,
    state,
    suggestions,
    telling,
)
from app.districts.meetings.minutes.document import document_of
from app.districts.meetings.minutes.entries import Outcome, TooLong
from app.districts.meetings.minutes.forms import CorrectionForm
from app.districts.meetings.minutes.models import MINUTES_STATE_NAMES, MinutesState
from app.districts.meetings.minutes.paper import paper_of, state_in_words
from app.districts.meetings.minutes.rights import item_or_404, may_read, meeting_or_404, readable_or_404
from app.districts.meetings.models import AgendaItem
from app.documents import pdf as typeset
from app.extensions import db
from app.forms import clean, page, version_in
from app.rules import RuleBroken
from app.spaces import bp as door
from app.speech import SOURCE, clock_time, day, speaking

# More pages; what they suggest for agendas, and what is new.
__all__ = ["history", "news", "suggestions", "telling"]

READ = Permission.READ_SPACE
KEEP = Permission.KEEP_MINUTES


@appointment_part(order=30)
def minutes_part(appointment: Appointment) -> Part | None:
    """Show how far the minutes are, and which ones this meeting is to approve."""
    if not appointment.behaviour.has_minutes or appointment.state is not AppointmentState.ANNOUNCED:
        return None
    minutes = state.minutes_of(appointment)
    may_keep = can(KEEP) and not why_not_open(appointment)
    to_approve = queries.ready_before(appointment) if may_keep and services.may_approve(appointment) else []
    is_shown = may_keep or (minutes is not None and may_read(minutes))
    if not (is_shown or to_approve):
        return None
    return Part(
        "districts/meetings/minutes/part.html",
        {
            "state": minutes.state if minutes is not None else MinutesState.WRITING,
            "state_names": MINUTES_STATE_NAMES,
            "is_shown": is_shown,
            "may_keep": may_keep,
            "to_approve": to_approve,
        },
    )


# --- writing


@bp.get("/")
@requires(KEEP)
def write(appointment_id: int) -> AnyResponse:
    """All items with their editors, to write on at home."""
    appointment = meeting_or_404(appointment_id)
    minutes, sheets = state.minutes_of(appointment), queries.sheets_of(appointment)
    if minutes is not None and minutes.state is MinutesState.APPROVED:
        return redirect(url_for(".read", appointment_id=appointment.id))
    return page(
        "districts/meetings/minutes/write.html",
        appointment=appointment,
        state=minutes.state if minutes is not None else MinutesState.WRITING,
        sheets=sheets,
        closed=why_not_open(appointment),
        missing=queries.missing(appointment, sheets),
        longest=entries.LONGEST,
    )


@bp.post("/punkt/<id:item_id>")
@requires(KEEP)
def save(appointment_id: int, item_id: int) -> AnyResponse:
    """Save what was written to one item."""
    appointment = meeting_or_404(appointment_id)
    return _save(appointment, item_or_404(appointment, item_id))


@bp.post("/allgemein")
@requires(KEEP)
def save_general(appointment_id: int) -> AnyResponse:
    """Save what belongs to no item."""
    return _save(meeting_or_404(appointment_id), None)


def _save(appointment: Appointment, item: AgendaItem | None) -> AnyResponse:
    if "text" not in request.form:
        abort(400)  # what was not sent is not an empty text
    text, seen = clean(request.form["text"]), version_in(request.form.get("version"))
    try:
        outcome = entries.save(appointment, item, text=text, seen_version=seen, by=current_user.me)
    except RuleBroken as broken:
        db.session.rollback()
        return _refused(appointment, item, broken, text, seen)
    return _saved_as_data(outcome, text) if _wants_data() else _saved_as_page(appointment, item, outcome)


def _wants_data() -> bool:
    """Whether the editor's script asks, and not a form."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def _saved_as_data(outcome: Outcome, sent: str) -> AnyResponse:
    if outcome.aside is None or outcome.entry is None:
        answer = {"version": outcome.version, "saved_at": clock_time(outcome.saved_at)}
        if outcome.text != sent:
            answer["text"] = outcome.text
        if outcome.note:
            answer["note"] = outcome.note
        return jsonify(answer)
    entry = outcome.entry
    response = jsonify(
        version=outcome.version,
        theirs=outcome.text,
        kept=True,  # it lies aside: the copy in the browser may go
        by=entry.changed_by.name,
        url=url_for(".both", appointment_id=entry.appointment_id, entry_id=entry.id),
    )
    response.status_code = 409
    db.session.commit()  # it is refused, and yet kept: the edge would throw it away with the refusal
    return response


def _saved_as_page(appointment: Appointment, item: AgendaItem | None, outcome: Outcome) -> AnyResponse:
    if outcome.aside is not None and outcome.entry is not None:
        entry = outcome.entry
        return redirect(url_for(".both", appointment_id=entry.appointment_id, entry_id=entry.id), 303)
    flash(" ".join([_("Gespeichert."), outcome.note]).strip(), "success")
    return redirect(f"{_where_it_came_from(appointment)}#{queries.place_of(item)}", 303)


def _where_it_came_from(appointment: Appointment) -> str:
    """Return the page of this meeting with the form; where that is not known, the writing page."""
    meeting = url_for("space.calendar.show", appointment_id=appointment.id)
    path = (request.referrer or "").removeprefix(request.host_url.rstrip("/")).partition("?")[0]
    if path.startswith(f"{meeting}/") and path != request.path:  # which is only posted to
        return path
    return url_for(".write", appointment_id=appointment.id)


def _refused(
    appointment: Appointment, item: AgendaItem | None, broken: RuleBroken, text: str, seen: int
) -> AnyResponse:
    status = 413 if isinstance(broken, TooLong) else 422
    if _wants_data():
        return make_response(jsonify(message=broken.message), status)
    return page(
        "districts/meetings/minutes/refused.html",
        status=status,
        appointment=appointment,
        sheet=queries.sheet_of(appointment, item),
        message=broken.message,
        text=text,
        seen=max(seen, 0),
        longest=entries.LONGEST,
    )


@bp.url_value_preprocessor
def _answer_what_is_too_large(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Answer the editor in its own form, before anything is read; a form gets the page that everybody gets."""
    if (request.content_length or 0) > current_app.config["MAX_CONTENT_LENGTH"] and _wants_data():
        message = _("Höchstens %(most)d Zeichen je Punkt. Dein Text ist noch da, aber nicht gespeichert.",
                    most=entries.LONGEST)  # fmt: skip
        abort(make_response(jsonify(message=message), 413))


# --- reading


@bp.get("/lesen")
@requires(READ)
def read(appointment_id: int) -> Response:
    """The minutes as one document."""
    appointment = readable_or_404(appointment_id)
    document = document_of(appointment)
    may_plan = can(Permission.PLAN_APPOINTMENTS)  # a keeper for one meeting keeps no later one
    may_approve = may_plan and document.state is MinutesState.READY
    return page(
        "districts/meetings/minutes/read.html",
        appointment=appointment,
        document=document,
        state_words=state_in_words(document),
        may_keep=can(KEEP),
        approving=queries.approving_meetings(appointment) if may_approve else [],
    )


@bp.get("/protokoll.pdf")
@requires(READ)
def pdf(appointment_id: int) -> Response:
    """The same to keep: tagged PDF."""
    appointment = readable_or_404(appointment_id)
    with speaking(SOURCE):
        paper = typeset("minutes", paper_of(document_of(appointment)))
    name = f"protokoll-{clock.local(appointment.starts_at):%Y-%m-%d}.pdf"
    headers = {"Content-Type": "application/pdf", "Content-Disposition": f'inline; filename="{name}"'}
    return Response(paper, headers=headers)


# --- what happens to them as a whole


@bp.post("/fertig")
@requires(KEEP)
def make_ready(appointment_id: int) -> AnyResponse:
    """Let the members read them."""
    appointment = meeting_or_404(appointment_id)
    services.make_ready(appointment, by=current_user.me)
    flash(_("Das Protokoll ist fertig: Alle im Bereich können es lesen, beim nächsten Treffen wird es genehmigt."),
          "success")  # fmt: skip
    return redirect(url_for(".read", appointment_id=appointment.id))


@bp.post("/in-arbeit")
@requires(KEEP)
def take_back(appointment_id: int) -> AnyResponse:
    """Go on writing."""
    appointment = meeting_or_404(appointment_id)
    services.take_back(appointment, by=current_user.me)
    flash(_("Das Protokoll ist wieder in Arbeit. Gerade sieht es nur, wer es schreibt."), "success")
    return redirect(url_for(".write", appointment_id=appointment.id))


@bp.post("/genehmigen")
@requires(KEEP)
def approve(appointment_id: int) -> AnyResponse:
    """Note that this meeting approved the minutes of an earlier one."""
    meeting = meeting_or_404(appointment_id)
    earlier = meeting_or_404(version_in(request.form.get("protokoll")))
    services.approve(earlier, at=meeting, by=current_user.me)
    flash(_("Das Protokoll vom %(day)s ist genehmigt. Ab jetzt bleibt es, wie es ist.", day=day(earlier.starts_at)),
          "success")  # fmt: skip
    return redirect(url_for(".read", appointment_id=earlier.id))


@bp.route("/berichtigung", methods=["GET", "POST"])
@requires(KEEP)
def correct(appointment_id: int) -> AnyResponse:
    """Put something right after the approval."""
    appointment = meeting_or_404(appointment_id)
    form = CorrectionForm()
    if form.validate_on_submit():
        with form.rules():
            services.correct(appointment, text=form.text.data or "", by=current_user.me)
            flash(_("Die Berichtigung steht unter dem Protokoll."), "success")
            return redirect(url_for(".read", appointment_id=appointment.id, _anchor="berichtigungen"))
    return page("districts/meetings/minutes/correct.html", form=form, appointment=appointment)


door.register_blueprint(bp)
