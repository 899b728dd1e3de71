"""Evaluation

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workbench.kernel.models import append_only_ddl
from workbench.kernel.store import UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "adoptions": (),
    "appeals": ("application", "against", "state", "grounds", "made_by", "at"),
    "committee_decisions": (),
    "conflicts_of_interest": ("person", "organisation", "ground", "words", "declared_at"),
    "evidence_pieces": (
        "stream",
        "application",
        "name",
        "sha256",
        "size",
        "media_type",
        "link",
        "covers_from",
        "covers_until",
        "stage",
        "visit",
        "given_by",
        "given_at",
    ),
    "figures": (),
    "filed_sheets": (),
    "objections": ("application", "notice", "person", "name", "contact", "text", "at"),
    "panel_changes": (),
    "panel_findings": (),
    "panel_openings": (),
    "panel_proposals": ("round", "body", "by", "at"),
    "public_notices": (
        "application",
        "round",
        "round_title",
        "office",
        "enterprise_name",
        "tier",
        "published_on",
        "until",
    ),
    "public_titles": (
        "number",
        "enterprise",
        "tier",
        "tier_zh",
        "tier_en",
        "scheme",
        "scheme_version",
        "scheme_digest",
        "scheme_zh",
        "scheme_en",
        "area",
        "year",
        "office",
        "named_on",
        "valid_until",
        "house",
        "digest",
        "signature",
        "published_at",
    ),
    "returns": (),
    "revocations": (),
    "scheme_versions": ("key", "number", "title", "source", "digest", "made_by", "made_at"),
    "title_reviews": ("application", "title", "year", "begun_at"),
    "titles": ("application", "enterprise", "round", "scheme_digest", "tier", "named_on", "valid_until", "number"),
    "visit_entries": (),
    "visit_plans": (),
}


def upgrade() -> None:
    """Make the tables of evaluation."""
    op.create_table(
        "public_titles",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("enterprise", sa.String(length=200), nullable=False),
        sa.Column("tier", sa.String(length=24), nullable=False),
        sa.Column("tier_zh", sa.String(length=2000), nullable=False),
        sa.Column("tier_en", sa.String(length=2000), nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("scheme_version", sa.String(length=40), nullable=False),
        sa.Column("scheme_digest", sa.String(length=64), nullable=False),
        sa.Column("scheme_zh", sa.String(length=2000), nullable=False),
        sa.Column("scheme_en", sa.String(length=2000), nullable=False),
        sa.Column("area", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("house", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("published_at", UtcTime(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=24), nullable=False),
        sa.Column("cause", sa.String(length=24), nullable=False),
        sa.Column("because_zh", sa.Text(), nullable=False),
        sa.Column("because_en", sa.Text(), nullable=False),
        sa.Column("followed_by", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_titles")),
        sa.UniqueConstraint("number", name=op.f("uq_public_titles_number")),
    )
    op.create_index("ix_public_titles_enterprise", "public_titles", ["enterprise"])
    op.create_index("ix_public_titles_named_on", "public_titles", ["named_on"])

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
        "survey_calls",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("enterprise_name", sa.String(length=200), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_calls")),
    )
    op.create_table(
        "survey_seeds",
        sa.Column("survey", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("survey", name=op.f("pk_survey_seeds")),
    )
    op.create_index("ix_survey_seeds_stream", "survey_seeds", ["stream"])

    op.create_table(
        "survey_slips",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("survey", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_survey_slips")),
    )
    op.create_index("ix_survey_slips_survey", "survey_slips", ["survey"])

    op.create_table(
        "survey_tallies",
        sa.Column("survey", sa.String(length=16), nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey", "question", "answer", name=op.f("pk_survey_tallies")),
    )
    op.create_table(
        "visit_places",
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=120), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_visit_places")),
    )
    op.create_index("ix_visit_places_stream", "visit_places", ["stream"])

    op.create_table(
        "visit_traits",
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("sector", sa.String(length=60), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("application", name=op.f("pk_visit_traits")),
    )
    op.create_index("ix_visit_traits_stream", "visit_traits", ["stream"])

    op.create_table(
        "conflicts_of_interest",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column("ground", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("declared_at", UtcTime(), nullable=False),
        sa.Column("lifted_at", UtcTime(), nullable=True),
        sa.Column("lifted_by", sa.String(length=16), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation"], ["organisations.id"], name=op.f("fk_conflicts_of_interest_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflicts_of_interest")),
    )
    op.create_index("ix_conflicts_of_interest_organisation", "conflicts_of_interest", ["organisation"])
    op.create_index("ix_conflicts_of_interest_person_organisation", "conflicts_of_interest", ["person", "organisation"])
    op.create_index("ix_conflicts_of_interest_stream", "conflicts_of_interest", ["stream"])

    op.create_table(
        "figures",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation", sa.String(length=16), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=24), nullable=False),
        sa.Column("unit", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("evidence", sa.String(length=300), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("supersedes", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("entered_by", sa.String(length=40), nullable=False),
        sa.Column("entered_at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name=op.f("fk_figures_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
        sa.UniqueConstraint("supersedes", name=op.f("uq_figures_supersedes")),
    )
    op.create_index("ix_figures_organisation", "figures", ["organisation"])
    op.create_index(
        "ix_figures_organisation_measure_period_source_edition",
        "figures",
        ["organisation", "measure", "period", "source", "edition"],
        unique=True,
    )
    op.create_index("ix_figures_stream", "figures", ["stream"])

    op.create_table(
        "round_calls",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("scheme", sa.String(length=16), nullable=False),
        sa.Column("organiser", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("apply_by", sa.Date(), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.ForeignKeyConstraint(["organiser"], ["organisations.id"], name=op.f("fk_round_calls_organiser")),
        sa.ForeignKeyConstraint(["scheme"], ["scheme_versions.id"], name=op.f("fk_round_calls_scheme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_calls")),
    )
    op.create_index("ix_round_calls_organiser", "round_calls", ["organiser"])
    op.create_index("ix_round_calls_scheme", "round_calls", ["scheme"])

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
        "evaluator_reaches",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=False),
        sa.Column("area", sa.String(length=120), nullable=False),
        sa.Column("at_most", sa.Integer(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_evaluator_reaches_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluator_reaches")),
    )
    op.create_index("ix_evaluator_reaches_round", "evaluator_reaches", ["round"])
    op.create_index("ix_evaluator_reaches_round_person", "evaluator_reaches", ["round", "person"], unique=True)
    op.create_index("ix_evaluator_reaches_stream", "evaluator_reaches", ["stream"])

    op.create_table(
        "panel_proposals",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("confirmed_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_panel_proposals_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_proposals")),
    )
    op.create_index("ix_panel_proposals_round", "panel_proposals", ["round"])
    op.create_index("ix_panel_proposals_stream", "panel_proposals", ["stream"])

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
        "visit_plans",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("round", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("among", sa.String(length=24), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("strata", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("drawn_by", sa.String(length=16), nullable=False),
        sa.Column("drawn_at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_visit_plans_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_plans")),
    )
    op.create_index("ix_visit_plans_round", "visit_plans", ["round"])
    op.create_index("ix_visit_plans_round_number", "visit_plans", ["round", "number"], unique=True)
    op.create_index("ix_visit_plans_stream", "visit_plans", ["stream"])

    op.create_table(
        "appeals",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("against", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_appeals_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
    )
    op.create_index("ix_appeals_against", "appeals", ["against"], unique=True)
    op.create_index("ix_appeals_application", "appeals", ["application"])
    op.create_index("ix_appeals_stream", "appeals", ["stream"])

    op.create_table(
        "evidence_doubts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("piece", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.String(length=16), nullable=False),
        sa.Column("raised_at", UtcTime(), nullable=False),
        sa.Column("settled_by", sa.String(length=16), nullable=True),
        sa.Column("settled_at", UtcTime(), nullable=True),
        sa.Column("settled_how", sa.Text(), nullable=False),
        sa.Column("told_as", sa.String(length=16), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_evidence_doubts_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_doubts")),
    )
    op.create_index("ix_evidence_doubts_application", "evidence_doubts", ["application"])
    op.create_index("ix_evidence_doubts_piece", "evidence_doubts", ["piece"])
    op.create_index("ix_evidence_doubts_stream", "evidence_doubts", ["stream"])

    op.create_table(
        "evidence_pieces",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=True),
        sa.Column("covers_until", sa.Date(), nullable=True),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("visit", sa.String(length=16), nullable=True),
        sa.Column("given_by", sa.String(length=16), nullable=False),
        sa.Column("given_at", UtcTime(), nullable=False),
        sa.Column("handed_in_as", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_evidence_pieces_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_pieces")),
    )
    op.create_index("ix_evidence_pieces_application", "evidence_pieces", ["application"])
    op.create_index("ix_evidence_pieces_stream", "evidence_pieces", ["stream"])
    op.create_index("ix_evidence_pieces_visit", "evidence_pieces", ["visit"])

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
        "panel_openings",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("missing", sa.String(length=80), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_panel_openings_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_openings")),
    )
    op.create_index("ix_panel_openings_application", "panel_openings", ["application"])
    op.create_index("ix_panel_openings_application_number", "panel_openings", ["application", "number"], unique=True)
    op.create_index("ix_panel_openings_stream", "panel_openings", ["stream"])

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
        "public_notices",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("round", sa.String(length=16), nullable=False),
        sa.Column("round_title", sa.String(length=200), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("enterprise_name", sa.String(length=200), nullable=False),
        sa.Column("tier", sa.String(length=24), nullable=True),
        sa.Column("tier_zh", sa.Text(), nullable=False),
        sa.Column("tier_en", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("ended_at", UtcTime(), nullable=True),
        sa.Column("taken_down", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_public_notices_application")),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_public_notices_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notices")),
    )
    op.create_index("ix_public_notices_application", "public_notices", ["application"])
    op.create_index("ix_public_notices_round", "public_notices", ["round"])

    op.create_table(
        "returns",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrections", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("returned_by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_returns_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
    )
    op.create_index("ix_returns_application", "returns", ["application"])
    op.create_index("ix_returns_stream", "returns", ["stream"])

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
        "surveys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=False),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("quotas", sa.Text(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(length=16), nullable=False),
        sa.Column("opened_at", UtcTime(), nullable=False),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_surveys_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    op.create_index("ix_surveys_application", "surveys", ["application"])
    op.create_index("ix_surveys_stream", "surveys", ["stream"])

    op.create_table(
        "titles",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("enterprise", sa.String(length=16), nullable=False),
        sa.Column("enterprise_name", sa.String(length=200), nullable=False),
        sa.Column("round", sa.String(length=16), nullable=False),
        sa.Column("scheme_digest", sa.String(length=64), nullable=False),
        sa.Column("scheme_key", sa.String(length=60), nullable=False),
        sa.Column("tier", sa.String(length=24), nullable=True),
        sa.Column("named_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=False),
        sa.Column("followed_by", sa.String(length=16), nullable=True),
        sa.Column("expired_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_titles_application")),
        sa.ForeignKeyConstraint(["enterprise"], ["organisations.id"], name=op.f("fk_titles_enterprise")),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_titles_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_titles")),
    )
    op.create_index("ix_titles_application", "titles", ["application"])
    op.create_index("ix_titles_enterprise", "titles", ["enterprise"])
    op.create_index("ix_titles_number", "titles", ["number"], unique=True)
    op.create_index("ix_titles_round", "titles", ["round"])
    op.create_index("ix_titles_stream", "titles", ["stream"])

    op.create_table(
        "visits",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("plan", sa.String(length=16), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.String(length=16), nullable=True),
        sa.Column("opened_at", UtcTime(), nullable=True),
        sa.Column("closed_at", UtcTime(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_visits_application")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index("ix_visits_application", "visits", ["application"])
    op.create_index("ix_visits_plan", "visits", ["plan"])
    op.create_index("ix_visits_stream", "visits", ["stream"])

    op.create_table(
        "adoptions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("filed_sheet", sa.String(length=16), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("representatives", sa.Integer(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("in_favour", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("satisfied", sa.String(length=12), nullable=True),
        sa.Column("pass_rule", sa.String(length=24), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("recorded_by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_adoptions_application")),
        sa.ForeignKeyConstraint(["filed_sheet"], ["filed_sheets.id"], name=op.f("fk_adoptions_filed_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoptions")),
    )
    op.create_index("ix_adoptions_application", "adoptions", ["application"])
    op.create_index("ix_adoptions_filed_sheet", "adoptions", ["filed_sheet"])
    op.create_index("ix_adoptions_stream", "adoptions", ["stream"])

    op.create_table(
        "committee_decisions",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("filed_sheet", sa.String(length=16), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("tier", sa.String(length=24), nullable=True),
        sa.Column("in_favour", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("abstained", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_committee_decisions_application")),
        sa.ForeignKeyConstraint(["filed_sheet"], ["filed_sheets.id"], name=op.f("fk_committee_decisions_filed_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_decisions")),
    )
    op.create_index("ix_committee_decisions_application", "committee_decisions", ["application"])
    op.create_index("ix_committee_decisions_filed_sheet", "committee_decisions", ["filed_sheet"])
    op.create_index("ix_committee_decisions_stream", "committee_decisions", ["stream"])

    op.create_table(
        "evidence_uses",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("piece", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_evidence_uses_application")),
        sa.ForeignKeyConstraint(["piece"], ["evidence_pieces.id"], name=op.f("fk_evidence_uses_piece")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_uses")),
    )
    op.create_index("ix_evidence_uses_application", "evidence_uses", ["application"])
    op.create_index("ix_evidence_uses_piece", "evidence_uses", ["piece"])
    op.create_index("ix_evidence_uses_piece_item", "evidence_uses", ["piece", "item"], unique=True)
    op.create_index("ix_evidence_uses_stream", "evidence_uses", ["stream"])

    op.create_table(
        "objections",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("notice", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=16), nullable=True),
        sa.Column("answered_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_objections_application")),
        sa.ForeignKeyConstraint(["notice"], ["public_notices.id"], name=op.f("fk_objections_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index("ix_objections_application", "objections", ["application"])
    op.create_index("ix_objections_notice", "objections", ["notice"])
    op.create_index("ix_objections_stream", "objections", ["stream"])

    op.create_table(
        "panel_changes",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_panel_changes_application")),
        sa.ForeignKeyConstraint(["seat"], ["panel_seats.id"], name=op.f("fk_panel_changes_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_changes")),
    )
    op.create_index("ix_panel_changes_application", "panel_changes", ["application"])
    op.create_index("ix_panel_changes_seat", "panel_changes", ["seat"])
    op.create_index("ix_panel_changes_stream", "panel_changes", ["stream"])

    op.create_table(
        "panel_findings",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("opening", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_panel_findings_application")),
        sa.ForeignKeyConstraint(["opening"], ["panel_openings.id"], name=op.f("fk_panel_findings_opening")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_findings")),
    )
    op.create_index("ix_panel_findings_application", "panel_findings", ["application"])
    op.create_index("ix_panel_findings_opening", "panel_findings", ["opening"])
    op.create_index(
        "ix_panel_findings_opening_item_edition", "panel_findings", ["opening", "item", "edition"], unique=True
    )
    op.create_index("ix_panel_findings_stream", "panel_findings", ["stream"])

    op.create_table(
        "revocations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=16), nullable=False),
        sa.Column("veto", sa.String(length=60), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_revocations_application")),
        sa.ForeignKeyConstraint(["title"], ["titles.id"], name=op.f("fk_revocations_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revocations")),
    )
    op.create_index("ix_revocations_application", "revocations", ["application"])
    op.create_index("ix_revocations_stream", "revocations", ["stream"])
    op.create_index("ix_revocations_title", "revocations", ["title"])

    op.create_table(
        "sheet_entries",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("sheet", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["sheet"], ["sheets.id"], name=op.f("fk_sheet_entries_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_entries")),
    )
    op.create_index("ix_sheet_entries_sheet", "sheet_entries", ["sheet"])
    op.create_index("ix_sheet_entries_sheet_item", "sheet_entries", ["sheet", "item"], unique=True)
    op.create_index("ix_sheet_entries_stream", "sheet_entries", ["stream"])

    op.create_table(
        "title_reviews",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("begun_at", UtcTime(), nullable=False),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("rectify_what", sa.Text(), nullable=False),
        sa.Column("overdue_noted_at", UtcTime(), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", UtcTime(), nullable=True),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["application"], ["applications.id"], name=op.f("fk_title_reviews_application")),
        sa.ForeignKeyConstraint(["title"], ["titles.id"], name=op.f("fk_title_reviews_title")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_reviews")),
    )
    op.create_index("ix_title_reviews_application", "title_reviews", ["application"])
    op.create_index("ix_title_reviews_stream", "title_reviews", ["stream"])
    op.create_index("ix_title_reviews_title", "title_reviews", ["title"])
    op.create_index("ix_title_reviews_title_year", "title_reviews", ["title", "year"], unique=True)

    op.create_table(
        "visit_entries",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("visit", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("finding", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("noted_at", UtcTime(), nullable=True),
        sa.Column("by", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("stream", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name=op.f("fk_visit_entries_visit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_entries")),
    )
    op.create_index("ix_visit_entries_stream", "visit_entries", ["stream"])
    op.create_index("ix_visit_entries_visit", "visit_entries", ["visit"])
    op.create_index("ix_visit_entries_visit_number", "visit_entries", ["visit", "number"], unique=True)

    for table, columns in APPEND_ONLY.items():
        for statement in append_only_ddl(op.get_bind().dialect.name, table, columns):
            op.execute(statement)


def downgrade() -> None:
    """Drop the tables of evaluation."""
    op.drop_table("visit_entries")
    op.drop_table("title_reviews")
    op.drop_table("sheet_entries")
    op.drop_table("revocations")
    op.drop_table("panel_findings")
    op.drop_table("panel_changes")
    op.drop_table("objections")
    op.drop_table("evidence_uses")
    op.drop_table("committee_decisions")
    op.drop_table("adoptions")
    op.drop_table("visits")
    op.drop_table("titles")
    op.drop_table("surveys")
    op.drop_table("sheets")
    op.drop_table("returns")
    op.drop_table("public_notices")
    op.drop_table("panel_seats")
    op.drop_table("panel_openings")
    op.drop_table("filed_sheets")
    op.drop_table("evidence_pieces")
    op.drop_table("evidence_doubts")
    op.drop_table("appeals")
    op.drop_table("visit_plans")
    op.drop_table("round_seats")
    op.drop_table("panel_proposals")
    op.drop_table("evaluator_reaches")
    op.drop_table("applications")
    op.drop_table("rounds")
    op.drop_table("round_calls")
    op.drop_table("figures")
    op.drop_table("conflicts_of_interest")
    op.drop_table("visit_traits")
    op.drop_table("visit_places")
    op.drop_table("survey_tallies")
    op.drop_table("survey_slips")
    op.drop_table("survey_seeds")
    op.drop_table("survey_calls")
    op.drop_table("scheme_versions")
    op.drop_table("public_titles")
