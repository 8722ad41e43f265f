"""Who may do what, as data: roles, permissions, and the one question `can()`.

No is the default: a view without a mark is refused, and a test walks every address.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from flask import g
from flask_babel import lazy_gettext as _l


class Role(enum.StrEnum):
    """What a person is in a space."""

    MEMBER = "member"
    COUNCILLOR = "councillor"
    SPEAKER = "speaker"
    OFFICE = "office"
    BOARD = "board"


ROLE_NAMES = {
    Role.MEMBER: _l("Mitglied"),
    Role.COUNCILLOR: _l("Ortsbeiratsmitglied"),
    Role.SPEAKER: _l("Stadtteilsprecher*in"),
    Role.OFFICE: _l("Kreisgeschäftsstelle"),
    Role.BOARD: _l("Kreisvorstand"),
}

NEED_SECOND_FACTOR = frozenset({Role.SPEAKER, Role.OFFICE, Role.BOARD})
"""Roles that see what belongs to others, and so need more than a password."""


class SpaceKind(enum.StrEnum):
    """The three kinds of space."""

    DISTRICT = "district"
    GROUP = "group"
    COUNTY = "county"


class Permission(enum.StrEnum):
    """One thing that somebody may do. In a space, unless it says otherwise."""

    READ_SPACE = "read_space"
    PLAN_APPOINTMENTS = "plan_appointments"
    """New ones, series and date polls; handing one over; what is read across all of them."""
    MANAGE_APPOINTMENTS = "manage_appointments"
    """One that is there: change, invite, lead it. Also of whom it was handed to, for that one."""
    KEEP_MINUTES = "keep_minutes"
    POST_NOTICES = "post_notices"
    """Urgent ones, to the space; from the county also to chosen districts and groups."""
    READ_TASKS = "read_tasks"
    EDIT_SPACE = "edit_space"
    SEE_MEMBERS = "see_members"
    INVITE_MEMBERS = "invite_members"
    MANAGE_MEMBERSHIPS = "manage_memberships"
    SEND_BROADCASTS = "send_broadcasts"
    """The mailing list of a space: who is on it, and what is sent to all of them."""
    TAKE_PART = "take_part"
    """Raise a concern, go to a sitting of the council as a guest."""
    FILE_REPORTS = "file_reports"
    """Of sittings: a councillor those of the own council, a speaker on behalf."""
    PLAN_SITTINGS = "plan_sittings"
    """Enter, change and take in sittings of the district's councils."""
    MANAGE_CONCERNS = "manage_concerns"
    """Take one up, carry it on, and see who raised it."""
    # County-wide:
    MANAGE_SPACES = "manage_spaces"
    MANAGE_PEOPLE = "manage_people"
    READ_OUTBOX = "read_outbox"
    READ_AUDIT = "read_audit"
    READ_OVERVIEW = "read_overview"
    """How the work stands in all districts."""
    USE_EXCHANGE = "use_exchange"
    """What councillors of all districts share: filed reports, topics, questions. It opens no space."""


P = Permission
ADMINISTERS = frozenset({P.MANAGE_SPACES, P.MANAGE_PEOPLE, P.READ_OUTBOX, P.READ_AUDIT, P.READ_OVERVIEW})
"""What the pages of office and board ask for; they look across all spaces."""
COUNTY_WIDE = ADMINISTERS | {P.USE_EXCHANGE}


@dataclass(frozen=True)
class Grant:
    """What a role may do in the space that it is held in."""

    own: frozenset[Permission]
    everywhere: dict[SpaceKind, frozenset[Permission]] = field(default_factory=dict)
    """What the role, held in the county, may do in every space of a kind."""
    county_wide: frozenset[Permission] = frozenset()
    """What the role allows for the whole county although it is held in a district."""


_READS = frozenset({P.READ_SPACE})
_AT_HOME = _READS | {P.READ_TASKS}
_PLANS = frozenset(
    {
        P.PLAN_APPOINTMENTS,
        P.MANAGE_APPOINTMENTS,
        P.KEEP_MINUTES,
        P.READ_TASKS,
        P.SEND_BROADCASTS,
        P.POST_NOTICES,
    }
)
_BELONGS = _AT_HOME | {P.TAKE_PART}
_CARRIES_ON = frozenset({P.FILE_REPORTS, P.PLAN_SITTINGS, P.MANAGE_CONCERNS})
_LEADS = _BELONGS | _PLANS | _CARRIES_ON | {P.EDIT_SPACE, P.SEE_MEMBERS, P.INVITE_MEMBERS}
_KEEPS_ORDER = frozenset({P.READ_SPACE, P.EDIT_SPACE, P.SEE_MEMBERS, P.INVITE_MEMBERS, P.MANAGE_MEMBERSHIPS})

GRANTS: dict[Role, Grant] = {
    Role.MEMBER: Grant(_BELONGS),
    Role.COUNCILLOR: Grant(_BELONGS | _CARRIES_ON, county_wide=frozenset({P.USE_EXCHANGE})),
    Role.SPEAKER: Grant(_LEADS),
    Role.OFFICE: Grant(
        _KEEPS_ORDER | _PLANS | COUNTY_WIDE,
        {
            SpaceKind.DISTRICT: _KEEPS_ORDER | {P.PLAN_SITTINGS},
            SpaceKind.GROUP: _KEEPS_ORDER | _PLANS,
        },
    ),
    Role.BOARD: Grant(
        _AT_HOME | _PLANS | {P.READ_AUDIT, P.READ_OVERVIEW, P.USE_EXCHANGE},
        {SpaceKind.DISTRICT: _READS, SpaceKind.GROUP: _READS},
    ),
}


class Held(Protocol):
    """A role that somebody holds in a space."""

    @property
    def role(self) -> Role:
        """The role."""

    @property
    def space_id(self) -> int:
        """The space that it is held in."""

    @property
    def kind(self) -> SpaceKind:
        """That space's kind."""


class Place(Protocol):
    """A space, as far as permissions go."""

    @property
    def id(self) -> int:
        """Its key."""

    @property
    def kind(self) -> SpaceKind:
        """Its kind."""


def belongs_to_the_county(held: Held) -> bool:
    """Say whether a role makes its holder a member of the Kreisverband, whose meetings are then theirs.

    A seat in a council does not: one need not be a member of the party for it.
    """
    return held.kind is SpaceKind.DISTRICT and held.role in (Role.MEMBER, Role.SPEAKER)


def belongs_to_the_party(held: Iterable[Held]) -> bool:
    """Say whether somebody may read what stays in the party: the members, and whoever holds a role in the county."""
    return any(one.kind is SpaceKind.COUNTY or belongs_to_the_county(one) for one in held)


def reach_of(held: Collection[Held], counties: Iterable[int]) -> frozenset[int]:
    """Return the spaces that roles of today open as one's own: where they are held, and the county for its members."""
    reach = frozenset(one.space_id for one in held)
    return reach | frozenset(counties) if any(belongs_to_the_county(one) for one in held) else reach


def permissions_in(place: Place, held: Iterable[Held]) -> frozenset[Permission]:
    """Return what a person may do in a space, from all the roles that they hold today."""
    allowed: set[Permission] = set()
    for one in held:
        grant = GRANTS[one.role]
        if one.space_id == place.id:
            allowed |= grant.own - COUNTY_WIDE
        elif one.kind is SpaceKind.COUNTY:
            allowed |= grant.everywhere.get(place.kind, frozenset())
        elif place.kind is SpaceKind.COUNTY and belongs_to_the_county(one):
            allowed |= GRANTS[Role.MEMBER].own
    return frozenset(allowed)


def county_permissions(held: Iterable[Held]) -> frozenset[Permission]:
    """Return what a person may do for the whole county."""
    return frozenset().union(
        *(
            GRANTS[one.role].own & COUNTY_WIDE
            if one.kind is SpaceKind.COUNTY
            else GRANTS[one.role].county_wide
            for one in held
        )
    )


def can(permission: Permission | str) -> bool:
    """Say whether the person of this request may do it: in the space at hand, or county-wide."""
    wanted = Permission(permission)
    return wanted in g.get("permissions", ()) or wanted in g.get("county_permissions", ())


# --- marks on views


@dataclass(frozen=True)
class Mark:
    """What a view asks of the person who calls it."""

    permission: Permission | None = None
    signed_in: bool = True
    second_factor: bool = True
    """False for the few pages that somebody needs who has not yet shown the second factor."""
    everywhere: bool = False
    """True for the few pages that look into all the spaces that somebody may read, not only the own ones."""


View = TypeVar("View", bound=Callable[..., Any])


def _mark(mark: Mark) -> Callable[[View], View]:
    def set_mark(view: View) -> View:
        view.access = mark  # type: ignore[attr-defined]
        return view

    return set_mark


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view: only for those with this permission, in the space of the address or county-wide."""
    return _mark(Mark(permission))


def public(view: View) -> View:
    """Mark a view: for everybody, without login."""
    return _mark(Mark(signed_in=False, second_factor=False))(view)


def signed_in(view: View) -> View:
    """Mark a view: for everybody with a login, about themselves."""
    return _mark(Mark())(view)


def signed_in_everywhere(view: View) -> View:
    """Mark a view: for everybody with a login, about all the spaces that they may read."""
    return _mark(Mark(everywhere=True))(view)


def half_signed_in(view: View) -> View:
    """Mark a view: also for those who have shown the password but not yet the second factor."""
    return _mark(Mark(second_factor=False))(view)


def mark_of(view: Callable[..., Any] | None) -> Mark | None:
    """Return the mark of a view, None where it has none and so must not be served."""
    return getattr(view, "access", None)
