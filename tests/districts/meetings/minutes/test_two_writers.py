"""Two people write at once: on different items, in different places of one, in the same passage; nothing is lost."""

from __future__ import annotations

import pytest

from app.districts.meetings.minutes.models import MinutesState
from tests.districts.meetings.minutes.conftest import Notes, Writer, well_made

BASE = "Anfang.\n\nMitte.\n\nEnde."
NEAR = "Anfang, von Cem.\n\nMitte.\n\nEnde."
FAR = "Anfang.\n\nMitte.\n\nEnde, von Sabine."


def test_two_write_on_different_items(notes: Notes, sabine: Writer, cem: Writer) -> None:
    for number, text in enumerate(("eins", "eins, zwei", "eins, zwei, drei")):
        assert sabine.save(text, seen=number, item=0).json["version"] == number + 1
        assert cem.save(text.upper(), seen=number, item=1).json["version"] == number + 1
    assert (notes.text(0), notes.text(1)) == ("eins, zwei, drei", "EINS, ZWEI, DREI")


def test_two_changes_in_different_places_become_one_text(notes: Notes, sabine: Writer, cem: Writer) -> None:
    sabine.save(BASE, seen=0)
    cem.save(NEAR, seen=1)
    answer = sabine.save(FAR, seen=1)
    assert (answer.status_code, answer.json) == (200, {
        "version": 3,
        "saved_at": "19:00",
        "text": "Anfang, von Cem.\n\nMitte.\n\nEnde, von Sabine.",
        "note": "Mit der Änderung von Cem Kaya zusammengeführt.",
    })  # fmt: skip
    assert notes.text() == answer.json["text"]
    assert notes.texts() == [BASE, NEAR, answer.json["text"]]
    assert notes.aside() == []


def test_it_is_known_what_somebody_saw_also_when_the_other_wrote_on_and_on(
    notes: Notes, sabine: Writer, cem: Writer
) -> None:
    sabine.save(BASE, seen=0)
    for number in range(1, 30):
        cem.save(f"Anfang, von Cem{'!' * number}\n\nMitte.\n\nEnde.", seen=number)
    answer = sabine.save(FAR, seen=1)
    assert answer.json["text"] == f"Anfang, von Cem{'!' * 29}\n\nMitte.\n\nEnde, von Sabine."


def test_who_has_nothing_of_their_own_gets_what_the_other_wrote(
    notes: Notes, sabine: Writer, cem: Writer
) -> None:
    sabine.save(BASE, seen=0)
    cem.save(NEAR, seen=1)
    assert sabine.save(BASE, seen=1).json["text"] == NEAR
    assert notes.texts() == [BASE, NEAR]


def test_what_both_changed_alike_is_one_change(notes: Notes, sabine: Writer, cem: Writer) -> None:
    sabine.save(BASE, seen=0)
    cem.save(NEAR, seen=1)
    assert sabine.save(NEAR, seen=1).json == {"version": 2, "saved_at": "19:00"}
    assert notes.texts() == [BASE, NEAR]


def test_what_the_other_took_back_meanwhile_hinders_nobody(notes: Notes, sabine: Writer, cem: Writer) -> None:
    sabine.save(BASE, seen=0)
    cem.save(NEAR, seen=1)
    cem.save(BASE, seen=2)
    assert sabine.save(FAR, seen=1).json == {"version": 4, "saved_at": "19:00"}
    assert notes.text() == FAR


def test_one_person_on_two_devices_is_told_so(notes: Notes, sabine: Writer) -> None:
    sabine.save(BASE, seen=0)
    sabine.save(NEAR, seen=1)
    assert (
        sabine.save(FAR, seen=1).json["note"]
        == "Mit deiner Änderung auf einem anderen Gerät zusammengeführt."
    )


def test_what_would_become_too_long_together_is_not_put_together(
    notes: Notes, sabine: Writer, cem: Writer
) -> None:
    sabine.save(BASE, seen=0)
    cem.save("x" * 15_000 + "\n" + BASE, seen=1)
    assert sabine.save(BASE + "\n\n" + "y" * 15_000, seen=1).status_code == 409
    assert len(notes.aside()) == 1


# --- the same passage


@pytest.fixture
def conflict(notes: Notes, sabine: Writer, cem: Writer) -> str:
    """Both changed the beginning: Cem's stands, Sabine's lies aside. Where both are shown."""
    sabine.save(BASE, seen=0)
    cem.save(NEAR, seen=1)
    answer = sabine.save("Anfang, von Sabine.\n\nMitte.\n\nEnde.", seen=1)
    assert answer.status_code == 409
    assert (answer.json["version"], answer.json["theirs"], answer.json["by"]) == (2, NEAR, "Cem Kaya")
    assert answer.json["kept"]
    return str(answer.json["url"])


def test_the_same_passage_changed_by_two_keeps_both(notes: Notes, conflict: str) -> None:
    assert notes.text() == NEAR
    (aside,) = notes.aside()
    assert aside.text == "Anfang, von Sabine.\n\nMitte.\n\nEnde."
    assert aside.by_id == notes.world.people["speaker"]


def test_the_first_words_of_two_at_once_keep_both(notes: Notes, sabine: Writer, cem: Writer) -> None:
    assert sabine.save("Ich zuerst.", seen=0).status_code == 200
    assert cem.save("Nein, ich.", seen=0).status_code == 409
    assert (notes.text(), [one.text for one in notes.aside()]) == ("Ich zuerst.", ["Nein, ich."])


def test_who_goes_on_writing_goes_on_with_the_text_that_lies_aside(
    notes: Notes, sabine: Writer, conflict: str
) -> None:
    for end in ("Ende. U", "Ende. Und noch", "Ende. Und noch etwas mehr."):
        assert sabine.save(f"Anfang, von Sabine.\n\nMitte.\n\n{end}", seen=1).status_code == 409
    assert [one.text for one in notes.aside()] == [
        "Anfang, von Sabine.\n\nMitte.\n\nEnde. Und noch etwas mehr."
    ]


@pytest.mark.parametrize(
    "text", ["Auf dem Laptop alles ganz anders.", "Anfang, von Sabina.\n\nMitte.\n\nEnde.", "Anfang."]
)
def test_another_text_of_the_same_person_is_another_one(
    notes: Notes, sabine: Writer, conflict: str, text: str
) -> None:
    assert sabine.save(text, seen=1).status_code == 409
    assert {one.text for one in notes.aside()} == {"Anfang, von Sabine.\n\nMitte.\n\nEnde.", text}


def test_two_who_come_too_late_both_keep_theirs(notes: Notes, conflict: str) -> None:
    third = notes.writer("speaker")
    notes.hand_to("member")
    assert notes.writer("member").save("Anfang, von Marta.\n\nMitte.\n\nEnde.", seen=1).status_code == 409
    assert {one.text.splitlines()[0] for one in notes.aside()} == {
        "Anfang, von Sabine.",
        "Anfang, von Marta.",
    }
    assert "Danach wartet noch 1 weiterer Text." in third.browser.open(conflict)


def test_without_a_script_one_is_shown_both_texts(notes: Notes, sabine: Writer, cem: Writer) -> None:
    sabine.save(BASE, seen=0)
    cem.save(NEAR, seen=1)
    page = sabine.browser.post(notes.save_url(0), text="Anfang, von Sabine.\n\nMitte.\n\nEnde.", version="1")
    assert page.heading == "Zwei Texte zum selben Punkt"
    assert len(notes.aside()) == 1


def test_both_texts_are_shown_with_their_difference(notes: Notes, sabine: Writer, conflict: str) -> None:
    page = sabine.browser.open(conflict)
    assert well_made(page)
    assert "gestrichen: Cem hinzugefügt: Sabine" in page.section("Was sich unterscheidet")
    assert "Von Cem Kaya, Mi., 05.03.2025, 19:00 Uhr" in page.section("So steht es im Protokoll")
    assert "Anfang, von Sabine." in page.section("Das hast du geschrieben, es liegt beiseite")
    assert page.value("text") == (
        "So steht es da (Cem Kaya):\nAnfang, von Cem.\nBeiseitegelegt (Sabine Sommer):\nAnfang, von Sabine.\n\n"
        "Mitte.\n\nEnde."
    )


def test_the_writing_page_says_that_a_text_waits(notes: Notes, cem: Writer, conflict: str) -> None:
    page = cem.open("")
    assert "Ein Text von Sabine Sommer liegt beiseite." in page
    assert "1 beiseitegelegter Text wartet noch." in page
    assert conflict in page.links()


@pytest.mark.parametrize(
    ("button", "typed", "stands"),
    [
        ("Das soll stehen bleiben", {}, NEAR),
        ("Diesen Text nehmen", {}, "Anfang, von Sabine.\n\nMitte.\n\nEnde."),
        ("Gemeinsamen Text speichern", {"text": "Anfang, von uns."}, "Anfang, von uns."),
    ],
)
def test_one_decides_and_both_texts_stay_among_the_versions(
    notes: Notes, sabine: Writer, conflict: str, button: str, typed: dict[str, str], stands: str
) -> None:
    page = sabine.browser.open(conflict).press(button, **typed)
    assert page.path == notes.at("")
    assert (notes.text(), notes.aside()) == (stands, [])
    assert {NEAR, "Anfang, von Sabine.\n\nMitte.\n\nEnde."} <= {one.text for one in notes.versions()}
    assert sabine.browser.open(conflict).heading == "Hier ist nichts zu entscheiden"
    listed = {link.rpartition("/")[2] for link in sabine.open("text", notes.entry().id, "fassungen").links()}
    assert {NEAR, stands} <= {one.text for one in notes.versions() if str(one.id) in listed}


def test_who_decides_while_the_other_writes_on_is_asked_again(
    notes: Notes, sabine: Writer, cem: Writer, conflict: str
) -> None:
    page = sabine.browser.open(conflict)
    cem.save("Anfang, von Cem, genauer.\n\nMitte.\n\nEnde.", seen=2)
    page = page.press("Gemeinsamen Text speichern", text="Anfang, von uns.")
    assert (page.status, "Inzwischen hat jemand weitergeschrieben." in page.complaints) == (422, True)
    assert "Anfang, von Cem, genauer." in page
    assert page.value("text") == "Anfang, von uns."
    page.press("Gemeinsamen Text speichern")
    assert (notes.text(), notes.aside()) == ("Anfang, von uns.", [])


def test_deciding_twice_does_nothing_more(notes: Notes, sabine: Writer, conflict: str) -> None:
    page = sabine.browser.open(conflict)
    page.press("Diesen Text nehmen")
    sabine.save("Weiter.", seen=4)
    assert "nichts mehr zu entscheiden" in page.press("Diesen Text nehmen").notices
    assert notes.text() == "Weiter."


def test_an_empty_joint_text_is_asked_about(notes: Notes, sabine: Writer, conflict: str) -> None:
    page = sabine.browser.open(conflict).press("Gemeinsamen Text speichern", text=" ")
    assert (page.status, bool(page.error("text")), notes.text(), len(notes.aside())) == (422, True, NEAR, 1)


def test_too_long_a_joint_text_comes_back(notes: Notes, sabine: Writer, conflict: str) -> None:
    page = sabine.browser.open(conflict).press("Gemeinsamen Text speichern", text="z" * 20_001)
    assert (page.status, len(page.value("text"))) == (422, 20_001)
    assert "höchstens 20000" in page.complaints
    assert well_made(page)


@pytest.mark.parametrize(
    "form", [{}, {"way": "x"}, {"way": "aside", "aside": "999"}, {"way": "joint", "aside": "0"}]
)
def test_a_decision_about_nothing_known_decides_nothing(
    notes: Notes, sabine: Writer, conflict: str, form: dict[str, str]
) -> None:
    url = conflict.replace("beide", "entscheiden")
    assert sabine.browser.post(url, version="2", **form).status in (200, 422)
    assert (notes.text(), len(notes.aside())) == (NEAR, 1)


def test_nothing_is_decided_any_more_when_the_minutes_are_approved(
    notes: Notes, sabine: Writer, conflict: str
) -> None:
    page = sabine.browser.open(conflict)
    notes.set_state(MinutesState.APPROVED)
    page = page.press("Diesen Text nehmen")
    assert (page.status, notes.text(), len(notes.aside())) == (422, NEAR, 1)


def test_the_decision_of_one_person_does_not_fold_into_what_they_wrote_before(
    notes: Notes, sabine: Writer
) -> None:
    """Two devices of one person: also then the text that stood stays among the versions."""
    sabine.save("Auf dem Handy.", seen=0)
    url = sabine.save("Auf dem Laptop.", seen=0).json["url"]
    sabine.browser.open(url).press("Diesen Text nehmen")
    page = sabine.open("text", notes.entry().id, "fassungen")
    assert len(page.main.one("tbody").all("tr")) == 3
