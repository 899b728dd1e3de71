"""Planning the panels of a whole round: ways and limits, a proposal, and confirming it."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import select

from evaluation.commands.panels import seated
from evaluation.events.panels import EvaluatorReachSet, PanelsConfirmed, PanelsProposed, VisitPlaceSet
from evaluation.models import Application, EvaluatorReach, PanelProposal, RoundSeat, VisitPlace
from evaluation.policy import panels as policy_of
from evaluation.policy.conflicts import unbiased
from evaluation.policy.panels import SEATED, barred, check_fit, named_for, opening_of, seats_of, sittings
from evaluation.rules import streams
from evaluation.rules.matching import Case, Evaluator, Matching, propose
from evaluation.rules.words import Bench, RoundRole
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
    line,
    policy,
)

NOBODY_TO_PLACE = Reason(
    "nobody_to_place", N_("Every panel of this round is complete, or nothing has been adopted yet."), 409
)
CONFIRMED_ALREADY = Reason("proposal_confirmed", N_("This proposal was confirmed already."), 409)
NEWER_PROPOSAL = Reason("newer_proposal", N_("A newer proposal was drawn up since. Look at that one."), 409)
EMPTY_PROPOSAL = Reason("empty_proposal", N_("This proposal places nobody: see why, and name evaluators first."), 409)
PROPOSAL_STALE = Reason(
    "proposal_stale",
    N_("This proposal no longer fits: the panel of %(enterprise)s has changed since. Draw up another."),
    409,
)
Area = Annotated[str, line(120, blank=True)]


class SetEvaluatorReach(Command):
    """Notes where an evaluator of a round sets out from (from the large to the small: "Qingdao/Shinan") and how many they can take."""

    sentence = N_("Note an evaluator's area and limit")
    locks = "round/{round}"
    round: Id
    person: Id = Field(title=N_("Evaluator"))
    area: Area = Field(default="", title=N_("District"))
    at_most: Annotated[int, Field(ge=0, le=1000)] | None = Field(default=None, title=N_("At most"))


@policy(SetEvaluatorReach)
def may_set_reach(question: Question, command: SetEvaluatorReach) -> Verdict:
    """Allow the chair and the office of the round."""
    return policy_of.may_plan(question, command.round)


@handler(SetEvaluatorReach)
def set_reach(act: Act, command: SetEvaluatorReach) -> Handling:
    """Write the area and limit over the earlier ones."""
    if named_for(act, command.round, command.person) is None:
        raise Absent
    query = select(EvaluatorReach).where(EvaluatorReach.round == command.round)
    row = act.first(query.where(EvaluatorReach.person == command.person))
    said = command.model_dump()
    if row is None:
        act.add(EvaluatorReach(id=act.new_id(), stream=streams.panels(command.round), **said))
    else:
        row.area, row.at_most = command.area, command.at_most
    yield EvaluatorReachSet(**said)
    return {}


class SetVisitPlace(Command):
    """Notes where an application is to be visited, from the large to the small."""

    sentence = N_("Note the place of the visit")
    locks = "evaluation/{application}"
    application: Id
    area: Area = Field(default="", title=N_("District"))


@policy(SetVisitPlace)
def may_set_visit_place(question: Question, command: SetVisitPlace) -> Verdict:
    """Allow the chair and the office, while the panel has not opened."""
    return policy_of.may_seat(question, command.application)


@handler(SetVisitPlace)
def set_visit_place(act: Act, command: SetVisitPlace) -> Handling:
    """Write the place over the earlier one."""
    row = act.session.get(VisitPlace, command.application)
    if row is None:
        act.add(VisitPlace(stream=streams.office(command.application), **command.model_dump()))
    else:
        row.area = command.area
    yield VisitPlaceSet(**command.model_dump())
    return {}


class ProposePanels(Command):
    """Draws up a proposal for all free places on panels of a round, by load, way and conflict. It assigns nobody.

    Result: {"proposal": id, "places": number, "gaps": number}.
    """

    sentence = N_("Draw up a proposal for the panels")
    locks = "round/{round}"
    round: Id


@policy(ProposePanels)
def may_propose(question: Question, command: ProposePanels) -> Verdict:
    """Allow the chair and the office of the round."""
    return policy_of.may_plan(question, command.round)


@handler(ProposePanels)
def propose_panels(act: Act, command: ProposePanels) -> Handling:
    """Work out the proposal and keep it."""
    found = _matching(act, command.round)
    if not found.placements and not found.gaps:
        raise Refusal(NOBODY_TO_PLACE)
    row = PanelProposal(
        id=act.new_id(),
        stream=streams.panels(command.round),
        round=command.round,
        body=_stored(found),
        by=str(act.actor.person),
        at=act.now,
    )
    act.add(row)
    numbers = {"places": len(found.placements), "gaps": len(found.gaps)}
    yield PanelsProposed(round=command.round, proposal=row.id, **numbers)
    return {"proposal": row.id, **numbers}


class ConfirmPanels(Command):
    """Gives all places of the newest proposal, or none of them when one no longer fits. Result: {"seats": number}."""

    sentence = N_("Confirm the proposal")
    # The lock of single seats is each application's own: the database's rule of one seat per bench stands behind both.
    locks = "round/{round}"
    round: Id
    proposal: Id


@policy(ConfirmPanels)
def may_confirm(question: Question, command: ConfirmPanels) -> Verdict:
    """Allow the chair and the office of the round."""
    return policy_of.may_plan(question, command.round)


@handler(ConfirmPanels)
def confirm_panels(act: Act, command: ConfirmPanels) -> Handling:
    """Enter every seat of the proposal."""
    row = _newest(act, command)
    places = json.loads(row.body)["places"]
    if not places:
        raise Refusal(EMPTY_PROPOSAL)
    row.confirmed_at = act.now
    yield PanelsConfirmed(round=row.round, proposal=row.id)
    for place in places:
        application = act.find(Application, place["application"])
        named = _still_fits(act, application, place)
        yield seated(act, application, named)
    return {"seats": len(places)}


def _newest(act: Act, command: ConfirmPanels) -> PanelProposal:
    row = act.find(PanelProposal, command.proposal)
    if row.round != command.round:
        raise Absent
    if row.confirmed_at is not None:
        raise Refusal(CONFIRMED_ALREADY)
    query = select(PanelProposal.id).where(PanelProposal.round == row.round, PanelProposal.at > row.at)
    if act.first(query) is not None:
        raise Refusal(NEWER_PROPOSAL)
    return row


def _still_fits(act: Act, application: Application, place: dict[str, Any]) -> RoundSeat:
    """Return the evaluator's place in the round. Raises Refusal naming the enterprise when the proposal is out of date."""
    stale = Refusal(PROPOSAL_STALE, enterprise=application.enterprise_name)
    if application.state not in SEATED or opening_of(act, application.id) is not None or not unbiased(act, application):
        raise stale
    try:
        named = check_fit(act, application, place["person"], seats_of(act, application.id))
    except Refusal:
        raise stale from None
    if named.bench != place["bench"]:
        raise stale
    return named


def _matching(act: Act, round: str) -> Matching:
    """Return who should take the free places, from what the record holds of people, seats, ways and conflicts."""
    applications = [one for one in _seatable(act, round) if unbiased(act, one)]
    query = select(RoundSeat).where(RoundSeat.round == round, RoundSeat.role == RoundRole.EVALUATOR)
    people = act.all(query.where(RoundSeat.ended_at.is_(None)))
    seats = seats_of(act, *(one.id for one in applications))
    reach = {one.person: one for one in act.all(select(EvaluatorReach).where(EvaluatorReach.round == round))}
    places = {one.application: one.area for one in act.all(select(VisitPlace))}
    return propose(
        [
            Evaluator(
                one.person,
                Bench(str(one.bench)),
                reach[one.person].area if one.person in reach else "",
                sum(seat.person == one.person for seat in seats),
                reach[one.person].at_most if one.person in reach else None,
            )
            for one in people
        ],
        [
            Case(one.id, places.get(one.id, ""), sittings([seat for seat in seats if seat.application == one.id]))
            for one in applications
        ],
        set(barred(act, [one.person for one in people], applications)),
    )


def _seatable(act: Act, round: str) -> list[Application]:
    query = select(Application).where(Application.round == round, Application.state.in_(SEATED))
    return [one for one in act.all(query.order_by(Application.id)) if opening_of(act, one.id) is None]


def _stored(found: Matching) -> str:
    places = [
        {"application": one.application, "bench": one.bench, "person": one.person, "metres": one.metres}
        for one in found.placements
    ]
    gaps = [
        {"application": one.application, "bench": one.bench, "why": [list(pair) for pair in one.why]}
        for one in found.gaps
    ]
    return json.dumps({"places": places, "gaps": gaps}, ensure_ascii=False, sort_keys=True)
