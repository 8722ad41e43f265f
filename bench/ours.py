"""Our side of the comparison: an instance with the demo, served as it is, and somebody logged in."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from app import create_app, demo
from app.serve import migrate
from bench import fill, load

EMAIL = "ktv@demo.example"
SPACE = "kroepeliner-tor-vorstadt"
LIST = f"/{SPACE}/termine/"
LOGIN = "/anmelden"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"')


@dataclass(frozen=True)
class Ours:
    """An instance of ours on a database."""

    instance: Path
    database_url: str = ""

    def app(self) -> Flask:
        """The application in this process."""
        settings = {"STADTTEILWERK_ENV": "development", "REQUIRE_SECOND_FACTOR": False}
        return create_app({**settings, "INSTANCE": str(self.instance), "DATABASE_URL": self.database_url})

    @contextmanager
    def engine(self) -> Iterator[sa.Engine]:
        """The plain engine, without sessions and their walls."""
        app = self.app()
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
        yield engine
        engine.dispose()

    def fill(self, appointments: int) -> None:
        """Migrate, make the demo, and add so many appointments to one space."""
        app = self.app()
        migrate(app)
        demo.fill_if_empty(app)
        with self.engine() as engine:
            fill.appointments(engine, SPACE, appointments)
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("ANALYZE")  # what the databases do by themselves after a while

    def serving(self) -> AbstractContextManager[load.Server]:
        """Run it with two sync workers."""
        environment = {
            "STADTTEILWERK_ENV": "development",
            "REQUIRE_SECOND_FACTOR": "0",
            "STADTTEILWERK_INSTANCE": str(self.instance),
            "DATABASE_URL": self.database_url,
        }
        return load.serving("app.wsgi:app", environment, LOGIN)


@dataclass(frozen=True)
class Visitor:
    """Somebody at the login page: the cookie and the form's token of one GET."""

    port: int
    cookie: str
    token: str

    @classmethod
    def at(cls, port: int) -> Visitor:
        """Open the login page."""
        status, cookie, page = talk(port, "GET", LOGIN)
        found = TOKEN.search(page)
        if status != 200 or found is None:
            raise RuntimeError(f"No login form at {LOGIN} (status {status}).")
        return cls(port, cookie, found[1] or found[2])

    def log_in(self) -> str:
        """Send the form; returns the cookie of the session."""
        form = {"email": EMAIL, "password": demo.PASSWORD, "csrf_token": self.token}
        status, cookie, page = talk(self.port, "POST", LOGIN, self.cookie, urlencode(form))
        if status not in (302, 303):
            raise RuntimeError(f"The login answered {status}:\n{page[:2000]}")
        return cookie or self.cookie


def talk(port: int, method: str, path: str, cookie: str = "", body: str = "") -> tuple[int, str, str]:
    """One request; returns status, cookies as they are to be sent back, and the page."""
    connection = http.client.HTTPConnection(load.HOST, port, timeout=30)
    headers = {"Cookie": cookie} if cookie else {}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body or None, headers)
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    cookies = [value.split(";")[0] for value in answer.headers.get_all("Set-Cookie", [])]
    return answer.status, "; ".join(cookies), page
