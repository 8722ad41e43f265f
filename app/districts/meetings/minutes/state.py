"""How far the minutes of a meeting are, and whether anything of the meeting may still be changed."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit
from app.accounts.models import Person
from app.calendar.models import Appointment
from app.districts.meetings.conduct.record import why_not_open
from app.districts.meetings.minutes.models import Minutes, MinutesState
from app.extensions import db
from app.rules import RuleBroken


def minutes_of(appointment: Appointment) -> Minutes | None:
    """Return the row of a meeting's minutes; None as long as nobody wrote a word."""
    statement = sa.select(Minutes).where(
        Minutes.space_id == appointment.space_id, Minutes.appointment_id == appointment.id
    )
    return db.session.scalars(statement.execution_options(populate_existing=True)).first()


def state_of(appointment: Appointment) -> MinutesState:
    """Return how far the minutes of a meeting are."""
    minutes = minutes_of(appointment)
    return minutes.state if minutes is not None else MinutesState.WRITING


def is_locked(appointment: Appointment) -> bool:
    """Say whether the minutes are approved: from then on nothing of the meeting is changed."""
    return state_of(appointment) is MinutesState.APPROVED


def hold(appointment: Appointment) -> Minutes | None:
    """Let nobody else change the minutes of a meeting until the end of this transaction; return them."""
    # One row stands for all that is written of a meeting. SQLite has one writer anyway.
    held = sa.select(Appointment).where(Appointment.id == appointment.id).with_for_update(key_share=True)
    db.session.scalars(held.execution_options(populate_existing=True)).first()
    return minutes_of(appointment)


def hold_open(appointment: Appointment) -> Minutes | None:
    """Like `hold`. Raises RuleBroken where nothing may be written (yet, or any more)."""
    minutes = hold(appointment)
    if not appointment.behaviour.has_minutes:
        raise RuleBroken(_("Zu dieser Art von Termin gehört kein Protokoll."))
    if reason := why_not_open(appointment):
        raise RuleBroken(reason)
    if minutes is not None and minutes.state is MinutesState.APPROVED:
        raise RuleBroken(_("Das Protokoll ist genehmigt und bleibt, wie es ist. Was nicht stimmt, kommt als "
                           "Berichtigung dazu."))  # fmt: skip
    return minutes


def begun(appointment: Appointment, minutes: Minutes | None, *, by: Person) -> Minutes:
    """Return the minutes of a meeting that is held; they begin with the first thing that is done to them."""
    if minutes is None:
        minutes = Minutes(appointment_id=appointment.id)
        db.session.add(minutes)
        audit.record("minutes.begun", minutes, by)
    return minutes
