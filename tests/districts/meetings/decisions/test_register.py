"""The register: by number, for good; found by words, number and measure; preliminary until it is approved."""

from __future__ import annotations

import pytest

from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.minutes.models import MinutesState
from app.tenancy import one_space
from tests.calendar.dates import berlin
from tests.districts.meetings.decisions.conftest import Decide, last
from tests.districts.meetings.evening import Evening, at_once
from tests.pages import Browser, counted, manners
from tests.people import World

REGISTER = "/ktv/beschluesse/"


def labels(evening: Evening) -> list[str]:
    """The numbers that were given."""
    return [row.label for row in evening.rows(Decision)]


# --- numbers


def test_numbers_count_on_in_the_space_and_the_year(decide: Decide, evening: Evening) -> None:
    for _ in range(3):
        decide(result="adopted")
    assert labels(evening) == ["2025/2", "2025/3", "2025/4"]  # 2025/1 is of the past meeting


def test_another_year_and_another_space_count_for_themselves(world: World, speaker: Browser) -> None:
    old = Evening(world, starts=berlin(2024, 12, 31, 23, 30))  # in UTC the same year, in Rostock the last day
    new = Evening(world, starts=berlin(2025, 1, 1, 0, 15))  # in UTC still 2024
    foreign = Evening(world, slug="mitte")
    for evening, browser in (
        (old, speaker),
        (new, speaker),
        (foreign, Browser(world.client_of("foreign_speaker"))),
    ):
        browser.post(evening.url("punkt", evening.items[0], "beschluss"), wording="Ja", result="adopted")
    assert labels(old) + labels(new) + labels(foreign) == ["2024/1", "2025/2", "2025/2"]


def test_the_number_of_a_withdrawn_decision_is_not_given_again(
    decide: Decide, speaker: Browser, evening: Evening
) -> None:
    decide(result="adopted")
    decide(result="adopted")
    speaker.open(evening.url("beschluss", last(evening).id)).press("Beschluss zurückziehen")
    decide("Das Neue", result="adopted")
    assert labels(evening) == ["2025/2", "2025/3", "2025/4"]
    assert "2025/3" in speaker.open(REGISTER).row("zurückgezogen").text


def test_two_keepers_of_two_meetings_get_different_numbers(world: World) -> None:
    evenings = [Evening(world) for _ in range(4)]
    browsers = [Browser(world.client_of("speaker")) for _ in evenings]

    def act(evening: Evening, browser: Browser) -> int:
        address = evening.url("punkt", evening.items[0], "beschluss")
        return browser.post(address, wording="Ja", result="adopted").status

    pairs = list(zip(evenings, browsers, strict=True))
    assert at_once(*(lambda pair=pair: act(*pair) for pair in pairs)) == [200] * 4
    assert sorted(label for one in evenings for label in labels(one)) == [
        "2025/2",
        "2025/3",
        "2025/4",
        "2025/5",
    ]


# --- who sees it when


@pytest.fixture
def preliminary(decide: Decide, evening: Evening) -> int:
    """A decision in minutes that nobody has written in yet."""
    decide("Streng vertraulich bis dahin", result="adopted", measure="4")
    return last(evening).id


@pytest.mark.parametrize("who", ["member", "councillor", "board", "office"])
def test_a_decision_is_not_seen_before_the_minutes_are_ready(
    world: World, evening: Evening, preliminary: int, who: str
) -> None:
    browser = Browser(world.client_of(who))
    for state in (None, MinutesState.WRITING):
        if state:
            evening.minutes_are(state)
        assert browser.open(f"{REGISTER}{preliminary}").status == 404
        for query in ({}, {"suche": "vertraulich"}, {"suche": "2025/2"}, {"massnahme": "4"}):
            page = browser.open(REGISTER, **query)
            assert "vertraulich bis" not in page
            assert f"{REGISTER}{preliminary}" not in page.links()
        assert "vertraulich" not in browser.open(f"/ktv/termine/{evening.key}").source


def test_who_keeps_the_minutes_sees_it_marked_as_preliminary(
    speaker: Browser, evening: Evening, preliminary: int
) -> None:
    assert "vorläufig" in speaker.open(REGISTER).row("Streng vertraulich").text
    assert "Vorläufig" in speaker.open(f"{REGISTER}{preliminary}").notices
    assert "Streng vertraulich" in speaker.open(f"/ktv/termine/{evening.key}").section("Beschlüsse")


@pytest.mark.parametrize(
    ("who", "state", "word"),
    [
        ("member", MinutesState.READY, True),
        ("councillor", MinutesState.READY, True),
        ("member", MinutesState.APPROVED, False),
        ("board", MinutesState.APPROVED, False),
        ("office", MinutesState.APPROVED, False),
    ],
)
def test_with_ready_minutes_the_members_see_it_and_approved_it_counts_for_all(
    world: World, evening: Evening, preliminary: int, who: str, state: MinutesState, word: bool
) -> None:
    evening.minutes_are(state)
    browser = Browser(world.client_of(who))
    row = browser.open(REGISTER).row("Streng vertraulich")
    assert ("vorläufig" in row.text) is word
    page = browser.open(f"{REGISTER}{preliminary}")
    assert page.heading == "Beschluss 2025/2"
    assert ("Vorläufig" in page.notices) is word
    assert not [link for link in page.links() if "/sitzung/" in link]


@pytest.mark.parametrize("who", ["board", "office"])
def test_until_the_minutes_are_approved_it_stays_in_the_space(
    world: World, evening: Evening, preliminary: int, who: str
) -> None:
    evening.minutes_are(MinutesState.READY)
    browser = Browser(world.client_of(who))
    assert "Streng vertraulich" not in browser.open(REGISTER)
    assert browser.open(f"{REGISTER}{preliminary}").status == 404
    assert "Streng vertraulich" not in browser.open(f"/ktv/termine/{evening.key}")


def test_an_approved_decision_is_not_changed_any_more(
    speaker: Browser, evening: Evening, preliminary: int
) -> None:
    page = speaker.open(evening.url("beschluss", preliminary))
    assert evening.url("beschluss", preliminary) in speaker.open(f"{REGISTER}{preliminary}").links()
    evening.minutes_are(MinutesState.APPROVED)
    assert page.press("Beschluss speichern", wording="Anders").status == 422
    assert page.press("Beschluss zurückziehen").status == 422
    assert last(evening).wording == "Streng vertraulich bis dahin"
    assert evening.url("beschluss", preliminary) not in speaker.open(f"{REGISTER}{preliminary}").links()


def test_a_decision_of_another_space_does_not_exist(world: World, speaker: Browser) -> None:
    assert speaker.open(f"{REGISTER}{world.meetings['mitte']['decision_id']}").status == 404
    assert "Beschluss in mitte" not in speaker.open(REGISTER, suche="mitte")


# --- looking for it


@pytest.fixture
def three(decide: Decide, evening: Evening) -> None:
    """Three decisions."""
    decide("Ein Zebrastreifen in der Ulmenstraße", yes="7", no="1", abstentions="0", measure="2")
    decide("Özlem spricht auf dem Ulmenmarkt, 100 % sicher", without_dissent="y", measure="13")
    decide("Ein Sommerfest_am Kanal", yes="1", no="7")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ulmen", ["2025/3", "2025/2"]), ("ULMEN zebra", ["2025/2"]), ("özlem", ["2025/3"]), ("ÖZLEM", ["2025/3"]),
        ("2025/4", ["2025/4"]), (" 2025 / 4 ", ["2025/4"]), ("2024/4", []), ("%", ["2025/3"]), ("_", ["2025/4"]),
        ("Schwimmbad", []), ("'; DROP TABLE decision; --", []),
    ],
)  # fmt: skip
def test_it_is_found_by_its_words_and_its_number(
    three: None, speaker: Browser, words: str, found: list[str]
) -> None:
    page = speaker.open(REGISTER).press("Suchen", suche=words)
    assert [one.text.split(" · ")[0] for one in page.main.all("span", class_="row-when")] == found
    assert page.value("suche") == words.strip()


def test_it_is_found_by_its_measure(three: None, speaker: Browser) -> None:
    page = speaker.open(REGISTER, massnahme="13")
    assert len(page.rows) == 1
    assert "Maßnahme 13" in page.row("Özlem").text
    assert len(speaker.open(REGISTER, massnahme="13", suche="zebra").rows) == 0


@pytest.mark.parametrize("odd", ["0", "21", "-1", "x", "", "9" * 40])
def test_an_odd_measure_is_none(three: None, speaker: Browser, odd: str) -> None:
    assert len(speaker.open(REGISTER, massnahme=odd).rows) == 4


def test_a_search_that_finds_nothing_leads_back(three: None, speaker: Browser) -> None:
    page = speaker.open(REGISTER, suche="Schwimmbad")
    assert "Dazu steht hier kein Beschluss." in page
    assert len(page.follow("Alle zeigen").rows) == 4


def test_it_is_listed_by_year_with_result_votes_and_day(three: None, speaker: Browser) -> None:
    page = speaker.open(REGISTER)
    row = page.row("Zebrastreifen").text
    assert "2025/2 · Mi., 05.03.2025" in row
    assert "angenommen mit 7 Ja, 1 Nein, 0 Enthaltungen · Maßnahme 2" in row
    assert "abgelehnt" in page.row("Sommerfest").text
    assert [one.text for one in page.main.all("h2")] == ["2025"]


def test_an_empty_register_says_what_will_stand_there(world: World, as_member: object) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        for row in session.query(Decision):
            session.delete(row)
    assert "sobald das Protokoll dazu fertig ist" in Browser(world.client_of("member")).open(REGISTER)


def test_the_register_is_well_made_and_pages(world: World, speaker: Browser, evening: Evening) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        for year in (2023, 2024):
            session.add_all(
                Decision(appointment_id=evening.key, year=year, number=n, wording=f"Nummer {n}")
                for n in range(1, 31)
            )
    with counted(world.app) as few:
        page = speaker.open(REGISTER)
    assert [one.text for one in page.main.all("h2")] == ["2025", "2024", "2023"]
    assert len(page.rows) == 40
    assert [one for one in manners(page) if "tokens" not in one] == []
    second = page.follow("Weiter")
    assert len(second.rows) == 21
    with counted(world.app) as many:
        speaker.open(REGISTER, seite="9")
    assert len(few) <= len(many) + 1
