"""What a space does on the days of remembrance: place, time, wreath, speaker, who is on duty."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from app import audit, clock
from app.accounts.models import Person
from app.accounts.services import forgets
from app.calendar.commemorations import Commemoration, commemorations
from app.calendar.entries import Entry, EntryKind, adds_entries
from app.calendar.year.models import CommemorationPlan
from app.extensions import db
from app.rules import Changed
from app.spaces.models import Membership

USUALLY = timedelta(hours=1)
"""How long a commemoration takes, for calendars that need an end."""
TOLD_BEFORE = timedelta(days=21)
"""So long before the day whoever is on duty reads it on their start page."""


@dataclass(frozen=True)
class PlanDetails:
    """What is said of a day of remembrance."""

    starts: time | None = None
    place: str = ""
    wreath: str = ""
    speaker: str = ""
    on_duty_id: int | None = None
    note: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether nothing is planned."""
        return self == PlanDetails()


@dataclass(frozen=True)
class PlannedDay:
    """A day of remembrance, and what the space at hand does on it."""

    commemoration: Commemoration
    plan: CommemorationPlan | None

    @property
    def is_over(self) -> bool:
        """Whether it was before today."""
        return self.commemoration.day < clock.today()


# --- reading


def planned_days(year: int) -> list[PlannedDay]:
    """Return the days of remembrance of a year, with what the space at hand plans."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    statement = (
        sa.select(CommemorationPlan)
        .options(joinedload(CommemorationPlan.on_duty))
        .where(CommemorationPlan.day.between(first, last))
    )
    plans = {one.day: one for one in db.session.scalars(statement)}
    return [PlannedDay(one, plans.get(one.day)) for one in commemorations(first, last)]


def planned_day(year: int, month: int) -> PlannedDay | None:
    """Return the day of remembrance in a month of this year or the next; there is at most one."""
    this = clock.today().year
    if year not in (this, this + 1):
        return None
    return next((one for one in planned_days(year) if one.commemoration.day.month == month), None)


def people_on_duty(plan: CommemorationPlan | None) -> list[tuple[int, str]]:
    """Return key and name of who may be on duty: who belongs to the space today, and who it is already."""
    statement = (
        sa.select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.held_today(), Person.erased_at.is_(None))
        .distinct()
    )
    found = {row.id: row.name for row in db.session.execute(statement)}
    if plan is not None and plan.on_duty is not None:
        found[plan.on_duty.id] = plan.on_duty.name
    return sorted(found.items(), key=lambda one: (one[1].casefold(), one[0]))


def on_duty_soon(person_id: int) -> list[CommemorationPlan]:
    """Return what a person sees to in the next weeks, in the spaces at hand, by day."""
    today = clock.today()
    statement = (
        sa.select(CommemorationPlan)
        .where(CommemorationPlan.on_duty_id == person_id)
        .where(CommemorationPlan.day.between(today, today + TOLD_BEFORE))
        .order_by(CommemorationPlan.day, CommemorationPlan.id)
    )
    return list(db.session.scalars(statement))


def title_of(plan: CommemorationPlan) -> str:
    """Return what the day is called; nothing for a day that is none any more."""
    return next((one.title for one in commemorations(plan.day, plan.day)), "")


@adds_entries
def entries_of_plans(first: date, last: date, space_ids: Collection[int] | None) -> Iterable[Entry]:
    """Yield what is planned, for calendars: the place and the time, no names."""
    columns = [CommemorationPlan.id, CommemorationPlan.space_id, CommemorationPlan.day,
               CommemorationPlan.starts, CommemorationPlan.place]  # fmt: skip
    statement = sa.select(*columns).where(CommemorationPlan.day.between(first, last))
    if space_ids is not None:
        statement = statement.where(CommemorationPlan.space_id.in_(sorted(space_ids)))
    titles = {one.day: one.title for one in commemorations(first, last)}
    for row in db.session.execute(statement):
        if row.day not in titles:
            continue
        starts_at = clock.from_wall_clock(row.day, row.starts) if row.starts is not None else None
        yield Entry(
            EntryKind.COMMEMORATION,
            titles[row.day],
            row.day,
            row.day,
            starts_at,
            starts_at + USUALLY if starts_at else None,
            row.space_id,
            row.id,
            place=row.place,
        )


# --- changing


def plan_day(found: PlannedDay, *, details: PlanDetails, seen_version: int, by: Person) -> None:
    """Write down what is planned; a plan that says nothing any more goes away.

    Raises Changed if somebody else did so since the form was opened.
    """
    plan = found.plan
    if seen_version != (plan.version if plan is not None else 0):
        raise Changed(
            _("Inzwischen hat jemand anderes diesen Gedenktag geplant. Sieh nach, was jetzt dasteht.")
        )
    if details.says_nothing:
        if plan is not None:
            audit.record("commemoration.unplanned", plan, by)
            db.session.delete(plan)
        return
    if plan is None:
        plan = CommemorationPlan(day=found.commemoration.day)
        db.session.add(plan)
    plan.starts, plan.place, plan.note = details.starts, details.place, details.note
    plan.wreath, plan.speaker, plan.on_duty_id = details.wreath, details.speaker, details.on_duty_id
    try:
        audit.record("commemoration.planned", plan, by)
        db.session.flush()
    except IntegrityError as twice:  # both began at the same moment
        raise Changed(_("Eben hat jemand anderes diesen Gedenktag geplant. Lade die Seite neu.")) from twice


@forgets
def forget_person(person: Person) -> None:
    """Take somebody off what they were to see to. Needs a session that writes every space."""
    theirs = sa.select(CommemorationPlan).where(CommemorationPlan.on_duty_id == person.id)
    for plan in db.session.scalars(theirs).all():
        plan.on_duty_id = None
