"""What is explored off the record: the ledger holds only that something was, never what, and never exports it."""

from __future__ import annotations

from negotiation.rules.streams import SUPPOSALS
from workbench.kernel import N_, Event, Id


class SupposalOffered(Event):
    """Something was explored off the record."""

    audience = SUPPOSALS
    on_record = False
    sentence = N_("Something was explored off the record.")
    bargaining: Id
    issue: Id
    supposal: Id


class SupposalWithdrawn(Event):
    """Something explored off the record was taken back, and is gone."""

    audience = SUPPOSALS
    on_record = False
    sentence = N_("Something explored off the record was taken back.")
    bargaining: Id
    issue: Id
    supposal: Id


class SupposalsErased(Event):
    """The meeting closed: what was explored in it is gone."""

    audience = SUPPOSALS
    on_record = False
    sentence = N_("What was explored off the record was erased.")
    bargaining: Id
