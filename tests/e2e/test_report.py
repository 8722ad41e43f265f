"""A councillor comes home at nine and reports, on a phone, in few taps; the connection comes and goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Locator, Page, expect

from app import clock, create_app
from app.accounts.models import Person
from app.accounts.passwords import hash_password
from app.demo import PASSWORD
from app.districts.councils.sittings.services import Details, ItemLine, plan
from app.extensions import db
from app.spaces.models import Council
from app.tenancy import Scope, current_session
from tests.conftest import dispose
from tests.e2e.conftest import NOW, PHONE, OpenContext, watched
from tests.e2e.people import (
    BOARD,
    COUNCILLOR,
    KTV,
    MEMBER,
    NEIGHBOUR,
    SPEAKER,
    has_no_sideways_scrolling,
    log_in,
)

Axe = Callable[..., None]

AGENDA = (
    ItemLine(
        "Eröffnung der Sitzung, Feststellung der ordnungsgemäßen Einladung und der Beschlussfähigkeit", "1"
    ),
    ItemLine("Änderung der Tagesordnung", "2"),
    ItemLine("Genehmigung der Niederschrift der Sitzung vom 05.02.2025", "3"),
    ItemLine("Einwohnerfragestunde", "4"),
    ItemLine("Vorstellung des Verkehrskonzepts durch das Amt für Mobilität", "5"),
    ItemLine("Fahrradstraße Waldemarstraße zwischen Doberaner Platz und Ulmenmarkt", "6.1", "2025/BV/0417"),
    ItemLine("Milieuschutzsatzung für das Gebiet Kröpeliner-Tor-Vorstadt", "6.2", "2025/BV/0398-02 (ÄA)"),
    ItemLine("Ergänzung: Schutz vor Verdrängung durch möblierte Vermietung", "6.3", "2025/DA/0402"),
    ItemLine("Zuschuss für das Stadtteilfest aus dem Budget des Ortsbeirats", "7.1"),
    ItemLine("Zuschuss für die Fahrradwerkstatt", "7.2"),
    ItemLine("Informationen des Ortsamts", "8"),
    ItemLine("Verschiedenes", "9"),
    ItemLine("Bauvorhaben eines einzelnen Antragstellers", "10", is_public=False),
)
ELSEWHERE = "ortsbeirat.mitte"
SECRET_WORD = "Verdrängungsschutzbeauftragte"
MOST = 40
"""Taps and texts for the whole report."""


def plan_sitting(instance: Path, days: float) -> int:
    """Enter a sitting of yesterday or so as the worker would, beside the running server; return its key."""
    app = create_app({"INSTANCE": str(instance), "STADTTEILWERK_ENV": "development"}, commands=False)
    now = datetime.fromisoformat(NOW)
    with app.app_context(), clock.frozen(now):
        council = db.session.scalars(sa.select(Council).where(Council.number == 11)).one()
        assert council.district_id is not None
        current_session().open_scope(Scope.of(council.district_id, write=True))
        details = Details(now + timedelta(days=days), place="Frieda 23, Raum 4")
        sitting = plan(council, details=details, items=AGENDA, by=None)
        db.session.commit()
        key = sitting.id
    dispose(app)
    return key


def give_login(instance: Path, name: str) -> None:
    """Let the demo's councillor of another district log in."""
    app = create_app({"INSTANCE": str(instance), "STADTTEILWERK_ENV": "development"}, commands=False)
    with app.app_context():
        person = db.session.scalars(sa.select(Person).where(Person.name == "Duc Tonnenhagen")).one()
        person.email, person.password_hash = f"{name}@demo.example", hash_password(PASSWORD)
        db.session.commit()
    dispose(app)


class Thumb:
    """One hand on the phone: every tap and every text is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, place: Locator) -> None:
        place.tap(force=True)
        self.count += 1

    def type(self, field: Locator, text: str) -> None:
        field.fill(text)
        self.count += 1

    def item(self, words: str) -> Locator:
        return self.page.locator(".report-item", has_text=words)

    def say(self, words: str, importance: str, result: str, vote: str | None, sentence: str) -> Locator:
        """Report of one item: four taps and texts at most."""
        item = self.item(words)
        self.tap(item.get_by_role("radio", name=importance, exact=True))
        self.tap(item.get_by_role("radio", name=result, exact=True))
        if vote:
            self.tap(item.get_by_role("radio", name=vote, exact=True))
        self.type(item.get_by_label("Ein Satz dazu"), sentence)
        return item


def status(page: Page) -> Locator:
    return page.locator(".report-form [role=status]")


@contextmanager
def without_network(page: Page) -> Iterator[None]:
    page.context.set_offline(True)
    yield
    page.context.set_offline(False)


def sentence_of(page: Page, words: str) -> Locator:
    return page.locator(".report-item", has_text=words).get_by_label("Ein Satz dazu")


def test_a_report_is_filed_on_a_phone_although_the_network_is_cut(
    phone: Page, new_browser: OpenContext, instance: Path, complaints: list[str], axe: Axe
) -> None:
    sitting = plan_sitting(instance, -1 / 24)
    log_in(phone, COUNCILLOR)
    thumb = Thumb(phone)
    phone.goto(f"{KTV}berichte/neu")
    expect(phone).to_have_url(re.compile(f"berichte/sitzung/{sitting}$"))
    expect(phone.locator(".report-item")).to_have_count(12)
    expect(phone.get_by_text("Bauvorhaben eines einzelnen")).to_have_count(0)
    assert has_no_sideways_scrolling(phone)
    axe(phone)

    path = thumb.say(
        "Fahrradstraße", "wichtig", "angenommen", "Ja", "Die Fahrradstraße kommt noch in diesem Jahr."
    )
    thumb.tap(path.get_by_text("Mehr", exact=False).first)
    thumb.type(path.get_by_label("Themen"), "Radweg")
    expect(status(phone)).to_contain_text("Gespeichert")
    axe(phone)

    # In the sitting room there is no reception.
    with without_network(phone):
        thumb.say("Milieuschutz", "wichtig", "vertagt", None, "Das Amt legt erst Zahlen vor.")
        thumb.say("möblierte", "kurz", "angenommen", "Ja", f"Wir wollen eine {SECRET_WORD}.")
        thumb.tap(thumb.item("möblierte").get_by_text("Mehr", exact=False).first)
        thumb.tap(thumb.item("möblierte").get_by_label("bleibt in der Partei"))
        expect(status(phone)).to_contain_text("auf diesem Gerät gesichert")
    phone.evaluate("dispatchEvent(new Event('online'))")
    expect(status(phone)).to_contain_text("Gespeichert")
    with without_network(phone):
        thumb.say("Stadtteilfest", "kurz", "angenommen", "Ja", "300 Euro für das Stadtteilfest.")
        expect(status(phone)).to_contain_text("auf diesem Gerät gesichert")
        phone.goto("about:blank")  # the battery is empty

    # At home: the phone starts again, and the login is over.
    phone.context.clear_cookies()
    phone.goto(f"{KTV}berichte/sitzung/{sitting}")
    phone.get_by_label("E-Mail-Adresse").fill(COUNCILLOR)
    phone.get_by_label("Passwort", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Anmelden").click()
    expect(phone).to_have_url(re.compile(f"berichte/sitzung/{sitting}$"))
    expect(sentence_of(phone, "Stadtteilfest")).to_have_value("300 Euro für das Stadtteilfest.")
    expect(sentence_of(phone, "Milieuschutz")).to_have_value("Das Amt legt erst Zahlen vor.")

    # Ready, and again no connection: it is filed when there is one.
    with without_network(phone):
        thumb.type(phone.get_by_label("Was wurde gefragt und gesagt?"), "Wann wird der Ulmenmarkt begrünt?")
        thumb.tap(phone.get_by_role("button", name="Bericht abgeben"))
        expect(phone.get_by_text("Er wird abgegeben, sobald")).to_be_visible()
    expect(phone).to_have_url(re.compile(r"berichte/\d+$"), timeout=15_000)
    expect(phone.get_by_text("dein Bericht ist abgegeben")).to_be_visible()
    assert thumb.count <= MOST, f"{thumb.count} taps and texts"
    report = phone.url
    for words in (
        "Die Fahrradstraße kommt",
        "Das Amt legt erst",
        "300 Euro",
        "Ulmenmarkt begrünt",
        SECRET_WORD,
    ):
        expect(phone.get_by_text(words).first).to_be_visible()
    assert phone.evaluate("Object.keys(localStorage).filter(name => name.includes(':report-')).length") == 0

    def page_of(email: str) -> Page:
        return log_in(watched(new_browser(viewport=PHONE).new_page(), complaints), email)

    # The district reads it, and so does the board; what is internal only the party.
    member = page_of(MEMBER)
    member.goto(report)
    expect(member.get_by_text(SECRET_WORD).first).to_be_visible()
    board = page_of(BOARD)
    board.goto(report)
    expect(board.get_by_text("Die Fahrradstraße kommt").first).to_be_visible()

    # The speaker finds it among what could be on the agenda of her next meeting.
    speaker = page_of(SPEAKER)
    assert suggested_meetings(speaker, report.rsplit("/", 1)[1]) == 1

    # A councillor of another district reads the open part in the exchange.
    give_login(instance, ELSEWHERE)
    colleague = page_of(f"{ELSEWHERE}@demo.example")
    colleague.goto(report.replace(KTV, "/austausch/"))
    for words in ("Die Fahrradstraße kommt", "Das Amt legt erst", "300 Euro", "Ulmenmarkt begrünt"):
        expect(colleague.get_by_text(words).first).to_be_visible()
    assert SECRET_WORD not in colleague.content()
    colleague.goto("/austausch/")
    colleague.get_by_role("link", name="Radweg").first.click()
    expect(colleague.get_by_text("Die Fahrradstraße kommt").first).to_be_visible()
    assert colleague.goto(report).status == 404  # type: ignore[union-attr]

    # For everybody else elsewhere it does not exist: no page, no hit.
    stranger = page_of(NEIGHBOUR)
    pages = (report, f"{KTV}berichte/", f"{KTV}sitzungen/{sitting}", f"{KTV}berichte/sitzung/{sitting}")
    assert [stranger.goto(page).status for page in pages] == [404] * 4  # type: ignore[union-attr]
    for words in ("Milieuschutzsatzung", "Fahrradstraße", SECRET_WORD):
        stranger.goto(f"/suche?q={words}")
        for said in ("Das Amt legt erst Zahlen vor", "Die Fahrradstraße kommt", f"eine {SECRET_WORD}"):
            assert said not in stranger.content()


def suggested_meetings(page: Page, key: str) -> int:
    """Look through what is suggested for the agendas of the next meetings; return how often the report is among it."""
    page.goto(f"{KTV}termine/")
    links = [link.get_attribute("href") or "" for link in page.locator("main a.row-link").all()]
    count = 0
    for link in links[:8]:
        answer = page.goto(f"{link}/tagesordnung/vorschlag")
        count += bool(answer and answer.ok) and page.locator(f"input[value='report:{key}']").count()
    return count


def test_two_phones_write_one_report_and_nothing_is_lost(
    phone: Page, new_browser: OpenContext, instance: Path, complaints: list[str], axe: Axe
) -> None:
    sitting = plan_sitting(instance, -2)
    mine = phone
    theirs = watched(new_browser(viewport=PHONE, has_touch=True, is_mobile=True).new_page(), complaints)
    for page, email in ((mine, COUNCILLOR), (theirs, SPEAKER)):
        log_in(page, email)
        page.goto(f"{KTV}berichte/sitzung/{sitting}")
    Thumb(theirs).say("Milieuschutz", "wichtig", "vertagt", None, "Vom anderen Telefon.")
    expect(status(theirs)).to_contain_text("Gespeichert")
    thumb = Thumb(mine)
    thumb.say("Milieuschutz", "kurz", "vertagt", None, "Von diesem Telefon.")
    expect(mine.get_by_text("Beides steht jetzt hier")).to_be_visible()
    expect(sentence_of(mine, "Milieuschutz")).to_have_value("Vom anderen Telefon.\n\nVon diesem Telefon.")

    # What was not on the agenda is added, and a paper's number is found in it.
    thumb.tap(mine.get_by_role("button", name="Noch einen Punkt ergänzen"))
    thumb.type(mine.get_by_label("Worum ging es?"), "Antrag zur Linde 2025/DA/0555")
    thumb.type(mine.locator(".report-item").last.get_by_label("Ein Satz dazu"), "Sie bleibt stehen.")
    expect(status(mine)).to_contain_text("Gespeichert")
    mine.reload()
    expect(mine.get_by_label("Worum ging es?")).to_have_value("Antrag zur Linde 2025/DA/0555")
    axe(mine)

    # Filed there, while this one still writes: it is told, and keeps what it has.
    theirs.reload()
    Thumb(theirs).tap(theirs.get_by_role("button", name="Bericht abgeben"))
    expect(theirs).to_have_url(re.compile(r"berichte/\d+$"))
    expect(theirs.get_by_text("2025/DA/0555").first).to_be_visible()
    thumb.type(mine.get_by_label("Was wurde gefragt und gesagt?"), "Noch eine Frage.")
    expect(mine.get_by_text("wurde inzwischen abgegeben")).to_be_visible()
    mine.reload()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Bericht berichtigen")
    thumb.tap(mine.get_by_role("button", name="Übernehmen"))
    expect(mine.get_by_label("Was wurde gefragt und gesagt?")).to_have_value("Noch eine Frage.")
    thumb.type(mine.get_by_label("Was hast du berichtigt?"), "Eine Frage fehlte")
    thumb.tap(mine.get_by_role("button", name="Berichtigung speichern"))
    expect(mine).to_have_url(re.compile(r"berichte/\d+$"))
    expect(mine.get_by_text("Noch eine Frage.").first).to_be_visible()


def test_without_scripts_the_buttons_do_it(
    new_browser: OpenContext, instance: Path, complaints: list[str]
) -> None:
    sitting = plan_sitting(instance, -3)
    page = watched(new_browser(viewport=PHONE, java_script_enabled=False).new_page(), complaints)
    log_in(page, COUNCILLOR)
    page.goto(f"{KTV}berichte/sitzung/{sitting}")
    item = page.locator(".report-item", has_text="Stadtteilfest")
    item.get_by_role("radio", name="kurz").check()
    item.get_by_label("Ein Satz dazu").fill("Es gibt Geld.")
    item.get_by_text("Mehr", exact=False).first.click()
    item.get_by_role("textbox", name="Ja").fill("viele")
    page.get_by_role("button", name="Zwischenspeichern").click()
    expect(page.get_by_text("Bitte eine Zahl").first).to_be_visible()
    expect(sentence_of(page, "Stadtteilfest")).to_have_value("Es gibt Geld.")
    page.locator(".report-item", has_text="Stadtteilfest").get_by_role("textbox", name="Ja").fill("9")
    page.get_by_role("button", name="Zwischenspeichern").click()
    expect(page.get_by_text("Zwischengespeichert.")).to_be_visible()
    page.get_by_role("button", name="Bericht abgeben").click()
    expect(page.get_by_text("Es gibt Geld.").first).to_be_visible()
