"""Naming, and what may become of a title after it: revoked on a veto event, followed, expired."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field
from sqlalchemy import select

from evaluation.commands.steps import step
from evaluation.events.titles import TitleExpired, TitleNamed, TitleRevoked, TitleUpgraded
from evaluation.models import Application, Revocation, Round, SchemeVersion, Title
from evaluation.policy.decisions import may_name, running_notice
from evaluation.policy.roles import application_of
from evaluation.policy.schemes import scheme_of
from evaluation.policy.title_acts import holding_title, is_allowed_to_the_house, may_revoke
from evaluation.policy.titles import standing_titles
from evaluation.rules.item_rules import Veto
from evaluation.rules.periods import months_later
from evaluation.rules.workflow import Step
from workbench.kernel import (
    N_,
    Absent,
    Act,
    Command,
    Event,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    handler,
    line,
    policy,
    prose,
)

NO_SUCH_VETO = Reason("no_such_veto", N_("The scheme has no veto “%(veto)s”."), 422)
TOO_LONG_AGO = Reason("too_long_ago", N_("This lies further back than the %(years)s years that are looked at."), 422)
NOT_HAPPENED = Reason("not_happened", N_("What is still to come revokes nothing."), 422)


class NameEnterprise(Command):
    """Names the enterprise after the public notice: enters its title. Result: {"title": id, "number": number}."""

    sentence = N_("Name the enterprise")
    locks = "titles"
    application: Id


@policy(NameEnterprise)
def may_name_enterprise(question: Question, command: NameEnterprise) -> Verdict:
    """Allow the office when the notice is over without an open objection."""
    return may_name(question, command.application)


@handler(NameEnterprise)
def name_enterprise(act: Act, command: NameEnterprise) -> Handling:
    """Enter the title; an earlier one of the same scheme is followed by it."""
    found, scheme = application_of(act, command.application), scheme_of(act, command.application)
    notice = running_notice(act, found.id)
    if notice is None:
        raise Absent
    notice.ended_at = notice.ended_at or act.now
    step(act, found, Step.NAME)
    before = standing_titles(act, found.enterprise, scheme.key)
    tier = next((one for one in scheme.tiers if one.key == notice.tier), None)
    title = Title(
        id=act.new_id(),
        stream=found.stream,
        application=found.id,
        enterprise=found.enterprise,
        enterprise_name=found.enterprise_name,
        round=found.round,
        scheme_digest=_digest_of(act, found),
        scheme_key=scheme.key,
        tier=notice.tier,
        named_on=act.today,
        valid_until=_valid_until(act.today, tier.valid_months if tier else None),
        number=_number(act),
    )
    act.add(title)
    about = ("enterprise", "enterprise_name", "tier", "number", "named_on", "valid_until")
    yield TitleNamed(application=found.id, title=title.id, **{name: getattr(title, name) for name in about})
    for one in before:
        one.followed_by = title.id
        yield TitleUpgraded(application=found.id, title=title.id, before=one.id, tier=title.tier)
    return {"title": title.id, "number": title.number}


def _digest_of(act: Act, found: Application) -> str:
    scheme: SchemeVersion = act.find(SchemeVersion, act.find(Round, found.round).scheme)
    return scheme.digest


def _valid_until(named_on: date, months: int | None) -> date | None:
    return None if months is None else months_later(named_on, months) - timedelta(days=1)


def _number(act: Act) -> str:
    """Return the next number of the year: 2026-0001."""
    year = act.today.year
    last = act.first(select(Title.number).where(Title.number.like(f"{year}-%")).order_by(Title.number.desc()))
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:04}"


class RevokeTitle(Command):
    """Revokes a title on a veto event: which veto of the scheme, when it happened, what proves it. Result: {"revocation": id}.

    How far back events of this kind count is said by the scheme; `look_back_years` where it says nothing.
    """

    sentence = N_("Revoke the title")
    locks = "evaluation/{application}"
    application: Id
    veto: Annotated[str, line(60)] = Field(title=N_("Veto"))
    happened_on: date = Field(title=N_("Day of the event"))
    look_back_years: Annotated[int, Field(ge=1, le=3)] = Field(default=3, title=N_("Years looked back"))
    proof: Annotated[str, prose(5_000)] = Field(title=N_("Source of the proof"))
    reason: Annotated[str, prose(5_000)] = Field(title=N_("Reason"))


@policy(RevokeTitle)
def may_revoke_title(question: Question, command: RevokeTitle) -> Verdict:
    """Allow the committee while the title holds."""
    return may_revoke(question, command.application)


@handler(RevokeTitle)
def revoke_title(act: Act, command: RevokeTitle) -> Handling:
    """Take the title away."""
    found, scheme = application_of(act, command.application), scheme_of(act, command.application)
    if command.veto not in {item.id for item in scheme.items if item.role == "veto"}:
        raise Refusal(NO_SUCH_VETO, "veto", veto=command.veto)
    if command.happened_on > act.today:
        raise Refusal(NOT_HAPPENED, "happened_on")
    rule = scheme.item(command.veto).rule
    years = (rule.years if isinstance(rule, Veto) else None) or command.look_back_years
    if months_later(command.happened_on, 12 * years) < act.today:
        raise Refusal(TOO_LONG_AGO, "happened_on", years=years)
    yield from taken_away(act, found, command.veto, command.happened_on, command.proof, command.reason)
    return {"application": found.id, "state": found.state}


def taken_away(act: Act, found: Application, veto: str, day: date, proof: str, reason: str) -> Iterator[Event]:
    """Revoke the title of an application and yield what happened; `veto` is blank after an annual review."""
    title = holding_title(act, found.id)
    if title is None:
        raise Absent
    step(act, found, Step.REVOKE)
    title.revoked_at, title.revoked_reason = act.now, reason
    row = Revocation(
        id=act.new_id(),
        stream=found.stream,
        application=found.id,
        title=title.id,
        veto=veto,
        happened_on=day,
        proof=proof,
        reason=reason,
        revoked_by=str(act.actor.person),
        at=act.now,
    )
    act.add(row)
    yield TitleRevoked(application=found.id, title=title.id, veto=veto, reason=reason)


class NoteExpiry(Command):
    """Notes that the last day of a title has passed."""

    sentence = N_("Note the expiry of a title")
    locks = "evaluation/{application}"
    application: Id


@policy(NoteExpiry)
def may_note_expiry(question: Question, command: NoteExpiry) -> Verdict:
    """Allow the house itself."""
    return is_allowed_to_the_house(question)


@handler(NoteExpiry)
def note_expiry(act: Act, command: NoteExpiry) -> Handling:
    """Note it, once."""
    title = holding_title(act, command.application)
    if title is None or title.valid_until is None or title.valid_until >= act.today:
        raise Absent
    title.expired_at = act.now
    yield TitleExpired(application=command.application, title=title.id)
    return {}
