"""What is read for writing a report: which one is next, who may write it, what its form starts with."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Person
from app.districts.councils.reports import typed
from app.districts.councils.reports.checking import Allowed
from app.districts.councils.reports.models import Report, ReportItem, ReportState
from app.districts.councils.reports.typed import Typed
from app.districts.councils.sittings.models import Sitting, SittingState, SittingVisit
from app.districts.councils.sittings.services import items_of as agenda_of
from app.exchange.publishing import key_of
from app.extensions import db
from app.spaces.models import Mandate, Membership

REMEMBERED_ITEMS = 500
"""So many items back one looks for topics to suggest."""
MOST_SUGGESTED = 4


def report_of(sitting: Sitting, *, hold: bool = False) -> Report | None:
    """Return the report of a sitting, draft or filed; `hold`: whoever else writes it waits until this is done."""
    statement = (
        sa.select(Report).where(Report.sitting_id == sitting.id).execution_options(populate_existing=True)
    )
    return db.session.scalars(statement.with_for_update() if hold else statement).first()


def items_of(report: Report) -> list[ReportItem]:
    """Return the items of a report, in their order."""
    statement = (
        sa.select(ReportItem)
        .where(ReportItem.report_id == report.id)
        .order_by(ReportItem.position, ReportItem.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def visits_of(sitting: Sitting) -> list[SittingVisit]:
    """Return who of us wanted to go to a sitting, or was there."""
    statement = (
        sa.select(SittingVisit)
        .options(joinedload(SittingVisit.person))
        .where(SittingVisit.sitting_id == sitting.id)
    )
    return list(db.session.scalars(statement))


# --- who


def _seat_held(sitting_day: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.or_(Mandate.held_on(clock.today()), sitting_day)


def councillors_of(sitting: Sitting) -> list[tuple[int, str]]:
    """Return key and name of those who hold a seat in the sitting's council, or held one on its day; by name."""
    day = clock.local(sitting.starts_at).date()
    statement = (
        sa.select(Person.id, Person.name)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.council_id == sitting.council_id, _seat_held(Mandate.held_on(day)))
        .distinct()
    )
    return _by_name(statement)


def people_here() -> list[tuple[int, str]]:
    """Return key and name of everybody who belongs to the space at hand today, by name."""
    statement = (
        sa.select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.held_today(), Person.erased_at.is_(None))
        .distinct()
    )
    return _by_name(statement)


def _by_name(statement: sa.Select[int, str]) -> list[tuple[int, str]]:
    found = [(person_id, name) for person_id, name in db.session.execute(statement)]
    return sorted(found, key=lambda one: (one[1].casefold(), one[0]))


def may_write(sitting: Sitting, *, by: Person, leads: bool) -> bool:
    """Say whether somebody may file this report: those of the own council, and who leads all of the district."""
    return leads or by.id in dict(councillors_of(sitting))


# --- which one is next


def next_sitting(*, by: Person, leads: bool) -> Sitting | None:
    """Return the last sitting whose report this person still has to file; None: there is none."""
    statement = (
        sa.select(Sitting)
        .outerjoin(Report, sa.and_(Report.space_id == Sitting.space_id, Report.sitting_id == Sitting.id))
        .where(Sitting.starts_at <= clock.now(), Sitting.state == SittingState.PLANNED)
        .where(Sitting.nobody_went.is_(False))
        .where(sa.or_(Report.id.is_(None), Report.state == ReportState.DRAFT))
        .order_by(Sitting.starts_at.desc(), Sitting.id.desc())
        .limit(1)
    )
    if not leads:
        seats = sa.select(Mandate.council_id).where(
            Mandate.person_id == by.id, Mandate.held_on(clock.today())
        )
        statement = statement.where(Sitting.council_id.in_(seats))
    return db.session.scalars(statement).first()


# --- what the form starts with


@dataclass(frozen=True)
class Desk:
    """All that the form of one sitting needs."""

    sitting: Sitting
    report: Report | None
    standing: Typed
    """What is stored; without a report what the agenda says."""
    councillors: list[tuple[int, str]]
    people: list[tuple[int, str]]
    present: list[tuple[int, str]]
    """Of whom one may say that they were there."""
    given: frozenset[str]
    """Keys of items whose follow-up is a task already."""

    @property
    def version(self) -> int:
        """Which version of the report this is; 0 where there is none yet."""
        return self.report.version if self.report is not None else 0

    @property
    def allowed(self) -> Allowed:
        """Who may be named."""
        authors = {person_id for person_id, _name in self.councillors}
        if self.report is not None:
            authors.add(self.report.author_id)
        return Allowed(authors, dict(self.people), dict(self.present))


def desk_of(sitting: Sitting, *, by: Person, hold: bool = False) -> Desk:
    """Return what the form of a sitting needs; `hold`: it is about to be written."""
    report = report_of(sitting, hold=hold)
    councillors, visits = councillors_of(sitting), visits_of(sitting)
    if report is None:
        standing, items = _first(sitting, councillors, by), []
    else:
        items = items_of(report)
        there = [one.person_id for one in visits if one.was_there]
        standing = typed.of_report(report, items, there)
        if not report.is_filed:
            standing = _with_the_agenda(standing, sitting)
    present = {**dict(councillors), **{one.person_id: one.person.name for one in visits}}
    return Desk(
        sitting,
        report,
        standing,
        councillors,
        people_here(),
        sorted(present.items(), key=lambda one: one[1].casefold()),
        frozenset(one.key for one in items if one.follow_up_given_at is not None),
    )


def _first(sitting: Sitting, councillors: list[tuple[int, str]], by: Person) -> Typed:
    """Return what stands there before anybody typed: the agenda; whoever was in the council was there."""
    keys = [person_id for person_id, _name in councillors]
    author = by.id if by.id in keys else next(iter(keys), None)
    fields = {"author": str(author)} if author is not None else {}
    present = frozenset({str(by.id)} if by.id in keys else ())
    return Typed(fields, typed.of_agenda(agenda_of(sitting)), present)


def _with_the_agenda(standing: Typed, sitting: Sitting) -> Typed:
    """Add what came onto the agenda after the draft was begun."""
    known = {(one.get("number", ""), one.get("title", "")) for one in standing.items.values()}
    new = {
        key: texts
        for key, texts in typed.of_agenda(agenda_of(sitting)).items()
        if (texts.get("number", ""), texts.get("title", "")) not in known and key not in standing.items
    }
    return Typed(standing.fields, {**standing.items, **new}, standing.present) if new else standing


# --- what helps to write it

_ROUTINE = re.compile(
    r"\b(eröffnung|beschlussfähigkeit|änderung(en)? (der|zur) tagesordnung|(bestätigung|feststellung) der tagesordnung"
    r"|genehmigung der (niederschrift|tagesordnung)|niederschrift|schließ(en|ung) der sitzung|verschiedenes)\b",
    re.IGNORECASE,
)


def is_routine(title: str) -> bool:
    """Say whether an item stands on every agenda, and hardly ever is anything to report."""
    return _ROUTINE.search(title) is not None


def topics_used() -> list[str]:
    """Return the topics of this district's last reports, the most frequent first."""
    statement = sa.select(ReportItem.topics).order_by(ReportItem.id.desc()).limit(REMEMBERED_ITEMS)
    names: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for topics in db.session.scalars(statement):
        for topic in topics:
            counted[key_of(topic)] += 1
            names.setdefault(key_of(topic), topic)
    return [names[key] for key, _number in counted.most_common()]


def topics_in_title(title: str, used: Iterable[str]) -> list[str]:
    """Return which of the topics occur in a title, also as the beginning of a word of it or within one."""
    text = key_of(title)
    return [topic for topic in used if len(topic) > 2 and key_of(topic) in text][:MOST_SUGGESTED]
