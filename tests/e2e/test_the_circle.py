"""From the invitation to the task that was done: three evenings of one series, on the phone, on the demo."""

from __future__ import annotations

import email
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import DESK, PHONE, serving, watched
from tests.e2e.people import KTV, MEMBER, SPEAKER, has_no_sideways_scrolling, log_in
from tests.pdf import Paper

PLANNING = "2025-03-05T19:00:00+01:00"
MEETING = "2025-03-19T19:20:00+01:00"
NEXT_MEETING = "2025-04-16T19:10:00+02:00"
SERIES = "Runde im Stadtteilladen"
DECISION = "Wir bitten den Ortsbeirat um vier Bänke, zwei davon mit Lehne."
MIDDLE = "\n\nAm Spielplatz fehlen sie am meisten.\n\n"
SAVED = re.compile("^Gespeichert")
SLOW = 20_000
TASK = "Standorte für die Bänke fotografieren"


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A folder of this test's own: three servers work in it, one evening after the other."""
    return tmp_path / "instance"


@contextmanager
def evening(
    browser: Browser, instance: Path, now: str, complaints: list[str]
) -> Iterator[Callable[[str], Page]]:
    """A server at a moment; opens somebody's page on it: a phone, or a desk for the member."""
    with serving(instance, now) as address:
        opened: list[BrowserContext] = []

        def page_of(who: str) -> Page:
            size = (
                {"viewport": DESK}
                if who == MEMBER
                else {"viewport": PHONE, "has_touch": True, "is_mobile": True}
            )
            opened.append(browser.new_context(base_url=address, locale="de-DE", **size))
            page = watched(opened[-1].new_page(), complaints)
            return log_in(page, who) if who else page

        yield page_of
        for context in opened:
            context.close()


def mail_to(instance: Path, address: str, subject: str) -> EmailMessage:
    """The mail to an address whose subject begins so, once the worker has written it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for file in sorted((instance / "mail").glob("*.eml"), reverse=True):
            message = email.message_from_bytes(file.read_bytes(), policy=default)
            if message["To"] == address and message["Subject"].startswith(subject):
                return message
        time.sleep(0.2)
    raise AssertionError(f"No mail to {address} that begins with {subject}.")


def link_in(message: EmailMessage) -> str:
    """The path of the personal link in a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/\s]+(/antwort/[\w-]+)", body.get_content())
    assert found
    return found[1]


def path_of(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url).split("#")[0].split("?")[0]


def plan_the_series(speaker: Page) -> str:
    """Plan six evenings at once; return the path of the first."""
    speaker.goto(KTV + "termine/serien/neu")
    speaker.get_by_label("Art").select_option("assembly")
    speaker.get_by_label("Titel").fill(SERIES)
    speaker.get_by_label("Wie oft?").select_option(label="jeden Monat am dritten")
    speaker.get_by_label("An welchem Tag?").select_option(label="Mittwoch")
    speaker.get_by_label("Ab", exact=True).fill("2025-03-17")
    speaker.get_by_label("Bis", exact=True).fill("2025-09-30")
    speaker.get_by_label("nicht in den Sommerferien").check()
    speaker.get_by_role("button", name="Termine ansehen").click()
    expect(speaker.get_by_text("6 Termine:")).to_be_visible()
    speaker.get_by_role("button", name="Angekreuzte Termine anlegen").click()
    expect(speaker.get_by_text("Mi., 20.08.2025")).to_have_count(0)  # the summer holidays
    speaker.get_by_role("link", name=re.compile("19.03.2025")).click()
    return path_of(speaker)


def draft_the_agenda(speaker: Page) -> None:
    speaker.get_by_role("link", name="Vorschläge ansehen").click()
    expect(speaker.get_by_label(re.compile("Genehmigung des Protokolls vom Mi., 05.02.2025"))).to_be_checked()
    speaker.get_by_role("button", name="Auf die Tagesordnung setzen").click()
    expect(speaker.locator(".agenda > li").first).to_contain_text("Begrüßung")


def invite(speaker: Page, meeting: str) -> None:
    speaker.goto(meeting + "/einladung/")
    speaker.get_by_text("Gäste einladen").click()
    speaker.get_by_label("Gäste").fill("Gesa Gast gesa.gast@demo.example")
    speaker.get_by_role("button", name="Vorschau ansehen").click()
    expect(speaker.get_by_text("rechtzeitig, bis Mi., 12.03.2025 ist Zeit")).to_be_visible()
    speaker.get_by_role("button", name="Ankündigen und einladen").click()
    expect(speaker.get_by_role("status")).to_contain_text("Ein Brief liegt bereit.")


def answer_by_link(nobody: Page, instance: Path, address: str, words: str) -> None:
    message = mail_to(instance, address, f"Einladung: {SERIES}, Mi., 19.03.2025")
    assert "text/calendar" in [part.get_content_type() for part in message.walk()]
    nobody.goto(link_in(message))
    nobody.get_by_role("button", name=words).click()
    expect(nobody.get_by_role("status")).to_be_visible()


def hand_over_the_minutes(speaker: Page, meeting: str) -> None:
    speaker.goto(meeting)
    speaker.get_by_role("link", name="An jemanden übergeben").click()
    speaker.get_by_label("An wen?").select_option(label="Alma Seegras")
    speaker.get_by_label("nur das Protokoll").check()
    speaker.get_by_role("button", name="Termin übergeben").click()
    expect(speaker.get_by_role("status")).to_contain_text("Übergeben.")


def hold_the_meeting(speaker: Page, member: Page, meeting: str) -> None:
    """Open it, note who is there, write with two hands, decide, hand out a task, close it."""
    speaker.goto(meeting)
    speaker.get_by_role("link", name="Sitzung öffnen").click()
    speaker.get_by_role("button", name="Sitzung eröffnen").click()
    for name in ("Kim Möwenthal", "Alma Seegras", "Yusuf Hafenlicht"):
        speaker.get_by_role("button", name=f"{name}: da").click()
    speaker.get_by_role("button", name="Ein Gast mehr").click()
    expect(speaker.get_by_text("3 da").first).to_be_visible()
    assert has_no_sideways_scrolling(speaker)

    # The member writes at a table, with the speaker's words for another item going in at the same time.
    member.goto(meeting + "/protokoll/")
    texts = member.get_by_label("Was besprochen wurde")
    texts.nth(2).fill("Der Ortsbeirat fragt bei der Stadt nach.")
    speaker.get_by_role("link", name=re.compile("Was im Stadtteil ansteht")).first.click()
    speaker.get_by_role("button", name=re.compile("jetzt aufrufen")).click()
    speaker.get_by_label("Was besprochen wurde").fill(f"Alle wollen Bänke.{MIDDLE}Am Markt auch.")
    expect(speaker.get_by_text(SAVED)).to_be_visible(timeout=SLOW)
    expect(member.get_by_text(SAVED)).to_be_visible(timeout=SLOW)
    # On the same item: both changes are kept, the later page is brought up to date.
    member.reload()
    texts.nth(6).fill(f"Alle wollen Bänke.{MIDDLE}Am Markt auch, und zwar mit Lehne.")
    expect(member.get_by_text(SAVED)).to_be_visible(timeout=SLOW)
    speaker.get_by_label("Was besprochen wurde").fill(f"Alle wollen neue Bänke.{MIDDLE}Am Markt auch.")
    expect(speaker.get_by_label("Was besprochen wurde")).to_have_value(
        f"Alle wollen neue Bänke.{MIDDLE}Am Markt auch, und zwar mit Lehne.", timeout=SLOW
    )
    decide_and_hand_out(speaker)


def decide_and_hand_out(speaker: Page) -> None:
    speaker.get_by_text("Beschluss festhalten").first.click()
    speaker.get_by_label("Was ist beschlossen?").fill(DECISION)
    speaker.get_by_label("ohne Gegenstimme").check()
    speaker.get_by_role("button", name="Beschluss festhalten").click()
    expect(speaker.get_by_text(DECISION)).to_be_visible()
    speaker.get_by_text("Aufgabe verteilen").first.click()
    speaker.get_by_label("Was ist zu tun?").fill(TASK)
    speaker.get_by_label("Wer?").select_option(label="Alma Seegras")
    speaker.get_by_role("button", name="Aufgabe festhalten").click()
    expect(speaker.get_by_text(TASK)).to_be_visible()


def close_and_finish(speaker: Page, meeting: str) -> None:
    speaker.get_by_text("Sitzung schließen").first.click()
    speaker.get_by_role("button", name="Sitzung schließen").click()
    speaker.goto(meeting + "/protokoll/")
    speaker.get_by_role("button", name="Protokoll ist fertig").click()
    speaker.goto(meeting)
    expect(speaker.get_by_text("fertig, noch nicht genehmigt")).to_be_visible()


def prepare_the_next(speaker: Page) -> str:
    """Take what was left open onto the next evening's agenda and invite; return its path."""
    speaker.goto(KTV + "termine/")
    speaker.get_by_role("link", name=re.compile(f"16.04.2025.*{SERIES}", re.DOTALL)).click()
    meeting = path_of(speaker)
    speaker.get_by_role("link", name="Vorschläge ansehen").click()
    expect(speaker.get_by_text(f"{TASK} – Alma Seegras")).to_be_visible()
    expect(speaker.get_by_label(re.compile("Genehmigung des Protokolls vom Mi., 19.03.2025"))).to_be_checked()
    speaker.get_by_role("button", name="Auf die Tagesordnung setzen").click()
    speaker.get_by_role("button", name="Termin ankündigen").click()
    return meeting


def approve(speaker: Page, meeting: str) -> None:
    speaker.goto(meeting)
    speaker.get_by_text(re.compile("^Protokoll vom Mi., 19.03.2025 ist genehmigt …")).click()
    speaker.get_by_role("button", name="Protokoll vom Mi., 19.03.2025 ist genehmigt").click()
    expect(speaker.get_by_role("status")).to_be_visible()


def print_the_minutes(member: Page, meeting: str, folder: Path) -> Paper:
    """Download the minutes as PDF, as a member who reads them."""
    member.goto(meeting + "/protokoll/lesen")
    expect(member.get_by_text(DECISION)).to_be_visible()
    answer = member.request.get(meeting + "/protokoll/protokoll.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    (folder / "minutes.pdf").write_bytes(answer.body())
    return Paper(answer.body())


def test_from_the_invitation_to_the_task_in_the_next_agenda(
    browser: Browser, instance: Path, tmp_path: Path, complaints: list[str]
) -> None:
    with evening(browser, instance, PLANNING, complaints) as page_of:
        speaker, member, nobody = page_of(SPEAKER), page_of(MEMBER), page_of("")
        meeting = plan_the_series(speaker)
        draft_the_agenda(speaker)
        invite(speaker, meeting)
        member.goto("/")
        asked = member.locator("li", has_text=f"Kommst du? {SERIES}")
        asked.get_by_role("button", name="Ich komme").click()
        answer_by_link(nobody, instance, "gesa.gast@demo.example", "Ich komme")
        answer_by_link(nobody, instance, "yusuf.hafenlicht@demo.example", "Kann nicht")
        speaker.goto(meeting)
        expect(speaker.locator("#einladung")).to_contain_text(
            re.compile(r"2\s*kommen.*1\s*kann nicht", re.DOTALL)
        )
        hand_over_the_minutes(speaker, meeting)

    with evening(browser, instance, MEETING, complaints) as page_of:
        speaker, member = page_of(SPEAKER), page_of(MEMBER)
        hold_the_meeting(speaker, member, meeting)
        close_and_finish(speaker, meeting)
        next_meeting = prepare_the_next(speaker)
        member.goto("/")
        expect(member.get_by_text(f"Aufgabe: {TASK}")).to_be_visible()

    with evening(browser, instance, NEXT_MEETING, complaints) as page_of:
        speaker, member = page_of(SPEAKER), page_of(MEMBER)
        approve(speaker, next_meeting)
        paper = print_the_minutes(member, meeting, tmp_path)
        assert paper.broken_rules == []
        assert DECISION in " ".join(paper.text.split())
        member.goto(KTV + "beschluesse/")
        expect(member.get_by_text(DECISION)).to_be_visible()
