"""The one place that keeps spaces apart: the scope of a session and the hooks that hold it.

A session is given one `Scope` for its whole life. Everything that belongs to a space (`SpaceOwned`)
can be read and written only within it; what the hooks cannot see through (Core tables, text, bulk
inserts) is refused. On PostgreSQL the same scope is told to the database, whose row level security
comes on top.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self, cast
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import QueryContext, SessionTransaction, UOWTransaction

log = logging.getLogger(__name__)

OUTSIDE_SCOPE = "outside_scope"
"""Execution option: this statement is read without a scope, for the reason given. Every use stands
in a reviewed list in the tests."""


class TenancyError(RuntimeError):
    """Something of a space was touched without a scope or from outside it. Always a programming error."""


@dataclass(frozen=True)
class Scope:
    """Which spaces a session may read and write; None means every space."""

    read: frozenset[int] | None
    write: frozenset[int] | None = frozenset()

    @classmethod
    def of(cls, space_id: int, *, write: bool) -> Self:
        """Return the scope of one space."""
        one = frozenset({space_id})
        return cls(one, one if write else frozenset())

    def may_read(self, space_id: int) -> bool:
        """Say whether rows of this space may be read."""
        return self.read is None or space_id in self.read

    def may_write(self, space_id: int) -> bool:
        """Say whether rows of this space may be written."""
        return self.write is None or space_id in self.write

    @property
    def home(self) -> int | None:
        """The space that new rows belong to, if there is exactly one to write to."""
        return next(iter(self.write)) if self.write is not None and len(self.write) == 1 else None

    @property
    def reading_criteria(self) -> Any:
        """The loader option that narrows every select to the spaces that may be read."""
        return _criteria(self.read)

    @property
    def writing_criteria(self) -> Any:
        """The loader option that narrows updates and deletes to the spaces that may be written."""
        return _criteria(self.write)


# Kept: the option is part of every statement's cache key, and building it costs as much as a small query.
@lru_cache(maxsize=1024)
def _criteria(space_ids: frozenset[int] | None) -> Any:
    if space_ids is None:
        return None
    ids = sorted(space_ids)
    # Not handed on to lazy loads: those come through the hook themselves, also for objects that were
    # just flushed and never loaded with the option.
    return with_loader_criteria(
        SpaceOwned, lambda cls: cls.space_id.in_(ids), include_aliases=True, propagate_to_loaders=False
    )


class SpaceOwned:
    """A row that belongs to one space; the hooks below narrow, stamp and check it.

    Children of an owned row carry a composite foreign key `(space_id, parent_id)`.
    """

    @declared_attr
    def space_id(cls) -> Mapped[int]:
        """The space that the row belongs to."""
        return mapped_column(sa.ForeignKey("space.id"), nullable=False, sort_order=-9)


class ScopedSession(FlaskSession):
    """A session that keeps to one scope."""

    def open_scope(self, scope: Scope) -> None:
        """Give the session its scope. Raises TenancyError if it has another one already."""
        if self.info.setdefault("scope", scope) != scope:
            raise TenancyError("This session has a scope already; another one needs a session of its own.")
        if self.in_transaction():
            _tell_database(Session.connection(self), scope)

    @property
    def scope(self) -> Scope | None:
        """The scope, if one was opened."""
        return cast("Scope | None", self.info.get("scope"))

    def need_scope(self) -> Scope:
        """Return the scope. Raises TenancyError without one."""
        if self.scope is None:
            raise TenancyError("What belongs to a space was asked for without a scope.")
        return self.scope

    # What runs on the bare connection meets none of the hooks.
    def connection(self, *args: object, **kwargs: object) -> Connection:
        """Refuse."""
        raise TenancyError("A bare connection passes by the scope; execute on the session.")

    # These pass by the unit of work, so that nothing would check whose rows they write.
    def bulk_save_objects(self, *args: object, **kwargs: object) -> None:
        """Refuse."""
        raise TenancyError("Bulk methods pass by the scope; add the objects instead.")

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects


def current_session() -> ScopedSession:
    """Return the session of this request or job."""
    from app.extensions import db

    return cast("ScopedSession", db.session())


def owned_tables() -> frozenset[sa.Table]:
    """Return the tables whose rows belong to a space."""
    return frozenset(
        cast("sa.Table", mapper.local_table)
        for mapper in _all_mappers()
        if issubclass(mapper.class_, SpaceOwned)
    )


def _all_mappers() -> Iterable[sa.orm.Mapper[Any]]:
    from app.db import Base

    return Base.registry.mappers


_owned_names: frozenset[str] = frozenset()


@event.listens_for(sa.orm.Mapper, "after_configured")
def remember_owned_tables() -> None:
    """Keep the names of the owned tables at hand: they are asked for on every statement."""
    global _owned_names
    _owned_names = frozenset(table.name for table in owned_tables())


@dataclass(frozen=True)
class _Touched:
    """What a statement touches of the owned tables."""

    entity: bool
    bare_table: bool
    text: bool


# Statements that are built once are walked once. A derived statement is another object.
_seen: WeakKeyDictionary[sa.Executable, _Touched] = WeakKeyDictionary()


def _touched(statement: sa.Executable) -> _Touched:
    """Walk a statement and tell entities, which can be narrowed, from bare tables, which cannot."""
    # The mapper's own statements (get, lazy loads, any()) name columns without the mark of the entity,
    # next to others that have it: a table counts as bare when nothing in the statement has the mark.
    # An alias is a table of its own.
    marked: set[tuple[str, bool]] = set()
    mentioned: set[tuple[str, bool]] = set()
    text = False
    pending: list[Any] = [statement]
    while pending:
        element = pending.pop()
        if isinstance(element, sa.TextClause | sa.TextualSelect):
            text = True
            continue
        source: Any = element.table if isinstance(element, sa.ColumnClause) else element
        is_alias = isinstance(source, sa.Alias)
        table = source.element if is_alias else source
        if not isinstance(table, sa.TableClause):
            pending.extend(element.get_children())
        elif table.name in _owned_names:
            mentioned.add((table.name, is_alias))
            if "parententity" in element._annotations or "parententity" in source._annotations:
                marked.add((table.name, is_alias))
    return _Touched(bool(marked), mentioned > marked, text)


def keep_to_scope(state: ORMExecuteState) -> None:
    """Narrow a statement to the scope, and refuse what cannot be narrowed."""
    if OUTSIDE_SCOPE in state.execution_options:
        return
    statement = state.statement
    touched = _seen.get(statement)
    if touched is None:
        touched = _seen[statement] = _touched(statement)
    if touched.text or state.is_from_statement:
        raise TenancyError("Text passes by the scope; write the statement with the models.")
    if touched.bare_table and not state.is_orm_statement or touched.bare_table and state.is_select:
        raise TenancyError("A bare table passes by the scope; name the model instead.")
    if not (touched.entity or touched.bare_table):
        return
    scope = cast("ScopedSession", state.session).need_scope()
    if state.is_select:
        if scope.reading_criteria is not None and not state.is_column_load:
            state.statement = statement.options(scope.reading_criteria)
        return
    if state.is_insert or state.is_executemany:
        raise TenancyError("Bulk inserts and updates by key pass by the scope; add the objects instead.")
    if state.is_update and any(
        getattr(column, "key", column) == "space_id" for column in _assigned(statement)
    ):
        raise TenancyError("Nothing moves from one space to another.")
    if scope.write is not None and not scope.write:
        raise TenancyError("This session only reads.")
    if scope.writing_criteria is not None:
        state.statement = statement.options(scope.writing_criteria)


def _assigned(statement: Any) -> Iterable[Any]:
    ordered = getattr(statement, "_ordered_values", None) or ()
    return [*(statement._values or {}), *(column for column, _value in ordered)]


def stamp_and_check(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Give new rows their space; refuse rows of a space that the scope does not write."""
    for row in session.new:
        if isinstance(row, SpaceOwned):
            scope = cast("ScopedSession", session).need_scope()
            if sa.inspect(row).dict.get("space_id") is None:
                if scope.home is None:
                    raise TenancyError(f"{type(row).__name__} needs a space: this scope has not exactly one.")
                row.space_id = scope.home
            _check_write(scope, row)
    for row in session.dirty:
        if isinstance(row, SpaceOwned) and session.is_modified(row):
            if sa.inspect(row).attrs.space_id.history.has_changes():
                raise TenancyError("Nothing moves from one space to another.")
            _check_write(cast("ScopedSession", session).need_scope(), row)
    for row in session.deleted:
        if isinstance(row, SpaceOwned):
            _check_write(cast("ScopedSession", session).need_scope(), row)


def _check_write(scope: Scope, row: SpaceOwned) -> None:
    if not scope.may_write(row.space_id):
        raise TenancyError(f"{type(row).__name__} of space {row.space_id} is outside what may be written.")


def check_loaded(row: SpaceOwned, context: QueryContext | None, *_attributes: object) -> None:
    """Make sure that what was loaded may be read: the last line, should a statement slip through."""
    session = context.session if context is not None else sa.orm.object_session(row)  # none while merging
    if session is not None and not cast("ScopedSession", session).need_scope().may_read(row.space_id):
        raise TenancyError(f"{type(row).__name__} of space {row.space_id} was loaded from outside it.")


def tell_new_transaction(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    """Tell the database the scope at the begin of every transaction of the session."""
    scope = cast("ScopedSession", session).scope
    if scope is not None:
        _tell_database(connection, scope)


def _tell_database(connection: Connection, scope: Scope) -> None:
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(
        "SELECT set_config('app.read', %s, true), set_config('app.write', %s, true)",
        (_as_setting(scope.read), _as_setting(scope.write)),
    )


def tell_person(session: ScopedSession, person_id: int) -> None:
    """Tell PostgreSQL who is calling: people may see their own memberships before there is a scope."""
    if session.get_bind().dialect.name == "postgresql":
        connection = Session.connection(session)
        connection.exec_driver_sql("SELECT set_config('app.person', %s, true)", (str(person_id),))


def tell_token(session: ScopedSession, token: str) -> None:
    """Tell PostgreSQL which personal link was opened: its one row may be read before there is a scope.

    The token has to be text that the database takes: without NUL, without half of a character pair.
    """
    if session.get_bind().dialect.name == "postgresql":
        connection = Session.connection(session)
        connection.exec_driver_sql("SELECT set_config('app.token', %s, true)", (token,))


def _as_setting(space_ids: frozenset[int] | None) -> str:
    return "all" if space_ids is None else "{" + ",".join(str(i) for i in sorted(space_ids)) + "}"


# As data, so that the tests can take each hook away in turn and see the wall fall.
HOOKS: tuple[tuple[type, str, Any, dict[str, bool]], ...] = (
    (ScopedSession, "do_orm_execute", keep_to_scope, {}),
    (ScopedSession, "before_flush", stamp_and_check, {}),
    (ScopedSession, "after_begin", tell_new_transaction, {}),
    (SpaceOwned, "load", check_loaded, {"propagate": True}),
    (SpaceOwned, "refresh", check_loaded, {"propagate": True}),
)
for _target, _name, _hook, _options in HOOKS:
    event.listen(_target, _name, _hook, **_options)


@contextmanager
def all_spaces(reason: str) -> Iterator[ScopedSession]:
    """Open a session of its own that reads every space, for the board and for jobs. It is logged."""
    from app.extensions import db

    log.info("all spaces read: %s", reason)
    with ScopedSession(db, expire_on_commit=False) as session:
        session.open_scope(Scope(read=None))
        yield session


@contextmanager
def one_space(space_id: int) -> Iterator[ScopedSession]:
    """Open a session of its own that writes one space; it commits at the end."""
    from app.extensions import db

    with ScopedSession(db, expire_on_commit=False) as session:
        session.open_scope(Scope.of(space_id, write=True))
        yield session
        session.commit()
