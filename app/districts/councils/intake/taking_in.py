"""A sitting as another source tells it, and ours: entered once, brought up to date, never over what a person wrote.

A source that says nothing of something takes nothing away.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from app import audit, clock
from app.accounts.models import Person
from app.districts.councils.papers import LONGEST_NUMBER
from app.districts.councils.sittings import services
from app.districts.councils.sittings.models import Sitting, SittingSource, SittingState
from app.districts.councils.sittings.services import MOST_ITEMS, Details, ItemLine, items_of
from app.extensions import db
from app.spaces.models import Council

FIELDS = ("starts_at", "ends_at", "place", "title", "link")
ITEMS, STATE = "items", "state"


class Step(enum.StrEnum):
    """What became of a sitting, or would."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMOVED = "removed"
    THERE = "there"


@dataclass(frozen=True)
class Coming:
    """A sitting as a source tells it."""

    uid: str
    """What the source calls it."""
    details: Details
    items: tuple[ItemLine, ...] = ()
    is_cancelled: bool = False


def known(council: Council, coming: Coming, source: SittingSource) -> Sitting | None:
    """Return the sitting that is meant: by its name in the source, else the one on that day that has none yet.

    What the council information system tells goes before a calendar file.
    """
    ours = sa.select(Sitting).where(Sitting.council_id == council.id)
    found = db.session.scalars(ours.where(Sitting.source_uid == coming.uid)).first()
    if found is not None:
        return found
    others = [one for one in on_day(council, coming.details.starts_at) if one.source is not source]
    if source is not SittingSource.OPARL:
        others = [one for one in others if one.source is not SittingSource.FILE]
    return others[0] if len(others) == 1 else None


def on_day(council: Council, moment: datetime) -> list[Sitting]:
    """Return the sittings of a council on the day of a moment."""
    day = clock.local(moment).date()
    statement = sa.select(Sitting).where(
        Sitting.council_id == council.id,
        Sitting.starts_at >= clock.start_of_day(day),
        Sitting.starts_at < clock.end_of_day(day),
    )
    return list(db.session.scalars(statement.order_by(Sitting.starts_at, Sitting.id)))


def differences(sitting: Sitting, coming: Coming, source: SittingSource) -> list[str]:
    """Return what of a sitting would become another: names of its columns, "items" for its agenda."""
    coming = fitting(coming)
    said = coming.details
    if _is_lesser(source, sitting):
        return []
    kept = set(sitting.by_hand) | _written_by_people(sitting, source)
    names = [
        name
        for name in FIELDS
        if name not in kept and getattr(said, name) and getattr(said, name) != getattr(sitting, name)
    ]
    if ITEMS not in kept and coming.items and _lines(sitting) != list(coming.items):
        names.append(ITEMS)
    if STATE not in kept and sitting.is_cancelled != coming.is_cancelled and not sitting.nobody_went:
        names.append(STATE)
    return names


def _written_by_people(sitting: Sitting, source: SittingSource) -> set[str]:
    """Return what a person typed, or confirmed, of a sitting that this source has not told us before."""
    if sitting.source in (SittingSource.FILE, SittingSource.OPARL):
        return set()
    written = {name for name in FIELDS if getattr(sitting, name)}
    written |= {ITEMS} if items_of(sitting) else set()
    return written | ({STATE} if sitting.is_cancelled else set())


def take_in(
    council: Council, coming: Coming, *, source: SittingSource, by: Person | None
) -> tuple[Step, Sitting]:
    """Enter a sitting, or bring the one that is there up to date. `by` is None for what the worker fetched."""
    coming = fitting(coming)
    sitting = known(council, coming, source)
    if sitting is None:
        sitting = services.plan(
            council, details=coming.details, items=coming.items, by=by, source=source,
            source_uid=coming.uid, fetched_at=clock.now(),
        )  # fmt: skip
        if coming.is_cancelled:
            sitting.state = SittingState.CANCELLED
        db.session.flush()
        return Step.NEW, sitting
    names = differences(sitting, coming, source)
    if source is not sitting.source and not _is_lesser(source, sitting):
        _adopt(sitting, coming, source)
    _apply(sitting, coming, names)
    sitting.fetched_at = clock.now()
    if names:
        audit.record("sitting.taken_in", sitting, by, source=source.value, fields=names)
    db.session.flush()
    if STATE in names and coming.is_cancelled:
        return Step.CANCELLED, sitting
    return (Step.CHANGED if names else Step.THERE), sitting


def _is_lesser(source: SittingSource, sitting: Sitting) -> bool:
    return source is SittingSource.FILE and sitting.source is SittingSource.OPARL


def _adopt(sitting: Sitting, coming: Coming, source: SittingSource) -> None:
    """Let the sitting follow this source from now on, but for what people wrote that differs from it."""
    said = coming.details
    kept = _written_by_people(sitting, source)
    differs = {name for name in FIELDS if name in kept and getattr(said, name) != getattr(sitting, name)}
    if ITEMS in kept and _lines(sitting) != list(coming.items):
        differs.add(ITEMS)
    if STATE in kept and not coming.is_cancelled:
        differs.add(STATE)
    sitting.by_hand = sorted(set(sitting.by_hand) | differs)
    sitting.source, sitting.source_uid = source, coming.uid


def _apply(sitting: Sitting, coming: Coming, names: list[str]) -> None:
    said = coming.details
    for name in names:
        if name in FIELDS:
            setattr(sitting, name, getattr(said, name))
    if sitting.ends_at is not None and sitting.ends_at <= sitting.starts_at:
        sitting.ends_at = None
    if ITEMS in names:
        services.replace_items(sitting, coming.items)
    if STATE in names:
        sitting.state = SittingState.CANCELLED if coming.is_cancelled else SittingState.PLANNED


def fitting(coming: Coming) -> Coming:
    """Return a sitting as it can be kept: so many items, so many characters each."""
    said = coming.details
    details = replace(said, place=said.place[:200], title=said.title[:160], link=said.link[:500])
    items = tuple(
        ItemLine(
            one.title[:300], one.number[:20], one.paper[:LONGEST_NUMBER], one.is_public, one.result[:200]
        )
        for one in coming.items[:MOST_ITEMS]
    )
    return replace(coming, details=details, items=items)


def _lines(sitting: Sitting) -> list[ItemLine]:
    return [
        ItemLine(one.title, one.number, one.paper, one.is_public, one.result) for one in items_of(sitting)
    ]
