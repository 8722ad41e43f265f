"""What may happen to a draft: it is begun by the first who saves, and saved by all who may write it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.accounts.models import Person
from app.districts.councils.reports import typed as spelling
from app.districts.councils.reports.merging import merge
from app.districts.councils.reports.models import Report, ReportItem
from app.districts.councils.reports.queries import Desk, desk_of, items_of, report_of, visits_of
from app.districts.councils.reports.typed import Typed
from app.districts.councils.sittings.models import Sitting, SittingVisit
from app.extensions import db
from app.rules import Changed, RuleBroken


@dataclass(frozen=True)
class Draft:
    """What somebody typed, and what they saw when they began."""

    typed: Typed
    base: Typed
    seen_version: int
    note: str = ""
    """Of a correction: what was put right."""


@dataclass(frozen=True)
class Together:
    """What is to be stored once what others wrote meanwhile is in it."""

    typed: Typed
    is_merged: bool
    """Whether it says more than was typed: somebody else's words, too."""


def why_not(sitting: Sitting) -> str:
    """Return why there is nothing to report of a sitting (yet); empty: there is."""
    if sitting.is_cancelled:
        return str(
            _(
                "Diese Sitzung ist als ausgefallen eingetragen. Fand sie doch statt? Dann trag das bei der Sitzung ein."
            )
        )
    if not sitting.has_begun:
        return str(_("Diese Sitzung hat noch nicht begonnen. Danach kannst du hier berichten."))
    return ""


def check_open(sitting: Sitting) -> None:
    """Raise RuleBroken for a sitting of which there is nothing to report."""
    if reason := why_not(sitting):
        raise RuleBroken(reason)


def together(desk: Desk, draft: Draft) -> Together:
    """Return what was typed, with what others stored since the form was opened."""
    if draft.seen_version == desk.version:
        return Together(draft.typed, is_merged=False)
    merged = merge(draft.base, draft.typed, desk.standing)
    return Together(merged, is_merged=merged != draft.typed)


def begin(sitting: Sitting, *, author_id: int, by: Person) -> bool:
    """Begin the report of a sitting; say whether nobody else did so at the same moment."""
    report = Report(
        sitting_id=sitting.id,
        council_id=sitting.council_id,
        sat_on=clock.local(sitting.starts_at).date(),
        author_id=author_id,
        written_by_id=by.id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(report)
    except sa.exc.IntegrityError:
        if report_of(sitting, hold=True) is None:
            raise
        return False
    return True


def save(sitting: Sitting, draft: Draft, *, by: Person) -> Together:
    """Store a draft, together with what others stored meanwhile.

    What was typed has been checked (checking.py). Raises RuleBroken where there is nothing to report or nobody whose
    report it could be, and Changed where it was filed meanwhile: from then on it is corrected (filing.py).
    """
    check_open(sitting)
    desk = desk_of(sitting, by=by, hold=True)
    if desk.report is None:
        is_first = begin(sitting, author_id=_author(desk, draft.typed), by=by)
        desk = desk_of(sitting, by=by, hold=True)
        if is_first:
            draft = replace(draft, seen_version=desk.version)
    if desk.report is not None and desk.report.is_filed:
        raise Changed(
            _("Dieser Bericht wurde inzwischen abgegeben. Dein Text ist noch da: Lade die Seite neu, "
              "dann kannst du ihn berichtigen.")
        )  # fmt: skip
    result = together(desk, draft)
    store(desk, result.typed)
    return result


def _author(desk: Desk, typed: Typed) -> int:
    chosen = typed.fields.get("author") or desk.standing.fields.get("author")
    if chosen is None:
        raise RuleBroken(
            _("In diesem Ortsbeirat ist noch niemand von uns eingetragen. Das trägt die Kreisgeschäftsstelle ein, "
              "dann kannst du für sie berichten.")
        )  # fmt: skip
    return int(chosen)


def store(desk: Desk, typed: Typed) -> None:
    """Let this be what a report says."""
    report = desk.report
    if report is None:
        raise LookupError("There is no report to store this in.")
    report.author_id = int(typed.fields.get("author", report.author_id))
    report.residents_voices = typed.fields.get("voices", "")
    report.voices_are_internal = "voices_are_internal" in typed.fields
    report.voices_are_public = report.voices_are_public and not report.voices_are_internal
    report.other_guests = int(typed.fields.get("other_guests", 0))
    flag_modified(report, "residents_voices")  # a new version, also where only its items changed
    _store_items(report, typed)
    _store_visits(desk.sitting, frozenset(map(int, typed.present)))
    db.session.flush()
    for name in ("author", "council"):
        db.session.expire(report, [name])


def _store_items(report: Report, typed: Typed) -> None:
    before = {item.key: item for item in items_of(report)}
    for position, (key, texts) in enumerate(typed.items.items()):
        item = before.pop(key, None)
        if item is None:
            item = ReportItem(report_id=report.id, key=key, is_public=False)
            db.session.add(item)
        item.position = position
        spelling.fill(item, texts)
    for item in before.values():
        db.session.delete(item)


def _store_visits(sitting: Sitting, present: frozenset[int]) -> None:
    visits = {one.person_id: one for one in visits_of(sitting)}
    for person_id in sorted(present - visits.keys()):
        db.session.add(SittingVisit(sitting_id=sitting.id, person_id=person_id, was_there=True))
    for person_id, visit in visits.items():
        if person_id in present:
            visit.was_there = True
        elif visit.was_there:
            visit.was_there = False
