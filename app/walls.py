"""The walls inside the database, for migrations: row level security and append-only tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations


def _within(setting: str) -> str:
    # CASE, because OR may evaluate the cast of "all" as well. After a commit the setting is the empty string.
    return (
        f"CASE current_setting('{setting}', true) WHEN 'all' THEN true "
        f"ELSE space_id = ANY (coalesce(nullif(current_setting('{setting}', true), ''), '{{}}')::int[]) END"
    )


def row_level_security(table: str, *, or_readable: str = "false") -> list[str]:
    """Return the statements that let PostgreSQL itself keep a table's rows to the session's scope.

    `or_readable` is a further SQL condition under which a row may be read.
    """
    read, write = _within("app.read"), _within("app.write")
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",  # for the owner, too
        f"CREATE POLICY scope_read ON {table} FOR SELECT USING ({read} OR {or_readable})",
        f"CREATE POLICY scope_insert ON {table} FOR INSERT WITH CHECK ({write})",
        f"CREATE POLICY scope_update ON {table} FOR UPDATE USING ({write}) WITH CHECK ({write})",
        f"CREATE POLICY scope_delete ON {table} FOR DELETE USING ({write})",
    ]


OWN_MEMBERSHIPS = "person_id = nullif(current_setting('app.person', true), '')::int"


def append_only(table: str, dialect: str, *, kept_days: int) -> list[str]:
    """Return the statements that refuse changes to a table, and deletions before the rows are old enough."""
    if dialect == "postgresql":
        return [
            f"CREATE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' AND OLD.at < now() - interval '{kept_days} days' THEN RETURN OLD; END IF; "
            f"RAISE EXCEPTION '{table} is append-only'; END $$",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION refuse_{table}()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_{table}()",
        ]
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"WHEN OLD.at >= datetime('now', '-{kept_days} days') "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ]


def execute_all(op: Operations, statements: Iterable[str]) -> None:
    """Run the statements in a migration."""
    for statement in statements:
        op.execute(statement)
