"""Personal data stays out of logs, addresses and the readable cookie."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient

from app.accounts.models import Person
from app.extensions import db
from app.queue import run_waiting
from tests.people import (
    FEED,
    INVITATION,
    PASSWORD,
    RESET,
    World,
)
from tests.security.walking import Links, do_everything, log_in, pages_of
from tests.test_access import form_of

# --- 16. personal data stays where it belongs


def personal(world: World) -> set[str]:
    with world.app.app_context():
        people = db.session.scalars(sa.select(Person)).all()
        words = {
            word for one in people for word in (one.name, one.email, one.phone, one.name.split()[0]) if word
        }
    typed = {"Nele", "nele@demo.example", "Nora Neugier", "Neuer Name", "Mira Anders", "mira@demo.example"}
    return words | typed | {PASSWORD}


def readable(client: FlaskClient, world: World) -> str:
    """The cookie as anybody reads it who finds it: it is signed, not encrypted."""
    cookie = client.get_cookie("stadtteilwerk")
    signer = SecureCookieSessionInterface().get_signing_serializer(world.app)
    assert signer
    return json.dumps(signer.loads(cookie.value), ensure_ascii=False) if cookie else ""


def test_nothing_personal_is_in_the_readable_cookie(world):
    words = personal(world)
    for endpoint, client, _response in do_everything(world):
        cookie = readable(client, world)
        assert not [word for word in words if word in cookie], (endpoint, cookie)


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(world, as_nobody):
    cookie = log_in(as_nobody, "member").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize("more_settings", [{"PUBLIC_URL": "https://stadtteilwerk.demo.example"}])
def test_behind_https_the_cookie_is_secure(world):
    client = world.client_of("anonymous")
    assert "Secure" in log_in(client, "member").headers["Set-Cookie"]


def test_nothing_personal_is_in_the_log(world, caplog):
    words = personal(world) | {RESET, INVITATION, FEED}
    for name in ("app", "flask", "werkzeug", "huey", "flask_wtf"):
        caplog.set_level(logging.DEBUG, name)
    for _ in do_everything(world):
        run_waiting(world.app)
    pages_of(world, world.client_of("office"))
    log_in(world.client_of("anonymous"), "member", "falsch")
    world.client_of("speaker").get("/mitte/")
    written = caplog.text
    assert not [word for word in words if word in written]


@pytest.mark.parametrize("fault", ["OperationalError", "IntegrityError", "DataError"])
def test_nothing_personal_is_in_the_log_when_the_database_fails(world, as_speaker, caplog, fault):
    with world.app.app_context():
        engine = db.engine

    def fail(_cursor: Any, statement: str, _parameters: Any, _context: Any) -> None:
        if statement.startswith("INSERT INTO person"):
            raise getattr(engine.dialect.dbapi, fault)("no luck")

    sa.event.listen(engine, "do_execute", fail)
    response = as_speaker.post("/ktv/menschen/neu", data=form_of(world, "space.people.take_in", "speaker"))
    sa.event.remove(engine, "do_execute", fail)
    assert response.status_code in (500, 503)
    assert "no luck" in caplog.text
    assert not [word for word in personal(world) if word in caplog.text]
    assert "Nele" not in response.text


@pytest.mark.parametrize("actor", ["speaker", "office"])
def test_nothing_personal_is_in_an_address(world, actor):
    words = {quote(word) for word in personal(world)} | {quote(word.lower()) for word in personal(world)}
    for url, page in pages_of(world, world.client_of(actor)).items():
        ours = [link for link in Links(page).found if not link.startswith(("mailto:", "tel:"))]
        assert not [link for link in [url, *ours] for word in words if word in link]


def test_nobody_is_searched_for_in_an_address(world, as_office):
    """What is sent by GET stands in the address, and so in the history of a browser and in the logs of servers."""
    page = as_office.get("/verwaltung/menschen").text
    forms = re.findall(r'<form[^>]*method="get".*?</form>', page, re.S)
    assert not [form for form in forms if 'type="search"' in form or 'type="text"' in form]
