"""A mail to many people on a list, for the tests."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from app.batches import Recipient, open_batch, queue_for
from app.extensions import db
from app.outbox import MailBatch, OutgoingMail

TEXT = "Gruß aus Rostock\n\nAm Montag treffen wir uns in der Kröpeliner Straße.\n\nAbmelden: {{ unsubscribe_url }}\n"
HTML = '<p>Am Montag treffen wir uns: {{ words }}</p>\n<a href="{{ unsubscribe_url }}">Abmelden</a>\n'


def with_template(app: Flask, text: str = TEXT, html: str = HTML) -> None:
    """Let there be a mail `to_all` with these words."""
    ours = DictLoader({"mail/to_all.txt": text, "mail/to_all.html": html})
    assert app.jinja_env.loader is not None
    app.jinja_env.loader = ChoiceLoader([ours, app.jinja_env.loader])


def recipient(number: int) -> Recipient:
    return Recipient(f"p{number}@demo.example", None, f"token-{number:03d}")


def open_one(**more: object) -> MailBatch:
    usual: dict[str, object] = {
        "sender": None,
        "list_name": "Kreisverteiler",
        "list_key": "rostock",
        "words": "",
    }
    return open_batch("to_all", **{**usual, **more})  # type: ignore[arg-type]


def send_to(app: Flask, numbers: Iterable[int], **more: object) -> int:
    """Queue a mail to these people, committed; return the batch's id."""
    with app.app_context():
        batch = open_one(**more)
        queue_for(batch, map(recipient, numbers))
        db.session.commit()
        return batch.id


def mails_of(app: Flask, batch_id: int) -> list[OutgoingMail]:
    with app.app_context():
        statement = sa.select(OutgoingMail).where(OutgoingMail.batch_id == batch_id)
        return list(db.session.scalars(statement.order_by(OutgoingMail.id)))
