"""What is not right yet in what was typed, in words, and at which field."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app import clock
from app.calendar.services import EARLIEST, LATEST
from app.districts.councils.papers import LONGEST_NUMBER
from app.districts.councils.reports.typed import VOTES, Texts, Typed, day_in, topics_in
from app.exchange.publishing import LONGEST_TOPIC, MOST_TOPICS

LONGEST_SENTENCE = 2_000
LONGEST_VOICES = 5_000
LONGEST_NOTE = 300
MOST_VOTES = 999
LENGTHS = {
    "number": 20,
    "title": 300,
    "paper": LONGEST_NUMBER,
    "sentence": LONGEST_SENTENCE,
    "follow_up": 200,
}


@dataclass(frozen=True)
class Allowed:
    """Who may be named in a report."""

    authors: Collection[int]
    people: Collection[int]
    """Who may be given a task."""
    present: Collection[int]
    """Of whom one may say that they were there."""


@dataclass(frozen=True)
class Problem:
    """Something that needs another look."""

    name: str
    """The field, as the form calls it."""
    where: str
    """Where to find it, in words."""
    message: str


def problems_in(
    typed: Typed, allowed: Allowed, *, filing: bool, given: Collection[str] = ()
) -> Iterator[Problem]:
    """Find what keeps it from being stored; `filing`: from being read by others, too.

    `given`: keys of items whose follow-up is a task already; that is changed there.
    """
    for key, texts in typed.items.items():
        where = _("TOP %(number)s", number=texts["number"]) if "number" in texts else texts.get("title", "")
        found = [*_in_item(texts, allowed, filing=filing, given=key in given)]
        yield from (
            Problem(f"i-{key}-{name}", where or _("Eigener Punkt"), message) for name, message in found
        )
    yield from _in_report(typed, allowed)


def _in_report(typed: Typed, allowed: Allowed) -> Iterator[Problem]:
    if len(typed.fields.get("voices", "")) > LONGEST_VOICES:
        yield Problem("voices", _("Stimmen der Einwohner*innen"), _too_long(LONGEST_VOICES))
    if "other_guests" in typed.fields and not _is_number(typed.fields["other_guests"]):
        yield Problem("other_guests", _("Wer war da?"), _("Bitte eine Zahl von 0 bis 999 eintragen."))
    if any(int(one) not in allowed.present for one in typed.present):
        yield Problem("present", _("Wer war da?"), _("Bitte nur Menschen aus der Liste ankreuzen."))
    author = typed.fields.get("author")
    if author is not None and author not in map(str, allowed.authors):
        yield Problem("author", _("Für wen?"), _("Bitte jemanden aus der Liste wählen."))


def _in_item(texts: Texts, allowed: Allowed, *, filing: bool, given: bool) -> Iterator[tuple[str, str]]:
    for name, most in LENGTHS.items():
        if len(texts.get(name, "")) > most:
            yield name, _too_long(most)
    for name in VOTES:
        if name in texts and not _is_number(texts[name]):
            yield name, _("Bitte eine Zahl von 0 bis 999 eintragen.")
    topics = topics_in(texts.get("topics", ""))
    if len(topics) > MOST_TOPICS or any(len(one) > LONGEST_TOPIC for one in topics):
        yield "topics", _("Bitte höchstens drei kurze Themen, mit Kommas dazwischen.")
    if filing and "title" not in texts:
        yield "title", _("Bitte sagen, worum es ging.")
    if not given:
        yield from _in_follow_up(texts, allowed, filing=filing)


def _in_follow_up(texts: Texts, allowed: Allowed, *, filing: bool) -> Iterator[tuple[str, str]]:
    person, until = texts.get("follow_up_person"), texts.get("follow_up_on")
    day = day_in(until) if until else None
    if person is not None and person not in map(str, allowed.people):
        yield "follow_up_person", _("Bitte jemanden aus der Liste wählen.")
    if until and day is None:
        yield (
            "follow_up_on",
            _("Diesen Tag gibt es nicht. Bitte so schreiben: %(example)s.", example="12.03.2025"),
        )
    elif day is not None and not (clock.today() if filing else EARLIEST) <= day <= LATEST:
        yield "follow_up_on", _("Bitte einen Tag wählen, der noch kommt.")
    if filing and (person or until) and "follow_up" not in texts:
        yield "follow_up", _("Bitte eintragen, was zu tun ist.")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= MOST_VOTES


def _too_long(most: int) -> str:
    return str(_("Bitte kürzen: höchstens %(max)d Zeichen.", max=most))
