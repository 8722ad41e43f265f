"""A report as the paper that Typst sets, in finished German words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.districts.councils.reports.reading import Document, Line
from app.documents.papers import ReportedItem, ReportPaper
from app.spaces.models import Space
from app.speech import day, moment


def paper_of(document: Document, space: Space) -> ReportPaper:
    """Return the paper of a report; to be called while German is spoken, as papers are German.

    What is internal is in it only if the document holds it, and every page then says so.
    """
    report, council = document.report, document.council
    internal = document.voices_are_internal or any(one.is_internal for one in document.lines)
    return {
        "space": space.name,
        "title": _("Bericht aus dem Ortsbeirat %(council)s", council=council.short_name),
        "council": _("Ortsbeirat %(number)d: %(name)s", number=council.number, name=council.short_name),
        "day": day(report.sat_on),
        "when": moment(document.begins_at),
        "place": document.sitting.place,
        "author": document.author,
        "typed_by": document.typed_by,
        "filed": day(report.filed_at) if report.filed_at else "",
        "corrected": day(report.corrected_at) if report.corrected_at else "",
        "there": there_in_words(document),
        "important": [_item(one) for one in document.important],
        "short": [_item(one) for one in document.short],
        "without": document.without,
        "voices": [line for line in document.voices.split("\n") if line.strip()],
        "voices_are_internal": document.voices_are_internal,
        "has_internal": internal,
        "made": _("Erstellt am %(moment)s", moment=moment(clock.now())),
    }


def there_in_words(document: Document) -> str:
    """Return who of us was there: names, and how many more."""
    names = ", ".join(document.there)
    if not document.other_guests:
        return names
    more = ngettext("%(num)d weitere*r Gast von uns", "%(num)d weitere Gäste von uns", document.other_guests)
    return f"{names}, {more}"


def _item(line: Line) -> ReportedItem:
    return {
        "number": line.number,
        "title": line.title,
        "result": line.result_name,
        "facts": facts_of(line),
        "sentence": [part for part in line.sentence.split("\n") if part.strip()],
        "is_internal": line.is_internal,
        "follow_up": follow_up_in_words(line),
    }


def facts_of(line: Line) -> list[str]:
    """Return what is known of an item besides its result and its sentence, each in words."""
    return [
        str(fact)
        for fact in (
            line.count,
            _("wir: %(vote)s", vote=line.our_vote) if line.our_vote else "",
            line.paper,
            ", ".join(line.topics),
            _("an die Fraktion übergeben") if line.for_faction else "",
        )
        if fact
    ]


def follow_up_in_words(line: Line) -> str:
    """Return what is to be done about an item: what, who, until when."""
    if not line.follow_up:
        return ""
    until = _("bis %(day)s", day=day(line.follow_up_on)) if line.follow_up_on else ""
    who = ", ".join(part for part in (line.follow_up_by, until) if part)
    return f"{line.follow_up} ({who})" if who else line.follow_up
