"""Fields of ready-made clauses and forms: what a person typed, checked by its kind and written as the language writes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agreements.rules.tree import Language
from workbench.text import TextRefused, clean, clean_line

Type = Literal["money", "percent", "date", "count", "text", "lines", "choice", "rows"]

LONGEST_LINE = 200
LONGEST_CELL = 1_000
LONGEST_LINES = 50_000
BLANK = "____"
_NUMBER = re.compile(r"\d{1,13}(\.\d{1,4})?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COMMAS = re.compile(r"\s*[,，]\s*")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Fact(BaseModel):
    """A table of a facts file: nothing unknown in it, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Option(Fact):
    """One of the choices of a field."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]

    def label(self, language: Language) -> str:
        """What it is called."""
        return self.zh if language == "zh" else self.en


class Blank(Fact):
    """A field: its kind, its label and an example in both languages, and the bounds a number must keep.

    A choice has `options`; rows have columns: one row on each typed line, its cells divided by tabs or else by commas.
    """

    type: Type
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    required: bool = True
    min: int | None = None
    max: int | None = None
    example: str = ""
    example_zh: str = ""
    example_en: str = ""
    options: Annotated[dict[str, Option], Field(default_factory=dict)]
    columns_zh: tuple[str, ...] = ()
    columns_en: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _shows_an_example(self) -> Blank:
        if not self.example and not (self.example_zh and self.example_en):
            raise ValueError("an example is missing")
        if self.type not in ("money", "percent", "count") and (self.min, self.max) != (None, None):
            raise ValueError("only numbers have bounds")
        if (self.type == "choice") != bool(self.options) or (self.type == "rows") != bool(self.columns_zh):
            raise ValueError("a choice has options and rows have columns; nothing else has")
        if len(self.columns_zh) != len(self.columns_en):
            raise ValueError("columns differ in number")
        return self

    def label(self, language: Language) -> str:
        """The label in a language."""
        return self.zh if language == "zh" else self.en

    def sample(self, language: Language) -> str:
        """An example, as it would be typed."""
        return self.example or (self.example_zh if language == "zh" else self.example_en)

    def columns(self, language: Language) -> tuple[str, ...]:
        """The titles of the columns of rows."""
        return self.columns_zh if language == "zh" else self.columns_en


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field, and the `limit` it does not keep where there is one.

    Reasons: missing, number, too_small, too_large, day, too_long, text, choice, cells (more than there are columns), unknown.
    """

    field: str
    reason: str
    limit: str = ""


class FieldsRefused(ValueError):
    """Values that cannot be filled in; `faults` names every field with its reason, in the order of the fields."""

    def __init__(self, faults: tuple[FieldFault, ...]) -> None:
        super().__init__(", ".join(f"{fault.field}: {fault.reason}" for fault in faults))
        self.faults = faults


class _Wrong(Exception):
    def __init__(self, reason: str, limit: str = "") -> None:
        super().__init__(reason)
        self.reason, self.limit = reason, limit


def written(
    fields: Mapping[str, Blank], values: Mapping[str, str], language: Language, *, blank: str = BLANK
) -> dict[str, str]:
    """The values of all fields as the language writes them; an optional field left empty becomes `blank`, a line to fill by hand.

    Takes what was typed. Rows keep one line each, their cells divided by tabs; of a choice the key stays. Raises
    FieldsRefused with every fault; a value that no field asks for is a fault too.
    """
    said: dict[str, str] = {}
    faults = [FieldFault(name, "unknown") for name in sorted(values.keys() - fields.keys())]
    for name, field in fields.items():
        typed = values.get(name, "").strip()
        try:
            said[name] = _written(field, typed, language) if typed or field.required else blank
        except _Wrong as wrong:
            faults.append(FieldFault(name, wrong.reason, wrong.limit))
    if faults:
        raise FieldsRefused(tuple(faults))
    return said


def samples(fields: Mapping[str, Blank], language: Language) -> dict[str, str]:
    """The examples of all fields, as they would be typed."""
    return {name: field.sample(language) for name, field in fields.items()}


def day_words(day: date, language: Language) -> str:
    """A day as a contract writes it: 2026年5月1日, or 1 May 2026."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _written(field: Blank, typed: str, language: Language) -> str:
    if not typed:
        raise _Wrong("missing")
    return _WRITERS[field.type](field, typed, language)


def _money(field: Blank, typed: str, language: Language) -> str:
    amount = _number(field, typed)
    if amount != amount.quantize(Decimal("0.01"), ROUND_HALF_UP):
        raise _Wrong("number")
    whole = amount == amount.to_integral_value()
    said = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    return said.replace(",", "") if language == "zh" else said


def _percent(field: Blank, typed: str, language: Language) -> str:
    said = f"{_number(field, typed.removesuffix('%').removesuffix('％').strip()):f}"
    return f"{said.rstrip('0').rstrip('.') if '.' in said else said}%"


def _count(field: Blank, typed: str, language: Language) -> str:
    if "." in typed:
        raise _Wrong("number")
    return f"{_number(field, typed):f}"


def _number(field: Blank, typed: str) -> Decimal:
    plain = typed.replace(",", "") if _GROUPED.fullmatch(typed) else typed
    if not _NUMBER.fullmatch(plain) or not plain.isascii():
        raise _Wrong("number")
    number = Decimal(plain)
    if field.min is not None and number < field.min:
        raise _Wrong("too_small", str(field.min))
    if field.max is not None and number > field.max:
        raise _Wrong("too_large", str(field.max))
    return number


def _date(field: Blank, typed: str, language: Language) -> str:
    try:
        day = date.fromisoformat(typed) if _DAY.fullmatch(typed) and typed.isascii() else None
    except ValueError:
        day = None
    if day is None:
        raise _Wrong("day")
    return day_words(day, language)


def _text(field: Blank, typed: str, language: Language) -> str:
    return _clean(clean_line, typed, LONGEST_LINE)


def _lines(field: Blank, typed: str, language: Language) -> str:
    return _clean(clean, typed, LONGEST_LINES)


def _choice(field: Blank, typed: str, language: Language) -> str:
    if typed not in field.options:
        raise _Wrong("choice")
    return typed


def _rows(field: Blank, typed: str, language: Language) -> str:
    width = len(field.columns(language))
    rows = [_cells(line) for line in typed.splitlines() if line.strip()]
    if any(len(row) > width for row in rows):
        raise _Wrong("cells", str(width))
    said = ("\t".join(_clean(clean_line, cell, LONGEST_CELL) if cell else "" for cell in row) for row in rows)
    return _clean(clean, "\n".join(said), LONGEST_LINES)


def _cells(line: str) -> list[str]:
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    return _COMMAS.split(line.strip())


def _clean(gate: Callable[[str, int], str], typed: str, limit: int) -> str:
    try:
        return gate(typed, limit)
    except TextRefused as refused:
        raise _Wrong("too_long", str(limit)) if refused.reason == "text_too_long" else _Wrong("text") from None


_WRITERS: dict[Type, Callable[[Blank, str, Language], str]] = {
    "money": _money,
    "percent": _percent,
    "date": _date,
    "count": _count,
    "text": _text,
    "lines": _lines,
    "choice": _choice,
    "rows": _rows,
}
