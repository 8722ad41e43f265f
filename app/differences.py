"""What changed between two versions of a text, and how two changes of the same text become one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_COMPARED = (
    3_000  # lines, or words and blanks, of both sides together; difflib's time grows with the cube
)
LONGEST_BY_WORDS = 100_000  # characters of both texts together; longer ones are compared by lines only
MOST_PAIRED = 400  # lines of one replaced passage; in a longer one nobody looks for the old words
LOOK_AHEAD = 10  # how many new lines are tried as what became of an old one
ALIKE = 0.4  # share of common words from which on a line counts as changed and not as another one

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Kind(StrEnum):
    """What happened to a line or a piece of one."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # only of lines: some of the pieces are kept, some are not


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line: kept, added or removed."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line in one or both versions; pieces that are not empty, in reading order."""

    kind: Kind
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """Instead of old[start:end] it says new."""

    start: int
    end: int
    new: tuple[str, ...]


def compare(before: str, after: str) -> list[Line]:
    """Return all lines of both versions in reading order, and in changed lines which words changed."""
    old, new = _lines(before), _lines(after)
    by_words = len(before) + len(after) <= LONGEST_BY_WORDS
    found: list[Line] = []
    at = 0
    for change in _changes(old, new):
        found += [_whole(Kind.KEPT, line) for line in old[at : change.start]]
        found += _replaced(old[change.start : change.end], change.new, by_words)
        at = change.end
    return found + [_whole(Kind.KEPT, line) for line in old[at:]]


def merge(base: str, mine: str, theirs: str) -> str | None:
    """Return `base` with both changes in it; None if they touch the same line or neighbouring ones."""
    old = _lines(base)
    both = {*_changes(old, _lines(mine)), *_changes(old, _lines(theirs))}  # the same change twice is one
    merged: list[str] = []
    at = -1
    for change in sorted(both, key=lambda one: (one.start, one.end)):
        if change.start <= at:
            return None
        merged += [*old[max(at, 0) : change.start], *change.new]
        at = change.end
    return "\n".join(merged + old[max(at, 0) :])


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[_Change]:
    """Find what to replace in `old` to get `new`, with something kept between any two changes."""
    first = _common(old, new)
    last = _common(old[first:][::-1], new[first:][::-1])
    ours, theirs = old[first : len(old) - last], new[first : len(new) - last]
    if len(ours) + len(theirs) > MOST_COMPARED:
        yield _Change(first, first + len(ours), tuple(theirs))
        return
    # Blank lines and other frequent ones do not decide what belongs together; that also bounds the time.
    for tag, start, end, new_start, new_end in SequenceMatcher(None, ours, theirs).get_opcodes():
        if tag != "equal":
            yield _Change(first + start, first + end, tuple(theirs[new_start:new_end]))


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Count how many lines or words both begin with."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _whole(kind: Kind, line: str) -> Line:
    return Line(kind, (Piece(kind, line),) if line else ())


def _replaced(old: Sequence[str], new: Sequence[str], by_words: bool) -> Iterator[Line]:
    """Show each old line next to what became of it."""
    at = 0
    reach = LOOK_AHEAD if by_words and len(old) + len(new) <= MOST_PAIRED else 0
    for line in old:
        for ahead, candidate in enumerate(new[at : at + reach]):
            pieces = tuple(_pieces(line, candidate)) if _are_alike(line, candidate) else ()
            if any(piece.kind is Kind.KEPT for piece in pieces):
                yield from (_whole(Kind.ADDED, one) for one in new[at : at + ahead])
                yield Line(Kind.CHANGED, pieces)
                at += ahead + 1
                break
        else:
            yield _whole(Kind.REMOVED, line)
    yield from (_whole(Kind.ADDED, one) for one in new[at:])


def _are_alike(one: str, other: str) -> bool:
    words, others = Counter(re.findall(r"\w+", one)), Counter(re.findall(r"\w+", other))
    total = words.total() + others.total()
    return bool(total) and 2 * (words & others).total() / total >= ALIKE


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    removed, added = "", ""
    at = 0
    for change in [*_changes(old, new), _Change(len(old), len(old), ())]:
        kept = "".join(old[at : change.start])
        if kept.isspace() and (removed or added) and change.start < len(old):
            removed, added = removed + kept, added + kept  # two changed words in a row are one change
        elif kept:
            yield from _changed(removed, added)
            yield Piece(Kind.KEPT, kept)
            removed, added = "", ""
        removed += "".join(old[change.start : change.end])
        added += "".join(change.new)
        at = change.end
    yield from _changed(removed, added)


def _changed(removed: str, added: str) -> Iterator[Piece]:
    for kind, text in ((Kind.REMOVED, removed), (Kind.ADDED, added)):
        if text:
            yield Piece(kind, text)
