"""What of reports can be searched, and by whom: what was filed, and what is internal only by people of the party."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.districts.councils.reports.models import RESULT_NAMES, Report, ReportItem
from app.search.sources import Reach, Shown, Source
from app.spaces.models import Council
from app.speech import day


def visible_items(reach: Reach) -> sa.ColumnElement[bool]:
    """Return which items somebody may find. What is internal is not found by its title either: its words are one."""
    filed = Report.filed_at.is_not(None)
    return filed if reach.belongs_to_party else sa.and_(filed, ~ReportItem.is_internal)


def visible_voices(reach: Reach) -> sa.ColumnElement[bool]:
    """Return whose residents' voices somebody may find."""
    filed = Report.filed_at.is_not(None)
    return filed if reach.belongs_to_party else sa.and_(filed, ~Report.voices_are_internal)


def _note(council: Council, *more: object) -> str:
    where = _("Ortsbeirat %(council)s", council=council.short_name)
    return " · ".join(str(part) for part in (where, *more) if part)


def _show_item(row: Any, space: str) -> Shown:
    item, report, council = row
    url = url_for("space.reports.show", space=space, report_id=report.id)
    result = RESULT_NAMES[item.result] if item.result else ""
    return Shown(
        item.title, url, day(report.sat_on), text=item.sentence, note=_note(council, result, item.paper)
    )


def _show_voices(row: Any, space: str) -> Shown:
    report, council = row
    url = url_for("space.reports.show", space=space, report_id=report.id)
    title = _("Stimmen der Einwohner*innen")
    return Shown(title, url, day(report.sat_on), text=report.residents_voices, note=_note(council))


_REPORTS = {"key": "berichte", "name": _l("Bericht"), "plural": _l("Berichte")}

SOURCES = (
    Source(
        **_REPORTS,
        rows=sa.select(ReportItem, Report, Council)
        .join(Report, sa.and_(Report.space_id == ReportItem.space_id, Report.id == ReportItem.report_id))
        .join(Council, Council.id == Report.council_id),
        model=ReportItem,
        at=Report.filed_at,
        visible=visible_items,
        show=_show_item,
        title="title",
    ),
    Source(
        **_REPORTS,
        rows=sa.select(Report, Council).join(Council, Council.id == Report.council_id),
        model=Report,
        at=Report.filed_at,
        visible=visible_voices,
        show=_show_voices,
    ),
)
