"""The notice period, and what is over: what can no longer be announced in due form is said in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from app.calendar.models import AppointmentState
from tests.calendar.dates import Dates, berlin, url
from tests.pages import Browser
from tests.people import World

Freeze = Callable[[datetime], None]


def test_the_last_day_to_announce_is_shown(speaker: Browser, dates: Dates) -> None:
    key = dates.draft(berlin(2025, 3, 25, 19), kind="assembly")
    assert (
        "Ankündigen bis Di., 18.03.2025, dann ist die Ladungsfrist von 7 Tagen eingehalten."
        in speaker.open(url(key))
    )


def test_on_the_last_day_the_notice_period_is_still_kept(speaker: Browser, dates: Dates) -> None:
    key = dates.draft(berlin(2025, 3, 12, 19), kind="assembly")
    page = speaker.open(url(key)).press("Termin ankündigen")
    assert "angekündigt" in page.notices


def test_a_day_later_it_is_said_before_announcing(speaker: Browser, dates: Dates) -> None:
    key = dates.draft(berlin(2025, 3, 11, 19), kind="assembly")
    page = speaker.open(url(key))
    assert "Der letzte Tag dafür war Di., 04.03.2025." in page.notices
    assert "Termin ankündigen" not in page.buttons()


def test_too_late_an_announcement_needs_that_one_knows(speaker: Browser, dates: Dates) -> None:
    key = dates.draft(berlin(2025, 3, 11, 19), kind="assembly")
    page = speaker.post(url(key, "ankuendigen"))
    assert page.status == 422
    assert "Ladungsfrist von 7 Tagen ist nicht mehr einzuhalten" in page
    row = dates.get(key)
    assert row is not None
    assert row.state is AppointmentState.DRAFT


def test_trotzdem_announces_all_the_same(speaker: Browser, member: Browser, dates: Dates) -> None:
    key = dates.draft(berlin(2025, 3, 11, 19), kind="assembly", title="Eilige Versammlung")
    speaker.open(url(key)).press("Trotzdem ankündigen")
    assert member.open(url(key)).heading == "Eilige Versammlung"


def test_a_kind_without_notice_can_be_announced_for_tonight(speaker: Browser, dates: Dates) -> None:
    key = dates.draft(berlin(2025, 3, 5, 21), kind="get_together")
    assert "angekündigt" in speaker.open(url(key)).press("Termin ankündigen").notices


@pytest.mark.parametrize(("minute", "late"), [(59, False), (60, True)])
def test_the_day_ends_at_midnight_in_rostock(
    speaker: Browser, dates: Dates, freeze: Freeze, minute: int, late: bool
) -> None:
    key = dates.draft(berlin(2025, 3, 12, 0, 30), kind="assembly")  # in UTC this is the 11th
    freeze(berlin(2025, 3, 5, 23, 59) if minute == 59 else berlin(2025, 3, 6))
    assert ("Trotzdem ankündigen" in speaker.open(url(key)).buttons()) is late


def test_what_has_begun_cannot_be_announced(speaker: Browser, dates: Dates) -> None:
    key = dates.draft(berlin(2025, 3, 5, 18, 30), hours=3)
    page = speaker.post(url(key, "ankuendigen"), trotzdem="1")
    assert page.status == 422
    assert "Verschiebe ihn zuerst" in page


def test_a_draft_of_the_past_offers_nothing_that_would_be_refused(speaker: Browser, dates: Dates) -> None:
    page = speaker.open(url(dates.draft(berlin(2025, 3, 4, 18, 30))))
    assert "Termin ankündigen" not in page.buttons()
    assert "Trotzdem ankündigen" not in page.buttons()


def test_what_is_over_cannot_be_cancelled(speaker: Browser, world: World) -> None:
    key = world.appointments["ktv"]["past"]
    assert "Termin absagen" not in speaker.open(url(key))
    page = speaker.open(url(key, "absagen")).press("Termin absagen", reason="zu spät")
    assert page.status == 422
    assert "Dieser Termin ist vorbei" in page.complaints
    assert page.value("reason") == "zu spät"


def test_what_is_running_can_be_cancelled(speaker: Browser, dates: Dates) -> None:
    key = dates.add(berlin(2025, 3, 5, 18, 30), hours=3)
    assert "Abgesagt" in speaker.open(url(key, "absagen")).press("Termin absagen").notices


@pytest.mark.parametrize(("day", "said"), [("2025-03-10", True), ("2025-03-26", False)])
def test_moving_what_is_announced_says_when_the_notice_period_is_lost(
    speaker: Browser, dates: Dates, day: str, said: bool
) -> None:
    key = dates.add(berlin(2025, 3, 25, 19), kind="assembly")
    page = speaker.open(url(key) + "/bearbeiten").press("Änderung speichern", day=day)
    assert ("Ladungsfrist nicht mehr einhalten" in page.notices) is said
