"""On Monday mornings: everything new of one's own spaces, each thing once, nothing that is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app import clock, outbox
from app.accounts.models import MailWish, Person
from app.calendar.models import Appointment
from app.districts.meetings.minutes import services as minutes
from app.extensions import db
from app.news import digests
from app.queue import PLANS
from app.tenancy import Scope, current_session
from tests.calendar.dates import berlin
from tests.news.conftest import MONDAY, News, address
from tests.pages import counted
from tests.people import NOW, World

WEEKLY = MailWish.WEEKLY


def digested(world: World, who: str) -> datetime | None:
    return world.person(who).digested_at


# --- when


@pytest.mark.parametrize(
    ("at", "comes"),
    [
        (berlin(2025, 3, 9, 12), False),
        (berlin(2025, 3, 10, 6, 59), False),
        (berlin(2025, 3, 10, 7), True),
        (berlin(2025, 3, 10, 23, 50), True),
        (berlin(2025, 3, 11, 0), False),
        # The Mondays after the clocks were changed: seven in Rostock is five and six in UTC.
        (datetime(2025, 3, 31, 4, 50, tzinfo=UTC), False),
        (datetime(2025, 3, 31, 5, 0, tzinfo=UTC), True),
        (datetime(2025, 10, 27, 5, 50, tzinfo=UTC), False),
        (datetime(2025, 10, 27, 6, 0, tzinfo=UTC), True),
    ],
)
def test_it_comes_on_monday_from_seven_in_rostock(news: News, at: datetime, comes: bool) -> None:
    news.wants(WEEKLY, "member")
    news.appointment(announced=at - timedelta(days=1), starts=at + timedelta(days=5))
    assert [mail.address for mail in news.run(at)] == ([address("member")] if comes else [])


def test_it_comes_once_a_week(news: News) -> None:
    news.wants(WEEKLY, "member")
    news.appointment()
    assert len(news.run(MONDAY)) == 1
    news.appointment(title="Später", announced=MONDAY + timedelta(minutes=5))
    assert news.run(MONDAY + timedelta(minutes=10)) == []
    assert news.run(MONDAY + timedelta(hours=10)) == []
    (mail,) = news.run(MONDAY + timedelta(days=7))
    assert "Später" in mail.text
    assert "Sommerfest" not in mail.text


def test_what_happens_in_the_very_last_minute_is_told_the_next_time(news: News) -> None:
    news.wants(WEEKLY, "member")
    news.appointment(announced=MONDAY - timedelta(seconds=30))
    assert news.run(MONDAY) == []
    assert len(news.run(MONDAY + timedelta(days=7))) == 1


def test_without_news_there_is_no_mail_and_the_week_counts_all_the_same(world: World, news: News) -> None:
    news.wants(WEEKLY, "group_member")
    assert news.run(MONDAY + timedelta(days=7)) == []
    assert digested(world, "group_member") == MONDAY + timedelta(days=7) - digests.SETTLED


def test_who_was_never_told_hears_of_the_last_seven_days(news: News) -> None:
    news.wants(WEEKLY, "member")
    news.appointment(title="Vor acht Tagen", announced=MONDAY - timedelta(days=8))
    news.appointment(title="Vor sechs Tagen", announced=MONDAY - timedelta(days=6))
    (mail,) = news.run(MONDAY)
    assert "Vor sechs Tagen" in mail.text
    assert "Vor acht Tagen" not in mail.text


def test_who_was_away_for_long_hears_of_two_weeks(news: News) -> None:
    news.wants(WEEKLY, "member", told=MONDAY - timedelta(days=100))
    news.appointment(title="Vor dreizehn Tagen", announced=MONDAY - timedelta(days=13))
    news.appointment(title="Vor fünfzehn Tagen", announced=MONDAY - timedelta(days=15))
    (mail,) = news.run(MONDAY)
    assert "dreizehn" in mail.text
    assert "fünfzehn" not in mail.text


# --- who


def test_everybody_hears_of_their_own_spaces_alone(world: World, news: News) -> None:
    everybody = [name for name in world.people if name != "demoted"]
    news.wants(WEEKLY, *everybody, "demoted")
    for slug in ("ktv", "mitte", "kreis", "wahlaktiv", "alt"):
        news.appointment(slug, title=f"Fest von {slug}")
    heard = {
        mail.address.partition("@")[0]: {slug for slug in world.spaces if f"Fest von {slug}" in mail.text}
        for mail in news.run(MONDAY)
    }
    assert heard == {
        "member": {"ktv", "kreis"}, "councillor": {"ktv"}, "speaker": {"ktv", "kreis"},
        "foreign.member": {"mitte", "kreis"}, "foreign.councillor": {"mitte"},
        "foreign.speaker": {"mitte", "kreis"}, "group.member": {"wahlaktiv"}, "board": {"kreis"},
        "office": {"kreis"}, "pending": {"ktv", "kreis"}, "unenrolled": {"ktv", "kreis"},
    }  # fmt: skip


@pytest.mark.parametrize(
    "gone", [{"disabled_at": NOW}, {"password_hash": None}, {"email": None}, {"mail_wish": MailWish.NONE}]
)
def test_who_cannot_log_in_or_wants_nothing_gets_nothing(
    world: World, news: News, gone: dict[str, Any]
) -> None:
    news.wants(WEEKLY, "member")
    world.change("member", **gone)
    news.appointment()
    assert news.run(MONDAY) == []


def test_who_wants_news_again_hears_of_what_happens_from_then_on(world: World, news: News) -> None:
    news.appointment(title="Vorher", announced=NOW - timedelta(hours=1))
    form = {"name": "Marta Möwe", "phone": "", "language": "de", "mail_wish": "weekly"}
    assert world.client_of("member").post("/konto", data=form).status_code == 302
    news.appointment(title="Nachher", announced=NOW + timedelta(hours=1))
    (mail,) = news.run(MONDAY)
    assert "Nachher" in mail.text
    assert "Vorher" not in mail.text


# --- what


def test_a_draft_and_what_is_over_is_left_out(news: News) -> None:
    news.wants(WEEKLY, "member")
    news.appointment(title="Entwurf", draft=True)
    news.appointment(title="Vorbei", starts=berlin(2025, 3, 7, 19))
    assert news.run(MONDAY) == []


def test_what_was_announced_and_moved_stands_once_as_it_is_now(news: News) -> None:
    news.wants(WEEKLY, "member")
    key = news.appointment(title="Alter Titel")
    news.set(key, title="Neuer Titel", changed_at=NOW + timedelta(days=1), ends_at=berlin(2025, 4, 13, 20),
             starts_at=berlin(2025, 4, 13, 16))  # fmt: skip
    (mail,) = news.run(MONDAY)
    assert mail.text.count("Titel") == 1
    assert "Neuer Termin: Neuer Titel" in mail.text
    assert "13.04.2025, 16:00" in mail.text


def test_what_was_announced_before_and_moved_now_is_changed(news: News) -> None:
    news.wants(WEEKLY, "member", told=NOW)
    news.appointment(announced=NOW - timedelta(days=3), changed=NOW + timedelta(days=1))
    (mail,) = news.run(MONDAY)
    assert "Termin geändert: Sommerfest" in mail.text


def test_what_was_moved_and_cancelled_is_cancelled(news: News) -> None:
    news.wants(WEEKLY, "member")
    news.appointment(changed=NOW + timedelta(hours=1), cancelled=NOW + timedelta(hours=2))
    (mail,) = news.run(MONDAY)
    assert mail.text.count("Sommerfest") == 1
    assert "Termin abgesagt: Sommerfest" in mail.text


def test_what_somebody_was_invited_to_is_not_told_again(news: News) -> None:
    news.wants(WEEKLY, "member", "councillor")
    key = news.appointment()
    news.invite(key, "member")
    assert [mail.address for mail in news.run(MONDAY)] == [address("councillor")]


def test_nobody_is_told_what_they_did_themselves(world: World, news: News) -> None:
    news.wants(WEEKLY, "member", "speaker")
    key = world.appointments["ktv"]["bare"]
    world.client_of("speaker").post(f"/ktv/termine/{key}/ankuendigen")
    assert [mail.address for mail in news.run(MONDAY)] == [address("member")]


def test_a_notice_is_told_to_whom_it_is_for_and_who_has_not_read_it(world: World, news: News) -> None:
    news.wants(WEEKLY, "member", "councillor", "speaker", "foreign_member", "board")
    own, county = news.notices.add(), news.notices.add("kreis", by="office", to=("mitte",), title="Für Mitte")
    world.client_of("councillor").post(f"/ktv/eilmeldungen/{own}/gelesen")
    told = {mail.address: mail.text for mail in news.run(MONDAY)}
    assert sorted(told) == sorted(map(address, ("member", "foreign_member", "board")))
    assert "Eilmeldung: Saal gesperrt" in told[address("member")]
    assert "Eilmeldung: Für Mitte" in told[address("foreign_member")]
    assert f"/kreis/eilmeldungen/{county}" in told[address("board")]


def test_minutes_and_decisions_are_told_when_they_may_be_read(world: World, news: News) -> None:
    news.wants(WEEKLY, "member")
    past = world.appointments["ktv"]["past"]
    assert "Beschluss" not in "".join(mail.text for mail in news.run(MONDAY))
    with world.app.app_context():
        current_session().open_scope(Scope.of(world.spaces["ktv"], write=True))
        appointment = db.session.get_one(Appointment, past)
        by = db.session.get_one(Person, world.people["speaker"])
        minutes.take_back(appointment, by=by)
        with clock.frozen(MONDAY + timedelta(days=1)):
            minutes.make_ready(appointment, by=by)
            db.session.commit()
    (mail,) = news.run(MONDAY + timedelta(days=7))
    assert "Beschluss 2025/1: " in mail.text
    with world.app.app_context():
        current_session().open_scope(Scope.of(world.spaces["ktv"], write=True))
        appointment = db.session.get_one(Appointment, past)
        by = db.session.get_one(Person, world.people["speaker"])
        with clock.frozen(MONDAY + timedelta(days=8)):
            minutes.take_back(appointment, by=by)
            minutes.make_ready(appointment, by=by)
            later = db.session.get_one(Appointment, world.meetings["ktv"]["later_appointment_id"])
            minutes.approve(appointment, at=later, by=by)
            db.session.commit()
    (mail,) = news.run(MONDAY + timedelta(days=14))
    assert "Protokoll genehmigt: Treffen past in ktv" in mail.text
    assert "Beschluss" not in mail.text  # it was told when the minutes were ready for the first time


def test_the_newest_stands_first_and_what_is_too_much_is_counted(news: News) -> None:
    news.wants(WEEKLY, "member")
    for number in range(42):
        news.appointment(title=f"Nummer {number:02}", announced=NOW + timedelta(minutes=number))
    (mail,) = news.run(MONDAY)
    shown = [line.rpartition(" ")[2] for line in mail.text.splitlines() if line.startswith("- ")]
    assert shown == [f"{number:02}" for number in range(41, 11, -1)]
    assert "Und 12 weitere." in mail.text


# --- not twice, not too slow


@pytest.mark.parametrize("killed_at", [1, 25, 26, 40])
def test_a_worker_that_is_killed_leaves_nobody_out_and_tells_nobody_twice(
    news: News, killed_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    news.notices.crowd(40, wish=WEEKLY)
    news.appointment()
    queued, queue = 0, outbox.queue

    def killed(*args: Any, **more: Any) -> Any:
        nonlocal queued
        queued += 1
        if queued == killed_at:
            raise KeyboardInterrupt
        return queue(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "queue", killed)
        with pytest.raises(KeyboardInterrupt):
            news.run(MONDAY)
    assert len(news.mails()) == (killed_at - 1) // 25 * 25
    news.run(MONDAY + timedelta(minutes=10))
    assert sorted(mail.address for mail in news.mails()) == sorted(f"p{n}@demo.example" for n in range(40))


def test_two_workers_at_once_tell_everybody_once(world: World, news: News) -> None:
    news.wants(WEEKLY, "member", "councillor")
    news.appointment()
    with world.app.app_context(), clock.frozen(MONDAY):
        seen = digests.people_due(WEEKLY, clock.now())
    assert len(news.run(MONDAY)) == 2
    run = digests.Run(WEEKLY, MONDAY, {}, {})
    with world.app.app_context():
        # The second one saw the same people before the first had told them.
        assert digests._move(run, seen) == 0


def test_more_people_need_no_more_questions_for_what_is_new(world: World, news: News) -> None:
    news.appointment()
    news.notices.crowd(5, wish=WEEKLY)
    with counted(world.app) as few:
        news.run(MONDAY)
    with world.app.app_context():
        db.session.execute(sa.update(Person).values(digested_at=None))
        for number in range(20):
            db.session.add(Person(name=f"Q{number}", email=f"q{number}@demo.example", password_hash="x"))
        db.session.commit()
    with counted(world.app) as more:
        news.run(MONDAY)

    # One claim and one mail each for whom there is something; nobody else costs anything.
    def about_news(statements: list[str]) -> int:
        return sum("FROM appointment" in one or "FROM urgent_notice" in one for one in statements)

    assert about_news(few) == about_news(more)


def test_the_worker_looks_every_ten_minutes(world: World) -> None:
    (plan,) = [plan for plan in PLANS if plan.work.__name__ == "tell_news"]
    assert (plan.minute, plan.hour) == ("*/10", "*")


def test_a_word_in_the_description_is_no_news_another_place_is(world: World, news: News) -> None:
    news.wants(WEEKLY, "member", told=NOW - timedelta(hours=1))
    key = news.appointment(announced=NOW - timedelta(days=3))
    form = {"title": "Sommerfest", "day": "2025-04-12", "starts": "15:00", "ends": "18:00", "place": "Garten"}
    path = f"/ktv/termine/{key}/bearbeiten"
    speaker = world.client_of("speaker")
    assert speaker.post(path, data={**form, "description": "Mit Kuchen", "version": "1"}).status_code == 302
    assert news.run(MONDAY) == []
    news.wants(WEEKLY, "member", told=NOW - timedelta(hours=1))
    assert speaker.post(path, data={**form, "place": "Hof", "version": "2"}).status_code == 302
    (mail,) = news.run(MONDAY)
    assert "Termin geändert: Sommerfest" in mail.text
