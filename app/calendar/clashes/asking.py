"""The question before saving: what is on then, seen or not yet, and the day that is taken instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import request

from app.access import Permission, can
from app.calendar.clashes.finding import Wanted, free_evenings, look_around, moved, signature
from app.calendar.forms import DetailsForm
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.calendar.services import Details, with_its_end
from app.extensions import db
from app.rules import RuleBroken
from app.spaces.models import Space

SEEN = "clashes_seen"
INSTEAD = "day_instead"


@dataclass(frozen=True)
class Question:
    """What stands above the button before something is saved."""

    clashes: Sequence[str] = ()
    free: Sequence[date] = ()
    taken: date | None = None
    """The day that was taken instead of the one that was typed."""

    @property
    def seen(self) -> str:
        """Names the clashes, for the form to send along when they were seen."""
        return " ".join(sorted(signature(self.clashes)))


def other_day(form: DetailsForm) -> Question | None:
    """Fill in the day that was chosen of the free ones; None if none was. Everything typed stays."""
    try:
        day = date.fromisoformat(request.form.get(INSTEAD, ""))
    except ValueError:
        return None
    before, ends_on = form.day.data, form.ends_on.data
    form.day.data, form.day.raw_data = day, None
    if ends_on is not None and before is not None and abs((ends_on - before).days) < 15:
        form.ends_on.data, form.ends_on.raw_data = day + (ends_on - before), None
    return Question(taken=day)


def about(
    details: Details, space: Space, *, kind: str, appointment: Appointment | None = None
) -> Question | None:
    """Return what is on then and was not seen yet; None if there is nothing to ask. Raises RuleBroken for odd times.

    `appointment`: the one that is changed; asked about only if its time changes. Nothing is asked of somebody to
    whom it was handed over and who does not plan here: what else is on here is not for them.
    """
    found = hint(details, space, kind=kind, appointment=appointment)
    if not found.clashes or signature(found.clashes) <= set(request.form.get(SEEN, "").split()):
        return None
    return found


def hint(details: Details, space: Space, *, kind: str, appointment: Appointment | None = None) -> Question:
    """Return what is on then, seen or not."""
    if not can(Permission.PLAN_APPOINTMENTS):
        return Question()
    if appointment is not None and appointment.state is AppointmentState.CANCELLED:
        return Question()  # it stays as it is, and the rule says so
    if appointment is not None:
        details = with_its_end(appointment, details)
    starts_at, ends_at = details.times()
    behaviour = KINDS.get(kind)
    wanted = Wanted(
        starts_at,
        ends_at,
        notice_days=behaviour.notice_days if behaviour else 0,
        besides=appointment.id if appointment else None,
    )
    if wanted.is_over or (appointment is not None and not moved(appointment, wanted)):
        return Question()
    around = look_around(space, wanted)
    clashes = around.of(wanted)
    return Question(clashes, free_evenings(around, wanted) if clashes else ())


def hint_or_nothing(details: Details, space: Space, *, kind: str, appointment_id: int | None) -> Question:
    """Return what is on then while somebody is still typing: nothing where the times make no sense yet."""
    appointment = db.session.get(Appointment, appointment_id) if appointment_id is not None else None
    try:
        return hint(details, space, kind=appointment.kind if appointment else kind, appointment=appointment)
    except RuleBroken:
        return Question()
