"""What every table shares: base class, names of constraints, moments in UTC, and how SQLite is opened."""

from __future__ import annotations

import enum
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app import clock

if TYPE_CHECKING:
    from sqlite3 import Connection as SQLiteConnection

    from sqlalchemy.engine import Connection, Dialect, Engine

LOCK_WAIT_MS = 10_000
"""How long a request waits for another one that writes; well under the web worker's time-out."""

MAX_ID = 2**31 - 1
"""The largest key that both databases take as an integer."""

_reading: ContextVar[bool] = ContextVar("reading", default=False)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment. Refuses naive values going in; comes out aware, in UTC, on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the database stores."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored moment, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _stored_values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """The base of every model."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # read by SQLAlchemy as a class attribute
        datetime: UtcDateTime(),
        date: sa.Date(),
        time: sa.Time(),
        list[str]: sa.JSON(),
        dict[str, Any]: sa.JSON(),
        # The values are stored, not the names, so that a rename in Python moves no data; no native
        # enum, so that both databases are migrated the same way.
        enum.Enum: sa.Enum(
            enum.Enum, native_enum=False, length=32, create_constraint=True, values_callable=_stored_values
        ),
    }


class Identified:
    """A row with a key of its own."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)


class Dated:
    """A row that knows when it was made."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=10)


def set_reading(value: bool) -> None:
    """Say whether this request reads only (the context of a request is its own)."""
    _reading.set(value)


class WallsAreOff(RuntimeError):
    """The database lets this role pass by row level security."""


def open_engine_hooks(engine: Engine, *, strict: bool) -> None:
    """Set up the connections of an engine; `strict` refuses a PostgreSQL role that no wall would stop."""
    if engine.dialect.name == "sqlite":
        _open_sqlite(engine)
    elif strict:
        sa.event.listen(engine, "first_connect", _check_role)


def _check_role(connection: Any, _record: object) -> None:
    question = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    if connection.execute(question).fetchone()[0]:
        raise WallsAreOff(
            "DATABASE_URL names a superuser or a role with BYPASSRLS: row level security would do nothing."
        )
    connection.rollback()


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def _open_sqlite(engine: Engine) -> None:

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: SQLiteConnection, _record: object) -> None:
        # The driver's own begin comes too late and is deferred: with it two requests that read first
        # and write then lose updates or meet "locked". We begin ourselves, below.
        connection.isolation_level = None
        # SQLite's own knows the case of ASCII only; people look for Özlem, too.
        connection.create_function("lower", 1, _lower, deterministic=True)
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # a replaced row counts as deleted: the audit log refuses it
            f"busy_timeout={LOCK_WAIT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
