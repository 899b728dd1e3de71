"""Schemes kept in the house: each version a row that never changes, tried and checked before it is put in force."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import func, select

from evaluation.events.schemes import SchemeKept, SchemePutInForce, SchemeRetired
from evaluation.models import SchemeVersion
from evaluation.policy import schemes as policy_of
from evaluation.rules.sayings import FAULTS
from evaluation.rules.scheme_reading import LONGEST, read, shipped_names, shipped_text
from evaluation.rules.schemes import Scheme
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
    prose,
)

UNREADABLE = Reason("scheme_unreadable", N_("Nothing was kept: %(where)s %(part)s cannot be read (%(why)s)."), 422)
KEPT_ALREADY = Reason("scheme_kept", N_("Version %(number)s says exactly this already."), 409)
FAULTY = Reason(
    "scheme_faulty", N_("It has %(count)s faults, so nobody can score by it. The first: %(where)s %(part)s."), 409
)
PARTIAL = Reason(
    "scheme_partial", N_("It holds only a part of its source, so nothing can be named by it and it is not put in force."), 409
)  # fmt: skip


class KeepScheme(Command):
    """Writes down a version of a scheme from its text (docs/sheet-format.md). Faults are kept and shown; a text that cannot be
    read is refused. Result: {"scheme": id, "number": number, "faults": count}.
    """

    sentence = N_("Keep a scheme")
    source: Annotated[str, prose(LONGEST)] = Field(title=N_("Text of the scheme"))


class KeepShippedScheme(Command):
    """Writes down a scheme that comes with the workbench, by its name. Result as KeepScheme."""

    sentence = N_("Keep a scheme that comes with the workbench")
    name: Annotated[str, line(60)] = Field(title=N_("Name"))


class PutSchemeInForce(Command):
    """Puts a version in force: rounds may be called by it. The version in force before it is retired."""

    sentence = N_("Put the scheme in force")
    scheme: Id


class RetireScheme(Command):
    """Retires a version: no new round is called by it. Rounds that were go on."""

    sentence = N_("Retire the scheme")
    scheme: Id


@policy(KeepScheme, KeepShippedScheme)
def may_keep(question: Question, command: Command) -> Verdict:
    """Allow officers of a government office and administrators of the house."""
    return policy_of.may_keep_schemes(question)


@policy(PutSchemeInForce)
def may_put_in_force(question: Question, command: PutSchemeInForce) -> Verdict:
    """Allow the same people, once for each version."""
    return policy_of.may_put_in_force(question, command.scheme)


@policy(RetireScheme)
def may_retire(question: Question, command: RetireScheme) -> Verdict:
    """Allow the same people, for a version in force."""
    return policy_of.may_retire(question, command.scheme)


@handler(KeepScheme)
def keep(act: Act, command: KeepScheme) -> Handling:
    """Enter the next version."""
    return (yield from _kept(act, command.source))


@handler(KeepShippedScheme)
def keep_shipped(act: Act, command: KeepShippedScheme) -> Handling:
    """Enter a copy of the file."""
    if command.name not in shipped_names():
        raise Absent
    return (yield from _kept(act, shipped_text(command.name)))


def _kept(act: Act, source: str) -> Handling:
    found = read(source)
    if found.scheme is None:
        first = found.faults[0]
        about = {"where": first.where, "part": first.field, "why": FAULTS[first.reason] % first.values}
        raise Refusal(UNREADABLE, "source", **about)
    scheme = found.scheme
    last = act.first(
        select(SchemeVersion).where(SchemeVersion.key == scheme.key).order_by(SchemeVersion.number.desc()).limit(1)
    )
    if last is not None and last.source == source:
        raise Refusal(KEPT_ALREADY, "source", number=last.number)
    row = _entered(act, scheme, source)
    yield SchemeKept(**_about(row), digest=row.digest)
    return {"scheme": row.id, "number": row.number, "faults": len(found.faults)}


def _entered(act: Act, scheme: Scheme, source: str) -> SchemeVersion:
    numbers = select(func.max(SchemeVersion.number)).where(SchemeVersion.key == scheme.key)
    row = SchemeVersion(
        id=act.new_id(),
        key=scheme.key,
        number=(act.session.scalar(numbers) or 0) + 1,
        title=scheme.title.zh[:200],
        source=source,
        digest=scheme.digest,
        made_by=act.actor.name,
        made_at=act.now,
    )
    act.add(row)
    return row


@handler(PutSchemeInForce)
def put_in_force(act: Act, command: PutSchemeInForce) -> Handling:
    """Refuse what nobody could score by, put it in force, and retire the one before it."""
    row = act.find(SchemeVersion, command.scheme)
    found = read(row.source)
    if found.faults or found.scheme is None:
        first = found.faults[0]
        raise Refusal(FAULTY, None, count=len(found.faults), where=first.where, part=first.field)
    if found.scheme.partial:
        raise Refusal(PARTIAL)
    before = select(SchemeVersion).where(SchemeVersion.key == row.key, SchemeVersion.in_force_at.is_not(None))
    for old in act.all(before.where(SchemeVersion.retired_at.is_(None))):
        old.retired_at = act.now
        yield SchemeRetired(**_about(old))
    row.in_force_at = act.now
    yield SchemePutInForce(**_about(row), digest=row.digest)
    return {"scheme": row.id}


@handler(RetireScheme)
def retire(act: Act, command: RetireScheme) -> Handling:
    """Let no new round be called by it."""
    row = act.find(SchemeVersion, command.scheme)
    row.retired_at = act.now
    yield SchemeRetired(**_about(row))
    return {"scheme": row.id}


def _about(row: SchemeVersion) -> dict[str, Any]:
    return {"key": row.key, "scheme": row.id, "number": row.number, "title": row.title}
