"""What is taken away of those who were invited: of who is erased at once, of guests some months after the meeting."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.accounts.models import Person
from app.accounts.services import forgets
from app.accounts.tokens import new_secret
from app.calendar.invitations.models import Invitation, Notice, NoticeState
from app.calendar.invitations.outcomes import BY_MAIL, standing
from app.calendar.models import Appointment
from app.extensions import db
from app.outbox import OutgoingMail
from app.tenancy import all_spaces, one_space

GUESTS_KEPT_FOR = timedelta(days=183)
"""Name and address of a guest, counted from the end of the meeting."""
GUEST = "Gast"


@forgets
def forget_person(person: Person) -> None:
    """Leave of somebody's invitations only that there were some. Needs a session that writes every space.

    The mails to them are deleted right after this: what became of those is noted first.
    """
    theirs = sa.select(Invitation).where(Invitation.person_id == person.id)
    for invitation in db.session.scalars(theirs).all():
        invitation.word = ""
        invitation.token = new_secret()  # the links in their mailbox end
    notices = (
        sa.select(Notice, OutgoingMail)
        .join(Invitation, Invitation.id == Notice.invitation_id)
        .outerjoin(OutgoingMail, OutgoingMail.id == Notice.mail_id)
        .where(Invitation.person_id == person.id)
    )
    for notice, mail in db.session.execute(notices).all():
        now = standing(notice, mail)
        # What still waits will never go out.
        waits = now.state is NoticeState.WAITING
        notice.state = NoticeState.FAILED if waits else now.state
        notice.settled_at = now.at
        # A refusal mostly names the address.
        notice.server_words = now.said if now.state is NoticeState.SENT else ""
        notice.mail_id = None
    db.session.flush()


def forget_guests() -> int:
    """Delete names and addresses of guests of meetings long past; return how many. The worker's job; commits."""
    before = clock.now() - GUESTS_KEPT_FOR
    old = (
        sa.select(Invitation.space_id)
        .join(Appointment, Appointment.id == Invitation.appointment_id)
        .where(Appointment.ends_at < before, Invitation.guest_email != "")
        .distinct()
    )
    with all_spaces("guests of long ago are forgotten") as session:
        spaces = sorted(session.scalars(old))
    return sum(_forget_in(space_id) for space_id in spaces)


def _forget_in(space_id: int) -> int:
    with one_space(space_id) as session:
        old = (
            sa.select(Invitation)
            .join(Appointment, Appointment.id == Invitation.appointment_id)
            .where(Appointment.ends_at < clock.now() - GUESTS_KEPT_FOR, Invitation.guest_email != "")
        )
        guests = session.scalars(old).all()
        for guest in guests:
            guest.guest_name, guest.guest_email, guest.word = GUEST, "", ""
            guest.token = new_secret()
        words = sa.select(Notice).where(
            Notice.invitation_id.in_([guest.id for guest in guests]),
            Notice.state.in_(BY_MAIL - {NoticeState.SENT}),
        )
        for notice in session.scalars(words):
            notice.server_words = ""  # a refusal mostly names the address
        return len(guests)
