"""Handing a meeting over, on the pages: to somebody of the space, to somebody from outside, and back again."""

from __future__ import annotations

import re

import pytest

from app.outbox import OutgoingMail
from app.queue import run_waiting
from tests.calendar.delegations.conftest import Give, faults, given, path
from tests.pages import Browser, Page
from tests.people import World
from tests.security.walking import mails

NEUTRAL = "Wenn zu dieser Adresse ein Zugang gehört"


def hand_over(speaker: Browser, world: World, appointment: str = "announced", **typed: str) -> Page:
    return speaker.open(path(world, "uebergeben/", appointment)).press("Termin übergeben", **typed)


def to(world: World, who: str) -> dict[str, str]:
    return {"person": str(world.people[who])}


def delegation_mails(world: World) -> list[OutgoingMail]:
    return [mail for mail in mails(world) if mail.kind == "delegation"]


def test_a_meeting_is_handed_to_a_member_who_is_told(speaker: Browser, world: World) -> None:
    page = hand_over(speaker, world, **to(world, "member"))
    assert page.row("Marta Möwe")
    assert "den ganzen Termin" in page
    (mail,) = delegation_mails(world)
    assert mail.address == "member@demo.example"
    assert path(world) in mail.text
    assert (world.appointments["ktv"]["announced"], world.people["member"], "meeting", True) in given(world)


def test_only_the_minutes_can_be_handed_over(speaker: Browser, world: World) -> None:
    page = hand_over(speaker, world, **to(world, "member"), what="minutes")
    assert "nur das Protokoll" in page
    assert given(world)[0][2] == "minutes"


def test_the_appointment_says_to_planners_who_has_it(speaker: Browser, world: World, give: Give) -> None:
    assert "An jemanden übergeben" in speaker.open(path(world)).section("Übergeben")
    give("member")
    assert "Marta Möwe" in speaker.open(path(world)).section("Übergeben")


def test_members_do_not_see_to_whom_it_was_handed(world: World, give: Give) -> None:
    give("member")
    page = Browser(world.client_of("councillor")).open(path(world))
    assert "Marta Möwe" not in page
    assert "Übergeben" not in page


def test_who_is_chosen_twice_gets_what_was_chosen_last_and_one_mail_each(
    speaker: Browser, world: World
) -> None:
    for what in ("meeting", "meeting", "minutes"):
        hand_over(speaker, world, **to(world, "member"), what=what)
    assert [row[2] for row in given(world)] == ["minutes"]
    assert len(delegation_mails(world)) == 2


def test_those_who_plan_anyway_and_those_without_an_address_cannot_be_chosen(
    speaker: Browser, world: World
) -> None:
    form = speaker.open(path(world, "uebergeben/")).form("Termin übergeben")
    offered = {one.text for one in form.all("option")}
    assert offered == {"Bitte wählen", "Marta Möwe", "Cem Kaya", "Inga Immer"}


@pytest.mark.parametrize("who", ["by_letter", "foreign_member", "disabled", "speaker", "office"])
def test_nobody_else_can_be_chosen_past_the_form(speaker: Browser, world: World, who: str) -> None:
    form = {"person": str(world.people[who]), "what": "meeting"}
    assert speaker.post(path(world, "uebergeben/"), **form).status == 422
    assert given(world) == []
    assert mails(world) == []


@pytest.mark.parametrize("typed", [{}, {"person": "member", "email": "wer@demo.example"}])
def test_one_person_has_to_be_named_and_not_two(
    speaker: Browser, world: World, typed: dict[str, str]
) -> None:
    typed = {name: str(world.people.get(value, value)) for name, value in typed.items()}
    page = hand_over(speaker, world, **typed)
    assert page.status == 422
    assert page.error("person")
    assert page.value("email") == typed.get("email", "")
    assert faults(page) == []


def test_a_kind_without_minutes_is_handed_over_as_a_whole_only(speaker: Browser, world: World) -> None:
    page = speaker.open("/ktv/termine/neu").press("Termin anlegen", kind="regulars_table", title="Stammtisch")
    page = speaker.open(f"{page.path}/uebergeben/")
    assert "nur das Protokoll" not in page
    assert speaker.post(page.path, **to(world, "member"), what="minutes").status == 422
    assert given(world) == []


def test_what_is_cancelled_is_not_handed_over(speaker: Browser, world: World) -> None:
    page = speaker.open(path(world, "uebergeben/", "cancelled"))
    assert "Termin übergeben" not in page.buttons()
    form = {**to(world, "member"), "what": "meeting"}
    assert speaker.post(page.path, **form).status == 422
    assert given(world) == []


# --- to somebody from outside


def test_the_answer_is_the_same_whoever_has_the_address_or_nobody(speaker: Browser, world: World) -> None:
    pages = {}
    for name in ("foreign.member", "nirgends", "disabled", "office"):
        pages[name] = hand_over(speaker, world, email=f"{name}@demo.example")
        run_waiting(world.app)
    sources = {re.sub(r'name="csrf_token"[^>]*value="[^"]*"', "", page.source) for page in [*pages.values()]}
    assert len(sources) == 1
    assert NEUTRAL in pages["nirgends"].notices
    again = {speaker.open(path(world, "uebergeben/")).main.text for _ in range(2)}
    assert "Mira Fremd" not in again.pop()


def test_who_has_the_address_is_asked_and_nobody_else(speaker: Browser, world: World) -> None:
    for email in ("foreign.member@demo.example", "nirgends@demo.example"):
        hand_over(speaker, world, email=email)
    (mail,) = delegation_mails(world)
    assert mail.address == "foreign.member@demo.example"
    assert path(world, "uebergeben/annehmen") in mail.text
    assert "Bitte um Hilfe" in mail.subject


def test_an_offer_is_not_shown_to_planners_until_it_is_accepted(
    speaker: Browser, world: World, give: Give
) -> None:
    give("foreign_member", accepted=False)
    for where in ("", "uebergeben/"):
        assert "Mira Fremd" not in speaker.open(path(world, where))
    outsider = Browser(world.client_of("foreign_member"))
    page = outsider.open(path(world, "uebergeben/annehmen"))
    assert page.heading == "Magst du das übernehmen?"
    assert "Sabine Sommer" in page
    assert faults(page) == []
    page = page.press("Ja, ich übernehme das")
    assert page.heading == "Treffen announced in ktv"
    assert "Mira Fremd" in speaker.open(path(world, "uebergeben/"))


def test_an_offer_can_be_refused(speaker: Browser, world: World, give: Give) -> None:
    give("foreign_member", accepted=False)
    outsider = Browser(world.client_of("foreign_member"))
    outsider.open(path(world, "uebergeben/annehmen")).press("Nein, lieber nicht")
    assert given(world) == []
    assert outsider.open(path(world)).status == 404


def test_open_offers_are_taken_back_without_learning_whether_there_were_any(
    speaker: Browser, world: World, give: Give
) -> None:
    give("member")
    give("foreign_member", accepted=False)
    pages = [speaker.open(path(world, "uebergeben/")).press("Offene Anfragen zurücknehmen") for _ in range(2)]
    assert pages[0].main.text == pages[1].main.text
    assert [row[1] for row in given(world)] == [world.people["member"]]


def test_an_address_of_a_member_hands_over_at_once(speaker: Browser, world: World) -> None:
    hand_over(speaker, world, email="member@demo.example")
    run_waiting(world.app)
    assert speaker.open(path(world, "uebergeben/")).row("Marta Möwe")


def test_an_address_of_somebody_who_plans_here_hands_over_nothing(speaker: Browser, world: World) -> None:
    assert NEUTRAL in hand_over(speaker, world, email="speaker@demo.example").notices
    run_waiting(world.app)
    assert given(world) == []
    assert mails(world) == []


# --- and back again


def test_it_is_taken_back_at_once(speaker: Browser, world: World, give: Give) -> None:
    give("foreign_member")
    outsider = Browser(world.client_of("foreign_member"))
    assert outsider.open(path(world)).status == 200
    page = speaker.open(path(world, "uebergeben/")).press("Mira Fremd abnehmen")
    assert "Noch niemand" in page
    assert outsider.open(path(world)).status == 404
    assert outsider.post(path(world, "bearbeiten"), title="x").status == 404


def test_who_has_it_can_give_it_back(world: World, give: Give) -> None:
    give("member")
    member = Browser(world.client_of("member"))
    page = member.open(path(world)).press("Abgeben")
    assert "wieder abgegeben" in page.notices
    assert given(world) == []
    assert member.open(path(world, "bearbeiten")).status == 403


def test_taking_back_what_is_gone_already_is_no_fault(speaker: Browser, world: World) -> None:
    for wanted in (str(world.people["member"]), "", "x", "9" * 30):
        assert speaker.post(path(world, "uebergeben/zurueck"), person=wanted).status == 200
    for verb in ("annehmen", "abgeben"):
        page = Browser(world.client_of("member")).post(path(world, f"uebergeben/{verb}"))
        assert "gerade nichts übergeben" in page.notices


def test_it_goes_with_a_draft_that_is_deleted(speaker: Browser, world: World, give: Give) -> None:
    give("member", appointment="draft")
    assert speaker.post(path(world, "loeschen", "draft")).status == 200
    assert given(world) == []


def test_it_ends_when_the_person_is_erased(world: World, give: Give, as_office) -> None:
    give("foreign_member")
    as_office.post(f"/verwaltung/menschen/{world.people['foreign_member']}/loeschen")
    assert given(world) == []


def test_it_gives_nothing_to_somebody_who_is_disabled(world: World, give: Give) -> None:
    give("foreign_member")
    client = world.client_of("foreign_member")
    assert client.get(path(world)).status_code == 200
    world.change("foreign_member", disabled_at=world.person("disabled").disabled_at)
    assert client.get(path(world)).headers["Location"].startswith("/anmelden")
