"""What waits because of invitations: an answer of mine, letters and refused mails of a space that I lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app import clock
from app.calendar.invitations.models import Answer, Invitation, Notice, NoticeState, Sending, SendingKind
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.extensions import db

SOON = timedelta(days=28)
"""Before that nobody needs to be asked for an answer, nor reminded to invite."""


@dataclass(frozen=True)
class Waiting:
    """Something that waits at an appointment."""

    space_id: int
    appointment_id: int
    title: str
    starts_at: datetime
    number: int = 1
    """How many letters or mails."""


_COLUMNS = (Appointment.space_id, Appointment.id, Appointment.title, Appointment.starts_at)


def _to_come() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Appointment.state == AppointmentState.ANNOUNCED,
        Appointment.starts_at > clock.now(),
        Appointment.starts_at < clock.now() + SOON,
    )


def answers_of(person_id: int, *, most: int = 10) -> list[Waiting]:
    """Return the meetings to which somebody is invited and has not answered, in all spaces at hand."""
    statement = (
        sa.select(*_COLUMNS)
        .join(Invitation, Invitation.appointment_id == Appointment.id)
        .where(Invitation.person_id == person_id, Invitation.answer == Answer.OPEN, *_to_come())
        .order_by(Appointment.starts_at)
        .limit(most)
    )
    return [Waiting(*row) for row in db.session.execute(statement)]


def _unsettled(states: tuple[NoticeState, ...], space_ids: Iterable[int]) -> list[Waiting]:
    statement = (
        sa.select(*_COLUMNS, sa.func.count())
        .join(Sending, Sending.appointment_id == Appointment.id)
        .join(Notice, Notice.sending_id == Sending.id)
        .where(Appointment.space_id.in_(sorted(space_ids)), Appointment.starts_at > clock.now())
        .where(Notice.state.in_(states), Sending.kind != SendingKind.REMINDER)
        .group_by(*_COLUMNS)
        .order_by(Appointment.starts_at)
    )
    return [Waiting(*row) for row in db.session.execute(statement)]


def letters_in(space_ids: Iterable[int]) -> list[Waiting]:
    """Return the meetings to come for which letters are to be posted or people to be phoned, with how many."""
    return _unsettled((NoticeState.TO_POST,), space_ids)


def refused_in(space_ids: Iterable[int]) -> list[Waiting]:
    """Return the meetings to come of which mails were refused or lost, with how many."""
    return _unsettled((NoticeState.FAILED, NoticeState.UNCLEAR), space_ids)


def without_invitation_in(space_ids: Iterable[int]) -> list[Waiting]:
    """Return the announced meetings with a notice period to which nobody is invited yet, the next first."""
    formal = [kind.key for kind in KINDS.values() if kind.notice_days]
    sent = sa.select(Sending.appointment_id).where(Sending.kind == SendingKind.INVITATION)
    statement = (
        sa.select(*_COLUMNS)
        .where(Appointment.space_id.in_(sorted(space_ids)), Appointment.kind.in_(formal), *_to_come())
        .where(Appointment.id.not_in(sent))
        .order_by(Appointment.starts_at)
    )
    return [Waiting(*row) for row in db.session.execute(statement)]
