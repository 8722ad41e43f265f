"""Mail is queued in the transaction that causes it; it leaves after the commit (`app/rounds.py`), or never."""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask_babel import gettext as _
from markupsafe import escape
from sqlalchemy.orm import Mapped, mapped_column

from app import audit, clock
from app.circular import UNSUBSCRIBE_MARK
from app.db import Base, Dated, Identified
from app.delivery import mails_become_files
from app.extensions import db
from app.rules import RuleBroken
from app.speech import speaking

if TYPE_CHECKING:
    from app.accounts.models import Person


class MailState(enum.StrEnum):
    """Where a mail is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"


LINK_OF_ANOTHER = "…"
"""Shown where the words of a batch have the reader's own link."""
NOT_IN_MEMORY = {"synchronize_session": False}
BODY_KEPT_FOR = timedelta(days=30)
MAIL_KEPT_FOR = timedelta(days=90)


class MailBatch(Identified, Dated, Base):
    """The words of a mail that many get, once for all of them. Global, as the mails are."""

    __tablename__ = "mail_batch"

    kind: Mapped[str] = mapped_column(sa.String(40))
    sender_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who is named in it, as with a single mail."""
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str]
    html: Mapped[str]
    """Both with the mark where the link stands that ends the subscription."""
    list_name: Mapped[str] = mapped_column(sa.String(120), default="")
    """What mail programs show as the list (RFC 2919)."""
    list_key: Mapped[str] = mapped_column(sa.String(60), default="")
    reply_to: Mapped[str] = mapped_column(sa.String(254), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """State to number, of those mails that are deleted by now: with those that are there, they are all."""
    finished_at: Mapped[datetime | None]
    """When nothing was waiting any more."""


class OutgoingMail(Identified, Dated, Base):
    """One mail to one person. Global, because the worker sends for all spaces and the office looks after it."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        sa.Index("ix_outgoing_mail_due", "due_at", sqlite_where=sa.text("state = 'queued'"),
                 postgresql_where=sa.text("state = 'queued'")),
        # A single mail, a lost password say, does not wait behind the thousands of a batch.
        sa.Index("ix_outgoing_mail_due_alone", "due_at",
                 sqlite_where=sa.text("state = 'queued' AND batch_id IS NULL"),
                 postgresql_where=sa.text("state = 'queued' AND batch_id IS NULL")),
        # Only of batches: else SQLite would look for single mails here, among all that were ever sent.
        sa.Index("ix_outgoing_mail_once_a_batch", "batch_id", "address", unique=True,
                 sqlite_where=sa.text("batch_id IS NOT NULL"),
                 postgresql_where=sa.text("batch_id IS NOT NULL")),
    )  # fmt: skip

    kind: Mapped[str] = mapped_column(sa.String(40))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    sender_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    """Who caused it and is named in it, if anybody; when they are erased, their name goes from it."""
    address: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str]
    html: Mapped[str]
    calendar: Mapped[str] = mapped_column(default="", server_default="")
    """The iCalendar text that goes along with an invitation; most mails have none."""
    batch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mail_batch.id"))
    """Then the words stand there, and here only what is this person's own."""
    unsubscribe_token: Mapped[str] = mapped_column(sa.String(64), default="", server_default="")
    confidential: Mapped[bool] = mapped_column(default=False)
    """It opens an account: its words are not shown to others, and are deleted once it is sent."""
    message_id: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[MailState] = mapped_column(default=MailState.QUEUED)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")
    """What the mail server said when it refused."""


@dataclass(frozen=True)
class Guest:
    """Somebody who gets a mail without being known here."""

    name: str
    email: str
    language: str = "de"
    id: None = None


class HeaderInjection(ValueError):
    """A line break in what becomes a mail header."""


@dataclass(frozen=True)
class Words:
    """What a mail says."""

    subject: str
    text: str
    html: str


def render(kind: str, person: Person | Guest, **context: object) -> Words:
    """Put a mail of this kind into words, in the language of this person."""
    # Apart from Flask's context for pages: mails are also queued by commands and by the worker,
    # where there is no request, and nothing of who is calling belongs in a mail to somebody else.
    templates = current_app.jinja_env
    with speaking(str(person.language)):
        text = templates.get_template(f"mail/{kind}.txt").render(person=person, **context)
        html = templates.get_template(f"mail/{kind}.html").render(person=person, **context)
    subject, _, body = text.partition("\n")
    return Words(subject.strip(" ")[:200], body.strip() + "\n", html)


def refuse_line_breaks(*headers: str) -> None:
    """Raise HeaderInjection if one of these is not one line, in whatever way a line can end."""
    for header in headers:
        if header.splitlines() not in ([], [header]) or any(ord(character) < 32 for character in header):
            raise HeaderInjection("A mail header must be one line.")


def own_domain() -> str:
    """Return the name of this house as mails know it."""
    return str(current_app.config["TRUSTED_HOSTS"][0] or "localhost")


def queue(
    kind: str,
    recipient: Person | Guest,
    *,
    sender: Person | None = None,
    confidential: bool = False,
    calendar: str = "",
    **context: object,
) -> OutgoingMail:
    """Queue a mail in this transaction; it leaves after the commit, or never.

    `kind` names the templates `mail/<kind>.txt` and `.html`; the first line of the text is the subject.
    `calendar` is an iCalendar file with a METHOD that goes along.
    Raises ValueError if the person has no address, HeaderInjection if the subject has a line break.
    """
    if not recipient.email:
        raise ValueError("This person has no e-mail address.")
    words = render(kind, recipient, **{"inviter": sender.name if sender is not None else "", **context})
    refuse_line_breaks(words.subject, recipient.email)
    row = OutgoingMail(
        kind=kind,
        person_id=recipient.id,
        sender_id=sender.id if sender is not None else None,
        address=recipient.email,
        subject=words.subject,
        text=words.text,
        html=words.html,
        calendar=calendar,
        confidential=confidential,
        message_id=make_msgid(domain=own_domain()),
    )
    db.session.add(row)
    db.session.info["mail_queued"] = True
    return row


# --- what a person decides, and what time does


def arrived(*, confidential: bool) -> dict[str, object]:
    """Return what is noted of a mail that a server has taken."""
    outcome: dict[str, object] = {"state": MailState.SENT, "finished_at": clock.now(), "answer": ""}
    if confidential and not mails_become_files():
        outcome.update(text="", html="", calendar="")
    return outcome


def words_of(mail: OutgoingMail) -> str:
    """Return what a mail says, as text; empty once that is deleted. What was sent to many has no link here."""
    batch = _batch_of(mail)
    return mail.text if batch is None else batch.text.replace(UNSUBSCRIBE_MARK, LINK_OF_ANOTHER)


def _batch_of(mail: OutgoingMail) -> MailBatch | None:
    return db.session.get_one(MailBatch, mail.batch_id) if mail.batch_id is not None else None


def send_again(row: OutgoingMail, *, by: Person) -> None:
    """Queue a failed or unclear mail once more: a person decided it. Raises RuleBroken for others."""
    if row.state not in (MailState.FAILED, MailState.UNCLEAR) or not words_of(row):
        raise RuleBroken(_("Diese Mail lässt sich nicht noch einmal verschicken."))
    row.state, row.due_at, row.attempts = MailState.QUEUED, clock.now(), 0
    row.finished_at, row.answer = None, ""
    if (batch := _batch_of(row)) is not None:
        batch.finished_at = None
    db.session.info["mail_queued"] = True
    audit.record("mail.sent_again", row, by)


def settle(row: OutgoingMail, *, by: Person) -> None:
    """Note that an unclear mail did arrive. Raises RuleBroken for others."""
    if row.state is not MailState.UNCLEAR:
        raise RuleBroken(_("Nur eine unklare Mail lässt sich so abschließen."))
    for name, value in arrived(confidential=row.confidential).items():
        setattr(row, name, value)
    audit.record("mail.settled", row, by)


def forget_person(person: Person, *, successor: str) -> None:
    """Delete the mails to somebody; `successor` stands where mails to others named them as the sender."""
    to_them = OutgoingMail.person_id == person.id
    if person.email:
        to_them = sa.or_(
            to_them, sa.and_(OutgoingMail.batch_id.is_not(None), OutgoingMail.address == person.email)
        )
    _delete(to_them)
    for row in db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.sender_id == person.id)):
        row.subject = row.subject.replace(person.name, successor)[:200]
        row.text = row.text.replace(person.name, successor)
        row.html = row.html.replace(str(escape(person.name)), successor)
        row.calendar = ""  # names may be folded in there; the words of the mail say the same
    for batch in db.session.scalars(sa.select(MailBatch).where(MailBatch.sender_id == person.id)):
        batch.subject = batch.subject.replace(person.name, successor)[:200]
        batch.text = batch.text.replace(person.name, successor)
        batch.html = batch.html.replace(str(escape(person.name)), successor)
        if batch.reply_to == person.email:
            batch.reply_to = ""
        of_batch = sa.update(OutgoingMail).where(OutgoingMail.batch_id == batch.id)
        db.session.execute(of_batch.values(subject=batch.subject), execution_options=NOT_IN_MEMORY)


def forget_address(address: str) -> None:
    """Delete the mails to many that went to this address: it was on a list, and is to be forgotten."""
    _delete(sa.and_(OutgoingMail.batch_id.is_not(None), OutgoingMail.address == address))


def _delete(which: sa.ColumnElement[bool]) -> None:
    """Delete mails; how many of a batch they were stays. What was just being handed over is unclear for ever."""
    gone = sa.delete(OutgoingMail).where(which).returning(OutgoingMail.batch_id, OutgoingMail.state)
    of_batch: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for batch_id, state in db.session.execute(gone):
        if batch_id is not None and state is not MailState.QUEUED:
            of_batch[batch_id][MailState.UNCLEAR if state is MailState.SENDING else state] += 1
    for batch_id in sorted(of_batch):
        # Two who delete at once must not count over each other.
        batch = db.session.get_one(MailBatch, batch_id, with_for_update=True, populate_existing=True)
        batch.counts = dict(Counter(batch.counts) + of_batch[batch_id])


def forget_old_mails() -> None:
    """Delete finished mails and the files that stood in for them, when nobody needs them any more.

    The worker's job; commits.
    """
    before = clock.now() - MAIL_KEPT_FOR
    # An unclear one stays until somebody says what is right; to ask thousands is nobody's work.
    unclear = sa.and_(OutgoingMail.state == MailState.UNCLEAR, OutgoingMail.batch_id.is_not(None))
    _delete(sa.or_(OutgoingMail.finished_at < before, sa.and_(unclear, OutgoingMail.claimed_at < before)))
    db.session.commit()
    for file in (current_app.config["INSTANCE"] / "mail").glob("*.eml"):
        if file.stat().st_mtime < before.timestamp():
            file.unlink(missing_ok=True)


def forget_old_words() -> int:
    """Empty the words of mails that ended long ago, well or not; return how many. The worker's job; commits."""
    before = clock.now() - BODY_KEPT_FOR
    old = sa.and_(
        OutgoingMail.state.in_((MailState.SENT, MailState.FAILED, MailState.UNCLEAR)),
        sa.func.coalesce(OutgoingMail.finished_at, OutgoingMail.claimed_at) < before,
        OutgoingMail.text != "",
    )
    result: Any = db.session.execute(sa.update(OutgoingMail).where(old).values(text="", html="", calendar=""))
    of_many = sa.and_(MailBatch.finished_at < before, MailBatch.text != "")
    batches: Any = db.session.execute(
        sa.update(MailBatch).where(of_many).values(text="", html="", reply_to="")
    )
    db.session.commit()
    return int(result.rowcount) + int(batches.rowcount)


def init_outbox(app: Flask) -> None:
    """Make links in mails come from PUBLIC_URL, never from the Host that a request names."""

    def public_url(path: str) -> str:
        return str(app.config["PUBLIC_URL"]) + path

    app.jinja_env.globals["public_url"] = public_url
