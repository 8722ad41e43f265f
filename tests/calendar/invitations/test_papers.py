"""The letters, the list to tick and the proof as PDF: they keep PDF/UA-1 and say what the pages say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.districts.meetings.models import ItemKind
from tests.calendar.dates import Dates, url
from tests.calendar.invitations.inviting import Inviting
from tests.pages import Browser, Page
from tests.pdf import Paper
from tests.people import NOW, World

LETTERS, LIST, PROOF = "briefe.pdf", "briefliste.pdf", "nachweis.pdf"


@pytest.fixture
def invited(inviting: Inviting, world: World, meeting: int) -> int:
    """A meeting to which members are invited, two of them without e-mail."""
    world.change("invited", email=None)
    inviting.agenda(
        meeting,
        ("Begrüßung", ItemKind.INFORMATION, 10),
        ("Wahl der Delegierten", ItemKind.ELECTION, 30),
    )
    inviting.send(meeting, words="Das Kino schließt.\n\nWas nun?")
    return meeting


def printed(page: Page, label: str, filename: str) -> Paper:
    """The PDF behind a link of a page."""
    (link,) = [one for one in page.main.all("a") if one.text.startswith(label)]
    answer = page.browser.client.get(link.attrs["href"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'inline; filename="{filename}"'
    assert "no-store" in answer.headers["Cache-Control"]
    paper = Paper(answer.data)
    assert paper.broken_rules == []
    return paper


def settle(page: Page) -> Page:
    """Note for all who are on the page of letters that theirs is posted."""
    boxes = [one.attrs["value"] for one in page.main.all("input") if one.attrs.get("name") == "notices"]
    form = {"notices": boxes, "how": "posted", "day": "2025-03-05"}
    return Page(page.browser.client.post(page.path, data=form, follow_redirects=True), page.browser)


def test_the_letters_are_printed_each_on_a_sheet_of_its_own(speaker: Browser, invited: int) -> None:
    page = speaker.open(url(invited, "einladung/briefe"))
    paper = printed(page, "Briefe als PDF", "einladungsbriefe-2025-03-26.pdf")
    assert [("Inga Immer" in one, "Lotte Brief" in one) for one in paper.pages] == [
        (True, False),
        (False, True),
    ]
    for sheet, name in zip(paper.pages, ("Inga Immer", "Lotte Brief"), strict=True):
        for words in ("Einladung: Was wird aus dem Kino?", f"Hallo {name},", "Das Kino schließt. Was nun?",
                      "Wann Mi., 26.03.2025, 19:00–21:00 Uhr", "19:00 1 Begrüßung",
                      "19:10 2 Wahl der Delegierten (Wahl)", "Sag uns kurz, ob du kommst: Telefon von ktv.",
                      "Angekündigte Wahlen: TOP 2: Wahl der Delegierten.", "Sabine Sommer"):  # fmt: skip
            assert words in sheet, sheet


def test_each_sending_has_letters_of_its_own(speaker: Browser, invited: int) -> None:
    speaker.open(url(invited, "bearbeiten")).press("Änderung speichern", day="2025-03-27")
    speaker.open(url(invited, "absagen")).press("Termin absagen", reason="Wasserrohrbruch")
    page = speaker.open(url(invited, "einladung/briefe"))
    named = "einladungsbriefe-2025-03-27.pdf"
    first = printed(page, "Briefe als PDF: Einladung, Mi., 05.03.2025, 19:00 Uhr", named).text
    moved = printed(page, "Briefe als PDF: Änderung", named).text
    off = printed(page, "Briefe als PDF: Absage", named).text
    assert "Wann Mi., 26.03.2025" in first
    assert "ist verschoben" in moved
    assert "Wann Do., 27.03.2025" in moved
    assert "Wann geplant war: Do., 27.03.2025" in off
    assert "Wasserrohrbruch" in off
    assert not any(words in off for words in ("Tagesordnung", "Angekündigte Wahlen", "gib uns Bescheid"))
    names = printed(page, "Liste zum Abhaken als PDF", "briefliste-2025-03-27.pdf").text
    for name in ("Lotte Brief ☐", "Lotte Brief (Änderung)", "Lotte Brief (Absage)"):
        assert name in names


def test_the_sender_is_who_can_be_reached(
    inviting: Inviting, speaker: Browser, meeting: int, world: World
) -> None:
    speaker.open("/ktv/angaben/").press("Angaben speichern", contact="Kim Möwenthal, 0381 123")
    inviting.send(meeting)
    page = speaker.open(url(meeting, "einladung/briefe"))
    text = printed(page, "Briefe als PDF", "einladungsbriefe-2025-03-26.pdf").text
    assert text.count("Kim Möwenthal, 0381 123") >= 2
    assert "Sag uns kurz, ob du kommst: Kim Möwenthal, 0381 123." in text


def test_the_list_to_tick_names_them_and_the_notice_period(speaker: Browser, invited: int) -> None:
    page = speaker.open(url(invited, "einladung/briefe"))
    text = printed(page, "Liste zum Abhaken als PDF", "briefliste-2025-03-26.pdf").text
    for words in ("Was wird aus dem Kino?", "Inga Immer", "Lotte Brief", "Mi., 26.03.2025, 19:00–21:00 Uhr",
                  "Für die Ladungsfrist ist bis Mi., 19.03.2025 Zeit."):  # fmt: skip
        assert words in page
        assert words in text
    assert "Erstellt am Mi., 05.03.2025, 19:00 Uhr" in text
    assert "Marta Möwe" not in text


def test_the_proof_says_what_its_page_says(inviting: Inviting, speaker: Browser, invited: int) -> None:
    inviting.deliver()
    settle(speaker.open(url(invited, "einladung/briefe")))
    page = speaker.open(url(invited, "einladung/nachweis"))
    paper = printed(page, "Nachweis als PDF", "einladungsnachweis-2025-03-26.pdf")
    facts = page.facts()
    for name in ("Ladungsfrist", "Eingehalten"):
        assert f"{name} {facts[name]}" in paper.text
    for words in (facts["Verschickt"], facts["Zusammen"], "Marta Möwe E-Mail", "Lotte Brief Brief",
                  "1 Begrüßung", "2 Wahl der Delegierten Wahl"):  # fmt: skip
        assert words in paper.text, paper.text
    for state in ("E-Mail als Datei geschrieben", "Brief eingeworfen"):
        assert state in page
        assert state in paper.text


def test_papers_are_german_whatever_the_reader_speaks(speaker: Browser, invited: int, world: World) -> None:
    world.change("speaker", language="en")
    answer = speaker.client.get(url(invited, f"einladung/{PROOF}"))
    assert "mindestens 7 Tage" in Paper(answer.data).text
    assert "Brief" in Paper(answer.data).text


@pytest.mark.parametrize(
    ("file", "page"), [(LETTERS, "briefe"), (f"{LETTERS}?sendung=x", "briefe"), (LIST, "briefe"), (PROOF, "nachweis")]
)  # fmt: skip
def test_where_there_is_nothing_to_print_the_page_says_so(
    speaker: Browser, meeting: int, file: str, page: str
) -> None:
    shown = speaker.open(url(meeting, f"einladung/{page}"))
    assert not [link for link in shown.links() if ".pdf" in link]
    answer = speaker.client.get(url(meeting, f"einladung/{file}"))
    assert (answer.status_code, answer.headers["Location"]) == (302, shown.path)


def test_letters_that_were_ticked_meanwhile_are_not_printed_again(speaker: Browser, invited: int) -> None:
    page = speaker.open(url(invited, "einladung/briefe"))
    (link,) = [link for link in page.links() if LETTERS in link]
    settle(page)
    assert speaker.client.get(link).headers["Location"] == page.path


@pytest.mark.parametrize("file", [LETTERS, LIST, PROOF])
def test_of_another_space_nothing_is_printed(
    inviting: Inviting, speaker: Browser, world: World, dates: Dates, file: str
) -> None:
    theirs = dates.add(NOW + timedelta(days=21), kind="assembly", slug="mitte")
    assert speaker.client.get(url(theirs, f"einladung/{file}")).status_code == 404
    assert speaker.client.get(url(theirs, f"einladung/{file}", "mitte")).status_code == 404


def test_a_sending_of_another_appointment_prints_nothing(
    inviting: Inviting, speaker: Browser, invited: int, dates: Dates
) -> None:
    other = dates.add(NOW + timedelta(days=22), kind="assembly")
    inviting.send(other)
    (sending,) = inviting.sendings(other)
    assert speaker.client.get(url(other, f"einladung/{LETTERS}?sendung={sending.id}")).status_code == 200
    assert speaker.client.get(url(invited, f"einladung/{LETTERS}?sendung={sending.id}")).status_code == 302
