"""What the small Kreisverband of `tests/people.py` holds of mailing lists.

In each space: a list that everybody may sign up for, somebody on it who is no member, somebody who has not confirmed
yet; a mail to all as a draft, one that is planned, one that is being sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.accounts.tokens import hashed
from app.lists.models import Broadcast, BroadcastState, MailingList, Subscriber, SubscriberState
from app.tenancy import ScopedSession


def leave_token(slug: str) -> str:
    """The secret of the link with which the subscriber leaves the list."""
    return f"leave-list-of-{slug}"


def confirm_secret(slug: str) -> str:
    """The secret of the link that confirms the open sign-up."""
    return f"confirm-list-of-{slug}"


def fill_lists(session: ScopedSession, slug: str, *, by_id: int, now: datetime) -> dict[str, int]:
    """Fill one space; return the keys by the names that addresses use."""
    mailing_list = MailingList(name=f"Verteiler in {slug}", about=f"Neues aus {slug}", is_open=True)
    session.add(mailing_list)
    session.flush()
    active = Subscriber(
        list_id=mailing_list.id, email=f"leserin.{slug}@demo.example", name=f"Leserin in {slug}",
        state=SubscriberState.ACTIVE, token=leave_token(slug), confirmed_at=now - timedelta(days=40), consent="2025-1",
    )  # fmt: skip
    pending = Subscriber(
        list_id=mailing_list.id, email=f"offen.{slug}@demo.example", token=f"unused-{slug}", consent="2025-1",
        confirm_hash=hashed(confirm_secret(slug)), confirm_until=now + timedelta(hours=40),
    )  # fmt: skip
    texts = {
        state: Broadcast(
            list_id=mailing_list.id, subject=f"Mail {state.value} in {slug}", text=f"Worte an alle in {slug}",
            state=state, by_id=by_id,
            send_at=now + timedelta(days=1) if state is BroadcastState.SCHEDULED else None,
            started_at=now if state is BroadcastState.SENDING else None,
        )
        for state in (BroadcastState.DRAFT, BroadcastState.SCHEDULED, BroadcastState.SENDING)
    }  # fmt: skip
    session.add_all([active, pending, *texts.values()])
    session.flush()
    return {
        "subscriber_id": active.id,
        "broadcast_id": texts[BroadcastState.DRAFT].id,
        "planned_broadcast_id": texts[BroadcastState.SCHEDULED].id,
        "sent_broadcast_id": texts[BroadcastState.SENDING].id,
    }
