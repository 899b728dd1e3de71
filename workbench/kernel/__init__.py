"""The one door and what stands around it: commands, policies, events, streams, the ledger, readers."""

from workbench.kernel.act import NOBODY, Act, Actor, Question, the_house
from workbench.kernel.door import Committed, Door, Outcome, event_of
from workbench.kernel.messages import Command, Event, Handling
from workbench.kernel.reader import Reader
from workbench.kernel.registry import REGISTRY, Asking, handler, policy, preparation, reaction
from workbench.kernel.streams import AUDIENCES, Viewer, audience
from workbench.kernel.values import N_, Id, Line, Prose, Version, in_utc, line, new_id, prose
from workbench.kernel.verdict import (
    ALLOWED,
    SIGN_IN_FIRST,
    Absent,
    Allowed,
    Reason,
    Refusal,
    Refused,
    Verdict,
    refused,
)

__all__ = [
    "ALLOWED",
    "AUDIENCES",
    "NOBODY",
    "N_",
    "REGISTRY",
    "SIGN_IN_FIRST",
    "Absent",
    "Act",
    "Actor",
    "Allowed",
    "Asking",
    "Command",
    "Committed",
    "Door",
    "Event",
    "Handling",
    "Id",
    "Line",
    "Outcome",
    "Prose",
    "Question",
    "Reader",
    "Reason",
    "Refusal",
    "Refused",
    "Verdict",
    "Version",
    "Viewer",
    "audience",
    "event_of",
    "handler",
    "in_utc",
    "line",
    "new_id",
    "policy",
    "preparation",
    "prose",
    "reaction",
    "refused",
    "the_house",
]
