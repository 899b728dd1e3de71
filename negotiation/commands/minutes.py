"""Correcting and confirming minutes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import select

from negotiation.events.minutes import (
    CorrectionDecided,
    CorrectionProposed,
    CorrectionWithdrawn,
    MinutesConfirmed,
    MinutesFrozen,
)
from negotiation.models import Confirmation, Correction, Meeting, Minutes
from negotiation.policy.minutes import (
    confirmations,
    confirming_seats,
    correction_of,
    may_confirm,
    may_correct,
    may_decide,
    may_take_back,
    minutes_of,
)
from negotiation.policy.seats import take_seat
from negotiation.rules.minutes import corrected, hash_of, read, written
from workbench.kernel import (
    N_,
    Act,
    Command,
    Handling,
    Id,
    Question,
    Reason,
    Refusal,
    Verdict,
    Version,
    handler,
    policy,
    prose,
)

STALE_MINUTES = Reason(
    "stale_minutes",
    N_("The minutes have changed since you opened them (edition %(edition)s now). Read them again, then confirm."),
    409,
)
NO_SUCH_ENTRY = Reason("no_such_entry", N_("The minutes have no entry %(entry)s."), 422)

Entry = Annotated[str, StringConstraints(pattern=r"^\d{0,9}$")]


class ProposeCorrection(Command):
    """Proposes other words for one entry of the minutes, or a remark on them as a whole (an empty `entry`)."""

    sentence = N_("Propose a correction")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    minutes: Id
    entry: Entry = Field(default="", title=N_("Entry"))
    text: Annotated[str, prose(4000)] = Field(title=N_("What it should say"))
    reason: Annotated[str, prose(2000)] = Field(title=N_("Reason"))


class DecideCorrection(Command):
    """Accepts or rejects a proposed correction, with a reason. An accepted one makes a new edition."""

    sentence = N_("Decide on a correction")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    correction: Id
    accept: bool
    reason: Annotated[str, prose(2000)] = Field(title=N_("Reason"))


class WithdrawCorrection(Command):
    """Takes a proposed correction back."""

    sentence = N_("Take the correction back")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    correction: Id


class ConfirmMinutes(Command):
    """Confirms that an edition of the minutes, named by its content hash, is right. When all have, it is frozen."""

    sentence = N_("Confirm the minutes")
    locks = "bargaining/{bargaining}"
    bargaining: Id
    minutes: Id
    edition: Version
    content_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@policy(ProposeCorrection)
def _may_correct(question: Question, command: ProposeCorrection) -> Verdict:
    return may_correct(question, command.bargaining, command.minutes)


@policy(DecideCorrection)
def _may_decide(question: Question, command: DecideCorrection) -> Verdict:
    return may_decide(question, command.bargaining, command.correction)


@policy(WithdrawCorrection)
def _may_take_back(question: Question, command: WithdrawCorrection) -> Verdict:
    return may_take_back(question, command.bargaining, command.correction)


@policy(ConfirmMinutes)
def _may_confirm(question: Question, command: ConfirmMinutes) -> Verdict:
    return may_confirm(question, command.bargaining, command.minutes)


@handler(ProposeCorrection)
def propose_correction(act: Act, command: ProposeCorrection) -> Handling:
    """Write the proposed correction down; confirmation waits until it is decided."""
    seat, minutes = take_seat(act, command.bargaining), minutes_of(act, command.bargaining, command.minutes)
    try:
        corrected(read(minutes.body), command.entry, command.text)
    except KeyError:
        raise Refusal(NO_SUCH_ENTRY, "entry", entry=command.entry) from None
    row = Correction(
        id=act.new_id(),
        stream=minutes.stream,
        bargaining=command.bargaining,
        minutes=minutes.id,
        entry=command.entry,
        text=command.text,
        reason=command.reason,
        seat=seat.id,
        at=act.now,
        verdict="open",
    )
    act.add(row)
    yield CorrectionProposed(
        bargaining=command.bargaining,
        meeting=minutes.meeting,
        minutes=minutes.id,
        correction=row.id,
        entry=row.entry,
        text=row.text,
        reason=row.reason,
    )
    return {"correction": row.id}


@handler(DecideCorrection)
def decide_correction(act: Act, command: DecideCorrection) -> Handling:
    """Settle a correction; accepted words go into a new edition, which nobody has confirmed yet."""
    seat, found = take_seat(act, command.bargaining), correction_of(act, command.bargaining, command.correction)
    minutes = act.find(Minutes, found.minutes)
    found.verdict = "accepted" if command.accept else "rejected"
    found.verdict_reason, found.decided_by, found.decided_at = command.reason, seat.id, act.now
    if command.accept:
        minutes.body = written(corrected(read(minutes.body), found.entry, found.text))
        minutes.content_hash, minutes.edition = hash_of(minutes.body), minutes.edition + 1
    yield CorrectionDecided(
        bargaining=command.bargaining,
        meeting=minutes.meeting,
        minutes=minutes.id,
        correction=found.id,
        accepted=command.accept,
        reason=command.reason,
        edition=minutes.edition,
        content_hash=minutes.content_hash,
    )
    return {"edition": minutes.edition}


@handler(WithdrawCorrection)
def withdraw_correction(act: Act, command: WithdrawCorrection) -> Handling:
    """Take a proposed correction off the table."""
    seat, found = take_seat(act, command.bargaining), correction_of(act, command.bargaining, command.correction)
    minutes = act.find(Minutes, found.minutes)
    found.verdict, found.decided_by, found.decided_at = "withdrawn", seat.id, act.now
    yield CorrectionWithdrawn(
        bargaining=command.bargaining, meeting=minutes.meeting, minutes=minutes.id, correction=found.id
    )
    return {}


@handler(ConfirmMinutes)
def confirm_minutes(act: Act, command: ConfirmMinutes) -> Handling:
    """Note the confirmation, and freeze the minutes when it was the last one wanted."""
    seat, minutes = take_seat(act, command.bargaining), minutes_of(act, command.bargaining, command.minutes)
    if (command.edition, command.content_hash) != (minutes.edition, minutes.content_hash):
        raise Refusal(STALE_MINUTES, edition=minutes.edition)
    act.add(
        Confirmation(
            id=act.new_id(),
            stream=minutes.stream,
            bargaining=command.bargaining,
            minutes=minutes.id,
            edition=minutes.edition,
            seat=seat.id,
            content_hash=minutes.content_hash,
            at=act.now,
        )
    )
    same = {"bargaining": command.bargaining, "meeting": minutes.meeting, "minutes": minutes.id}
    yield MinutesConfirmed(**same, seat=seat.id, edition=minutes.edition, content_hash=minutes.content_hash)
    done = {one.seat for one in confirmations(act, minutes)}
    if all(one.id in done for one in confirming_seats(act, minutes)):
        minutes.frozen_at = act.now
        number = act.first(select(Meeting.number).where(Meeting.id == minutes.meeting)) or 0
        yield MinutesFrozen(**same, number=number, edition=minutes.edition, content_hash=minutes.content_hash)
    return {"frozen": minutes.frozen_at is not None}
