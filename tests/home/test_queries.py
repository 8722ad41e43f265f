"""Ten times the data adds no query to any page, and the list of appointments needs at most seven."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.access import Role
from app.accounts.models import LoginSession, Person
from app.audit import AuditEntry
from app.calendar.models import Appointment, AppointmentState
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.outbox import OutgoingMail
from app.spaces.models import Council, District, Group, Mandate, Membership, Neighbourhood
from app.tenancy import Scope, current_session
from tests.pages import Browser, counted
from tests.people import NOW, World

TIMES = 10
PAGES = {
    "speaker": ["/", "/ktv/", "/kreis/", "/ktv/termine/", "/ktv/termine/vergangene", "/ktv/termine/vergangene/2025",
                "/ktv/termine/{announced}", "/ktv/termine/{draft}", "/ktv/termine/{announced}/bearbeiten",
                "/ktv/termine/{announced}/tagesordnung/{item}", "/ktv/menschen/", "/ktv/angaben/", "/konto"],
    "member": ["/", "/ktv/", "/ktv/termine/", "/ktv/termine/{announced}", "/konto"],
    "board": ["/", "/ktv/", "/kreis/", "/kreis/termine/", "/verwaltung/", "/verwaltung/verlauf"],
    "office": ["/", "/ktv/", "/wahlaktiv/", "/wahlaktiv/termine/", "/ktv/menschen/", "/verwaltung/",
               "/verwaltung/menschen", "/verwaltung/menschen/{member}",
               "/verwaltung/bereiche", "/verwaltung/bereiche/{ktv}", "/verwaltung/ortsbeiraete",
               "/verwaltung/ortsbeiraete/{council}", "/verwaltung/postausgang", "/verwaltung/verlauf",
               "/verwaltung/verlauf?bereich=ktv"],
    "anonymous": ["/anmelden", "/passwort"],
}  # fmt: skip


def addresses(world: World, who: str) -> list[str]:
    """The pages of a person, with the keys filled in."""
    keys = {
        **world.appointments["ktv"], "item": world.items["ktv"][0], "member": world.people["member"],
        "ktv": world.spaces["ktv"], "council": world.councils["ktv"],
    }  # fmt: skip
    return [path.format(**keys) for path in PAGES[who]]


def queries(world: World, who: str) -> dict[str, int]:
    """How many queries each page needs."""
    found: dict[str, int] = {}
    browser = Browser(world.client_of(who))
    for path in addresses(world, who):
        browser.open(path)  # once to warm up: some of SQLAlchemy's statements are made on first use
        with counted(world.app) as statements:
            assert browser.open(path).status == 200, path
        found[path] = len(statements)
    return found


def grow(world: World) -> None:
    """Put ten times as much of everything into the small Kreisverband."""
    with world.app.app_context():
        current_session().open_scope(Scope(read=None, write=None))
        session = db.session
        people = [
            Person(name=f"Person {number}", email=f"p{number}@demo.example", password_hash="x")
            for number in range(len(world.people) * TIMES)
        ]
        spaces = [
            kind(slug=f"neu-{number}", name=f"Neu {number}", short_name=f"Neu {number}")
            for number, kind in enumerate([District, Group] * 2 * TIMES)
        ]
        session.add_all([*people, *spaces])
        session.flush()
        districts = [space for space in spaces if isinstance(space, District)]
        ours, kreis = world.spaces["ktv"], world.spaces["kreis"]
        councils = [
            Council(number=100 + number, name=f"Rat {number}", short_name=f"Rat {number}", seats=9,
                    areas=[f"Ortsteil {number}"], inhabitants={"2023": 1000}, valid_from=date(2019, 6, 1),
                    district_id=ours if number % 2 else districts[number].id)
            for number in range(2 * TIMES)
        ]  # fmt: skip
        session.add_all(councils)
        session.flush()
        first = world.councils["ktv"]
        session.add_all(
            Neighbourhood(first_id=first, second_id=council.id, border_m=100) for council in councils
        )
        session.add_all(
            Mandate(space_id=ours, council_id=council.id, person_id=person.id, since=date(2024, 1, 1))
            for council, person in zip(councils, people, strict=False) if council.district_id == ours
        )  # fmt: skip
        for number, person in enumerate(people):
            role = Role.SPEAKER if number % 3 == 0 else Role.MEMBER
            session.add(Membership(space_id=ours, person_id=person.id, role=role, since=date(2024, 1, 1)))
            session.add(
                Membership(space_id=kreis, person_id=person.id, role=Role.BOARD, since=date(2024, 1, 1))
            )
        for space in spaces:  # those who look belong to all the new spaces as well, and lead them
            for who in ("member", "speaker"):
                role = Role.MEMBER if who == "member" else Role.SPEAKER
                session.add(Membership(space_id=space.id, person_id=world.people[who], role=role,
                                       since=date(2024, 1, 1)))  # fmt: skip
        for space_id in [*world.spaces.values(), *(space.id for space in spaces[:TIMES])]:
            for number in range(5 * TIMES):
                session.add(appointment(space_id, number))
        session.add_all(
            AgendaItem(space_id=ours, appointment_id=world.appointments["ktv"][key], position=1000 + number,
                       title=f"Punkt {number}")
            for key in ("announced", "draft") for number in range(3 * TIMES)
        )  # fmt: skip
        for number, person in enumerate(people):
            session.add(OutgoingMail(kind="welcome", person_id=person.id, address=person.email or "", subject="Mail",
                                     text="x", html="x", message_id=f"<{number}@demo.example>"))  # fmt: skip
            session.add(AuditEntry(action="person.added", subject_type="person", subject_id=person.id,
                                   space_id=ours, actor_id=person.id))  # fmt: skip
        session.add_all(
            LoginSession(person_id=world.people[who], token_hash=f"{who}{number}",
                         expires_at=NOW + timedelta(days=9))
            for who in ("member", "speaker") for number in range(TIMES)
        )  # fmt: skip
        session.commit()


def appointment(space_id: int, number: int) -> Appointment:
    """One of many: past and to come, drafts, announced and cancelled ones."""
    state = list(AppointmentState)[number % 3]
    starts = NOW + timedelta(days=number - 25, hours=1)
    return Appointment(
        space_id=space_id, kind="assembly", title=f"Treffen {number}", place="Saal",
        starts_at=starts, ends_at=starts + timedelta(hours=2), state=state,
        announced_at=None if state is AppointmentState.DRAFT else NOW,
        cancelled_at=NOW if state is AppointmentState.CANCELLED else None,
    )  # fmt: skip


@pytest.mark.parametrize("who", PAGES)
def test_ten_times_the_data_adds_no_query_to_a_page(world: World, who: str) -> None:
    before = queries(world, who)
    grow(world)
    assert queries(world, who) == before


@pytest.mark.parametrize("who", ["member", "speaker", "board"])
@pytest.mark.parametrize("path", ["termine/", "termine/vergangene"])
def test_a_list_of_appointments_needs_at_most_seven_queries(world: World, who: str, path: str) -> None:
    grow(world)
    browser = Browser(world.client_of(who))
    with counted(world.app) as statements:
        page = browser.open(f"/ktv/{path}")
    assert len(page.rows) >= 16
    assert len(statements) <= 7, statements


def test_every_page_of_a_list_needs_the_same_number_of_queries(world: World) -> None:
    grow(world)
    browser = Browser(world.client_of("speaker"))
    numbers = []
    for number in ("1", "2"):
        with counted(world.app) as statements:
            browser.open("/ktv/termine/", seite=number)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_counting_sees_every_query(world: World) -> None:
    with counted(world.app) as statements, world.app.app_context():
        for _ in range(3):
            db.session.execute(sa.select(Person.id)).all()
    assert len(statements) == 3
