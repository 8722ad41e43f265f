"""The year calendar, feeds, taken in calendars, urgent notices, mailing lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.db
from app.search import index
from app.walls import execute_all, row_level_security

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


OWNED = (
    "calendar_import",
    "commemoration_plan",
    "mailing_list",
    "urgent_notice",
    "broadcast",
    "urgent_notice_answer",
    "urgent_notice_audience",
    "urgent_notice_read",
)
LINK = "nullif(current_setting('app.token', true), '')"
BY_LINK = f"token = {LINK} OR confirm_hash = {LINK}"
"""A link of a mail opens its one row before anybody knows of which space it is."""
OF_APPOINTMENTS = ("imported_uid", "is_public", "changed_at", "ics")


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "mail_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("list_name", sa.String(length=120), nullable=False),
        sa.Column("list_key", sa.String(length=60), nullable=False),
        sa.Column("reply_to", sa.String(length=254), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("finished_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sender_id"], ["person.id"], name=op.f("fk_mail_batch_sender_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_batch")),
    )
    op.create_table(
        "school_holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.CheckConstraint("last >= first", name=op.f("ck_school_holiday_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_holiday")),
        sa.UniqueConstraint("first", name=op.f("uq_school_holiday_first")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("space_slugs", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("with_special_days", sa.Boolean(), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (space_id IS NULL)", name=op.f("ck_calendar_feed_of_a_person_or_a_space")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_calendar_feed_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_feed_space_id"), ["space_id"], unique=False)

    op.create_table(
        "calendar_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_calendar_import_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_calendar_import_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_import")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_calendar_import_space_id_id")),
    )
    with op.batch_alter_table("calendar_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_import_by_id"), ["by_id"], unique=False)

    op.create_table(
        "commemoration_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("wreath", sa.String(length=200), nullable=False),
        sa.Column("speaker", sa.String(length=200), nullable=False),
        sa.Column("on_duty_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["on_duty_id"], ["person.id"], name=op.f("fk_commemoration_plan_on_duty_id")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_commemoration_plan_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commemoration_plan")),
        sa.UniqueConstraint("space_id", "day", name=op.f("uq_commemoration_plan_space_id_day")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_commemoration_plan_space_id_id")),
    )
    with op.batch_alter_table("commemoration_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commemoration_plan_on_duty_id"), ["on_duty_id"], unique=False)

    op.create_table(
        "mailing_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("about", sa.String(length=500), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_mailing_list_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing_list")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_mailing_list_space_id_id")),
        sa.UniqueConstraint("space_id", name=op.f("uq_mailing_list_space_id")),
    )
    op.create_table(
        "urgent_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("shown_until", sa.Date(), nullable=False),
        sa.Column("closed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("changed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("removed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("mailed_up_to", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_urgent_notice_by_id")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_urgent_notice_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_notice")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_urgent_notice_space_id_id")),
    )
    with op.batch_alter_table("urgent_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_urgent_notice_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            "ix_urgent_notice_space_id_shown_until", ["space_id", "shown_until"], unique=False
        )

    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "sending",
                "done",
                "stopped",
                name="broadcaststate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("send_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("started_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("queued_up_to", sa.String(length=254), nullable=False),
        sa.Column("all_queued_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'scheduled' OR send_at IS NOT NULL", name=op.f("ck_broadcast_scheduled_has_a_time")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["mail_batch.id"], name=op.f("fk_broadcast_batch_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_broadcast_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "list_id"],
            ["mailing_list.space_id", "mailing_list.id"],
            name=op.f("fk_broadcast_space_id_list_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_broadcast_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_broadcast_batch_id")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_broadcast_space_id_id")),
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcast_by_id"), ["by_id"], unique=False)
        batch_op.create_index("ix_broadcast_space_id_list_id", ["space_id", "list_id"], unique=False)
        batch_op.create_index("ix_broadcast_state", ["state"], unique=False)

    op.create_table(
        "subscriber",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "active",
                "left",
                name="subscriberstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("confirm_hash", sa.String(length=64), nullable=True),
        sa.Column("confirm_until", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("consent", sa.String(length=20), nullable=False),
        sa.Column("left_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("refused_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(length=300), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (email = '')", name=op.f("ck_subscriber_member_or_address")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_subscriber_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "list_id"],
            ["mailing_list.space_id", "mailing_list.id"],
            name=op.f("fk_subscriber_space_id_list_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_subscriber_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("confirm_hash", name=op.f("uq_subscriber_confirm_hash")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_subscriber_space_id_id")),
        sa.UniqueConstraint(
            "space_id", "list_id", "person_id", name=op.f("uq_subscriber_space_id_list_id_person_id")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_subscriber_token")),
    )
    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.create_index(
            "ix_subscriber_once",
            ["list_id", "email"],
            unique=True,
            sqlite_where=sa.text("email <> ''"),
            postgresql_where=sa.text("email <> ''"),
        )
        batch_op.create_index(batch_op.f("ix_subscriber_person_id"), ["person_id"], unique=False)

    op.create_table(
        "urgent_notice_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("removed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_urgent_notice_answer_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "notice_id"],
            ["urgent_notice.space_id", "urgent_notice.id"],
            name=op.f("fk_urgent_notice_answer_space_id_notice_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_urgent_notice_answer_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_notice_answer")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_urgent_notice_answer_space_id_id")),
    )
    with op.batch_alter_table("urgent_notice_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_urgent_notice_answer_by_id"), ["by_id"], unique=False)
        batch_op.create_index(
            "ix_urgent_notice_answer_space_id_notice_id", ["space_id", "notice_id"], unique=False
        )

    op.create_table(
        "urgent_notice_audience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id", "notice_id"],
            ["urgent_notice.space_id", "urgent_notice.id"],
            name=op.f("fk_urgent_notice_audience_space_id_notice_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_urgent_notice_audience_space_id")),
        sa.ForeignKeyConstraint(
            ["target_id"], ["space.id"], name=op.f("fk_urgent_notice_audience_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_notice_audience")),
        sa.UniqueConstraint(
            "space_id",
            "notice_id",
            "target_id",
            name=op.f("uq_urgent_notice_audience_space_id_notice_id_target_id"),
        ),
    )
    with op.batch_alter_table("urgent_notice_audience", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_urgent_notice_audience_target_id"), ["target_id"], unique=False)

    op.create_table(
        "urgent_notice_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_urgent_notice_read_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "notice_id"],
            ["urgent_notice.space_id", "urgent_notice.id"],
            name=op.f("fk_urgent_notice_read_space_id_notice_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_urgent_notice_read_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urgent_notice_read")),
        sa.UniqueConstraint(
            "space_id",
            "notice_id",
            "person_id",
            name=op.f("uq_urgent_notice_read_space_id_notice_id_person_id"),
        ),
    )
    with op.batch_alter_table("urgent_notice_read", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_urgent_notice_read_person_id"), ["person_id"], unique=False)

    # After the table's last batch: that would make it anew on SQLite, without the triggers.
    execute_all(op, index.create("urgent_notice", op.get_bind().dialect.name, title="title", text="text"))

    # Not in a batch: that would make the table anew on SQLite, without the triggers of the search.
    op.add_column("appointment", sa.Column("imported_uid", sa.String(length=255), nullable=True))
    op.add_column(
        "appointment", sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("appointment", sa.Column("changed_at", app.db.UtcDateTime(timezone=True), nullable=True))
    op.add_column("appointment", sa.Column("ics", sa.String(), server_default="", nullable=False))
    op.create_index("ix_appointment_imported", "appointment", ["space_id", "imported_uid"], unique=True)

    op.add_column("series", sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("unsubscribe_token", sa.String(length=64), server_default="", nullable=False)
        )
        batch_op.create_index(
            "ix_outgoing_mail_due_alone",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'queued' AND batch_id IS NULL"),
            postgresql_where=sa.text("state = 'queued' AND batch_id IS NULL"),
        )
        batch_op.create_index(
            "ix_outgoing_mail_once_a_batch",
            ["batch_id", "address"],
            unique=True,
            sqlite_where=sa.text("batch_id IS NOT NULL"),
            postgresql_where=sa.text("batch_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_outgoing_mail_batch_id"), "mail_batch", ["batch_id"], ["id"]
        )

    op.add_column("person", sa.Column("digested_at", app.db.UtcDateTime(timezone=True), nullable=True))
    op.add_column("space", sa.Column("calendar_version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("space", sa.Column("calendar_changed_at", app.db.UtcDateTime(timezone=True), nullable=True))

    if op.get_bind().dialect.name == "postgresql":
        for table in OWNED:
            execute_all(op, row_level_security(table))
        execute_all(op, row_level_security("subscriber", or_readable=BY_LINK))


def downgrade() -> None:
    """Change it back."""
    op.drop_column("space", "calendar_changed_at")
    op.drop_column("space", "calendar_version")
    op.drop_column("person", "digested_at")

    with op.batch_alter_table("outgoing_mail", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outgoing_mail_batch_id"), type_="foreignkey")
        batch_op.drop_index(
            "ix_outgoing_mail_once_a_batch",
            sqlite_where=sa.text("batch_id IS NOT NULL"),
            postgresql_where=sa.text("batch_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outgoing_mail_due_alone",
            sqlite_where=sa.text("state = 'queued' AND batch_id IS NULL"),
            postgresql_where=sa.text("state = 'queued' AND batch_id IS NULL"),
        )
        batch_op.drop_column("unsubscribe_token")
        batch_op.drop_column("batch_id")

    op.drop_column("series", "is_public")
    op.drop_index("ix_appointment_imported", table_name="appointment")
    for column in OF_APPOINTMENTS:
        # Not in a batch: that would make the table anew on SQLite, without the triggers of the search.
        op.execute(f"ALTER TABLE appointment DROP COLUMN {column}")

    with op.batch_alter_table("urgent_notice_read", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_urgent_notice_read_person_id"))

    op.drop_table("urgent_notice_read")
    with op.batch_alter_table("urgent_notice_audience", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_urgent_notice_audience_target_id"))

    op.drop_table("urgent_notice_audience")
    with op.batch_alter_table("urgent_notice_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_urgent_notice_answer_space_id_notice_id")
        batch_op.drop_index(batch_op.f("ix_urgent_notice_answer_by_id"))

    op.drop_table("urgent_notice_answer")
    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscriber_person_id"))
        batch_op.drop_index(
            "ix_subscriber_once", sqlite_where=sa.text("email <> ''"), postgresql_where=sa.text("email <> ''")
        )

    op.drop_table("subscriber")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_index("ix_broadcast_state")
        batch_op.drop_index("ix_broadcast_space_id_list_id")
        batch_op.drop_index(batch_op.f("ix_broadcast_by_id"))

    op.drop_table("broadcast")
    execute_all(op, index.drop("urgent_notice", op.get_bind().dialect.name))
    with op.batch_alter_table("urgent_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_urgent_notice_space_id_shown_until")
        batch_op.drop_index(batch_op.f("ix_urgent_notice_by_id"))

    op.drop_table("urgent_notice")
    op.drop_table("mailing_list")
    with op.batch_alter_table("commemoration_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commemoration_plan_on_duty_id"))

    op.drop_table("commemoration_plan")
    with op.batch_alter_table("calendar_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_import_by_id"))

    op.drop_table("calendar_import")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feed_space_id"))
        batch_op.drop_index(batch_op.f("ix_calendar_feed_person_id"))

    op.drop_table("calendar_feed")
    op.drop_table("school_holiday")
    op.drop_table("mail_batch")
