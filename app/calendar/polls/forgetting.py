"""What is taken away of those who were asked: of who is erased at once, of guests some months after the poll."""

from __future__ import annotations

import sqlalchemy as sa

from app import clock
from app.accounts.models import Person
from app.accounts.services import forgets
from app.accounts.tokens import new_secret
from app.calendar.invitations.forgetting import GUEST, GUESTS_KEPT_FOR
from app.calendar.polls.models import PollOption, PollParticipant
from app.extensions import db
from app.tenancy import all_spaces, one_space


@forgets
def forget_person(person: Person) -> None:
    """Take somebody out of every poll, with what they said. Needs a session that writes every space."""
    theirs = sa.select(PollParticipant).where(PollParticipant.person_id == person.id)
    for participant in db.session.scalars(theirs).all():
        db.session.delete(participant)


def _long_over() -> sa.ColumnElement[bool]:
    """Return the criterion that somebody is a guest of a poll whose last time is long past."""
    # Counted from its last time, whether it was decided or closed before or forgotten by all.
    lately = sa.select(PollOption.poll_id).where(PollOption.starts_at >= clock.now() - GUESTS_KEPT_FOR)
    return sa.and_(PollParticipant.guest_email != "", PollParticipant.poll_id.not_in(lately))


def forget_guests() -> int:
    """Delete names and addresses of guests of polls long past; return how many. The worker's job; commits."""
    old = sa.select(PollParticipant.space_id).where(_long_over()).distinct()
    with all_spaces("guests of date polls of long ago are forgotten") as session:
        spaces = sorted(session.scalars(old))
    return sum(_forget_in(space_id) for space_id in spaces)


def _forget_in(space_id: int) -> int:
    with one_space(space_id) as session:
        guests = session.scalars(sa.select(PollParticipant).where(_long_over())).all()
        for guest in guests:
            guest.guest_name, guest.guest_email = GUEST, ""
            guest.token = new_secret()  # the link in their mailbox ends
        return len(guests)
