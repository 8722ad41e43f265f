"""What the worker does for urgent notices."""

from __future__ import annotations

import logging

from flask import current_app

from app.extensions import db
from app.notices import forgetting, mailing
from app.queue import every
from app.tenancy import Scope, current_session
from app.web import wake_the_worker

log = logging.getLogger(__name__)


@every()
def mail_notices() -> None:
    """Queue the mails of new notices. One after the other: a fault with one leaves the others alone."""
    pending = mailing.pending()
    for space_id, notice_id in pending:
        try:
            while _queue_page(space_id, notice_id):
                pass
        except Exception:
            log.exception("The mails of urgent notice %d could not be queued.", notice_id)
    if pending:
        wake_the_worker()


def _queue_page(space_id: int, notice_id: int) -> bool:
    with current_app.app_context():  # a transaction each: the mails and the note how far they are, or neither
        current_session().open_scope(Scope.of(space_id, write=True))
        more = mailing.queue_page(notice_id)
        db.session.commit()
    return more


@every(minute="37", hour="3")
def forget_notices() -> None:
    """Delete what is kept of notices too long. Each night."""
    log.info("%d urgent notices deleted", forgetting.forget_old())
