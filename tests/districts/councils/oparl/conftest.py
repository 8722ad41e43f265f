"""A council information system on this machine, and what came of fetching from it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from app.districts.councils.oparl.jobs import fetch_sittings
from app.districts.councils.oparl.models import OparlSource
from app.districts.councils.sittings.models import Sitting, SittingItem
from app.extensions import db
from app.queue import run_waiting
from app.tenancy import ScopedSession, all_spaces, one_space
from tests.people import World

Answer = Callable[["Ris", BaseHTTPRequestHandler], None]


@dataclass
class Ris:
    """A council information system: documents by path; what is a function answers by itself."""

    port: int = 0
    documents: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Path and query of every question, in order."""
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at(self, path: str) -> str:
        return self.home + path

    def council(self, **more: Any) -> None:
        """Put up a body and a council with a list of sittings of its own."""
        self.documents["/body"] = {"id": self.at("/body"), "meeting": self.at("/body/meetings")}
        own = {"id": self.at("/council"), "meeting": self.at("/council/meetings"), **more}
        self.documents["/council"] = {name: value for name, value in own.items() if value is not None}

    def meeting(self, number: int = 1, **more: Any) -> dict[str, Any]:
        """Return a sitting; `None` leaves something out."""
        said = {
            "id": self.at(f"/meeting/{number}"),
            "type": "https://schema.oparl.org/1.1/Meeting",
            "name": f"{number}. Sitzung des Ortsbeirates",
            "start": f"2025-03-{10 + number:02}T18:30:00+01:00",
            "end": f"2025-03-{10 + number:02}T20:30:00+01:00",
            "organization": [self.at("/council")],
            "location": {"description": "Rathaus, Neuer Markt 1"},
            "agendaItem": [
                {"number": "1", "name": "Eröffnung", "public": True},
                {"number": "7.1", "name": "2025/BV/1234 Radweg", "public": True, "result": "beschlossen"},
            ],
            **more,
        }
        return {name: value for name, value in said.items() if value is not None}

    def lists(self, *meetings: Any, path: str = "/council/meetings", following: str | None = None) -> None:
        links = {"next": self.at(following)} if following else {}
        self.documents[path] = {"data": list(meetings), "links": links}


class _Handler(BaseHTTPRequestHandler):
    ris: Ris

    def do_GET(self) -> None:
        self.ris.asked.append(self.path)
        self.ris.headers.append(dict(self.headers))
        parts = urlsplit(self.path)
        found = self.ris.documents.get(self.path, self.ris.documents.get(parts.path))
        try:
            if callable(found):
                found(self.ris, self)
            elif found is None:
                self.say(b"nothing here", status=404)
            else:
                self.say(json.dumps(found).encode())
        except OSError:
            pass  # whoever asked has gone

    def say(self, content: bytes, *, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: object) -> None:
        pass


def leading_to(where: str) -> Answer:
    """Answer with a redirect."""
    return lambda _ris, handler: handler.say(b"", status=302, Location=where)  # type: ignore[attr-defined]


def saying(content: bytes, **headers: Any) -> Answer:
    """Answer with these bytes."""
    return lambda _ris, handler: handler.say(content, **headers)  # type: ignore[attr-defined]


def dripping(_ris: Ris, handler: BaseHTTPRequestHandler) -> None:
    """Answer a byte at a time, for ever."""
    handler.send_response(200)
    handler.end_headers()
    for _time in range(2000):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.02)


@contextmanager
def serving() -> Iterator[Ris]:
    """Run a council information system."""
    ris = Ris()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"ris": ris}))
    server.daemon_threads = True
    ris.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield ris
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def ris() -> Iterator[Ris]:
    """A council information system with one council."""
    with serving() as one:
        one.council()
        yield one


def window_of(asked: str) -> str | None:
    """Which changes a question was for."""
    return parse_qs(urlsplit(asked).query).get("modified_since", [None])[0]


@dataclass
class Fetching:
    """Fetching for the council of ktv from the council information system."""

    world: World
    ris: Ris

    def __post_init__(self) -> None:
        with self.world.app.app_context():
            db.session.add(
                OparlSource(council_id=self.world.councils["ktv"], body_url=self.ris.at("/body"), unread=[],
                            organization_url=self.ris.at("/council"), is_on=True)
            )  # fmt: skip
            db.session.commit()

    def run(self) -> OparlSource:
        """Let the worker fetch; return how it went."""
        with self.world.app.app_context():
            fetch_sittings(self.source().id)
        run_waiting(self.world.app)
        return self.source()

    def source(self) -> OparlSource:
        with self.world.app.app_context():
            found = db.session.scalars(sa.select(OparlSource)).one()
            db.session.expunge(found)
            return found

    def sittings(self) -> list[Sitting]:
        """What came of it, by time; what the small Kreisverband has anyway is left out."""
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            statement = sa.select(Sitting).where(Sitting.source_uid.is_not(None))
            return list(session.scalars(statement.order_by(Sitting.starts_at)))

    def one(self) -> Sitting:
        (sitting,) = self.sittings()
        return sitting

    def items(self, sitting: Sitting | None = None) -> list[SittingItem]:
        wanted = (sitting or self.one()).id
        with self.world.app.app_context(), all_spaces("the tests look") as session:
            statement = sa.select(SittingItem).where(SittingItem.sitting_id == wanted)
            return list(session.scalars(statement.order_by(SittingItem.position)))

    @contextmanager
    def at_hand(self) -> Iterator[tuple[ScopedSession, Sitting]]:
        """The one sitting, to be changed."""
        key = self.one().id
        with self.world.app.app_context(), one_space(self.world.spaces["ktv"]) as session:
            yield session, session.get_one(Sitting, key)


@pytest.fixture
def fetching(world: World, ris: Ris) -> Fetching:
    """Fetching for the council of ktv."""
    return Fetching(world, ris)
