"""What else is on at a time, in words, and which evenings near it are free."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _

from app import clock, speech
from app.access import SpaceKind
from app.calendar.clashes.elsewhere import meetings_of, others_that_matter
from app.calendar.entries import DAY, Entry, EntryKind, entries_between
from app.calendar.holidays import quiet_holiday
from app.calendar.models import KINDS, Appointment
from app.calendar.services import EARLIEST, LATEST
from app.spaces.models import Space

REACH = timedelta(days=45)
"""How far from the wanted day free evenings are looked for: the summer holidays last six weeks."""
OFFERED = 3
EVENING = time(17)
"""Who begins at this time or later has the evening taken, even if it is over before another one begins."""
SUNDAY = 6


@dataclass(frozen=True)
class Wanted:
    """When somebody wants to meet."""

    starts_at: datetime
    ends_at: datetime
    notice_days: int = 0
    """The days of notice that its kind needs: free evenings keep to them if the wanted one does."""
    besides: int | None = None
    """The key of the appointment that is moved: it does not stand in its own way."""

    @property
    def first(self) -> date:
        """Its first day in Rostock."""
        return clock.local(self.starts_at).date()

    @property
    def last(self) -> date:
        """Its last day in Rostock."""
        return clock.local(self.ends_at - timedelta(microseconds=1)).date()

    def on(self, day: date) -> Wanted | None:
        """Return the same on another day, at the same time of day; None where clocks skip that time."""
        begin, end = clock.local(self.starts_at), clock.local(self.ends_at)
        try:
            return Wanted(
                clock.from_wall_clock(day, begin.time()),
                clock.from_wall_clock(day + (end.date() - begin.date()), end.time()),
                self.notice_days,
                self.besides,
            )
        except clock.NoSuchTime:
            return None

    @property
    def is_over(self) -> bool:
        """Whether it has begun."""
        return self.starts_at <= clock.now()

    @property
    def keeps_notice(self) -> bool:
        """Whether there is still time to invite."""
        return clock.today() <= self.first - timedelta(days=self.notice_days)


@dataclass(frozen=True)
class _Taken:
    """Something that takes a time, and how it is named."""

    words: str
    starts_at: datetime
    ends_at: datetime

    def meets(self, wanted: Wanted) -> bool:
        """Say whether both are at the same time or on the same evening."""
        if self.starts_at < wanted.ends_at and self.ends_at > wanted.starts_at:
            return True
        mine, theirs = clock.local(wanted.starts_at), clock.local(self.starts_at)
        return mine.date() == theirs.date() and min(mine.time(), theirs.time()) >= EVENING


@dataclass
class Clashes:
    """All that is on around a time: asked once, looked up for each day."""

    taken: list[_Taken] = field(default_factory=list)
    days: dict[date, list[str]] = field(default_factory=dict)
    """What is special about a day."""

    def of(self, wanted: Wanted) -> list[str]:
        """Return what is on then, each in a sentence, each once."""
        found = [one.words for one in self.taken if one.meets(wanted)]
        for day in _days(wanted.first, wanted.last):
            found += self.days.get(day, [])
        return list(dict.fromkeys(found))


def look_around(space: Space, wanted: Wanted) -> Clashes:
    """Find out what is on around a time. The number of queries does not grow with what is on."""
    first, last = max(wanted.first - REACH, EARLIEST), min(wanted.last + REACH, LATEST)
    entries = entries_between(first, last, space_ids={space.id}, drafts_in={space.id})
    found = Clashes()
    for one in entries:
        own = one.kind is EntryKind.APPOINTMENT
        if (
            one.is_cancelled
            or (own and one.row_id == wanted.besides)
            or one.kind is EntryKind.BUDGET_DEADLINE
        ):
            continue
        if one.starts_at is not None and one.ends_at is not None:
            found.taken.append(_Taken(_in_words(one), one.starts_at, one.ends_at))
        else:
            for day in _days(max(one.day, first), min(one.last_day, last)):
                if not (one.kind is EntryKind.PUBLIC_HOLIDAY and quiet_holiday(day)):  # it is named as such
                    found.days.setdefault(day, []).append(_in_words(one))
    for day in _days(first, last):
        if name := quiet_holiday(day):
            found.days.setdefault(day, []).append(_quiet(day, name))
    others = others_that_matter(space)
    begin, end = clock.start_of_day(first), clock.end_of_day(last)
    found.taken += [
        _Taken(_elsewhere(others[one.space_id], one.kind, one.starts_at, one.ends_at), one.starts_at, one.ends_at)
        for one in meetings_of(others, begin=begin, end=end)
    ]  # fmt: skip
    return found


def free_evenings(around: Clashes, wanted: Wanted) -> list[date]:
    """Return the nearest days on which nothing is on at the same time of day, in their order.

    None that is over or too near to invite (if the wanted one is not), no Sunday unless one is wanted.
    """
    found: list[date] = []
    for distance in range(1, REACH.days + 1):
        for day in (wanted.first - distance * DAY, wanted.first + distance * DAY):
            if _would_do(around, wanted, day):
                found.append(day)
        if len(found) >= OFFERED:
            break
    return sorted(found[:OFFERED])


def _would_do(around: Clashes, wanted: Wanted, day: date) -> bool:
    if not EARLIEST <= day <= LATEST or (day.weekday() == SUNDAY != wanted.first.weekday()):
        return False
    other = wanted.on(day)
    return (
        other is not None
        and other.starts_at > clock.now()
        and (other.keeps_notice or not wanted.keeps_notice)
        and not around.of(other)
    )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + number * DAY for number in range((last - first).days + 1))


def signature(words: Iterable[str]) -> frozenset[str]:
    """Return a short name for each clash, by which a form says which of them were seen."""
    return frozenset(hashlib.sha256(one.encode()).hexdigest()[:16] for one in words)


# --- in words


def _times(starts: datetime, ends: datetime) -> str:
    """Return `20:00 bis 22:00 Uhr`; with both days where it ends on another."""
    first, last = clock.local(starts), clock.local(ends)
    if first.date() != last.date():
        return speech.span(starts, ends)
    return str(_("%(begin)s bis %(end)s Uhr", begin=f"{first:%H:%M}", end=f"{last:%H:%M}"))


def _in_words(entry: Entry) -> str:
    if entry.kind is EntryKind.PUBLIC_HOLIDAY:
        return str(_("Feiertag: %(name)s", name=entry.title))
    if entry.kind is EntryKind.SCHOOL_HOLIDAY:
        return str(_("Schulfrei: %(name)s", name=entry.title))
    if entry.kind is EntryKind.COMMEMORATION:
        return str(_("Gedenktag: %(name)s", name=entry.title))
    when = ""
    if entry.starts_at is not None and entry.ends_at is not None:
        when = ", " + _times(entry.starts_at, entry.ends_at)
    if entry.kind is EntryKind.SITTING:
        return str(_("Sitzung im Ortsbeirat: %(title)s", title=entry.title)) + when
    if entry.is_draft:
        return str(_("Bei euch, noch im Entwurf: %(title)s", title=entry.title)) + when
    return str(_("Bei euch: %(title)s", title=entry.title)) + when


def _elsewhere(space: Space, kind: str, starts_at: datetime, ends_at: datetime) -> str:
    facts = {"name": space.short_name, "kind": str(KINDS[kind].name)}
    if space.kind is not SpaceKind.COUNTY:
        return str(_("Nebenan in %(name)s: %(kind)s", **facts)) + ", " + _times(starts_at, ends_at)
    if kind == "board_meeting":
        return str(_("Kreisvorstand: %(kind)s", **facts)) + ", " + _times(starts_at, ends_at)
    return str(_("Kreisverband: %(kind)s", **facts)) + ", " + _times(starts_at, ends_at)


def _quiet(day: date, name: str) -> str:
    # Section 6 (2) of the FTG M-V; from when on differs.
    if name == "Heiliger Abend":
        name = _("%(day)s ab 13 Uhr", day=name)
    elif name == "Karsamstag":
        name = _("%(day)s bis 18 Uhr", day=name)
    return str(
        _("Stiller Feiertag: %(name)s. Öffentlicher Tanz ist dann verboten, wo ausgeschenkt wird auch Musik "
          "(Feiertagsgesetz M-V).", name=name)
    )  # fmt: skip


def moved(appointment: Appointment, wanted: Wanted) -> bool:
    """Say whether an appointment would be at another time than now."""
    return (appointment.starts_at, appointment.ends_at) != (wanted.starts_at, wanted.ends_at)
