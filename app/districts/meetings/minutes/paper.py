"""The document as the paper that Typst sets, in finished German words."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from app import clock, documents
from app.districts.meetings.minutes.document import Assigned, MinutesDocument, Record, Resolved, Text
from app.documents import papers
from app.documents.papers import MinutesPaper
from app.speech import clock_time, day, moment, span


def paper_of(document: MinutesDocument) -> MinutesPaper:
    """Return the paper of the minutes; to be called while German is spoken, as papers are German."""
    return {
        "space": document.space,
        "title": document.title,
        "kind": document.kind,
        "when": span(document.starts_at, document.ends_at),
        "day": day(document.starts_at),
        "place": document.place,
        "started": _time(document.began_at),
        "ended": _time(document.ended_at),
        "chair": document.chair,
        "keeper": document.keeper,
        "present": document.present,
        "excused": document.excused,
        "guests": document.guests,
        "guest_names": document.guest_names,
        "invitation": document.invitation,
        "quorum": document.quorum,
        "items": [_record(one) for one in document.items],
        "notes": _blocks(document.general),
        "decisions": _decisions(document.decisions),
        "tasks": _tasks(document.tasks),
        "corrections": [
            {"day": day(one.at), "by": one.by, "blocks": _blocks(one.text)} for one in document.corrections
        ],
        "is_draft": not document.is_approved,
        "state": state_in_words(document),
        "made": _("Erstellt am %(moment)s", moment=moment(clock.now())),
    }


def state_in_words(document: MinutesDocument) -> str:
    """Return how far the minutes are, as a line under their title."""
    if document.approved_at is None:
        return str(_("Entwurf, noch nicht genehmigt"))
    if document.approved_in is None:
        return str(_("Genehmigt am %(day)s", day=day(document.approved_at)))
    return str(_("Genehmigt beim Treffen am %(day)s", day=day(document.approved_in)))


def _time(at: datetime | None) -> str:
    return _("%(time)s Uhr", time=clock_time(at)) if at is not None else ""


def _record(record: Record) -> papers.Recorded:
    return {
        "number": str(record.number),
        "title": record.title,
        "kind": record.kind,
        "outcome": record.outcome,
        "blocks": _blocks(record.text),
        "decisions": _decisions(record.decisions),
        "tasks": _tasks(record.tasks),
    }


def _blocks(text: Text) -> list[papers.Block]:
    return documents.blocks(text.markdown)


def _decisions(found: list[Resolved]) -> list[papers.Decided]:
    return [
        {"number": one.label, "wording": one.wording, "vote": one.vote, "result": one.result} for one in found
    ]


def _tasks(found: list[Assigned]) -> list[papers.Assigned]:
    return [
        {"title": one.title, "who": one.who, "until": day(one.until) if one.until else ""} for one in found
    ]
