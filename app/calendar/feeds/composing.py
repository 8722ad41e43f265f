"""Puts a feed together from lines that are kept with the appointments; nothing is rendered on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache

from app.calendar import ical
from app.calendar.entries import Entry, EntryKind, special_days_between
from app.calendar.holidays import Span
from app.spaces.door import SpaceCalendar

REFRESH = "PT4H"
"""How often programs are asked to look: most take no notice, none of ours has to be more recent."""
LONGEST_LINE = 75
"""In octets, without its end (RFC 5545, section 3.1)."""
LAST_PART = 36
"""So long is a UID, the longest name of an entry's page."""
YEARS_AHEAD = 2
"""For how long, after this year, special days are in a feed: they have no end."""
_SET = datetime(2025, 1, 1, tzinfo=UTC)
"""When special days are said to have been entered; they do not change."""
_CATEGORIES = {
    EntryKind.COMMEMORATION: "Gedenktag",
    EntryKind.PUBLIC_HOLIDAY: "Feiertag",
    EntryKind.SCHOOL_HOLIDAY: "Schulferien",
}


APPOINTMENTS = "termine"


@dataclass(frozen=True, slots=True)
class Lines:
    """An appointment, or what else has a date, as a feed shows it."""

    space_id: int
    page: str
    """The last part of the address of its page."""
    ics: str
    folder: str = APPOINTMENTS
    """Under what name the pages of its kind stand in a space: "termine", "sitzungen"."""


def put_together(
    name: str,
    entries: Iterable[Lines],
    *,
    spaces: Iterable[SpaceCalendar],
    named: bool,
    pages: Mapping[tuple[int, str], str],
    special_days: str = "",
) -> bytes:
    """Return a feed.

    `named`: each entry says in its title of which space it is. `pages`: by space and folder, where the pages
    of its entries are (`url_before`); empty: none that a reader could open.
    """
    before, after = {}, {}
    for space in spaces:
        # The words of the title go on in a line of their own: "SUMMARY:KTV:", then " " for folded and " Titel".
        title = ical.line("SUMMARY", f"{space.short_name}:") + "  " if named else "SUMMARY:"
        before[space.id] = "BEGIN:VEVENT\r\n" + title
        after[space.id] = ical.line("CATEGORIES", space.short_name)
    parts = [_head(name), special_days]
    for one in entries:
        stem = pages.get((one.space_id, one.folder), "")
        page = f"{stem}{one.page}\r\n" if stem else ""
        parts.append(f"{before[one.space_id]}{one.ics}{after[one.space_id]}{page}END:VEVENT\r\n")
    parts.append("END:VCALENDAR\r\n")
    return "".join(parts).encode()


def url_before(address: str) -> str:
    """Return the line of a URL up to the last part of an entry's page, folded where it would be too long."""
    line = "URL:" + address
    if len(line) + LAST_PART <= LONGEST_LINE:
        return line
    pieces = [line[at : at + LONGEST_LINE - 1] for at in range(0, len(line), LONGEST_LINE - 1)]
    return "\r\n ".join(pieces) + "\r\n "


def _head(name: str) -> str:
    return (
        "BEGIN:VCALENDAR\r\n"
        "VERSION:2.0\r\n"
        f"PRODID:{ical.PRODUCT}\r\n"
        "CALSCALE:GREGORIAN\r\n"
        + ical.line("NAME", name)
        + ical.line("X-WR-CALNAME", name)
        + "X-WR-TIMEZONE:Europe/Berlin\r\n"
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}\r\n"
        f"X-PUBLISHED-TTL:{REFRESH}\r\n" + _time_zone()
    )


@cache
def _time_zone() -> str:
    return ical.time_zone()


@lru_cache(maxsize=4)
def special_days(since: date, _holidays: tuple[Span, ...]) -> str:
    """Return the entries of days of remembrance, public and school holidays; these are what it was kept for."""
    days = special_days_between(since, date(since.year + 1 + YEARS_AHEAD, 12, 31))
    return "".join(_day(one.kind, one.day, one.title, one.last_day) for one in sorted(days, key=_order))


def _order(one: Entry) -> tuple[date, EntryKind]:
    return one.day, one.kind


def _day(kind: EntryKind, first: date, title: str, last: date) -> str:
    lines = ical.lines_of_days(
        uid=f"{kind}-{first.isoformat()}@stadtteilwerk.invalid",
        summary=title,
        first=first,
        last=last,
        last_changed=_SET,
    )
    category = ical.line("CATEGORIES", _CATEGORIES[kind])
    return f"BEGIN:VEVENT\r\nSUMMARY:{lines}{category}END:VEVENT\r\n"
