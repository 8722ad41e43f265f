"""What stood in the minutes before: one version for some minutes of writing, to be compared and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

import sqlalchemy as sa

from app.accounts.models import Person
from app.districts.meetings.minutes.models import MinutesEntry, MinutesVersion
from app.extensions import db

TOGETHER_S = 600
"""What one person saves within the same ten minutes of the clock is one version."""
SEEN_FOR = timedelta(hours=2)
"""How long a version is kept because somebody may have it before them and save on it."""
SHRUNK = 200
"""Characters. A text that loses more than these is another version at once: it may have been a slip."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version in a list, without its text."""

    id: int
    entry_id: int
    number: int
    by_id: int
    by: str
    saved_at: datetime
    length: int
    is_aside: bool

    @property
    def stood(self) -> bool:
        """Whether it ever was the text of the minutes."""
        return self.number > 0


def _rows(entry_ids: Iterable[int]) -> list[VersionRow]:
    length = sa.func.length(MinutesVersion.text)
    version = MinutesVersion
    statement = (
        sa.select(version.id, version.entry_id, version.number, version.by_id, Person.name, version.saved_at,
                  length, version.is_aside)
        .join(Person, Person.id == version.by_id)
        .where(version.entry_id.in_(list(entry_ids)))
        .order_by(version.entry_id, version.number)
    )  # fmt: skip
    return [VersionRow(*row) for row in db.session.execute(statement)]


def shown(entry: MinutesEntry) -> list[VersionRow]:
    """Return the versions of an entry that people tell apart, the latest first; also what was put aside."""
    rows = _rows([entry.id])
    found = [one for one in rows if not one.stood] + list(_kept([one for one in rows if one.stood]))
    return sorted(found, key=lambda one: (one.saved_at, one.number), reverse=True)


def _kept(rows: Sequence[VersionRow]) -> Iterator[VersionRow]:
    """Yield those of an entry's versions, by number, that stand for some minutes of writing."""
    followers: list[VersionRow | None] = [*rows[1:], None]
    for one, after in zip(rows, followers, strict=True):
        if after is None or not _goes_on(one, after):
            yield one


def _goes_on(one: VersionRow, after: VersionRow) -> bool:
    return (
        after.number == one.number + 1
        and after.by_id == one.by_id
        and _stretch(after) == _stretch(one)
        and after.length >= one.length - SHRUNK
    )


def _stretch(one: VersionRow) -> int:
    return int(one.saved_at.timestamp()) // TOGETHER_S


def thin_out(entry_ids: list[int], *, before: datetime | None = None) -> int:
    """Delete the versions that are never shown, those before a moment only, if given; return how many."""
    needless: list[int] = []
    for _entry_id, found in groupby(_rows(entry_ids), key=lambda one: one.entry_id):
        rows = [one for one in found if one.stood]
        kept = {one.id for one in _kept(rows)}
        needless += [
            one.id for one in rows if one.id not in kept and (before is None or one.saved_at < before)
        ]
    if needless:
        db.session.execute(sa.delete(MinutesVersion).where(MinutesVersion.id.in_(needless)))
    return len(needless)
