"""What is read of date polls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app import clock
from app.calendar.holidays import public_holiday
from app.calendar.models import Appointment, AppointmentState
from app.calendar.polls.models import Choice, Poll, PollOption, PollParticipant, PollState, PollVote
from app.calendar.polls.services import ends_at, options_of
from app.calendar.services import LONGEST
from app.extensions import db
from app.outbox import MailState, OutgoingMail

PAGE_SIZE = 20


@dataclass(frozen=True)
class PollRow:
    """A poll in a list."""

    poll: Poll
    asked: int
    answered: int


def polls(number: int) -> tuple[list[PollRow], bool]:
    """Return one page of the polls of the space at hand, open ones first, and whether there are more."""
    asked = sa.func.count(PollParticipant.id)
    answered = sa.func.count(PollParticipant.answered_at)
    statement = (
        sa.select(Poll, asked, answered)
        .outerjoin(
            PollParticipant,
            sa.and_(PollParticipant.space_id == Poll.space_id, PollParticipant.poll_id == Poll.id),
        )
        .group_by(Poll.id)
        .order_by(Poll.state != PollState.OPEN, Poll.created_at.desc(), Poll.id.desc())
        .limit(PAGE_SIZE + 1)
        .offset((number - 1) * PAGE_SIZE)
    )
    rows = [PollRow(*row) for row in db.session.execute(statement)]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


@dataclass(frozen=True)
class Asked:
    """Somebody who is asked, and what became of the mail."""

    participant: PollParticipant

    @property
    def has_answered(self) -> bool:
        """Whether there is an answer."""
        return self.participant.answered_at is not None

    @property
    def has_no_mail(self) -> bool:
        """Whether nobody can write to them: they want to be phoned."""
        person = self.participant.person
        return person is not None and not person.email

    @property
    def was_not_reached(self) -> bool:
        """Whether the mail server refused the mail."""
        mail = self.participant.mail
        return mail is not None and mail.state is MailState.FAILED


def asked(poll: Poll) -> list[Asked]:
    """Return all who are asked: who has not answered first, then by name."""
    statement = (
        sa.select(PollParticipant)
        .options(
            joinedload(PollParticipant.person),
            joinedload(PollParticipant.mail).load_only(OutgoingMail.state),  # the words are long
        )
        .where(PollParticipant.space_id == poll.space_id, PollParticipant.poll_id == poll.id)
    )
    rows = [Asked(one) for one in db.session.scalars(statement)]
    return sorted(rows, key=lambda one: (one.has_answered, one.participant.name.casefold()))


@dataclass
class Tally:
    """One of the times, and who can."""

    option: PollOption
    ends_at: datetime
    names: dict[Choice, list[str]] = field(default_factory=lambda: {choice: [] for choice in Choice})
    clashes: list[str] = field(default_factory=list)
    """What else is on at that time."""
    holiday: str | None = None
    is_best: bool = False

    def count(self, choice: Choice) -> int:
        """Return how many said this."""
        return len(self.names[choice])

    @property
    def is_over(self) -> bool:
        """Whether it has begun."""
        return self.option.starts_at <= clock.now()

    @property
    def worth(self) -> tuple[int, int]:
        """The more, the better: first those whom it suits, then those whom it would do."""
        return self.count(Choice.YES), self.count(Choice.IF_NEED_BE)


def result(poll: Poll, *, among: Iterable[Asked], hints: bool) -> list[Tally]:
    """Return who can when, the best times marked; with `hints` also what is on then, drafts included."""
    names = {one.participant.id: one.participant.name for one in among}
    tallies = {one.id: Tally(one, ends_at(poll, one)) for one in options_of(poll)}
    statement = sa.select(PollVote).where(
        PollVote.space_id == poll.space_id, PollVote.option_id.in_(sorted(tallies))
    )
    for vote in db.session.scalars(statement):
        tallies[vote.option_id].names[vote.choice].append(names.get(vote.participant_id, ""))
    found = list(tallies.values())
    for one in found:
        for some in one.names.values():
            some.sort(key=str.casefold)
    ahead = [one for one in found if not one.is_over and any(one.worth)]
    best = max((one.worth for one in ahead), default=None)
    for one in ahead:
        one.is_best = one.worth == best
    if hints:
        _hint(poll, found)
    return found


def _hint(poll: Poll, tallies: list[Tally]) -> None:
    first = min(one.option.starts_at for one in tallies)
    last = max(one.ends_at for one in tallies)
    statement = (
        sa.select(Appointment)
        .where(Appointment.space_id == poll.space_id, Appointment.state != AppointmentState.CANCELLED)
        .where(Appointment.starts_at > first - LONGEST, Appointment.starts_at < last)
        .where(Appointment.ends_at > first)
        .order_by(Appointment.starts_at)
    )
    if poll.appointment_id is not None:
        statement = statement.where(Appointment.id != poll.appointment_id)
    others = list(db.session.scalars(statement))
    for one in tallies:
        one.holiday = public_holiday(clock.local(one.option.starts_at).date())
        one.clashes = [
            other.title
            for other in others
            if other.starts_at < one.ends_at and other.ends_at > one.option.starts_at
        ]


def appointment_of(poll: Poll) -> Appointment | None:
    """Return what came of a poll."""
    return db.session.get(Appointment, poll.appointment_id) if poll.appointment_id is not None else None


def unanswered(person_id: int) -> dict[int, list[Poll]]:
    """Return the open polls that somebody was asked and has not answered, by space, of the spaces at hand."""
    still_ahead = sa.select(PollOption.poll_id).where(PollOption.starts_at > clock.now())
    statement = (
        sa.select(Poll)
        .join(
            PollParticipant,
            sa.and_(PollParticipant.space_id == Poll.space_id, PollParticipant.poll_id == Poll.id),
        )
        .where(PollParticipant.person_id == person_id, PollParticipant.answered_at.is_(None))
        .where(Poll.state == PollState.OPEN, Poll.id.in_(still_ahead))
        .order_by(Poll.created_at, Poll.id)
    )
    found: dict[int, list[Poll]] = defaultdict(list)
    for poll in db.session.scalars(statement):
        found[poll.space_id].append(poll)
    return found
