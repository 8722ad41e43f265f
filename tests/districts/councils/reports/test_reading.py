"""A filed report is read by the whole district; what is to stay in the party by the party; a draft by who writes it."""

from __future__ import annotations

import pytest

from app.districts.councils.reports.models import Importance, OurVote, ReportItem
from app.districts.councils.reports.reading import numbers_in_words
from app.tenancy import ScopedSession
from tests.districts.councils.reports.reading import (
    OPEN,
    SECRET,
    another_report,
    in_ktv,
    items_of,
    of_world,
    written_by,
)
from tests.pages import Browser
from tests.people import World


def report_of(world: World, who: str):
    return Browser(world.client_of(who)).open(f"/ktv/berichte/{world.meetings['ktv']['report_id']}")


# --- the page


def test_the_important_comes_first_then_the_short_then_what_was_nothing(world: World) -> None:
    def add(session: ScopedSession) -> None:
        key = world.meetings["ktv"]["report_id"]
        session.add_all(
            ReportItem(report_id=key, position=2 + number, number=str(2 + number), title=f"Punkt {number}")
            for number in range(1, 5)
        )
        session.add(ReportItem(report_id=key, position=9, number="9", title="Spielplatz", sentence="Eine Schaukel.",
                               importance=Importance.SHORT))  # fmt: skip
        session.add(ReportItem(report_id=key, position=10, number="10", title="Verschiedenes"))

    in_ktv(world, add)
    page = report_of(world, "member")
    text = page.main.text
    assert text.index("TOP 1 Radweg in ktv") < text.index("TOP 9 Spielplatz") < text.index("Ohne Besonderes")
    assert "Ohne Besonderes: TOP 3–6, 10" in page


def test_an_item_says_how_it_went_and_what_follows(world: World) -> None:
    def change(session: ScopedSession) -> None:
        item = items_of(session, world)[0]
        item.our_vote, item.yes, item.no, item.abstained = OurVote.NO, 7, 1, 2
        item.paper, item.for_faction = "2025/BV/1002", True
        item.follow_up, item.follow_up_person_id = "Beim Amt fragen", world.people["member"]
        report = of_world(session, world)
        report.other_guests, report.residents_voices = 2, "Es ist zu dunkel."

    in_ktv(world, change)
    page = report_of(world, "board")
    for words in (
        "angenommen", "7 Ja, 1 Nein, 2 Enthaltungen", "wir: Nein", "2025/BV/1002", "Radweg",
        "an die Fraktion übergeben", "Beim Amt fragen (Marta Möwe)", "Es ist zu dunkel.", OPEN,
    ):  # fmt: skip
        assert words in page.main.text, words
    assert page.facts()["Von uns war da"] == "Cem Kaya, 2 weitere Gäste von uns"
    assert page.facts()["Bericht von"] == "Cem Kaya"


def test_who_typed_it_for_somebody_is_named(world: World) -> None:
    written_by(world, "councillor", typed_by="speaker")
    assert report_of(world, "member").facts()["Auf Zuruf eingetragen von"] == "Sabine Sommer"


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([("1", "a", True), ("2", "b", True), ("3", "c", True), ("4", "d", True), ("9", "e", True)], "TOP 1–4, 9"),
        ([("1", "a", True), ("2", "b", False), ("3", "c", True)], "TOP 1, 3"),
        ([("1", "a", True), ("2", "b", True)], "TOP 1, 2"),
        ([("7.1", "a", True), ("7.2", "b", True), ("", "Ohne Nummer", True)], "TOP 7.1, 7.2; Ohne Nummer"),
        ([], ""),
    ],
)  # fmt: skip
def test_numbers_that_follow_each_other_are_a_span(world: World, items, words: str) -> None:
    with world.app.test_request_context():
        assert numbers_in_words(items) == words


# --- who reads what


@pytest.mark.parametrize(
    ("who", "sees"),
    [("member", True), ("speaker", True), ("board", True), ("office", True), ("councillor", False)],
)
def test_what_is_internal_is_read_by_the_party_alone(world: World, who: str, sees: bool) -> None:
    written_by(world, "speaker")
    page = report_of(world, who)
    assert "Haushalt in ktv" in page.main.text
    assert (SECRET in page.source, "parteiintern" in page.source) == (sees, sees)


def test_a_councillor_reads_what_is_internal_in_the_own_report(world: World) -> None:
    assert SECRET in report_of(world, "councillor")


def test_an_item_of_which_only_something_internal_is_said_counts_as_nothing_for_the_others(
    world: World,
) -> None:
    def change(session: ScopedSession) -> None:
        item = items_of(session, world)[1]
        item.importance, item.result, item.follow_up = Importance.NOTHING, None, "Leise nachfragen"

    written_by(world, "speaker")
    in_ktv(world, change)
    page = report_of(world, "councillor")
    assert "Ohne Besonderes: TOP 2" in page
    assert "Leise nachfragen" not in page.source
    assert "Leise nachfragen" in report_of(world, "member")


def test_internal_voices_are_for_the_party(world: World) -> None:
    def change(session: ScopedSession) -> None:
        report = of_world(session, world)
        report.residents_voices, report.voices_are_internal = "Der Wirt klagt.", True

    written_by(world, "speaker")
    in_ktv(world, change)
    assert "Der Wirt klagt." not in report_of(world, "councillor").source
    assert "Der Wirt klagt." in report_of(world, "member")


@pytest.mark.parametrize(
    ("who", "status"),
    [("councillor", 200), ("speaker", 200), ("member", 404), ("board", 404), ("office", 404)],
)
def test_a_draft_is_there_only_for_who_writes_it(world: World, who: str, status: int) -> None:
    key = world.meetings["ktv"]["draft_report_id"]
    browser = Browser(world.client_of(who))
    page = browser.open(f"/ktv/berichte/{key}")
    assert page.status == status
    assert browser.open(f"/ktv/berichte/{key}/bericht.pdf").status == 404
    assert ("Noch nicht fertig in ktv." in page.source) is (status == 200)


def test_a_councillor_of_another_council_of_the_district_does_not_see_a_draft(world: World) -> None:
    def change(session: ScopedSession) -> None:
        draft = session.get_one(type(of_world(session, world)), world.meetings["ktv"]["draft_report_id"])
        draft.author_id = draft.written_by_id = world.people["speaker"]
        draft.council_id = world.councils["free"]

    in_ktv(world, change)
    browser = Browser(world.client_of("councillor"))
    assert browser.open(f"/ktv/berichte/{world.meetings['ktv']['draft_report_id']}").status == 404


# --- the list


def test_the_list_has_the_newest_sitting_first_and_says_what_it_was_about(world: World) -> None:
    another_report(world, days=3)
    page = Browser(world.client_of("member")).open("/ktv/berichte/")
    notes = [one.text for one in page.main.all("span", class_="row-note")]
    assert notes == ["Vier Bänke kommen.", OPEN]


def test_an_own_draft_stands_on_top_of_the_own_list_alone(world: World) -> None:
    assert "Deine Entwürfe" in Browser(world.client_of("councillor")).open("/ktv/berichte/")
    for who in ("member", "speaker", "board"):
        assert "Deine Entwürfe" not in Browser(world.client_of(who)).open("/ktv/berichte/").source


def test_the_headline_is_never_an_internal_sentence_for_others(world: World) -> None:
    written_by(world, "speaker")
    in_ktv(world, lambda session: session.delete(items_of(session, world)[0]))
    councillor = Browser(world.client_of("councillor"))
    for path in ("/ktv/berichte/", "/ktv/"):
        assert SECRET not in councillor.open(path).source
        assert SECRET in Browser(world.client_of("member")).open(path)


def test_a_long_list_has_pages_and_no_more_queries(world: World) -> None:
    for number in range(22):
        another_report(world, days=30 + number)
    browser = Browser(world.client_of("member"))
    first = browser.open("/ktv/berichte/")
    assert len(first.rows) == 20
    assert len(first.follow("Weiter").rows) == 3


@pytest.mark.parametrize("council", ["11", "99", "", "abc", "1" * 40, "²"])
def test_a_council_that_is_not_here_shows_all(world: World, council: str) -> None:
    page = Browser(world.client_of("member")).open("/ktv/berichte/", ortsbeirat=council)
    assert page.status == 200
    assert len(page.rows) == 1


def test_an_empty_list_offers_the_first_step(world: World) -> None:
    in_ktv(world, lambda session: session.delete(of_world(session, world)))
    page = Browser(world.client_of("speaker")).open("/ktv/berichte/")
    assert "Ersten Bericht schreiben" in page
