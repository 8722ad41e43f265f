"""Search, and what was looked for last on a device."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.search import index
from app.walls import execute_all

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SEARCHED = {
    "appointment": {"title": "title", "text": "description"},
    "agenda_item": {"title": "title", "text": "note"},
    "decision": {"title": "wording"},
    "task": {"title": "title"},
    "minutes_entry": {"text": "text"},
    "minutes_correction": {"text": "text"},
}


def upgrade() -> None:
    """Change the schema."""
    dialect = op.get_bind().dialect.name
    for table, columns in SEARCHED.items():
        execute_all(op, index.create(table, dialect, **columns))
    op.add_column(
        "login_session", sa.Column("searched", sa.String(length=200), server_default="", nullable=False)
    )


def downgrade() -> None:
    """Change it back. Nothing is lost but the index."""
    dialect = op.get_bind().dialect.name
    op.drop_column("login_session", "searched")
    for table in SEARCHED:
        execute_all(op, index.drop(table, dialect))
