"""Whatever a file holds: it is read to its end, and no appointment comes of it that could not be stored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.calendar.imports.lines import MOST_ENTRIES, cleaned, decoded
from app.calendar.imports.reading import Reading, read
from tests.calendar.imports.conftest import Reader, calendar, event

WORDS = ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VTIMEZONE", "END:VTIMEZONE",
         "BEGIN:VALARM", "END:VALARM", "BEGIN:STANDARD", "END:STANDARD", "TZID:Haus", "UID:a", "SUMMARY:Fest",
         "DTSTART:20250402T170000Z", "DTSTART;TZID=Haus:20250402T190000", "DTSTART;VALUE=DATE:20250402",
         "DTSTART;VALUE=PERIOD:20250402T170000Z/PT1H", "DTSTART;VALUE=TIME:170000", "DTSTART:", "DTSTART;TZID=:x",
         "DTEND:20250402T190000Z", "DTEND;TZID=../../etc/passwd:20250402T190000", "DURATION:PT1H", "DURATION:P9999W",
         "RRULE:FREQ=DAILY", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "RRULE:", "EXDATE:20250403T170000Z",
         "RDATE:20250405T170000Z,20259999T999999", "RECURRENCE-ID:20250403T170000Z", "STATUS:CANCELLED", " gefaltet",
         "\t", "SUMMARY;X=\":Fest", "TZOFFSETFROM:+9999", "TZOFFSETTO:+0100", "X", ":", ";", "METHOD:CANCEL",
         "DTSTART:99991231T235959Z", "DTSTART;TZID=Europe/Berlin:00010101T000000"]  # fmt: skip


def whole(reading: Reading) -> None:
    """Everything that was found could be stored."""
    assert len(reading.found) <= MOST_ENTRIES
    assert len({one.key for one in reading.found}) == len(reading.found)
    for one in reading.found:
        assert timedelta(0) < one.ends_at - one.starts_at <= timedelta(days=14)
        assert one.title == one.title.strip() != ""
        assert len(one.title) <= 160
        assert len(one.key) <= 255
        assert "\x00" not in one.title + one.place + one.description + one.key
    for unread in reading.unread:
        assert unread.reason


ON_ANY_FILE = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@ON_ANY_FILE
@given(lines=st.lists(st.sampled_from(WORDS), max_size=40))
def test_lines_in_any_order(reader: Reader, lines: list[str]) -> None:
    whole(read("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])))


@ON_ANY_FILE
@given(st.data())
def test_an_entry_with_something_odd_in_any_place(reader: Reader, data: st.DataObject) -> None:
    text = calendar(event(RRULE="FREQ=WEEKLY;COUNT=3", LOCATION="Rathaus"))
    begin, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    odd = data.draw(st.text(max_size=20))
    whole(read(cleaned(text[:begin] + odd + text[min(end, begin + 12) :])))


@ON_ANY_FILE
@given(st.binary(max_size=300))
def test_any_bytes(reader: Reader, content: bytes) -> None:
    text = decoded(content)
    text.encode()
    whole(read(f"BEGIN:VEVENT\nDTSTART:20250402T170000Z\n{text}\nEND:VEVENT"))


@pytest.mark.parametrize(
    "text",
    ["BEGIN:VEVENT\n" * 50_000, "BEGIN:X\n" * 100_000, "BEGIN:VTIMEZONE\n" + "a\n" * 300_000,
     "BEGIN:VEVENT\nSUMMARY:" + "\n x" * 300_000 + "\nEND:VEVENT", "END:VEVENT\n" * 100_000,
     "BEGIN:VEVENT\nDTSTART" + ";A=B" * 300_000 + ":1\nEND:VEVENT",
     calendar(*(event(str(one), RRULE="FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30") for one in range(300)))],
    ids=["opened", "nested", "zone", "folded", "closed", "parameters", "never"],
)  # fmt: skip
def test_large_odd_files_come_to_an_end(reader: Reader, text: str) -> None:
    whole(read(text))
