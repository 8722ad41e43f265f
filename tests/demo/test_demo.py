"""The demo: an empty database becomes Rostock, the same every time for a given day."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app import clock, create_app, demo
from app.access import Role, SpaceKind
from app.accounts.models import Person
from app.accounts.passwords import matches
from app.calendar.models import KINDS, Appointment, AppointmentState
from app.db import Base
from app.demo import rostock
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.spaces.councils import import_councils
from app.spaces.models import Council, County, District, Mandate, Membership, Neighbourhood, Space
from app.spaces.services import RESERVED, ROLES_IN
from app.tenancy import ScopedSession, all_spaces
from tests import conftest
from tests.demo.conftest import MARCH, Freeze

COUNCILS_FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "ortsbeiraete.json"


def space(session: ScopedSession, slug: str) -> Space:
    return session.scalars(sa.select(Space).where(Space.slug == slug)).one()


def kinds_of_spaces(session: ScopedSession) -> dict[int, SpaceKind]:
    return {one.id: one.kind for one in session.scalars(sa.select(Space))}


def appointments(session: ScopedSession, slug: str) -> list[Appointment]:
    rows = sa.select(Appointment).where(Appointment.space_id == space(session, slug).id)
    return list(session.scalars(rows.order_by(Appointment.starts_at)))


def everything(app: Flask) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table. The salt of the one password is drawn anew each time, as it must be, and when the
    calendars were filled is another moment."""
    with app.app_context(), all_spaces("the demo's tests") as session:
        return {
            mapper.class_.__name__: [
                {
                    key: getattr(row, key)
                    for key in mapper.column_attrs.keys()  # noqa: SIM118  # not a mapping
                    if key not in ("password_hash", "calendar_changed_at")
                }
                for row in session.scalars(sa.select(mapper.class_).order_by(*mapper.primary_key))
            ]
            for mapper in Base.registry.mappers
            if mapper.inherits is None
        }


# --- when it fills


def test_an_empty_database_is_filled_once(app: Flask) -> None:
    assert demo.fill_if_empty(app)
    assert not demo.fill_if_empty(app)


def test_a_filled_database_is_refused_and_left_alone(filled: Flask) -> None:
    before = everything(filled)
    with pytest.raises(demo.DemoRefused, match="schon gearbeitet"):
        demo.fill(filled)
    assert everything(filled) == before


@pytest.mark.parametrize(
    "row",
    [
        Person(name="Eine wirkliche Person"),
        County(slug="kreis", name="Kreisverband", short_name="Kreis"),
        Council(number=1, name="Nord", short_name="Nord", seats=9, valid_from=MARCH.date()),
    ],
    ids=lambda row: type(row).__name__,
)
def test_a_database_in_which_somebody_began_is_refused(app: Flask, row: Base) -> None:
    with app.app_context():
        db.session.add(row)
        db.session.commit()
    with pytest.raises(demo.DemoRefused):
        demo.fill(app)
    assert not demo.fill_if_empty(app)


def test_production_is_refused(app: Flask) -> None:
    app.config["STADTTEILWERK_ENV"] = "production"
    with pytest.raises(demo.DemoRefused, match="Im Betrieb"):
        demo.fill_if_empty(app)
    assert not any(everything(app).values())


def test_a_fill_that_breaks_off_leaves_nothing_behind(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_filling: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "PARTS", (*demo.PARTS, stumble))
    with pytest.raises(KeyboardInterrupt):
        demo.fill(app)
    assert not any(everything(app).values())


def test_it_is_quick(app: Flask) -> None:
    """Counted, not timed: nothing is looked up for each row that goes in."""
    asked: list[str] = []
    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    demo.fill(app)
    looked_up = [statement for statement in asked if statement.lstrip().startswith("SELECT")]
    assert len(looked_up) < 400


# --- the same every time


@pytest.fixture
def second_app(_template: conftest.Ground, tmp_path: Path) -> Iterator[Flask]:
    """The application on another fresh database."""
    with contextmanager(_template.database)() as url:
        app = create_app(conftest.testing_settings(url, tmp_path / "second"))
        yield app
        conftest.dispose(app)


def test_the_same_day_has_the_same_content(app: Flask, second_app: Flask, freeze: Freeze) -> None:
    freeze(MARCH)
    demo.fill(app)
    freeze(MARCH + timedelta(hours=3))
    demo.fill(second_app)
    assert everything(app) == everything(second_app)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2024, 2, 29, 12, tzinfo=UTC),
        datetime(2025, 3, 30, 1, tzinfo=UTC),
        datetime(2025, 10, 26, 1, tzinfo=UTC),
        datetime(2025, 12, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 7, 25, 6, tzinfo=UTC),
        datetime(2027, 1, 1, 0, tzinfo=UTC),
    ],
    ids=lambda moment: f"{moment:%Y-%m-%d}",
)
def test_on_any_day_there_is_something_to_show(app: Flask, freeze: Freeze, moment: datetime) -> None:
    freeze(moment)
    demo.fill(app)
    with app.app_context(), all_spaces("the demo's tests") as session:
        ktv = appointments(session, "kroepeliner-tor-vorstadt")
        county = appointments(session, "kreis")
    coming = [one for one in ktv if one.kind == "assembly" and one.starts_at > moment]
    assert coming
    assert all(one.state is AppointmentState.ANNOUNCED for one in coming)
    assert len([one for one in ktv if one.is_past]) > 20
    assert len([one for one in county if one.kind == "county_assembly"]) == 2


# --- the map


def test_the_19_councils_and_41_pairs_are_there(session: ScopedSession) -> None:
    assert session.scalar(sa.select(sa.func.count(Council.id))) == 19
    assert session.scalar(sa.select(sa.func.count(Neighbourhood.id))) == 41


@pytest.mark.skipif(not COUNCILS_FILE.exists(), reason="the city's file is not at hand")
def test_an_import_of_the_citys_file_finds_nothing_to_change(filled: Flask) -> None:
    with filled.app_context():
        report = import_councils(COUNCILS_FILE)
    assert report.nothing_new
    assert [len(part.left) for part in report.parts] == [19, 41]


def test_every_pair_is_of_two_known_councils_and_stands_once() -> None:
    numbers = {facts.number for facts in rostock.COUNCILS}
    pairs = [(one, other) for one, other, _border, _water in rostock.PAIRS]
    assert all(one < other for one, other in pairs)
    assert len(set(pairs)) == len(pairs)
    assert {number for pair in pairs for number in pair} == numbers


def test_the_districts_cover_the_councils_as_agreed(session: ScopedSession) -> None:
    districts = session.scalars(sa.select(District))
    grouping = {tuple(council.number for council in district.councils) for district in districts}
    assert grouping == {
        *((1, 2), (3,), (4,), (5,), (6,), (7,), (8,), (9, 10), (11,)),
        *((12, 13), (14,), (15,), (16, 17), (18,), (19,)),
    }


def test_every_district_says_that_its_grouping_is_only_an_example(session: ScopedSession) -> None:
    assert all("nur ein Beispiel" in one.description for one in session.scalars(sa.select(District)))


def test_the_spaces_have_their_addresses(session: ScopedSession) -> None:
    slugs = set(session.scalars(sa.select(Space.slug)))
    assert {"kreis", "wahlaktiv", "ortsbeirat-austausch", "kroepeliner-tor-vorstadt", "stadtmitte"} <= slugs
    assert len(slugs) == 18
    assert not slugs & RESERVED


# --- the people


def roles(session: ScopedSession, email: str) -> set[tuple[str, Role]]:
    rows = session.execute(
        sa.select(Space.slug, Membership.role)
        .select_from(Membership)
        .join(Space, Space.id == Membership.space_id)
        .join(Person, Person.id == Membership.person_id)
        .where(Person.email == email, Membership.until.is_(None))
    )
    return {(slug, role) for slug, role in rows}


@pytest.mark.parametrize(
    ("email", "slug", "role"),
    [
        ("buero@demo.example", "kreis", Role.OFFICE),
        ("vorstand@demo.example", "kreis", Role.BOARD),
        ("ktv@demo.example", "kroepeliner-tor-vorstadt", Role.SPEAKER),
        ("stadtmitte@demo.example", "stadtmitte", Role.SPEAKER),
        ("ortsbeirat.ktv@demo.example", "kroepeliner-tor-vorstadt", Role.COUNCILLOR),
        ("mitglied.ktv@demo.example", "kroepeliner-tor-vorstadt", Role.MEMBER),
    ],
)
def test_a_login_holds_its_role(session: ScopedSession, email: str, slug: str, role: Role) -> None:
    assert (slug, role) in roles(session, email)
    assert email in dict(demo.LOGINS)


def test_the_councillor_of_the_ktv_sits_in_council_11(session: ScopedSession) -> None:
    mandates = session.scalars(
        sa.select(Mandate).join(Person).where(Person.email == "ortsbeirat.ktv@demo.example")
    )
    assert [mandate.council.number for mandate in mandates] == [11]


def test_the_six_logins_and_nobody_else_have_the_password(session: ScopedSession) -> None:
    with_password = session.scalars(sa.select(Person).where(Person.password_hash.is_not(None))).all()
    assert {person.email for person in with_password} == {email for email, _role in demo.LOGINS}
    hashes = {person.password_hash for person in with_password}
    assert len(hashes) == 1
    assert matches(hashes.pop(), demo.PASSWORD)


def test_about_80_people_all_of_them_at_an_invented_address(session: ScopedSession) -> None:
    people = session.scalars(sa.select(Person)).all()
    assert 75 <= len(people) <= 90
    assert len({person.name for person in people}) == len(people)
    assert all(
        person.email.endswith("@demo.example") and person.email.isascii() for person in people if person.email
    )


def test_some_people_have_no_email_but_a_telephone(session: ScopedSession) -> None:
    without = session.scalars(sa.select(Person).where(Person.email.is_(None))).all()
    assert len(without) >= 5
    assert all(person.phone for person in without)


def test_all_districts_but_two_have_a_speaker(session: ScopedSession) -> None:
    today = clock.today()
    speaking = session.scalars(
        sa.select(Membership.space_id).where(
            Membership.role == Role.SPEAKER,
            Membership.since <= today,
            Membership.until.is_(None) | (Membership.until >= today),
        )
    ).all()
    without = [one.slug for one in session.scalars(sa.select(District)) if one.id not in speaking]
    assert sorted(without) == ["schmarl", "toitenwinkel"]


def test_everybody_holds_a_role_that_their_space_knows(session: ScopedSession) -> None:
    kinds = kinds_of_spaces(session)
    memberships = session.scalars(sa.select(Membership)).all()
    assert all(one.role in ROLES_IN[kinds[one.space_id]] for one in memberships)


def test_nobody_holds_the_same_role_twice_at_a_time(session: ScopedSession) -> None:
    running = session.scalars(sa.select(Membership).where(Membership.until.is_(None))).all()
    assert len({(one.space_id, one.person_id, one.role) for one in running}) == len(running)


def test_a_seat_is_in_a_council_of_the_district(session: ScopedSession) -> None:
    mandates = session.scalars(sa.select(Mandate)).all()
    assert len(mandates) >= 15
    assert all(mandate.council.district_id == mandate.space_id for mandate in mandates)


# --- the year


def test_two_districts_have_been_quiet_for_more_than_60_days(session: ScopedSession) -> None:
    quiet_since = MARCH - timedelta(days=60)
    quiet = [
        one.slug
        for one in session.scalars(sa.select(District))
        if all(appointment.starts_at < quiet_since for appointment in appointments(session, one.slug))
    ]
    assert sorted(quiet) == ["gehlsdorf-rostock-ost", "toitenwinkel"]


def test_even_quiet_districts_have_a_past(session: ScopedSession) -> None:
    assert all(appointments(session, one.slug) for one in session.scalars(sa.select(District)))


def test_the_year_goes_from_nine_months_back_to_three_ahead(session: ScopedSession) -> None:
    first, last = session.execute(
        sa.select(sa.func.min(Appointment.starts_at), sa.func.max(Appointment.starts_at))
    ).one()
    assert timedelta(days=250) < MARCH - first < timedelta(days=280)
    assert timedelta(days=80) < last - MARCH < timedelta(days=95)


def test_what_is_past_was_announced_or_cancelled_with_a_reason(session: ScopedSession) -> None:
    past = session.scalars(sa.select(Appointment).where(Appointment.starts_at < MARCH)).all()
    assert {one.state for one in past} == {AppointmentState.ANNOUNCED, AppointmentState.CANCELLED}
    assert all(one.cancel_reason for one in past if one.state is AppointmentState.CANCELLED)


def test_one_appointment_to_come_is_cancelled_and_two_are_drafts(session: ScopedSession) -> None:
    coming = session.scalars(sa.select(Appointment).where(Appointment.starts_at > MARCH)).all()
    states = [one.state for one in coming]
    assert states.count(AppointmentState.CANCELLED) == 1
    assert states.count(AppointmentState.DRAFT) == 2


def test_nothing_was_done_after_today_or_before_it_was_begun(session: ScopedSession) -> None:
    for one in session.scalars(sa.select(Appointment)):
        moments = [one.created_at, one.announced_at, one.cancelled_at, MARCH]
        known = [moment for moment in moments if moment]
        assert known == sorted(known), one.title


def test_every_appointment_is_of_a_kind_that_its_space_may_hold(session: ScopedSession) -> None:
    kinds = kinds_of_spaces(session)
    for one in session.scalars(sa.select(Appointment)):
        assert kinds[one.space_id] in KINDS[one.kind].held_by, one.title


def test_meetings_have_an_agenda_that_fits_and_the_others_have_none(session: ScopedSession) -> None:
    minutes: Counter[int] = Counter()
    for item in session.scalars(sa.select(AgendaItem)):
        minutes[item.appointment_id] += item.minutes
    for one in session.scalars(sa.select(Appointment)):
        assert (one.id in minutes) == one.behaviour.has_agenda
        assert timedelta(minutes=minutes[one.id]) <= one.ends_at - one.starts_at, one.title


def test_nobody_meets_twice_in_one_space_at_the_same_time(session: ScopedSession) -> None:
    for one in session.scalars(sa.select(Space)):
        dates = appointments(session, one.slug)
        for before, after in itertools.pairwise(dates):
            assert before.ends_at <= after.starts_at, (one.slug, after.title)
