"""What may happen to a task: taken on, moved, handed over, done, no longer needed, open again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app import audit, clock, outbox
from app.accounts.models import MailWish, Person
from app.calendar.models import Appointment
from app.calendar.services import LATEST
from app.districts.meetings.conduct.holding import open_record
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.tasks.models import StepKind, Task, TaskState, TaskStep
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Space

ENDS = {TaskState.DONE: StepKind.DONE, TaskState.DROPPED: StepKind.DROPPED}


@dataclass(frozen=True)
class TaskDetails:
    """What is said of a task: `person`, or the name of somebody who is no member, or nobody yet."""

    title: str
    person: Person | None = None
    other_name: str = ""
    due_on: date | None = None


def _check(details: TaskDetails, *, earliest: date) -> None:
    if not details.title:
        raise RuleBroken(_("Bitte eintragen, was zu tun ist."), field="task")
    if details.person is not None and details.other_name:
        raise RuleBroken(
            _("Bitte entweder jemanden aus der Liste oder einen anderen Namen, nicht beides."),
            field="other_name",
        )
    _check_day(details.due_on, earliest)


def _check_day(day: date | None, earliest: date) -> None:
    if day is not None and not earliest <= day <= LATEST:
        raise RuleBroken(_("Bitte einen Tag wählen, der noch kommt."), field="due_on")


def hand_out(appointment: Appointment, item: AgendaItem | None, *, details: TaskDetails, by: Person) -> Task:
    """Write down a task of a meeting. Raises RuleBroken when nothing is written down any more."""
    open_record(appointment)
    # Who writes it down some days later also writes down what was meant for yesterday.
    _check(details, earliest=clock.local(appointment.starts_at).date())
    return _add(details, by, appointment_id=appointment.id, item_id=item.id if item is not None else None)


def take_on(space: Space, *, details: TaskDetails, leads: bool, by: Person) -> Task:
    """Begin a task between meetings; who does not lead the space (`leads`) begins only what they do themselves.

    Who is given one is told by mail.
    """
    _check(details, earliest=clock.today())
    if not leads and (details.person is None or details.person.id != by.id):
        raise RuleBroken(
            _(
                "Du kannst dir selbst etwas vornehmen. Aufgaben an andere vergeben die, die hier Termine planen."
            )
        )
    task = _add(details, by)
    _tell(task, space, note="", by=by)
    return task


def _add(details: TaskDetails, by: Person, **where: int | None) -> Task:
    task = Task(
        title=details.title,
        person=details.person,
        other_name=details.other_name,
        due_on=details.due_on,
        by_id=by.id,
        **where,
    )
    db.session.add(task)
    audit.record("task.begun", task, by)
    return task


def may_act(task: Task, *, by: Person, leads: bool) -> bool:
    """Say whether somebody may change a task: who has it, who handed it out, who leads the space."""
    return leads or by.id in (task.person_id, task.by_id)


def check_may_act(task: Task, *, by: Person, leads: bool) -> None:
    """Raise RuleBroken for somebody who may not change a task."""
    if not may_act(task, by=by, leads=leads):
        raise RuleBroken(
            _(
                "Diese Aufgabe ändert, wer sie hat, wer sie verteilt hat oder wer hier Termine plant. Sprich mit ihnen."
            )
        )


def _check_seen(task: Task, seen_version: int) -> None:
    if seen_version != task.version:
        raise Changed(
            _(
                "Inzwischen hat jemand anderes etwas an dieser Aufgabe geändert. Sieh nach, wie es jetzt steht."
            )
        )


def _open(task: Task, seen_version: int) -> None:
    _check_seen(task, seen_version)
    if task.state is not TaskState.OPEN:
        raise RuleBroken(_("Diese Aufgabe ist schon abgeschlossen."))


def _step(
    task: Task,
    kind: StepKind,
    by: Person,
    *,
    note: str = "",
    to: Person | None = None,
    due_on: date | None = None,
) -> None:
    step = TaskStep(task_id=task.id, kind=kind, at=clock.now(), by=by, to=to, due_on=due_on, note=note)
    db.session.add(step)
    audit.record(f"task.{kind.value}", task, by)


def finish(task: Task, *, state: TaskState, note: str, seen_version: int, by: Person) -> None:
    """Note that a task is done, or no longer needed. Raises Changed, and RuleBroken if it is not open."""
    _open(task, seen_version)
    task.state, task.ended_at = state, clock.now()
    _step(task, ENDS[state], by, note=note)


def reopen(task: Task, *, seen_version: int, by: Person) -> None:
    """Open a task again. Raises Changed; an open one stays as it is."""
    _check_seen(task, seen_version)
    if task.state is TaskState.OPEN:
        return
    task.state, task.ended_at = TaskState.OPEN, None
    _step(task, StepKind.REOPENED, by)


def move(task: Task, *, due_on: date, note: str, seen_version: int, by: Person) -> None:
    """Give a task another day. Raises Changed, and RuleBroken for a day that is over or the same."""
    _open(task, seen_version)
    _check_day(due_on, clock.today())
    if due_on == task.due_on:
        raise RuleBroken(_("Das ist der Tag, der schon dasteht."), field="due_on")
    task.due_on = due_on
    _step(task, StepKind.MOVED, by, due_on=due_on, note=note)


def hand_over(task: Task, space: Space, *, to: Person, note: str, seen_version: int, by: Person) -> None:
    """Give a task to somebody else, who is told by mail. Raises Changed, and RuleBroken for who has it already."""
    _open(task, seen_version)
    if to.id == task.person_id:
        raise RuleBroken(_("Diese Person hat die Aufgabe schon."), field="to")
    task.person, task.other_name = to, ""
    _step(task, StepKind.HANDED_OVER, by, to=to, note=note)
    _tell(task, space, note=note, by=by)


def take(task: Task, *, by: Person) -> None:
    """Take on a task that nobody has. Raises RuleBroken when somebody else was faster."""
    if task.state is not TaskState.OPEN:
        raise RuleBroken(_("Diese Aufgabe ist schon abgeschlossen."))
    if task.person_id == by.id:
        return
    if task.person_id is not None or task.other_name:
        raise RuleBroken(_("Diese Aufgabe hat inzwischen jemand anderes."))
    task.person = by
    _step(task, StepKind.HANDED_OVER, by, to=by)


def _tell(task: Task, space: Space, *, note: str, by: Person) -> None:
    """Tell somebody at once that a task is theirs now, unless they do not want any mail or gave it to themselves."""
    person = task.person
    if person is None or person.id == by.id or not person.email or not person.is_active:
        return
    if person.mail_wish is MailWish.NONE:
        return
    outbox.queue(
        "task_handed_over",
        person,
        sender=by,
        to=space.name,
        title=task.title,
        due_on=task.due_on,
        note=note,
        path=f"/{space.slug}/aufgaben/{task.id}",
    )
