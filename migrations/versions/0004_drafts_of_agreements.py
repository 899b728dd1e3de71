"""Drafts of agreements, assembled from what was agreed

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workbench.kernel.store import UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of drafts."""
    op.create_table(
        "agreement_drafts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("tree_key", sa.String(length=64), nullable=False),
        sa.Column("assembled_by", sa.String(length=16), nullable=False),
        sa.Column("assembled_at", UtcTime(), nullable=False),
        sa.Column("labour_at", UtcTime(), nullable=True),
        sa.Column("employer_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_agreement_drafts_bargaining")),
        sa.ForeignKeyConstraint(["assembled_by"], ["seats.id"], name=op.f("fk_agreement_drafts_assembled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_drafts")),
        sa.UniqueConstraint("bargaining", "number", name=op.f("uq_agreement_drafts_bargaining_number")),
    )
    for column in ("assembled_by", "bargaining", "stream"):
        op.create_index(f"ix_agreement_drafts_{column}", "agreement_drafts", [column])


def downgrade() -> None:
    """Drop the drafts: the versions they name stay."""
    op.drop_table("agreement_drafts")
