"""Two versions side by side, two changes in one: nothing gets lost, nothing is mixed up, nothing takes long."""

from __future__ import annotations

import random
import time

import pytest
from flask import Flask, render_template_string
from hypothesis import given, settings
from hypothesis import strategies as st

from app.differences import Kind, Line, Piece, compare, merge

SECONDS = 30.0
"""Each takes about one; without a bound they take minutes, however busy the machine is."""
TEXTS = st.lists(st.sampled_from(["", "Kim kommt", "Kim geht", "Alex kommt bald", "Ende"]), max_size=12).map(
    "\n".join
)


def shown(before: str, after: str) -> list[str]:
    """One word for each line, with [-removed-] and [+added+] in it."""
    marks = {Kind.KEPT: "{}", Kind.REMOVED: "[-{}-]", Kind.ADDED: "[+{}+]"}
    return [
        "".join(marks[piece.kind].format(piece.text) for piece in line.pieces)
        for line in compare(before, after)
    ]


def one_side(lines: list[Line], gone: Kind) -> str:
    """The text that is left when the lines and pieces of one kind are taken out."""
    left = [line for line in lines if line.kind is not gone]
    return "\n".join("".join(piece.text for piece in line.pieces if piece.kind is not gone) for line in left)


def test_a_changed_word_stands_in_its_line():
    assert shown("Mit 5 Stimmen abgelehnt.\nEnde", "Mit 7 Stimmen angenommen.\nEnde") == [
        "Mit [-5-][+7+] Stimmen [-abgelehnt-][+angenommen+].", "Ende"
    ]  # fmt: skip


def test_two_changed_words_in_a_row_are_one_change():
    assert shown("Wir treffen uns heute Abend dort.", "Wir treffen uns morgen früh dort.") == [
        "Wir treffen uns [-heute Abend-][+morgen früh+] dort."
    ]


def test_added_and_removed_lines_are_whole():
    assert shown("Eins\nZwei", "Eins\nNeu\nZwei") == ["Eins", "[+Neu+]", "Zwei"]
    assert shown("Eins\nAlt\nZwei", "Eins\nZwei") == ["Eins", "[-Alt-]", "Zwei"]
    assert [line.kind for line in compare("Eins\nAlt", "Eins")] == [Kind.KEPT, Kind.REMOVED]


def test_a_line_without_common_words_is_another_line():
    assert shown("Kim holt Stühle", "Der Saal kostet nichts") == [
        "[-Kim holt Stühle-]",
        "[+Der Saal kostet nichts+]",
    ]


def test_a_changed_line_is_found_behind_a_new_one():
    assert shown("Kim holt die Stühle", "Neu ist das\nKim holt die Tische") == [
        "[+Neu ist das+]", "Kim holt die [-Stühle-][+Tische+]"
    ]  # fmt: skip


def test_equal_texts_have_no_change_and_line_ends_do_not_count():
    assert compare("a\r\nb", "a\nb") == [Line(Kind.KEPT, (Piece(Kind.KEPT, text),)) for text in "ab"]
    assert [line.kind for line in compare("", "")] == [Kind.KEPT]


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_both_versions_can_be_read_from_what_is_shown(before, after):
    lines = compare(before, after)
    assert one_side(lines, Kind.ADDED) == before
    assert one_side(lines, Kind.REMOVED) == after
    assert all(piece.text for line in lines for piece in line.pieces)


# --- two changes become one

BASE = "Eins\nZwei\nDrei\nVier\nFünf"


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("EINS\nZwei\nDrei\nVier\nFünf", "Eins\nZwei\nDrei\nVier\nFÜNF", "EINS\nZwei\nDrei\nVier\nFÜNF"),
        ("Null\n" + BASE, BASE + "\nSechs", "Null\n" + BASE + "\nSechs"),
        ("Eins\nDrei\nVier\nFünf", BASE + "\nSechs", "Eins\nDrei\nVier\nFünf\nSechs"),
        ("EINS\nZwei\nDREI\nVier\nFünf", "Eins\nZwei\nDrei\nVier\nFÜNF", "EINS\nZwei\nDREI\nVier\nFÜNF"),
        (BASE, "Ganz anders", "Ganz anders"),
        ("Ganz anders", BASE, "Ganz anders"),
        ("EINS\nZwei\nDrei\nVier\nFünf", "EINS\nZwei\nDrei\nVier\nFünf", "EINS\nZwei\nDrei\nVier\nFünf"),
        (BASE.replace("\n", "\r\n"), BASE + "\nSechs", BASE + "\nSechs"),
    ],
)
def test_changes_apart_from_each_other_are_both_kept(mine, theirs, both):
    assert merge(BASE, mine, theirs) == both
    assert merge(BASE, theirs, mine) == both


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("Eins\nZWEI\nDrei\nVier\nFünf", "Eins\nzwei\nDrei\nVier\nFünf"),  # the same line
        ("Eins\nZWEI\nDrei\nVier\nFünf", "Eins\nZwei\nDREI\nVier\nFünf"),  # neighbouring lines
        (BASE + "\nSechs", BASE + "\nSieben"),  # both at the end
        ("Eins\nZWEI\nDrei\nVier\nFünf", "Eins\nDrei\nVier\nFünf"),  # changed here, removed there
        ("Eins\nNeu\nZwei\nDrei\nVier\nFünf", "Eins\nZWEI\nDrei\nVier\nFünf"),  # put right before it
        ("", BASE + "\nSechs"),  # all removed
    ],
)
def test_changes_that_touch_each_other_are_left_to_people(mine, theirs):
    assert merge(BASE, mine, theirs) is None
    assert merge(BASE, theirs, mine) is None


def test_two_who_begin_with_an_empty_text_are_both_asked():
    assert merge("", "Kim schreibt", "Alex schreibt") is None


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_a_merge_has_the_lines_of_both_or_is_none(base, mine, theirs):
    merged = merge(base, mine, theirs)
    assert merge(base, mine, base) == mine
    assert merge(base, theirs, theirs) == theirs
    if merged is not None:
        for line in set(mine.split("\n")) - set(base.split("\n")) | set(theirs.split("\n")) - set(
            base.split("\n")
        ):
            assert line in merged.split("\n")


# --- in bounded time


def words(choice: random.Random, many: int, count: int) -> str:
    return " ".join(f"w{choice.randrange(many)}" for _ in range(count))


HARD = {
    "nothing but blank lines": ("\n" * 20_000, "x\n" * 10_000),
    "all but blank lines changed": tuple("".join(f"{side}{n}\n\n" for n in range(3_000)) for side in "ab"),
    "every second line, a hundred of them": tuple(
        "\n".join(f"{side}{n}" if n % 2 else f"x{n % 100}" for n in range(999)) for side in "ab"
    ),
    "one long line": (words(random.Random(1), 100, 5_000), words(random.Random(2), 100, 5_000)),
    "one long line of few words": ("a b " * 5_000, "b a " * 5_000),
    "long paragraphs": tuple(
        "\n".join(words(random.Random(seed + n), 50, 300) for n in range(20)) for seed in (1, 100)
    ),
    "short lines": tuple("\n".join(random.Random(seed).choices("ab", k=10_000)) for seed in (1, 2)),
    "far too long": ("a\n" * 50_000, "b\n" * 50_000),
}  # fmt: skip


@pytest.mark.parametrize("name", HARD)
def test_texts_made_to_be_slow_are_not_and_stay_whole(name):
    before, after = HARD[name]
    start = time.process_time()
    lines = compare(before, after)
    merged = merge(before, after, before)
    assert time.process_time() - start < SECONDS
    assert merged == after
    assert (one_side(lines, Kind.ADDED), one_side(lines, Kind.REMOVED)) == (before, after)


# --- as people see it


def test_the_difference_is_said_in_words_and_typed_text_stays_text(app: Flask):
    template = "{% from 'components/differences.html' import differences %}{{ differences(lines) }}"
    lines = compare("<b>Alt</b>\nKim kommt heute", "Kim kommt morgen")
    with app.test_request_context("/"):
        page = render_template_string(template, lines=lines)
        same = render_template_string(template, lines=compare("a", "a"))
    assert '<del><span class="visually-hidden">gestrichen: </span>&lt;b&gt;Alt&lt;/b&gt;</del>' in page
    assert '<del><span class="visually-hidden">gestrichen: </span>heute</del>' in page
    assert '<ins><span class="visually-hidden">hinzugefügt: </span>morgen</ins>' in page
    assert "Beide Texte sind gleich." in same
