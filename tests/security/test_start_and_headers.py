"""Production starts safely or not at all; every page carries its headers; forms of other sites are refused."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from app import create_app
from app.config import MissingSetting
from app.web import HEADERS
from tests.access_table import OWN, OWN_SPACE
from tests.conftest import dispose
from tests.people import (
    PASSWORD,
    PEOPLE,
)
from tests.security.walking import EVERYBODY, WITH_CSRF, do_everything
from tests.test_access import GETS, POSTS, addresses, form_of, send, values_of

# --- 17. production does not start unsafely

SAFE = {
    "STADTTEILWERK_ENV": "production",
    "SECRET_KEY": "s" * 32,
    "PUBLIC_URL": "https://stadtteilwerk.demo.example",
}


@pytest.mark.parametrize(
    ("settings", "environment"),
    [
        ({"SECRET_KEY": ""}, {}),
        ({"SECRET_KEY": "s" * 31}, {}),
        ({"PUBLIC_URL": "http://stadtteilwerk.demo.example"}, {}),
        ({"PUBLIC_URL": ""}, {}),
        ({"PUBLIC_URL": "https://"}, {}),
        ({"PUBLIC_URL": "stadtteilwerk.demo.example"}, {}),
        ({"DEBUG": True}, {}),
        ({}, {"FLASK_DEBUG": "1"}),
        ({}, {"STADTTEILWERK_NOW": "2025-03-05"}),
    ],
)
def test_production_refuses_to_start(database_url, tmp_path, monkeypatch, settings, environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(MissingSetting):
        create_app({**SAFE, "DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance"), **settings})
    assert not (tmp_path / "instance" / "secret").exists()


def test_production_starts_with_all_that_it_needs(database_url, tmp_path):
    app = create_app({**SAFE, "DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance")})
    client = app.test_client()
    answer = client.get("/healthz", headers={"Host": "stadtteilwerk.demo.example"})
    dispose(app)
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "evil.example"])
def test_production_answers_under_its_own_name_alone(database_url, tmp_path, host):
    app = create_app({**SAFE, "DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance")})
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = app.test_client().get("/healthz", headers={"Host": host})
    finally:
        dispose(app)
    assert answer.status_code == 400


def test_production_is_the_default(tmp_path):
    with pytest.raises(MissingSetting):
        create_app({"INSTANCE": str(tmp_path / "instance")})


# --- headers and pages


class Inline(HTMLParser):
    """What our Content-Security-Policy would refuse in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and not (given.get("src") or "").startswith("/")):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if (
                name == "style"
                or name.startswith("on")
                or (value or "").strip().lower().startswith("javascript:")
            ):
                self.found.append(f"<{tag} {name}={value}>")
            if name in ("src", "href", "action") and re.match(r"(?:https?:)?//", value or ""):
                self.found.append(f"<{tag} {name}={value}> leads away")


@pytest.mark.parametrize("actor", EVERYBODY)
def test_every_answer_carries_the_headers_and_nothing_inline(world, actor):
    client = world.client_of(actor)
    urls = [url for endpoint in GETS for url in addresses(world, endpoint, values_of(world, endpoint))]
    for url in (*urls, "/gibt-es-nicht", "/ktv/gibt-es-nicht", "/abmelden"):
        response = send(client, "GET", url)
        missing = {name: value for name, value in HEADERS.items() if response.headers.get(name) != value}
        assert not missing, url
        assert "Set-Cookie" not in response.headers or "HttpOnly" in response.headers["Set-Cookie"]
        if "static/" in url:
            assert "no-store" not in response.headers.get("Cache-Control", "")
            continue
        if response.mimetype == "text/calendar":
            # Programs ask again and again, with the version that they have.
            assert response.headers["Cache-Control"] == "private, max-age=900", url
            continue
        assert response.headers["Cache-Control"] == "no-store", url
        if response.mimetype == "text/html" and response.status_code != 308:  # the router's own words
            assert not Inline(response.text).found, url


def test_the_pages_that_come_back_from_a_form_carry_the_headers_too(world):
    for endpoint, _client, response in do_everything(world):
        assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"], endpoint
        assert response.headers["Cache-Control"] == "no-store", endpoint
        assert not Inline(response.text).found, endpoint


def test_the_page_with_the_picture_for_the_phone_has_nothing_inline(world):
    client = world.client_of("unenrolled")
    client.post("/konto/zweiter-schritt")
    page = client.get("/konto/zweiter-schritt").text
    assert "<svg" in page
    assert not Inline(page).found


def test_a_script_that_another_one_names_is_asked_for_again_when_it_changed(world):
    client = world.client_of("anonymous")
    page = client.get("/anmelden").text
    versioned = next(word for word in page.split('"') if "js/menus.js" in word)
    with client.get(versioned) as kept:
        assert "max-age=31536000" in kept.headers["Cache-Control"]
    with client.get("/static/js/switcher.js") as named:
        assert named.headers["Cache-Control"] == "no-cache"
    with client.get("/static/js/switcher.js", headers={"If-None-Match": named.headers["ETag"]}) as again:
        assert again.status_code == 304


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline(world):
    policy = dict(part.strip().partition(" ")[::2] for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert set(" ".join(policy.values()).split()) <= {"'none'", "'self'", "data:"}
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"


def test_behind_https_browsers_are_told_to_stay_there(world, as_nobody):
    answer = as_nobody.get("/anmelden", base_url="https://localhost")
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_other_methods_are_not_answered(world, as_office, method):
    before = world.dump()
    for path in ("/ktv/", "/verwaltung/menschen", "/konto", "/anmelden", "/healthz"):
        assert as_office.open(path, method=method).status_code == 405
    headers = {"X-HTTP-Method-Override": "DELETE"}
    as_office.get(f"/verwaltung/menschen/{world.people['member']}", headers=headers)
    assert world.dump() == before


# --- forms of other sites


BY_MAIL_PROGRAMS = {"subscribing.leave_at_once"}
"""Mail programs press this without having seen a form (RFC 8058); the personal link is what they show instead."""


@WITH_CSRF
def test_no_form_is_taken_without_its_token(world):
    before = world.dump()
    for endpoint in sorted(set(POSTS) - BY_MAIL_PROGRAMS):
        actor = next(actor for actor, cell in OWN[OWN_SPACE, endpoint, "POST"].items() if cell == "ok")
        (url,) = addresses(world, endpoint, values_of(world, endpoint))
        form = form_of(world, endpoint, actor)
        for token in (None, "", "x", "IjAwIg.aaaaaa.bbbb"):
            sent = form if token is None else form | {"csrf_token": token}
            assert send(world.client_of(actor), "POST", url, sent).status_code == 400, endpoint
    assert world.dump() == before


def token_on(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert found
    return found[1]


@WITH_CSRF
def test_the_login_works_with_its_token_and_not_with_somebody_elses(world, as_nobody):
    form = {"email": PEOPLE["member"].email, "password": PASSWORD}
    elses = token_on(world.client_of("anonymous"), "/anmelden")
    as_nobody.get("/anmelden")
    assert as_nobody.post("/anmelden", data=form | {"csrf_token": elses}).status_code == 400
    token = token_on(as_nobody, "/anmelden")
    assert as_nobody.post("/anmelden", data=form | {"csrf_token": token}).status_code == 302
    assert as_nobody.get("/konto").status_code == 200
    # The token of before the login is not one of after it.
    assert as_nobody.post("/abmelden", data={"csrf_token": token}).status_code == 400
    assert as_nobody.post("/abmelden", data={"csrf_token": token_on(as_nobody, "/konto")}).status_code == 302
