"""What is new of appointments: announced, changed, cancelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app import clock
from app.audit import AuditEntry
from app.calendar.invitations.models import Invitation
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db
from app.news.sources import NewsItem, tells_news
from app.spaces.models import Space

ANNOUNCED, CHANGED, CANCELLED = "appointment.announced", "appointment.changed", "appointment.cancelled"
KINDS = {
    CHANGED: _l("Termin geändert"),
    ANNOUNCED: _l("Neuer Termin"),
    CANCELLED: _l("Termin abgesagt"),
}
"""In the order of what is told where several happened: what was just announced is new, not changed."""
RANKS = {action: rank for rank, action in enumerate(KINDS)}
TOLD_OF = frozenset({"title", "starts_at", "ends_at", "place"})
"""A change of anything else, like a word in the description, is no news."""
AT_THE_SAME_TIME = timedelta(seconds=5)
"""Announcing is a change as well; it is not told a second time."""


@tells_news
def appointments(space: Space, since: datetime, until: datetime) -> Iterator[NewsItem]:
    """Return what happened to appointments that are not over, without drafts."""
    within = (
        sa.and_(column > since, column <= until)
        for column in (Appointment.announced_at, Appointment.changed_at, Appointment.cancelled_at)
    )
    statement = (
        sa.select(Appointment)
        .where(Appointment.state != AppointmentState.DRAFT, Appointment.ends_at > clock.now())
        .where(Appointment.space_id == space.id, sa.or_(*within))
    )
    rows = list(db.session.scalars(statement))
    if not rows:
        return
    invited, done = _invited([row.id for row in rows]), _done(space, since)
    for row in rows:
        for action, at in _happened(row):
            deeds = done[action, row.id]
            if since < at <= until and (action != CHANGED or not deeds or any(one.matters for one in deeds)):
                yield NewsItem(
                    key=f"appointment:{row.id}",
                    at=at,
                    kind=KINDS[action],
                    title=row.title,
                    path=f"/{space.slug}/termine/{row.id}",
                    rank=RANKS[action],
                    starts_at=row.starts_at,
                    ends_at=row.ends_at,
                    place=row.place,
                    told=frozenset(invited[row.id].union(one.by for one in deeds)),
                )


def _happened(row: Appointment) -> Iterator[tuple[str, datetime]]:
    if row.cancelled_at is not None:
        yield CANCELLED, row.cancelled_at
        return
    if row.announced_at is not None:
        yield ANNOUNCED, row.announced_at
        if row.changed_at is not None and row.changed_at > row.announced_at + AT_THE_SAME_TIME:
            yield CHANGED, row.changed_at


def _invited(keys: Collection[int]) -> dict[int, set[int]]:
    """Return who is invited to appointments: those are told of every change by the invitation."""
    found: dict[int, set[int]] = defaultdict(set)
    statement = sa.select(Invitation.appointment_id, Invitation.person_id).where(
        Invitation.appointment_id.in_(keys)
    )
    for appointment_id, person_id in db.session.execute(statement):
        if person_id is not None:
            found[appointment_id].add(person_id)
    return found


@dataclass(frozen=True)
class _Deed:
    """What the audit log says of something that was done to an appointment."""

    by: int
    matters: bool


def _done(space: Space, since: datetime) -> dict[tuple[str, int], list[_Deed]]:
    """Return what people did to which appointment: nobody is told what they did themselves.

    Where nobody did it one by one, as with a whole series, there is nothing, and it counts as news.
    """
    found: dict[tuple[str, int], list[_Deed]] = defaultdict(list)
    statement = sa.select(AuditEntry).where(
        AuditEntry.space_id == space.id, AuditEntry.at > since, AuditEntry.action.in_(KINDS)
    )
    for row in db.session.scalars(statement):
        if row.subject_id is not None and row.actor_id is not None:
            matters = not TOLD_OF.isdisjoint(row.details.get("fields", ()))
            found[row.action, row.subject_id].append(_Deed(row.actor_id, matters))
    return found
