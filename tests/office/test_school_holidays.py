"""The office takes in the school holidays of the next years: it looks first, and nothing is taken in by half."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.calendar import holiday_files, holidays
from app.calendar.models import SchoolHoliday
from app.extensions import db
from app.home import waiting
from tests.pages import Browser, Page, counted, manners
from tests.people import NOW, World

TABLE = """Id;Country;StartDate;EndDate;Type;RegionalScope;Name;Groups
1;DE;2030-07-01;2030-08-10;School;Regional;DE Sommerferien,EN Summer Holidays;MV-ABS
2;DE;2030-10-21;2030-10-26;School;Regional;DE Herbstferien,EN Autumn Holidays;MV-ABS,MV-BBS
3;DE;2030-10-28;;School;Regional;DE Zusätzlicher Ferientag,EN Additional holiday;MV-ABS
4;DE;2030-10-21;2030-10-25;School;Regional;DE Herbstferien,EN Autumn Holidays;MV-BBS
5;DE;2031-02-30;2031-02-14;School;Regional;DE Winterferien,EN Winter Holidays;MV-ABS
6;DE;2012-02-06;2012-02-17;School;Regional;DE Winterferien,EN Winter Holidays;MV-ABS
7;DE;2031-01-01;2031-01-01;Public;National;DE Neujahr,EN New Year;
"""
COMMAS = """Ferien,Erster Tag,Letzter Tag
Sommerferien,01.07.2030,10.08.2030
"Herbstferien, MV",21.10.30,26.10.30
zusätzlicher Ferientag,20301028,
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20301021
DTEND;VALUE=DATE:20301027
SUMMARY:Herbstferien 2030 Mecklenburg-Vorpommern
END:VEVENT
BEGIN:VEVENT
DTSTART:20310210T100000Z
SUMMARY:Winterferien
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20310203
RRULE:FREQ=YEARLY
SUMMARY:Winterferien
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:heute
SUMMARY:Osterferien
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20310531
SUMMARY:zusätzlicher Ferientag
END:VEVENT
BEGIN:VEVENT
SUMMARY:ohne Ende
END:VCALENDAR
"""
FILE = Path(__file__).parents[2].parent / "shared" / "data" / "holidays.school.mv.csv"


def look(office: Browser, text: str) -> Page:
    return office.open("/verwaltung/ferien").press("Datei ansehen", text=text)


def stored(world: World) -> list[tuple[str, str, str]]:
    wanted = sa.select(SchoolHoliday.name, SchoolHoliday.first, SchoolHoliday.last).order_by(
        SchoolHoliday.first
    )
    with world.app.app_context():
        return [(row.name, str(row.first), str(row.last)) for row in db.session.execute(wanted)]


def test_a_table_is_looked_at_first_and_says_of_each_line_what_becomes_of_it(
    office: Browser, world: World
) -> None:
    page = look(office, TABLE)
    assert page.status == 200
    assert "2 Einträge sind neu oder geändert. Eine Zeile ließ sich nicht lesen und bleibt weg." in page
    assert "neu" in page.row("Herbstferien, Mo., 21.10.2030 – Sa., 26.10.2030").text
    assert "Zeile 6: „2031-02-30“ ist kein Tag" in page.main.text
    assert "Zeile 5: gilt nur für berufliche Schulen" in page
    assert "Zeile 7: lange vorbei" in page
    assert "Zeile 8: keine Schulferien" in page
    assert "Schon bekannt (1)" in page
    assert stored(world) == []


def test_what_was_looked_at_is_taken_in_and_known_from_then_on(office: Browser, world: World) -> None:
    page = look(office, TABLE).press("2 Einträge übernehmen")
    assert "2 Einträge sind übernommen." in page.root.text
    assert "Bekannt bis Mo., 28.10.2030." in page
    assert stored(world) == [
        ("Herbstferien", "2030-10-21", "2030-10-26"), ("zusätzlicher Ferientag", "2030-10-28", "2030-10-28"),
    ]  # fmt: skip
    with world.app.app_context():
        assert holidays.school_holiday(date(2030, 10, 25)) == "Herbstferien"
        assert holidays.known_until() == date(2030, 10, 28)
    again = look(office, TABLE)
    assert "Nichts ist neu oder geändert." in again
    assert not [one for one in again.main.all("button") if "übernehmen" in one.text]


@pytest.mark.parametrize("more_settings", [{"WTF_CSRF_ENABLED": True}])
def test_the_page_is_well_made(office: Browser, more_settings: dict[str, object]) -> None:
    empty = office.open("/verwaltung/ferien")
    looked_at = empty.press("Datei ansehen", text=TABLE)
    taken = looked_at.press("2 Einträge übernehmen")
    assert [manners(page) for page in (empty, looked_at, taken)] == [[], [], []]


def test_a_change_takes_the_place_of_what_was_known(office: Browser, world: World) -> None:
    page = look(office, "Name;Beginn;Ende\nSommerferien;8.7.2030;17.8.2030")
    assert "bisher Mo., 01.07.2030 – Sa., 10.08.2030" in page.row("Sommerferien, Mo., 08.07.2030").text
    page.press("Einen Eintrag übernehmen")
    look(office, "Name;Beginn;Ende\nSommerferien;9.7.2030;17.8.2030").press("Einen Eintrag übernehmen")
    assert stored(world) == [("Sommerferien", "2030-07-09", "2030-08-17")]
    with world.app.app_context():
        assert holidays.school_holiday(date(2030, 7, 2)) is None
        assert holidays.school_holiday(date(2030, 8, 17)) == "Sommerferien"


def test_a_day_of_another_name_is_cut_out_of_what_stands_in_the_program(
    office: Browser, world: World
) -> None:
    look(office, "Name;Beginn;Ende\nWetterfrei;2030-07-03;2030-07-03").press("Einen Eintrag übernehmen")
    with world.app.app_context():
        found = [holidays.school_holiday(date(2030, 7, day)) for day in (2, 3, 4)]
    assert found == ["Sommerferien", "Wetterfrei", "Sommerferien"]


def test_what_was_taken_in_can_be_taken_out_again(office: Browser, world: World) -> None:
    look(office, "Name;Beginn;Ende\nSommerferien;8.7.2030;17.8.2030").press("Einen Eintrag übernehmen")
    page = office.open("/verwaltung/ferien").press("Sommerferien entfernen")
    assert "Bekannt bis Sa., 10.08.2030." in page
    assert stored(world) == []


def test_a_calendar_is_read_entry_by_entry(office: Browser, world: World) -> None:
    page = look(office, CALENDAR)
    assert "2 Einträge sind neu oder geändert. 4 Zeilen ließen sich nicht lesen" in page
    assert "Zeile 9: Ferien sind ganze Tage: Beginn und Ende ohne Uhrzeit" in page
    assert "Zeile 13: Ferien wiederholen sich nicht nach einer Regel" in page
    assert "Zeile 18: der Eintrag lässt sich nicht lesen" in page
    assert "Zeile 26: der Eintrag hört nicht auf" in page
    page.press("2 Einträge übernehmen")
    assert stored(world) == [
        ("Herbstferien", "2030-10-21", "2030-10-26"), ("zusätzlicher Ferientag", "2031-05-31", "2031-05-31"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode("utf-8-sig"), TABLE.encode("cp1252"), TABLE.replace("\n", "\r\n").encode(),
        COMMAS.encode(), TABLE.encode("utf-16"),
    ],
    ids=["with a mark", "Windows-1252", "CRLF", "commas", "UTF-16"],
)  # fmt: skip
def test_files_come_as_programs_write_them(as_office: FlaskClient, content: bytes) -> None:
    sent = {"file": (io.BytesIO(content), "ferien.csv")}
    answer = as_office.post("/verwaltung/ferien", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 200
    assert "2 Einträge sind neu oder geändert." in answer.text
    assert "usätzlicher Ferientag" in answer.text, "the umlaut is whole"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "füge ihren Inhalt in das Feld ein"),
        ("\ufeff", "füge ihren Inhalt in das Feld ein"),
        ("Das ist kein Kalender.", "fehlt die Überschrift: Name, Beginn, Ende"),
        ("Name;Ende", "fehlt die Überschrift: Beginn"),
        ("Name;Beginn;Ende", "stehen keine Ferien"),
        ('Name;Beginn;Ende\n"Winter;2031-02-03;2031-02-14', "Anführungszeichen"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "stehen keine Ferien"),
        ("Name;Beginn;Ende\n" + "a;b;c\n" * 3000, "zu lang"),
        ("x" * 500_001, "höchstens 500000 Zeichen"),
    ],
    ids=["nothing", "a mark", "prose", "no begin", "a head", "a quote", "no entry", "many lines", "much"],
)
def test_what_is_no_list_of_holidays_is_said_and_kept(office: Browser, text: str, words: str) -> None:
    page = look(office, text)
    assert page.status == 422
    assert words in page.error("text")
    assert page.value("text").strip() == text.strip("\ufeff").strip() or text == "\ufeff"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Winterferien;2031-02-14;2031-02-03", "das Ende liegt vor dem Beginn"),
        ("Winterferien;2031-02-03;2031-12-03", "so lange dauern keine Ferien"),
        ("Winterferien;2091-02-03;2091-02-14", "das Jahr 2091 liegt zu weit weg"),
        (";2031-02-03;2031-02-14", "der Name fehlt"),
        ("W" * 81 + ";2031-02-03;2031-02-14", "der Name ist länger als 80 Zeichen"),
        ("Winterferien;;", "der Beginn fehlt"),
        ("<b>;1;2", "„1“ ist kein Tag"),
        ("Winterferien", "der Beginn fehlt"),
        ("A;2031-02-03;2031-02-14\nB;2031-02-14;2031-02-15", "überschneidet sich mit Zeile 2"),
        ("A;2031-02-03;2031-02-14\nA;2031-02-03;2031-02-14", "steht schon in Zeile 2"),
    ],
)
def test_a_line_that_cannot_be_taken_in_says_why(office: Browser, line: str, why: str) -> None:
    page = look(office, f"Name;Beginn;Ende\n{line}")
    assert page.status == 200
    assert why in page


def test_holidays_that_come_twice_in_an_autumn_stay_two(office: Browser, world: World) -> None:
    text = "Name;Beginn;Ende\nHerbstferien;2031-10-06;2031-10-06\nHerbstferien;2031-10-20;2031-10-25"
    look(office, text).press("2 Einträge übernehmen")
    assert "Nichts ist neu oder geändert." in look(office, text)


def test_a_picture_is_no_table(as_office: FlaskClient) -> None:
    sent = {"file": (io.BytesIO(b"\x89PNG\r\n\x1a\n\0\0\0"), "ferien.csv"), "text": "was da stand"}
    answer = as_office.post("/verwaltung/ferien", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "keine Tabelle als Text" in answer.text
    assert "was da stand" in answer.text
    large = {"file": (io.BytesIO(b"a;" * 251_000), "ferien.csv")}
    answer = as_office.post("/verwaltung/ferien", data=large, content_type="multipart/form-data")
    assert (answer.status_code, "größer als 500 KB" in answer.text) == (422, True)


def test_only_the_office_takes_holidays_in(
    as_board: FlaskClient, as_speaker: FlaskClient, world: World
) -> None:
    for client in (as_board, as_speaker):
        assert client.post("/verwaltung/ferien", data={"text": TABLE, "take": "1"}).status_code == 403
    assert stored(world) == []


def test_the_office_is_told_in_time_that_the_known_holidays_end(
    office: Browser, as_board: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Schulferien der nächsten Jahre übernehmen"
    assert words not in office.open("/").rows
    soon = NOW.date() + timedelta(days=364)
    monkeypatch.setattr(waiting, "known_until", lambda: soon)
    assert words in office.open("/").rows
    assert words not in Browser(as_board).open("/").rows


def test_a_page_that_needs_no_holidays_does_not_read_them(world: World, as_member: FlaskClient) -> None:
    with counted(world.app) as statements:
        as_member.get("/")
        as_member.get("/ktv/termine/")
    assert [one for one in statements if "school_holiday" in one] == []


def test_what_stands_in_the_program_is_what_the_land_has_set(world: World) -> None:
    if not FILE.exists():
        pytest.skip("the land's file is not here")
    text = holiday_files.decoded(FILE.read_bytes())
    with world.app.test_request_context():
        lines = holiday_files.looked_at(text).lines
    states = {one.state for one in lines}
    assert states == {holiday_files.LineState.KNOWN, holiday_files.LineState.LEFT_OUT}
    known = {one.span for one in lines if one.state is holiday_files.LineState.KNOWN}
    assert known == set(holidays.SCHOOL_HOLIDAYS)
