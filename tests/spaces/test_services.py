"""What may happen to a space, whoever asks: a page or a command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import clock
from app.access import Role, SpaceKind
from app.accounts.models import Person
from app.extensions import db
from app.rules import RuleBroken
from app.spaces import services
from app.spaces.models import Council, Mandate, Membership, Space
from app.tenancy import Scope, current_session
from tests.people import World


@pytest.fixture
def inside(world: World) -> Iterator[World]:
    """The small Kreisverband from inside, with a session that writes every space."""
    with world.app.app_context():
        current_session().open_scope(Scope(read=None, write=None))
        yield world


def space(slug: str) -> Space:
    """A space by its address."""
    return db.session.scalars(sa.select(Space).where(Space.slug == slug)).one()


def create(slug: str, kind: SpaceKind = SpaceKind.DISTRICT) -> Space:
    """Open a space by a command, without a person."""
    return services.create_space(kind, name="Neu", short_name="Neu", slug=slug, by=None)


@pytest.mark.parametrize("slug", ["ktv", "alt"])
def test_an_address_that_is_taken_is_refused_also_for_closed_spaces(inside: World, slug: str) -> None:
    with pytest.raises(RuleBroken, match="hat schon ein anderer Bereich") as refusal:
        create(slug)
    assert refusal.value.field == "slug"


def test_an_address_that_the_program_needs_is_refused(inside: World) -> None:
    for slug in ("verwaltung", "konto", "anmelden", "static", "neu"):
        with pytest.raises(RuleBroken, match="braucht das Programm selbst"):
            create(slug)


def test_no_page_of_the_program_can_be_hidden_by_a_space(inside: World) -> None:
    first_parts = {
        rule.rule.split("/")[1] for rule in inside.app.url_map.iter_rules() if not rule.rule.startswith("/<")
    }
    assert first_parts - {""} <= services.RESERVED


def test_there_is_only_one_county(inside: World) -> None:
    with pytest.raises(RuleBroken, match="Es gibt schon einen Kreisverband") as refusal:
        create("zweiter", SpaceKind.COUNTY)
    assert refusal.value.field == "kind"


def test_a_space_keeps_its_own_address_when_it_is_renamed(inside: World) -> None:
    services.rename_space(space("ktv"), name="KTV", short_name="KTV", slug="ktv", by=None)
    assert space("ktv").name == "KTV"


def test_a_space_cannot_take_the_address_of_another(inside: World) -> None:
    with pytest.raises(RuleBroken, match="hat schon ein anderer"):
        services.rename_space(space("ktv"), name="KTV", short_name="KTV", slug="mitte", by=None)


def test_a_space_is_closed_only_once(inside: World) -> None:
    with pytest.raises(RuleBroken, match="schon geschlossen"):
        services.close_space(space("alt"), by=None)


@pytest.mark.parametrize(
    ("slug", "role"),
    [("ktv", Role.BOARD), ("ktv", Role.OFFICE), ("wahlaktiv", Role.COUNCILLOR), ("kreis", Role.SPEAKER)],
)
def test_a_role_that_is_not_of_this_kind_of_space_is_refused(inside: World, slug: str, role: Role) -> None:
    person = db.session.get_one(Person, inside.people["group_member"])
    with pytest.raises(RuleBroken, match="Diese Rolle gibt es in diesem Bereich nicht"):
        services.add_member(space(slug), person, role, by=None)


def test_every_role_that_was_begun_or_ended_stands_in_the_log(inside: World) -> None:
    from app.audit import AuditEntry

    office = db.session.get_one(Person, inside.people["office"])
    member = db.session.get_one(Membership, inside.memberships["member"])
    services.add_member(space("mitte"), member.person, Role.MEMBER, by=office)
    services.end_membership(member, by=office)
    db.session.flush()
    noted = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [(one.action, one.space_id, one.actor_id) for one in reversed(noted)] == [
        ("membership.began", inside.spaces["mitte"], office.id),
        ("membership.ended", inside.spaces["ktv"], office.id),
    ]


def test_a_seat_goes_along_when_its_council_changes_the_district(inside: World) -> None:
    council = db.session.get_one(Council, inside.councils["ktv"])
    seats = sa.select(Mandate).where(Mandate.council_id == council.id)
    before = db.session.scalars(seats).one()
    services.assign_council(council, space("mitte"), by=None)
    db.session.flush()
    after = db.session.scalars(seats.where(Mandate.id != before.id)).one()
    assert (after.space_id, after.person_id, after.since) == (
        space("mitte").id,
        before.person_id,
        clock.today(),
    )
    assert before.space_id == space("ktv").id
    assert before.until == clock.today() - timedelta(days=1)


def test_a_seat_stays_where_it_is_when_the_district_does(inside: World) -> None:
    council = db.session.get_one(Council, inside.councils["ktv"])
    services.assign_council(council, space("ktv"), by=None)
    db.session.flush()
    assert db.session.scalars(sa.select(Mandate).where(Mandate.council_id == council.id)).one().until is None


def test_counted_seats_are_no_estimate_any_more(inside: World) -> None:
    council = db.session.get_one(Council, inside.councils["ktv"])
    by = db.session.get_one(Person, inside.people["office"])
    services.count_seats(council, seats=12, estimated=False, by=by)
    assert (council.seats, council.seats_are_estimated) == (12, False)
