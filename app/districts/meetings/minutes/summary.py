"""The short message after a meeting: what was decided, what is to do, what is next; as text to copy or to mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext

from app import audit, clock, outbox
from app.accounts.models import MailWish, Person
from app.audit import AuditEntry
from app.calendar.invitations.people import candidates
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.minutes import state
from app.districts.meetings.minutes.document import Assigned, MinutesDocument, Resolved
from app.districts.meetings.minutes.models import Minutes
from app.extensions import db
from app.rules import RuleBroken
from app.spaces.models import Space
from app.speech import SOURCE, day, moment, speaking

LONGEST = 5_000
MAILED = "minutes.summary_mailed"


@dataclass(frozen=True)
class Readers:
    """Who gets the mail, and who does not."""

    by_mail: list[Person]
    without: list[Person]
    """Have no address, or wish no mail: they are told in another way."""


def words_for(document: MinutesDocument, *, following: Appointment | None, link: str = "") -> str:
    """Return the message as plain text, in German: everybody in the space reads the same."""
    with speaking(SOURCE):
        parts = [
            _("%(title)s am %(day)s", title=document.title, day=day(document.starts_at)),
            _came(document),
            _listed(_("Beschlossen:"), [_decided(one) for one in document.all_decisions]),
            _listed(_("Zu tun:"), [_to_do(one) for one in document.all_tasks]),
            _listed(_("Vertagt oder noch offen:"), [one.title for one in document.items if one.outcome]),
        ]
        if following is not None:
            place = f", {following.place}" if following.place else ""
            parts.append(
                _(
                    "Als Nächstes: %(title)s, %(moment)s",
                    title=following.title,
                    moment=moment(following.starts_at),
                )
                + place
            )
        if link:
            parts.append(_("Das ganze Protokoll: %(link)s", link=link))
    return "\n\n".join(part for part in parts if part)


def _came(document: MinutesDocument) -> str:
    there, guests = len(document.present), document.guests
    if not there:
        return ""
    members = ngettext("%(num)d Mitglied", "%(num)d Mitglieder", there)
    if not guests:
        return str(_("Da waren %(members)s.", members=members))
    return str(_("Da waren %(members)s und %(guests)s.", members=members,
                 guests=ngettext("%(num)d Gast", "%(num)d Gäste", guests)))  # fmt: skip


def _listed(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *(f"- {' '.join(line.split())}" for line in lines)]) if lines else ""


def _decided(decision: Resolved) -> str:
    how = ", ".join(word for word in (decision.result, decision.vote) if word)
    return f"{decision.wording} ({how})"


def _to_do(task: Assigned) -> str:
    what = f"{task.title}: {task.who or _('noch offen, wer')}"
    return _("%(what)s, bis %(day)s", what=what, day=day(task.until)) if task.until else what


def following(appointment: Appointment) -> Appointment | None:
    """Return what the space has announced next, from now on and after this meeting."""
    statement = (
        sa.select(Appointment)
        .where(Appointment.space_id == appointment.space_id, Appointment.state == AppointmentState.ANNOUNCED)
        .where(Appointment.starts_at > max(clock.now(), appointment.ends_at))
        .order_by(Appointment.starts_at)
        .limit(1)
    )
    return db.session.scalars(statement).first()


# --- by mail


def readers_of(appointment: Appointment) -> Readers:
    """Return all members of the space, as an invitation to "all members" means them."""
    space = db.session.get_one(Space, appointment.space_id)
    readers = Readers([], [])
    for one in candidates(space):
        if one.is_member:
            gets_mail = one.person.email and one.person.mail_wish is not MailWish.NONE
            (readers.by_mail if gets_mail else readers.without).append(one.person)
    return readers


def mailed_at(minutes: Minutes | None) -> datetime | None:
    """Return when the message was mailed; None as long as it was not."""
    if minutes is None:
        return None
    # The audit log is where it is noted: it goes out once, and whoever looks there sees who sent it.
    noted = sa.select(AuditEntry.at).where(
        AuditEntry.space_id == minutes.space_id,
        AuditEntry.action == MAILED,
        AuditEntry.subject_id == minutes.id,
    )
    return db.session.scalars(noted).first()


def mail(appointment: Appointment, *, text: str, by: Person) -> int:
    """Mail the message to all members, once; return to how many. Raises RuleBroken the second time, or for nobody."""
    minutes = state.hold(appointment)
    if not text:
        raise RuleBroken(_("Ohne Text gibt es nichts zu verschicken."), field="text")
    if not appointment.behaviour.has_minutes or not appointment.has_begun:
        raise RuleBroken(_("Der Termin hat noch nicht begonnen: Es gibt noch nichts zu berichten."))
    if appointment.state is not AppointmentState.ANNOUNCED:
        raise RuleBroken(_("Dieser Termin hat nicht stattgefunden."))
    if mailed_at(minutes) is not None:
        raise RuleBroken(_("Die Sofortinformation ist schon verschickt; sie geht nur einmal hinaus."))
    readers = readers_of(appointment).by_mail
    if not readers:
        raise RuleBroken(_("Hier hat niemand eine E-Mail-Adresse, an die sie gehen könnte."))
    space = db.session.get_one(Space, appointment.space_id)
    minutes = state.begun(appointment, minutes, by=by)
    for person in readers:
        outbox.queue("minutes_summary", person, sender=by, appointment=appointment, to=space.name, words=text)
    audit.record(MAILED, minutes, by, number=len(readers))
    return len(readers)
