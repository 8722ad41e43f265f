"""What may happen to an invitation: sent, answered, tried again, posted, phoned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from app import audit, clock, outbox
from app.accounts.models import Person
from app.calendar import services as calendar
from app.calendar.invitations import people
from app.calendar.invitations.facts import facts_of, stored_agenda
from app.calendar.invitations.mails import Message
from app.calendar.invitations.models import (
    Answer,
    Invitation,
    Notice,
    NoticeState,
    Sending,
    SendingKind,
)
from app.calendar.invitations.outcomes import NOT_SETTLED, standing
from app.calendar.invitations.sending import invitations_of, lock, sendings_of, tell
from app.calendar.models import Appointment, AppointmentState
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import Space
from app.speech import moment

BY_HAND = (NoticeState.POSTED, NoticeState.PHONED, NoticeState.TOLD)


class SentAlready(RuleBroken):
    """Somebody pressed the button before; nobody is left to be invited."""


# --- inviting


def check_invitable(appointment: Appointment) -> None:
    """Make sure that somebody may still be invited. Raises RuleBroken for what is cancelled or has begun."""
    if appointment.state is AppointmentState.CANCELLED:
        raise RuleBroken(_("Dieser Termin ist abgesagt; dazu lässt sich nicht mehr einladen."))
    if appointment.has_begun:
        raise RuleBroken(_("Dieser Termin hat schon begonnen; dazu lässt sich nicht mehr einladen."))


def last_invitation(appointment: Appointment) -> Sending | None:
    """Return the invitation that was sent last."""
    sent = (one for one in reversed(sendings_of(appointment)) if one.kind is SendingKind.INVITATION)
    return next(sent, None)


def as_seen(appointment: Appointment) -> str:
    """Return a sign of all that an invitation would say, and of those sent already: another sign, another preview."""
    last = last_invitation(appointment)
    seen = [
        appointment.title, appointment.starts_at.isoformat(), appointment.ends_at.isoformat(), appointment.place,
        appointment.access, stored_agenda(appointment), last.id if last else 0,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


def invite(
    appointment: Appointment,
    choice: people.Choice,
    *,
    words: str,
    seen: str,
    knowing_it_is_late: bool = False,
    by: Person,
) -> Sending:
    """Invite those chosen who have no invitation yet; a draft is announced by it.

    `seen` is what `as_seen` was in the preview. Raises SentAlready when somebody has just invited them all, Changed
    when the preview is no longer true, RuleBroken when there is nothing to invite to, or nobody, or it is too late
    for the notice period and the person does not say that they know.
    """
    lock(appointment)
    check_invitable(appointment)
    space = db.session.get_one(Space, appointment.space_id)
    chosen = people.chosen(appointment, choice, people.candidates(space))
    if not chosen:
        last = last_invitation(appointment)
        if last is not None and seen != as_seen(appointment):
            raise SentAlready(_sent_already(last))
        raise RuleBroken(_nobody(chosen))
    if seen != as_seen(appointment):
        raise Changed(_("Inzwischen hat jemand den Termin oder die Einladung geändert. So ist es jetzt:"))
    if appointment.state is AppointmentState.DRAFT:
        calendar.announce(appointment, knowing_it_is_late=knowing_it_is_late, by=by)
    elif calendar.is_late(appointment) and not knowing_it_is_late:
        raise RuleBroken(
            _("Die Ladungsfrist ist nicht mehr einzuhalten. Sieh dir die Vorschau noch einmal an.")
        )
    invitations = _take_in(appointment, chosen)
    message = Message(SendingKind.INVITATION, facts_of(appointment), words=words)
    sending = tell(appointment, message, invitations, by=by)
    audit.record("invitation.sent", sending, by, people=len(chosen), late=calendar.is_late(appointment))
    return sending


def _sent_already(last: Sending) -> str:
    name, at = last.by.name if last.by else "", moment(last.created_at)
    return str(_("Die Einladung ist schon unterwegs: %(name)s hat sie verschickt, %(at)s.", name=name, at=at))


def _nobody(chosen: people.Chosen) -> str:
    if chosen.already:
        return str(_("Alle, die du ausgewählt hast, haben die Einladung schon."))
    return str(_("Wähle zuerst aus, wen du einladen möchtest."))


def check_somebody(chosen: people.Chosen) -> None:
    """Raise RuleBroken if nobody is left to be invited."""
    if not chosen:
        raise RuleBroken(_nobody(chosen))


def _take_in(appointment: Appointment, chosen: people.Chosen) -> list[Invitation]:
    """Return the invitations of those chosen: new ones, and those of who said already that they come."""
    known = {one.person_id: one for one in invitations_of(appointment) if one.person_id is not None}
    found = [
        known.get(person.id) or Invitation(appointment_id=appointment.id, person=person)
        for person in chosen.people
    ]
    found += [
        Invitation(appointment_id=appointment.id, guest_name=guest.name, guest_email=guest.email)
        for guest in chosen.guests
    ]
    db.session.add_all(found)
    db.session.flush()  # the personal links
    return found


# --- answering


def own_invitation(appointment: Appointment, person: Person) -> Invitation | None:
    """Return the invitation of somebody."""
    statement = sa.select(Invitation).where(
        Invitation.appointment_id == appointment.id, Invitation.person_id == person.id
    )
    return db.session.scalars(statement).first()


def join(appointment: Appointment, person: Person) -> Invitation:
    """Return the invitation of somebody of the space; a new one if nobody has invited them."""
    lock(appointment)
    invitation = own_invitation(appointment, person)
    if invitation is None:
        invitation = Invitation(appointment_id=appointment.id, person=person)
        db.session.add(invitation)
        db.session.flush()
    return invitation


def check_answerable(appointment: Appointment) -> None:
    """Make sure that an answer still means something. Raises RuleBroken."""
    if appointment.state is not AppointmentState.ANNOUNCED:
        raise RuleBroken(_("Dieser Termin ist abgesagt. Eine Antwort ist nicht mehr nötig."))
    if appointment.has_begun:
        raise RuleBroken(_("Dieser Termin hat schon begonnen. Antworten ging bis zum Beginn."))
    if db.session.get_one(Space, appointment.space_id).closed_on is not None:
        raise RuleBroken(_("Diesen Bereich gibt es nicht mehr. Eine Antwort ist nicht nötig."))


def answer(
    appointment: Appointment,
    invitation: Invitation,
    *,
    answer: Answer,
    word: str = "",
    noted_by: Person | None = None,
) -> None:
    """Note what somebody says to an invitation; `noted_by` says who heard it, if not they themselves wrote it.

    Raises RuleBroken when the meeting is cancelled or has begun.
    """
    check_answerable(appointment)
    invitation.answer, invitation.word = answer, word
    invitation.answered_at = None if answer is Answer.OPEN else clock.now()
    invitation.answered_by_id = noted_by.id if noted_by is not None else None
    if noted_by is not None:
        audit.record("invitation.answer_noted", invitation, noted_by, answer=answer.value)


# --- messages that did not arrive by themselves


def notice_of(appointment: Appointment, notice_id: int) -> Notice | None:
    """Return a message of this appointment."""
    statement = (
        sa.select(Notice)
        .join(Sending, Sending.id == Notice.sending_id)
        .options(joinedload(Notice.mail))
        .where(Notice.id == notice_id, Sending.appointment_id == appointment.id)
    )
    return db.session.scalars(statement).first()


def settle(notices: Iterable[Notice], *, how: NoticeState, on: date, by: Person) -> int:
    """Note that letters were posted, people phoned or told; return how many. Those that arrived already are left out.

    Raises RuleBroken for a way that is none, or a day that cannot be.
    """
    if how not in BY_HAND:
        raise RuleBroken(_("Bitte wählen, wie sie es erfahren haben."), field="how")
    if on > clock.today():
        raise RuleBroken(_("Dieser Tag kommt erst noch."), field="day")
    done = 0
    for notice in notices:
        if standing(notice, notice.mail).state not in NOT_SETTLED:
            continue
        if on < clock.local(notice.created_at).date():
            raise RuleBroken(_("An diesem Tag gab es die Einladung noch nicht."), field="day")
        # A day is all that is known; noon is on it whatever the time of year.
        at = clock.now() if on == clock.today() else clock.start_of_day(on) + timedelta(hours=12)
        notice.state, notice.settled_at, notice.noted_by_id = how, at, by.id
        audit.record("notice.settled", notice, by, how=how.value)
        done += 1
    return done


def reopen(notice: Notice, *, by: Person) -> None:
    """Take back what was noted by hand."""
    if notice.state in BY_HAND:
        _reset(notice)
        audit.record("notice.reopened", notice, by)


def _reset(notice: Notice) -> None:
    by_mail = notice.mail is not None or notice.server_words
    notice.state = NoticeState.FAILED if by_mail else NoticeState.TO_POST
    notice.settled_at = notice.noted_by_id = None


def as_letter(notice: Notice, *, by: Person) -> None:
    """Let somebody have a letter whom no mail reached. Raises RuleBroken for one that did."""
    if standing(notice, notice.mail).state not in NOT_SETTLED:
        raise RuleBroken(_("Diese Nachricht ist inzwischen angekommen oder unterwegs."))
    notice.server_words = standing(notice, notice.mail).said
    notice.state = NoticeState.TO_POST
    audit.record("notice.as_letter", notice, by)


def try_again(notice: Notice, *, by: Person) -> None:
    """Send a mail once more that was refused, or of which nobody knows. Raises RuleBroken for others."""
    if notice.mail is None or notice.state not in (
        NoticeState.WAITING,
        NoticeState.FAILED,
        NoticeState.UNCLEAR,
    ):
        raise RuleBroken(_("Diese Mail gibt es nicht mehr. Ruf lieber an oder schick einen Brief."))
    outbox.send_again(notice.mail, by=by)
    notice.state, notice.settled_at, notice.server_words = NoticeState.WAITING, None, ""
