"""The mails to those who are invited, each with the entry for the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.accounts.models import Language, Person
from app.calendar import ical
from app.calendar.invitations.facts import Facts
from app.calendar.invitations.models import Answer, Invitation, Sending, SendingKind
from app.outbox import Guest, OutgoingMail, queue
from app.speech import speaking

TEMPLATES = {kind: f"appointment_{kind.value}" for kind in SendingKind}
CHOICES = {Answer.YES: "ja", Answer.MAYBE: "vielleicht", Answer.NO: "nein"}
"""How a link names an answer. It only chooses; to give it needs one more press."""


@dataclass(frozen=True)
class Message:
    """What is told to all of them."""

    kind: SendingKind
    facts: Facts
    words: str = ""
    """What the sender wrote to it; of a cancellation the reason."""
    before: Facts | None = None
    """What was said the last time, if it is different now."""

    @property
    def was_moved(self) -> bool:
        """Whether it is at another time than was said."""
        now, before = self.facts, self.before
        return before is not None and (before.starts_at, before.ends_at) != (now.starts_at, now.ends_at)


def recipient_of(invitation: Invitation) -> Person | Guest | None:
    """Return who gets the mails of an invitation; None: nobody, there is no address."""
    if invitation.person is not None:
        return invitation.person if invitation.person.is_active and invitation.person.email else None
    if not invitation.guest_email:
        return None
    return Guest(invitation.guest_name, invitation.guest_email, Language.GERMAN)


def send(
    message: Message, sending: Sending, invitation: Invitation, to: Person | Guest, *, by: Person | None
) -> OutgoingMail:
    """Queue the message to one of those who are invited."""
    words = _context(message, to, path=f"/antwort/{invitation.token}", answer=invitation.answer)
    return queue(TEMPLATES[message.kind], to, sender=by, calendar=_file(message, sending, to), **words)


def preview(message: Message, to: Person | Guest, *, by: Person) -> tuple[str, str]:
    """Return subject and words of the mail as it would go out, without anything being sent."""
    template = current_app.jinja_env.get_template(f"mail/{TEMPLATES[message.kind]}.txt")
    words = _context(message, to, path="/antwort/…", answer=Answer.OPEN)
    with speaking(str(to.language)):
        subject, _rest, body = template.render(person=to, inviter=by.name, **words).partition("\n")
    return subject.strip(), body.strip()


def _context(message: Message, to: Person | Guest, *, path: str, answer: Answer) -> dict[str, Any]:
    has_account = isinstance(to, Person) and to.password_hash is not None
    return {
        "message": message,
        "facts": message.facts,
        "before": message.before,
        # A guest without a name is called by the address; nobody wants to be greeted by it.
        "greeted": to.name if to.name != to.email else "",
        "answer": answer,
        "path": path,
        "links": {given: f"{path}?antwort={word}" for given, word in CHOICES.items()},
        "page_path": message.facts.path if has_account else "",
    }


def _file(message: Message, sending: Sending, to: Person | Guest) -> str:
    """Return the iCalendar file for one of them; a reminder brings none."""
    if message.kind is SendingKind.REMINDER:
        return ""
    facts = message.facts
    with speaking(str(to.language)):
        lines = [f"{str(facts.kind)[:1].upper()}{str(facts.kind)[1:]} · {facts.space}"]
        lines += [f"{point.number}. {point.title}" for point in facts.agenda]
        # Not the personal link: calendars are shared with families and offices, and it would answer for them.
        lines.append(_("Zu- und absagen kannst du über den Link in der Mail."))
    return ical.invitation(
        ical.Entry(
            uid=sending.appointment.uid,
            sequence=sending.sequence,
            starts_at=facts.starts_at,
            ends_at=facts.ends_at,
            summary=f"{facts.space_short}: {facts.title}",
            last_changed=sending.created_at,
            organizer_name=facts.space,
            organizer_address=parseaddr(current_app.config["MAIL_SENDER"])[1],
            location=facts.place,
            description="\n".join(lines),
            url=current_app.config["PUBLIC_URL"] + facts.path if isinstance(to, Person) else "",
            cancelled=message.kind is SendingKind.CANCELLATION,
            attendee_name=to.name,
            attendee_address=str(to.email),
        )
    )
