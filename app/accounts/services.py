"""What may happen to an account: invited, logged in, reset, changed, disabled, erased."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock, outbox
from app.accounts import passwords, second_factor, sessions, throttle, tokens
from app.accounts.models import (
    FORMER_MEMBER,
    AccountToken,
    Language,
    LoginSession,
    MailWish,
    Person,
    TokenPurpose,
)
from app.extensions import db
from app.rules import RuleBroken


def by_email(email: str) -> Person | None:
    """Return the person with this address."""
    return db.session.scalars(sa.select(Person).where(Person.email == email.strip().lower())).first()


def add_person(*, name: str, email: str | None, phone: str = "", by: Person | None) -> Person:
    """Take in a person; without an address they exist without login. Raises RuleBroken for a known address."""
    if email and by_email(email) is not None:
        raise RuleBroken(_("Diese Adresse gehört schon zu jemandem hier."), field="email")
    person = Person(name=name, email=email.lower() if email else None, phone=phone)
    db.session.add(person)
    audit.record("person.added", person, by)
    return person


def invite(person: Person, *, by: Person | None, to: str) -> str:
    """Send a link that opens the account, valid for seven days, once; return it. `to` names the space.

    Raises RuleBroken where there is nothing to invite to.
    """
    if not person.email:
        raise RuleBroken(_("Ohne E-Mail-Adresse gibt es keine Einladung. Trag zuerst eine ein."))
    if not person.is_active:
        raise RuleBroken(_("Dieses Konto ist gesperrt."))
    if person.password_hash:
        raise RuleBroken(_("Diese Person hat schon einen Zugang."))
    secret = tokens.issue(person, TokenPurpose.INVITATION)
    outbox.queue(
        "invitation",
        person,
        confidential=True,
        path=f"/einladung/{secret}",
        sender=by,
        to=to,
    )
    audit.record("person.invited", person, by)
    return secret


def welcome(person: Person, *, by: Person, to: str, path: str) -> None:
    """Tell somebody who has a login that they now belong to one more space."""
    if person.email and person.is_active:
        outbox.queue("welcome", person, path=path, sender=by, to=to)


def accept_invitation(token: AccountToken, *, name: str, password: str) -> Person:
    """Open the account. Raises RuleBroken for a weak password."""
    person = token.person
    passwords.check_new(password, name=name, email=person.email or "")
    person.name = name
    person.password_hash = passwords.hash_password(password)
    tokens.end_all(person)
    audit.record("person.joined", person, person)
    return person


def log_in(email: str, password: str) -> Person:
    """Return the person with this address and password.

    Raises RuleBroken, the same and after the same time whatever was wrong; TooOften after too many.
    """
    throttle.count(throttle.LOGIN, email)
    person = by_email(email)
    db.session.commit()  # hashing takes its time: nobody should wait for SQLite's lock meanwhile
    right = passwords.matches(person.password_hash if person else None, password)
    if not right or person is None or not person.is_active:
        raise RuleBroken(
            _("Adresse oder Passwort stimmen nicht. Schau noch einmal nach, auch nach Groß und Klein.")
        )
    throttle.forgive(throttle.LOGIN, email)
    if person.password_hash and passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hash_password(password)
    return person


def log_out(login: LoginSession) -> None:
    """End the login on this device, on the server too."""
    sessions.end(login)
    sessions.leave()


def send_reset(email: str) -> None:
    """Send a link for a new password, if somebody has this address. The worker's job; commits by itself."""
    person = by_email(email)
    if person is not None and person.is_active and person.email:
        if person.password_hash:
            secret = tokens.issue(person, TokenPurpose.RESET)
            outbox.queue("reset", person, confidential=True, path=f"/passwort/{secret}")
        else:  # the invitation was lost, or its week is over
            invite(person, by=None, to="Stadtteilwerk")
        db.session.commit()


def reset_password(token: AccountToken, *, password: str) -> Person:
    """Set a new password; ends every login and every open link. Raises RuleBroken for a weak one."""
    person = token.person
    passwords.check_new(password, name=person.name, email=person.email or "")
    person.password_hash = passwords.hash_password(password)
    tokens.end_all(person)
    sessions.end_all(person)
    audit.record("person.password_reset", person, person)
    return person


def change_password(person: Person, *, old: str, new: str, login: LoginSession) -> None:
    """Set a new password by the old one; ends the other logins. Raises RuleBroken, TooOften."""
    throttle.count(throttle.LOGIN, person.email or "")
    if not passwords.matches(person.password_hash, old):
        raise RuleBroken(_("Das bisherige Passwort stimmt nicht."), field="old")
    passwords.check_new(new, name=person.name, email=person.email or "")
    person.password_hash = passwords.hash_password(new)
    tokens.end_all(person)
    sessions.end_all(person, but=login)
    audit.record("person.password_changed", person, person)


def remove_second_factor(person: Person, *, password: str) -> None:
    """Take the own second factor away, by the password; ends every login. Raises RuleBroken, TooOften."""
    throttle.count(throttle.LOGIN, person.email or "")
    if not passwords.matches(person.password_hash, password):
        raise RuleBroken(
            _("Das Passwort stimmt nicht. Der zweite Schritt ist noch eingerichtet."), field="password"
        )
    second_factor.remove(person, by=person)


def change_profile(person: Person, *, name: str, phone: str, language: Language, mail_wish: MailWish) -> None:
    """Change what a person says of themselves."""
    person.name, person.phone = name, phone
    if person.mail_wish is MailWish.NONE and mail_wish is not MailWish.NONE:
        # From now on: nobody gets mails about what they did not want to hear.
        person.digested_at = clock.now()
    person.language, person.mail_wish = language, mail_wish
    audit.record("person.profile_changed", person, person)


def change_contact(person: Person, *, name: str, email: str | None, phone: str, by: Person) -> None:
    """Change name and address by the office. Raises RuleBroken for a known or needed address."""
    email = email.lower() if email else None
    if email != person.email:
        if email and by_email(email) is not None:
            raise RuleBroken(_("Diese Adresse gehört schon zu jemandem hier."), field="email")
        if not email and person.password_hash:
            raise RuleBroken(_("Wer sich anmeldet, braucht eine Adresse."), field="email")
        tokens.end_all(person)  # a link that lies in the old mailbox opens nothing
        person.email = email
    person.name, person.phone = name, phone
    audit.record("person.contact_changed", person, by)


def disable(person: Person, *, by: Person) -> None:
    """Lock an account at once, in every open session. Raises RuleBroken for the own one."""
    if person is by:
        raise RuleBroken(_("Dein eigenes Konto kann nur jemand anderes sperren."))
    person.disabled_at = clock.now()
    sessions.end_all(person)
    tokens.end_all(person)
    audit.record("person.disabled", person, by)


def enable(person: Person, *, by: Person) -> None:
    """Open a locked account again. Raises RuleBroken for an erased one."""
    if person.erased_at is not None:
        raise RuleBroken(_("Diese Person wurde gelöscht; sie kann nur neu eingeladen werden."))
    person.disabled_at = None
    audit.record("person.enabled", person, by)


Forgetter = Callable[[Person], None]
_forgetters: list[Forgetter] = []


def forgets(forgetter: Forgetter) -> Forgetter:
    """Register what else is taken away of somebody who is erased, before the mails to them are."""
    _forgetters.append(forgetter)
    return forgetter


def erase(person: Person, *, by: Person) -> None:
    """Take everything personal away; the row stays where history needs an author.

    Memberships are ended by the caller (spaces.services.erase_person). Raises RuleBroken for the own one.
    """
    if person is by:
        raise RuleBroken(_("Dein eigenes Konto kann nur jemand anderes löschen."))
    for forget in _forgetters:
        forget(person)
    outbox.forget_person(person, successor=FORMER_MEMBER)
    person.name, person.email, person.phone = FORMER_MEMBER, None, ""
    person.password_hash = person.totp_secret = person.totp_confirmed_at = None
    person.recovery_codes = []
    person.disabled_at = person.disabled_at or clock.now()
    person.erased_at = clock.now()
    sessions.end_all(person)
    db.session.execute(sa.delete(AccountToken).where(AccountToken.person_id == person.id))
    audit.record("person.erased", person, by)
