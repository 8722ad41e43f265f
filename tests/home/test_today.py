"""The start page: what is next and what waits for me, across my spaces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.calendar.invitations.models import Notice, NoticeState
from app.calendar.models import AppointmentState
from app.districts.meetings.conduct.models import Meeting
from app.districts.meetings.minutes.models import Minutes, MinutesState
from app.districts.meetings.tasks.models import Task, TaskState
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin
from tests.pages import Browser
from tests.people import NOW, World

Freeze = Callable[[datetime], None]


@pytest.fixture
def dates(world: World) -> Dates:
    """The appointments of the small Kreisverband."""
    return Dates(world)


@pytest.fixture
def member(as_member: FlaskClient) -> Browser:
    """The browser of a member of ktv."""
    return Browser(as_member)


@pytest.fixture
def speaker(as_speaker: FlaskClient) -> Browser:
    """The browser of the speaker of ktv."""
    return Browser(as_speaker)


@pytest.mark.parametrize(
    ("hour", "minute", "greeting"),
    [(3, 59, "Guten Abend"), (4, 0, "Guten Morgen"), (10, 59, "Guten Morgen"), (11, 0, "Guten Tag"),
     (17, 59, "Guten Tag"), (18, 0, "Guten Abend")],
)  # fmt: skip
def test_people_are_greeted_by_the_hour_and_by_their_first_name(
    member: Browser, freeze: Freeze, hour: int, minute: int, greeting: str
) -> None:
    freeze(berlin(2025, 3, 12, hour, minute))
    page = member.open("/")
    assert page.heading == f"{greeting}, Marta"
    assert "Mi., 12.03.2025" in page


def test_the_next_dates_of_all_my_spaces_stand_together_with_their_space(
    member: Browser, dates: Dates
) -> None:
    dates.add(berlin(2025, 3, 10, 19), slug="ktv", title="Erst hier")
    dates.add(berlin(2025, 3, 11, 19), slug="kreis", title="Dann für alle")
    dates.add(berlin(2025, 3, 9, 19), slug="mitte", title="Bei den anderen")
    page = member.open("/")
    assert page.rows[:2] == ["Erst hier", "Dann für alle"]
    assert "KTV" in page.row("Erst hier").text
    assert page.row("Dann für alle").one("a").attrs["href"].startswith("/kreis/termine/")
    assert "Bei den anderen" not in page


def test_five_dates_stand_on_the_start_page_and_three_on_a_space(member: Browser, dates: Dates) -> None:
    for day in range(9):
        dates.add(NOW + timedelta(days=1 + day), title=f"Treffen Nummer {day}")
    assert [row for row in member.open("/").rows if "Nummer" in row] == [
        f"Treffen Nummer {day}" for day in range(5)
    ]
    assert [row for row in member.open("/ktv/").rows if "Nummer" in row] == [
        f"Treffen Nummer {day}" for day in range(3)
    ]


def test_what_is_over_is_not_next(member: Browser, dates: Dates) -> None:
    dates.add(NOW - timedelta(hours=2), title="Gerade vorbei")
    assert "Gerade vorbei" not in member.open("/")


def test_what_is_cancelled_stays_among_the_next_and_says_so(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 10, 19), title="Fällt aus", state=AppointmentState.CANCELLED)
    assert "abgesagt" in member.open("/").row("Fällt aus").text


def test_drafts_wait_in_all_spaces_that_one_leads_the_next_first(world: World, dates: Dates) -> None:
    dates.draft(berlin(2025, 3, 20, 19), slug="kreis", title="Zweiter")
    dates.draft(berlin(2025, 3, 19, 19), slug="wahlaktiv", title="Nicht meiner")
    dates.draft(berlin(2025, 3, 18, 19), slug="kreis", title="Erster")
    page = Browser(world.client_of("board")).open("/")
    waiting = page.section("Wartet auf dich")
    assert waiting.index("Erster") < waiting.index("Zweiter") < waiting.index("Treffen draft in kreis")
    assert "Nicht meiner" not in page


def test_a_draft_whose_day_is_over_waits_no_more(speaker: Browser, dates: Dates) -> None:
    dates.draft(berlin(2025, 3, 4, 19), title="Verpasst")
    assert "Verpasst" not in speaker.open("/")


def test_where_nothing_is_open_nothing_waits(member: Browser, dates: Dates) -> None:
    dates.clear()
    assert "Wartet auf dich" not in member.open("/")
    assert "Was ansteht" not in member.open("/ktv/")


def test_an_invitation_is_answered_on_the_start_page_with_one_tap(member: Browser) -> None:
    page = member.open("/")
    assert "Kommst du? Treffen announced in ktv" in page.section("Wartet auf dich")
    page = page.press("Ich komme")
    assert page.path.startswith("/ktv/termine/")
    assert "Kommst du?" not in member.open("/")


def test_a_date_poll_waits_until_it_is_answered(world: World) -> None:
    # The member has said something to one of the times only once, so the poll still asks.
    assert "Wann kannst du? Wann in ktv?" in Browser(world.client_of("member")).open("/").section(
        "Wartet auf dich"
    )
    assert "Wann in ktv?" not in Browser(world.client_of("councillor")).open("/")


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (date(2025, 3, 19), "bis Mi., 19.03.2025"),
        (date(2025, 3, 1), "war bis Sa., 01.03.2025 gedacht"),
        (None, ""),
    ],
)
def test_a_task_of_mine_waits_with_its_day(world: World, due_on: date | None, words: str) -> None:
    change_task(world, due_on=due_on)
    row = Browser(world.client_of("member")).open("/").row("Aufgabe: Aufgabe in ktv")
    assert words in row.text
    assert row.one("a").attrs["href"] == f"/ktv/aufgaben/{world.meetings['ktv']['task_id']}"
    assert "Aufgabe in" not in Browser(world.client_of("councillor")).open("/")


def test_a_task_that_is_far_ahead_or_done_does_not_wait(member: Browser, world: World) -> None:
    change_task(world, due_on=date(2025, 3, 20))
    assert "Aufgabe in ktv" not in member.open("/")
    change_task(world, due_on=date(2025, 3, 6), state=TaskState.DONE, ended_at=NOW)
    assert "Aufgabe in ktv" not in member.open("/")


def change_task(world: World, **values: object) -> None:
    """Set columns of ktv's task directly."""
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        task = session.get_one(Task, world.meetings["ktv"]["task_id"])
        for name, value in values.items():
            setattr(task, name, value)


def test_minutes_wait_for_whoever_keeps_them_until_they_are_ready(world: World) -> None:
    words = "Protokoll fertigstellen: Treffen past in ktv"
    member, speaker = (Browser(world.client_of(who)) for who in ("member", "speaker"))
    assert words not in member.open("/")
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        past = world.appointments["ktv"]["past"]
        minutes = session.scalars(sa.select(Minutes).where(Minutes.appointment_id == past)).one()
        minutes.state, minutes.ready_at = MinutesState.WRITING, None
    assert words in member.open("/").section("Wartet auf dich")
    assert words not in speaker.open("/")
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.scalars(sa.select(Meeting).where(Meeting.appointment_id == past)).one().keeper_id = None
    assert words in speaker.open("/").section("Wartet auf dich")
    assert words not in member.open("/")


def test_who_leads_sees_letters_refused_mails_and_meetings_without_an_invitation(
    speaker: Browser, dates: Dates, world: World
) -> None:
    dates.add(berlin(2025, 3, 19, 19), kind="assembly", title="Noch niemand eingeladen")
    dates.add(berlin(2025, 3, 19, 17), kind="regulars_table", title="Ohne Einladung")
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Notice, world.meetings["ktv"]["notice_id"]).state = NoticeState.TO_POST
    waiting = speaker.open("/").section("Wartet auf dich")
    assert "Einladen: Noch niemand eingeladen" in waiting
    assert "Ohne Einladung" not in waiting
    assert "1 Brief oder Anrufe: Treffen announced in ktv" in waiting
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Notice, world.meetings["ktv"]["notice_id"]).state = NoticeState.FAILED
    assert "1 Mail kam nicht an: Treffen announced in ktv" in speaker.open("/ktv/").section("Was ansteht")
    assert "Treffen announced in mitte" not in speaker.open("/")


def test_somebody_without_a_space_is_told_who_helps(world: World, dates: Dates) -> None:
    page = Browser(world.client_of("demoted")).open("/")
    assert "Die Kreisgeschäftsstelle trägt dich ein." in page
    assert "In deinen Bereichen ist gerade nichts angekündigt." in page


def test_my_spaces_are_those_i_belong_to(member: Browser) -> None:
    text = member.open("/").section("Meine Bereiche")
    assert ("Kröpeliner-Tor-Vorstadt" in text, "Kreisverband Rostock" in text, "Stadtmitte" in text) == (
        True, True, False,
    )  # fmt: skip


class TestWithoutRequiredSecondFactor:
    """Where the second factor is only recommended."""

    @pytest.fixture
    def more_settings(self) -> dict[str, object]:
        """The second factor as a recommendation."""
        return {"REQUIRE_SECOND_FACTOR": False}

    def test_who_leads_a_space_is_reminded_to_protect_the_account(self, world: World) -> None:
        page = Browser(world.client_of("unenrolled")).open("/")
        assert page.row("Konto besser schützen").one("a").attrs["href"] == "/konto/zweiter-schritt"

    def test_who_has_a_second_factor_is_not_reminded(self, speaker: Browser) -> None:
        assert "Konto besser schützen" not in speaker.open("/")
