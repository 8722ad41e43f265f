"""What the worker does for mailing lists."""

from __future__ import annotations

import logging

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.extensions import db
from app.lists import forgetting, sending, services
from app.lists.models import Broadcast, BroadcastState
from app.queue import every, job
from app.spaces.models import Space
from app.tenancy import Scope, all_spaces, current_session

log = logging.getLogger(__name__)


@every()
def send_broadcasts() -> None:
    """Go on with every mail to a list that is due. A fault with one leaves the others alone."""
    for space_id, broadcast_id in due():
        try:
            send_out(space_id, broadcast_id)
        except Exception:
            log.exception("The mail %d to a list could not be sent on.", broadcast_id)


def due() -> list[tuple[int, int]]:
    """Return space and key of what is to be sent, or is being sent."""
    is_due = sa.or_(
        Broadcast.state == BroadcastState.SENDING,
        sa.and_(Broadcast.state == BroadcastState.SCHEDULED, Broadcast.send_at <= clock.now()),
    )
    statement = (
        sa.select(Broadcast.space_id, Broadcast.id)
        .join(Space, Space.id == Broadcast.space_id)
        .where(is_due, Space.closed_on.is_(None))  # a closed space writes to nobody
        .order_by(Broadcast.id)
    )
    with all_spaces("mails to lists that are due") as session:
        return [(row.space_id, row.id) for row in session.execute(statement)]


def send_out(space_id: int, broadcast_id: int) -> None:
    """Queue its mails, some at a time, each time for good: who is killed goes on after the last commit."""
    with current_app.app_context():  # a session of its own, for this one space
        current_session().open_scope(Scope.of(space_id, write=True))
        audience = sending.begin(broadcast_id, db.session.get_one(Space, space_id))
        db.session.commit()
        if audience is None:
            return
        while sending.queue_page(broadcast_id, audience):
            db.session.commit()
        db.session.commit()
        sending.finish(broadcast_id)
        db.session.commit()
        queued = db.session.info.pop("mail_queued", False)
    if queued:
        current_app.extensions["wake_the_worker"]()


@job
def note_sign_up(space_id: int, name: str, email: str) -> None:
    """Send the mail that confirms a sign-up. Here, so that the page answers as fast whoever has the address."""
    with current_app.app_context():
        current_session().open_scope(Scope.of(space_id, write=True))
        space = db.session.get_one(Space, space_id)
        mailing_list = services.list_of(space)
        if mailing_list is None or not mailing_list.is_open or space.closed_on is not None:
            return
        services.sign_up(mailing_list, space, name=name, email=email)
        queued = db.session.info.pop("mail_queued", False)
        db.session.commit()
    if queued:
        current_app.extensions["wake_the_worker"]()


@every(minute="33", hour="3")
def forget_addresses() -> None:
    """Delete addresses that nobody needs any more. Each night."""
    forgetting.forget_mails()
    db.session.commit()
    log.info("%d addresses of lists forgotten", forgetting.forget_addresses())
