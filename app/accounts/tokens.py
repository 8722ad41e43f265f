"""Secrets that are handed out and only their hash kept: login cookies, mailed links, recovery codes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa

from app import clock
from app.accounts.models import AccountToken, Person, TokenPurpose
from app.extensions import db

LIFETIMES = {TokenPurpose.INVITATION: timedelta(days=7), TokenPurpose.RESET: timedelta(minutes=10)}


def new_secret() -> str:
    """Return 256 random bits as text for an address or a cookie."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what is stored of a secret. Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def issue(person: Person, purpose: TokenPurpose) -> str:
    """Return the secret of a new mailed link; earlier ones for the same purpose end."""
    end_all(person, purpose)
    secret = new_secret()
    db.session.add(
        AccountToken(
            person_id=person.id,
            purpose=purpose,
            token_hash=hashed(secret),
            expires_at=clock.now() + LIFETIMES[purpose],
        )
    )
    return secret


def find(secret: str, purpose: TokenPurpose) -> AccountToken | None:
    """Return the open link with this secret, or None when it is unknown, used, over or for something else."""
    statement = sa.select(AccountToken).where(
        AccountToken.token_hash == hashed(secret),
        AccountToken.purpose == purpose,
        AccountToken.used_at.is_(None),
        AccountToken.expires_at > clock.now(),
    )
    token = db.session.scalars(statement).first()
    return token if token is not None and token.person.is_active else None


def end_all(person: Person, purpose: TokenPurpose | None = None) -> None:
    """End every open link of a person, or those of one purpose."""
    statement = sa.update(AccountToken).where(
        AccountToken.person_id == person.id, AccountToken.used_at.is_(None)
    )
    if purpose is not None:
        statement = statement.where(AccountToken.purpose == purpose)
    db.session.execute(statement.values(used_at=clock.now()))
