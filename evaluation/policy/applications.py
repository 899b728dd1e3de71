"""Who may apply for whom, and who may move an application on."""

from __future__ import annotations

from sqlalchemy import select

from evaluation.models import Application, Call
from evaluation.policy.conflicts import unbiased
from evaluation.policy.roles import application_of, is_applicant, roles_in
from evaluation.rules.words import ApplicationState, RoundRole
from evaluation.rules.workflow import Step, move
from workbench.kernel import ALLOWED, N_, Question, Reason, Verdict, refused
from workbench.people.queries import kind_of, organisations_of

NOT_AN_ENTERPRISE = Reason("not_an_enterprise", N_("A member of the enterprise applies for it."))
NOT_OPEN_YET = Reason("not_open_yet", N_("Applications are taken from %(day)s on."), 409)
TOO_LATE_TO_APPLY = Reason("too_late_to_apply", N_("The last day to apply was %(day)s."), 409)
CALL_CLOSED = Reason("call_closed", N_("The round is closed and takes no more applications."), 409)
APPLIED_ALREADY = Reason("applied_already", N_("This enterprise has applied in this round already."), 409)
NOT_APPLICANT = Reason("not_applicant", N_("Only the enterprise that applies, or its union, can do this."))
OWN_CASE = Reason("own_case", N_("You belong to the enterprise or to its union, so others decide on this application."))
NOT_THAT_ROLE = Reason("not_that_role", N_("Where the application stands this is done by: %(role)s."))
NOT_NOW = Reason("not_now", N_("This cannot be done where the application stands."), 409)

ROLE_NAMES = {
    RoundRole.OFFICE: N_("the office"),
    RoundRole.REVIEWER: N_("a second reviewer"),
    RoundRole.COMMITTEE: N_("the committee"),
    RoundRole.CHAIR: N_("the chair of the panels"),
    RoundRole.EVALUATOR: N_("an evaluator"),
}


def enterprises_of(question: Question) -> list[str]:
    """Return the enterprises for which the actor may apply."""
    own = organisations_of(question.session, question.actor.person, question.now)
    return sorted(one for one in own if kind_of(question.session, one) == "enterprise")


def may_apply(question: Question, round: str, enterprise: str | None) -> Verdict:
    """Allow members of an enterprise while applications are taken, once for each enterprise in a round."""
    call = question.find(Call, round)
    own = enterprises_of(question)
    if not own or enterprise not in (None, *own):
        return refused(NOT_AN_ENTERPRISE)
    if call.closed_at is not None:
        return refused(CALL_CLOSED)
    if question.today < call.opens_on:
        return refused(NOT_OPEN_YET, day=call.opens_on.isoformat())
    if question.today > call.apply_by:
        return refused(TOO_LATE_TO_APPLY, day=call.apply_by.isoformat())
    left = set(own if enterprise is None else [enterprise]) - _applied(question, round)
    return ALLOWED if left else refused(APPLIED_ALREADY)


def _applied(question: Question, round: str) -> set[str]:
    return set(question.all(select(Application.enterprise).where(Application.round == round)))


def may_step(question: Question, application: str, step: Step) -> Verdict:
    """Allow those who take this step from where the application stands; nobody decides on a case of their own."""
    found = application_of(question, application)
    arrow = move(step, ApplicationState(found.state))
    if arrow is None:
        return refused(NOT_NOW)
    if not arrow.roles:
        return ALLOWED if is_applicant(question, found) else refused(NOT_APPLICANT)
    return has_role_for(question, found, *arrow.roles)


def has_role_for(question: Question, application: Application, *roles: RoundRole) -> Verdict:
    """Allow those with one of these roles in the application's round, unless they belong to the applicant or are tied to it."""
    if not roles_in(question, application.round) & set(roles):
        return refused(NOT_THAT_ROLE, role=ROLE_NAMES[min(roles, key=list(RoundRole).index)])
    return refused(OWN_CASE) if is_applicant(question, application) else unbiased(question, application)
