"""Meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.db
from app.walls import OWN_MEMBERSHIPS, execute_all, row_level_security

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CREATED = (
    "series",
    "attendance",
    "delegation",
    "invitation",
    "minutes",
    "minutes_correction",
    "occurrence",
    "poll",
    "sending",
    "decision",
    "meeting",
    "minutes_entry",
    "notice",
    "poll_option",
    "poll_participant",
    "task",
    "minutes_version",
    "poll_vote",
    "task_step",
)
"""In the order in which they need each other."""
BY_LINK = "token = nullif(current_setting('app.token', true), '')"
OPENED_BY_ITS_KEY = {"invitation": BY_LINK, "poll_participant": BY_LINK, "delegation": OWN_MEMBERSHIPS}
"""What may be found before the space is known: by the personal link of a mail, by whom it was handed to."""


def _source() -> sa.Column[str]:
    return sa.Column("source", sa.String(length=60), server_default="", nullable=False)


def _outcome() -> sa.Column[str | None]:
    kinds = ("done", "postponed", "undecided")
    return sa.Column(
        "outcome",
        sa.Enum(*kinds, name="itemoutcome", native_enum=False, create_constraint=True, length=32),
        nullable=True,
    )


def upgrade() -> None:
    """Change the schema."""
    _alter_what_was_there()
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "school_holidays",
            sa.Enum(
                "none",
                "summer",
                "all",
                name="schoolholidays",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("skips_public_holidays", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("access", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_series_ends_after_start")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_series_lasts")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_series_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_series_space_id_id")),
    )
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "presence",
            sa.Enum(
                "present", "excused", name="presence", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("noted_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_attendance_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_attendance_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "space_id",
            "appointment_id",
            "person_id",
            name=op.f("uq_attendance_space_id_appointment_id_person_id"),
        ),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_person_id"), ["person_id"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "what",
            sa.Enum(
                "meeting", "minutes", name="delegated", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_delegation_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delegation_person_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_delegation_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_delegation_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
        sa.UniqueConstraint(
            "space_id",
            "appointment_id",
            "person_id",
            name=op.f("uq_delegation_space_id_appointment_id_person_id"),
        ),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("guest_name", sa.String(length=120), nullable=False),
        sa.Column("guest_email", sa.String(length=254), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "open",
                "yes",
                "maybe",
                "no",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("word", sa.String(length=500), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "person_id IS NULL OR guest_email = ''", name=op.f("ck_invitation_person_or_guest")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_invitation_answered_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_invitation_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_invitation_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "space_id",
            "appointment_id",
            "person_id",
            name=op.f("uq_invitation_space_id_appointment_id_person_id"),
        ),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_invitation_space_id_id")),
        sa.UniqueConstraint("token", name=op.f("uq_invitation_token")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_invitation_one_guest",
            ["appointment_id", "guest_email"],
            unique=True,
            sqlite_where=sa.text("guest_email <> ''"),
            postgresql_where=sa.text("guest_email <> ''"),
        )
        batch_op.create_index(batch_op.f("ix_invitation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "writing",
                "ready",
                "approved",
                name="minutesstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ready_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_in_id", sa.Integer(), nullable=True),
        sa.Column("keeper_reminded_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (approved_at IS NOT NULL)", name=op.f("ck_minutes_approved_has_a_date")
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_minutes_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "approved_in_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_minutes_space_id_approved_in_id"),
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_minutes_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("space_id", "appointment_id", name=op.f("uq_minutes_space_id_appointment_id")),
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index("ix_minutes_space_id_state", ["space_id", "state"], unique=False)

    op.create_table(
        "minutes_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_minutes_correction_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_minutes_correction_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_minutes_correction_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_correction")),
    )
    with op.batch_alter_table("minutes_correction", schema=None) as batch_op:
        batch_op.create_index(
            "ix_minutes_correction_space_id_appointment_id", ["space_id", "appointment_id"], unique=False
        )

    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("planned_for", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_exception", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_occurrence_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "series_id"],
            ["series.space_id", "series.id"],
            name=op.f("fk_occurrence_space_id_series_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_occurrence_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("space_id", "appointment_id", name=op.f("uq_occurrence_space_id_appointment_id")),
        sa.UniqueConstraint(
            "space_id", "series_id", "planned_for", name=op.f("uq_occurrence_space_id_series_id_planned_for")
        ),
    )
    op.create_table(
        "poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "decided",
                "closed",
                name="pollstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'decided') = (decided_at IS NOT NULL)", name=op.f("ck_poll_decided_has_a_date")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_poll_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_poll_space_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_poll_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_poll_space_id_id")),
    )
    op.create_table(
        "sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "change",
                "cancellation",
                "reminder",
                name="sendingkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("starts_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ends_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("access", sa.String(length=200), nullable=False),
        sa.Column("agenda", sa.JSON(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_sending_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_sending_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_sending_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_sending_space_id_id")),
    )
    with op.batch_alter_table("sending", schema=None) as batch_op:
        batch_op.create_index(
            "ix_sending_space_id_appointment_id", ["space_id", "appointment_id"], unique=False
        )

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("without_dissent", sa.Boolean(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=True),
        sa.Column("no", sa.Integer(), nullable=True),
        sa.Column("abstentions", sa.Integer(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "adopted",
                "rejected",
                name="decisionresult",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("measure", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT without_dissent OR yes IS NULL", name=op.f("ck_decision_counted_or_without_dissent")
        ),
        sa.CheckConstraint("measure BETWEEN 1 AND 20", name=op.f("ck_decision_measure_is_one_of_twenty")),
        sa.CheckConstraint(
            "yes >= 0 AND no >= 0 AND abstentions >= 0", name=op.f("ck_decision_votes_are_counts")
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_decision_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "item_id"],
            ["agenda_item.space_id", "agenda_item.id"],
            name=op.f("fk_decision_space_id_item_id"),
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_decision_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_decision_space_id_id")),
        sa.UniqueConstraint("space_id", "year", "number", name=op.f("uq_decision_space_id_year_number")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_decision_space_id_appointment_id", ["space_id", "appointment_id"], unique=False
        )

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("began_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("item_since", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("chair_id", sa.Integer(), nullable=True),
        sa.Column("keeper_id", sa.Integer(), nullable=True),
        sa.Column("guests", sa.Integer(), nullable=False),
        sa.Column("guest_names", sa.JSON(), nullable=False),
        sa.CheckConstraint("ended_at >= began_at", name=op.f("ck_meeting_ends_after_start")),
        sa.CheckConstraint("guests BETWEEN 0 AND 9999", name=op.f("ck_meeting_guests_are_a_number")),
        sa.ForeignKeyConstraint(["chair_id"], ["person.id"], name=op.f("fk_meeting_chair_id")),
        sa.ForeignKeyConstraint(["keeper_id"], ["person.id"], name=op.f("fk_meeting_keeper_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_meeting_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "item_id"],
            ["agenda_item.space_id", "agenda_item.id"],
            name=op.f("fk_meeting_space_id_item_id"),
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_meeting_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("space_id", "appointment_id", name=op.f("uq_meeting_space_id_appointment_id")),
    )
    op.create_table(
        "minutes_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_minutes_entry_changed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_minutes_entry_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "item_id"],
            ["agenda_item.space_id", "agenda_item.id"],
            name=op.f("fk_minutes_entry_space_id_item_id"),
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_minutes_entry_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_entry")),
        sa.UniqueConstraint(
            "space_id",
            "appointment_id",
            "item_id",
            name=op.f("uq_minutes_entry_space_id_appointment_id_item_id"),
        ),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_minutes_entry_space_id_id")),
    )
    with op.batch_alter_table("minutes_entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_minutes_entry_one_general",
            ["appointment_id"],
            unique=True,
            sqlite_where=sa.text("item_id IS NULL"),
            postgresql_where=sa.text("item_id IS NULL"),
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("sending_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "failed",
                "unclear",
                "to_post",
                "posted",
                "phoned",
                "told",
                name="noticestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("server_words", sa.String(), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outgoing_mail.id"], name=op.f("fk_notice_mail_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name=op.f("fk_notice_noted_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "invitation_id"],
            ["invitation.space_id", "invitation.id"],
            name=op.f("fk_notice_space_id_invitation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "sending_id"],
            ["sending.space_id", "sending.id"],
            name=op.f("fk_notice_space_id_sending_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_notice_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint(
            "space_id",
            "sending_id",
            "invitation_id",
            name=op.f("uq_notice_space_id_sending_id_invitation_id"),
        ),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_space_id_invitation_id", ["space_id", "invitation_id"], unique=False)
        batch_op.create_index(
            "ix_notice_waiting",
            ["mail_id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "poll_option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id", "poll_id"],
            ["poll.space_id", "poll.id"],
            name=op.f("fk_poll_option_space_id_poll_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_poll_option_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_option")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_poll_option_space_id_id")),
        sa.UniqueConstraint(
            "space_id", "poll_id", "starts_at", name=op.f("uq_poll_option_space_id_poll_id_starts_at")
        ),
    )
    op.create_table(
        "poll_participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("guest_name", sa.String(length=120), nullable=False),
        sa.Column("guest_email", sa.String(length=254), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "person_id IS NULL OR guest_email = ''", name=op.f("ck_poll_participant_person_or_guest")
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"], ["outgoing_mail.id"], name=op.f("fk_poll_participant_mail_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poll_participant_person_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "poll_id"],
            ["poll.space_id", "poll.id"],
            name=op.f("fk_poll_participant_space_id_poll_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_poll_participant_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_participant")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_poll_participant_space_id_id")),
        sa.UniqueConstraint(
            "space_id", "poll_id", "person_id", name=op.f("uq_poll_participant_space_id_poll_id_person_id")
        ),
        sa.UniqueConstraint("token", name=op.f("uq_poll_participant_token")),
    )
    with op.batch_alter_table("poll_participant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poll_participant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("other_name", sa.String(length=120), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                "dropped",
                name="taskstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ended_at", app.db.UtcDateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_task_ended_has_a_date")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_task_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_person_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_task_space_id_appointment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "item_id"],
            ["agenda_item.space_id", "agenda_item.id"],
            name=op.f("fk_task_space_id_item_id"),
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_task_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_task_space_id_id")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_task_space_id_appointment_id", ["space_id", "appointment_id"], unique=False)
        batch_op.create_index("ix_task_space_id_state_due_on", ["space_id", "state", "due_on"], unique=False)

    op.create_table(
        "minutes_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("saved_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("is_aside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_minutes_version_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "entry_id"],
            ["minutes_entry.space_id", "minutes_entry.id"],
            name=op.f("fk_minutes_version_space_id_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_minutes_version_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_version")),
        sa.UniqueConstraint(
            "space_id", "entry_id", "number", name=op.f("uq_minutes_version_space_id_entry_id_number")
        ),
    )
    op.create_table(
        "poll_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column(
            "choice",
            sa.Enum(
                "yes", "if_need_be", "no", name="choice", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "option_id"],
            ["poll_option.space_id", "poll_option.id"],
            name=op.f("fk_poll_vote_space_id_option_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["space_id", "participant_id"],
            ["poll_participant.space_id", "poll_participant.id"],
            name=op.f("fk_poll_vote_space_id_participant_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_poll_vote_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_vote")),
        sa.UniqueConstraint(
            "space_id",
            "option_id",
            "participant_id",
            name=op.f("uq_poll_vote_space_id_option_id_participant_id"),
        ),
    )
    with op.batch_alter_table("poll_vote", schema=None) as batch_op:
        batch_op.create_index(
            "ix_poll_vote_space_id_participant_id", ["space_id", "participant_id"], unique=False
        )

    op.create_table(
        "task_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "handed_over",
                "moved",
                "done",
                "dropped",
                "reopened",
                name="stepkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_task_step_by_id")),
        sa.ForeignKeyConstraint(
            ["space_id", "task_id"],
            ["task.space_id", "task.id"],
            name=op.f("fk_task_step_space_id_task_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_task_step_space_id")),
        sa.ForeignKeyConstraint(["to_id"], ["person.id"], name=op.f("fk_task_step_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_step")),
    )
    with op.batch_alter_table("task_step", schema=None) as batch_op:
        batch_op.create_index("ix_task_step_space_id_task_id", ["space_id", "task_id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        for table in CREATED:
            execute_all(op, row_level_security(table, or_readable=OPENED_BY_ITS_KEY.get(table, "false")))


KINDS_BEFORE = ("information", "discussion", "decision", "report")
KEPT = "id, space_id, appointment_id, position, title, kind, minutes, note, version, created_at"


def _alter_what_was_there() -> None:
    op.add_column("outgoing_mail", sa.Column("calendar", sa.String(), server_default="", nullable=False))
    op.add_column("appointment", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "appointment",
        sa.Column(
            "reminder_hours",
            sa.Integer(),
            sa.CheckConstraint(
                "reminder_hours BETWEEN 1 AND 720", name=op.f("ck_appointment_reminder_is_within_a_month")
            ),
            nullable=True,
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        _set_kinds((*KINDS_BEFORE, "election"))
        op.add_column("agenda_item", _source())
        op.add_column("agenda_item", _outcome())
    else:
        _rebuild_agenda_items((*KINDS_BEFORE, "election"), _source(), _outcome())


def _set_kinds(kinds: tuple[str, ...]) -> None:
    op.drop_constraint(op.f("ck_agenda_item_itemkind"), "agenda_item")
    column = sa.column("kind", sa.String())
    op.create_check_constraint(op.f("ck_agenda_item_itemkind"), "agenda_item", column.in_(kinds))


def _rebuild_agenda_items(kinds: tuple[str, ...], *more: sa.Column[str] | sa.Column[str | None]) -> None:
    """SQLite cannot change a constraint, and Alembic's batches forget the others: copy the rows over."""
    op.drop_index("ix_agenda_item_space_id_appointment_id_position", "agenda_item")
    op.rename_table("agenda_item", "agenda_item_before")
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*kinds, name="itemkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        *more,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.db.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 0 AND 600", name=op.f("ck_agenda_item_minutes_fit_an_evening")),
        sa.ForeignKeyConstraint(
            ["space_id", "appointment_id"],
            ["appointment.space_id", "appointment.id"],
            name=op.f("fk_agenda_item_space_id_appointment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_agenda_item_space_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
        sa.UniqueConstraint("space_id", "id", name=op.f("uq_agenda_item_space_id_id")),
    )
    op.execute(f"INSERT INTO agenda_item ({KEPT}) SELECT {KEPT} FROM agenda_item_before")
    op.drop_table("agenda_item_before")
    op.create_index(
        "ix_agenda_item_space_id_appointment_id_position",
        "agenda_item",
        ["space_id", "appointment_id", "position"],
    )


def downgrade() -> None:
    """Change it back. Minutes, decisions, tasks and invitations are lost: make a backup first."""
    for table in reversed(CREATED):
        op.drop_table(table)
    op.execute("UPDATE agenda_item SET kind = 'decision' WHERE kind = 'election'")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("agenda_item", "outcome")
        op.drop_column("agenda_item", "source")
        _set_kinds(KINDS_BEFORE)
        op.drop_column("appointment", "reminder_hours")
    else:
        _rebuild_agenda_items(KINDS_BEFORE)
        op.execute("ALTER TABLE appointment DROP COLUMN reminder_hours")
    op.drop_column("appointment", "sequence")
    op.drop_column("outgoing_mail", "calendar")
