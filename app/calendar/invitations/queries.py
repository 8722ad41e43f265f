"""What is read of invitations: who comes, who was reached. As many queries for three people as for three hundred."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import load_only

from app.calendar.invitations.models import Answer, Invitation, Notice, Sending, SendingKind
from app.calendar.invitations.outcomes import Standing, standing
from app.calendar.invitations.sending import invitations_of, sendings_of
from app.calendar.models import Appointment
from app.extensions import db
from app.outbox import OutgoingMail


@dataclass(frozen=True)
class Counts:
    """How many said what."""

    yes: int = 0
    maybe: int = 0
    no: int = 0
    open: int = 0

    def __len__(self) -> int:
        return self.yes + self.maybe + self.no + self.open

    @property
    def words(self) -> list[tuple[Answer, int, str]]:
        """The numbers with their words; what nobody said is left out."""
        words = (
            (Answer.YES, self.yes, ngettext("kommt", "kommen", self.yes)),
            (Answer.MAYBE, self.maybe, _("vielleicht")),
            (Answer.NO, self.no, ngettext("kann nicht", "können nicht", self.no)),
            (Answer.OPEN, self.open, _("offen")),
        )
        return [one for one in words if one[1]]

    @property
    def line(self) -> str:
        """All in one line: "9 kommen · 2 vielleicht · 4 offen"."""
        return " · ".join(f"{number} {word}" for _answer, number, word in self.words)


def counts_for(appointment_ids: Iterable[int]) -> dict[int, Counts]:
    """Return how many said what, by appointment; those to which nobody is invited are left out."""
    statement = (
        sa.select(Invitation.appointment_id, Invitation.answer, sa.func.count())
        .where(Invitation.appointment_id.in_(list(appointment_ids)))
        .group_by(Invitation.appointment_id, Invitation.answer)
    )
    found: dict[int, dict[str, int]] = {}
    for appointment_id, answer, number in db.session.execute(statement):
        found.setdefault(appointment_id, {})[answer.value] = number
    return {appointment_id: Counts(**numbers) for appointment_id, numbers in found.items()}


def answers_of(person_id: int, appointment_ids: Iterable[int]) -> dict[int, Answer]:
    """Return what somebody said, by appointment; only of those to which they are invited."""
    statement = sa.select(Invitation.appointment_id, Invitation.answer).where(
        Invitation.person_id == person_id, Invitation.appointment_id.in_(list(appointment_ids))
    )
    return {appointment_id: answer for appointment_id, answer in db.session.execute(statement)}  # noqa: C416


@dataclass(frozen=True)
class Told:
    """One message to somebody, and what became of it."""

    notice: Notice
    sending: Sending
    standing: Standing


@dataclass
class Entry:
    """Somebody who is invited."""

    invitation: Invitation
    told: list[Told] = field(default_factory=list)
    """The first first."""
    is_older_than_the_change: bool = False
    """The answer was given before the meeting was moved."""

    @property
    def invited_by(self) -> Told | None:
        """The invitation itself; None for who said by themselves that they come."""
        of_kind = [one for one in self.told if one.sending.kind is SendingKind.INVITATION]
        return of_kind[-1] if of_kind else None

    @property
    def is_invited(self) -> bool:
        """Whether it is said of them that they were invited."""
        return any(one.standing.counts for one in self.told if one.sending.kind is SendingKind.INVITATION)

    @property
    def to_do(self) -> list[Told]:
        """The messages that somebody has to look after. A reminder is not worth a phone call."""
        return [
            one
            for one in self.told
            if one.standing.needs_a_hand and one.sending.kind is not SendingKind.REMINDER
        ]


@dataclass
class Overview:
    """All who are invited to an appointment, and what they were told."""

    entries: list[Entry]
    sendings: list[Sending]

    @property
    def counts(self) -> Counts:
        """How many said what."""
        numbers = {answer.value: 0 for answer in Answer}
        for entry in self.entries:
            numbers[entry.invitation.answer.value] += 1
        return Counts(**numbers)

    @property
    def invited(self) -> int:
        """How many are invited: the mail server took it, the letter was posted, they were told."""
        return sum(entry.is_invited for entry in self.entries)

    @property
    def to_do(self) -> list[Entry]:
        """Those whom somebody has to look after."""
        return [entry for entry in self.entries if entry.to_do]

    @property
    def was_sent(self) -> bool:
        """Whether an invitation went out."""
        return any(one.kind is SendingKind.INVITATION for one in self.sendings)

    @property
    def on_the_way(self) -> int:
        """How many invitations wait for the mail server."""
        waiting = (entry.invited_by for entry in self.entries if not entry.is_invited and not entry.to_do)
        return sum(one is not None for one in waiting)

    def said(self, answer: Answer) -> list[Entry]:
        """Those who gave an answer."""
        return [entry for entry in self.entries if entry.invitation.answer is answer]


def overview(appointment: Appointment) -> Overview:
    """Return everything about the invitations to an appointment, by name."""
    sendings = sendings_of(appointment)
    entries = {one.id: Entry(one) for one in invitations_of(appointment)}
    by_key = {one.id: one for one in sendings}
    statement = (
        sa.select(Notice, OutgoingMail)
        .outerjoin(OutgoingMail, OutgoingMail.id == Notice.mail_id)
        # The words of the mails are long, and nobody asks for them here.
        .options(load_only(OutgoingMail.state, OutgoingMail.finished_at, OutgoingMail.claimed_at, OutgoingMail.answer))
        .where(Notice.sending_id.in_(by_key))
        .order_by(Notice.id)
    )  # fmt: skip
    for notice, mail in db.session.execute(statement):
        sending = by_key[notice.sending_id]
        told = Told(notice, sending, standing(notice, mail, sending.kind))
        entries[notice.invitation_id].told.append(told)
    moved_at = moved_last(sendings)
    for entry in entries.values():
        at = entry.invitation.answered_at
        entry.is_older_than_the_change = at is not None and moved_at is not None and at < moved_at
    ordered = sorted(entries.values(), key=lambda one: (one.invitation.name.casefold(), one.invitation.id))
    return Overview(ordered, sendings)


def moved_last(sendings: Iterable[Sending]) -> datetime | None:
    """Return when those who are invited were told for the last time that the meeting is at another time."""
    before: Sending | None = None
    at = None
    for one in sendings:
        moved = before is not None and (before.starts_at, before.ends_at) != (one.starts_at, one.ends_at)
        if one.kind is SendingKind.CHANGE and moved:
            at = one.created_at
        before = one
    return at
