"""The result, and what becomes of it: the best time, an appointment, two who decide at once, open again."""

from __future__ import annotations

import threading

import pytest

from app.calendar.models import AppointmentState
from app.calendar.polls.models import Choice, PollState
from tests.calendar.dates import Dates, berlin
from tests.calendar.polls.conftest import LINK, Polls, faults, link_in, sent
from tests.pages import Browser
from tests.people import NOW, World

TAKE = "Termin festlegen"
FIRST, SECOND = "So., 30.03.2025, 21:00–23:00 Uhr", "Mo., 31.03.2025, 21:00–23:00 Uhr"


def take(speaker: Browser, poll: Polls, number: int = 1, **typed: str):
    return speaker.open(f"{poll.path}/nehmen/{poll.options[number]}").press(TAKE, **typed)


# --- the result


def test_most_who_can_is_best_then_those_whom_it_would_do(speaker: Browser, poll: Polls) -> None:
    assert "passt den meisten" in speaker.open(poll.path).row(FIRST).text
    poll.ask("A", "a@demo.example", option_0=Choice.NO, option_1=Choice.YES)
    poll.ask("B", "b@demo.example", option_0=Choice.NO, option_1=Choice.IF_NEED_BE)
    page = speaker.open(poll.path)
    assert "passt den meisten" not in page.row(FIRST).text
    assert "passt den meisten" in page.row(SECOND).text


def test_equally_good_times_are_both_named(speaker: Browser, poll: Polls) -> None:
    poll.ask("A", "a@demo.example", option_1=Choice.YES)
    page = speaker.open(poll.path)
    assert page.main.text.count("passt den meisten") == 2


def test_a_time_that_is_over_is_never_best(speaker: Browser, poll: Polls) -> None:
    poll.move(0, hours=-1)
    page = speaker.open(poll.path)
    assert "passt den meisten" not in page
    assert "vorbei" in page
    assert f"{poll.path}/nehmen/{poll.options[0]}" not in page.links()
    assert f"{poll.path}/nehmen/{poll.options[1]}" in page.links()


def test_planners_read_names_and_members_numbers(speaker: Browser, member: Browser, poll: Polls) -> None:
    poll.ask("Gesa Gast", "gesa@demo.example", option_0=Choice.IF_NEED_BE)
    row = speaker.open(poll.path).row(FIRST).text
    assert "1 Marta Möwe" in row
    assert "1 Gesa Gast" in row
    page = member.open(poll.path)
    assert "Gesa" not in page.source
    assert "Wer gefragt ist" not in page
    cells = [cell.text for cell in page.row(FIRST).all("td")]
    assert cells == ["1", "1", "0"]
    assert faults(page) == []


def test_what_else_is_on_then_is_told_to_planners(
    speaker: Browser, member: Browser, poll: Polls, dates: Dates
) -> None:
    dates.draft(berlin(2025, 3, 30, 22, 30), title="Heimliches Treffen")
    dates.add(berlin(2025, 3, 30, 23, 0), title="Schließt an")
    dates.add(berlin(2025, 3, 30, 19, 0), title="Geht voraus")
    row = speaker.open(poll.path).row(FIRST).text
    assert "zugleich: Heimliches Treffen" in row
    assert "Schließt an" not in row
    assert "Geht voraus" not in row
    assert "Heimliches Treffen" not in member.open(poll.path).source


def test_a_public_holiday_is_told(speaker: Browser, poll: Polls) -> None:
    poll.move(0, days=47)  # 21 April 2025
    assert "Ostermontag" in speaker.open(poll.path)


# --- the appointment


def test_the_winner_becomes_a_draft_and_the_invitation_is_next(
    speaker: Browser, world: World, poll: Polls
) -> None:
    page = take(speaker, poll)
    appointment = poll.appointment()
    assert appointment
    assert page.path == f"/ktv/termine/{appointment.id}/einladung/"
    assert appointment.state is AppointmentState.DRAFT
    assert (appointment.title, appointment.kind) == ("Wann in ktv?", "assembly")
    assert appointment.starts_at == berlin(2025, 3, 31, 21)
    assert appointment.ends_at == berlin(2025, 3, 31, 23)
    row = poll.row()
    assert (row.state, row.decided_at) == (PollState.DECIDED, NOW)


def test_it_can_be_announced_at_once(speaker: Browser, member: Browser, poll: Polls) -> None:
    take(speaker, poll, announce="yes")
    appointment = poll.appointment()
    assert appointment
    assert appointment.state is AppointmentState.ANNOUNCED
    assert member.open(poll.path).follow("Zum Termin").heading == "Wann in ktv?"


def test_a_draft_that_came_of_it_is_no_link_for_members(
    speaker: Browser, member: Browser, poll: Polls
) -> None:
    take(speaker, poll)
    page = member.open(poll.path)
    assert SECOND in page.notices
    assert "Zum Termin" not in page


def test_too_late_for_the_notice_period_one_has_to_know_it(
    speaker: Browser, world: World, poll: Polls
) -> None:
    poll.move(1, days=3)
    before = world.dump()
    page = take(speaker, poll, announce="yes")
    assert page.status == 422
    assert "Ladungsfrist" in page.complaints
    assert world.dump() == before
    assert faults(page) == []
    page.press(TAKE, announce="yes", late="y")
    assert poll.row().state is PollState.DECIDED


def test_everybody_who_was_asked_is_told_the_day(speaker: Browser, world: World, poll: Polls) -> None:
    poll.ask("Gesa Gast", "gesa@demo.example")
    poll.ask(person="by_letter")
    poll.ask(person="disabled")
    take(speaker, poll)
    told = {mail.address: mail for mail in sent(world, "poll_decided")}
    assert set(told) == {"member@demo.example", "gesa@demo.example"}
    assert SECOND in told["gesa@demo.example"].text
    assert link_in(told["member@demo.example"]) == LINK


def test_a_time_that_is_over_is_not_taken(speaker: Browser, world: World, poll: Polls) -> None:
    page = speaker.open(f"{poll.path}/nehmen/{poll.options[1]}")
    poll.move(1, hours=-1)
    before = world.dump()
    assert page.press(TAKE).status == 422
    assert world.dump() == before
    assert TAKE not in speaker.open(page.path).buttons()


def test_a_time_of_another_poll_is_not_found(speaker: Browser, world: World, poll: Polls) -> None:
    other = world.meetings["mitte"]["option_id"]
    assert speaker.post(f"{poll.path}/nehmen/{other}", announce="no", version="1").status == 404


def test_the_hour_that_comes_twice_and_the_change_of_time_keep_the_clock(
    speaker: Browser, poll: Polls
) -> None:
    from tests.calendar.polls.test_asking import ask

    page = ask(speaker, day_2="2025-10-25", starts_2="23:00", minutes="300")
    key = poll.newest().id
    link = page.row("Sa., 25.10.2025").all("a")[0].attrs["href"]
    speaker.open(link).press(TAKE)
    poll.id = key
    appointment = poll.appointment()
    assert appointment
    assert appointment.starts_at == berlin(2025, 10, 25, 23)
    assert appointment.ends_at == berlin(2025, 10, 26, 4)


# --- two at once


def test_who_decides_second_is_told_and_changes_nothing(speaker: Browser, world: World, poll: Polls) -> None:
    mine = speaker.open(f"{poll.path}/nehmen/{poll.options[0]}")
    take(speaker, poll, 1)
    first = poll.appointment()
    page = mine.press(TAKE)
    assert page.path == poll.path
    assert "Inzwischen hat jemand anderes den Termin gewählt" in page.notices
    assert SECOND in page.notices
    assert poll.appointment() is not None
    assert poll.appointment().id == first.id  # type: ignore[union-attr]
    assert len(sent(world, "poll_decided")) == 1


def test_two_who_decide_in_the_same_moment_make_one_appointment(world: World, poll: Polls) -> None:
    together, codes = threading.Barrier(2), []
    form = {"announce": "no", "version": "1"}

    def decide(number: int) -> None:
        client = world.client_of("speaker")
        together.wait()
        codes.append(client.post(f"{poll.path}/nehmen/{poll.options[number]}", data=form).headers["Location"])

    threads = [threading.Thread(target=decide, args=[number]) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    appointment = poll.appointment()
    assert appointment
    assert sorted(codes) == sorted([poll.path, f"/ktv/termine/{appointment.id}/einladung/"])
    assert len([row for row in world.dump()["appointment"] if "Wann in ktv?" in row]) == 1


def test_closing_ends_it_without_a_result(speaker: Browser, world: World, poll: Polls) -> None:
    before = speaker.open(poll.path)
    page = before.press("Ohne Ergebnis beenden")
    assert "beendet" in page.notices
    assert poll.row().state is PollState.CLOSED
    again = before.press("Ohne Ergebnis beenden")
    assert "Inzwischen hat jemand anderes die Terminfrage beendet" in again.notices
    assert sent(world, "poll_decided") == []


# --- open again


def test_deleting_the_draft_opens_the_poll_again(speaker: Browser, nobody: Browser, poll: Polls) -> None:
    take(speaker, poll)
    appointment = poll.appointment()
    assert appointment
    assert speaker.post(f"/ktv/termine/{appointment.id}/loeschen").status == 200
    row = poll.row()
    assert (row.state, row.decided_at, row.appointment_id) == (PollState.OPEN, None, None)
    assert nobody.open(LINK).press("Antwort speichern", **poll.said("no", "no")).status == 200
    take(speaker, poll, 0)
    assert poll.row().state is PollState.DECIDED


def test_a_page_from_before_it_was_opened_again_does_not_decide(speaker: Browser, poll: Polls) -> None:
    mine = speaker.open(f"{poll.path}/nehmen/{poll.options[0]}")
    take(speaker, poll)
    appointment = poll.appointment()
    assert appointment
    speaker.post(f"/ktv/termine/{appointment.id}/loeschen")
    assert "Sieh bitte noch einmal nach" in mine.press(TAKE).notices
    assert poll.row().state is PollState.OPEN


@pytest.mark.parametrize("who", ["member", "councillor", "board", "office"])
def test_nobody_else_decides(world: World, poll: Polls, who: str) -> None:
    before = world.dump()
    client = world.client_of(who)
    for verb in (f"nehmen/{poll.options[0]}", "beenden"):
        assert client.post(f"{poll.path}/{verb}", data={"announce": "no", "version": "1"}).status_code == 403
    assert world.dump() == before
