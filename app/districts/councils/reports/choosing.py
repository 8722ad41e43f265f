"""What of a filed report is for everybody: chosen item by item, kept with the report and in the exchange."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit
from app.accounts.models import Person
from app.districts.councils.reports.models import RESULT_NAMES, ItemResult, Report, ReportItem
from app.exchange import publishing
from app.exchange.models import EntryKind, ExchangeEntry
from app.extensions import db
from app.rules import RuleBroken
from app.spaces.models import Space
from app.speech import SOURCE, day, speaking


def offered(report: Report) -> list[ReportItem]:
    """Return the items that may be chosen: those that were shared, and so hold nothing internal."""
    shared = [
        one.source_id for one in publishing.shared_of_report(report.id) if one.kind is EntryKind.REPORT_ITEM
    ]
    statement = (
        sa.select(ReportItem)
        .where(ReportItem.report_id == report.id, ReportItem.id.in_(shared), ~ReportItem.is_internal)
        .order_by(ReportItem.position, ReportItem.id)
    )
    return list(db.session.scalars(statement))


def voices_offered(report: Report) -> bool:
    """Say whether there are residents' voices that may be chosen."""
    return bool(report.residents_voices) and not report.voices_are_internal and any(
        one.kind is EntryKind.RESIDENTS_VOICES for one in publishing.shared_of_report(report.id)
    )  # fmt: skip


def choose(report: Report, *, items: Collection[int], voices: bool, by: Person) -> None:
    """Make this, and nothing else of a report, public. Raises RuleBroken for what may not be, and for a draft."""
    if not report.is_filed:
        raise RuleBroken(
            _("Der Bericht ist noch nicht abgegeben. Danach kannst du auswählen, was alle lesen dürfen.")
        )
    possible = {one.id: one for one in offered(report)}
    if not possible.keys() >= set(items) or (voices and not voices_offered(report)):
        raise RuleBroken(
            _("Davon darf etwas nicht öffentlich werden. Bitte sieh die Auswahl noch einmal durch.")
        )
    every = sa.select(ReportItem).where(ReportItem.report_id == report.id)
    for item in db.session.scalars(every):
        item.is_public = item.id in items
    report.voices_are_public = voices
    chosen = {(EntryKind.REPORT_ITEM, key) for key in items}
    if voices:
        chosen.add((EntryKind.RESIDENTS_VOICES, report.id))
    publishing.make_public(publishing.shared_of_report(report.id), chosen=chosen)
    audit.record("report.published", report, by, number=len(chosen))


def chosen(report: Report) -> list[ExchangeEntry]:
    """Return what of a report everybody may read, voices last, as it was shared."""
    entries = [one for one in publishing.shared_of_report(report.id) if one.is_public]
    return sorted(entries, key=lambda one: one.kind is EntryKind.RESIDENTS_VOICES)


def is_public(report: Report) -> bool:
    """Say whether everybody may read anything of it."""
    return bool(chosen(report))


# --- as text


def outcome_in_words(entry: ExchangeEntry) -> str:
    """Return the result of a shared item in a word; nothing where there is none."""
    known = {one.value for one in ItemResult}
    return str(RESULT_NAMES[ItemResult(entry.outcome)]) if entry.outcome in known else ""


def words_for(report: Report, lines: Sequence[ExchangeEntry], *, space: Space, link: str) -> str:
    """Return what was chosen as plain text, in German: it goes to groups and on notice boards. It names nobody."""
    with speaking(SOURCE):
        title = _(
            "Aus dem Ortsbeirat %(council)s, Sitzung vom %(day)s",
            council=report.council.short_name,
            day=day(report.sat_on),
        )
        parts = [title, *(_in_words(one) for one in lines)]
        parts.append(_("%(space)s. Zum Nachlesen: %(link)s", space=space.name, link=link))
    return "\n\n".join(parts)


def _in_words(entry: ExchangeEntry) -> str:
    title = " ".join(entry.title.split())
    if entry.kind is EntryKind.RESIDENTS_VOICES:
        title = str(_("Was Einwohner*innen gesagt haben"))
    behind = ", ".join(one for one in (outcome_in_words(entry), entry.paper) if one)
    first = f"{title} ({behind})" if behind else title
    return "\n".join([first, *(" ".join(line.split()) for line in entry.text.split("\n") if line.strip())])
