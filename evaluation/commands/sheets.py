"""Score sheets: opened, filled in entry by entry, handed in. What was handed in never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import select

from evaluation.events.sheets import EntryKept, SheetHandedIn, SheetOpened
from evaluation.models import Entry, FiledSheet, Review, Sheet
from evaluation.policy.roles import panel_seat_of
from evaluation.policy.schemes import scheme_of
from evaluation.policy.sheets import (
    filing_place,
    last_turn,
    may_fill,
    may_open,
    own_name,
    place_of,
    time_said,
)
from evaluation.rules.filing import Kept, filed_digest, stored_entries
from evaluation.rules.item_values import plain
from evaluation.rules.schemes import Scheme
from evaluation.rules.scoring import ValueRefused, check_value, score
from evaluation.rules.words import Stage
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
    line,
    policy,
    prose,
)
from workbench.people.queries import name_of

UNKNOWN_ITEM = Reason("unknown_item", N_("The scheme has no item “%(item)s”."), 422)
VALUES = {
    reason.key: reason
    for reason in (
        Reason("not_a_number", N_("Item %(item)s takes a number such as 2.5, not “%(value)s”."), 422),
        Reason("not_whole", N_("Item %(item)s takes a whole number, not “%(value)s”."), 422),
        Reason("below_minimum", N_("Item %(item)s takes at least %(least)s, not “%(value)s”."), 422),
        Reason("over_maximum", N_("Item %(item)s takes at most %(most)s, not “%(value)s”."), 422),
        Reason("not_a_step", N_("Item %(item)s takes steps of %(step)s, not “%(value)s”."), 422),
        Reason("not_listed", N_("Item %(item)s takes one of %(values)s, not “%(value)s”."), 422),
        Reason("unknown_part", N_("Item %(item)s has the parts %(values)s, not “%(value)s”."), 422),
        Reason("part_twice", N_("Item %(item)s: the part “%(value)s” is named twice."), 422),
        Reason("in_no_band", N_("Item %(item)s has no step in which “%(value)s” lies."), 422),
        Reason("unknown_grade", N_("Item %(item)s has the grades %(values)s, not “%(value)s”."), 422),
        Reason("always_applies", N_("Item %(item)s always applies: it needs a value."), 422),
        Reason("sample_needed", N_("Item %(item)s rests on a survey: say how many answered, such as 0.9 n=34."), 422),
        Reason("no_survey", N_("Item %(item)s rests on no survey: leave out “n=”."), 422),
        Reason("not_curable", N_("Item %(item)s does not distinguish what was made good: leave out “cured”."), 422),
        Reason("too_many_cured", N_("Item %(item)s: more were made good (%(cured)s) than there are (%(value)s)."), 422),
        Reason("not_yes_or_no", N_("Item %(item)s takes yes or no, not “%(value)s”."), 422),
    )
}
BAD_VALUE = Reason("bad_value", N_("Item %(item)s does not take “%(value)s”."), 422)
STALE_ENTRY = Reason(
    "stale_entry",
    N_(
        "Not saved: %(author)s set item %(item)s to “%(value)s” at %(clock)s. Both values are kept; choose between them."
    ),
    409,
)
STALE_CLEARED = Reason(
    "stale_entry",
    N_("Not saved: %(author)s emptied item %(item)s at %(clock)s. Both values are kept; choose between them."),
    409,
)
INCOMPLETE = Reason(
    "incomplete_sheet",
    N_("The sheet is not complete: %(count)s items have no value yet. The first are: %(items)s."),
    409,
)
NAMED_AT_MOST = 8


class OpenSheet(Command):
    """Opens the sheet of a stage, or enters the one that is open. Result: {"sheet": id}.

    A sheet that is filled in again begins with what was handed in the time before.
    """

    sentence: ClassVar[str] = N_("Open the score sheet")
    locks: ClassVar[str] = "evaluation/{application}"
    application: Id = Field(title=N_("Application"))
    stage: Stage = Field(title=N_("Stage"))


class KeepEntry(Command):
    """Keeps the value and the reason of one item over the version they were written from.

    Refused as stale_entry when the item was changed meanwhile: the answer holds that value, reason, author and version.
    A blank value empties the item. Result: {"item": id, "version": n}.
    """

    sentence: ClassVar[str] = N_("Keep an entry")
    locks: ClassVar[str] = "sheet/{sheet}"
    sheet: Id = Field(title=N_("Score sheet"))
    item: Annotated[str, line(60)] = Field(title=N_("Item"))
    value: Annotated[str, line(60, blank=True)] = Field(default="", title=N_("Value"))
    reason: Annotated[str, prose(2_000, blank=True)] = Field(default="", title=N_("Reason"))
    version: Version


class HandInSheet(Command):
    """Hands in a complete sheet: its result is computed by the scheme's rules and filed, and nothing of it changes any more.

    Result: {"filed": id, "application": id}.
    """

    sentence: ClassVar[str] = N_("Hand in the score sheet")
    locks: ClassVar[str] = "sheet/{sheet}"
    sheet: Id = Field(title=N_("Score sheet"))


@policy(OpenSheet)
def _may_open(question: Question, command: OpenSheet) -> Verdict:
    return may_open(question, command.application, command.stage)


@policy(KeepEntry, HandInSheet)
def _may_fill(question: Question, command: Any) -> Verdict:
    return may_fill(question, command.sheet)


@handler(OpenSheet)
def open_(act: Act, command: OpenSheet) -> Handling:
    """Open the stage's sheet unless one is open already.

    A second turn begins with what the first one said, the review of another year with nothing.
    """
    scorer = own_name(act, command.stage)
    last = last_turn(act, command.application, command.stage, scorer)
    if last is not None and last.handed_in_at is None:
        return {"sheet": last.id}
    sheet = Sheet(
        id=act.new_id(),
        stream=place_of(command.application, command.stage, scorer),
        application=command.application,
        stage=command.stage,
        turn=last.turn + 1 if last else 1,
        scorer=scorer,
        opened_at=act.now,
    )
    act.add(sheet)
    if last is not None and not _is_of_another_review(act, sheet, last):
        act.add(*(_copied(act, entry, sheet) for entry in _entries(act, last.id)))
    yield SheetOpened(**_about(sheet), turn=sheet.turn)
    return {"sheet": sheet.id}


def _is_of_another_review(act: Act, sheet: Sheet, last: Sheet) -> bool:
    """Say whether the last turn was that of an earlier year: last year's values are not to be handed in unread."""
    begun = select(Review.begun_at).where(Review.application == sheet.application).order_by(Review.begun_at.desc())
    since = act.first(begun) if sheet.stage == Stage.REVIEW else None
    return since is not None and last.opened_at < since


@handler(KeepEntry)
def keep(act: Act, command: KeepEntry) -> Handling:
    """Keep the entry over the version it was written from. What is the same already stays the same version."""
    sheet = act.find(Sheet, command.sheet)
    _checked(scheme_of(act, sheet.application), command)
    query = select(Entry).where(Entry.sheet == sheet.id, Entry.item == command.item)
    entry = act.first(query)
    content = (command.value, command.reason)
    if entry is None:
        if not any(content):
            return {"item": command.item, "version": 0}
        entry = Entry(id=act.new_id(), stream=sheet.stream, sheet=sheet.id, item=command.item, value="", version=0)
        entry.reason, entry.by, entry.at = "", str(act.actor.person), act.now
        act.add(entry)
    if content != (entry.value, entry.reason):
        _refuse_stale(act, entry, command.version)
        changed = command.value != entry.value
        entry.value, entry.reason = content
        entry.version += 1
        entry.by, entry.login, entry.at = str(act.actor.person), act.actor.login or "", act.now
        if changed:
            about = {"place": sheet.stream, "application": sheet.application, "sheet": sheet.id}
            yield EntryKept(**about, item=entry.item, value=entry.value, version=entry.version)
    return {"item": entry.item, "version": entry.version}


def _checked(scheme: Scheme, command: KeepEntry) -> None:
    if command.item not in scheme.by_id or scheme.item(command.item).of:
        raise Refusal(UNKNOWN_ITEM, "item", item=command.item)
    if command.value:
        try:
            check_value(scheme.item(command.item), command.value)
        except ValueRefused as refused:
            raise _refusal(refused, command.value) from None


def _refusal(refused: ValueRefused, value: str) -> Refusal:
    reason = VALUES.get(refused.reason, BAD_VALUE)
    return Refusal(reason, "value", **{"value": value, **refused.values, "item": refused.item})


def _refuse_stale(act: Act, entry: Entry, version: int) -> None:
    if entry.version == version:
        return
    said = {
        "author": name_of(act.session, entry.by),
        "item": entry.item,
        "clock": time_said(act, entry.at),
        "value": entry.value,
    }
    reason = STALE_ENTRY if entry.value else STALE_CLEARED
    raise Refusal(reason, "value", **said, version=entry.version, because=entry.reason)


@handler(HandInSheet)
def hand_in(act: Act, command: HandInSheet) -> Handling:
    """Compute the result, file the sheet as it stands, and close it."""
    sheet = act.find(Sheet, command.sheet)
    scheme = scheme_of(act, sheet.application)
    entries = {entry.item: Kept(entry.value, entry.reason) for entry in _entries(act, sheet.id)}
    _refuse_incomplete(scheme, entries)
    sheet.handed_in_at = act.now
    filed = _filed(act, sheet, scheme, entries)
    act.add(filed)
    yield SheetHandedIn(
        **{**_about(sheet), "place": filed.stream}, turn=sheet.turn, filed=filed.id, digest=filed.digest
    )
    return {"filed": filed.id, "application": sheet.application}


def _refuse_incomplete(scheme: Scheme, entries: Mapping[str, Kept]) -> None:
    missing = [item for item in scheme.items if not item.of and not entries.get(item.id, Kept("")).value]
    if missing:
        named = ", ".join(item.id for item in missing[:NAMED_AT_MOST])
        raise Refusal(INCOMPLETE, "sheet", count=len(missing), items=named)


def _filed(act: Act, sheet: Sheet, scheme: Scheme, entries: Mapping[str, Kept]) -> FiledSheet:
    stage, person = Stage(sheet.stage), str(act.actor.person)
    try:
        result = score(scheme, {item: kept.value for item, kept in entries.items() if kept.value})
    except ValueRefused as refused:
        raise _refusal(refused, "") from None
    said = {
        "application": sheet.application,
        "sheet": sheet.id,
        "stage": sheet.stage,
        "scorer": sheet.scorer,
        "scheme_digest": scheme.digest,
        "values": stored_entries(entries),
        "result": result.to_json(),
    }
    return FiledSheet(
        id=act.new_id(),
        stream=filing_place(sheet.application, stage, person),
        turn=sheet.turn,
        bench=_bench(act, sheet),
        total=None if result.total is None else plain(result.total),
        tier=result.tier,
        digest=filed_digest({**said, "turn": str(sheet.turn)}, act.now),
        at=act.now,
        **said,
    )


def _bench(act: Act, sheet: Sheet) -> str | None:
    """Return for whom a panel's scorer scores."""
    seat = panel_seat_of(act, sheet.application) if sheet.scorer else None
    return seat.bench if seat else None


def _entries(act: Act, sheet: str) -> Sequence[Entry]:
    return act.all(select(Entry).where(Entry.sheet == sheet))


def _copied(act: Act, entry: Entry, sheet: Sheet) -> Entry:
    kept = {"item": entry.item, "value": entry.value, "reason": entry.reason, "by": entry.by, "at": entry.at}
    return Entry(id=act.new_id(), stream=sheet.stream, sheet=sheet.id, version=1, **kept)


def _about(sheet: Sheet) -> dict[str, Any]:
    return {"place": sheet.stream, "application": sheet.application, "sheet": sheet.id, "stage": Stage(sheet.stage)}
