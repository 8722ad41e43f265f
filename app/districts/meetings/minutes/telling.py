"""The page of the short message after a meeting: to copy, or to mail to all members."""

from __future__ import annotations

from flask import current_app, flash, redirect, request, url_for
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, requires
from app.calendar.models import Appointment
from app.districts.meetings.minutes import bp, state, summary
from app.districts.meetings.minutes.document import document_of
from app.districts.meetings.minutes.forms import SummaryForm
from app.districts.meetings.minutes.models import MinutesState
from app.districts.meetings.minutes.rights import meeting_or_404
from app.forms import page

KEEP = Permission.KEEP_MINUTES


def _suggested(appointment: Appointment) -> str:
    document = document_of(appointment)
    link = ""
    if document.state is not MinutesState.WRITING:
        path = url_for("space.minutes.read", appointment_id=appointment.id)
        link = f"{current_app.config['PUBLIC_URL']}{path}"
    return summary.words_for(document, following=summary.following(appointment), link=link)


def _page(appointment: Appointment, form: SummaryForm, *, preview: bool = False) -> AnyResponse:
    return page(
        "districts/meetings/minutes/preview.html" if preview else "districts/meetings/minutes/short.html",
        form=form,
        appointment=appointment,
        readers=summary.readers_of(appointment),
        mailed_at=summary.mailed_at(state.minutes_of(appointment)),
    )


@bp.route("/sofortinformation", methods=["GET", "POST"])
@requires(KEEP)
def short(appointment_id: int) -> AnyResponse:
    """The text, ready to copy; sent as a form, the mail as it would go out."""
    appointment = meeting_or_404(appointment_id)
    form = SummaryForm()
    if form.validate_on_submit():
        return _page(appointment, form, preview=True)
    if not form.is_submitted():
        form.text.data = _suggested(appointment)
    return _page(appointment, form)


@bp.post("/sofortinformation/mailen")
@requires(KEEP)
def mail_short(appointment_id: int) -> AnyResponse:
    """Mail it to all members, once; or go back to change the text."""
    appointment = meeting_or_404(appointment_id)
    form = SummaryForm()
    if form.validate_on_submit() and "zurueck" not in request.form:
        with form.rules():
            number = summary.mail(appointment, text=form.text.data or "", by=current_user.me)
            flash(
                ngettext("Die Mail geht an %(num)d Person.", "Die Mail geht an %(num)d Menschen.", number),
                "success",
            )
            return redirect(url_for(".short", appointment_id=appointment.id))
    return _page(appointment, form)
