"""What one person writes is saved as they write it; what cannot be saved is refused in words, and kept."""

from __future__ import annotations

import pytest

from app.districts.meetings.minutes.models import MinutesState
from tests.districts.meetings.minutes.conftest import AS_SCRIPT, Notes, Writer, well_made


def test_the_first_word_makes_the_minutes(notes: Notes, sabine: Writer) -> None:
    answer = sabine.save("Wir fangen an.", seen=0)
    assert (answer.status_code, answer.json) == (200, {"version": 1, "saved_at": "19:00"})
    assert (notes.text(), notes.state, notes.entry().changed_by_id) == (
        "Wir fangen an.", MinutesState.WRITING, notes.world.people["speaker"],
    )  # fmt: skip


def test_saving_again_and_again_counts_on(notes: Notes, sabine: Writer) -> None:
    numbers = [sabine.save("x" * length, seen=length - 1).json["version"] for length in (1, 2, 3)]
    assert numbers == [1, 2, 3]
    assert notes.text() == "xxx"


def test_what_belongs_to_no_item_has_its_own_place(notes: Notes, sabine: Writer) -> None:
    sabine.save("Es regnete.", seen=0, item=None)
    assert sabine.save("Es regnete stark.", seen=1, item=None).json["version"] == 2
    assert (notes.text(None), notes.text(0)) == ("Es regnete stark.", None)


def test_the_same_text_once_more_is_no_new_version(notes: Notes, sabine: Writer) -> None:
    sabine.save("Ein Satz.", seen=0)
    assert sabine.save("Ein Satz.\r\n", seen=1).json["version"] == 1
    assert sabine.save("Ein Satz.", seen=0).json["version"] == 1
    assert notes.texts() == ["Ein Satz."]


def test_nothing_written_leaves_nothing_behind(notes: Notes, sabine: Writer) -> None:
    assert sabine.save("  \n", seen=0).json["version"] == 0
    assert (notes.entry(), notes.minutes) == (None, None)


def test_a_text_can_be_emptied(notes: Notes, sabine: Writer) -> None:
    sabine.save("Doch nicht.", seen=0)
    assert sabine.save("", seen=1).json["version"] == 2
    assert notes.text() == ""


def test_a_request_without_a_text_empties_nothing(notes: Notes, sabine: Writer) -> None:
    sabine.save("Bleibt.", seen=0)
    answer = notes.world.client_of("speaker").post(
        notes.save_url(0), data={"version": "1"}, headers=AS_SCRIPT
    )
    assert (answer.status_code, notes.text()) == (400, "Bleibt.")


# --- without the script


def test_without_a_script_the_form_saves_and_comes_back_to_its_item(notes: Notes, sabine: Writer) -> None:
    page = sabine.open("")
    form = page.main.one("section", id=f"punkt-{notes.items[1]}").one("form")
    token = {"version": form.one("input", name="version").attrs["value"], "text": "Von Hand."}
    answer = page.browser.client.post(
        form.attrs["action"], data=token, headers={"Referer": f"http://localhost{page.path}"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page.path}#punkt-{notes.items[1]}")
    assert notes.text(1) == "Von Hand."


@pytest.mark.parametrize(
    ("referrer", "leads_to"),
    [
        ("http://localhost{meeting}/sitzung/", "{meeting}/sitzung/"),
        ("http://boese.example{meeting}/sitzung/", "{meeting}/protokoll/"),
        ("http://localhost/mitte/termine/1/", "{meeting}/protokoll/"),
        ("http://localhost{meeting}0/", "{meeting}/protokoll/"),
        ("//boese.example", "{meeting}/protokoll/"),
        ("http://[", "{meeting}/protokoll/"),
        ("", "{meeting}/protokoll/"),
    ],
)
def test_after_saving_one_is_back_where_one_wrote_and_nowhere_else(
    notes: Notes, sabine: Writer, referrer: str, leads_to: str
) -> None:
    headers = {"Referer": referrer.format(meeting=notes.url)} if referrer else {}
    answer = notes.world.client_of("speaker").post(
        notes.save_url(0), data={"text": "Ein Satz.", "version": "0"}, headers=headers
    )
    assert answer.headers["Location"].partition("#")[0] == leads_to.format(meeting=notes.url)


# --- what is refused


def test_a_text_that_is_too_long_is_refused_with_the_limit_named(notes: Notes, sabine: Writer) -> None:
    answer = sabine.save("ä" * 20_001, seen=0)
    assert answer.status_code == 413
    assert "höchstens 20000 Zeichen je Punkt, es sind 20001" in answer.json["message"]
    assert sabine.save("ä" * 20_000, seen=0).status_code == 200
    assert len(notes.text()) == 20_000


def test_too_long_a_text_is_kept_on_the_page_that_refuses_it(notes: Notes, sabine: Writer) -> None:
    page = sabine.browser.post(notes.save_url(0), text="ä" * 20_001, version="0")
    assert (page.status, page.value("text")) == (413, "ä" * 20_001)
    assert "höchstens 20000 Zeichen" in page.notices
    assert well_made(page)
    page = page.press("Text speichern", text="Gekürzt.")
    assert (page.path, notes.text()) == (notes.at(""), "Gekürzt.")


def test_a_paste_of_more_than_a_megabyte_is_refused_in_words(notes: Notes, sabine: Writer) -> None:
    sabine.save("Bleibt.", seen=0)
    answer = sabine.save("x" * 1_100_000, seen=1)
    assert (answer.status_code, answer.json["message"][:33]) == (413, "Höchstens 20000 Zeichen je Punkt.")
    page = sabine.browser.post(notes.save_url(0), text="x" * 1_100_000, version="1")
    assert (page.status, "Mehr als ein Megabyte" in page) == (413, True)
    assert notes.text() == "Bleibt."


def test_approved_minutes_are_not_written_any_more(notes: Notes, sabine: Writer) -> None:
    sabine.save("Gilt.", seen=0)
    notes.set_state(MinutesState.APPROVED)
    answer = sabine.save("Anders.", seen=1)
    assert (answer.status_code, "Berichtigung" in answer.json["message"], notes.text()) == (
        422,
        True,
        "Gilt.",
    )
    page = sabine.browser.post(notes.save_url(0), text="Anders.", version="1")
    assert (page.status, page.value("text"), notes.text()) == (422, "Anders.", "Gilt.")


@pytest.mark.parametrize(
    ("which", "word"), [("cancelled", "abgesagt"), ("draft", "angekündigt"), ("announced", "öffnen")]
)
def test_there_are_no_minutes_of_what_does_not_take_place_yet(
    notes: Notes, sabine: Writer, which: str, word: str
) -> None:
    other = notes.of(notes.world.appointments["ktv"][which])
    answer = other.writer("speaker").save("Zu früh.", seen=0)
    assert (answer.status_code, word in answer.json["message"], other.entry()) == (422, True, None)
    page = other.writer("speaker").open("")
    assert (page.status, word in page.notices, page.main.all("textarea")) == (200, True, [])


def test_a_regulars_table_has_no_minutes(notes: Notes) -> None:
    from app.calendar.models import Appointment

    with notes.changing() as session:
        session.get_one(Appointment, notes.key).kind = "regulars_table"
    for path in ("", "lesen", "sofortinformation", "protokoll.pdf"):
        assert notes.writer("speaker").open(path).status == 404
    assert notes.writer("speaker").save("Prost.", seen=0).status_code == 404


@pytest.mark.parametrize("version", ["", "-1", "x", "99999999999", "1.5", "٣"])
def test_an_odd_version_is_treated_as_one_that_nobody_knows(
    notes: Notes, sabine: Writer, version: str
) -> None:
    sabine.save("Das steht.", seen=0)
    answer = sabine.save("Das auch?", seen=version)
    assert answer.status_code == 409
    assert (notes.text(), [one.text for one in notes.aside()]) == ("Das steht.", ["Das auch?"])


@pytest.mark.parametrize(
    "odd",
    ["\x00NUL", "\ud800", "\u202eumgedreht", "a\r\nb\rc", "e\u0301", "# <script>alert(1)</script>",
     "[x](javascript:alert(1))",
     "{{7*7}}", "\n\n\n", "😀" * 5000, "- " * 9000, "[" * 19_000, "> " * 9000],
)  # fmt: skip
def test_odd_text_is_saved_and_shown_and_does_nothing(notes: Notes, sabine: Writer, odd: str) -> None:
    data = {"text": odd.encode("utf-8", "surrogatepass"), "version": "0"}
    answer = notes.world.client_of("speaker").post(notes.save_url(0), data=data, headers=AS_SCRIPT)
    assert answer.status_code == 200
    for path in ("", "lesen", "sofortinformation"):
        page = sabine.open(path)
        assert page.status == 200
        assert "<script>alert" not in page.source
        assert 'href="javascript' not in page.source
    assert well_made(sabine.open("lesen"))
