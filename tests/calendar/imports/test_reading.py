"""What an entry of another calendar says, as people mean it."""

from __future__ import annotations

import pytest

from app.calendar.imports.lines import decoded
from tests.calendar.dates import berlin
from tests.calendar.imports.conftest import Reader, calendar, event

ZONE = """BEGIN:VTIMEZONE
TZID:{name}
{more}BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:{rule}
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""
YEARLY = "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"
SEVEN, NINE = berlin(2025, 4, 2, 19), berlin(2025, 4, 2, 21)


def test_an_entry_is_read(reader: Reader) -> None:
    text = event(LOCATION="Rathaus\\, Saal 1", DESCRIPTION="Mit <b>Musik</b>\\nund Tanz")
    (one,) = reader(calendar(text)).found
    assert (one.key, one.title, one.place) == ("fest@anderswo.example", "Sommerfest", "Rathaus, Saal 1")
    assert (one.starts_at, one.ends_at, one.description) == (SEVEN, NINE, "Mit <b>Musik</b>\nund Tanz")
    assert (one.is_cancelled, one.notes) == (False, ())


@pytest.mark.parametrize(
    "when",
    [
        ":20250402T170000Z", ":20250402T190000", ";TZID=Europe/Berlin:20250402T190000",
        ';TZID="Europe/Berlin":20250402T190000', ";TZID=America/New_York:20250402T130000",
        ";TZID=W. Europe Standard Time:20250402T190000", ";VALUE=DATE-TIME;TZID=Europe/Berlin:20250402T190000",
        ";TZID=/mozilla.org/20050126_1/Europe/Berlin:20250402T190000",
    ],
)  # fmt: skip
def test_the_same_moment_is_written_in_many_ways(reader: Reader, when: str) -> None:
    (one,) = reader(calendar(event(DTSTART=when, DTEND="", DURATION="PT2H"))).found
    assert (one.starts_at, one.ends_at) == (SEVEN, NINE)


@pytest.mark.parametrize(
    "zone",
    [ZONE.format(name="Unser Haus", more="", rule=YEARLY),
     ZONE.format(name="Unser Haus", more="X-LIC-LOCATION:Europe/Berlin\n", rule="FREQ=SECONDLY")],
)  # fmt: skip
def test_a_zone_of_the_file_counts(reader: Reader, zone: str) -> None:
    text = calendar(event(DTSTART=";TZID=Unser Haus:20250402T190000", DTEND=""), head=zone)
    assert [one.starts_at for one in reader(text).found] == [SEVEN]


@pytest.mark.parametrize(
    "zone",
    ["", ZONE.format(name="Unser Haus", more="", rule="FREQ=SECONDLY"),
     ZONE.format(name="Unser Haus", more="", rule="FREQ=YEARLY;INTERVAL=0"),
     ZONE.format(name="Unser Haus", more="", rule="FREQ=YEARLY;BYSECOND=1,2,3"),
     "BEGIN:VTIMEZONE\nTZID:Unser Haus\nEND:VTIMEZONE"],
)  # fmt: skip
def test_a_zone_that_nobody_knows_is_named(reader: Reader, zone: str) -> None:
    text = calendar(event(DTSTART=";TZID=Unser Haus:20250402T190000"), event("b", "Chor"), head=zone)
    reading = reader(text)
    assert [one.title for one in reading.found] == ["Chor"]
    assert [(one.title, one.reason) for one in reading.unread] == [
        ("Sommerfest", "Die Zeitzone „Unser Haus“ kennen wir nicht.")
    ]


def test_a_zone_of_one_file_is_forgotten_with_it(reader: Reader) -> None:
    entry = event(DTSTART=";TZID=Unser Haus:20250402T190000", DTEND="")
    assert reader(calendar(entry, head=ZONE.format(name="Unser Haus", more="", rule=YEARLY))).found
    assert not reader(calendar(entry)).found


def test_a_whole_day_lasts_from_midnight_to_the_last_minute(reader: Reader) -> None:
    entries = [event(DTSTART=";VALUE=DATE:20250402", DTEND=""),
               event("b", DTSTART=";VALUE=DATE:20250402", DTEND=";VALUE=DATE:20250403"),
               event("c", DTSTART=";VALUE=DATE:20250329", DTEND=";VALUE=DATE:20250331")]  # fmt: skip
    three, one, two = reader(calendar(*entries)).found
    for found in (one, two):
        assert (found.starts_at, found.ends_at) == (berlin(2025, 4, 2), berlin(2025, 4, 2, 23, 59))
    assert (three.starts_at, three.ends_at) == (berlin(2025, 3, 29), berlin(2025, 3, 30, 23, 59))
    assert one.notes == ("Ganztägig: steht hier von 00:00 bis 23:59 Uhr.",)


@pytest.mark.parametrize("end", ["", ";TZID=Europe/Berlin:20250402T190000"])
def test_without_an_end_two_hours_are_assumed_and_said(reader: Reader, end: str) -> None:
    (one,) = reader(calendar(event(DTEND=end))).found
    assert one.ends_at == NINE
    assert one.notes == ("Ohne Ende: wir nehmen zwei Stunden an.",)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (event(DTEND=":20250402T150000Z"), "Das Ende liegt vor dem Anfang."),
        (event(DTEND="", DURATION="-PT2H"), "Das Ende liegt vor dem Anfang."),
        (event(DTEND=":20250502T150000Z"), "Länger als 14 Tage dauert kein Termin."),
        (event(DTEND=";VALUE=DATE:20250403"), "Beginn und Ende passen nicht zusammen"),
        (event(DTSTART=""), "Es steht nicht da, wann es beginnt."),
        (event(DTSTART="bald"), "Der Beginn ist nicht lesbar."),
        (event(DTEND="irgendwann"), "Das Ende ist nicht lesbar."),
        (event(DTEND="", DURATION="lang"), "Die Dauer ist nicht lesbar."),
        (event(DTSTART=":00010101T000000Z"), "Das Jahr 1 liegt zu weit weg."),
        (event(DTSTART=":99991231T235959Z"), "Das Jahr 9999 liegt zu weit weg."),
        (event(DTSTART=";TZID=Pacific/Kiritimati:99991231T235959"), "Das Jahr 9999 liegt zu weit weg."),
        (event(DTSTART=":20250230T190000"), "Der Beginn ist nicht lesbar."),
        (event(RRULE="FREQ=SECONDLY"), "Wie sich der Eintrag wiederholt, können wir nicht lesen: FREQ=SECONDLY."),
        (event(RRULE="FREQ=WEEKLY", DTSTART=":20100402T170000Z", DTEND="", EXDATE="x") .replace(
            "FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=3"), "Der Eintrag wiederholt sich, aber alles davon ist vorbei"),
        (event(RECURRENCE_ID="x"), "Welches Mal gemeint ist, ist nicht lesbar."),
        (event().replace("END:VEVENT", ""), "Der Eintrag hört mittendrin auf."),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_named_with_the_reason(reader: Reader, entry: str, reason: str) -> None:
    reading = reader(calendar(event("gut", "Chor"), entry))
    assert [one.title for one in reading.found] == ["Chor"]
    (unread,) = reading.unread
    assert unread.reason.startswith(reason)


def test_broken_lines_beside_what_matters_do_no_harm(reader: Reader) -> None:
    entry = event().replace("END:VEVENT", 'ohne Doppelpunkt\r\nX-ODD;;;=:\r\nATTENDEE;CN="x:y\r\nEND:VEVENT')
    (one,) = reader(calendar(entry)).found
    assert one.starts_at == SEVEN
    assert one.notes == ("Ein Teil des Eintrags war unlesbar und fehlt.",)


def test_what_lies_inside_an_entry_is_not_taken_for_it(reader: Reader) -> None:
    alarm = "BEGIN:VALARM\r\nSUMMARY:Klingeling\r\nDTSTART:20250101T000000Z\r\nEND:VALARM\r\nEND:VEVENT"
    (one,) = reader(calendar(event().replace("END:VEVENT", alarm))).found
    assert (one.title, one.starts_at) == ("Sommerfest", SEVEN)


def test_long_texts_are_cut_and_it_is_said(reader: Reader) -> None:
    (one,) = reader(calendar(event(title="t" * 500, LOCATION="p" * 500, DESCRIPTION="d" * 9000))).found
    assert (len(one.title), len(one.place), len(one.description)) == (160, 200, 5000)
    assert one.notes == ("Lange Texte sind gekürzt.",)


def test_an_entry_without_a_name_is_known_by_title_and_time(reader: Reader) -> None:
    text = calendar(event(uid=""), event(uid="", title="Chor"))
    first, second = reader(text).found
    assert first.key != second.key
    assert [one.key for one in reader(text).found] == [first.key, second.key]
    assert "Ohne Kennung" in first.notes[0]


def test_an_endless_name_still_fits(reader: Reader) -> None:
    one, two = reader(calendar(event("x" * 9000), event("x" * 9000 + "y", "Chor"))).found
    assert len(one.key) <= 255
    assert one.key != two.key


def test_the_same_entry_twice_is_taken_once(reader: Reader) -> None:
    reading = reader(calendar(event(), event(title="Noch einmal")))
    assert len(reading.found) == len(reading.unread) == 1


# --- what comes again


def test_what_comes_again_is_taken_from_today_for_two_years(reader: Reader) -> None:
    text = calendar(event(DTSTART=";TZID=Europe/Berlin:20240103T190000", DTEND="", DURATION="PT2H",
                          RRULE="FREQ=MONTHLY;BYDAY=1WE"))  # fmt: skip
    reading = reader(text)
    assert len(reading.found) == 24 + 1
    assert reading.found[0].starts_at == berlin(2025, 3, 5, 19)  # it is just on
    assert reading.found[-1].starts_at == berlin(2027, 3, 3, 19)
    assert "„Sommerfest“ wiederholt sich weiter" in reading.notes[0]


def test_daylight_time_moves_nothing(reader: Reader) -> None:
    text = calendar(event(DTSTART=";TZID=Europe/Berlin:20250326T190000", DTEND="", DURATION="PT2H",
                          RRULE="FREQ=WEEKLY;COUNT=2"))  # fmt: skip
    assert [one.starts_at for one in reader(text).found] == [berlin(2025, 3, 26, 19), SEVEN]


def test_at_most_two_hundred_of_one_are_taken(reader: Reader) -> None:
    reading = reader(calendar(event(RRULE="FREQ=DAILY")))
    assert len(reading.found) == 200
    assert "höchstens 200-mal" in reading.notes[0]


def test_at_most_a_thousand_are_taken_and_it_is_said(reader: Reader) -> None:
    entries = [event(str(number), RRULE="FREQ=DAILY") for number in range(6)]
    reading = reader(calendar(*entries))
    assert len(reading.found) == 1000
    assert "mehr als 1000 Termine" in reading.notes[-1]


@pytest.mark.parametrize(
    ("until", "days"),
    [
        ("20250416", 3),
        ("20250416T170000Z", 3),
        ("20250416T165959Z", 2),
        ("20250416T190000", 3),
        ("20250415", 2),
    ],
)
def test_the_end_of_a_rule_counts(reader: Reader, until: str, days: int) -> None:
    assert len(reader(calendar(event(RRULE=f"FREQ=WEEKLY;UNTIL={until}"))).found) == days


def test_exceptions_and_additions_count(reader: Reader) -> None:
    text = calendar(
        event(RRULE="FREQ=WEEKLY;COUNT=4", EXDATE=";TZID=Europe/Berlin:20250409T190000,20250423T190000",
              RDATE=";TZID=Europe/Berlin:20250411T190000"),
        event(RECURRENCE_ID=";TZID=Europe/Berlin:20250416T190000", title="Fest im Saal",
              DTSTART=";TZID=Europe/Berlin:20250417T180000", DTEND=""),
    )  # fmt: skip
    found = reader(text).found
    assert [(one.title, one.starts_at) for one in found] == [
        ("Sommerfest", SEVEN), ("Sommerfest", berlin(2025, 4, 11, 19)), ("Fest im Saal", berlin(2025, 4, 17, 18)),
    ]  # fmt: skip
    assert found[2].key == "fest@anderswo.example#20250416T170000Z"


def test_one_time_that_is_off_is_off(reader: Reader) -> None:
    text = calendar(event(RRULE="FREQ=WEEKLY;COUNT=2"),
                    event(RECURRENCE_ID=":20250409T170000Z", STATUS="CANCELLED"))  # fmt: skip
    assert [one.is_cancelled for one in reader(text).found] == [False, True]


def test_a_file_that_calls_everything_off_does(reader: Reader) -> None:
    assert [one.is_cancelled for one in reader(calendar(event(), head="METHOD:CANCEL")).found] == [True]


# --- letters


@pytest.mark.parametrize(
    "content",
    ["Frühling".encode(), "Frühling".encode("latin-1"), "\ufeffFrühling".encode(), "Frühling".encode("utf-16"),
     "Früh\x00ling".encode()],
)  # fmt: skip
def test_letters_arrive_in_whatever_encoding(content: bytes) -> None:
    assert decoded(content) == "Frühling"
