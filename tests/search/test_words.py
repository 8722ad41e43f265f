"""What was typed is read as words, and shown again where it was found."""

from __future__ import annotations

import time

import pytest

from app.rules import RuleBroken
from app.search.words import BEFORE, MOST_WORDS, SNIPPET, Word, pieces, read, snippet


def read_as(text: str) -> list[str]:
    return [word.typed for word in read(text)]


def marked(text: str, search: str) -> str:
    return "".join(f"[{piece}]" if hit else piece for piece, hit in pieces(text, read(search)))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Miete", ["Miete"]),
        ("  Miete,  Haus ", ["Miete", "Haus"]),
        ('"Haus am Markt"', ["Haus", "Markt"]),
        ("Sprecher*innen", ["Sprecher", "innen"]),
        ("NEAR(Miete, 3) AND -Haus*", ["NEAR", "Miete", "3", "AND", "Haus"]),
        ("Beschluss 2025/7", ["Beschluss", "2025", "7"]),
        ("Miete MIETE Straße STRASSE", ["Miete", "Straße"]),
        ("Antrag auf die Förderung", ["Antrag", "Förderung"]),
        ("a\N{COMBINING DIAERESIS}nderung", ["änderung"]),
        ("Ortsbeirat_14 🌊", ["Ortsbeirat", "14"]),
    ],
)
def test_a_search_is_read_as_its_words(typed, words):
    assert read_as(typed) == words


@pytest.mark.parametrize("typed", ["", "   ", "()", '"', "***", "🌊🌊", "-", "\u200b", "…"])
def test_without_a_word_one_is_asked_for_one(typed):
    with pytest.raises(RuleBroken, match="Wort oder eine Zahl") as broken:
        read(typed)
    assert broken.value.field == "words"


def test_words_that_stand_everywhere_are_not_enough():
    with pytest.raises(RuleBroken, match="fast jedem Text"):
        read("und die mit für einen Der Unsere")


def test_as_many_words_as_make_sense_and_no_more():
    words = " ".join(f"wort{number}" for number in range(MOST_WORDS))
    assert len(read(words)) == MOST_WORDS
    with pytest.raises(RuleBroken, match="mehr als 10 Wörter"):
        read(f"{words} nocheins")
    assert len(read(f"{words} und die wort1")) == MOST_WORDS


@pytest.mark.parametrize(
    ("typed", "also"),
    [
        ("Straße", "strasse"), ("Strasse", "straße"), ("Müller", "mueller"), ("Mueller", "müller"),
        ("Fussgaenger", "fußgänger"), ("Öl", "oel"),
    ],
)  # fmt: skip
def test_a_word_is_looked_for_in_either_spelling(typed, also):
    assert also in Word(typed).spellings


@pytest.mark.parametrize("typed", ["neue", "Mauer", "Quelle", "Feuer", "steuern"])
def test_not_every_ue_is_meant_as_ü(typed):
    assert Word(typed).spellings == (typed.lower(),)


@pytest.mark.parametrize(
    ("text", "search", "shown"),
    [
        ("Die Mieten steigen", "Miete", "Die [Mieten] steigen"),
        ("Der Mietenspiegel", "Miete", "Der [Mietenspiegel]"),
        ("HÄUSER in der Hafenstraße", "Haus Hafenstrasse", "[HÄUSER] in der [Hafenstraße]"),
        ("Ein Haus, zwei Häuser", "Häuser", "Ein [Haus], zwei [Häuser]"),
        ("Mittwoch in der Mitte", "Mitte", "Mittwoch in der [Mitte]"),
        ("Sprecher*innen", "Sprecher", "[Sprecher]*innen"),
        ("OB und Oberbürgermeister", "OB", "[OB] und Oberbürgermeister"),
        ("1 von 12", "1", "[1] von 12"),
        ("Miete", "Miete", "[Miete]"),
        ("", "Miete", ""),
        ("nichts davon", "Miete", "nichts davon"),
    ],
)
def test_what_was_looked_for_is_marked(text, search, shown):
    assert marked(text, search) == shown


def test_a_text_is_quoted_around_the_first_word_that_was_found():
    text = "Anfang " + "davor " * 100 + "die Mieten steigen " + "danach " * 100 + "Ende"
    shown = snippet(text, read("Miete"))
    words = "".join(piece for piece, _hit in shown)
    assert ("Mieten", True) in shown
    assert words.startswith("… davor ")
    assert words.endswith("danach …")
    assert len(words) <= SNIPPET + BEFORE


def test_a_text_without_the_words_is_quoted_from_its_beginning():
    assert snippet("Erste Zeile\n\nzweite   Zeile", read("Miete")) == [("Erste Zeile zweite Zeile", False)]


@pytest.mark.parametrize(
    "text", ["x" * 20_000, "Miete" * 4_000, "Miete " * 4_000, "a " * 10_000, "\n" * 20_000]
)
def test_odd_texts_are_quoted_shortly_and_soon(text):
    begin = time.monotonic()
    assert len("".join(piece for piece, _hit in snippet(text, read("Miete Haus")))) <= SNIPPET + BEFORE + 4
    assert time.monotonic() - begin < 1
