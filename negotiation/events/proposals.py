"""What happens to numbered proposals."""

from __future__ import annotations

from datetime import date

from negotiation.rules.streams import TABLE
from negotiation.rules.words import Party
from workbench.kernel import N_, Event, Id


class ProposalTabled(Event):
    """A numbered pass reached the table. It carries the whole text, so that the record alone proves what was proposed."""

    audience = TABLE
    sentence = N_("%(actor)s tabled %(label)s.")
    bargaining: Id
    issue: Id
    proposal: Id
    party: Party
    label: str
    parent: Id | None
    supersedes: Id | None
    text: str
    content_hash: str
    gist: str
    reason: str
    expires_on: date | None
    ends_with_meeting: bool
    meeting: Id | None
    attachments: tuple[str, ...]


class ProposalWithdrawn(Event):
    """Its own side withdrew a proposal."""

    audience = TABLE
    sentence = N_("%(actor)s withdrew %(label)s.")
    bargaining: Id
    issue: Id
    proposal: Id
    label: str
    reason: str


class ProposalExpired(Event):
    """A proposal's last day passed, or the meeting it was bound to closed."""

    audience = TABLE
    sentence = N_("%(label)s expired.")
    bargaining: Id
    issue: Id
    proposal: Id
    label: str


class ProposalLapsed(Event):
    """A proposal ended with the seat or the mandate of who tabled it, since the other side had not accepted it."""

    audience = TABLE
    sentence = N_("%(label)s lapsed with the seat that tabled it.")
    bargaining: Id
    issue: Id
    proposal: Id
    label: str
    seat: Id
