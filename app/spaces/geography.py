"""What lies next to what: councils touch each other, and the districts' neighbourhood follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app import clock
from app.extensions import db
from app.spaces.models import Council, District, Neighbourhood


@dataclass(frozen=True)
class Neighbour:
    """A district that another one touches."""

    district: District
    border_m: int
    """Length of the shared border in metres, over all councils of both."""
    across_water: str
    """What lies between where they touch only across water; empty when they touch on land anywhere."""


def valid_on(council: type[Council], day: date) -> sa.ColumnElement[bool]:
    """Return the criterion for the councils that exist on a day."""
    return (council.valid_from <= day) & (council.valid_until.is_(None) | (council.valid_until >= day))


def neighbours_of(district: District) -> list[Neighbour]:
    """Return the open districts that a district touches today, the longest border first. One query."""
    ours, theirs = aliased(Council), aliased(Council)
    today = clock.today()
    touching = sa.or_(
        (Neighbourhood.first_id == ours.id) & (Neighbourhood.second_id == theirs.id),
        (Neighbourhood.second_id == ours.id) & (Neighbourhood.first_id == theirs.id),
    )
    pairs = db.session.execute(
        sa.select(District, Neighbourhood.border_m, Neighbourhood.across_water)
        .join(theirs, theirs.district_id == District.id)
        .join(Neighbourhood, (Neighbourhood.first_id == theirs.id) | (Neighbourhood.second_id == theirs.id))
        .join(ours, touching)
        .where(ours.district_id == district.id, District.id != district.id)
        .where(District.closed_on.is_(None))
        .where(valid_on(ours, today), valid_on(theirs, today))
        .order_by(District.short_name, Neighbourhood.id)
    ).all()
    borders: dict[District, list[tuple[int, str]]] = {}
    for other, border_m, water in pairs:
        borders.setdefault(other, []).append((border_m, water))
    neighbours = [
        Neighbour(other, sum(length for length, _ in sides), _between([water for _, water in sides]))
        for other, sides in borders.items()
    ]
    return sorted(neighbours, key=lambda neighbour: -neighbour.border_m)


def _between(waters: list[str]) -> str:
    """Join what lies between, each water once; empty if any pair touches on land."""
    if not all(waters):
        return ""
    return ", ".join(dict.fromkeys(part.strip() for water in waters for part in water.split(",")))
