"""Appointments as calendar programs read and update them (RFC 5545, RFC 5546)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.parser import Contentline
from icalendar.prop import vCalAddress, vText, vUri

from app.clock import BERLIN

PRODUCT = "-//Stadtteilwerk//Stadtteilwerk//DE"
WINTER, SUMMER = timedelta(hours=1), timedelta(hours=2)
_OF_ADDRESSES = "@!$'*+"
"""What may stand as it is in a mailto address, besides letters, digits and "_.-~" (RFC 6068, section 2)."""
_OF_URIS = "%:/?#[]@!$&'()*+,;="


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An appointment for somebody's calendar; its moments carry a zone."""

    uid: str
    sequence: int
    """How often what matters was changed since it was first sent (RFC 5545, section 3.8.7.4)."""
    starts_at: datetime
    ends_at: datetime
    summary: str
    last_changed: datetime
    """Among messages of one sequence the latest counts; "now" would make every file another one."""
    organizer_name: str = ""
    organizer_address: str = ""
    """Who invites; empty in a calendar to subscribe to, where nobody is named."""
    location: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False
    attendee_name: str = ""
    attendee_address: str = ""
    """Whom it is sent to; empty in a file that anybody may take."""

    def __post_init__(self) -> None:
        if any(moment.utcoffset() is None for moment in (self.starts_at, self.ends_at, self.last_changed)):
            raise ValueError("A moment without a zone means another one on every machine.")


def invitation(entry: Entry) -> str:
    """Return the file that enters, changes or (cancelled) removes an appointment in the attendee's calendar.

    Raises ValueError without an attendee or organizer: nobody is invited then (RFC 5546, section 3.2.2).
    """
    if not entry.attendee_address:
        raise ValueError("An invitation needs somebody who is invited.")
    if not entry.organizer_address:
        raise ValueError("An invitation needs somebody who invites.")
    # REQUEST, for that is what mail programs match by its UID and update (RFC 5546, 3.2.2); a PUBLISH is
    # taken in by hand, again each time. RSVP=FALSE: answers come by the link in the mail.
    return _file("CANCEL" if entry.cancelled else "REQUEST", [_event(entry, with_attendee=True)])


def calendar(entries: Iterable[Entry], *, name: str) -> str:
    """Return a file of appointments to take in or to subscribe to. It says of nobody that they are invited."""
    events = [_event(entry, with_attendee=False) for entry in entries]
    return _file("PUBLISH", events, {"NAME": name, "X-WR-CALNAME": name})


def lines_in_a_feed(entry: Entry) -> str:
    """Return an appointment's lines from the words of its SUMMARY on, up to before the END:VEVENT.

    What stands before and behind them differs from feed to feed (app.calendar.feeds.composing).
    """
    return _after_the_summary(_event(entry, with_attendee=False))


def lines_of_days(*, uid: str, summary: str, first: date, last: date, last_changed: datetime) -> str:
    """Return the same for something that lasts whole days and keeps nobody from anything."""
    event = Event()
    _say(event, "UID", _line(uid))
    event.add("DTSTAMP", last_changed.astimezone(UTC))
    event.add("DTSTART", first)
    event.add("DTEND", last + timedelta(days=1))  # the first day that is not part of it (RFC 5545, 3.6.1)
    _say(event, "SUMMARY", _line(summary))
    event.add("STATUS", "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT")
    return _after_the_summary(event)


def _after_the_summary(event: Event) -> str:
    text: str = event.to_ical().decode()
    before, after = "BEGIN:VEVENT\r\nSUMMARY:", "END:VEVENT\r\n"
    if not (text.startswith(before) and text.endswith(after)):
        raise ValueError("An entry needs words to be called by.")
    return text[len(before) : -len(after)]


def time_zone() -> str:
    """Return the lines of Europe/Berlin, once for a file."""
    text: str = _berlin().to_ical().decode()
    return text


def line(key: str, words: str) -> str:
    """Return one line of text, escaped and folded."""
    value = _Text(_line(words)).to_ical().decode()
    folded: bytes = Contentline(f"{key}:{value}").to_ical()  # type: ignore[no-untyped-call]
    return folded.decode() + "\r\n"


def _file(method: str, events: Iterable[Event], names: dict[str, str] | None = None) -> str:
    file = Calendar()
    file.add("VERSION", "2.0")
    file.add("PRODID", PRODUCT)
    file.add("METHOD", method)
    for key, name in (names or {}).items():
        _say(file, key, _line(name))
    file.add_component(_berlin())
    for event in events:
        file.add_component(event)
    text: str = file.to_ical().decode()
    return text


def _event(entry: Entry, *, with_attendee: bool) -> Event:
    event = Event()
    _say(event, "UID", _line(entry.uid))
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.last_changed.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.last_changed.astimezone(UTC))
    for key, moment in zip(("DTSTART", "DTEND"), _shown(entry.starts_at, entry.ends_at), strict=True):
        event.add(key, moment)
    _say(event, "SUMMARY", _line(entry.summary))
    _say(event, "LOCATION", _line(entry.location))
    _say(event, "DESCRIPTION", _lines(entry.description))
    if entry.url:
        event.add("URL", vUri(quote(_line(entry.url), safe=_OF_URIS)))
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("TRANSP", "OPAQUE")
    if entry.organizer_address:
        event.add("ORGANIZER", _person(entry.organizer_name, entry.organizer_address))
    if with_attendee:
        attendee = _person(entry.attendee_name, entry.attendee_address)
        attendee.params.update(
            CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="FALSE"
        )
        event.add("ATTENDEE", attendee)
    return event


def _shown(*moments: datetime) -> list[datetime]:
    """Wall-clock time in Berlin; UTC if one is in the hour that comes twice in October.

    That would mean the first of the two (RFC 5545, section 3.3.5), but libical takes it for the second.
    """
    local = [moment.astimezone(BERLIN) for moment in moments]
    twice = any(moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset() for moment in local)
    return [moment.astimezone(UTC) for moment in local] if twice else local


def _berlin() -> Timezone:
    """Europe/Berlin as it has been since 1996, by Directive 2000/84/EC and its forerunners.

    A change is written in the time that it ends, not the one that it begins (RFC 5545, section 3.6.5).
    """
    zone = Timezone()
    zone.add("TZID", BERLIN.key)
    summer, winter = TimezoneDaylight(), TimezoneStandard()
    summer.add("DTSTART", datetime(1996, 3, 31, 2))  # noqa: DTZ001  # wall-clock time is what is meant
    winter.add("DTSTART", datetime(1996, 10, 27, 3))  # noqa: DTZ001
    for part, name, month, before, after in (
        (summer, "CEST", 3, WINTER, SUMMER),
        (winter, "CET", 10, SUMMER, WINTER),
    ):
        part.add("TZNAME", name)
        part.add("TZOFFSETFROM", before)
        part.add("TZOFFSETTO", after)
        part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": "-1SU"})
        zone.add_component(part)
    return zone


def _person(name: str, address: str) -> vCalAddress:
    person = vCalAddress("mailto:" + quote(_line(address), safe=_OF_ADDRESSES))
    # A quotation mark may not stand in a parameter, and few programs know the escape of RFC 6868.
    if shown := _line(name).replace('"', "'").replace("^", ""):
        person.params["CN"] = shown
    return person


class _Text(vText):
    r"""Text as the library escapes it, but for "\N": that would become a line break, as in "Raum\Nord"."""

    def to_ical(self) -> bytes:
        return re.sub(r"[\\;,]", r"\\\g<0>", self).replace("\n", r"\n").encode()


def _say(component: Calendar | Event, key: str, words: str) -> None:
    if words:
        plain: Any = _Text(words)
        component.add(key, plain, encode=False)


def _line(words: str) -> str:
    return " ".join(_lines(words).split())


def _lines(words: str) -> str:
    """Whatever ends a line somewhere becomes a plain line end; other control characters go."""
    lines = "\n".join(words.splitlines())
    return "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs")).strip()
