"""Whoever wants it at once: what is new since the last time the worker looked, in one mail, never twice."""

from __future__ import annotations

from datetime import timedelta

from app import clock
from app.accounts.models import MailWish, Person
from app.extensions import db
from app.news import digests
from tests.news.conftest import News, address
from tests.people import NOW, World

AT_ONCE = MailWish.AT_ONCE
TEN = timedelta(minutes=10)


def test_a_new_a_moved_and_a_cancelled_date_is_told_once(news: News) -> None:
    news.wants(AT_ONCE, "member")
    assert news.run(NOW) == []
    key = news.appointment(announced=NOW + timedelta(minutes=1))
    (mail,) = news.run(NOW + TEN)
    assert (mail.address, mail.subject) == (address("member"), "Neuer Termin: Sommerfest")
    assert news.run(NOW + 2 * TEN) == []
    news.set(key, changed_at=NOW + timedelta(minutes=21), place="Hof")
    (mail,) = news.run(NOW + 3 * TEN)
    assert mail.subject == "Termin geändert: Sommerfest"
    assert "Hof" in mail.text
    cancelled = news.appointment(
        title="Grillen", announced=NOW - timedelta(days=3), cancelled=NOW + timedelta(minutes=31)
    )
    (mail,) = news.run(NOW + 4 * TEN)
    assert mail.subject == "Termin abgesagt: Grillen"
    assert f"/ktv/termine/{cancelled}" in mail.text
    assert news.run(NOW + 5 * TEN) == []


def test_several_things_come_in_one_mail(news: News) -> None:
    news.wants(AT_ONCE, "member")
    for slug in ("ktv", "kreis", "mitte"):
        news.appointment(slug, title=f"Fest von {slug}", announced=NOW + timedelta(minutes=1))
    (mail,) = news.run(NOW + TEN)
    assert mail.subject == "2 Neuigkeiten aus deinen Bereichen"
    assert "Fest von ktv" in mail.text
    assert "Fest von kreis" in mail.text
    assert "Fest von mitte" not in mail.text


def test_what_one_is_invited_to_is_told_by_the_invitation(news: News) -> None:
    news.wants(AT_ONCE, "member")
    key = news.appointment(announced=NOW + timedelta(minutes=1))
    news.invite(key, "member")
    assert news.run(NOW + TEN) == []


def test_a_notice_has_a_mail_of_its_own(news: News) -> None:
    news.wants(AT_ONCE, "member")
    news.notices.add(at=NOW + timedelta(minutes=1))
    assert news.run(NOW + TEN) == []


def test_it_goes_on_where_the_worker_stood_still(news: News) -> None:
    news.wants(AT_ONCE, "member", told=NOW - timedelta(days=2))
    news.appointment(announced=NOW - timedelta(days=1))
    assert len(news.run(NOW)) == 1


def test_who_was_never_told_hears_of_the_last_minutes_alone(news: News) -> None:
    news.wants(AT_ONCE, "member")
    news.appointment(title="Eben", announced=NOW - timedelta(minutes=5))
    news.appointment(title="Gestern", announced=NOW - timedelta(days=1))
    (mail,) = news.run(NOW)
    assert "Eben" in mail.text
    assert "Gestern" not in mail.text


def test_who_changes_to_weekly_is_not_told_again(world: World, news: News) -> None:
    news.wants(AT_ONCE, "member")
    news.appointment(announced=NOW + timedelta(minutes=1))
    assert len(news.run(NOW + TEN)) == 1
    world.change("member", mail_wish=MailWish.WEEKLY)
    news.appointment(title="Später", announced=NOW + timedelta(minutes=30))
    (mail,) = news.run(clock.from_wall_clock((NOW + timedelta(days=5)).date(), digests.HOUR))
    assert "Später" in mail.text
    assert "Sommerfest" not in mail.text


def test_who_changed_their_mind_meanwhile_gets_no_mail(world: World, news: News) -> None:
    news.wants(AT_ONCE, "member")
    with world.app.app_context():
        seen = digests.people_due(AT_ONCE, NOW)
    world.change("member", mail_wish=MailWish.NONE)
    with world.app.app_context():
        assert digests._move(digests.Run(AT_ONCE, NOW, {}, {}), seen) == 0
        assert db.session.get_one(Person, world.people["member"]).digested_at is None
