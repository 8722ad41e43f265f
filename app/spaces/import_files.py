"""What the imports of files share: reading with distrust, noting every problem, and saying what changed.

The messages are for the person at the command line. Nothing here touches the database.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes; all of Rostock's outlines in full detail have about half of it."""
LONGEST_QUOTE = 60

WEST, EAST, SOUTH, NORTH = 5.0, 16.0, 47.0, 56.0
"""A frame around Germany in degrees. Swapped axes and coordinates in metres fall outside it."""

T = TypeVar("T")


class ImportRefused(Exception):
    """A file that was not imported; `messages` are all the reasons, each naming its record."""

    def __init__(self, messages: Sequence[str]) -> None:
        self.messages = list(messages)
        super().__init__("\n".join(self.messages))


class Wrong(ValueError):
    """Why one value is refused: the rest of a sentence that begins with the value's name."""


@dataclass
class Changes:
    """What an import did to one kind of thing, by name."""

    what: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def nothing_new(self) -> bool:
        """Whether everything is as it was."""
        return not (self.added or self.changed or self.removed)


@dataclass
class ImportReport:
    """What an import did."""

    parts: list[Changes]
    notes: list[str] = field(default_factory=list)

    @property
    def nothing_new(self) -> bool:
        """Whether everything is as it was."""
        return all(part.nothing_new for part in self.parts)

    def lines(self) -> list[str]:
        """Return the report in German, a total for each kind of thing and one line for what is different."""
        lines = []
        for part in self.parts:
            figures = {
                "neu": part.added, "geändert": part.changed, "entfernt": part.removed,
                "unverändert": part.left,
            }  # fmt: skip
            lines.append(
                f"{part.what}: " + ", ".join(f"{len(names)} {how}" for how, names in figures.items())
            )
            lines += [f"  {how}: {name}" for how, names in list(figures.items())[:3] for name in names]
        return lines + self.notes


# --- the file


def read_json(file: Path) -> object:
    """Return what is in a JSON file of a sensible size, in UTF-8. Raises ImportRefused."""
    try:
        if not file.is_file():  # a device or a pipe could go on for ever
            raise ImportRefused([f"{file.name}: Das ist keine Datei."])
        with file.open("rb") as source:
            content = source.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ImportRefused([f"{file.name}: Die Datei lässt sich nicht lesen ({error.strerror})."]) from error
    if len(content) > LARGEST_FILE:
        raise ImportRefused(
            [f"{file.name}: Die Datei ist größer als {LARGEST_FILE // 1024**2} MB. Ist es die richtige?"]
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportRefused(
            [f"{file.name}, Zeile {line}: Die Datei ist nicht in UTF-8 gespeichert. Bitte so speichern."]
        ) from error
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        raise ImportRefused(
            [f"{file.name}, Zeile {error.lineno}, Zeichen {error.colno}: Das ist kein gültiges JSON."]
        ) from error
    except Wrong as error:
        raise ImportRefused([f"{file.name}: Das ist kein gültiges JSON: {error}"]) from error
    except (ValueError, RecursionError) as error:  # thousands of digits or of brackets
        raise ImportRefused([f"{file.name}: Das ist kein JSON, das sich lesen lässt."]) from error


def _refuse_constant(name: str) -> object:
    raise Wrong(f"{name} ist keine Zahl.")


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise Wrong(f"{quoted(double)} steht zweimal im selben Eintrag.")
    return content


def shown(value: object) -> str:
    """Return a value of the file as it may stand in a message: short, and harmless in a terminal."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def quoted(value: object) -> str:
    """Return a value as `shown`, texts in quotation marks."""
    return f"„{shown(value)}“" if isinstance(value, str) else shown(value)


# --- one record


@dataclass(frozen=True)
class Record:
    """One object of the file: hands out its values and notes what is wrong with them."""

    values: Mapping[str, object]
    where: str
    """Names the record in messages."""
    problems: list[str]

    def refuse(self, why: str) -> None:
        """Note a problem with this record."""
        self.problems.append(f"{self.where}: {why}")

    def read(self, key: str, reader: Callable[[object], T], instead: T) -> T:
        """Return what `reader` makes of a value; note its complaint and return `instead` if it has one."""
        if key not in self.values:
            self.refuse(f"„{key}“ fehlt.")
            return instead
        try:
            return reader(self.values[key])
        except Wrong as reason:
            self.refuse(f"„{key}“ {reason}")
            return instead


def whole(low: int, high: int) -> Callable[[object], int]:
    """Return a reader of whole numbers within bounds."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Wrong(f"ist {quoted(value)}; erlaubt ist eine ganze Zahl von {low} bis {high}.")
        return value

    return read


def words(longest: int) -> Callable[[object], str]:
    """Return a reader of one line of text."""

    def read(value: object) -> str:
        if not isinstance(value, str):
            raise Wrong(f"ist {quoted(value)}; erlaubt ist ein Text.")
        text = unicodedata.normalize("NFC", value.strip())
        if not text:
            raise Wrong("ist leer.")
        if not text.isprintable():  # line breaks, NUL, halves of surrogate pairs
            raise Wrong(f"ist {quoted(text)} und enthält Zeichen, die in keinen Namen gehören.")
        if len(text) > longest:
            raise Wrong(f"hat {len(text)} Zeichen; erlaubt sind höchstens {longest}: {quoted(text)}.")
        return text

    return read


def list_of(reader: Callable[[object], T], most: int, *, fewest: int = 0) -> Callable[[object], list[T]]:
    """Return a reader of lists."""

    def read(value: object) -> list[T]:
        if not isinstance(value, list):
            raise Wrong(f"ist {quoted(value)}; erlaubt ist eine Liste.")
        if not fewest <= len(value) <= most:
            bounds = str(most) if fewest == most else f"{fewest} bis {most}"
            raise Wrong(f"hat {len(value)} Einträge; erlaubt sind {bounds}.")
        return [_entry(reader, one, position) for position, one in enumerate(value, start=1)]

    return read


def _entry(reader: Callable[[object], T], value: object, position: int) -> T:
    try:
        return reader(value)
    except Wrong as reason:
        raise Wrong(f"(Eintrag {position}) {reason}") from reason


def anything(value: object) -> object:
    """Read a value as it is."""
    return value


def or_nothing(reader: Callable[[object], T]) -> Callable[[object], T | None]:
    """Return a reader that also takes null."""
    return lambda value: None if value is None else reader(value)


def point(value: object) -> tuple[float, float]:
    """Read longitude and latitude in degrees; a height after them is dropped."""
    if not isinstance(value, list) or len(value) not in (2, 3):
        raise Wrong(f"ist {quoted(value)}; erlaubt sind Länge und Breite als zwei Zahlen.")
    longitude, latitude = (_degrees(one) for one in value[:2])
    if not (WEST <= longitude <= EAST and SOUTH <= latitude <= NORTH):
        raise Wrong(
            f"ist {quoted(value)}: Das liegt nicht in Deutschland. "
            "Erlaubt sind Grad (WGS 84), erst die Länge, dann die Breite."
        )
    return longitude, latitude


def _degrees(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Wrong(f"enthält {quoted(value)}; erlaubt sind Zahlen.")
    try:
        return float(value)
    except OverflowError as error:
        raise Wrong("enthält eine Zahl, die viel zu groß ist.") from error
