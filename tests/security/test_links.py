"""A mailed link is for one thing, and once; links and redirects lead here."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urljoin, urlsplit

import pytest

from app import clock
from tests.people import (
    INVITATION,
    NOW,
    PASSWORD,
    PEOPLE,
    RECOVERY_CODE,
    RESET,
    World,
    login_secret,
)
from tests.security.walking import NEW_PASSWORD, code_at, log_in, mails
from tests.test_access import outcome

# --- 7. a link is for one thing, and once

LINKS = {"/einladung/": INVITATION, "/passwort/": RESET}


def over(world: World, path: str) -> bool:
    """Whether a link opens nothing, by looking and by sending."""
    before = world.dump()
    nobody = world.client_of("anonymous")
    answers = {
        nobody.get(path).status_code,
        nobody.post(path, data={"password": NEW_PASSWORD, "name": "Wer"}).status_code,
    }
    return answers == {410} and world.dump() == before


@pytest.mark.parametrize("path", LINKS)
def test_a_link_for_one_thing_does_not_do_another(world, path):
    for other in {*LINKS.values(), *map(login_secret, PEOPLE), RECOVERY_CODE} - {LINKS[path]}:
        assert over(world, path + other)


@pytest.mark.parametrize("path", LINKS)
def test_a_link_works_once(world, path):
    form = {"password": NEW_PASSWORD, "name": "Wer"}
    assert world.client_of("anonymous").post(path + LINKS[path], data=form).status_code == 302
    assert over(world, path + LINKS[path])


@pytest.mark.parametrize("path", LINKS)
def test_a_link_ends_when_its_time_is_over(world, path):
    with clock.frozen(NOW + timedelta(minutes=10)):
        assert over(world, path + LINKS[path])


@pytest.mark.parametrize("path", LINKS)
@pytest.mark.parametrize(
    "change", [str.upper, lambda s: s[:-1], lambda s: s + "a", lambda s: s[:-1] + "_", lambda _s: "%00"]
)
def test_a_link_with_a_changed_letter_opens_nothing(world, path, change):
    assert over(world, path + change(LINKS[path]))


@pytest.mark.parametrize(("path", "who"), [("/einladung/", "invited"), ("/passwort/", "foreign_member")])
@pytest.mark.parametrize("done", ["sperren", "loeschen"])
def test_a_link_of_somebody_who_is_disabled_or_erased_opens_nothing(world, as_office, path, who, done):
    as_office.post(f"/verwaltung/menschen/{world.people[who]}/{done}")
    assert over(world, path + LINKS[path])


def test_the_next_link_ends_the_one_before(world, as_nobody):
    as_nobody.post("/passwort", data={"email": PEOPLE["foreign_member"].email})
    assert len(mails(world)) == 1
    assert over(world, f"/passwort/{RESET}")


def test_a_link_is_ended_by_a_new_address_and_by_a_new_password(world, as_office):
    form = {"name": "Mira", "email": "andere@demo.example"}
    as_office.post(f"/verwaltung/menschen/{world.people['foreign_member']}", data=form)
    assert over(world, f"/passwort/{RESET}")
    world.restore()
    world.client_of("foreign_member").post(
        "/konto/passwort", data={"old": PASSWORD, "password": NEW_PASSWORD}
    )
    assert over(world, f"/passwort/{RESET}")


@pytest.mark.parametrize("secret", [INVITATION, RESET])
def test_a_link_is_no_login(world, as_nobody, secret):
    with as_nobody.session_transaction() as session:
        session["_user_id"] = secret
    assert outcome(as_nobody, as_nobody.get("/konto")) == "login"


def test_only_hashes_of_what_opens_an_account_are_stored(world, as_office):
    as_office.post(f"/verwaltung/menschen/{world.people['invited']}/einladen")
    (mail,) = mails(world)
    (secret,) = set(re.findall(r"/einladung/([\w-]+)", mail.text))
    rows = {name: rows for name, rows in world.dump().items() if name != "outgoing_mail"}
    assert secret not in repr(rows)
    assert world.client_of("anonymous").get(f"/einladung/{secret}").status_code == 200
    for word in (PASSWORD, RECOVERY_CODE, login_secret("member")):
        assert word not in repr(rows)


# --- 8. links and redirects lead here


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:80"]
)
@pytest.mark.parametrize("path", ["/anmelden", "/passwort", "/", "/gibt-es-nicht"])
def test_a_foreign_host_name_is_refused(world, as_nobody, host, path):
    response = as_nobody.get(path, headers={"Host": host})
    assert response.status_code == 400
    assert "evil" not in response.text
    assert "evil" not in str(response.headers)


def test_nobody_gets_a_mail_by_a_request_under_a_foreign_host_name(world, as_nobody):
    form = {"email": PEOPLE["member"].email}
    assert as_nobody.post("/passwort", data=form, headers={"Host": "evil.example"}).status_code == 400
    assert not mails(world)


@pytest.mark.parametrize("more_settings", [{"PUBLIC_URL": "https://stadtteilwerk.demo.example"}])
def test_links_in_mails_come_from_the_settings_and_not_from_the_request(world, as_nobody, as_office):
    lies = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Forwarded-Proto": "http"}
    as_nobody.post("/passwort", data={"email": PEOPLE["member"].email}, headers=lies)
    as_office.post(f"/verwaltung/menschen/{world.people['invited']}/einladen", headers=lies)
    sent = mails(world)
    assert {mail.kind for mail in sent} == {"reset", "invitation"}
    for mail in sent:
        addresses = re.findall(r"https?://[^/\s\"<]+", mail.text + mail.html)
        assert set(addresses) == {"https://stadtteilwerk.demo.example"}


ELSEWHERE = [
    "//evil.example", "https://evil.example", "https:evil.example", "/\\evil.example", "\\\\evil.example",
    "\r\n//evil.example", "/\t/evil.example", " //evil.example", "///evil.example", "javascript:alert(1)",
    "/\r\nSet-Cookie: a=b", "evil.example", "//evil.example/%2f..", "http:///evil.example", "/\x00",
    "data:text/html,x", "?next=//evil.example", "/" * 40 + "evil.example", "ktv\ud83d", "/\u2028//x",
    "//[", "http://[evil",
]  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_after_the_login_one_stays_here(world, wanted):
    wanted = wanted.encode("utf-8", "replace").decode()
    for name, path in (("member", "/anmelden"), ("pending", "/anmelden/code")):
        client = world.client_of("anonymous" if name == "member" else name)
        form = {"email": PEOPLE[name].email, "password": PASSWORD, "code": code_at()}
        response = client.post(path, query_string={"next": wanted}, data=form)
        assert response.status_code == 302
        target = urljoin("http://localhost/anmelden", response.headers["Location"])
        assert urlsplit(target).netloc == "localhost"
        assert not set("\r\n\t\\") & set(response.headers["Location"])
        assert "Set-Cookie: a=b" not in str(response.headers)
        # Browsers read a backslash as a slash, and drop blanks and breaks.
        assert not re.match(r"[\s\\/]{2}", response.headers["Location"])


def test_after_the_login_one_gets_where_one_wanted_to(world, as_nobody):
    sent = as_nobody.get("/ktv/termine/?seite=2")
    assert log_in(as_nobody, "member", next=urlsplit(sent.headers["Location"]).query).status_code == 302
    nobody = world.client_of("anonymous")
    assert (
        nobody.post(
            sent.headers["Location"], data={"email": PEOPLE["member"].email, "password": PASSWORD}
        ).headers["Location"]
        == "/ktv/termine/?seite=2"
    )


@pytest.mark.parametrize(
    "referrer",
    [
        *ELSEWHERE[:2],
        "https://evil.example//evil.example",
        "http://[",
        "x\\y",
        "http://a:b",
    ],
)
def test_the_language_switch_stays_here(world, as_nobody, referrer):
    response = as_nobody.post("/sprache", data={"language": "en"}, headers={"Referer": referrer})
    assert response.status_code == 302
    assert urlsplit(urljoin("http://localhost/", response.headers["Location"])).netloc == "localhost"
