"""What a report said before it was corrected, as text that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app import differences
from app.districts.councils.reports.models import (
    IMPORTANCE_NAMES,
    RESULT_NAMES,
    VOTE_NAMES,
    Report,
    ReportItem,
    ReportVersion,
)
from app.districts.councils.reports.reading import count_in_words
from app.extensions import db

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One version, and what it changed of the one before."""

    number: int
    at: datetime
    by: str
    note: str
    changes: list[differences.Line]
    """Empty for the first; else the lines around what changed, without the rest."""


def history_of(report: Report, *, internal: bool) -> list[Step]:
    """Return the versions of a report, the newest first.

    Whoever may not read what is internal sees nothing of a sentence that is internal in any of them: what was
    taken back into the party is not to be found in its past.
    """
    statement = (
        sa.select(ReportVersion)
        .options(sa.orm.joinedload(ReportVersion.by))
        .where(ReportVersion.report_id == report.id)
        .order_by(ReportVersion.number)
    )
    versions = list(db.session.scalars(statement))
    hidden = set() if internal else _internal(report, [one.content for one in versions])
    steps: list[Step] = []
    before = ""
    for one in versions:
        text = text_of(one.content, hidden=hidden)
        changes = _changed(before, text) if steps else []
        steps.append(Step(one.number, one.at, one.by.name, one.note, changes))
        before = text
    return steps[::-1]


VOICES = "voices"


def _internal(report: Report, contents: Iterable[Content]) -> set[Any]:
    """Return which items, and whether the voices, were internal in any version, or are today."""
    today = sa.select(ReportItem.key).where(ReportItem.report_id == report.id, ReportItem.is_internal)
    found: set[Any] = set(db.session.scalars(today))
    if report.voices_are_internal:
        found.add(VOICES)
    for content in contents:
        found.update(_key(item) for item in content.get("items", ()) if item.get("is_internal"))
        if content.get("voices_are_internal"):
            found.add(VOICES)
    return found


def _key(item: Content) -> Any:
    """Return what an item is known by through the versions."""
    return item.get("key") or f"at {item.get('position')}"


def text_of(content: Content, *, hidden: Iterable[Any] = ()) -> str:
    """Return what a version said, line by line; of what is hidden not the sentence."""
    kept_back = set(hidden)
    lines: list[str] = []
    for item in content.get("items", ()):
        lines += _lines_of(item, is_shown=_key(item) not in kept_back)
    voices = str(content.get("residents_voices") or "")
    if voices and VOICES not in kept_back:
        lines.append(_("Stimmen der Einwohner*innen: %(voices)s", voices=" ".join(voices.split())))
    return "\n".join(lines)


def _lines_of(item: Content, *, is_shown: bool) -> list[str]:
    title = " ".join(str(part) for part in (item.get("number"), item.get("title")) if part)
    names = ((IMPORTANCE_NAMES, "importance"), (RESULT_NAMES, "result"), (VOTE_NAMES, "our_vote"))
    facts: list[Any] = [_word(known, item.get(name)) for known, name in names]
    facts[-1] = _("wir: %(vote)s", vote=facts[-1]) if facts[-1] else ""
    facts += [count_in_words(item.get("yes"), item.get("no"), item.get("abstained")), item.get("paper")]
    facts += [", ".join(item.get("topics") or ()), _("an die Fraktion") if item.get("for_faction") else ""]
    said = [item.get("sentence"), item.get("follow_up")] if is_shown else []
    lines = [
        title,
        " · ".join(str(one) for one in facts if one),
        *(" ".join(str(one or "").split()) for one in said),
    ]
    return [line for line in lines if line]


def _word(names: Mapping[Any, Any], value: Any) -> str:
    return next((str(name) for key, name in names.items() if value is not None and key == value), "")


def _changed(before: str, after: str) -> list[differences.Line]:
    """Return the lines that changed, each with the title or line above it."""
    lines = differences.compare(before, after)
    changed = {place for place, line in enumerate(lines) if line.kind is not differences.Kind.KEPT}
    around = changed | {place - 1 for place in changed if place}
    return [line for place, line in enumerate(lines) if place in around]
