"""A mail to all leaves by the worker: each address once, nobody who left, and the page says the truth."""

from __future__ import annotations

import os
import signal
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import batches, clock
from app.extensions import db
from app.lists import jobs, sending
from app.lists.models import BroadcastState, MailingList, Subscriber, SubscriberState
from app.outbox import MailBatch, MailState, OutgoingMail
from tests.lists.looking import broadcast, change, complaints, mails_of, subscribers, within
from tests.pages import Browser
from tests.pdf import Paper
from tests.people import NOW

MEMBERS = ["invited@demo.example", "member@demo.example", "pending@demo.example", "speaker@demo.example",
           "unenrolled@demo.example"]  # fmt: skip
READER = "leserin.ktv@demo.example"
ALL = sorted([*MEMBERS, READER])


def press_send(client, key, **more):
    form = {"when": "now", "version": "1", **more}
    assert client.post(f"/ktv/verteiler/{key}/verschicken", data=form).status_code == 302


def add_subscribers(world, number):
    with within(world) as session:
        mailing_list = session.scalars(sa.select(MailingList)).one()
        session.add_all(
            Subscriber(
                list_id=mailing_list.id, email=f"leser.{one:04}@demo.example", state=SubscriberState.ACTIVE
            )
            for one in range(number)
        )


def standing(world, key):
    with within(world):
        return sending.standing_of(db.session.get_one(sending.Broadcast, key))


def test_the_press_of_the_button_queues_nothing_and_the_worker_everybody_once(
    world, as_speaker, only_the_draft, minute
):
    press_send(as_speaker, only_the_draft)
    assert mails_of(world.app, "broadcast") == []
    minute()
    mails = mails_of(world.app, "broadcast")
    assert [mail.address for mail in mails] == ALL
    assert {mail.state for mail in mails} == {MailState.SENT}
    row = broadcast(world)
    assert (row.state, row.letters, row.finished_at) == (BroadcastState.DONE, 1, NOW)
    tokens = {one.email or str(one.person_id): one.token for one in subscribers(world).values()}
    assert {mail.unsubscribe_token for mail in mails} <= set(tokens.values())
    minute()
    assert len(mails_of(world.app, "broadcast")) == len(ALL)


def test_each_mail_carries_its_own_link_and_what_mail_programs_need(
    world, as_speaker, only_the_draft, minute
):
    press_send(as_speaker, only_the_draft)
    minute()
    row = subscribers(world)[str(world.people["member"])]
    (file,) = [
        one for one in (world.app.config["INSTANCE"] / "mail").glob("*broadcast*.eml")
        if b"member@demo.example" in one.read_bytes() and b"To: member" in one.read_bytes()
    ]  # fmt: skip
    words = file.read_text("utf-8").replace("\n ", " ")
    assert f"/verteiler/abmelden/{row.token}/sofort>" in words
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in words
    assert "Reply-To: speaker@demo.example" in words


def test_a_planned_mail_waits_for_its_time(world, as_speaker, only_the_draft, minute):
    press_send(as_speaker, only_the_draft, when="later", day="2025-03-06", at="08:00")
    minute()
    assert mails_of(world.app, "broadcast") == []
    with clock.frozen(NOW + timedelta(hours=13)):
        minute()
    assert len(mails_of(world.app, "broadcast")) == len(ALL)


def test_who_left_before_the_worker_came_gets_nothing(
    world, as_speaker, as_member, as_nobody, only_the_draft, minute
):
    press_send(as_speaker, only_the_draft)
    as_member.post("/ktv/verteiler/abbestellen")
    as_nobody.post("/verteiler/abmelden/leave-list-of-ktv", data={"wish": "ende"})
    minute()
    found = {mail.address for mail in mails_of(world.app, "broadcast")}
    assert found == set(ALL) - {READER, "member@demo.example"}


def test_who_leaves_while_it_is_being_queued_gets_nothing(world, as_speaker, only_the_draft):
    press_send(as_speaker, only_the_draft)
    with within(world) as session:
        audience = sending.begin(only_the_draft, session.get_one(sending.Space, world.spaces["ktv"]))
        session.scalars(
            sa.select(Subscriber).where(Subscriber.email == READER)
        ).one().state = SubscriberState.LEFT
        session.flush()
        sending.queue_page(only_the_draft, audience)
    assert READER not in {mail.address for mail in mails_of(world.app, "broadcast")}


def test_who_is_a_member_and_signed_up_as_well_gets_it_once(world, as_speaker, only_the_draft, minute):
    with within(world) as session:
        mailing_list = session.scalars(sa.select(MailingList)).one()
        twice = Subscriber(list_id=mailing_list.id, email="member@demo.example", state=SubscriberState.ACTIVE)
        session.add(twice)
    press_send(as_speaker, only_the_draft)
    minute()
    assert [mail.address for mail in mails_of(world.app, "broadcast")] == ALL


def test_it_goes_on_page_by_page(world, as_speaker, only_the_draft, minute, monkeypatch):
    monkeypatch.setattr(sending, "AT_ONCE", 7)
    add_subscribers(world, 30)
    press_send(as_speaker, only_the_draft)
    minute()
    assert len(mails_of(world.app, "broadcast")) == 30 + len(ALL)
    assert standing(world, only_the_draft).sent == 30 + len(ALL)


@pytest.mark.parametrize("pages", [0, 1, 2, 3])
def test_a_worker_killed_at_any_point_leaves_nobody_out_and_writes_to_nobody_twice(
    world, as_speaker, only_the_draft, minute, monkeypatch, pages
):
    monkeypatch.setattr(sending, "AT_ONCE", 10)
    add_subscribers(world, 24)
    press_send(as_speaker, only_the_draft)
    with world.app.app_context():
        db.engine.dispose()
    child = os.fork()
    if child == 0:  # the worker: killed after so many pages, in the middle of the next one
        queue_page, done = sending.queue_page, []

        def and_die(*args):
            done.append(1)
            result = queue_page(*args)
            if len(done) > pages:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        monkeypatch.setattr(sending, "queue_page", and_die)
        with world.app.app_context():
            jobs.send_broadcasts()
        os._exit(0)
    os.waitpid(child, 0)
    half = mails_of(world.app, "broadcast")
    assert len(half) == min(pages * 10, 30)
    minute()
    mails = [mail.address for mail in mails_of(world.app, "broadcast")]
    assert len(mails) == len(set(mails)) == 24 + len(ALL)
    with world.app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MailBatch)) == 1
    assert broadcast(world).state is BroadcastState.DONE


def test_what_is_stopped_says_what_went_out_and_sends_no_more(world, as_speaker, only_the_draft, minute):
    press_send(as_speaker, only_the_draft)
    with world.app.app_context():
        jobs.send_broadcasts()
    with world.app.app_context():
        first = db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.kind == "broadcast")).first()
        first.state, first.finished_at = MailState.SENT, clock.now()
        db.session.commit()
    page = Browser(as_speaker).open(f"/ktv/verteiler/{only_the_draft}")
    assert complaints(page) == []
    page = page.press("Verschicken anhalten")
    assert "Angehalten. 5 Mails, die noch warteten, sind gelöscht." in page.source
    assert "Eine Mail war schon hinaus" in page.main.text
    minute()
    assert len(mails_of(world.app, "broadcast")) == 1
    assert broadcast(world).state is BroadcastState.STOPPED
    assert as_speaker.post(f"/ktv/verteiler/{only_the_draft}/anhalten").status_code == 422


def test_one_that_was_stopped_before_the_worker_came_sends_nothing(world, as_speaker, only_the_draft, minute):
    press_send(as_speaker, only_the_draft)
    as_speaker.post(f"/ktv/verteiler/{only_the_draft}/anhalten")
    minute()
    assert mails_of(world.app, "broadcast") == []


def settle(world, **states):
    with world.app.app_context():
        for mail in db.session.scalars(sa.select(OutgoingMail).where(OutgoingMail.kind == "broadcast")):
            who = mail.address.partition("@")[0].replace(".", "_")
            mail.state, mail.answer = states.get(who, (MailState.SENT, ""))
            mail.finished_at = clock.now()
        db.session.commit()
        batches.note_finished()
        jobs.send_broadcasts()


def test_the_page_says_the_truth_with_the_servers_words(world, as_speaker, only_the_draft):
    press_send(as_speaker, only_the_draft)
    page = Browser(as_speaker).open(f"/ktv/verteiler/{only_the_draft}")
    assert "6 warten noch" in page.main.text
    with world.app.app_context():
        jobs.send_broadcasts()
    assert as_speaker.get(f"/ktv/verteiler/{only_the_draft}/stand").text.count("data-runs") == 1
    settle(
        world, member=(MailState.FAILED, "550 <b>No such user</b>"), leserin_ktv=(MailState.UNCLEAR, "gone")
    )
    page = Browser(as_speaker).open(f"/ktv/verteiler/{only_the_draft}")
    assert complaints(page) == []
    for words in ("4 verschickt", "1 abgewiesen", "1 unklar", "0 warten noch", "550 <b>No such user</b>"):
        assert words in page.main.text, words
    fragment = as_speaker.get(f"/ktv/verteiler/{only_the_draft}/stand")
    assert "data-runs" not in fragment.text
    assert "<html" not in fragment.text
    assert "<b>No such user" not in fragment.text


def test_an_address_that_was_refused_for_good_is_marked_until_a_mail_arrives(
    world, as_speaker, only_the_draft
):
    press_send(as_speaker, only_the_draft)
    with world.app.app_context():
        jobs.send_broadcasts()
    settle(world, leserin_ktv=(MailState.FAILED, "550 No such user"), member=(MailState.FAILED, "451 Later"))
    rows = subscribers(world)
    assert (rows[READER].refused_at, rows[READER].refusal) == (NOW, "550 No such user")
    assert rows[str(world.people["member"])].refused_at is None
    assert rows[READER].state is SubscriberState.ACTIVE
    page = Browser(as_speaker).open("/ktv/verteiler/menschen")
    assert "550 No such user" in page.main.text
    change(
        world,
        only_the_draft,
        state=BroadcastState.SENDING,
        batch_id=None,
        queued_up_to="",
        all_queued_at=None,
    )
    with world.app.app_context():
        jobs.send_broadcasts()
    settle(world)
    assert subscribers(world)[READER].refused_at is None


def test_who_has_no_address_for_mail_gets_the_same_words_as_a_letter(world, as_speaker, only_the_draft):
    change(world, only_the_draft, subject="Treffen", text="Wir treffen uns **am Hafen**.\n\n- um 19 Uhr")
    response = as_speaker.get(f"/ktv/verteiler/{only_the_draft}/briefe.pdf")
    assert response.mimetype == "application/pdf"
    words = Paper(response.data).text
    for part in ("Lotte Brief", "Treffen", "am Hafen", "um 19 Uhr"):
        assert part in words


def test_a_list_of_letters_alone_is_sent_and_done(world, as_speaker, only_the_draft, minute):
    with world.app.app_context():
        for who in ("member", "invited", "pending", "speaker", "unenrolled"):
            db.session.get_one(sending.Person, world.people[who]).email = None
        db.session.commit()
    with within(world) as session:
        session.execute(sa.delete(Subscriber))
    press_send(as_speaker, only_the_draft)
    minute()
    row = broadcast(world)
    assert (row.state, row.letters) == (BroadcastState.DONE, 6)


def test_a_fault_with_one_mail_to_all_leaves_the_others_alone(world, as_speaker, only_the_draft, monkeypatch):
    press_send(as_speaker, only_the_draft)
    send_out = jobs.send_out
    monkeypatch.setattr(
        jobs, "due", lambda: [(world.spaces["mitte"], 999), (world.spaces["ktv"], only_the_draft)]
    )
    monkeypatch.setattr(
        jobs, "send_out", lambda space_id, key: 1 / 0 if key == 999 else send_out(space_id, key)
    )
    with world.app.app_context():
        jobs.send_broadcasts()
    assert len(mails_of(world.app, "broadcast")) == len(ALL)
