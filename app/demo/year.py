"""A year of appointments: what comes round in which space, what falls out, what is still a draft.

Nothing is drawn by lot. What comes round follows the calendar, so that a meeting is the same one whichever
day the demo was filled on, and what is counted from today is counted from today.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from app import clock
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.demo.agendas import CANCEL_REASONS, DESCRIPTIONS, NOTES, TOPICS, agenda
from app.demo.filling import Filling
from app.demo.people import KTV, MITTE
from app.districts.meetings.models import AgendaItem

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
SIX, HALF_PAST, SEVEN = time(18), time(18, 30), time(19)
NAMESPACE = uuid.UUID("5c1c4bb0-4c32-5a5e-8f0e-6a1d7f0f8a2b")


class Rhythm(NamedTuple):
    """What comes round: on the nth weekday of every month, or of every few months."""

    kind: str
    nth: int
    weekday: int
    at: time
    every: int = 1
    """In months."""
    shift: int = 0
    """Which of these months."""
    title: str = ""
    """Where the kind's own name would not say it."""
    place: str = ""
    """Where it is not the space's usual one."""
    access: str = ""


class Special(NamedTuple):
    """A day of its own: so many days from today, then the next such weekday on which people would come."""

    kind: str
    days: int
    weekday: int
    at: time
    title: str
    draft: bool = False


def _table(nth: int, weekday: int, place: str, every: int = 1, shift: int = 0) -> Rhythm:
    access = "eine Stufe am Eingang"
    return Rhythm("regulars_table", nth, weekday, SEVEN, every, shift, place=place, access=access)


RHYTHMS: dict[str, tuple[Rhythm, ...]] = {
    KTV: (
        Rhythm("assembly", 1, WEDNESDAY, SEVEN),
        _table(3, THURSDAY, "Café Kompassrose, Musterallee 3"),
        Rhythm("board_meeting", 4, MONDAY, HALF_PAST, title="Sprecher*innenrunde"),
        Rhythm("get_together", 2, TUESDAY, SIX, title="Offene Tür im Stadtteilladen"),
        Rhythm("get_together", 4, TUESDAY, SIX, title="Offene Tür im Stadtteilladen"),
        Rhythm(
            "public_assembly", 2, THURSDAY, SEVEN, 4, 1, place="Aula der Musterschule", access="stufenlos"
        ),
    ),
    MITTE: (
        Rhythm("assembly", 2, WEDNESDAY, SEVEN),
        _table(4, THURSDAY, "Wirtshaus Zum Beispielanker"),
        Rhythm("board_meeting", 1, MONDAY, SIX, 2, title="Sprecher*innenrunde"),
        Rhythm("education", 3, TUESDAY, SEVEN, 3, 1),
        Rhythm("public_assembly", 3, THURSDAY, HALF_PAST, 4, 2),
    ),
    "suedstadt-biestow": (
        Rhythm("assembly", 3, TUESDAY, HALF_PAST),
        _table(1, THURSDAY, "Gaststätte Musterkrug", 2),
        Rhythm("public_assembly", 4, WEDNESDAY, SIX, 5, 1),
    ),
    "reutershagen": (
        Rhythm("assembly", 2, MONDAY, SEVEN),
        _table(4, WEDNESDAY, "Vereinsheim Beispielkicker"),
        Rhythm("public_event", 2, SATURDAY, time(10), 3, title="Infostand auf dem Markt"),
    ),
    "luetten-klein": (
        Rhythm("assembly", 3, MONDAY, SIX),
        Rhythm("get_together", 1, TUESDAY, time(15), title="Kaffeerunde"),
    ),
    "evershagen": (
        Rhythm("assembly", 1, TUESDAY, HALF_PAST, 2, 1),
        _table(3, FRIDAY, "Klubhaus Musterwelle"),
    ),
    "warnemuende-rostocker-heide": (
        Rhythm("assembly", 4, TUESDAY, HALF_PAST, 2),
        _table(2, FRIDAY, "Fischimbiss Zur Musterkante"),
    ),
    "lichtenhagen": (
        Rhythm("assembly", 3, WEDNESDAY, SIX, 2),
        Rhythm("get_together", 2, THURSDAY, time(16), 2, 1, title="Nachbarschaftskaffee"),
    ),
    "gross-klein": (
        Rhythm("assembly", 2, TUESDAY, SIX, 2, 1),
        _table(3, FRIDAY, "Imbiss Beispielbude", 2),
        Rhythm("public_assembly", 4, THURSDAY, SIX, 6),
    ),
    "schmarl": (
        Rhythm("assembly", 1, THURSDAY, SIX, 2, 1),
        Rhythm("get_together", 2, WEDNESDAY, time(17), title="Klönschnack im Klubraum"),
    ),
    "hansaviertel-gartenstadt": (
        Rhythm("assembly", 4, MONDAY, HALF_PAST, 2, 1),
        _table(1, FRIDAY, "Vereinsheim Kleingartenanlage Musterglück"),
    ),
    "brinckmansdorf": (
        Rhythm("assembly", 2, THURSDAY, HALF_PAST, 2),
        _table(3, TUESDAY, "Gaststätte Zur Musterkurve", 2, 1),
    ),
    "dierkow": (
        Rhythm("assembly", 3, THURSDAY, SIX, 2),
        Rhythm("get_together", 4, FRIDAY, time(17), title="Grillen hinter dem Stadtteilladen"),
    ),
    "toitenwinkel": (Rhythm("assembly", 2, TUESDAY, SIX, 2),),
    "gehlsdorf-rostock-ost": (Rhythm("assembly", 3, TUESDAY, HALF_PAST, 2, 1),),
    "wahlaktiv": (
        Rhythm("working_meeting", 1, THURSDAY, SIX),
        Rhythm("working_meeting", 3, THURSDAY, SIX),
    ),
    "ortsbeirat-austausch": (Rhythm("council_exchange", 2, MONDAY, SIX, 2),),
    "kreis": (
        Rhythm("board_meeting", 1, TUESDAY, HALF_PAST),
        Rhythm("board_meeting", 3, TUESDAY, HALF_PAST),
        Rhythm("education", 4, THURSDAY, SEVEN, 3),
    ),
}
SPECIALS: dict[str, tuple[Special, ...]] = {
    "kreis": (
        Special("county_assembly", -115, SATURDAY, time(10), "Gesamtmitgliederversammlung"),
        Special("county_assembly", 38, SATURDAY, time(10), "Gesamtmitgliederversammlung"),
    ),
    KTV: (
        Special("public_assembly", 55, SATURDAY, time(15), "Stadtteilversammlung: Unser Platz", draft=True),
    ),
    MITTE: (Special("get_together", 50, FRIDAY, SIX, "Gemeinsames Kochen", draft=True),),
}
PUBLIC = frozenset({"regulars_table", "public_assembly", "public_event", "education"})
AMONG_THEMSELVES = frozenset({"gross-klein", "brinckmansdorf"})
"""Whose regulars' tables stand in no public calendar."""
QUIET_FOR = {"toitenwinkel": 75, "gehlsdorf-rostock-ost": 110}
"""Days without anything, up to today and as far ahead as one sees."""
CANCELLED = ((KTV, -7), (MITTE, -4), ("suedstadt-biestow", -3), ("evershagen", -2), ("luetten-klein", 1))
"""Which one from today, counted: -1 is the last one that was, 0 the next one."""


def hold(filling: Filling) -> None:
    """Put a year of appointments into every space, with their agendas."""
    everything = {slug: sorted(_plan(slug, filling), key=_start) for slug in filling.spaces}
    for place, (slug, count) in enumerate(CANCELLED):
        past = [one for one in everything[slug] if clock.local(one.starts_at).date() < filling.day]
        _cancel(everything[slug][len(past) + count], CANCEL_REASONS[place % len(CANCEL_REASONS)], filling)
    for slug, appointments in everything.items():
        for appointment in appointments:
            appointment.space_id = filling.spaces[slug].id
            filling.session.add(appointment)
            filling.session.add_all(_items(slug, appointment))
    filling.session.flush()


def _start(appointment: Appointment) -> datetime:
    return appointment.starts_at


def _plan(slug: str, filling: Filling) -> Iterator[Appointment]:
    last_day = filling.last_day
    if slug in QUIET_FOR:
        last_day = filling.day - timedelta(days=QUIET_FOR[slug])
    for rhythm in RHYTHMS[slug]:
        for day in _days(rhythm, filling.first_day, last_day):
            yield _appointment(slug, rhythm, day, filling)
    for special in SPECIALS.get(slug, ()):
        start = filling.day + timedelta(days=special.days)
        day = start + timedelta(days=(special.weekday - start.weekday()) % 7)
        while _is_break(day, special.kind):
            day += timedelta(days=7)
        rhythm = Rhythm(special.kind, 1, special.weekday, special.at, title=special.title)
        yield _appointment(slug, rhythm, day, filling, draft=special.draft)


def _days(rhythm: Rhythm, first: date, last: date) -> Iterator[date]:
    """Yield the days of a rhythm, without those on which nobody would come."""
    month = first.replace(day=1)
    while month <= last:
        day = month + timedelta(days=(rhythm.weekday - month.weekday()) % 7 + 7 * (rhythm.nth - 1))
        turn = month.year * 12 + month.month
        if first <= day <= last and turn % rhythm.every == rhythm.shift and not _is_break(day, rhythm.kind):
            yield day
        month = (month + timedelta(days=31)).replace(day=1)


def _is_break(day: date, kind: str) -> bool:
    """Say whether it is Christmas, a fixed holiday or, for meetings, the middle of summer."""
    return (
        not (1, 5) < (day.month, day.day) < (12, 21)
        or (day.month, day.day) in ((5, 1), (10, 3), (10, 31))
        or (KINDS[kind].has_agenda and (7, 20) <= (day.month, day.day) <= (8, 10))
    )


def _appointment(
    slug: str, rhythm: Rhythm, day: date, filling: Filling, *, draft: bool = False
) -> Appointment:
    space, kind = filling.spaces[slug], KINDS[rhythm.kind]
    starts_at = clock.from_wall_clock(day, rhythm.at)
    announced_on = _announced_on(day, filling)
    made_at = clock.from_wall_clock(announced_on - timedelta(days=2), time(20, 40))
    return Appointment(
        kind=kind.key,
        title=_title(slug, rhythm, day),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=kind.minutes),
        place=rhythm.place or space.default_place,
        access=rhythm.access or ("" if rhythm.place else space.default_access),
        description=DESCRIPTIONS.get(kind.key, ""),
        state=AppointmentState.DRAFT if draft else AppointmentState.ANNOUNCED,
        is_public=kind.key in PUBLIC and not draft and slug not in AMONG_THEMSELVES,
        announced_at=None if draft else clock.from_wall_clock(announced_on, time(20, 15)),
        created_at=made_at,
        uid=str(uuid.uuid5(NAMESPACE, f"{slug} {kind.key} {starts_at.isoformat()}")),
    )


def _announced_on(day: date, filling: Filling) -> date:
    """Return when it was announced: two or three weeks before, and some days ago if it is far ahead."""
    spread = day.toordinal() % 7
    longest_notice = 14 + spread
    return min(day - timedelta(days=longest_notice), filling.day - timedelta(days=1 + spread))


def _turn(slug: str, day: date) -> int:
    """Count the halves of months, each space from another start, so that topics come round."""
    return (day.year * 12 + day.month) * 2 + (day.day > 15) + list(RHYTHMS).index(slug) * 3


def _topic(slug: str, kind: str, day: date) -> str:
    topics = TOPICS.get(kind, ("",))
    return topics[_turn(slug, day) % len(topics)]


def _title(slug: str, rhythm: Rhythm, day: date) -> str:
    topic = _topic(slug, rhythm.kind, day)
    name = rhythm.title or NAMES[rhythm.kind]
    return f"{name}: {topic}" if topic and rhythm.kind in TITLED_BY_TOPIC and ":" not in name else name


NAMES = {
    "assembly": "Mitgliederversammlung",
    "public_assembly": "Stadtteilversammlung",
    "board_meeting": "Vorstandssitzung",
    "council_exchange": "Austausch der Ortsbeiratsmitglieder",
    "regulars_table": "Stammtisch",
    "working_meeting": "Arbeitstreffen Wahlaktiv",
    "education": "Bildungsabend",
}
"""In German whatever language the demo is filled in: what people typed, not the interface."""
TITLED_BY_TOPIC = frozenset({"assembly", "public_assembly", "education"})


def _items(slug: str, appointment: Appointment) -> Iterator[AgendaItem]:
    if not appointment.behaviour.has_agenda:
        return
    day = clock.local(appointment.starts_at).date()
    items = agenda(appointment.kind, _topic(slug, appointment.kind, day), _turn(slug, day))
    # A draft is where somebody has just begun to write.
    for position, item in enumerate(items[:2] if appointment.state is AppointmentState.DRAFT else items):
        yield AgendaItem(
            space_id=appointment.space_id,
            appointment=appointment,
            position=10 * (position + 1),
            title=item.title,
            kind=item.kind,
            minutes=item.minutes,
            note=NOTES.get(item.title, ""),
            created_at=appointment.created_at,
        )


def _cancel(appointment: Appointment, reason: str, filling: Filling) -> None:
    """Cancel two days before, or yesterday if that is still to come."""
    day = clock.local(appointment.starts_at).date()
    cancelled_on = min(day - timedelta(days=2), filling.day - timedelta(days=1))
    appointment.state = AppointmentState.CANCELLED
    appointment.cancelled_at = clock.from_wall_clock(cancelled_on, time(21))
    appointment.cancel_reason = reason
