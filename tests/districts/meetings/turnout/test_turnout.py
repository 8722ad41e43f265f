"""How many came: counted right, by time of day, and without following anybody by name."""

from __future__ import annotations

from datetime import date

import pytest

from app.charts import bars
from app.districts.meetings.conduct.models import Attendance, Meeting, Presence
from app.districts.meetings.turnout.queries import Slot, slot_of
from app.spaces.models import Membership
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin
from tests.pages import Browser
from tests.people import World

EARLY, LATE, SATURDAY = berlin(2025, 1, 8, 17), berlin(2025, 2, 5, 19), berlin(2025, 2, 22, 15)


@pytest.fixture
def year(world: World) -> Dates:
    """Three meetings in ktv: councillor and speaker come early, member and speaker late, three guests on a Saturday."""
    dates = Dates(world)
    dates.clear()
    for starts, people, guests in (
        (EARLY, ("councillor", "speaker"), 0),
        (LATE, ("member", "speaker"), 1),
        (SATURDAY, (), 3),
    ):
        key = dates.add(starts, kind="assembly", title=f"Treffen um {starts:%H}")
        with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
            session.add(Meeting(appointment_id=key, guests=guests))
            session.add_all(
                Attendance(
                    appointment_id=key,
                    person_id=world.people[who],
                    presence=Presence.PRESENT,
                    noted_at=starts,
                )
                for who in people
            )
            session.add(
                Attendance(
                    appointment_id=key,
                    person_id=world.people["invited"],
                    presence=Presence.EXCUSED,
                    noted_at=starts,
                )
            )
    return dates


def table(page, number: int) -> list[list[str]]:
    """The rows of one of the tables, as texts."""
    body = page.main.all("tbody")[number]
    return [[row.one("th").text, *(cell.text for cell in row.all("td"))] for row in body.all("tr")]


def test_the_figures_of_each_meeting(year: Dates, world: World) -> None:
    page = Browser(world.client_of("speaker")).open("/ktv/beteiligung/")
    rows = table(page, 1)
    assert [row[1:] for row in rows] == [["0", "3", "0"], ["2", "1", "1"], ["2", "0", "0"]]
    assert rows[0][0].startswith("Sa., 22.02.2025, 15:00 Uhr")
    assert "Im Schnitt kamen 2,7, zuletzt 3." in page


def test_which_time_of_day_brought_whom(year: Dates, world: World) -> None:
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.get_one(Membership, world.memberships["member"]).since = date(2025, 1, 15)
    page = Browser(world.client_of("speaker")).open("/ktv/beteiligung/")
    assert table(page, 0) == [
        ["werktags 17 bis 19 Uhr", "1", "2,0", "2", "0", "1"],
        ["werktags ab 19 Uhr", "1", "3,0", "2", "1", "1"],
        ["am Wochenende", "1", "3,0", "0", "0", "0"],
    ]


def test_nobody_is_named(year: Dates, world: World) -> None:
    page = Browser(world.client_of("speaker")).open("/ktv/beteiligung/")
    assert all(name not in page.main.text for name in ("Marta Möwe", "Cem Kaya", "Sabine Sommer"))


def test_what_has_not_begun_and_what_is_older_than_a_year_is_left_out(year: Dates, world: World) -> None:
    old, to_come = year.add(berlin(2024, 3, 1, 19)), year.add(berlin(2025, 4, 1, 19))
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.add_all(Meeting(appointment_id=key, guests=50) for key in (old, to_come))
        session.add(
            Attendance(appointment_id=old, person_id=world.people["member"], presence=Presence.PRESENT,
                       noted_at=berlin(2024, 3, 1, 19))
        )  # fmt: skip
    page = Browser(world.client_of("speaker")).open("/ktv/beteiligung/")
    rows = table(page, 1)
    assert [row[1:3] for row in rows] == [["0", "3"], ["2", "1"], ["2", "0"]]
    assert rows[1][3] == "0"  # the member came already the year before


def test_without_any_list_the_page_says_how_it_fills(world: World) -> None:
    Dates(world).clear()
    page = Browser(world.client_of("speaker")).open("/ktv/beteiligung/")
    assert "Es füllt sich, sobald ihr bei Treffen ankreuzt, wer da ist." in page


@pytest.mark.parametrize(
    ("starts", "slot"),
    [
        (berlin(2025, 3, 5, 16, 59), Slot.DAYTIME),
        (berlin(2025, 3, 5, 17), Slot.AFTER_WORK),
        (berlin(2025, 7, 2, 18, 59), Slot.AFTER_WORK),
        (berlin(2025, 7, 2, 19), Slot.EVENING),
        (berlin(2025, 3, 8, 19), Slot.WEEKEND),
    ],
)
def test_the_time_of_day_is_that_of_the_clocks_in_rostock(starts, slot: Slot) -> None:
    assert slot_of(starts) is slot


def test_bars_stand_on_one_scale() -> None:
    chart = bars([("a", 10, 0), ("b", 5, 5), ("c", 0, 0)])
    full, half, none = chart.bars
    assert full.height == half.height + half.top_height == chart.height
    assert (half.top_y, half.y) == (0, chart.height / 2)
    assert (none.height, none.top_height) == (0, 0)
    assert chart.width >= full.x + 20


def test_a_chart_of_nothing_can_be_drawn() -> None:
    assert bars([]).width > 0
    assert bars([("a", 0, 0)]).bars[0].height == 0
