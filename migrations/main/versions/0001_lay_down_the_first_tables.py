"""Lay down the first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    for step in _STEPS:
        step()


def downgrade() -> None:
    for name in reversed(_TABLES):
        op.drop_table(name)


def _make_attachment() -> None:
    op.create_table(
        "casemgr_attachment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=False),
        sa.Column("padded_size", sa.Integer(), nullable=False),
        sa.Column("blob_sha256", sa.LargeBinary(), nullable=False, comment="SHA-256 of the sealed bytes"),
        sa.Column(
            "meta_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed: report key or case key (name, type, size)",
        ),
        sa.CheckConstraint(
            "(state = 'draft') = (expires_on IS NOT NULL)", name=op.f("ck_casemgr_attachment_draft")
        ),
        sa.CheckConstraint("state IN ('draft', 'kept')", name=op.f("ck_casemgr_attachment_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_attachment")),
        sa.UniqueConstraint("blob", name=op.f("uq_casemgr_attachment_blob")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("casemgr_attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_attachment_owner_id"), ["owner_id"], unique=False)


def _make_draft() -> None:
    op.create_table(
        "casemgr_draft",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False, comment="sealed: report key"),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_draft")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("casemgr_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_draft_expires_on"), ["expires_on"], unique=False)


def _make_leaf() -> None:
    op.create_table(
        "casemgr_leaf",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("maker", sa.String(length=8), nullable=False),
        sa.Column(
            "body", sa.LargeBinary(), nullable=False, comment="canonical bytes, no content and no identity"
        ),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("mac_key_id", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("maker IN ('reporter', 'staff')", name=op.f("ck_casemgr_leaf_maker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_leaf")),
        sa.UniqueConstraint("sequence", name=op.f("uq_casemgr_leaf_sequence")),
        sqlite_with_rowid=False,
    )


def _make_office() -> None:
    op.create_table(
        "casemgr_office",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("pack", sa.String(length=200), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_office")),
    )


def _make_removal() -> None:
    op.create_table(
        "casemgr_removal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('wrap', 'owner', 'blob')", name=op.f("ck_casemgr_removal_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_removal")),
    )


def _make_tally() -> None:
    op.create_table(
        "casemgr_tally",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("closed_month", sa.String(length=7), nullable=False),
        sa.Column("stands_alone", sa.Boolean(), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=True),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("degree", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("sanction_level", sa.String(length=40), nullable=True),
        sa.Column("amount_band", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("was_on_time", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_tally")),
    )
    with op.batch_alter_table("casemgr_tally", schema=None) as batch_op:
        batch_op.create_index(
            "ix_casemgr_tally_counted", ["stands_alone", "team_id", "closed_month"], unique=False
        )


def _make_unit() -> None:
    op.create_table(
        "casemgr_unit",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("workweek", sa.String(length=7), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_casemgr_unit_dated")),
        sa.ForeignKeyConstraint(["parent_id"], ["casemgr_unit.id"], name=op.f("fk_casemgr_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_unit")),
    )
    with op.batch_alter_table("casemgr_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_unit_parent_id"), ["parent_id"], unique=False)


def _make_staff() -> None:
    op.create_table(
        "casemgr_staff",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("username", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("mail_sealed", sa.LargeBinary(), nullable=True, comment="sealed: console server key (T1)"),
        sa.Column("totp_sealed", sa.LargeBinary(), nullable=True, comment="sealed: console server key (T1)"),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("passphrase_wrap_id", sa.String(length=32), nullable=True),
        sa.Column("ticket_hash", sa.LargeBinary(), nullable=True),
        sa.Column("ticket_until_at", sa.DateTime(), nullable=True),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        sa.Column("locked_until_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('proposed', 'active', 'left')", name=op.f("ck_casemgr_staff_state")),
        sa.ForeignKeyConstraint(["unit_id"], ["casemgr_unit.id"], name=op.f("fk_casemgr_staff_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_staff")),
        sa.UniqueConstraint("username", name=op.f("uq_casemgr_staff_username")),
    )


def _make_team() -> None:
    op.create_table(
        "casemgr_team",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('intake', 'examination', 'break_glass', 'custodian')", name=op.f("ck_casemgr_team_kind")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["casemgr_unit.id"], name=op.f("fk_casemgr_team_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_team")),
        sa.UniqueConstraint("name", name=op.f("uq_casemgr_team_name")),
    )


def _make_case() -> None:
    op.create_table(
        "casemgr_case",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "received",
                "verification",
                "awaiting_reporter",
                "review",
                "assigned",
                "clarification",
                "fact_finding",
                "audit",
                "writing_up",
                "follow_up",
                "awaiting_feedback",
                "closed",
                "referred",
                "declined",
                "on_hold",
                "reopened",
                "archived",
                "destroyed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("held_from", sa.String(length=24), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("degree", sa.String(length=40), nullable=True),
        sa.Column("severity", sa.String(length=40), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("unit_id", sa.String(length=32), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("clock_start_on", sa.Date(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("sanction_level", sa.String(length=40), nullable=True),
        sa.Column("amount_band", sa.String(length=40), nullable=True),
        sa.Column("was_on_time", sa.Boolean(), nullable=True),
        sa.Column("legal_hold", sa.Boolean(), nullable=False),
        sa.Column("merged_into_id", sa.String(length=32), nullable=True),
        sa.Column("key_version", sa.Integer(), nullable=False),
        sa.Column(
            "heading_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed: case key (title and reported unit)",
        ),
        sa.Column("heading_version", sa.Integer(), nullable=False),
        sa.Column(
            "review_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed: case key (core issue, rule reference)",
        ),
        sa.Column("review_version", sa.Integer(), nullable=False),
        sa.Column(
            "reported_token",
            sa.LargeBinary(),
            nullable=True,
            comment="keyed token of the reported unit, console server key (T1)",
        ),
        sa.Column("has_news", sa.Boolean(), nullable=False),
        sa.Column("is_screened", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'on_hold') = (held_from IS NOT NULL)", name=op.f("ck_casemgr_case_held_from")
        ),
        sa.CheckConstraint(
            "is_open = (status NOT IN ('closed', 'referred', 'declined', 'archived', 'destroyed'))",
            name=op.f("ck_casemgr_case_is_open"),
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_casemgr_case_merged")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_case_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["casemgr_team.id"], name=op.f("fk_casemgr_case_team_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["casemgr_unit.id"], name=op.f("fk_casemgr_case_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_case")),
    )


def _index_case() -> None:
    with op.batch_alter_table("casemgr_case", schema=None) as batch_op:
        batch_op.create_index("ix_casemgr_case_all_due", ["team_id", "next_due_on", "id"], unique=False)
        batch_op.create_index("ix_casemgr_case_all_received", ["team_id", "received_on", "id"], unique=False)
        batch_op.create_index(
            "ix_casemgr_case_merged",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_casemgr_case_queue_due",
            ["team_id", "is_open", "next_due_on", "id", "status", "merged_into_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_casemgr_case_queue_news",
            ["team_id", "is_open", "has_news", "next_due_on", "id", "status", "merged_into_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_casemgr_case_queue_received", ["team_id", "is_open", "received_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_casemgr_case_queue_status",
            ["team_id", "status", "next_due_on", "id", "merged_into_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_casemgr_case_reported_token"), ["reported_token"], unique=False)
        batch_op.create_index("ix_casemgr_case_status_closed", ["status", "closed_on", "id"], unique=False)
        batch_op.create_index(
            "ix_casemgr_case_unscreened",
            ["team_id", "received_on", "id"],
            unique=False,
            sqlite_where=sa.text("is_screened IS 0"),
            postgresql_where=sa.text("is_screened IS false"),
        )


def _make_membership() -> None:
    op.create_table(
        "casemgr_membership",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=True),
        sa.Column("confirmed_by", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'confirmed', 'ended')", name=op.f("ck_casemgr_membership_state")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["casemgr_staff.id"], name=op.f("fk_casemgr_membership_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["casemgr_staff.id"], name=op.f("fk_casemgr_membership_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_membership_staff_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["casemgr_team.id"], name=op.f("fk_casemgr_membership_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_membership")),
        sa.UniqueConstraint("team_id", "staff_id", name=op.f("uq_casemgr_membership_team_id_staff_id")),
    )
    with op.batch_alter_table("casemgr_membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_membership_staff_id"), ["staff_id"], unique=False)


def _make_notice() -> None:
    op.create_table(
        "casemgr_notice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_notice_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_notice")),
    )
    with op.batch_alter_table("casemgr_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_notice_staff_id"), ["staff_id"], unique=False)


def _make_proposal() -> None:
    op.create_table(
        "casemgr_proposal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("target_id", sa.String(length=32), nullable=False),
        sa.Column("change", sa.String(length=2000), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("proposed_by", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "kind IN ('unit', 'unit_end', 'team', 'new_team', 'staff')", name=op.f("ck_casemgr_proposal_kind")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'confirmed', 'refused')", name=op.f("ck_casemgr_proposal_state")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["casemgr_staff.id"], name=op.f("fk_casemgr_proposal_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["casemgr_staff.id"], name=op.f("fk_casemgr_proposal_proposed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_proposal")),
    )
    with op.batch_alter_table("casemgr_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_proposal_state"), ["state"], unique=False)


def _make_staff_session() -> None:
    op.create_table(
        "casemgr_staff_session",
        sa.Column("id_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column(
            "seed_sealed", sa.LargeBinary(), nullable=False, comment="sealed: random key in the cookie"
        ),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_until_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_staff_session_staff_id")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_casemgr_staff_session")),
    )
    with op.batch_alter_table("casemgr_staff_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_staff_session_staff_id"), ["staff_id"], unique=False)


def _make_assignment() -> None:
    op.create_table(
        "casemgr_assignment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("instructed_by", sa.String(length=32), nullable=False),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("instruction_sealed", sa.LargeBinary(), nullable=True, comment="sealed: case key"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_assignment_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["instructed_by"], ["casemgr_staff.id"], name=op.f("fk_casemgr_assignment_instructed_by")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_assignment_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_assignment")),
    )
    with op.batch_alter_table("casemgr_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_assignment_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_casemgr_assignment_open", ["staff_id", "ended_at", "case_id"], unique=False)


def _make_clock_run() -> None:
    op.create_table(
        "casemgr_clock_run",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("clock", sa.String(length=40), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_clock_run_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_clock_run")),
    )
    with op.batch_alter_table("casemgr_clock_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_clock_run_case_id"), ["case_id"], unique=False)


def _make_decision() -> None:
    op.create_table(
        "casemgr_decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("verb", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("decider_id", sa.String(length=32), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column(
            "values_sealed", sa.LargeBinary(), nullable=False, comment="sealed: case key (what was asked)"
        ),
        sa.Column("reason_sealed", sa.LargeBinary(), nullable=True, comment="sealed: case key"),
        sa.CheckConstraint(
            "state IN ('asked', 'agreed', 'refused', 'moot')", name=op.f("ck_casemgr_decision_state")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_casemgr_decision_two_persons")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["casemgr_staff.id"], name=op.f("fk_casemgr_decision_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_decision_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["casemgr_staff.id"], name=op.f("fk_casemgr_decision_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_decision_decider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_decision")),
    )
    with op.batch_alter_table("casemgr_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_decision_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_casemgr_decision_open", ["decider_id", "state"], unique=False)


def _make_exclusion() -> None:
    op.create_table(
        "casemgr_exclusion",
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column(
            "token",
            sa.LargeBinary(),
            nullable=False,
            comment="keyed token of a staff id, console server key (T1)",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_exclusion_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "token", name=op.f("pk_casemgr_exclusion")),
    )


def _make_history() -> None:
    op.create_table(
        "casemgr_history",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=24), nullable=False),
        sa.Column("from_status", sa.String(length=24), nullable=False),
        sa.Column("to_status", sa.String(length=24), nullable=False),
        sa.Column("actor_kind", sa.String(length=10), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=True),
        sa.Column("reason_code", sa.String(length=40), nullable=True),
        sa.Column("note_sealed", sa.LargeBinary(), nullable=True, comment="sealed: case key"),
        sa.CheckConstraint(
            "actor_kind IN ('reporter', 'staff', 'system')", name=op.f("ck_casemgr_history_actor_kind")
        ),
        sa.CheckConstraint(
            "happened_at IS NULL OR actor_kind <> 'reporter'", name=op.f("ck_casemgr_history_time")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_history_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_history_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_history")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_casemgr_history_case_id_number")),
        sqlite_with_rowid=False,
    )


def _make_note() -> None:
    op.create_table(
        "casemgr_note",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False, comment="sealed: case key"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_note_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_note_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_note")),
    )
    with op.batch_alter_table("casemgr_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_note_case_id"), ["case_id"], unique=False)


def _make_pause() -> None:
    op.create_table(
        "casemgr_pause",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_casemgr_pause_order")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_pause_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_pause")),
    )
    with op.batch_alter_table("casemgr_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_pause_case_id"), ["case_id"], unique=False)


def _make_recommendation() -> None:
    op.create_table(
        "casemgr_recommendation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column(
            "text_sealed", sa.LargeBinary(), nullable=False, comment="sealed: case key (text, addressee)"
        ),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'impossible')", name=op.f("ck_casemgr_recommendation_state")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["casemgr_case.id"],
            name=op.f("fk_casemgr_recommendation_case_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_recommendation")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_casemgr_recommendation_case_id_number")),
    )
    with op.batch_alter_table("casemgr_recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_recommendation_case_id"), ["case_id"], unique=False)


def _make_report() -> None:
    op.create_table(
        "casemgr_report",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("origin_case_id", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column(
            "lookup",
            sa.LargeBinary(),
            nullable=False,
            comment="look-up half of Argon2id(receipt code, pepper)",
        ),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column(
            "content_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed: report key (text, demand, circumstances)",
        ),
        sa.Column(
            "content_mac",
            sa.LargeBinary(),
            nullable=False,
            comment="HMAC of the content under the receipt code: tells a repeat from a change",
        ),
        sa.Column(
            "identity_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed: identity key (report half and every custodian half)",
        ),
        sa.Column("identity_version", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_report_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_report")),
        sa.UniqueConstraint("lookup", name=op.f("uq_casemgr_report_lookup")),
        sa.UniqueConstraint("reference", name=op.f("uq_casemgr_report_reference")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("casemgr_report", schema=None) as batch_op:
        batch_op.create_index(
            "ix_casemgr_report_of_case", ["case_id", "received_on", "reference"], unique=False
        )


def _make_subject() -> None:
    op.create_table(
        "casemgr_subject",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column(
            "person_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed: case key (name, position, unit)",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_subject_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_subject")),
    )
    with op.batch_alter_table("casemgr_subject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_subject_case_id"), ["case_id"], unique=False)


def _make_allegation() -> None:
    op.create_table(
        "casemgr_allegation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column(
            "matter_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed: case key (category, finding, outcome, sanction)",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_allegation_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"],
            ["casemgr_subject.id"],
            name=op.f("fk_casemgr_allegation_subject_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_allegation")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_casemgr_allegation_case_id_number")),
    )


def _make_disclosure() -> None:
    op.create_table(
        "casemgr_disclosure",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("tells_reporter", sa.Boolean(), nullable=False),
        sa.Column("untold_code", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'approved', 'refused', 'opened', 'ended')",
            name=op.f("ck_casemgr_disclosure_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["casemgr_staff.id"], name=op.f("fk_casemgr_disclosure_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["casemgr_case.id"], name=op.f("fk_casemgr_disclosure_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["casemgr_report.id"],
            name=op.f("fk_casemgr_disclosure_report_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_disclosure")),
    )
    with op.batch_alter_table("casemgr_disclosure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_casemgr_disclosure_case_id"), ["case_id"], unique=False)


def _make_follow_up() -> None:
    op.create_table(
        "casemgr_follow_up",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("recommendation_id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("evidence_id", sa.String(length=32), nullable=True),
        sa.Column("text_sealed", sa.LargeBinary(), nullable=False, comment="sealed: case key"),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["casemgr_attachment.id"], name=op.f("fk_casemgr_follow_up_evidence_id")
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["casemgr_recommendation.id"],
            name=op.f("fk_casemgr_follow_up_recommendation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_follow_up_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_follow_up")),
    )
    with op.batch_alter_table("casemgr_follow_up", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_casemgr_follow_up_recommendation_id"), ["recommendation_id"], unique=False
        )


def _make_message() -> None:
    op.create_table(
        "casemgr_message",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=10), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=True),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("code_values", sa.String(length=300), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True, comment="sealed: report key"),
        sa.Column("was_read_for_names", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "sender IN ('reporter', 'staff', 'system')", name=op.f("ck_casemgr_message_sender")
        ),
        sa.CheckConstraint("sent_at IS NULL OR sender <> 'reporter'", name=op.f("ck_casemgr_message_time")),
        sa.CheckConstraint(
            "(body_sealed IS NULL) = (code IS NOT NULL)", name=op.f("ck_casemgr_message_body")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["casemgr_report.id"],
            name=op.f("fk_casemgr_message_report_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_message_staff_id")),
        sa.ForeignKeyConstraint(["team_id"], ["casemgr_team.id"], name=op.f("fk_casemgr_message_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_message")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_casemgr_message_report_id_number")),
        sqlite_with_rowid=False,
    )


def _make_disclosure_answer() -> None:
    op.create_table(
        "casemgr_disclosure_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("disclosure_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column(
            "reason_sealed",
            sa.LargeBinary(),
            nullable=False,
            comment="sealed: custodian team key (the officer's reason)",
        ),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column(
            "own_reason_sealed",
            sa.LargeBinary(),
            nullable=True,
            comment="sealed: custodian team key (the team's reason)",
        ),
        sa.Column("wrap_id", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "answer IN ('none', 'approved', 'refused')", name=op.f("ck_casemgr_disclosure_answer_answer")
        ),
        sa.ForeignKeyConstraint(
            ["disclosure_id"],
            ["casemgr_disclosure.id"],
            name=op.f("fk_casemgr_disclosure_answer_disclosure_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["casemgr_staff.id"], name=op.f("fk_casemgr_disclosure_answer_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["casemgr_team.id"], name=op.f("fk_casemgr_disclosure_answer_team_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_casemgr_disclosure_answer")),
        sa.UniqueConstraint(
            "disclosure_id", "team_id", name=op.f("uq_casemgr_disclosure_answer_disclosure_id_team_id")
        ),
    )


_STEPS = (
    _make_attachment,
    _make_draft,
    _make_leaf,
    _make_office,
    _make_removal,
    _make_tally,
    _make_unit,
    _make_staff,
    _make_team,
    _make_case,
    _index_case,
    _make_membership,
    _make_notice,
    _make_proposal,
    _make_staff_session,
    _make_assignment,
    _make_clock_run,
    _make_decision,
    _make_exclusion,
    _make_history,
    _make_note,
    _make_pause,
    _make_recommendation,
    _make_report,
    _make_subject,
    _make_allegation,
    _make_disclosure,
    _make_follow_up,
    _make_message,
    _make_disclosure_answer,
)
_TABLES = (
    "casemgr_attachment",
    "casemgr_draft",
    "casemgr_leaf",
    "casemgr_office",
    "casemgr_removal",
    "casemgr_tally",
    "casemgr_unit",
    "casemgr_staff",
    "casemgr_team",
    "casemgr_case",
    "casemgr_membership",
    "casemgr_notice",
    "casemgr_proposal",
    "casemgr_staff_session",
    "casemgr_assignment",
    "casemgr_clock_run",
    "casemgr_decision",
    "casemgr_exclusion",
    "casemgr_history",
    "casemgr_note",
    "casemgr_pause",
    "casemgr_recommendation",
    "casemgr_report",
    "casemgr_subject",
    "casemgr_allegation",
    "casemgr_disclosure",
    "casemgr_follow_up",
    "casemgr_message",
    "casemgr_disclosure_answer",
)
"""In the order of their foreign keys."""
