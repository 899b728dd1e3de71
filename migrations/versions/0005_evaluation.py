"""Evaluation

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workbench.kernel.store import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of evaluation."""
    op.create_table(
        "scheme_versions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("in_force_at", UtcTime(), nullable=True),
        sa.Column("retired_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_versions")),
    )
    op.create_index("ix_scheme_versions_key_number", "scheme_versions", ["key", "number"], unique=True)

    op.create_table(
        "rounds",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("scheme", sa.String(length=16), nullable=False),
        sa.Column("organiser", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("apply_by", sa.Date(), nullable=False),
        sa.Column("score_by", sa.Date(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["organiser"], ["organisations.id"], name=op.f("fk_rounds_organiser")),
        sa.ForeignKeyConstraint(["scheme"], ["scheme_versions.id"], name=op.f("fk_rounds_scheme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index("ix_rounds_organiser", "rounds", ["organiser"])
    op.create_index("ix_rounds_scheme", "rounds", ["scheme"])
    op.create_index("ix_rounds_stream", "rounds", ["stream"])

    op.create_table(
        "applications",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.String(length=16), nullable=False),
        sa.Column("enterprise", sa.String(length=16), nullable=False),
        sa.Column("enterprise_name", sa.String(length=200), nullable=False),
        sa.Column("union", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("tier", sa.String(length=24), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("applied_by", sa.String(length=16), nullable=False),
        sa.Column("applied_at", UtcTime(), nullable=False),
        sa.Column("state_since", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["organisations.id"], name=op.f("fk_applications_enterprise")),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_applications_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index("ix_applications_enterprise", "applications", ["enterprise"])
    op.create_index("ix_applications_round", "applications", ["round"])
    op.create_index("ix_applications_round_enterprise", "applications", ["round", "enterprise"], unique=True)
    op.create_index("ix_applications_stream", "applications", ["stream"])
    op.create_index("ix_applications_union", "applications", ["union"])

    op.create_table(
        "round_seats",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("bench", sa.String(length=24), nullable=True),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_round_seats_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_seats")),
    )
    op.create_index("ix_round_seats_person", "round_seats", ["person"])
    op.create_index("ix_round_seats_round", "round_seats", ["round"])
    op.create_index("ix_round_seats_stream", "round_seats", ["stream"])

    op.create_table(
        "filed_sheets",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("sheet", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("scorer", sa.String(length=16), nullable=False),
        sa.Column("bench", sa.String(length=24), nullable=True),
        sa.Column("scheme_digest", sa.String(length=64), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("total", sa.String(length=24), nullable=True),
        sa.Column("tier", sa.String(length=24), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_filed_sheets_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_sheets")),
    )
    op.create_index("ix_filed_sheets_application", "filed_sheets", ["application"])
    op.create_index("ix_filed_sheets_sheet", "filed_sheets", ["sheet"])
    op.create_index("ix_filed_sheets_stream", "filed_sheets", ["stream"])

    op.create_table(
        "panel_seats",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("bench", sa.String(length=24), nullable=False),
        sa.Column("assigned_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_panel_seats_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seats")),
    )
    with op.batch_alter_table("panel_seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_seats_application"), ["application"], unique=False)
        batch_op.create_index(
            "ix_panel_seats_one_per_bench",
            ["application", "bench"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_panel_seats_one_per_person",
            ["application", "person"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_panel_seats_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_panel_seats_stream"), ["stream"], unique=False)

    op.create_table(
        "sheets",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("scorer", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("handed_in_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_sheets_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
    )
    op.create_index("ix_sheets_application", "sheets", ["application"])
    op.create_index(
        "ix_sheets_application_stage_turn_scorer", "sheets", ["application", "stage", "turn", "scorer"], unique=True
    )
    op.create_index("ix_sheets_stream", "sheets", ["stream"])

    op.create_table(
        "sheet_entries",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("sheet", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["sheet"], ["sheets.id"], name=op.f("fk_sheet_entries_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_entries")),
    )
    op.create_index("ix_sheet_entries_sheet", "sheet_entries", ["sheet"])
    op.create_index("ix_sheet_entries_sheet_item", "sheet_entries", ["sheet", "item"], unique=True)
    op.create_index("ix_sheet_entries_stream", "sheet_entries", ["stream"])


def downgrade() -> None:
    """Drop the tables of evaluation."""
    op.drop_table("sheet_entries")
    op.drop_table("sheets")
    op.drop_table("panel_seats")
    op.drop_table("filed_sheets")
    op.drop_table("round_seats")
    op.drop_table("applications")
    op.drop_table("rounds")
    op.drop_table("scheme_versions")
