"""What is searched, as data of each activity, and the search across all of it.

Rows are read through the models alone, so that the scope of the session narrows them; on top of that every source
says which of its rows somebody may see. Both stand in the same WHERE: what is not seen is not counted either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel.speaklater import LazyString

from app.access import Permission
from app.extensions import db
from app.search.index import matches
from app.search.words import Word

PAGE_SIZE = 20
MOST_PAGES = 50


@dataclass(frozen=True)
class Reach:
    """In which spaces somebody may do what."""

    permissions: Mapping[int, frozenset[Permission]]
    belongs_to_party: bool = False
    """Whether they may read what is to stay in the party."""

    def where(self, permission: Permission) -> list[int]:
        """Return the spaces in which it is allowed."""
        return sorted(space for space, allowed in self.permissions.items() if permission in allowed)


@dataclass(frozen=True)
class Shown:
    """How something that was found is shown."""

    title: str
    url: str
    when: str
    text: str = ""
    """Plain text to quote from."""
    note: str = ""


@dataclass(frozen=True, eq=False)
class Source:
    """Something that is searched."""

    key: str
    """Names it in addresses. Sources with the same key are counted together."""
    name: LazyString
    """Of one of them: "Beschluss"."""
    plural: LazyString
    rows: Any
    """Selects the model, and what it is to be shown with, joined."""
    model: Any
    at: Any
    """The column that says when it was: the newer of two that fit as well stands first."""
    visible: Callable[[Reach], sa.ColumnElement[bool]]
    """Which rows somebody with this reach may see."""
    show: Callable[[Any, str], Shown]
    """Takes a row of `rows` and the address of its space."""
    title: str = ""
    """The column that names it, if it has one that is indexed."""


@dataclass(frozen=True)
class Hit:
    """Something that was found."""

    space_id: int
    name: LazyString
    row: Any
    show: Callable[[Any, str], Shown]


@dataclass(frozen=True)
class Results:
    """One page of what was found."""

    hits: list[Hit]
    counts: dict[str, int]
    """How many there are of each key."""
    total: int
    """Of what was asked for."""
    number: int

    @property
    def has_next(self) -> bool:
        """Whether there is a page after this one."""
        return self.total > self.number * PAGE_SIZE and self.number < MOST_PAGES

    @property
    def is_cut(self) -> bool:
        """Whether there is more than is shown, on the last page."""
        return self.total > MOST_PAGES * PAGE_SIZE and self.number == MOST_PAGES


def find(
    words: Sequence[Word], sources: Sequence[Source], reach: Reach, *, only: str = "", number: int = 1
) -> Results:
    """Return a page of what contains all the words; `only`: of the sources with this key.

    The order: in the title before in the text, whole words before beginnings, then the newest. A score (bm25) would
    weigh words by how rare they are in all spaces, foreign ones included, and could not be compared between sources.
    """
    number = min(number, MOST_PAGES)
    last = number * PAGE_SIZE
    asked = [
        _candidates(place, source, words, reach, last + 1 if only in ("", source.key) else 1)
        for place, source in enumerate(sources)
    ]
    candidates: list[tuple[tuple[float, ...], int, int]] = []
    counts = dict.fromkeys((source.key for source in sources), 0)
    told: set[int] = set()
    for row in db.session.execute(sa.union_all(*asked)):
        source = sources[row.place]
        if row.place not in told:  # every row of a source says how many there are
            told.add(row.place)
            counts[source.key] += row.total
        if only in ("", source.key):
            candidates.append(((row.rank, -row.at.timestamp(), row.place, -row.id), row.place, row.id))
    chosen = sorted(candidates)[last - PAGE_SIZE : last]
    total = counts.get(only, 0) if only else sum(counts.values())
    return Results(
        _load(sources, reach, [(place, key) for _order, place, key in chosen]),
        counts,
        total,
        number,
    )


def _candidates(place: int, source: Source, words: Sequence[Word], reach: Reach, most: int) -> Any:
    model = source.model
    ranks = [(matches(model.id, words, column=source.title), 0)] if source.title else []
    rank = sa.case(*ranks, (matches(model.id, words, whole=True), 1), else_=2)
    found = (
        source.rows.with_only_columns(
            sa.literal(place, sa.Integer).label("place"),
            model.id.label("id"),
            source.at.label("at"),
            rank.label("rank"),
            sa.func.count().over().label("total"),
        )
        .where(matches(model.id, words), _seen(source, reach))
        .order_by(sa.literal_column("rank"), source.at.desc(), model.id.desc())
        .limit(most)
        .subquery()
    )
    return sa.select(found)


def _seen(source: Source, reach: Reach) -> sa.ColumnElement[bool]:
    return sa.and_(source.model.space_id.in_(reach.where(Permission.READ_SPACE)), source.visible(reach))


def _load(sources: Sequence[Source], reach: Reach, chosen: Iterable[tuple[int, int]]) -> list[Hit]:
    chosen = list(chosen)
    found: dict[tuple[int, int], Hit] = {}
    for place, source in enumerate(sources):
        keys = [key for at, key in chosen if at == place]
        if not keys:
            continue
        statement = source.rows.where(source.model.id.in_(keys), _seen(source, reach))
        for row in db.session.execute(statement):
            found[place, row[0].id] = Hit(row[0].space_id, source.name, row, source.show)
    return [found[one] for one in chosen if one in found]
