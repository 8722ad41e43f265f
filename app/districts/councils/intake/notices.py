"""The public notice of a sitting: which council, when, where, with what agenda. What is not found is left empty."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time

from app import clock
from app.calendar.services import EARLIEST, LATEST
from app.districts.councils.intake.agendas import items_in, start_of_agenda
from app.districts.councils.sittings.services import ItemLine
from app.forms import clean
from app.spaces.models import Council

LONGEST_HEAD = 4000
_MONTHS = ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
           "dezember")  # fmt: skip
_SHORT = {"jan": 1, "feb": 2, "mrz": 3, "mär": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
          "okt": 10, "nov": 11, "dez": 12, "maerz": 3}  # fmt: skip
WEEKDAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_DATE = re.compile(
    rf"(?<![\d.])(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<day>\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})\.\s?"
    rf"(?P<year>\d{{4}}|\d\d)?|(?P<name>{'|'.join(_MONTHS)}|{'|'.join(_SHORT)})\b\.?(?:\s(?P<named_year>\d{{4}}))?))(?!\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"\b(?P<word>{'|'.join(WEEKDAYS)}|sonnabend|mo|di|mi|do|fr|sa|so)\b\.?,?\s*(?:de[nm]|am)?\s*$",
    re.IGNORECASE,
)
_SAYS_WHEN = re.compile(
    r"(?:\b(?:am|termin|datum|tag|sitzungstermin|sitzungstag|wann|zeit)\b\s*:?\s*)$", re.IGNORECASE
)
_SAYS_ELSE = re.compile(
    r"(?:\b(?:vom|rostock,?|stand|bis|seit|veröffentlicht|bekanntgemacht|ausgehängt|aushang)(?:\s+(?:am|den|zum))?\s*:?\s*)$",
    re.IGNORECASE,
)
_HOUR = r"(?P<{0}h>[01]?\d|2[0-3])(?:\s?[:.]\s?(?P<{0}m>[0-5]\d))?"
_TIME = re.compile(
    rf"(?<![\d.:/,-]){_HOUR.format('')}(?:\s*Uhr)?"
    rf"(?:\s*(?:-|–|bis)\s*(?:ca\.\s*)?{_HOUR.format('to_')})?\s*(?:Uhr\b|h\b)"
)
_BARE_TIME = re.compile(
    r"\b(?:um|beginn|uhrzeit|zeit|ab|von)\s*:?\s*(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)(?![\d.])"
    r"(?:\s*(?:-|–|bis)\s*(?P<to_h>[01]?\d|2[0-3])[:.](?P<to_m>[0-5]\d)(?![\d.]))?", re.IGNORECASE,
)  # fmt: skip
_LABELS = (
    r"(?:Sitzungsort|Tagungsort|Veranstaltungsort|Versammlungsort|Sitzungsraum|Treffpunkt|Raum(?:,\s?Ort)?|Ort(?:,\s?Raum)?"
    r"|Wo)"
)
_STOPS = (
    r"(?:Datum|Termin|Tag|Sitzungstermin|Uhrzeit|Zeit|Beginn|Ende|Gremium|Status|Anlass|Sitzung|Wann|Einladung|Hinweise?"
    r"|Tagesordnung\w*|Öffentlicher Teil|Nichtöffentlicher Teil)"
)
_LABELLED = re.compile(
    rf"(?:^|(?<=[\s.,;|]))(?P<label>{_LABELS})\s*:\s*(?P<place>\S.{{0,200}}?)"
    rf"(?=\s*(?:[\s,;|.]+(?:{_LABELS}|{_STOPS})\s*:|[\s,;|.]+(?:Tagesordnung\w*|(?:Nichtö|Ö)ffentlicher Teil)\b|\n|$))",
)
_NO_PLACE = (
    r"Jahr|Rahmen|Anschluss|Monat|Internet|Wege|Sinne|Auftrag|Namen|Mo\w*tag|Di\w*tag|Mi\w*woch|Do\w*tag|Fr\w*tag|Sa\w*tag"
    rf"|So\w*|{'|'.join(month.capitalize() for month in _MONTHS)}"
)
_PLACE = re.compile(
    r"\b(?:im|in der|in dem|in den|in|beim|bei der|auf dem|an der|am)\s+"
    rf"(?P<place>(?!{_NO_PLACE})[A-ZÄÖÜ„\"].{{2,200}}?)"
    r"(?=\s+(?:statt|eine?|die|zu|zur|seine|ihre|um|am|und beginnt)\b|(?<!tr)(?<!Nr)(?<!St)(?<!Dr)\.(?=\s|$)"
    r"|\s*[;:]|\s+Tagesordnung|$)"
)


@dataclass
class Notice:
    """What was recognised in a public notice."""

    council: Council | None = None
    day: date | None = None
    starts: time | None = None
    ends: time | None = None
    place: str = ""
    title: str = ""
    items: list[ItemLine] = field(default_factory=list)
    weekday_differs: bool = False
    """It says another day of the week than the day has."""
    elsewhere: Council | None = None
    """It seems to be about a council of another district."""


def read(text: str, *, ours: Sequence[Council], others: Iterable[Council] = ()) -> Notice:
    """Recognise what can be, in whatever layout; nothing is raised."""
    text = tidy(text)
    begin = start_of_agenda(text)
    head = text[:begin]
    flat = (" ".join(head.split()) or " ".join(text.split())[:500])[:LONGEST_HEAD]
    notice = Notice(items=items_in(text[begin:]))
    notice.council, notice.elsewhere = _council(flat, text, ours, others)
    at = _find_day(flat, notice)
    _find_time(flat, at, notice)
    notice.place = _find_place((head or text)[:LONGEST_HEAD], flat)
    named = re.search(
        r"\b(Sondersitzung|Außerordentliche Sitzung|Gemeinsame Sitzung|Konstituierende Sitzung)\b", flat, re.I
    )
    notice.title = named[1] if named else ""
    return notice


def tidy(text: str) -> str:
    """Return a text without blanks of odd kinds, its lines kept."""
    text = re.sub(r"[\u00ad\u200b-\u200d\u2060\ufeff]", "", clean(text))
    text = re.sub(r"[\t\u00a0\u2000-\u200a\u202f]+", " ", text)
    text = re.sub(r"[\u2028\u2029]", "\n", text)
    return "\n".join(re.sub(r" +", " ", line).strip() for line in text.split("\n"))


# --- which council


def _council(
    head: str, text: str, ours: Sequence[Council], others: Iterable[Council]
) -> tuple[Council | None, Council | None]:
    for where in (head, text):
        best = _best(where, [*ours, *others])
        if best is not None:
            return (best, None) if best in ours else (None, best)
    return (ours[0] if len(ours) == 1 else None), None


def _best(text: str, councils: Sequence[Council]) -> Council | None:
    """Return the council whose longest name stands in a text."""
    squeezed = _squeezed(text)
    found = [
        (len(_squeezed(name)), -place, one)
        for place, one in enumerate(councils)
        for name in _names(one)
        if _stands_in(name, text, squeezed)
    ]
    return max(found, key=lambda one: one[:2])[2] if found else None


def _names(council: Council) -> list[str]:
    names = [council.name, council.short_name, *council.aliases]
    return [
        bare for name in names if (bare := re.sub(r"^Ortsbeirat(?:es|s)?\s+(?:für\s+)?", "", name).strip())
    ]


def _stands_in(name: str, text: str, squeezed: str) -> bool:
    if len(_squeezed(name)) < 6:
        return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
    return _squeezed(name) in squeezed


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


# --- when


def _find_day(head: str, notice: Notice) -> int:
    """Find the day of the sitting; return where it ends. The one with a weekday and a time is it, not "vom …"."""
    best: tuple[int, int] | None = None
    for found in _DATE.finditer(head):
        day = _day(found)
        if day is None:
            continue
        before, after = head[max(0, found.start() - 40) : found.start()], head[found.end() : found.end() + 40]
        weekday = _WEEKDAY.search(before)
        rest = before[: weekday.start()] if weekday else before
        score = (
            3 * bool(weekday)
            + 2 * bool(_SAYS_WHEN.search(rest.rstrip(" ,")))
            - 4 * bool(_SAYS_ELSE.search(before))
        )
        score += 2 * bool(_TIME.search(after) or _BARE_TIME.search(after))
        if best is None or score > best[0]:
            best = score, found.end()
            notice.day = day
            notice.weekday_differs = weekday is not None and not _is_weekday(weekday["word"], day)
    return best[1] if best else 0


def _is_weekday(word: str, day: date) -> bool:
    word = "samstag" if word.lower() == "sonnabend" else word.lower()
    return WEEKDAYS[day.weekday()].startswith(word)


def _day(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            day = date.fromisoformat(found["iso"])
        else:
            month = int(found["month"]) if found["month"] else _month(found["name"])
            year = found["year"] or found["named_year"]
            day = (
                _coming(int(found["day"]), month)
                if year is None
                else date(_year(year), month, int(found["day"]))
            )
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _month(name: str) -> int:
    name = name.lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS else _SHORT[name]


def _coming(day: int, month: int) -> date:
    """Return the next such day: a notice without a year is about what comes."""
    today = clock.today()
    found = date(today.year, month, day)
    return found if found >= today else date(today.year + 1, month, day)


def _find_time(head: str, at: int, notice: Notice) -> None:
    """Find the time: the first behind the day, else the first of all."""
    found = [*_TIME.finditer(head, at), *_BARE_TIME.finditer(head, at)]
    found = found or [*_TIME.finditer(head), *_BARE_TIME.finditer(head)]
    if not found:
        return
    first = min(found, key=lambda one: one.start())
    notice.starts = time(int(first["h"]), int(first["m"] or 0))
    if first["to_h"] is not None:
        ends = time(int(first["to_h"]), int(first["to_m"] or 0))
        notice.ends = ends if ends > notice.starts else None


# --- where


def _find_place(head: str, flat: str) -> str:
    found: dict[str, str] = {}
    for one in _LABELLED.finditer(re.sub(r":\s*\n+", ": ", head)):
        kind = "room" if one["label"].lower().endswith("raum") else "place"
        found.setdefault(kind, _place(one["place"]))
    if found:
        both = [found[kind] for kind in ("room", "place") if found.get(kind)]
        return ", ".join(dict.fromkeys(both))[:200]
    spoken = [_place(one["place"]) for one in _PLACE.finditer(flat)]
    return next((one for one in spoken if len(one) > 3), "")[:200]


def _place(text: str) -> str:
    return " ".join(text.split()).strip(" .,;:|–-")
