"""The lines of a calendar file (RFC 5545, 3.1): decoded, unfolded, taken apart into entries and time zones."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

MOST_BYTES = 2 * 1024 * 1024
MOST_ENTRIES = 1000
MOST_ZONES = 20
MOST_LINES = 500
"""That are read of one entry."""
LONGEST_ZONE = 20_000
LONGEST_VALUE = 20_000
"""Of one line; what is longer is a picture, or nothing for people."""

READ = frozenset({"UID", "RECURRENCE-ID", "DTSTART", "DTEND", "DURATION", "SUMMARY", "LOCATION", "DESCRIPTION",
                  "STATUS", "RRULE", "RDATE", "EXDATE"})  # fmt: skip
"""What of an entry is looked at; anything else may be as broken as it likes."""
_NAME = re.compile(r"([A-Za-z0-9-]+)[;:]")
_ENDS = re.compile(r"\r\n|\n|\r")


@dataclass
class Lines:
    """The lines of an entry or of a time zone, without those of what lies inside it."""

    kept: list[str] = field(default_factory=list)
    length: int = 0
    unreadable: int = 0
    is_whole: bool = False
    """Whether its end was found."""

    def as_file(self, name: str) -> str:
        """Return the lines as a file of their own."""
        return "\r\n".join([f"BEGIN:{name}", *self.kept, f"END:{name}", ""])


@dataclass
class File:
    """A calendar file, taken apart."""

    entries: list[Lines] = field(default_factory=list)
    zones: list[Lines] = field(default_factory=list)
    cancels: bool = False
    """Whether the whole file says that its entries are off (METHOD:CANCEL, RFC 5546)."""
    too_many: bool = False


def decoded(content: bytes) -> str:
    """Return the text of a file, in whatever encoding it came; never fails."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return cleaned(content.decode("utf-16", "replace"))
    try:
        return cleaned(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return cleaned(content.decode("cp1252", "replace"))  # what old programs write


def cleaned(text: str) -> str:
    """Return the text without what no database takes: NUL and other controls, halves of character pairs."""
    odd = {character for character in set(text) if unicodedata.category(character) in ("Cc", "Cs")}
    return text.translate({ord(character): None for character in odd - set("\r\n\t")})


def _unfolded(text: str) -> list[str]:
    lines: list[list[str]] = []
    for line in _ENDS.split(text):
        if line[:1] in (" ", "\t") and lines:
            lines[-1].append(line[1:])
        elif line.strip():
            lines.append([line])
    return ["".join(parts) for parts in lines]


def taken_apart(text: str) -> File:
    """Return what is in a file, however broken it is."""
    file = File()
    stack: list[tuple[str, Lines | None]] = []
    for line in _unfolded(text):
        word, _, name = line.partition(":")
        word, name = word.strip().upper(), name.strip().upper()
        if word == "BEGIN":
            stack.append((name, _begun(file, name, stack)))
        elif word == "END":
            if any(one == name for one, _lines in stack):
                while stack:
                    open_name, lines = stack.pop()
                    if open_name == name:
                        _close(lines, name)
                        break
        elif stack and stack[-1][1] is not None:
            _keep(stack[-1][1], stack[-1][0], line)
        elif word == "METHOD" and name == "CANCEL":
            file.cancels = True
        if file.too_many:
            break
        if len(stack) > 50:  # nobody nests like that; an open end would cost more with every line
            stack = stack[:1]
    return file


def _begun(file: File, name: str, stack: list[tuple[str, Lines | None]]) -> Lines | None:
    if name == "VEVENT":
        file.entries.append(Lines())
        file.too_many = len(file.entries) > MOST_ENTRIES
        return file.entries[-1]
    if name == "VTIMEZONE" and len(file.zones) < MOST_ZONES:
        file.zones.append(Lines())
        return file.zones[-1]
    if name in ("STANDARD", "DAYLIGHT") and stack and stack[-1][0] == "VTIMEZONE":
        around = stack[-1][1]
        if around is not None:
            around.kept.append(f"BEGIN:{name}")
        return around
    return None


def _close(lines: Lines | None, name: str) -> None:
    if lines is not None and name in ("STANDARD", "DAYLIGHT"):
        lines.kept.append(f"END:{name}")
    elif lines is not None:
        lines.is_whole = True


def _keep(lines: Lines, inside: str, line: str) -> None:
    if inside != "VEVENT":
        lines.length += len(line)
        if lines.length < LONGEST_ZONE:
            lines.kept.append(line)
        return
    found = _NAME.match(line)
    if found is None:
        lines.unreadable += 1
    elif found[1].upper() in READ:
        if len(lines.kept) < MOST_LINES:
            lines.kept.append(line[:LONGEST_VALUE])
        else:
            lines.unreadable += 1
