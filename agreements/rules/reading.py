"""Reads an agreement that comes from outside into a clause tree, whatever form its file has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from agreements.rules.accepting import with_changes
from agreements.rules.decoding import ImportRefused, decode
from agreements.rules.docx_reading import read_docx
from agreements.rules.furniture import without_hyphens, without_line_numbers
from agreements.rules.imported import Doubt, Hints, SourceLine
from agreements.rules.markdown import looks_like_markdown, plain
from agreements.rules.paragraphs import layout_of
from agreements.rules.series import line_doubt
from agreements.rules.sources import Form, Note, Source, TrackedChange
from agreements.rules.splitting import character_doubts, encoding_doubts, flattened, split
from agreements.rules.structure import Structure, structure
from agreements.rules.tree import Tree
from workbench.text import repaired, settled

__all__ = ["Form", "Imported", "Note", "TrackedChange", "read_tree"]

_MAGIC = {b"%PDF": "pdf", b"{\\rtf": "rtf", b"\xd0\xcf\x11\xe0": "ole"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body|\?xml)", re.IGNORECASE | re.DOTALL)
_JSON = re.compile(r'\s*\{\s*"[^"\n]{1,80}"\s*:')
_PAGE_NUMBER = re.compile(r"\s{2,}\d{1,4}(?:\s{2,}|$)")


@dataclass(frozen=True, slots=True)
class Imported:
    """An agreement that was read, and what a person must look at before it is saved.

    `text` is the whole text of the source without its markup, its line numbers and hyphens at line ends, line by line.
    The words of the tree are the words of `text` but for white space and the lines of `furniture` (line 0: the head or
    foot of a Word page, which is not in it).
    """

    tree: Tree
    doubts: tuple[Doubt, ...]
    furniture: tuple[SourceLine, ...]
    encoding: str
    form: Form
    text: str
    proposals: tuple[TrackedChange, ...] = ()
    notes: tuple[Note, ...] = ()
    accepted: tuple[TrackedChange, ...] = ()


def read_tree(data: bytes, name: str = "", accepted: Collection[int] = ()) -> Imported:
    """Reads an uploaded file. What it holds decides how, its `name` only where that is silent.

    `accepted` are the places in `proposals` of the tracked changes that are to be taken into the text; they are told in
    `Imported.accepted`, and the others stay proposals.

    To the doubts of `split` and `structure` come encoding_guessed, character_replaced, invisible_removed, private_use,
    markup_removed, hidden_text, list_numbers_lost, line_numbers_removed, hyphens_removed, and those of `read_docx`.

    Raises ImportRefused with every reason that its docstring names, but binary for files known by their first bytes;
    json for what import itself wrote: its names and braces are no words of an agreement.
    """
    source = _source(data, name)
    found = _imported(source, name)
    taken = [change for at, change in enumerate(found.proposals) if at in accepted]
    if not taken:
        return found
    after = _imported(with_changes(source, found.text, taken), name)
    left = tuple(change for at, change in enumerate(found.proposals) if at not in accepted)
    return replace(after, proposals=left, notes=found.notes, accepted=tuple(taken))


def _imported(source: Source, name: str) -> Imported:
    clean, changes = repaired(source.text.replace("\f", " ").replace("\v", " "))
    clean, cleared = _cleared(clean) if source.form == "text" else (clean, [])
    if not clean.strip():
        raise ImportRefused("empty")
    found = split(clean, source.hints)
    texts = settled(clean).split("\n")
    layout = layout_of(texts, source.hints.rows, flowing=source.form in ("docx", "html"))
    running = next((_PAGE_NUMBER.sub(" ", line.text.strip()) for line in found.furniture), "")
    built = structure(found.clauses, layout, (source.title, running, _stem(name)))
    # Numbered paragraphs stand for articles: then it is not true that the text is one piece.
    divided = any(doubt.reason == "numbered_paragraphs" for doubt in built.doubts)
    split_doubts = [doubt for doubt in found.doubts if not (divided and doubt.reason == "no_articles")]
    doubts = [*source.doubts, *character_doubts(source.text, changes), *cleared, *split_doubts, *built.doubts]
    return Imported(
        built.tree,
        tuple(sorted(doubts, key=lambda doubt: doubt.line)),
        (*source.furniture, *found.furniture),
        source.encoding,
        source.form,
        "\n".join(texts),
        tuple(_placed(source, texts, built)),
        tuple(replace(note, where=built.place(note.line), text=_settled(note.text)) for note in source.notes),
    )


def _cleared(text: str) -> tuple[str, list[Doubt]]:
    """The text without what only its lines on paper needed, and the doubts about that."""
    lines, counted = without_line_numbers(text.split("\n"))
    lines, divided = without_hyphens(lines)
    doubts = [*line_doubt("line_numbers_removed", counted), *line_doubt("hyphens_removed", divided)]
    return "\n".join(lines), doubts


def _placed(source: Source, texts: Sequence[str], built: Structure) -> Iterator[TrackedChange]:
    """The tracked changes with the clause they stand in; their words and places as the text has them now."""
    if not source.proposals:
        return
    place = _Places(source.text.split("\n")).place
    given: dict[int, int] = {}
    for change in source.proposals:
        lines = change.before.split("\n")
        first = min(change.line, len(texts)) - 1
        last = min(first + len(lines), len(texts)) - 1
        reached = place(first, change.at)
        begin = min(reached, len(texts[first]))
        end = place(last, len(lines[-1]) + (change.at if first == last else 0))
        end = min(end, len(texts[last]))
        before = "\n".join(texts[first : last + 1])[begin : end - len(texts[last]) or None]
        after = _settled(re.sub(r"[ \t]+\n", "\n", change.after))
        if after or before.startswith("\n"):
            # Blanks at the end of a line are not kept, but are needed where words come to stand behind them.
            after = " " * (reached - max(begin, given.get(first, 0))) + after
            given = {first: reached}
        yield replace(change, where=built.place(change.line), before=before, after=after, at=begin)


class _Places:
    """Where a place in a line of the source is in the line as it was settled. Places are asked for in their order."""

    def __init__(self, raw: Sequence[str]) -> None:
        self._raw = raw
        self._line = self._at = self._settled = 0

    def place(self, line: int, at: int) -> int:
        """The place; behind the end of the line where the blanks before it went."""
        if line != self._line or at < self._at:
            self._line, self._at, self._settled = line, 0, 0
        self._settled += len(_settled(self._raw[line][self._at : at]))
        self._at = at
        return self._settled


def _settled(text: str) -> str:
    return unicodedata.normalize("NFC", repaired(text.replace("\f", " ").replace("\v", " "))[0])


def _source(data: bytes, name: str) -> Source:
    if data.startswith(b"PK"):
        return read_docx(data)
    for magic, reason in _MAGIC.items():
        if data.startswith(magic):
            raise ImportRefused("encrypted" if _ENCRYPTED in data else reason)
    decoded = decode(data)
    if name.lower().endswith(".json") or _JSON.match(decoded.text):
        raise ImportRefused("json")
    form = _form(decoded.text, name)
    doubts = encoding_doubts(decoded)
    if form == "html":
        text, found = flattened(decoded.text)
        rows = frozenset(number for number, line in enumerate(text.split("\n"), start=1) if "\t" in line)
        return Source(text, "html", Hints(rows=rows), (*doubts, *found), encoding=decoded.encoding)
    if form == "text":
        hints = Hints(pages=_new_pages(decoded.text))
        return Source(decoded.text, "text", hints, tuple(doubts), encoding=decoded.encoding)
    flat = plain(decoded.text.replace("\r\n", "\n"))
    if flat.removed:
        doubts.append(Doubt("markup_removed", 1, (1,), {"tag": "Markdown", "count": str(flat.removed)}))
    hints = Hints(flat.headings, flat.rows)
    return Source(flat.text, "markdown", hints, tuple(doubts), encoding=decoded.encoding)


def _new_pages(text: str) -> frozenset[int]:
    """The numbers of the lines in which form feeds stand."""
    return frozenset(at for at, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1) if "\f" in line)


def _form(text: str, name: str) -> Form:
    ending = name.lower().rpartition(".")[2]
    if _HTML.match(text) or ending in ("html", "htm"):
        return "html"
    return "markdown" if ending in ("md", "markdown") or looks_like_markdown(text) else "text"


def _stem(name: str) -> str:
    return re.sub(r"\.\w{1,9}$", "", name.replace("\\", "/").rpartition("/")[2])
