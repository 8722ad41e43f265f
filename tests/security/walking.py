"""What the tests of this folder share: walking through the pages as somebody, and counting what is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pyotp
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.accounts import passwords
from app.extensions import db
from app.outbox import OutgoingMail
from app.queue import run_waiting
from tests.access_table import ACTORS, OWN, OWN_SPACE
from tests.pages import Endless
from tests.pdf import Paper
from tests.people import (
    NOW,
    PASSWORD,
    PEOPLE,
    TOTP_SECRET,
    World,
)
from tests.test_access import FOREIGN, GETS, POSTS, addresses, form_of, send, values_of

NEW_PASSWORD = "hafen-kran-nebel-sonne"

WITH_CSRF = pytest.mark.parametrize("more_settings", [{"WTF_CSRF_ENABLED": True}])
EVERYBODY = sorted({actor for column in ACTORS.values() for actor in column})


BY_LINK = ("answers.by_link", "poll_answers.by_link", "feed.subscribed", "subscribing.confirm", "subscribing.leave",
           "subscribing.leave_at_once")  # fmt: skip
"""What a personal link opens is for whoever has it: nobody comes upon it by walking."""

# --- walking through the pages as somebody


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "href" and value and tag == "a"]


def pages_of(world: World, client: FlaskClient, *, also: tuple[str, ...] = ()) -> dict[str, str]:
    """Every page that somebody gets to see: all addresses, with own and with foreign ids, and all links on them."""
    wanted = ["/", *also]
    for endpoint in GETS:
        if endpoint not in ("static", "bootstrap.static", "account.reset", "account.join", *BY_LINK):
            for space in (OWN_SPACE, *FOREIGN):
                wanted += addresses(world, endpoint, values_of(world, endpoint, space))
            foreign = values_of(world, endpoint, "mitte") | {"space": OWN_SPACE}
            wanted += addresses(world, endpoint, foreign)
    for space in (OWN_SPACE, *FOREIGN):
        for appointment_id in world.appointments[space].values():
            wanted += [f"/{slug}/termine/{appointment_id}" for slug in (space, OWN_SPACE)]
    pages: dict[str, str] = {}
    endless = Endless()
    while wanted:
        url = wanted.pop().partition("#")[0]
        if url in pages:
            continue
        response = send(client, "GET", url)
        assert response.status_code < 500, url
        is_paper = response.mimetype == "application/pdf"
        pages[url] = (Paper(response.data).text if is_paper else response.text) + str(response.headers)
        if response.status_code == 200 and not is_paper:
            links = (urljoin(url, link) for link in Links(response.text).found)
            wanted += [
                link
                for link in links
                if link.startswith("/") and not link.startswith("/static") and not endless.has_enough(link)
            ]
    return pages


@contextmanager
def queries(world: World) -> Iterator[list[str]]:
    """Write down what is asked of the database."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    with world.app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def mails(world: World) -> list[OutgoingMail]:
    """What waits in the outbox since the test began."""
    with world.app.app_context():
        run_waiting(world.app)
        statement = sa.select(OutgoingMail).where(OutgoingMail.id.not_in(world.mails.values()))
        return list(db.session.scalars(statement.order_by(OutgoingMail.id)))


def log_in(client: FlaskClient, name: str, password: str = PASSWORD, **query: str) -> Any:
    return client.post(
        "/anmelden",
        query_string=query,
        data={"email": PEOPLE[name].email, "password": password},
    )


def code_at(moment: Any = NOW) -> str:
    return pyotp.TOTP(TOTP_SECRET).at(moment)


def text_fields(world: World, endpoint: str, actor: str) -> list[str]:
    """The fields of a form in which people write freely."""
    free = {"words", "word", "title", "place", "access", "description", "reason", "note", "name", "short_name",
            "phone", "contact", "wreath", "speaker", "subject", "about",
            "default_place", "default_access", "wording", "task", "other_name", "guest", "known_as"}  # fmt: skip
    more = {"space.calendar.create": {"access", "description"}, "space.calendar.edit": {"access", "description"},
            "space.polls.create": {"words"}, "space.notices.create": {"text"},
            "space.concerns.create": {"text", "street"}, "exchange.ask": {"text"}, "exchange.answer": {"text"},
            "space.invitations.compose": {"guests"},
            "space.series.create": {"access", "description"}, "space.series.change": {"access", "description"},
            "space.settings.edit": {"description", "default_place", "default_access"}}  # fmt: skip
    return sorted(free & set(form_of(world, endpoint, actor)) | more.get(endpoint, set()))


class Counting:
    """The hasher, with a note of how often it was asked."""

    def __init__(self, hasher: Any) -> None:
        self.hasher, self.verified = hasher, 0

    def verify(self, *values: str) -> bool:
        self.verified += 1
        return bool(self.hasher.verify(*values))

    def __getattr__(self, name: str) -> Any:
        return getattr(self.hasher, name)


def answer(world: World, path: str, form: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """All that somebody from outside can tell of an answer."""
    hasher = Counting(passwords._hasher)
    client = world.client_of("anonymous")
    # The first attempt of a network writes one row more, whoever it is about.
    client.post(path, data={"email": "erstesmal@demo.example", "password": "x"})
    with monkeypatch.context() as patch, queries(world) as asked:
        patch.setattr(passwords, "_hasher", hasher)
        response = client.post(path, data=form)
    text = re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", response.text.replace(form["email"], "ADDRESS"))
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("Set-Cookie", "Content-Length")
    }
    return response.status_code, text, headers, Counter(asked), hasher.verified


def do_everything(world: World) -> Iterator[tuple[str, FlaskClient, Any]]:
    """Every form, sent by somebody who may."""
    for endpoint in POSTS:
        cells = OWN[OWN_SPACE, endpoint, "POST"]
        actor = next(actor for actor, cell in cells.items() if cell == "ok")
        for url in addresses(world, endpoint, values_of(world, endpoint)):
            client = world.client_of(actor)
            yield endpoint, client, send(client, "POST", url, form_of(world, endpoint, actor))
        world.restore()
