"""Passwords: argon2id, a minimum length, none of the common ones, no rules of composition (NIST SP 800-63B)."""

from __future__ import annotations

from functools import cache
from importlib import resources

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from app.rules import RuleBroken

SHORTEST = 10
LONGEST = 200

# OWASP's first recommendation for argon2id: 19 MiB, two rounds, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Say whether it is the password. Takes as long without one: nobody learns who has an account."""
    try:
        _hasher.verify(stored or _no_password(), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Say whether a hash was made with older parameters and is to be made anew at the next login."""
    return _hasher.check_needs_rehash(stored)


@cache
def _no_password() -> str:
    return _hasher.hash("no password is this one")


@cache
def _common() -> frozenset[str]:
    text = resources.files("app.accounts").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def check_new(password: str, *, name: str = "", email: str = "") -> None:
    """Refuse a new password that is too short or easily guessed. Raises RuleBroken."""
    if len(password) < SHORTEST:
        raise RuleBroken(
            _("Bitte mindestens %(n)d Zeichen nehmen. Gut sind drei, vier Wörter, die nur dir einfallen.",
              n=SHORTEST), field="password",
        )  # fmt: skip
    plain = "".join(c for c in password.lower() if c.isalnum())
    own = {
        part for part in (*name.lower().split(), *email.lower().replace("@", ".").split(".")) if len(part) > 3
    }
    without_digits = plain.strip("0123456789")
    if (
        plain in _common()
        or without_digits in _common()
        or without_digits in own
        or len(set(plain)) <= 3
        or plain in "12345678901234567890"
    ):
        raise RuleBroken(
            _("Dieses Passwort wird leicht erraten. Gut sind drei, vier Wörter, die nur dir einfallen."),
            field="password",
        )
