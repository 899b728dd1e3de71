"""Tables of bargaining. Every row is sealed to a stream; no behaviour beyond integrity."""

from negotiation.models.assembly import AgreementDraft
from negotiation.models.cases import Bargaining, GroundRules, Mandate, Seat
from negotiation.models.caucus import CaucusCall, CaucusMessage, CaucusNote, ConfidenceMessage, ProposalDraft
from negotiation.models.issues import Attachment, Initial, Issue, Proposal, Supposal, TentativeAgreement
from negotiation.models.meetings import AgendaItem, Attendance, Meeting, TableMessage, Turn
from negotiation.models.minutes import Confirmation, Correction, Minutes

__all__ = [
    "AgendaItem",
    "AgreementDraft",
    "Attachment",
    "Attendance",
    "Bargaining",
    "CaucusCall",
    "CaucusMessage",
    "CaucusNote",
    "ConfidenceMessage",
    "Confirmation",
    "Correction",
    "GroundRules",
    "Initial",
    "Issue",
    "Mandate",
    "Meeting",
    "Minutes",
    "Proposal",
    "ProposalDraft",
    "Seat",
    "Supposal",
    "TableMessage",
    "TentativeAgreement",
    "Turn",
]
