"""Planning a series: one form in plain words, its dates to look at, then all of them in the calendar."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from app import clock
from app.audit import AuditEntry
from app.calendar.models import AppointmentState
from app.extensions import db
from tests.calendar.dates import Dates, berlin, url
from tests.calendar.series.plans import PLANNERS, Plans
from tests.pages import Browser, Page, counted, manners
from tests.people import World

NEW = "/ktv/termine/serien/neu"
LOOK, DO = "Termine ansehen", "Angekreuzte Termine anlegen"
TABLE = {"kind": "regulars_table", "title": "Stammtisch"}


def offered(page: Page) -> list[str]:
    """The days that can be ticked: `03-19`."""
    return [one.attrs["value"][5:] for one in page.main.all("input", name="tag")]


def create(page: Page, *days: str, **typed: str) -> Page:
    """Leave these days ticked and create them."""
    form = page.form(DO)
    values: dict[str, object] = {
        one.attrs["name"]: one.attrs.get("value", "")
        for one in form.all("input")
        if one.attrs.get("name") not in (None, "tag")
        and (one.attrs.get("type") not in ("checkbox", "radio") or "checked" in one.attrs)
    }
    values |= (
        {name: page.value(name) for name in ("kind", "rhythm", "on", "description")} | {"tun": "1"} | typed
    )
    values["tag"] = list(days)
    return Page(page.browser.client.post(page.path, data=values, follow_redirects=True), page.browser)


def ticked(page: Page) -> list[str]:
    return [one.attrs["value"] for one in page.main.all("input", name="tag") if "checked" in one.attrs]


# --- the form


def test_a_new_series_begins_with_once_a_month_on_the_day_in_two_weeks(speaker: Browser) -> None:
    page = speaker.open(NEW)
    names = ("rhythm", "on", "starts", "ends", "first_day", "last_day", "place")
    assert [page.value(name) for name in names] == [
        "month-1-3", "weekday-2", "19:00", "21:00", "2025-03-19", "2026-03-19", "Haus von ktv",
    ]  # fmt: skip


def test_a_single_appointment_and_the_list_lead_to_series(speaker: Browser, member: Browser) -> None:
    assert speaker.open("/ktv/termine/neu").follow("Als Serie planen").heading == "Serie planen"
    assert speaker.open("/ktv/termine/").follow("Serien").heading == "Serien"
    assert "Serien" not in member.open("/ktv/termine/")


# --- the preview


def test_the_third_wednesday_without_summer_is_shown_as_dates(speaker: Browser, dates: Dates) -> None:
    before = dates.titles()
    page = speaker.open(NEW).press(LOOK, **TABLE, school_holidays="summer")
    assert "12 Termine: jeden dritten Mittwoch im Monat, 19:00 Uhr, nicht in den Sommerferien" in page
    assert (
        " ".join(offered(page)) == "03-19 04-16 05-21 06-18 07-16 09-17 10-15 11-19 12-17 01-21 02-18 03-18"
    )
    assert "Mi., 19.03.2025, 19:00–21:00 Uhr" in page  # noqa: RUF001  # a span's dash
    assert "Mi., 20.08.2025 Sommerferien" in page
    assert "Mi., 16.04.2025, 19:00–21:00 Uhr Osterferien" in page  # noqa: RUF001
    assert dates.titles() == before


def test_a_public_holiday_is_left_out_by_its_name(speaker: Browser) -> None:
    page = speaker.open(NEW).press(LOOK, rhythm="week-1", on="weekday-4", last_day="2025-05-02")
    assert "Fr., 18.04.2025 Karfreitag" in page
    assert "04-18" not in offered(page)


def test_short_months_are_said_to_be_skipped(speaker: Browser) -> None:
    page = speaker.open(NEW).press(LOOK, rhythm="month-1-date", on="date-31", last_day="2025-12-31")
    assert "Monate ohne 31. Tag werden übersprungen." in page
    assert " ".join(offered(page)) == "03-31 05-31 07-31 08-31 12-31"  # 31 October is Reformationstag


def test_school_holidays_that_nobody_knows_yet_are_said_to_be_unknown(speaker: Browser) -> None:
    late = {"first_day": "2028-01-01", "last_day": "2030-12-31"}
    page = speaker.open(NEW).press(LOOK, school_holidays="summer", **late)
    assert "Die Schulferien sind bis Sa., 10.08.2030 bekannt." in page
    assert "10-16" in offered(page)
    assert "bekannt" not in speaker.open(NEW).press(LOOK, **late)


def test_what_is_planned_at_the_same_time_is_named(speaker: Browser, dates: Dates) -> None:
    dates.add(berlin(2025, 4, 16, 20), title="Lesung")
    dates.add(berlin(2025, 4, 16, 21), title="Danach")
    dates.add(berlin(2025, 4, 16, 20), title="Anderswo", slug="mitte")
    dates.add(berlin(2025, 4, 16, 20), title="Fällt aus", state=AppointmentState.CANCELLED)
    page = speaker.open(NEW).press(LOOK, **TABLE)
    assert "Zur selben Zeit: Lesung" in page
    assert not any(title in page for title in ("Danach", "Anderswo", "Fällt aus"))


def test_the_preview_is_a_well_made_page(speaker: Browser) -> None:
    page = speaker.open(NEW).press(LOOK, **TABLE, school_holidays="all")
    assert [one for one in manners(page) if "tokens" not in one] == []


def test_what_was_unticked_stays_so_when_it_is_looked_at_again(speaker: Browser) -> None:
    page = speaker.open(NEW).press(LOOK, **TABLE, last_day="2025-06-30")
    page = create(page, "2025-03-19", "2025-05-21", "2025-06-18", last_day="2025-08-31")
    assert page.status == 422
    assert "Seit der Vorschau hat sich etwas geändert." in page.complaints
    assert " ".join(offered(page)) == "03-19 04-16 05-21 06-18 07-16 08-20"
    assert " ".join(day[5:] for day in ticked(page)) == "03-19 05-21 06-18 07-16 08-20"


# --- creating


def test_what_was_shown_is_created_and_seen_by_the_members(
    speaker: Browser, member: Browser, plans: Plans
) -> None:
    page = speaker.open(NEW).press(LOOK, **TABLE, school_holidays="summer", last_day="2025-12-31")
    page = create(page, *ticked(page))
    assert "9 Termine angelegt. Alle im Bereich sehen sie jetzt." in page.notices
    assert page.heading == "Stammtisch"
    held = plans.held(plans.keys()[-1])
    assert " ".join(one.day for one in held) == "03-19 04-16 05-21 06-18 07-16 09-17 10-15 11-19 12-17"
    assert {one.when[11:] for one in held} == {"19:00"}
    assert {one.state for one in held} == {"announced"}
    assert all(one.when == one.planned_for and not one.is_exception for one in held)
    assert member.open("/ktv/termine/").rows.count("Stammtisch") == 9


def test_members_read_on_an_appointment_of_which_series_it_is(
    speaker: Browser, member: Browser, plans: Plans
) -> None:
    key = plans.held(plans.add())[0].id
    words = "Teil der Serie: jeden dritten Mittwoch im Monat, 19:00 Uhr, nicht an Feiertagen"
    assert words in member.open(url(key))
    assert not any("serien" in link for link in member.open(url(key)).links())
    assert speaker.open(url(key)).follow(words.partition(": ")[2]).heading == "Stammtisch am Mittwoch"


def test_an_unticked_day_is_not_planned(speaker: Browser, plans: Plans) -> None:
    page = speaker.open(NEW).press(LOOK, **TABLE, last_day="2025-06-30")
    create(page, "2025-03-19", "2025-05-21", "2025-06-18")
    assert plans.days(plans.keys()[-1]) == ["03-19", "05-21", "06-18"]


def test_a_day_that_was_never_offered_cannot_be_smuggled_in(speaker: Browser, plans: Plans) -> None:
    page = speaker.open(NEW).press(LOOK, **TABLE, last_day="2025-04-30")
    create(page, "2025-03-19", "2025-04-16", "2025-04-17", "2025-08-20", "x", "")
    assert plans.days(plans.keys()[-1]) == ["03-19", "04-16"]


def test_without_any_day_nothing_is_planned(speaker: Browser, plans: Plans) -> None:
    page = create(speaker.open(NEW).press(LOOK, **TABLE))
    assert page.status == 422
    assert "Bitte lass mindestens einen Termin angekreuzt." in page.complaints
    assert len(plans.keys()) == 1


def test_nothing_is_created_without_being_shown(speaker: Browser, plans: Plans) -> None:
    values = {"rhythm": "week-1", "on": "weekday-2", "starts": "19:00", "ends": "21:00", "kind": "regulars_table",
              "first_day": "2025-03-19", "last_day": "2025-04-30", "school_holidays": "none", "tun": "1"}  # fmt: skip
    page = speaker.post(NEW, **values)
    assert page.status == 422
    assert offered(page)
    assert len(plans.keys()) == 1


def test_other_times_than_those_shown_are_shown_first(speaker: Browser, plans: Plans) -> None:
    page = speaker.open(NEW).press(LOOK, **TABLE)
    assert create(page, *ticked(page), starts="18:00").status == 422
    assert len(plans.keys()) == 1


def test_what_is_not_announced_at_once_is_a_draft(speaker: Browser, member: Browser, plans: Plans) -> None:
    page = speaker.open(NEW).press(LOOK, **TABLE, last_day="2025-05-31")
    assert "checked" in page.main.one("input", name="announce").attrs
    page.main.one("input", name="announce").attrs.pop("checked")
    page = create(page, *ticked(page))
    assert "Es sind Entwürfe" in page.notices
    assert {one.state for one in plans.held(plans.keys()[-1])} == {"draft"}
    assert "Stammtisch" not in member.open("/ktv/termine/").rows


def test_assemblies_stay_drafts_until_their_agenda_is_known(speaker: Browser, plans: Plans) -> None:
    page = speaker.open(NEW).press(LOOK, kind="assembly", last_day="2025-05-31")
    assert "checked" not in page.main.one("input", name="announce").attrs
    assert "Sie bleiben Entwürfe, bis du jede mit ihrer Tagesordnung ankündigst." in page
    create(page, *ticked(page))
    assert {one.state for one in plans.held(plans.keys()[-1])} == {"draft"}


def test_another_kind_is_asked_anew_whether_it_is_announced(speaker: Browser) -> None:
    page = speaker.open(NEW).press(LOOK, kind="assembly").press("Termine neu ansehen", kind="regulars_table")
    assert "checked" in page.main.one("input", name="announce").attrs


def test_what_can_no_longer_be_announced_in_time_stays_a_draft_and_says_so(
    speaker: Browser, plans: Plans
) -> None:
    page = speaker.open(NEW).press(
        LOOK, kind="assembly", rhythm="week-1", on="weekday-0", first_day="2025-03-06", last_day="2025-03-31"
    )
    assert page.main.text.count("Die Ladungsfrist lässt sich nicht mehr einhalten.") == 1
    page = create(page, *ticked(page), announce="y")
    assert "1 Termin bleibt Entwurf" in page.main.text
    assert [one.state for one in plans.held(plans.keys()[-1])] == ["draft"] + ["announced"] * 3


def test_without_a_title_they_are_called_like_their_kind(speaker: Browser, plans: Plans) -> None:
    page = speaker.open(NEW).press(LOOK, kind="get_together", title="")
    assert create(page, *ticked(page)).heading == "Lockeres Treffen"
    assert {one.title for one in plans.held(plans.keys()[-1])} == {"Lockeres Treffen"}


def test_a_night_ends_on_the_next_morning(speaker: Browser) -> None:
    page = speaker.open(NEW).press(LOOK, **TABLE, starts="23:00", ends="01:00")
    assert "Mi., 19.03.2025, 23:00 Uhr – Do., 20.03.2025, 01:00 Uhr" in page  # noqa: RUF001
    page = create(page, *ticked(page))
    assert "Mi., 19.03.2025, 23:00 Uhr – Do., 20.03.2025, 01:00 Uhr" in page  # noqa: RUF001


def test_what_would_have_begun_today_already_is_not_offered(speaker: Browser) -> None:
    page = speaker.open(NEW).press(
        LOOK, rhythm="week-1", on="weekday-2", first_day="2025-03-05", starts="18:00", last_day="2025-03-31"
    )
    assert offered(page) == ["03-12", "03-19", "03-26"]


@pytest.mark.parametrize("slug", ["kreis", "wahlaktiv", "mitte"])
def test_county_and_groups_plan_series_as_well(world: World, plans: Plans, slug: str) -> None:
    browser = Browser(world.client_of(PLANNERS[slug]))
    page = browser.open(f"/{slug}/termine/serien/neu").press(LOOK, kind="education", last_day="2025-05-31")
    create(page, *ticked(page))
    assert plans.days(plans.keys(slug)[-1]) == ["03-19", "04-16", "05-21"]


def test_who_planned_a_series_stands_in_the_log(world: World, plans: Plans) -> None:
    key = plans.add()
    with world.app.app_context():
        wanted = select(AuditEntry).where(AuditEntry.action == "series.planned")
        (entry,) = db.session.scalars(wanted)
        assert (entry.subject_id, entry.actor_id, entry.details) == (
            key,
            world.people["speaker"],
            {"dates": 10},
        )


# --- odd input

ODD = {
    "a rhythm of 10^9 months": ({"rhythm": "month-1000000000-3"}, "rhythm", ""),
    "a rhythm that is none": ({"rhythm": "daily"}, "rhythm", ""),
    "an unknown weekday": ({"on": "weekday-7"}, "on", ""),
    "day 32": ({"rhythm": "month-1-date", "on": "date-32"}, "on", ""),
    "a date for a weekday's rhythm": ({"on": "date-15"}, "on", "gehört ein Wochentag"),
    "a date for weeks": ({"rhythm": "week-1", "on": "date-15"}, "on", "gehört ein Wochentag"),
    "a weekday for a date's rhythm": ({"rhythm": "month-2-date"}, "on", "gehört ein Tag des Monats"),
    "no first day": ({"first_day": ""}, "first_day", "Bitte den ersten Tag eintragen."),
    "the year 9999": ({"first_day": "9999-01-01", "last_day": "9999-12-31"}, "first_day", "9999 liegt zu weit weg"),
    "until the year 9999": ({"last_day": "9999-12-31"}, "last_day", "9999 liegt zu weit weg"),
    "the year 1": ({"first_day": "0001-01-01"}, "first_day", "1 liegt zu weit weg"),
    "until before the first": ({"last_day": "2025-03-18"}, "last_day", "vor dem ersten"),
    "until 31 February": ({"last_day": "2025-02-31"}, "last_day", "Diesen Tag gibt es nicht."),
    "more than three years": ({"last_day": "2028-04-01"}, "last_day", "höchstens drei Jahre"),
    "no date at all": ({"last_day": "2025-03-19", "on": "weekday-3"}, "last_day", "kein einziger Termin"),
    "only dates that are left out": (
        {"rhythm": "week-1", "first_day": "2025-08-01", "last_day": "2025-08-20", "school_holidays": "summer"},
        "last_day", "kein einziger Termin",
    ),
    "only the past": ({"first_day": "2024-01-01", "last_day": "2024-12-31"}, "last_day", "kein einziger Termin"),
    "no end": ({"ends": ""}, "ends", "Bitte das Ende eintragen."),
    "an end at the begin": ({"ends": "19:00"}, "ends", "gleich dem Beginn"),
    "an end before the begin": ({"ends": "18:30"}, "ends", "vor dem Beginn"),
    "25 o'clock": ({"starts": "25:00"}, "starts", "Diese Uhrzeit gibt es nicht."),
    "holidays that are none": ({"school_holidays": "autumn"}, "school_holidays", ""),
    "a kind of the county": ({"kind": "county_assembly"}, "kind", ""),
    "a title of two lines": ({"title": "Eins\nBcc: zwei"}, "title", "in einer Zeile"),
    "a description of 30,000 characters": ({"description": "Wort. " * 5000}, "description", "höchstens 5000"),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_odd_input_is_refused_at_its_field_and_kept(speaker: Browser, plans: Plans, case: str) -> None:
    odd, field, words = ODD[case]
    page = speaker.open(NEW).press(LOOK, **{"title": "Mein Titel", **odd})
    assert page.status == 422
    assert words in page.error(field)
    assert page.error(field)
    assert offered(page) == []
    typed = {"title": "Mein Titel", **odd}
    held = {name: page.value(name).replace("\r\n", "\n").strip() for name in typed if name not in
            ("rhythm", "on", "kind", "school_holidays")}  # fmt: skip
    assert held == {name: value.strip() for name, value in typed.items() if name in held}
    assert [one for one in manners(page) if "tokens" not in one] == []
    assert len(plans.keys()) == 1


@pytest.mark.parametrize("odd", ["", "x" * 100_000, "19:00+120 2025-03-19", "\x00", "🐟"])
def test_an_odd_note_of_what_was_shown_shows_it_again(speaker: Browser, plans: Plans, odd: str) -> None:
    page = speaker.open(NEW).press(LOOK, **TABLE)
    assert create(page, *ticked(page), shown=odd).status == 422
    assert len(plans.keys()) == 1


def test_another_spaces_series_does_not_exist(world: World, speaker: Browser, plans: Plans) -> None:
    foreign = plans.add(slug="mitte")
    for verb in ("", "aendern", "verlaengern", "beenden"):
        assert speaker.open(f"/ktv/termine/serien/{foreign}/{verb}".rstrip("/")).status == 404
    assert speaker.post(f"/ktv/termine/serien/{foreign}/beenden", last_day="2025-03-20").status == 404


# --- the pages


def test_the_list_names_rule_next_date_and_how_many_are_left(speaker: Browser, plans: Plans) -> None:
    plans.add(last=date(2025, 5, 31))
    row = speaker.open("/ktv/termine/serien/").row("Stammtisch am Mittwoch").text
    assert "jeden dritten Mittwoch im Monat, 19:00 Uhr" in row
    assert "nächster Termin Mi., 19.03.2025 · noch 3 Termine" in row


def test_a_series_that_is_over_is_listed_apart(speaker: Browser, plans: Plans) -> None:
    key = plans.add("FREQ=WEEKLY;BYDAY=WE", date(2025, 3, 5), date(2025, 3, 10), starts=time(20))
    assert "Serien, die vorbei sind" not in speaker.open("/ktv/termine/serien/")
    with clock.frozen(berlin(2025, 3, 6, 9)):
        page = speaker.open("/ktv/termine/serien/")
        assert "Stammtisch am Mittwoch" in page.main.one("details", class_="more").text
        shown = speaker.open(f"/ktv/termine/serien/{key}")
    assert "Es kommt kein Termin mehr." in shown
    assert "1 vergangener Termin" in shown


# --- how often the database is asked


def test_a_preview_asks_the_database_as_often_for_many_dates_as_for_few(
    world: World, speaker: Browser
) -> None:
    page = speaker.open(NEW)
    page.press(LOOK, **TABLE)
    with counted(world.app) as few:
        page.press(LOOK, **TABLE, last_day="2025-04-30")
    with counted(world.app) as many:
        page.press(LOOK, **TABLE, rhythm="week-1", last_day="2028-03-01")
    assert len(many) == len(few)


def test_a_series_page_asks_the_database_as_often_for_many_dates_as_for_few(
    world: World, speaker: Browser, plans: Plans
) -> None:
    short, long = plans.add(last=date(2025, 4, 30)), plans.add("FREQ=WEEKLY;BYDAY=WE", last=date(2026, 3, 1))
    pages = ("", "/aendern", "/verlaengern", "/beenden")
    with counted(world.app) as few:
        for verb in pages:
            speaker.open(f"/ktv/termine/serien/{short}{verb}")
    with counted(world.app) as many:
        for verb in pages:
            speaker.open(f"/ktv/termine/serien/{long}{verb}")
    assert len(many) == len(few)


def test_creating_writes_a_fixed_number_of_times_for_each_date(world: World, plans: Plans) -> None:
    plans.add(last=date(2025, 3, 31))
    with counted(world.app) as few:
        plans.add(last=date(2025, 4, 30))
    with counted(world.app) as many:
        plans.add("FREQ=WEEKLY;BYDAY=WE", last=date(2025, 8, 31))
    # An appointment, its place, that it is announced, and two entries of the log.
    assert len(many) - len(few) <= 6 * (25 - 2)
