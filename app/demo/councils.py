"""The councils of the demo: their terms, a year of sittings, and what ours brought back; the rest in `exchange`."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from app import clock
from app.demo.council_words import CLOSING, MATTERS, NOT_PUBLIC, OPENING, VOICES, Matter
from app.demo.filling import Filling
from app.districts.councils.models import CouncilTerm
from app.districts.councils.reports.models import (
    Importance,
    ItemResult,
    Report,
    ReportItem,
    ReportState,
    ReportVersion,
)
from app.districts.councils.sittings.models import Sitting, SittingItem, SittingVisit
from app.spaces.models import Council, Mandate

NAMESPACE = uuid.UUID("2f6f8a34-7d0e-5b57-9a55-3f1f0b6b1c11")
TUESDAY, WEDNESDAY, THURSDAY = 1, 2, 3
TIMES = (time(18), time(18, 30), time(19))
AUGUST = 8
LENGTH = timedelta(hours=2, minutes=30)
OF_KTV, OF_MITTE = 11, 14
MISSING, STILL_A_DRAFT = OF_KTV, OF_MITTE
"""Whose report of the last sitting is missing, or only begun."""
NOBODY_WENT = frozenset({7, 18})
"""To whose sittings none of us goes: there is nobody to ask in these districts."""
REPORTED_FOR = timedelta(days=150)
"""So far back there are reports."""
TERMS = (
    ("2019–2024", date(2019, 5, 26), date(2024, 6, 8)),
    ("2024–2029", date(2024, 6, 9), None),
)


@dataclass
class Told:
    """A report that was filed, for the exchange."""

    report: Report
    items: list[ReportItem] = field(default_factory=list)


def sit(filling: Filling) -> list[Told]:
    """Enter terms and sittings, and what was filed of them; return that, the oldest first."""
    _add_terms(filling)
    sittings = _add_sittings(filling)
    _add_items(filling, sittings)
    told = _report(filling, sittings)
    _announce_guests(filling, sittings)
    return sorted(told, key=lambda one: (one.report.filed_at, one.report.id))


def _add_terms(filling: Filling) -> None:
    for council in filling.councils.values():
        for place, (name, since, until) in enumerate(TERMS):
            if since <= filling.day:
                ours = 1 + (council.number + place) % 3
                filling.session.add(
                    CouncilTerm(council_id=council.id, name=name, since=since, until=until, seats=council.seats,
                                our_seats=max(ours, 2 if council.number in (OF_KTV, OF_MITTE) else 1))
                )  # fmt: skip


# --- sittings


@dataclass(frozen=True)
class Evening:
    """A sitting and whose it is."""

    council: Council
    sitting: Sitting
    day: date
    turn: int
    """Its number in the year of its council."""

    @property
    def matters(self) -> list[Matter]:
        """What it is about."""
        first = self.council.number * 3 + self.turn
        return [MATTERS[(first + step) % len(MATTERS)] for step in (0, 3, 7)]


def _add_sittings(filling: Filling) -> list[Evening]:
    places = {space.id: space for space in filling.spaces.values()}
    evenings = []
    for council in filling.councils.values():
        space = places[council.district_id or 0]
        for turn, day in enumerate(_days(council.number, filling)):
            starts = clock.from_wall_clock(day, TIMES[council.number % len(TIMES)])
            sitting = Sitting(
                space_id=space.id, council_id=council.id, starts_at=starts, ends_at=starts + LENGTH, by_hand=[],
                place=f"Stadtteilzentrum {council.short_name}",
                uid=str(uuid.uuid5(NAMESPACE, f"{council.number} {day}")),
                created_at=filling.moment(-30, 12) if day > filling.day else starts - timedelta(days=20),
                nobody_went=council.number in NOBODY_WENT and day < filling.day,
            )  # fmt: skip
            evenings.append(Evening(council, sitting, day, turn))
    filling.session.add_all(one.sitting for one in evenings)
    filling.session.flush()
    return evenings


def _days(number: int, filling: Filling) -> Iterator[date]:
    """Return the evenings of a council: once a month, not in August."""
    weekday, nth = (TUESDAY, WEDNESDAY, THURSDAY)[number % 3], number % 4
    year, month = filling.first_day.year, filling.first_day.month
    while (first := date(year, month, 1)) <= filling.last_day:
        day = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * nth)
        if month != AUGUST and filling.first_day <= day <= filling.last_day and day != filling.day:
            yield day
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _add_items(filling: Filling, sittings: list[Evening]) -> None:
    """Give agendas to what is over, and to the next one: those after it are not published yet."""
    for evening in sittings:
        if evening.day > filling.day + timedelta(days=28):
            continue
        for position, (title, matter) in enumerate(_agenda(evening)):
            filling.session.add(
                SittingItem(
                    space_id=evening.sitting.space_id, sitting_id=evening.sitting.id, position=position,
                    number=str(position + 1), title=title, is_public=title != NOT_PUBLIC,
                    paper=_paper(evening, position, matter) if matter else "",
                )
            )  # fmt: skip
    filling.session.flush()


def _agenda(evening: Evening) -> list[tuple[str, Matter | None]]:
    usual: list[tuple[str, Matter | None]] = [(title, None) for title in OPENING]
    last: list[tuple[str, Matter | None]] = [(title, None) for title in (*CLOSING, NOT_PUBLIC)]
    return [*usual, *((matter.title, matter) for matter in evening.matters), *last]


def _paper(evening: Evening, position: int, matter: Matter) -> str:
    if not matter.paper:
        return ""
    number = 1000 + (evening.council.number * 97 + evening.turn * 41 + position * 7) % 8000
    return f"{evening.day.year}/{matter.paper}/{number:04}"


def _announce_guests(filling: Filling, sittings: list[Evening]) -> None:
    """Two members of one district want to go to the next sitting."""
    coming = [one for one in sittings if one.council.number == OF_KTV and one.day > filling.day]
    for name in ("Alma Seegras", "Yusuf Hafenlicht") if coming else ():
        sitting = coming[0].sitting
        filling.session.add(
            SittingVisit(space_id=sitting.space_id, sitting_id=sitting.id, person_id=filling.people[name].id,
                         created_at=filling.moment(-2, 19))
        )  # fmt: skip
    filling.session.flush()


# --- reports


def _report(filling: Filling, sittings: list[Evening]) -> list[Told]:
    held = sa.select(Mandate.council_id, Mandate.person_id).order_by(Mandate.id.desc())
    seats = {row.council_id: row.person_id for row in filling.session.execute(held)}
    told = []
    over = [one for one in sittings if filling.day - REPORTED_FOR < one.day < filling.day]
    newest = {one.council.number: one for one in over}
    for evening in over:
        number, is_last = evening.council.number, newest[evening.council.number] is evening
        author_id = seats.get(evening.council.id)
        if author_id is None or number in NOBODY_WENT:
            continue
        if number == MISSING and is_last:
            _was_reminded(evening, filling)
            continue
        is_draft = number == STILL_A_DRAFT and is_last
        one = _written(filling, evening, author_id, is_draft=is_draft)
        if is_draft:
            _was_reminded(evening, filling)
        else:
            told.append(one)
    filling.session.flush()
    for one in told:
        _keep_version(filling, one)
    filling.session.flush()
    return told


def _was_reminded(evening: Evening, filling: Filling) -> None:
    days = (filling.day - evening.day).days
    at = filling.moment(-1, 9)
    evening.sitting.councillors_reminded_at = at if days >= 3 else None
    evening.sitting.speakers_reminded_at = at if days >= 10 else None


def _written(filling: Filling, evening: Evening, author_id: int, *, is_draft: bool) -> Told:
    sitting, turn = evening.sitting, evening.turn + evening.council.number
    written_at = sitting.starts_at + LENGTH + timedelta(minutes=20)
    report = Report(
        space_id=sitting.space_id, sitting_id=sitting.id, council_id=evening.council.id, sat_on=evening.day,
        state=ReportState.DRAFT if is_draft else ReportState.FILED, filed_at=None if is_draft else written_at,
        author_id=author_id, written_by_id=author_id, residents_voices=VOICES[turn % len(VOICES)],
        other_guests=turn % 3, created_at=written_at,
    )  # fmt: skip
    filling.session.add(report)
    filling.session.add(
        SittingVisit(space_id=sitting.space_id, sitting_id=sitting.id, person_id=author_id, was_there=True,
                     created_at=written_at)
    )  # fmt: skip
    filling.session.flush()
    told = Told(report)
    for position, (title, matter) in enumerate(_agenda(evening)):
        if title != NOT_PUBLIC:
            told.items.append(_item(evening, report, position, title, matter))
    filling.session.add_all(told.items)
    return told


def _item(evening: Evening, report: Report, position: int, title: str, matter: Matter | None) -> ReportItem:
    key = hashlib.sha256(f"{evening.sitting.uid} {position}".encode()).hexdigest()[:16]
    said: dict[str, Any] = {"importance": Importance.NOTHING}
    if matter is not None:
        counted = matter.result is not None and matter.our_vote is not None
        seats, is_lost = evening.council.seats, matter.result is ItemResult.REJECTED
        said = {
            "importance": matter.importance,
            "result": matter.result,
            "our_vote": matter.our_vote,
            "sentence": matter.internal or matter.sentence,
            "is_internal": bool(matter.internal),
            "topics": list(matter.topics),
            "for_faction": matter.for_faction,
            "paper": _paper(evening, position, matter),
            "follow_up": matter.follow_up,
            "yes": (2 if is_lost else seats - 4) if counted else None,
            "no": (seats - 4 if is_lost else 2) if counted else None,
            "abstained": 1 if counted else None,
            "is_public": evening.council.number == OF_KTV and not matter.internal,
        }
    return ReportItem(
        space_id=report.space_id, report_id=report.id, position=position, key=f"x-{key}", number=str(position + 1),
        title=title, **said,
    )  # fmt: skip


_NOT_KEPT = frozenset({"id", "space_id", "report_id", "position", "is_public", "follow_up_given_at"})


def _keep_version(filling: Filling, told: Told) -> None:
    report = told.report
    columns = [one.key for one in sa.inspect(ReportItem).column_attrs if one.key not in _NOT_KEPT]
    names = ("author_id", "residents_voices", "voices_are_internal", "other_guests")
    content = {
        **{name: getattr(report, name) for name in names},
        "items": [{name: getattr(item, name) for name in columns} for item in told.items],
    }
    filling.session.add(
        ReportVersion(space_id=report.space_id, report_id=report.id, number=1, at=report.filed_at,
                      by_id=report.written_by_id, content=content)
    )  # fmt: skip
