"""Letters to tick, and the proof: who was invited when, by which way, with which agenda, against the notice period."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from app.calendar.invitations.letters import letters_of
from app.calendar.invitations.models import NoticeState, SendingKind
from app.calendar.invitations.proof import proof_of
from app.calendar.models import Appointment
from app.districts.meetings.models import ItemKind
from app.extensions import db
from app.tenancy import Scope, current_session
from tests.calendar.dates import Dates, berlin, url
from tests.calendar.invitations.inviting import Inviting
from tests.outbox.sink import Sink, smtp_settings
from tests.pages import Browser, manners
from tests.people import NOW, World

Freeze = Callable[[datetime], None]


@pytest.fixture
def more_settings(sink: Sink) -> dict[str, object]:
    """A mail server, instead of files."""
    return smtp_settings(sink.port)


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


def ticked(page, *names: str, how: str = "posted", day: str = "2025-03-05"):
    """Tick people on the page of letters."""
    boxes = {
        label.text: label.one("input").attrs["value"] for label in page.main.all("label", class_="choice")
    }
    form = {"notices": [boxes[name] for name in names], "how": how, "day": day}
    response = page.browser.client.post(page.path, data=form, follow_redirects=True)
    return type(page)(response, page.browser)


def test_letters_are_ticked_together_and_count_as_invitations(
    inviting: Inviting, speaker: Browser, invited: int
) -> None:
    page = speaker.open(url(invited, "einladung/briefe"))
    assert "Für die Ladungsfrist ist bis Mi., 19.03.2025 Zeit." in page
    assert "4 Mails sind unterwegs" in inviting.page(invited).section("Einladung")
    after = ticked(page, "Inga Immer", "Lotte Brief")
    assert "2 eingetragen." in after.notices
    assert "Gerade ist nichts offen." in after
    assert "Brief eingeworfen Mi., 05.03.2025" in after.row("Lotte Brief").text
    assert "2 Personen sind eingeladen." in inviting.page(invited).section("Einladung")
    assert manners(after) == []


@pytest.mark.parametrize(
    ("how", "words"), [("posted", "Brief eingeworfen"), ("phoned", "angerufen"), ("told", "gesagt")]
)
def test_each_way_is_noted_with_its_day_and_can_be_taken_back(
    inviting: Inviting, speaker: Browser, invited: int, freeze: Freeze, how: str, words: str
) -> None:
    freeze(NOW + timedelta(days=3))
    page = ticked(speaker.open(url(invited, "einladung/briefe")), "Lotte Brief", how=how, day="06.03.2025")
    assert f"{words} Do., 06.03.2025" in page.row("Lotte Brief").text
    back = page.press("Zurücknehmen")
    assert "Zurückgenommen." in back.notices
    assert inviting.notice_of(invited, "Lotte Brief").state is NoticeState.TO_POST
    assert "Lotte Brief" in [label.text for label in back.main.all("label", class_="choice")]


@pytest.mark.parametrize(
    ("day", "complaint"),
    [
        ("2025-03-06", "Dieser Tag kommt erst noch."),
        ("2025-03-04", "An diesem Tag gab es die Einladung noch nicht."),
        ("31.02.2025", "Diesen Tag gibt es nicht."),
        ("", "Bitte den Tag eintragen."),
    ],
)
def test_a_day_that_cannot_be_is_said(
    inviting: Inviting, speaker: Browser, invited: int, day: str, complaint: str
) -> None:
    page = ticked(speaker.open(url(invited, "einladung/briefe")), "Lotte Brief", day=day)
    assert page.status == 422
    assert complaint in page.error("day")
    assert inviting.notice_of(invited, "Lotte Brief").state is NoticeState.TO_POST


def test_nobody_ticked_or_no_way_chosen_is_said(speaker: Browser, invited: int) -> None:
    page = speaker.open(url(invited, "einladung/briefe"))
    assert "Bitte ankreuzen, um wen es geht." in ticked(page).complaints
    assert "wie sie es erfahren haben" in ticked(page, "Lotte Brief", how="").complaints


def test_somebody_elses_message_cannot_be_ticked_here(
    inviting: Inviting, speaker: Browser, world: World, invited: int
) -> None:
    before = world.dump()
    for foreign in (world.meetings["mitte"]["notice_id"], world.meetings["ktv"]["notice_id"], 2**40):
        form = {"notices": str(foreign), "how": "posted", "day": "2025-03-05"}
        assert speaker.post(url(invited, "einladung/briefe"), **form).status == 422
    assert world.dump() == before


def test_a_refused_mail_can_become_a_letter_and_back(
    inviting: Inviting, speaker: Browser, sink: Sink, invited: int
) -> None:
    sink.answers["member@demo.example"] = "550 voll"
    inviting.deliver()
    key = inviting.invitations(invited)["Marta Möwe"].id
    page = speaker.open(url(invited, f"einladung/{key}")).press("Als Brief schicken")
    assert "Marta Möwe" in [label.text for label in page.main.all("label", class_="choice")]
    after = ticked(page, "Marta Möwe")
    assert "Brief eingeworfen" in after.row("Marta Möwe").text
    after.press("Zurücknehmen")
    assert "nicht zugestellt: 550 voll" in speaker.open(url(invited, f"einladung/{key}"))


def test_a_letter_says_what_the_mail_says(inviting: Inviting, world: World, invited: int) -> None:
    with world.app.test_request_context():
        current_session().open_scope(Scope.of(world.spaces["ktv"], write=False))
        found = letters_of(db.session.get_one(Appointment, invited))
        assert [one.name for one in found] == ["Inga Immer", "Lotte Brief"]
        letter = found[1]
    assert letter.subject == "Einladung: Was wird aus dem Kino?"
    assert letter.greeting == "Hallo Lotte Brief,"
    assert letter.paragraphs == [
        "Kröpeliner-Tor-Vorstadt lädt dich ein: Was wird aus dem Kino?", "Das Kino schließt.", "Was nun?",
    ]  # fmt: skip
    assert letter.answer == "Sag uns kurz, ob du kommst: Telefon von ktv."
    assert letter.notices == ["Angekündigte Wahlen: TOP 2: Wahl der Delegierten."]
    assert letter.signed == "Sabine Sommer"
    assert [(one.number, one.title) for one in letter.facts.agenda] == [
        (1, "Begrüßung"), (2, "Wahl der Delegierten"),
    ]  # fmt: skip


def test_after_a_change_the_letter_says_what_was_said_then_and_a_second_one_what_is_now(
    inviting: Inviting, speaker: Browser, world: World, invited: int
) -> None:
    speaker.open(url(invited, "bearbeiten")).press("Änderung speichern", day="2025-03-27")
    with world.app.test_request_context():
        current_session().open_scope(Scope.of(world.spaces["ktv"], write=False))
        found = letters_of(db.session.get_one(Appointment, invited))
        of_lotte = [one for one in found if one.name == "Lotte Brief"]
    first, second = of_lotte
    assert first.told.sending.kind is SendingKind.INVITATION
    assert first.facts.starts_at == NOW + timedelta(days=21)
    assert second.facts.starts_at == NOW + timedelta(days=22)
    assert "ist verschoben" in second.paragraphs[0]


# --- the proof


def proof(world: World, key: int) -> SimpleNamespace:
    """The proof, its words said."""
    with world.app.test_request_context():
        current_session().open_scope(Scope.of(world.spaces["ktv"], write=False))
        found = proof_of(db.session.get_one(Appointment, key))
        said = {name: getattr(found, name) for name in ("is_kept", "kept", "notice", "summary")}
        return SimpleNamespace(**vars(found), **said)


def test_the_proof_names_who_when_how_and_with_which_agenda(
    inviting: Inviting, speaker: Browser, invited: int, sink: Sink
) -> None:
    sink.answers["unenrolled@demo.example"] = "550 unbekannt"
    inviting.deliver()
    ticked(speaker.open(url(invited, "einladung/briefe")), "Lotte Brief")
    page = speaker.open(url(invited, "einladung/nachweis"))
    assert page.facts()["Ladungsfrist"] == "mindestens 7 Tage"
    assert page.facts()["Verschickt"] == "Mi., 05.03.2025, 19:00 Uhr von Sabine Sommer"
    assert "Nicht bei allen. 2 Personen sind nicht erreicht." in page.facts()["Eingehalten"]
    assert page.facts()["Zusammen"] == "4 Personen eingeladen: 3 E-Mail, 1 Brief; 2 nicht erreicht"
    assert "E-Mail vom Mailserver angenommen Mi., 05.03.2025, 19:00 Uhr" in page.row("Marta Möwe").text
    assert "Brief Brief eingeworfen Mi., 05.03.2025" in page.row("Lotte Brief").text
    assert "nicht zugestellt: 550 unbekannt" in page.row("Udo Unruh").text
    agenda = page.section("Die Tagesordnung, wie sie verschickt wurde")
    assert "Wahl der Delegierten angekündigte Wahl" in agenda
    assert manners(page) == []


def test_when_all_were_reached_in_time_the_proof_says_yes(
    inviting: Inviting, speaker: Browser, world: World, invited: int
) -> None:
    inviting.deliver()
    assert proof(world, invited).is_kept is False
    ticked(speaker.open(url(invited, "einladung/briefe")), "Lotte Brief", "Inga Immer", how="told")
    found = proof(world, invited)
    assert found.is_kept is True
    assert found.kept == "Ja. Eingeladen waren alle am Mi., 05.03.2025, nötig war es bis Mi., 19.03.2025."


def test_while_there_is_time_the_proof_says_until_when(world: World, invited: int, freeze: Freeze) -> None:
    assert proof(world, invited).kept == "Noch ist niemand eingeladen; Zeit ist bis Mi., 19.03.2025."
    freeze(berlin(2025, 3, 20, 8))
    assert proof(world, invited).kept == "Noch ist niemand eingeladen; Zeit war bis Mi., 19.03.2025."


def test_a_letter_after_the_last_day_is_late(
    inviting: Inviting, speaker: Browser, world: World, invited: int, freeze: Freeze
) -> None:
    inviting.deliver()
    freeze(berlin(2025, 3, 19, 23, 59))
    ticked(speaker.open(url(invited, "einladung/briefe")), "Lotte Brief", day="2025-03-19")
    freeze(berlin(2025, 3, 20, 8))
    ticked(speaker.open(url(invited, "einladung/briefe")), "Inga Immer", day="2025-03-20")
    found = proof(world, invited)
    assert [line.name for line in found.lines if not line.in_time] == ["Inga Immer"]
    assert found.kept == "Nicht bei allen. Bei einer Person kam sie nach dem Mi., 19.03.2025."


def test_the_proof_tells_later_changes_and_later_invitations(
    inviting: Inviting, speaker: Browser, world: World, invited: int, freeze: Freeze
) -> None:
    freeze(NOW + timedelta(hours=1))
    inviting.agenda(invited, ("Noch etwas", ItemKind.DISCUSSION, 10))
    inviting.send(invited, everybody="", guests="gesa@demo.example")
    freeze(NOW + timedelta(hours=2))
    speaker.open(url(invited, "bearbeiten")).press("Änderung speichern", place="Bürgerhaus", day="2025-03-27")
    freeze(NOW + timedelta(hours=3))
    speaker.open(url(invited, "absagen")).press("Termin absagen", reason="Wasserrohrbruch")
    found = proof(world, invited)
    assert [one.text for one in found.changes] == [
        "Eine weitere Person wurde eingeladen. Die Tagesordnung war inzwischen eine andere.",
        "Neuer Termin: Do., 27.03.2025, 19:00–21:00 Uhr (vorher Mi., 26.03.2025, 19:00–21:00 Uhr). "
        "Ort: Bürgerhaus (vorher: –).",
        "Der Termin wurde abgesagt. Wasserrohrbruch",
    ]
    assert [point.title for point in found.agenda] == ["Begrüßung", "Wahl der Delegierten"]


def test_who_only_said_that_they_come_stands_in_no_proof(
    inviting: Inviting, member: Browser, world: World, meeting: int
) -> None:
    member.open(url(meeting)).press("Ich komme")
    found = proof(world, meeting)
    assert (found.lines, found.is_kept, found.sent_at) == ([], None, None)
    assert "Noch ist keine Einladung hinausgegangen." in inviting.browser().open(
        url(meeting, "einladung/nachweis")
    )


def test_a_kind_without_a_notice_period_needs_none(inviting: Inviting, world: World, dates: Dates) -> None:
    key = dates.add(NOW + timedelta(days=2), kind="regulars_table")
    inviting.send(key)
    inviting.deliver()
    found = proof(world, key)
    assert (found.is_kept, found.notice) == (None, "keine")
    assert found.kept == "Für diese Art von Termin gibt es keine Ladungsfrist."
