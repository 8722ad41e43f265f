"""Letters, the list to tick for them and the proof as the papers that Typst sets, in finished German words.

To be called while German is spoken, as papers are German.
"""

from __future__ import annotations

from flask_babel import gettext as _

from app import clock
from app.calendar.invitations.facts import Point, facts_of
from app.calendar.invitations.letters import Letter, letters_of
from app.calendar.invitations.models import SENDING_NAMES, SendingKind
from app.calendar.invitations.proof import Line, proof_of, sent_words
from app.calendar.models import Appointment
from app.calendar.services import last_day_to_announce
from app.documents import papers
from app.documents.papers import LetterListPaper, LetterPaper, ProofPaper
from app.speech import clock_time, day, moment, span


def letter_paper(appointment: Appointment, sending_id: int | None = None) -> LetterPaper | None:
    """Return the letters that are still to be posted of one sending, of the first if none is named; None: none is.

    The letters of a sending differ in name and greeting only, those of two say different things.
    """
    found = [one for one in letters_of(appointment) if sending_id in (None, one.told.sending.id)]
    if not found:
        return None
    first = min(one.told.sending.id for one in found)
    return _letters([one for one in found if one.told.sending.id == first])


def list_paper(appointment: Appointment) -> LetterListPaper | None:
    """Return the list to tick for all letters that are still to be posted; None: there are none."""
    found = letters_of(appointment)
    if not found:
        return None
    facts = facts_of(appointment)
    last_day = last_day_to_announce(appointment)
    return {
        "space": facts.space,
        "title": facts.title,
        "day": day(facts.starts_at),
        "when": span(facts.starts_at, facts.ends_at),
        "invite_by": _("Für die Ladungsfrist ist bis %(day)s Zeit.", day=day(last_day)) if last_day else "",
        "names": [_whose(one) for one in found],
        "made": _made(),
    }


def proof_paper(appointment: Appointment) -> ProofPaper | None:
    """Return the proof of the invitation; None as long as no invitation went out."""
    proof = proof_of(appointment)
    if not proof.lines:
        return None
    facts = proof.facts
    return {
        "space": facts.space,
        "title": facts.title,
        "kind": str(facts.kind),
        "day": day(facts.starts_at),
        "when": span(facts.starts_at, facts.ends_at),
        "place": facts.place,
        "access": facts.access,
        "notice": proof.notice,
        "kept": proof.kept,
        "invited": [_invited(one) for one in proof.lines],
        "summary": proof.summary,
        "agenda": _agenda(proof.agenda),
        "sent": sent_words(proof),
        "changes": [{"when": moment(one.at), "text": one.text} for one in proof.changes],
        "made": _made(),
    }


def _letters(found: list[Letter]) -> LetterPaper:
    letter = found[0]
    facts = letter.facts
    is_off = letter.told.sending.kind is SendingKind.CANCELLATION
    when = span(facts.starts_at, facts.ends_at)
    return {
        "space": facts.space,
        "sender": [facts.space, *facts.contact.splitlines()],
        "return_address": facts.space,  # everybody on the way reads it, and the contact may be a phone number
        "day": day(clock.today()),
        "subject": letter.subject,
        # Nobody's postal address is kept here: it is written by hand.
        "addressees": [{"name": one.name, "address": [], "greeting": one.greeting} for one in found],
        "paragraphs": letter.paragraphs,
        "when": _("geplant war: %(when)s", when=when) if is_off else when,
        # Whoever reads of a place may go there.
        "place": "" if is_off else facts.place,
        "access": "" if is_off else facts.access,
        "agenda": [] if is_off else _agenda(facts.agenda),
        "answer": letter.answer,
        "notices": [] if is_off else letter.notices,
        "closing": _("Mit solidarischen Grüßen"),
        "signed": list(dict.fromkeys([letter.signed, facts.space])),
    }


def _whose(letter: Letter) -> str:
    kind = letter.told.sending.kind
    return letter.name if kind is SendingKind.INVITATION else f"{letter.name} ({SENDING_NAMES[kind]})"


def _agenda(points: tuple[Point, ...]) -> list[papers.Timed]:
    return [
        {
            "number": str(one.number),
            "title": one.title,
            "time": clock_time(one.starts_at),
            "note": _("Wahl") if one.is_election else "",
        }
        for one in points
    ]


def _invited(line: Line) -> papers.Invited:
    is_late = line.counts and not line.in_time
    return {
        "name": line.name,
        "way": line.way,
        "when": moment(line.at) if line.at else "",
        "state": f"{line.state} · {_('nach der Frist')}" if is_late else line.state,
    }


def _made() -> str:
    return str(_("Erstellt am %(moment)s", moment=moment(clock.now())))
