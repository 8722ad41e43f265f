"""A mail to all is written, looked at, tried out, planned and called back; nothing leaves before a human says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.calendar.models import Appointment
from app.extensions import db
from app.lists.models import BroadcastState, MailingList, Subscriber
from app.outbox import OutgoingMail
from app.spaces.models import Membership
from app.tenancy import one_space
from tests.lists.looking import broadcast, change, complaints, mails_of, within
from tests.pages import Browser
from tests.people import NOW


def test_a_speaker_writes_looks_tries_it_out_and_sends_it(world, as_speaker):
    page = Browser(as_speaker).open("/ktv/").follow("Verteiler an alle schreiben, per Mail und Brief")
    page = page.follow("Mail schreiben")
    text = "Hallo,\n\nwir treffen uns am **Hafen**.\n\n- um 19 Uhr"
    page = page.press("Entwurf speichern", subject="Treffen am Hafen", text=text)
    assert (page.heading, complaints(page)) == ("Treffen am Hafen", [])
    assert page.main.one("strong").text == "Hafen"
    assert "wir treffen uns am Hafen." in page.main.one("pre").text
    page = page.press("Probemail an mich schicken")
    (mail,) = mails_of(world.app, "broadcast_test")
    assert (mail.address, mail.subject) == ("speaker@demo.example", "Probe: Treffen am Hafen")
    page = page.follow("Weiter zum Verschicken")
    assert complaints(page) == []
    assert "6 Menschen per Mail, 1 per Brief" in page.main.text
    page = page.press("Mail verschicken")
    assert "wird verschickt" in page.main.text
    assert mails_of(world.app, "broadcast") == []


def test_who_reads_the_draft_first_shows_it_to_nobody(world, as_member, as_foreign_speaker):
    path = f"/ktv/verteiler/{world.meetings['ktv']['broadcast_id']}"
    assert as_member.get(path).status_code == 403
    assert as_foreign_speaker.get(path).status_code == 404


@pytest.mark.parametrize(
    ("field", "typed"),
    [("subject", "Hallo\r\nBcc: x@y.example"), ("subject", "Hallo\u2028Bcc: x"), ("subject", ""),
     ("subject", "x" * 161),
     ("text", " \n "), ("text", "x" * 20_001)],
)  # fmt: skip
def test_a_refused_draft_keeps_everything_that_was_typed(world, as_speaker, field, typed):
    form = {"subject": "Mein Betreff", "text": "Mein Text"} | {field: typed}
    response = as_speaker.post("/ktv/verteiler/neu", data=form)
    assert response.status_code == 422
    kept = {"subject": "Mein Text", "text": "Mein Betreff"}[field]
    assert kept in response.text


@pytest.mark.parametrize("name", ["Liste\r\nX: y", "Liste\u2028X", "Liste\x85X", " ", "x" * 121])
def test_a_list_with_a_name_of_several_lines_is_refused_with_a_sentence(world, as_speaker, name):
    form = {"name": name, "about": "Was kommt", "version": "1"}
    response = as_speaker.post("/ktv/verteiler/angaben", data=form)
    assert response.status_code == (302 if name == "Liste\x85X" else 422)
    with within(world) as session:
        stored = session.scalars(sa.select(MailingList.name)).one()
    assert stored in ("Verteiler in ktv", "ListeX")


def test_two_who_change_a_draft_at_once_both_keep_their_text(world, as_speaker):
    key = world.meetings["ktv"]["broadcast_id"]
    path = f"/ktv/verteiler/{key}/bearbeiten"
    first = Browser(as_speaker).open(path)
    second = Browser(as_speaker).open(path)
    first.press("Entwurf speichern", subject="Von der ersten", text="Erster Text")
    page = second.press("Entwurf speichern", subject="Von der zweiten", text="Zweiter Text")
    assert (page.status, complaints(page)) == (409, [])
    assert "Erster Text" in page.main.one("pre").text
    assert page.main.one("textarea").raw_text.strip() == "Zweiter Text"
    assert broadcast(world).text == "Erster Text"
    page.press("Entwurf speichern")
    assert broadcast(world).text == "Zweiter Text"


def test_two_who_change_what_the_list_says_of_itself_both_see_it(world, as_speaker):
    first, second = (Browser(as_speaker).open("/ktv/verteiler/angaben") for _ in range(2))
    first.press("Angaben speichern", name="Name der ersten")
    page = second.press("Angaben speichern", name="Name der zweiten")
    assert (page.status, complaints(page)) == (409, [])
    assert "Name der ersten" in page.main.text, page.main.text
    page.press("Angaben speichern")
    with within(world) as session:
        assert session.scalars(sa.select(MailingList.name)).one() == "Name der zweiten"


def test_what_was_not_seen_is_not_sent(world, as_speaker):
    key = world.meetings["ktv"]["broadcast_id"]
    page = Browser(as_speaker).open(f"/ktv/verteiler/{key}/verschicken")
    change(world, key, text="Etwas ganz anderes")
    page = page.press("Mail verschicken")
    assert "Inzwischen hat jemand anderes diesen Entwurf geändert." in page.source
    assert broadcast(world).state is BroadcastState.DRAFT


def plan(client, world, day, at, when="later"):
    form = {"when": when, "day": day, "at": at, "version": "1"}
    return client.post(f"/ktv/verteiler/{world.meetings['ktv']['broadcast_id']}/verschicken", data=form)


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        ("2025-03-05", "19:00", "Diese Zeit ist schon vorbei."),
        ("2025-03-04", "19:00", "Diese Zeit ist schon vorbei."),
        ("2025-03-30", "02:30", "Die Uhrzeit 02:30 gibt es am 30.03. nicht (Zeitumstellung)."),
        ("2026-12-01", "19:00", "Weiter als ein Jahr"),
        ("0001-01-01", "19:00", "Bitte das Jahr noch einmal ansehen."),
        ("9999-12-31", "23:59", "Bitte das Jahr noch einmal ansehen."),
        ("2025-02-31", "19:00", "Diesen Tag gibt es nicht."),
        ("2025-04-01", "25:00", "Diese Uhrzeit gibt es nicht."),
        ("", "19:00", "An welchem Tag?"),
        ("2025-04-01", "", "Um wie viel Uhr?"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_a_sentence(world, as_speaker, day, at, sentence):
    response = plan(as_speaker, world, day, at)
    assert response.status_code == 422
    assert sentence in response.text
    assert broadcast(world).state is BroadcastState.DRAFT


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        ("2025-03-29", "19:00", datetime(2025, 3, 29, 18, 0, tzinfo=UTC)),
        ("2025-04-01", "19:00", datetime(2025, 4, 1, 17, 0, tzinfo=UTC)),
        ("2025-10-26", "02:30", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_planned_mail_leaves_by_the_clock_on_the_wall_and_can_be_called_back(
    world, as_speaker, day, at, utc
):
    assert plan(as_speaker, world, day, at).status_code == 302
    row = broadcast(world)
    assert (row.state, row.send_at) == (BroadcastState.SCHEDULED, utc)
    page = Browser(as_speaker).open(f"/ktv/verteiler/{row.id}")
    assert complaints(page) == []
    page = page.press("Mail zurückholen")
    assert broadcast(world).state is BroadcastState.DRAFT
    assert "Entwurf ändern" in page.main.text


def test_a_list_with_nobody_on_it_says_so_before_sending_and_sends_nothing(world, as_speaker):
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        for one in session.scalars(sa.select(Membership)):
            if one.person_id != world.people["speaker"]:
                one.until = one.since
        session.execute(sa.delete(Subscriber))
    as_speaker.post("/ktv/verteiler/abbestellen")
    path = f"/ktv/verteiler/{world.meetings['ktv']['broadcast_id']}/verschicken"
    page = Browser(as_speaker).open(path)
    assert "Auf diesem Verteiler steht noch niemand." in page.main.text
    assert complaints(page) == []
    assert as_speaker.post(path, data={"when": "now", "version": "1"}).status_code == 422
    assert broadcast(world).state is BroadcastState.DRAFT


def test_a_list_that_was_never_used_is_made_with_its_first_mail(world, as_speaker):
    with within(world) as session:
        session.delete(session.scalars(sa.select(MailingList)).one())
    assert Browser(as_speaker).open("/ktv/verteiler/").heading == "Verteiler KTV"
    with within(world) as session:
        assert session.scalars(sa.select(MailingList)).all() == []
    as_speaker.post("/ktv/verteiler/neu", data={"subject": "Hallo", "text": "Erste Mail"})
    with within(world) as session:
        assert session.scalars(sa.select(MailingList)).one().is_open is False


def test_an_open_list_says_what_comes(world, as_speaker):
    form = {"name": "Verteiler", "about": "", "is_open": "y", "version": "1"}
    response = as_speaker.post("/ktv/verteiler/angaben", data=form)
    assert response.status_code == 422
    assert "Schreib dazu, was kommt und wie oft" in response.text


def test_the_calendar_of_six_weeks_is_drafted_and_not_sent(world, as_board, as_speaker):
    with world.app.app_context(), one_space(world.spaces["mitte"]) as session:
        one = session.get_one(Appointment, world.appointments["mitte"]["announced"])
        one.kind, one.is_public, one.title = "regulars_table", True, "Tisch [in] *Mitte*"
    with world.app.app_context(), one_space(world.spaces["kreis"]) as session:
        session.get_one(Appointment, world.appointments["kreis"]["announced"]).title = "Kreis intern"
    page = Browser(as_board).open("/kreis/verteiler/").press("Kalender der nächsten sechs Wochen entwerfen")
    text = page.main.one("textarea").raw_text
    assert page.main.one("input", name="subject").attrs["value"] == "Termine vom 05.03. bis 15.04.2025"
    assert "## Woche vom 24.03. bis 30.03." in text
    assert "- **Di., 25.03.2025, 20:00 Uhr**: Kreis intern (Haus von kreis)" in text
    assert "Tisch \\[in\\] \\*Mitte\\* (Haus von mitte · Mitte)" in text
    assert "Treffen" not in text, "what is not public in a district, or a draft, or cancelled"
    assert "Tisch [in] *Mitte*" in page.press("Entwurf speichern").main.text
    assert mails_of(world.app, "broadcast") == []
    page = Browser(as_speaker).open("/ktv/verteiler/").press("Kalender der nächsten sechs Wochen entwerfen")
    text = page.main.one("textarea").raw_text
    assert "Treffen announced in ktv" in text
    assert "Kreis intern" not in text
    assert "Mitte" not in text


def test_a_draft_can_be_thrown_away_and_what_is_sent_cannot(world, as_speaker):
    keys = world.meetings["ktv"]
    assert as_speaker.post(f"/ktv/verteiler/{keys['sent_broadcast_id']}/loeschen").status_code == 422
    assert as_speaker.post(f"/ktv/verteiler/{keys['planned_broadcast_id']}/bearbeiten",
                           data={"subject": "x", "text": "y", "version": "1"}).status_code == 422  # fmt: skip
    assert as_speaker.post(f"/ktv/verteiler/{keys['broadcast_id']}/loeschen").status_code == 302
    assert as_speaker.get(f"/ktv/verteiler/{keys['broadcast_id']}").status_code == 404


def test_who_sent_it_is_a_former_member_once_erased(world, as_board, as_office):
    key = world.meetings["kreis"]["broadcast_id"]
    as_office.post(f"/verwaltung/menschen/{world.people['board']}/loeschen")
    assert "Ehemaliges Mitglied" in as_office.get(f"/kreis/verteiler/{key}").text


def test_writing_a_mail_queues_none(world, as_speaker):
    with world.app.app_context():
        before = db.session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail))
    as_speaker.post("/ktv/verteiler/neu", data={"subject": "Hallo", "text": "Erste Mail"})
    plan(as_speaker, world, "2025-04-01", "19:00")
    with world.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(OutgoingMail)) == before
    assert broadcast(world).send_at > NOW


def test_a_script_in_what_people_type_is_text_in_pages_and_mails(world, as_speaker, as_nobody):
    bad = "\"'><script>alert(1)</script><img src=x>{{7*7}}"
    as_speaker.post(
        "/ktv/verteiler/angaben", data={"name": bad, "about": bad, "is_open": "y", "version": "1"}
    )
    where = as_speaker.post("/ktv/verteiler/neu", data={"subject": bad, "text": bad}).headers["Location"]
    as_speaker.post(where + "/probe")
    pages = [
        as_speaker.get(path).text
        for path in (where, where + "/bearbeiten", where + "/verschicken", "/ktv/verteiler/")
    ]
    pages += [
        as_nobody.get(path).text
        for path in ("/verteiler/", "/verteiler/ktv", "/verteiler/abmelden/leave-list-of-ktv")
    ]
    (mail,) = mails_of(world.app, "broadcast_test")
    for page in (*pages, mail.html):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page
