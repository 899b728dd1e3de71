"""Evidence: put to items, linked to further ones, taken back before it is handed in, doubted and settled, links compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import select

from evaluation.events.evidence import (
    EvidenceAdded,
    EvidenceDoubted,
    EvidenceDoubtSettled,
    EvidenceLinkCompared,
    EvidenceLinked,
    EvidenceWithdrawn,
)
from evaluation.models import Application, Doubt, Piece, PieceUse
from evaluation.policy.evidence import (
    home_of_doubt,
    home_of_new,
    may_add,
    may_compare,
    may_doubt,
    may_link,
    may_settle,
    may_withdraw,
    piece_of,
)
from evaluation.policy.schemes import scheme_of
from evaluation.rules.evidence import DoubtKind, LinkRefused, checked_link
from evaluation.rules.words import Stage
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
from workbench.kernel.blobs import Upload

UNKNOWN_ITEM = Reason("unknown_item", N_("The scheme has no item “%(item)s”."), 422)
NOTHING_GIVEN = Reason("nothing_given", N_("Choose a file, or give the address of a page."), 422)
BAD_LINK = Reason("bad_link", N_("This is not an address of a page. A right one is https://example.org/page."), 422)
BAD_PERIOD = Reason("bad_period", N_("The period ends on %(until)s, before it begins."), 422)
ALREADY_THERE = Reason(
    "piece_already_there", N_("This file is there already as “%(name)s”. Let that piece serve the item, too."), 409
)
NO_COPY = Reason("no_copy", N_("No copy of this link was kept: there is nothing to compare with."), 409)
OTHER_PIECE = Reason("other_piece", N_("The doubt is about a piece that does not serve item %(item)s."), 422)

ItemId = Annotated[str, line(60)]
Items = Annotated[list[ItemId], Field(min_length=1, max_length=300)]
Why = Annotated[str, prose(2_000)]


class AddEvidence(Command):
    """Puts a file, a link, or a link with the copy of what stands there to one or more items. Result: {"piece": id}.

    What the enterprise adds while it prepares is seen by nobody else until it is handed in.
    """

    sentence: ClassVar[str] = N_("Add evidence")
    locks: ClassVar[str] = "evaluation/{application}"
    application: Id = Field(title=N_("Application"))
    items: Items = Field(title=N_("Items"))
    file: Upload | None = Field(default=None, title=N_("File"))
    link: Annotated[str, line(500, blank=True)] = Field(default="", title=N_("Address of a page"))
    name: Annotated[str, line(120, blank=True)] = Field(default="", title=N_("What it is"))
    covers_from: date | None = Field(default=None, title=N_("Covers the time from"))
    covers_until: date | None = Field(default=None, title=N_("Covers the time until"))


class LinkEvidence(Command):
    """Lets a piece that is there serve further items."""

    sentence: ClassVar[str] = N_("Let it serve these items, too")
    locks: ClassVar[str] = "evidence/{piece}"
    piece: Id = Field(title=N_("Piece of evidence"))
    items: Items = Field(title=N_("Items"))


class WithdrawEvidence(Command):
    """Takes a piece back that was not handed in yet. What was handed in stays."""

    sentence: ClassVar[str] = N_("Take the evidence back")
    locks: ClassVar[str] = "evidence/{piece}"
    piece: Id = Field(title=N_("Piece of evidence"))


class DoubtEvidence(Command):
    """Says that the evidence of an item is missing, outdated or doubtful, and why. Result: {"doubt": id}.

    A doubt of those who review stands in the common file; one of a blind evaluator only before that evaluator.
    """

    sentence: ClassVar[str] = N_("Raise a doubt about evidence")
    locks: ClassVar[str] = "evaluation/{application}"
    application: Id = Field(title=N_("Application"))
    item: ItemId = Field(title=N_("Item"))
    piece: Id | None = Field(default=None, title=N_("Piece of evidence"))
    kind: DoubtKind = Field(title=N_("What is wanting"))
    why: Why = Field(title=N_("Reason"))


class SettleDoubt(Command):
    """Settles a doubt about evidence, saying how."""

    sentence: ClassVar[str] = N_("Settle the doubt")
    locks: ClassVar[str] = "doubt/{doubt}"
    doubt: Id = Field(title=N_("Doubt"))
    how: Why = Field(title=N_("How it was settled"))


class CompareLink(Command):
    """Compares what stands at a link now, saved as a file, with the copy that was kept. Result: {"same": true or false}.

    When they differ, every item the piece serves is marked as changed.
    """

    sentence: ClassVar[str] = N_("Compare with the copy")
    locks: ClassVar[str] = "evidence/{piece}"
    piece: Id = Field(title=N_("Piece of evidence"))
    file: Upload = Field(title=N_("What stands there now"))


@policy(AddEvidence)
def _may_add(question: Question, command: AddEvidence) -> Verdict:
    return may_add(question, command.application)


@policy(LinkEvidence)
def _may_link(question: Question, command: LinkEvidence) -> Verdict:
    return may_link(question, command.piece)


@policy(WithdrawEvidence)
def _may_withdraw(question: Question, command: WithdrawEvidence) -> Verdict:
    return may_withdraw(question, command.piece)


@policy(DoubtEvidence)
def _may_doubt(question: Question, command: DoubtEvidence) -> Verdict:
    return may_doubt(question, command.application)


@policy(SettleDoubt)
def _may_settle(question: Question, command: SettleDoubt) -> Verdict:
    return may_settle(question, command.doubt)


@policy(CompareLink)
def _may_compare(question: Question, command: CompareLink) -> Verdict:
    return may_compare(question, command.piece)


@handler(AddEvidence)
def add_evidence(act: Act, command: AddEvidence) -> Handling:
    """Keep the piece where the actor writes now."""
    application = act.find(Application, command.application)
    _refuse_unknown(act, application.id, command.items)
    _refuse_faulty(command)
    stream, stage = home_of_new(act, application)
    if command.file is not None:
        _refuse_twice(act, stream, command.file.sha256)
    piece = Piece(
        id=act.new_id(),
        stream=stream,
        application=application.id,
        name=command.name or (command.file.name if command.file else command.link[:120]),
        sha256=command.file.sha256 if command.file else "",
        size=command.file.size if command.file else 0,
        media_type=command.file.media_type if command.file else "",
        link=command.link,
        covers_from=command.covers_from,
        covers_until=command.covers_until,
        stage=stage,
        given_by=str(act.actor.person),
        given_at=act.now,
    )
    act.add(piece)
    serve(act, piece, command.items)
    yield EvidenceAdded(place=stream, **about(piece), items=sorted(set(command.items)))
    return {"piece": piece.id}


def about(piece: Piece) -> dict[str, Any]:
    """Return the fields by which events describe a piece."""
    names = ("application", "name", "sha256", "size", "link", "covers_from", "covers_until")
    return {"piece": piece.id, "stage": Stage(piece.stage), **{name: getattr(piece, name) for name in names}}


def serve(act: Act, piece: Piece, items: Iterable[str]) -> list[str]:
    """Let the piece serve these items, and return those it did not serve before, sorted."""
    served = set(act.all(select(PieceUse.item).where(PieceUse.piece == piece.id)))
    added = sorted(set(items) - served)
    act.add(
        *(
            PieceUse(
                id=act.new_id(),
                stream=piece.stream,
                application=piece.application,
                piece=piece.id,
                item=item,
                by=piece.given_by if act.actor.person is None else act.actor.person,
                at=act.now,
            )
            for item in added
        )
    )
    return added


def _refuse_unknown(act: Act, application: str, items: Iterable[str]) -> None:
    known = {item.id for item in scheme_of(act, application).items}
    for item in items:
        if item not in known:
            raise Refusal(UNKNOWN_ITEM, "items", item=item)


def _refuse_faulty(command: AddEvidence) -> None:
    if command.file is None and not command.link:
        raise Refusal(NOTHING_GIVEN, "file")
    if command.link:
        try:
            checked_link(command.link)
        except LinkRefused:
            raise Refusal(BAD_LINK, "link") from None
    if command.covers_from and command.covers_until and command.covers_until < command.covers_from:
        raise Refusal(BAD_PERIOD, "covers_until", until=command.covers_until.isoformat())


def _refuse_twice(act: Act, stream: str, sha256: str) -> None:
    query = select(Piece).where(Piece.stream == stream, Piece.sha256 == sha256, Piece.withdrawn_at.is_(None))
    there = act.first(query.where(Piece.handed_in_as.is_(None)))
    if there is not None:
        raise Refusal(ALREADY_THERE, "file", name=there.name)


@handler(LinkEvidence)
def link_evidence(act: Act, command: LinkEvidence) -> Handling:
    """Let the piece serve further items. Those it serves already are left as they are."""
    piece = piece_of(act, command.piece)
    _refuse_unknown(act, piece.application, command.items)
    added = serve(act, piece, command.items)
    if added:
        place = {"place": piece.stream, "application": piece.application}
        yield EvidenceLinked(**place, piece=piece.id, name=piece.name, items=added)
    return {"piece": piece.id, "items": added}


@handler(WithdrawEvidence)
def withdraw_evidence(act: Act, command: WithdrawEvidence) -> Handling:
    """Take the piece back; its row stays, in the enterprise's own stream."""
    piece = piece_of(act, command.piece)
    piece.withdrawn_at = act.now
    yield EvidenceWithdrawn(place=piece.stream, application=piece.application, piece=piece.id, name=piece.name)
    return {"piece": piece.id}


@handler(DoubtEvidence)
def doubt_evidence(act: Act, command: DoubtEvidence) -> Handling:
    """Let the doubt stand beside the item until it is settled."""
    application = act.find(Application, command.application)
    _refuse_unknown(act, application.id, [command.item])
    place = home_of_doubt(act, application)
    if place is None:
        raise Absent
    if command.piece is not None:
        _refuse_other(act, command)
    row = _doubt(act, place, application.id, command.item, command.piece, command.kind, command.why)
    yield doubted(row)
    return {"doubt": row.id}


def _doubt(act: Act, place: str, application: str, item: str, piece: str | None, kind: DoubtKind, why: str) -> Doubt:
    row = Doubt(id=act.new_id(), stream=place, application=application, item=item, piece=piece, kind=kind, why=why)
    row.raised_by, row.raised_at = str(act.actor.person), act.now
    act.add(row)
    return row


def doubted(row: Doubt) -> EvidenceDoubted:
    """Return the event that tells of a doubt where it lives."""
    names = ("application", "item", "piece", "why")
    fields = {name: getattr(row, name) for name in names}
    return EvidenceDoubted(place=row.stream, doubt=row.id, kind=DoubtKind(row.kind), **fields)


def _refuse_other(act: Act, command: DoubtEvidence) -> None:
    piece = piece_of(act, command.piece)
    serves = select(PieceUse).where(PieceUse.piece == piece.id, PieceUse.item == command.item)
    if piece.application != command.application or act.first(serves) is None:
        raise Refusal(OTHER_PIECE, "piece", item=command.item)


@handler(SettleDoubt)
def settle_doubt(act: Act, command: SettleDoubt) -> Handling:
    """Settle the doubt in the words given."""
    found = act.find(Doubt, command.doubt)
    found.settled_by, found.settled_at, found.settled_how = str(act.actor.person), act.now, command.how
    place = {"place": found.stream, "application": found.application}
    yield EvidenceDoubtSettled(**place, doubt=found.id, item=found.item, how=command.how)
    return {"doubt": found.id}


@handler(CompareLink)
def compare_link(act: Act, command: CompareLink) -> Handling:
    """Note whether the page is still what was kept, and mark every item it serves when it is not."""
    piece = piece_of(act, command.piece)
    if not piece.link or not piece.sha256:
        raise Refusal(NO_COPY, "file")
    now = command.file.sha256
    place = {"place": piece.stream, "application": piece.application}
    yield EvidenceLinkCompared(**place, piece=piece.id, name=piece.name, same=now == piece.sha256, sha256=now)
    if now != piece.sha256:
        for item in act.all(select(PieceUse.item).where(PieceUse.piece == piece.id).order_by(PieceUse.item)):
            kind = DoubtKind.CHANGED
            yield doubted(_doubt(act, piece.stream, piece.application, item, piece.id, kind, f"SHA-256 {now}"))
    return {"same": now == piece.sha256}
