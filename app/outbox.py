"""Mail is queued in the transaction that causes it and sent by the worker, one at a time.

Claim, commit, send, commit: a mail that is found "sending" after a crash may have gone out or not. It
becomes "unclear" and is shown to a person; it is never sent twice in silence.
"""

from __future__ import annotations

import enum
import smtplib
from datetime import datetime, timedelta
from email.utils import make_msgid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask, current_app, render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_mail import Message
from sqlalchemy.orm import Mapped, mapped_column

from app import audit, clock
from app.db import Base, Dated, Identified
from app.extensions import db, mail
from app.rules import RuleBroken

if TYPE_CHECKING:
    from app.accounts.models import Person


class MailState(enum.StrEnum):
    """Where a mail is on its way."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCLEAR = "unclear"


STALE_AFTER = timedelta(minutes=5)
"""A mail that has been "sending" for longer than any server keeps us waiting belonged to a killed worker."""
RETRY_AFTER = (timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
BODY_KEPT_FOR = timedelta(days=30)


class OutgoingMail(Identified, Dated, Base):
    """One mail to one person. Global, because the worker sends for all spaces and the office looks after it."""

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        sa.Index("ix_outgoing_mail_due", "due_at", sqlite_where=sa.text("state = 'queued'"),
                 postgresql_where=sa.text("state = 'queued'")),
    )  # fmt: skip

    kind: Mapped[str] = mapped_column(sa.String(40))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    address: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str]
    html: Mapped[str]
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


class HeaderInjection(ValueError):
    """A line break in what becomes a mail header."""


def queue(kind: str, recipient: Person, *, confidential: bool = False, **context: object) -> OutgoingMail:
    """Queue a mail in this transaction; it leaves after the commit, or never.

    `kind` names the templates `mail/<kind>.txt` and `.html`; the first line of the text is the subject.
    Raises ValueError if the person has no address, HeaderInjection if the subject has a line break.
    """
    if not recipient.email:
        raise ValueError("This person has no e-mail address.")
    with force_locale(recipient.language):
        text = render_template(f"mail/{kind}.txt", person=recipient, **context)
        html = render_template(f"mail/{kind}.html", person=recipient, **context)
    subject, _, body = text.partition("\n")
    for header in (subject, recipient.email):
        if any(ord(character) < 32 for character in header):
            raise HeaderInjection("A mail header must be one line.")
    row = OutgoingMail(
        kind=kind,
        person_id=recipient.id,
        address=recipient.email,
        subject=subject.strip()[:200],
        text=body.strip() + "\n",
        html=html,
        confidential=confidential,
        message_id=make_msgid(domain=current_app.config["TRUSTED_HOSTS"][0] or "localhost"),
    )
    db.session.add(row)
    db.session.info["mail_queued"] = True
    return row


def deliver_due(limit: int = 500) -> int:
    """Send what is due, one by one; return how many were tried. The worker's job; commits by itself."""
    _mark_unclear()
    tried = 0
    while tried < limit and (mail_id := _claim()) is not None:
        tried += 1
        _send(mail_id)
    return tried


def _mark_unclear() -> None:
    stale = sa.and_(
        OutgoingMail.state == MailState.SENDING, OutgoingMail.claimed_at < clock.now() - STALE_AFTER
    )
    db.session.execute(sa.update(OutgoingMail).where(stale).values(state=MailState.UNCLEAR))
    db.session.commit()


def _claim() -> int | None:
    queued = OutgoingMail.state == MailState.QUEUED
    first = sa.select(OutgoingMail.id).where(queued, OutgoingMail.due_at <= clock.now())
    first = first.order_by(OutgoingMail.due_at, OutgoingMail.id).limit(1).with_for_update(skip_locked=True)
    mail_id = db.session.scalars(first).first()
    if mail_id is not None:
        # Only the one who turns "queued" into "sending" sends.
        claimed = db.session.execute(
            sa.update(OutgoingMail)
            .where(OutgoingMail.id == mail_id, queued)
            .values(state=MailState.SENDING, claimed_at=clock.now(), attempts=OutgoingMail.attempts + 1)
            .returning(OutgoingMail.id)
        ).all()
        mail_id = mail_id if claimed else None
    db.session.commit()
    return mail_id


def _send(mail_id: int) -> None:
    row = db.session.get_one(OutgoingMail, mail_id)
    message = Message(
        subject=row.subject,
        recipients=[row.address],
        body=row.text,
        html=row.html,
        extra_headers={"Auto-Submitted": "auto-generated"},
    )
    message.msgId = row.message_id
    try:
        _hand_over(message, row)
    except smtplib.SMTPResponseException as error:
        _refused(row, error.smtp_code, _server_words(error.smtp_error))
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _refused(row, code, _server_words(words))
    except smtplib.SMTPServerDisconnected as error:
        # Lost in the middle: the server may have taken it. A person decides, we do not send it twice.
        row.state, row.answer = MailState.UNCLEAR, str(error)[:500]
    except OSError as error:
        _refused(row, 421, str(error))  # never reached a server
    else:
        row.state, row.finished_at = MailState.SENT, clock.now()
        if row.confidential and not mails_become_files():
            row.text = row.html = ""
    db.session.commit()


def _server_words(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _refused(row: OutgoingMail, code: int, words: str) -> None:
    row.answer = f"{code} {words}"[:500]
    if 400 <= code < 500 and row.attempts <= len(RETRY_AFTER):
        row.state, row.due_at = MailState.QUEUED, clock.now() + RETRY_AFTER[row.attempts - 1]
    else:
        row.state, row.finished_at = MailState.FAILED, clock.now()


def mails_become_files() -> bool:
    """Say whether there is no mail server, so that mails are written to the instance folder."""
    return not current_app.config["MAIL_SERVER"]


def _hand_over(message: Message, row: OutgoingMail) -> None:
    if not mails_become_files():
        mail.send(message)
        return
    folder: Path = current_app.config["INSTANCE"] / "mail"
    folder.mkdir(mode=0o700, exist_ok=True)
    message.sender = current_app.config["MAIL_SENDER"]
    target = folder / f"{row.id:06d}-{row.kind}.eml"
    partial = target.with_suffix(".part")
    partial.write_bytes(bytes(message.as_bytes()))
    partial.rename(target)


def send_again(row: OutgoingMail, *, by: Person) -> None:
    """Queue a failed or unclear mail once more: a person decided it. Raises RuleBroken for others."""
    if row.state not in (MailState.FAILED, MailState.UNCLEAR) or not row.text:
        raise RuleBroken(_("Diese Mail lässt sich nicht noch einmal verschicken."))
    row.state, row.due_at, row.attempts = MailState.QUEUED, clock.now(), 0
    db.session.info["mail_queued"] = True
    audit.record("mail.sent_again", row, by)


def settle(row: OutgoingMail, *, by: Person) -> None:
    """Note that an unclear mail did arrive. Raises RuleBroken for others."""
    if row.state is not MailState.UNCLEAR:
        raise RuleBroken(_("Nur eine unklare Mail lässt sich so abschließen."))
    row.state, row.finished_at = MailState.SENT, clock.now()
    audit.record("mail.settled", row, by)


def forget_old_words() -> int:
    """Empty the words of mails that were finished long ago; return how many. The worker's job."""
    old = sa.and_(OutgoingMail.finished_at < clock.now() - BODY_KEPT_FOR, OutgoingMail.text != "")
    result: Any = db.session.execute(sa.update(OutgoingMail).where(old).values(text="", html=""))
    db.session.commit()
    return int(result.rowcount)


def init_outbox(app: Flask) -> None:
    """Make links in mails come from PUBLIC_URL, never from the Host that a request names."""

    def public_url(path: str) -> str:
        return str(app.config["PUBLIC_URL"]) + path

    app.jinja_env.globals["public_url"] = public_url
