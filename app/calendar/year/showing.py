"""The entries of a calendar as rows of a list and as cells of a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.calendar.entries import Entry, EntryKind, entries_between
from app.calendar.year import published
from app.calendar.year.choosing import Choice
from app.calendar.year.spans import DAY, Span, weeks_of
from app.speech import day, moment, span

MONTHS = (
    _l("Januar"), _l("Februar"), _l("März"), _l("April"), _l("Mai"), _l("Juni"), _l("Juli"), _l("August"),
    _l("September"), _l("Oktober"), _l("November"), _l("Dezember"),
)  # fmt: skip
KIND_NAMES = {
    EntryKind.SITTING: _l("Sitzung des Ortsbeirats"),
    EntryKind.BUDGET_DEADLINE: _l("Frist"),
    EntryKind.COMMEMORATION: _l("Gedenktag"),
    EntryKind.PUBLIC_HOLIDAY: _l("Feiertag"),
    EntryKind.SCHOOL_HOLIDAY: _l("Schulferien"),
}
SIGNS = {
    EntryKind.COMMEMORATION: _l("G"),
    EntryKind.PUBLIC_HOLIDAY: _l("F"),
    EntryKind.SCHOOL_HOLIDAY: _l("S"),
}
"""In a cell there is room for one letter."""
HOLIDAYS = (EntryKind.PUBLIC_HOLIDAY, EntryKind.SCHOOL_HOLIDAY)


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in a list."""

    entry: Entry
    when: str
    note: str
    url: str | None


@dataclass(frozen=True)
class Month:
    """The rows of one month."""

    name: str
    rows: list[Row]


@dataclass
class Cell:
    """One day of a table."""

    day: date
    entries: list[Entry] = field(default_factory=list)
    """What takes place: without holidays."""
    special: list[Entry] = field(default_factory=list)
    is_today: bool = False

    @property
    def signs(self) -> list[tuple[str, str]]:
        """The letters for what is special about the day, each with what it stands for."""
        kinds = dict.fromkeys(one.kind for one in (*self.special, *self.entries) if one.kind in SIGNS)
        return [(str(SIGNS[kind]), kind.value) for kind in kinds]

    @property
    def is_linked(self) -> bool:
        """Whether there is more to read about the day than that school is out."""
        return bool(self.entries) or any(one.kind is not EntryKind.SCHOOL_HOLIDAY for one in self.special)

    @property
    def words(self) -> str:
        """What is on that day, for who does not see the table."""
        names = [one.title for one in self.special]
        names += [
            _("%(title)s (abgesagt)", title=one.title) if one.is_cancelled else one.title
            for one in self.entries
        ]
        count = len(self.entries)
        begin = [ngettext("%(num)d Termin", "%(num)d Termine", count)] if count else []
        return ": ".join([*begin, ", ".join(names)])


def found_in(choice: Choice, shown: Span) -> list[tuple[Entry, str | None]]:
    """Return what was chosen of the days that are shown, each with where it leads, in order.

    The number of queries does not depend on how much there is.
    """
    entries = entries_between(
        shown.first,
        shown.last,
        space_ids=choice.read,
        appointment_kinds=choice.kinds,
        drafts_in=choice.drafts_in,
    )
    if not choice.special_days:
        entries = [one for one in entries if one.kind not in HOLIDAYS]
    links = _Links(choice)
    pairs = [(one, links.of(one)) for one in entries]
    if choice.only_public:
        rows = published.between(shown.first, shown.last, space_ids=choice.only_public, kinds=choice.kinds)
        pairs += [(as_entry(one), url_for("year.public_appointment", uid=one.uid)) for one in rows]
        pairs.sort(key=lambda pair: pair[0].order)
    return pairs


class _Links:
    """Where entries lead. The addresses are built once: a year has many."""

    def __init__(self, choice: Choice) -> None:
        self._slugs = {key: space.slug for key, space in choice.offered.items()}
        self._stem = url_for("space.calendar.show", space="SPACE", appointment_id=1)[:-1]
        self._sittings = url_for("space.sittings.show", space="SPACE", sitting_id=1)[:-1]

    def of(self, entry: Entry) -> str | None:
        slug = self._slugs.get(entry.space_id or 0)
        if slug is None:
            return None
        if entry.kind is EntryKind.APPOINTMENT:
            return f"{self._stem.replace('SPACE', slug)}{entry.row_id}"
        if entry.kind is EntryKind.SITTING:
            return f"{self._sittings.replace('SPACE', slug)}{entry.row_id}"
        if entry.kind is EntryKind.BUDGET_DEADLINE:
            return url_for("space.councils.listing", space=slug)
        if entry.kind is EntryKind.COMMEMORATION:
            return url_for("space.commemorating.listing", space=slug)
        return None


def as_entry(row: published.Published) -> Entry:
    """Return a public appointment as an entry of a calendar."""
    return Entry(
        EntryKind.APPOINTMENT, row.title, row.day, row.last_day, row.starts_at, row.ends_at, row.space_id,
        appointment_kind=row.kind, place=row.place, is_cancelled=row.is_cancelled,
    )  # fmt: skip


def when(entry: Entry) -> str:
    """Return when it is: days without times for what lasts all day."""
    if entry.starts_at is not None and entry.ends_at is not None:
        if entry.kind is EntryKind.COMMEMORATION:  # nobody knows when it ends
            return moment(entry.starts_at)
        return span(entry.starts_at, entry.ends_at)
    return day(entry.day) if entry.last_day == entry.day else f"{day(entry.day)} – {day(entry.last_day)}"


def row_of(entry: Entry, url: str | None, names: Mapping[int, str]) -> Row:
    """Return an entry as a row."""
    kind = str(KIND_NAMES.get(entry.kind, ""))
    note = [kind, names.get(entry.space_id or 0, ""), entry.place]
    return Row(entry, when(entry), " · ".join(part for part in note if part), url)


def by_month(pairs: Iterable[tuple[Entry, str | None]], shown: Span, names: Mapping[int, str]) -> list[Month]:
    """Return rows by month; what began before the days that are shown stands in their first month."""

    def month_of_pair(pair: tuple[Entry, str | None]) -> date:
        return max(pair[0].day, shown.first).replace(day=1)

    return [
        Month(month_name(first), [row_of(entry, url, names) for entry, url in group])
        for first, group in groupby(sorted(pairs, key=month_of_pair), key=month_of_pair)
    ]


def month_name(day_in_it: date) -> str:
    """Return `März 2025`."""
    return f"{MONTHS[day_in_it.month - 1]} {day_in_it.year}"


@dataclass(frozen=True)
class Table:
    """A month as a table: its weeks, each a list of days, None where a week reaches beyond the month."""

    first: date
    name: str
    weeks: list[list[Cell | None]]


def tables_of(months: Iterable[Span], entries: Iterable[Entry], today: date) -> list[Table]:
    """Return months as tables, with what is on each day."""
    months = list(months)
    on: dict[date, list[Entry]] = defaultdict(list)
    begin, end = months[0].first, months[-1].last
    for one in entries:
        at = max(one.day, begin)
        while at <= min(one.last_day, end):
            on[at].append(one)
            at += DAY
    return [
        Table(
            month.first,
            month_name(month.first),
            [[_cell(at, on.get(at, ()), today) if at else None for at in week] for week in weeks_of(month)],
        )
        for month in months
    ]


def _cell(at: date, entries: Iterable[Entry], today: date) -> Cell:
    cell = Cell(at, is_today=at == today)
    for one in entries:
        (cell.special if one.kind in HOLIDAYS else cell.entries).append(one)
    return cell
