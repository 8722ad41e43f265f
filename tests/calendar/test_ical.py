"""Calendar files keep to the standard, whatever was typed: by two parsers that know nothing of each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.parser import Contentline

from app.calendar.ical import Entry, calendar, invitation
from tests.calendar.dates import berlin
from tests.calendar.programs import judged

PLAIN = Entry(
    uid="6f1c1b0e-5b1a-4c55-9d0e-3f6f3c1a7a11",
    sequence=0,
    starts_at=berlin(2025, 4, 1, 19),
    ends_at=berlin(2025, 4, 1, 21),
    summary="Mitgliederversammlung",
    location="Peter-Weiss-Haus",
    description="Tagesordnung folgt.",
    url="https://stadtteilwerk.example/ktv/termine/7",
    last_changed=datetime(2025, 3, 5, 18, tzinfo=UTC),
    organizer_name="KTV",
    organizer_address="post@demo.example",
    attendee_name="Lotte Brief",
    attendee_address="lotte@demo.example",
)


def at(starts: datetime, ends: datetime) -> Entry:
    return replace(PLAIN, starts_at=starts, ends_at=ends)


TWICE = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
"""02:30 in Berlin, and an hour later again."""
HOUR = timedelta(hours=1)
CASES = {
    "plain": PLAIN,
    "changed": replace(PLAIN, sequence=7),
    "umlauts": replace(PLAIN, summary="Größe, Öl; Käse: 100 % „süß“ 🚲" * 9, location="Straße\\Nord"),
    "lines": replace(PLAIN, description="Eins\r\nZwei\rDrei\n\nVier\\n; Fünf, Sechs\u2028Sieben\x85Acht"),
    "long": replace(PLAIN, description="Ä" * 3000 + "\n" + "wort " * 900),
    "empty": replace(PLAIN, location="", description="", url=""),
    "over midnight": at(berlin(2025, 4, 1, 22), berlin(2025, 4, 2, 2)),
    "over new year": at(berlin(2025, 12, 31, 22), berlin(2026, 1, 1, 3)),
    "into summer": at(berlin(2025, 3, 30, 1), berlin(2025, 3, 30, 4)),
    "into winter": at(berlin(2025, 10, 26, 1), berlin(2025, 10, 26, 5)),
    "in the first of two hours": at(TWICE, TWICE + HOUR * 3),
    "in the second of two hours": at(TWICE + HOUR, TWICE + HOUR * 3),
    "until the second of two hours": at(TWICE - HOUR * 2, TWICE + HOUR),
    "odd names": replace(PLAIN, attendee_name='Lotte "Lo" Brief; O’Neill: ^n, \\', organizer_name=""),
    "odd addresses": replace(
        PLAIN, attendee_address="o'lo+ktv%1?a=b&c;d,e@demo.example", url='https://x/ä b"<>'
    ),
}


def files_of(entry: Entry) -> list[str]:
    return [
        invitation(entry),
        invitation(replace(entry, cancelled=True)),
        calendar([entry, replace(entry, uid="zwei", cancelled=True)], name="Termine; KTV, \nMitte"),
    ]


def lines_of(file: str) -> list[str]:
    """The lines with their folds undone, after looking at how they were folded (RFC 5545, section 3.1)."""
    physical = file.encode().split(b"\r\n")
    assert physical.pop() == b""
    assert len(file.splitlines()) == len(physical)  # no sign that some programs take for the end of a line
    assert max(map(len, physical)) <= 75
    for line in physical:
        assert not any(octet < 32 and octet != 9 or octet == 127 for octet in line)
        line.decode()  # no letter is cut in two
    return file.replace("\r\n ", "").split("\r\n")[:-1]


def names_in(file: str) -> list[str]:
    return [line.replace(";", ":").split(":")[0] for line in lines_of(file)]


def parsed(file: str) -> Calendar:
    """The file as `icalendar` reads it, every line strictly."""
    for line in lines_of(file):
        Contentline(line, strict=True).parts()
    whole = Calendar.from_ical(file)
    assert isinstance(whole, Calendar)
    assert [(part.name, part.errors) for part in whole.walk() if part.errors] == []
    return whole


# --- the standard


@pytest.mark.parametrize("case", CASES)
def test_a_file_passes_two_strict_parsers(case):
    files = files_of(CASES[case])
    for file in files:
        parsed(file)
    assert [one.faults for one in judged(*files)] == [[], [], []]


def test_the_judge_finds_what_is_wrong():
    good = invitation(PLAIN)
    without = [
        good.replace(f"\r\n{name}", f"\r\nX-{name}") for name in ("UID", "DTSTAMP", "ATTENDEE", "VERSION")
    ]
    torn = [good.replace("T190000", "T1900"), good.replace("ORGANIZER", "\r\nORGANIZER\r\n"), good[:200]]
    assert all(one.faults for one in judged(*without, *torn))


@pytest.mark.parametrize("case", CASES)
def test_both_parsers_read_the_moments_that_are_meant(case):
    entry = CASES[case]
    file = invitation(entry)
    ours = parsed(file).events[0]
    seen = judged(file)[0].entries[0]
    assert (ours.start.astimezone(UTC), ours.end.astimezone(UTC)) == (entry.starts_at, entry.ends_at)
    assert (seen.starts_at, seen.ends_at) == (entry.starts_at, entry.ends_at)


def test_the_time_is_written_as_clocks_in_berlin_show_it():
    assert "DTSTART;TZID=Europe/Berlin:20250401T190000" in lines_of(invitation(PLAIN))
    in_utc = replace(PLAIN, starts_at=PLAIN.starts_at.astimezone(UTC))
    assert invitation(in_utc) == invitation(PLAIN)


def test_clocks_change_at_two_and_at_three_by_the_time_that_ends():
    lines = lines_of(invitation(PLAIN))
    summer = lines[lines.index("BEGIN:DAYLIGHT") : lines.index("END:DAYLIGHT")]
    winter = lines[lines.index("BEGIN:STANDARD") : lines.index("END:STANDARD")]
    assert {"DTSTART:19960331T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"} < set(summer)
    assert {"DTSTART:19961027T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"} < set(winter)


def test_the_zone_is_right_around_every_change_of_a_century():
    entries = []
    for year in range(2000, 2100):
        for month in (3, 10):
            last = date(year, month, 31)
            sunday = last - timedelta(days=last.isoweekday() % 7)
            change = datetime.combine(sunday, time(1), tzinfo=UTC)  # everywhere in the union at once
            for minutes in (-121, -1, 0, 59, 121):
                starts = change + timedelta(minutes=minutes)
                entries.append(at(starts, starts + HOUR))
        entries += [at(berlin(year, month, 1), berlin(year, month, 2)) for month in (1, 7)]
    file = calendar(entries, name="Ein Jahrhundert")
    told = [(one.starts_at, one.ends_at) for one in judged(file)[0].entries]
    assert told == [(one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)) for one in entries]


# --- what was typed


def test_what_was_typed_arrives_as_it_was():
    umlauts, lines = (judged(invitation(CASES[case]))[0].entries[0] for case in ("umlauts", "lines"))
    assert umlauts.summary == CASES["umlauts"].summary
    assert umlauts.location == "Straße\\Nord"
    assert lines.description == "Eins\nZwei\nDrei\n\nVier\\n; Fünf, Sechs\nSieben\nAcht"


def test_a_title_and_a_place_are_one_line():
    entry = replace(PLAIN, summary="Eins\r\n Zwei\tDrei", location=" Oben\n\nunten ")
    seen = judged(invitation(entry))[0].entries[0]
    assert (seen.summary, seen.location) == ("Eins Zwei Drei", "Oben unten")


def test_control_characters_and_what_can_not_be_written_are_dropped():
    entry = replace(PLAIN, summary="\x00A\x07b\x1b\x7f\x9fc\ud800", attendee_name="L\x00o\ud800")
    seen = judged(invitation(entry))[0]
    assert seen.entries[0].summary == "Abc"
    assert parsed(invitation(entry)).events[0]["ATTENDEE"].params["CN"] == "Lo"


PLANTED = [
    "X\r\nATTENDEE:mailto:boese@example.org",
    "X\nEND:VEVENT\nBEGIN:VEVENT\nUID:zwei",
    "X\rMETHOD:CANCEL",
    "X\r\n\r\nBEGIN:VALARM",
    "X\u2028URL:https://boese.example",
    "X\x85STATUS:CANCELLED",
    "X\x0bSEQUENCE:9",
    'X";RSVP=TRUE:mailto:boese@example.org',
    "X:mailto:boese@example.org",
    "X\\nATTENDEE:mailto:boese@example.org",
    "X^nATTENDEE:mailto:boese@example.org",
]
WORDS = ["uid", "summary", "location", "description", "url"]
PEOPLE = ["organizer_name", "organizer_address", "attendee_name", "attendee_address"]


@pytest.mark.parametrize("field", WORDS + PEOPLE)
def test_nothing_that_is_typed_becomes_a_line_of_its_own(field):
    files = [file for planted in PLANTED for file in files_of(replace(PLAIN, **{field: planted}))]
    assert [names_in(file) for file in files] == [names_in(file) for file in files_of(PLAIN)] * len(PLANTED)
    seen = judged(*files)
    assert [one.faults for one in seen] == [[]] * len(files)
    expected = [("request", 1), ("cancel", 1), ("publish", 2)] * len(PLANTED)
    assert [(one.method, len(one.entries)) for one in seen] == expected


@pytest.mark.parametrize("field", PEOPLE)
def test_nothing_that_is_typed_becomes_another_person(field):
    for planted in PLANTED:
        event = parsed(invitation(replace(PLAIN, **{field: planted}))).events[0]
        people = [event["ORGANIZER"], event["ATTENDEE"]]
        assert not any(person.email.startswith("boese") for person in people)
        assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_a_name_for_the_whole_calendar_stays_in_its_line():
    for planted in PLANTED:
        assert names_in(calendar([PLAIN], name=planted)) == names_in(calendar([PLAIN], name="KTV"))


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_makes_a_file_of_the_same_lines(words, more, name):
    entry = replace(PLAIN, summary="T" + words, description="B" + more, attendee_name="N" + name)
    file = invitation(entry)
    assert names_in(file) == names_in(invitation(PLAIN))
    parsed(file)


# --- what the file asks for


def test_an_invitation_is_a_request_that_wants_no_answer_by_mail():
    event = parsed(invitation(PLAIN)).events[0]
    assert judged(invitation(PLAIN))[0].method == "request"
    assert event["STATUS"] == "CONFIRMED"
    assert event["TRANSP"] == "OPAQUE"
    assert event["ORGANIZER"].email == "post@demo.example"
    assert event["ATTENDEE"].email == "lotte@demo.example"
    assert event["ATTENDEE"].params["CN"] == "Lotte Brief"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_a_cancellation_is_about_the_same_entry():
    file = invitation(replace(PLAIN, cancelled=True, sequence=2))
    event = parsed(file).events[0]
    assert judged(file)[0].method == "cancel"
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (PLAIN.uid, 2, "CANCELLED")


def test_a_file_for_everybody_names_nobody_who_is_invited():
    file = calendar([PLAIN], name="KTV")
    assert judged(file)[0].method == "publish"
    assert "lotte" not in file.lower()
    assert "ATTENDEE" not in file


def test_a_file_for_everybody_holds_all_and_says_whose_it_is():
    file = calendar((replace(PLAIN, uid=f"nr-{number}") for number in range(3)), name="Termine der KTV")
    assert [entry.uid for entry in judged(file)[0].entries] == ["nr-0", "nr-1", "nr-2"]
    assert {"NAME:Termine der KTV", "X-WR-CALNAME:Termine der KTV"} < set(lines_of(file))


def test_the_same_appointment_makes_the_same_file_on_another_day(freeze):
    freeze(datetime(2025, 3, 6, tzinfo=UTC))
    before = files_of(PLAIN)
    freeze(datetime(2025, 3, 9, tzinfo=UTC))
    assert files_of(PLAIN) == before
    assert "DTSTAMP:20250305T180000Z" in lines_of(before[0])


def test_what_is_empty_has_no_line():
    assert {"LOCATION", "DESCRIPTION", "URL"}.isdisjoint(names_in(invitation(CASES["empty"])))


def test_an_address_is_written_so_that_programs_find_their_owner():
    lines = lines_of(invitation(replace(PLAIN, attendee_address="lotte.b+ktv@demo.example")))
    assert [line for line in lines if line.endswith(":mailto:lotte.b+ktv@demo.example")]


def test_quotation_marks_in_a_name_are_shown_by_programs_that_know_no_escape_for_them():
    lines = lines_of(invitation(replace(PLAIN, attendee_name='Lotte "Lo" ^Brief')))
    assert [line for line in lines if line.startswith("ATTENDEE;CN=\"Lotte 'Lo' Brief\";")]


def test_nobody_can_not_be_invited():
    with pytest.raises(ValueError, match="somebody who is invited"):
        invitation(replace(PLAIN, attendee_address=""))


@pytest.mark.parametrize("moment", ["starts_at", "ends_at", "last_changed"])
def test_a_moment_without_a_zone_is_refused(moment):
    with pytest.raises(ValueError, match="without a zone"):
        replace(PLAIN, **{moment: datetime(2025, 4, 1, 19)})  # noqa: DTZ001  # that is what is tried
