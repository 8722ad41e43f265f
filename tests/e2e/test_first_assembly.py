"""The main job: a speaker announces an assembly on her phone, the board sees it, nobody else does."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import BOARD, KTV, MEMBER, NEIGHBOUR, OFFICE, SPEAKER, has_no_sideways_scrolling, log_in

TITLE = "Was wird aus dem alten Kino?"


def titles(page: Page) -> Locator:
    """The titles of the agenda, in order."""
    return page.locator(".agenda .row-title")


def announce_an_assembly(phone: Page) -> str:
    """Walk the whole way as the speaker; return the path of the appointment."""
    log_in(phone, SPEAKER)
    phone.get_by_role("link", name="Stadtteilverband Kröpeliner-Tor-Vorstadt").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Stadtteilverband Kröpeliner-Tor-Vorstadt")
    phone.get_by_role("link", name="Termin anlegen").click()

    # Place, time and access stand there already; she changes only what is different.
    expect(phone.get_by_label("Ort")).not_to_have_value("")
    expect(phone.get_by_label("Beginn")).to_have_value("19:00")
    phone.get_by_label("Titel").fill(TITLE)
    phone.get_by_label("Tag", exact=True).fill("2025-03-26")
    assert has_no_sideways_scrolling(phone)
    # While she types she reads what else is on that evening; she stays with it.
    expect(phone.get_by_text("Zu dieser Zeit ist schon etwas:")).to_be_visible()
    phone.get_by_role("button", name="Trotzdem anlegen").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(phone.get_by_text("Mi., 26.03.2025, 19:00–21:00 Uhr")).to_be_visible()
    phone.get_by_role("button", name="Mit der üblichen Tagesordnung beginnen").click()
    expect(phone.locator(".agenda > li")).to_have_count(8)
    phone.get_by_role("link", name="Punkt hinzufügen").click()
    phone.get_by_label("Worum geht es?").fill("Das Kino und seine Nachbarn")
    phone.get_by_label("Aussprache").check()
    phone.get_by_label("Minuten").fill("25")
    phone.get_by_role("button", name="Punkt eintragen").click()
    phone.get_by_role("button", name="Nach oben: Das Kino und seine Nachbarn").click()
    expect(titles(phone).nth(7)).to_have_text("Das Kino und seine Nachbarn")
    expect(titles(phone).nth(8)).to_have_text("Termine und Verschiedenes")
    expect(phone.locator(".agenda > li").last).to_contain_text("bis 21:21 Uhr")

    phone.get_by_role("button", name="Termin ankündigen").click()
    expect(phone.get_by_role("status")).to_contain_text("Der Termin ist angekündigt")
    return re.sub(r"^https?://[^/]+", "", phone.url).split("#")[0]


def test_a_speaker_announces_an_assembly_and_the_board_sees_it_and_nobody_else(phone, desk, new_browser):
    address = announce_an_assembly(phone)

    log_in(desk, BOARD)
    desk.get_by_text("Bereiche", exact=True).first.click()
    desk.get_by_role("link", name="Stadtteilverband Kröpeliner-Tor-Vorstadt").click()
    desk.get_by_role("link", name="Alle Termine").click()
    desk.get_by_role("link", name=re.compile(re.escape(TITLE))).click()
    expect(desk.get_by_text("Das Kino und seine Nachbarn")).to_be_visible()
    expect(desk.get_by_role("link", name="Punkt hinzufügen")).to_have_count(0)
    expect(desk.get_by_role("link", name="Termin ändern oder verschieben")).to_have_count(0)

    member = log_in(new_browser().new_page(), MEMBER)
    assert member.goto(address).status == 200

    neighbour = log_in(new_browser().new_page(), NEIGHBOUR)
    assert neighbour.goto(address).status == 404
    assert neighbour.goto(KTV).status == 404
    assert TITLE not in neighbour.content()
    stranger = new_browser().new_page()
    stranger.goto(address)
    expect(stranger).to_have_title("Anmelden · Stadtteilwerk")


def test_the_same_works_without_javascript(new_browser):
    page = new_browser(java_script_enabled=False).new_page()
    log_in(page, SPEAKER)
    page.goto(f"{KTV}termine/neu")
    page.get_by_label("Titel").fill("Ohne Skripte")
    page.get_by_label("Tag", exact=True).fill("2025-03-27")
    page.get_by_role("button", name="Termin anlegen").click()
    expect(page.get_by_text("Zu dieser Zeit ist schon etwas:")).to_be_visible()
    page.get_by_role("button", name="Trotzdem anlegen").click()
    page.get_by_role("button", name="Mit der üblichen Tagesordnung beginnen").click()
    page.get_by_role("button", name="Nach unten: Begrüßung und Beschluss der Tagesordnung").click()
    expect(titles(page).nth(1)).to_have_text("Begrüßung und Beschluss der Tagesordnung")
    page.get_by_text("Entwurf löschen …").click()
    page.get_by_role("button", name="Entwurf löschen", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Der Entwurf ist gelöscht")


def test_an_agenda_is_ordered_with_the_keyboard_alone(desk):
    log_in(desk, SPEAKER)
    desk.goto(f"{KTV}termine/neu")
    desk.get_by_label("Titel").fill("Nur mit Tasten")
    desk.get_by_label("Tag", exact=True).fill("2025-03-28")
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Mit der üblichen Tagesordnung beginnen").press("Enter")
    down = desk.get_by_role("button", name="Nach unten: Genehmigung des Protokolls vom Mi., 05.02.2025")
    down.focus()
    outline = down.evaluate(
        "button => getComputedStyle(button).outlineStyle + getComputedStyle(button).outlineWidth"
    )
    assert outline == "solid3px"
    desk.keyboard.press("Enter")
    expect(titles(desk).nth(2)).to_have_text("Genehmigung des Protokolls vom Mi., 05.02.2025")
    desk.goto(KTV)
    desk.keyboard.press("Tab")
    expect(desk.locator(":focus")).to_have_text("Zum Inhalt springen")


def test_the_second_of_two_people_is_shown_both_versions(new_browser):
    first, second = (log_in(new_browser().new_page(), SPEAKER) for _ in range(2))
    first.goto(f"{KTV}termine/neu")
    first.get_by_label("Titel").fill("Zu zweit")
    first.get_by_label("Tag", exact=True).fill("2025-03-29")
    first.get_by_role("button", name="Termin anlegen").click()
    first.get_by_role("button", name="Mit der üblichen Tagesordnung beginnen").click()
    first.get_by_role("link", name="Ändern: Was im Stadtteil ansteht").click()
    second.goto(first.url)
    first.get_by_label("Notiz").fill("Kim berichtet.")
    first.get_by_role("button", name="Punkt speichern").click()
    second.get_by_label("Notiz").fill("Alma berichtet.")
    second.get_by_role("button", name="Punkt speichern").click()
    expect(second.get_by_text("So steht es jetzt da:")).to_be_visible()
    expect(second.get_by_text("Kim berichtet.")).to_be_visible()
    expect(second.get_by_label("Notiz")).to_have_value("Alma berichtet.")
    first.reload()
    expect(first.get_by_text("Kim berichtet.")).to_be_visible()


def test_somebody_new_is_invited_and_joins(desk, new_browser, instance):
    log_in(desk, OFFICE)
    desk.goto(f"{KTV}menschen/neu")
    desk.get_by_label("Name", exact=True).fill("Neele Neumann")
    desk.get_by_label("E-Mail-Adresse").fill("neele@demo.example")
    desk.get_by_label("Mitglied", exact=True).check()
    desk.get_by_role("button", name="Eintragen und einladen").click()
    expect(desk.get_by_role("status")).to_contain_text("Die Einladung ist unterwegs")
    desk.goto("/verwaltung/postausgang")
    desk.get_by_role("link", name=re.compile("neele@demo.example")).first.click()
    link = re.search(r"http\S+/einladung/\S+", desk.locator("main").inner_text()).group()

    guest = new_browser().new_page()
    guest.goto(re.sub(r"^https?://[^/]+", "", link))
    guest.get_by_label("Passwort", exact=True).fill("drei kleine Segelboote")
    guest.get_by_role("button", name="Einladung annehmen").click()
    expect(guest).to_have_title("Heute · Stadtteilwerk")
    expect(guest.get_by_role("link", name="Stadtteilverband Kröpeliner-Tor-Vorstadt")).to_be_visible()


def test_the_list_of_appointments_prints_without_navigation(desk):
    log_in(desk, SPEAKER)
    desk.goto(f"{KTV}termine/")
    desk.emulate_media(media="print")
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    expect(desk.get_by_role("navigation", name="Hauptnavigation")).to_be_hidden()
    expect(desk.get_by_role("link", name="Termin anlegen")).to_be_hidden()
