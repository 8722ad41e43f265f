"""Counting attempts in the database, for each account and each network; nobody is locked out for good."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, request
from flask_babel import ngettext
from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.accounts.models import ThrottleCount
from app.extensions import db
from app.rules import TooOften

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Limit:
    """How often something may be tried within fifteen minutes."""

    name: str
    per_account: int
    per_network: int


LOGIN = Limit("login", per_account=8, per_network=60)
SECOND_FACTOR = Limit("second_factor", per_account=6, per_network=60)
RESET = Limit("reset", per_account=3, per_network=20)


def network() -> str:
    """Return the caller's network: a household (/24, /64), because single addresses are cheap."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    prefix = 24 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def count(limit: Limit, account: str) -> None:
    """Count an attempt, first of all, before it is made. Raises TooOften.

    Commits by itself, the one exception to the commit at the edge: what was counted must stay when the
    attempt is refused, and SQLite's write lock must not be held while a password is hashed.
    """
    limits = {
        _keyed_hash(f"{limit.name}:account:{account}"): limit.per_account,
        _keyed_hash(f"{limit.name}:network:{network()}"): limit.per_network,
    }
    now = clock.now()
    start = _window(now)
    tries = _count_one_more(list(limits), start)
    db.session.commit()
    if any(tries[key] > most for key, most in limits.items()):
        raise _too_often(now, start)


def refuse_if_over(limit: Limit) -> None:
    """Refuse a network that has tried too often already; this one is not counted. Raises TooOften.

    For pages that change nothing when they are looked at: they count only what was a guess.
    """
    now = clock.now()
    start = _window(now)
    counted = sa.select(ThrottleCount.count).where(
        ThrottleCount.key == _keyed_hash(f"{limit.name}:network:{network()}"),
        ThrottleCount.window_start == start,
    )
    if (db.session.scalars(counted).first() or 0) >= limit.per_network:
        raise _too_often(now, start)


def _window(now: datetime) -> datetime:
    """Return when the quarter of an hour began that attempts count in."""
    return now - (now - now.replace(hour=0, minute=0, second=0, microsecond=0)) % WINDOW


def _too_often(now: datetime, start: datetime) -> TooOften:
    wait_s = int((start + WINDOW - now).total_seconds()) + 1
    minutes = -(-wait_s // 60)
    return TooOften(
        ngettext(
            "Das waren viele Versuche hintereinander. Bitte warte eine Minute und versuche es dann wieder.",
            "Das waren viele Versuche hintereinander. Bitte warte %(num)d Minuten und versuche es dann wieder.",
            minutes,
        ),
        wait_s=wait_s,
    )


def _count_one_more(keys: list[str], start: datetime) -> dict[str, int]:
    """Count one more attempt in the window that began at `start`; return how many there are now, by key."""
    on_postgresql = db.session.get_bind().dialect.name == "postgresql"
    insert: Any = postgresql.insert if on_postgresql else sqlite.insert
    first = insert(ThrottleCount).values([{"key": key, "window_start": start, "count": 1} for key in keys])
    counted = first.on_conflict_do_update(
        index_elements=["key", "window_start"], set_={"count": ThrottleCount.count + 1}
    ).returning(ThrottleCount.key, ThrottleCount.count)
    return {key: tries for key, tries in db.session.execute(counted)}  # noqa: C416  # dict() is not typed for rows


def _keyed_hash(key: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, key.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def forgive(limit: Limit, account: str) -> None:
    """Forget the attempts at an account after one that succeeded."""
    key = _keyed_hash(f"{limit.name}:account:{account}")
    db.session.execute(sa.delete(ThrottleCount).where(ThrottleCount.key == key))


def forget_old() -> None:
    """Delete counts that no longer matter. The worker's job; does not commit."""
    db.session.execute(sa.delete(ThrottleCount).where(ThrottleCount.window_start < clock.now() - 2 * WINDOW))
