"""Who may open a bargaining, and for which party."""

from __future__ import annotations

from sqlalchemy import select

from negotiation.rules import streams
from negotiation.rules.words import Party
from workbench.kernel import ALLOWED, N_, Question, Reason, Verdict, refused
from workbench.kernel.models import LedgerEntry
from workbench.people.queries import is_house_administrator, kinds_of

MAY_NOT_OPEN = Reason(
    "may_not_open",
    N_(
        "A bargaining is opened by a member of a union, an enterprise, an employer association or a government office, "
        "or by an administrator of the house."
    ),
)
NOT_YOUR_PARTY = Reason("not_your_party", N_("None of your organisations belongs to this party."))

PARTY_OF_KIND = {
    "union": Party.LABOUR,
    "upper_union": Party.LABOUR,
    "enterprise": Party.EMPLOYER,
    "employer_association": Party.EMPLOYER,
    "government": Party.GOVERNMENT,
}
THIRD_PARTIES = frozenset({Party.GOVERNMENT, Party.MEDIATOR, Party.NEUTRAL})


def parties_open_to(question: Question) -> frozenset[Party]:
    """Return for which parties the actor may open a bargaining: those of their organisations; the house's administrators a third party."""
    person = question.actor.person
    kinds = kinds_of(question.session, person, question.now)
    own = frozenset(PARTY_OF_KIND[kind] for kind in kinds if kind in PARTY_OF_KIND)
    return own | (THIRD_PARTIES if is_house_administrator(question.session, person, question.now) else frozenset())


def may_open(question: Question, as_party: str | None) -> Verdict:
    """Return whether the actor may open a bargaining with a seat of this party, or with any when None."""
    parties = parties_open_to(question)
    if not parties:
        return refused(MAY_NOT_OPEN)
    return ALLOWED if as_party is None or as_party in parties else refused(NOT_YOUR_PARTY)


def opener_of(question: Question, bargaining: str) -> str | None:
    """Return who opened a bargaining: the actor of the first entry in its common record, which is its opening."""
    query = select(LedgerEntry.actor).where(LedgerEntry.stream == streams.table(bargaining), LedgerEntry.seq == 1)
    return question.first(query)
