"""Our side of mail to many: a batch in the outbox, and the real worker in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Flask

from app.batches import MailBatch, Progress, Recipient, progress, queue_for, troubles
from app.circular import UNSUBSCRIBE_MARK
from app.extensions import db
from app.outbox import OutgoingMail
from bench import mailing
from bench.load import HOST, ROOT
from bench.ours import Ours


@contextmanager
def inside(ours: Ours) -> Iterator[Flask]:
    """The application in this process, gone afterwards."""
    app = ours.app()
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def queue(ours: Ours, mails: int) -> int:
    """Put a mail to so many into the outbox, and nothing else; returns the batch's id."""
    with inside(ours):
        db.session.execute(sa.delete(OutgoingMail).where(OutgoingMail.batch_id.is_not(None)))
        db.session.execute(sa.update(OutgoingMail).values(state="sent"))  # the demo's
        batch = MailBatch(
            kind="bench",
            subject=mailing.SUBJECT,
            text=mailing.text(UNSUBSCRIBE_MARK),
            html=mailing.html(UNSUBSCRIBE_MARK),
            list_name="Kreisverteiler",
            list_key="bench",
        )
        db.session.add(batch)
        db.session.flush()
        numbers = range(mails)
        queue_for(batch, (Recipient(mailing.address(n), None, mailing.token(n)) for n in numbers))
        db.session.commit()
        return batch.id


@dataclass(frozen=True)
class Outcome:
    """What the page of a mail to many says."""

    progress: Progress
    unclear: frozenset[str]


def outcome(ours: Ours, batch_id: int) -> Outcome:
    """Ask as the page does."""
    with inside(ours):
        batch = db.session.get_one(MailBatch, batch_id)
        return Outcome(progress(batch), frozenset(one.address for one in troubles(batch)))


def start(ours: Ours, port: int, *options: str, **more: str) -> subprocess.Popen[bytes]:
    """Start the worker with this mail server."""
    environment = {
        "STADTTEILWERK_ENV": "development",
        "REQUIRE_SECOND_FACTOR": "0",
        "STADTTEILWERK_INSTANCE": str(ours.instance),
        "DATABASE_URL": ours.database_url,
        "MAIL_SERVER": HOST,
        "MAIL_PORT": str(port),
        "MAIL_USE_TLS": "0",
        "MAIL_SENDER": "Bench <bench@localhost>",
        **more,
    }
    command = [sys.executable, "-m", "flask", "--app", "app", "worker", *options]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def send_all(ours: Ours, port: int, batch_id: int) -> float:
    """Let the worker send what waits, round by round; returns the most memory it took, in MB."""
    most = 0.0
    while not outcome(ours, batch_id).progress.is_over:
        process = start(ours, port, "--once")
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"The worker ended with {process.returncode}.")
        most = max(most, used.ru_maxrss / 1024)
    return most
