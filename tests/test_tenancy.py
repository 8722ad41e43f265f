"""The walls between spaces: every way around them that we know is tried, with the wall and without it.

An attack works in a session of the space `ours` and tries to get at `theirs`. It returns what it got;
TenancyError, a refusal of the database, or nothing at all mean that the wall held. Each hook of
app.tenancy is then taken away, alone, and the attacks that it is there for must get through: so these
tests can fail. On PostgreSQL row level security must stop them even so.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.exc import StaleDataError

from app import clock, tenancy
from app.access import Role
from app.accounts.models import Person
from app.calendar.models import Appointment
from app.districts.meetings.models import AgendaItem
from app.extensions import db
from app.spaces.models import District, Membership
from app.tenancy import HOOKS, Scope, ScopedSession, TenancyError, keep_to_scope

SECRET = "Geheimplan der anderen"
APPOINTMENT = Appointment.__table__


@dataclass(frozen=True)
class Two:
    """Two districts, each with an appointment of one agenda item and a member."""

    ours: int
    theirs: int
    our_appointment: int
    their_appointment: int
    their_item: int
    their_membership: int


def an_appointment(title: str) -> Appointment:
    start = clock.now() + timedelta(days=3)
    return Appointment(kind="assembly", title=title, starts_at=start, ends_at=start + timedelta(hours=2))


@contextmanager
def session_with(scope: Scope | None):
    with ScopedSession(db) as session:
        if scope is not None:
            session.open_scope(scope)
        yield session


def fill(space_id: int, title: str, person_id: int) -> tuple[int, int, int]:
    with session_with(Scope.of(space_id, write=True)) as session:
        appointment = an_appointment(title)
        session.add(appointment)
        session.flush()
        item = AgendaItem(appointment_id=appointment.id, position=10, title=title)
        membership = Membership(person_id=person_id, role=Role.MEMBER)
        session.add_all([item, membership])
        session.commit()
        return appointment.id, item.id, membership.id


@pytest.fixture
def two(app):
    with app.app_context():
        with session_with(None) as session:
            places = [District(slug=s, name=s, short_name=s) for s in ("ours", "theirs")]
            people = [Person(name=name) for name in ("Ole Beispiel", SECRET)]
            session.add_all([*places, *people])
            session.commit()
            ours, theirs = (place.id for place in places)
            ids = [person.id for person in people]
        our_appointment, *_ = fill(ours, "Unser Abend", ids[0])
        yield Two(ours, theirs, our_appointment, *fill(theirs, SECRET, ids[1]))


# --- attacks: reading


def select_entities(session, two):
    return [row.title for row in session.scalars(sa.select(Appointment)) if row.space_id == two.theirs]


def select_columns(session, two):
    return [row for row in session.execute(sa.select(Appointment.title)) if row.title == SECRET]


def count_rows(session, two):
    return session.scalar(sa.select(sa.func.count()).select_from(Appointment)) > 1


def get_by_key(session, two):
    return session.get(Appointment, two.their_appointment)


def ask_whether_it_exists(session, two):
    inner = sa.select(Appointment.id).where(Appointment.id == two.their_appointment)
    return session.scalar(sa.select(inner.exists()))


def look_through_an_alias(session, two):
    other = aliased(Appointment)
    return [row for row in session.scalars(sa.select(other)) if row.space_id == two.theirs]


def look_through_a_subquery(session, two):
    inner = sa.select(Appointment.title).where(Appointment.id == two.their_appointment).scalar_subquery()
    return session.execute(sa.select(inner)).scalar()


def look_through_a_cte(session, two):
    inner = sa.select(Appointment.title).cte()
    return [row for row in session.execute(sa.select(inner)) if row.title == SECRET]


def look_through_a_union(session, two):
    one = sa.select(Appointment.title)
    return [row for row in session.execute(sa.union(one, one)) if row.title == SECRET]


def join_from_a_global_table(session, two):
    statement = sa.select(Person.name).join(Membership, Membership.person_id == Person.id)
    return [row for row in session.execute(statement) if row.name == SECRET]


def select_the_bare_table(session, two):
    return [row for row in session.execute(sa.select(APPOINTMENT)) if row.title == SECRET]


def select_a_bare_column(session, two):
    return [row for row in session.execute(sa.select(APPOINTMENT.c.title)) if row.title == SECRET]


def select_a_table_by_name(session, two):
    title = sa.column("title")
    return [row for row in session.execute(sa.select(title).select_from(sa.table("appointment")))
            if row.title == SECRET]  # fmt: skip


def write_sql(session, two):
    return [row for row in session.execute(sa.text("SELECT title FROM appointment")) if row.title == SECRET]


def hide_sql_in_from_statement(session, two):
    statement = sa.select(Appointment).from_statement(sa.select(APPOINTMENT))
    return [row for row in session.scalars(statement) if row.space_id == two.theirs]


def hide_sql_in_a_column(session, two):
    statement = sa.select(sa.text("title")).select_from(sa.text("appointment"))
    return [row for row in session.execute(statement) if row.title == SECRET]


def use_the_bare_connection(session, two):
    return [row for row in session.connection().execute(sa.select(APPOINTMENT)) if row.title == SECRET]


def lazy_load_across(session, two):
    item = AgendaItem(space_id=two.ours, appointment_id=two.their_appointment, position=1, title="x")
    with session.no_autoflush:
        session.add(item)
        return item.appointment


def refresh_a_detached_row(session, two):
    with session_with(Scope(read=None)) as other:
        row = other.get(Appointment, two.their_appointment)
        other.expunge(row)
    session.add(row)
    session.refresh(row)
    return row.title


READS = [
    select_entities, select_columns, count_rows, get_by_key, ask_whether_it_exists, look_through_an_alias,
    look_through_a_subquery, look_through_a_cte, look_through_a_union, join_from_a_global_table,
    select_the_bare_table, select_a_bare_column, select_a_table_by_name, write_sql,
    hide_sql_in_from_statement, hide_sql_in_a_column, use_the_bare_connection, lazy_load_across,
    refresh_a_detached_row,
]  # fmt: skip


# --- attacks: writing


def add_a_row_there(session, two):
    row = an_appointment("Untergeschoben")
    row.space_id = two.theirs
    session.add(row)
    session.flush()
    return True


def move_a_row_there(session, two):
    session.get_one(Appointment, two.our_appointment).space_id = two.theirs
    session.flush()
    return True


def move_rows_by_statement(session, two):
    return session.execute(sa.update(Membership).values(space_id=two.theirs)).rowcount


def update_by_statement(session, two):
    statement = sa.update(Appointment).where(Appointment.id == two.their_appointment).values(title="x")
    return session.execute(statement).rowcount


def delete_by_statement(session, two):
    return session.execute(sa.delete(AgendaItem).where(AgendaItem.id == two.their_item)).rowcount


def update_the_bare_table(session, two):
    return session.execute(
        sa.update(APPOINTMENT).where(APPOINTMENT.c.id == two.their_appointment).values(title="x")
    ).rowcount


def update_by_key(session, two):
    session.execute(sa.update(Membership), [{"id": two.their_membership, "role": Role.SPEAKER}])
    return True


def insert_by_statement(session, two):
    values = {"space_id": two.theirs, "person_id": 1, "role": Role.SPEAKER, "since": clock.today()}
    session.execute(sa.insert(Membership), [values])
    return True


def insert_in_bulk(session, two):
    session.bulk_insert_mappings(Membership, [{"space_id": two.theirs, "person_id": 1, "role": "speaker"}])
    return True


def change_a_row_taken_from_elsewhere(session, two):
    with session_with(Scope(read=None)) as other:
        row = other.get(AgendaItem, two.their_item)
        other.expunge(row)
    session.add(row)
    row.title = "x"
    session.flush()
    return True


def delete_a_row_taken_from_elsewhere(session, two):
    with session_with(Scope(read=None)) as other:
        row = other.get(AgendaItem, two.their_item)
        other.expunge(row)
    session.add(row)
    session.delete(row)
    session.flush()
    return True


def hang_a_child_on_their_row(session, two):
    session.add(AgendaItem(appointment_id=two.their_appointment, position=1, title="x"))
    session.flush()
    return True


WRITES = [
    add_a_row_there, move_a_row_there, move_rows_by_statement, update_by_statement, delete_by_statement,
    update_the_bare_table, update_by_key, insert_by_statement, insert_in_bulk,
    change_a_row_taken_from_elsewhere, delete_a_row_taken_from_elsewhere, hang_a_child_on_their_row,
]  # fmt: skip


REFUSALS = (
    TenancyError,
    sa.exc.IntegrityError,
    sa.exc.ProgrammingError,  # row level security, on writing
    sa.exc.InvalidRequestError,  # there was no such row to refresh
    StaleDataError,  # there was no such row to change
    sa.exc.SAWarning,  # the same, on deleting
)


def got_through(attack, two, scope=None) -> bool:
    """Try the attack; say whether it got anything."""
    with session_with(scope or Scope.of(two.ours, write=True)) as session:
        try:
            return bool(attack(session, two))
        except REFUSALS:
            return False
        finally:
            session.rollback()


@pytest.mark.parametrize("attack", READS + WRITES, ids=lambda attack: attack.__name__)
def test_no_way_leads_into_another_space(two, attack):
    assert not got_through(attack, two)


@pytest.mark.parametrize("attack", [update_by_statement, delete_by_statement, add_a_row_there, move_a_row_there],
                         ids=lambda attack: attack.__name__)  # fmt: skip
def test_a_session_that_only_reads_writes_nothing(two, attack):
    assert not got_through(attack, two, Scope(read=None, write=frozenset()))


@pytest.mark.parametrize("attack", READS[:10], ids=lambda attack: attack.__name__)
def test_without_a_scope_nothing_of_a_space_is_read(two, attack):
    with session_with(None) as session, pytest.raises(TenancyError):
        attack(session, two)


def test_a_session_keeps_the_scope_it_was_given(two):
    with session_with(Scope.of(two.ours, write=False)) as session, pytest.raises(TenancyError):
        session.open_scope(Scope.of(two.theirs, write=False))


def test_the_own_space_is_all_there(two):
    with session_with(Scope.of(two.ours, write=True)) as session:
        rows = session.scalars(sa.select(AgendaItem).options(joinedload(AgendaItem.appointment))).all()
        assert [(row.title, row.appointment.title) for row in rows] == [("Unser Abend", "Unser Abend")]
        session.add(AgendaItem(appointment_id=two.our_appointment, position=2, title="Noch einer"))
        session.commit()
        assert session.scalar(sa.select(sa.func.count(AgendaItem.id))) == 2


def test_all_spaces_are_read_in_a_session_of_its_own_and_that_is_logged(two, caplog):
    caplog.set_level("INFO", "app.tenancy")
    with tenancy.all_spaces("overview of the board") as session:
        assert len(session.scalars(sa.select(Appointment)).all()) == 2
    assert "overview of the board" in caplog.text


# --- each wall taken away, alone: then these get through, so the tests above can fail

HOOK_IS_THERE_FOR = {
    "keep_to_scope": [
        select_columns, count_rows, ask_whether_it_exists, look_through_a_subquery, look_through_a_cte,
        look_through_a_union, join_from_a_global_table, select_the_bare_table, select_a_bare_column,
        select_a_table_by_name, write_sql, hide_sql_in_a_column, move_rows_by_statement,
        update_by_statement, delete_by_statement, update_the_bare_table, update_by_key, insert_by_statement,
    ],
    "stamp_and_check": [
        add_a_row_there, change_a_row_taken_from_elsewhere, delete_a_row_taken_from_elsewhere,
    ],
}  # fmt: skip


@contextmanager
def without(*hooks):
    """Take hooks of app.tenancy away."""
    gone = [one for one in HOOKS if one[2] in hooks]
    for target, name, hook, _options in gone:
        event.remove(target, name, hook)
    try:
        yield
    finally:
        for target, name, hook, options in gone:
            event.listen(target, name, hook, **options)


def hook(name: str):
    return getattr(tenancy, name)


CASES = [(name, attack) for name, attacks in HOOK_IS_THERE_FOR.items() for attack in attacks]


@pytest.mark.sqlite
@pytest.mark.parametrize(("name", "attack"), CASES, ids=lambda case: getattr(case, "__name__", case))
def test_without_the_hook_it_would_be_seen(two, name, attack):
    with without(hook(name)):
        assert got_through(attack, two)


@pytest.mark.sqlite
@pytest.mark.parametrize("attack", [select_entities, look_through_an_alias, get_by_key, hide_sql_in_from_statement],
                         ids=lambda attack: attack.__name__)  # fmt: skip
def test_what_slips_through_the_first_hook_is_caught_when_it_is_loaded(two, attack):
    with without(keep_to_scope):
        assert not got_through(attack, two)
    with without(keep_to_scope, tenancy.check_loaded):
        assert got_through(attack, two)


@pytest.mark.sqlite
def test_without_the_check_at_refresh_it_would_be_seen(two):
    with without(keep_to_scope, tenancy.check_loaded):
        assert got_through(refresh_a_detached_row, two)


@pytest.mark.postgresql
@pytest.mark.parametrize(("name", "attack"), CASES, ids=lambda case: getattr(case, "__name__", case))
def test_without_the_hooks_the_database_holds_alone(two, name, attack):
    with without(keep_to_scope, tenancy.stamp_and_check, tenancy.check_loaded):
        assert not got_through(attack, two)


@pytest.mark.postgresql
@pytest.mark.parametrize("attack", [select_columns, count_rows, write_sql, update_by_statement],
                         ids=lambda attack: attack.__name__)  # fmt: skip
def test_without_row_level_security_it_would_be_seen(two, attack):
    with db.engine.begin() as connection:
        for table in tenancy.owned_tables():
            connection.execute(sa.text(f"ALTER TABLE {table.name} DISABLE ROW LEVEL SECURITY"))
    with without(keep_to_scope, tenancy.stamp_and_check, tenancy.check_loaded):
        assert got_through(attack, two)


@pytest.mark.postgresql
def test_without_telling_the_database_it_shows_nothing_at_all(two):
    with without(tenancy.tell_new_transaction), session_with(Scope.of(two.ours, write=True)) as session:
        assert session.scalars(sa.select(Appointment)).all() == []


def test_without_the_composite_key_a_child_could_hang_on_a_foreign_row(two):
    assert not got_through(hang_a_child_on_their_row, two)
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            keys = sa.inspect(connection).get_foreign_keys("agenda_item")
            key = next(key["name"] for key in keys if key["referred_table"] == "appointment")
            connection.execute(sa.text(f'ALTER TABLE agenda_item DROP CONSTRAINT "{key}"'))
    else:
        event.listen(db.engine, "connect", lambda driver, _record: driver.execute("PRAGMA foreign_keys=OFF"))
        db.engine.dispose()
    assert got_through(hang_a_child_on_their_row, two)
