"""What is taken away: of who is erased at once, of guests half a year after the meeting; the proof still adds up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import jobs
from app.calendar.invitations.forgetting import GUESTS_KEPT_FOR
from app.calendar.invitations.models import NoticeState
from tests.calendar.dates import url
from tests.calendar.invitations.inviting import Inviting
from tests.office.test_erasing import left
from tests.outbox.sink import Sink, smtp_settings
from tests.pages import Browser
from tests.people import NOW, World


@pytest.fixture
def more_settings(sink: Sink) -> dict[str, object]:
    """A mail server, instead of files."""
    return smtp_settings(sink.port)


@pytest.fixture
def invited(inviting: Inviting, world: World, meeting: int) -> int:
    """A meeting to which members and a guest are invited; one has an address that stands nowhere else."""
    world.change("member", email="marta@moewe.example")
    inviting.send(meeting, guests="Gudrun Gast gudrun@demo.example")
    return meeting


def erase(inviting: Inviting, world: World, who: str) -> None:
    answer = inviting.browser("office").post(f"/verwaltung/menschen/{world.people[who]}/loeschen")
    assert "gelöscht" in answer.notices


def test_who_is_erased_still_counts_but_without_name_word_or_link(
    inviting: Inviting, nobody: Browser, world: World, sink: Sink, invited: int
) -> None:
    link = inviting.link(invited, "Marta Möwe")
    nobody.open(link).press("Ich komme", word="Marta bringt Kuchen")
    inviting.deliver()
    erase(inviting, world, "member")
    assert left(world, "Marta", "Möwe", "marta@", "Kuchen", link.removeprefix("/antwort/")) == []
    assert nobody.open(link).heading == "Diesen Link kennen wir nicht"
    page = inviting.browser().open(url(invited, "einladung/nachweis"))
    assert "vom Mailserver angenommen Mi., 05.03.2025, 19:00 Uhr" in page.row("Ehemaliges Mitglied").text
    assert "Bisher: 1 kommt" in inviting.page(invited, "councillor")


def test_what_still_waited_for_who_is_erased_is_not_called_sent(
    inviting: Inviting, world: World, invited: int
) -> None:
    erase(inviting, world, "member")
    assert inviting.notice_of(invited, "Ehemaliges Mitglied").state is NoticeState.FAILED
    assert not inviting.mails("marta@moewe.example")


def test_the_servers_words_do_not_keep_an_address(
    inviting: Inviting, world: World, sink: Sink, invited: int
) -> None:
    for address in ("unenrolled@demo.example", "gudrun@demo.example"):
        sink.answers[address] = f"550 5.1.1 <{address}> unbekannt"
    inviting.deliver()
    with world.app.app_context():
        jobs.invitation_jobs.note_outcomes()
    erase(inviting, world, "unenrolled")
    assert "unenrolled@demo.example" not in left(world, "unenrolled@demo.example")
    assert inviting.notice_of(invited, "Ehemaliges Mitglied").server_words == ""


def test_a_speaker_who_is_erased_is_named_in_nobodys_mail(
    inviting: Inviting, world: World, invited: int
) -> None:
    erase(inviting, world, "speaker")
    assert not [one for one in inviting.mails() if "Sabine" in one.text + one.html + one.subject]


def test_guests_are_forgotten_half_a_year_after_the_meeting(
    inviting: Inviting, nobody: Browser, world: World, sink: Sink, invited: int, freeze
) -> None:
    nobody.open(inviting.link(invited, "Gudrun Gast")).press("Ich komme", word="Gudrun bringt Kuchen")
    sink.answers["gudrun@demo.example"] = "550 <gudrun@demo.example> unbekannt"
    inviting.deliver()
    over = NOW + timedelta(days=21, hours=2)
    freeze(over + GUESTS_KEPT_FOR)
    with world.app.app_context():
        jobs.each_night()
    assert "Gudrun Gast" in inviting.invitations(invited)
    freeze(over + GUESTS_KEPT_FOR + timedelta(seconds=1))
    with world.app.app_context():
        jobs.each_night()
    assert left(world, "Gudrun", "gudrun@demo.example", "Kuchen") == []
    guest = inviting.invitations(invited)["Gast"]
    assert (guest.guest_email, guest.answer) == ("", "yes")
    assert "Marta Möwe" in inviting.invitations(invited)
    before = world.dump()
    with world.app.app_context():
        jobs.invitation_jobs.before_mails_are_deleted()
    assert world.dump()["invitation"] == before["invitation"]


def test_half_a_year_is_half_a_year() -> None:
    assert timedelta(days=181) < GUESTS_KEPT_FOR < timedelta(days=185)
