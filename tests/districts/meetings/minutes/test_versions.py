"""What stood before can be looked at, compared and taken back; an accident costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.districts.meetings.minutes import versions
from app.districts.meetings.minutes.models import MinutesEntry, MinutesState, MinutesVersion
from app.extensions import db
from tests.districts.meetings.minutes.conftest import Notes, Writer, well_made
from tests.pages import Page
from tests.people import NOW

Freeze = Callable[[datetime], None]


def rows(page: Page) -> list[str]:
    """Who wrote the versions of the list, from top to bottom."""
    return [one.all("td")[0].text for one in page.main.one("tbody").all("tr")]


def history(notes: Notes, who: Writer) -> Page:
    """The list of versions of the first item."""
    return who.open("text", notes.entry().id, "fassungen")


def test_ten_minutes_of_one_writer_are_one_version(notes: Notes, sabine: Writer, freeze: Freeze) -> None:
    for number in range(40):
        freeze(NOW + timedelta(minutes=number))
        sabine.save(f"Satz {number}.", seen=number)
    page = history(notes, sabine)
    assert rows(page) == ["Sabine Sommer gilt", *["Sabine Sommer"] * 3]
    assert well_made(page)


def test_versions_of_two_writers_are_told_apart(notes: Notes, sabine: Writer, cem: Writer) -> None:
    sabine.save("Eins.", seen=0)
    cem.save("Eins.\n\nZwei.", seen=1)
    cem.save("Eins.\n\nZwei, drei.", seen=2)
    sabine.save("Eins.\n\nZwei, drei, vier.", seen=3)
    assert rows(history(notes, sabine)) == ["Sabine Sommer gilt", "Cem Kaya", "Sabine Sommer"]


def test_a_text_that_shrinks_suddenly_leaves_the_one_before(
    notes: Notes, sabine: Writer, freeze: Freeze
) -> None:
    sabine.save("Lang. " * 100, seen=0)
    freeze(NOW + timedelta(minutes=1))
    sabine.save("", seen=1)
    sabine.save("N", seen=2)
    page = history(notes, sabine)
    assert len(rows(page)) == 2
    page = page.follow(page.main.one("tbody").all("tr")[1].one("th").text)
    page.press("Diese Fassung zurückholen")
    assert notes.text() == ("Lang. " * 100).strip()


def test_any_two_versions_can_be_compared(notes: Notes, sabine: Writer, cem: Writer) -> None:
    sabine.save("Der Antrag wird gestellt.", seen=0)
    cem.save("Der Antrag wird vertagt.", seen=1)
    sabine.save("Der Antrag wird noch einmal vertagt.", seen=2)
    page = history(notes, sabine)
    first, last = notes.versions()[0], notes.versions()[2]
    page = page.press("Fassungen vergleichen", alt=str(first.id), neu=str(last.id))
    assert "gestrichen: gestellt hinzugefügt: noch einmal vertagt" in page.section("Was sich geändert hat")
    assert well_made(page)


@pytest.mark.parametrize(
    "query", [{"alt": "x", "neu": "1"}, {"alt": "999999", "neu": "999998"}, {"neu": "0"}]
)
def test_comparing_what_is_not_there_shows_the_list(
    notes: Notes, sabine: Writer, query: dict[str, str]
) -> None:
    sabine.save("Eins.", seen=0)
    page = sabine.open("text", notes.entry().id, "fassungen", **query)
    assert (page.status, "Was sich geändert hat" in page) == (200, False)


def test_a_version_of_another_item_is_not_compared(notes: Notes, sabine: Writer) -> None:
    sabine.save("Geheim.", seen=0, item=1)
    sabine.save("Offen.", seen=0, item=0)
    other = str(notes.versions(1)[0].id)
    page = sabine.open("text", notes.entry().id, "fassungen", alt=other, neu=other)
    assert "Was sich geändert hat" not in page
    assert sabine.open("text", notes.entry().id, "fassungen", other).status == 404


def test_an_earlier_version_stands_again_as_a_new_one(notes: Notes, sabine: Writer) -> None:
    sabine.save("Die erste.", seen=0)
    old = notes.versions()[0].id
    sabine.save("Die zweite.", seen=1)
    page = sabine.open("text", notes.entry().id, "fassungen", old)
    assert well_made(page)
    page = page.press("Diese Fassung zurückholen")
    assert "Zurückgeholt." in page.notices
    assert notes.text() == "Die erste."
    # All three are there, though one person wrote them within a minute.
    assert len(rows(history(notes, sabine))) == 2
    sabine.save("Die erste, weiter.", seen=notes.entry().version)
    assert "Die zweite." in [one.text for one in notes.versions()]
    assert len(rows(history(notes, sabine))) == 2


def test_who_writes_while_another_takes_a_version_back_keeps_theirs(
    notes: Notes, sabine: Writer, cem: Writer
) -> None:
    sabine.save("Eins.\n\nZwei.\n\nDrei.", seen=0)
    cem.save("Eins, neu.\n\nZwei.\n\nDrei.", seen=1)
    first = notes.versions()[0]
    sabine.open("text", notes.entry().id, "fassungen", first.id).press("Diese Fassung zurückholen")
    answer = cem.save("Eins, neu.\n\nZwei.\n\nDrei, auch.", seen=2)
    assert (answer.status_code, notes.text()) == (200, "Eins.\n\nZwei.\n\nDrei, auch.")


def test_taking_back_what_stands_changes_nothing(notes: Notes, sabine: Writer) -> None:
    sabine.save("Steht.", seen=0)
    url = notes.at("text", notes.entry().id, "fassungen", notes.versions()[0].id, "zurueckholen")
    assert "Genau so steht es schon da." in sabine.browser.post(url).notices
    assert notes.entry().version == 1


def test_nothing_is_taken_back_in_approved_minutes(notes: Notes, sabine: Writer) -> None:
    sabine.save("Die erste.", seen=0)
    sabine.save("Die zweite.", seen=1)
    notes.set_state(MinutesState.APPROVED)
    old = notes.versions()[0].id
    page = sabine.open("text", notes.entry().id, "fassungen", old)
    assert "Diese Fassung zurückholen" not in page.buttons()
    page = sabine.browser.post(notes.at("text", notes.entry().id, "fassungen", old, "zurueckholen"))
    assert (page.status, notes.text()) == (422, "Die zweite.")


# --- what is kept


def stored(notes: Notes) -> list[int]:
    """The numbers of all versions of the first item."""
    return [one.number for one in notes.versions()]


def test_ready_minutes_keep_of_each_ten_minutes_what_came_last(
    notes: Notes, sabine: Writer, freeze: Freeze
) -> None:
    for number in range(40):
        freeze(NOW + timedelta(minutes=number))
        sabine.save(f"Satz {number}.", seen=number)
    freeze(NOW + timedelta(hours=3))
    before = rows(history(notes, sabine))
    sabine.open("").press("Protokoll ist fertig")
    assert stored(notes) == [10, 20, 30, 40]
    assert rows(history(notes, sabine)) == before


def test_what_somebody_may_have_before_them_is_kept_for_two_hours(
    notes: Notes, sabine: Writer, freeze: Freeze
) -> None:
    for number in range(30):
        freeze(NOW + timedelta(minutes=number))
        sabine.save(f"Satz {number}.", seen=number)
    freeze(NOW + timedelta(hours=2, minutes=15, seconds=1))
    sabine.open("").press("Protokoll ist fertig")
    assert stored(notes) == [10, *range(17, 31)]


def test_thinning_out_again_and_again_takes_no_version_that_is_shown(
    notes: Notes, sabine: Writer, cem: Writer, freeze: Freeze
) -> None:
    number = 0
    for minute in range(0, 180, 3):
        freeze(NOW + timedelta(minutes=minute))
        number = (
            (cem if minute % 45 > 30 else sabine)
            .save(f"Satz {minute}." * (3 + minute % 60), seen=number)
            .json["version"]
        )
        if minute == 60:
            sabine.open("text", notes.entry().id, "fassungen", notes.versions()[3].id).press(
                "Diese Fassung zurückholen"
            )
            number = notes.entry().version
    wanted = rows(history(notes, sabine))
    texts = notes.texts()
    for minute in range(180, 400, 7):
        freeze(NOW + timedelta(minutes=minute))
        with notes.working():
            entry = db.session.scalars(
                sa.select(MinutesEntry).where(MinutesEntry.appointment_id == notes.key)
            ).one()
            versions.thin_out([entry.id], before=NOW + timedelta(minutes=minute) - versions.SEEN_FOR)
            db.session.commit()
    assert rows(history(notes, sabine)) == wanted
    assert len(notes.texts()) == len(wanted) < len(texts)


def test_a_very_long_evening_is_thinned_out_while_it_goes_on(
    notes: Notes, sabine: Writer, freeze: Freeze
) -> None:
    with notes.changing() as session:
        entry = MinutesEntry(appointment_id=notes.key, item_id=notes.items[0], text="x", version=299, changed_at=NOW,
                             changed_by_id=notes.world.people["speaker"])  # fmt: skip
        session.add(entry)
        session.flush()
        session.add_all(
            MinutesVersion(entry_id=entry.id, number=number, text="x" * number, by_id=entry.changed_by_id,
                           saved_at=NOW + timedelta(seconds=30 * number))
            for number in range(1, 300)
        )  # fmt: skip
    freeze(NOW + timedelta(hours=3))
    sabine.save("Weiter.", seen=299)
    assert len(stored(notes)) == 6 + 180 + 1


def test_what_lies_aside_is_never_thinned_out(notes: Notes, sabine: Writer, freeze: Freeze) -> None:
    sabine.save("Das steht.", seen=0)
    sabine.save("Das nicht.", seen=0)
    freeze(NOW + timedelta(days=1))
    sabine.open("").press("Protokoll ist fertig")
    assert [one.text for one in notes.aside()] == ["Das nicht."]
