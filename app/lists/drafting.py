"""The calendar of the next six weeks as a draft: written by the system, read and sent by a human."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import copy_context
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import clock
from app.access import SpaceKind
from app.calendar.entries import Entry, EntryKind, entries_between
from app.calendar.year import published
from app.db import set_reading
from app.extensions import db
from app.spaces.models import County, Space
from app.speech import SOURCE, day, moment, speaking

AHEAD = timedelta(weeks=6)
NOT_FOR_ALL = ("board_meeting",)
"""Kinds of a space's own meetings that a mail to all does not name by itself."""
BACKSLASHED = str.maketrans({c: "\\" + c for c in "\\`*_[]<>#~"})
SHOWN = (EntryKind.APPOINTMENT, EntryKind.SITTING, EntryKind.COMMEMORATION, EntryKind.PUBLIC_HOLIDAY)


@dataclass(frozen=True)
class Line:
    """One thing in the draft."""

    day: date
    starts_at: datetime | None
    title: str
    place: str
    whose: str
    """Of which space, where that is another one."""


def draft_of(space: Space) -> tuple[str, str]:
    """Return subject and text (Markdown, by week) of what is in the calendar of a space and of the county.

    Of other spaces only what is public: to the county's list from all of them, to others from the county. Whoever
    signed up for a list need not be a member.
    """
    first = clock.today()
    last = first + AHEAD - timedelta(days=1)
    with speaking(SOURCE):
        own = [_line(one) for one in entries_between(first, last, space_ids=[space.id]) if _is_told(one)]
        only = None if space.kind is SpaceKind.COUNTY else _county()
        elsewhere = copy_context().run(_elsewhere, space.id, only, first, last)
        lines = sorted([*own, *elsewhere], key=_order)
        subject = _("Termine vom %(first)s bis %(last)s", first=f"{first:%d.%m.}", last=f"{last:%d.%m.%Y}")
        return str(subject), "\n".join(_text(lines))


def _county() -> list[int]:
    return list(db.session.scalars(sa.select(County.id)))


def _is_told(entry: Entry) -> bool:
    meant = entry.kind in SHOWN and entry.appointment_kind not in NOT_FOR_ALL
    return meant and not entry.is_cancelled and not entry.is_draft


def _line(entry: Entry) -> Line:
    return Line(max(entry.day, clock.today()), entry.starts_at, entry.title, entry.place, "")


def _order(line: Line) -> tuple[date, bool, datetime | date, str]:
    return line.day, line.starts_at is not None, line.starts_at or line.day, line.title


def _elsewhere(space_id: int, only: list[int] | None, first: date, last: date) -> list[Line]:
    """Return what is public in other spaces, in those named or in all."""
    set_reading(True)  # in a session of its own; called with a copy of the context, as it only reads
    return [
        Line(row.day, row.starts_at, row.title, row.place, row.space_short_name)
        for row in published.between(first, last, space_ids=only)
        if row.space_id != space_id and not row.is_cancelled and row.day >= first
    ]


def _text(lines: Iterable[Line]) -> Iterable[str]:
    yield _("Hallo,")
    yield ""
    yield _("das steht in den nächsten sechs Wochen an:")
    week = None
    for line in lines:
        monday = line.day - timedelta(days=line.day.weekday())
        if monday != week:
            week = monday
            sunday = monday + timedelta(days=6)
            yield ""
            yield "## " + _(
                "Woche vom %(first)s bis %(last)s", first=f"{monday:%d.%m.}", last=f"{sunday:%d.%m.}"
            )
            yield ""
        when = moment(line.starts_at) if line.starts_at else day(line.day)
        where = " · ".join(_plain(part) for part in (line.place, line.whose) if part)
        yield f"- **{when}**: {_plain(line.title)}" + (f" ({where})" if where else "")
    if week is None:
        yield ""
        yield _("Bisher ist nichts angekündigt.")
    yield ""
    yield _("Bis bald")


def _plain(text: str) -> str:
    """Return a title as text that means itself, on one line."""
    return " ".join(text.split()).translate(BACKSLASHED)
