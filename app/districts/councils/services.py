"""What may happen to a seat that one of us holds, and to a council from term to term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from app import audit, clock
from app.access import Role
from app.accounts.models import Person
from app.districts.councils.models import CouncilTerm
from app.extensions import db
from app.rules import Changed, RuleBroken
from app.spaces import services as spaces
from app.spaces.models import Council, Mandate, MandateKind, Membership, Space

EARLIEST = date(1990, 1, 1)
"""There were no Ortsbeiräte before."""
FURTHEST = timedelta(days=7 * 366)
"""No term lasts longer than five years, and nobody is entered long before it begins."""


@dataclass(frozen=True)
class MandateDetails:
    """What is said of a seat."""

    kind: MandateKind
    since: date
    until: date | None = None
    by_election: bool = False
    is_chair: bool = False


def _check_days(since: date, until: date | None) -> None:
    for day, field in ((since, "since"), (until, "until")):
        if day is not None and not EARLIEST <= day <= clock.today() + FURTHEST:
            raise RuleBroken(
                _("Bitte das Jahr noch einmal ansehen: %(year)d liegt zu weit weg.", year=day.year),
                field=field,
            )
    if until is not None and until < since:
        raise RuleBroken(_("Der letzte Tag liegt vor dem ersten."), field="until")


def _overlaps(model: type[Mandate], since: date, until: date | None) -> sa.ColumnElement[bool]:
    still = sa.or_(model.until.is_(None), model.until >= since)
    return still if until is None else sa.and_(still, model.since <= until)


def _check_seat(
    council: Council, person_id: int, details: MandateDetails, *, besides: int | None = None
) -> None:
    """Raise RuleBroken where somebody would sit twice at once in a council, or a substitute preside over it."""
    _check_days(details.since, details.until)
    if details.is_chair and details.kind is MandateKind.SUBSTITUTE:
        raise RuleBroken(_("Den Vorsitz hat immer ein Mitglied, keine Stellvertretung."), field="is_chair")
    others = sa.select(Mandate).where(
        Mandate.council_id == council.id,
        Mandate.id != (besides or 0),
        _overlaps(Mandate, details.since, details.until),
    )
    for other in db.session.scalars(others):
        if other.person_id == person_id:
            raise RuleBroken(
                _(
                    "Diese Person hat in dieser Zeit hier schon ein Mandat. Ändere das, statt ein zweites einzutragen."
                ),
                field="since",
            )
        if other.is_chair and details.is_chair:
            raise RuleBroken(
                _("In dieser Zeit hat schon jemand anderes von uns den Vorsitz."), field="is_chair"
            )


def begin_mandate(
    space: Space, council: Council, *, person: Person, details: MandateDetails, by: Person
) -> Mandate:
    """Enter a seat that somebody of the space holds; it makes them a councillor here from its first day on."""
    if not person.is_active:
        raise RuleBroken(
            _("Dieses Konto ist gesperrt. Die Kreisgeschäftsstelle kann es wieder öffnen."), field="person"
        )
    belongs = sa.select(Membership.id).where(Membership.person_id == person.id, Membership.held_today())
    if db.session.scalars(belongs).first() is None:
        raise RuleBroken(
            _("Diese Person gehört nicht zum Stadtteilverband. Nimm sie zuerst auf."), field="person"
        )
    _check_seat(council, person.id, details)
    mandate = Mandate(council_id=council.id, person_id=person.id, **vars(details))
    db.session.add(mandate)
    audit.record("mandate.began", mandate, by)
    _keep_role(space, person.id, by=by)
    return mandate


def change_mandate(space: Space, mandate: Mandate, *, details: MandateDetails, by: Person) -> None:
    """Change what is said of a seat, its last day included: with the last seat the role of a councillor ends."""
    _check_seat(mandate.council, mandate.person_id, details, besides=mandate.id)
    changed = [name for name, value in vars(details).items() if getattr(mandate, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(mandate, name, getattr(details, name))
    audit.record("mandate.changed", mandate, by, fields=sorted(changed))
    _keep_role(space, mandate.person_id, by=by)


def delete_mandate(space: Space, mandate: Mandate, *, by: Person) -> None:
    """Take back a seat that was entered by mistake."""
    person_id = mandate.person_id
    audit.record("mandate.deleted", mandate, by)
    db.session.delete(mandate)
    db.session.flush()
    _keep_role(space, person_id, by=by)


def _keep_role(space: Space, person_id: int, *, by: Person) -> None:
    """Let the role of a councillor last as long as the seats that somebody holds in the space."""
    today = clock.today()
    running = _running_seats(person_id, today)
    held = list(
        db.session.scalars(
            sa.select(Membership)
            .where(Membership.person_id == person_id, Membership.role == Role.COUNCILLOR)
            .where(sa.or_(Membership.until.is_(None), Membership.until >= today))
            .order_by(Membership.since)
        )
    )
    if not running:
        for membership in held:
            spaces.end_membership(membership, by=by)
        return
    since = min(one.since for one in running)
    ends = [one.until for one in running]
    until = None if None in ends else max(day for day in ends if day is not None)
    if not held:
        membership = Membership(
            space_id=space.id, person_id=person_id, role=Role.COUNCILLOR, since=since, until=until
        )
        db.session.add(membership)
        audit.record("membership.began", membership, by, role=Role.COUNCILLOR.value)
        return
    membership = held[0]
    if (membership.since, membership.until) != (min(since, membership.since), until):
        membership.since, membership.until = min(since, membership.since), until
        audit.record("membership.changed", membership, by, role=Role.COUNCILLOR.value)


def _running_seats(person_id: int, today: date) -> list[Mandate]:
    statement = sa.select(Mandate).where(
        Mandate.person_id == person_id, sa.or_(Mandate.until.is_(None), Mandate.until >= today)
    )
    return list(db.session.scalars(statement))


# --- terms


@dataclass(frozen=True)
class TermDetails:
    """What is said of a council in one term."""

    name: str
    since: date
    until: date | None
    seats: int
    our_seats: int
    chair: str = ""


def _check_term(council: Council, details: TermDetails, *, besides: int | None = None) -> None:
    _check_days(details.since, details.until)
    if details.our_seats > details.seats:
        raise RuleBroken(_("Das wären mehr als alle Sitze zusammen."), field="our_seats")
    others = sa.select(CouncilTerm).where(
        CouncilTerm.council_id == council.id, CouncilTerm.id != (besides or 0)
    )
    for other in db.session.scalars(others):
        last = details.until or date.max
        if other.since <= last and (other.until or date.max) >= details.since:
            raise RuleBroken(
                _(
                    "Das überschneidet sich mit „%(name)s“. Trag dort zuerst den letzten Tag ein.",
                    name=other.name,
                ),
                field="since",
            )


def add_term(council: Council, *, details: TermDetails, by: Person) -> CouncilTerm:
    """Enter a term of a council. Raises RuleBroken for one that overlaps with another."""
    _check_term(council, details)
    term = CouncilTerm(council_id=council.id, **vars(details))
    db.session.add(term)
    audit.record("council_term.added", term, by)
    return term


def change_term(term: CouncilTerm, *, details: TermDetails, seen_version: int, by: Person) -> None:
    """Change a term. Raises Changed if somebody else did so meanwhile, RuleBroken as add_term."""
    if seen_version != term.version:
        raise Changed(_("Inzwischen hat jemand anderes diese Wahlperiode geändert."))
    _check_term(term.council, details, besides=term.id)
    changed = [name for name, value in vars(details).items() if getattr(term, name) != value]
    for name in changed:
        setattr(term, name, getattr(details, name))
    if changed:
        audit.record("council_term.changed", term, by, fields=sorted(changed))
