"""A server that is killed while it saves leaves the old text or the new one, and never half of anything."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from app.extensions import db
from tests.districts.meetings.minutes.conftest import AS_SCRIPT, Notes
from tests.people import World

ROOT = Path(__file__).parents[4]
ROUNDS = 3
SERVER = """
import sys
from werkzeug.serving import make_server
from app import clock, create_app
url, instance, moment, port = sys.argv[1:]
app = create_app({"TESTING": True, "STADTTEILWERK_ENV": "testing", "DATABASE_URL": url, "INSTANCE": instance,
                  "REQUIRE_SECOND_FACTOR": False, "SECRET_KEY": "only-in-tests-" + "0" * 32, "WTF_CSRF_ENABLED": False})
server = make_server("127.0.0.1", int(port), app, threaded=True)
print("ready", flush=True)
server.serve_forever()
"""
# Saves again and again, each time in a process of its own that is killed before another statement or commit.
STEPS = """
import os, signal, sys, sqlite3
import sqlalchemy as sa
from app import create_app
from app.extensions import db
from tests.people import login_secret
url, instance, path, headers = sys.argv[1:4] + [{"Accept": "application/json"}]
app = create_app({"TESTING": True, "STADTTEILWERK_ENV": "testing", "DATABASE_URL": url, "INSTANCE": instance,
                  "REQUIRE_SECOND_FACTOR": False, "SECRET_KEY": "only-in-tests-" + "0" * 32, "WTF_CSRF_ENABLED": False})

def save(step, seen):
    left = [step]
    def count(*_event):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = login_secret("speaker"), True
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", count)
        sa.event.listen(db.engine, "commit", count)
    answer = client.post(path, data={"text": f"Stand {step}. " + "x" * 5_000, "version": str(seen)}, headers=headers)
    os._exit(0 if answer.status_code == 200 else 1)

seen = 0
for step in range(1, 60):
    child = os.fork()
    if child == 0:
        save(step, seen)
    status = os.waitpid(child, 0)[1]
    with sqlite3.connect(url.removeprefix("sqlite:///")) as rows:
        entry = rows.execute("SELECT id, text, version FROM minutes_entry WHERE item_id = ?",
                             (path.rpartition("/")[2],)).fetchone()
        found = rows.execute("SELECT number, text FROM minutes_version WHERE entry_id = ? ORDER BY number",
                             (entry[0],)).fetchall() if entry else []
        minutes = rows.execute("SELECT count(*) FROM minutes").fetchone()[0]
        whole = rows.execute("PRAGMA integrity_check").fetchone()[0]
    seen = entry[2] if entry else 0
    consistent = found[-1:] == ([(entry[2], entry[1])] if entry else []) and len(found) == seen and whole == "ok"
    print(step, os.WIFSIGNALED(status), os.WEXITSTATUS(status), consistent, seen, minutes, flush=True)
    if os.WIFEXITED(status):
        break
"""

pytestmark = pytest.mark.sqlite  # PostgreSQL itself holds the transaction there, and outlives the web server


class Server:
    """A web server in a process of its own, on the database of the test."""

    def __init__(self, world: World, folder: Path) -> None:
        with world.app.app_context():
            url = db.engine.url.render_as_string(hide_password=False)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        moment = "2025-03-05T19:00:00+01:00"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER, url, str(folder), moment, str(self.port)],
            cwd=ROOT, env={**os.environ, "STADTTEILWERK_NOW": moment},
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"

    def save(self, path: str, cookie: str, text: str, seen: int) -> int | None:
        """Save a text; the status, None when the connection broke."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=10)
        headers = {**AS_SCRIPT, "Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request("POST", path, urlencode({"text": text, "version": seen}), headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def kill(self) -> None:
        """Take away its process without a word."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def cookie(world: World) -> str:
    """What her browser sends."""
    client = world.client_of("speaker")
    return "; ".join(f"{one.key}={one.value}" for one in client._cookies.values())


@pytest.fixture
def server(world: World, tmp_path: Path) -> Iterator[list[Server]]:
    """The server that is running just now."""
    running: list[Server] = []
    yield running
    for one in running:
        one.kill()


def test_a_killed_server_leaves_the_old_text_or_the_new_one(
    notes: Notes, cookie: str, server: list[Server], tmp_path: Path
) -> None:
    chance = random.Random(7)
    url, standing, number, interrupted = notes.save_url(0), "", 0, 0
    for _round in range(ROUNDS):
        running = Server(notes.world, tmp_path)
        server.append(running)
        killer = threading.Timer(chance.uniform(0.0, 0.2), running.kill)
        while True:
            number += 1
            sent = f"Stand {number}. " + "x" * 5_000
            entry = notes.entry()
            status = running.save(url, cookie, sent, entry.version if entry else 0)
            if status is None:
                break
            assert status == 200
            standing = sent
            if not killer.is_alive():
                killer.start()  # after the first text: until then the server is only warming up
        killer.join()
        server.pop()
        # What was answered with "saved" is there; what was not, is there wholly or not at all.
        entry, versions = notes.entry(), notes.versions()
        assert entry.text in (standing, sent)
        interrupted += entry.text == standing
        standing = entry.text
        assert (versions[-1].number, versions[-1].text) == (entry.version, entry.text)
        assert [one.number for one in versions] == list(range(1, entry.version + 1))
    assert number > 2 * ROUNDS, "Hardly anything was saved between the kills."
    assert interrupted, "No save was ever interrupted."


def test_killed_before_any_step_of_saving_there_is_all_of_it_or_nothing(notes: Notes, tmp_path: Path) -> None:
    with notes.world.app.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    done = subprocess.run(
        [sys.executable, "-c", STEPS, url, str(tmp_path), notes.save_url(0)],
        cwd=ROOT, env={**os.environ, "STADTTEILWERK_NOW": "2025-03-05T19:00:00+01:00"}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    steps = [line.split() for line in done.stdout.splitlines()]
    assert len(steps) > 8, "So few steps? Then nobody was killed in the middle."
    for step, killed, _status, consistent, seen, minutes in steps[:-1]:
        assert (killed, consistent) == ("True", "True"), f"killed before step {step}"
        assert (seen, minutes) == ("0", "10"), f"killed before step {step}"
    assert steps[-1][1:5] == ["False", "0", "True", "1"]
    assert steps[-1][5] == "11"
