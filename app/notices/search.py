"""What of urgent notices can be searched, and by whom."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from app import markup
from app.access import Permission
from app.notices.models import NoticeAudience, UrgentNotice
from app.search.sources import Reach, Shown, Source
from app.speech import day


def visible_notices(reach: Reach) -> sa.ColumnElement[bool]:
    """Return which notices somebody may see: those to chosen spaces if one of these is theirs, or where they post."""
    chosen = sa.select(NoticeAudience.notice_id)
    theirs = chosen.where(NoticeAudience.target_id.in_(reach.where(Permission.READ_TASKS)))
    return sa.and_(
        UrgentNotice.removed_at.is_(None),
        sa.or_(
            UrgentNotice.id.not_in(chosen),
            UrgentNotice.id.in_(theirs),
            UrgentNotice.space_id.in_(reach.where(Permission.POST_NOTICES)),
        ),
    )


def _show(row: Any, space: str) -> Shown:
    (notice,) = row
    url = url_for("space.notices.show", space=space, urgent_id=notice.id)
    return Shown(notice.title, url, day(notice.created_at), text=markup.plain(notice.text))


SOURCES = (
    Source(
        "eilmeldungen", _l("Eilmeldung"), _l("Eilmeldungen"),
        rows=sa.select(UrgentNotice),
        model=UrgentNotice,
        at=UrgentNotice.created_at,
        visible=visible_notices,
        show=_show,
        title="title",
    ),
)  # fmt: skip
