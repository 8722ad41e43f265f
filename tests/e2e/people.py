"""What people do in the browser, by the words they see."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.demo import PASSWORD

KTV = "/kroepeliner-tor-vorstadt/"
OFFICE, BOARD = "buero@demo.example", "vorstand@demo.example"
SPEAKER, MEMBER = "ktv@demo.example", "mitglied.ktv@demo.example"
COUNCILLOR, NEIGHBOUR = "ortsbeirat.ktv@demo.example", "stadtmitte@demo.example"
EVERYBODY = (OFFICE, BOARD, SPEAKER, NEIGHBOUR, COUNCILLOR, MEMBER)


def log_in(page: Page, email: str, password: str = PASSWORD) -> Page:
    """Log in with address and password and arrive on the start page."""
    page.goto("/anmelden")
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden").click()
    expect(page).to_have_title("Heute · Stadtteilwerk")
    return page


def has_no_sideways_scrolling(page: Page) -> bool:
    """Whether everything fits into the width of the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
