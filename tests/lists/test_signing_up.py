"""Signing up for a list, confirming it by a mail, and that nobody learns who is on it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.lists import forgetting
from app.lists.models import MailingList, SubscriberState
from app.queue import run_waiting
from tests.lists.looking import mails_of, subscribers, within
from tests.pages import Browser, manners
from tests.people import NOW
from tests.world_of_lists import confirm_secret

NEW = "neugierig@demo.example"
WITH_CSRF = pytest.mark.parametrize("more_settings", [{"WTF_CSRF_ENABLED": True}])


def sign_up(client, email=NEW, name="Nora Neugier", slug="ktv"):
    return client.post(f"/verteiler/{slug}", data={"email": email, "name": name, "consent": "y"})


def mailed_link(world):
    mails = mails_of(world.app, "list_confirmation")
    return re.search(r"/verteiler/bestaetigen/\S+", mails[-1].text)[0]


@WITH_CSRF
def test_somebody_signs_up_confirms_by_the_mails_link_and_is_on_the_list(world):
    page = (
        Browser(world.client_of("anonymous"))
        .open("/anmelden")
        .follow("Neuigkeiten per Mail bekommen, ohne Zugang")
    )
    page = page.open("/verteiler/ktv") if not page.main.all("a") else page
    form = Browser(world.client_of("anonymous")).open("/verteiler/ktv")
    assert manners(form) == []
    assert "checked" not in form.main.one("input", name="consent").attrs
    answer = form.press("Verteiler bestellen", email=NEW, name="Nora Neugier", consent="y")
    assert answer.heading == "Schau in dein Postfach"
    run_waiting(world.app)
    link = mailed_link(world)
    assert subscribers(world)[NEW].state is SubscriberState.PENDING
    page = Browser(world.client_of("anonymous")).open(link)
    assert manners(page) == []
    assert subscribers(world)[NEW].state is SubscriberState.PENDING
    page = page.press("Ja, anmelden")
    assert "Du bist dabei." in page.main.text
    row = subscribers(world)[NEW]
    assert (row.state, row.name, row.consent, row.confirmed_at) == (
        SubscriberState.ACTIVE,
        "Nora Neugier",
        "2025-1",
        NOW,
    )


def test_without_the_tick_nothing_is_sent(world, as_nobody):
    response = as_nobody.post("/verteiler/ktv", data={"email": NEW, "name": "Nora"})
    assert response.status_code == 422
    assert 'value="neugierig@demo.example"' in response.text
    run_waiting(world.app)
    assert NEW not in subscribers(world)


def test_the_answer_is_the_same_whoever_has_the_address(world):
    answers = set()
    for email in (NEW, "leserin.ktv@demo.example", "offen.ktv@demo.example", "member@demo.example"):
        response = sign_up(world.client_of("anonymous"), email)
        answers.add((response.status_code, re.sub(r'value="[^"]*"', "", response.text)))
    assert len(answers) == 1


def test_who_is_on_the_list_already_gets_no_mail(world, as_nobody):
    for email in ("leserin.ktv@demo.example", "member@demo.example"):
        sign_up(as_nobody, email)
    run_waiting(world.app)
    assert mails_of(world.app, "list_confirmation") == []


def test_typing_a_strangers_address_again_and_again_sends_them_one_mail_an_hour(world, as_nobody):
    for number in range(3):
        with clock.frozen(NOW + timedelta(minutes=16 * number)):
            sign_up(as_nobody)
            run_waiting(world.app)
    assert len(mails_of(world.app, "list_confirmation")) == 1
    with clock.frozen(NOW + timedelta(minutes=61)):
        sign_up(as_nobody)
        run_waiting(world.app)
    assert len(mails_of(world.app, "list_confirmation")) == 2


def test_an_address_and_a_network_can_be_tried_only_so_often(world, as_nobody):
    assert [sign_up(as_nobody).status_code for _ in range(4)] == [200, 200, 200, 429]
    codes = [sign_up(as_nobody, f"wer{number}@demo.example").status_code for number in range(20)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_the_link_ends_after_two_days(world, as_nobody):
    link = f"/verteiler/bestaetigen/{confirm_secret('ktv')}"
    with clock.frozen(NOW + timedelta(hours=41)):
        assert as_nobody.get(link).status_code == 410
        assert as_nobody.post(link, data={"wish": "ja"}).status_code == 410
    assert subscribers(world)["offen.ktv@demo.example"].state is SubscriberState.PENDING


def test_the_link_is_not_the_one_that_leaves_and_its_hash_opens_nothing(world, as_nobody):
    secret = confirm_secret("ktv")
    row = subscribers(world)["offen.ktv@demo.example"]
    for path in (f"/verteiler/abmelden/{secret}", f"/verteiler/bestaetigen/{row.confirm_hash}",
                 f"/verteiler/bestaetigen/{row.token}"):  # fmt: skip
        assert as_nobody.get(path).status_code == 404


@WITH_CSRF
def test_whatever_looks_at_the_links_or_posts_to_them_changes_nothing(world, as_nobody):
    before = subscribers(world)
    for path in (f"/verteiler/bestaetigen/{confirm_secret('ktv')}", "/verteiler/abmelden/leave-list-of-ktv"):
        for _ in range(2):
            as_nobody.get(path)
            as_nobody.head(path)
        for body in ({}, {"wish": "ja"}, {"wish": "ende"}, {"List-Unsubscribe": "One-Click"}):
            assert as_nobody.post(path, data=body).status_code == 400
    after = subscribers(world)
    assert {key: row.state for key, row in after.items()} == {key: row.state for key, row in before.items()}


def test_even_with_a_token_the_button_has_to_be_meant(world, as_nobody):
    as_nobody.post(f"/verteiler/bestaetigen/{confirm_secret('ktv')}", data={})
    as_nobody.post("/verteiler/abmelden/leave-list-of-ktv", data={"wish": "ja"})
    states = {key: row.state for key, row in subscribers(world).items()}
    assert states == {
        "leserin.ktv@demo.example": SubscriberState.ACTIVE,
        "offen.ktv@demo.example": SubscriberState.PENDING,
    }


def test_what_was_never_confirmed_is_deleted_after_seven_days(world):
    with world.app.app_context(), clock.frozen(NOW + timedelta(days=6, hours=23)):
        assert forgetting.forget_addresses() == 0
    with world.app.app_context(), clock.frozen(NOW + timedelta(days=7, minutes=1)):
        forgetting.forget_addresses()
    assert set(subscribers(world)) == {"leserin.ktv@demo.example"}


def test_a_list_that_is_not_open_cannot_be_signed_up_for_and_is_not_shown(world, as_nobody):
    with within(world) as session:
        session.scalars(sa.select(MailingList)).one().is_open = False
    assert as_nobody.get("/verteiler/ktv").status_code == 404
    assert sign_up(as_nobody).status_code == 404
    shown = as_nobody.get("/verteiler/").text
    assert "Verteiler in mitte" in shown
    assert "Verteiler in ktv" not in shown
    assert "Verteiler in alt" not in shown
    assert as_nobody.get("/verteiler/alt").status_code == 404


def test_a_member_who_left_comes_back_by_confirming(world, as_member, as_nobody):
    as_member.post("/ktv/verteiler/abbestellen")
    sign_up(as_nobody, "member@demo.example")
    run_waiting(world.app)
    (mail,) = mails_of(world.app, "list_confirmation")
    assert mail.address == "member@demo.example"
    as_nobody.post(mailed_link(world), data={"wish": "ja"})
    key = str(world.people["member"])
    assert subscribers(world)[key].state is SubscriberState.ACTIVE


@pytest.mark.parametrize("name", ["Nora\r\nBcc: x@y.example", "Nora\u2028Bcc: x", "x" * 121])
def test_a_name_of_several_lines_is_refused_with_a_sentence(world, as_nobody, name):
    assert sign_up(as_nobody, name=name).status_code == 422


def test_the_link_that_confirms_is_not_shown_to_those_who_look_after_the_outbox(world, as_nobody):
    sign_up(as_nobody)
    run_waiting(world.app)
    (mail,) = mails_of(world.app, "list_confirmation")
    assert mail.confidential
