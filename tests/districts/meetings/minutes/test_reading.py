"""The minutes as one document: what is in it, who may read it when, and that it costs the same however long it is."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from app import clock
from app.calendar.invitations.models import Invitation, Notice, NoticeState, Sending, SendingKind
from app.calendar.models import Appointment
from app.districts.meetings.conduct.models import Attendance, Meeting, Presence
from app.districts.meetings.decisions.models import Decision, DecisionResult
from app.districts.meetings.minutes.document import document_of
from app.districts.meetings.minutes.models import MinutesEntry, MinutesState, MinutesVersion
from app.districts.meetings.models import AgendaItem, ItemOutcome
from app.districts.meetings.tasks.models import Task
from tests.access_table import ACTORS
from tests.districts.meetings.minutes.conftest import Notes, Writer, well_made
from tests.pages import counted
from tests.people import NOW

EVERYBODY = sorted({actor for column in ACTORS.values() for actor in column})


@pytest.fixture
def held(notes: Notes) -> Notes:
    """All that may be said of a meeting is said of this one."""
    people, began = notes.world.people, NOW - timedelta(days=2)
    with notes.changing() as session:
        items = [session.get_one(AgendaItem, key) for key in notes.items]
        items[1].outcome = ItemOutcome.POSTPONED
        session.add(Meeting(appointment_id=notes.key, began_at=began, ended_at=began + timedelta(hours=2, minutes=7),
                            chair_id=people["speaker"], keeper_id=people["councillor"], guests=3,
                            guest_names=["Frau Nachbarin"]))  # fmt: skip
        for who, presence in (
            ("speaker", Presence.PRESENT),
            ("member", Presence.PRESENT),
            ("invited", Presence.EXCUSED),
        ):
            session.add(
                Attendance(appointment_id=notes.key, person_id=people[who], presence=presence, noted_at=NOW)
            )
        session.add_all(
            [
                Decision(appointment_id=notes.key, item_id=items[0].id, year=2025, number=8, yes=7, no=1, abstentions=2,
                         wording="Wir fordern eine Rampe.", result=DecisionResult.ADOPTED),
                Decision(appointment_id=notes.key, item_id=None, year=2025, number=9, without_dissent=True,
                         wording="Wir essen danach.", result=DecisionResult.ADOPTED),
                Task(appointment_id=notes.key, item_id=items[0].id, title="Antrag schreiben",
                     person_id=people["member"], due_on=(NOW + timedelta(days=16)).date(), by_id=people["speaker"]),
                Task(appointment_id=notes.key, item_id=None, title="Kuchen", by_id=people["speaker"]),
            ]
        )  # fmt: skip
        for item, text in ((items[0].id, "Kim berichtet von der **Haltestelle**."), (None, "Es *regnete*.")):
            session.add(MinutesEntry(appointment_id=notes.key, item_id=item, text=text, version=1, changed_at=NOW,
                                     changed_by_id=people["speaker"]))  # fmt: skip
    return notes


def invite(notes: Notes, *who: str, days_before: int, state: NoticeState = NoticeState.SENT) -> None:
    """Invite somebody so many days before the meeting."""
    with notes.changing() as session:
        meeting = session.get_one(Appointment, notes.key)
        at = meeting.starts_at - timedelta(days=days_before)
        sending = Sending(appointment_id=notes.key, kind=SendingKind.INVITATION, title="Kommt",
                          starts_at=meeting.starts_at, ends_at=meeting.ends_at, agenda={"items": []},
                          created_at=at)  # fmt: skip
        session.add(sending)
        session.flush()
        for one in who:
            invitation = Invitation(
                appointment_id=notes.key, person_id=notes.world.people[one], token=f"t-{one}"
            )
            session.add(invitation)
            session.flush()
            session.add(Notice(sending_id=sending.id, invitation_id=invitation.id, state=state,
                               settled_at=at if state is NoticeState.SENT else None))  # fmt: skip


def test_the_document_says_all_that_minutes_have_to_say(held: Notes) -> None:
    page = held.writer("speaker").open("lesen")
    facts = page.facts()
    assert page.heading == "Protokoll: Treffen danach in ktv"
    assert "Kröpeliner-Tor-Vorstadt" in page
    assert facts == {
        "Was": "Mitgliederversammlung",
        "Wann": "Mo., 03.03.2025, 19:00–21:00 Uhr",
        "Tatsächlich": "Beginn 19:00 Uhr, Ende 21:07 Uhr",
        "Ort": "Haus von ktv",
        "Leitung": "Sabine Sommer",
        "Protokoll": "Cem Kaya",
        "Anwesend": "2: Marta Möwe, Sabine Sommer",
        "Entschuldigt": "Inga Immer",
        "Gäste": "3: Frau Nachbarin",
    }
    assert page.section("TOP 1 Thema 1") == (
        "TOP 1 Thema 1 Kim berichtet von der Haltestelle. Beschluss 2025/8: Wir fordern eine Rampe. angenommen, "
        "mit 7 Ja, 1 Nein, 2 Enthaltungen Aufgabe Antrag schreiben: Marta Möwe, bis Fr., 21.03.2025"
    )
    assert page.section("TOP 2 Thema 2") == "TOP 2 Thema 2 vertagt"
    assert page.section("TOP 3 Thema 3") == "TOP 3 Thema 3 Dazu ist nichts festgehalten."
    assert page.section("Allgemeines") == (
        "Allgemeines Es regnete. Beschluss 2025/9: Wir essen danach. angenommen, ohne Gegenstimme "
        "Aufgabe Kuchen: noch offen, wer"
    )
    assert well_made(page)


def test_a_decision_that_was_withdrawn_is_not_in_the_minutes(held: Notes) -> None:
    with held.changing() as session:
        for one in session.query(Decision).filter_by(number=9):
            one.wording = ""
    assert "2025/9" not in held.writer("speaker").open("lesen")


@pytest.mark.parametrize(
    ("days_before", "words"),
    [
        (10, "am Fr., 21.02.2025 eingeladen. Die Ladungsfrist von 7 Tagen (bis Mo., 24.02.2025) ist eingehalten."),
        (7, "am Mo., 24.02.2025 eingeladen. Die Ladungsfrist von 7 Tagen (bis Mo., 24.02.2025) ist eingehalten."),
        (6, "am Di., 25.02.2025 eingeladen. Die Ladungsfrist von 7 Tagen (bis Mo., 24.02.2025) ist nicht eingehalten."),
    ],
)  # fmt: skip
def test_the_minutes_state_whether_the_invitation_was_in_due_form(
    notes: Notes, days_before: int, words: str
) -> None:
    invite(notes, "member", "speaker", days_before=days_before)
    assert notes.writer("speaker").open("lesen").facts()["Einladung"] == f"2 Menschen wurden {words}"


def test_the_minutes_say_so_when_some_were_invited_too_late_or_not_at_all(notes: Notes) -> None:
    invite(notes, "member", days_before=9)
    invite(notes, "speaker", days_before=3)
    invite(notes, "invited", days_before=9, state=NoticeState.FAILED)
    assert notes.writer("speaker").open("lesen").facts()["Einladung"] == (
        "2 von 3 Menschen wurden ab Sa., 22.02.2025 eingeladen, die übrigen nicht erreicht. "
        "Die Ladungsfrist von 7 Tagen (bis Mo., 24.02.2025) ist bei 1 von 3 eingehalten."
    )


def test_a_board_meeting_states_its_quorum(held: Notes) -> None:
    with held.changing() as session:
        session.get_one(Appointment, held.key).kind = "board_meeting"
    assert "beschlussfähig: 1 von" in held.writer("speaker").open("lesen").facts()["Beschlussfähigkeit"]


# --- who may read


READERS = {
    None: {"speaker"},
    MinutesState.WRITING: {"speaker"},
    MinutesState.READY: {"speaker", "member", "councillor"},
    MinutesState.APPROVED: {"speaker", "member", "councillor", "board", "office"},
}


@pytest.mark.parametrize("of_state", READERS)
def test_drafts_are_for_who_writes_ready_ones_for_the_space_approved_ones_for_the_county(
    held: Notes, of_state: MinutesState | None
) -> None:
    if of_state is not None:
        held.set_state(of_state)
    for path in ("lesen", "protokoll.pdf"):
        statuses = {who: held.world.client_of(who).get(held.at(path)).status_code for who in EVERYBODY}
        assert {who for who, status in statuses.items() if status == 200} == READERS[of_state]
        # To everybody else they do not exist, not even as forbidden.
        assert {status for who, status in statuses.items() if who not in READERS[of_state]} <= {302, 404}


def test_who_the_minutes_were_handed_to_reads_the_draft(notes: Notes, cem: Writer) -> None:
    assert cem.open("lesen").status == 200
    assert notes.of(notes.world.appointments["ktv"]["past"]).writer("councillor").open("").status == 403


def test_all_members_of_the_county_read_what_its_assembly_has_to_approve(notes: Notes) -> None:
    theirs = Notes(notes.world, notes.world.appointments["kreis"]["past"], "kreis")
    readers = {
        who for who in EVERYBODY if theirs.writer(who).open("lesen").status == 200 and who != "anonymous"
    }
    assert {"member", "speaker", "foreign_member", "foreign_speaker", "board", "office"} <= readers
    assert not {"councillor", "foreign_councillor", "group_member", "demoted"} & {
        who for who in EVERYBODY if notes.world.client_of(who).get(theirs.at("lesen")).status_code == 200
    }


def test_the_state_stands_on_top(notes: Notes) -> None:
    sabine = notes.writer("speaker")
    assert "Gerade sieht es nur, wer es schreibt." in sabine.open("lesen").notices
    notes.set_state(MinutesState.READY)
    assert (
        "Entwurf, noch nicht genehmigt. Das nächste Treffen genehmigt es."
        in notes.writer("member").open("lesen").notices
    )


def test_a_member_is_offered_nothing_but_to_read(held: Notes) -> None:
    held.set_state(MinutesState.READY)
    page = held.writer("member").open("lesen")
    assert (page.buttons(), [link for link in page.links() if "/protokoll/" in link]) == (
        [],
        [held.at("protokoll.pdf")],
    )
    for path in ("", "sofortinformation", "berichtigung"):
        assert held.writer("member").open(path).status == 403


# --- as a paper


def test_the_pdf_says_the_same(held: Notes) -> None:
    answer = held.world.client_of("speaker").get(held.at("protokoll.pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="protokoll-2025-03-03.pdf"'
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())
    for words in ("Protokoll: Treffen danach in ktv", "Entwurf, noch nicht genehmigt", "2: Marta Möwe, Sabine Sommer",
                  "Kim berichtet von der Haltestelle.", "Wir fordern eine Rampe.", "Antrag schreiben",
                  "Es regnete."):  # fmt: skip
        assert words in text, text


# --- what it costs


@pytest.mark.parametrize("path", ["", "lesen", "sofortinformation"])
def test_a_longer_meeting_asks_no_more_of_the_database(held: Notes, path: str) -> None:
    held.writer("speaker").open(path)

    def cost() -> int:
        client = held.world.client_of("speaker")
        with counted(held.world.app) as statements:
            assert client.get(held.at(path)).status_code == 200
        return len(statements)

    before = cost()
    with held.changing() as session:
        people = [held.world.people[who] for who in ("speaker", "member", "councillor")]
        for number in range(20):
            item = AgendaItem(
                appointment_id=held.key, position=100 + number, title=f"Noch ein Thema {number}"
            )
            session.add(item)
            session.flush()
            by = people[number % 3]
            entry = MinutesEntry(appointment_id=held.key, item_id=item.id, text="Wort", version=1, changed_at=NOW,
                                 changed_by_id=by)  # fmt: skip
            session.add(entry)
            session.flush()
            session.add_all(
                [
                    MinutesVersion(entry_id=entry.id, number=-1, text="x", by_id=by, saved_at=NOW, is_aside=True),
                    Decision(appointment_id=held.key, item_id=item.id, year=2025, number=50 + number, wording="Ja",
                             without_dissent=True),
                    Task(appointment_id=held.key, item_id=item.id, title="Tun", person_id=by, by_id=by),
                ]
            )  # fmt: skip
    assert cost() == before


def test_the_data_of_the_paper_is_plain(held: Notes) -> None:
    from app.districts.meetings.minutes.paper import paper_of

    held.set_state(MinutesState.APPROVED, approved_in_id=held.world.meetings["ktv"]["later_appointment_id"])
    with held.working() as (appointment, _person):
        paper = paper_of(document_of(appointment))
    assert (paper["is_draft"], paper["state"]) == (False, "Genehmigt beim Treffen am Mo., 03.03.2025")
    assert paper["made"] == f"Erstellt am {clock.local(NOW):Mi., %d.%m.%Y, %H:%M} Uhr"
    assert [item["number"] for item in paper["items"]] == ["1", "2", "3"]
