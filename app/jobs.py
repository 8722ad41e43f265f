"""What the worker does and when."""

from __future__ import annotations

import logging
from datetime import timedelta

import sqlalchemy as sa
from flask import Flask

from app import batches, clock, health, outbox, rounds
from app.accounts import jobs as account_jobs  # noqa: F401  # registers its jobs
from app.accounts import throttle
from app.accounts.models import AccountToken, LoginSession
from app.audit import AuditEntry
from app.calendar.invitations import jobs as invitation_jobs
from app.districts.councils.concerns import jobs as concern_jobs  # noqa: F401  # the same
from app.districts.councils.reports import jobs as report_jobs  # noqa: F401  # the same
from app.districts.meetings.minutes import jobs as minutes_jobs  # noqa: F401  # the same
from app.extensions import db
from app.news import jobs as news_jobs  # noqa: F401  # the same
from app.queue import every, job

log = logging.getLogger(__name__)

AUDIT_KEPT_FOR = timedelta(days=3 * 365 + 1)
"""Who did what: kept for a term of office and a year, then deleted by the worker alone. A day more than the
database insists on: its clock is not ours, and one row that it refuses would undo the whole night."""


@job
def send_mail() -> None:
    """Send what waits in the outbox."""
    rounds.deliver_due()
    batches.note_finished()


@every()
def each_minute() -> None:
    """Show that the worker is alive; send mails that are due again, or whose call was lost."""
    health.beat()
    rounds.deliver_due()
    batches.note_finished()


@every(minute="17", hour="3")
def each_night() -> None:
    """Delete what is no longer needed (the retention table of the README)."""
    now = clock.now()
    throttle.forget_old()
    db.session.execute(sa.delete(LoginSession).where(LoginSession.expires_at < now))
    db.session.execute(sa.update(LoginSession).where(LoginSession.searched != "").values(searched=""))
    db.session.execute(sa.delete(AccountToken).where(AccountToken.expires_at < now - timedelta(days=7)))
    db.session.execute(sa.delete(AuditEntry).where(AuditEntry.at < now - AUDIT_KEPT_FOR))
    db.session.commit()
    log.info("%d mails emptied", outbox.forget_old_words())
    invitation_jobs.before_mails_are_deleted()
    outbox.forget_old_mails()


def init_jobs(app: Flask) -> None:
    """Let the edge wake the worker after a commit that queued mail."""
    app.extensions["wake_the_worker"] = send_mail
