"""What is read of decisions: the register, and those of one meeting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from app.calendar.models import Appointment
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.minutes.models import Minutes, MinutesState
from app.extensions import db

PAGE_SIZE = 40
LONGEST_SEARCH = 100
MOST_WORDS = 8
States = tuple[MinutesState, ...] | None
"""How far minutes have to be so that their decisions are seen; None: however far."""
SHOWN_TO_MEMBERS: States = (MinutesState.READY, MinutesState.APPROVED)
SHOWN_TO_ALL: States = (MinutesState.APPROVED,)
"""In what state of the minutes the members see what was decided; before, only who keeps them."""
_NUMBER = re.compile(r"\s*(\d{4})\s*/\s*(\d{1,6})\s*")


@dataclass(frozen=True)
class Entry:
    """A decision in the register."""

    decision: Decision
    minutes: MinutesState | None
    """How far the minutes are that it stands in; None: nobody has written in them yet."""

    @property
    def is_preliminary(self) -> bool:
        """Whether the minutes are not approved yet."""
        return self.minutes is not MinutesState.APPROVED


@dataclass(frozen=True)
class Register:
    """One page of the register."""

    entries: list[Entry]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1


def _entries(shown: States) -> Any:
    """Select decisions with the state of the minutes they stand in."""
    its_minutes = sa.and_(
        Minutes.space_id == Decision.space_id, Minutes.appointment_id == Decision.appointment_id
    )
    statement = sa.select(Decision, Minutes.state).outerjoin(Minutes, its_minutes)
    statement = statement.options(joinedload(Decision.appointment))
    return statement if shown is None else statement.where(Minutes.state.in_(shown))


def matching(words: str) -> sa.ColumnElement[bool]:
    """Return the criterion that a decision is looked for by these words, or by its number: `2025/7`."""
    numbered = _NUMBER.fullmatch(words)
    if numbered:
        return sa.and_(Decision.year == int(numbered[1]), Decision.number == int(numbered[2]))
    return sa.and_(
        sa.true(),
        *(
            sa.func.lower(Decision.wording).contains(word.lower(), autoescape=True)
            for word in words[:LONGEST_SEARCH].split()[:MOST_WORDS]
        ),
    )


def register(
    number: int = 1, *, words: str = "", measure: int | None = None, shown: States = SHOWN_TO_ALL
) -> Register:
    """Return a page of the register of the space at hand, the latest first."""
    statement = _entries(shown).order_by(Decision.year.desc(), Decision.number.desc())
    if words:
        statement = statement.where(matching(words))
    if measure is not None:
        statement = statement.where(Decision.measure == measure)
    # One row more than is shown tells whether there is a next page, without counting them all.
    rows = db.session.execute(statement.limit(PAGE_SIZE + 1).offset((number - 1) * PAGE_SIZE)).all()
    return Register([Entry(*row) for row in rows[:PAGE_SIZE]], number, len(rows) > PAGE_SIZE)


def entry_of(decision_id: int, *, shown: States = SHOWN_TO_ALL) -> Entry | None:
    """Return one entry of the register; None where there is none to be seen."""
    row = db.session.execute(_entries(shown).where(Decision.id == decision_id)).first()
    return Entry(*row) if row is not None else None


def decisions_of(appointment: Appointment) -> list[Decision]:
    """Return what one meeting decided, by number, without what was withdrawn."""
    statement = (
        sa.select(Decision)
        .where(Decision.space_id == appointment.space_id, Decision.appointment_id == appointment.id)
        .where(Decision.wording != "")
        .order_by(Decision.year, Decision.number)
    )
    return list(db.session.scalars(statement))


def votes_in_words(decision: Decision) -> str:
    """Return how the vote went: "mit 7 Ja, 1 Nein, 2 Enthaltungen"; nothing where it was not counted."""
    abstained = decision.abstentions or 0
    abstentions = ngettext("%(num)d Enthaltung", "%(num)d Enthaltungen", abstained)
    if decision.without_dissent:
        without = str(_("ohne Gegenstimme"))
        return f"{without}, {abstentions}" if abstained else without
    if decision.yes is None:
        return ""
    counted = _("mit %(yes)d Ja, %(no)d Nein", yes=decision.yes, no=decision.no or 0)
    return f"{counted}, {abstentions}"
