"""Answers to a date poll: by the personal link of a mail, with a login, or noted by whoever heard it by phone."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, public, requires
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.calendar.polls import answers, bp, services
from app.calendar.polls.forms import PollAnswerForm, answer_form
from app.calendar.polls.models import CHOICE_NAMES, Poll, PollParticipant, PollState
from app.extensions import db
from app.forms import page
from app.spaces import links
from app.spaces.models import Space

# --- by link


@answers.route("/<secret>", methods=["GET", "POST"])
@public
def by_link(secret: str) -> AnyResponse:
    """See the times and say which suit; the link is enough."""
    participant = links.opened_by(secret, PollParticipant)
    if participant is None:
        return links.nobodys("calendar/polls/unknown_link.html")
    form = _form(participant)
    came_too_late = request.method == "POST" and not _is_open(participant.poll)
    if not came_too_late and form.validate_on_submit():
        with form.rules():
            services.answer(participant, form.said())
            flash(_thanks(), "success")
            return redirect(url_for(".by_link", secret=secret))
    return _link_page(participant, form, came_too_late)


def _is_open(poll: Poll) -> bool:
    return poll.state is PollState.OPEN and db.session.get_one(Space, poll.space_id).closed_on is None


def _link_page(participant: PollParticipant, form: PollAnswerForm, came_too_late: bool) -> Response:
    poll = participant.poll
    appointment = _appointment_of(poll)
    return page(
        "calendar/polls/by_link.html",
        form=form,
        status=410 if came_too_late else 200,
        poll=poll,
        participant=participant,
        group=db.session.get_one(Space, poll.space_id),
        is_open=_is_open(poll),
        came_too_late=came_too_late,
        over=_times_that_are_over(poll),
        appointment=appointment,
        is_cancelled=appointment is not None and appointment.state is AppointmentState.CANCELLED,
        kind_name=KINDS[poll.kind].name,
        said={key: vote.choice for key, vote in services.votes_of(participant).items()},
        options=services.options_of(poll),
        choices=CHOICE_NAMES,
    )


def _appointment_of(poll: Poll) -> Appointment | None:
    return db.session.get(Appointment, poll.appointment_id) if poll.appointment_id is not None else None


def _times_that_are_over(poll: Poll) -> int:
    return sum(option.starts_at <= clock.now() for option in services.options_of(poll))


def _form(participant: PollParticipant) -> PollAnswerForm:
    ahead = [one for one in services.options_of(participant.poll) if one.starts_at > clock.now()]
    before = {key: vote.choice for key, vote in services.votes_of(participant).items()}
    return answer_form(ahead, before)


def _thanks() -> str:
    return str(_("Danke, deine Antwort ist angekommen. Bis zur Entscheidung kannst du sie ändern."))


# --- with a login


@bp.route("/<id:poll_id>/antwort", methods=["GET", "POST"])
@requires(Permission.READ_SPACE)
def answer(poll_id: int) -> AnyResponse:
    """Say which times suit, as somebody who is asked."""
    poll = db.session.get(Poll, poll_id)
    participant = services.participant_of(poll, current_user.me) if poll is not None else None
    if poll is None or participant is None:
        abort(404)
    form = _form(participant)
    services.check_open(poll)
    if form.validate_on_submit():
        with form.rules():
            services.answer(participant, form.said())
            flash(_thanks(), "success")
            return redirect(url_for(".show", poll_id=poll_id))
    return page("calendar/polls/answer.html", form=form, poll=poll, participant=participant, is_own=True)


@bp.route("/<id:poll_id>/antwort/<id:participant_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_APPOINTMENTS)
def note(poll_id: int, participant_id: int) -> AnyResponse:
    """Note what somebody said by phone."""
    poll, participant = db.session.get(Poll, poll_id), db.session.get(PollParticipant, participant_id)
    if poll is None or participant is None or participant.poll_id != poll.id:
        abort(404)
    form = _form(participant)
    services.check_open(poll)
    if form.validate_on_submit():
        with form.rules():
            services.answer(participant, form.said(), noted_by=current_user.me)
            flash(_("Notiert."), "success")
            return redirect(url_for(".show", poll_id=poll_id))
    return page("calendar/polls/answer.html", form=form, poll=poll, participant=participant, is_own=False)
