"""Proposing and adopting ground rules."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import Select, select

from negotiation.events.ground_rules import GroundRulesAdopted, GroundRulesProposed
from negotiation.models import GroundRules
from negotiation.policy.seats import SPEAKS_FOR_A_SIDE, all_of, has_mandate, has_role, seat_of, side_of, take_seat
from negotiation.rules import streams
from negotiation.rules.ground_rules import ground_rules_hash
from negotiation.rules.words import Role, Side
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    policy,
    prose,
    refused,
)

OTHER_RULES = Reason(
    "other_rules", N_("The ground rules are another text now. Read them again before you adopt them."), 409
)
ADOPTED_ALREADY = Reason("adopted_already", N_("Your side has adopted these ground rules already."), 409)
NO_CHANGE = Reason("same_rules", N_("These are the ground rules that are proposed or in force already."), 409)


class ProposeGroundRules(Command):
    """Proposes a text of ground rules, with or without a limit to each side's speaking time in a meeting.

    It replaces a text that is not in force yet; one in force stays so until both chiefs adopt the new one.
    Result: {"rules": id, "content_hash": what the chiefs adopt}.
    """

    sentence = N_("Propose ground rules")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    text: Annotated[str, prose(20_000)] = Field(title=N_("Ground rules"))
    speaking_minutes: Annotated[int, Field(ge=1, le=600)] | None = Field(
        default=None, title=N_("Speaking time in minutes")
    )


@policy(ProposeGroundRules)
def may_propose_ground_rules(question: Question, command: ProposeGroundRules) -> Verdict:
    """Allow those who speak for a side under a mandate."""
    mine = seat_of(question, command.bargaining)
    return all_of(has_role(mine, *SPEAKS_FOR_A_SIDE), has_mandate(question, mine))


@handler(ProposeGroundRules)
def propose_ground_rules(act: Act, command: ProposeGroundRules) -> Handling:
    """Enter the proposal and set aside one that was not adopted by both."""
    mine = take_seat(act, command.bargaining)
    digest = ground_rules_hash(command.text, command.speaking_minutes)
    standing = act.all(_standing(command.bargaining))
    if any(rules.content_hash == digest for rules in standing):
        raise Refusal(NO_CHANGE, "text")
    for rules in standing:
        if not _in_force(rules):
            rules.replaced_at = act.now
    row = GroundRules(
        id=act.new_id(),
        stream=streams.table(command.bargaining),
        bargaining=command.bargaining,
        text=command.text,
        speaking_minutes=command.speaking_minutes,
        content_hash=digest,
        proposed_by=mine.id,
        proposed_at=act.now,
    )
    act.add(row)
    yield GroundRulesProposed(bargaining=command.bargaining, rules=row.id, content_hash=digest)
    return {"rules": row.id, "content_hash": digest}


class AdoptGroundRules(Command):
    """Adopts, for one's side, the ground rules with exactly this content hash. They are in force once both chiefs have.

    Result: {"in_force": whether they are now}.
    """

    sentence = N_("Adopt ground rules")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    rules: Id
    content_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@policy(AdoptGroundRules)
def may_adopt_ground_rules(question: Question, command: AdoptGroundRules) -> Verdict:
    """Allow a chief under a mandate whose side has not adopted them yet."""
    mine = seat_of(question, command.bargaining)
    verdict = all_of(has_role(mine, Role.CHIEF), has_mandate(question, mine))
    if not verdict:
        return verdict
    rules = _rules_in(question, command.bargaining, command.rules)
    return refused(ADOPTED_ALREADY) if _adopted_at(rules, side_of(mine)) is not None else verdict


@handler(AdoptGroundRules)
def adopt_ground_rules(act: Act, command: AdoptGroundRules) -> Handling:
    """Enter the adoption; when it is the second, these rules take the place of those in force."""
    side = side_of(take_seat(act, command.bargaining))
    rules = _rules_in(act, command.bargaining, command.rules)
    if rules.replaced_at is not None or rules.content_hash != command.content_hash:
        raise Refusal(OTHER_RULES)
    if side is Side.LABOUR:
        rules.labour_at = act.now
    else:
        rules.employer_at = act.now
    if _in_force(rules):
        for earlier in act.all(_standing(command.bargaining).where(GroundRules.id != rules.id)):
            earlier.replaced_at = act.now
    act.session.flush()
    yield GroundRulesAdopted(
        bargaining=command.bargaining,
        rules=rules.id,
        side=side,
        content_hash=rules.content_hash,
        in_force=_in_force(rules),
    )
    return {"in_force": _in_force(rules)}


def _standing(bargaining: str) -> Select[GroundRules]:
    return select(GroundRules).where(GroundRules.bargaining == bargaining, GroundRules.replaced_at.is_(None))


def _rules_in(question: Question, bargaining: str, rules: str) -> GroundRules:
    found = question.find(GroundRules, rules)
    if found.bargaining != bargaining:
        raise Absent
    return found


def _adopted_at(rules: GroundRules, side: Side) -> datetime | None:
    return rules.labour_at if side is Side.LABOUR else rules.employer_at


def _in_force(rules: GroundRules) -> bool:
    return rules.labour_at is not None and rules.employer_at is not None
