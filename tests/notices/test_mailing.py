"""Whoever wants mail at once gets a notice at once, each once, however often the worker is killed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app import clock, outbox
from app.accounts.models import MailWish
from app.notices import mailing
from app.notices.jobs import mail_notices
from app.queue import PLANS
from tests.notices.conftest import TITLE, Notices
from tests.pages import Browser
from tests.people import NOW, World

AT_ONCE = MailWish.AT_ONCE


def work(world: World) -> None:
    """Let the worker look for notices."""
    with world.app.app_context():
        mail_notices()


def to(notices: Notices) -> list[str]:
    """Whom mails are queued for."""
    return [mail.address for mail in notices.mails()]


def test_those_who_want_it_at_once_get_a_mail_and_the_others_none(world: World, notices: Notices) -> None:
    for who in ("member", "speaker", "foreign_member", "invited", "pending"):
        world.change(who, mail_wish=AT_ONCE)
    world.change("councillor", mail_wish=MailWish.NONE)
    page = Browser(world.client_of("speaker")).open("/ktv/eilmeldungen/neu")
    page.press("Eilmeldung veröffentlichen", title=TITLE, text="Kommt **alle**.")
    work(world)
    # Not the author, nobody from elsewhere, and nobody who has never logged in.
    assert to(notices) == ["member@demo.example", "pending@demo.example"]
    mail = notices.mails()[0]
    assert mail.subject == f"Eilmeldung: {TITLE}"
    assert "Kommt alle." in mail.text
    assert "<strong>alle</strong>" in mail.html
    work(world)
    assert len(to(notices)) == 2


@pytest.mark.parametrize(
    "gone", [{"disabled_at": NOW}, {"erased_at": NOW}, {"password_hash": None}, {"email": None}]
)
def test_nobody_who_cannot_log_in_gets_one(world: World, notices: Notices, gone: dict[str, Any]) -> None:
    world.change("member", mail_wish=AT_ONCE, **gone)
    notices.add(mailed=False)
    work(world)
    assert to(notices) == []


def test_a_notice_of_the_county_goes_to_whom_it_is_for(world: World, notices: Notices) -> None:
    for who in ("member", "foreign_member", "foreign_councillor", "group_member", "office"):
        world.change(who, mail_wish=AT_ONCE)
    notices.add("kreis", by="board", to=("mitte",), mailed=False)
    work(world)
    assert to(notices) == ["foreign.member@demo.example", "office@demo.example"]
    notices.add("kreis", by="board", mailed=False)
    work(world)
    assert sorted(to(notices)[2:]) == [
        "foreign.member@demo.example",
        "member@demo.example",
        "office@demo.example",
    ]


@pytest.mark.parametrize("taken_back", [True, False])
def test_what_was_taken_back_or_is_over_is_not_mailed(
    world: World, notices: Notices, taken_back: bool
) -> None:
    world.change("member", mail_wish=AT_ONCE)
    key = notices.add(mailed=False)
    if taken_back:
        world.client_of("speaker").post(f"/ktv/eilmeldungen/{key}/zuruecknehmen", data={"version": "1"})
    with clock.frozen(NOW + timedelta(days=0 if taken_back else 9)):
        work(world)
    assert to(notices) == []
    assert notices.get(key).mailed_up_to is None


@pytest.mark.parametrize("killed_at", [1, 50, 51, 75, 100, 120])
def test_a_worker_that_is_killed_leaves_nobody_out_and_tells_nobody_twice(
    world: World, notices: Notices, killed_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices.crowd(120)
    key = notices.add(mailed=False)
    queued, queue = 0, outbox.queue

    def killed(*args: Any, **more: Any) -> Any:
        nonlocal queued
        queued += 1
        if queued == killed_at:
            raise KeyboardInterrupt  # no handler of ours catches it: as if the process were gone
        return queue(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(mailing.outbox, "queue", killed)
        with pytest.raises(KeyboardInterrupt):
            work(world)
    assert len(to(notices)) == (killed_at - 1) // mailing.PAGE_SIZE * mailing.PAGE_SIZE
    work(world)
    assert sorted(to(notices)) == sorted(f"p{n}@demo.example" for n in range(120))
    assert notices.get(key).mailed_up_to is None


def test_a_change_while_it_is_mailed_disturbs_nobody(world: World, notices: Notices) -> None:
    notices.crowd(60)
    key = notices.add(mailed=False)
    page = Browser(world.client_of("speaker")).open(f"/ktv/eilmeldungen/{key}/bearbeiten")
    work(world)
    assert page.press("Eilmeldung ändern", text="Doch im Hof").status == 200
    assert notices.get(key).mailed_up_to is None


def test_posting_to_many_mails_nobody_in_the_request(world: World, notices: Notices) -> None:
    notices.crowd(120)
    page = Browser(world.client_of("speaker")).open("/ktv/eilmeldungen/neu")
    page.press("Eilmeldung veröffentlichen", title=TITLE, text="Kommt alle.")
    assert to(notices) == []
    work(world)
    assert len(to(notices)) == 120


def test_the_worker_looks_each_minute(world: World) -> None:
    (plan,) = [plan for plan in PLANS if plan.work.__name__ == "mail_notices"]
    assert (plan.minute, plan.hour) == ("*", "*")
