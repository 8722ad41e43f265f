"""What somebody wants to see of the year calendar: which spaces, which kinds, with or without special days.

It stands in the address, behind the question mark, and goes along with every link of the calendar. What cannot be
read there, or is not theirs to see, is passed over as if it were not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel.speaklater import LazyString
from werkzeug.datastructures import MultiDict

from app.access import Permission, SpaceKind
from app.accounts.sessions import SpaceLink, Visitor
from app.calendar.models import KINDS
from app.extensions import db
from app.spaces.door import readable_by
from app.spaces.geography import neighbours_of
from app.spaces.models import District, Space

SPACE, NEARBY, KIND, SPECIAL = "bereich", "nachbarschaft", "art", "feiertage"
WITHOUT = "aus"
"""How the address says that public and school holidays are not shown."""


@dataclass(frozen=True)
class Choice:
    """What was chosen, of what may be chosen."""

    offered: Mapping[int, SpaceLink | Space]
    """The spaces that the person may read, by key."""
    own: frozenset[int]
    """Those that they belong to."""
    planned_in: frozenset[int]
    """Those in which they plan, and so see drafts."""
    spaces: frozenset[int] = frozenset()
    """Those that were named; none: the own ones."""
    nearby: District | None = None
    """The district that is shown with its neighbours."""
    neighbours: Mapping[int, Space] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    special_days: bool = True

    @property
    def read(self) -> frozenset[int]:
        """The spaces that are shown in full."""
        named = self.spaces or (frozenset() if self.nearby else self.own)
        around = {self.nearby.id, *self.neighbours} if self.nearby else set()
        return named | (around & self.offered.keys())

    @property
    def only_public(self) -> frozenset[int]:
        """The neighbours of which only what is public may be seen."""
        return frozenset(self.neighbours) - self.offered.keys()

    @property
    def drafts_in(self) -> frozenset[int]:
        """The spaces whose drafts are shown."""
        return self.read & self.planned_in

    @property
    def is_usual(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.spaces or self.nearby or self.kinds) and self.special_days

    @property
    def query(self) -> dict[str, list[str]]:
        """The choice as it stands in an address."""
        found = {
            SPACE: sorted(self.offered[one].slug for one in self.spaces),
            NEARBY: [self.nearby.slug] if self.nearby else [],
            KIND: list(self.kinds),
            SPECIAL: [] if self.special_days else [WITHOUT],
        }
        return {name: values for name, values in found.items() if values}

    @property
    def districts(self) -> list[SpaceLink | Space]:
        """The districts that may be shown with their neighbours."""
        return [one for one in self.offered.values() if one.kind is SpaceKind.DISTRICT]

    @property
    def kind_names(self) -> dict[str, LazyString]:
        """The kinds that may be chosen, in the order in which they are planned."""
        return {kind.key: kind.name for kind in KINDS.values()}

    def names(self) -> dict[int, str]:
        """Return the short names of all spaces that may appear."""
        return {one.id: one.short_name for one in (*self.offered.values(), *self.neighbours.values())}


def chosen(visitor: Visitor, wanted: MultiDict[str, str]) -> Choice:
    """Return what somebody chose, of what they may read."""
    readable = readable_by(visitor)
    offered = {space.id: space for space, _may in readable}
    by_slug = {space.slug: space for space in offered.values()}
    nearby = _district(by_slug.get(wanted.get(NEARBY, "")))
    return Choice(
        offered=offered,
        own=frozenset(link.id for link in visitor.own_spaces) & offered.keys(),
        planned_in=frozenset(space.id for space, may in readable if Permission.MANAGE_APPOINTMENTS in may),
        spaces=frozenset(by_slug[slug].id for slug in wanted.getlist(SPACE) if slug in by_slug),
        nearby=nearby,
        neighbours={one.district.id: one.district for one in neighbours_of(nearby)} if nearby else {},
        kinds=tuple(key for key in KINDS if key in wanted.getlist(KIND)),
        special_days=wanted.get(SPECIAL) != WITHOUT,
    )


def _district(space: SpaceLink | Space | None) -> District | None:
    if space is None or space.kind is not SpaceKind.DISTRICT:
        return None
    return space if isinstance(space, District) else db.session.get(District, space.id)
