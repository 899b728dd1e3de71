"""Addresses that wait

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workbench.kernel.store import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let another e-mail address wait beside the present one."""
    with op.batch_alter_table("contacts") as contacts:
        contacts.add_column(sa.Column("coming", sa.String(254), nullable=True))
        contacts.add_column(sa.Column("coming_at", UtcTime(), nullable=True))
        contacts.create_index("ix_contacts_coming_at", ["coming_at"])


def downgrade() -> None:
    """Forget the addresses that wait: the present ones stay."""
    with op.batch_alter_table("contacts") as contacts:
        contacts.drop_index("ix_contacts_coming_at")
        contacts.drop_column("coming_at")
        contacts.drop_column("coming")
