"""Texts of agreements, their versions and tags; the clause an issue is about

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workbench.kernel.models import append_only_ddl
from workbench.kernel.store import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("text_versions", "version_tags")


def upgrade() -> None:
    op.create_table(
        "agreement_texts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("made_by", sa.String(length=40), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_texts")),
    )
    op.create_index("ix_agreement_texts_stream", "agreement_texts", ["stream"])

    op.create_table(
        "text_versions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parents", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tree", sa.Text(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("saved_by", sa.String(length=40), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["text"], ["agreement_texts.id"], name=op.f("fk_text_versions_text")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_versions")),
        sa.UniqueConstraint("text", "number", name=op.f("uq_text_versions_text_number")),
    )
    op.create_index("ix_text_versions_key", "text_versions", ["key"])
    op.create_index("ix_text_versions_stream", "text_versions", ["stream"])
    op.create_index("ix_text_versions_text", "text_versions", ["text"])

    op.create_table(
        "version_tags",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("tag", sa.String(length=24), nullable=False),
        sa.Column("tagged_by", sa.String(length=40), nullable=False),
        sa.Column("tagged_at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["text"], ["agreement_texts.id"], name=op.f("fk_version_tags_text")),
        sa.ForeignKeyConstraint(["version"], ["text_versions.id"], name=op.f("fk_version_tags_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_tags")),
        sa.UniqueConstraint("version", "tag", name=op.f("uq_version_tags_version_tag")),
    )
    op.create_index("ix_version_tags_stream", "version_tags", ["stream"])
    op.create_index("ix_version_tags_text", "version_tags", ["text"])
    op.create_index("ix_version_tags_version", "version_tags", ["version"])

    op.add_column("issues", sa.Column("clause", sa.String(length=16), nullable=True))
    op.create_index("ix_issues_clause", "issues", ["clause"])
    op.add_column("bargainings", sa.Column("base_version", sa.String(length=16), nullable=True))

    for table in APPEND_ONLY:
        for statement in append_only_ddl(op.get_bind().dialect.name, table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_column("bargainings", "base_version")
    op.drop_index("ix_issues_clause", table_name="issues")
    op.drop_column("issues", "clause")
    op.drop_table("version_tags")
    op.drop_table("text_versions")
    op.drop_table("agreement_texts")
