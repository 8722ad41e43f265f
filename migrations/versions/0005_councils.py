"""Councils: terms, sittings, reports, concerns, the exchange of councillors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.db
from app.search import index
from app.walls import execute_all, row_level_security

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWNED = (
    "sitting",
    "sitting_item",
    "sitting_visit",
    "report",
    "report_item",
    "report_version",
    "concern",
    "concern_step",
)
SEARCHED = {
    "sitting_item": {"title": "title"},
    "report": {"text": "residents_voices"},
    "report_item": {"title": "title", "text": "sentence"},
    "concern": {"title": "title", "text": "text"},
    "exchange_entry": {"title": "title", "text": "text"},
}


def upgrade() -> None:
    """Change the schema."""
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("last_entry_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("key", name=op.f("uq_topic_key")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_last_entry_id"), ["last_entry_id"], unique=False)

    op.create_table(
        "council_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("our_seats", sa.Integer(), nullable=False),
        sa.Column("chair", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "our_seats BETWEEN 0 AND seats", name=op.f("ck_council_term_ours_are_some_of_them")
        ),
        sa.CheckConstraint("seats > 0", name=op.f("ck_council_term_has_seats")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_council_term_ends_after_start")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_term_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_term")),
        sa.UniqueConstraint("council_id", "since", name=op.f("uq_council_term_council_id_since")),
    )
    op.create_table(
        "exchange_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "report_item",
                "residents_voices",
                "concern",
                name="entrykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("is_important", sa.Boolean(), nullable=False),
        sa.Column("for_faction", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("shared_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_exchange_entry_author_id")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_exchange_entry_council_id")),
        sa.ForeignKeyConstraint(["district_id"], ["space.id"], name=op.f("fk_exchange_entry_district_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_entry")),
        sa.UniqueConstraint("kind", "source_id", name=op.f("uq_exchange_entry_kind_source_id")),
    )
    with op.batch_alter_table("exchange_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_entry_author_id"), ["author_id"], unique=False)
        batch_op.create_index("ix_exchange_entry_council_id", ["council_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_entry_district_id"), ["district_id"], unique=False)
        batch_op.create_index(
            "ix_exchange_entry_for_faction",
            ["id"],
            unique=False,
            sqlite_where=sa.text("for_faction"),
            postgresql_where=sa.text("for_faction"),
        )
        batch_op.create_index(
            "ix_exchange_entry_public",
            ["district_id", "id"],
            unique=False,
            sqlite_where=sa.text("is_public"),
            postgresql_where=sa.text("is_public"),
        )
        batch_op.create_index("ix_exchange_entry_report_id", ["report_id"], unique=False)

    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(CASE WHEN topic_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN council_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN words IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_follow_one_thing"),
        ),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_follow_council_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_follow_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_follow_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("person_id", "council_id", name=op.f("uq_follow_person_id_council_id")),
        sa.UniqueConstraint("person_id", "topic_id", name=op.f("uq_follow_person_id_topic_id")),
        sa.UniqueConstraint("person_id", "words", name=op.f("uq_follow_person_id_words")),
    )
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_council_id"), ["council_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "oparl_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("body_url", sa.String(length=500), nullable=False),
        sa.Column("organization_url", sa.String(length=500), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("last_run_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("last_complete_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=500), nullable=False),
        sa.Column("unread", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_oparl_source_council_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oparl_source")),
        sa.UniqueConstraint("council_id", name=op.f("uq_oparl_source_council_id")),
    )
    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "cancelled",
                name="sittingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("nobody_went", sa.Boolean(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "typed",
                "pasted",
                "file",
                "oparl",
                name="sittingsource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("source_uid", sa.String(length=500), nullable=True),
        sa.Column("fetched_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("by_hand", sa.JSON(), nullable=False),
        sa.Column("councillors_reminded_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("speakers_reminded_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("changed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_sitting_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_sitting_council_id")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_sitting_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_sitting_space_id_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_sitting_uid")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index("ix_sitting_source", ["space_id", "council_id", "source_uid"], unique=True)
        batch_op.create_index(
            "ix_sitting_space_id_council_id_starts_at", ["space_id", "council_id", "starts_at"], unique=False
        )
        batch_op.create_index("ix_sitting_space_id_starts_at", ["space_id", "starts_at"], unique=False)

    op.create_table(
        "topic_in_council",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_topic_in_council_council_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_in_council_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "council_id", name=op.f("pk_topic_in_council")),
    )
    with op.batch_alter_table("topic_in_council", schema=None) as batch_op:
        batch_op.create_index("ix_topic_in_council_topic_id_last_on", ["topic_id", "last_on"], unique=False)

    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("street", sa.String(length=160), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column(
            "origin",
            sa.Enum(
                "member",
                "guest",
                "club",
                "doorstep",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=True),
        sa.Column("raiser_name", sa.String(length=120), nullable=False),
        sa.Column("raiser_contact", sa.String(length=200), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "taken_up",
                "in_council",
                "in_parliament",
                "answered",
                "told",
                "dropped",
                name="concernstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(length=200), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("sitting_id", sa.Integer(), nullable=True),
        sa.Column("sitting_item", sa.String(length=20), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("moved_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(raiser_name = '' AND raiser_contact = '') OR consent_on IS NOT NULL",
            name=op.f("ck_concern_names_need_consent"),
        ),
        sa.CheckConstraint(
            "origin <> 'doorstep' OR (raiser_name = '' AND raiser_contact = '' AND raised_by_id IS NULL AND text = '')",
            name=op.f("ck_concern_nothing_personal_from_a_doorstep"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('told', 'dropped') OR (raiser_name = '' AND raiser_contact = '' AND consent_on IS NULL AND raised_by_id IS NULL)",
            name=op.f("ck_concern_forgotten_when_told"),
        ),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_concern_council_id")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["person.id"], name=op.f("fk_concern_raised_by_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["person.id"], name=op.f("fk_concern_responsible_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "sitting_id"],
            ["sitting.space_id", "sitting.id"],
            name=op.f("fk_concern_space_id_sitting_id"),
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_concern_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_concern_space_id_id")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_raised_by_id"), ["raised_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_responsible_id"), ["responsible_id"], unique=False)
        batch_op.create_index(
            "ix_concern_space_id_state_moved_at", ["space_id", "state", "moved_at"], unique=False
        )

    op.create_table(
        "exchange_entry_topic",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["exchange_entry.id"],
            name=op.f("fk_exchange_entry_topic_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_exchange_entry_topic_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "entry_id", name=op.f("pk_exchange_entry_topic")),
    )
    with op.batch_alter_table("exchange_entry_topic", schema=None) as batch_op:
        batch_op.create_index("ix_exchange_entry_topic_entry_id", ["entry_id"], unique=False)

    op.create_table(
        "exchange_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("closed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "topic_id IS NULL OR entry_id IS NULL", name=op.f("ck_exchange_question_about_one_thing")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_exchange_question_by_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["exchange_entry.id"],
            name=op.f("fk_exchange_question_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_exchange_question_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_question")),
    )
    with op.batch_alter_table("exchange_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_question_by_id"), ["by_id"], unique=False)
        batch_op.create_index("ix_exchange_question_entry_id", ["entry_id"], unique=False)
        batch_op.create_index("ix_exchange_question_topic_id", ["topic_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("sat_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "filed", name="reportstate", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("residents_voices", sa.String(), nullable=False),
        sa.Column("voices_are_internal", sa.Boolean(), nullable=False),
        sa.Column("voices_are_public", sa.Boolean(), nullable=False),
        sa.Column("other_guests", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'filed') = (filed_at IS NOT NULL)", name=op.f("ck_report_filed_has_a_date")
        ),
        sa.CheckConstraint("other_guests >= 0", name=op.f("ck_report_guests_are_a_number")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_report_author_id")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_report_council_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "sitting_id"],
            ["sitting.space_id", "sitting.id"],
            name=op.f("fk_report_space_id_sitting_id"),
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_report_space_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name=op.f("fk_report_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_report_space_id_id")),
        sa.UniqueConstraint("space_id", "sitting_id", name=op.f("uq_report_space_id_sitting_id")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_space_id_filed_at", ["space_id", "filed_at"], unique=False)

    op.create_table(
        "sitting_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("result", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id", "sitting_id"],
            ["sitting.space_id", "sitting.id"],
            name=op.f("fk_sitting_item_space_id_sitting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_sitting_item_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_item")),
    )
    with op.batch_alter_table("sitting_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sitting_item_space_id_sitting_id_position",
            ["space_id", "sitting_id", "position"],
            unique=False,
        )

    op.create_table(
        "sitting_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("was_there", sa.Boolean(), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sitting_visit_person_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "sitting_id"],
            ["sitting.space_id", "sitting.id"],
            name=op.f("fk_sitting_visit_space_id_sitting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_sitting_visit_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting_visit")),
        sa.UniqueConstraint(
            "space_id", "sitting_id", "person_id", name=op.f("uq_sitting_visit_space_id_sitting_id_person_id")
        ),
    )
    with op.batch_alter_table("sitting_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sitting_visit_person_id"), ["person_id"], unique=False)

    op.create_table(
        "concern_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "raised",
                "taken_up",
                "in_council",
                "in_parliament",
                "answered",
                "told",
                "dropped",
                name="concernstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_concern_step_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "concern_id"],
            ["concern.space_id", "concern.id"],
            name=op.f("fk_concern_step_space_id_concern_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_concern_step_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_step")),
    )
    with op.batch_alter_table("concern_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_step_by_id"), ["by_id"], unique=False)
        batch_op.create_index("ix_concern_step_space_id_concern_id", ["space_id", "concern_id"], unique=False)

    op.create_table(
        "exchange_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_exchange_answer_by_id")),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["exchange_question.id"],
            name=op.f("fk_exchange_answer_question_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_answer")),
    )
    with op.batch_alter_table("exchange_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_answer_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_answer_question_id"), ["question_id"], unique=False)

    op.create_table(
        "report_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.Column(
            "importance",
            sa.Enum(
                "nothing",
                "short",
                "important",
                name="importance",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "result",
            sa.Enum(
                "adopted",
                "rejected",
                "postponed",
                "noted",
                "withdrawn",
                name="itemresult",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "our_vote",
            sa.Enum(
                "yes",
                "no",
                "abstained",
                "split",
                name="ourvote",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("yes", sa.Integer(), nullable=True),
        sa.Column("no", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("for_faction", sa.Boolean(), nullable=False),
        sa.Column("follow_up", sa.String(length=200), nullable=False),
        sa.Column("follow_up_person_id", sa.Integer(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("follow_up_given_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "NOT (is_internal AND is_public)", name=op.f("ck_report_item_internal_is_not_public")
        ),
        sa.CheckConstraint(
            "yes >= 0 AND no >= 0 AND abstained >= 0", name=op.f("ck_report_item_votes_are_numbers")
        ),
        sa.ForeignKeyConstraint(
            ["follow_up_person_id"], ["person.id"], name=op.f("fk_report_item_follow_up_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "report_id"],
            ["report.space_id", "report.id"],
            name=op.f("fk_report_item_space_id_report_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_report_item_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_item")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_report_item_space_id_id")),
        sa.UniqueConstraint(
            "space_id", "report_id", "key", name=op.f("uq_report_item_space_id_report_id_key")
        ),
    )
    with op.batch_alter_table("report_item", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_item_space_id_report_id_position", ["space_id", "report_id", "position"], unique=False
        )

    op.create_table(
        "report_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_report_version_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "report_id"],
            ["report.space_id", "report.id"],
            name=op.f("fk_report_version_space_id_report_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_report_version_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
        sa.UniqueConstraint(
            "space_id", "report_id", "number", name=op.f("uq_report_version_space_id_report_id_number")
        ),
    )
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum(
                    "member",
                    "substitute",
                    name="mandatekind",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                server_default="member",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("by_election", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("is_chair", sa.Boolean(), server_default=sa.false(), nullable=False))

    dialect = op.get_bind().dialect.name
    for table, columns in SEARCHED.items():
        execute_all(op, index.create(table, dialect, **columns))
    if dialect == "postgresql":
        for table in OWNED:
            execute_all(op, row_level_security(table))
    execute_all(op, index.quickened("exchange_entry", dialect))


def downgrade() -> None:
    """Change it back."""
    for table in SEARCHED:
        execute_all(op, index.drop(table, op.get_bind().dialect.name))
    with op.batch_alter_table("mandate", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_mandate_mandatekind"), type_="check")
        batch_op.drop_column("is_chair")
        batch_op.drop_column("by_election")
        batch_op.drop_column("kind")

    op.drop_table("report_version")
    with op.batch_alter_table("report_item", schema=None) as batch_op:
        batch_op.drop_index("ix_report_item_space_id_report_id_position")

    op.drop_table("report_item")
    with op.batch_alter_table("exchange_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_answer_question_id"))
        batch_op.drop_index(batch_op.f("ix_exchange_answer_by_id"))

    op.drop_table("exchange_answer")
    with op.batch_alter_table("concern_step", schema=None) as batch_op:
        batch_op.drop_index("ix_concern_step_space_id_concern_id")
        batch_op.drop_index(batch_op.f("ix_concern_step_by_id"))

    op.drop_table("concern_step")
    with op.batch_alter_table("sitting_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_visit_person_id"))

    op.drop_table("sitting_visit")
    with op.batch_alter_table("sitting_item", schema=None) as batch_op:
        batch_op.drop_index("ix_sitting_item_space_id_sitting_id_position")

    op.drop_table("sitting_item")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_space_id_filed_at")

    op.drop_table("report")
    with op.batch_alter_table("exchange_question", schema=None) as batch_op:
        batch_op.drop_index("ix_exchange_question_topic_id")
        batch_op.drop_index("ix_exchange_question_entry_id")
        batch_op.drop_index(batch_op.f("ix_exchange_question_by_id"))

    op.drop_table("exchange_question")
    with op.batch_alter_table("exchange_entry_topic", schema=None) as batch_op:
        batch_op.drop_index("ix_exchange_entry_topic_entry_id")

    op.drop_table("exchange_entry_topic")
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index("ix_concern_space_id_state_moved_at")
        batch_op.drop_index(batch_op.f("ix_concern_responsible_id"))
        batch_op.drop_index(batch_op.f("ix_concern_raised_by_id"))

    op.drop_table("concern")
    with op.batch_alter_table("topic_in_council", schema=None) as batch_op:
        batch_op.drop_index("ix_topic_in_council_topic_id_last_on")

    op.drop_table("topic_in_council")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index("ix_sitting_space_id_starts_at")
        batch_op.drop_index("ix_sitting_space_id_council_id_starts_at")
        batch_op.drop_index("ix_sitting_source")

    op.drop_table("sitting")
    op.drop_table("oparl_source")
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_topic_id"))
        batch_op.drop_index(batch_op.f("ix_follow_council_id"))

    op.drop_table("follow")
    with op.batch_alter_table("exchange_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_exchange_entry_report_id")
        batch_op.drop_index(
            "ix_exchange_entry_public",
            sqlite_where=sa.text("is_public"),
            postgresql_where=sa.text("is_public"),
        )
        batch_op.drop_index(
            "ix_exchange_entry_for_faction",
            sqlite_where=sa.text("for_faction"),
            postgresql_where=sa.text("for_faction"),
        )
        batch_op.drop_index(batch_op.f("ix_exchange_entry_district_id"))
        batch_op.drop_index("ix_exchange_entry_council_id")
        batch_op.drop_index(batch_op.f("ix_exchange_entry_author_id"))

    op.drop_table("exchange_entry")
    op.drop_table("council_term")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_last_entry_id"))

    op.drop_table("topic")
