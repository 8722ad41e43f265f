"""Workers that meet, and workers that die: a mail leaves once, or is shown as unclear."""

from __future__ import annotations

import re
import signal
import subprocess
import threading
import time
from collections import Counter
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from app import batches, clock
from app.batches import Progress
from app.extensions import db
from app.outbox import MailBatch, MailState, OutgoingMail
from app.web import wake_the_worker
from tests.outbox.mailing import send_to, with_template
from tests.outbox.posting import (
    deliver,
    queue,
    worker,
)
from tests.outbox.sink import Sink
from tests.people import World

KILL_AT = ["MAIL", "DATA", "taken", "after", "RCPT", "after", "taken", "DATA", "after", "EHLO"]
"""Where the worker dies, each time another one: on the server's side of the line, or a moment after the answer."""


def on_this_server(world: World, sink: Sink) -> Flask:
    """The world's application with that mail server, and nothing waiting."""
    world.leave_the_worker_nothing()
    post = world.app
    post.config["MAIL_SERVER"] = "127.0.0.1"
    state = post.extensions["mail"]
    state.server, state.port, state.use_tls = "127.0.0.1", sink.port, False
    with post.app_context():
        db.session.execute(sa.delete(OutgoingMail))
        db.session.commit()
    return post


def send_and_be_killed(post: Flask, sink: Sink, kill_at: list[str]) -> None:
    """Start a worker, kill it at the next of these points, start another one; the last one sends the rest."""
    kills = list(kill_at)
    alive: list[subprocess.Popen[bytes]] = []
    since_start = 0

    def die(delay: float = 0) -> None:
        kills.pop(0)
        victim = alive[0]
        if delay:
            threading.Timer(delay, victim.kill).start()
        else:
            victim.kill()
            time.sleep(0.05)  # the server finds the line broken when it answers

    def strike(stage: str) -> None:
        nonlocal since_start
        since_start += stage in ("EHLO", "MAIL")
        time.sleep(0.005)
        if kills and alive[0].poll() is None and since_start > (0 if kills[0] == "EHLO" else 3):
            if kills[0] == stage:
                die()
            elif kills[0] == "after" and stage == "taken":
                die(delay=0.001 * (1 + 3 * len(kills) % 8))

    sink.on = strike
    while kills:
        since_start = 0
        alive[:] = [worker(post)]
        alive[0].wait(timeout=20)
        assert alive[0].returncode == -signal.SIGKILL
        assert alive[0].stderr is not None
        alive[0].stderr.close()
    with clock.frozen(datetime.fromisoformat("2100-01-01T12:00+00:00")):
        deliver(post)


def test_a_worker_killed_at_any_point_loses_no_mail_and_sends_none_twice(world: World, sink: Sink) -> None:
    post = on_this_server(world, sink)
    queue(post, 40)
    send_and_be_killed(post, sink, KILL_AT)

    taken = sink.times_taken()
    with post.app_context():
        rows = list(db.session.scalars(sa.select(OutgoingMail)))
    outcome = Counter(row.state for row in rows)
    assert len(rows) == 40
    assert set(outcome) <= {MailState.SENT, MailState.UNCLEAR}
    assert set(taken.values()) == {1}
    assert all(taken[row.message_id] == 1 for row in rows if row.state is MailState.SENT)
    assert 1 <= outcome[MailState.UNCLEAR] <= len(KILL_AT)

    shown = world.client_of("office").get("/verwaltung/postausgang?stand=unclear").get_data(as_text=True)
    assert len(set(re.findall(r"/verwaltung/postausgang/(\d+)", shown))) == outcome[MailState.UNCLEAR]


def test_a_worker_killed_during_a_mail_to_many_leaves_nobody_out_and_the_numbers_true(
    world: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = on_this_server(world, sink)
    monkeypatch.setattr(post.jinja_env, "loader", post.jinja_env.loader)  # the application is lent
    with_template(post)
    numbers = range(60)
    batch_id = send_to(post, numbers)
    send_and_be_killed(post, sink, ["DATA", "taken", "after", "MAIL", "after", "RCPT"])

    received = Counter(sink.recipients())
    with post.app_context():
        batch = db.session.get_one(MailBatch, batch_id)
        counted, unclear = batches.progress(batch), {one.address for one in batches.troubles(batch)}
    everybody = {f"p{number}@demo.example" for number in numbers}
    assert set(received.values()) == {1}
    assert everybody - set(received) <= unclear
    assert 1 <= len(unclear) <= 6
    assert counted == Progress(sent=60 - len(unclear), unclear=len(unclear))


def test_a_worker_that_can_not_be_woken_costs_the_request_nothing(
    post: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ConnectionError("no queue")

    post.extensions["wake_the_worker"] = fail
    with post.app_context():
        wake_the_worker()
    assert "could not be woken" in caplog.text
