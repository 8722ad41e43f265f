"""Mails to a few people, and the worker that sends them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app import outbox, rounds
from app.accounts.models import Person
from app.extensions import db
from app.outbox import MailState, OutgoingMail
from tests.outbox.sink import SENDER

ROOT = Path(__file__).resolve().parents[2]

START = datetime(2025, 3, 5, 18, tzinfo=UTC)

Freeze = Callable[[datetime], None]


def person(number: int = 1, **values: Any) -> Person:
    one = db.session.scalars(sa.select(Person).where(Person.email == f"p{number}@demo.example")).first()
    if one is None:
        one = Person(name=f"Person {number}", email=f"p{number}@demo.example", **values)
        db.session.add(one)
        db.session.flush()
    return one


def queued(number: int = 1, *, confidential: bool = False) -> OutgoingMail:
    return outbox.queue(
        "welcome", person(number), confidential=confidential, path="/ktv/", inviter="Ina", to="KTV"
    )


def queue(app: Flask, how_many: int = 1, *, confidential: bool = False) -> list[int]:
    """Queue mails to that many people, committed; return their ids."""
    with app.app_context():
        rows = [queued(number, confidential=confidential) for number in range(1, how_many + 1)]
        db.session.commit()
        return [row.id for row in rows]


def deliver(app: Flask) -> int:
    with app.app_context():
        return rounds.deliver_due()


def stored(app: Flask, mail_id: int) -> OutgoingMail:
    with app.app_context():
        return db.session.get_one(OutgoingMail, mail_id)


def states(app: Flask) -> list[MailState]:
    with app.app_context():
        return list(db.session.scalars(sa.select(OutgoingMail.state).order_by(OutgoingMail.id)))


def worker(app: Flask, *options: str) -> subprocess.Popen[bytes]:
    """Start a worker as it runs in earnest, on this application's database and mail server."""
    environment = {
        "PATH": os.environ["PATH"],
        "STADTTEILWERK_ENV": "development",
        "STADTTEILWERK_INSTANCE": str(app.config["INSTANCE"]),
        "SECRET_KEY": app.config["SECRET_KEY"],
        "DATABASE_URL": app.config["DATABASE_URL"],
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(app.extensions["mail"].port),
        "MAIL_USE_TLS": "0",
        "MAIL_SENDER": SENDER,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker", *options],
        cwd=ROOT, env=environment, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)
