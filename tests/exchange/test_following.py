"""What somebody follows, and that its news reach them: once, and only as long as they may read it."""

from __future__ import annotations

from datetime import date, timedelta

import sqlalchemy as sa

from app.accounts.models import MailWish
from app.exchange.models import Follow
from app.outbox import OutgoingMail
from app.spaces.models import Membership
from app.tenancy import one_space
from tests.exchange.conftest import Exchange
from tests.news.conftest import News
from tests.pages import Browser
from tests.people import NOW, World

LATER = NOW + timedelta(minutes=10)
SINCE = timedelta(minutes=-1)
"""Shared a minute after the beginning."""


def told(world: World, *who: str) -> list[OutgoingMail]:
    """The mails with news ten minutes later, of these people."""
    return [one for one in News(world).run(LATER) if one.kind == "news"]


def listens(world: World, *who: str) -> None:
    News(world).wants(MailWish.AT_ONCE, *who, told=NOW)


def test_a_topic_and_a_council_are_followed_and_no_longer(world: World, exchange: Exchange) -> None:
    exchange.share("Kita am Wall", topics=("Kita",), council=exchange.council(77))
    browser = Browser(world.client_of("councillor"))
    topic, council = (
        f"/austausch/themen/{exchange.topic('Kita')}",
        f"/austausch/ortsbeiraete/{world.councils['rat77']}",
    )
    for path, name in ((topic, "Thema"), (council, "Ortsbeirat")):
        page = browser.open(path).press(f"{name} verfolgen")
        assert f"{name} nicht mehr verfolgen" in page.buttons()
        assert browser.post(path + "/verfolgen").status == 200  # twice does no harm
    page = browser.open("/austausch/verfolgt/")
    assert "Kita" in page.section("Themen")
    assert "Ortsbeirat 77" in page.section("Ortsbeiräte")
    page = page.press("Nicht mehr verfolgen: Kita")
    assert "Kita" not in page.main.text
    browser.open(council).press("Ortsbeirat nicht mehr verfolgen")
    assert not [one for one in exchange.all(Follow) if one.words is None]


def test_thirty_of_a_kind_are_enough(world: World, exchange: Exchange) -> None:
    for number in range(30):
        exchange.follow("councillor", words=f"wort {number}")
    page = Browser(world.client_of("councillor")).post("/austausch/suche/verfolgen", words="Poller Markt")
    assert page.status == 422
    assert page.value("words") == "Poller Markt"
    assert "Beende zuerst eines" in page


def test_what_others_follow_is_theirs(world: World, exchange: Exchange) -> None:
    key = exchange.follow("councillor", words="poller")
    assert world.client_of("foreign_councillor").post(f"/austausch/verfolgt/{key}/beenden").status_code == 404
    assert "poller" not in Browser(world.client_of("foreign_councillor")).open("/austausch/verfolgt/")
    assert key in {one.id for one in exchange.all(Follow)}


def test_a_line_that_is_followed_three_ways_is_told_once(world: World, exchange: Exchange) -> None:
    listens(world, "councillor")
    exchange.share("Radweg von früher", ago=timedelta(hours=3))
    exchange.follow("councillor", topic_id=exchange.topic("Radweg"))
    exchange.follow("councillor", council_id=world.councils["mitte"])
    exchange.follow("councillor", words="hafen radweg")
    key = exchange.share("Radweg am Hafen", ago=SINCE)
    (mail,) = told(world)
    assert mail.person_id == world.people["councillor"]
    assert mail.text.count("Radweg am Hafen") == 1
    assert f"/austausch/eintraege/{key}" in mail.text
    assert "Radweg von früher" not in mail.text
    assert News(world).run(LATER + timedelta(minutes=10)) == []


def test_several_lines_stand_below_a_heading_of_their_own(world: World, exchange: Exchange) -> None:
    listens(world, "councillor")
    exchange.share("Radweg am Hafen", ago=SINCE)
    exchange.share("Radweg am Wall", ago=SINCE)
    exchange.follow("councillor", topic_id=exchange.topic("Radweg"))
    (mail,) = told(world)
    assert "Was du verfolgst" in mail.text
    assert mail.text.index("Was du verfolgst") < mail.text.index("Radweg am Wall")
    assert "Was du verfolgst" in mail.html


def test_what_does_not_fit_is_not_told(world: World, exchange: Exchange) -> None:
    listens(world, "councillor")
    exchange.share("Kita am Wall", topics=("Kita",), council=exchange.council(77), ago=timedelta(hours=2))
    exchange.follow("councillor", topic_id=exchange.topic("Kita"))
    exchange.follow("councillor", council_id=world.councils["rat77"])
    exchange.follow("councillor", words="brunnen hafen")
    exchange.share("Brunnen am Markt", topics=("Brunnen",), ago=SINCE)
    assert told(world) == []


def test_nobody_is_told_what_they_shared_themselves(world: World, exchange: Exchange) -> None:
    listens(world, "councillor", "foreign_councillor")
    exchange.share("Radweg am Hafen", ago=SINCE)
    for who in ("councillor", "foreign_councillor"):
        exchange.follow(who, topic_id=exchange.topic("Radweg"))
    assert [one.person_id for one in told(world)] == [world.people["councillor"]]


def test_somebody_whose_seat_has_ended_is_told_nothing_more(world: World, exchange: Exchange) -> None:
    listens(world, "councillor", "member")
    exchange.share("Radweg am Hafen", ago=SINCE)
    for who in ("councillor", "member"):
        exchange.follow(who, topic_id=exchange.topic("Radweg"))
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        theirs = sa.select(Membership).where(Membership.person_id == world.people["councillor"])
        for one in session.scalars(theirs):
            one.until = date(2025, 3, 4)
    assert told(world) == []
    assert world.client_of("councillor").get("/austausch/").status_code == 403


def test_a_line_of_a_report_that_is_told_anyway_is_not_told_a_second_time(
    world: World, exchange: Exchange
) -> None:
    from app.news.digests import Due, SpaceNews, for_person
    from app.news.sources import NewsItem
    from app.spaces.standings import Standing

    report = NewsItem("report:7", NOW, "Bericht", "Sitzung", "/ktv/berichte/7")  # type: ignore[arg-type]
    line = NewsItem("exchange_entry:1", NOW, "Rat", "Radweg", "/austausch/eintraege/1", part_of="report:7")  # type: ignore[arg-type]
    other = NewsItem("exchange_entry:2", NOW, "Rat", "Kita", "/austausch/eintraege/2", part_of="report:8")  # type: ignore[arg-type]
    who, standing = Due(1, None, NOW - timedelta(days=1)), Standing((), frozenset({5}))
    groups = for_person({5: SpaceNews("KTV", [report])}, who, standing, at_once=True, followed=[line, other])
    assert [one.title for group in groups for one in group.items] == ["Sitzung", "Kita"]
