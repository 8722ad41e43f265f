"""Asking for a time: what is proposed, who is asked, and what is said plainly when it cannot be."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.calendar.polls.models import PollParticipant
from app.extensions import db
from app.tenancy import all_spaces
from tests.calendar.polls.conftest import TWO_TIMES, Polls, asked_row, error_at, faults, link_in, sent
from tests.pages import Browser, Page
from tests.people import World

NEW = "/ktv/terminfragen/neu"


def ask(speaker: Browser, **typed: str) -> Page:
    typed = {"title": "Klausur", **TWO_TIMES, **typed}
    return speaker.open(NEW).press("Frage verschicken", **typed)


def asked(world: World, poll: Polls) -> dict[str, str]:
    """Who is asked in the newest poll: name to address."""
    newest = poll.newest().id
    with world.app.app_context(), all_spaces("the tests look") as session:
        rows = session.scalars(sa.select(PollParticipant).where(PollParticipant.poll_id == newest))
        return {one.name: (one.person.email if one.person else one.guest_email) or "" for one in rows}


def test_all_members_are_asked_and_get_a_link_of_their_own(
    speaker: Browser, world: World, poll: Polls
) -> None:
    page = ask(speaker, minutes="90", words="Bringt Kekse mit")
    assert page.heading == "Klausur"
    assert "0 von" in page
    everybody = asked(world, poll)
    # A seat in a council makes no member; who is locked or has left is not asked; without an address one is.
    assert set(everybody) == {
        "Marta Möwe", "Sabine Sommer", "Paula Pohl", "Udo Unruh", "Inga Immer", "Lotte Brief",
    }  # fmt: skip
    found = sent(world, "poll_invitation")
    assert {mail.address for mail in found} == {email for email in everybody.values() if email}
    assert len({link_in(mail) for mail in found}) == len(found)
    assert all(
        "Di., 01.04.2025, 19:00 Uhr" in mail.text and "Bringt Kekse mit" in mail.text for mail in found
    )


def test_only_some_and_guests_can_be_asked(speaker: Browser, world: World, poll: Polls) -> None:
    form = {
        "title": "Klausur", "kind": "working_meeting", "minutes": "60", **TWO_TIMES,
        "people": str(world.people["councillor"]),
        "guests": "Gesa Gast gesa@demo.example\nnur@demo.example\nMember@demo.example\ngesa@demo.example",
    }  # fmt: skip
    speaker.client.post(NEW, data=form)
    assert asked(world, poll) == {
        "Cem Kaya": "councillor@demo.example",
        "Gesa Gast": "gesa@demo.example",
        "nur@demo.example": "nur@demo.example",
        "Marta Möwe": "member@demo.example",
    }
    assert len(sent(world, "poll_invitation")) == 4


def test_who_has_no_mail_is_to_be_phoned(speaker: Browser) -> None:
    page = ask(speaker)
    assert "ohne E-Mail, bitte anrufen" in asked_row(page, "Lotte Brief")
    assert "0381 by_letter" in asked_row(page, "Lotte Brief")
    assert "offen" in asked_row(page, "Marta Möwe")


def test_a_mail_that_was_refused_is_shown(speaker: Browser, world: World) -> None:
    path = ask(speaker).path
    with world.app.app_context():
        mail = next(one for one in sent(world, "poll_invitation") if one.address == "member@demo.example")
        db.session.execute(sa.update(type(mail)).where(type(mail).id == mail.id).values(state="failed"))
        db.session.commit()
    assert "Mail nicht angekommen" in asked_row(speaker.open(path), "Marta Möwe")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"day_2": "2025-03-04"}, "day_2", "schon vorbei"),
        ({"day_2": "2025-03-05", "starts_2": "18:59"}, "day_2", "schon vorbei"),
        ({"day_2": "2025-04-01", "starts_2": "19:00"}, "day_2", "steht schon weiter oben"),
        ({"day_2": "2025-03-30", "starts_2": "02:30"}, "starts_2", "Zeitumstellung"),
        ({"day_2": "2025-03-30", "starts_2": "00:30"}, "starts_2", "Zeitumstellung"),  # it would end at 2:30
        ({"day_2": "31.04.2025"}, "day_2", "Diesen Tag gibt es nicht"),
        ({"starts_2": "25:00"}, "starts_2", "Diese Uhrzeit gibt es nicht"),
        ({"starts_2": ""}, "starts_2", "Um wie viel Uhr?"),
        ({"day_2": ""}, "day_2", "An welchem Tag?"),
        ({"day_2": "9999-12-31"}, "day_2", "liegt zu weit weg"),
        ({"day_2": "", "starts_2": ""}, "day_1", "mindestens zwei"),
        ({"title": " "}, "title", "worum es geht"),
        ({"minutes": "0"}, "minutes", "zwischen 15 und 1440"),
        ({"minutes": "1e9"}, "minutes", ""),
        ({"guests": "Gesa"}, "guests", "E-Mail-Adresse"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_all_that_was_typed_is_kept(
    speaker: Browser, world: World, typed: dict[str, str], field: str, words: str
) -> None:
    before = world.dump()
    page = ask(speaker, words="Bleibt stehen", **typed)
    assert page.status == 422
    assert words in error_at(page, field)
    kept = {"title": "Klausur", "words": "Bleibt stehen", **TWO_TIMES, **typed}
    assert {name: page.value(name) for name in kept} == {name: value.strip() for name, value in kept.items()}
    assert world.dump() == before
    assert faults(page) == []


def test_every_wrong_time_is_told_at_once(speaker: Browser) -> None:
    page = ask(speaker, day_1="2025-03-04", day_2="", day_3="2025-04-01")
    assert "vorbei" in error_at(page, "day_1")
    assert "An welchem Tag?" in error_at(page, "day_2")
    assert "Um wie viel Uhr?" in error_at(page, "starts_3")


def test_the_skipped_hour_does_not_exist_but_the_doubled_one_does(speaker: Browser, poll: Polls) -> None:
    assert ask(speaker, day_2="2025-10-26", starts_2="02:30").status == 200
    assert "So., 26.10.2025, 02:30–04:30 Uhr" in speaker.open(f"/ktv/terminfragen/{poll.newest().id}")


def test_more_times_come_by_a_button_and_what_was_typed_stays(speaker: Browser) -> None:
    page = speaker.open(NEW)
    for rows in (9, 12):
        page = page.press("Mehr Zeiten", title="Klausur", **TWO_TIMES)
        assert page.status == 200
        assert sum(one.attrs.get("type") == "date" for one in page.main.all("input")) == rows
        assert page.value("title") == "Klausur"
        assert {name: page.value(name) for name in TWO_TIMES} == TWO_TIMES
    assert "Mehr Zeiten" not in page.buttons()
    typed = {f"day_{n}": f"2025-05-{n:02}" for n in range(1, 13)}
    typed |= {f"starts_{n}": "19:00" for n in range(1, 13)}
    page = page.press("Frage verschicken", **typed)
    assert len(page.main.one(id="zeiten").all("th", scope="row")) == 12


@pytest.mark.parametrize("rows", ["", "0", "-3", "x", "99", "9" * 400, "\u0661"])
def test_an_odd_number_of_rows_is_no_fault(speaker: Browser, rows: str) -> None:
    page = speaker.post(NEW, rows=rows, title="Klausur")
    assert page.status == 422
    assert sum(one.attrs.get("type") == "date" for one in page.main.all("input")) in (6, 12)


def test_nobody_chosen_is_nobody_asked(speaker: Browser, world: World) -> None:
    form = {"title": "Klausur", "kind": "working_meeting", "minutes": "60", **TWO_TIMES}
    page = speaker.post(NEW, **form)
    assert page.status == 422
    assert "Wähle zuerst aus" in page.complaints
    assert sent(world, "poll_invitation") == []


def test_a_kind_that_is_not_held_here_is_refused(speaker: Browser, world: World) -> None:
    form = {"title": "x", "kind": "county_assembly", "minutes": "60", "everybody": "y", **TWO_TIMES}
    assert speaker.post(NEW, **form).status == 422
    assert sent(world, "poll_invitation") == []


def test_the_county_asks_the_members_of_all_districts(world: World, poll: Polls) -> None:
    board = Browser(world.client_of("board"))
    page = board.open("/kreis/terminfragen/neu").press("Frage verschicken", title="Klausur", **TWO_TIMES)
    assert page.status == 200
    assert {"Marta Möwe", "Mira Fremd", "Bodo Brink"} <= set(asked(world, poll))
    with world.app.app_context():
        outside = db.session.get_one(Person, world.people["group_member"]).name
    assert outside not in asked(world, poll)


def test_the_list_shows_open_polls_first_and_how_many_answered(
    speaker: Browser, member: Browser, poll: Polls
) -> None:
    poll.close()
    ask(speaker, title="Neue Frage")
    page = member.open("/ktv/terminfragen/")
    assert page.rows == ["Neue Frage", "Wann in ktv?"]
    assert "0 von 6 haben geantwortet" in page.row("Neue Frage").text
    assert "beendet" in page.row("Wann in ktv?").text
    assert "Nach Zeiten fragen" not in page


def test_an_empty_list_offers_the_first_step(speaker: Browser, member: Browser, poll: Polls) -> None:
    from app.calendar.polls.models import Poll
    from app.tenancy import one_space

    with poll.world.app.app_context(), one_space(poll.world.spaces["ktv"]) as session:
        session.delete(session.get_one(Poll, poll.id))
    assert "Zum ersten Mal fragen" in speaker.open("/ktv/terminfragen/")
    assert "Gerade wird nach nichts gefragt" in member.open("/ktv/terminfragen/")
