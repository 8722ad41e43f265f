"""Answers to an invitation: by the personal link of a mail without a login, or on the appointment's page with one."""

from __future__ import annotations

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, can, public, requires
from app.calendar.invitations import answers, bp, queries, services
from app.calendar.invitations.forms import AnswerForm
from app.calendar.invitations.mails import CHOICES
from app.calendar.invitations.models import ANSWER_NAMES, Answer, Invitation
from app.calendar.invitations.sending import sendings_of
from app.calendar.models import Appointment, AppointmentState
from app.calendar.parts import Part, appointment_part
from app.calendar.routes import appointment_or_404
from app.extensions import db
from app.forms import page
from app.spaces import links
from app.spaces.models import Space

PRESELECTED = {word: answer for answer, word in CHOICES.items()}


# --- by link


@answers.route("/<secret>", methods=["GET", "POST"])
@public
def by_link(secret: str) -> AnyResponse:
    """See the meeting and say whether one comes; the link is enough."""
    invitation = links.opened_by(secret, Invitation)
    if invitation is None:
        return links.nobodys("calendar/invitations/unknown_link.html")
    form = _form(invitation)
    if form.validate_on_submit():
        with form.rules():
            services.answer(invitation.appointment, invitation, answer=form.given, word=form.word.data or "")
            flash(_thanks(form.given), "success")
            return redirect(url_for(".by_link", secret=secret))
    return _page(invitation, form)


def _form(invitation: Invitation | None) -> AnswerForm:
    word = invitation.word if invitation is not None else ""
    return AnswerForm(word=word, answer=PRESELECTED.get(request.args.get("antwort", "")))


def _page(invitation: Invitation, form: AnswerForm) -> Response:
    appointment = invitation.appointment
    space = db.session.get_one(Space, appointment.space_id)
    return page(
        "calendar/invitations/answer.html",
        form=form,
        appointment=appointment,
        invitation=invitation,
        group=space,
        is_open=_is_open(appointment) and space.closed_on is None,
        asked_again=_asked_again(invitation),
        answers=ANSWER_NAMES,
        chosen=form.answer.data or "",
        counts=queries.counts_for([appointment.id]).get(appointment.id),
    )


def _is_open(appointment: Appointment) -> bool:
    return appointment.state is AppointmentState.ANNOUNCED and not appointment.has_begun


def _asked_again(invitation: Invitation) -> bool:
    """Say whether the answer is of a time before the meeting was moved."""
    moved_at = queries.moved_last(sendings_of(invitation.appointment))
    return moved_at is not None and invitation.answered_at is not None and invitation.answered_at < moved_at


def _thanks(answer: Answer) -> str:
    words = {
        Answer.YES: _("Danke, du hast zugesagt."),
        Answer.MAYBE: _("Danke, deine Antwort ist: vielleicht."),
        Answer.NO: _("Danke für die Absage, dann wissen wir Bescheid."),
    }
    return f"{words[answer]} {_('Ändern kannst du das bis zum Beginn.')}"


# --- with a login


def _belongs_here() -> bool:
    """Say whether the visitor is of this space, or a member of the county whose meeting it is."""
    return any(link.id == g.space.id for link in current_user.own_spaces)


@appointment_part(order=10)
def answer_part(appointment: Appointment) -> Part | None:
    """Ask whether one comes, and say how many do."""
    if appointment.state is not AppointmentState.ANNOUNCED:
        return None
    invitation = services.own_invitation(appointment, current_user.me)
    counts = queries.counts_for([appointment.id]).get(appointment.id)
    is_asked = _is_open(appointment) and (invitation is not None or _belongs_here())
    if not is_asked and (counts is None or can(Permission.MANAGE_APPOINTMENTS)):
        return None
    return Part(
        "calendar/invitations/your_answer.html",
        {
            "invitation": invitation,
            "is_asked": is_asked,
            "asked_again": invitation is not None and _asked_again(invitation),
            "counts": None if can(Permission.MANAGE_APPOINTMENTS) else counts,
            "form": AnswerForm(formdata=None, word=invitation.word if invitation else ""),
        },
    )


@bp.post("/antwort")
@requires(Permission.READ_SPACE)
def answer(appointment_id: int) -> AnyResponse:
    """Say whether one comes."""
    appointment = appointment_or_404(appointment_id)
    invitation = services.own_invitation(appointment, current_user.me)
    if invitation is None and not _belongs_here():
        abort(403)  # board and office read what districts do; their answer was not asked for
    services.check_answerable(appointment)
    form = _form(invitation)
    if form.validate_on_submit():
        with form.rules():
            services.answer(
                appointment,
                services.join(appointment, current_user.me),
                answer=form.given,
                word=form.word.data or "",
            )
            flash(_thanks(form.given), "success")
            return redirect(url_for("space.calendar.show", appointment_id=appointment.id))
    return page("calendar/invitations/own_answer.html", form=form, appointment=appointment)
