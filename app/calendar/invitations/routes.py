"""The pages of those who invite."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, can, requires
from app.calendar.invitations import answering, bp, letters, people, printing, proof, queries, services  # noqa: F401
from app.calendar.invitations.facts import facts_of
from app.calendar.invitations.forms import InviteForm, NotedAnswerForm, SettleForm
from app.calendar.invitations.mails import Message, preview
from app.calendar.invitations.models import (
    ANSWER_NAMES,
    SENDING_NAMES,
    Notice,
    NoticeState,
    SendingKind,
)
from app.calendar.models import Appointment, AppointmentState
from app.calendar.parts import Part, appointment_part
from app.calendar.routes import appointment_or_404
from app.calendar.services import is_late, last_day_to_announce
from app.forms import choices, page
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import current_space

MANAGE = Permission.MANAGE_APPOINTMENTS


def _show(appointment: Appointment) -> AnyResponse:
    return redirect(url_for("space.calendar.show", appointment_id=appointment.id, _anchor="einladung"))


@appointment_part(order=30)
def invitation_part(appointment: Appointment) -> Part | None:
    """Show those who plan how far the invitation is; members see the numbers beside their own answer."""
    if not can(MANAGE):
        return None
    may_invite = appointment.state is not AppointmentState.CANCELLED and not appointment.has_begun
    found = queries.overview(appointment)
    if not found.entries and not may_invite:
        return None
    return Part(
        "calendar/invitations/part.html",
        {
            "found": found,
            "answers": ANSWER_NAMES,
            "may_invite": may_invite,
            "is_draft": appointment.state is AppointmentState.DRAFT,
            "sendings": SENDING_NAMES,
        },
    )


# --- inviting


def _form(appointment: Appointment) -> tuple[InviteForm, list[people.Candidate]]:
    """Return the form with all who can be chosen."""
    found = people.candidates(current_space())
    form = InviteForm(everybody=services.last_invitation(appointment) is None)
    form.offer(found)
    return form, found


def _compose(appointment: Appointment, form: InviteForm, found: list[people.Candidate]) -> Response:
    already, guests = people.invited_already(appointment)
    return page(
        "calendar/invitations/compose.html",
        form=form,
        appointment=appointment,
        already=len(already) + len(guests),
    )


@bp.route("/", methods=["GET", "POST"])
@requires(MANAGE)
def compose(appointment_id: int) -> AnyResponse:
    """Choose whom to invite; what comes next is a preview."""
    appointment = appointment_or_404(appointment_id)
    services.check_invitable(appointment)
    form, found = _form(appointment)
    if form.validate_on_submit():
        with form.rules():
            chosen = people.chosen(appointment, form.choice(), found)
            services.check_somebody(chosen)
            return _preview(appointment, form, chosen)
    return _compose(appointment, form, found)


def _preview(
    appointment: Appointment, form: InviteForm, chosen: people.Chosen, changed: str = ""
) -> Response:
    message = Message(SendingKind.INVITATION, facts_of(appointment), words=form.words.data or "")
    example = chosen.by_mail[0] if chosen.by_mail else None
    subject, words = preview(message, example, by=current_user.me) if example else ("", "")
    return page(
        "calendar/invitations/preview.html",
        form=form,
        appointment=appointment,
        chosen=chosen,
        changed=changed,
        example=example,
        subject=subject,
        words=words,
        seen=services.as_seen(appointment),
        late=is_late(appointment),
        last_day=last_day_to_announce(appointment),
        is_draft=appointment.state is AppointmentState.DRAFT,
    )


@bp.post("/verschicken")
@requires(MANAGE)
def send(appointment_id: int) -> AnyResponse:
    """Send what was seen in the preview."""
    appointment = appointment_or_404(appointment_id)
    services.check_invitable(appointment)
    form, found = _form(appointment)
    if "zurueck" not in request.form and form.validate_on_submit():
        with form.rules():
            try:
                sending = services.invite(
                    appointment,
                    form.choice(),
                    words=form.words.data or "",
                    seen=form.seen.data or "",
                    knowing_it_is_late=form.knowing.data == "1",
                    by=current_user.me,
                )
            except services.SentAlready as done:
                flash(done.message, "info")
                return _show(appointment)
            except Changed as changed:
                chosen = people.chosen(appointment, form.choice(), found)
                return _preview(appointment, form, chosen, changed.message)
            flash(_on_its_way(appointment, sending.id), "success")
            return _show(appointment)
    return _compose(appointment, form, found)


def _on_its_way(appointment: Appointment, sending_id: int) -> str:
    """Say what happens now; that anything arrived nobody knows yet."""
    told = [one for entry in queries.overview(appointment).entries for one in entry.told]
    states = [one.standing.state for one in told if one.sending.id == sending_id]
    posted = states.count(NoticeState.TO_POST)
    mails = len(states) - posted
    sentences = [
        ngettext("Eine Mail geht jetzt hinaus.", "%(num)d Mails gehen jetzt hinaus.", mails) if mails else "",
        ngettext("Ein Brief liegt bereit.", "%(num)d Briefe liegen bereit.", posted) if posted else "",
    ]
    return " ".join(filter(None, sentences))


# --- who comes, and who was reached


@bp.get("/liste")
@requires(MANAGE)
def listing(appointment_id: int) -> Response:
    """All who are invited, with answers and what became of the messages."""
    appointment = appointment_or_404(appointment_id)
    found = queries.overview(appointment)
    return page(
        "calendar/invitations/listing.html", appointment=appointment, found=found, answers=ANSWER_NAMES
    )


def _entry_or_404(appointment: Appointment, invitation_id: int) -> queries.Entry:
    found = queries.overview(appointment)
    entry = next((one for one in found.entries if one.invitation.id == invitation_id), None)
    if entry is None:
        abort(404)
    return entry


@bp.get("/<id:invitation_id>")
@requires(MANAGE)
def show(appointment_id: int, invitation_id: int) -> Response:
    """One of those who are invited."""
    appointment = appointment_or_404(appointment_id)
    entry = _entry_or_404(appointment, invitation_id)
    return _one(appointment, entry, NotedAnswerForm(formdata=None, word=entry.invitation.word))


def _one(appointment: Appointment, entry: queries.Entry, form: NotedAnswerForm) -> Response:
    may_answer = appointment.state is AppointmentState.ANNOUNCED and not appointment.has_begun
    return page(
        "calendar/invitations/one.html",
        form=form,
        appointment=appointment,
        entry=entry,
        answers=ANSWER_NAMES,
        sendings=SENDING_NAMES,
        may_answer=may_answer,
        ways=SettleForm(formdata=None).how.choices,
        today=clock.today().isoformat(),
    )


@bp.post("/<id:invitation_id>/antwort")
@requires(MANAGE)
def note_answer(appointment_id: int, invitation_id: int) -> AnyResponse:
    """Note what somebody said by phone."""
    appointment = appointment_or_404(appointment_id)
    entry = _entry_or_404(appointment, invitation_id)
    form = NotedAnswerForm()
    if form.validate_on_submit():
        with form.rules():
            services.answer(
                appointment, entry.invitation, answer=form.given, word=form.word.data or "", noted_by=current_user.me
            )  # fmt: skip
            flash(_("Notiert."), "success")
            return redirect(url_for(".show", appointment_id=appointment.id, invitation_id=invitation_id))
    return _one(appointment, entry, form)


# --- letters, calls, another try


def _settle_form(found: list[letters.Letter]) -> SettleForm:
    form = SettleForm()
    form.notices.choices = choices((str(one.told.notice.id), _whose(one)) for one in found)
    return form


def _whose(letter: letters.Letter) -> str:
    kind = letter.told.sending.kind
    return letter.name if kind is SendingKind.INVITATION else f"{letter.name} ({SENDING_NAMES[kind]})"


@bp.get("/briefe")
@requires(MANAGE)
def letter_list(appointment_id: int) -> Response:
    """The letters, to tick."""
    appointment = appointment_or_404(appointment_id)
    found = letters.letters_of(appointment)
    return _letters(appointment, _settle_form(found), found)


def _letters(appointment: Appointment, form: SettleForm, found: list[letters.Letter]) -> Response:
    return page(
        "calendar/invitations/letters.html",
        form=form,
        appointment=appointment,
        letters=found,
        done=letters.told_by_hand(appointment),
        sendings=SENDING_NAMES,
        last_day=last_day_to_announce(appointment),
    )


@bp.post("/briefe")
@requires(MANAGE)
def settle(appointment_id: int) -> AnyResponse:
    """Note that they were posted, phoned or told; also for somebody whom no mail reached."""
    appointment = appointment_or_404(appointment_id)
    found = letters.letters_of(appointment)
    to_do = [one.notice for entry in queries.overview(appointment).to_do for one in entry.to_do]
    form = SettleForm()
    form.notices.choices = choices((str(notice.id), notice.id) for notice in to_do)
    if form.validate_on_submit():
        with form.rules():
            ticked = [notice for notice in to_do if str(notice.id) in (form.notices.data or ())]
            how = NoticeState(form.how.data)
            done = services.settle(ticked, how=how, on=form.day.data or clock.today(), by=current_user.me)
            flash(ngettext("Eingetragen.", "%(num)d eingetragen.", done), "success")
            return redirect(url_for(".letter_list", appointment_id=appointment.id))
    form.notices.choices = choices((str(one.told.notice.id), _whose(one)) for one in found)
    return _letters(appointment, form, found)


def _notice_or_404(appointment: Appointment, notice_id: int) -> Notice:
    notice = services.notice_of(appointment, notice_id)
    if notice is None:
        abort(404)
    return notice


def _to_whom(appointment: Appointment, notice: Notice) -> AnyResponse:
    return redirect(url_for(".show", appointment_id=appointment.id, invitation_id=notice.invitation_id))


@bp.post("/nachrichten/<id:notice_id>/zurueck")
@requires(MANAGE)
def reopen(appointment_id: int, notice_id: int) -> AnyResponse:
    """Take back that a letter was posted, or somebody phoned or told."""
    appointment = appointment_or_404(appointment_id)
    notice = _notice_or_404(appointment, notice_id)
    services.reopen(notice, by=current_user.me)
    flash(_("Zurückgenommen."), "success")
    return redirect(url_for(".letter_list", appointment_id=appointment.id))


@bp.post("/nachrichten/<id:notice_id>/brief")
@requires(MANAGE)
def as_letter(appointment_id: int, notice_id: int) -> AnyResponse:
    """Write a letter to somebody whom no mail reached."""
    appointment = appointment_or_404(appointment_id)
    notice = _notice_or_404(appointment, notice_id)
    services.as_letter(notice, by=current_user.me)
    flash(_("Der Brief liegt bei den anderen bereit."), "success")
    return redirect(url_for(".letter_list", appointment_id=appointment.id))


@bp.post("/nachrichten/<id:notice_id>/nochmal")
@requires(MANAGE)
def try_again(appointment_id: int, notice_id: int) -> AnyResponse:
    """Send a mail once more."""
    appointment = appointment_or_404(appointment_id)
    notice = _notice_or_404(appointment, notice_id)
    services.try_again(notice, by=current_user.me)
    flash(_("Die Mail geht noch einmal hinaus."), "success")
    return _to_whom(appointment, notice)


# --- the proof


@bp.get("/nachweis")
@requires(MANAGE)
def show_proof(appointment_id: int) -> Response:
    """Who was invited when, by which way, with which agenda."""
    appointment = appointment_or_404(appointment_id)
    found = proof.proof_of(appointment)
    return page(
        "calendar/invitations/proof.html", appointment=appointment, proof=found, sent=proof.sent_words(found)
    )


door.register_blueprint(bp)
