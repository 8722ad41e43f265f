"""Minutes become ready, are approved at a later meeting, and then stay as they are; what is wrong is added."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.calendar.models import Appointment, AppointmentState
from app.calendar.parts import suggestions_for
from app.districts.meetings.conduct.models import Attendance, Meeting, Presence
from app.districts.meetings.minutes import state
from app.districts.meetings.minutes.models import MinutesState
from app.extensions import db
from tests.districts.meetings.minutes.conftest import Notes, Writer, well_made
from tests.pages import Browser, Page
from tests.people import NOW

Freeze = Callable[[datetime], None]
READY = "Protokoll ist fertig"


@pytest.fixture
def next_meeting(notes: Notes) -> int:
    """The meeting that began an hour ago."""
    with notes.changing() as session:
        meeting = Appointment(
            kind="assembly", title="Die nächste Versammlung", starts_at=NOW - timedelta(hours=1),
            ends_at=NOW + timedelta(hours=1), state=AppointmentState.ANNOUNCED, announced_at=NOW - timedelta(days=20),
        )  # fmt: skip
        session.add(meeting)
        session.flush()
        return int(meeting.id)


def approve(notes: Notes, at: int, who: str = "speaker") -> Page:
    """Note that a meeting approved these minutes, past any page."""
    return notes.writer(who).browser.post(
        f"/{notes.slug}/termine/{at}/protokoll/genehmigen", protokoll=str(notes.key)
    )


# --- ready


def test_minutes_become_ready_and_are_taken_back(notes: Notes, sabine: Writer, cem: Writer) -> None:
    sabine.save("Es war gut.", seen=0)
    page = sabine.open("").press(READY)
    assert (page.path, notes.state, notes.minutes.ready_at) == (notes.at("lesen"), MinutesState.READY, NOW)
    page = cem.open("")
    assert "Was du hier änderst, sehen alle sofort." in page.notices
    assert cem.save("Es war sehr gut.", seen=1).status_code == 200
    page.press("Wieder in Arbeit nehmen")
    assert (notes.state, notes.minutes.ready_at) == (MinutesState.WRITING, None)


def test_what_is_missing_is_said_and_hinders_nobody(notes: Notes, sabine: Writer) -> None:
    sabine.save("Ein Wort.", seen=0)
    page = sabine.open("")
    for words in ("Wer das Protokoll führt, ist nicht eingetragen.", "Wer da war, ist nicht eingetragen.",
                  "Wann es wirklich begonnen und geendet hat", "Zu 2 Punkten steht noch nichts da."):  # fmt: skip
        assert words in page
    page.press(READY)
    assert notes.state is MinutesState.READY


def test_nothing_is_said_to_be_missing_when_all_is_there(notes: Notes, sabine: Writer) -> None:
    with notes.changing() as session:
        me = notes.world.people["speaker"]
        session.add(Meeting(appointment_id=notes.key, keeper_id=me, began_at=NOW - timedelta(days=2),
                            ended_at=NOW - timedelta(days=2)))  # fmt: skip
        session.add(
            Attendance(appointment_id=notes.key, person_id=me, presence=Presence.PRESENT, noted_at=NOW)
        )
    for item in range(3):
        sabine.save("Ein Wort.", seen=0, item=item)
    assert "Fehlt das noch" not in sabine.open("")


def test_minutes_are_ready_only_once(notes: Notes, sabine: Writer) -> None:
    page = sabine.open("")
    page.press(READY)
    again = page.press(READY)
    assert (again.status, "schon fertig" in again) == (422, True)


def test_what_is_in_work_is_not_taken_back(notes: Notes, sabine: Writer) -> None:
    page = sabine.browser.post(notes.at("in-arbeit"))
    assert (page.status, "noch in Arbeit" in page, notes.minutes) == (422, True, None)


def test_minutes_are_not_ready_before_the_meeting_begins(notes: Notes, freeze: Freeze) -> None:
    coming = notes.of(notes.world.appointments["ktv"]["announced"])
    freeze(
        NOW + timedelta(days=20)
    )  # an hour before it begins: what will be said can be written down already
    sabine = coming.writer("speaker")
    assert sabine.save("Vorbereitet.", seen=0).status_code == 200
    assert READY not in sabine.open("").buttons()
    assert sabine.browser.post(coming.at("fertig")).status == 422


# --- approved


def test_the_next_meeting_approves_them_on_its_own_page(
    notes: Notes, sabine: Writer, next_meeting: int
) -> None:
    sabine.save("Es war gut.", seen=0)
    page = sabine.browser.open(f"/ktv/termine/{next_meeting}")
    assert "Zu genehmigen" not in page or "03.03.2025" not in page.section("Protokoll")
    sabine.open("").press(READY)
    page = sabine.browser.open(f"/ktv/termine/{next_meeting}")
    page = page.press("Protokoll vom Mo., 03.03.2025 ist genehmigt")
    assert page.path == notes.at("lesen")
    assert "Genehmigt beim Treffen am Mi., 05.03.2025" in page
    minutes = notes.minutes
    assert (minutes.state, minutes.approved_at, minutes.approved_in_id) == (
        MinutesState.APPROVED,
        NOW,
        next_meeting,
    )


def test_they_can_be_approved_from_their_own_page_as_well(
    notes: Notes, sabine: Writer, next_meeting: int
) -> None:
    page = sabine.open("").press(READY)
    page.press("Genehmigt beim Treffen am Mi., 05.03.2025")
    assert notes.minutes.approved_in_id == next_meeting


def test_who_keeps_the_minutes_of_the_next_meeting_notes_the_approval(
    notes: Notes, sabine: Writer, next_meeting: int
) -> None:
    sabine.open("").press(READY)
    notes.of(next_meeting).hand_to("councillor")
    assert approve(notes, next_meeting, "councillor").status == 200
    assert notes.state is MinutesState.APPROVED


def test_who_wrote_them_and_nothing_else_cannot_approve_them(
    notes: Notes, sabine: Writer, cem: Writer, next_meeting: int
) -> None:
    sabine.open("").press(READY)
    assert "Genehmigt beim Treffen" not in " ".join(cem.open("lesen").buttons())
    assert approve(notes, next_meeting, "councillor").status == 403
    assert notes.state is MinutesState.READY


def test_they_are_not_approved_while_they_are_being_written(
    notes: Notes, sabine: Writer, next_meeting: int
) -> None:
    sabine.save("Es war gut.", seen=0)
    page = approve(notes, next_meeting)
    assert (page.status, notes.state) == (422, MinutesState.WRITING)


@pytest.mark.parametrize("which", ["past", "announced", "cancelled", "draft"])
def test_only_a_later_meeting_that_takes_place_approves(notes: Notes, sabine: Writer, which: str) -> None:
    sabine.open("").press(READY)
    assert approve(notes, notes.world.appointments["ktv"][which]).status == 422
    assert notes.state is MinutesState.READY


def test_a_meeting_does_not_approve_its_own_minutes(notes: Notes, sabine: Writer) -> None:
    sabine.open("").press(READY)
    assert approve(notes, notes.key).status == 422


def test_a_regulars_table_approves_nothing(notes: Notes, sabine: Writer, next_meeting: int) -> None:
    with notes.changing() as session:
        session.get_one(Appointment, next_meeting).kind = "regulars_table"
    sabine.open("").press(READY)
    assert approve(notes, next_meeting).status == 404


@pytest.mark.parametrize("key", ["", "x", "0", "999999", "2147483648", "-1"])
def test_what_is_no_meeting_of_the_space_is_not_approved(notes: Notes, next_meeting: int, key: str) -> None:
    url = f"/ktv/termine/{next_meeting}/protokoll/genehmigen"
    assert notes.writer("speaker").browser.post(url, protokoll=key).status == 404


def test_minutes_of_another_space_are_not_approved(notes: Notes, next_meeting: int) -> None:
    theirs = Notes(notes.world, notes.world.appointments["mitte"]["past"], "mitte")
    url = f"/ktv/termine/{next_meeting}/protokoll/genehmigen"
    assert notes.writer("speaker").browser.post(url, protokoll=str(theirs.key)).status == 404
    assert theirs.state is MinutesState.READY


def test_approved_minutes_are_locked(notes: Notes, sabine: Writer, next_meeting: int) -> None:
    sabine.save("Gilt.", seen=0)
    sabine.open("").press(READY)
    with notes.working() as (appointment, _person):
        assert not state.is_locked(appointment)
    approve(notes, next_meeting)
    with notes.working() as (appointment, _person):
        assert state.is_locked(appointment)
    for path in ("fertig", "in-arbeit"):
        assert sabine.browser.post(notes.at(path)).status == 422
    assert approve(notes, next_meeting).status == 422
    assert sabine.open("").path == notes.at("lesen")
    assert (notes.state, notes.text()) == (MinutesState.APPROVED, "Gilt.")


# --- what is put right


def test_what_is_wrong_is_added_with_day_and_name(notes: Notes, sabine: Writer, freeze: Freeze) -> None:
    sabine.save("Gilt.", seen=0)
    notes.set_state(MinutesState.APPROVED)
    page = sabine.open("lesen").follow("Berichtigung hinzufügen")
    assert well_made(page)
    page.press("Berichtigung hinzufügen", text="Es waren **zehn**, nicht neun.")
    freeze(NOW + timedelta(days=3))
    page = (
        sabine.open("lesen").follow("Berichtigung hinzufügen").press("Berichtigung hinzufügen", text="Elf.")
    )
    section = page.section("Berichtigungen nach der Genehmigung")
    assert "Mi., 05.03.2025, Sabine Sommer Es waren zehn, nicht neun." in section
    assert "Sa., 08.03.2025, Sabine Sommer Elf." in section
    assert notes.corrections() == ["Es waren **zehn**, nicht neun.", "Elf."]
    assert notes.text() == "Gilt."
    assert well_made(page)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 2_001])
def test_a_correction_needs_words_but_not_too_many(notes: Notes, sabine: Writer, text: str) -> None:
    notes.set_state(MinutesState.APPROVED)
    page = sabine.open("berichtigung").press("Berichtigung hinzufügen", text=text)
    assert (page.status, bool(page.error("text")), notes.corrections()) == (422, True, [])


def test_minutes_that_are_not_approved_are_changed_instead(notes: Notes, sabine: Writer) -> None:
    page = sabine.open("berichtigung").press("Berichtigung hinzufügen", text="Zehn.")
    assert (page.status, "Ändere einfach den Text" in page.complaints, notes.corrections()) == (422, True, [])


# --- on the agenda of the next one


def suggested(notes: Notes, at: int) -> dict[str, tuple[str, bool]]:
    """What minutes suggest for a meeting's agenda: source to title and whether it is ticked."""
    with notes.working():
        found = suggestions_for(db.session.get_one(Appointment, at))
    return {one.source: (one.title, one.ticked) for one in found if one.source.startswith("minutes:")}


def test_ready_minutes_are_suggested_to_later_meetings_and_approved_ones_not(
    notes: Notes, sabine: Writer, next_meeting: int
) -> None:
    notes.of(notes.world.appointments["ktv"]["past"]).set_state(MinutesState.APPROVED)
    assert suggested(notes, next_meeting) == {}
    sabine.open("").press(READY)
    ours = {f"minutes:{notes.key}": ("Genehmigung des Protokolls vom Mo., 03.03.2025", True)}
    assert suggested(notes, next_meeting) == ours
    assert suggested(notes, notes.key) == {}
    approve(notes, next_meeting)
    assert suggested(notes, next_meeting) == {}


def test_another_kind_of_meeting_may_take_them_up_but_need_not(
    notes: Notes, sabine: Writer, next_meeting: int
) -> None:
    notes.of(notes.world.appointments["ktv"]["past"]).set_state(MinutesState.APPROVED)
    with notes.changing() as session:
        session.get_one(Appointment, next_meeting).kind = "board_meeting"
    sabine.open("").press(READY)
    assert [ticked for _title, ticked in suggested(notes, next_meeting).values()] == [False]


# --- on the appointment's page


@pytest.mark.parametrize(
    ("who", "of_state", "shown"),
    [
        ("speaker", None, "in Arbeit Protokoll schreiben Sofortinformation"),
        ("member", None, None),
        ("member", MinutesState.WRITING, None),
        ("member", MinutesState.READY, "fertig, noch nicht genehmigt Protokoll lesen"),
        ("board", MinutesState.READY, None),
        ("board", MinutesState.APPROVED, "genehmigt Protokoll lesen"),
        ("speaker", MinutesState.APPROVED, "genehmigt Protokoll lesen Sofortinformation"),
    ],
)
def test_the_appointment_leads_to_its_minutes_for_those_who_may_read_them(
    notes: Notes, who: str, of_state: MinutesState | None, shown: str | None
) -> None:
    notes.of(notes.world.appointments["ktv"]["past"]).set_state(MinutesState.APPROVED)
    if of_state is not None:
        notes.set_state(of_state)
    page = Browser(notes.world.client_of(who)).open(notes.url)
    assert [h.text for h in page.main.all("h2")].count("Protokoll") == (shown is not None)
    if shown is not None:
        assert page.section("Protokoll") == f"Protokoll {shown}"


def test_the_day_of_the_approval_is_the_day_of_the_meeting(notes: Notes) -> None:
    past = notes.world.appointments["ktv"]["past"]
    earlier = notes.of(notes.world.meetings["ktv"]["earlier_appointment_id"])
    with earlier.reading() as session:
        starts = session.scalars(sa.select(Appointment.starts_at).where(Appointment.id == past)).one()
    assert f"Genehmigt beim Treffen am {clock.local(starts):Mo., %d.%m.%Y}" in earlier.writer("member").open(
        "lesen"
    )
