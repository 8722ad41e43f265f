"""What of meetings can be searched, and by whom: agendas, minutes, decisions, tasks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import markup
from app.access import Permission
from app.calendar.models import Appointment
from app.calendar.search import page_of, state_in_a_word, visible_appointments
from app.districts.meetings.decisions.models import RESULT_NAMES, Decision
from app.districts.meetings.minutes.models import Minutes, MinutesCorrection, MinutesEntry, MinutesState
from app.districts.meetings.models import AgendaItem
from app.districts.meetings.tasks.models import TASK_STATE_NAMES, Task
from app.search.sources import Reach, Shown, Source
from app.speech import day


def _of_visible_minutes(reach: Reach) -> sa.ColumnElement[bool]:
    """Who keeps minutes sees them always, the members when they are ready, all who read when they are approved."""
    space = Appointment.space_id
    return sa.and_(
        visible_appointments(reach),
        sa.or_(
            space.in_(reach.where(Permission.KEEP_MINUTES)),
            sa.and_(Minutes.state == MinutesState.READY, space.in_(reach.where(Permission.READ_TASKS))),
            Minutes.state == MinutesState.APPROVED,
        ),
    )


def _meeting_of(model: Any) -> Any:
    return sa.and_(Appointment.space_id == model.space_id, Appointment.id == model.appointment_id)


def _minutes_of(model: Any) -> Any:
    return sa.and_(Minutes.space_id == model.space_id, Minutes.appointment_id == model.appointment_id)


def _item_of(model: Any) -> Any:
    return sa.and_(AgendaItem.space_id == model.space_id, AgendaItem.id == model.item_id)


def _note(*words: Any) -> str:
    return " · ".join(str(word) for word in words if word)


def _show_item(row: Any, space: str) -> Shown:
    item, meeting = row
    return Shown(
        item.title,
        page_of(meeting, space, f"top-{item.id}"),
        day(meeting.starts_at),
        text=item.note,
        note=_note(meeting.title, state_in_a_word(meeting)),
    )


def _preliminary(minutes: Minutes | None) -> str:
    if minutes is None or minutes.state is MinutesState.WRITING:
        return str(_("in Arbeit"))
    return "" if minutes.state is MinutesState.APPROVED else str(_("noch nicht genehmigt"))


def _read_minutes(meeting: Appointment, space: str, anchor: str) -> str:
    return url_for("space.minutes.read", space=space, appointment_id=meeting.id, _anchor=anchor)


def _show_entry(row: Any, space: str) -> Shown:
    entry, meeting, minutes, item = row
    return Shown(
        item.title if item is not None else meeting.title,
        _read_minutes(meeting, space, f"punkt-{item.id}" if item is not None else "allgemein"),
        day(meeting.starts_at),
        text=markup.plain(entry.text),
        note=_note(meeting.title if item is not None else "", _preliminary(minutes)),
    )


def _show_correction(row: Any, space: str) -> Shown:
    correction, meeting, _minutes = row
    return Shown(
        meeting.title,
        _read_minutes(meeting, space, "berichtigungen"),
        day(correction.created_at),
        text=markup.plain(correction.text),
    )


def _show_decision(row: Any, space: str) -> Shown:
    decision, meeting, minutes = row
    return Shown(
        _("Beschluss %(label)s", label=decision.label),
        url_for("space.decisions.show", space=space, decision_id=decision.id),
        day(meeting.starts_at),
        text=decision.wording,
        note=_note(RESULT_NAMES[decision.result], _preliminary(minutes)),
    )


def _show_task(row: Any, space: str) -> Shown:
    (task,) = row
    return Shown(
        task.title,
        url_for("space.tasks.show", space=space, task_id=task.id),
        _("bis %(day)s", day=day(task.due_on)) if task.due_on else day(task.created_at),
        note=str(TASK_STATE_NAMES[task.state]),
    )


_MINUTES = {"key": "protokolle", "name": _l("Protokoll"), "plural": _l("Protokolle")}

SOURCES = (
    Source(
        "beschluesse", _l("Beschluss"), _l("Beschlüsse"),
        rows=sa.select(Decision, Appointment, Minutes)
        .join(Appointment, _meeting_of(Decision))
        .outerjoin(Minutes, _minutes_of(Decision)),
        model=Decision,
        at=Appointment.starts_at,
        visible=_of_visible_minutes,
        show=_show_decision,
        title="wording",
    ),
    Source(
        "aufgaben", _l("Aufgabe"), _l("Aufgaben"),
        rows=sa.select(Task),
        model=Task,
        at=Task.created_at,
        visible=lambda reach: Task.space_id.in_(reach.where(Permission.READ_TASKS)),
        show=_show_task,
        title="title",
    ),
    Source(
        **_MINUTES,
        rows=sa.select(MinutesEntry, Appointment, Minutes, AgendaItem)
        .join(Appointment, _meeting_of(MinutesEntry))
        .outerjoin(Minutes, _minutes_of(MinutesEntry))
        .outerjoin(AgendaItem, _item_of(MinutesEntry)),
        model=MinutesEntry,
        at=Appointment.starts_at,
        visible=_of_visible_minutes,
        show=_show_entry,
    ),
    Source(
        **_MINUTES | {"name": _l("Berichtigung")},
        rows=sa.select(MinutesCorrection, Appointment, Minutes)
        .join(Appointment, _meeting_of(MinutesCorrection))
        .outerjoin(Minutes, _minutes_of(MinutesCorrection)),
        model=MinutesCorrection,
        at=MinutesCorrection.created_at,
        visible=_of_visible_minutes,
        show=_show_correction,
    ),
    Source(
        "tagesordnungen", _l("Tagesordnung"), _l("Tagesordnungen"),
        rows=sa.select(AgendaItem, Appointment).join(Appointment, _meeting_of(AgendaItem)),
        model=AgendaItem,
        at=Appointment.starts_at,
        visible=visible_appointments,
        show=_show_item,
        title="title",
    ),
)  # fmt: skip
