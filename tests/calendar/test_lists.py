"""The lists of appointments: in which order, how many, what belongs to which year, and how a day is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.calendar.dates import Dates, berlin, url
from tests.pages import Browser
from tests.people import NOW

Freeze = Callable[[datetime], None]
NEXT, PAST = "/ktv/termine/", "/ktv/termine/vergangene"


@pytest.fixture(autouse=True)
def _empty(dates: Dates) -> None:
    """Begin with an empty calendar."""
    dates.clear()


def test_what_comes_next_stands_first(member: Browser, dates: Dates) -> None:
    for day in (20, 8, 14):
        dates.add(berlin(2025, 3, day, 19), title=f"Am {day}.")
    assert member.open(NEXT).rows == ["Am 8.", "Am 14.", "Am 20."]


def test_what_was_last_stands_first_among_the_past(member: Browser, dates: Dates) -> None:
    for day in (20, 8, 14):
        dates.add(berlin(2025, 2, day, 19), title=f"Am {day}.")
    assert member.open(PAST).rows == ["Am 20.", "Am 14.", "Am 8."]


def test_the_past_and_the_next_share_nothing(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 4, 19), title="Gestern")
    dates.add(berlin(2025, 3, 6, 19), title="Morgen")
    assert (member.open(NEXT).rows, member.open(PAST).rows) == (["Morgen"], ["Gestern"])


# --- running and over


def test_what_is_running_is_still_among_the_next(member: Browser, dates: Dates) -> None:
    dates.add(NOW - timedelta(hours=1), title="Läuft gerade")
    assert (member.open(NEXT).rows, member.open(PAST).rows) == (["Läuft gerade"], [])


def test_what_ends_this_minute_is_over(member: Browser, dates: Dates) -> None:
    dates.add(NOW - timedelta(hours=2), title="Gerade vorbei")
    assert (member.open(NEXT).rows, member.open(PAST).rows) == ([], ["Gerade vorbei"])


def test_what_goes_over_midnight_is_running_after_midnight(
    member: Browser, dates: Dates, freeze: Freeze
) -> None:
    dates.add(berlin(2025, 3, 5, 22), hours=4, title="Lange Nacht")
    freeze(berlin(2025, 3, 6, 0, 30))
    page = member.open(NEXT)
    assert page.rows == ["Lange Nacht"]
    assert "Mi., 05.03.2025, 22:00 Uhr – Do., 06.03.2025, 02:00 Uhr" in page


def test_the_longest_appointment_is_running_until_its_last_minute(
    member: Browser, dates: Dates, freeze: Freeze
) -> None:
    dates.add(berlin(2025, 3, 5, 12), hours=14 * 24, title="Zwei Wochen")
    freeze(berlin(2025, 3, 19, 11, 59))
    assert [member.open(where).rows[0] for where in (NEXT, "/ktv/", "/")] == ["Zwei Wochen"] * 3


# --- twenty a page


@pytest.mark.parametrize(("number", "more"), [(20, False), (21, True)])
def test_twenty_stand_on_a_page(member: Browser, dates: Dates, number: int, more: bool) -> None:
    for day in range(number):
        dates.add(berlin(2025, 3, 6, 19) + timedelta(days=day), title=f"Nummer {day}")
    page = member.open(NEXT)
    assert len(page.rows) == 20
    assert (f"{NEXT}?seite=2" in page.links()) is more


@pytest.mark.parametrize("where", [NEXT, PAST, f"{PAST}/2025"])
def test_the_second_page_goes_on_where_the_first_ends(member: Browser, dates: Dates, where: str) -> None:
    for day in range(21):
        start = berlin(2025, 3, 6, 19) if where == NEXT else berlin(2025, 2, 1, 19)
        dates.add(start + timedelta(days=day), title=f"Nummer {day}")
    second = member.open(where).follow("Weiter")
    assert second.rows == (["Nummer 20"] if where == NEXT else ["Nummer 0"])
    assert len(second.follow("Zurück").rows) == 20


def test_a_page_that_cannot_be_read_is_the_first(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 6, 19), title="Morgen")
    for odd in ("0", "-1", "x", "²", "9" * 30):
        assert member.open(NEXT, seite=odd).status == 200
    assert member.open(NEXT, seite="x").rows == ["Morgen"]


def test_a_page_behind_the_last_leads_back(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 6, 19), title="Morgen")
    page = member.open(NEXT, seite="3")
    assert page.rows == []
    assert page.follow("Zum Anfang der Liste").rows == ["Morgen"]


# --- by year


def test_new_years_eve_belongs_to_the_year_it_is_in_rostock(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2024, 12, 31, 23, 45), title="Vor dem Feuerwerk")
    dates.add(berlin(2025, 1, 1, 0, 15), title="Nach dem Feuerwerk")  # in UTC still the old year
    assert member.open(f"{PAST}/2024").rows == ["Vor dem Feuerwerk"]
    assert member.open(f"{PAST}/2025").rows == ["Nach dem Feuerwerk"]


def test_the_years_are_those_since_the_first_appointment(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2023, 1, 1, 0, 30), title="Ein neuer Anfang")  # in UTC 2022
    page = member.open(PAST)
    assert [link for link in page.links() if link.startswith(f"{PAST}/")] == [
        f"{PAST}/{year}" for year in (2025, 2024, 2023)
    ]


def test_a_draft_of_long_ago_is_not_betrayed_by_its_year(
    member: Browser, speaker: Browser, dates: Dates
) -> None:
    dates.draft(berlin(2021, 5, 5, 19))
    dates.add(berlin(2025, 2, 1, 19))
    assert f"{PAST}/2021" in speaker.open(PAST).links()
    assert f"{PAST}/2021" not in member.open(PAST).links()


def test_a_year_without_appointments_says_so(member: Browser) -> None:
    for year in (1900, 2024, 2199):
        assert "Hier steht, was war." in member.open(f"{PAST}/{year}")


@pytest.mark.parametrize("year", ["1899", "2200", "25", "02025", "zwanzig"])
def test_a_year_of_no_calendar_is_not_found(member: Browser, year: str) -> None:
    assert member.open(f"{PAST}/{year}").status == 404


# --- drafts and cancelled ones


def test_drafts_stand_only_in_the_lists_of_those_who_plan(
    speaker: Browser, member: Browser, dates: Dates
) -> None:
    dates.draft(berlin(2025, 3, 20, 19), title="Noch offen")
    dates.draft(berlin(2025, 2, 20, 19), title="Nie angekündigt")
    assert "Entwurf" in speaker.open(NEXT).row("Noch offen").text
    assert speaker.open(PAST).rows == ["Nie angekündigt"]
    assert (member.open(NEXT).rows, member.open(PAST).rows) == ([], [])


def test_an_empty_list_says_what_belongs_there_and_offers_the_first_step(
    speaker: Browser, member: Browser
) -> None:
    assert speaker.open(NEXT).follow("Ersten Termin anlegen").heading == "Termin anlegen"
    assert member.open(NEXT).follow("Zum Bereich").path == "/ktv/"


# --- how a day is written


def test_a_span_is_written_with_weekday_day_and_both_times(member: Browser, dates: Dates) -> None:
    key = dates.add(berlin(2025, 3, 12, 18), title="Stammtisch")
    written = "Mi., 12.03.2025, 18:00–20:00 Uhr"  # noqa: RUF001  # the typographic dash of a span
    for where in (NEXT, url(key), "/ktv/", "/"):
        assert written in member.open(where)


@pytest.mark.parametrize(
    ("day", "word"),
    [(5, "heute"), (6, "morgen"), (8, "in 3 Tagen"), (12, "in 7 Tagen"), (13, "")],
)
def test_a_near_day_is_also_said_in_a_word(member: Browser, dates: Dates, day: int, word: str) -> None:
    dates.add(berlin(2025, 3, day, 21), title="Treffen")
    text = member.open(NEXT).row("Treffen").text
    assert [one for one in ("heute", "morgen", "in 3 Tagen", "in 7 Tagen", "in 8 Tagen") if one in text] == (
        [word] if word else []
    )


@pytest.mark.parametrize(
    ("now", "word"),
    [(berlin(2025, 3, 5, 23, 59), "morgen"), (berlin(2025, 3, 6, 0, 1), "heute")],
)
def test_tomorrow_begins_at_midnight_in_rostock(
    member: Browser, dates: Dates, freeze: Freeze, now: datetime, word: str
) -> None:
    dates.add(berlin(2025, 3, 6, 0, 30), title="Nachtwache")
    freeze(now)
    assert word in member.open(NEXT).row("Nachtwache").text


def test_the_same_hour_is_written_on_both_sides_of_the_change_to_summer_time(
    member: Browser, dates: Dates
) -> None:
    dates.add(berlin(2025, 3, 29, 18), title="Winterzeit")
    dates.add(berlin(2025, 3, 30, 18), title="Sommerzeit")
    for title in ("Winterzeit", "Sommerzeit"):
        assert "18:00" in member.open(NEXT).row(title).text
