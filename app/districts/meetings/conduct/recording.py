"""What is written down at a meeting: decisions, tasks, items that were taken up there."""

from __future__ import annotations

from flask import abort, flash, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, requires
from app.calendar.models import Appointment
from app.districts.meetings.conduct import bp, services
from app.districts.meetings.conduct.at_hand import back_to, item_or_404, meeting_or_404, people_for_tasks
from app.districts.meetings.conduct.models import Presence
from app.districts.meetings.conduct.people import attendees_of
from app.districts.meetings.decisions import services as decisions
from app.districts.meetings.decisions.forms import BY_VOTES, DecisionForm
from app.districts.meetings.decisions.models import RESULT_NAMES, Decision
from app.districts.meetings.decisions.queries import votes_in_words
from app.districts.meetings.forms import ItemForm
from app.districts.meetings.minutes.queries import place_of
from app.districts.meetings.tasks import services as tasks
from app.districts.meetings.tasks.forms import TaskForm
from app.districts.meetings.tasks.queries import usual_due_day
from app.extensions import db
from app.forms import page, version_in
from app.rules import Changed

KEEP = Permission.KEEP_MINUTES


@bp.post("/punkt/neu")
@requires(KEEP)
def take_up_item(appointment_id: int) -> AnyResponse:
    """Put an item on the agenda of the running meeting."""
    appointment = meeting_or_404(appointment_id)
    form = ItemForm()
    if form.validate_on_submit():
        with form.rules():
            item = services.take_up_item(appointment, details=form.details(), by=current_user.me)
            return back_to(appointment, item_id=item.id, anchor=place_of(item))
    return page("districts/meetings/conduct/take_up.html", form=form, appointment=appointment)


@bp.post("/punkt/<id:item_id>/beschluss")
@requires(KEEP)
def decide(appointment_id: int, item_id: int) -> AnyResponse:
    """Write down a decision."""
    appointment = meeting_or_404(appointment_id)
    item = item_or_404(appointment, item_id)
    form = DecisionForm()
    if form.validate_on_submit():
        with form.rules():
            decision = decisions.decide(appointment, item, details=form.details(), by=current_user.me)
            _say(decision, _("Beschluss %(number)s ist festgehalten.", number=decision.label))
            return back_to(appointment, item_id=item.id, anchor=f"beschluss-{decision.id}")
    return page("districts/meetings/conduct/decide.html", form=form, appointment=appointment, item=item)


def _say(decision: Decision, words: str) -> None:
    """Say that it is written down, and what in it does not fit together."""
    appointment = db.session.get_one(Appointment, decision.appointment_id)
    there = attendees_of(appointment).count(Presence.PRESENT) or None
    flash(words, "success")
    for doubt in decisions.doubts(decision, members_present=there):
        flash(doubt, "warning")


def _decision_or_404(appointment: Appointment, decision_id: int) -> Decision:
    decision = db.session.get(Decision, decision_id)
    if decision is None or decision.appointment_id != appointment.id or decision.is_withdrawn:
        abort(404)
    return decision


@bp.route("/beschluss/<id:decision_id>", methods=["GET", "POST"])
@requires(KEEP)
def change_decision(appointment_id: int, decision_id: int) -> AnyResponse:
    """Put a decision right; who comes second is shown both versions."""
    appointment = meeting_or_404(appointment_id)
    decision = _decision_or_404(appointment, decision_id)
    form = DecisionForm(obj=decision, measure=str(decision.measure or ""), version=str(decision.version))
    if request.method == "GET" and decisions.result_by_votes(decision) is decision.result:
        form.result.data = BY_VOTES
    theirs = None
    if form.validate_on_submit():
        with form.rules():
            try:
                decisions.change(
                    decision, details=form.details(), seen_version=form.seen_version, by=current_user.me
                )
            except Changed:
                theirs = decision
                form.version.data = str(decision.version)
                raise
            _say(decision, _("Gespeichert."))
            return back_to(appointment, item_id=decision.item_id, anchor=f"beschluss-{decision.id}")
    return page(
        "districts/meetings/conduct/change_decision.html",
        form=form,
        appointment=appointment,
        decision=decision,
        theirs=theirs,
        result_names=RESULT_NAMES,
        votes_in_words=votes_in_words,
    )


@bp.post("/beschluss/<id:decision_id>/zurueckziehen")
@requires(KEEP)
def withdraw_decision(appointment_id: int, decision_id: int) -> AnyResponse:
    """Take back what was written down by mistake."""
    appointment = meeting_or_404(appointment_id)
    decision = _decision_or_404(appointment, decision_id)
    item_id = decision.item_id
    seen = version_in(request.form.get("version"))
    decisions.withdraw(decision, seen_version=seen, by=current_user.me)
    flash(
        _("Zurückgezogen. Die Nummer %(number)s wird nicht noch einmal vergeben.", number=decision.label),
        "success",
    )
    return back_to(appointment, item_id=item_id)


@bp.post("/punkt/<id:item_id>/aufgabe")
@requires(KEEP)
def hand_out(appointment_id: int, item_id: int) -> AnyResponse:
    """Write down a task."""
    appointment = meeting_or_404(appointment_id)
    item = item_or_404(appointment, item_id)
    form = TaskForm(due_on=usual_due_day(max(appointment.ends_at, clock.now())))
    form.offer(people_for_tasks(attendees_of(appointment)))
    if form.validate_on_submit():
        with form.rules():
            task = tasks.hand_out(appointment, item, details=form.details(), by=current_user.me)
            return back_to(appointment, item_id=item.id, anchor=f"aufgabe-{task.id}")
    return page("districts/meetings/conduct/hand_out.html", form=form, appointment=appointment, item=item)
