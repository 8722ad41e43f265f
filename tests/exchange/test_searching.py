"""Words that are looked for in the exchange."""

from __future__ import annotations

import pytest

from app.accounts.models import LoginSession
from app.exchange.models import Follow
from tests.exchange.conftest import Exchange
from tests.exchange.test_reading import titles
from tests.pages import Browser, Page
from tests.people import World

SEARCH = "/austausch/suche"


def search(world: World, words: str, who: str = "councillor") -> Page:
    return Browser(world.client_of(who)).post(SEARCH, words=words)


def test_a_word_is_found_bent_and_as_a_beginning_the_newest_first(world: World, exchange: Exchange) -> None:
    exchange.share("Spielplatz", text="Die Schaukeln sind alt.")
    exchange.share("Schaukelpferde am Markt")
    exchange.share("Bänke")
    page = search(world, "Schaukel")
    assert titles(page) == ["Schaukelpferde am Markt", "Spielplatz"]
    assert [one.text for one in page.main.all("mark")] == ["Schaukelpferde", "Schaukeln"]
    assert "schaukel" not in page.path.lower()


def test_all_the_words_have_to_stand_in_a_line(world: World, exchange: Exchange) -> None:
    exchange.share("Poller am Markt")
    exchange.share("Poller am Hafen")
    assert titles(search(world, "Hafen Poller")) == ["Poller am Hafen"]


def test_the_hits_go_on_on_the_next_page(world: World, exchange: Exchange) -> None:
    for number in range(23):
        exchange.share(f"Quitte {number}")
    first = search(world, "quitte")
    assert len(titles(first)) == 20
    second = first.follow("Ältere zeigen")
    assert titles(second) == ["Quitte 2", "Quitte 1", "Quitte 0"]


def test_what_lies_far_back_is_found_as_well(
    world: World, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.index.WINDOW", 5)
    exchange.share("Quitte von damals")
    for number in range(10):
        exchange.share(f"Birne {number}")
    exchange.share("Quitte von heute")
    assert titles(search(world, "quitte")) == ["Quitte von heute", "Quitte von damals"]


def test_a_topic_and_a_council_that_are_named_stand_above_the_hits(world: World, exchange: Exchange) -> None:
    exchange.share("Etwas", council=exchange.council(77), topics=("Hafenbad",))
    assert "Thema Hafenbad" in search(world, "hafenbad").rows
    assert any("Ortsbeirat 77" in row for row in search(world, "Ortsbeirat 77").rows)


@pytest.mark.parametrize("words", ["", "   ", "und", "%%%", '"', "x" * 201, "x" * 900_000])
def test_words_by_which_nothing_can_be_found_are_kept_in_the_field(world: World, words: str) -> None:
    page = search(world, words)
    assert page.status == 422
    assert page.value("words") == words.strip()


@pytest.mark.parametrize(
    "words",
    ['"Radweg', "Radweg*", "(Radweg", "Radweg AND NOT", "title:Radweg", "'; DROP", "Radweg\u0000", "^ä"],
)
def test_signs_of_other_search_engines_are_text(world: World, words: str) -> None:
    assert search(world, words).status in (200, 422)


def test_a_megabyte_is_too_much(world: World) -> None:
    assert world.client_of("councillor").post(SEARCH, data={"words": "x" * 1_100_000}).status_code == 413


def test_without_words_there_are_no_hits_to_go_back_to(world: World, exchange: Exchange) -> None:
    client = world.client_of("councillor")
    assert client.get(SEARCH + "/treffer").headers["Location"].endswith(SEARCH)
    client.post(SEARCH, data={"words": "Radweg"})
    assert "Radweg" in {one.searched for one in exchange.all(LoginSession)}


def test_a_search_is_followed(world: World, exchange: Exchange) -> None:
    page = search(world, "  Hafen   POLLER ")
    page = page.press("Diese Suche verfolgen")
    assert "hafen poller" in page
    assert "hafen poller" in {one.words for one in exchange.all(Follow)}
