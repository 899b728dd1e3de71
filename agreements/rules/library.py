"""The clause library: mandatory and usual clauses for each kind of agreement, in both languages, with fields to fill in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from agreements.rules.fields import Blank, Fact, samples, written
from agreements.rules.tree import Language

Mark = Literal["V", "V2", "G", "?"]
Weight = Literal["mandatory", "usual"]
Words = Annotated[str, Field(min_length=1)]

FACTS = Path(__file__).resolve().parents[1] / "facts" / "library"
ORDER = ("framework", "wages", "conditions", "safety", "women", "sector", "platform")
FIRST = frozenset(["parties", "sector_parties", "platform_parties", "scope", "priority"])
"""Clauses an agreement begins with; the others of the framework end it."""
_BLANK = re.compile(r"\{([a-z_]+)\}")


class Kind(Fact):
    """A kind of agreement."""

    zh: Words
    en: Words
    note_zh: Words
    note_en: Words

    def name(self, language: Language) -> str:
        """What it is called."""
        return self.zh if language == "zh" else self.en

    def note(self, language: Language) -> str:
        """What makes an agreement one of this kind."""
        return self.note_zh if language == "zh" else self.note_en


class Act(Fact):
    """A text of law or practice that clauses rest on, and the day of the copy that was read."""

    zh: Words
    en: Words
    checked: date | None = None


class Source(Fact):
    """Where a clause comes from: act, articles, and how sure that is (read, read elsewhere, general knowledge, uncertain)."""

    act: str
    art: str
    mark: Mark


class Said(Fact):
    """Words in both languages."""

    zh: Words
    en: Words

    def said(self, language: Language) -> str:
        """The words in a language."""
        return self.zh if language == "zh" else self.en


class LibraryClause(Fact):
    """A ready-made clause: heading, text with `{field}` blanks, why it is needed, for which kinds, and its sources."""

    key: str
    subject: str
    heading: Said
    zh: Words
    en: Words
    why: Said
    kinds: dict[str, Weight]
    sources: tuple[Source, ...]
    fields: Annotated[dict[str, Blank], Field(default_factory=dict)]

    @model_validator(mode="after")
    def _blanks_are_fields(self) -> LibraryClause:
        for language in ("zh", "en"):
            if set(_BLANK.findall(self.raw(language))) != set(self.fields):
                raise ValueError(f"{self.key}: the blanks of {language} are not its fields")
        if not self.sources:
            raise ValueError(f"{self.key}: no source")
        return self

    def raw(self, language: Language) -> str:
        """The text with its blanks."""
        return (self.zh if language == "zh" else self.en).strip()

    def blank(self, language: Language) -> str:
        """The text as it is printed to be read: each blank shows what belongs there."""
        left, right = ("【", "】") if language == "zh" else ("[", "]")
        return _BLANK.sub(lambda found: f"{left}{self.fields[found[1]].label(language)}{right}", self.raw(language))


class Library(Fact):
    """All of it: kinds, acts and clauses, by key, in the order in which they are shown."""

    kinds: dict[str, Kind]
    acts: dict[str, Act]
    clauses: dict[str, LibraryClause]

    @model_validator(mode="after")
    def _names_exist(self) -> Library:
        for clause in self.clauses.values():
            if strange := clause.kinds.keys() - self.kinds.keys():
                raise ValueError(f"{clause.key}: unknown kinds {sorted(strange)}")
            if strange := {source.act for source in clause.sources} - self.acts.keys():
                raise ValueError(f"{clause.key}: unknown acts {sorted(strange)}")
        return self

    def of_kind(self, kind: str) -> tuple[LibraryClause, ...]:
        """The clauses of a kind in the order in which such an agreement is written. Unknown kinds have none."""
        found = [clause for clause in self.clauses.values() if kind in clause.kinds]
        return tuple(sorted(found, key=_place))

    def search(self, clauses: Iterable[LibraryClause], words: str) -> tuple[LibraryClause, ...]:
        """Those of `clauses` that hold every one of the words, in either language, whatever their case."""
        wanted = words.casefold().split()
        return tuple(clause for clause in clauses if all(word in _all_words(clause) for word in wanted))

    def source_words(self, source: Source, language: Language) -> str:
        """A source as it is cited."""
        act = self.acts[source.act]
        if language == "zh":
            return f"{act.zh}第{source.art.replace(', ', '、')}条" if source.art else act.zh
        return f"{act.en}, art. {source.art}" if source.art else act.en


@cache
def library() -> Library:
    """The library as the facts files hold it. Raises ValueError (pydantic's) for a file that is not in order."""
    kinds = _read("kinds")
    return Library.model_validate(
        {"kinds": kinds["kind"], "acts": kinds["act"], "clauses": {one["key"]: one for one in _clauses()}}, strict=False
    )


def fill(clause: LibraryClause, values: Mapping[str, str], language: Language) -> str:
    """The clause's text with its fields filled in. Raises FieldsRefused, which names every field that is not in order."""
    said = written(clause.fields, values, language)
    return _BLANK.sub(lambda found: said[found[1]], clause.raw(language))


def example(clause: LibraryClause, language: Language) -> str:
    """The clause filled in with its examples."""
    return fill(clause, samples(clause.fields, language), language)


def _clauses() -> Iterator[dict[str, Any]]:
    for subject in ORDER:
        for key, clause in _read(subject)["clause"].items():
            yield {**clause, "key": key, "subject": subject}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FACTS / f"{name}.toml").read_text(encoding="utf-8"))


def _place(clause: LibraryClause) -> int:
    if clause.key in FIRST:
        return 0
    return 2 if clause.subject == "framework" else 1


def _all_words(clause: LibraryClause) -> str:
    said = (clause.heading, clause.why)
    return " ".join([clause.zh, clause.en, *(one.zh for one in said), *(one.en for one in said)]).casefold()
