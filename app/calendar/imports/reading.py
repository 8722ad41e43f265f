"""What a calendar file says: its entries as appointments would be, and of the others why not."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any

from flask_babel import gettext as _
from icalendar import Event

from app import clock, speech
from app.calendar.imports.lines import MOST_ENTRIES, Lines, taken_apart
from app.calendar.imports.recurring import Budget, OddRule, Rule, TooManySteps, days_of, read_rule
from app.calendar.imports.zones import Zones
from app.calendar.services import EARLIEST, LATEST, LONGEST
from app.forms import clean

AHEAD = timedelta(days=2 * 365)
MOST_TIMES = 200
"""How far and how often something that comes again is taken in."""
USUAL = timedelta(hours=2)
DAY = timedelta(days=1)
LONGEST_KEY = 255
ZONE = "X-ZONE"
_NAMES_A_ZONE = re.compile(r"^((?:DTSTART|DTEND|RECURRENCE-ID)[^:]*);TZID=", re.IGNORECASE)
_LISTED = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
_ZONE_OF_LIST = re.compile(r';TZID="?([^":;]*)', re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """An entry of a file, as an appointment would be."""

    key: str
    """What the other calendar calls it, and which occurrence it is."""
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    description: str
    is_cancelled: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unread:
    """An entry that cannot be taken in, and why."""

    title: str
    reason: str


@dataclass
class Reading:
    """What came of a file."""

    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    entries: int = 0
    """How many there are in the file; one may come many times."""
    too_many: bool = False


class _Unreadable(Exception):
    """An entry cannot be taken in, for the reason given."""


@dataclass(frozen=True)
class _Times:
    """When something begins and how long it takes; `zone` and `begin` as its own calendar shows it."""

    begin: datetime
    zone: tzinfo
    lasts: timedelta
    all_day: bool

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Return begin and end in UTC, were it on another day."""
        begin = datetime.combine(day, self.begin.time(), tzinfo=self.zone)
        if self.all_day:  # a day in March has an hour less
            last = day + timedelta(days=round(self.lasts / DAY))
            return begin.astimezone(UTC), datetime.combine(last, time(23, 59), tzinfo=self.zone).astimezone(
                UTC
            )
        return begin.astimezone(UTC), begin.astimezone(UTC) + self.lasts


def read(text: str) -> Reading:
    """Read a calendar file. Whatever is wrong with an entry is said of that entry; nothing is raised."""
    file = taken_apart(text)
    reading = Reading(entries=len(file.entries), too_many=file.too_many)
    if file.too_many:
        return reading
    zones, budget = Zones(file.zones), Budget()
    by_key: dict[str, Found] = {}
    changed: dict[str, Found] = {}
    for lines in file.entries:
        title = _("Ohne Titel")
        try:
            event = _parsed(lines)
            title = _title(event)[0] or title
            target = changed if "RECURRENCE-ID" in event else by_key
            for one in _appointments(event, lines, zones, budget, reading.notes):
                if one.key in target:
                    reading.unread.append(
                        Unread(title, _("Steht zweimal in der Datei; genommen ist der erste Eintrag."))
                    )
                else:
                    target[one.key] = replace(one, is_cancelled=one.is_cancelled or file.cancels)
        except _Unreadable as reason:
            reading.unread.append(Unread(title, str(reason)))
        except TooManySteps:
            reading.unread.append(Unread(title, _("In der Datei wiederholt sich zu vieles.")))
        except Exception:  # a stranger's file: whatever the library stumbles over, it is one entry's fault
            reading.unread.append(Unread(title, _("Dieser Eintrag ist beschädigt.")))
    by_key |= changed  # one occurrence that was moved stands for itself
    reading.found = sorted(by_key.values(), key=lambda one: (one.starts_at, one.title, one.key))
    if len(reading.found) > MOST_ENTRIES:
        reading.notes.append(
            _(
                "Mit allen Wiederholungen sind es mehr als %(most)d Termine. Genommen sind die ersten.",
                most=MOST_ENTRIES,
            )
        )
        del reading.found[MOST_ENTRIES:]
    return reading


def _parsed(lines: Lines) -> Any:
    if not lines.is_whole:
        raise _Unreadable(_("Der Eintrag hört mittendrin auf."))
    kept = [line for line in lines.kept if not line.upper().startswith(("RRULE", "RDATE", "EXDATE"))]
    # It would guess what a zone may be, and warn; Zones says what it is or that nobody knows.
    kept = [_NAMES_A_ZONE.sub(rf"\1;{ZONE}=", line) for line in kept]
    return Event.from_ical(replace(lines, kept=kept).as_file("VEVENT"))


def _one(event: Any, name: str) -> Any:
    """Return a property, the first where it stands more than once."""
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value


def _text(event: Any, name: str) -> str:
    value = _one(event, name)
    return clean(str(value)) if value is not None else ""


def _line(text: str, most: int) -> tuple[str, bool]:
    """Return text as one line of at most so many characters, and whether it had to be cut."""
    whole = " ".join(text.split())
    return whole[:most].strip(), len(whole) > most


def _title(event: Any) -> tuple[str, bool]:
    return _line(_text(event, "SUMMARY"), 160)


# --- times


def _value(event: Any, name: str, words: str) -> Any:
    prop = _one(event, name)
    if prop is None:
        return None
    try:
        return prop.dt
    except Exception as error:  # its own classes, for each kind of brokenness another one
        raise _Unreadable(_("%(what)s ist nicht lesbar.", what=words)) from error


def _in_zone(value: Any, prop: Any, zones: Zones) -> datetime | date:
    """Return a day, or a moment with its zone; a time without one is meant as in Rostock."""
    if not isinstance(value, date):
        raise _Unreadable(_("Eine Zeitangabe ist nicht lesbar."))
    if not EARLIEST.year < value.year < LATEST.year:
        raise _Unreadable(_("Das Jahr %(year)d liegt zu weit weg.", year=value.year))
    if not isinstance(value, datetime):
        return value
    name = str(getattr(prop, "params", {}).get(ZONE, ""))
    if value.tzinfo is None and name:
        zone = zones.named(name)
        if zone is None:
            raise _Unreadable(_("Die Zeitzone „%(name)s“ kennen wir nicht.", name=name[:60]))
        return value.replace(tzinfo=zone)
    return value if value.tzinfo else value.replace(tzinfo=clock.BERLIN)


def _times(event: Any, zones: Zones, notes: list[str]) -> _Times:
    begin = _value(event, "DTSTART", _("Der Beginn"))
    if begin is None:
        raise _Unreadable(_("Es steht nicht da, wann es beginnt."))
    begin = _in_zone(begin, _one(event, "DTSTART"), zones)
    end = _value(event, "DTEND", _("Das Ende"))
    lasts = _value(event, "DURATION", _("Die Dauer"))
    if end is not None:
        end = _in_zone(end, _one(event, "DTEND"), zones)
        if isinstance(end, datetime) != isinstance(begin, datetime):
            raise _Unreadable(
                _("Beginn und Ende passen nicht zusammen: das eine ist ein Tag, das andere eine Uhrzeit.")
            )
        lasts = _between(begin, end)
    if lasts is not None and not isinstance(lasts, timedelta):
        raise _Unreadable(_("Die Dauer ist nicht lesbar."))
    if lasts is not None and lasts < timedelta(0):
        raise _Unreadable(_("Das Ende liegt vor dem Anfang."))
    if not isinstance(begin, datetime):
        notes.append(_("Ganztägig: steht hier von 00:00 bis 23:59 Uhr."))
        days = max((lasts or DAY) // DAY, 1)
        lasts = (days - 1) * DAY
        begin = datetime.combine(begin, time(0), tzinfo=clock.BERLIN)
        all_day = True
    else:
        all_day = False
        if not lasts:
            notes.append(_("Ohne Ende: wir nehmen zwei Stunden an."))
            lasts = USUAL
    if lasts + (DAY if all_day else timedelta(0)) > LONGEST:
        raise _Unreadable(_("Länger als 14 Tage dauert kein Termin."))
    return _Times(begin.replace(microsecond=0), begin.tzinfo or clock.BERLIN, lasts, all_day)


def _between(begin: date, end: date) -> timedelta:
    if isinstance(begin, datetime) and isinstance(end, datetime):
        return end.astimezone(UTC) - begin.astimezone(UTC)
    return end - begin


# --- which occurrences


def _appointments(event: Any, lines: Lines, zones: Zones, budget: Budget, said: list[str]) -> list[Found]:
    notes: list[str] = []
    if lines.unreadable:
        notes.append(_("Ein Teil des Eintrags war unlesbar und fehlt."))
    times = _times(event, zones, notes)
    starts_at, ends_at = times.on(times.begin.date())
    title, was_cut = _title(event)
    place, place_cut = _line(_text(event, "LOCATION"), 200)
    description = _text(event, "DESCRIPTION")
    if was_cut or place_cut or len(description) > 5000:
        notes.append(_("Lange Texte sind gekürzt."))
    uid = _text(event, "UID")
    if not uid:
        notes.append(_("Ohne Kennung: wiedererkannt wird er nur, solange Titel und Zeit gleich bleiben."))
        uid = "ohne-" + _hashed(f"{title} {starts_at.isoformat()}")
    one = Found(
        key=_key(uid),
        title=title or _("Ohne Titel"),
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        description=description[:5000],
        is_cancelled=_text(event, "STATUS").upper() == "CANCELLED",
        notes=tuple(notes),
    )
    if (which := _value(event, "RECURRENCE-ID", _("Welches Mal gemeint ist,"))) is not None:
        return [replace(one, key=_key(uid, _in_zone(which, _one(event, "RECURRENCE-ID"), zones)))]
    rules = [line.partition(":")[2] for line in lines.kept if line.upper().startswith("RRULE")]
    more = _moments(lines, "RDATE", zones)
    if not rules and not more:
        return [one]
    return _occurrences(one, uid, times, _rule(rules), more, _moments(lines, "EXDATE", zones), budget, said)


def _rule(rules: list[str]) -> Rule | None:
    if len(rules) > 1:
        raise _Unreadable(
            _("Der Eintrag wiederholt sich nach zwei Regeln zugleich; das können wir nicht lesen.")
        )
    try:
        return read_rule(rules[0]) if rules else None
    except OddRule as error:
        raise _Unreadable(
            _("Wie sich der Eintrag wiederholt, können wir nicht lesen: %(rule)s.", rule=rules[0][:80])
        ) from error


def _moments(lines: Lines, name: str, zones: Zones) -> list[date]:
    """Return the days and moments that are added or left out; what cannot be read of them is left aside."""
    # By hand: there may be thousands, and the library takes its time for each.
    found: list[date] = []
    for line in lines.kept:
        if not line.upper().startswith(name):
            continue
        head, _colon, values = line.partition(":")
        named = _ZONE_OF_LIST.search(head)
        zone = zones.named(named[1]) if named else None
        for match in _LISTED.finditer(values):
            if value := _listed(match, zone or clock.BERLIN):
                found.append(value)
    return found


def _listed(match: re.Match[str], zone: tzinfo) -> date | None:
    year, month, day, hour, minute, second = (int(one or 0) for one in match.groups()[:6])
    try:
        if match[4] is None:
            return date(year, month, day)
        value = datetime(year, month, day, hour, minute, second, tzinfo=UTC if match[7] else zone)
    except ValueError:
        return None
    return value if EARLIEST.year < year < LATEST.year else None


def _occurrences(
    one: Found,
    uid: str,
    times: _Times,
    rule: Rule | None,
    more: list[date],
    without: list[date],
    budget: Budget,
    said: list[str],
) -> list[Found]:
    """Return what is still to come of something that comes again, within bounds; what was cut is said."""
    soon = clock.today() - LONGEST - DAY
    horizon = min(clock.today() + AHEAD, LATEST - DAY)
    out = {_stamp(value) for value in without}
    out |= {_stamp(value)[:8] for value in without if times.all_day}
    days = days_of(rule, times.begin.date(), horizon, budget) if rule else iter([times.begin.date()])
    added = {_day(value, times.zone) for value in more if _day(value, times.zone) <= horizon}
    found: list[Found] = []
    cut = False
    for day in _merged(days, sorted(added)):
        if day < soon:
            continue
        starts_at, ends_at = times.on(day)
        if rule and day not in added and _is_after(rule, times, day, starts_at):
            break
        stamp = f"{day:%Y%m%d}" if times.all_day else _stamp(starts_at)
        if ends_at <= clock.now() or stamp in out:
            continue
        if len(found) == MOST_TIMES:
            cut = True
            break
        which: date = day if times.all_day else starts_at
        found.append(replace(one, key=_key(uid, which), starts_at=starts_at, ends_at=ends_at))
    if not found:
        raise _Unreadable(
            _("Der Eintrag wiederholt sich, aber alles davon ist vorbei oder liegt zu weit weg.")
        )
    if cut or (rule and rule.is_endless):
        said.append(
            _("„%(title)s“ wiederholt sich weiter. Genommen ist, was bis %(day)s kommt, höchstens %(most)d-mal.",
              title=one.title, day=speech.day(found[-1].starts_at), most=MOST_TIMES)
        )  # fmt: skip
    return found


def _merged(days: Any, added: list[date]) -> Any:
    """Yield days in order, each once."""
    waiting = list(added)
    for day in days:
        while waiting and waiting[0] < day:
            yield waiting.pop(0)
        if waiting and waiting[0] == day:
            waiting.pop(0)
        yield day
    yield from waiting


def _is_after(rule: Rule, times: _Times, day: date, starts_at: datetime) -> bool:
    """Say whether a day lies behind the end of a rule."""
    if not rule.until:
        return False
    if "T" not in rule.until:
        return f"{day:%Y%m%d}" > rule.until
    if rule.until.endswith("Z"):
        return _stamp(starts_at) > rule.until
    return f"{day:%Y%m%d}T{times.begin:%H%M%S}" > rule.until


def _day(value: date, zone: tzinfo) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


def _stamp(value: date) -> str:
    return f"{value.astimezone(UTC):%Y%m%dT%H%M%SZ}" if isinstance(value, datetime) else f"{value:%Y%m%d}"


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _key(uid: str, which: date | None = None) -> str:
    whole = " ".join(uid.split()) + (f"#{_stamp(which)}" if which is not None else "")
    return whole if len(whole) <= LONGEST_KEY else "sha256-" + _hashed(whole)
