"""What is read of councils: who of us sits there, how many seats there are, what was in earlier terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Person
from app.districts.councils.models import CouncilTerm
from app.extensions import db
from app.spaces.models import Council, Mandate, MandateKind, Membership


@dataclass(frozen=True)
class Seats:
    """How many seats a council has today, and how many of them are ours."""

    all: int
    are_estimated: bool
    ours: int | None
    """By the result of the election; None where nobody has entered it."""
    held: int
    """How many of them have somebody."""

    @property
    def vacant(self) -> int:
        """How many of ours have nobody."""
        return max(0, self.ours - self.held) if self.ours is not None else 0

    @property
    def too_many(self) -> bool:
        """Whether more of us are entered as members than we won seats."""
        return self.ours is not None and self.held > self.ours


@dataclass(frozen=True)
class TermRow:
    """One term, and who of us sat in it."""

    term: CouncilTerm
    names: list[str]
    is_running: bool


def mandates_of(council: Council) -> list[Mandate]:
    """Return the seats of ours in a council, of all times, members before substitutes; of the space at hand."""
    statement = (
        sa.select(Mandate)
        .options(joinedload(Mandate.person))
        .where(Mandate.council_id == council.id)
        .order_by(Mandate.since, Mandate.id)
    )
    rows = db.session.scalars(statement).all()
    return sorted(rows, key=lambda one: (one.kind is MandateKind.SUBSTITUTE, not one.is_chair, one.since))


def running(mandates: Sequence[Mandate]) -> list[Mandate]:
    """Return those of the seats that are held today, or will be."""
    today = clock.today()
    return [one for one in mandates if one.until is None or one.until >= today]


def terms_of(council: Council) -> list[CouncilTerm]:
    """Return the terms of a council, the newest first."""
    statement = (
        sa.select(CouncilTerm).where(CouncilTerm.council_id == council.id).order_by(CouncilTerm.since.desc())
    )
    return list(db.session.scalars(statement))


def running_term(terms: Sequence[CouncilTerm]) -> CouncilTerm | None:
    """Return the term that runs today, if it was entered."""
    today = clock.today()
    return next(
        (one for one in terms if one.since <= today and (one.until is None or one.until >= today)), None
    )


def seats_of(council: Council, term: CouncilTerm | None, mandates: Sequence[Mandate]) -> Seats:
    """Return the seats of a council today; those of its running term count more than an estimate."""
    today = clock.today()
    held = [one for one in running(mandates) if one.kind is MandateKind.MEMBER and one.since <= today]
    if term is None:
        return Seats(council.seats, council.seats_are_estimated, None, len(held))
    return Seats(term.seats, False, term.our_seats, len(held))


def history(terms: Sequence[CouncilTerm], mandates: Sequence[Mandate]) -> list[TermRow]:
    """Return the terms, each with who of us held a seat in it."""
    current = running_term(terms)
    rows = []
    for term in terms:
        sat = [
            one.person.name
            for one in mandates
            if (term.until is None or one.since <= term.until)
            and (one.until is None or one.until >= term.since)
        ]
        rows.append(TermRow(term, list(dict.fromkeys(sat)), term is current))
    return rows


def may_sit() -> list[tuple[int, str]]:
    """Return key and name of everybody who belongs to the space at hand today and may hold a seat, by name."""
    statement = (
        sa.select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.held_today(), Person.disabled_at.is_(None), Person.erased_at.is_(None))
        .distinct()
        .order_by(Person.name)
    )
    return [(row.id, row.name) for row in db.session.execute(statement)]
