"""Which signs can be printed, and what stands for those that cannot.

Papers are set in the fonts that Typst carries along, so that they look the same everywhere. PDF/UA-1 forbids a sign
without a glyph (ISO 14289-1, 7.21.8), and Typst then refuses the whole paper: nobody's emoji may stop the minutes.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

MISSING = "□"

# Letters and signs of Libertinus Serif, New Computer Modern and DejaVu Sans Mono, without marks and rarities.
# tests/test_documents.py prints every one of them.
COVERED = (
    " -~\u00a0-\u00ac\u00ae-\u02ff\u1e00-\u1eff"  # Latin, with Polish, Romanian, Turkish, Vietnamese
    "\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff"  # Greek
    "\u0400-\u0482\u048a-\u04ff"  # Cyrillic
    "\u0531-\u0556\u0561-\u0587\u10d0-\u10ff"  # Armenian, Georgian
    "\u05be\u05d0-\u05ea\u05f3\u05f4"  # Hebrew
    "\u060c\u061b\u061f\u0621-\u063a\u0640-\u064a\u0660-\u066d\u067e\u0686\u0698\u06a4\u06a9\u06af"  # Arabic
    "\u06be\u06cc\u06f0-\u06f9\u200c"  # Persian
    "\u2000-\u200b\u2010-\u2027\u202f-\u2040\u2042\u2044-\u2052\u2054-\u205f"  # punctuation
    "\u2070\u2071\u2074-\u208e\u20a0-\u20a4\u20a6-\u20c0"  # raised, lowered, money
    "\u2100-\u211e\u2120\u2122\u2126-\u2151\u2153-\u2184\u2190-\u2328\u232b-\u23ff"  # like letters, arrows, mathematics
    "\u2460-\u2606\u2609-\u262f\u2638-\u268b\u26a0-\u26a7"  # circled, boxes, shapes, stars
    "\u2701-\u2704\u2706-\u2709\u270c-\u2714\u2717-\u2726\u272a-\u274b\u2761-\u277f\u2798-\u27af"
    "\u00ad\n"  # the soft hyphen; the end of a line
)
# Of the marks that no composed letter holds, those that the font of their letter has: (letters, marks).
MARKED = (
    ("A-Za-zÀ-ž\u0410-\u044f\u1e00-\u1eff", "\u0300-\u0304\u0306-\u030c\u0323\u0327\u0328\u0331"),
    ("\u05d0-\u05ea", "\u05b0-\u05bc\u05c1\u05c2"),
    ("\u0621-\u063a\u0641-\u064a", "\u064b-\u0652"),
)
INSTEAD = {"✅": "✓", "❌": "✗", "✕": "×", "✖": "×"}

_PRINTABLE = re.compile(f"[{COVERED}]+")
_MARKS = "".join(marks for _letters, marks in MARKED)
_UNPRINTABLE = re.compile(f"[^{COVERED}{_MARKS}]+")
_WITH_MARKS = re.compile(f"(.?)([{_MARKS}]+)", re.DOTALL)
_MAY_BEAR = [(re.compile(f"[{letters}]"), re.compile(f"[{marks}]")) for letters, marks in MARKED]
_END_OF_LINE = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_JOINED = re.compile("\u200d.|[\U0001f3fb-\U0001f3ff]", re.DOTALL)  # one picture of several; a skin's tone
_LONG = re.compile(r"[^\s\u00ad\u200b]{41,}")  # German words end before that
_VISIBLE = re.compile(r"[^\s\u00ad\u200b\u200c]")
_MOST_MARKS = 2
LINK = "link"
"""The one key whose value is an address and not printed; `markdown` lets only plain ones through."""


def printable(content: Any) -> Any:
    """Return content with every string in it made printable, down through lists and dictionaries."""
    if isinstance(content, dict):
        return {key: value if key == LINK else printable(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [printable(value) for value in content]
    if content is None or isinstance(content, bool | int | float):
        return content
    return printable_text(str(content))


def printable_text(text: str) -> str:
    """Return a text of which every sign has a glyph, with places to break in what would run off the paper."""
    text = unicodedata.normalize("NFC", _END_OF_LINE.sub("\n", text)).replace("\t", " ")
    text = _WITH_MARKS.sub(_kept_marks, _UNPRINTABLE.sub(_substitute, text))
    return _LONG.sub(_with_breaks, text)


def is_blank(text: str) -> bool:
    """Tell whether nobody would see anything of a text on paper."""
    return not _VISIBLE.search(printable_text(text))


def _substitute(run: re.Match[str]) -> str:
    return "".join(map(_stand_in, _JOINED.sub("", run.group())))


def _stand_in(sign: str) -> str:
    if sign in INSTEAD:
        return INSTEAD[sign]
    plain = unicodedata.normalize("NFKC", sign)  # 𝓕𝓮𝓼𝓽 and Ｆｅｓｔ are Fest
    if plain != sign and _PRINTABLE.fullmatch(plain):
        return plain
    category = unicodedata.category(sign)
    if category.startswith("M") or category in ("Cc", "Cf"):
        return ""  # marks, control characters, what turns the direction of writing
    return " " if category.startswith("Z") else MISSING


def _kept_marks(match: re.Match[str]) -> str:
    letter, marks = match.groups()
    for bears, mark in _MAY_BEAR:
        if bears.fullmatch(letter):
            return letter + "".join(mark.findall(marks)[:_MOST_MARKS])
    return letter


def _with_breaks(match: re.Match[str]) -> str:
    word = match.group()
    return "\u200b".join(word[at : at + 20] for at in range(0, len(word), 20))
