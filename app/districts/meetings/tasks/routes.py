"""The pages of tasks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from app import clock
from app.access import Permission, can, requires
from app.accounts.models import Person
from app.calendar.models import Appointment
from app.calendar.parts import Part, appointment_part
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.tasks import (  # errands and suggesting announce themselves
    bp,
    errands,  # noqa: F401
    queries,
    services,
    suggesting,  # noqa: F401
)
from app.districts.meetings.tasks.forms import FinishForm, HandOverForm, MoveForm, TaskForm
from app.districts.meetings.tasks.models import STEP_NAMES, TASK_STATE_NAMES, Task, TaskState
from app.extensions import db
from app.forms import VersionedForm, choices, page, page_number, version_in
from app.rules import Changed
from app.spaces import bp as door
from app.spaces.door import current_space

READ = Permission.READ_TASKS
PLAN = Permission.PLAN_APPOINTMENTS
LEAD = Permission.MANAGE_APPOINTMENTS


@appointment_part(order=70)
def tasks_part(appointment: Appointment) -> Part | None:
    """Show what a meeting handed out to those who read tasks."""
    if not can(READ) or not appointment.has_begun:
        return None
    tasks = queries.tasks_of(appointment)
    return Part("districts/meetings/tasks/part.html", {"tasks": tasks}) if tasks else None


def _task_or_404(task_id: int) -> Task:
    task = db.session.get(Task, task_id)
    if task is None:
        abort(404)
    return task


def _mine_to_change(task_id: int) -> Task:
    """Return a task that this person may change. Aborts with 404, raises RuleBroken for those who may not."""
    task = _task_or_404(task_id)
    services.check_may_act(task, by=current_user.me, leads=can(LEAD))
    return task


def _back(task: Task) -> AnyResponse:
    return redirect(url_for(".show", task_id=task.id))


@contextmanager
def _shown_anew(form: VersionedForm, task: Task) -> Iterator[None]:
    """Let who came second send the form again, now that they are told: then it counts."""
    try:
        yield
    except Changed:
        form.version.data = str(task.version)
        raise


@bp.get("/")
@requires(READ)
def listing() -> Response:
    """What is open, one's own first."""
    rows = queries.open_tasks(me=current_user.me.id)
    return page(
        "districts/meetings/tasks/listing.html",
        mine=[row for row in rows if row.person_id == current_user.me.id],
        others=[row for row in rows if row.person_id != current_user.me.id],
    )


@bp.get("/abgeschlossene")
@requires(READ)
def ended() -> Response:
    """What was done, or is no longer needed."""
    found = queries.ended_tasks(page_number())
    return page(
        "districts/meetings/tasks/ended.html",
        page={
            "rows": found.rows,
            "number": found.number,
            "has_previous": found.has_previous,
            "has_next": found.has_next,
            "previous_url": url_for(".ended", seite=found.number - 1),
            "next_url": url_for(".ended", seite=found.number + 1),
        },
        state_names=TASK_STATE_NAMES,
    )


@bp.route("/neu", methods=["GET", "POST"])
@requires(READ)
def create() -> AnyResponse:
    """Begin a task between meetings: for others by those who plan, for oneself by everybody."""
    me = current_user.me
    form = TaskForm(due_on=queries.usual_due_day(clock.now()), who=str(me.id))
    form.offer(queries.assignable() if can(PLAN) else [(me.id, me.name)])
    if form.validate_on_submit():
        with form.rules():
            task = services.take_on(current_space(), details=form.details(), leads=can(PLAN), by=me)
            return _back(task)
    return page("districts/meetings/tasks/create.html", form=form)


def _show(task: Task, form: FinishForm) -> Response:
    return page(
        "districts/meetings/tasks/show.html",
        form=form,
        task=task,
        who=task.person.name if task.person is not None else task.other_name,
        handed_out_by=db.session.get_one(Person, task.by_id).name,
        appointment=db.session.get(Appointment, task.appointment_id) if task.appointment_id else None,
        item=db.session.get(AgendaItem, task.item_id) if task.item_id else None,
        steps=queries.steps_of(task),
        step_names=STEP_NAMES,
        state_names=TASK_STATE_NAMES,
        overdue=task.state is TaskState.OPEN and task.due_on is not None and task.due_on < clock.today(),
        may_act=services.may_act(task, by=current_user.me, leads=can(LEAD)),
        is_nobodys=task.person_id is None and not task.other_name,
    )


@bp.get("/<id:task_id>")
@requires(READ)
def show(task_id: int) -> Response:
    """One task and what happened to it."""
    task = _task_or_404(task_id)
    return _show(task, FinishForm(version=str(task.version)))


@bp.post("/<id:task_id>/abschliessen")
@requires(READ)
def finish(task_id: int) -> AnyResponse:
    """It is done, or no longer needed."""
    task = _mine_to_change(task_id)
    form = FinishForm()
    if form.validate_on_submit():
        with form.rules(), _shown_anew(form, task):
            services.finish(
                task,
                state=TaskState.DROPPED if "entfaellt" in request.form else TaskState.DONE,
                note=form.note.data or "",
                seen_version=form.seen_version,
                by=current_user.me,
            )
            flash(_("Danke. Die Aufgabe ist abgeschlossen."), "success")
            return redirect(url_for(".listing"))
    return _show(task, form)


@bp.post("/<id:task_id>/wieder-oeffnen")
@requires(READ)
def reopen(task_id: int) -> AnyResponse:
    """It is not done after all."""
    task = _mine_to_change(task_id)
    services.reopen(task, seen_version=version_in(request.form.get("version")), by=current_user.me)
    return _back(task)


@bp.post("/<id:task_id>/uebernehmen")
@requires(READ)
def take(task_id: int) -> AnyResponse:
    """Take on a task that nobody has."""
    task = _task_or_404(task_id)
    services.take(task, by=current_user.me)
    flash(_("Das ist jetzt deine Aufgabe."), "success")
    return _back(task)


@bp.route("/<id:task_id>/verschieben", methods=["GET", "POST"])
@requires(READ)
def move(task_id: int) -> AnyResponse:
    """Give it another day."""
    task = _mine_to_change(task_id)
    form = MoveForm(version=str(task.version), due_on=queries.usual_due_day(clock.now()))
    if form.validate_on_submit() and form.due_on.data is not None:
        with form.rules(), _shown_anew(form, task):
            services.move(
                task,
                due_on=form.due_on.data,
                note=form.note.data or "",
                seen_version=form.seen_version,
                by=current_user.me,
            )
            return _back(task)
    return page("districts/meetings/tasks/move.html", form=form, task=task)


@bp.route("/<id:task_id>/weitergeben", methods=["GET", "POST"])
@requires(READ)
def hand_over(task_id: int) -> AnyResponse:
    """Give it to somebody else."""
    task = _mine_to_change(task_id)
    form = HandOverForm(version=str(task.version))
    people = [one for one in queries.assignable() if one[0] != task.person_id]
    form.to.choices = choices([("", _("bitte auswählen")), *((str(key), name) for key, name in people)])
    if form.validate_on_submit():
        with form.rules(), _shown_anew(form, task):
            to = db.session.get_one(Person, int(form.to.data))
            services.hand_over(
                task,
                current_space(),
                to=to,
                note=form.note.data or "",
                seen_version=form.seen_version,
                by=current_user.me,
            )
            flash(_("Die Aufgabe ist weitergegeben."), "success")  # no name: the cookie can be read
            return _back(task)
    return page("districts/meetings/tasks/hand_over.html", form=form, task=task)


door.register_blueprint(bp)
