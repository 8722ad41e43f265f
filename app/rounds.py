"""The worker's rounds: what is due leaves, one mail after the other.

Claim, commit, send, commit: a mail that is found "sending" after a crash may have gone out or not. It
becomes "unclear" and is shown to a person; it is never sent twice in silence. No transaction is open while
the mail server is talked to: nobody waits for SQLite's lock meanwhile. What became of a mail is noted in the
transaction that claims the next: one commit a mail.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import closing
from datetime import timedelta
from email.header import Header
from email.utils import formataddr
from functools import cache
from typing import Any, TypeAlias, cast

import sqlalchemy as sa
from flask import current_app

from app import clock
from app.circular import AUTO_SUBMITTED, Circular, Press
from app.delivery import Copy, Lost, MailFolder, MailServer, Message, Refused, mails_become_files
from app.extensions import db
from app.outbox import MailBatch, MailState, OutgoingMail, arrived, own_domain

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(minutes=10)
"""A mail that has been "sending" for longer than any server keeps us waiting belonged to a killed worker."""
ROUND_S = 45
"""Then a round of sending ends and the next begins, so that the worker's heartbeat stays on time."""
RETRY_AFTER = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
Mail: TypeAlias = "sa.Row[Any]"  # the columns of an OutgoingMail
UNSUBSCRIBE = "/verteiler/abmelden/"

stopping = threading.Event()
"""Set when the worker is asked to end: the mail at hand is finished, no other is begun."""


def deliver_due() -> int:
    """Send what is due, one by one; return how many were tried. The worker's job; commits by itself."""
    _mark_unclear()
    one_round, begin = Round(), time.monotonic()
    with closing(MailFolder() if mails_become_files() else MailServer()) as way, closing(one_round):
        while way.is_open and not stopping.is_set() and time.monotonic() - begin < ROUND_S:
            mail = one_round.claim()
            if mail is None:
                break
            one_round.send(mail, way)
    return one_round.tried


def _mark_unclear() -> None:
    stale = sa.and_(
        OutgoingMail.state == MailState.SENDING, OutgoingMail.claimed_at < clock.now() - STALE_AFTER
    )
    db.session.execute(sa.update(OutgoingMail).where(stale).values(state=MailState.UNCLEAR))
    db.session.commit()


# Built once: to build them takes as long as to run them. "queued" stands in them as in the partial indexes, so
# that these fit without the database looking at a value.
MAILS = cast("sa.Table", OutgoingMail.__table__)
NOW = sa.bindparam("now", type_=MAILS.c.claimed_at.type)
QUEUED = MAILS.c.state == sa.literal_column("'queued'")
DUE = (
    sa.select(MAILS.c.id)
    .where(QUEUED, MAILS.c.due_at <= NOW)
    .order_by(MAILS.c.due_at, MAILS.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
FIRST = sa.func.coalesce(DUE.where(MAILS.c.batch_id.is_(None)).scalar_subquery(), DUE.scalar_subquery())
CLAIM = (
    sa.update(MAILS)
    .where(MAILS.c.id == FIRST, QUEUED)  # only the one who turns "queued" into "sending" sends
    .values(state=MailState.SENDING, claimed_at=NOW, attempts=MAILS.c.attempts + 1)
    .returning(*(column for column in MAILS.c if column.key not in ("due_at", "answer", "created_at")))
)


@cache
def _outcome_with(columns: tuple[str, ...]) -> sa.Update:
    """Return the statement that notes what became of a mail."""
    values: dict[str, Any] = {name: sa.bindparam(name) for name in columns}
    return sa.update(MAILS).where(MAILS.c.id == sa.bindparam("mail")).values(values)


class Round:
    """Takes one mail after the other, and notes what became of each."""

    def __init__(self) -> None:
        self.tried = 0
        self._noted: tuple[int, dict[str, object]] | None = None
        """A mail and what became of it, not yet in the database."""
        self._batches: dict[int, MailBatch] = {}
        self._presses: dict[int, Press] = {}

    def claim(self) -> Mail | None:
        """Take the mail that is due first. What is returned is a copy: the row may be erased while it is sent."""
        self._write()
        mail = db.session.execute(CLAIM, {"now": clock.now()}).first()
        if mail is not None and mail.batch_id is not None and mail.batch_id not in self._batches:
            self._batches[mail.batch_id] = db.session.get_one(MailBatch, mail.batch_id)
        db.session.commit()
        self._noted = None
        self.tried += mail is not None
        return mail

    def send(self, mail: Mail, way: MailServer | MailFolder) -> None:
        """Hand a mail over and remember what became of it."""
        outcome: dict[str, object]
        try:
            way.take(self._letter(mail), f"{mail.id:06d}-{mail.kind}")
        except Lost as lost:
            outcome = {"state": MailState.UNCLEAR, "answer": str(lost)[:500]}
        except Refused as refused:
            outcome = {"answer": str(refused)[:500]}
            if refused.for_now and mail.attempts <= len(RETRY_AFTER):
                due_at = clock.now() + RETRY_AFTER[mail.attempts - 1]
                outcome.update(state=MailState.QUEUED, due_at=due_at)
            else:
                outcome.update(state=MailState.FAILED, finished_at=clock.now())
        except Exception as error:  # one mail that cannot be sent must not keep the others waiting
            log.exception("Mail %d could not be sent.", mail.id)
            outcome = {"state": MailState.FAILED, "finished_at": clock.now(), "answer": type(error).__name__}
        else:
            outcome = arrived(confidential=mail.confidential)
        self._noted = mail.id, outcome

    def _letter(self, mail: Mail) -> Message | Copy:
        if mail.batch_id is not None:
            press = self._presses.get(mail.batch_id)
            if press is None:
                press = self._presses[mail.batch_id] = Press(circular_of(self._batches[mail.batch_id]))
            return press.copy(mail.address, mail.unsubscribe_token, mail.message_id)
        message = Message(
            subject=mail.subject,
            recipients=[mail.address],
            body=mail.text,
            html=mail.html,
            calendar=mail.calendar,
            extra_headers=AUTO_SUBMITTED,
        )
        message.msgId = mail.message_id
        return message

    def _write(self) -> None:
        if self._noted is not None:
            mail_id, outcome = self._noted
            db.session.execute(_outcome_with(tuple(outcome)), {"mail": mail_id, **outcome})

    def close(self) -> None:
        """Write down what became of the last mail."""
        db.session.rollback()
        self._write()
        db.session.commit()
        self._noted = None


def circular_of(batch: MailBatch) -> Circular:
    """Return what a batch says, as it goes over the line."""
    if not batch.text:
        raise ValueError(f"The words of batch {batch.id} are deleted.")
    address = f"{batch.list_key}.{own_domain()}"
    name = batch.list_name if batch.list_name.isascii() else Header(batch.list_name, "utf-8").encode()
    return Circular(
        subject=batch.subject,
        text=batch.text,
        html=batch.html,
        link=current_app.config["PUBLIC_URL"] + UNSUBSCRIBE,
        list_id=formataddr((name, address)),
        reply_to=batch.reply_to,
    )
