"""How it stands with the reports of all councils."""

from __future__ import annotations

from datetime import timedelta

from app.districts.councils.sittings.models import Sitting, SittingState
from app.tenancy import one_space
from tests.pages import Browser
from tests.people import NOW

PAGE = "/uebersicht/berichte"


def line_of(client, council):
    """The cells of a council's row, as text."""
    page = Browser(client).open(PAGE)
    (row,) = [row for row in page.root.all("tr") if council in row.text]
    return [cell.text for cell in row.all("th", "td")]


def change(world, key, **values):
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        sitting = session.get(Sitting, world.meetings["ktv"][key])
        for name, value in values.items():
            setattr(sitting, name, value)


def test_the_board_sees_of_each_council_what_was_reported_and_what_is_missing(world):
    # Of ktv: one sitting to come, one reported, one whose report is a draft, one without.
    assert line_of(world.client_of("board"), "11 Ktv")[2:] == ["3", "1", "0", "2"]


def test_that_nobody_of_us_was_there_is_an_answer(world):
    change(world, "sitting_id", nobody_went=True)
    assert line_of(world.client_of("board"), "11 Ktv")[2:] == ["3", "1", "1", "1"]


def test_a_cancelled_sitting_did_not_take_place(world):
    change(world, "sitting_id", state=SittingState.CANCELLED)
    assert line_of(world.client_of("board"), "11 Ktv")[2:] == ["2", "1", "0", "1"]


def test_what_is_older_than_the_period_does_not_count(world):
    change(world, "reported_sitting_id", starts_at=NOW - timedelta(days=92))
    assert line_of(world.client_of("board"), "11 Ktv")[2:] == ["2", "0", "0", "2"]


def test_a_council_without_a_district_is_not_shown(world):
    assert "Ohne" not in world.client_of("board").get(PAGE).text


def test_the_totals_stand_on_top(world):
    page = Browser(world.client_of("office")).open(PAGE)
    (figures,) = page.root.all("ul", class_="figures")
    assert [one.text for one in figures.all("b")] == ["6", "2", "4"]
