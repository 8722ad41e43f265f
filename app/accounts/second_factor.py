"""The second factor: time-based codes (RFC 6238) from an app on the phone, and recovery codes for a lost one."""

from __future__ import annotations

import secrets

import pyotp
import segno
import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.accounts import sessions, throttle
from app.accounts.models import LoginSession, Person, RecoveryCode
from app.accounts.tokens import hashed
from app.extensions import db
from app.rules import RuleBroken

STEP_S = 30
DRIFT_STEPS = 1
"""Phones' clocks are off: the step before and after count, too."""
RECOVERY_CODES = 8
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def prepare(person: Person) -> str:
    """Return the secret to scan; it counts only after the first right code."""
    if person.has_second_factor:
        raise RuleBroken(_("Dein zweiter Schritt ist schon eingerichtet."))
    if person.totp_secret is None:
        person.totp_secret = pyotp.random_base32()
        db.session.flush()
    return person.totp_secret


def address(person: Person) -> str:
    """Return what the QR code says: an otpauth address."""
    return pyotp.TOTP(person.totp_secret or "").provisioning_uri(
        name=person.email, issuer_name="Stadtteilwerk"
    )


def picture(person: Person) -> str:
    """Return the QR code as SVG."""
    return segno.make(address(person), error="m").svg_inline(scale=5, dark="#1d1b1a", light="#ffffff")


def _accept_code(person: Person, code: str) -> bool:
    """Say whether it is a code of now that was not used before, and use it up."""
    totp = pyotp.TOTP(person.totp_secret or "")
    step = int(clock.now().timestamp()) // STEP_S
    for candidate in range(step - DRIFT_STEPS, step + DRIFT_STEPS + 1):
        if candidate > person.totp_last_step and secrets.compare_digest(
            totp.at(candidate * STEP_S).encode(), code.encode("utf-8", "replace")
        ):
            person.totp_last_step = candidate
            return True
    return False


def _accept_recovery_code(person: Person, code: str) -> bool:
    statement = (
        sa.update(RecoveryCode)
        .where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
        .where(RecoveryCode.code_hash == hashed(_plain(code)))
        .values(used_at=clock.now())
        .returning(RecoveryCode.id)
    )
    return db.session.scalars(statement).first() is not None


def _plain(code: str) -> str:
    return "".join(c for c in code.lower() if c.isalnum())


def confirm(person: Person, code: str, login: LoginSession) -> list[str]:
    """Set the second factor up by its first code; return the recovery codes, shown this once.

    Raises RuleBroken if the code is wrong, TooOften after too many.
    """
    throttle.count(throttle.SECOND_FACTOR, str(person.id))
    if person.has_second_factor or not _accept_code(person, _plain(code)):
        raise RuleBroken(_wrong(), field="code")
    person.totp_confirmed_at = clock.now()
    login.second_factor_at = clock.now()
    sessions.end_all(person, but=login)
    audit.record("person.second_factor_set_up", person, person)
    return renew_recovery_codes(person)


def renew_recovery_codes(person: Person) -> list[str]:
    """Replace the recovery codes; return the new ones."""
    codes = ["-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(2))
             for _ in range(RECOVERY_CODES)]  # fmt: skip
    person.recovery_codes = [RecoveryCode(code_hash=hashed(_plain(code))) for code in codes]
    db.session.flush()
    return codes


def show(person: Person, code: str, login: LoginSession) -> None:
    """Take the code (or a recovery code) at login. Raises RuleBroken, TooOften."""
    throttle.count(throttle.SECOND_FACTOR, str(person.id))
    if _accept_code(person, _plain(code)):
        pass
    elif _accept_recovery_code(person, code):
        audit.record("person.recovery_code_used", person, person)
    else:
        raise RuleBroken(_wrong(), field="code")
    throttle.forgive(throttle.SECOND_FACTOR, str(person.id))
    login.second_factor_at = clock.now()


def remove(person: Person, *, by: Person) -> None:
    """Take the second factor away (a lost phone without codes, or no longer wanted); ends the logins."""
    person.totp_secret = person.totp_confirmed_at = None
    person.totp_last_step = 0
    person.recovery_codes = []
    sessions.end_all(person)
    audit.record("person.second_factor_removed", person, by)


def _wrong() -> str:
    return str(
        _("Dieser Code stimmt nicht oder wurde schon benutzt. Nimm den nächsten, den dein Handy zeigt.")
    )
