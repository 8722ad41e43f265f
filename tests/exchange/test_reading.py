"""What councillors read of the other districts: topics of now, the newest lines, one topic, one council, one report."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.districts.councils.concerns.models import STATE_NAMES
from app.districts.councils.reports.models import RESULT_NAMES
from app.exchange.outcomes import OUTCOMES
from tests.exchange.conftest import Exchange
from tests.pages import Browser, Page, counted
from tests.people import World

START = "/austausch/"


def titles(page: Page) -> list[str]:
    """The lines of a page, in their order."""
    return [one.all("h3")[0].text for one in page.main.all("li", class_="shared-line")]


def open_as(world: World, who: str, path: str = START) -> Page:
    return Browser(world.client_of(who)).open(path)


def test_a_councillor_sees_what_another_district_shared_and_nothing_internal(
    world: World, exchange: Exchange
) -> None:
    exchange.share(
        "Poller in der Langen Straße", text="Kommen im Mai.", outcome="postponed", paper="2025/BV/77"
    )
    page = open_as(world, "councillor")
    assert titles(page)[0] == "Poller in der Langen Straße"
    for words in ("Kommen im Mai.", "vertagt", "Vorlage 2025/BV/77", "Mitte", "Radweg in mitte"):
        assert words in page
    assert "Haushalt in mitte" not in page
    assert "Nur unter uns" not in page


@pytest.mark.parametrize("who", ["member", "speaker", "foreign_member", "group_member", "demoted"])
def test_it_is_for_councillors_and_those_who_run_the_county(world: World, who: str) -> None:
    assert world.client_of(who).get(START).status_code == 403
    assert "Austausch der Ortsbeiräte" not in world.client_of(who).get("/").text


@pytest.mark.parametrize("who", ["councillor", "foreign_councillor", "board", "office"])
def test_who_may_finds_it_in_the_navigation_and_on_the_start_page(world: World, who: str) -> None:
    page = open_as(world, who, "/")
    assert START in page.links()
    assert "Was die anderen berichten" in page


def test_topics_of_several_councils_stand_first(world: World, exchange: Exchange) -> None:
    exchange.share("Kita am Wall", council="mitte", topics=("Kita",))
    exchange.share("Kita am Hafen", council="ktv", topics=("kita",))
    exchange.share("Nur hier", council="mitte", topics=("Brunnen",))
    talked_of = open_as(world, "councillor").main.all("ul", class_="talked-of")[0]
    names = [one.text for one in talked_of.all("h3")]
    assert names.index("Kita") < names.index("Brunnen")
    assert "in 2 Ortsbeiräten" in talked_of.text
    assert "Kita am Wall" in talked_of.text


def test_more_than_twenty_councils_are_not_counted(world: World, exchange: Exchange) -> None:
    for number in range(101, 122):
        exchange.share(f"Mieten {number}", council=exchange.council(number), topics=("Mieten",))
    assert "in mehr als 20 Ortsbeiräten" in open_as(world, "councillor")


def test_a_council_that_talked_of_it_long_ago_does_not_count(world: World, exchange: Exchange) -> None:
    exchange.share("Kita früher", council="ktv", topics=("Kita",), ago=timedelta(days=200))
    exchange.share("Kita jetzt", council="mitte", topics=("Kita",))
    found = open_as(world, "councillor").main.all("ul", class_="talked-of")[0]
    assert "in 1 Ortsbeirat" in next(one.text for one in found.all("li") if "Kita jetzt" in one.text)


def test_the_list_goes_on_where_the_page_ends(world: World, exchange: Exchange) -> None:
    keys = [exchange.share(f"Zeile {number}") for number in range(25)]
    first = open_as(world, "councillor")
    assert titles(first) == [f"Zeile {number}" for number in range(24, 4, -1)]
    assert f"/austausch/?vor={keys[5]}" in first.links()
    second = first.follow("Ältere zeigen")
    assert titles(second)[:5] == [f"Zeile {number}" for number in range(4, -1, -1)]
    assert "Zum Neuesten" in second


@pytest.mark.parametrize("odd", ["0", "-1", "x", "1e3", "²", str(2**70), "", "1.5", "%00", "9" * 5000])
@pytest.mark.parametrize("path", [START, "/austausch/fragen/", "/austausch/suche/treffer"])
def test_an_odd_place_in_the_list_is_its_beginning(world: World, path: str, odd: str) -> None:
    answer = world.client_of("councillor").get(path, query_string={"vor": odd, "nach": odd})
    assert answer.status_code in (200, 302)


def test_the_list_of_the_faction_holds_only_what_is_for_it(world: World, exchange: Exchange) -> None:
    exchange.share("Für die Fraktion", for_faction=True)
    exchange.share("Nur so")
    page = open_as(world, "councillor", START + "?fraktion=1")
    assert titles(page) == ["Für die Fraktion"]


def test_a_topic_has_its_lines_its_councils_and_its_questions(world: World, exchange: Exchange) -> None:
    exchange.share("Kita am Wall", council="mitte", topics=("Kita",))
    exchange.share("Ganz anderes", topics=("Brunnen",))
    key = exchange.topic("Kita")
    exchange.ask("Wer hat einen Kitabeirat?", topic_id=key)
    page = open_as(world, "councillor", f"/austausch/themen/{key}")
    assert titles(page) == ["Kita am Wall"]
    assert "Wer hat einen Kitabeirat?" in page.section("Fragen zum Thema")
    assert "zuletzt am" in page.section("In diesen Ortsbeiräten")


def test_a_council_has_its_lines(world: World, exchange: Exchange) -> None:
    exchange.share("Vom Rat", council=exchange.council(77))
    page = open_as(world, "councillor", f"/austausch/ortsbeiraete/{world.councils['rat77']}")
    assert titles(page) == ["Vom Rat"]
    assert page.heading == "Ortsbeirat 77"


def test_a_report_is_read_together_and_leads_home_only_those_who_may_open_it(
    world: World, exchange: Exchange
) -> None:
    report = world.meetings["mitte"]["report_id"]
    for who, leads in (("councillor", False), ("foreign_councillor", True), ("board", True)):
        page = open_as(world, who, f"/austausch/berichte/{report}")
        assert titles(page) == ["Radweg in mitte"]
        assert "Carl Fremd" in page
        assert (f"/mitte/berichte/{report}" in page.links()) is leads


@pytest.mark.parametrize("path", ["themen", "ortsbeiraete", "berichte", "eintraege", "fragen"])
def test_what_does_not_exist_is_not_found(world: World, path: str) -> None:
    client = world.client_of("councillor")
    for key in (2**31 - 1, 2**70, 0):
        assert client.get(f"/austausch/{path}/{key}").status_code == 404


def test_the_words_for_outcomes_are_those_of_reports_and_concerns(world: World) -> None:
    with world.app.test_request_context():
        ours = {value: str(word) for value, (word, _sign, _tone) in OUTCOMES.items()}
        theirs = {
            one.value: str(word) for names in (RESULT_NAMES, STATE_NAMES) for one, word in names.items()
        }
    assert ours == theirs


@pytest.mark.parametrize("who", ["councillor", "board"])
def test_a_page_takes_few_questions_however_much_there_is(world: World, exchange: Exchange, who: str) -> None:
    for number in range(60):
        exchange.share(
            f"Zeile {number}", topics=(f"Thema {number % 12}", "Radweg"), council=("mitte", "ktv")[number % 2]
        )
        exchange.ask(f"Frage {number}?", topic_id=exchange.topic("Radweg"))
    client = world.client_of(who)
    client.post("/austausch/suche", data={"words": "Zeile"})
    topic = exchange.topic("Radweg")
    for path in (START, f"/austausch/themen/{topic}", "/austausch/suche/treffer"):
        with counted(world.app) as asked:
            assert client.get(path).status_code == 200
        assert len([one for one in asked if not one.startswith(("BEGIN", "PRAGMA"))]) < 10, path
