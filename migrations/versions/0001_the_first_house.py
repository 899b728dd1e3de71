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
    op.create_index("ix_bargainings_stream", "bargainings", ["stream"])

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
    op.create_index("ix_checkpoints_stream", "checkpoints", ["stream"])

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
    op.create_index("ix_ledger_entries_event", "ledger_entries", ["event"])
    op.create_index("ix_ledger_entries_stream", "ledger_entries", ["stream"])

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
    op.create_index("ix_mails_settled", "mails", ["settled"])

    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("parent", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["organisations.id"], name=op.f("fk_organisations_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_index("ix_organisations_kind", "organisations", ["kind"])
    op.create_index("ix_organisations_name", "organisations", ["name"])

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
    op.create_index("ix_people_name", "people", ["name"])

    op.create_table(
        "secrets",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("expires", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_secrets")),
    )
    op.create_index("ix_secrets_subject", "secrets", ["subject"])

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
    op.create_index("ix_stream_seals_stream", "stream_seals", ["stream"])

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
    op.create_index("ix_attachments_bargaining", "attachments", ["bargaining"])
    op.create_index("ix_attachments_draft", "attachments", ["draft"])
    op.create_index("ix_attachments_proposal", "attachments", ["proposal"])
    op.create_index("ix_attachments_stream", "attachments", ["stream"])

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
    op.create_index("ix_attempts_account_at", "attempts", ["account", "at"])
    op.create_index("ix_attempts_address_at", "attempts", ["address", "at"])
    op.create_index("ix_attempts_person", "attempts", ["person"])
    op.create_index("ix_attempts_stream", "attempts", ["stream"])

    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_contacts_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index("ix_contacts_person", "contacts", ["person"])
    op.create_index("ix_contacts_stream", "contacts", ["stream"])

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
    op.create_index("ix_invitations_organisation", "invitations", ["organisation"])
    op.create_index("ix_invitations_stream", "invitations", ["stream"])

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
    op.create_index("ix_issues_bargaining", "issues", ["bargaining"])
    op.create_index("ix_issues_stream", "issues", ["stream"])

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
    op.create_index("ix_logins_person", "logins", ["person"])
    op.create_index("ix_logins_stream", "logins", ["stream"])

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
    op.create_index("ix_memberships_organisation", "memberships", ["organisation"])
    op.create_index("ix_memberships_person", "memberships", ["person"])
    op.create_index("ix_memberships_stream", "memberships", ["stream"])

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
    op.create_index("ix_minutes_bargaining", "minutes", ["bargaining"])
    op.create_index("ix_minutes_stream", "minutes", ["stream"])

    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_recovery_codes_person")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recovery_codes")),
    )
    op.create_index("ix_recovery_codes_person", "recovery_codes", ["person"])

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
    op.create_index("ix_seats_bargaining", "seats", ["bargaining"])
    op.create_index("ix_seats_person", "seats", ["person"])
    op.create_index("ix_seats_stream", "seats", ["stream"])

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
    op.create_index("ix_tokens_person", "tokens", ["person"])
    op.create_index("ix_tokens_stream", "tokens", ["stream"])

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
    op.create_index("ix_caucus_messages_bargaining", "caucus_messages", ["bargaining"])
    op.create_index("ix_caucus_messages_seat", "caucus_messages", ["seat"])
    op.create_index("ix_caucus_messages_stream", "caucus_messages", ["stream"])

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
    op.create_index("ix_caucus_notes_bargaining", "caucus_notes", ["bargaining"])
    op.create_index("ix_caucus_notes_issue", "caucus_notes", ["issue"])
    op.create_index("ix_caucus_notes_seat", "caucus_notes", ["seat"])
    op.create_index("ix_caucus_notes_stream", "caucus_notes", ["stream"])

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
    op.create_index("ix_confidence_messages_bargaining", "confidence_messages", ["bargaining"])
    op.create_index("ix_confidence_messages_seat", "confidence_messages", ["seat"])
    op.create_index("ix_confidence_messages_stream", "confidence_messages", ["stream"])

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
    op.create_index("ix_confirmations_bargaining", "confirmations", ["bargaining"])
    op.create_index("ix_confirmations_minutes", "confirmations", ["minutes"])
    op.create_index("ix_confirmations_seat", "confirmations", ["seat"])
    op.create_index("ix_confirmations_stream", "confirmations", ["stream"])

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
    op.create_index("ix_corrections_bargaining", "corrections", ["bargaining"])
    op.create_index("ix_corrections_minutes", "corrections", ["minutes"])
    op.create_index("ix_corrections_seat", "corrections", ["seat"])
    op.create_index("ix_corrections_stream", "corrections", ["stream"])

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
    op.create_index("ix_ground_rules_bargaining", "ground_rules", ["bargaining"])
    op.create_index("ix_ground_rules_proposed_by", "ground_rules", ["proposed_by"])
    op.create_index("ix_ground_rules_stream", "ground_rules", ["stream"])

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
    op.create_index("ix_mandates_bargaining", "mandates", ["bargaining"])
    op.create_index("ix_mandates_seat", "mandates", ["seat"])
    op.create_index("ix_mandates_stream", "mandates", ["stream"])

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
    op.create_index("ix_meetings_bargaining", "meetings", ["bargaining"])
    op.create_index("ix_meetings_called_by", "meetings", ["called_by"])
    op.create_index("ix_meetings_stream", "meetings", ["stream"])

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
    op.create_index("ix_proposal_drafts_bargaining", "proposal_drafts", ["bargaining"])
    op.create_index("ix_proposal_drafts_issue", "proposal_drafts", ["issue"])
    op.create_index("ix_proposal_drafts_saved_by", "proposal_drafts", ["saved_by"])
    op.create_index("ix_proposal_drafts_started_by", "proposal_drafts", ["started_by"])
    op.create_index("ix_proposal_drafts_stream", "proposal_drafts", ["stream"])

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
    op.create_index("ix_proposals_bargaining", "proposals", ["bargaining"])
    op.create_index("ix_proposals_issue", "proposals", ["issue"])
    op.create_index("ix_proposals_stream", "proposals", ["stream"])
    op.create_index("ix_proposals_tabled_by", "proposals", ["tabled_by"])

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
    op.create_index("ix_supposals_bargaining", "supposals", ["bargaining"])
    op.create_index("ix_supposals_issue", "supposals", ["issue"])
    op.create_index("ix_supposals_seat", "supposals", ["seat"])
    op.create_index("ix_supposals_stream", "supposals", ["stream"])

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
    op.create_index("ix_table_messages_bargaining", "table_messages", ["bargaining"])
    op.create_index("ix_table_messages_seat", "table_messages", ["seat"])
    op.create_index("ix_table_messages_stream", "table_messages", ["stream"])

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
    op.create_index("ix_agenda_items_bargaining", "agenda_items", ["bargaining"])
    op.create_index("ix_agenda_items_meeting", "agenda_items", ["meeting"])
    op.create_index("ix_agenda_items_stream", "agenda_items", ["stream"])

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
    op.create_index("ix_attendances_bargaining", "attendances", ["bargaining"])
    op.create_index("ix_attendances_meeting", "attendances", ["meeting"])
    op.create_index("ix_attendances_seat", "attendances", ["seat"])
    op.create_index("ix_attendances_stream", "attendances", ["stream"])

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
    op.create_index("ix_caucus_calls_bargaining", "caucus_calls", ["bargaining"])
    op.create_index("ix_caucus_calls_meeting", "caucus_calls", ["meeting"])
    op.create_index("ix_caucus_calls_seat", "caucus_calls", ["seat"])
    op.create_index("ix_caucus_calls_stream", "caucus_calls", ["stream"])

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
    op.create_index("ix_initials_bargaining", "initials", ["bargaining"])
    op.create_index("ix_initials_issue", "initials", ["issue"])
    op.create_index("ix_initials_proposal", "initials", ["proposal"])
    op.create_index("ix_initials_seat", "initials", ["seat"])
    op.create_index("ix_initials_stream", "initials", ["stream"])

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
    op.create_index("ix_tentative_agreements_bargaining", "tentative_agreements", ["bargaining"])
    op.create_index("ix_tentative_agreements_issue", "tentative_agreements", ["issue"])
    op.create_index("ix_tentative_agreements_proposal", "tentative_agreements", ["proposal"])
    op.create_index("ix_tentative_agreements_stream", "tentative_agreements", ["stream"])

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
    op.create_index("ix_turns_bargaining", "turns", ["bargaining"])
    op.create_index("ix_turns_meeting", "turns", ["meeting"])
    op.create_index("ix_turns_seat", "turns", ["seat"])
    op.create_index("ix_turns_stream", "turns", ["stream"])

    op.execute("INSERT INTO house_position (id, position) VALUES (1, 0)")
    for table, columns in APPEND_ONLY.items():
        for statement in append_only_ddl(op.get_bind().dialect.name, table, columns):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("turns")
    op.drop_table("tentative_agreements")
    op.drop_table("initials")
    op.drop_table("caucus_calls")
    op.drop_table("attendances")
    op.drop_table("agenda_items")
    op.drop_table("table_messages")
    op.drop_table("supposals")
    op.drop_table("proposals")
    op.drop_table("proposal_drafts")
    op.drop_table("meetings")
    op.drop_table("mandates")
    op.drop_table("ground_rules")
    op.drop_table("corrections")
    op.drop_table("confirmations")
    op.drop_table("confidence_messages")
    op.drop_table("caucus_notes")
    op.drop_table("caucus_messages")
    op.drop_table("tokens")
    op.drop_table("seats")
    op.drop_table("recovery_codes")
    op.drop_table("minutes")
    op.drop_table("memberships")
    op.drop_table("logins")
    op.drop_table("issues")
    op.drop_table("invitations")
    op.drop_table("credentials")
    op.drop_table("contacts")
    op.drop_table("attempts")
    op.drop_table("attachments")
    op.drop_table("stream_seals")
    op.drop_table("stream_heads")
    op.drop_table("secrets")
    op.drop_table("people")
    op.drop_table("outbox_cursors")
    op.drop_table("organisations")
    op.drop_table("mails")
    op.drop_table("ledger_entries")
    op.drop_table("house_position")
    op.drop_table("command_outcomes")
    op.drop_table("checkpoints")
    op.drop_table("bargainings")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")
