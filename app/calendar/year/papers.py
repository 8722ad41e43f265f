"""The year calendar as papers: a list to read (A4) and a sheet for the wall (A3), in finished German words.

To be called while German is spoken, as papers are German.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from app import clock
from app.calendar.entries import Entry, EntryKind
from app.documents.papers import (
    ListedEntry,
    ListedMonth,
    WallDay,
    WallEntry,
    WallMonth,
    YearListPaper,
    YearPaper,
    YearWallPaper,
)
from app.speech import SOURCE, WEEKDAYS, clock_time, day

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
MOST_LISTED = 1500
"""Entries of a list; what is more is counted. A list of so many has about 60 pages and is set in a few seconds."""
MOST_A_DAY = 4
"""Entries of a day that the wall calendar tries to place; three lines have room."""
DAY = timedelta(days=1)
SUNDAY = 6
SIGN = "◆"
"""Of a day of remembrance; the sheet explains it."""


@dataclass(frozen=True)
class Selection:
    """What the papers are about."""

    year: int
    whose: str
    """Who gives the calendar out: `Kreisverband Rostock`."""
    words: str = ""
    """What was chosen, as a sentence; empty for everything that somebody may see."""
    spaces: Mapping[int, str] | None = None
    """The short names of the spaces; None where all is of the same one, which need not be named each time."""

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, 12, 31)

    def space_of(self, entry: Entry) -> str:
        """Return the short name of an entry's space."""
        return (self.spaces or {}).get(entry.space_id or 0, "")


def list_paper(selection: Selection, entries: Iterable[Entry]) -> YearListPaper:
    """Return the list: every entry once, in the month in which it begins."""
    shown = [one for one in entries if one.day <= selection.last and one.last_day >= selection.first]
    by_month: dict[int, list[ListedEntry]] = defaultdict(list)
    for one in shown[:MOST_LISTED]:
        by_month[max(one.day, selection.first).month].append(_listed(selection, one))
    months: list[ListedMonth] = [
        {"name": f"{name} {selection.year}", "entries": by_month[number]}
        for number, name in enumerate(MONTHS, 1)
    ]
    return {
        **_about(selection),
        "months": months,
        "has_spaces": selection.spaces is not None,
        "left_out": len(shown[MOST_LISTED:]),
    }


def wall_paper(selection: Selection, entries: Iterable[Entry]) -> YearWallPaper:
    """Return the sheet for the wall: every entry on each of its days."""
    by_day: dict[date, list[Entry]] = defaultdict(list)
    for one in entries:
        first, last = max(one.day, selection.first), min(one.last_day, selection.last)
        for number in range((last - first).days + 1):
            by_day[first + number * DAY].append(one)
    days: dict[int, list[WallDay]] = defaultdict(list)
    for number in range((selection.last - selection.first).days + 1):
        at = selection.first + number * DAY
        days[at.month].append(_wall_day(selection, at, by_day[at]))
    months: list[WallMonth] = [{"name": name, "days": days[n]} for n, name in enumerate(MONTHS, 1)]
    return {**_about(selection), "months": months}


def _about(selection: Selection) -> YearPaper:
    return {
        "space": selection.whose,
        "title": f"Jahreskalender {selection.year}",
        "selection": selection.words,
        "made": _("Stand: %(day)s", day=day(clock.today())),
    }


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


# --- the list

_MARKS = {
    EntryKind.PUBLIC_HOLIDAY: "Feiertag",
    EntryKind.SCHOOL_HOLIDAY: "Schulferien",
    EntryKind.COMMEMORATION: "Gedenktag",
    EntryKind.SITTING: "Sitzung",
    EntryKind.BUDGET_DEADLINE: "Frist",
}


def _is_special(entry: Entry) -> bool:
    """Whether it makes a day special to all: what a space plans for a day of remembrance is a date like others."""
    return entry.kind is not EntryKind.SITTING and entry.kind in _MARKS and entry.space_id is None


def _whether(entry: Entry) -> str:
    return "abgesagt" if entry.is_cancelled else "Entwurf" if entry.is_draft else ""


def _listed(selection: Selection, entry: Entry) -> ListedEntry:
    marks = [_MARKS.get(entry.kind, ""), _whether(entry)]
    return {
        "day": _days(selection, entry),
        "time": _times(entry),
        "mark": ", ".join(filter(None, marks)),
        "title": _begun(entry.title) if _is_special(entry) else entry.title,
        "place": entry.place,
        "space": selection.space_of(entry),
        "is_cancelled": entry.is_cancelled,
        "is_special": _is_special(entry),
    }


def _day(at: date) -> str:
    return f"{WEEKDAYS[SOURCE][at.weekday()]}\u00a0{at:%d.%m.}"


def _days(selection: Selection, entry: Entry) -> str:
    if entry.last_day == entry.day:
        return _day(entry.day)
    last = _day(entry.last_day)
    return f"bis\u00a0{last}" if entry.day < selection.first else f"{_day(entry.day)}\u00a0– {last}"


def _times(entry: Entry) -> str:
    if entry.starts_at is None:
        return ""
    begins = clock_time(entry.starts_at)
    # Nobody knows when a commemoration ends.
    ends = entry.ends_at if entry.kind is not EntryKind.COMMEMORATION else None
    return f"{begins}–{clock_time(ends)}" if ends else begins


# --- the wall


def _wall_day(selection: Selection, at: date, entries: list[Entry]) -> WallDay:
    special = [one for one in entries if _is_special(one)]
    dated = [one for one in entries if not _is_special(one)]

    def named(kind: EntryKind) -> str:
        return ", ".join(dict.fromkeys(one.title for one in special if one.kind is kind))

    return {
        "number": at.day,
        "weekday": WEEKDAYS[SOURCE][at.weekday()].rstrip("."),
        "is_sunday": at.weekday() == SUNDAY,
        "holiday": named(EntryKind.PUBLIC_HOLIDAY),
        "remembrance": named(EntryKind.COMMEMORATION),
        "school": _begun(named(EntryKind.SCHOOL_HOLIDAY)),
        "begins": any(
            one.kind is EntryKind.SCHOOL_HOLIDAY and at in (one.day, at.replace(day=1)) for one in special
        ),
        "entries": [_wall_entry(selection, at, one) for one in dated[:MOST_A_DAY]],
        "more": len(dated[MOST_A_DAY:]),
    }


def _wall_entry(selection: Selection, at: date, entry: Entry) -> WallEntry:
    begins_here = entry.starts_at is not None and entry.day == at
    return {
        "time": clock_time(entry.starts_at) if begins_here and entry.starts_at else "",
        "title": f"{SIGN} {entry.title}" if entry.kind is EntryKind.COMMEMORATION else entry.title,
        "space": selection.space_of(entry),
        "note": _whether(entry),
        "is_cancelled": entry.is_cancelled,
    }
