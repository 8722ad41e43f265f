"""The year calendar: everything with a date as a list, a month, a year; it is Wednesday, 5 March 2025."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.calendar.models import Appointment, AppointmentState
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin
from tests.calendar.year.conftest import Plan
from tests.pages import Browser, Element, Page, counted
from tests.people import NOW, World

VIEWS = ("/kalender/", "/kalender/2025/3/19", "/kalender/2025/3", "/kalender/2025")


def months(page: Page) -> list[str]:
    """The headings of a list."""
    return [one.text for one in page.main.all("h2") if one.text != "Auch im Kalender"]


def row(page: Page, title: str) -> Element:
    """The row of a list with this title."""
    (found,) = [
        one
        for one in page.main.all("li")
        if [name.text for name in one.all("span", class_="row-title")] == [title]
    ]
    return found


def day_in(page: Page, number: int) -> str:
    """What a table says of a day to who does not see it."""
    found = [
        cell for cell in page.main.all("td")
        if any(one.text == str(number) for one in cell.all("span", class_="month-day"))
    ]  # fmt: skip
    return " ".join(one.text for cell in found for one in cell.all("span", class_="visually-hidden"))


# --- the list


def test_the_list_begins_today_and_reaches_six_weeks(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 4, 19), title="Gestern")
    dates.add(berlin(2025, 3, 5, 20), title="Heute Abend")
    dates.add(berlin(2025, 4, 15, 19), title="In sechs Wochen")
    dates.add(berlin(2025, 4, 16, 19), title="Danach")
    page = member.open("/kalender/")
    assert page.heading == "Kalender"
    assert "Heute Abend" in page.rows
    assert "In sechs Wochen" in page.rows
    assert {"Gestern", "Danach"}.isdisjoint(page.rows)
    assert months(page) == ["März 2025", "April 2025"]


def test_one_leafs_on_and_back(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 4, 16, 19), title="Danach")
    later = member.open("/kalender/").follow("6 Wochen weiter")
    assert later.heading == "Kalender ab Mi., 16.04.2025"
    assert "Danach" in later.rows
    assert later.follow("6 Wochen zurück").path == "/kalender/2025/3/5"
    assert later.main.all("a", href="/kalender/") != []


def test_the_calendar_opens_to_a_date_by_its_address(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2024, 7, 14, 19), title="Vorletztes Jahr")
    assert "Vorletztes Jahr" in member.open("/kalender/2024/7/14").rows
    assert "Vorletztes Jahr" in member.open("/kalender/2024/7").rows
    assert "Vorletztes Jahr" in member.open("/kalender/2024").rows


def test_what_is_in_the_calendar_comes_from_all_own_spaces(member: Browser) -> None:
    rows = member.open("/kalender/").rows
    assert "Treffen announced in ktv" in rows
    assert "Treffen announced in kreis" in rows
    assert "Treffen announced in mitte" not in rows
    assert "Treffen announced in wahlaktiv" not in rows


@pytest.mark.parametrize("path", VIEWS)
def test_what_is_cancelled_is_struck_through_and_says_so(member: Browser, path: str) -> None:
    found = row(member.open(path), "Treffen cancelled in ktv")
    assert "abgesagt" in found.text
    assert [one.text for one in found.all("s")] == ["Treffen cancelled in ktv"]


@pytest.mark.parametrize("path", VIEWS)
def test_drafts_are_seen_by_those_who_plan_there(member: Browser, speaker: Browser, path: str) -> None:
    assert "Treffen draft in ktv" not in member.open(path).rows
    rows = speaker.open(path).rows
    assert "Treffen draft in ktv" in rows
    assert "Treffen draft in kreis" not in rows


def test_the_board_sees_no_drafts_of_a_district(world: World) -> None:
    rows = Browser(world.client_of("board")).open("/kalender/?bereich=ktv&bereich=kreis").rows
    assert "Treffen announced in ktv" in rows
    assert "Treffen draft in ktv" not in rows
    assert "Treffen draft in kreis" in rows


def test_a_row_leads_to_the_appointment(member: Browser) -> None:
    address = row(member.open("/kalender/"), "Treffen announced in ktv").one("a").attrs["href"]
    assert member.open(address).heading == "Treffen announced in ktv"


def test_what_lasts_over_days_is_shown_on_each_of_them(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 7, 18), hours=42, title="Klausur")
    page = member.open("/kalender/2025/3")
    assert ["Klausur" in day_in(page, number) for number in (6, 7, 8, 9, 10)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert "Klausur" in member.open("/kalender/2025/3/9").rows


def test_holidays_and_days_of_remembrance_are_in_it(member: Browser) -> None:
    page = member.open("/kalender/2025")
    assert {"Frauentag", "Winterferien", "Tag der Befreiung", "Tag der Erinnerung"} <= set(page.rows)
    assert "So., 14.09.2025" in row(page, "Tag der Erinnerung").text


def test_a_day_of_remembrance_shows_where_and_when_once_that_is_planned(member: Browser, plan: Plan) -> None:
    plan(berlin(2025, 5, 8).date())
    found = row(member.open("/kalender/2025/5"), "Tag der Befreiung")
    assert "Do., 08.05.2025, 17:00 Uhr" in found.text
    assert "KTV · Am Gedenkstein" in found.text
    assert member.open("/kalender/2025").rows.count("Tag der Befreiung") == 1


# --- the tables


def test_a_month_is_a_table_with_a_name_and_weekdays(member: Browser) -> None:
    page = member.open("/kalender/2025/3")
    table = page.main.one("table")
    assert table.one("caption").text == "März 2025"
    assert [one.text for one in table.all("th")] == ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
    assert [len(row.all("td")) for row in table.one("tbody").all("tr")] == [7] * 6
    today = table.one("td", aria_current="date")
    assert today.one("span", class_="month-day").text == "5"


def test_a_day_of_a_month_leads_to_what_is_on_it_below(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 19, 19), title="Stammtisch im Anker")
    page = member.open("/kalender/2025/3")
    assert "1 Termin: Stammtisch im Anker" in day_in(page, 19)
    cell = next(one for one in page.main.all("a", class_="month-link") if one.text.startswith("19"))
    place = cell.attrs["href"].removeprefix("#")
    assert "Stammtisch im Anker" in page.main.one("li", id=place).text


def test_a_year_says_in_words_what_is_on_a_day_and_leads_there(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 6, 17, 19), title="Sommerfest")
    dates.add(berlin(2025, 6, 17, 20), title="Grillen")
    page = member.open("/kalender/2025")
    assert len(page.main.all("table")) == 12
    found = [one for one in page.main.all("a", class_="month-link") if "Sommerfest" in one.text]
    assert [one.text for one in found] == ["17: 2 Termine: Sommerfest, Grillen"]
    assert found[0].attrs["href"] == "/kalender/2025/6/17"


def test_the_three_views_lead_to_each_other_on_the_same_days(member: Browser) -> None:
    month = member.open("/kalender/2024/7/14").follow("Monat")
    assert month.path == "/kalender/2024/7"
    year = month.follow("Jahr")
    assert year.path == "/kalender/2024"
    assert year.follow("Liste").path == "/kalender/2024/1/1"
    assert member.open("/kalender/2025").follow("Liste").path == "/kalender/"


def test_a_month_and_a_year_lead_on_and_back(member: Browser) -> None:
    assert member.open("/kalender/2024/12").follow("Januar").path == "/kalender/2025/1"
    assert member.open("/kalender/2025/1").follow("Dezember").path == "/kalender/2024/12"
    assert member.open("/kalender/2025").follow("2026").path == "/kalender/2026"


# --- what is no day, and how much there is


@pytest.mark.parametrize(
    "path",
    ["2025/2/31", "2025/13", "2025/0", "2025/3/0", "1999", "2100", "1999/12", "0001/1/1", "99999", "2025/3/x",
     "2025/99999999999999999999", "-1"],
)  # fmt: skip
def test_a_day_that_does_not_exist_is_not_found(member: Browser, path: str) -> None:
    assert member.open(f"/kalender/{path}").status == 404


@pytest.mark.parametrize("path", ["2000", "2000/1", "2000/1/1", "2099", "2099/12", "2099/12/31", "2024/2/29"])
def test_the_first_and_the_last_days_of_the_calendar_can_be_opened(member: Browser, path: str) -> None:
    assert member.open(f"/kalender/{path}").status == 200


def test_the_week_in_which_the_clocks_change_has_seven_days(member: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 30, 0, 30), title="Nach Mitternacht", hours=1)
    dates.add(berlin(2025, 10, 26, 23, 30), title="Vor Mitternacht", hours=0.4)
    assert "Nach Mitternacht" in day_in(member.open("/kalender/2025/3"), 30)
    assert "Vor Mitternacht" in day_in(member.open("/kalender/2025/10"), 26)


def test_without_anything_the_page_says_what_to_do(world: World, dates: Dates) -> None:
    page = Browser(world.client_of("group_member")).open("/kalender/2030/11/12?feiertage=aus")
    assert "Bis Mo., 23.12.2030 steht hier nichts." in page.main.text


@pytest.mark.parametrize("path", [*VIEWS, "/kalender/?nachbarschaft=ktv", "/kalender/oeffentlich",
                                  "/kalender/stammtische"])  # fmt: skip
def test_a_thousand_appointments_more_need_no_query_more(
    world: World, member: Browser, dates: Dates, path: str
) -> None:
    def queries() -> int:
        member.open(path)
        with counted(world.app) as statements:
            assert member.open(path).status == 200
        return len(statements)

    before = queries()
    fill(world, 1000)
    assert queries() == before
    assert before <= 12


def fill(world: World, count: int) -> None:
    """Put many appointments into ktv and its neighbour, half of them public."""
    for slug in ("ktv", "mitte"):
        with world.app.app_context(), one_space(world.spaces[slug]) as session:
            for number in range(count // 2):
                starts = NOW + timedelta(hours=6 * (number % 200) + 1)
                session.add(
                    Appointment(
                        kind="regulars_table", title=f"Tisch {number}", starts_at=starts,
                        ends_at=starts + timedelta(hours=2), state=AppointmentState.ANNOUNCED, announced_at=NOW,
                        is_public=number % 2 == 0,
                    )
                )  # fmt: skip
