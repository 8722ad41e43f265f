"""What `make run` starts: an up-to-date database, web server and worker; they also end together."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy.exc import OperationalError

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
WORKERS = 2
SECONDS_TO_START = 60
SECONDS_TO_END = 10


class CannotServe(Exception):
    """A reason not to start or to go on, as one sentence for the person at the terminal."""


# Web server and worker by the name they have in sentences.
Parts = dict[str, subprocess.Popen[bytes]]


def wanted_port(environment: Mapping[str, str]) -> int:
    """PORT, when a server may listen there now."""
    wanted = environment.get("PORT", "") or "5000"
    if not (wanted.isdecimal() and 0 < int(wanted) < 65536):
        raise CannotServe(f"PORT muss eine Zahl von 1 bis 65535 sein, nicht „{wanted}“.")
    with socket.socket() as probe:
        # As gunicorn does it: what a server that has just ended leaves behind for a minute does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(wanted)))
        except PermissionError:
            raise CannotServe(
                f"Port {wanted} darf nur root benutzen. Bitte mit einem ab 1024 starten."
            ) from None
        except OSError:
            other = 5071 if wanted != "5071" else 5072
            raise CannotServe(
                f"Port {wanted} ist schon belegt. Bitte mit einem anderen starten: make run PORT={other}"
            ) from None
    return int(wanted)


def writable_instance(environment: Mapping[str, str]) -> Path:
    """STADTTEILWERK_INSTANCE as an absolute path to a folder that exists and can be written."""
    instance = Path(environment.get("STADTTEILWERK_INSTANCE", "") or ROOT / "instance").expanduser().resolve()
    try:
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=instance):
            pass
    except OSError as error:
        raise CannotServe(
            f"In den Ordner {instance} kann nicht geschrieben werden ({error.strerror}). Bitte die Rechte"
            " prüfen oder einen anderen nehmen: make run STADTTEILWERK_INSTANCE=…"
        ) from None
    return instance


def migrate(app: Flask) -> None:
    """Bring the database to the newest migration."""
    with app.app_context():
        flask_migrate.upgrade()  # in the folder that the factory named


def prepare_database(instance: Path) -> bool:
    """Migrate and fill an empty database with the demo; says whether the demo logins are in it."""
    from app import create_app, demo

    app = create_app()
    try:
        migrate(app)
        remembered = instance / "demo-filled"
        if os.environ["STADTTEILWERK_ENV"] != "production" and demo.fill_if_empty(app):
            remembered.touch()
    except OperationalError as error:
        raise CannotServe(
            f"Die Datenbank antwortet nicht: {str(error.orig).strip().splitlines()[0]}"
        ) from None
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
    return remembered.exists()


def web_command(port: int) -> list[str]:
    """gunicorn with sync workers; long work is the worker's, so two are enough here."""
    # Without the control socket: it would lie outside the instance, and a deep folder is too long for one.
    return [
        *(sys.executable, "-m", "gunicorn", "app.wsgi:app", "--chdir", str(ROOT)),
        *("--workers", str(WORKERS), "--bind", f"{HOST}:{port}", "--no-control-socket"),
        *("--log-level", "warning", "--graceful-timeout", str(SECONDS_TO_END - 2)),
    ]


def worker_command() -> list[str]:
    """The process that sends mail and does what is due."""
    return [sys.executable, "-m", "flask", "--app", "app", "worker"]


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a part in a process group of its own: Ctrl-C reaches it through `end` only, and once."""
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True)


def end(parts: Parts) -> None:
    """Ask all parts and their children to end; who has not after ten seconds is killed."""
    for part in parts.values():
        signal_group(part, signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_END
    for part in parts.values():
        try:
            part.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            signal_group(part, signal.SIGKILL)
            part.wait()
        signal_group(part, signal.SIGKILL)  # children that a dead parent has left behind


def signal_group(part: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(part.pid, number)


def check_alive(parts: Parts) -> None:
    for name, part in parts.items():
        if part.poll() is not None:
            raise CannotServe(
                f"{name} hat unerwartet aufgehört (Status {part.returncode}); alles ist beendet."
            )


def is_healthy(port: int) -> bool:
    """Whether /healthz answers 200: database and worker are there."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def wait_until_healthy(port: int, parts: Parts, stop: threading.Event) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not is_healthy(port):
        check_alive(parts)
        if time.monotonic() > deadline:
            raise CannotServe(
                f"Nach {SECONDS_TO_START} Sekunden antwortet der Webserver noch nicht auf /healthz."
            )
        if stop.wait(0.1):
            return


def welcome(port: int, with_demo: bool) -> str:
    """What stands in the terminal at the end: address and demo logins."""
    lines = ["", f"Stadtteilwerk läuft: http://{HOST}:{port}", ""]
    if with_demo:
        from app.demo import LOGINS, PASSWORD

        width = max(len(email) for email, _role in LOGINS)
        lines += [f"Zum Ausprobieren, alle mit dem Passwort {PASSWORD}:"]
        lines += [f"  {email:<{width}}  {role}" for email, role in LOGINS] + [""]
    return "\n".join([*lines, "Beenden mit Strg+C."])


def serve(port: int, with_demo: bool) -> None:
    """Run web server and worker until a signal comes or one of them dies."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    parts: Parts = {}
    try:
        parts["Der Webserver"] = start(web_command(port))
        parts["Der Hintergrunddienst"] = start(worker_command())
        wait_until_healthy(port, parts, stop)
        if not stop.is_set():
            print(welcome(port, with_demo), flush=True)
        while not stop.wait(0.25):
            check_alive(parts)
    finally:
        end(parts)


def main() -> int:
    """Serve until told to stop; returns the exit status."""
    # Whoever types `make run` wants to try it: a secret is made on the spot, mail becomes files, and the demo
    # logins work without a second factor. Running it for real sets STADTTEILWERK_ENV=production (see README).
    os.environ.setdefault("STADTTEILWERK_ENV", "development")
    os.environ.setdefault("REQUIRE_SECOND_FACTOR", "0")
    try:
        port = wanted_port(os.environ)
        instance = writable_instance(os.environ)
        os.environ.setdefault("PUBLIC_URL", f"http://{HOST}:{port}")  # what links in mails begin with
        os.environ["STADTTEILWERK_INSTANCE"] = str(instance)  # the parts run in another folder
        serve(port, prepare_database(instance))
    except CannotServe as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
