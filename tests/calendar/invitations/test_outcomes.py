"""What became of each message: said as it is, kept when the mail is deleted, and never better than it was."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import clock, jobs
from app.calendar.invitations import jobs as invitation_jobs
from app.calendar.invitations import outcomes
from app.calendar.invitations.models import Notice, NoticeState
from app.extensions import db
from app.outbox import OutgoingMail
from tests.calendar.dates import url
from tests.calendar.invitations.inviting import Inviting
from tests.outbox.posting import wait_until, worker
from tests.outbox.sink import Sink, smtp_settings
from tests.people import NOW, World

Freeze = Callable[[datetime], None]
ACCEPTED = "vom Mailserver angenommen Mi., 05.03.2025, 19:00 Uhr"


@pytest.fixture
def more_settings(sink: Sink) -> dict[str, object]:
    """A mail server, instead of files."""
    return smtp_settings(sink.port)


@pytest.fixture
def invited(inviting: Inviting, world: World, meeting: int) -> int:
    """A meeting to which members and a guest are invited; nothing else waits in the outbox."""
    with world.app.app_context():
        db.session.execute(sa.delete(OutgoingMail))
        db.session.commit()
    inviting.send(meeting, guests="Gesa Gast gesa@demo.example")
    return meeting


def note(world: World) -> None:
    with world.app.app_context():
        invitation_jobs.note_outcomes()


def state_of(inviting: Inviting, key: int, name: str) -> str:
    """What the page of somebody says of the message to them."""
    page = inviting.browser().open(url(key, f"einladung/{inviting.invitations(key)[name].id}"))
    return page.section("Was hinausging")


# --- the server's yes and no


def test_before_the_worker_comes_nobody_is_invited(inviting: Inviting, invited: int) -> None:
    section = inviting.page(invited).section("Einladung")
    assert "Noch ist niemand eingeladen. 6 Mails sind unterwegs." in section
    assert "wird verschickt" in state_of(inviting, invited, "Gesa Gast")
    assert "angenommen" not in inviting.browser().open(url(invited, "einladung/liste"))


def test_one_refused_address_is_shown_with_the_servers_words_and_the_others_go_out(
    inviting: Inviting, sink: Sink, invited: int
) -> None:
    sink.answers["gesa@demo.example"] = "550 5.1.1 Dieses Postfach gibt es nicht"
    inviting.deliver()
    assert len(sink.taken) == 5
    section = inviting.page(invited).section("Einladung")
    assert "5 Personen sind eingeladen." in section
    assert "Gesa Gast Einladung: nicht zugestellt: 550 5.1.1 Dieses Postfach gibt es nicht" in section
    assert ACCEPTED in state_of(inviting, invited, "Marta Möwe")
    assert "angenommen" not in state_of(inviting, invited, "Gesa Gast")


def test_a_refused_one_can_be_tried_again(inviting: Inviting, sink: Sink, invited: int) -> None:
    sink.answers["gesa@demo.example"] = "550 Postfach voll"
    inviting.deliver()
    key = inviting.invitations(invited)["Gesa Gast"].id
    del sink.answers["gesa@demo.example"]
    page = inviting.browser().open(url(invited, f"einladung/{key}")).press("Noch einmal versuchen")
    assert "Die Mail geht noch einmal hinaus." in page.notices
    assert "wird verschickt" in page
    inviting.deliver()
    assert ACCEPTED in state_of(inviting, invited, "Gesa Gast")
    assert sink.recipients().count("gesa@demo.example") == 1


def test_what_arrived_or_is_on_its_way_is_not_sent_again(
    inviting: Inviting, sink: Sink, invited: int
) -> None:
    notice = inviting.notice_of(invited, "Gesa Gast").id
    again = url(invited, f"einladung/nachrichten/{notice}/nochmal")
    assert inviting.browser().post(again).status == 422
    inviting.deliver()
    assert inviting.browser().post(again).status == 422
    assert inviting.browser().post(again.replace("nochmal", "brief")).status == 422
    inviting.deliver()
    assert max(sink.times_taken().values()) == 1


def test_refused_for_now_is_still_on_its_way(
    inviting: Inviting, sink: Sink, invited: int, world: World
) -> None:
    sink.answers["gesa@demo.example"] = "451 Bitte nachher"
    inviting.deliver()
    note(world)
    assert "wird verschickt: 451 Bitte nachher" in state_of(inviting, invited, "Gesa Gast")
    assert inviting.notice_of(invited, "Gesa Gast").state is NoticeState.WAITING


def test_a_line_that_broke_is_unclear_until_somebody_asked(
    inviting: Inviting, sink: Sink, invited: int, world: World
) -> None:
    sink.hang_up_at = {"DATA"}
    inviting.deliver()
    sink.hang_up_at = set()
    note(world)
    assert "unklar: Beim Übergeben brach die Verbindung ab." in state_of(inviting, invited, "Marta Möwe")
    assert "Noch ist niemand eingeladen." in inviting.page(invited).section("Einladung")
    inviting.deliver()
    assert not sink.taken  # never again in silence
    key = inviting.invitations(invited)["Marta Möwe"].id
    page = inviting.browser().open(url(invited, f"einladung/{key}")).press("angerufen")
    assert "1 eingetragen." in page.notices or "Eingetragen." in page.notices
    assert "angerufen Mi., 05.03.2025" in state_of(inviting, invited, "Marta Möwe")
    note(world)
    assert inviting.notice_of(invited, "Marta Möwe").state is NoticeState.PHONED


# --- the notice keeps what the mail said


def test_the_worker_notes_what_the_server_said_and_noting_twice_changes_nothing(
    inviting: Inviting, sink: Sink, invited: int, world: World
) -> None:
    sink.answers["gesa@demo.example"] = "550 5.1.1 unbekannt"
    inviting.deliver()
    note(world)
    gesa, marta = (inviting.notice_of(invited, name) for name in ("Gesa Gast", "Marta Möwe"))
    assert (gesa.state, gesa.server_words) == (NoticeState.FAILED, "550 5.1.1 unbekannt")
    assert (marta.state, marta.settled_at, marta.server_words) == (NoticeState.SENT, NOW, "")
    before = world.dump()
    note(world)
    assert world.dump() == before


def test_after_the_mails_are_deleted_the_pages_say_the_same(
    inviting: Inviting, sink: Sink, invited: int, world: World, freeze: Freeze
) -> None:
    sink.answers["gesa@demo.example"] = "550 5.1.1 unbekannt"
    inviting.deliver()
    browser = inviting.browser()
    paths = [url(invited, f"einladung/{path}") for path in ("liste", "nachweis")]
    before = [browser.open(path).main.text for path in paths]
    freeze(NOW + timedelta(days=10))  # within the login; the mails are older below
    with world.app.app_context():
        db.session.execute(sa.update(OutgoingMail).values(finished_at=NOW - timedelta(days=91)))
        db.session.commit()
    note(world)
    with world.app.app_context():
        jobs.each_night()
        assert not db.session.scalars(sa.select(OutgoingMail)).all()
    after = [browser.open(path).main.text for path in paths]
    late = "02.12. 19:00", "Mi., 04.12.2024, 19:00 Uhr"
    assert [text.replace(late[1], "T") for text in after] != before  # the moment is the one that was noted
    assert "550 5.1.1 unbekannt" in after[0]
    assert after[0].count("vom Mailserver angenommen") == before[0].count("vom Mailserver angenommen") == 5
    assert {one.mail_id for one in inviting.notices(invited)} == {None}


def test_the_night_notes_before_it_deletes_even_if_the_worker_was_away_for_months(
    inviting: Inviting, sink: Sink, invited: int, world: World, freeze: Freeze
) -> None:
    inviting.deliver()
    freeze(NOW + timedelta(days=91))
    with world.app.app_context():
        jobs.each_night()
        assert not db.session.scalars(sa.select(OutgoingMail)).all()
    marta = inviting.notice_of(invited, "Marta Möwe")
    assert (marta.state, marta.settled_at) == (NoticeState.SENT, NOW)


def test_a_mail_that_the_office_sent_again_is_noted_at_night(
    inviting: Inviting, sink: Sink, invited: int, world: World
) -> None:
    sink.answers["gesa@demo.example"] = "550 voll"
    inviting.deliver()
    note(world)
    del sink.answers["gesa@demo.example"]
    mail_id = inviting.notice_of(invited, "Gesa Gast").mail_id
    page = inviting.browser("office").open(f"/verwaltung/postausgang/{mail_id}")
    page.press("Mail noch einmal verschicken")
    inviting.deliver()
    assert ACCEPTED in state_of(inviting, invited, "Gesa Gast")
    with world.app.app_context():
        invitation_jobs.before_mails_are_deleted()
    assert inviting.notice_of(invited, "Gesa Gast").state is NoticeState.SENT


def test_a_mail_that_is_gone_before_its_end_was_noted_is_not_called_accepted(
    inviting: Inviting, invited: int, world: World
) -> None:
    with world.app.app_context():
        db.session.execute(sa.delete(OutgoingMail))
        db.session.commit()
    note(world)
    assert "unklar: Die Mail wurde gelöscht" in state_of(inviting, invited, "Marta Möwe")
    assert "Noch ist niemand eingeladen." in inviting.page(invited).section("Einladung")


def test_what_somebody_noted_by_hand_is_not_overwritten_by_the_worker(
    inviting: Inviting, sink: Sink, invited: int, world: World
) -> None:
    sink.answers["gesa@demo.example"] = "550 unbekannt"
    inviting.deliver()
    key = inviting.invitations(invited)["Gesa Gast"].id
    inviting.browser().open(url(invited, f"einladung/{key}")).press("persönlich gesagt")
    with world.app.app_context():
        invitation_jobs.before_mails_are_deleted()
    assert inviting.notice_of(invited, "Gesa Gast").state is NoticeState.TOLD


@pytest.mark.postgresql  # SQLite has one writer at a time
def test_what_somebody_notes_while_the_worker_does_is_not_overwritten(
    inviting: Inviting, sink: Sink, invited: int, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink.answers["gesa@demo.example"] = "550 unbekannt"
    inviting.deliver()
    gesa = inviting.notice_of(invited, "Gesa Gast")
    real = outcomes._values

    def values(notice: Notice, mail: OutgoingMail | None) -> dict[str, object]:
        if notice.id == gesa.id:
            inviting.change_rows(Notice, Notice.id == gesa.id, state=NoticeState.PHONED)
        return real(notice, mail)

    monkeypatch.setattr(outcomes, "_values", values)
    note(world)
    assert inviting.notice_of(invited, "Gesa Gast").state is NoticeState.PHONED
    assert inviting.notice_of(invited, "Marta Möwe").state is NoticeState.SENT


# --- without a mail server


class TestWithoutAServer:
    """Mails become files: that is said, and nobody counts as invited by it."""

    @pytest.fixture
    def more_settings(self) -> dict[str, object]:
        """No mail server."""
        return {}

    def test_a_file_is_no_invitation(self, inviting: Inviting, invited: int, world: World) -> None:
        inviting.deliver()
        note(world)
        said = state_of(inviting, invited, "Gesa Gast")
        assert "als Datei geschrieben, weil kein Mailserver eingerichtet ist" in said
        assert "angenommen" not in inviting.browser().open(url(invited, "einladung/nachweis"))
        assert "Noch ist niemand eingeladen." in inviting.page(invited).section("Einladung")

    def test_a_server_that_comes_later_does_not_make_it_one(
        self, inviting: Inviting, invited: int, world: World
    ) -> None:
        inviting.deliver()
        note(world)
        world.app.config["MAIL_SERVER"] = "mail.example"
        assert "als Datei geschrieben" in state_of(inviting, invited, "Gesa Gast")


# --- killed at any point


@pytest.fixture
def slow_sink(sink: Sink) -> Iterator[Sink]:
    """A mail server that takes its time, so that there are moments to be killed in."""
    yield sink
    sink.on = lambda stage: None


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT", "DATA", "taken"])
def test_a_worker_killed_at_any_point_makes_no_page_say_more_than_is_known(
    inviting: Inviting, slow_sink: Sink, invited: int, world: World, stage: str
) -> None:
    world.leave_the_worker_nothing()
    sink, struck = slow_sink, threading.Event()
    alive = []

    def strike(at: str) -> None:
        if at == stage and not struck.is_set() and (stage == "EHLO" or len(sink.taken) >= 1):
            struck.set()
            alive[0].kill()
            time.sleep(0.05)

    sink.on = strike
    alive.append(worker(world.app))
    wait_until(struck.is_set)
    assert alive[0].wait(timeout=20) == -signal.SIGKILL
    assert alive[0].stderr is not None
    alive[0].stderr.close()

    def compare() -> Counter[str]:
        """Hold what the pages say against what the server took."""
        with world.app.app_context():
            rows = db.session.scalars(sa.select(OutgoingMail)).all()
        by_address = {row.address: row.message_id for row in rows}
        said: Counter[str] = Counter()
        for name, invitation in inviting.invitations(invited).items():
            address = invitation.guest_email or (invitation.person.email if invitation.person else None)
            words = state_of(inviting, invited, name)
            if address is None:
                continue
            times = sink.times_taken()[by_address[address]]
            assert times <= 1
            if "angenommen" in words:
                assert times == 1, words
            said[next(word for word in ("angenommen", "wird verschickt", "unklar") if word in words)] += 1
        return said

    first = compare()
    note(world)
    assert compare() == first
    # Another worker comes by, long after; the one that was killed had the clock of this machine.
    with clock.frozen(datetime.fromisoformat("2100-01-01T12:00+00:00")):
        inviting.deliver()
        note(world)
    sink.on = lambda stage: None
    last = compare()
    assert last["wird verschickt"] == 0
    assert last["angenommen"] + last["unklar"] == 6  # nothing is lost
    assert last["unklar"] == (
        0 if stage == "EHLO" and first["wird verschickt"] == 6 and last["unklar"] == 0 else 1
    )
    assert max(sink.times_taken().values()) == 1  # nothing came twice


def test_killed_between_sending_and_noting_the_note_comes_later(
    inviting: Inviting, sink: Sink, invited: int, world: World
) -> None:
    inviting.deliver()  # the worker died here: the mails are sent, the notices still wait
    assert {one.state for one in inviting.notices(invited)} == {NoticeState.WAITING, NoticeState.TO_POST}
    assert ACCEPTED in state_of(inviting, invited, "Marta Möwe")
    note(world)
    assert inviting.notice_of(invited, "Marta Möwe").state is NoticeState.SENT


def test_a_request_that_fails_after_queueing_invites_nobody(
    inviting: Inviting, sink: Sink, world: World, meeting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_values: object) -> None:
        raise RuntimeError("broken on purpose")

    page = inviting.preview(meeting)
    monkeypatch.setattr("app.calendar.invitations.services.audit.record", fail)
    assert inviting.confirm(page).status == 500
    monkeypatch.undo()
    assert not inviting.invitations(meeting)
    inviting.deliver()
    assert not [one for one in sink.recipients() if one == "unenrolled@demo.example"]
