"""What of a concern is known beyond its page: in the exchange, the news, the search; and what is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.districts.councils.concerns.jobs import forget_raisers
from app.districts.councils.concerns.models import ConcernState
from app.extensions import db
from app.news.digests import gather
from app.outbox import OutgoingMail
from tests.districts.councils.concerns.conftest import Concerns, at
from tests.pages import Browser
from tests.people import NOW, PEOPLE, World

TITLE = "Dunkler Weg in ktv"


# --- the exchange


def test_it_is_shared_once_it_is_brought_and_never_in_the_words_of_who_raised_it(
    world: World, speaker: Browser, concerns: Concerns
) -> None:
    key = concerns.of_a_guest
    speaker.open(at(key)).press("Anliegen aufgreifen")
    assert concerns.shared(key) is None
    speaker.open(at(key)).press("In den Ortsbeirat bringen")
    entry = concerns.shared(key)
    assert entry is not None
    assert (entry.title, entry.text, entry.outcome, entry.paper) == (TITLE, "", "in_council", "")
    assert (entry.council_id, entry.author_id, entry.is_public) == (world.councils["ktv"], None, False)
    assert [topic.name for topic in entry.topics] == ["Beleuchtung"]
    speaker.open(at(key)).press("In die Bürgerschaft bringen", paper="2025/BV/7")
    speaker.open(at(key)).press("Antwort eintragen", answer="Zwei Laternen kommen.")
    entry = concerns.shared(key)
    assert entry is not None
    assert (entry.text, entry.outcome, entry.paper) == ("Zwei Laternen kommen.", "answered", "2025/BV/7")
    assert "sieht man" not in repr(world.dump()["exchange_entry"])  # the guest's own words


def test_it_is_taken_out_when_it_goes_back_before_that(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    speaker.open(at(key, "ortsbeirat")).press("In den Ortsbeirat bringen")
    speaker.open(at(key, "zurueck")).press("Stand berichtigen", to="taken_up")
    assert concerns.shared(key) is None


def test_what_was_never_brought_is_not_shared_by_being_dropped(speaker: Browser, concerns: Concerns) -> None:
    speaker.open(at(concerns.of_a_guest, "beenden")).press("Nicht weiter verfolgen", note="Privat")
    assert concerns.shared(concerns.of_a_guest) is None


def test_a_title_that_is_put_right_is_put_right_there_too(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    speaker.open(at(key, "ortsbeirat")).press("In den Ortsbeirat bringen")
    speaker.open(at(key, "bearbeiten")).press("Änderung speichern", title="Licht am Weg")
    entry = concerns.shared(key)
    assert entry is not None
    assert entry.title == "Licht am Weg"


# --- news and search


def told(world: World) -> list[str]:
    """The lines about concerns in the news of ktv."""
    with world.app.app_context():
        news = gather(clock.now() - timedelta(days=1), clock.now() + timedelta(minutes=1))
    items = news[world.spaces["ktv"]].items if world.spaces["ktv"] in news else []
    return [item.title for item in items if item.key.startswith("concern:")]


def test_an_answer_is_news_and_a_concern_is_none(world: World, speaker: Browser, concerns: Concerns) -> None:
    assert told(world) == []
    speaker.open(at(concerns.of_a_guest, "antwort")).press(
        "Antwort eintragen", answer="Zwei\nLaternen kommen."
    )
    assert told(world) == [f"{TITLE}: Zwei Laternen kommen."]
    speaker.open(at(concerns.of_a_guest, "zurueck")).press("Stand berichtigen", to="in_council")
    assert told(world) == []


@pytest.mark.parametrize(("role", "finds"), [("member", True), ("board", True), ("foreign_speaker", False)])
def test_all_who_read_the_district_find_it_by_its_words(world: World, role: str, finds: bool) -> None:
    page = Browser(world.client_of(role)).open("/suche").press("Suchen", words="ktv nichts")
    assert (TITLE in page.rows) is finds


@pytest.mark.parametrize("words", ["Gast aus ktv", "gast.ktv"])
def test_nobody_finds_it_by_who_raised_it(world: World, words: str) -> None:
    for role in ("speaker", "office"):
        assert TITLE not in Browser(world.client_of(role)).open("/suche").press("Suchen", words=words).rows


# --- forgetting


def test_after_a_year_of_quiet_nobody_knows_who_raised_it(world: World, concerns: Concerns) -> None:
    key, member = concerns.of_a_guest, world.people["member"]
    old = NOW - timedelta(days=366)
    concerns.change(key, moved_at=old)
    of_a_member = concerns.add("Kaputte Bank", raised_by_id=member, moved_at=old)
    younger = concerns.add("Ampel", raised_by_id=member, moved_at=NOW - timedelta(days=364))
    with world.app.app_context():
        forget_raisers()
    row = concerns.get(key)
    assert (row.has_raiser, row.consent_on, row.moved_at, row.title) == (False, None, old, TITLE)
    assert not concerns.get(of_a_member).has_raiser
    assert concerns.get(younger).has_raiser
    assert "Zwölf Monate hat sich nichts bewegt" in concerns.steps(key)[-1].note
    before = world.dump()
    with world.app.app_context():
        forget_raisers()
    assert world.dump() == before


def test_who_is_erased_raised_nothing_any_more_and_what_they_did_stays(
    world: World, as_office: object, concerns: Concerns
) -> None:
    councillor = PEOPLE["councillor"]
    own = concerns.add("Kaputte Bank", raised_by_id=world.people["councillor"])
    as_guest = concerns.add("Ampel", raiser_name=councillor.name, raiser_contact=councillor.email,
                            consent_on=NOW.date())  # fmt: skip
    Browser(world.client_of("councillor")).open(at(concerns.of_a_guest)).press("Anliegen aufgreifen")
    Browser(as_office).post(f"/verwaltung/menschen/{world.people['councillor']}/loeschen")  # type: ignore[arg-type]
    assert not concerns.get(own).has_raiser
    assert not concerns.get(as_guest).has_raiser
    page = Browser(world.client_of("speaker")).open(at(concerns.of_a_guest))
    assert "Ehemaliges Mitglied" in page.section("Was bisher war")
    assert concerns.get(concerns.of_a_guest).raiser_name == "Gast aus ktv"


# --- telling


def test_a_member_without_an_address_is_told_by_somebody(
    world: World, speaker: Browser, concerns: Concerns
) -> None:
    key = concerns.add("Kaputte Bank", raised_by_id=world.people["by_letter"], state=ConcernState.ANSWERED,
                       answer="Sie ist heil.")  # fmt: skip
    page = speaker.open(at(key))
    assert "hat keine E-Mail-Adresse: bitte sag selbst Bescheid." in page
    page.press("Bescheid ist gesagt")
    assert concerns.mails() == []
    assert not concerns.get(key).has_raiser


def test_a_telephone_number_makes_no_mail_link(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    concerns.change(key, state=ConcernState.ANSWERED, answer="Ja", raiser_contact="0381 9?bcc=x@y.example")
    page = speaker.open(at(key))
    assert not [link for link in page.links() if link.startswith("mailto:")]


def test_nothing_that_was_typed_adds_to_a_mail_link(speaker: Browser, concerns: Concerns) -> None:
    key = concerns.of_a_guest
    concerns.change(key, state=ConcernState.ANSWERED, answer="Ja&bcc=z@y.example", title="A?b&c",
                    raiser_contact="a@b.example?cc=x@y.de")  # fmt: skip
    (link,) = [link for link in speaker.open(at(key)).links() if link.startswith("mailto:")] or [""]
    assert link.count("?") <= 1
    assert "bcc=z" not in link
    assert "cc=x" not in link


def test_a_mail_is_queued_with_the_step_or_not_at_all(
    world: World, speaker: Browser, concerns: Concerns
) -> None:
    key = concerns.add(
        "Kaputte Bank", raised_by_id=world.people["member"], state=ConcernState.ANSWERED, answer="Ja"
    )
    page = speaker.open(at(key))
    concerns.change(key, street="Lange Straße")  # somebody was faster
    assert page.press("Bescheid ist gesagt").status == 422
    with world.app.app_context():
        assert not db.session.scalars(
            sa.select(OutgoingMail).where(OutgoingMail.kind == "concern_told")
        ).all()
