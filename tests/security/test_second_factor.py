"""The second factor."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pyotp
import pytest
import sqlalchemy as sa

from app.access import Role
from app.accounts.models import AccountToken, Person
from app.accounts.second_factor import RECOVERY_CODES
from app.extensions import db
from app.spaces.models import Membership
from app.tenancy import one_space
from tests.access_table import OWN
from tests.people import (
    INVITATION,
    NOW,
    PASSWORD,
    PEOPLE,
    RECOVERY_CODE,
)
from tests.security.walking import NEW_PASSWORD, code_at, log_in, mails
from tests.test_access import addresses, outcome, send, values_of

# --- the second factor


def test_a_code_works_once(world):
    first, second = world.client_of("anonymous"), world.client_of("anonymous")
    for client in (first, second):
        assert log_in(client, "speaker").status_code == 302
        assert outcome(client, client.get("/konto")) == "code"
    assert first.post("/anmelden/code", data={"code": code_at()}).status_code == 302
    assert first.get("/konto").status_code == 200
    assert second.post("/anmelden/code", data={"code": code_at()}).status_code == 422
    assert (
        second.post("/anmelden/code", data={"code": code_at(NOW - timedelta(seconds=30))}).status_code == 422
    )
    assert outcome(second, second.get("/konto")) == "code"


@pytest.mark.parametrize("seconds", [-90, 90, 3600])
def test_a_code_of_another_time_does_not_work(world, seconds):
    form = {"code": code_at(NOW + timedelta(seconds=seconds))}
    assert world.client_of("pending").post("/anmelden/code", data=form).status_code == 422


def test_a_code_of_somebody_else_does_not_work(world):
    world.change("pending", totp_secret=pyotp.random_base32())
    assert world.client_of("pending").post("/anmelden/code", data={"code": code_at()}).status_code == 422


def test_a_recovery_code_works_once_and_for_its_owner_alone(world):
    with world.app.app_context():
        board = db.session.get_one(Person, world.people["board"])
        board.recovery_codes.clear()
        db.session.commit()
    client = world.client_of("anonymous")
    log_in(client, "board")
    assert client.post("/anmelden/code", data={"code": RECOVERY_CODE}).status_code == 422
    assert (
        world.client_of("pending").post("/anmelden/code", data={"code": RECOVERY_CODE.upper()}).status_code
        == 302
    )
    again = world.client_of("anonymous")
    log_in(again, "pending")
    assert again.post("/anmelden/code", data={"code": RECOVERY_CODE}).status_code == 422


def test_the_office_helps_somebody_who_lost_the_phone(world, as_office):
    as_office.post(f"/verwaltung/menschen/{world.people['speaker']}/zweiter-schritt-entfernen")
    client = world.client_of("anonymous")
    assert log_in(client, "speaker").status_code == 302
    assert urlsplit(client.get("/anmelden/code").headers["Location"]).path == "/konto/zweiter-schritt"
    assert client.get("/ktv/").status_code == 302


def test_without_the_required_second_factor_one_is_led_to_it_and_to_nothing_else(world):
    client = world.client_of("anonymous")
    log_in(client, "unenrolled")
    reached = set()
    for (_space, endpoint, method), cells in OWN.items():
        if cells["anonymous"] == "ok":
            continue
        for url in addresses(world, endpoint, values_of(world, endpoint)):
            if method == "GET":
                response = send(client, "GET", url)
                if outcome(client, response) != "code":
                    reached.add(url)
    assert reached == {"/anmelden/code", "/konto/zweiter-schritt"}


def test_who_sets_the_second_factor_up_is_in_and_gets_the_codes_for_a_lost_phone(world):
    client = world.client_of("unenrolled")
    client.post("/konto/zweiter-schritt")
    secret = world.person("unenrolled").totp_secret
    assert secret
    assert client.post("/konto/zweiter-schritt", data={"code": "000000"}).status_code == 422
    assert outcome(client, client.get("/ktv/")) == "code"
    response = client.post("/konto/zweiter-schritt", data={"code": pyotp.TOTP(secret).at(NOW)})
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", response.text)
    assert len(set(codes)) == RECOVERY_CODES
    assert client.get("/ktv/").status_code == 200
    again = world.client_of("anonymous")
    log_in(again, "unenrolled")
    assert again.post("/anmelden/code", data={"code": codes[0]}).status_code == 302
    assert not set(codes) & set(re.findall(r"\w{5}-\w{5}", repr(world.dump())))


def test_the_password_alone_does_not_replace_a_second_factor_that_is_set_up(world):
    client = world.client_of("pending")
    assert outcome(client, client.get("/konto/zweiter-schritt")) == "code"
    before = world.person("pending").totp_secret
    for path in (
        "/konto/zweiter-schritt",
        "/konto/zweiter-schritt/entfernen",
        "/konto/zweiter-schritt/ersatzcodes",
    ):
        assert outcome(client, client.post(path, data={"password": PASSWORD, "code": code_at()})) == "code"
    assert world.person("pending").totp_secret == before
    assert world.person("pending").has_second_factor


def test_a_new_password_by_mail_does_not_replace_the_second_factor(world, as_nobody):
    as_nobody.post("/passwort", data={"email": PEOPLE["speaker"].email})
    (mail,) = mails(world)
    (path,) = set(re.findall(r"/passwort/[\w-]+", mail.text))
    assert as_nobody.post(path, data={"password": NEW_PASSWORD}).status_code == 302
    log_in(as_nobody, "speaker", NEW_PASSWORD)
    assert outcome(as_nobody, as_nobody.get("/ktv/")) == "code"


def test_an_invitation_sends_nobody_past_the_second_factor(world, as_nobody):
    """Who is invited as speaker sets the second factor up before seeing anything."""
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Membership, world.memberships["invited"]).role = Role.SPEAKER
    as_nobody.post(f"/einladung/{INVITATION}", data={"name": "Inga", "password": NEW_PASSWORD})
    assert outcome(as_nobody, as_nobody.get("/ktv/")) == "code"


def test_every_link_that_opens_an_account_is_of_a_known_purpose(world):
    with world.app.app_context():
        assert {token.purpose.value for token in db.session.scalars(sa.select(AccountToken))} == {
            "invitation",
            "reset",
        }
