"""What is read of concerns: the district's page, one's history, what can be chosen."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.access import Role
from app.accounts.models import Person
from app.districts.councils.concerns.models import ENDED, Concern, ConcernState, ConcernStep
from app.districts.councils.sittings.models import Sitting, SittingState
from app.extensions import db
from app.spaces.models import Membership

PAGE_SIZE = 40
LISTED_FOR = timedelta(days=365)
"""How long one that ended stands on the district's page."""
MOST_TOPICS = 12
MOST_READ = 500
MOST_SITTINGS = 40
SITTINGS_SINCE = timedelta(days=180)


@dataclass(frozen=True)
class Page:
    """One page of a list."""

    rows: list[Concern]
    number: int
    has_next: bool


@dataclass(frozen=True)
class Wanted:
    """What of the district's concerns is asked for: of one state, of one topic, or those that ended long ago."""

    state: ConcernState | None = None
    topic: str = ""
    long_ago: bool = False


def _where(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    recent = Concern.moved_at >= clock.now() - LISTED_FOR
    has_ended = Concern.state.in_(ENDED)
    found = [sa.and_(has_ended, ~recent) if wanted.long_ago else sa.or_(~has_ended, recent)]
    if wanted.state is not None:
        found.append(Concern.state == wanted.state)
    if wanted.topic:
        # The list is stored as JSON; its words are found in the spelling in which they are written there.
        stored = sa.cast(Concern.topics, sa.String)
        found.append(stored.contains(json.dumps(wanted.topic), autoescape=True))
    return found


def listed(wanted: Wanted, number: int = 1) -> Page:
    """Return a page of the concerns of the space at hand: open ones by how far they are, then the ended ones."""
    place = sa.case({state.value: place for place, state in enumerate(ConcernState)}, value=Concern.state)
    statement = (
        sa.select(Concern)
        .options(joinedload(Concern.responsible))
        .where(*_where(wanted))
        .order_by(place, Concern.moved_at.desc(), Concern.id.desc())
        .limit(PAGE_SIZE + 1)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = list(db.session.scalars(statement))
    return Page(rows[:PAGE_SIZE], number, len(rows) > PAGE_SIZE)


def counts(topic: str = "") -> dict[ConcernState, int]:
    """Return how many there are in each state, as the district's page lists them."""
    statement = sa.select(Concern.state, sa.func.count()).where(*_where(Wanted(topic=topic)))
    found = {row[0]: row[1] for row in db.session.execute(statement.group_by(Concern.state))}
    return {state: found.get(state, 0) for state in ConcernState}


def topics_used() -> list[str]:
    """Return the topics of this space's concerns, the most frequent first."""
    statement = sa.select(Concern.topics).order_by(Concern.id.desc()).limit(MOST_READ)
    number = Counter(topic for topics in db.session.scalars(statement) for topic in topics)
    return sorted(number, key=lambda topic: (-number[topic], topic.casefold()))


def steps_of(concern: Concern) -> list[ConcernStep]:
    """Return what happened to a concern, in order."""
    statement = (
        sa.select(ConcernStep)
        .options(joinedload(ConcernStep.by))
        .where(ConcernStep.concern_id == concern.id)
        .order_by(ConcernStep.at, ConcernStep.id)
    )
    return list(db.session.scalars(statement))


def of_sitting(sitting: Sitting) -> list[Concern]:
    """Return what was, or will be, brought to a sitting."""
    brought = [state for state in ConcernState if state not in (ConcernState.RAISED, ConcernState.TAKEN_UP)]
    statement = (
        sa.select(Concern)
        .where(Concern.sitting_id == sitting.id, Concern.state.in_(brought))
        .order_by(Concern.sitting_item, Concern.id)
    )
    return list(db.session.scalars(statement))


def who_carries_on() -> list[tuple[int, str]]:
    """Return key and name of those who may carry a concern on: councillors and speakers of today, by name."""
    statement = (
        sa.select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.held_today(), Membership.role.in_((Role.COUNCILLOR, Role.SPEAKER)))
        .where(Person.erased_at.is_(None))
        .distinct()
    )
    found = [(person_id, name) for person_id, name in db.session.execute(statement)]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0]))


def sittings_to_choose(council_id: int | None) -> list[Sitting]:
    """Return the sittings that a concern may be brought to: those to come, and those of the last half year."""
    statement = (
        sa.select(Sitting)
        .options(joinedload(Sitting.council))
        .where(Sitting.state == SittingState.PLANNED, Sitting.starts_at > clock.now() - SITTINGS_SINCE)
    )
    if council_id is not None:
        statement = statement.where(Sitting.council_id == council_id)
    found = list(db.session.scalars(statement.order_by(Sitting.starts_at).limit(MOST_SITTINGS)))
    to_come = [one for one in found if not one.has_begun]
    return [*to_come, *(one for one in reversed(found) if one.has_begun)]
