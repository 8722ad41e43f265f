"""What is recognised in a public notice, in whatever layout it was copied."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.districts.councils.intake import agendas
from app.districts.councils.intake.notices import Notice, read
from app.spaces.models import Council
from tests.districts.councils.intake import notices

KTV = Council(
    name="Ortsbeirat Kröpeliner-Tor-Vorstadt", short_name="KTV", aliases=["Kröpeliner Tor Vorstadt"]
)
HANSA = Council(name="Hansaviertel", short_name="Hansaviertel", aliases=[])
REUTERSHAGEN = Council(name="Reutershagen", short_name="Reutershagen", aliases=["R'hagen"])


def look(text: str) -> Notice:
    with clock.frozen(datetime(2025, 3, 5, 18, tzinfo=UTC)):
        return read(text, ours=[KTV, HANSA], others=[REUTERSHAGEN])


def items(text: str) -> list[tuple[str, str, str, bool]]:
    return [(one.number, one.title, one.paper, one.is_public) for one in look(text).items]


@pytest.mark.parametrize(
    ("text", "council", "day", "starts", "place"),
    [
        (
            notices.ONE_LINE,
            KTV,
            date(2025, 3, 12),
            time(18, 30),
            "Saal des Stadtteilzentrums, Budapester Str. 16",
        ),
        (notices.TABLE, KTV, date(2025, 3, 12), time(18, 30), "Aula, Grundschule am Park, Parkstraße 3"),
        (notices.SPOKEN, HANSA, date(2025, 3, 13), time(18, 30), "Beratungsraum 2 der Sporthalle"),
        (notices.ROMAN, KTV, date(2025, 3, 12), time(19, 0), "Rathaus, Neuer Markt 1"),
        (notices.TOPS_IN_A_LINE, HANSA, date(2025, 4, 1), time(18, 0), "Sportforum"),
        (notices.CELLS, KTV, date(2025, 3, 12), time(18, 0), "Rathaus"),
        (notices.BROKEN_IN_THE_MIDDLE, KTV, date(2025, 3, 12), time(18, 30), "Aula der Borwinschule"),
        (notices.NO_HEADING, None, None, None, ""),
    ],
    ids=["one line", "table", "spoken", "roman", "TOPs in a line", "cells", "broken lines", "agenda only"],
)
def test_council_day_time_and_place_are_found(
    text: str, council: Council | None, day: date | None, starts: time | None, place: str
) -> None:
    found = look(text)
    assert (found.council, found.day, found.starts, found.place) == (council, day, starts, place)


def test_an_end_and_a_name_of_its_own_are_found() -> None:
    assert look(notices.TABLE).ends == time(20, 30)
    assert look("Sitzung am 12.03.2025 von 18 bis 20 Uhr").ends == time(20, 0)
    assert look(notices.SPOKEN).title == "Sondersitzung"


def test_the_items_of_one_long_line_are_told_apart_by_their_order() -> None:
    assert items(notices.ONE_LINE) == [
        ("1", "Eröffnung der Sitzung", "", True),
        ("2", "Feststellung der Tagesordnung", "", True),
        ("3", "Genehmigung der Niederschrift vom 12.02.2025", "", True),
        ("4", "Anträge", "", True),
        ("7", "Vorlagen", "", True),
        ("7.1", "Bebauungsplan Nr. 12 Wohnen am Kai", "2025/BV/1234", True),
        ("9", "Grundstücksangelegenheiten", "", False),
    ]
    assert [one[1] for one in items(notices.TOPS_IN_A_LINE)] == [
        "Begrüßung", "Bericht der Polizei", "Bauvorhaben Kopernikusstr. 17", "Sonstiges",
    ]  # fmt: skip


def test_a_line_that_was_broken_goes_on_and_a_number_in_it_is_no_item() -> None:
    assert items(notices.TABLE) == [
        ("1", "Eröffnung der Sitzung, Feststellung der ordnungsgemäßen Ladung", "", True),
        ("2", "Einwohner*innenfragestunde", "", True),
        ("7.1", "Bebauungsplan Nr. 12 Wohnen am Kai", "2025/BV/1234", True),
        ("7.2", "Stellungnahme", "2017/BV/2949-02 (ÄA)", True),
        ("9", "Grundstück", "", False),
    ]
    assert [one[1] for one in items(notices.BROKEN_IN_THE_MIDDLE)] == [
        "Eröffnung", "Verkehrsversuch in der Langen Straße", "Sonstiges",
    ]  # fmt: skip


def test_both_parts_may_begin_at_one() -> None:
    assert items(notices.ROMAN) == [
        ("1", "Eröffnung", "", True),
        ("2", "Anträge", "", True),
        ("2.1", "Antrag A", "2025/AN/12", True),
        ("2.2", "Antrag B", "", True),
        ("1", "Personal", "", False),
    ]


def test_an_item_that_opens_the_other_part_stays_an_item() -> None:
    assert items(notices.NO_HEADING)[2:] == [
        ("3", "Anfragen", "", True),
        ("3.1", "Haushalt", "0973/06-BV", True),
        ("4", "Nichtöffentliche Sitzung", "", False),
        ("5", "Personalsachen", "", False),
    ]


def test_the_agenda_may_come_in_cells() -> None:
    assert items(notices.CELLS) == [
        ("1", "Eröffnung", "", True),
        ("2", "Bestätigung der Tagesordnung", "", True),
        ("3", "Bauvorhaben", "2025/BV/77", True),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Rostock, den 28.02.2025. Sitzung am Mittwoch, den 12.03.2025", date(2025, 3, 12)),
        ("Niederschrift vom 12.02.2025. Nächste Sitzung: 12.03.2025, 18 Uhr", date(2025, 3, 12)),
        ("12. Mrz. 2025", date(2025, 3, 12)),
        ("2025-03-12", date(2025, 3, 12)),
        ("am 4. März", date(2026, 3, 4)),
        ("am 31.02.2025", None),
        ("am 12.13.2025", None),
        ("am 12.03.0001", None),
        ("am 12.03.9999", None),
        ("am 99.99.9999", None),
        ("Telefon 0381.123.456", None),
    ],
)
def test_the_day_is_the_one_of_the_sitting(text: str, day: date | None) -> None:
    assert look(text).day == day


@pytest.mark.parametrize(
    ("text", "starts"),
    [("18:30 Uhr", time(18, 30)), ("18.30 Uhr", time(18, 30)), ("18 Uhr", time(18)), ("um 18:30", time(18, 30)),
     ("Beginn: 9:00", time(9)), ("18:30Uhr", time(18, 30)), ("25 Uhr", None), ("18:70 Uhr", None),
     ("im Jahr 2025", None),     ("12.03.2025 19 Uhr", time(19))],
)  # fmt: skip
def test_the_time_is_found_as_people_write_it(text: str, starts: time | None) -> None:
    assert look(text).starts == starts


@pytest.mark.parametrize(
    ("text", "place"),
    [("findet am 12.03.2025 um 18 Uhr in der Aula der Schule statt.", "Aula der Schule"),
     ("Sitzungsort: Haus A. Tagesordnung: 1 Eröffnung", "Haus A"),
     ("findet im Rathaus am Mittwoch, 12.03.2025, 18 Uhr, statt", "Rathaus"),
     ("Ort: Haus A Datum: 12.03.2025", "Haus A"),
     ("findet im Rahmen der Woche im März statt", "")],
)  # fmt: skip
def test_the_place_is_found_as_people_write_it(text: str, place: str) -> None:
    assert look(text).place == place


def test_a_weekday_that_does_not_fit_is_noticed() -> None:
    assert look("Sitzung am Donnerstag, 12.03.2025").weekday_differs
    assert not look("Sitzung am Mittwoch, 12.03.2025").weekday_differs


def test_a_council_of_another_district_is_not_taken_for_ours() -> None:
    found = look("Der Ortsbeirat Reutershagen tagt am 12. März 2025.")
    assert (found.council, found.elsewhere) == (None, REUTERSHAGEN)


def test_where_there_is_only_one_council_it_is_that_one() -> None:
    assert read("Sitzung", ours=[KTV]).council is KTV


PIECES = ["1", "2.", "7.1", "TOP", "Ö", "N", "Tagesordnung", ":", "\n", "\t", " ", "12.03.2025", "18:30 Uhr", "um",
          "im", "Saal", "Ort:", "Raum:", "Öffentlicher Teil", "Nichtöffentlicher Teil", "2025/BV/1234", "(ÄA)", "Nr.",
          "gez.", "Mittwoch,", "Ortsbeirat", "\x00", "\ud800", "İ", "🐟", "-", "…"]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=60))
def test_whatever_is_pasted_is_read_without_a_fault(pieces: list[str]) -> None:
    for joint in ("", " "):
        found = look(joint.join(pieces))
        assert all(one.title and "\n" not in one.title for one in found.items)


@pytest.mark.parametrize(
    "text",
    ["1 " * 10_000, "1 A " * 5_000, "Tagesordnung " * 1_600, "im A" * 5_000, "Ort: a " * 2_500, " " * 20_000 + "x",
     "gez. a " * 2_800, "1. " + "gez. " * 3_900, "12.03.2025 " * 1_800, "18:30 Uhr " * 2_000,
     "nicht öffentliche " * 1_100,     "TOP 1 A " * 2_400, "Saal-\n" * 3_000, "2025/BV/1 " * 2_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_long_texts_do_not_hold_anybody_up(text: str) -> None:
    look(text)
    agendas.items_in(text)
