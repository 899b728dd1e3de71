"""The evidence of an application for its readers: what is asked for, what is there, what is wanting, item by item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select

from evaluation.models import Application, Call, Doubt, Piece, PieceUse, SchemeVersion
from evaluation.policy.schemes import scheme_from
from evaluation.queries.surveys import value_for
from evaluation.rules.evidence import DoubtKind, Held, Standing, counts_from, is_outdated, standing_of
from evaluation.rules.item_rules import Text
from evaluation.rules.schemes import Item, Scheme
from evaluation.rules.streams import enterprise
from workbench.kernel import Absent, Reader
from workbench.kernel.blobs import Blobs
from workbench.people.queries import names
from workbench.web import house

TEXT_SHOWN = 40_000
"""How many bytes of a text are shown in place; the whole is behind its link."""
_SHOWN_AS = {"application/pdf": "pdf", "image/png": "image", "image/jpeg": "image", "text/plain": "text"}

R = TypeVar("R", Piece, PieceUse, Doubt)


@dataclass(frozen=True)
class DoubtShown:
    """A doubt in its reader's words: `open` until it is settled."""

    id: str
    kind: DoubtKind
    why: str
    piece: str | None
    by: str
    at: datetime
    settled: str
    settled_by: str
    open: bool


@dataclass(frozen=True)
class PieceShown:
    """A piece as it stands beside an item. `form` is pdf, image, text, file or link; `text` only where it is shown in place."""

    id: str
    name: str
    form: str
    link: str
    sha256: str
    size: int
    covers_from: date | None
    covers_until: date | None
    by: str
    at: datetime
    stage: str
    prepared: bool
    intact: bool
    outdated: bool
    items: tuple[str, ...]
    on_site: bool = False
    text: str | None = None

    @property
    def page(self) -> str:
        """Where the piece has its own page."""
        return f"/evidence/{self.id}"

    @property
    def content(self) -> str:
        """Where its bytes are."""
        return f"/evidence/{self.id}/content"


@dataclass(frozen=True)
class ItemEvidence:
    """All evidence of one item."""

    application: str
    item: str
    title: str
    asked: tuple[str, ...]
    pieces: tuple[PieceShown, ...]
    doubts: tuple[DoubtShown, ...]
    standing: Standing
    survey: str | None = None
    """What the staff's questionnaire says as the value of this item."""

    @property
    def open_doubts(self) -> tuple[DoubtShown, ...]:
        """The doubts nobody settled yet."""
        return tuple(doubt for doubt in self.doubts if doubt.open)


@dataclass(frozen=True)
class _Rows:
    pieces: dict[str, Piece]
    uses: dict[str, list[str]]
    doubts: Sequence[Doubt]
    people: dict[str, str]
    needed_since: date
    items_of: dict[str, tuple[str, ...]] = field(default_factory=dict)


def application_here(reader: Reader, application: str) -> Application:
    """Return an application its reader may know. Raises Absent."""
    return reader.get(Application, application)


def scheme_here(reader: Reader, application: Application) -> Scheme:
    """Return the scheme of the round in which an application was made."""
    call = reader.get(Call, application.round)
    return scheme_from(reader.get(SchemeVersion, call.scheme).source)


def said(words: Text, reader: Reader) -> str:
    """Return words of a scheme in the reader's language."""
    return words.en if reader.viewer.locale.startswith("en") else words.zh


def of_item(reader: Reader, application: str, item: str) -> ItemEvidence:
    """Return the evidence of one item, texts included. Raises Absent for an unknown item or application."""
    found = application_here(reader, application)
    scheme = scheme_here(reader, found)
    if item not in scheme.by_id:
        raise Absent
    shown = _shown(reader, found, scheme.item(item), _rows(reader, found), with_text=True)
    return replace(shown, survey=value_for(reader, application, scheme, item))


def of_application(reader: Reader, application: str) -> list[tuple[str, list[ItemEvidence]]]:
    """Return the evidence of all items by the titles of their blocks, in the order of the sheet."""
    found = application_here(reader, application)
    scheme, rows = scheme_here(reader, found), _rows(reader, found)
    titles = {block.id: said(block.title, reader) for block in scheme.blocks}
    groups: dict[str, list[ItemEvidence]] = {}
    for item in scheme.items:
        shown = _shown(reader, found, item, rows, with_text=False)
        groups.setdefault(titles.get(item.block, ""), []).append(shown)
    return list(groups.items())


def piece_shown(reader: Reader, piece: str) -> PieceShown:
    """Return one piece, with its text. Raises Absent."""
    found = reader.get(Piece, piece)
    application = application_here(reader, found.application)
    return _piece(found, _rows(reader, application, with_piece=found), with_text=True)


def _rows(reader: Reader, application: Application, with_piece: Piece | None = None) -> _Rows:
    """Read what belongs to an application once. A prepared piece that was handed in is left out: its row in the file stands."""
    there = select(Piece).where(
        Piece.application == application.id, Piece.withdrawn_at.is_(None), Piece.handed_in_as.is_(None)
    )
    pieces = {row.id: row for row in reader.all(there.order_by(Piece.given_at, Piece.id))}
    if with_piece is not None:
        pieces[with_piece.id] = with_piece
    uses: dict[str, list[str]] = {}
    items_of: dict[str, list[str]] = {}
    query = select(PieceUse).where(PieceUse.application == application.id).order_by(PieceUse.item)
    for use in reader.all(query):
        if use.piece in pieces:
            uses.setdefault(use.item, []).append(use.piece)
            items_of.setdefault(use.piece, []).append(use.item)
    doubts = reader.all(
        select(Doubt)
        .where(Doubt.application == application.id, Doubt.told_as.is_(None))
        .order_by(Doubt.raised_at, Doubt.id)
    )
    people = names(reader, _people(pieces.values(), doubts))
    since = counts_from(reader.get(Call, application.round).opens_on)
    return _Rows(pieces, uses, doubts, people, since, {key: tuple(value) for key, value in items_of.items()})


def _people(pieces: Iterable[Piece], doubts: Iterable[Doubt]) -> set[str]:
    found = {piece.given_by for piece in pieces}
    for doubt in doubts:
        found |= {doubt.raised_by, doubt.settled_by or doubt.raised_by}
    return found


def _shown(reader: Reader, application: Application, item: Item, rows: _Rows, *, with_text: bool) -> ItemEvidence:
    order = list(rows.pieces)
    ids = sorted(rows.uses.get(item.id, ()), key=order.index)
    pieces = tuple(_piece(rows.pieces[id], rows, with_text=with_text) for id in ids)
    doubts = tuple(_doubt(reader, doubt, rows) for doubt in rows.doubts if doubt.item == item.id)
    # What a visitor photographed is no evidence the enterprise was asked for.
    held = [Held(piece.covers_until, piece.intact) for piece in pieces if not piece.on_site]
    kinds = [doubt.kind for doubt in doubts if doubt.open]
    standing = standing_of(len(item.evidence), held, kinds, rows.needed_since)
    asked = tuple(said(words, reader) for words in item.evidence)
    return ItemEvidence(application.id, item.id, said(item.title, reader), asked, pieces, doubts, standing)


def _piece(piece: Piece, rows: _Rows, *, with_text: bool) -> PieceShown:
    blobs = Blobs(house().config.files)
    form = _SHOWN_AS.get(piece.media_type, "file") if piece.sha256 else "link"
    intact = not piece.sha256 or blobs.holds(piece.sha256)
    return PieceShown(
        id=piece.id,
        name=piece.name,
        form=form,
        link=piece.link,
        sha256=piece.sha256,
        size=piece.size,
        covers_from=piece.covers_from,
        covers_until=piece.covers_until,
        by=rows.people.get(piece.given_by, ""),
        at=piece.given_at,
        stage=piece.stage,
        prepared=piece.stream == enterprise(piece.application),
        intact=intact,
        outdated=is_outdated(piece.covers_until, rows.needed_since),
        items=rows.items_of.get(piece.id, ()),
        on_site=piece.visit is not None,
        text=_text(blobs, piece.sha256) if with_text and form == "text" and intact else None,
    )


def _text(blobs: Blobs, digest: str) -> str:
    with blobs.path(digest).open("rb") as file:
        return file.read(TEXT_SHOWN).decode("utf-8-sig", errors="replace")


def _doubt(reader: Reader, doubt: Doubt, rows: _Rows) -> DoubtShown:
    return DoubtShown(
        id=doubt.id,
        kind=DoubtKind(doubt.kind),
        why=doubt.why,
        piece=doubt.piece,
        by=rows.people.get(doubt.raised_by, ""),
        at=reader.here(doubt.raised_at),
        settled=doubt.settled_how,
        settled_by=rows.people.get(doubt.settled_by or "", ""),
        open=doubt.settled_at is None,
    )
