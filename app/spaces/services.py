"""What may happen to a space and to who is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.access import Role, SpaceKind
from app.accounts import services as accounts
from app.accounts.models import Person
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces.models import KINDS, Council, County, District, Mandate, Membership, Space

ROLES_IN = {
    SpaceKind.DISTRICT: (Role.MEMBER, Role.COUNCILLOR, Role.SPEAKER),
    SpaceKind.GROUP: (Role.MEMBER, Role.SPEAKER),
    SpaceKind.COUNTY: (Role.MEMBER, Role.BOARD, Role.OFFICE),
}
RESERVED = frozenset(
    [
        "static",
        "bootstrap",
        "anmelden",
        "abmelden",
        "konto",
        "passwort",
        "einladung",
        "sprache",
        "verwaltung",
        "healthz",
        "antwort",
        "terminfrage",
        "abo",
        "api",
        "suche",
        "kalender",
        "neu",
        "admin",
        "heute",
        "massnahmen",
        "uebersicht",
        "verteiler",
        "meine",
        "austausch",
        "berichte",
    ]
)


def create_space(
    kind: SpaceKind, *, name: str, short_name: str, slug: str, by: Person | None, description: str = ""
) -> Space:
    """Open a space. Raises RuleBroken if the slug is taken or reserved, or for a second county."""
    _check_slug(slug)
    if kind is SpaceKind.COUNTY and db.session.scalars(sa.select(County)).first() is not None:
        raise RuleBroken(_("Es gibt schon einen Kreisverband."), field="kind")
    space = KINDS[kind](kind=kind, name=name, short_name=short_name, slug=slug, description=description)
    db.session.add(space)
    audit.record("space.created", space, by)
    return space


def _check_slug(slug: str) -> None:
    if slug in RESERVED:
        raise RuleBroken(
            _("Diese Adresse braucht das Programm selbst. Bitte nimm eine andere."), field="slug"
        )
    if db.session.scalars(sa.select(Space.id).where(Space.slug == slug)).first() is not None:
        raise RuleBroken(_("Diese Adresse hat schon ein anderer Bereich."), field="slug")


def rename_space(space: Space, *, name: str, short_name: str, slug: str, by: Person | None) -> None:
    """Give a space another name or address. Raises RuleBroken if the slug is taken or reserved."""
    if slug != space.slug:
        _check_slug(slug)
    space.name, space.short_name, space.slug = name, short_name, slug
    audit.record("space.renamed", space, by)


def describe_space(
    space: Space,
    *,
    description: str,
    contact: str,
    default_place: str,
    default_access: str,
    default_time: time,
    seen_version: int,
    by: Person,
) -> None:
    """Change what a space says of itself.

    Raises Changed if somebody else did so meanwhile, RuleBroken for a closed one.
    """
    if space.closed_on is not None:
        raise RuleBroken(_("Dieser Bereich ist geschlossen und bleibt, wie er ist."))
    if seen_version != space.version:
        raise Changed(_("Inzwischen hat jemand anderes diese Angaben geändert."))
    space.description, space.contact = description, contact
    space.default_place, space.default_access, space.default_time = (
        default_place,
        default_access,
        default_time,
    )
    space.version += 1
    audit.record("space.described", space, by)


def close_space(space: Space, *, by: Person | None) -> None:
    """Close a space; its history stays. Raises RuleBroken for the county and while councils belong to it."""
    if space.kind is SpaceKind.COUNTY:
        raise RuleBroken(_("Der Kreisverband lässt sich nicht schließen."))
    if space.closed_on is not None:
        raise RuleBroken(_("Dieser Bereich ist schon geschlossen."))
    if isinstance(space, District) and space.standing_councils:
        raise RuleBroken(_("Zu diesem Bereich gehören noch Ortsbeiräte. Ordne sie zuerst einem anderen zu."))
    space.closed_on = clock.today()
    audit.record("space.closed", space, by)


def reopen_space(space: Space, *, by: Person | None) -> None:
    """Open a closed space again."""
    space.closed_on = None
    audit.record("space.reopened", space, by)


CouncilFollower = Callable[[Council, District | None], None]
_council_followers: list[CouncilFollower] = []


def follows_council(follower: CouncilFollower) -> CouncilFollower:
    """Register what is done when a council has moved: it is given the council and the district that it was in."""
    _council_followers.append(follower)
    return follower


def assign_council(council: Council, district: District | None, *, by: Person | None) -> None:
    """Say which district a council belongs to; seats that ours hold in it go along.

    Needs a session that writes every space. Raises RuleBroken for a closed district.
    """
    if district is council.district:
        return
    if district is not None:
        if district.closed_on is not None:
            raise RuleBroken(_("Dieser Bereich ist geschlossen."), field="district")
        _take_mandates_along(council, district)
    moved_from, council.district = council.district, district
    for follower in _council_followers:
        follower(council, moved_from)
    audit.record("council.assigned", council, by, district_id=district.id if district else None)


def _take_mandates_along(council: Council, district: District) -> None:
    today = clock.today()
    running = sa.select(Mandate).where(
        Mandate.council_id == council.id,
        Mandate.space_id != district.id,
        sa.or_(Mandate.until.is_(None), Mandate.until >= today),
    )
    for mandate in db.session.scalars(running).all():
        # A row never moves to another space: the old one ends, a new one begins.
        begins = max(today, mandate.since)
        db.session.add(
            Mandate(
                space_id=district.id,
                council_id=council.id,
                person_id=mandate.person_id,
                since=begins,
                until=mandate.until,
                kind=mandate.kind,
                by_election=mandate.by_election,
                is_chair=mandate.is_chair,
            )
        )
        if mandate.since < begins:
            mandate.until = begins - timedelta(days=1)
        else:
            db.session.delete(mandate)


def count_seats(council: Council, *, seats: int, estimated: bool, by: Person) -> None:
    """Say how many seats a council has, and whether that is only an estimate."""
    if (seats, estimated) != (council.seats, council.seats_are_estimated):
        council.seats, council.seats_are_estimated = seats, estimated
        audit.record("council.seats_counted", council, by, seats=seats, estimated=estimated)


# --- people in a space


def add_member(
    space: Space, person: Person, role: Role, *, by: Person | None, since: date | None = None
) -> Membership:
    """Give a person a role in a space. Raises RuleBroken if the role is not for this kind, or held already."""
    if role not in ROLES_IN[space.kind]:
        raise RuleBroken(_("Diese Rolle gibt es in diesem Bereich nicht."), field="role")
    if not person.is_active:
        raise RuleBroken(
            _("Dieses Konto ist gesperrt. Die Kreisgeschäftsstelle kann es wieder öffnen."), field="email"
        )
    since = since or clock.today()
    held = sa.select(Membership.id).where(
        Membership.space_id == space.id,
        Membership.person_id == person.id,
        Membership.role == role,
        sa.or_(Membership.until.is_(None), Membership.until >= since),
    )
    if db.session.scalars(held).first() is not None:
        raise RuleBroken(_("Diese Person ist hier schon eingetragen."), field="email")
    membership = Membership(space_id=space.id, person_id=person.id, role=role, since=since)
    db.session.add(membership)
    audit.record("membership.began", membership, by, role=role.value)
    return membership


def take_in(space: Space, *, name: str, email: str | None, phone: str, role: Role, by: Person) -> Person:
    """Add somebody to a space, as a new person or a known one, and send word. Raises RuleBroken."""
    person = accounts.by_email(email) if email else None
    if person is None:
        person = accounts.add_person(name=name, email=email, phone=phone, by=by)
        db.session.flush()
    add_member(space, person, role, by=by)
    if person.password_hash:
        accounts.welcome(person, by=by, to=space.name, path=f"/{space.slug}/")
    elif person.email:
        accounts.invite(person, by=by, to=space.name)
    return person


def end_membership(membership: Membership, *, by: Person) -> None:
    """Take a role away, from this moment on.

    The last day is yesterday where the role was held before, so that the next request is without it; a
    role given today is taken back altogether, and one that has ended stays as it is. Raises RuleBroken for
    the last office: nobody could undo it.
    """
    if membership.until is not None and membership.until < clock.today():
        return
    if membership.role is Role.OFFICE and _last_office(membership):
        raise RuleBroken(_("Das ist die letzte Kreisgeschäftsstelle. Trag zuerst eine andere Person ein."))
    audit.record("membership.ended", membership, by, role=membership.role.value)
    yesterday = clock.today() - timedelta(days=1)
    if membership.since > yesterday:
        db.session.delete(membership)
    else:
        membership.until = yesterday


def _last_office(membership: Membership) -> bool:
    others = (
        sa.select(Membership.id)
        .join(Membership.person)
        .where(Membership.role == Role.OFFICE, Membership.id != membership.id, Membership.until.is_(None))
        .where(Membership.since <= clock.today())
        .where(Person.disabled_at.is_(None), Person.password_hash.is_not(None))
    )
    return db.session.scalars(others).first() is None


def _end_mandates(person: Person) -> None:
    """End every seat as end_membership ends a role."""
    yesterday = clock.today() - timedelta(days=1)
    running = sa.or_(Mandate.until.is_(None), Mandate.until > yesterday)
    for mandate in db.session.scalars(sa.select(Mandate).where(Mandate.person_id == person.id, running)):
        if mandate.since > yesterday:
            db.session.delete(mandate)
        else:
            mandate.until = yesterday


def erase_person(person: Person, *, by: Person) -> None:
    """Erase a person: their roles end everywhere, their name becomes "Ehemaliges Mitglied".

    Needs a session that writes every space. Raises RuleBroken for the own account or the last office.
    """
    held = db.session.scalars(sa.select(Membership).where(Membership.person_id == person.id)).all()
    for membership in held:
        end_membership(membership, by=by)
    _end_mandates(person)
    accounts.erase(person, by=by)
