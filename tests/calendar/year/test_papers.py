"""The year calendar on paper: a list and a sheet for the wall say what is on, keep PDF/UA-1, and never fail."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.calendar.entries import Entry, EntryKind, special_days_between
from app.calendar.year import papers
from app.calendar.year.papers import Selection
from app.documents import pdf
from app.speech import speaking
from tests.pdf import Paper
from tests.test_documents import ODD, everywhere, nothing

YEAR = 2026
DAY = timedelta(days=1)
A3, A4 = (1191, 842), (595, 842)
BOTH = pytest.mark.parametrize("template", ["year_list", "year_wall"])


def entry(day: date, title: str = "Stammtisch", at: time | None = time(19), **more: Any) -> Entry:
    """An appointment of two hours, or one that lasts all day."""
    starts = datetime.combine(day, at, tzinfo=clock.BERLIN) if at else None
    ends = starts + timedelta(hours=2) if starts else None
    given = {"last_day": day, "starts_at": starts, "ends_at": ends, "space_id": 1, "row_id": 1, **more}
    return Entry(EntryKind.APPOINTMENT, title, day, **given)


def content(app: Flask, template: str, entries: list[Entry], **about: Any) -> dict[str, Any]:
    """What the paper is made of."""
    selection = Selection(YEAR, "Kreisverband Rostock", spaces={1: "KTV", 2: "Südstadt/Biestow"})
    selection = Selection(
        **{**{key: getattr(selection, key) for key in ("year", "whose", "words", "spaces")}, **about}
    )
    whole = sorted(
        [*entries, *special_days_between(selection.first, selection.last)], key=lambda one: one.order
    )
    with app.test_request_context(), speaking("de"):
        of = papers.list_paper if template == "year_list" else papers.wall_paper
        return dict(of(selection, whole))


def paper(app: Flask, template: str, entries: list[Entry], **about: Any) -> Paper:
    """The paper of these entries and of the special days of the year."""
    return Paper(pdf(template, content(app, template, entries, **about)))  # type: ignore[call-overload]


def size(one: Paper) -> tuple[int, int]:
    box = one._reader.pages[0].mediabox
    return round(box.width), round(box.height)


@BOTH
def test_a_paper_keeps_pdf_ua_and_says_whose_year_it_is(app: Flask, template: str) -> None:
    one = paper(app, template, [entry(date(2026, 3, 4))])
    assert one.broken_rules == []
    assert one.language == "de-DE"
    assert (one.title, one.author) == ("Jahreskalender 2026, Kreisverband Rostock", "Kreisverband Rostock")
    assert one.headings[0] == ("H1", "Jahreskalender 2026")
    assert one.fonts <= {"LibertinusSerif", "DejaVuSansMono"}
    assert size(one) == {"year_list": A4, "year_wall": A3}[template]


def test_the_list_has_a_heading_a_month_and_a_row_an_entry(app: Flask) -> None:
    lasting = entry(date(2026, 3, 6), "Klausur", last_day=date(2026, 3, 8), space_id=2)
    off = entry(date(2026, 3, 5), "Bildungsabend", is_cancelled=True, place="Haus der Vereine")
    one = paper(
        app, "year_list", [entry(date(2026, 3, 4)), off, lasting, entry(date(2026, 3, 9), is_draft=True)]
    )
    assert [words for kind, words in one.headings if kind == "H2"][:3] == [
        "Januar 2026",
        "Februar 2026",
        "März 2026",
    ]
    for words in (
        "bis Sa. 03.01. Schulferien: Weihnachtsferien", "Do. 01.01. Feiertag: Neujahr",
        "Di. 27.01. Gedenktag: Gedenken an die Opfer", "Mi. 04.03. 19:00–21:00 Stammtisch KTV",
        "Do. 05.03. 19:00–21:00 abgesagt: Bildungsabend Haus der Vereine KTV", "Fr. 06.03. – So. 08.03.",
        "Mo. 09.03. 19:00–21:00 Entwurf: Stammtisch", "Fr. 15.05. Schulferien: Zusätzlicher Ferientag",
    ):  # fmt: skip
        assert words in one.text, words
    assert one.text.count("Stand: ") == len(one.pages), "on every page"
    assert f"Seite 2 von {len(one.pages)}" in one.pages[1]


def test_a_month_that_goes_on_repeats_its_head(app: Flask) -> None:
    one = paper(app, "year_list", [entry(date(2026, 2, 1) + number % 28 * DAY) for number in range(120)])
    full = [page for page in one.pages if page.count("Stammtisch") > 20]
    assert len(full) >= 3
    assert all("Tag Uhrzeit Was Wo Wer" in page for page in full)


def test_a_list_of_one_space_does_not_name_it_each_time(app: Flask) -> None:
    one = paper(app, "year_list", [entry(date(2026, 3, 4))], whose="Stadtteilverband KTV", spaces=None)
    assert "Tag Uhrzeit Was Wo Mi. 04.03. 19:00–21:00 Stammtisch" in one.text


def test_the_wall_shows_each_day_of_the_year_on_one_page(app: Flask) -> None:
    one = paper(app, "year_wall", [entry(date(2026, 3, 4)), entry(date(2026, 10, 13), is_cancelled=True)])
    assert len(one.pages) == 1
    assert one.tags["Table"] == 12
    assert one.tags["TR"] == 365 + 12
    for words in (
        "Januar", "1 Do Ferien Neujahr Weihnachtsferien", "4 Mi 19:00 KTV Stammtisch", "8 So Frauentag",
        "8 Fr ◆ Tag der Befreiung", "13 Mo Ferien Sommerferien", "14 Di Ferien 15 Mi Ferien",
        "13 Di 19:00 KTV Stamm- tisch (abgesagt)", "28 Sa", "Ferien der Schulen",
    ):  # fmt: skip
        assert words.replace("- ", "") in one.text, words


def test_what_a_space_plans_for_a_day_of_remembrance_is_marked_as_such(app: Flask) -> None:
    day = date(2026, 5, 8)
    at = datetime.combine(day, time(17), tzinfo=clock.BERLIN)
    plan = Entry(EntryKind.COMMEMORATION, "Tag der Befreiung", day, day, at, at, 1, 1, place="Puschkinplatz")
    assert "17:00 KTV ◆ Tag der Befreiung" in paper(app, "year_wall", [plan]).text
    assert (
        "Fr. 08.05. 17:00 Gedenktag: Tag der Befreiung Puschkinplatz KTV"
        in paper(app, "year_list", [plan]).text
    )


def test_what_has_no_room_on_a_day_is_counted_and_stands_in_the_list(app: Flask) -> None:
    day = date(2026, 6, 17)
    many = [entry(day, f"Treffen der Gruppe {number:02}", time(10 + number)) for number in range(9)]
    wall = paper(app, "year_wall", many)
    assert len(wall.pages) == 1
    shown = sum(f"{10 + number}:00 KTV" in wall.text for number in range(9))
    assert shown >= 3
    assert f"17 Mi +{9 - shown}" in wall.text
    listed = paper(app, "year_list", many).text
    assert all(f"Treffen der Gruppe {number:02}" in listed for number in range(9))


def test_a_title_that_was_cut_ends_in_dots(app: Flask) -> None:
    one = paper(app, "year_wall", [entry(date(2026, 6, 17), "Mitgliederversammlung " * 12)])
    assert "17 Mi 19:00 KTV Mitglie" in one.text
    assert "…" in one.text
    assert one.text.count("Mitgliederversammlung") < 3


def test_several_days_are_marked_on_each_of_them(app: Flask) -> None:
    one = paper(app, "year_wall", [entry(date(2026, 6, 30), "Klausur", last_day=date(2026, 7, 2))])
    assert [one.text.count(words) for words in ("30 Di 19:00 KTV Klausur", "1 Mi KTV Klausur", "2 Do KTV Klausur")] == [
        1, 1, 1,
    ]  # fmt: skip


def test_a_leap_year_has_its_day(app: Flask) -> None:
    assert "29 Di" in paper(app, "year_wall", [], year=2028).text


@BOTH
def test_a_year_with_nothing_is_still_a_paper(app: Flask, template: str) -> None:
    filled = content(app, template, [entry(date(2026, 3, 4))])
    assert Paper(pdf(template, nothing(filled))).broken_rules == []  # type: ignore[call-overload]
    assert paper(app, template, [], year=2050).broken_rules == []


def test_a_month_with_nothing_says_so(app: Flask) -> None:
    assert "Februar 2050 Noch nichts eingetragen." in paper(app, "year_list", [], year=2050).text


@BOTH
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_whatever_is_typed_anywhere_the_paper_keeps_pdf_ua(app: Flask, template: str, text: str) -> None:
    filled = content(app, template, [entry(date(2026, 3, 4)), entry(date(2026, 3, 5), is_cancelled=True)])
    assert Paper(pdf(template, everywhere(filled, text))).broken_rules == []  # type: ignore[call-overload]


@BOTH
def test_a_full_year_is_set(app: Flask, template: str) -> None:
    first = date(2026, 1, 1)
    full = [
        entry(first + number * 9 // 10 * DAY, "Ein langer Titel " * 9, place="Weg 1 " * 30)
        for number in range(400)
    ]
    one = paper(app, template, full)
    assert one.broken_rules == []
    assert (len(one.pages) == 1) == (template == "year_wall")


def test_a_list_that_would_be_a_book_says_what_is_missing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST_LISTED", 10)
    one = paper(app, "year_list", [entry(date(2026, 12, 30), f"Nummer {number}") for number in range(5)])
    special = len(special_days_between(date(2026, 1, 1), date(2026, 12, 31)))
    assert f"Hier fehlen {special + 5 - 10} weitere Einträge" in one.text
    assert "Nummer" not in one.text
