"""Many sittings at once: first shown, then entered."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from app import clock
from app.districts.councils.sittings.models import SittingState
from tests.districts.councils.conftest import Sittings
from tests.pages import Browser, Page
from tests.people import NOW

SERIES = "/ktv/sitzungen/serie"
USUAL = {"rhythm": "month-1-2", "on": "weekday-2", "starts": "18:30", "first_day": "2025-05-01",
         "last_day": "2025-10-31"}  # fmt: skip


def begin(browser: Browser, **typed: str) -> Page:
    return browser.open(SERIES).press("Tage ansehen", **(USUAL | typed))


def offered(page: Page) -> list[str]:
    """The days that can be ticked."""
    boxes = page.main.all("input", name="tag")
    return [one.attrs["value"] for one in boxes]


def days(sittings: Sittings) -> list[date]:
    return [clock.local(one.starts_at).date() for one in sittings.all() if one.title == ""]


def test_the_days_are_shown_before_anything_is_entered(councillor: Browser, sittings: Sittings):
    page = begin(councillor)
    assert days(sittings) == []
    # The reader of pages sends only the last of several boxes of one name: August.
    assert offered(page) == ["2025-05-14", "2025-06-11", "2025-07-09", "2025-09-10", "2025-10-08"]
    assert page.main.text.count("Sommerpause") == 1


def test_what_is_ticked_is_entered_each_as_one_of_its_own(councillor, sittings):
    begin(councillor)
    page = councillor.post(
        SERIES,
        **USUAL, council=str(sittings.council_id), months_off="7", school_holidays="none", place="", tun="1",
        tag="2025-06-11", shown=f"{sittings.council_id} 18:30 2025-05-14 2025-06-11 2025-08-13 2025-09-10 2025-10-08",
    )  # fmt: skip
    assert "1 Sitzung ist eingetragen." in page.notices
    assert days(sittings) == [date(2025, 6, 11)]
    (new,) = [one for one in sittings.all() if one.title == ""]
    assert new.place == "Rathaus von ktv"
    assert f"{clock.local(new.starts_at):%H:%M}" == "18:30"
    assert new.ends_at is None


def test_days_on_which_the_council_sits_already_are_left_out(councillor, sittings):
    sittings.add(datetime(2025, 5, 14, 17, tzinfo=NOW.tzinfo), title="Da")
    sittings.add(datetime(2025, 6, 11, 17, tzinfo=NOW.tzinfo), title="Abgesagt", state=SittingState.CANCELLED)
    page = begin(councillor)
    assert offered(page) == ["2025-07-09", "2025-09-10", "2025-10-08"]
    assert page.main.text.count("schon eingetragen") == 2


def test_what_was_not_shown_is_not_entered(councillor, sittings):
    page = councillor.post(
        SERIES, **USUAL, council=str(sittings.council_id), school_holidays="none", tun="1",
        tag="2025-06-11", shown="etwas anderes",
    )  # fmt: skip
    assert "Angekreuzte Sitzungen eintragen" in page.buttons()
    assert days(sittings) == []


def test_without_a_tick_nothing_is_entered(councillor, sittings):
    shown = f"{sittings.council_id} 18:30 2025-05-14"
    page = councillor.post(
        SERIES, **(USUAL | {"last_day": "2025-05-31"}), council=str(sittings.council_id),
        school_holidays="none", tun="1", shown=shown,
    )  # fmt: skip
    assert page.status == 422
    assert "Es ist kein Tag angekreuzt." in page.complaints


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"last_day": "2025-04-01"}, "last_day"),
        ({"last_day": "2099-01-01"}, "last_day"),
        ({"last_day": "2025-05-02"}, "last_day"),
        ({"first_day": "x"}, "first_day"),
        ({"on": "date-15"}, "on"),
        ({"rhythm": "jeden Tag"}, "rhythm"),
        ({"starts": ""}, "starts"),
    ],
)
def test_odd_rhythms_come_back(councillor, sittings, typed, field):
    page = begin(councillor, **typed)
    assert page.status == 422
    assert page.error(field)
    assert days(sittings) == []


def test_nothing_is_entered_before_today(councillor, sittings):
    page = begin(councillor, first_day="2024-01-01", last_day="2025-04-30")
    assert [day for day in offered(page) if day < "2025-03-05"] == []
    assert offered(page) == ["2025-03-12", "2025-04-09"]


def test_where_every_day_is_taken_it_is_said(councillor, sittings):
    for day in ("2025-03-12", "2025-04-09"):
        sittings.add(clock.from_wall_clock(date.fromisoformat(day), time(19, 30)), title="Da")
    page = begin(councillor, first_day="2025-03-05", last_day="2025-04-30")
    assert "So ergibt sich kein neuer Tag" in page.error("last_day")
