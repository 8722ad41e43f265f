"""School holidays from a file: read line by line, compared with what is known, taken in at once.

Two kinds of file are read: tables (CSV) with a head, such as OpenHolidays and the land's ministries give them out,
and calendars (ICS, RFC 5545) with whole days. Nothing is guessed: a line that cannot be read says why.
"""

from __future__ import annotations

import csv
import enum
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from icalendar import Event

from app import audit, clock
from app.accounts.models import Person
from app.calendar import holidays
from app.calendar.holidays import DAY, SCHOOL_HOLIDAYS, Span
from app.calendar.models import SchoolHoliday
from app.extensions import db
from app.forms import clean
from app.rules import RuleBroken

LARGEST_FILE = 500_000
"""Bytes: the land's holidays of 20 years take 30,000."""
MOST_LINES = 2000
LONGEST = timedelta(days=75)
"""The land's longest holidays last six and a half weeks."""
AHEAD = timedelta(days=15 * 366)
LONGEST_NAME = 80
NAMES = ("name", "ferien", "bezeichnung", "titel", "ferienart")
BEGINS = ("startdate", "start", "beginn", "von", "erstertag", "anfang")
ENDS = ("enddate", "end", "ende", "bis", "letztertag")
_FOR = {"groups", "gruppen", "schulart"}
GENERAL, LAND = "MV-ABS", "DE-MV"
"""How OpenHolidays calls the general schools, and the land."""


class LineState(enum.StrEnum):
    """What becomes of a line of the file."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"
    LEFT_OUT = "left_out"
    """It is about something else."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Line:
    """A line of a table, or an entry of a calendar."""

    number: int
    """The line on which it begins."""
    text: str
    """As it stands there, for what cannot be read."""
    span: Span | None = None
    state: LineState = LineState.UNREADABLE
    why: str = ""
    """In words, where it is not taken in; for a change what it is now."""
    before: Span | None = None
    """What it takes the place of."""


@dataclass(frozen=True)
class Preview:
    """What taking a file in would do."""

    lines: list[Line]

    def of(self, state: LineState) -> list[Line]:
        """Return the lines that are in a state."""
        return [one for one in self.lines if one.state is state]

    @property
    def to_take(self) -> list[Line]:
        """What would be taken in, by its days."""
        found = [one for one in self.lines if one.state in (LineState.NEW, LineState.CHANGED)]
        return sorted(found, key=lambda one: one.span.first if one.span else date.min)


class _Unreadable(ValueError):
    """A line says no holidays; what it says is for people."""


class _About(ValueError):
    """A line is about something else than the general schools of the land."""


def decoded(content: bytes) -> str:
    """Return the text of a file: UTF-8 with or without a mark, else Windows-1252. Raises RuleBroken."""
    if len(content) > LARGEST_FILE:
        raise RuleBroken(
            _("Die Datei ist größer als 500 KB. Ferien haben in einer kleineren Platz."), field="file"
        )
    if b"\0" in content[:2000] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise RuleBroken(
            _(
                "Diese Datei ist keine Tabelle als Text. Speichere sie in deinem Programm als CSV und nimm dann diese."
            ),
            field="file",
        )
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252"):
        try:
            return clean(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return clean(content.decode("cp1252", errors="replace"))


def looked_at(text: str) -> Preview:
    """Return what taking a text in would do. Raises RuleBroken for a text that has no holidays at all."""
    text = text.replace("\ufeff", "").strip()
    if not text:
        raise RuleBroken(_("Wähle eine Datei, oder füge ihren Inhalt in das Feld ein."), field="text")
    if len(text) > LARGEST_FILE or text.count("\n") >= MOST_LINES * (8 if _is_calendar(text) else 1):
        raise RuleBroken(_("Das ist zu lang. Nimm nur die Jahre, die noch fehlen."), field="text")
    lines = list(_of_calendar(text) if _is_calendar(text) else _of_table(text))
    if not lines:
        raise RuleBroken(_("In diesem Text stehen keine Ferien."), field="text")
    return Preview(_compared(lines))


def remove(holiday: SchoolHoliday, *, by: Person) -> None:
    """Take holidays out again; what stands in the program for these days counts once more."""
    audit.record("school_holidays.removed", holiday, by)
    db.session.delete(holiday)
    db.session.flush()
    holidays.forget_what_was_read()


def take_in(preview: Preview, *, by: Person) -> int:
    """Store what is new and what has changed, all of it at once; return how many holidays that were."""
    stored = {one.first: one for one in db.session.scalars(sa.select(SchoolHoliday))}
    found = preview.to_take
    for line in found:  # first away, so that no two have the same first day in between
        if line.before is not None and line.before.first in stored:
            db.session.delete(stored.pop(line.before.first))
    db.session.flush()
    rows = [
        SchoolHoliday(name=one.span.name, first=one.span.first, last=one.span.last)
        for one in found
        if one.span
    ]
    db.session.add_all(rows)
    db.session.flush()
    holidays.forget_what_was_read()
    if rows:
        audit.record("school_holidays.taken_in", rows[0], by, number=len(rows))
    return len(rows)


# --- tables


def _is_calendar(text: str) -> bool:
    return "BEGIN:VEVENT" in text.upper() or text.upper().startswith("BEGIN:VCALENDAR")


def _of_table(text: str) -> Iterator[Line]:
    first, _rest = (text + "\n").split("\n", 1)
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error:
        raise RuleBroken(_("Diese Tabelle lässt sich nicht lesen: Ein Anführungszeichen ist offen geblieben."),
                         field="text") from None  # fmt: skip
    columns = _columns(rows[0][1])
    lines = text.split("\n")
    for number, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[at].strip() for name, at in columns.items() if at < len(row)}
        yield _line(number, lines[min(number, len(lines)) - 1], cells)


def _columns(head: list[str]) -> dict[str, int]:
    """Return where the columns are that matter. Raises RuleBroken if one is missing."""
    at = {re.sub(r"[\s_-]", "", cell).casefold(): number for number, cell in reversed(list(enumerate(head)))}
    found = {"country": at.get("country"), "land": at.get("subdivisions"), "type": at.get("type")}
    found["for"] = next((at[name] for name in _FOR if name in at), None)
    for key, names in (("name", NAMES), ("begin", BEGINS), ("end", ENDS)):
        found[key] = next((at[name] for name in names if name in at), None)
    missing = [
        word
        for key, word in (("name", _("Name")), ("begin", _("Beginn")), ("end", _("Ende")))
        if found[key] is None
    ]
    if missing:
        raise RuleBroken(
            _("In der ersten Zeile fehlt die Überschrift: %(columns)s. Sie kann auch heißen wie bei OpenHolidays "
              "(Name, StartDate, EndDate).", columns=", ".join(missing)), field="text",
        )  # fmt: skip
    return {key: number for key, number in found.items() if number is not None}


def _line(number: int, text: str, cells: dict[str, str]) -> Line:
    try:
        if cells.get("type", "School").casefold() not in ("school", ""):
            raise _About(_("keine Schulferien"))
        if cells.get("country", "DE").upper() not in ("DE", ""):
            raise _About(_("gilt in einem anderen Land"))
        if cells.get("land") and LAND not in cells["land"].upper():
            raise _About(_("gilt in einem anderen Land"))
        if cells.get("for") and "MV-" in cells["for"].upper() and GENERAL not in cells["for"].upper():
            raise _About(_("gilt nur für berufliche Schulen"))
        begin = _day(cells.get("begin", ""))
        end = _day(cells["end"]) if cells.get("end") else begin
        return Line(number, text, _checked(_name(cells.get("name", "")), begin, end))
    except _About as about:
        return Line(number, text, state=LineState.LEFT_OUT, why=str(about))
    except _Unreadable as broken:
        return Line(number, text, why=str(broken))


def _day(text: str) -> date:
    for shape in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y%m%d", "%Y-%m-%dT%H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise _Unreadable(_("„%(text)s“ ist kein Tag", text=text[:40]) if text else _("der Beginn fehlt"))


def _name(text: str) -> str:
    """Return the German name alone: of `DE Osterferien,EN Easter Holidays`, of `Osterferien 2031 (MV)`."""
    german = re.search(r"(?:^|,)\s*DE\s+([^,]+)", text)
    found = german.group(1) if german else text
    found = re.sub(
        r"\b(?:19|20)\d\d(?:\s*/\s*\d{2,4})?\b|\(?\b(?:Mecklenburg-Vorpommern|MV|M-V)\b\)?", "", found
    )
    found = " ".join(found.split()).strip(" ,;-–:")
    if not found:
        raise _Unreadable(_("der Name fehlt"))
    if len(found) > LONGEST_NAME:
        raise _Unreadable(_("der Name ist länger als 80 Zeichen"))
    known = {one.name.casefold(): one.name for one in SCHOOL_HOLIDAYS}
    return known.get(found.casefold(), found)


def _checked(name: str, first: date, last: date) -> Span:
    if last < first:
        raise _Unreadable(_("das Ende liegt vor dem Beginn"))
    if last - first > LONGEST:
        raise _Unreadable(_("so lange dauern keine Ferien"))
    if last < SCHOOL_HOLIDAYS[0].first:
        raise _About(_("lange vorbei"))
    if first > clock.today() + AHEAD:
        raise _Unreadable(_("das Jahr %(year)d liegt zu weit weg", year=first.year))
    return Span(name, first, last)


# --- calendars


def _of_calendar(text: str) -> Iterator[Line]:
    lines = text.split("\n")
    begin = None
    for number, line in enumerate(lines, 1):
        word = line.strip().upper()
        if word == "BEGIN:VEVENT":
            if begin is not None:
                yield Line(begin, "BEGIN:VEVENT", why=_("der Eintrag hört nicht auf"))
            begin = number
        elif word == "END:VEVENT" and begin is not None:
            yield _event(begin, "\r\n".join(lines[begin - 1 : number]) + "\r\n")
            begin = None
    if begin is not None:
        yield Line(begin, "BEGIN:VEVENT", why=_("der Eintrag hört nicht auf"))


def _event(number: int, text: str) -> Line:
    try:
        event = Event.from_ical(text)
        name = str(event.get("summary", ""))
        begin, end = event.get("dtstart"), event.get("dtend")
        first, after = getattr(begin, "dt", None), getattr(end, "dt", None)
    except Exception:  # whatever a file brings the library to: the line says so, and the others are read
        return Line(number, text[:200], why=_("der Eintrag lässt sich nicht lesen"))
    shown = clean(name)[:200] or "VEVENT"
    try:
        if (
            event.errors
            or not isinstance(first, date)
            or isinstance(first, datetime)
            or isinstance(after, datetime)
        ):
            raise _Unreadable(_("Ferien sind ganze Tage: Beginn und Ende ohne Uhrzeit"))
        if event.get("rrule") is not None or event.get("rdate") is not None:
            raise _Unreadable(_("Ferien wiederholen sich nicht nach einer Regel"))
        last = after - DAY if isinstance(after, date) and after > first else after or first
        return Line(number, shown, _checked(_name(clean(name)), first, last))
    except _About as about:
        return Line(number, shown, state=LineState.LEFT_OUT, why=str(about))
    except _Unreadable as broken:
        return Line(number, shown, why=str(broken))


# --- compared with what is known


def _compared(lines: list[Line]) -> list[Line]:
    stored, known = holidays.stored(), holidays.school_holidays()
    file = {line.span for line in lines}
    # What the file itself says, or has replaced already, is replaced by nothing else of it.
    replaceable = [one for one in dict.fromkeys((*stored, *known)) if one not in file]
    found: list[Line] = []
    for line in lines:
        told = line if line.span is None else _against(line, line.span, found, known, stored, replaceable)
        if told.before is not None:
            replaceable.remove(told.before)
        found.append(told)
    return found


def _against(
    line: Line,
    span: Span,
    seen: Iterable[Line],
    known: Iterable[Span],
    stored: Iterable[Span],
    replaceable: Iterable[Span],
) -> Line:
    for other in seen:
        if other.span == span:
            why = _("steht schon in Zeile %(number)d", number=other.number)
            return replace(line, state=LineState.LEFT_OUT, why=why)
        if other.span and other.state is not LineState.UNREADABLE and other.span.meets(span):
            return replace(line, why=_("überschneidet sich mit Zeile %(number)d", number=other.number))
    if span in known:
        return replace(line, state=LineState.KNOWN)
    before = next((one for one in replaceable if one.means(span)), None)
    across = next((one for one in stored if one.meets(span) and one != before), None)
    if across is not None:
        why = _("überschneidet sich mit „%(name)s“ von früher; entferne das zuerst", name=across.name)
        return replace(line, why=why)
    return replace(line, state=LineState.CHANGED if before else LineState.NEW, before=before)
