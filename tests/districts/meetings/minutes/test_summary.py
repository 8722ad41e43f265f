"""The short message after a meeting: ready to copy, mailed once to all members who want mail, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import MailWish
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.decisions.models import Decision
from app.districts.meetings.minutes.models import MinutesState
from app.districts.meetings.tasks.models import Task
from app.extensions import db
from app.outbox import OutgoingMail
from tests.districts.meetings.minutes.conftest import Notes, Writer, well_made
from tests.people import NOW, World

LOOK = "Mail ansehen"


def mails(world: World) -> list[OutgoingMail]:
    """The messages in the outbox."""
    with world.app.app_context():
        wanted = (
            sa.select(OutgoingMail)
            .where(OutgoingMail.kind == "minutes_summary")
            .order_by(OutgoingMail.address)
        )
        return list(db.session.scalars(wanted))


@pytest.fixture
def decided(notes: Notes) -> Notes:
    """A meeting that decided something and handed out tasks."""
    me = notes.world.people["speaker"]
    with notes.changing() as session:
        session.add_all(
            [
                Decision(appointment_id=notes.key, item_id=None, year=2025, number=8,
                         wording="Wir fordern\neine Rampe.", yes=7, no=1, abstentions=0),
                Task(appointment_id=notes.key, title="Antrag schreiben", person_id=me, by_id=me,
                     due_on=(NOW + timedelta(days=16)).date()),
                Task(appointment_id=notes.key, title="Kuchen", by_id=me),
            ]
        )  # fmt: skip
    return notes


def test_it_says_what_was_decided_what_is_to_do_and_what_is_next(decided: Notes, sabine: Writer) -> None:
    page = sabine.open("sofortinformation")
    assert page.value("text") == (
        "Treffen danach in ktv am Mo., 03.03.2025\n\n"
        "Beschlossen:\n- Wir fordern eine Rampe. (angenommen, mit 7 Ja, 1 Nein, 0 Enthaltungen)\n\n"
        "Zu tun:\n- Antrag schreiben: Sabine Sommer, bis Fr., 21.03.2025\n- Kuchen: noch offen, wer\n\n"
        "Als Nächstes: Treffen announced in ktv, Di., 25.03.2025, 20:00 Uhr, Haus von ktv"
    )
    assert well_made(page)


def test_it_leads_to_the_minutes_as_soon_as_members_may_read_them(notes: Notes, sabine: Writer) -> None:
    assert "Das ganze Protokoll" not in sabine.open("sofortinformation").value("text")
    notes.set_state(MinutesState.READY)
    link = f"{notes.world.app.config['PUBLIC_URL']}{notes.at('lesen')}"
    assert f"Das ganze Protokoll: {link}" in sabine.open("sofortinformation").value("text")


def test_a_draft_is_not_announced_by_it(notes: Notes, sabine: Writer) -> None:
    with notes.changing() as session:
        coming = session.get_one(Appointment, notes.world.appointments["ktv"]["announced"])
        coming.state, coming.announced_at = AppointmentState.DRAFT, None
    assert "Als Nächstes" not in sabine.open("sofortinformation").value("text")


def test_the_mail_is_looked_at_before_it_goes_to_all_members(notes: Notes, sabine: Writer) -> None:
    page = sabine.open("sofortinformation").press(LOOK, text="Wir waren <b>viele</b>.\n\nBis bald")
    facts = page.facts()
    assert facts["Betreff"] == "Kurz berichtet: Treffen danach in ktv am Mo., 03.03.2025"
    # Councillors who are no members, and who is locked or has left, do not stand here.
    assert facts["Bekommt sie"] == "Inga Immer, Marta Möwe, Paula Pohl, Sabine Sommer, Udo Unruh"
    assert facts["Ohne Mail"] == "Lotte Brief"
    assert "Wir waren <b>viele</b>. Bis bald" in page.section("Der Text")
    assert well_made(page)
    assert mails(notes.world) == []
    page = page.press("An 5 Menschen mailen")
    assert "Die Mail geht an 5 Menschen." in page.notices
    sent = mails(notes.world)
    assert [one.address.partition("@")[0] for one in sent] == [
        "invited",
        "member",
        "pending",
        "speaker",
        "unenrolled",
    ]
    assert "Wir waren <b>viele</b>.\n\nBis bald" in sent[0].text
    assert "Wir waren &lt;b&gt;viele&lt;/b&gt;." in sent[0].html


def test_the_text_can_be_changed_once_more_after_looking(notes: Notes, sabine: Writer) -> None:
    page = sabine.open("sofortinformation").press(LOOK, text="Erster Satz.").press("Text ändern")
    assert (page.heading, page.value("text")) == ("Sofortinformation", "Erster Satz.")


def test_who_wishes_no_mail_gets_none(notes: Notes, sabine: Writer) -> None:
    notes.world.change("member", mail_wish=MailWish.NONE)
    page = sabine.open("sofortinformation").press(LOOK)
    assert page.facts()["Ohne Mail"] == "Lotte Brief, Marta Möwe"
    page.press("An 4 Menschen mailen")
    assert "member@demo.example" not in [one.address for one in mails(notes.world)]


def test_it_goes_out_once(notes: Notes, sabine: Writer) -> None:
    page = sabine.open("sofortinformation").press(LOOK, text="Einmal.")
    page.press("An 5 Menschen mailen")
    again = page.press("An 5 Menschen mailen")
    assert (again.status, "schon verschickt" in again.complaints) == (422, True)
    assert len(mails(notes.world)) == 5
    page = sabine.open("sofortinformation")
    assert "Als Mail ging sie am Mi., 05.03.2025, 19:00 Uhr hinaus." in page.notices
    assert LOOK not in page.buttons()


def test_two_clicks_at_once_send_it_once(notes: Notes, sabine: Writer) -> None:
    url = notes.at("sofortinformation", "mailen")

    def click(_number: int) -> int:
        return int(notes.world.client_of("speaker").post(url, data={"text": "Einmal."}).status_code)

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(click, range(4)))
    assert statuses == [302, 422, 422, 422]
    assert len(mails(notes.world)) == 5


@pytest.mark.parametrize("text", ["", " \n", "x" * 5_001])
def test_a_message_needs_words_but_not_too_many(notes: Notes, sabine: Writer, text: str) -> None:
    page = sabine.browser.post(notes.at("sofortinformation", "mailen"), text=text)
    assert (page.status, bool(page.error("text")), mails(notes.world)) == (422, True, [])


@pytest.mark.parametrize("which", ["announced", "cancelled", "draft"])
def test_nothing_is_told_of_a_meeting_that_was_not(notes: Notes, which: str) -> None:
    other = notes.of(notes.world.appointments["ktv"][which])
    page = other.writer("speaker").browser.post(other.at("sofortinformation", "mailen"), text="War schön.")
    assert (page.status, mails(notes.world)) == (422, [])


def test_in_the_county_it_goes_to_the_members_of_all_districts(notes: Notes) -> None:
    theirs = Notes(notes.world, notes.world.appointments["kreis"]["past"], "kreis")
    page = theirs.writer("board").open("sofortinformation").press(LOOK, text="Kurz.")
    names = page.facts()["Bekommt sie"].split(", ")
    assert {"Marta Möwe", "Mira Fremd", "Svea Fremd", "Bodo Brink"} <= set(names)
    assert not {"Cem Kaya", "Carl Fremd", "Gesa Gruppe", "Alma Alt"} & set(names)


def test_minutes_that_were_mailed_are_nothing_else(
    notes: Notes, sabine: Writer, freeze: Callable[[datetime], None]
) -> None:
    sabine.open("sofortinformation").press(LOOK, text="Einmal.").press("An 5 Menschen mailen")
    assert notes.state is MinutesState.WRITING
    other = notes.of(notes.world.appointments["ktv"]["past"])
    assert LOOK in other.writer("speaker").open("sofortinformation").buttons()
