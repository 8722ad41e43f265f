"""A report as it is typed: what stands in the form, field by field, as text; nothing of it is checked yet.

The same text goes three ways: typed by somebody, stored as a draft, and as the base that somebody's form was opened
on. So they can be compared and made one (merging.py). In a form, and in the copy that a phone keeps, it is flat:
one name for each field, `i-t-4f0c2a-sentence` for the sentence of the item with the key `t-4f0c2a`.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.districts.councils.reports.models import Importance, ItemResult, OurVote, Report, ReportItem
from app.districts.councils.sittings.models import SittingItem
from app.exchange.publishing import MOST_TOPICS
from app.forms import clean

MOST_ITEMS = 150
HEAD = ("number", "title", "paper")
CHOICES = {
    "importance": {one.value for one in Importance},
    "result": {one.value for one in ItemResult},
    "our_vote": {one.value for one in OurVote},
}
VOTES = ("yes", "no", "abstained")
TICKS = ("is_internal", "for_faction")
FOLLOW_UP = ("follow_up", "follow_up_person", "follow_up_on")
ITEM_FIELDS = (*HEAD, *CHOICES, *VOTES, "sentence", *TICKS, "topics", *FOLLOW_UP)
SAID = ("title", "paper", "result", "our_vote", *VOTES, "sentence", "topics", "follow_up")
"""What makes an item of somebody's own one: without any of it, it was never there."""
REPORT_FIELDS = ("author", "voices", "voices_are_internal", "other_guests")
LONG_TEXTS = ("sentence", "voices")

Texts = dict[str, str]
"""By name; what is empty is not there."""

_KEY = re.compile(r"[tox]-[0-9a-f-]{1,38}")
_PERSON = re.compile(r"[1-9][0-9]{0,9}")


def is_own(key: str) -> bool:
    """Say whether an item was not on the agenda, but added by whoever writes."""
    return key.startswith("o-")


def new_key() -> str:
    """Return a key for an item that is added."""
    return f"o-{secrets.token_hex(6)}"


@dataclass(frozen=True)
class Typed:
    """All that stands in the form."""

    fields: Texts = field(default_factory=dict)
    items: dict[str, Texts] = field(default_factory=dict)
    """By key, in their order."""
    present: frozenset[str] = frozenset()
    """Keys of the people of us who were there."""

    def flat(self) -> dict[str, Any]:
        """Return it as the form's fields, by name."""
        flat: dict[str, Any] = dict(self.fields)
        flat["present"] = sorted(self.present)
        flat["item"] = list(self.items)
        for key, texts in self.items.items():
            flat |= {f"i-{key}-{name}": text for name, text in texts.items()}
        return flat

    def as_base(self) -> str:
        """Return it as the text that the form carries along."""
        return json.dumps(self.flat(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# --- from a form


def read(get: Callable[[str], Sequence[str]]) -> Typed:
    """Read what was typed; `get` gives back what was sent under a name."""

    def first(name: str) -> str:
        values = get(name)
        return values[0] if values else ""

    fields = _kept({name: _in_one_spelling(name, first(name)) for name in REPORT_FIELDS})
    items: dict[str, Texts] = {}
    for key in [key for key in get("item") if _KEY.fullmatch(key)][:MOST_ITEMS]:
        texts = {name: _in_one_spelling(name, first(f"i-{key}-{name}")) for name in ITEM_FIELDS}
        if not is_own(key) or any(texts[name] for name in SAID):
            items[key] = _kept(texts)
    return Typed(fields, items, frozenset(one for one in get("present") if _PERSON.fullmatch(one)))


def read_base(text: str | None) -> Typed:
    """Read what a form was opened on; where that cannot be read, nothing."""
    try:
        flat = json.loads(text or "{}")
    except ValueError:
        flat = {}
    if not isinstance(flat, dict):
        flat = {}

    def get(name: str) -> list[str]:
        found = flat.get(name, [])
        return [one for one in (found if isinstance(found, list) else [found]) if isinstance(one, str)]

    return read(get)


def _kept(texts: Mapping[str, str]) -> Texts:
    return {name: text for name, text in texts.items() if text}


def _in_one_spelling(name: str, typed: str) -> str:
    text = clean(typed)
    if name in LONG_TEXTS:
        return text
    text = " ".join(text.split())
    if name in CHOICES:
        return text if text in CHOICES[name] else (Importance.NOTHING.value if name == "importance" else "")
    if name in TICKS or name == "voices_are_internal":
        return "1" if text else ""
    if name == "topics":
        return ", ".join(topics_in(text))
    if name == "follow_up_on":
        day = day_in(text)
        return day.isoformat() if day else text
    return "" if name == "other_guests" and text == "0" else text


def topics_in(text: str) -> list[str]:
    """Return the topics of a line, each once."""
    found: dict[str, str] = {}
    for one in text.split(","):
        if word := " ".join(one.split()):
            found.setdefault(word.casefold(), word)
    return list(found.values())


def day_in(text: str) -> date | None:
    """Return the day that a text names, as browsers send it or as people write it."""
    for spelling in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"):
        try:
            return datetime.strptime(text, spelling).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    return None


# --- from what is stored


def of_agenda(items: Iterable[SittingItem]) -> dict[str, Texts]:
    """Return the public items of an agenda as a form shows them first. Of the others there is nothing to see."""
    found: dict[str, Texts] = {}
    for item in items:
        if item.is_public:
            texts = {"number": item.number, "title": item.title, "paper": item.paper}
            texts = {name: _in_one_spelling(name, text) for name, text in texts.items()}
            found[_key_of(texts, found)] = _kept({**texts, "importance": Importance.NOTHING.value})
    return found


def _key_of(texts: Texts, taken: Mapping[str, object]) -> str:
    """Return a key that follows from what the agenda says: the same whoever opens the form, and when."""
    sign = hashlib.sha256(f"{texts['number']}|{texts['title']}".encode()).hexdigest()[:12]
    key, number = f"t-{sign}", 2
    while key in taken:
        key, number = f"t-{sign}-{number}", number + 1
    return key


def of_report(report: Report, items: Iterable[ReportItem], present: Iterable[int]) -> Typed:
    """Return what is stored of a report."""
    fields = {
        "author": str(report.author_id),
        "voices": report.residents_voices,
        "voices_are_internal": "1" if report.voices_are_internal else "",
        "other_guests": str(report.other_guests or ""),
    }
    return Typed(
        _kept(fields),
        {item.key: _kept(_texts_of(item)) for item in items},
        frozenset(map(str, present)),
    )


def _texts_of(item: ReportItem) -> Texts:
    votes = {name: getattr(item, name) for name in VOTES}
    return {
        **{name: getattr(item, name) for name in HEAD},
        "importance": item.importance.value,
        "result": item.result.value if item.result else "",
        "our_vote": item.our_vote.value if item.our_vote else "",
        **{name: "" if number is None else str(number) for name, number in votes.items()},
        "sentence": item.sentence,
        **{name: "1" if getattr(item, name) else "" for name in TICKS},
        "topics": ", ".join(item.topics),
        "follow_up": item.follow_up,
        "follow_up_person": str(item.follow_up_person_id or ""),
        "follow_up_on": item.follow_up_on.isoformat() if item.follow_up_on else "",
    }


def fill(item: ReportItem, texts: Texts) -> None:
    """Store what was typed of an item, once it was checked (checking.py)."""
    for name in HEAD:
        setattr(item, name, texts.get(name, ""))
    item.importance = Importance(texts.get("importance", Importance.NOTHING.value))
    item.result = ItemResult(texts["result"]) if "result" in texts else None
    item.our_vote = OurVote(texts["our_vote"]) if "our_vote" in texts else None
    for name in VOTES:
        setattr(item, name, int(texts[name]) if name in texts else None)
    item.sentence = texts.get("sentence", "")
    item.is_internal, item.for_faction = "is_internal" in texts, "for_faction" in texts
    item.is_public = bool(item.is_public) and not item.is_internal
    item.topics = topics_in(texts.get("topics", ""))[:MOST_TOPICS]
    if item.follow_up_given_at is None:  # what became a task is changed there
        item.follow_up = texts.get("follow_up", "")
        item.follow_up_person_id = int(texts["follow_up_person"]) if "follow_up_person" in texts else None
        item.follow_up_on = day_in(texts.get("follow_up_on", ""))
