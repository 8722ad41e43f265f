"""What everybody may read of reports, without a login: chosen lines, as they lie in the exchange, without people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from flask import Blueprint, Response, abort, url_for

from app.access import public
from app.districts.councils.reports.choosing import outcome_in_words
from app.exchange.models import EntryKind, ExchangeEntry
from app.extensions import db
from app.forms import page, page_number
from app.spaces.models import Council, District

bp = Blueprint("public_reports", __name__, url_prefix="/berichte")
PAGE_SIZE = 20
KINDS = (EntryKind.REPORT_ITEM, EntryKind.RESIDENTS_VOICES)


@dataclass(frozen=True)
class PublicLine:
    """A line that everybody may read."""

    title: str
    text: str
    result: str
    """In a word, or empty."""
    adopted: bool
    paper: str
    is_voices: bool


@dataclass
class PublicReport:
    """What everybody may read of the report of one sitting."""

    id: int
    council: Council
    day: date
    lines: list[PublicLine] = field(default_factory=list)


def _line_of(entry: ExchangeEntry) -> PublicLine:
    return PublicLine(
        entry.title,
        entry.text,
        outcome_in_words(entry),
        entry.outcome == "adopted",
        entry.paper,
        entry.kind is EntryKind.RESIDENTS_VOICES,
    )


def _of(district: District) -> sa.ColumnElement[bool]:
    return sa.and_(
        ExchangeEntry.is_public,
        ExchangeEntry.district_id == district.id,
        ExchangeEntry.kind.in_(KINDS),
        ExchangeEntry.report_id.is_not(None),
    )


def reports_of(district: District, *, number: int = 1) -> tuple[list[PublicReport], bool]:
    """Return a page of what a district made public, the newest sitting first; and whether there is more."""
    sittings = (
        sa.select(ExchangeEntry.report_id)
        .where(_of(district))
        .group_by(ExchangeEntry.report_id)
        .order_by(sa.func.max(ExchangeEntry.day).desc(), ExchangeEntry.report_id.desc())
        .limit(PAGE_SIZE + 1)
        .offset((number - 1) * PAGE_SIZE)
    )
    keys = [key for key in db.session.scalars(sittings) if key is not None]
    found = _with_lines(district, keys[:PAGE_SIZE])
    return found, len(keys) > PAGE_SIZE


def _with_lines(district: District, keys: list[int]) -> list[PublicReport]:
    statement = (
        sa.select(ExchangeEntry)
        .options(sa.orm.joinedload(ExchangeEntry.council))
        .where(_of(district), ExchangeEntry.report_id.in_(keys))
        # The voices last, whatever was shared first.
        .order_by(ExchangeEntry.kind == EntryKind.RESIDENTS_VOICES, ExchangeEntry.id)
    )
    found: dict[int, PublicReport] = {}
    for entry in db.session.scalars(statement) if keys else ():
        if entry.report_id is None or entry.council is None:
            continue
        report = found.setdefault(entry.report_id, PublicReport(entry.report_id, entry.council, entry.day))
        report.lines.append(_line_of(entry))
    return [found[key] for key in keys if key in found]


def _open_district_or_404(slug: str) -> District:
    wanted = sa.select(District).where(District.slug == slug, District.closed_on.is_(None))
    return db.session.scalars(wanted).first() or abort(404)


@bp.get("/<slug:slug>")
@public
def listing(slug: str) -> Response:
    """What a district tells everybody of its councils."""
    district = _open_district_or_404(slug)
    number = page_number()
    reports, has_next = reports_of(district, number=number)
    return page(
        "districts/councils/reports/public_listing.html",
        district=district,
        reports=reports,
        page={
            "number": number,
            "has_previous": number > 1,
            "has_next": has_next,
            "previous_url": url_for(".listing", slug=slug, seite=number - 1),
            "next_url": url_for(".listing", slug=slug, seite=number + 1),
        },
    )


@bp.get("/<slug:slug>/<id:report_id>")
@public
def show(slug: str, report_id: int) -> Response:
    """What of one report everybody may read; of another one there is nothing here."""
    district = _open_district_or_404(slug)
    report = next(iter(_with_lines(district, [report_id])), None) or abort(404)
    return page("districts/councils/reports/public_show.html", district=district, report=report)
