"""Texts and their versions as pages show them, read on somebody's behalf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import undefer

from agreements.models import AgreementText, TextVersion, VersionTag
from agreements.queries.places import Place, place_of, places
from agreements.rules.history import Row, common_base, drawn, heads
from agreements.rules.stored import restored
from agreements.rules.tree import Tree
from workbench.kernel import Reader
from workbench.people.queries import names

__all__ = ["Place", "TextHead", "VersionLine", "common_base_of", "read_tree_of", "shelves", "text_head", "timeline"]


@dataclass(frozen=True)
class VersionLine:
    """A version as a line of the timeline; `tags` are (word, who, when)."""

    id: str
    text: str
    number: int
    origin: str
    note: str
    file_name: str
    author: str
    at: datetime
    parents: tuple[str, ...]
    is_head: bool
    tags: tuple[tuple[str, str, datetime], ...] = ()


@dataclass(frozen=True)
class TextHead:
    """What a text is called, what it is, where it is kept, and its newest version."""

    id: str
    title: str
    kind: str
    language: str
    place: Place
    newest: VersionLine
    versions: int
    open_ends: tuple[str, ...] = field(default=())


def shelves(reader: Reader) -> list[tuple[Place, list[TextHead]]]:
    """Return every place the reader may read with the texts there, those saved last first."""
    found = reader.all(select(AgreementText))
    lines = versions_of(reader, [text.id for text in found])
    standing: dict[str, list[TextHead]] = {}
    for text in found:
        if lines.get(text.id):
            standing.setdefault(text.stream, []).append(_head(reader, text, lines[text.id]))
    for texts in standing.values():
        texts.sort(key=lambda one: one.newest.at, reverse=True)
    return [(one, standing.get(one.stream, [])) for one in places(reader)]


def text_head(reader: Reader, text: str) -> TextHead:
    """Return what heads the pages of a text. Raises Absent for one the reader may not read."""
    found = reader.get(AgreementText, text)
    return _head(reader, found, versions_of(reader, [text])[text])


def timeline(reader: Reader, text: str) -> list[tuple[VersionLine, Row]]:
    """Return the versions of a text, newest first, each with its place in the drawing."""
    lines = versions_of(reader, [text]).get(text, [])
    rows = drawn({line.id: line.parents for line in lines}, [line.id for line in reversed(lines)])
    return list(zip(reversed(lines), rows, strict=True))


def version_line(reader: Reader, version: str) -> VersionLine:
    """Return one version. Raises Absent."""
    row = reader.get(TextVersion, version)
    return next(line for line in versions_of(reader, [row.text])[row.text] if line.id == version)


def related(reader: Reader, text: str) -> list[TextHead]:
    """Return the texts that this one was begun from, and those begun from it, as far as the reader may know of them."""
    rows = reader.rows(select(TextVersion.id, TextVersion.text, TextVersion.parents))
    text_of = {row.id: row.text for row in rows}
    links = {(row.text, text_of[parent]) for row in rows for parent in row.parents if parent in text_of}
    found = {one for link in links if text in link for one in link} - {text}
    return [text_head(reader, one) for one in sorted(found)]


def lines_of_key(reader: Reader, key: str) -> list[VersionLine]:
    """Return the versions whose words have this hash."""
    rows = reader.all(select(TextVersion).where(TextVersion.key == key).order_by(TextVersion.saved_at).limit(20))
    known = versions_of(reader, [row.text for row in rows])
    return [line for row in rows for line in known[row.text] if line.id == row.id]


def versions_of(reader: Reader, texts: Sequence[str]) -> dict[str, list[VersionLine]]:
    """Return the versions of texts by text, oldest first."""
    rows = reader.all(select(TextVersion).where(TextVersion.text.in_(texts)).order_by(TextVersion.number))
    tags = reader.all(select(VersionTag).where(VersionTag.text.in_(texts)).order_by(VersionTag.tagged_at))
    called = names(reader, [row.saved_by for row in rows] + [tag.tagged_by for tag in tags])
    ends = {version for text in texts for version in heads({row.id: row.parents for row in rows if row.text == text})}
    by_version: dict[str, list[tuple[str, str, datetime]]] = {}
    for tag in tags:
        by_version.setdefault(tag.version, []).append(
            (tag.tag, called.get(tag.tagged_by, ""), reader.here(tag.tagged_at))
        )
    found: dict[str, list[VersionLine]] = {}
    for row in rows:
        line = _line(reader, row, called, row.id in ends, by_version.get(row.id, ()))
        found.setdefault(row.text, []).append(line)
    return found


def read_tree_of(reader: Reader, version: str) -> Tree:
    """Return the tree of a version. Raises Absent for one the reader may not read."""
    return restored(_whole(reader, version).tree)


def remarks_of(reader: Reader, version: str) -> list[dict[str, str]]:
    """Return the tracked changes and comments that stood in the file a version was read from."""
    return _whole(reader, version).remarks


def common_base_of(reader: Reader, ours: str, theirs: str) -> str | None:
    """Return the nearest version from which two versions were made, of whatever text the reader may read."""
    known = reader.rows(select(TextVersion.id, TextVersion.parents).order_by(TextVersion.saved_at, TextVersion.number))
    return common_base({row.id: row.parents for row in known}, ours, theirs)


def _whole(reader: Reader, version: str) -> TextVersion:
    query = select(TextVersion).where(TextVersion.id == version)
    row = reader.one_or_none(query.options(undefer(TextVersion.tree), undefer(TextVersion.remarks)))
    return row if row is not None else reader.get(TextVersion, version)


def _head(reader: Reader, text: AgreementText, lines: list[VersionLine]) -> TextHead:
    ends = tuple(line.id for line in lines if line.is_head)
    place = place_of(reader, text.stream)
    return TextHead(text.id, text.title, text.kind, text.language, place, lines[-1], len(lines), ends)


def _line(
    reader: Reader,
    row: TextVersion,
    called: Mapping[str, str],
    is_head: bool,
    tags: Iterable[tuple[str, str, datetime]],
) -> VersionLine:
    said: dict[str, Any] = {
        name: getattr(row, name) for name in ("id", "text", "number", "origin", "note", "file_name")
    }
    said |= {"author": called.get(row.saved_by, ""), "at": reader.here(row.saved_at), "parents": tuple(row.parents)}
    return VersionLine(**said, is_head=is_head, tags=tuple(tags))
