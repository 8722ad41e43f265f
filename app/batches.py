"""A mail to many: its words are kept once, what is each one's own is put in when it is sent.

Whoever was sent something is never sent it again: an address stands in a batch once. What became of the mails
is counted from them; when they are deleted, their number stays.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.utils import make_msgid
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.circular import UNSUBSCRIBE_MARK
from app.extensions import db
from app.outbox import (
    Guest,
    HeaderInjection,
    MailBatch,
    MailState,
    OutgoingMail,
    own_domain,
    refuse_line_breaks,
    render,
)

if TYPE_CHECKING:
    from app.accounts.models import Person

__all__ = [
    "UNSUBSCRIBE_MARK",
    "HeaderInjection",
    "MailBatch",
    "Progress",
    "Recipient",
    "Trouble",
    "note_finished",
    "open_batch",
    "progress",
    "queue_for",
    "stop",
    "troubles",
]

AT_ONCE = 500
LIST_KEY = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
EMPTY_FOR = timedelta(days=1)
"""A batch that nobody got by then is over, too: all was taken back, or there was nobody."""
WAITING = (MailState.QUEUED, MailState.SENDING)


@dataclass(frozen=True)
class Recipient:
    """Somebody on a list, and what ends it for them."""

    address: str
    person_id: int | None
    token: str


@dataclass(frozen=True)
class Progress:
    """How many mails of a batch are where on their way."""

    queued: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    unclear: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return self.queued + self.sending + self.sent + self.failed + self.unclear

    @property
    def is_over(self) -> bool:
        """Whether nothing is waiting any more."""
        return not (self.queued or self.sending)


@dataclass(frozen=True)
class Trouble:
    """A mail that did not arrive, or of which nobody knows."""

    mail_id: int
    address: str
    state: MailState
    answer: str
    """What the mail server said."""


def open_batch(
    kind: str,
    *,
    sender: Person | None,
    list_name: str,
    list_key: str,
    reply_to: str = "",
    language: str = "de",
    **context: object,
) -> MailBatch:
    """Put the words of a mail to many down, once for all of them; nothing leaves before `queue_for`.

    `kind` names templates as in `outbox.queue`; there `unsubscribe_url` is the link that is each one's own.
    Raises HeaderInjection if subject, list or reply address are not one line each.
    """
    refuse_line_breaks(list_name, list_key, reply_to)
    if not LIST_KEY.fullmatch(list_key):
        raise ValueError("A list's key is small letters, digits, dots and hyphens.")
    # What people typed cannot hold a mark that is made up anew each time; ours is taken out of it.
    mark = secrets.token_hex(16)
    named = {"inviter": sender.name if sender is not None else "", "list_name": list_name, **context}
    words = render(kind, Guest("", "", language), **{**named, "unsubscribe_url": mark})
    refuse_line_breaks(words.subject)
    batch = MailBatch(
        kind=kind,
        sender_id=sender.id if sender is not None else None,
        subject=words.subject.replace(UNSUBSCRIBE_MARK, ""),
        text=words.text.replace(UNSUBSCRIBE_MARK, "").replace(mark, UNSUBSCRIBE_MARK),
        html=words.html.replace(UNSUBSCRIBE_MARK, "").replace(mark, UNSUBSCRIBE_MARK),
        list_name=list_name,
        list_key=list_key,
        reply_to=reply_to,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def queue_for(batch: MailBatch, recipients: Iterable[Recipient]) -> int:
    """Queue the mail for these people in this transaction; return for how many it is new.

    An address that the batch has already is left out. Raises HeaderInjection for one with a line break.
    """
    insert: Any = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    add = insert(OutgoingMail).on_conflict_do_nothing(
        index_elements=["batch_id", "address"], index_where=OutgoingMail.batch_id.is_not(None)
    )
    add = add.returning(OutgoingMail.id)
    batch.finished_at = None
    db.session.flush()
    some, new = iter(recipients), 0
    while rows := [_row(batch, one) for one in islice(some, AT_ONCE)]:
        new += len(db.session.scalars(add, rows).all())
    if new:
        db.session.info["mail_queued"] = True
    return new


def _row(batch: MailBatch, one: Recipient) -> dict[str, object]:
    refuse_line_breaks(one.address)
    if not one.address:
        raise ValueError("Without an address there is no mail.")
    if not TOKEN.fullmatch(one.token):
        raise ValueError("A token must be fit for an address.")
    return {
        "kind": batch.kind,
        "person_id": one.person_id,
        "address": one.address,
        "subject": batch.subject,
        "text": "",
        "html": "",
        "batch_id": batch.id,
        "unsubscribe_token": one.token,
        "message_id": make_msgid(domain=own_domain()),
        "due_at": clock.now(),
    }


def progress(batch: MailBatch) -> Progress:
    """Count how far a batch is: what is there, and what is deleted by now."""
    of_batch = sa.select(OutgoingMail.state, sa.func.count().label("number"))
    of_batch = of_batch.where(OutgoingMail.batch_id == batch.id).group_by(OutgoingMail.state)
    counted = {str(state): int(batch.counts.get(state, 0)) for state in MailState}
    for row in db.session.execute(of_batch):
        counted[str(row.state)] += row.number
    return Progress(**counted)


def troubles(batch: MailBatch) -> Iterator[Trouble]:
    """Return the mails of a batch that failed or are unclear, by address."""
    unwell = sa.select(OutgoingMail.id, OutgoingMail.address, OutgoingMail.state, OutgoingMail.answer)
    unwell = unwell.where(
        OutgoingMail.batch_id == batch.id, OutgoingMail.state.in_((MailState.FAILED, MailState.UNCLEAR))
    )
    return (Trouble(*row) for row in db.session.execute(unwell.order_by(OutgoingMail.address)))


def stop(batch: MailBatch) -> int:
    """Take back what has not left yet; return how many. Whoever calls notes who did it."""
    waiting = sa.and_(OutgoingMail.batch_id == batch.id, OutgoingMail.state == MailState.QUEUED)
    taken_back: Any = db.session.execute(
        sa.delete(OutgoingMail).where(waiting).execution_options(synchronize_session=False)
    )
    return int(taken_back.rowcount)


def note_finished() -> int:
    """Note which batches have nothing waiting any more; return how many. The worker's job; commits."""
    waiting = sa.exists().where(OutgoingMail.batch_id == MailBatch.id, OutgoingMail.state.in_(WAITING))
    begun = sa.or_(
        sa.exists().where(OutgoingMail.batch_id == MailBatch.id),
        MailBatch.created_at < clock.now() - EMPTY_FOR,
    )
    over = sa.update(MailBatch).where(MailBatch.finished_at.is_(None), begun, ~waiting)
    noted: Any = db.session.execute(
        over.values(finished_at=clock.now()).execution_options(synchronize_session=False)
    )
    db.session.commit()
    return int(noted.rowcount)
