"""Tables of evaluation."""

from evaluation.models.calls import Call
from evaluation.models.decisions import Adoption, Appeal, Decision, Notice, Objection, Return
from evaluation.models.evidence import Doubt, Piece, PieceUse
from evaluation.models.figures import Figure
from evaluation.models.panels import (
    ConflictOfInterest,
    EvaluatorReach,
    PanelChange,
    PanelFinding,
    PanelOpening,
    PanelProposal,
    VisitPlace,
)
from evaluation.models.publication import PublicTitle
from evaluation.models.rounds import Application, PanelSeat, Round, RoundSeat, SchemeVersion
from evaluation.models.sheets import Entry, FiledSheet, Sheet
from evaluation.models.surveys import Survey, SurveyCall, SurveySeed, SurveySlip, SurveyTally
from evaluation.models.titles import Review, Revocation, Title
from evaluation.models.visits import Visit, VisitEntry, VisitPlan, VisitTraits

__all__ = [
    "Adoption",
    "Appeal",
    "Application",
    "Call",
    "ConflictOfInterest",
    "Decision",
    "Doubt",
    "Entry",
    "EvaluatorReach",
    "Figure",
    "FiledSheet",
    "Notice",
    "Objection",
    "PanelChange",
    "PanelFinding",
    "PanelOpening",
    "PanelProposal",
    "PanelSeat",
    "Piece",
    "PieceUse",
    "PublicTitle",
    "Return",
    "Review",
    "Revocation",
    "Round",
    "RoundSeat",
    "SchemeVersion",
    "Sheet",
    "Survey",
    "SurveyCall",
    "SurveySeed",
    "SurveySlip",
    "SurveyTally",
    "Title",
    "Visit",
    "VisitEntry",
    "VisitPlace",
    "VisitPlan",
    "VisitTraits",
]
