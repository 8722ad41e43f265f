"""What of sittings can be searched: the items of their agendas, by all who read the district."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.districts.councils.sittings.models import Sitting, SittingItem
from app.search.sources import Shown, Source
from app.spaces.models import Council
from app.speech import day


def _show(row: Any, space: str) -> Shown:
    item, sitting, council = row
    note = [
        _("Ortsbeirat %(name)s", name=council.short_name),
        _("abgesagt") if sitting.is_cancelled else "",
        item.paper,
    ]
    return Shown(
        item.title,
        url_for("space.sittings.show", space=space, sitting_id=sitting.id, _anchor="tagesordnung"),
        day(sitting.starts_at),
        note=" · ".join(part for part in note if part),
    )


SOURCES = (
    Source(
        "sitzungen", _l("Sitzung"), _l("Sitzungen"),
        rows=sa.select(SittingItem, Sitting, Council)
        .join(Sitting, sa.and_(Sitting.space_id == SittingItem.space_id, Sitting.id == SittingItem.sitting_id))
        .join(Council, Council.id == Sitting.council_id),
        model=SittingItem,
        at=Sitting.starts_at,
        visible=lambda reach: SittingItem.space_id.in_(reach.where(Permission.READ_SPACE)),
        show=_show,
        title="title",
    ),
)  # fmt: skip
