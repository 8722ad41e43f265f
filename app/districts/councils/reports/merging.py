"""How two who write the same report keep what both wrote: item by item, against what both began from."""

from __future__ import annotations

from collections.abc import Iterable

from app.differences import merge as merge_lines
from app.districts.councils.reports.typed import LONG_TEXTS, Texts, Typed, topics_in
from app.exchange.publishing import MOST_TOPICS

JOINED_IN_A_LINE = {"title": 300, "follow_up": 200}
"""Where both wrote something else in one line, both stand there, as far as it is long enough."""


def merge(base: Typed, mine: Typed, theirs: Typed) -> Typed:
    """Return `base` with what both changed in it.

    What only one side changed is taken; of a text that both changed, both remain; of what both chose differently,
    mine remains: it was chosen last.
    """
    return Typed(
        _texts(base.fields, mine.fields, theirs.fields),
        dict(_items(base, mine, theirs)),
        (theirs.present | (mine.present - base.present)) - (base.present - mine.present),
    )


def _items(base: Typed, mine: Typed, theirs: Typed) -> Iterable[tuple[str, Texts]]:
    for key in [*theirs.items, *(one for one in mine.items if one not in theirs.items)]:
        before = base.items.get(key)
        if key in mine.items and key in theirs.items:
            yield key, _texts(before or {}, mine.items[key], theirs.items[key])
            continue
        left = mine.items[key] if key in mine.items else theirs.items[key]
        if left != before:  # the other side took it away, but this one has written to it, or just added it
            yield key, left


def _texts(base: Texts, mine: Texts, theirs: Texts) -> Texts:
    names = dict.fromkeys([*base, *mine, *theirs])
    together = {
        name: _text(name, base.get(name, ""), mine.get(name, ""), theirs.get(name, "")) for name in names
    }
    return {name: text for name, text in together.items() if text}


def _text(name: str, base: str, mine: str, theirs: str) -> str:
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    if name in LONG_TEXTS:
        return _both(base, mine, theirs)
    if name == "topics":
        return ", ".join(topics_in(f"{theirs}, {mine}")[:MOST_TOPICS])
    joined = f"{theirs} / {mine}"
    return joined if theirs and mine and len(joined) <= JOINED_IN_A_LINE.get(name, 0) else mine


def _both(base: str, mine: str, theirs: str) -> str:
    """Return both texts as one: by lines where they can be told apart, else one below the other."""
    if theirs in mine:
        return mine
    if mine in theirs:
        return theirs
    together = merge_lines(base, mine, theirs) if base else None
    return together if together is not None else f"{theirs}\n\n{mine}"
