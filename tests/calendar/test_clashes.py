"""What else is on is named before an appointment is saved, with free evenings; it bars nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.calendar import entries
from app.calendar.clashes import elsewhere
from app.calendar.delegations.models import Delegated, Delegation
from app.calendar.entries import Entry, EntryKind
from app.calendar.holidays import quiet_holiday
from app.calendar.models import Appointment, AppointmentState
from app.tenancy import one_space
from tests.calendar.dates import Dates, berlin, url
from tests.pages import Browser, Page, counted, manners
from tests.people import World

NEW, ASK = "/ktv/termine/neu", "/ktv/termine/ueberschneidungen/"
PLAN, ANYWAY, SAVE, SAVE_ANYWAY = (
    "Termin anlegen",
    "Trotzdem anlegen",
    "Änderung speichern",
    "Trotzdem speichern",
)
EVENING = berlin(2025, 4, 2, 19)
"""A Wednesday without anything, four weeks ahead."""


def hint(page: Page) -> list[str]:
    """What the page says is on then."""
    found = page.main.all("div", class_="clash-hint")
    return [one.text for one in found[0].all("li")] if found else []


def free(page: Page) -> list[str]:
    """The days that are offered."""
    return [one.attrs["value"] for one in page.main.all("button") if one.attrs.get("name") == "day_instead"]


def plan(speaker: Browser, day: str = "2025-04-02", **more: str) -> Page:
    return speaker.open(NEW).press(PLAN, **{"title": "Lesekreis", "kind": "get_together", "day": day, **more})


# --- asking


def test_where_nothing_is_on_nothing_is_asked(speaker: Browser, dates: Dates) -> None:
    assert plan(speaker).heading == "Lesekreis"


def test_what_is_on_is_named_first_and_everything_typed_is_kept(speaker: Browser, dates: Dates) -> None:
    dates.add(EVENING, title="Stammtisch am Hafen")
    before = dates.titles()
    page = plan(speaker, place="Rathaus", description="Wir lesen.", ends="21:30", kind="education")
    assert page.status == 200
    assert hint(page) == ["Bei euch: Stammtisch am Hafen, 19:00 bis 21:00 Uhr"]
    assert [page.value(one) for one in ("title", "place", "description", "ends", "kind", "day")] == [
        "Lesekreis", "Rathaus", "Wir lesen.", "21:30", "education", "2025-04-02",
    ]  # fmt: skip
    assert dates.titles() == before


class TestWithTokens:
    """The forms as they are outside the tests."""

    @pytest.fixture
    def more_settings(self) -> dict[str, object]:
        return {"WTF_CSRF_ENABLED": True}

    def test_the_page_with_the_hint_is_well_made(self, speaker: Browser, dates: Dates) -> None:
        dates.add(EVENING)
        page = plan(speaker)
        assert hint(page)
        assert manners(page) + manners(page.press("Do., 03.04.2025 nehmen")) == []


def test_it_is_a_hint_and_no_bar(speaker: Browser, dates: Dates) -> None:
    dates.add(EVENING)
    page = plan(speaker).press(ANYWAY)
    assert page.heading == "Lesekreis"
    assert "Lesekreis" in dates.titles()


def test_what_was_seen_for_one_time_is_not_seen_for_another(speaker: Browser, dates: Dates) -> None:
    dates.add(EVENING)
    dates.add(EVENING + timedelta(days=1), title="Kinoabend")
    page = plan(speaker).press(ANYWAY, day="2025-04-03")
    assert hint(page) == ["Bei euch: Kinoabend, 19:00 bis 21:00 Uhr"]
    assert "Lesekreis" not in dates.titles()


def test_odd_words_for_what_was_seen_are_not_taken_for_it(speaker: Browser, dates: Dates) -> None:
    dates.add(EVENING)
    for odd in ("", "1", "\x00", "\ud83d", "ü" * 5000):
        page = plan(speaker)
        page = page.press(ANYWAY, clashes_seen=odd.encode("utf-8", "replace").decode())
        assert hint(page), odd


# --- what counts


@pytest.mark.parametrize(
    ("hour", "meets"), [(17, True), (18, True), (20, True), (21, True), (23, True), (10, False), (16, False)]
)
def test_the_same_evening_counts_and_the_same_morning_does_not(
    speaker: Browser, dates: Dates, hour: int, meets: bool
) -> None:
    dates.add(berlin(2025, 4, 2, hour), hours=0.5)
    assert bool(hint(plan(speaker, ends="20:30"))) is meets


def test_a_draft_of_ones_own_space_counts_and_a_cancelled_one_does_not(
    speaker: Browser, dates: Dates
) -> None:
    dates.draft(EVENING, title="Idee")
    dates.add(EVENING, title="Abgesagt", state=AppointmentState.CANCELLED)
    assert hint(plan(speaker)) == ["Bei euch, noch im Entwurf: Idee, 19:00 bis 21:00 Uhr"]


def test_of_neighbours_only_kind_and_time_are_told(speaker: Browser, dates: Dates) -> None:
    dates.add(EVENING, slug="mitte", title="Geheimsache", kind="working_meeting")
    page = plan(speaker)
    assert hint(page) == ["Nebenan in Mitte: Arbeitstreffen, 19:00 bis 21:00 Uhr"]
    assert "Geheimsache" not in page.source


def test_drafts_and_cancelled_appointments_of_neighbours_are_not_told(speaker: Browser, dates: Dates) -> None:
    for state in (AppointmentState.DRAFT, AppointmentState.CANCELLED):
        dates.add(EVENING, slug="mitte", state=state)
    assert plan(speaker).heading == "Lesekreis"


def test_who_is_neither_neighbour_nor_county_does_not_count(speaker: Browser, dates: Dates) -> None:
    dates.add(EVENING, slug="wahlaktiv")
    dates.add(EVENING, slug="alt")
    assert plan(speaker).heading == "Lesekreis"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("board_meeting", "Kreisvorstand: Vorstandssitzung, 19:00 bis 21:00 Uhr"),
        ("county_assembly", "Kreisverband: Gesamtmitgliederversammlung, 19:00 bis 21:00 Uhr"),
    ],
)
def test_board_and_county_are_named(speaker: Browser, dates: Dates, kind: str, words: str) -> None:
    dates.add(EVENING, slug="kreis", kind=kind, title="Klausur")
    assert hint(plan(speaker)) == [words]


def test_the_county_and_a_group_meet_their_own(world: World, dates: Dates) -> None:
    dates.add(EVENING, slug="kreis", kind="board_meeting", title="Klausur")
    typed = {"day": "2025-04-02", "kind": "get_together"}
    page = Browser(world.client_of("board")).open("/kreis/termine/neu").press(PLAN, **typed)
    assert hint(page) == ["Bei euch: Klausur, 19:00 bis 21:00 Uhr"]
    page = Browser(world.client_of("office")).open("/wahlaktiv/termine/neu").press(PLAN, **typed)
    assert hint(page) == ["Kreisvorstand: Vorstandssitzung, 19:00 bis 21:00 Uhr"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-04-16", ["Schulfrei: Osterferien"]),
        ("2025-05-01", ["Feiertag: Erster Mai"]),
        ("2025-05-08", ["Gedenktag: Tag der Befreiung"]),
        ("2025-11-16", ["Stiller Feiertag: Volkstrauertag. Öffentlicher Tanz ist dann verboten, wo ausgeschenkt "
                        "wird auch Musik (Feiertagsgesetz M-V)."]),
        ("2025-04-18", ["Schulfrei: Osterferien", "Stiller Feiertag: Karfreitag. Öffentlicher Tanz ist dann verboten, "
                        "wo ausgeschenkt wird auch Musik (Feiertagsgesetz M-V)."]),
    ],
)  # fmt: skip
def test_special_days_are_named(speaker: Browser, day: str, words: list[str]) -> None:
    assert hint(plan(speaker, day=day)) == words


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 4, 18), "Karfreitag"), (date(2025, 11, 16), "Volkstrauertag"), (date(2025, 11, 23), "Totensonntag"),
        (date(2028, 11, 26), "Totensonntag"), (date(2028, 12, 24), "Heiliger Abend"), (date(2025, 11, 30), None),
        (date(2026, 4, 4), "Karsamstag"), (date(2027, 11, 21), "Totensonntag"),
    ],
)  # fmt: skip
def test_quiet_holidays_are_known(day: date, name: str | None) -> None:
    assert quiet_holiday(day) == name


@pytest.fixture
def sitting() -> Iterator[None]:
    """The council of ktv sits on the second of April."""

    def source(first: date, last: date, _spaces: object) -> list[Entry]:
        day = date(2025, 4, 2)
        whole = Entry(EntryKind.SITTING, "Ortsbeirat 11", day, day, EVENING, EVENING + timedelta(hours=2))
        return [whole] if first <= day <= last else []

    entries.adds_entries(source)
    yield
    entries._sources.remove(source)


def test_the_councils_sitting_is_named(speaker: Browser, sitting: None) -> None:
    assert hint(plan(speaker)) == ["Sitzung im Ortsbeirat: Ortsbeirat 11, 19:00 bis 21:00 Uhr"]


def test_every_day_of_a_longer_one_counts(speaker: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 4, 4, 12), title="Ausflug")
    assert hint(plan(speaker, ends_on="2025-04-05")) == ["Bei euch: Ausflug, 12:00 bis 14:00 Uhr"]


def test_of_what_is_over_nothing_is_asked(speaker: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 4, 19))
    assert plan(speaker, day="2025-03-04").heading == "Lesekreis"


# --- free evenings


def test_the_three_nearest_free_evenings_are_offered(speaker: Browser, dates: Dates) -> None:
    dates.add(EVENING)
    dates.add(EVENING - timedelta(days=1))
    dates.add(EVENING + timedelta(days=1), slug="mitte")
    assert free(plan(speaker)) == ["2025-03-31", "2025-04-04", "2025-04-05"]


def test_no_sunday_is_offered_unless_one_is_wanted(speaker: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 4, 5, 19))
    assert free(plan(speaker, day="2025-04-05")) == ["2025-04-03", "2025-04-04", "2025-04-07"]
    dates.add(berlin(2025, 4, 6, 19))
    assert free(plan(speaker, day="2025-04-06")) == ["2025-04-04", "2025-04-07", "2025-04-08"]


def test_nothing_that_is_over_or_too_near_to_invite_is_offered(speaker: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 3, 13, 19))
    assert free(plan(speaker, day="2025-03-13")) == ["2025-03-11", "2025-03-12", "2025-03-14"]
    page = plan(speaker, day="2025-03-13", kind="assembly")
    assert free(page) == ["2025-03-12", "2025-03-14", "2025-03-17"]  # on the 15th the council sits
    dates.add(berlin(2025, 3, 6, 19))
    assert free(plan(speaker, day="2025-03-06")) == ["2025-03-07", "2025-03-10", "2025-03-11"]


def test_in_the_summer_holidays_free_evenings_lie_around_them(speaker: Browser) -> None:
    assert free(plan(speaker, day="2025-08-18")) == ["2025-07-26", "2025-09-08", "2025-09-09"]


def test_another_day_is_filled_in_and_the_rest_stays(speaker: Browser, dates: Dates) -> None:
    dates.add(EVENING)
    before = dates.titles()
    page = plan(speaker, place="Rathaus", ends_on="2025-04-03", ends="01:00")
    page = page.press("Do., 03.04.2025 nehmen")
    assert page.status == 200
    assert [page.value(one) for one in ("day", "ends_on", "place", "title")] == [
        "2025-04-03", "2025-04-04", "Rathaus", "Lesekreis",
    ]  # fmt: skip
    assert "Als Tag steht jetzt da: Do., 03.04.2025" in page
    assert dates.titles() == before
    assert page.press(PLAN).heading == "Lesekreis"


@pytest.mark.parametrize("odd", ["x", "2025-02-31", "20250403T", "\x00", "99999-01-01"])
def test_an_odd_day_instead_is_as_if_none_was_chosen(speaker: Browser, dates: Dates, odd: str) -> None:
    page = speaker.post(NEW, kind="assembly", day="2025-04-02", starts="", ends="", day_instead=odd)
    assert page.status == 422


# --- changing


def moving(speaker: Browser, key: int) -> Page:
    return speaker.open(url(key, "bearbeiten"))


def test_moving_asks_and_changing_words_does_not(speaker: Browser, dates: Dates) -> None:
    key = dates.add(EVENING, title="Lesekreis")
    dates.add(EVENING, title="Kinoabend")
    dates.add(EVENING + timedelta(days=1), title="Chor")
    assert moving(speaker, key).press(SAVE, title="Leseabend").heading == "Leseabend"
    page = moving(speaker, key).press(SAVE, day="2025-04-03", place="Rathaus")
    assert hint(page) == ["Bei euch: Chor, 19:00 bis 21:00 Uhr"]
    assert page.value("place") == "Rathaus"
    page = page.press(SAVE_ANYWAY)
    assert "Do., 03.04.2025" in page
    assert page.facts()["Ort"].startswith("Rathaus")


def test_an_appointment_does_not_stand_in_its_own_way(speaker: Browser, dates: Dates) -> None:
    key = dates.add(EVENING, title="Lesekreis")
    assert moving(speaker, key).press(SAVE, starts="20:00", ends="22:00").status == 200
    assert not hint(moving(speaker, key))
    stored = dates.get(key)
    assert stored is not None
    assert stored.starts_at == berlin(2025, 4, 2, 20)


def test_another_day_instead_when_moving(speaker: Browser, dates: Dates) -> None:
    key = dates.add(EVENING, title="Lesekreis")
    dates.add(EVENING + timedelta(days=1), title="Chor")
    page = moving(speaker, key).press(SAVE, day="2025-04-03").press("Fr., 04.04.2025 nehmen").press(SAVE)
    assert "Fr., 04.04.2025" in page


# --- while typing


def asked(browser: Browser, **typed: str) -> Page:
    times = {"day": "2025-04-02", "starts": "19:00", "ends": "21:00", "kind": "get_together"}
    return browser.open(ASK, **{**times, **typed})


def test_while_typing_the_hint_is_told_live(speaker: Browser, dates: Dates) -> None:
    key = dates.add(EVENING, title="Lesekreis")
    page = asked(speaker)
    assert "Bei euch: Lesekreis, 19:00 bis 21:00 Uhr" in page.root.text
    assert asked(speaker, besides=str(key)).source.strip() == ""
    assert asked(speaker, day="2025-04-03").source.strip() == ""


@pytest.mark.parametrize(
    "typed",
    [
        {"day": "x"}, {"day": "0001-01-01"}, {"day": "9999-12-31"}, {"starts": "25:00"}, {"ends": "18:00"},
        {"ends_on": "2025-05-30"}, {"kind": "\x00"}, {"day": "2025-03-30", "starts": "02:30"}, {"ends_on": "x"},
    ],
)  # fmt: skip
def test_odd_times_give_an_empty_hint(speaker: Browser, dates: Dates, typed: dict[str, str]) -> None:
    dates.add(berlin(2025, 3, 30, 1), hours=4)
    page = asked(speaker, **typed)
    assert page.status == 200
    if typed.get("kind") is None:
        assert page.source.strip() == ""


@pytest.mark.parametrize("besides", ["x", "0", "-1", str(2**31), str(2**70), "\u0661"])
def test_odd_keys_are_as_good_as_none(speaker: Browser, dates: Dates, besides: str) -> None:
    dates.add(EVENING, title="Lesekreis")
    assert "Lesekreis" in asked(speaker, besides=besides).source


def test_an_appointment_of_another_space_is_as_good_as_none(
    speaker: Browser, dates: Dates, world: World
) -> None:
    dates.add(EVENING, title="Lesekreis")
    assert "Lesekreis" in asked(speaker, besides=str(world.appointments["mitte"]["draft"])).source


# --- at the edge of the year table, and how much is asked of the database


@pytest.mark.parametrize("day", ["2099-12-31", "2099-12-24"])
def test_at_the_end_of_the_known_years_it_still_answers(speaker: Browser, day: str) -> None:
    assert plan(speaker, day=day).status == 200


def test_as_many_queries_with_ten_as_with_a_thousand(speaker: Browser, dates: Dates, world: World) -> None:
    def fill(number: int) -> None:
        for slug, kind in (("ktv", "get_together"), ("mitte", "get_together"), ("kreis", "board_meeting")):
            with world.app.app_context(), one_space(world.spaces[slug]) as session:
                _add(session, kind, number)

    def queries() -> int:
        with counted(world.app) as statements:
            assert hint(plan(speaker))
        return len(statements)

    fill(4)
    few = queries()
    fill(330)
    assert queries() == few


def _add(session: Session, kind: str, number: int) -> None:
    for one in range(number):
        starts: datetime = EVENING + timedelta(days=one % 30 - 2)
        session.add(
            Appointment(kind=kind, title=f"Viel los {one}", starts_at=starts, ends_at=starts + timedelta(hours=1),
                        state=AppointmentState.ANNOUNCED, announced_at=starts)
        )  # fmt: skip


def test_what_is_handed_out_of_other_spaces_is_whose_kind_and_time() -> None:
    assert set(elsewhere.Meeting.__dataclass_fields__) == {"space_id", "kind", "starts_at", "ends_at"}


def test_who_was_handed_one_appointment_is_not_told_what_else_is_on(
    speaker: Browser, dates: Dates, world: World
) -> None:
    key = dates.add(EVENING, title="Lesekreis")
    dates.add(EVENING + timedelta(days=1), title="Geheimsache")
    with world.app.app_context(), one_space(world.spaces["ktv"]) as session:
        session.add(
            Delegation(appointment_id=key, person_id=world.people["foreign_member"], what=Delegated.MEETING,
                       by_id=world.people["speaker"], accepted_at=EVENING)
        )  # fmt: skip
    helper = Browser(world.client_of("foreign_member"))
    page = helper.open(url(key, "bearbeiten")).press(SAVE, day="2025-04-03")
    assert "Do., 03.04.2025" in page
    assert helper.open(ASK, day="2025-04-03", starts="19:00", ends="20:00").status in (403, 404)
