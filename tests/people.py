"""A small Kreisverband and the people in it, for every test that needs somebody to be logged in.

`pytest_plugins = ["tests.people"]` in conftest.py makes these fixtures known everywhere:

- `world`: the small Kreisverband, with the clock stopped at `NOW` for the length of the test.
  `world.app` is the application on it (CSRF off, second factor required, errors answered as in production);
  `world.appointments["ktv"]["draft"]` and the like are ids; `world.dump()` is everything in the database,
  `world.restore()` the Kreisverband as it was.
- `client_of("speaker")`: a browser in which that person is logged in; a new one with every call.
- `as_nobody`, `as_member`, `as_councillor`, `as_speaker`, `as_foreign_member`, `as_foreign_speaker`, `as_board`,
  `as_office`: such browsers, ready made.

There are four spaces that are open and one that is closed: the county `kreis`, the districts `ktv` (the own one of
member, councillor and speaker) and `mitte` (the foreign one), the group `wahlaktiv`, and the closed district `alt`.
Each has four appointments, `announced` (with an agenda), `draft`, `cancelled` and `past`, and one member. `PEOPLE`
says who is who.

The database is filled once in a run; every test begins with what was in it then. No app context is open around
the calls of a client: what needs the database outside a request opens `with world.app.app_context():` and closes
it before.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from psycopg import sql

from app import audit, clock, create_app
from app.access import Role, SpaceKind
from app.accounts.models import AccountToken, LoginSession, MailWish, Person, RecoveryCode, TokenPurpose
from app.accounts.passwords import hash_password
from app.accounts.tokens import hashed
from app.calendar.feeds.models import CalendarFeed
from app.calendar.models import Appointment, AppointmentState
from app.db import Base
from app.districts.meetings.models import AgendaItem, ItemKind
from app.extensions import db
from app.lists.models import Broadcast, BroadcastState
from app.notices.models import UrgentNotice
from app.outbox import MailState, OutgoingMail
from app.spaces.models import Council, Mandate, Membership, Neighbourhood
from app.spaces.services import KINDS
from app.tenancy import one_space
from tests.cluster import SUPERUSER
from tests.conftest import Ground, dispose, testing_settings
from tests.world_of_councils import fill_councils
from tests.world_of_lists import fill_lists
from tests.world_of_meetings import fill_meetings

NOW = datetime(2025, 3, 5, 18, 0, tzinfo=UTC)
"""A Wednesday, seven in the evening in Rostock: the beginning of one of the throttle's quarters of an hour."""

PASSWORD = "moewe-fisch-warnow"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY_CODE = "abcde-fghjk"

SPACES = {
    "kreis": (SpaceKind.COUNTY, "Kreisverband Rostock", "Kreis"),
    "ktv": (SpaceKind.DISTRICT, "Kröpeliner-Tor-Vorstadt", "KTV"),
    "mitte": (SpaceKind.DISTRICT, "Stadtmitte", "Mitte"),
    "wahlaktiv": (SpaceKind.GROUP, "Wahlaktiv", "Wahlaktiv"),
    "alt": (SpaceKind.DISTRICT, "Altes Viertel", "Alt"),
}


@dataclass(frozen=True)
class Someone:
    """A person of the small Kreisverband."""

    name: str
    email: str | None
    space: str
    role: Role
    second_factor: bool = False
    logged_in: bool = True


PEOPLE = {
    "member": Someone("Marta Möwe", "member@demo.example", "ktv", Role.MEMBER),
    "councillor": Someone("Cem Kaya", "councillor@demo.example", "ktv", Role.COUNCILLOR),
    "speaker": Someone("Sabine Sommer", "speaker@demo.example", "ktv", Role.SPEAKER, second_factor=True),
    "foreign_member": Someone("Mira Fremd", "foreign.member@demo.example", "mitte", Role.MEMBER),
    "foreign_councillor": Someone("Carl Fremd", "foreign.councillor@demo.example", "mitte", Role.COUNCILLOR),
    "foreign_speaker": Someone(
        "Svea Fremd", "foreign.speaker@demo.example", "mitte", Role.SPEAKER, second_factor=True
    ),
    "group_member": Someone("Gesa Gruppe", "group.member@demo.example", "wahlaktiv", Role.MEMBER),
    "board": Someone("Bodo Brink", "board@demo.example", "kreis", Role.BOARD, second_factor=True),
    "office": Someone("Olga Ohm", "office@demo.example", "kreis", Role.OFFICE, second_factor=True),
    # Locked while logged in: the cookie of an open session is still in the browser.
    "disabled": Someone("Dörte Damm", "disabled@demo.example", "ktv", Role.SPEAKER, second_factor=True),
    # Speaker when the session began; the role ended yesterday, the cookie is still in the browser.
    "demoted": Someone("Detlef Dorn", "demoted@demo.example", "ktv", Role.SPEAKER, second_factor=True),
    # Has shown the password, but not the code.
    "pending": Someone("Paula Pohl", "pending@demo.example", "ktv", Role.SPEAKER, second_factor=True),
    # A speaker who has not set the second factor up yet.
    "unenrolled": Someone("Udo Unruh", "unenrolled@demo.example", "ktv", Role.SPEAKER),
    # Have never logged in: the invitation is open; no address at all; member of what is closed.
    "invited": Someone("Inga Immer", "invited@demo.example", "ktv", Role.MEMBER, logged_in=False),
    "by_letter": Someone("Lotte Brief", None, "ktv", Role.MEMBER, logged_in=False),
    "of_old": Someone("Alma Alt", None, "alt", Role.MEMBER, logged_in=False),
}
MEMBERS = {
    "ktv": "member",
    "mitte": "foreign_member",
    "kreis": "board",
    "wahlaktiv": "group_member",
    "alt": "of_old",
}
"""Who stands for a space's members: is invited, took on the task."""
FEED = "feed-of-marta"
"""What the address of the calendar holds to which `member` has subscribed."""
INVITATION, RESET = "invitation-of-inga", "reset-of-mira"
"""The secrets of two mailed links that are open: of `invited` and of `foreign_member`."""


@dataclass
class Ids:
    """The keys of what is in the small Kreisverband."""

    spaces: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    memberships: dict[str, int] = field(default_factory=dict)
    logins: dict[str, int] = field(default_factory=dict)
    """The running login of each person; `second` is another one of `member`, on a second device."""
    councils: dict[str, int] = field(default_factory=dict)
    appointments: dict[str, dict[str, int]] = field(default_factory=dict)
    """By slug and state; `bare` is a draft without an agenda."""
    items: dict[str, list[int]] = field(default_factory=dict)
    """The agenda of each space's announced appointment, in its order."""
    feeds: dict[str, int] = field(default_factory=dict)
    """By person."""
    mails: dict[str, int] = field(default_factory=dict)
    """By state."""
    meetings: dict[str, dict[str, int]] = field(default_factory=dict)
    """By slug and the name that addresses use (`tests/world_of_meetings.py`)."""


@dataclass
class World(Ids):
    """The small Kreisverband in a database of this test's own."""

    app: Flask = field(default=None, repr=False)  # type: ignore[assignment]  # always given
    _refill: Callable[[], None] = field(default=lambda: None, repr=False)

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, also of other spaces."""
        with self.app.app_context(), db.engine.connect() as connection:
            see_everything(connection)
            return {
                table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
                for table in Base.metadata.sorted_tables
            }

    def restore(self) -> None:
        """Put everything back as it was at the beginning."""
        self._refill()

    def leave_the_worker_nothing(self) -> None:
        """Take away what a worker that really runs would find to mail by itself; mails in the outbox stay."""
        with self.app.app_context():
            db.session.execute(sa.update(Person).values(mail_wish=MailWish.NONE))
            db.session.commit()
            for space_id in self.spaces.values():
                with one_space(space_id) as session:
                    session.execute(sa.update(Broadcast).values(state=BroadcastState.DRAFT, send_at=None))
                    session.execute(sa.delete(UrgentNotice))

    def client_of(self, name: str) -> FlaskClient:
        """A browser in which this person is logged in; `anonymous` is nobody."""
        client = self.app.test_client()
        if name != "anonymous":
            with client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = login_secret(name), True
        return client

    def person(self, name: str) -> Person:
        """A person as they are stored now, apart from any session."""
        with self.app.app_context():
            return db.session.get_one(Person, self.people[name])

    def change(self, who: str, /, **values: object) -> None:
        """Set attributes of a person directly."""
        with self.app.app_context():
            someone = db.session.get_one(Person, self.people[who])
            for attribute, value in values.items():
                setattr(someone, attribute, value)
            db.session.commit()


def see_everything(connection: sa.Connection) -> None:
    """Let a bare connection read every space on PostgreSQL; SQLite has no walls of its own."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT set_config('app.read', 'all', true)")


def login_secret(name: str) -> str:
    """What the cookie of this person's login holds."""
    return f"login-of-{name}"


# --- filling


def fill(app: Flask) -> Ids:
    """Fill an empty database; return the keys."""
    ids = Ids()
    with clock.frozen(NOW), app.app_context():
        _fill_shared(ids)
        for slug in SPACES:
            _fill_space(ids, slug)
    return ids


def _fill_shared(ids: Ids) -> None:
    spaces = {
        slug: KINDS[kind](
            kind=kind, slug=slug, name=name, short_name=short, contact=f"Telefon von {slug}",
            description=f"Wer wir in {slug} sind", default_place=f"Haus von {slug}",
            closed_on=date(2024, 12, 31) if slug == "alt" else None,
        )
        for slug, (kind, name, short) in SPACES.items()
    }  # fmt: skip
    password_hash = hash_password(PASSWORD)
    people = {
        key: Person(
            name=one.name,
            email=one.email,
            phone="0381 " + key,
            password_hash=password_hash if one.logged_in else None,
            totp_secret=TOTP_SECRET if one.second_factor else None,
            totp_confirmed_at=NOW - timedelta(days=90) if one.second_factor else None,
            disabled_at=NOW - timedelta(hours=1) if key == "disabled" else None,
            recovery_codes=[RecoveryCode(code_hash=hashed(RECOVERY_CODE.replace("-", "")))]
            if one.second_factor
            else [],
        )
        for key, one in PEOPLE.items()
    }
    logins = {
        key: LoginSession(
            person=people[key],
            token_hash=hashed(login_secret(key)),
            expires_at=NOW + timedelta(days=30),
            device="Firefox, Android",
            second_factor_at=NOW if one.second_factor and key != "pending" else None,
        )
        for key, one in PEOPLE.items()
        if one.logged_in
    }
    logins["second"] = LoginSession(
        person=people["member"],
        token_hash=hashed(login_secret("second")),
        expires_at=NOW + timedelta(days=30),
    )
    councils = {
        slug: Council(
            number=number, name=f"Ortsbeirat {slug}", short_name=slug.title(), seats=11,
            valid_from=date(2019, 6, 1), district=spaces[slug],
        )
        for slug, number in (("ktv", 11), ("mitte", 14))
    }  # fmt: skip
    councils["free"] = Council(number=19, name="Ortsbeirat ohne", short_name="Ohne", seats=9,
                               valid_from=date(2019, 6, 1))  # fmt: skip
    mails = {
        state.value: OutgoingMail(
            kind="welcome", person_id=None, address="member@demo.example", subject=f"Eine Mail, {state.value}",
            text="Guten Tag\n", html="<p>Guten Tag</p>", message_id=f"<{state.value}@demo.example>",
            state=state, claimed_at=NOW if state is MailState.SENDING else None,
        )
        for state in MailState
    }  # fmt: skip
    db.session.add_all([*spaces.values(), *people.values(), *logins.values(), *councils.values()])
    db.session.add_all(mails.values())
    db.session.flush()
    db.session.add_all(
        AccountToken(person_id=people[key].id, purpose=purpose, token_hash=hashed(secret),
                     expires_at=NOW + timedelta(minutes=10))
        for key, purpose, secret in (("invited", TokenPurpose.INVITATION, INVITATION),
                                     ("foreign_member", TokenPurpose.RESET, RESET))
    )  # fmt: skip
    feed = CalendarFeed(
        person_id=people["member"].id,
        name="Martas Kalender",
        token_hash=hashed(FEED),
        last_used_on=NOW.date(),
    )
    db.session.add(feed)
    pair = sorted((councils["ktv"].id, councils["mitte"].id))
    db.session.add(Neighbourhood(first_id=pair[0], second_id=pair[1], border_m=1200))
    audit.record("space.created", spaces["mitte"], people["office"])
    db.session.commit()
    ids.spaces = {slug: space.id for slug, space in spaces.items()}
    ids.people = {key: person.id for key, person in people.items()}
    ids.logins = {key: login.id for key, login in logins.items()}
    ids.councils = {key: council.id for key, council in councils.items()}
    ids.mails = {key: mail.id for key, mail in mails.items()}
    ids.feeds = {"member": feed.id}


def _fill_space(ids: Ids, slug: str) -> None:
    with one_space(ids.spaces[slug]) as session:
        memberships = {
            key: Membership(
                person_id=ids.people[key],
                role=one.role,
                since=date(2024, 1, 1),
                until=date(2025, 3, 4) if key == "demoted" else None,
            )
            for key, one in PEOPLE.items()
            if one.space == slug
        }
        session.add_all(memberships.values())
        if slug in ids.councils:
            councillor = "councillor" if slug == "ktv" else "foreign_councillor"
            session.add(Mandate(council_id=ids.councils[slug], person_id=ids.people[councillor],
                                since=date(2024, 9, 1)))  # fmt: skip
        appointments = {
            key: _appointment(slug, key) for key in ("announced", "draft", "cancelled", "past", "bare")
        }
        session.add_all(appointments.values())
        session.flush()
        items = [
            AgendaItem(appointment_id=appointments[key].id, position=10 * number, title=f"Punkt {number} in {slug}",
                       kind=ItemKind.DISCUSSION, minutes=20, note=f"Notiz {number} in {slug}")
            for key in ("announced", "draft", "cancelled", "past")
            for number in (1, 2, 3)
        ]  # fmt: skip
        session.add_all(items)
        session.flush()
        ids.meetings[slug] = fill_meetings(
            session,
            slug,
            appointments=appointments,
            past_items=[one.id for one in items if one.appointment_id == appointments["past"].id],
            member_id=ids.people[MEMBERS[slug]],
            now=NOW,
        )
        ids.meetings[slug] |= fill_councils(
            session,
            slug,
            council_id=ids.councils.get(slug, ids.councils["free"]),
            author_id=ids.people["foreign_councillor" if slug == "mitte" else "councillor"],
            member_id=ids.people[MEMBERS[slug]],
            now=NOW,
        )
        ids.meetings[slug] |= fill_lists(session, slug, by_id=ids.people[MEMBERS[slug]], now=NOW)
        ids.memberships |= {key: one.id for key, one in memberships.items()}
        ids.appointments[slug] = {key: one.id for key, one in appointments.items()}
        ids.items[slug] = [one.id for one in items if one.appointment_id == appointments["announced"].id]


def _appointment(slug: str, key: str) -> Appointment:
    starts = NOW + timedelta(days=-30 if key == "past" else 20, hours=1)
    state = {"draft": AppointmentState.DRAFT, "bare": AppointmentState.DRAFT,
             "cancelled": AppointmentState.CANCELLED}.get(key, AppointmentState.ANNOUNCED)  # fmt: skip
    kind = "county_assembly" if slug == "kreis" else "assembly"
    return Appointment(
        kind=kind,
        title=f"Treffen {key} in {slug}",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place=f"Haus von {slug}",
        description=f"Worum es in {slug} geht",
        state=state,
        announced_at=None if state is AppointmentState.DRAFT else NOW - timedelta(days=40),
        cancelled_at=NOW - timedelta(days=1) if state is AppointmentState.CANCELLED else None,
        cancel_reason="Wasserrohrbruch" if state is AppointmentState.CANCELLED else "",
    )


# --- fixtures

FILLED = "world"


class Copies:
    """Copies of a database that was filled once in this run, by whichever process came first."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.keys = ground.folder / f"{FILLED}.json"
        with (ground.folder / f"{FILLED}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.keys.exists():
                self._fill()
        self.ids = json.loads(self.keys.read_text())

    def _file(self, name: str) -> Path:
        return self.ground.folder / f"{name}.sqlite"

    def url(self, name: str) -> str:
        cluster = self.ground.cluster
        return cluster.url(name) if cluster else f"sqlite:///{self._file(name)}"

    def _fill(self) -> None:
        if self.ground.cluster:
            self.ground.cluster.drop(FILLED)  # what another process could not finish
            self.ground.cluster.create(FILLED, template="migrated")
        else:
            shutil.copyfile(self._file("migrated"), self._file(FILLED))
        app = create_app(testing_settings(self.url(FILLED), self.ground.folder / "instance"))
        ids = fill(app)
        dispose(app)
        self.keys.write_text(json.dumps(asdict(ids)))

    def all(self) -> Iterator[Copy]:
        """Yield the one copy of this process, which every test puts in order for itself."""
        name = f"world_{os.getpid()}"
        if self.ground.cluster:
            self.ground.cluster.create(name, template=FILLED)
            copy = PostgresCopy(self, name)
            yield copy
            copy.connection.close()
            self.ground.cluster.drop(name)
        else:
            yield SqliteCopy(self, name)


class Copy:
    """A database with the small Kreisverband in it, and how to put it in order again."""

    def __init__(self, copies: Copies, name: str) -> None:
        self.copies, self.name, self.url, self.ids = copies, name, copies.url(name), copies.ids

    def put_in_order(self) -> None:
        """Make it as it was at the beginning; nothing may be connected to it."""
        raise NotImplementedError

    def let_go(self, app: Flask) -> None:
        """Close what the application still holds open."""
        dispose(app)


class SqliteCopy(Copy):
    """A file."""

    def put_in_order(self) -> None:
        for leftover in self.copies.ground.folder.glob(f"{self.name}.sqlite*"):
            leftover.unlink()
        shutil.copyfile(self.copies._file(FILLED), self.copies._file(self.name))


class PostgresCopy(Copy):
    """A database. To fill a changed table again is ten times as fast as to make the database anew."""

    def __init__(self, copies: Copies, name: str) -> None:
        super().__init__(copies, name)
        self.connection = self._connect()
        names = [table.name for table in Base.metadata.sorted_tables]
        # Whatever was written raises the newest transaction that a table's rows come from, or changes their number.
        self.signs_of_all = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {}, count(*), max(xmin::text::bigint) FROM {}").format(
                sql.Literal(name), sql.Identifier(name)
            )
            for name in names
        )
        self.content = {name: self._read(name) for name in names}
        self.signs = self._signs()
        self.sequences = self._sequences()

    def _connect(self) -> psycopg.Connection[Any]:
        cluster = self.copies.ground.cluster
        assert cluster
        # As superuser: row level security and triggers do not apply. It stays open: a new one knows no table yet.
        return psycopg.connect(host=str(cluster.folder), user=SUPERUSER, dbname=self.name, autocommit=True)

    def _read(self, table: str) -> bytes:
        with self.connection.cursor().copy(
            sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
        ) as rows:
            return b"".join(bytes(row) for row in rows)

    def _signs(self) -> dict[str, tuple[int, int | None]]:
        rows = self.connection.execute(self.signs_of_all).fetchall()
        return {name: (number, newest) for name, number, newest in rows}

    def _sequences(self) -> dict[str, int | None]:
        rows = self.connection.execute("SELECT sequencename, last_value FROM pg_sequences").fetchall()
        return dict(rows)

    def let_go(self, app: Flask) -> None:
        with app.app_context():
            db.session.remove()  # its connections may stay: new ones would know no table yet

    def put_in_order(self) -> None:
        try:
            signs = self._signs()
        except psycopg.OperationalError:  # a test ended all connections
            self.connection.close()
            self.connection = self._connect()
            signs = self._signs()
        changed = [name for name, sign in signs.items() if sign != self.signs[name]]
        with self.connection.transaction():
            self.connection.execute("SET LOCAL session_replication_role = replica")
            for table in changed:
                name = sql.Identifier(table)
                self.connection.execute(sql.SQL("DELETE FROM {}").format(name))
                with self.connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(name)) as rows:
                    rows.write(self.content[table])
            for sequence, last in self.sequences.items():
                self.connection.execute("SELECT setval(%s, %s, %s)", [sequence, last or 1, last is not None])
        if changed:
            self.signs = self._signs()


@pytest.fixture(scope="session")
def copy_of_the_world(_template: Ground) -> Iterator[Copy]:
    """The database of `world`."""
    yield from Copies(_template).all()


@pytest.fixture
def more_settings() -> dict[str, object]:
    """Settings for the application of `world`, on top of the usual ones; a module or a test may override it."""
    return {}


MOST_APPS = 4


class Apps:
    """The applications of this process on the small Kreisverband, one for each set of settings.

    To build one takes longer than most tests, and with it the statements that are compiled and the templates
    that are loaded would be gone each time.
    """

    def __init__(self, copy: Copy, instance: Path) -> None:
        self.copy, self.instance = copy, instance
        self.built: dict[str, Flask] = {}

    def with_settings(self, more: dict[str, object]) -> Flask:
        """Return the application with these settings on top of the usual ones."""
        key = repr(sorted(more.items()))
        if key not in self.built:
            if (
                len(self.built) >= MOST_APPS
            ):  # most tests share the first; a mail server has a port of its own
                dispose(self.built.pop(list(self.built)[-1]))
            settings = {
                **testing_settings(self.copy.url, self.instance),
                "WTF_CSRF_ENABLED": False,
                "REQUIRE_SECOND_FACTOR": True,
                # What a person would see: the page of a fault, instead of the fault.
                "PROPAGATE_EXCEPTIONS": False,
            }
            app = self.built[key] = create_app(settings | more)
            # The templates that another process of this run has compiled already.
            app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(self.copy.copies.ground.folder))
        return self.built[key]

    @contextmanager
    def lent(self, more: dict[str, object]) -> Iterator[Flask]:
        """Yield such an application with an empty instance folder; what a test changes of it is put back."""
        shutil.rmtree(self.instance, ignore_errors=True)
        self.instance.mkdir(parents=True)
        app = self.with_settings(more)
        changeable = (app.config, app.view_functions, app.extensions, app.jinja_env.globals)
        before = [dict(one) for one in changeable]
        mail = vars(app.extensions["mail"]).copy()
        yield app
        self.copy.let_go(app)
        for one, kept in zip(changeable, before, strict=True):
            one.clear()
            one.update(kept)
        vars(app.extensions["mail"]).update(mail)


@pytest.fixture(scope="session")
def apps(copy_of_the_world: Copy, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apps]:
    """The applications that `world` lends out."""
    apps = Apps(copy_of_the_world, tmp_path_factory.mktemp("world") / "instance")
    yield apps
    for app in apps.built.values():
        dispose(app)


@pytest.fixture
def world(copy_of_the_world: Copy, apps: Apps, more_settings: dict[str, object]) -> Iterator[World]:
    """The small Kreisverband as it was at the beginning, on a Wednesday evening."""
    copy = copy_of_the_world
    copy.put_in_order()
    with apps.lent(more_settings) as app, clock.frozen(NOW):

        def refill() -> None:
            copy.let_go(app)
            copy.put_in_order()

        yield World(**copy.ids, app=app, _refill=refill)


@pytest.fixture
def client_of(world: World) -> Callable[[str], FlaskClient]:
    """A browser of somebody by their name in PEOPLE; `anonymous` is nobody."""
    return world.client_of


@pytest.fixture
def as_nobody(world: World) -> FlaskClient:
    """A browser without a login."""
    return world.client_of("anonymous")


@pytest.fixture
def as_member(world: World) -> FlaskClient:
    """The browser of a member of ktv."""
    return world.client_of("member")


@pytest.fixture
def as_councillor(world: World) -> FlaskClient:
    """The browser of a councillor of ktv."""
    return world.client_of("councillor")


@pytest.fixture
def as_speaker(world: World) -> FlaskClient:
    """The browser of the speaker of ktv."""
    return world.client_of("speaker")


@pytest.fixture
def as_foreign_member(world: World) -> FlaskClient:
    """The browser of a member of mitte."""
    return world.client_of("foreign_member")


@pytest.fixture
def as_foreign_speaker(world: World) -> FlaskClient:
    """The browser of the speaker of mitte."""
    return world.client_of("foreign_speaker")


@pytest.fixture
def as_board(world: World) -> FlaskClient:
    """The browser of somebody on the Kreisvorstand."""
    return world.client_of("board")


@pytest.fixture
def as_office(world: World) -> FlaskClient:
    """The browser of the Kreisgeschäftsstelle."""
    return world.client_of("office")
