"""Whoever changes or cancels one appointment of a series is asked how far that reaches."""

from __future__ import annotations

from datetime import date, time

import pytest

from app import clock
from app.calendar.delegations.models import Delegated, Delegation
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin
from tests.calendar.dates import url as appointment_url
from tests.calendar.series.plans import Plans, url
from tests.pages import Browser, Page, counted, manners
from tests.people import World

SAVE, CANCEL, CHANGE, END = "Änderung speichern", "Termin absagen", "Serie ändern", "Serie beenden"
QUESTION = "Für welche Termine der Serie gilt das?"
WEEKLY = "FREQ=WEEKLY;BYDAY=WE"


@pytest.fixture
def key(plans: Plans) -> int:
    """Every third Wednesday from March to June."""
    return plans.add(last=date(2025, 6, 30))


def edit(speaker: Browser, plans: Plans, key: int, number: int) -> Page:
    return speaker.open(appointment_url(plans.held(key)[number].id, "bearbeiten"))


def summary(page: Page) -> str:
    return page.main.one("p", role="status").text


# --- changing


def test_only_this_one_is_what_is_meant_unless_somebody_says_otherwise(
    speaker: Browser, plans: Plans, key: int
) -> None:
    page = edit(speaker, plans, key, 1)
    assert QUESTION in page
    assert page.value("reach") == "one"
    page.press(SAVE, place="Am Hafen")
    assert [one.place for one in plans.held(key)] == ["Klubraum", "Am Hafen", "Klubraum", "Klubraum"]


def test_this_and_the_following_are_shown_and_then_changed(speaker: Browser, plans: Plans, key: int) -> None:
    before = plans.held(key)
    page = edit(speaker, plans, key, 1).press(SAVE, place="Rathaus", starts="18:00", reach="following")
    assert (page.status, page.heading, summary(page)) == (200, CHANGE, "3 Termine ändern sich.")
    assert [one for one in manners(page) if "tokens" not in one] == []
    assert plans.held(key) == before
    page.press(CHANGE)
    assert plans.days(key) == ["03-19"]
    held = plans.held(plans.keys()[-1])
    assert [(one.when[5:], one.place) for one in held] == [
        ("04-16 18:00", "Rathaus"), ("05-21 18:00", "Rathaus"), ("06-18 18:00", "Rathaus"),
    ]  # fmt: skip
    assert [one.uid for one in held] == [one.uid for one in before[1:]]


def test_all_coming_ones_are_changed_from_the_third_one_on_as_well(
    speaker: Browser, plans: Plans, key: int
) -> None:
    edit(speaker, plans, key, 2).press(SAVE, title="Offener Abend", reach="all").press(CHANGE)
    assert {one.title for one in plans.held(key)} == {"Offener Abend"}
    assert len(plans.held(key)) == 4


@pytest.mark.parametrize(
    ("day", "days", "words"),
    [
        ("2025-04-17", ["04-17", "05-15", "06-19"], "jeden dritten Donnerstag im Monat"),
        ("2025-04-11", ["04-11", "05-09", "06-13"], "jeden zweiten Freitag im Monat"),
        ("2025-04-30", ["04-30", "05-28", "06-25"], "jeden letzten Mittwoch im Monat"),
    ],
)
def test_a_moved_one_takes_the_following_to_the_same_day_of_their_month(
    speaker: Browser, plans: Plans, key: int, day: str, days: list[str], words: str
) -> None:
    page = edit(speaker, plans, key, 1).press(SAVE, day=day, reach="following")
    assert words in page
    page.press(CHANGE)
    assert plans.days(key) == ["03-19"]
    assert plans.days(plans.keys()[-1]) == days


def test_a_moved_one_of_a_fortnight_takes_the_following_into_the_other_weeks(
    speaker: Browser, plans: Plans
) -> None:
    key = plans.add("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2025, 3, 12), date(2025, 4, 23))
    before = plans.held(key)
    edit(speaker, plans, key, 1).press(SAVE, day="2025-04-02", reach="following").press(CHANGE)
    assert plans.days(key) == ["03-12"]
    held = plans.held(plans.keys()[-1])
    assert [one.day for one in held] == ["04-02", "04-16"]
    assert {one.uid for one in held} < {one.uid for one in before}


def test_a_moved_one_takes_all_coming_ones_into_the_other_weeks(speaker: Browser, plans: Plans) -> None:
    key = plans.add("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2025, 3, 19), date(2025, 4, 30))
    edit(speaker, plans, key, 1).press(SAVE, day="2025-03-26", reach="all").press(CHANGE)
    assert plans.days(key) == ["03-12", "03-26", "04-09", "04-23"]


def test_a_moved_one_does_not_take_the_following_before_the_date_before(
    speaker: Browser, plans: Plans, key: int
) -> None:
    edit(speaker, plans, key, 1).press(SAVE, day="2025-03-12", reach="following").press(CHANGE)
    assert plans.days(key) == ["03-19"]
    assert plans.days(plans.keys()[-1]) == ["04-09", "05-14", "06-11"]


def test_the_last_week_moves_along_though_it_ends_beyond_the_last_day(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 12), date(2025, 4, 9))
    page = edit(speaker, plans, key, 0).press(SAVE, day="2025-03-14", reach="all")
    assert summary(page) == "5 Termine ändern sich."
    page.press(CHANGE)
    assert plans.days(key) == ["03-14", "03-21", "03-28", "04-04", "04-11"]


def test_what_was_typed_can_be_corrected_on_the_way(speaker: Browser, plans: Plans, key: int) -> None:
    page = edit(speaker, plans, key, 1).press(SAVE, day="2025-04-17", reach="following")
    page = page.press("Noch einmal ansehen", rhythm="month-1-2", place="Rathaus")
    assert "jeden zweiten Donnerstag im Monat" in page
    page.press(CHANGE)
    assert plans.days(plans.keys()[-1]) == ["04-10", "05-08", "06-12"]


def test_a_night_stays_a_night(speaker: Browser, plans: Plans, key: int) -> None:
    typed = {"starts": "22:00", "ends": "01:00", "ends_on": "2025-03-20"}
    edit(speaker, plans, key, 0).press(SAVE, **typed, reach="all").press(CHANGE)
    assert {one.when[11:] for one in plans.held(key)} == {"22:00"}
    shown = speaker.open(url(key))
    assert "Mi., 21.05.2025, 22:00 Uhr – Do., 22.05.2025, 01:00 Uhr" in shown  # noqa: RUF001  # a span's dash


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"ends_on": "2025-03-21"}, "ends_on"),
        ({"ends": "18:00"}, "ends"),
        ({"title": ""}, "title"),
        ({"day": "2025-02-31"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"reach": "everything"}, "reach"),
    ],
)
def test_what_no_series_can_do_is_refused_on_the_page_of_the_one(
    speaker: Browser, plans: Plans, key: int, typed: dict[str, str], field: str
) -> None:
    before = plans.held(key)
    page = edit(speaker, plans, key, 0).press(SAVE, **{"reach": "all", **typed})
    assert (page.status, page.heading) == (422, "Termin ändern")
    assert page.error(field)
    assert plans.held(key) == before


def test_who_changes_more_than_one_is_told_of_somebody_elses_change(
    speaker: Browser, plans: Plans, world: World
) -> None:
    key = plans.add(last=date(2025, 6, 30), announce=False)
    before = plans.held(key)
    mine = edit(speaker, plans, key, 0)
    other = Browser(world.client_of("speaker"))
    other.open(appointment_url(before[0].id)).press("Termin ankündigen")
    page = mine.press(SAVE, title="Meiner", reach="all")
    assert (page.status, page.heading) == (422, "Termin ändern")
    assert "Inzwischen hat jemand anderes diesen Termin geändert." in page.complaints
    assert page.press(SAVE, reach="all").heading == CHANGE


# --- who is asked


def test_an_exception_is_changed_by_itself_alone(speaker: Browser, plans: Plans, key: int) -> None:
    edit(speaker, plans, key, 1).press(SAVE, place="Am Hafen")
    page = edit(speaker, plans, key, 1)
    assert QUESTION not in page
    page = page.press(SAVE, place="Am Strand")
    assert page.status == 200
    assert "Dieser Termin wurde einzeln geändert" in page


def test_what_stands_alone_asks_nothing(speaker: Browser, dates: Dates) -> None:
    alone = dates.add(berlin(2025, 4, 16, 19))
    assert QUESTION not in speaker.open(appointment_url(alone, "bearbeiten"))
    assert QUESTION not in speaker.open(appointment_url(alone, "absagen"))


def test_what_has_begun_asks_nothing(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 5), date(2025, 3, 19), starts=time(20))
    with clock.frozen(berlin(2025, 3, 5, 21)):
        assert QUESTION not in edit(speaker, plans, key, 0)
        page = edit(speaker, plans, key, 0).press(SAVE, place="Am Hafen")
    assert page.status == 200
    assert [one.place for one in plans.held(key)] == ["Am Hafen", "Klubraum", "Klubraum"]


def test_to_whom_one_was_handed_changes_only_that_one(
    member: Browser, plans: Plans, key: int, world: World
) -> None:
    one = plans.held(key)[0]
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        handed = {"what": Delegated.MEETING, "by_id": world.people["speaker"], "accepted_at": clock.now()}
        session.add(Delegation(appointment_id=one.id, person_id=world.people["member"], **handed))
    page = member.open(appointment_url(one.id, "bearbeiten"))
    assert (page.status, QUESTION in page) == (200, False)
    values = {"title": "Von allen", "day": "2025-03-19", "starts": "19:00", "ends": "21:00", "version": "2"}
    member.post(appointment_url(one.id, "bearbeiten"), **values, reach="all")
    assert len({row.title for row in plans.held(key)[1:]}) == 1
    assert plans.held(key)[1].title == "Stammtisch am Mittwoch"
    assert member.open(url(key)).status == 403


# --- cancelling


def test_only_this_one_is_cancelled(speaker: Browser, plans: Plans, key: int) -> None:
    page = speaker.open(appointment_url(plans.held(key)[1].id, "absagen"))
    assert QUESTION in page
    page.press(CANCEL, reason="Krank")
    assert [one.state for one in plans.held(key)] == ["announced", "cancelled", "announced", "announced"]


@pytest.mark.parametrize(("reach", "left"), [("following", ["03-19"]), ("all", [])])
def test_cancelling_more_ends_the_series_once_it_was_shown(
    speaker: Browser, plans: Plans, key: int, reach: str, left: list[str]
) -> None:
    before = plans.held(key)
    page = speaker.open(appointment_url(before[1].id, "absagen")).press(CANCEL, reason="Krank", reach=reach)
    assert (page.status, page.heading) == (200, END)
    assert summary(page) == f"{4 - len(left)} Termine werden abgesagt."
    assert [one for one in manners(page) if "tokens" not in one] == []
    assert plans.held(key) == before
    page.press(END)
    assert plans.days(key) == left
    gone = speaker.open(appointment_url(before[1].id))
    assert "Krank" in gone.notices
    assert (plans.get(key) is None) is (left == [])


def test_tonights_meeting_is_among_all_coming_ones(speaker: Browser, plans: Plans) -> None:
    key = plans.add(WEEKLY, date(2025, 3, 5), date(2025, 3, 12), starts=time(20))
    page = speaker.open(appointment_url(plans.held(key)[1].id, "absagen")).press(CANCEL, reach="all")
    assert summary(page) == "2 Termine werden abgesagt."


# --- how often the database is asked


def test_a_change_asks_and_writes_a_fixed_number_of_times_for_each_date(
    speaker: Browser, plans: Plans, world: World
) -> None:
    def asked(last: date) -> int:
        key = plans.add(WEEKLY, date(2025, 3, 12), last)
        page = speaker.open(url(key, "aendern")).press("Vorschau ansehen", on="weekday-3", place="Rathaus")
        with counted(world.app) as statements:
            page.press(CHANGE)
        return len(statements)

    few, many = asked(date(2025, 4, 9)), asked(date(2025, 8, 20))
    # For each: the appointment, what follows from it, the log; the places all at once.
    assert (many - few) / (24 - 5) <= 8
