"""Who is reminded of a report: the councillors three days after the sitting, the speakers after ten; each once."""

from __future__ import annotations

import enum
from typing import Any

import sqlalchemy as sa

from app import clock, outbox
from app.access import Role
from app.accounts.models import MailWish, Person
from app.districts.councils.reports.missing import SPEAKERS_AFTER, days_ago, without_report
from app.districts.councils.sittings.models import Sitting
from app.extensions import db
from app.spaces.models import Council, Mandate, MandateKind, Membership, Space
from app.spaces.queries import speakers
from app.tenancy import ScopedSession

COUNCILLORS_AFTER = 3


class Reminded(enum.Enum):
    """Who is reminded."""

    COUNCILLORS = "report_due"
    """The value names the mail."""
    SPEAKERS = "report_missing"


_NOTED: dict[Reminded, tuple[Any, str, int]] = {
    Reminded.COUNCILLORS: (
        Sitting.councillors_reminded_at,
        "councillors_reminded_at",
        COUNCILLORS_AFTER,
    ),
    Reminded.SPEAKERS: (Sitting.speakers_reminded_at, "speakers_reminded_at", SPEAKERS_AFTER),
}
"""Where it is noted that they were, and after how many days."""


def _due(who: Reminded) -> sa.ColumnElement[bool]:
    column, _name, days = _NOTED[who]
    return sa.and_(without_report(), column.is_(None), Sitting.starts_at < days_ago(days))


def due(session: ScopedSession) -> list[tuple[int, int, Reminded]]:
    """Return (space, sitting, who) of all reminders for which it is time, in all open spaces."""
    found = []
    for who in Reminded:
        statement = (
            sa.select(Sitting.space_id, Sitting.id)
            .join(Space, Space.id == Sitting.space_id)
            .where(_due(who), Space.closed_on.is_(None))
            .order_by(Sitting.starts_at, Sitting.id)
        )
        found += [(space_id, key, who) for space_id, key in session.execute(statement)]
    return found


def remind(sitting_id: int, who: Reminded) -> int:
    """Queue the mails and note it, if it is still time; return to how many. Does not commit."""
    _column, name, _days = _NOTED[who]
    # Not through the object: its version is for what people change. Of two workers one finds it noted already.
    noted = sa.update(Sitting).where(Sitting.id == sitting_id, _due(who)).values({name: clock.now()})
    if not db.session.execute(noted.execution_options(synchronize_session=False)).rowcount:  # type: ignore[attr-defined]  # an update has one
        return 0
    sitting = db.session.get_one(Sitting, sitting_id)
    council = db.session.get_one(Council, sitting.council_id)
    space = db.session.get_one(Space, sitting.space_id)
    found = _councillors(sitting) if who is Reminded.COUNCILLORS else speakers()
    people = [person for person in found if _gets_mail(person)]
    for person in people:
        outbox.queue(
            who.value,
            person,
            to=space.name,
            council=council.short_name,
            starts_at=sitting.starts_at,
            # The worker has no request to build them from.
            path=f"/{space.slug}/berichte/sitzung/{sitting.id}",
            sitting_path=f"/{space.slug}/sitzungen/{sitting.id}",
        )
    return len(people)


def _councillors(sitting: Sitting) -> list[Person]:
    """Return who of ours sits in the council today and may file; the substitutes only where nobody else does."""
    files = sa.select(Membership.person_id).where(
        Membership.role.in_((Role.COUNCILLOR, Role.SPEAKER)), Membership.held_today()
    )
    statement = (
        sa.select(Person, Mandate.kind)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.council_id == sitting.council_id, Mandate.held_on(clock.today()))
        .where(Person.id.in_(files))
        .order_by(Person.name, Person.id)
    )
    rows = db.session.execute(statement).all()
    members = {person.id: person for person, kind in rows if kind is MandateKind.MEMBER}
    return list((members or {person.id: person for person, _kind in rows}).values())


def _gets_mail(person: Person) -> bool:
    return bool(person.email) and person.is_active and person.mail_wish is not MailWish.NONE
