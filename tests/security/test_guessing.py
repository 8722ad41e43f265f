"""Nobody learns who has an account, and guessing is slowed down."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.accounts import passwords
from tests.people import (
    NOW,
    PASSWORD,
    PEOPLE,
)
from tests.security.walking import NEW_PASSWORD, answer, code_at, log_in, mails

# --- 14. nobody learns who has an account

UNKNOWN = "gibtesnicht@demo.example"


@pytest.mark.parametrize("known", ["member", "speaker", "disabled", "invited"])
def test_the_login_answers_the_same_whether_somebody_has_an_account(world, known, monkeypatch):
    wrong = {"password": "nicht-das-richtige"}
    passwords.matches(None, "")  # its first call computes what the others compare with
    for attempt in range(2):
        one = answer(world, "/anmelden", {"email": PEOPLE[known].email, **wrong}, monkeypatch)
        other = answer(world, "/anmelden", {"email": UNKNOWN, **wrong}, monkeypatch)
        assert one == other, attempt
        assert one[-1] == 1


def test_the_right_password_of_a_disabled_account_answers_like_a_wrong_one(world, monkeypatch):
    right = answer(world, "/anmelden", {"email": PEOPLE["disabled"].email, "password": PASSWORD}, monkeypatch)
    wrong = answer(world, "/anmelden", {"email": UNKNOWN, "password": PASSWORD}, monkeypatch)
    assert right == wrong


@pytest.mark.parametrize("known", ["member", "speaker", "disabled", "invited"])
def test_asking_for_a_new_password_answers_the_same_whether_somebody_has_an_account(
    world, known, monkeypatch
):
    for attempt in range(2):
        one = answer(world, "/passwort", {"email": PEOPLE[known].email}, monkeypatch)
        other = answer(world, "/passwort", {"email": UNKNOWN}, monkeypatch)
        assert one == other, attempt
        assert one[0] == 200


# --- 15. guessing


def test_the_ninth_attempt_at_an_account_has_to_wait_even_with_the_right_password(world, as_nobody):
    for _ in range(8):
        assert log_in(as_nobody, "member", "falsch").status_code == 422
    ninth = log_in(as_nobody, "member")
    assert ninth.status_code == 429
    assert 0 < int(ninth.headers["Retry-After"]) <= 15 * 60 + 1
    assert log_in(world.client_of("anonymous"), "member").status_code == 429
    assert log_in(world.client_of("anonymous"), "councillor").status_code == 302
    with clock.frozen(NOW + timedelta(minutes=15)):
        assert log_in(as_nobody, "member").status_code == 302


def test_an_unknown_address_has_to_wait_as_well(world, as_nobody):
    form = {"email": UNKNOWN, "password": "falsch"}
    answers = [as_nobody.post("/anmelden", data=form).status_code for _ in range(9)]
    assert answers == [422] * 8 + [429]


def test_spelling_the_address_differently_gives_no_more_attempts(world, as_nobody):
    for spelling in (
        "member@demo.example",
        "MEMBER@demo.example",
        " member@demo.example ",
        "Member@Demo.Example",
    ) * 2:
        as_nobody.post("/anmelden", data={"email": spelling, "password": "falsch"})
    assert log_in(as_nobody, "member").status_code == 429


def test_many_accounts_from_one_network_have_to_wait(world, as_nobody):
    for number in range(60):
        as_nobody.post("/anmelden", data={"email": f"n{number}@demo.example", "password": ""})
        as_nobody.post("/anmelden", data={"email": f"n{number}@demo.example", "password": "x" * 20})
    assert log_in(as_nobody, "member").status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    form = {"email": PEOPLE["member"].email, "password": PASSWORD}
    assert as_nobody.post("/anmelden", data=form, environ_overrides=elsewhere).status_code == 302


def test_guessing_the_code_has_to_wait_in_every_session(world):
    client = world.client_of("pending")
    for _ in range(6):
        assert client.post("/anmelden/code", data={"code": "000000"}).status_code == 422
    assert client.post("/anmelden/code", data={"code": code_at()}).status_code == 429
    again = world.client_of("anonymous")
    log_in(again, "pending")
    assert again.post("/anmelden/code", data={"code": code_at()}).status_code == 429
    with clock.frozen(NOW + timedelta(minutes=15)):
        assert again.post("/anmelden/code", data={"code": code_at(clock.now())}).status_code == 302


def test_guessing_the_old_password_of_an_open_session_has_to_wait(world, as_speaker):
    form = {"old": "falsch", "password": NEW_PASSWORD}
    answers = [as_speaker.post("/konto/passwort", data=form).status_code for _ in range(9)]
    assert answers == [422] * 8 + [429]


def test_nobody_is_flooded_with_mails_for_a_new_password(world, as_nobody):
    form = {"email": PEOPLE["member"].email}
    answers = [as_nobody.post("/passwort", data=form).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert len(mails(world)) == 3
