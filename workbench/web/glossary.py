"""The page of terms: what the words of this house mean, in both languages, for anybody who reads it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, request

from workbench.web.pages import page
from workbench.web.words import locale_name

blueprint = Blueprint("glossary", __name__)
_HOME = Path(__file__).resolve().parents[1] / "glossary.toml"


@dataclass(frozen=True)
class Term:
    """One term: its words in both languages, what it means in each, and where it comes from."""

    key: str
    zh: str
    en: str
    also: tuple[str, ...]
    notes: dict[str, str]
    source: str

    def holds(self, text: str) -> bool:
        """Say whether `text` stands somewhere in the term, whatever the case of its letters."""
        everything = (self.zh, self.en, *self.also, *self.notes.values())
        return any(text.casefold() in one.casefold() for one in everything)


@cache
def terms() -> tuple[Term, ...]:
    """Return all terms in the order of the file: what is nearest to bargaining first."""
    return tuple(_read(tomllib.loads(_HOME.read_text("utf-8"))["term"]))


def _read(written: dict[str, dict[str, Any]]) -> Iterator[Term]:
    for key, term in written.items():
        notes = {"zh_Hans_CN": term.get("note_zh", ""), "en": term.get("note_en", "")}
        yield Term(key, term["zh"], term["en"], tuple(term.get("also", ())), notes, term.get("source", ""))


def found(text: str) -> Sequence[Term]:
    """Return the terms that hold `text`; all of them for no text."""
    return [term for term in terms() if term.holds(text.strip())]


@blueprint.get("/glossary")
def glossary() -> str:
    """Show the terms, or those that hold what somebody looks for."""
    text = request.args.get("text", "")[:80]
    return page("glossary.html", text=text, terms=found(text), language=locale_name())
