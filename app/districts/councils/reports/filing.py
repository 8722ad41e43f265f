"""A report is filed, and later put right: versions, tasks of what follows from it, and what others may read of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.accounts.models import Person
from app.districts.councils.papers import LONGEST_NUMBER, number_in, without_number
from app.districts.councils.reports.models import Report, ReportItem, ReportState, ReportVersion
from app.districts.councils.reports.queries import desk_of, items_of, visits_of
from app.districts.councils.reports.services import Draft, Together, check_open, store, together
from app.districts.councils.reports.sharing import share_report
from app.districts.councils.reports.typed import Texts, Typed, is_own
from app.districts.councils.sittings.models import Sitting
from app.extensions import db
from app.handing_out import Errand, hand_out
from app.rules import RuleBroken

_NOT_SAID = frozenset({"id", "space_id", "report_id", "position", "is_public", "follow_up_given_at"})


def recognised(typed: Typed) -> Typed:
    """Return what was typed, with the numbers of papers at their place: written into a title, or into the sentence."""
    items = {key: _with_paper(texts, own=is_own(key)) for key, texts in typed.items.items()}
    return replace(typed, items=items)


def _with_paper(texts: Texts, *, own: bool) -> Texts:
    if "paper" in texts:
        return {**texts, "paper": number_in(texts["paper"]) or texts["paper"]}
    title = texts.get("title", "")
    if own and (number := number_in(title)) and len(number) <= LONGEST_NUMBER:
        return {**texts, "paper": number, "title": without_number(title) or title}
    # Numbers leave the party even where the sentence that names them does not: then it is typed on purpose.
    number = "" if "is_internal" in texts else number_in(texts.get("sentence", ""))
    return {**texts, "paper": number} if number and len(number) <= LONGEST_NUMBER else texts


def file_report(report: Report, *, by: Person) -> None:
    """File a draft as it stands: from now on the district reads it, and the councillors of all what may leave it.

    A report of nothing at all is one, too. Raises RuleBroken where there is nothing to report of the sitting.
    """
    sitting = report.sitting
    check_open(sitting)
    if report.is_filed:
        raise RuleBroken(_("Dieser Bericht ist schon abgegeben."))
    report.state, report.filed_at, report.written_by_id = ReportState.FILED, clock.now(), by.id
    sitting.nobody_went = False
    for visit in visits_of(sitting):
        visit.was_there = bool(visit.was_there)
    db.session.flush()
    _hand_out(report, by=by)
    _keep_version(report, note="", by=by)
    share_report(report)
    audit.record("report.filed", report, by)


def correct(sitting: Sitting, draft: Draft, *, by: Person) -> Together:
    """Put a filed report right. Where somebody else did so meanwhile, nothing is stored: both are to be read first.

    Raises RuleBroken where nothing is said of what was put right. What was typed has been checked.
    """
    desk = desk_of(sitting, by=by, hold=True)
    report = desk.report
    if report is None or not report.is_filed:
        raise RuleBroken(_("Dieser Bericht ist noch nicht abgegeben."))
    result = together(desk, draft)
    if result.is_merged or result.typed == desk.standing:
        return result
    if not draft.note:
        raise RuleBroken(_("Bitte schreib kurz dazu, was du berichtigt hast."), field="note")
    store(desk, result.typed)
    report.corrected_at = clock.now()
    db.session.flush()
    _hand_out(report, by=by)
    _keep_version(report, note=draft.note, by=by)
    share_report(report)
    audit.record("report.corrected", report, by)
    return result


def _hand_out(report: Report, *, by: Person) -> None:
    """Make tasks of what is to be done, each once."""
    for item in items_of(report):
        if item.follow_up and item.follow_up_given_at is None:
            hand_out(Errand(item.follow_up, item.follow_up_person, item.follow_up_on), by=by)
            item.follow_up_given_at = clock.now()
    db.session.flush()


def _keep_version(report: Report, *, note: str, by: Person) -> None:
    last = sa.select(sa.func.max(ReportVersion.number)).where(ReportVersion.report_id == report.id)
    number = (db.session.scalars(last).first() or 0) + 1
    version = ReportVersion(
        report_id=report.id, number=number, at=clock.now(), by_id=by.id, note=note, content=_content(report)
    )
    db.session.add(version)
    db.session.flush()


def _content(report: Report) -> dict[str, Any]:
    """Return what a report says now, by the names of its columns."""
    names = ("author_id", "residents_voices", "voices_are_internal", "other_guests")
    items = [_said(item) for item in items_of(report)]
    return {**{name: getattr(report, name) for name in names}, "items": items}


def _said(item: ReportItem) -> dict[str, Any]:
    said = {
        c.key: getattr(item, c.key) for c in sa.inspect(ReportItem).column_attrs if c.key not in _NOT_SAID
    }
    if item.follow_up_on is not None:
        said["follow_up_on"] = item.follow_up_on.isoformat()
    return said
