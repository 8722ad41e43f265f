"""What may happen to a list and to who is on it: opened, described, signed up for, confirmed, left."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock, outbox
from app.access import SpaceKind
from app.accounts.models import Person
from app.accounts.services import by_email
from app.accounts.tokens import hashed, new_secret
from app.extensions import db
from app.lists.audience import members_of
from app.lists.models import MailingList, Subscriber, SubscriberState
from app.outbox import Guest
from app.rules import Changed, RuleBroken
from app.spaces.models import Space

CONSENT = "2025-1"
"""Which words people agree to when they sign up: those in templates/lists/consent.html. Changed with them."""
CONFIRMATION = "list_confirmation"
"""The mail with the link that confirms a sign-up."""
CONFIRMED_WITHIN = timedelta(hours=48)
NO_SECOND_MAIL_WITHIN = timedelta(hours=1)
"""Whoever types somebody else's address again and again sends them one mail an hour."""
BACK_WITHIN = timedelta(hours=24)
"""So long the link with which somebody left also brings them back."""


def refuse_line_breaks(text: str, *, field: str) -> None:
    """Refuse what would become more than one line of a mail's head. Raises RuleBroken."""
    if any(ord(c) < 32 or c in "\x7f\x85\u2028\u2029" for c in text):
        raise RuleBroken(_("Bitte in einer Zeile schreiben, ohne Umbruch."), field=field)


# --- the list


def usual_name(space: Space) -> str:
    """Return how the list of a space is called before anybody named it."""
    if space.kind is SpaceKind.COUNTY:
        return str(_("Kreisverteiler"))
    return str(_("Verteiler %(space)s", space=space.short_name))


def list_of(space: Space) -> MailingList | None:
    """Return the list of a space; None as long as nobody used it."""
    return db.session.scalars(sa.select(MailingList).where(MailingList.space_id == space.id)).first()


def open_list(space: Space, *, by: Person) -> MailingList:
    """Return the list of a space; with the first use it is made."""
    found = list_of(space)
    if found is None:
        found = MailingList(name=usual_name(space)[:120])
        db.session.add(found)
        audit.record("list.opened", found, by)
    return found


def describe(
    space: Space, *, name: str, about: str, is_open: bool, seen_version: int, by: Person
) -> MailingList:
    """Change what a list says of itself, and whether everybody may sign up.

    Raises Changed if somebody else did so meanwhile, RuleBroken for a name of several lines.
    """
    refuse_line_breaks(name, field="name")
    known = list_of(space)
    if seen_version != (known.version if known is not None else 0):
        raise Changed(_("Inzwischen hat jemand anderes diese Angaben geändert."))
    if is_open and not about.strip():
        raise RuleBroken(
            _("Schreib dazu, was kommt und wie oft: Das liest, wer sich anmelden möchte."), field="about"
        )
    found = open_list(space, by=by)
    found.name, found.about, found.is_open = name, about, is_open
    audit.record("list.described", found, by, is_open=is_open)
    return found


# --- signing up


def sign_up(mailing_list: MailingList, space: Space, *, name: str, email: str) -> None:
    """Send the mail that confirms it, unless the address is on the list already; say nothing of that.

    Raises RuleBroken for a list that is not open, or a name of several lines.
    """
    if not mailing_list.is_open:
        raise RuleBroken(_("Für diesen Verteiler kann sich gerade niemand anmelden."))
    refuse_line_breaks(name, field="name")
    row = _row_for(mailing_list, space, email.lower())
    if row is None or row.state is SubscriberState.ACTIVE:
        return
    last = row.confirm_until - CONFIRMED_WITHIN if row.confirm_until is not None else None
    if last is not None and clock.now() - last < NO_SECOND_MAIL_WITHIN:
        return
    secret = new_secret()
    row.confirm_hash, row.confirm_until = hashed(secret), clock.now() + CONFIRMED_WITHIN
    if row.person_id is None:
        row.name = name or row.name
    row.consent = CONSENT
    outbox.queue(
        CONFIRMATION,
        Guest(row.name, email.lower()),
        confidential=True,  # whoever reads it could confirm in somebody else's name
        path=f"/verteiler/bestaetigen/{secret}",
        list_name=mailing_list.name,
        about=mailing_list.about,
    )


def _row_for(mailing_list: MailingList, space: Space, email: str) -> Subscriber | None:
    """Return the row of whoever has this address, a new one where there is none; None: on the list as a member."""
    person = by_email(email)
    if person is not None and person.id in members_of(space):
        return row_of_member(mailing_list, person)  # without a row they never left
    found = db.session.scalars(
        sa.select(Subscriber).where(Subscriber.list_id == mailing_list.id, Subscriber.email == email)
    ).first()
    if found is None:
        found = Subscriber(list_id=mailing_list.id, email=email)
        db.session.add(found)
        db.session.flush()
    return found


def row_of_member(mailing_list: MailingList, person: Person) -> Subscriber | None:
    """Return what is noted of a member: that something was sent to them, or that they left."""
    statement = sa.select(Subscriber).where(
        Subscriber.list_id == mailing_list.id, Subscriber.person_id == person.id
    )
    return db.session.scalars(statement).first()


def may_confirm(row: Subscriber) -> bool:
    """Say whether the link of the mail is still good."""
    return row.confirm_until is not None and row.confirm_until > clock.now()


def confirm(row: Subscriber) -> None:
    """Put somebody on the list who confirmed it. Raises RuleBroken when the link is too old."""
    if row.state is SubscriberState.ACTIVE:
        return
    if not may_confirm(row):
        raise RuleBroken(_("Dieser Link gilt nicht mehr. Melde dich einfach noch einmal an."))
    row.state, row.confirmed_at, row.left_at = SubscriberState.ACTIVE, clock.now(), None
    audit.record("subscriber.confirmed", row, None)


# --- leaving


def leave(row: Subscriber, *, by: Person | None = None) -> None:
    """End it for somebody, at once; a second time changes nothing. A member stays a member."""
    for one in _all_rows_with_the_address_of(row):
        one.confirm_hash = one.confirm_until = None
        if one.state is not SubscriberState.LEFT:
            one.state, one.left_at = SubscriberState.LEFT, clock.now()
            audit.record("subscriber.left", one, by)


def _all_rows_with_the_address_of(row: Subscriber) -> list[Subscriber]:
    """Return the row, and others of this list for the same mailbox: who signed up may be a member by now."""
    rows = [row]
    others = sa.select(Subscriber).where(Subscriber.list_id == row.list_id, Subscriber.id != row.id)
    if row.person is not None and row.person.email:
        rows += db.session.scalars(others.where(Subscriber.email == row.person.email.lower()))
    elif row.person is None and (person := by_email(row.email)) is not None:
        rows += db.session.scalars(others.where(Subscriber.person_id == person.id))
    return rows


def may_come_back(row: Subscriber) -> bool:
    """Say whether the link that somebody left with still brings them back."""
    return (
        row.state is SubscriberState.LEFT
        and row.left_at is not None
        and clock.now() - row.left_at < BACK_WITHIN
    )


def come_back(row: Subscriber) -> None:
    """Put somebody on the list again who just left it. Raises RuleBroken when that is long ago."""
    if row.state is SubscriberState.ACTIVE:
        return
    if not may_come_back(row):
        raise RuleBroken(_("Das ist schon eine Weile her. Melde dich bitte noch einmal an."))
    _put_back(row)


def _put_back(row: Subscriber) -> None:
    for one in _all_rows_with_the_address_of(row):
        if one.confirmed_at is not None or one.person_id is not None:
            one.state, one.left_at = SubscriberState.ACTIVE, None
            audit.record("subscriber.came_back", one, one.person)


def member_leaves(mailing_list: MailingList, person: Person) -> None:
    """End it for a member who is logged in."""
    leave(_need_row(mailing_list, person), by=person)


def member_comes_back(mailing_list: MailingList, person: Person) -> None:
    """Put a member on the list again, whenever they like: they are logged in, nobody has to confirm anything."""
    row = _need_row(mailing_list, person)
    if row.state is not SubscriberState.ACTIVE:
        _put_back(row)


def _need_row(mailing_list: MailingList, person: Person) -> Subscriber:
    row = row_of_member(mailing_list, person)
    if row is None:
        row = Subscriber(list_id=mailing_list.id, person_id=person.id, state=SubscriberState.ACTIVE)
        db.session.add(row)
        db.session.flush()
    return row


def remove(row: Subscriber, *, by: Person) -> None:
    """Take somebody off who asked for it, by phone say."""
    leave(row, by=by)
