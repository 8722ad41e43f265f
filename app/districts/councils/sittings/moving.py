"""What becomes of a council's sittings when it moves to another district: those to come go along."""

from __future__ import annotations

import sqlalchemy as sa

from app import clock
from app.districts.councils.concerns.models import Concern
from app.districts.councils.reports.models import Report
from app.districts.councils.sittings.models import Sitting, SittingItem
from app.extensions import db
from app.spaces.models import Council, District
from app.spaces.services import follows_council

_COPIED = (
    "council_id", "starts_at", "ends_at", "title", "place", "link", "state", "source", "source_uid", "fetched_at",
)  # fmt: skip
_COPIED_OF_ITEMS = ("position", "number", "title", "paper", "is_public", "result")


@follows_council
def take_sittings_along(council: Council, moved_from: District | None) -> None:
    """Enter the sittings to come in the new district, with their agenda, and take them out of the old one.

    A row never moves to another space: it is copied and deleted. What was stays where it was, and so does what
    already hangs together there: a report, a concern. Who goes is not taken along: they belong to the old district.
    Needs a session that writes every space.
    """
    if moved_from is None or council.district is None:
        return
    hanging = [
        sa.exists().where(one.space_id == Sitting.space_id, one.sitting_id == Sitting.id)
        for one in (Report, Concern)
    ]
    coming = sa.select(Sitting).where(
        Sitting.council_id == council.id,
        Sitting.space_id == moved_from.id,
        Sitting.starts_at > clock.now(),
        *(sa.not_(one) for one in hanging),
    )
    for sitting in db.session.scalars(coming).all():
        _copy(sitting, council.district)
        db.session.delete(sitting)
    db.session.flush()


def _copy(sitting: Sitting, district: District) -> None:
    values = {name: getattr(sitting, name) for name in _COPIED}
    copy = Sitting(space_id=district.id, by_hand=list(sitting.by_hand), **values)
    db.session.add(copy)
    db.session.flush()
    items = sa.select(SittingItem).where(
        SittingItem.space_id == sitting.space_id, SittingItem.sitting_id == sitting.id
    )
    for item in db.session.scalars(items).all():
        of_item = {name: getattr(item, name) for name in _COPIED_OF_ITEMS}
        db.session.add(SittingItem(space_id=district.id, sitting_id=copy.id, **of_item))
