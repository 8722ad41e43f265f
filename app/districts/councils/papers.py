"""Numbers of papers as the city writes them, found in a line of text."""

from __future__ import annotations

import re

LONGEST_NUMBER = 60

# "2017/BV/2949-02 (ÄA)": year, kind, number, version; behind it, what it is to another one: an Änderungsantrag, a
# Stellungnahme. Until 2008 "0973/06-BV": number, year, kind.
_NEW = r"(?:19|20)\d\d/[A-ZÄÖÜ]{2,3}/\d{1,5}(?:-\d{1,3})?(?:\s?\([A-ZÄÖÜ]{1,5}\))?"
_OLD = r"\d{3,5}/\d\d-[A-ZÄÖÜ]{1,3}"
_NUMBER = re.compile(rf"(?<![\w/-])(?:{_NEW}|{_OLD})(?![\w/-])")


def number_in(text: str) -> str:
    """Return the first number of a paper in a text, in the city's spelling; empty if there is none."""
    found = _NUMBER.search(text)
    return re.sub(r"\s?\(", " (", found[0]) if found else ""


def without_number(text: str) -> str:
    """Return a text without its first paper number, and without the brackets or dashes around it."""
    number = _NUMBER.search(text)
    if number is None:
        return text.strip()
    rest = f"{text[: number.start()].rstrip(' (–-:,')} {text[number.end() :].lstrip(' )–-:,')}"
    return " ".join(rest.split())
