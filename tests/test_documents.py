"""Papers: they keep PDF/UA-1 whatever people type, say what they should, and a typesetter that fails stops nothing."""

from __future__ import annotations

import copy
import logging
import os
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import clock
from app.documents import NotTypeset, blocks, glyphs, pdf, typesetting
from app.documents.glyphs import printable_text
from app.rules import RuleBroken
from tests.pdf import Paper

NOON = datetime(2025, 3, 5, 12, tzinfo=clock.BERLIN)

ITEM: dict[str, Any] = {
    "number": "2",
    "title": "Bericht aus dem Ortsbeirat",
    "kind": "Bericht",
    "outcome": "",
    "blocks": blocks("Kim berichtet von der **Haltestelle**.\n\n- Antrag stellen\n- Rampe fordern"),
    "decisions": [
        {
            "number": "2025/7",
            "wording": "Der Umbau der Haltestelle wird vorgezogen.",
            "vote": "8 Ja, 0 Nein, 1 Enthaltung",
            "result": "angenommen",
        }
    ],
    "tasks": [{"title": "Antrag schreiben", "who": "Kim Beispiel", "until": "Fr., 28.03.2025"}],
}
AGENDA = [
    {"number": "1", "title": "Begrüßung", "time": "19:00", "note": ""},
    {"number": "2", "title": "Wahl der Sprecherin oder des Sprechers", "time": "19:10", "note": "Wahl"},
]
MEETING = {
    "space": "Stadtteilverband KTV",
    "title": "Mitgliederversammlung",
    "kind": "Mitgliederversammlung",
    "day": "Mi., 12.03.2025",
    "when": "Mi., 12.03.2025, 19:00–21:00 Uhr",
    "place": "Peter-Weiss-Haus",
    "made": "Erstellt am Mi., 05.03.2025, 12:00 Uhr",
}
REPORTED: dict[str, Any] = {
    "number": "5",
    "title": "Radweg",
    "result": "angenommen",
    "facts": ["7 Ja, 1 Nein, 2 Enthaltungen", "wir: Ja", "2025/BV/1002"],
    "sentence": ["Er kommt.", "Endlich."],
    "is_internal": True,
    "follow_up": "Nachfragen (Kim Beispiel, bis Fr., 28.03.2025)",
}
PAPERS: dict[str, dict[str, Any]] = {
    "minutes": {
        **MEETING,
        "started": "19:06 Uhr",
        "ended": "21:12 Uhr",
        "chair": "Ayşe Yıldız",
        "keeper": "Małgorzata Żółć",
        "present": ["Ayşe Yıldız", "Małgorzata Żółć", "Ștefan Ionescu", "Jens-Uwe Sørensen"],
        "excused": ["Erika Muster"],
        "guests": 3,
        "guest_names": ["Frau Schulze"],
        "invitation": "Eingeladen am Di., 25.02.2025. Die Ladungsfrist von 7 Tagen ist eingehalten.",
        "quorum": "4 von 7 Stimmberechtigten sind da.",
        "items": [ITEM],
        "notes": blocks("Danke an die Küche."),
        "decisions": [],
        "tasks": [],
        "corrections": [
            {"day": "Mi., 14.05.2025", "by": "Ayşe Yıldız", "blocks": blocks("Es waren **9** Ja.")}
        ],
        "is_draft": False,
        "state": "Genehmigt am Mi., 09.04.2025",
    },
    "letter": {
        "space": "Stadtteilverband KTV",
        "sender": ["Stadtteilverband KTV", "Musterstraße 1", "18055 Rostock", "Telefon 0381 000000"],
        "return_address": "Stadtteilverband KTV · Musterstraße 1 · 18055 Rostock",
        "day": "Rostock, Mi., 05.03.2025",
        "subject": "Einladung zur Mitgliederversammlung",
        "addressees": [
            {"name": "Erika Muster", "address": [], "greeting": "Liebe Erika,"},
            {"name": "Hans Meyer", "address": ["Weg 7", "18055 Rostock"], "greeting": "Lieber Hans,"},
        ],
        "paragraphs": ["wir laden dich herzlich ein."],
        "when": MEETING["when"],
        "place": MEETING["place"],
        "access": "stufenlos über den Hof",
        "agenda": AGENDA,
        "answer": "Ruf Kim Beispiel an, Telefon 0381 000000.",
        "notices": ["Anträge bitte bis Mo., 10.03.2025."],
        "closing": "Mit solidarischen Grüßen",
        "signed": ["Kim Beispiel"],
    },
    "letter_list": {
        **MEETING,
        "invite_by": "Die Einladung muss bis Mi., 05.03.2025 draußen sein.",
        "names": ["Erika Muster", "Hans Meyer"],
    },
    "proof": {
        **MEETING,
        "access": "stufenlos über den Hof",
        "notice": "mindestens 7 Tage",
        "kept": "Ja: Die letzte Einladung ging am Di., 04.03.2025 hinaus.",
        "invited": [
            {"name": "Erika Muster", "way": "Brief", "when": "Di., 25.02.2025", "state": "Brief eingeworfen"}
        ],
        "summary": "1 Eingeladene: 1 mit Brief",
        "agenda": AGENDA,
        "sent": "am Di., 25.02.2025, 18:30 Uhr",
        "changes": [
            {"when": "Fr., 28.02.2025, 10:02 Uhr", "text": "Der Ort ist jetzt das Peter-Weiss-Haus."}
        ],
    },
    "report": {
        "space": "Stadtteilverband KTV",
        "title": "Bericht aus dem Ortsbeirat Kröpeliner-Tor-Vorstadt",
        "council": "Ortsbeirat 11: Kröpeliner-Tor-Vorstadt",
        "day": "Mi., 05.03.2025",
        "when": "Mi., 05.03.2025, 18:00 Uhr",
        "place": "Stadtteilzentrum",
        "author": "Ayşe Yıldız",
        "typed_by": "Jens-Uwe Sørensen",
        "filed": "Do., 06.03.2025",
        "corrected": "Fr., 07.03.2025",
        "there": "Ayşe Yıldız, 2 weitere Gäste von uns",
        "important": [REPORTED],
        "short": [{**REPORTED, "result": "", "facts": [], "is_internal": False, "follow_up": ""}],
        "without": "TOP 1–4, 9",
        "voices": ["Es ist zu dunkel."],
        "voices_are_internal": True,
        "has_internal": True,
        "made": MEETING["made"],
    },
}
EACH = pytest.mark.parametrize("template", PAPERS)
OURS = {"kind", "marks", "link", "level", "numbers"}
"""Of blocks, what no person types."""


def paper(template: str, **changes: Any) -> Paper:
    """Set one of the papers above, with something changed."""
    return Paper(pdf(template, {**PAPERS[template], **changes}))  # type: ignore[call-overload]


def everywhere(value: Any, text: str) -> Any:
    """Put a text in the place of everything that somebody might type."""
    if isinstance(value, dict):
        is_block = {"runs", "items", "blocks", "marks"} & value.keys() and "number" not in value
        kept = OURS if is_block else set()
        return {key: held if key in kept else everywhere(held, text) for key, held in value.items()}
    if isinstance(value, list):
        return [everywhere(held, text) for held in value]
    return text if isinstance(value, str) else value


def nothing(content: dict[str, Any]) -> dict[str, Any]:
    """Empty every list, text and number."""
    return {key: type(value)() for key, value in content.items()}


# --- what every paper owes


@EACH
def test_a_paper_keeps_pdf_ua_and_says_what_it_is(template):
    one = paper(template)
    assert one.broken_rules == []
    assert one.language == "de-DE"
    assert one.author == "Stadtteilverband KTV"
    assert PAPERS[template].get("title", "Mitgliederversammlung") in one.title
    assert "Stadtteilverband KTV" in one.title
    assert [kind for kind, _words in one.headings[:1]] == ["H1"]


@EACH
def test_a_paper_about_nothing_is_still_a_paper(template):
    one = Paper(pdf(template, nothing(PAPERS[template])))
    assert one.broken_rules == []


@EACH
def test_a_paper_looks_the_same_everywhere_and_twice(template, freeze):
    freeze(NOON)
    one, other = paper(template), paper(template)
    assert one.fonts <= {"LibertinusSerif", "DejaVuSansMono"}, "no font of the machine"
    assert one.data == other.data


ODD = {
    "typst": '#set page(fill: red) #panic("x") #import "@preview/cetz:0.3.4" $x^2$ @ref <label> \\ = - /* c */ ` [',
    "emoji": "Danke 👍🏽 an 👩‍👩‍👧 und 🇩🇪 1️⃣ ✅",
    "right to left": "שלום עולם و السلام عليكم؛ ١٢٣ می‌خواهم",
    "control characters": "a\x00b\x07c\x1b[31md\u202ee\ufefff\u2028g\r\nh\ti\ud800j\uffff",
    "one word": "Donaudampfschifffahrt" * 40,
    "marks": "Z̸̡̢̛a̵͎̋l̴g̶o and e\u0301 b\u0651 \u0301",
    "nothing to see": "\u202e\u200b\u00ad",
    "far scripts": "漢字 हिन्दी ไทย 한국어 ᚠᚢᚦ 𝓕𝓮𝓼𝓽 Ｆｅｓｔ",
}


@EACH
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_whatever_is_typed_anywhere_the_paper_keeps_pdf_ua(template, text):
    assert Paper(pdf(template, everywhere(PAPERS[template], text))).broken_rules == []


@EACH
@settings(max_examples=15, deadline=None)
@given(text=st.text(max_size=60))
def test_no_text_at_all_stops_a_paper(template, text):
    content = everywhere(PAPERS[template], text)
    if template == "minutes":
        content["notes"] = blocks(text)
    pdf(template, content)  # Typst itself refuses what PDF/UA-1 forbids


def test_what_looks_like_typst_stays_what_was_typed():
    typed = '#set text(red) #panic("x") $x^2$ @ref <label> #(1+1) /* c */ // d \\u{41}'
    one = paper("minutes", title=typed, notes=blocks(typed.replace("\\", "\\\\")), place=typed)
    assert one.text.count(typed) >= 4  # running head, heading, place, notes
    assert "Typst" not in "".join(words for _kind, words in one.headings)


def test_long_minutes_are_set_within_seconds():
    lines = "\n\n".join(
        f"Zeile {number} über die Kasse, mit **Nachdruck** und _Ruhe_." for number in range(1000)
    )
    few = blocks("\n\n".join(lines.split("\n\n")[:17]))
    items = [{**ITEM, "number": str(number), "blocks": few} for number in range(1, 61)]
    began = time.monotonic()
    one = paper("minutes", items=items, notes=blocks(lines))
    assert time.monotonic() - began < 8
    assert one.broken_rules == []
    assert "Zeile 999 über die Kasse" in one.text
    assert [words for kind, words in one.headings if words.startswith("TOP 60")]
    assert f"Seite 1 von {len(one.pages)}" in one.pages[0]


# --- signs


def test_every_sign_that_is_said_to_be_printable_has_a_glyph():
    signs = [sign for sign in map(chr, range(32, 0x3000)) if re.fullmatch(f"[{glyphs.COVERED}]", sign)]
    assert len(signs) > 3000
    with_marks = [
        letter + mark + marks[0]
        for letters, marks in (
            ([c for c in map(chr, range(0x2000)) if re.fullmatch(f"[{one}]", c)],
             [c for c in map(chr, range(0x2000)) if re.fullmatch(f"[{other}]", c)])
            for one, other in glyphs.MARKED
        )
        for letter in letters
        for mark in marks
    ]  # fmt: skip
    text = " ".join(signs) + " " + " ".join(with_marks)
    styles: list[list[str]] = [[], ["strong"], ["emph"], ["strong", "emph"], ["code"]]
    every_style = [{"kind": "paragraph", "runs": [{"text": text, "marks": m, "link": ""}]} for m in styles]
    assert printable_text(text).count(glyphs.MISSING) == 1, "the sign itself"
    paper("minutes", notes=every_style)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Żółć, Ğ, Ș, Đỗ, ß, €, „so“, ‚so‘, – …", "Żółć, Ğ, Ș, Đỗ, ß, €, „so“, ‚so‘, – …"),
        ("Genoss*innen, Genoss:innen, Genoss_innen", "Genoss*innen, Genoss:innen, Genoss_innen"),
        ("Z\u0307o\u0301\u0142c\u0301", "Żółć"),
        ("b\u0651, a\u0591, \u0301c", "b, a, c"),
        ("e\u0323\u0301\u0300\u0302\u0302", "ẹ\u0301\u0300"),
        ("שָׁלוֹם", "שָׁלוֹם"),
        ("gut 👍🏽", "gut □"),
        ("👩‍👩‍👧", "□"),
        ("✅ ❌ ✓", "✓ ✗ ✓"),
        ("𝓕𝓮𝓼𝓽 Ｆｅｓｔ", "Fest Fest"),
        ("漢字", "□□"),
        ("a\x00b\x1b\u202ec", "abc"),
        ("\ud800", "□"),
        ("eins\r\nzwei\u2028drei", "eins\nzwei\ndrei"),
    ],
)
def test_a_sign_without_a_glyph_is_replaced_by_something_sensible(typed, printed):
    assert printable_text(typed) == printed


def test_a_word_that_would_run_off_the_paper_may_be_broken():
    assert "\u200b" in printable_text("x" * 41)
    assert "\u200b" not in printable_text("Rechtsschutzversicherungsgesellschaften")


# --- Markdown


def test_markdown_becomes_blocks():
    assert blocks("Ein **fettes _und_ schräges** Wort,\n~~weg~~ `so`") == [
        {
            "kind": "paragraph",
            "runs": [
                {"text": "Ein ", "marks": [], "link": ""},
                {"text": "fettes ", "marks": ["strong"], "link": ""},
                {"text": "und", "marks": ["strong", "emph"], "link": ""},
                {"text": " schräges", "marks": ["strong"], "link": ""},
                {"text": " Wort,\n", "marks": [], "link": ""},
                {"text": "weg", "marks": ["strike"], "link": ""},
                {"text": " ", "marks": [], "link": ""},
                {"text": "so", "marks": ["code"], "link": ""},
            ],
        }
    ]


def test_lists_keep_their_numbers_and_stand_in_each_other():
    (outer,) = blocks("3. drei\n   - a\n   - b\n7. sieben")
    assert outer["numbers"] == [3, 7]
    assert [block["kind"] for block in outer["items"][0]] == ["paragraph", "list"]
    assert outer["items"][0][1]["numbers"] == []
    assert len(outer["items"][0][1]["items"]) == 2


def test_headings_leave_no_level_out():
    found = blocks("### a\n\n# b\n\n#### c\n\n###### d\n\n## e\n\n#\n\n###### f")
    assert [(block["level"], block["runs"][0]["text"]) for block in found] == [
        (1, "a"), (1, "b"), (2, "c"), (3, "d"), (2, "e"), (3, "f"),
    ]  # fmt: skip


def test_headings_of_a_text_come_below_those_of_the_paper():
    one = paper("minutes", items=[{**ITEM, "blocks": blocks("### Lage\n\n###### Kasse")}], corrections=[])
    assert one.headings == [
        ("H1", "Protokoll: Mitgliederversammlung"),
        ("H2", "TOP 2  Bericht aus dem Ortsbeirat"),
        ("H3", "Lage"),
        ("H4", "Kasse"),
        ("H2", "Außerhalb der Tagesordnung"),
    ]


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\x07", "&#8238;", "**\u202e**"])
def test_a_heading_that_nobody_sees_is_none(unseen):
    assert blocks(f"# {unseen}") == []


def test_a_heading_in_a_quote_is_no_heading_of_the_paper():
    (quote,) = blocks("> # groß")
    assert quote["blocks"] == [
        {"kind": "paragraph", "runs": [{"text": "groß", "marks": ["strong"], "link": ""}]}
    ]


def test_where_a_link_leads_can_be_read_on_paper():
    one = paper("minutes", notes=blocks("[Vorlage](https://demo.example/2025) oder <kim@demo.example>"))
    assert "Vorlage (https://demo.example/2025) oder kim@demo.example" in one.text
    assert one.links == {"https://demo.example/2025", "mailto:kim@demo.example"}
    assert one.broken_rules == []


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "/relative", "data:text/html,x"]
)
def test_a_link_leads_to_the_web_or_to_a_mail_only(address):
    assert not paper("minutes", notes=blocks(f"[hier]({address})")).links


@pytest.mark.parametrize("rest", ["x" * 9000, "ä👍", "%zz", "\ud800", '"><'])
def test_an_address_that_is_none_is_printed_as_text(rest):
    one = paper(
        "minutes", notes=blocks(f"https://demo.example/{rest} und [hier](https://demo.example/{rest})")
    )
    assert one.broken_rules == []
    assert "https://demo.example/" in one.text


@pytest.mark.parametrize(
    "text",
    ["> " * 40 + "tief", "\n".join("  " * depth + "- tief" for depth in range(30)),
     "*" * 500 + "tief" + "*" * 500, "[" * 1500 + "tief", "-\n-\n- tief", ">\n\n```\n```\ntief",
     "~~[tief](https://demo.example) ~~x~~~~", "```\n" + "tief" * 900 + "\n```", "tief\n" + "- x\n" * 900],
)  # fmt: skip
def test_however_texts_are_nested_they_are_printed(text):
    one = paper("minutes", notes=blocks(text))
    assert one.broken_rules == []
    assert "tief" in one.text


# --- the papers themselves


def test_minutes_say_everything_in_order():
    text = paper("minutes").text
    wanted = [
        "Protokoll: Mitgliederversammlung", "Genehmigt am Mi., 09.04.2025", "Wer Stadtteilverband KTV",
        "Wann Mi., 12.03.2025, 19:00–21:00 Uhr", "Beginn 19:06 Uhr, Ende 21:12 Uhr", "Wo Peter-Weiss-Haus",
        "Leitung Ayşe Yıldız", "Protokoll Małgorzata Żółć",
        "Anwesend 4: Ayşe Yıldız, Małgorzata Żółć, Ștefan Ionescu, Jens-Uwe Sørensen",
        "Entschuldigt Erika Muster", "Gäste 3, darunter Frau Schulze", "Eingeladen am Di., 25.02.2025.",
        "4 von 7 Stimmberechtigten", "TOP 2 Bericht aus dem Ortsbeirat", "Bericht",
        "Kim berichtet von der Haltestelle.",
        "– Antrag stellen", "Beschluss 2025/7", "Der Umbau der Haltestelle wird vorgezogen.",
        "angenommen: 8 Ja, 0 Nein, 1 Enthaltung", "Aufgabe Wer Bis wann",
        "Antrag schreiben Kim Beispiel Fr., 28.03.2025",
        "Außerhalb der Tagesordnung", "Danke an die Küche.", "Leitung der Versammlung", "Ayşe Yıldız",
        "Berichtigungen nach der Genehmigung", "Mi., 14.05.2025, Ayşe Yıldız", "Es waren 9 Ja.",
        "Erstellt am Mi., 05.03.2025, 12:00 Uhr", "Seite 1 von",
    ]  # fmt: skip
    at = 0
    for words in wanted:
        assert words in text[at:], f"{words} is missing, or stands too early"
        at = text.index(words, at)


def test_every_page_of_a_draft_says_that_it_is_one():
    draft = {"is_draft": True, "state": "Entwurf, noch nicht genehmigt"}
    one = paper("minutes", notes=blocks("Absatz.\n\n" * 200), **draft)
    assert len(one.pages) > 3
    assert all("Entwurf, noch nicht genehmigt" in page for page in one.pages)
    assert "Entwurf" not in paper("minutes").text


def test_a_table_has_a_head_that_comes_again_and_rows_in_one_piece():
    rows = [
        {"name": f"<{number}", "way": "E-Mail", "when": "heute", "state": "angenommen " * 12 + f"{number}>"}
        for number in range(60)
    ]
    one = paper("proof", invited=rows)
    assert one.broken_rules == []
    assert one.tags["TH"] == 4 + 3 + 2, "once for who listens; again only for who looks"
    whole = [(re.findall(r"<(\d+)", page), re.findall(r"(\d+)>", page)) for page in one.pages]
    assert sum(len(begins) for begins, _ends in whole) == 60
    assert all(begins == ends for begins, ends in whole)
    assert all(
        "Name Weg Wann Stand" in page for page, (begins, _) in zip(one.pages, whole, strict=True) if begins
    )


def test_each_letter_is_one_persons_and_counts_its_own_pages():
    one = paper("letter", agenda=AGENDA * 20)
    assert len(one.pages) == 4
    erika, more, hans, _rest = one.pages
    assert "Liebe Erika," in erika
    assert "Seite 1 von 2" in erika
    assert "An Erika Muster" in more
    assert "Seite 2 von 2" in more
    assert "Lieber Hans," in hans
    assert "Weg 7 18055 Rostock" in hans
    assert "Erika" not in hans
    assert "Seite 1 von 2" in hans
    assert "Seite" not in paper("letter").text, "a sheet alone needs no number"


def test_a_name_stands_in_the_window_of_the_envelope():
    # DIN 5008, form B: the field begins 45 mm below the edge, is 45 mm high and 85 mm wide, 20 mm from the left.
    for words in ("Erika", "Muster"):
        left, top = where(pdf("letter", PAPERS["letter"]), words)
        assert 20 < left < 105 - 25
        assert 45 + 17.7 < top < 90


def where(data: bytes, words: str) -> tuple[float, float]:
    """Return where a word begins on the first page, in millimetres from its left upper corner."""
    found = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", "-", "-"], input=data, capture_output=True, check=True
    )
    match = re.search(rf'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>{words}<', found.stdout.decode())
    assert match
    return tuple(float(points) * 25.4 / 72 for points in match.groups())  # type: ignore[return-value]


def test_a_list_has_three_boxes_a_name():
    one = paper("letter_list", names=[f"Person {number}" for number in range(60)])
    assert one.text.count("☐") == 180
    assert "Person 59 ☐ ☐ ☐" in one.text
    assert all("Name per Post angerufen gesagt Tag Bemerkung" in page for page in one.pages)


def test_where_nobody_needs_a_letter_the_list_says_so():
    assert "Es ist kein Brief nötig" in paper("letter_list", names=[]).text


# --- the typesetter


@pytest.fixture
def template(tmp_path):
    """A template of our own making: `template("#panic()")`."""

    def write(source: str) -> Path:
        file = tmp_path / "odd.typ"
        file.write_text(source, "utf-8")
        return file

    return write


@pytest.fixture
def press(tmp_path, monkeypatch):
    """Another typesetter: `press("import os; os.abort()")`."""

    def replace(source: str) -> None:
        file = tmp_path / "press.py"
        file.write_text(source, "utf-8")
        monkeypatch.setattr(typesetting, "PRESS", file)

    return replace


def children() -> set[str]:
    """The processes that this one has started and not ended."""
    tasks = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return {child for task in tasks for child in task.read_text().split()}


ENDLESS = "#let n = 0\n#for a in range(9999) { for b in range(9999) { for c in range(9999) { n += 1 } } }"


def test_who_takes_too_long_is_ended(template, monkeypatch):
    monkeypatch.setattr(typesetting, "SECONDS", 0.5)
    before, began = children(), time.monotonic()
    with pytest.raises(NotTypeset, match="nichts verloren"):
        typesetting.typeset(template(ENDLESS), {})
    assert time.monotonic() - began < 5
    assert children() == before


def test_who_wants_too_much_memory_gets_none(template):
    began = time.monotonic()
    with pytest.raises(NotTypeset):
        typesetting.typeset(template("#let all = range(200000000)\n#all.len()"), {})
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "source",
    [
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.abort()",
        "raise SystemExit(1)",
        "print('no paper')",
        "",
    ],
)
def test_a_typesetter_that_fails_is_no_error_of_the_house(press, source):
    press(source)
    with pytest.raises(NotTypeset):
        paper("minutes")


def test_nothing_is_left_behind(template, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    before = set(typesetting.TEMPLATES.rglob("*")), children()
    paper("proof")
    with pytest.raises(NotTypeset):
        typesetting.typeset(template("#panic()"), {})
    assert (set(typesetting.TEMPLATES.rglob("*")), children()) == before
    assert list((tmp_path / "tmp").iterdir()) == []
    assert "typst" not in sys.modules, "the web server never loads it"


def test_the_typesetter_can_write_no_file(tmp_path):
    limited = f"import runpy; runpy.run_path({str(typesetting.PRESS)!r})['limit_itself']()"
    write = f"open({str(tmp_path / 'file')!r}, 'w', buffering=1).write('a\\n')"
    done = subprocess.run([sys.executable, "-c", f"{limited}; {write}"], capture_output=True, check=False)
    assert b"File too large" in done.stderr


@pytest.mark.parametrize(
    "source",
    ['#import "@preview/cetz:0.3.4": canvas', '#read("/etc/hostname")', '#read("../../../../etc/hostname")'],
)
def test_a_template_gets_neither_packages_nor_files_of_the_machine(template, source):
    with pytest.raises(NotTypeset):
        typesetting.typeset(template(source), {})


def test_the_typesetter_is_told_no_secret(press, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    press("import os, sys; sys.stdout.write('%PDF-' + repr(dict(os.environ)) + repr(sys.argv))")
    told = typesetting.typeset(typesetting.TEMPLATES / "proof.typ", {"name": "Erika"}).decode()
    assert "RAYON_NUM_THREADS" in told
    assert "geheim" not in told
    assert "Erika" not in told, "what people typed is in no list of processes"


def test_the_log_says_where_but_not_what_was_typed(template, caplog):
    source = '#let content = json(bytes(sys.inputs.content))\n\n#panic("von " + content.name)'
    with caplog.at_level(logging.ERROR), pytest.raises(NotTypeset):
        typesetting.typeset(template(source), {"name": "Erika Muster"})
    assert "odd.typ:3:1" in caplog.text
    assert "Erika" not in caplog.text


def test_a_paper_that_could_not_be_set_is_told_in_peoples_words(app):
    with app.test_request_context():
        error = typesetting._not_typeset()
        assert isinstance(error, RuleBroken)
        page, status, _headers = app.handle_user_exception(error)
    assert status >= 400
    assert "Das PDF ließ sich gerade nicht erstellen." in page


def test_our_templates_use_nothing_but_each_other():
    for file in typesetting.TEMPLATES.glob("*.typ"):
        source = file.read_text("utf-8")
        assert set(re.findall(r'import "([^"]+)"', source)) <= {"frame.typ", "blocks.typ"}
        assert not re.search(r"\b(eval|read|plugin|include)\(|#include|mode:", source), file.name
        assert len(source.splitlines()) <= 130, file.name


def test_the_examples_are_not_changed_by_printing_them():
    before = copy.deepcopy(PAPERS)
    for name, content in PAPERS.items():
        pdf(name, content)
    assert before == PAPERS


def test_a_paper_carries_the_moment_of_the_houses_clock(freeze):
    freeze(NOON)
    one = paper("proof")
    freeze(NOON + timedelta(days=1))
    assert one.data != paper("proof").data
