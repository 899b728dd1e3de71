"""Reads an agreement that comes from outside into a clause tree, whatever form its file has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from agreements.rules.decoding import ImportRefused, decode
from agreements.rules.flattening import flatten
from agreements.rules.splitting import Doubt, SourceLine, split
from agreements.rules.structure import structure
from agreements.rules.tree import Tree
from workbench.text import repaired

Form = Literal["docx", "html", "markdown", "text"]


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """A change that somebody marked in Word and nobody has accepted yet; the tree holds the words before it.

    `where` names the clause as printed, `line` is the line of `Imported.text` (from 1) and `at` the place in it, counted
    in characters: putting `after` there instead of `before` accepts the change. `date` is as the file gives it.
    """

    where: str
    author: str
    date: str
    before: str
    after: str
    line: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """A comment in the margin: the clause it stands at, who wrote it when, and its words."""

    where: str
    author: str
    date: str
    text: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """An agreement that was read, and what a person must look at before it is saved.

    `text` is the whole text of the source without its markup, line by line. The words of the tree are the words of
    `text` but for white space and the lines of `furniture` (line 0: the head or foot of a Word page, which is not in it).
    """

    tree: Tree
    doubts: tuple[Doubt, ...]
    furniture: tuple[SourceLine, ...]
    encoding: str
    form: Form
    text: str
    proposals: tuple[TrackedChange, ...] = field(default=())
    notes: tuple[Note, ...] = field(default=())


def read_tree(data: bytes, name: str = "") -> Imported:
    """Reads an uploaded file. What it holds decides how, its `name` only where that is silent.

    Raises ImportRefused with the reasons of `decode`.
    """
    decoded = decode(data)
    form = _form(decoded.text, name)
    source = flatten(decoded.text).text if form == "html" else decoded.text
    clean, _ = repaired(source.replace("\f", " ").replace("\v", " "))
    if not clean.strip():
        raise ImportRefused("empty")
    found = split(clean)
    built = structure(found.clauses, title=name)
    return Imported(built.tree, (*found.doubts, *built.doubts), found.furniture, decoded.encoding, form, clean)


def _form(text: str, name: str) -> Form:
    if re.match(r"\s*(?:<!doctype\s+html|<html|<head|<body|<\?xml)", text[:2_000], re.IGNORECASE):
        return "html"
    ending = name.lower().rpartition(".")[2]
    if ending in ("html", "htm"):
        return "html"
    return "markdown" if ending in ("md", "markdown") else "text"
