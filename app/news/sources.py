"""What is new: activities add theirs, this floor does not know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel.speaklater import LazyString

from app.spaces.models import Space


@dataclass(frozen=True)
class NewsItem:
    """Something that happened in a space, for those who may read the space."""

    key: str
    """Names the thing that it happened to: whoever hears of it twice at the same time is told once."""
    at: datetime
    kind: LazyString
    """What happened, in a word or two."""
    title: str
    path: str
    rank: int = 0
    """Of several that happened to the same thing the one with the highest is told."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str = ""
    told: frozenset[int] = frozenset()
    """The keys of people who know it already: who did it, who was invited."""
    homes: frozenset[int] | None = None
    """Only for who holds a role in one of these spaces; None: for whoever may read the space."""
    mailed_at_once: bool = False
    """Whether those who want to hear at once get a mail of its own."""
    part_of: str = ""
    """The key of something larger: whoever is told of that is not told of this as well."""


NewsSource = Callable[[Space, datetime, datetime], Iterable[NewsItem]]
"""Given a space, which is the session's scope, and two moments: what happened after the first, up to the second."""
_sources: list[NewsSource] = []


def tells_news(source: NewsSource) -> NewsSource:
    """Register an activity that has news. It leaves out what is over, and what not all who read the space may see."""
    _sources.append(source)
    return source


def news_of(space: Space, since: datetime, until: datetime) -> list[NewsItem]:
    """Return what happened in a space after `since`, up to `until`; the session has to be in it."""
    return [item for source in _sources for item in source(space, since, until)]


# --- of whatever somebody follows, wherever it is


PersonalSource = Callable[[datetime, datetime], Mapping[int, Sequence[NewsItem]]]
"""Given two moments: what happened after the first, up to the second, by the key of whom it is for."""
_personal: list[PersonalSource] = []


def tells_personal_news(source: PersonalSource) -> PersonalSource:
    """Register news that are somebody's own. It knows itself who may read what; it is asked outside every space."""
    _personal.append(source)
    return source


def personal_news(since: datetime, until: datetime) -> dict[int, list[NewsItem]]:
    """Return what happened after `since`, up to `until`, by the key of whom it is for."""
    found: dict[int, list[NewsItem]] = {}
    for source in _personal:
        for person, items in source(since, until).items():
            found.setdefault(person, []).extend(items)
    return found
