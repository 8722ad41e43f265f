"""Reports from the councils as suggested items of the next meeting's agenda, each once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app.calendar.models import KINDS, Appointment, AppointmentState
from app.calendar.parts import Suggestion, agenda_of, suggests
from app.districts.councils.reports.models import Importance, Report, ReportItem
from app.districts.councils.reports.reading import items_of, line_of
from app.extensions import db
from app.spaces.models import Council
from app.speech import day

MINUTES, MINUTES_IN_GENERAL = 10, 20
WITHOUT_A_MEETING_BEFORE = timedelta(days=60)
"""How far back the first meeting of a space looks."""
LOOKS_THROUGH = 6
"""So many earlier meetings are looked at for one that had an agenda."""
WITH_AGENDA = sorted(key for key, kind in KINDS.items() if kind.has_agenda)


@suggests(order=18)
def from_the_councils(appointment: Appointment) -> list[Suggestion]:
    """Suggest each report that came since the meeting before; without one, the item that meetings usually have."""
    council = sa.select(Council.id).where(Council.district_id == appointment.space_id).limit(1)
    reports = _since_the_meeting_before(appointment)
    if reports:
        items = items_of(report.id for report in reports)
        return [_suggestion(report, items[report.id]) for report in reports]
    if db.session.scalars(council).first() is None:
        return []
    title = _("Bericht aus dem Ortsbeirat")
    return [Suggestion("usual:council", title, "report", MINUTES_IN_GENERAL)]


def _since_the_meeting_before(appointment: Appointment) -> list[Report]:
    """Return what was filed between the meeting before and this one: earlier reports had their chance there."""
    statement = (
        sa.select(Report)
        .options(sa.orm.joinedload(Report.council))
        .where(Report.space_id == appointment.space_id)
        .where(Report.filed_at > _begin(appointment), Report.filed_at <= appointment.starts_at)
        .order_by(Report.sat_on, Report.id)
    )
    return list(db.session.scalars(statement))


def _begin(appointment: Appointment) -> datetime:
    before = (
        sa.select(Appointment)
        .where(Appointment.space_id == appointment.space_id, Appointment.kind.in_(WITH_AGENDA))
        .where(Appointment.state == AppointmentState.ANNOUNCED, Appointment.id != appointment.id)
        .where(Appointment.starts_at < appointment.starts_at)
        .order_by(Appointment.starts_at.desc())
        .limit(LOOKS_THROUGH)
    )
    for one in db.session.scalars(before):
        if agenda_of(one):
            return one.starts_at
    return appointment.starts_at - WITHOUT_A_MEETING_BEFORE


def _suggestion(report: Report, items: Sequence[ReportItem]) -> Suggestion:
    title = _(
        "Bericht aus dem Ortsbeirat %(council)s: Sitzung vom %(day)s",
        council=report.council.short_name,
        day=day(report.sat_on),
    )
    return Suggestion(f"report:{report.id}", title, "report", MINUTES, note=_note(items))


def _note(items: Sequence[ReportItem]) -> str:
    """Return what is important, a line each. An agenda is sent to guests, too: nothing in it is internal."""
    lines = [line_of(item, internal=False) for item in items if item.importance is Importance.IMPORTANT]
    found = []
    for line in lines:
        title = f"{line.title} ({line.result_name})" if line.result else line.title
        found.append(f"{title}: {' '.join(line.sentence.split())}" if line.sentence else title)
    return "\n".join(found)
