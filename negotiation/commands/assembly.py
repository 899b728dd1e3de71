"""Putting the draft of the next agreement together, and its review by both sides."""

from __future__ import annotations

from collections.abc import Generator
from typing import Annotated, Any, ClassVar

from pydantic import StringConstraints
from sqlalchemy import select

from agreements.commands.texts import CopyVersion, SaveVersion, copy_version, save_version
from agreements.models import TextVersion
from agreements.rules.assembly import Assembly, defects_of
from agreements.rules.stored import restored, stored
from agreements.rules.tree import tree_key
from agreements.rules.words import Origin
from negotiation.events.assembly import DraftAssembled, DraftConfirmed
from negotiation.models import AgreementDraft, Bargaining
from negotiation.policy.assembly import (
    CHANGED_DRAFT,
    FAULTY_DRAFT,
    NO_BASE,
    OLD_DRAFT,
    OTHER_DRAFT,
    OUTDATED_DRAFT,
    SAME_DRAFT,
    draft_of,
    latest_draft,
    ledger_of,
    may_assemble,
    may_confirm_draft,
)
from negotiation.policy.seats import side_of, take_seat
from negotiation.rules import streams
from negotiation.rules.assembly import HINDERS, Ledger, assembled
from negotiation.rules.words import Side
from workbench.kernel import N_, Absent, Act, Command, Event, Handling, Id, Question, Refusal, Verdict, handler, policy


class AssembleDraft(Command):
    """Puts the agreement in force and all tentative agreements together as the next version of the common draft.

    What hinders is no reason to refuse: the draft keeps the words in force there, and the desk says so. With `version`,
    the newest version of the common draft is taken as it was edited by hand; refused when it changed what was agreed.
    Result: {"draft": id, "version": id, "number": n}.
    """

    sentence: ClassVar[str] = N_("Assemble the draft")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    version: Id | None = None


class ConfirmDraft(Command):
    """Confirms for one's side that the draft with exactly this hash says what was agreed: the party review.

    Refused while a defect hinders, or when something else was agreed since. Result: {"both": whether both sides have}.
    """

    sentence: ClassVar[str] = N_("Confirm the draft")
    locks: ClassVar[str] = "bargaining/{bargaining}"
    bargaining: Id
    draft: Id
    tree_key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@policy(AssembleDraft)
def _may_assemble(question: Question, command: AssembleDraft) -> Verdict:
    return may_assemble(question, command.bargaining)


@policy(ConfirmDraft)
def _may_confirm(question: Question, command: ConfirmDraft) -> Verdict:
    return may_confirm_draft(question, command.bargaining, command.draft)


@handler(AssembleDraft)
def assemble_draft(act: Act, command: AssembleDraft) -> Handling:
    """Save what was put together, unless the last draft says it already."""
    seat = take_seat(act, command.bargaining)
    case, last = act.find(Bargaining, command.bargaining), latest_draft(act, command.bargaining)
    ledger = ledger_of(act, case.id)
    made = _assembled(act, case, ledger)
    if command.version is not None:
        version = _edited(act, ledger, last, command.version)
    elif last is not None and _newest(act, last.text).key == tree_key(made.tree) == last.tree_key:
        raise Refusal(SAME_DRAFT, number=last.number)
    else:
        version = yield from _saved(act, case, made, last)
    row = AgreementDraft(
        id=act.new_id(),
        stream=streams.table(case.id),
        bargaining=case.id,
        number=last.number + 1 if last else 1,
        text=version.text,
        version=version.id,
        tree_key=version.key,
        assembled_by=seat.id,
        assembled_at=act.now,
    )
    act.add(row)
    yield DraftAssembled(
        bargaining=case.id,
        draft=row.id,
        number=row.number,
        text=row.text,
        version=row.version,
        tree_key=row.tree_key,
        base=case.base_version or "",
        agreements=list(ledger.agreements.values()),
        defects=len(made.defects),
    )
    return {"draft": row.id, "version": row.version, "number": row.number}


@handler(ConfirmDraft)
def confirm_draft(act: Act, command: ConfirmDraft) -> Handling:
    """Note the confirmation of the text that was read."""
    side = side_of(take_seat(act, command.bargaining))
    draft = draft_of(act, command.bargaining, command.draft)
    if draft.tree_key != command.tree_key:
        raise Refusal(OTHER_DRAFT)
    _refuse_unready(act, draft)
    if side is Side.LABOUR:
        draft.labour_at = act.now
    else:
        draft.employer_at = act.now
    act.session.flush()
    yield DraftConfirmed(
        bargaining=draft.bargaining,
        draft=draft.id,
        number=draft.number,
        version=draft.version,
        tree_key=draft.tree_key,
        side=side,
    )
    return {"both": draft.labour_at is not None and draft.employer_at is not None}


def _assembled(act: Act, case: Bargaining, ledger: Ledger) -> Assembly:
    if case.base_version is None:
        raise Refusal(NO_BASE)
    base = restored(act.find(TextVersion, case.base_version).tree)
    return assembled(base, ledger.settled, ledger.open_issues)


def _edited(act: Act, ledger: Ledger, last: AgreementDraft | None, key: str) -> TextVersion:
    """Return the version that was edited by hand after the last draft. Raises Refusal when it says something else."""
    version = act.find(TextVersion, key)
    if last is None or version.text != last.text:
        raise Absent
    if version.id == last.version:
        raise Refusal(SAME_DRAFT, number=last.number)
    if version.id != (newest := _newest(act, last.text)).id:
        raise Refusal(OLD_DRAFT, number=newest.number)
    if changed := _changed(act, last.bargaining, ledger, version):
        raise Refusal(CHANGED_DRAFT, count=changed)
    return version


def _changed(act: Act, bargaining: str, ledger: Ledger, version: TextVersion) -> int:
    """Return in how many places a version says something that is neither agreed nor in force."""
    base = restored(act.find(TextVersion, act.find(Bargaining, bargaining).base_version).tree)
    return len(defects_of(restored(version.tree), base, ledger.settled))


def _saved(
    act: Act, case: Bargaining, made: Assembly, last: AgreementDraft | None
) -> Generator[Event, None, TextVersion]:
    """Save the draft as a version of the common text. The first one begins with a copy of the agreement in force."""
    if last is None:
        begin = CopyVersion(version=case.base_version or "", place=streams.table(case.id), title=case.title)
        copied = yield from copy_version(act, begin)
        text = _value(copied)["text"]
    else:
        text = last.text
    base = _newest(act, text)
    saving = SaveVersion(text=text, base=base.id, origin=Origin.ASSEMBLY, tree=stored(made.tree))
    saved = yield from save_version(act, saving)
    return act.find(TextVersion, _value(saved)["version"])


def _value(result: dict[str, Any] | None) -> dict[str, Any]:
    return result or {}


def _newest(act: Act, text: str) -> TextVersion:
    query = select(TextVersion).where(TextVersion.text == text).order_by(TextVersion.number.desc())
    found = act.first(query)
    return found if found is not None else act.find(TextVersion, None)


def _refuse_unready(act: Act, draft: AgreementDraft) -> None:
    """What is confirmed is the newest text, assembled from all that is agreed, and nothing hinders."""
    case = act.find(Bargaining, draft.bargaining)
    newest = _newest(act, draft.text)
    if newest.id != draft.version:
        raise Refusal(OLD_DRAFT, number=newest.number)
    ledger = ledger_of(act, case.id)
    made = _assembled(act, case, ledger)
    if tree_key(made.tree) != draft.tree_key and _changed(act, case.id, ledger, newest):
        raise Refusal(OUTDATED_DRAFT)
    hindering = [one for one in made.defects if one.flaw in HINDERS]
    if hindering:
        raise Refusal(FAULTY_DRAFT, count=len(hindering))
