"""What the office reads across all spaces."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.access import Role
from app.accounts.models import Person
from app.audit import AuditEntry
from app.extensions import db
from app.outbox import MailState, OutgoingMail
from app.spaces.models import Council, Membership, Space

PAGE_SIZE = 50


@dataclass(frozen=True)
class Held:
    """A role in a space, as the list of people shows it."""

    role: Role
    space_name: str
    space_slug: str


def people(search: str, number: int) -> tuple[list[Person], bool]:
    """Return a page of people by name, those whose name or address contains `search`; whether more follow."""
    statement = (
        sa.select(Person).where(Person.erased_at.is_(None)).order_by(sa.func.lower(Person.name), Person.id)
    )
    if search:
        wanted = search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        like = f"%{wanted}%"
        statement = statement.where(
            sa.or_(Person.name.ilike(like, escape="\\"), Person.email.ilike(like, escape="\\"))
        )
    rows = db.session.scalars(statement.limit(PAGE_SIZE + 1).offset((number - 1) * PAGE_SIZE)).all()
    return list(rows[:PAGE_SIZE]), len(rows) > PAGE_SIZE


def roles_of(persons: list[Person]) -> dict[int, list[Held]]:
    """Return the roles that these people hold today, by person; needs a scope that reads every space."""
    statement = (
        sa.select(Membership.person_id, Membership.role, Space.short_name, Space.slug)
        .join(Space, Space.id == Membership.space_id)
        .where(Membership.person_id.in_([person.id for person in persons]), Membership.held_today())
        .order_by(Space.name)
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for person_id, role, name, slug in db.session.execute(statement):
        found[person_id].append(Held(role, name, slug))
    return found


def mails(state: MailState | None, number: int) -> tuple[list[OutgoingMail], bool]:
    """Return a page of the outbox, the newest first; whether more follow."""
    statement = sa.select(OutgoingMail).order_by(OutgoingMail.id.desc())
    if state is not None:
        statement = statement.where(OutgoingMail.state == state)
    rows = db.session.scalars(statement.limit(PAGE_SIZE + 1).offset((number - 1) * PAGE_SIZE)).all()
    return list(rows[:PAGE_SIZE]), len(rows) > PAGE_SIZE


def mail_counts() -> dict[MailState, int]:
    """Return how many mails are in each state."""
    statement = sa.select(OutgoingMail.state, sa.func.count().label("number")).group_by(OutgoingMail.state)
    return {row.state: row.number for row in db.session.execute(statement)}


@dataclass(frozen=True)
class Noted:
    """An entry of the audit log with the names it speaks of, as far as there still are any."""

    entry: AuditEntry
    actor: str | None
    subject: str | None
    """Who or what it was done to: a person, a council."""
    space: str | None


def audit_log(number: int, space_id: int | None) -> tuple[list[Noted], bool]:
    """Return a page of the audit log, the newest first; whether more follow. Needs a scope on every space."""
    someone = aliased(Person)
    statement = (
        sa.select(
            AuditEntry, Person.name, sa.func.coalesce(someone.name, Council.short_name), Space.short_name
        )
        .outerjoin(Person, Person.id == AuditEntry.actor_id)
        .outerjoin(Membership, _is_about("membership", Membership.id))
        .outerjoin(someone, sa.or_(_is_about("person", someone.id), someone.id == Membership.person_id))
        .outerjoin(Council, _is_about("council", Council.id))
        .outerjoin(Space, Space.id == AuditEntry.space_id)
        .order_by(AuditEntry.id.desc())
    )
    if space_id is not None:
        statement = statement.where(AuditEntry.space_id == space_id)
    rows = db.session.execute(statement.limit(PAGE_SIZE + 1).offset((number - 1) * PAGE_SIZE)).all()
    return [Noted(*row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def _is_about(table: str, key: Any) -> sa.ColumnElement[bool]:
    return sa.and_(AuditEntry.subject_type == table, AuditEntry.subject_id == key)
