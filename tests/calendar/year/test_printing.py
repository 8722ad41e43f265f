"""Whoever looks at the year gets it as PDF: what was chosen, only what they may see, under a name that says it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.calendar.models import Appointment
from app.calendar.year import printing
from app.documents import NotTypeset
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin
from tests.pages import Browser, Page
from tests.pdf import Paper
from tests.people import World

SHAPES = pytest.mark.parametrize("shape", ["liste", "wand"])


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What was set for one test is not handed to the next."""
    printing._set_once.cache_clear()


@pytest.fixture
def appointments(dates: Dates) -> None:
    """One in three spaces each, and a draft."""
    dates.add(berlin(2025, 6, 4, 19), title="Sommerstammtisch")
    dates.add(berlin(2025, 6, 5, 19), title="Treffen in Mitte", slug="mitte")
    dates.add(berlin(2025, 6, 6, 19), title="Treffen im Kreis", slug="kreis")
    dates.draft(berlin(2025, 6, 7, 19), title="Noch geheim")


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    one = Paper(answer.data)
    assert one.broken_rules == []
    return one.text


def leads(page: Page) -> set[str]:
    """Where the links of a page lead."""
    return {one.attrs["href"] for one in page.main.all("a")}


@SHAPES
def test_a_member_gets_what_they_may_see(as_member: FlaskClient, appointments: None, shape: str) -> None:
    text = text_of(as_member, f"/kalender/2025/{shape}.pdf")
    assert "Sommerstammtisch" in text
    assert "Treffen im Kreis" in text
    assert "Treffen in Mitte" not in text
    assert "geheim" not in text
    assert "Tag der Befreiung" in text


@SHAPES
def test_the_paper_shows_what_was_chosen_on_the_page(
    as_member: FlaskClient, appointments: None, shape: str
) -> None:
    text = text_of(as_member, f"/kalender/2025/{shape}.pdf?bereich=ktv&art=regulars_table&feiertage=aus")
    assert "Sommerstammtisch" in text
    assert "Treffen im Kreis" not in text
    assert "Neujahr" not in text
    assert "nur Stammtisch; ohne Feiertage und Ferien" in text
    assert "Kröpeliner-Tor-Vorstadt" in text, "one space alone gives it out itself"


def test_a_draft_is_on_the_paper_of_who_plans_it_and_says_so(
    as_speaker: FlaskClient, appointments: None
) -> None:
    assert "Entwurf: Noch geheim" in text_of(as_speaker, "/kalender/2025/liste.pdf")
    assert "(Entwurf)" in text_of(as_speaker, "/kalender/2025/wand.pdf")


def test_the_file_says_what_it_is(as_member: FlaskClient, as_nobody: FlaskClient) -> None:
    names = {
        (as_member, "/kalender/2025/liste.pdf"): "jahreskalender-2025-liste.pdf",
        (as_member, "/kalender/2025/wand.pdf?bereich=ktv"): "jahreskalender-2025-ktv-wand.pdf",
        (as_nobody, "/kalender/oeffentlich/2025/wand.pdf"): "jahreskalender-2025-oeffentlich-wand.pdf",
    }
    for (client, address), name in names.items():
        assert client.get(address).headers["Content-Disposition"] == f'inline; filename="{name}"'


@SHAPES
def test_everybody_gets_what_is_public_and_nothing_else(
    as_nobody: FlaskClient, world: World, dates: Dates, appointments: None, shape: str
) -> None:
    key = dates.add(berlin(2025, 6, 12, 19), title="Offenes Treffen")
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Appointment, key).is_public = True
    text = text_of(as_nobody, f"/kalender/oeffentlich/2025/{shape}.pdf")
    assert "Offenes Treffen" in text
    assert "Öffentliche Termine" in text
    assert not [
        words for words in ("Sommerstammtisch", "Treffen in Mitte", "im Kreis", "geheim") if words in text
    ]
    of_mitte = text_of(as_nobody, f"/kalender/oeffentlich/2025/{shape}.pdf?bereich=mitte")
    assert "Offenes Treffen" not in of_mitte


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/kalender/1999/liste.pdf", 404), ("/kalender/2100/wand.pdf", 404), ("/kalender/20255/wand.pdf", 404),
        ("/kalender/oeffentlich/2023/liste.pdf", 404), ("/kalender/oeffentlich/2027/wand.pdf", 404),
        ("/kalender/2025/liste.pdf?bereich=%00&bereich=alt&art=x&nachbarschaft=mitte", 200),
        ("/kalender/oeffentlich/2025/liste.pdf?bereich=%F0%9F%90%9F%27", 200), ("/kalender/2099/wand.pdf", 200),
    ],
)  # fmt: skip
def test_odd_addresses_fail_nothing(as_member: FlaskClient, path: str, status: int) -> None:
    assert as_member.get(path).status_code == status


def test_what_many_want_is_set_once(as_nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[str] = []

    def typeset(template: str, _content: object) -> bytes:
        times.append(template)
        return b"%PDF-"

    monkeypatch.setattr(printing, "typeset", typeset)
    for _visit in range(3):
        as_nobody.get("/kalender/oeffentlich/2025/wand.pdf")
    assert times == ["year_wall"]


def test_who_would_wait_too_long_is_told_so(as_nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "PATIENCE", 0.01)
    with printing._one_at_a_time:
        answer = as_nobody.get("/kalender/oeffentlich/2025/wand.pdf")
    assert 400 <= answer.status_code < 500
    assert "Gerade wollen viele dieses PDF." in answer.text


def test_a_paper_that_fails_is_told_in_peoples_words(
    as_member: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typeset(*_given: object) -> bytes:
        raise NotTypeset("Das PDF ließ sich gerade nicht erstellen.")

    monkeypatch.setattr(printing, "typeset", typeset)
    answer = as_member.get("/kalender/2025/liste.pdf")
    assert 400 <= answer.status_code < 500
    assert "ließ sich gerade nicht erstellen" in answer.text


def test_the_pages_lead_to_the_papers_of_what_was_chosen(member: Browser, as_nobody: FlaskClient) -> None:
    for path in ("/kalender/", "/kalender/2025", "/kalender/2025/5/1"):
        links = leads(member.open(path, bereich="ktv"))
        assert "/kalender/2025/liste.pdf?bereich=ktv" in links
        assert "/kalender/2025/wand.pdf?bereich=ktv" in links
    public = leads(Browser(as_nobody).open("/kalender/oeffentlich"))
    assert {"/kalender/oeffentlich/2025/liste.pdf", "/kalender/oeffentlich/2025/wand.pdf"} <= public
