"""Sittings in the calendars that people subscribe to. Whatever changes what is shown counts as a change there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from app import clock
from app.calendar import ical
from app.calendar.feeds.composing import Lines
from app.calendar.feeds.queries import adds_lines
from app.calendar.feeds.rendering import note_change
from app.districts.councils.sittings.entries import USUALLY
from app.districts.councils.sittings.models import Sitting, SittingState
from app.extensions import db
from app.spaces.models import Council, District

SHOWN = ("starts_at", "ends_at", "title", "place", "link", "state", "council_id")
"""What a calendar shows of a sitting."""
_ROWS: sa.Select[*tuple[Any, ...]] = (
    sa.select(Sitting.id, Sitting.space_id, Sitting.uid, Sitting.version, Sitting.starts_at, Sitting.ends_at,
              Sitting.title, Sitting.place, Sitting.link, Sitting.state,
              sa.func.coalesce(Sitting.changed_at, Sitting.created_at).label("last_changed"), Council.short_name)
    .join(Council, Council.id == Sitting.council_id)
    .join(District, District.id == Sitting.space_id)
    .where(Sitting.starts_at >= sa.bindparam("since"))
    .order_by(Sitting.starts_at, Sitting.id)
)  # fmt: skip


@adds_lines("sitzungen")
def lines_of_sittings(since: datetime) -> Iterable[Lines]:
    """Yield the sittings of the spaces at hand, from a moment on."""
    for row in db.session.execute(_ROWS, {"since": since}):
        ics = _rendered(
            row.uid, row.version, row.starts_at, row.ends_at, row.title, row.place, row.link,
            row.state is SittingState.CANCELLED, row.last_changed, row.short_name,
        )  # fmt: skip
        yield Lines(row.space_id, str(row.id), ics, folder="sitzungen")


@lru_cache(maxsize=4096)
def _rendered(
    uid: str,
    version: int,
    starts_at: datetime,
    ends_at: datetime | None,
    title: str,
    place: str,
    link: str,
    is_cancelled: bool,
    last_changed: datetime,
    council: str,
) -> str:
    """Return a sitting's lines, in German as all that is typed; kept, for the same are asked for day and night."""
    name = f"Ortsbeirat {council}" + (f": {title}" if title else "")
    return ical.lines_in_a_feed(
        ical.Entry(
            uid=uid,
            sequence=version - 1,
            starts_at=starts_at,
            ends_at=ends_at or starts_at + USUALLY,
            # In words as well, for some programs do not show the status.
            summary=f"Abgesagt: {name}" if is_cancelled else name,
            last_changed=last_changed,
            location=place,
            description=link,
            cancelled=is_cancelled,
        )
    )


@sa.event.listens_for(Sitting, "before_insert")
@sa.event.listens_for(Sitting, "after_delete")
def _entered_or_gone(_mapper: Mapper[Any], _connection: sa.Connection, sitting: Sitting) -> None:
    note_change(sitting)


@sa.event.listens_for(Sitting, "before_update")
def _changed(_mapper: Mapper[Any], _connection: sa.Connection, sitting: Sitting) -> None:
    attributes = sa.inspect(sitting).attrs
    if any(attributes[name].history.has_changes() for name in SHOWN):
        sitting.changed_at = clock.now()
        note_change(sitting)
