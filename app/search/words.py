"""The words that somebody looks for: how else they are spelt and bent, and where they stand in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _

from app.rules import RuleBroken

LONGEST_SEARCH = 200
MOST_WORDS = 10
SHORTEST_BEGINNING = 3
"""From so many letters on, a word is also looked for as the beginning of a longer one: German puts its words
together, and "Rad" is to find the Radweg."""

# As both databases cut words: letters and digits; all else divides.
_WORD = re.compile(r"[^\W_]+")


# What stands in every text: it says nothing about which one is meant.
_WITH_ENDINGS = "dies jen jed welch manch solch kein ein mein dein sein unser euer eur ihr"
_WITHOUT = """
    der die das dem den des dass daß dessen deren ich du er sie es wir mir mich dir dich ihm ihn ihnen uns euch sich
    man selbst an am auf aus bei beim bis durch für gegen hinter in im ins mit nach neben ohne über um unter vom von
    vor wegen zu zum zur zwischen und oder aber auch als wie wenn weil ob denn doch noch nur schon so sondern sowie
    sonst dann da hier dort nicht nichts sehr nun also jetzt wo was wer wann warum bin bist ist sind war waren wird
    werden wurde wurden hat haben hatte hatten kann können soll sollen muss müssen will wollen
"""
LITTLE_WORDS = frozenset(_WITHOUT.split()) | {
    stem + ending for stem in _WITH_ENDINGS.split() for ending in ("", "e", "em", "en", "er", "es")
}

# The longest first. Short ones only off what stays long enough to be a word: "Plan" is not "Pla" + "n".
_ENDINGS = ("ern", "em", "en", "er", "es", "e", "s", "n")
_PLAIN = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"))
_AS_UMLAUT = re.compile(r"ae|oe|(?<![aeoq])ue")  # not in "neue", "Mauer", "Quelle"


@dataclass(frozen=True)
class Word:
    """One word that somebody looks for."""

    typed: str

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """How it may be written, in small letters: "müller" and "mueller", "straße" and "strasse"."""
        word = self.typed.lower()
        plain = word
        for umlaut, letters in _PLAIN:
            plain = plain.replace(umlaut, letters)
        marked = _AS_UMLAUT.sub(lambda found: found[0][0].translate(_TO_UMLAUT), word)
        found = {word, plain, marked}
        found |= {one.replace("ß", "ss") for one in found} | {one.replace("ss", "ß") for one in found}
        return tuple(sorted(found))

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Its spellings with the endings that German nouns and adjectives have."""
        return tuple(sorted({form for one in self.spellings for form in _bent(one)}))

    @property
    def beginnings(self) -> tuple[str, ...]:
        """With what a longer word may begin that is meant as well; none if it is too short for that."""
        return self.spellings if len(self.typed) >= SHORTEST_BEGINNING else ()

    @cached_property
    def _marked(self) -> tuple[frozenset[str], tuple[str, ...]]:
        return frozenset(map(folded, self.forms)), tuple(map(folded, self.beginnings))

    def is_meant_by(self, other: str) -> bool:
        """Say whether a word of a text is this one."""
        forms, beginnings = self._marked
        other = folded(other)
        return other in forms or other.startswith(beginnings)


_TO_UMLAUT = str.maketrans("aou", "äöü")


def _bent(word: str) -> set[str]:
    if not word.isalpha():
        return {word}
    stems = {word}
    for ending in _ENDINGS:
        shortest = 4 if ending in "sn" else 3
        if word.endswith(ending) and len(word) - len(ending) >= shortest:
            stems.add(word.removesuffix(ending))
            break
    return {stem + ending for stem in stems for ending in ("", *_ENDINGS)}


def folded(word: str) -> str:
    """Return a word without what spellings differ in: in small letters, without dots and accents, ß as ss."""
    apart = unicodedata.normalize("NFD", word.lower().replace("ß", "ss"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def read(text: str) -> list[Word]:
    """Return the words that a search is for. Raises RuleBroken (field `words`) where nothing can be found by it.

    What divides words is left out, also what other search engines take for a sign: quotes, stars, brackets.
    """
    found: dict[str, Word] = {}
    for one in _WORD.findall(unicodedata.normalize("NFC", text)):
        found.setdefault(folded(one), Word(one))
    if not found:
        raise RuleBroken(_("Bitte schreib ein Wort oder eine Zahl, nach der wir suchen."), field="words")
    telling = [one for one in found.values() if one.typed.lower() not in LITTLE_WORDS]
    telling = telling or [one for one in found.values() if len(one.typed) > 1 and one.typed.isupper()]  # OB
    if not telling:
        raise RuleBroken(
            _("Das steht in fast jedem Text. Nimm ein Wort dazu, das die Sache nennt."), field="words"
        )
    if len(telling) > MOST_WORDS:
        raise RuleBroken(
            _("Das sind mehr als %(most)d Wörter. Nimm die, auf die es ankommt.", most=MOST_WORDS),
            field="words",
        )
    return telling


# --- where they stand

Pieces = list[tuple[str, bool]]
"""A text in pieces, in its order: each with whether it is a word that was looked for."""

SNIPPET = 220
BEFORE = 70
"""How many letters of a text are shown, and how many of them before the first word that was found."""


def pieces(text: str, words: Sequence[Word]) -> Pieces:
    """Return a text with the words marked that were looked for."""
    found: Pieces = []
    at = 0
    for one in _WORD.finditer(text):
        if any(word.is_meant_by(one[0]) for word in words):
            found += [(text[at : one.start()], False), (one[0], True)]
            at = one.end()
    found.append((text[at:], False))
    return [piece for piece in found if piece[0]]


def snippet(text: str, words: Sequence[Word]) -> Pieces:
    """Return what stands around the first word that was found, marked; else how the text begins."""
    line = " ".join(text.split())
    first = next(
        (one.start() for one in _WORD.finditer(line) if any(word.is_meant_by(one[0]) for word in words)), 0
    )
    begin = _word_break(line, first - BEFORE)
    if len(line) - begin <= SNIPPET + BEFORE:
        end = len(line)  # what is left is hardly more: no use in cutting it
    else:
        end = line.rfind(" ", begin, begin + SNIPPET)
        end = begin + SNIPPET if end <= first else end
    shown = pieces(line[begin:end], words)
    return [*([("… ", False)] if begin else []), *shown, *([(" …", False)] if end < len(line) else [])]


def _word_break(line: str, at: int) -> int:
    """Return where the next word begins; 0 for what is near the beginning."""
    if at <= 0:
        return 0
    blank = line.find(" ", at, at + BEFORE)
    return blank + 1 if blank >= 0 else at
