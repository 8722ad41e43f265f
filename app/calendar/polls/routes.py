"""The pages of date polls in a space."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app.access import Permission, can, requires
from app.calendar.invitations.people import candidates
from app.calendar.models import KINDS
from app.calendar.polls import answering, bp, jobs, models, queries, services  # noqa: F401  # they register
from app.calendar.polls.forms import DecideForm, asking_form
from app.calendar.polls.models import CHOICE_NAMES, Choice, Poll, PollOption, PollState
from app.calendar.services import kinds_for
from app.extensions import db
from app.forms import choices, page, page_number, version_in
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import current_space

READ = Permission.READ_SPACE
PLAN = Permission.PLAN_APPOINTMENTS


def poll_or_404(poll_id: int) -> Poll:
    """Return a poll of this space. Aborts with 404."""
    poll = db.session.get(Poll, poll_id)
    if poll is None:
        abort(404)
    return poll


@bp.get("/")
@requires(READ)
def listing() -> Response:
    """The polls of this space, open ones first."""
    number = page_number()
    rows, has_next = queries.polls(number)
    pages = {
        "number": number,
        "has_previous": number > 1,
        "has_next": has_next,
        "previous_url": url_for(".listing", seite=number - 1),
        "next_url": url_for(".listing", seite=number + 1),
    }
    return page("calendar/polls/listing.html", rows=rows, page=pages, kinds=KINDS)


@bp.route("/neu", methods=["GET", "POST"])
@requires(PLAN)
def create() -> AnyResponse:
    """Propose times, and ask people which of them suit."""
    space = current_space()
    people = candidates(space)
    more = "more" in request.form
    form = asking_form(request.form.get("rows", ""), more=more)(place=space.default_place)
    form.kind.choices = choices((kind.key, kind.name) for kind in kinds_for(space))
    form.offer(people)
    form.rows.data = str(len(form.time_rows()))
    if not more and form.validate_on_submit():
        with form.rules():
            poll = services.ask(
                space,
                form.question(),
                times=form.times(),
                of=services.meant(form.choice(), people),
                by=current_user.me,
            )
            flash(_("Die Frage geht jetzt hinaus."), "success")
            return redirect(url_for(".show", poll_id=poll.id))
    return page("calendar/polls/create.html", form=form, most=services.MOST_TIMES)


@bp.get("/<id:poll_id>")
@requires(READ)
def show(poll_id: int) -> Response:
    """One poll: what is asked, the own answer, who can when."""
    return show_page(poll_or_404(poll_id))


def show_page(poll: Poll, **more: Any) -> Response:
    """Render a poll; names only for those who plan."""
    may, asked = can(PLAN), queries.asked(poll)
    return page(
        "calendar/polls/show.html",
        poll=poll,
        may=may,
        asked=asked if may else [],
        numbers=(len(asked), sum(one.has_answered for one in asked)),
        tallies=queries.result(poll, among=asked if may else [], hints=may),
        appointment=queries.appointment_of(poll),
        mine=services.participant_of(poll, current_user.me),
        kind_name=KINDS[poll.kind].name,
        choices=CHOICE_NAMES,
        Choice=Choice,
        **more,
    )


def _option_or_404(poll: Poll, option_id: int) -> PollOption:
    option = db.session.get(PollOption, option_id)
    if option is None or option.poll_id != poll.id:
        abort(404)
    return option


@bp.route("/<id:poll_id>/nehmen/<id:option_id>", methods=["GET", "POST"])
@requires(PLAN)
def decide(poll_id: int, option_id: int) -> AnyResponse:
    """Let one of the times become the appointment."""
    poll = poll_or_404(poll_id)
    option = _option_or_404(poll, option_id)
    form = DecideForm(version=str(poll.version))
    if form.validate_on_submit():
        with form.rules():
            try:
                appointment = services.decide(
                    poll,
                    option,
                    announce=form.announce.data == "yes",
                    knowing_it_is_late=form.late.data,
                    seen_version=form.seen_version,
                    by=current_user.me,
                )
            except Changed as changed:
                return _overtaken(poll_id, changed)
            flash(
                _("Der Termin steht. Wer gefragt war, bekommt eine Mail. Jetzt fehlt noch die Einladung."),
                "success",
            )
            return redirect(url_for("space.invitations.compose", appointment_id=appointment.id))
    tallies = queries.result(poll, among=queries.asked(poll), hints=True)
    tally = next(one for one in tallies if one.option.id == option.id)
    return page(
        "calendar/polls/decide.html",
        form=form,
        poll=poll,
        tally=tally,
        choices=CHOICE_NAMES,
        Choice=Choice,
        is_open=poll.state is PollState.OPEN and not tally.is_over,
        notice_days=KINDS[poll.kind].notice_days,
        late=services.would_be_late(poll, option),
    )


def _overtaken(poll_id: int, changed: Changed) -> AnyResponse:
    """Lead who comes second to what the first one did."""
    db.session.rollback()
    flash(changed.message, "warning")
    return redirect(url_for(".show", poll_id=poll_id))


@bp.post("/<id:poll_id>/beenden")
@requires(PLAN)
def close(poll_id: int) -> AnyResponse:
    """End it without a result."""
    poll = poll_or_404(poll_id)
    try:
        services.close(poll, seen_version=version_in(request.form.get("version")), by=current_user.me)
    except Changed as changed:
        return _overtaken(poll_id, changed)
    flash(_("Die Terminfrage ist beendet."), "success")
    return redirect(url_for(".show", poll_id=poll_id))


door.register_blueprint(bp)
