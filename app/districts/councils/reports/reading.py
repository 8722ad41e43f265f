"""A report as it is read: the important first, and of what stays in the party only what its reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.districts.councils.reports.models import (
    RESULT_NAMES,
    VOTE_NAMES,
    Importance,
    ItemResult,
    Report,
    ReportItem,
)
from app.districts.councils.sittings.models import Sitting, SittingVisit
from app.extensions import db
from app.spaces.models import Council, Mandate


@dataclass(frozen=True)
class Reader:
    """Whoever reads, as far as reports go."""

    person_id: int
    in_party: bool = False
    files: bool = False
    """Whether they file reports in the district: councillors, and who leads it."""
    leads: bool = False


def may_read(report: Report, reader: Reader) -> bool:
    """Say whether somebody who reads the district may read this report: a draft only those who write it."""
    if report.is_filed:
        return True
    if not reader.files:
        return False
    return reader.person_id in (report.author_id, report.written_by_id) or may_write(report, reader)


def may_write(report: Report, reader: Reader) -> bool:
    """Say whether somebody writes this report, or puts it right: who sits, or sat, in the council, and who leads."""
    if reader.leads or not reader.files:
        return reader.leads
    seat = sa.select(Mandate.id).where(
        Mandate.person_id == reader.person_id,
        Mandate.council_id == report.council_id,
        sa.or_(Mandate.held_on(clock.today()), Mandate.held_on(report.sat_on)),
    )
    return db.session.scalars(seat.limit(1)).first() is not None


def sees_internal(report: Report, reader: Reader) -> bool:
    """Say whether somebody may read what is to stay in the party; nobody else learns that there is anything."""
    return reader.in_party or reader.person_id in (report.author_id, report.written_by_id)


# --- one report


@dataclass(frozen=True)
class Line:
    """What is said of one item, without what its reader may not see."""

    id: int
    number: str
    title: str
    paper: str
    importance: Importance
    result: ItemResult | None
    our_vote: str
    """In words, or empty."""
    count: str
    """How many voted how, in words, or empty."""
    sentence: str
    is_internal: bool
    """Its sentence, which is there, is for the party alone."""
    is_public: bool
    topics: tuple[str, ...]
    for_faction: bool
    follow_up: str
    follow_up_by: str
    follow_up_on: date | None

    @property
    def says_something(self) -> bool:
        """Whether there is anything to read besides its title."""
        return bool(
            self.result or self.our_vote or self.count or self.sentence or self.for_faction or self.follow_up
        )

    @property
    def result_name(self) -> str:
        """The result in a word, or nothing."""
        return str(RESULT_NAMES[self.result]) if self.result else ""


def line_of(item: ReportItem, *, internal: bool) -> Line:
    """Return an item as somebody reads it who may, or may not, read what is internal."""
    is_shown = internal or not item.is_internal
    return Line(
        id=item.id,
        number=item.number,
        title=item.title,
        paper=item.paper,
        importance=item.importance,
        result=item.result,
        our_vote=str(VOTE_NAMES[item.our_vote]) if item.our_vote else "",
        count=count_in_words(item.yes, item.no, item.abstained),
        sentence=item.sentence if is_shown else "",
        is_internal=item.is_internal and is_shown and bool(item.sentence),
        is_public=item.is_public,
        topics=tuple(item.topics),
        for_faction=item.for_faction,
        # Who is to do what about it is as internal as the sentence that it follows from.
        follow_up=item.follow_up if is_shown else "",
        follow_up_by=item.follow_up_person.name if is_shown and item.follow_up_person else "",
        follow_up_on=item.follow_up_on if is_shown else None,
    )


def count_in_words(yes: int | None, no: int | None, abstained: int | None) -> str:
    """Return how the vote went: "7 Ja, 1 Nein, 2 Enthaltungen"; nothing where it was not counted."""
    if yes is None and no is None and abstained is None:
        return ""
    abstentions = ngettext("%(num)d Enthaltung", "%(num)d Enthaltungen", abstained or 0)
    return str(
        _("%(yes)d Ja, %(no)d Nein, %(abstentions)s", yes=yes or 0, no=no or 0, abstentions=abstentions)
    )


@dataclass(frozen=True)
class Document:
    """A report, for one reader."""

    report: Report
    council: Council
    sitting: Sitting
    important: list[Line]
    short: list[Line]
    without: str
    """The items of which there is nothing to say, in words: "TOP 1–4, 9"."""
    voices: str
    voices_are_internal: bool
    there: list[str]
    """Who of us was there, by name; the author first."""
    other_guests: int

    @property
    def lines(self) -> list[Line]:
        """Of what there is something to say."""
        return [*self.important, *self.short]

    @property
    def author(self) -> str:
        """Whose report it is."""
        return self.report.author.name

    @property
    def typed_by(self) -> str:
        """Who typed it for the author; empty where that was the author."""
        same = self.report.written_by_id == self.report.author_id
        return "" if same else self.report.written_by.name

    @property
    def begins_at(self) -> datetime:
        """When the sitting began."""
        return self.sitting.starts_at


def items_of(reports: Iterable[int]) -> dict[int, list[ReportItem]]:
    """Return the items of reports of the spaces at hand, in their order, by report."""
    found: dict[int, list[ReportItem]] = {key: [] for key in reports}
    statement = (
        sa.select(ReportItem)
        .options(sa.orm.joinedload(ReportItem.follow_up_person))
        .where(ReportItem.report_id.in_(sorted(found)))
        .order_by(ReportItem.report_id, ReportItem.position, ReportItem.id)
    )
    for item in db.session.scalars(statement) if found else ():
        found[item.report_id].append(item)
    return found


def document_of(report: Report, *, internal: bool) -> Document:
    """Return a report with or without what is internal."""
    items = items_of([report.id])[report.id]
    lines = [line_of(item, internal=internal) for item in items]
    important = [one for one in lines if one.importance is Importance.IMPORTANT]
    short = [one for one in lines if _is_short(one)]
    shown = {one.id for one in (*important, *short)}
    voices_shown = internal or not report.voices_are_internal
    return Document(
        report=report,
        council=report.council,
        sitting=report.sitting,
        important=important,
        short=short,
        without=numbers_in_words([(one.number, one.title, one.id not in shown) for one in lines]),
        voices=report.residents_voices if voices_shown else "",
        voices_are_internal=report.voices_are_internal and voices_shown and bool(report.residents_voices),
        there=_who_was_there(report),
        other_guests=report.other_guests,
    )


def _is_short(line: Line) -> bool:
    """An item that nobody gave any weight is there all the same where something is known of it."""
    if line.importance is Importance.NOTHING:
        return line.says_something
    return line.importance is Importance.SHORT


def _who_was_there(report: Report) -> list[str]:
    statement = (
        sa.select(SittingVisit)
        .options(sa.orm.joinedload(SittingVisit.person))
        .where(SittingVisit.sitting_id == report.sitting_id, SittingVisit.was_there.is_(True))
    )
    guests = {one.person.name for one in db.session.scalars(statement)} - {report.author.name}
    return [report.author.name, *sorted(guests, key=str.casefold)]


def numbers_in_words(items: Sequence[tuple[str, str, bool]]) -> str:
    """Return which of (number, title, whether it is meant) are meant: "TOP 1–4, 9". What has no number, by its title.

    A span is only of numbers that follow each other on the agenda.
    """
    spans: list[list[str]] = []
    titles: list[str] = []
    joins = False
    for number, title, is_meant in items:
        if not is_meant:
            joins = False
        elif not number:
            titles.append(title)
        elif joins and _follows(spans[-1][-1], number):
            spans[-1].append(number)
        else:
            spans.append([number])
            joins = True
    words = [_span(one) for one in spans]
    numbered = _("TOP %(numbers)s", numbers=", ".join(words)) if words else ""
    return "; ".join(part for part in (numbered, *titles) if part)


def _follows(number: str, following: str) -> bool:
    return number.isdecimal() and following.isdecimal() and int(following) == int(number) + 1


def _span(numbers: list[str]) -> str:
    if len(numbers) < 3:
        return ", ".join(numbers)
    return f"{numbers[0]}–{numbers[-1]}"


# --- many


def headline_of(items: Sequence[ReportItem], *, internal: bool) -> str:
    """Return what a report is about, in a sentence: what is important of it, else what is said at all."""
    lines = [line_of(item, internal=internal) for item in items]
    important = [one for one in lines if one.importance is Importance.IMPORTANT]
    spoken = [one for one in important if one.sentence] or important or [one for one in lines if one.sentence]
    if spoken:
        return spoken[0].sentence or spoken[0].title
    return str(_("Nichts Besonderes."))


@dataclass(frozen=True)
class Entry:
    """A report in a list."""

    report: Report
    headline: str


@dataclass(frozen=True)
class Listed:
    """One page of a list."""

    entries: list[Entry]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        """Whether there is a page before this one."""
        return self.number > 1


PAGE_SIZE = 20
_ROWS = sa.select(Report).options(sa.orm.joinedload(Report.council), sa.orm.joinedload(Report.author))


def filed(reader: Reader, *, council_id: int | None = None, number: int = 1, size: int = PAGE_SIZE) -> Listed:
    """Return a page of the filed reports of the space at hand, the newest sitting first; of one council, if given."""
    statement = _ROWS.where(Report.filed_at.is_not(None)).order_by(Report.sat_on.desc(), Report.id.desc())
    if council_id is not None:
        statement = statement.where(Report.council_id == council_id)
    # One row more than is shown tells whether there is a next page, without counting them all.
    rows = list(db.session.scalars(statement.limit(size + 1).offset((number - 1) * size)))
    return Listed(with_headlines(rows[:size], reader), number, len(rows) > size)


def with_headlines(reports: Sequence[Report], reader: Reader) -> list[Entry]:
    """Return reports with what each is about, as this reader may know it."""
    items = items_of(report.id for report in reports)
    return [
        Entry(report, headline_of(items[report.id], internal=sees_internal(report, reader)))
        for report in reports
    ]


def own_drafts(reader: Reader) -> list[Report]:
    """Return what somebody has begun and not filed, the newest sitting first."""
    statement = _ROWS.where(
        Report.filed_at.is_(None),
        sa.or_(Report.author_id == reader.person_id, Report.written_by_id == reader.person_id),
    )
    return list(db.session.scalars(statement.order_by(Report.sat_on.desc())))
