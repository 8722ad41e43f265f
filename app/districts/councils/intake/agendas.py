"""The agenda of a public notice: which items, with which numbers, which of them not public."""

from __future__ import annotations

import re

from app.districts.councils.papers import number_in, without_number
from app.districts.councils.sittings.services import ItemLine

_NUMBER = r"(?:TOP[ ]*)?(?:(?P<part>Ö|NÖ|N)[ ]*)?(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})"
_AT_LINE = re.compile(rf"{_NUMBER}(?!\d|[/:]\d)[.):]{{0,2}}(?:[ ]+(?P<title>\S.*))?$")
_INSIDE = re.compile(rf"(?<![\w.,/:§-]){_NUMBER}(?!\d|[/:]\d)[.):]{{0,2}}[ ]+(?=[A-ZÄÖÜ„\"(\d])")
_PART = re.compile(
    r"(?:[A-Z]|[IVX]{1,4})?[.):]{0,2}[ ]*(?P<non>nicht[ ]?-?[ ]?)?öffentliche[rs]?[ ]"
    r"(?:Teil|Sitzung|Sitzungsteil|Tagesordnung|Tagesordnungspunkte|Beratung)\b[ ]*(?:der[ ]Sitzung)?[ ]*[:.]?",
    re.IGNORECASE,
)
_PART_INSIDE = re.compile(
    r"\b(?P<non>Nicht[ ]?-?[ ]?)?(?:Ö|(?<=t)ö|(?<=-)ö|(?<=[ ])ö)ffentliche[rs]?[ ](?:Teil|Sitzungsteil)\b[ ]*:?"
)
_END = re.compile(
    r"(?:gez\.|Mit freundlichen|Freundliche Grüße|Rostock,|Hansestadt Rostock,|Hinweise?\b|Im Auftrag|"
    r"(?:Die|Der)[ ]Vorsitzende|(?:Orts)?(?:B|b)eiratsvorsitz|Vorsitzende[rn]?\b|Interessierte|Alle[ ]Interessierten|"
    r"Bekanntgemacht|Veröffentlicht|Diese[ ]Bekanntmachung|_{3,}|-{3,}|={3,})"
)
_END_INSIDE = re.compile(rf"(?<=[.\w)])[ ]+(?={_END.pattern}[^\d]*$)")
_BEFORE_A_NUMBER = re.compile(
    r"(?:\b(?:Nr|Nrn|Nummer|Ziffer|Punkt|Art|Abs|Absatz|Artikel|Teil|Straße|Str|vom|am|bis|und|ab|um|Haus|Platz|Weg|"
    r"Version|Band|Phase|Los|Bauabschnitt|BA)\.?|straße|str\.|[§–-])[ ]*$"
)
_PAPER_WORD = re.compile(
    r"\(?\b(?:(?:Beschluss|Informations)?vorlagen?(?:[ -]?nr\.?|[ -]?nummer)?|drucksachen?(?:[ -]?nr\.?)?|DS)[ ]*:?[ ]*"
    r"(?=(?:19|20)\d\d/|\d{3,5}/\d\d-)", re.IGNORECASE,
)  # fmt: skip
_HEADING = re.compile(
    r"(?:^|(?<=[.:!?\n])[ ]*|[ ](?=Tagesordnung[ ]*(?::|Öffentl|öffentl|Ö[ ]?\d|TOP|1\b|I\.)))"
    r"(?:Vorläufige[ ]|Geplante[ ]|Vorgesehene[ ])?Tagesordnung(?:spunkte)?\b"
    r"[ ]*(?:für[ ](?:die|den)[ ][^\n:]{0,60})?[ ]*:?[ ]*(?=\n|$|Öffentl|öffentl|Nicht|Ö[ ]?\d|TOP|\d|[IA][.)])",
    re.IGNORECASE | re.MULTILINE,
)
Key = tuple[int, ...]


def start_of_agenda(text: str) -> int:
    """Return where the agenda of a notice begins; its length where there is none."""
    heading = _HEADING.search(text)
    if heading is not None:
        return heading.end()
    numbered = [one for one in re.finditer(r"^.+$", text, re.MULTILINE) if _AT_LINE.match(one[0])]
    first = next((one.start() for one in numbered if _starts(one[0])), len(text))
    return first if len(numbered) >= 2 else len(text)


def _starts(line: str) -> bool:
    found = _AT_LINE.match(line)
    return found is not None and (_is_marked(found) or _key(found) in ((1,), (1, 1)))


def items_in(text: str) -> list[ItemLine]:
    """Return the items of an agenda, however its lines are broken."""
    lines = [line.strip() for line in text.split("\n")]
    at_lines = sum(_AT_LINE.match(line) is not None for line in lines)
    if at_lines < 2:
        lines = _broken_up(" ".join(lines))
    return _items(lines)


def _broken_up(text: str) -> list[str]:
    """Return a notice that came as one long line, an item a line again: where the next number in order stands."""
    text = _PART_INSIDE.sub(lambda found: f"\n{found[0].strip()}\n", text)
    lines: list[str] = []
    last: Key = ()
    for piece in text.split("\n"):
        begin = 0
        numbers = [
            one for one in _INSIDE.finditer(piece)
            if not _BEFORE_A_NUMBER.search(piece[max(0, one.start() - 40) : one.start()])
        ]  # fmt: skip
        for place, found in enumerate(numbers):
            if not _is_marked(found) and not _is_meant(_key(found), last, numbers[place + 1 : place + 30]):
                continue
            lines.append(piece[begin : found.start()].strip())
            begin, last = found.start(), _key(found)
        lines.append(piece[begin:].strip())
    return [_without_end(line) for line in lines if line]


def _is_meant(key: Key, last: Key, following: list[re.Match[str]]) -> bool:
    """Say whether a number within a line begins an item: it is the next, or one was left out and never comes."""
    if _is_next(key, last):
        return True
    if not last:
        return key[0] <= 3
    gap = key > last and last[0] < key[0] <= last[0] + 3 and set(key[1:]) <= {1}
    return gap and not any(_is_next(_key(one), last) for one in following)


def _without_end(line: str) -> str:
    """Return the last line of a long one without the signature: it begins behind a full stop."""
    end = _END_INSIDE.search(line, max(0, len(line) - 600))
    return line[: end.start()] if end and _AT_LINE.match(line) else line


def _is_marked(found: re.Match[str]) -> bool:
    return bool(found["part"]) or found[0].startswith("TOP")


def _key(found: re.Match[str]) -> Key:
    return tuple(int(part) for part in found["number"].split("."))


def _is_next(key: Key, last: Key) -> bool:
    """Say whether a number is the one that comes after another: 7.1 → 7.2, 7.1.1 or 8; a new part begins at 1."""
    if key in ((1,), (1, 1)):
        return not last or last[0] > 1 or key == (*last, 1)
    if not last:
        return False
    return key == (*last, 1) or any(key == (*last[:depth], last[depth] + 1) for depth in range(len(last)))


def _follows(key: Key, last: Key) -> bool:
    """Say whether a number at the beginning of a line may be the next one: some are left out, none goes far back."""
    return not last or _is_next(key, last) or (key > last and key[0] <= last[0] + 3)


def _items(lines: list[str]) -> list[ItemLine]:
    found: list[ItemLine] = []
    number, is_public, shown, is_open = "", True, True, False
    words: list[str] = []
    last: Key = ()

    def close() -> None:
        if number and words:
            found.append(_item(number, " ".join(words), shown))

    for line in lines:
        part = _PART.fullmatch(line)
        match = None if part else _AT_LINE.match(line)
        if part is not None:
            close()
            number, words, is_open, last = "", [], False, ()
            is_public = not part["non"]
        elif match is not None and (_is_marked(match) or _follows(_key(match), last)):
            close()
            number, last = match["number"], _key(match)
            shown = _is_public(match, is_public)
            words, is_open = [match["title"]] if match["title"] else [], True
            if match["title"] and _PART.fullmatch(match["title"]):
                is_public = shown = "nicht" not in match["title"].lower()
        elif not line:
            is_open = is_open and not words  # copied from a table, the title stands below its number
        elif _END.match(line):
            is_open = False
        elif is_open or (number and words and number_in(line) == line):
            words.append(line)
    close()
    return found


def _is_public(match: re.Match[str], otherwise: bool) -> bool:
    return match["part"] == "Ö" if match["part"] else otherwise


def _item(number: str, words: str, is_public: bool) -> ItemLine:
    title = re.sub(r"(?<=[a-zäöüß])-[ ](?=[a-zäöüß])", "", " ".join(words.split()))
    paper = number_in(title)
    bare = without_number(_PAPER_WORD.sub("", title)) if paper else title
    bare = re.sub(r"[ ]?\([ ]*\)$", "", bare).strip(" .:;–-|") or title
    return ItemLine(title=bare, number=number, paper=paper, is_public=is_public)
