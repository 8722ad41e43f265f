"""An agenda as somebody types it: a line for each item, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.districts.councils.papers import number_in, without_number
from app.districts.councils.sittings.models import SittingItem
from app.districts.councils.sittings.services import MOST_ITEMS, ItemLine

NOT_PUBLIC = "nichtöffentlich"
LONGEST_TITLE = 300

# "1. Titel", "7.1 Titel", "3) Titel", "TOP 4: Titel", and as the city numbers the public and the other part:
# "Ö 5 Titel", "N 6 Titel". A bare number is none: "12 Bäume für die Doberaner Straße".
_NUMBERED = re.compile(
    r"^(?:(?P<letter>[ÖN])\s?(?P<lettered>\d{1,3}(?:\.\d{1,3})*)\.?|(?:TOP|Top)\s*(?P<top>\d{1,3}(?:\.\d{1,3})*)"
    r"|(?P<dotted>\d{1,3}(?:\.\d{1,3})+)(?![\d.])\.?|(?P<plain>\d{1,3})[.)](?!\d))[\s:–-]*(?P<title>.*)$"
)
_ENDING = re.compile(r"\s*\((?:nicht\s?öffentlich|n\.?\s?ö\.?|not public)\)\s*$", re.IGNORECASE)


def items_in(text: str) -> list[ItemLine]:
    """Return the items of a typed agenda; empty lines are passed over."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [_item(line) for line in lines if line]


def _item(line: str) -> ItemLine:
    public = _ENDING.sub("", line)
    found = _NUMBERED.match(public)
    number, title, letter = "", public, ""
    if found is not None and found["title"].strip():
        letter = found["letter"] or ""
        number = found["lettered"] or found["top"] or found["dotted"] or found["plain"] or ""
        number = f"{letter} {number}".strip()
        title = found["title"].strip()
    paper = number_in(title)
    bare = without_number(title) if paper else title
    if not bare:  # nothing but the number of a paper: that is what it is called by
        bare, paper = title, paper
    return ItemLine(bare, number, paper, is_public=public == line and letter != "N")


def as_typed(items: Iterable[SittingItem | ItemLine]) -> str:
    """Return an agenda as it may be typed again."""
    return "\n".join(_line(item) for item in items)


def _line(item: SittingItem | ItemLine) -> str:
    number = item.number if not item.number.isdigit() else f"{item.number}."
    parts = [number, item.title]
    if item.paper and item.paper not in item.title:
        parts.append(f"({item.paper})")
    if not item.is_public and not item.number.startswith("N"):
        parts.append(f"({NOT_PUBLIC})")
    return " ".join(part for part in parts if part)


def kept(typed: str, before: Sequence[SittingItem]) -> list[ItemLine] | None:
    """Return the items of a changed agenda, with the results of those that stay; None where nothing was changed."""
    if " ".join(typed.split()) == " ".join(as_typed(before).split()):
        return None
    results = {(one.number, one.title): one.result for one in before}
    return [
        ItemLine(one.title, one.number, one.paper, one.is_public, results.get((one.number, one.title), ""))
        for one in items_in(typed)
    ]


def what_is_wrong(text: str) -> str:
    """Return which of the limits of an agenda a text breaks: "lines", "length", or nothing."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ITEMS:
        return "lines"
    return "length" if any(len(one.title) > LONGEST_TITLE for one in items_in(text)) else ""
