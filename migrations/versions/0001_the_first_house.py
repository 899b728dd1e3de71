"""The first house

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workbench.kernel.models import append_only_ddl
from workbench.kernel.store import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "checkpoints": (),
    "command_outcomes": (),
    "ledger_entries": (),
    "proposals": (
        "bargaining",
        "issue",
        "party",
        "number",
        "parent",
        "text",
        "content_hash",
        "gist",
        "reason",
        "expires_on",
        "ends_with_meeting",
        "tabled_by",
        "mandate",
        "tabled_at",
    ),
    "stream_seals": (),
}


def upgrade() -> None:
    op.create_table(
        "bargainings",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=24), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("employer_name", sa.String(length=200), nullable=False),
        sa.Column("labour_name", sa.String(length=200), nullable=False),
        sa.Column("employer_organisation", sa.String(length=16), nullable=True),
        sa.Column("labour_organisation", sa.String(length=16), nullable=True),
        sa.Column("area", sa.String(length=200), nullable=False),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("offered_by", sa.String(length=24), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("discussing", sa.String(length=16), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bargainings")),
    )
    with op.batch_alter_table("bargainings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bargainings_stream"), ["stream"], unique=False)

    op.create_table(
        "checkpoints",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkpoints")),
    )
    with op.batch_alter_table("checkpoints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkpoints_stream"), ["stream"], unique=False)

    op.create_table(
        "command_outcomes",
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("command", sa.String(length=80), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_command_outcomes")),
    )
    op.create_table(
        "house_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_position")),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("mandate", sa.String(length=40), nullable=True),
        sa.Column("command", sa.String(length=80), nullable=False),
        sa.Column("event", sa.String(length=80), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_ledger_entries")),
        sa.UniqueConstraint("stream", "seq", name=op.f("uq_ledger_entries_stream_seq")),
    )
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_entries_event", ["event"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entries_stream"), ["stream"], unique=False)

    op.create_table(
        "mails",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
        sa.Column("settled", UtcTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
    )
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mails_settled"), ["settled"], unique=False)

    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("parent", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["organisations.id"], name=op.f("fk_organisations_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisations_name"), ["name"], unique=False)

    op.create_table(
        "outbox_cursors",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_outbox_cursors")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_people_name"), ["name"], unique=False)

    op.create_table(
        "secrets",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("expires", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_secrets")),
    )
    with op.batch_alter_table("secrets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_secrets_subject"), ["subject"], unique=False)

    op.create_table(
        "stream_heads",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("frontier", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stream_heads")),
    )
    op.create_table(
        "stream_seals",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream_seals")),
    )
    with op.batch_alter_table("stream_seals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stream_seals_stream"), ["stream"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("draft", sa.String(length=16), nullable=True),
        sa.Column("proposal", sa.String(length=16), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_attachments_bargaining")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_draft"), ["draft"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_proposal"), ["proposal"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachments_stream"), ["stream"], unique=False)

    op.create_table(
        "attempts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_attempts_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_account_at"), ["account", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempts_address_at"), ["address", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempts_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_attempts_stream"), ["stream"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_contacts_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_stream"), ["stream"], unique=False)

    op.create_table(
        "credentials",
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("code_secret", sa.String(length=64), nullable=True),
        sa.Column("code_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_credentials_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_credentials")),
        sa.UniqueConstraint("email", name=op.f("uq_credentials_email")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column("function", sa.String(length=24), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("inviter", sa.String(length=40), nullable=False),
        sa.Column("made", UtcTime(), nullable=False),
        sa.Column("expires", UtcTime(), nullable=False),
        sa.Column("settled", UtcTime(), nullable=True),
        sa.Column("accepted_by", sa.String(length=16), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["accepted_by"], ["people.id"], name=op.f("fk_invitations_accepted_by")),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name=op.f("fk_invitations_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_stream"), ["stream"], unique=False)

    op.create_table(
        "issues",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=120), nullable=False),
        sa.Column("clause_number", sa.String(length=40), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("current_text", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(length=24), nullable=False),
        sa.Column("held_reason", sa.Text(), nullable=False),
        sa.Column("last_proposal", sa.String(length=16), nullable=True),
        sa.Column("added_at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_issues_bargaining")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
    )
    with op.batch_alter_table("issues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issues_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_issues_stream"), ["stream"], unique=False)

    op.create_table(
        "logins",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
        sa.Column("last_seen", UtcTime(), nullable=False),
        sa.Column("expires", UtcTime(), nullable=False),
        sa.Column("ended", UtcTime(), nullable=True),
        sa.Column("address", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_logins_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logins")),
    )
    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_logins_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_logins_stream"), ["stream"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column("function", sa.String(length=24), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name=op.f("fk_memberships_organisation")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_memberships_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_organisation"), ["organisation"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_stream"), ["stream"], unique=False)

    op.create_table(
        "minutes",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("meeting", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("ledger_seq", sa.Integer(), nullable=False),
        sa.Column("ledger_head", sa.String(length=64), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.Column("written_at", UtcTime(), nullable=False),
        sa.Column("frozen_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_minutes_bargaining")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting", name=op.f("uq_minutes_meeting")),
    )
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_stream"), ["stream"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_recovery_codes_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_codes_person"), ["person"], unique=False)

    op.create_table(
        "seats",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("party", sa.String(length=24), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("function", sa.String(length=120), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("replaced_by", sa.String(length=16), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_seats_bargaining")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seats_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_seats_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_seats_stream"), ["stream"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scopes", sa.String(length=40), nullable=False),
        sa.Column("created", UtcTime(), nullable=False),
        sa.Column("last_seen", UtcTime(), nullable=True),
        sa.Column("expires", UtcTime(), nullable=False),
        sa.Column("ended", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_tokens_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tokens_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_tokens_stream"), ["stream"], unique=False)

    op.create_table(
        "caucus_messages",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_caucus_messages_bargaining")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_caucus_messages_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caucus_messages")),
    )
    with op.batch_alter_table("caucus_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_caucus_messages_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_caucus_messages_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_caucus_messages_stream"), ["stream"], unique=False)

    op.create_table(
        "caucus_notes",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("issue", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("removed_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_caucus_notes_bargaining")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_caucus_notes_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caucus_notes")),
    )
    with op.batch_alter_table("caucus_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_caucus_notes_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_caucus_notes_issue"), ["issue"], unique=False)
        batch_op.create_index(batch_op.f("ix_caucus_notes_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_caucus_notes_stream"), ["stream"], unique=False)

    op.create_table(
        "confidence_messages",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_confidence_messages_bargaining")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_confidence_messages_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confidence_messages")),
    )
    with op.batch_alter_table("confidence_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confidence_messages_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_confidence_messages_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_confidence_messages_stream"), ["stream"], unique=False)

    op.create_table(
        "confirmations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_confirmations_bargaining")),
        sa.ForeignKeyConstraint(["minutes"], ["minutes.id"], name=op.f("fk_confirmations_minutes")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_confirmations_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmations")),
        sa.UniqueConstraint("minutes", "edition", "seat", name=op.f("uq_confirmations_minutes_edition_seat")),
    )
    with op.batch_alter_table("confirmations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confirmations_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_confirmations_minutes"), ["minutes"], unique=False)
        batch_op.create_index(batch_op.f("ix_confirmations_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_confirmations_stream"), ["stream"], unique=False)

    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.String(length=16), nullable=False),
        sa.Column("entry", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("verdict_reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_corrections_bargaining")),
        sa.ForeignKeyConstraint(["minutes"], ["minutes.id"], name=op.f("fk_corrections_minutes")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_corrections_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrections_minutes"), ["minutes"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrections_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_corrections_stream"), ["stream"], unique=False)

    op.create_table(
        "ground_rules",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("speaking_minutes", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.String(length=16), nullable=False),
        sa.Column("proposed_at", UtcTime(), nullable=False),
        sa.Column("labour_at", UtcTime(), nullable=True),
        sa.Column("employer_at", UtcTime(), nullable=True),
        sa.Column("replaced_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_ground_rules_bargaining")),
        sa.ForeignKeyConstraint(["proposed_by"], ["seats.id"], name=op.f("fk_ground_rules_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ground_rules")),
    )
    with op.batch_alter_table("ground_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ground_rules_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_ground_rules_proposed_by"), ["proposed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_ground_rules_stream"), ["stream"], unique=False)

    op.create_table(
        "mandates",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("granted_by", sa.String(length=200), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("granted_at", UtcTime(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_mandates_bargaining")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_mandates_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mandates_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_mandates_stream"), ["stream"], unique=False)

    op.create_table(
        "meetings",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=24), nullable=False),
        sa.Column("chair", sa.String(length=24), nullable=False),
        sa.Column("called_for", UtcTime(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("called_by", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=True),
        sa.Column("recess_until", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_meetings_bargaining")),
        sa.ForeignKeyConstraint(["called_by"], ["seats.id"], name=op.f("fk_meetings_called_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("bargaining", "number", name=op.f("uq_meetings_bargaining_number")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_called_by"), ["called_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_meetings_stream"), ["stream"], unique=False)

    op.create_table(
        "proposal_drafts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("issue", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("answers", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("gist", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("started_by", sa.String(length=16), nullable=False),
        sa.Column("saved_by", sa.String(length=16), nullable=False),
        sa.Column("saved_at", UtcTime(), nullable=False),
        sa.Column("tabled_as", sa.String(length=16), nullable=True),
        sa.Column("discarded_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_proposal_drafts_bargaining")),
        sa.ForeignKeyConstraint(["issue"], ["issues.id"], name=op.f("fk_proposal_drafts_issue")),
        sa.ForeignKeyConstraint(["saved_by"], ["seats.id"], name=op.f("fk_proposal_drafts_saved_by")),
        sa.ForeignKeyConstraint(["started_by"], ["seats.id"], name=op.f("fk_proposal_drafts_started_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_drafts")),
    )
    with op.batch_alter_table("proposal_drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_drafts_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_drafts_issue"), ["issue"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_drafts_saved_by"), ["saved_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_drafts_started_by"), ["started_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_drafts_stream"), ["stream"], unique=False)

    op.create_table(
        "proposals",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("issue", sa.String(length=16), nullable=False),
        sa.Column("party", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("parent", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("gist", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ends_with_meeting", sa.Boolean(), nullable=False),
        sa.Column("tabled_by", sa.String(length=16), nullable=False),
        sa.Column("mandate", sa.String(length=16), nullable=True),
        sa.Column("meeting", sa.String(length=16), nullable=True),
        sa.Column("tabled_at", UtcTime(), nullable=False),
        sa.Column("fate", sa.String(length=24), nullable=False),
        sa.Column("fate_at", UtcTime(), nullable=True),
        sa.Column("fate_reason", sa.Text(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_proposals_bargaining")),
        sa.ForeignKeyConstraint(["issue"], ["issues.id"], name=op.f("fk_proposals_issue")),
        sa.ForeignKeyConstraint(["tabled_by"], ["seats.id"], name=op.f("fk_proposals_tabled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint(
            "bargaining", "issue", "party", "number", name=op.f("uq_proposals_bargaining_issue_party_number")
        ),
    )
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposals_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_issue"), ["issue"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_stream"), ["stream"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposals_tabled_by"), ["tabled_by"], unique=False)

    op.create_table(
        "supposals",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("issue", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_supposals_bargaining")),
        sa.ForeignKeyConstraint(["issue"], ["issues.id"], name=op.f("fk_supposals_issue")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_supposals_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supposals")),
    )
    with op.batch_alter_table("supposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supposals_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_supposals_issue"), ["issue"], unique=False)
        batch_op.create_index(batch_op.f("ix_supposals_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_supposals_stream"), ["stream"], unique=False)

    op.create_table(
        "table_messages",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("meeting", sa.String(length=16), nullable=True),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("issue", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_table_messages_bargaining")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_table_messages_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_messages")),
    )
    with op.batch_alter_table("table_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_table_messages_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_table_messages_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_table_messages_stream"), ["stream"], unique=False)

    op.create_table(
        "agenda_items",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("meeting", sa.String(length=16), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("issue", sa.String(length=16), nullable=True),
        sa.Column("done_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_agenda_items_bargaining")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_agenda_items_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    )
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_items_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_items_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_items_stream"), ["stream"], unique=False)

    op.create_table(
        "attendances",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("meeting", sa.String(length=16), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("arrived_at", UtcTime(), nullable=False),
        sa.Column("left_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_attendances_bargaining")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_attendances_meeting")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_attendances_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendances")),
    )
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendances_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendances_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendances_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendances_stream"), ["stream"], unique=False)

    op.create_table(
        "caucus_calls",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("meeting", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("called_at", UtcTime(), nullable=False),
        sa.Column("until", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_caucus_calls_bargaining")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_caucus_calls_meeting")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_caucus_calls_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caucus_calls")),
    )
    with op.batch_alter_table("caucus_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_caucus_calls_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_caucus_calls_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_caucus_calls_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_caucus_calls_stream"), ["stream"], unique=False)

    op.create_table(
        "initials",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("issue", sa.String(length=16), nullable=False),
        sa.Column("proposal", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=24), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("lapsed_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_initials_bargaining")),
        sa.ForeignKeyConstraint(["issue"], ["issues.id"], name=op.f("fk_initials_issue")),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name=op.f("fk_initials_proposal")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_initials_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initials")),
    )
    with op.batch_alter_table("initials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_initials_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_initials_issue"), ["issue"], unique=False)
        batch_op.create_index(batch_op.f("ix_initials_proposal"), ["proposal"], unique=False)
        batch_op.create_index(batch_op.f("ix_initials_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_initials_stream"), ["stream"], unique=False)

    op.create_table(
        "tentative_agreements",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("issue", sa.String(length=16), nullable=False),
        sa.Column("proposal", sa.String(length=16), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("reopened_at", UtcTime(), nullable=True),
        sa.Column("reopened_by", sa.String(length=16), nullable=True),
        sa.Column("reopened_reason", sa.Text(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_tentative_agreements_bargaining")),
        sa.ForeignKeyConstraint(["issue"], ["issues.id"], name=op.f("fk_tentative_agreements_issue")),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name=op.f("fk_tentative_agreements_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tentative_agreements")),
    )
    with op.batch_alter_table("tentative_agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tentative_agreements_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_tentative_agreements_issue"), ["issue"], unique=False)
        batch_op.create_index(batch_op.f("ix_tentative_agreements_proposal"), ["proposal"], unique=False)
        batch_op.create_index(batch_op.f("ix_tentative_agreements_stream"), ["stream"], unique=False)

    op.create_table(
        "turns",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("bargaining", sa.String(length=16), nullable=False),
        sa.Column("meeting", sa.String(length=16), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("party", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcTime(), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=True),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("lowered_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["bargaining"], ["bargainings.id"], name=op.f("fk_turns_bargaining")),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name=op.f("fk_turns_meeting")),
        sa.ForeignKeyConstraint(["seat"], ["seats.id"], name=op.f("fk_turns_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turns_bargaining"), ["bargaining"], unique=False)
        batch_op.create_index(batch_op.f("ix_turns_meeting"), ["meeting"], unique=False)
        batch_op.create_index(batch_op.f("ix_turns_seat"), ["seat"], unique=False)
        batch_op.create_index(batch_op.f("ix_turns_stream"), ["stream"], unique=False)

    op.execute("INSERT INTO house_position (id, position) VALUES (1, 0)")
    for table, columns in APPEND_ONLY.items():
        for statement in append_only_ddl(op.get_bind().dialect.name, table, columns):
            op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turns_stream"))
        batch_op.drop_index(batch_op.f("ix_turns_seat"))
        batch_op.drop_index(batch_op.f("ix_turns_meeting"))
        batch_op.drop_index(batch_op.f("ix_turns_bargaining"))

    op.drop_table("turns")
    with op.batch_alter_table("tentative_agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tentative_agreements_stream"))
        batch_op.drop_index(batch_op.f("ix_tentative_agreements_proposal"))
        batch_op.drop_index(batch_op.f("ix_tentative_agreements_issue"))
        batch_op.drop_index(batch_op.f("ix_tentative_agreements_bargaining"))

    op.drop_table("tentative_agreements")
    with op.batch_alter_table("initials", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_initials_stream"))
        batch_op.drop_index(batch_op.f("ix_initials_seat"))
        batch_op.drop_index(batch_op.f("ix_initials_proposal"))
        batch_op.drop_index(batch_op.f("ix_initials_issue"))
        batch_op.drop_index(batch_op.f("ix_initials_bargaining"))

    op.drop_table("initials")
    with op.batch_alter_table("caucus_calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_caucus_calls_stream"))
        batch_op.drop_index(batch_op.f("ix_caucus_calls_seat"))
        batch_op.drop_index(batch_op.f("ix_caucus_calls_meeting"))
        batch_op.drop_index(batch_op.f("ix_caucus_calls_bargaining"))

    op.drop_table("caucus_calls")
    with op.batch_alter_table("attendances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendances_stream"))
        batch_op.drop_index(batch_op.f("ix_attendances_seat"))
        batch_op.drop_index(batch_op.f("ix_attendances_meeting"))
        batch_op.drop_index(batch_op.f("ix_attendances_bargaining"))

    op.drop_table("attendances")
    with op.batch_alter_table("agenda_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_items_stream"))
        batch_op.drop_index(batch_op.f("ix_agenda_items_meeting"))
        batch_op.drop_index(batch_op.f("ix_agenda_items_bargaining"))

    op.drop_table("agenda_items")
    with op.batch_alter_table("table_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_table_messages_stream"))
        batch_op.drop_index(batch_op.f("ix_table_messages_seat"))
        batch_op.drop_index(batch_op.f("ix_table_messages_bargaining"))

    op.drop_table("table_messages")
    with op.batch_alter_table("supposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supposals_stream"))
        batch_op.drop_index(batch_op.f("ix_supposals_seat"))
        batch_op.drop_index(batch_op.f("ix_supposals_issue"))
        batch_op.drop_index(batch_op.f("ix_supposals_bargaining"))

    op.drop_table("supposals")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposals_tabled_by"))
        batch_op.drop_index(batch_op.f("ix_proposals_stream"))
        batch_op.drop_index(batch_op.f("ix_proposals_issue"))
        batch_op.drop_index(batch_op.f("ix_proposals_bargaining"))

    op.drop_table("proposals")
    with op.batch_alter_table("proposal_drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_drafts_stream"))
        batch_op.drop_index(batch_op.f("ix_proposal_drafts_started_by"))
        batch_op.drop_index(batch_op.f("ix_proposal_drafts_saved_by"))
        batch_op.drop_index(batch_op.f("ix_proposal_drafts_issue"))
        batch_op.drop_index(batch_op.f("ix_proposal_drafts_bargaining"))

    op.drop_table("proposal_drafts")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_stream"))
        batch_op.drop_index(batch_op.f("ix_meetings_called_by"))
        batch_op.drop_index(batch_op.f("ix_meetings_bargaining"))

    op.drop_table("meetings")
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandates_stream"))
        batch_op.drop_index(batch_op.f("ix_mandates_seat"))
        batch_op.drop_index(batch_op.f("ix_mandates_bargaining"))

    op.drop_table("mandates")
    with op.batch_alter_table("ground_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ground_rules_stream"))
        batch_op.drop_index(batch_op.f("ix_ground_rules_proposed_by"))
        batch_op.drop_index(batch_op.f("ix_ground_rules_bargaining"))

    op.drop_table("ground_rules")
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_corrections_stream"))
        batch_op.drop_index(batch_op.f("ix_corrections_seat"))
        batch_op.drop_index(batch_op.f("ix_corrections_minutes"))
        batch_op.drop_index(batch_op.f("ix_corrections_bargaining"))

    op.drop_table("corrections")
    with op.batch_alter_table("confirmations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmations_stream"))
        batch_op.drop_index(batch_op.f("ix_confirmations_seat"))
        batch_op.drop_index(batch_op.f("ix_confirmations_minutes"))
        batch_op.drop_index(batch_op.f("ix_confirmations_bargaining"))

    op.drop_table("confirmations")
    with op.batch_alter_table("confidence_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confidence_messages_stream"))
        batch_op.drop_index(batch_op.f("ix_confidence_messages_seat"))
        batch_op.drop_index(batch_op.f("ix_confidence_messages_bargaining"))

    op.drop_table("confidence_messages")
    with op.batch_alter_table("caucus_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_caucus_notes_stream"))
        batch_op.drop_index(batch_op.f("ix_caucus_notes_seat"))
        batch_op.drop_index(batch_op.f("ix_caucus_notes_issue"))
        batch_op.drop_index(batch_op.f("ix_caucus_notes_bargaining"))

    op.drop_table("caucus_notes")
    with op.batch_alter_table("caucus_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_caucus_messages_stream"))
        batch_op.drop_index(batch_op.f("ix_caucus_messages_seat"))
        batch_op.drop_index(batch_op.f("ix_caucus_messages_bargaining"))

    op.drop_table("caucus_messages")
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tokens_stream"))
        batch_op.drop_index(batch_op.f("ix_tokens_person"))

    op.drop_table("tokens")
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seats_stream"))
        batch_op.drop_index(batch_op.f("ix_seats_person"))
        batch_op.drop_index(batch_op.f("ix_seats_bargaining"))

    op.drop_table("seats")
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_codes_person"))

    op.drop_table("recovery_codes")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_minutes_stream"))
        batch_op.drop_index(batch_op.f("ix_minutes_bargaining"))

    op.drop_table("minutes")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_stream"))
        batch_op.drop_index(batch_op.f("ix_memberships_person"))
        batch_op.drop_index(batch_op.f("ix_memberships_organisation"))

    op.drop_table("memberships")
    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_logins_stream"))
        batch_op.drop_index(batch_op.f("ix_logins_person"))

    op.drop_table("logins")
    with op.batch_alter_table("issues", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issues_stream"))
        batch_op.drop_index(batch_op.f("ix_issues_bargaining"))

    op.drop_table("issues")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_stream"))
        batch_op.drop_index(batch_op.f("ix_invitations_organisation"))

    op.drop_table("invitations")
    op.drop_table("credentials")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_stream"))
        batch_op.drop_index(batch_op.f("ix_contacts_person"))

    op.drop_table("contacts")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempts_stream"))
        batch_op.drop_index(batch_op.f("ix_attempts_person"))
        batch_op.drop_index(batch_op.f("ix_attempts_address_at"))
        batch_op.drop_index(batch_op.f("ix_attempts_account_at"))

    op.drop_table("attempts")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_stream"))
        batch_op.drop_index(batch_op.f("ix_attachments_proposal"))
        batch_op.drop_index(batch_op.f("ix_attachments_draft"))
        batch_op.drop_index(batch_op.f("ix_attachments_bargaining"))

    op.drop_table("attachments")
    with op.batch_alter_table("stream_seals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stream_seals_stream"))

    op.drop_table("stream_seals")
    op.drop_table("stream_heads")
    with op.batch_alter_table("secrets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_secrets_subject"))

    op.drop_table("secrets")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_name"))

    op.drop_table("people")
    op.drop_table("outbox_cursors")
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_name"))
        batch_op.drop_index(batch_op.f("ix_organisations_kind"))

    op.drop_table("organisations")
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mails_settled"))

    op.drop_table("mails")
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entries_stream"))
        batch_op.drop_index("ix_ledger_entries_event")

    op.drop_table("ledger_entries")
    op.drop_table("house_position")
    op.drop_table("command_outcomes")
    with op.batch_alter_table("checkpoints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkpoints_stream"))

    op.drop_table("checkpoints")
    with op.batch_alter_table("bargainings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bargainings_stream"))

    op.drop_table("bargainings")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")
