"""Odd input: the field is named, everything typed is still there, and nothing is stored."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.calendar.models import Appointment
from tests.calendar.dates import Dates, berlin, url
from tests.pages import Browser, Page, manners
from tests.people import World

NEW = "/ktv/termine/neu"
TYPED = {
    "title": "Sommerfest & <Grillen>",
    "day": "2025-06-14",
    "starts": "19:00",
    "ends": "21:00",
    "place": "Hof, „hinten“",
    "access": "Tor links",
    "description": "Erste Zeile\r\n\r\n  Zweite Zeile",
    "ends_on": "",
}
MARCH = {"day": "2025-03-30"}
OCTOBER = {"day": "2025-10-26"}
LONG = "Wort für Wort. " * 2000
NO_SUCH_DAY = "Diesen Tag gibt es nicht. Bitte so schreiben: 12.03.2025."
NO_SUCH_TIME = "Diese Uhrzeit gibt es nicht. Bitte so schreiben: 19:00."
NO_HALF_PAST_TWO = (
    "Die Uhrzeit 02:30 gibt es am 30.03. nicht (Zeitumstellung). Bitte 01:30 oder 03:30 wählen."
)

# what is typed otherwise, which field is named, what is said
REFUSED = {
    "31 February": ({"day": "2025-02-31"}, "day", NO_SUCH_DAY),
    "31 February in German": ({"day": "31.02.2025"}, "day", NO_SUCH_DAY),
    "29 February of no leap year": ({"day": "2025-02-29"}, "day", NO_SUCH_DAY),
    "a year of five digits": ({"day": "20250-06-14"}, "day", NO_SUCH_DAY),
    "no day": ({"day": ""}, "day", "Bitte den Tag eintragen."),
    "the year 1": ({"day": "0001-01-01"}, "day", "1 liegt zu weit weg"),
    "the year 9999": ({"day": "9999-12-31"}, "day", "9999 liegt zu weit weg"),
    "the year 2100": ({"day": "2100-01-01"}, "day", "2100 liegt zu weit weg"),
    "no begin": ({"starts": ""}, "starts", "Bitte den Beginn eintragen."),
    "a begin at 25:00": ({"starts": "25:00"}, "starts", NO_SUCH_TIME),
    "a begin in words": ({"starts": "abends"}, "starts", NO_SUCH_TIME),
    "no end": ({"ends": ""}, "ends", "Bitte das Ende eintragen."),
    "an end at 24:00": ({"ends": "24:00"}, "ends", NO_SUCH_TIME),
    "an end before the begin": ({"ends": "18:00"}, "ends", "Das Ende liegt vor dem Anfang."),
    "an end at the begin": ({"ends": "19:00"}, "ends", "Das Ende liegt vor dem Anfang."),
    "a last day before the first": ({"ends_on": "2025-06-13"}, "ends", "Das Ende liegt vor dem Anfang."),
    "a last day that is none": ({"ends_on": "2025-06-31"}, "ends_on", NO_SUCH_DAY),
    "a last day in the year 9999": ({"ends_on": "9999-12-31"}, "ends_on", "9999 liegt zu weit weg"),
    "more than two weeks": ({"ends_on": "2025-06-29"}, "ends_on", "Länger als 14 Tage"),
    "a begin that is skipped in March": ({**MARCH, "starts": "02:30"}, "starts", NO_HALF_PAST_TWO),
    "an end that is skipped in March": ({**MARCH, "starts": "00:30", "ends": "02:30"}, "ends", NO_HALF_PAST_TWO),
    "a last day that skips the end": (
        {"day": "2025-03-29", "ends": "02:30", "ends_on": "2025-03-30"}, "ends", NO_HALF_PAST_TWO,
    ),
    "a title of 161 characters": ({"title": "ü" * 161}, "title", "höchstens 160 Zeichen"),
    "a title of two lines": ({"title": "Fest\nBcc: alle"}, "title", "in einer Zeile"),
    "a title with a line separator": ({"title": "Fest\u2028Bcc"}, "title", "in einer Zeile"),
    "a place of 201 characters": ({"place": "x" * 201}, "place", "höchstens 200 Zeichen"),
    "an access of two lines": ({"access": "Tor\r\nlinks"}, "access", "in einer Zeile"),
    "a description of 30,000 characters": ({"description": LONG}, "description", "höchstens 5000 Zeichen"),
}  # fmt: skip


def everything_typed_is_there(page: Page, typed: dict[str, str]) -> bool:
    """Say whether all fields hold what was typed, apart from outer blanks and the kind of line ends."""

    def plain(text: str) -> str:
        return text.replace("\r\n", "\n").strip()

    held = {name: plain(page.value(name)) for name in typed}
    assert held == {name: plain(text) for name, text in typed.items()}
    return True


@pytest.mark.parametrize("case", REFUSED)
def test_planning_names_the_field_and_keeps_what_was_typed(speaker: Browser, dates: Dates, case: str) -> None:
    odd, field, words = REFUSED[case]
    typed, before = {**TYPED, "kind": "education", **odd}, dates.titles()
    page = speaker.open(NEW).press("Termin anlegen", **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert words in page.complaints
    assert everything_typed_is_there(page, typed)
    assert [name for name in typed if name != field and page.error(name)] == []
    assert dates.titles() == before


@pytest.mark.parametrize("case", REFUSED)
def test_changing_names_the_field_and_keeps_what_was_typed(
    speaker: Browser, dates: Dates, world: World, case: str
) -> None:
    odd, field, words = REFUSED[case]
    key = world.appointments["ktv"]["announced"]
    typed, before = {**TYPED, **odd}, columns(dates.get(key))
    page = speaker.open(url(key, "bearbeiten")).press("Änderung speichern", **typed)
    assert page.status == 422
    assert words in page.error(field)
    assert everything_typed_is_there(page, typed)
    assert columns(dates.get(key)) == before


def columns(row: Appointment | None) -> dict[str, object]:
    """What is stored of an appointment."""
    assert row is not None
    kept = [one.key for one in Appointment.__table__.columns if one.key != "ics"]  # made of the others
    return {key: getattr(row, key) for key in kept}


def test_a_changed_appointment_needs_a_title(speaker: Browser, world: World) -> None:
    page = speaker.open(url(world.appointments["ktv"]["draft"], "bearbeiten"))
    page = page.press("Änderung speichern", title="  ")
    assert page.status == 422
    assert page.error("title") == "Bitte einen Titel eintragen."


def test_a_refused_form_opens_the_part_in_which_the_error_is(speaker: Browser) -> None:
    page = speaker.open(NEW).press("Termin anlegen", ends_on="2025-02-31")
    assert "open" in page.main.one("details", class_="more").attrs


def test_several_errors_are_all_named(speaker: Browser) -> None:
    page = speaker.open(NEW).press("Termin anlegen", day="", starts="25:00", title="x" * 161)
    assert all(page.error(name) for name in ("day", "starts", "title"))
    assert "3 Angaben brauchen noch einen Blick." in page.complaints


def test_a_refused_form_is_as_well_made_as_any_page(speaker: Browser) -> None:
    page = speaker.open(NEW).press("Termin anlegen", day="", starts="25:00", title="x" * 161)
    assert [one for one in manners(page) if "tokens" not in one] == []  # tests send forms without tokens


# --- what is accepted


def test_the_hour_that_comes_twice_in_october_means_the_first_of_the_two(
    speaker: Browser, dates: Dates
) -> None:
    page = speaker.open(NEW).press("Termin anlegen", **OCTOBER, starts="02:30", ends="04:00")
    row = dates.get(int(page.path.rsplit("/", 1)[1]))
    assert row is not None
    assert row.starts_at == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)  # still summer time
    assert "So., 26.10.2025, 02:30–04:00 Uhr" in page  # noqa: RUF001  # the typographic dash of a span


def test_around_the_skipped_hour_all_is_well(speaker: Browser, dates: Dates) -> None:
    page = speaker.open(NEW).press("Termin anlegen", **MARCH, starts="01:30", ends="03:30")
    row = dates.get(int(page.path.rsplit("/", 1)[1]))
    assert row is not None
    assert (row.ends_at - row.starts_at).total_seconds() == 3600


@pytest.mark.parametrize(
    ("day", "starts"), [("14.06.2025", "19.00"), ("14.06.25", "19:00"), (" 2025-06-14 ", "19:00:00")]
)
def test_days_and_times_may_be_written_as_people_write_them(
    speaker: Browser, dates: Dates, day: str, starts: str
) -> None:
    page = speaker.open(NEW).press("Termin anlegen", day=day, starts=starts, ends="21:00")
    row = dates.get(int(page.path.rsplit("/", 1)[1]))
    assert row is not None
    assert row.starts_at == berlin(2025, 6, 14, 19)


def test_a_title_may_have_160_characters_of_any_kind(speaker: Browser) -> None:
    title = "ß" * 80 + "🌊" * 80
    assert speaker.open(NEW).press("Termin anlegen", title=title).heading == title


def test_what_looks_like_markup_is_shown_as_it_was_typed(speaker: Browser, member: Browser) -> None:
    page = speaker.open(NEW).press("Termin anlegen", kind="education", **TYPED)
    page = member.open(page.press("Termin ankündigen").path)
    assert page.heading == TYPED["title"]
    assert page.facts()["Ort"] == TYPED["place"]


# --- cancelling


@pytest.mark.parametrize(
    ("reason", "words"), [("x" * 501, "höchstens 500 Zeichen"), ("krank\nund müde", "in einer Zeile")]
)
def test_a_reason_that_does_not_fit_is_refused_and_kept(
    speaker: Browser, world: World, dates: Dates, reason: str, words: str
) -> None:
    key = world.appointments["ktv"]["announced"]
    page = speaker.open(url(key, "absagen")).press("Termin absagen", reason=reason)
    assert page.status == 422
    assert words in page.error("reason")
    assert page.value("reason") == reason
    row = dates.get(key)
    assert row is not None
    assert row.cancelled_at is None
