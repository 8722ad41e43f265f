"""How a mail to all leaves: page by page into the outbox, so that a killed worker goes on where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, batches, clock
from app.accounts.models import Person
from app.batches import Progress, Recipient
from app.extensions import db
from app.lists.audience import Audience, Target, audience_of
from app.lists.models import Broadcast, BroadcastState, Subscriber, SubscriberState
from app.lists.writing import words_of
from app.outbox import MailState, OutgoingMail
from app.rules import RuleBroken
from app.spaces.models import Space

AT_ONCE = 200
"""For how many a mail is queued before the worker commits."""


def _hold(broadcast_id: int) -> Broadcast | None:
    """Return it as it is now, and let nobody else change it until the next commit."""
    statement = sa.select(Broadcast).where(Broadcast.id == broadcast_id).with_for_update()
    return db.session.scalars(statement.execution_options(populate_existing=True)).first()


def is_due(broadcast: Broadcast) -> bool:
    """Say whether the worker has something to do for it."""
    if broadcast.state is BroadcastState.SCHEDULED:
        return broadcast.send_at is not None and broadcast.send_at <= clock.now()
    return broadcast.state is BroadcastState.SENDING


def begin(broadcast_id: int, space: Space) -> Audience | None:
    """Put the words into the outbox and find out who gets them; None: there is nothing to do (any more).

    The worker's, in a session that writes the space; it commits afterwards, and again after each page.
    """
    broadcast = _hold(broadcast_id)
    if broadcast is None or not is_due(broadcast):
        return None
    if broadcast.all_queued_at is not None:
        return Audience([], [])
    audience = audience_of(space, broadcast.mailing_list)
    if broadcast.batch is None:
        words = words_of(broadcast, space)
        broadcast.batch = batches.open_batch(
            "broadcast",
            sender=broadcast.by,
            list_name=broadcast.mailing_list.name,
            list_key=space.slug,
            reply_to=broadcast.by.email or "",
            **words.context(),
        )
        broadcast.state = BroadcastState.SENDING
        broadcast.started_at = broadcast.started_at or clock.now()
        broadcast.letters = len(audience.by_letter)
    db.session.flush()
    return audience


def queue_page(broadcast_id: int, audience: Audience) -> bool:
    """Queue the mail for the next of them; return whether there are more. The worker's, which commits."""
    broadcast = _hold(broadcast_id)
    if broadcast is None or broadcast.state is not BroadcastState.SENDING or broadcast.batch is None:
        return False  # stopped meanwhile
    ahead = [one for one in audience.targets if one.address > broadcast.queued_up_to]
    some = ahead[:AT_ONCE]
    if some:
        batches.queue_for(broadcast.batch, _recipients(broadcast.list_id, some))
        broadcast.queued_up_to = some[-1].address
    if len(ahead) <= AT_ONCE:
        broadcast.all_queued_at = broadcast.all_queued_at or clock.now()
    db.session.flush()
    return len(ahead) > AT_ONCE


def _recipients(list_id: int, targets: Sequence[Target]) -> list[Recipient]:
    """Give each a link of their own; who left since the list was made is left out."""
    on_list = sa.select(Subscriber).where(Subscriber.list_id == list_id)
    people = [one.person_id for one in targets if one.person_id is not None]
    rows = list(db.session.scalars(on_list.where(Subscriber.person_id.in_(people))))
    rows += db.session.scalars(on_list.where(Subscriber.email.in_([one.address for one in targets])))
    by_person = {row.person_id: row for row in rows if row.person_id is not None}
    by_address = {row.email: row for row in rows if row.email}
    found: list[Recipient] = []
    for one in targets:
        own = [
            by_person.get(one.person_id) if one.person_id is not None else None,
            by_address.get(one.address),
        ]
        if any(row is not None and row.state is SubscriberState.LEFT for row in own):
            continue
        row = own[0] if one.person_id is not None else own[1]
        if row is None:
            if one.person_id is None:
                continue  # deleted since
            row = Subscriber(list_id=list_id, person_id=one.person_id, state=SubscriberState.ACTIVE)
            db.session.add(row)
            db.session.flush()
        found.append(Recipient(one.address, one.person_id, row.token))
    return found


def finish(broadcast_id: int) -> bool:
    """Note that nothing waits any more, and which addresses were refused for good; return whether it is over."""
    broadcast = _hold(broadcast_id)
    if broadcast is None or broadcast.state is not BroadcastState.SENDING or broadcast.batch is None:
        return False
    if broadcast.all_queued_at is None or not batches.progress(broadcast.batch).is_over:
        return False
    note_refusals(broadcast)
    broadcast.state, broadcast.finished_at = BroadcastState.DONE, clock.now()
    db.session.flush()
    return True


def note_refusals(broadcast: Broadcast) -> None:
    """Mark the addresses that a mail server refused for good; take the mark from those that it took."""
    of_batch = sa.select(OutgoingMail.unsubscribe_token, OutgoingMail.answer).where(
        OutgoingMail.batch_id == broadcast.batch_id
    )
    refused = of_batch.where(OutgoingMail.state == MailState.FAILED, OutgoingMail.answer.like("5%"))
    for token, answer in db.session.execute(refused).all():
        change = sa.update(Subscriber).where(
            Subscriber.list_id == broadcast.list_id, Subscriber.token == token
        )
        db.session.execute(change.values(refused_at=clock.now(), refusal=answer[:300]))
    marked = sa.select(Subscriber).where(
        Subscriber.list_id == broadcast.list_id, Subscriber.refused_at.is_not(None)
    )
    for row in db.session.scalars(marked).all():
        taken = of_batch.where(
            OutgoingMail.state == MailState.SENT, OutgoingMail.unsubscribe_token == row.token
        )
        if db.session.execute(taken).first() is not None:
            row.refused_at, row.refusal = None, ""


def stop(broadcast: Broadcast, *, by: Person) -> int:
    """Take back what has not left yet; return how many mails. Raises RuleBroken when it is not being sent."""
    held = _hold(broadcast.id)
    if held is None or held.state is not BroadcastState.SENDING:
        raise RuleBroken(_("Hier wird gerade nichts verschickt."))
    taken_back = batches.stop(held.batch) if held.batch is not None else 0
    held.state, held.finished_at = BroadcastState.STOPPED, clock.now()
    audit.record("broadcast.stopped", held, by)
    return taken_back


@dataclass(frozen=True)
class Standing:
    """How far a mail to all is, in numbers."""

    sent: int
    refused: int
    unclear: int
    waiting: int
    letters: int
    is_over: bool

    @property
    def total(self) -> int:
        """How many mails there are."""
        return self.sent + self.refused + self.unclear + self.waiting


def standing_of(broadcast: Broadcast, still_to_queue: int = 0) -> Standing:
    """Return how far it is; `still_to_queue` are those for whom not even a mail is queued."""
    found = batches.progress(broadcast.batch) if broadcast.batch is not None else Progress()
    waiting = found.queued + found.sending + still_to_queue
    over = broadcast.state in (BroadcastState.DONE, BroadcastState.STOPPED) and not waiting
    return Standing(found.sent, found.failed, found.unclear, waiting, broadcast.letters, over)
