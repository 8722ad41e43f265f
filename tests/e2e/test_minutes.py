"""Two people write the same minutes on two devices: on different items, in one text, in one passage."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import BOARD, OFFICE, has_no_sideways_scrolling, log_in

Axe = Callable[[Page], None]


def open_minutes(page: Page, email: str) -> Page:
    """Go from the login to the minutes of the county's last meeting."""
    log_in(page, email)
    page.goto("/kreis/termine/vergangene")
    page.get_by_role("link", name=re.compile("Vorstandssitzung")).first.click()
    page.get_by_role("link", name="Protokoll lesen").click()
    page.get_by_role("link", name="Ändern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Protokoll schreiben")
    return page


def sheet(page: Page, number: int) -> Locator:
    """The text of one item, counted from 0."""
    return page.get_by_label("Was besprochen wurde").nth(number)


def write(page: Page, number: int, text: str) -> Locator:
    """Write a text and leave the field, which saves it; return where is said what became of it."""
    field = sheet(page, number)
    field.fill(text)
    field.blur()
    return page.locator(".editor").nth(number).get_by_role("status")


def test_two_people_write_the_same_minutes_and_both_keep_their_text(
    desk: Page, phone: Page, axe: Axe
) -> None:
    open_minutes(desk, OFFICE)
    open_minutes(phone, BOARD)
    assert has_no_sideways_scrolling(phone)

    # On different items nobody notices the other.
    expect(write(desk, 0, "Am Rechner mitgeschrieben.")).to_contain_text("Gespeichert")
    expect(write(phone, 1, "Am Telefon ergänzt.")).to_contain_text("Gespeichert")

    # In different places of one text, both changes become one.
    expect(write(desk, 2, "Anfang.\n\nMitte.\n\nEnde.")).to_contain_text("Gespeichert")
    phone.reload()
    expect(sheet(phone, 0)).to_have_value("Am Rechner mitgeschrieben.")
    expect(write(phone, 2, "Anfang, am Telefon.\n\nMitte.\n\nEnde.")).to_contain_text("Gespeichert")
    status = write(desk, 2, "Anfang.\n\nMitte.\n\nEnde, am Rechner.")
    expect(status).to_contain_text("zusammengeführt")
    expect(sheet(desk, 2)).to_have_value("Anfang, am Telefon.\n\nMitte.\n\nEnde, am Rechner.")

    # In the same passage both are kept, and somebody decides.
    phone.reload()
    expect(write(desk, 2, "Anfang, vom Büro.\n\nMitte.\n\nEnde, am Rechner.")).to_contain_text("Gespeichert")
    write(phone, 2, "Anfang, vom Vorstand.\n\nMitte.\n\nEnde, am Rechner.")
    expect(phone.get_by_text("Dein Text liegt beiseite, nichts ist verloren.")).to_be_visible()
    phone.get_by_role("link", name="Beide Texte ansehen").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Zwei Texte zum selben Punkt")
    assert has_no_sideways_scrolling(phone)
    axe(phone)
    joint = phone.get_by_label("Gemeinsamer Text")
    for words in ("Anfang, vom Büro.", "Anfang, vom Vorstand.", "Ende, am Rechner."):
        assert joint.input_value().count(words) == 1
    joint.fill("Anfang, von beiden.\n\nMitte.\n\nEnde, am Rechner.")
    phone.get_by_role("button", name="Gemeinsamen Text speichern").click()
    expect(sheet(phone, 2)).to_have_value("Anfang, von beiden.\n\nMitte.\n\nEnde, am Rechner.")

    # Nothing of it is gone: it stands among the versions, and whoever reads sees what was agreed.
    phone.get_by_role("link", name="Frühere Fassungen").nth(2).click()
    expect(phone.get_by_text("beiseite", exact=True)).to_be_visible()
    axe(phone)
    desk.reload()
    desk.get_by_role("link", name="Im Ganzen lesen").click()
    expect(desk.get_by_text("Anfang, von beiden.")).to_be_visible()
    expect(desk.get_by_text("Am Telefon ergänzt.")).to_be_visible()
    axe(desk)


def test_the_short_message_is_copied_with_one_click(desk: Page, axe: Axe) -> None:
    open_minutes(desk, OFFICE)
    axe(desk)
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.get_by_role("link", name="Sofortinformation").click()
    axe(desk)
    desk.get_by_label("Text").fill("Kurz und gut.")
    desk.get_by_role("button", name="Kopieren").click()
    expect(desk.get_by_role("status").filter(has_text="Kopiert")).to_be_visible()
    assert desk.evaluate("navigator.clipboard.readText()") == "Kurz und gut."
