"""The forms of bargaining and drafting: which there are, their fields, and what a person typed made ready for a template."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from agreements.rules.fields import Blank, Fact, written
from agreements.rules.library import Said, Source, library
from agreements.rules.summary import Change, Summary
from agreements.rules.tree import Language

_SHOWN = 240
FACTS = Path(__file__).resolve().parents[1] / "facts" / "forms"


class Form(Fact):
    """A form: its name, who writes it and when, its sources and fields. Its text is a template in each language."""

    key: str
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    who: Said
    when: Said
    sources: tuple[Source, ...]
    fields: dict[str, Blank]

    def name(self, language: Language) -> str:
        """What it is called."""
        return self.zh if language == "zh" else self.en

    def template(self, language: Language) -> str:
        """Its text, to be filled in."""
        return (FACTS / f"{self.key}.{language}.jinja").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was typed into a field of rows: the titles of the columns, and the rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Value = str | tuple[str, ...] | Sheet


@cache
def forms() -> dict[str, Form]:
    """All forms by key, in the order in which bargaining needs them. Raises ValueError for a facts file that is not in order."""
    read = tomllib.loads((FACTS / "forms.toml").read_text(encoding="utf-8"))["form"]
    found = {key: Form.model_validate({**form, "key": key}, strict=False) for key, form in read.items()}
    strange = {one.act for form in found.values() for one in form.sources} - library().acts.keys()
    if strange:
        raise ValueError(f"unknown acts {sorted(strange)}")
    return found


def ready(form: Form, typed: Mapping[str, str], language: Language) -> dict[str, Value]:
    """What was typed as its template takes it: lines as a tuple, rows as a Sheet, an optional field left empty as "".

    Raises FieldsRefused, which names every field that is not in order.
    """
    said = written(form.fields, typed, language, blank="")
    return {name: _shaped(form.fields[name], value, language) for name, value in said.items()}


def changes_for_members(found: Summary, draft: str, before: str) -> dict[str, str]:
    """What the summary for members says of a comparison, as it would be typed; the rest of its fields stay empty."""

    def named(change: Change) -> str:
        return " ".join(filter(None, (change.number, change.heading)))

    def row(change: Change) -> str:
        return "\t".join((named(change), _short(change.before), _short(change.after)))

    return {
        "draft": draft,
        "before": before,
        "added": "\n".join(map(named, found.additions)),
        "revised": "\n".join(map(row, found.revisions)),
        "removed": "\n".join(map(named, found.deletions)),
    }


def _short(sentence: str) -> str:
    flat = " ".join(sentence.split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"


def _shaped(field: Blank, said: str, language: Language) -> Value:
    lines = tuple(line.strip() for line in said.split("\n") if line.strip())
    if field.type == "lines":
        return lines
    if field.type == "rows":
        columns = field.columns(language)
        rows = (line.split("\t") for line in said.split("\n") if line)
        return Sheet(columns, tuple((*row, *[""] * (len(columns) - len(row))) for row in rows))
    return said
