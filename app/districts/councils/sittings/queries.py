"""What is read of sittings: what comes, what was and whether there is a report of it, who of us goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.accounts.models import Person
from app.districts.councils.reports.models import Report, ReportState
from app.districts.councils.sittings.models import Sitting, SittingState, SittingVisit
from app.extensions import db
from app.spaces.models import Council, Mandate, MandateKind

PAGE_SIZE = 30
MOST_COMING = 60


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A sitting in a list."""

    id: int
    space_id: int
    council_id: int
    council_name: str
    starts_at: datetime
    title: str
    place: str
    state: SittingState
    nobody_went: bool
    report_id: int | None
    """Of the filed one; drafts are nobody else's business."""

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place."""
        return self.state is SittingState.CANCELLED

    @property
    def has_begun(self) -> bool:
        """Whether it is running or over."""
        return self.starts_at <= clock.now()


@dataclass(frozen=True)
class Page:
    """One page of what was."""

    rows: list[SittingRow]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1


_COLUMNS: tuple[Any, ...] = (
    Sitting.id, Sitting.space_id, Sitting.council_id, Council.short_name, Sitting.starts_at, Sitting.title,
    Sitting.place, Sitting.state, Sitting.nobody_went, Report.id,
)  # fmt: skip


def _rows() -> sa.Select[Any]:
    filed = sa.and_(
        Report.space_id == Sitting.space_id,
        Report.sitting_id == Sitting.id,
        Report.state == ReportState.FILED,
    )
    return (
        sa.select(*_COLUMNS).join(Council, Council.id == Sitting.council_id).outerjoin(Report, filed)
    )  # fmt: skip


def _read(statement: sa.Select[Any]) -> list[SittingRow]:
    return [SittingRow(*row) for row in db.session.execute(statement)]


def _of(statement: sa.Select[Any], council_id: int | None) -> sa.Select[Any]:
    return statement.where(Sitting.council_id == council_id) if council_id is not None else statement


def coming(council_id: int | None = None, *, most: int = MOST_COMING) -> list[SittingRow]:
    """Return the sittings to come of the spaces at hand, the next first; of one council, if given."""
    statement = _rows().where(Sitting.starts_at > clock.now())
    return _read(_of(statement, council_id).order_by(Sitting.starts_at, Sitting.id).limit(most))


def past(number: int = 1, council_id: int | None = None, *, size: int = PAGE_SIZE) -> Page:
    """Return what was, the latest first; of one council, if given."""
    statement = _of(_rows().where(Sitting.starts_at <= clock.now()), council_id)
    statement = statement.order_by(Sitting.starts_at.desc(), Sitting.id.desc())
    rows = _read(statement.limit(size + 1).offset((number - 1) * size))
    return Page(rows[:size], number, len(rows) > size)


def last_place(council_id: int) -> str:
    """Return where a council sat last, or is to sit; empty for one that never did."""
    statement = (
        sa.select(Sitting.place)
        .where(Sitting.council_id == council_id, Sitting.place != "")
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
        .limit(1)
    )
    return db.session.scalars(statement).first() or ""


def days_of(council_id: int, first: date, last: date) -> set[date]:
    """Return the days on which a council sits already, from `first` to `last`, both included."""
    begin, end = clock.start_of_day(first), clock.end_of_day(last)
    statement = sa.select(Sitting.starts_at).where(
        Sitting.council_id == council_id, Sitting.starts_at >= begin, Sitting.starts_at < end
    )
    return {clock.local(at).date() for at in db.session.scalars(statement)}


# --- who goes


@dataclass
class Goers:
    """Who of us goes to a sitting."""

    councillors: list[tuple[str, MandateKind]] = field(default_factory=list)
    guests: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Who goes, shortly: "Jonte (Mitglied), 2 Gäste"; empty for nobody."""
        names = [f"{name} ({_as(kind)})" for name, kind in self.councillors]
        number = len(self.guests)
        return ", ".join([*names, *([ngettext("%(num)d Gast", "%(num)d Gäste", number)] if number else [])])

    @property
    def names(self) -> list[str]:
        """Everybody by name, with what they go as."""
        named = [f"{name} ({_as(kind)})" for name, kind in self.councillors]
        return [*named, *(_("%(name)s (Gast)", name=name) for name in self.guests)]


def _as(kind: MandateKind) -> str:
    return str(_("Mitglied") if kind is MandateKind.MEMBER else _("Stellvertretung"))


def goers(sitting_ids: Collection[int]) -> dict[int, Goers]:
    """Return who goes to these sittings, or was there: with a seat in the council that day, or as a guest."""
    found: dict[int, Goers] = defaultdict(Goers)
    if not sitting_ids:
        return found
    statement = (
        sa.select(SittingVisit.sitting_id, SittingVisit.person_id, Person.name, Sitting.council_id, Sitting.starts_at)
        .join(Sitting, sa.and_(Sitting.space_id == SittingVisit.space_id, Sitting.id == SittingVisit.sitting_id))
        .join(Person, Person.id == SittingVisit.person_id)
        .where(SittingVisit.sitting_id.in_(sorted(sitting_ids)), SittingVisit.was_there.is_not(False))
        .order_by(Person.name)
    )  # fmt: skip
    rows = db.session.execute(statement).all()
    seats = _seats({row.person_id for row in rows})
    for row in rows:
        day = clock.local(row.starts_at).date()
        kinds = [
            seat.kind
            for seat in seats
            if (seat.person_id, seat.council_id) == (row.person_id, row.council_id)
            and seat.since <= day
            and (seat.until is None or seat.until >= day)
        ]
        if kinds:
            found[row.sitting_id].councillors.append((row.name, kinds[0]))
        else:
            found[row.sitting_id].guests.append(row.name)
    return found


def _seats(person_ids: Iterable[int]) -> list[Mandate]:
    wanted = sorted(person_ids)
    return list(db.session.scalars(sa.select(Mandate).where(Mandate.person_id.in_(wanted)))) if wanted else []


def next_of_councillor(person_id: int, *, until: datetime) -> list[SittingRow]:
    """Return the sittings until a moment of the councils in which somebody sits, as long as they have not said that
    they go; of the spaces at hand."""
    goes = sa.exists().where(
        SittingVisit.space_id == Sitting.space_id,
        SittingVisit.sitting_id == Sitting.id,
        SittingVisit.person_id == person_id,
    )
    seat = sa.exists().where(
        Mandate.space_id == Sitting.space_id,
        Mandate.council_id == Sitting.council_id,
        Mandate.person_id == person_id,
        Mandate.held_on(clock.today()),
    )
    statement = (
        _rows()
        .where(Sitting.starts_at > clock.now(), Sitting.starts_at < until, seat, ~goes)
        .where(Sitting.state == SittingState.PLANNED)
        .order_by(Sitting.starts_at)
        .limit(3)
    )
    return _read(statement)
