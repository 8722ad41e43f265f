"""How migrations run: the same ones on SQLite and PostgreSQL, on the app's own engine."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import text

from app.extensions import db
from app.search.index import is_part_of_an_index


def include_name(name: str | None, kind: str, _parents: dict[str, str | None]) -> bool:
    """Leave out what stands in no model: the index of the search, which its migrations write by hand."""
    return not is_part_of_an_index(name, kind)


def run() -> None:
    """Migrate within one transaction where the database can."""
    if context.is_offline_mode():
        raise SystemExit("Migrationen brauchen die Datenbank: flask db upgrade ohne --sql.")
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # A table that is rebuilt is dropped in between; with keys enforced its children would go, too.
            # Only outside a transaction, so on the driver itself; the connection is not used again.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        else:
            # Row level security holds for the owner, too; a migration may touch every space.
            connection.execute(text("SET app.read = 'all'"))
            connection.execute(text("SET app.write = 'all'"))
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            # SQLite cannot alter a table; Alembic rebuilds it.
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            include_name=include_name,
        )
        with context.begin_transaction():
            context.run_migrations()
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite and (lost := connection.execute(text("PRAGMA foreign_key_check")).all()):
            raise SystemExit(f"Nach der Migration zeigen Zeilen ins Leere: {lost[:5]}")
        connection.commit()
        connection.invalidate()


run()
