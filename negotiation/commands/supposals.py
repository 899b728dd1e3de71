"""What is explored off the record: its words stand in one row alone, and go with it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from negotiation.events.supposals import SupposalOffered, SupposalWithdrawn
from negotiation.models import Supposal
from negotiation.policy.seats import side_of, take_seat
from negotiation.policy.supposals import may_suppose, may_take_back
from negotiation.rules import streams
from workbench.kernel import N_, Act, Command, Handling, Id, Question, Verdict, handler, policy, prose


class OfferSupposal(Command):
    """Explores something on an issue off the record. It is erased when the meeting closes and enters no minutes."""

    sentence: ClassVar[str] = N_("Explore off the record")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    # Not even a digest of the words may stay behind.
    secrets: ClassVar[frozenset[str]] = frozenset({"text"})
    bargaining: Id
    issue: Id
    text: Annotated[str, prose(5_000)] = Field(title=N_("Text"))


class WithdrawSupposal(Command):
    """Takes back, and so erases, what one's side explored off the record."""

    sentence: ClassVar[str] = N_("Take it back")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    supposal: Id


@policy(OfferSupposal)
def _may_offer(question: Question, command: OfferSupposal) -> Verdict:
    return may_suppose(question, command.bargaining, command.issue)


@policy(WithdrawSupposal)
def _may_take_back(question: Question, command: WithdrawSupposal) -> Verdict:
    return may_take_back(question, command.bargaining, command.supposal)


@handler(OfferSupposal)
def offer_supposal(act: Act, command: OfferSupposal) -> Handling:
    """Keep the words in their one row and tell those at the table that there is something."""
    seat = take_seat(act, command.bargaining)
    supposal = Supposal(
        id=act.new_id(),
        stream=streams.supposals(command.bargaining),
        bargaining=command.bargaining,
        issue=command.issue,
        side=side_of(seat),
        seat=seat.id,
        text=command.text,
        at=act.now,
    )
    act.add(supposal)
    yield SupposalOffered(bargaining=command.bargaining, issue=command.issue, supposal=supposal.id)
    return {"supposal": supposal.id}


@handler(WithdrawSupposal)
def withdraw_supposal(act: Act, command: WithdrawSupposal) -> Handling:
    """Erase the row."""
    take_seat(act, command.bargaining)
    supposal = act.find(Supposal, command.supposal)
    act.session.delete(supposal)
    yield SupposalWithdrawn(bargaining=command.bargaining, issue=supposal.issue, supposal=supposal.id)
    return {"supposal": supposal.id}
