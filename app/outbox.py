"""Mail is queued in the transaction that causes it and sent by the worker, one at a time.

Claim, commit, send, commit: a mail that is found "sending" after a crash may have gone out or not. It
becomes "unclear" and is shown to a person; it is never sent twice in silence. No transaction is open while
the mail server is talked to: nobody waits for SQLite's lock meanwhile.
"""

from __future__ import annotations

import enum
import logging
import threading
import time
from contextlib import closing
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
from app.db import Base, Dated, Identified
from app.delivery import Lost, MailFolder, MailServer, Message, Refused, mails_become_files
from app.extensions import db
from app.rules import RuleBroken
from app.speech import speaking

if TYPE_CHECKING:
    from app.accounts.models import Person

log = logging.getLogger(__name__)


class MailState(enum.StrEnum):
    """Where a mail is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"


STALE_AFTER = timedelta(minutes=10)
"""A mail that has been "sending" for longer than any server keeps us waiting belonged to a killed worker."""
ROUND_S = 45
"""Then a round of sending ends and the next begins, so that the worker's heartbeat stays on time."""
RETRY_AFTER = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
BODY_KEPT_FOR = timedelta(days=30)
MAIL_KEPT_FOR = timedelta(days=90)


class MailBatch(Identified, Dated, Base):
    """The words of a mail that many get, once for all of them. Global, as the mails are."""

    __tablename__ = "mail_batch"

    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str]
    html: Mapped[str]
    """Both with the mark where the link stands that ends the subscription."""
    list_name: Mapped[str] = mapped_column(sa.String(120), default="")
    """What mail programs show as the list (RFC 2919)."""
    list_key: Mapped[str] = mapped_column(sa.String(60), default="")
    reply_to: Mapped[str] = mapped_column(sa.String(254), default="")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """State to number of mails, noted when all are done: the mails themselves are deleted some time later."""
    finished_at: Mapped[datetime | None]


class OutgoingMail(Identified, Dated, Base):
    """One mail to one person. Global, because the worker sends for all spaces and the office looks after it."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        sa.Index("ix_outgoing_mail_due", "due_at", sqlite_where=sa.text("state = 'queued'"),
                 postgresql_where=sa.text("state = 'queued'")),
        sa.Index("ix_outgoing_mail_once_a_batch", "batch_id", "address", unique=True),
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
    # Rendered apart from Flask's context for pages: mails are also queued by commands and by the worker,
    # where there is no request, and nothing of who is calling belongs in a mail to somebody else.
    templates = current_app.jinja_env
    words = {"inviter": sender.name if sender is not None else "", **context}
    with speaking(str(recipient.language)):
        text = templates.get_template(f"mail/{kind}.txt").render(person=recipient, **words)
        html = templates.get_template(f"mail/{kind}.html").render(person=recipient, **words)
    subject, _, body = text.partition("\n")
    for header in (subject, recipient.email):
        if any(ord(character) < 32 for character in header):
            raise HeaderInjection("A mail header must be one line.")
    row = OutgoingMail(
        kind=kind,
        person_id=recipient.id,
        sender_id=sender.id if sender is not None else None,
        address=recipient.email,
        subject=subject.strip()[:200],
        text=body.strip() + "\n",
        html=html,
        calendar=calendar,
        confidential=confidential,
        message_id=make_msgid(domain=current_app.config["TRUSTED_HOSTS"][0] or "localhost"),
    )
    db.session.add(row)
    db.session.info["mail_queued"] = True
    return row


# --- sending


stopping = threading.Event()
"""Set when the worker is asked to end: the mail at hand is finished, no other is begun."""


def deliver_due(limit: int = 500) -> int:
    """Send what is due, one by one; return how many were tried. The worker's job; commits by itself."""
    _mark_unclear()
    tried, begin = 0, time.monotonic()
    with closing(MailFolder() if mails_become_files() else MailServer()) as way:
        while tried < limit and way.is_open and not stopping.is_set() and time.monotonic() - begin < ROUND_S:
            row = _claim()
            if row is None:
                break
            tried += 1
            _send(row, way)
    return tried


def _mark_unclear() -> None:
    stale = sa.and_(
        OutgoingMail.state == MailState.SENDING, OutgoingMail.claimed_at < clock.now() - STALE_AFTER
    )
    db.session.execute(sa.update(OutgoingMail).where(stale).values(state=MailState.UNCLEAR))
    db.session.commit()


def _claim() -> OutgoingMail | None:
    """Take the mail that is due first. What is returned is a copy: the row may be erased while it is sent."""
    queued = OutgoingMail.state == MailState.QUEUED
    first = sa.select(OutgoingMail.id).where(queued, OutgoingMail.due_at <= clock.now())
    first = first.order_by(OutgoingMail.due_at, OutgoingMail.id).limit(1).with_for_update(skip_locked=True)
    # Only the one who turns "queued" into "sending" sends.
    claim = sa.update(OutgoingMail).where(OutgoingMail.id == first.scalar_subquery(), queued)
    claim = claim.values(
        state=MailState.SENDING, claimed_at=clock.now(), attempts=OutgoingMail.attempts + 1
    ).execution_options(synchronize_session=False, populate_existing=True)
    row = db.session.scalars(claim.returning(OutgoingMail)).first()
    if row is not None:
        db.session.expunge(row)
    db.session.commit()
    return row


def _send(row: OutgoingMail, way: MailServer | MailFolder) -> None:
    outcome: dict[str, object]
    try:
        message = Message(
            subject=row.subject,
            recipients=[row.address],
            body=row.text,
            html=row.html,
            calendar=row.calendar,
            extra_headers={"Auto-Submitted": "auto-generated"},
        )
        message.msgId = row.message_id
        way.take(message, f"{row.id:06d}-{row.kind}")
    except Lost as lost:
        outcome = {"state": MailState.UNCLEAR, "answer": str(lost)[:500]}
    except Refused as refused:
        outcome = {"answer": str(refused)[:500]}
        if refused.for_now and row.attempts <= len(RETRY_AFTER):
            due_at = clock.now() + RETRY_AFTER[row.attempts - 1]
            outcome.update(state=MailState.QUEUED, due_at=due_at)
        else:
            outcome.update(state=MailState.FAILED, finished_at=clock.now())
    except Exception as error:  # one mail that cannot be sent must not keep the others waiting
        log.exception("Mail %d could not be sent.", row.id)
        outcome = {"state": MailState.FAILED, "finished_at": clock.now(), "answer": type(error).__name__}
    else:
        outcome = _arrived(row)
    db.session.execute(sa.update(OutgoingMail).where(OutgoingMail.id == row.id).values(**outcome))
    db.session.commit()


def _arrived(row: OutgoingMail) -> dict[str, object]:
    outcome: dict[str, object] = {"state": MailState.SENT, "finished_at": clock.now(), "answer": ""}
    if row.confidential and not mails_become_files():
        outcome.update(text="", html="", calendar="")
    return outcome


# --- what a person decides, and what time does


def send_again(row: OutgoingMail, *, by: Person) -> None:
    """Queue a failed or unclear mail once more: a person decided it. Raises RuleBroken for others."""
    if row.state not in (MailState.FAILED, MailState.UNCLEAR) or not row.text:
        raise RuleBroken(_("Diese Mail lässt sich nicht noch einmal verschicken."))
    row.state, row.due_at, row.attempts = MailState.QUEUED, clock.now(), 0
    row.finished_at, row.answer = None, ""
    db.session.info["mail_queued"] = True
    audit.record("mail.sent_again", row, by)


def settle(row: OutgoingMail, *, by: Person) -> None:
    """Note that an unclear mail did arrive. Raises RuleBroken for others."""
    if row.state is not MailState.UNCLEAR:
        raise RuleBroken(_("Nur eine unklare Mail lässt sich so abschließen."))
    for name, value in _arrived(row).items():
        setattr(row, name, value)
    audit.record("mail.settled", row, by)


def forget_person(person: Person, *, successor: str) -> None:
    """Delete the mails to somebody; `successor` stands where mails to others named them as the sender."""
    db.session.execute(sa.delete(OutgoingMail).where(OutgoingMail.person_id == person.id))
    for row in db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.sender_id == person.id)):
        row.subject = row.subject.replace(person.name, successor)[:200]
        row.text = row.text.replace(person.name, successor)
        row.html = row.html.replace(str(escape(person.name)), successor)
        row.calendar = ""  # names may be folded in there; the words of the mail say the same


def forget_old_mails() -> None:
    """Delete finished mails and the files that stood in for them, when nobody needs them any more.

    The worker's job; commits.
    """
    before = clock.now() - MAIL_KEPT_FOR
    db.session.execute(sa.delete(OutgoingMail).where(OutgoingMail.finished_at < before))
    db.session.commit()
    for file in (current_app.config["INSTANCE"] / "mail").glob("*.eml"):
        if file.stat().st_mtime < before.timestamp():
            file.unlink(missing_ok=True)


def forget_old_words() -> int:
    """Empty the words of mails that ended long ago, well or not; return how many. The worker's job."""
    old = sa.and_(
        OutgoingMail.state.in_((MailState.SENT, MailState.FAILED, MailState.UNCLEAR)),
        sa.func.coalesce(OutgoingMail.finished_at, OutgoingMail.claimed_at) < clock.now() - BODY_KEPT_FOR,
        OutgoingMail.text != "",
    )
    result: Any = db.session.execute(sa.update(OutgoingMail).where(old).values(text="", html="", calendar=""))
    db.session.commit()
    return int(result.rowcount)


def init_outbox(app: Flask) -> None:
    """Make links in mails come from PUBLIC_URL, never from the Host that a request names."""

    def public_url(path: str) -> str:
        return str(app.config["PUBLIC_URL"]) + path

    app.jinja_env.globals["public_url"] = public_url
