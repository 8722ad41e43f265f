"""What of a filed report the councillors of all districts may read: never a sentence that is to stay in the party."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.districts.councils.reports.models import Importance, Report, ReportItem
from app.districts.councils.reports.queries import items_of
from app.exchange.models import EntryKind
from app.exchange.publishing import Line, Origin, share, shared_of_report
from app.speech import SOURCE, speaking


def share_report(report: Report) -> None:
    """Put a filed report into the exchange; what is there of it already is changed, and keeps its questions."""
    origin = Origin(
        district_id=report.space_id,
        council_id=report.council_id,
        day=report.sat_on,
        author_id=report.author_id,
        report_id=report.id,
    )
    share(origin, list(_lines(report)), instead_of=shared_of_report(report.id))


def _lines(report: Report) -> Iterator[Line]:
    for item in items_of(report):
        # Of what is internal the others learn what the council itself makes public: that, and how, it decided.
        if item.importance is not Importance.NOTHING and (item.result is not None or not item.is_internal):
            yield _line(item)
    if report.residents_voices and not report.voices_are_internal:
        with speaking(SOURCE):
            title = _("Stimmen der Einwohner*innen")
        yield Line(
            EntryKind.RESIDENTS_VOICES,
            report.id,
            title,
            text=report.residents_voices,
            is_public=report.voices_are_public,
        )


def _line(item: ReportItem) -> Line:
    return Line(
        EntryKind.REPORT_ITEM,
        item.id,
        item.title,
        text="" if item.is_internal else item.sentence,
        topics=tuple(item.topics),
        outcome=item.result.value if item.result else "",
        paper=item.paper,
        is_important=item.importance is Importance.IMPORTANT,
        for_faction=item.for_faction,
        is_public=item.is_public,
    )
