"""What of concerns can be searched: title and text, by all who read the district. Never who raised them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from app.access import Permission
from app.districts.councils.concerns.models import STATE_NAMES, Concern
from app.search.sources import Shown, Source
from app.speech import day


def _show(row: Any, space: str) -> Shown:
    (concern,) = row
    return Shown(
        concern.title,
        url_for("space.concerns.show", space=space, concern_id=concern.id),
        day(concern.moved_at),
        text=concern.text,
        note=str(STATE_NAMES[concern.state]),
    )


SOURCES = (
    Source(
        "anliegen", _l("Anliegen"), _l("Anliegen"),
        rows=sa.select(Concern),
        model=Concern,
        at=Concern.moved_at,
        visible=lambda reach: Concern.space_id.in_(reach.where(Permission.READ_SPACE)),
        show=_show,
        title="title",
    ),
)  # fmt: skip
