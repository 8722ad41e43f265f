"""What earlier meetings left open, suggested for the next agenda."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import aliased

from app.calendar.models import Appointment, AppointmentState
from app.calendar.parts import Suggestion, suggests
from app.districts.meetings.models import AgendaItem, ItemOutcome
from app.districts.meetings.tasks import queries
from app.extensions import db
from app.speech import day

LOOKS_BACK = timedelta(days=366)
MOST_ITEMS = 20
MOST_TASKS = 100
LONGEST_NOTE = 1900
"""Characters; a little less than the note of an agenda item takes."""


@suggests(order=30)
def open_ends(appointment: Appointment) -> list[Suggestion]:
    """Suggest the open tasks as one item, and each item that was postponed or left undecided."""
    return [*_tasks(), *_items(appointment)]


def _tasks() -> list[Suggestion]:
    tasks = queries.open_tasks(most=MOST_TASKS)
    if not tasks:
        return []
    minutes = min(5 + 2 * len(tasks), 20)
    return [Suggestion("tasks", _("Offene Aufgaben"), minutes=minutes, note=_as_note(tasks))]


def _as_note(tasks: list[queries.TaskRow]) -> str:
    """Return a line for each task, as many as fit: what, who, until when."""
    lines: list[str] = []
    for place, task in enumerate(tasks):
        until = _("bis %(day)s", day=day(task.due_on)) if task.due_on is not None else ""
        line = " – ".join(filter(None, (task.title, task.who or _("noch niemand"), until)))
        if sum(len(one) + 1 for one in lines) + len(line) > LONGEST_NOTE:
            rest = len(tasks) - place
            return "\n".join(
                [*lines, ngettext("und %(num)d weitere Aufgabe", "und %(num)d weitere Aufgaben", rest)]
            )
        lines.append(line)
    return "\n".join(lines)


def _items(appointment: Appointment) -> list[Suggestion]:
    """Suggest what an earlier meeting of the last year did not finish and none has taken up again since."""
    again, at = aliased(AgendaItem), aliased(Appointment)
    taken_up = (
        sa.select(again.source)
        .join(at, sa.and_(at.space_id == again.space_id, at.id == again.appointment_id))
        .where(again.source.startswith("item:"), at.state != AppointmentState.CANCELLED)
    )
    statement = (
        sa.select(AgendaItem, Appointment.starts_at)
        .join(
            Appointment,
            sa.and_(Appointment.space_id == AgendaItem.space_id, Appointment.id == AgendaItem.appointment_id),
        )
        .where(AgendaItem.outcome.in_((ItemOutcome.POSTPONED, ItemOutcome.UNDECIDED)))
        .where(Appointment.state == AppointmentState.ANNOUNCED)
        .where(Appointment.starts_at < appointment.starts_at)
        .where(Appointment.starts_at > appointment.starts_at - LOOKS_BACK)
        .where(sa.literal("item:").concat(sa.cast(AgendaItem.id, sa.String)).not_in(taken_up))
        .order_by(Appointment.starts_at, AgendaItem.position)
        .limit(MOST_ITEMS)
    )
    return [
        Suggestion(
            f"item:{item.id}",
            item.title,
            item.kind.value,
            item.minutes,
            note="\n".join(filter(None, (_("vertagt vom %(day)s", day=day(starts_at)), item.note)))
            if item.outcome is ItemOutcome.POSTPONED
            else "\n".join(filter(None, (_("noch offen vom %(day)s", day=day(starts_at)), item.note))),
        )
        for item, starts_at in db.session.execute(statement)
    ]
