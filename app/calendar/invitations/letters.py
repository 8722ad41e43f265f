"""Letters to those who have no e-mail: who needs one, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from app.calendar.invitations.facts import Facts, facts_of
from app.calendar.invitations.models import NoticeState, Sending, SendingKind
from app.calendar.invitations.queries import Entry, Told, overview
from app.calendar.invitations.services import BY_HAND
from app.calendar.models import Appointment
from app.extensions import db
from app.spaces.models import Space
from app.speech import SOURCE, speaking


@dataclass(frozen=True)
class Letter:
    """One letter, with what is the same in all letters of a sending. German, as all papers."""

    entry: Entry
    told: Told
    facts: Facts
    """What was said: a letter says the same as the mails of that day."""
    subject: str
    greeting: str
    paragraphs: list[str]
    answer: str
    """How to answer without e-mail; empty where there is nothing to answer."""
    notices: list[str]
    """Announced elections."""
    signed: str
    """Who invites."""

    @property
    def name(self) -> str:
        """To whom it goes."""
        return self.entry.invitation.name


def letters_of(appointment: Appointment) -> list[Letter]:
    """Return the letters that are still to be posted, by name."""
    found = overview(appointment)
    with speaking(SOURCE):
        space = db.session.get_one(Space, appointment.space_id)
        said = {one.id: facts_of(appointment, one, space=space) for one in found.sendings}
        return [
            _letter(entry, told, said[told.sending.id], found.sendings, said)
            for entry in found.entries
            for told in entry.told
            if told.standing.state is NoticeState.TO_POST
        ]


def told_by_hand(appointment: Appointment) -> list[tuple[Entry, Told]]:
    """Return who had a letter, a call or a word, by name."""
    return [
        (entry, told)
        for entry in overview(appointment).entries
        for told in entry.told
        if told.standing.state in BY_HAND
    ]


def _letter(
    entry: Entry, told: Told, facts: Facts, sendings: list[Sending], said: dict[int, Facts]
) -> Letter:
    sending = told.sending
    earlier = [one for one in sendings if one.id < sending.id and one.kind is not SendingKind.REMINDER]
    before = said[earlier[-1].id] if earlier else None
    subjects = {
        SendingKind.INVITATION: _("Einladung: %(title)s", title=facts.title),
        SendingKind.CHANGE: _("Geändert: %(title)s", title=facts.title),
        SendingKind.CANCELLATION: _("Abgesagt: %(title)s", title=facts.title),
        SendingKind.REMINDER: _("Erinnerung: %(title)s", title=facts.title),
    }
    elections = ", ".join(_("TOP %(n)d: %(title)s", n=one.number, title=one.title) for one in facts.elections)
    return Letter(
        entry=entry,
        told=told,
        facts=facts,
        subject=str(subjects[sending.kind]),
        greeting=str(_("Hallo %(name)s,", name=entry.invitation.name)),
        paragraphs=_paragraphs(sending, facts, before),
        answer=_how_to_answer(sending.kind, facts),
        notices=[_("Angekündigte Wahlen: %(elections)s.", elections=elections)] if elections else [],
        signed=sending.by.name if sending.by else facts.space,
    )


def _paragraphs(sending: Sending, facts: Facts, before: Facts | None) -> list[str]:
    words = [text.strip() for text in sending.words.split("\n\n") if text.strip()]
    if sending.kind is SendingKind.CANCELLATION:
        return [str(_("der Termin „%(title)s“ ist abgesagt.", title=facts.title)), *words]
    if sending.kind is SendingKind.CHANGE:
        text = _(
            "beim Termin „%(title)s“ hat sich etwas geändert. Es gilt, was unten steht.", title=facts.title
        )
        if before is not None and before.starts_at != facts.starts_at:
            text = _("der Termin „%(title)s“ ist verschoben. Es gilt, was unten steht.", title=facts.title)
        return [str(text), *words]
    return [str(_("%(space)s lädt dich ein: %(title)s", space=facts.space, title=facts.title)), *words]


def _how_to_answer(kind: SendingKind, facts: Facts) -> str:
    if kind is SendingKind.CANCELLATION:
        return ""
    if facts.contact:
        return str(_("Sag uns kurz, ob du kommst: %(contact)s.", contact=facts.contact.rstrip(".")))
    return str(_("Sag denen, die einladen, kurz, ob du kommst."))
