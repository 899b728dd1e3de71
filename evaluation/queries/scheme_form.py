"""The form of a scheme as a page shows it: its fields with their labels, its items with what they are worth, and the sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from evaluation.queries.wording import said, signed
from evaluation.rules.item_values import plain
from evaluation.rules.scheme_checking import sums
from evaluation.rules.scheme_forms import HEAD, ITEM, ROWS, RULES, SPARE, Asked, at, kind_of
from evaluation.rules.schemes import Scheme
from workbench.kernel import N_
from workbench.web.words import locale_name

LABELS = {
    "key": N_("Short name"),
    "version": N_("Version named"),
    "title": N_("Title"),
    "source": N_("Source"),
    "mark": N_("How sure the source is"),
    "full": N_("Full points, declared"),
    "total_maximum": N_("The total is at most"),
    "missing": N_("An item without a value"),
    "rounding.places": N_("Decimal places of a score"),
    "rounding.mode": N_("Rounding"),
    "notice_days": N_("Days of public notice"),
    "notice_unit": N_("These days are"),
    "quota": N_("How many are named at most"),
    "adopted_by": N_("Adopted by more than half of"),
    "satisfaction": N_("Satisfied staff before adoption, per cent"),
    "appeal_days": N_("Days to appeal"),
    "id": N_("Id"),
    "block": N_("Block"),
    "group": N_("Group of items"),
    "points": N_("Worth"),
    "minimum": N_("At least"),
    "maximum": N_("Not above"),
    "weight": N_("Weight"),
    "cutoff": N_("From a total of"),
    "from_tier": N_("Only after the tier"),
    "min_months": N_("held for months"),
    "valid_months": N_("Valid for months"),
    "role": N_("What it does"),
    "of": N_("Computed from other items (formula)"),
    "not_applicable": N_("It may not apply: then full points"),
    "cured": N_("Share of a deduction that stays once made good"),
    "survey.least": N_("Answers needed, of a survey"),
    "evidence": N_("Evidence asked for, one a line: Chinese | English"),
    "scored_by": N_("Who scores it: Chinese | English"),
    "note": N_("Explanation"),
    "step": N_("In steps of"),
    "discretionary": N_("At discretion"),
    "yes": N_("Yes is worth"),
    "no": N_("No is worth"),
    "full_at": N_("Full at"),
    "zero_at": N_("Nothing at"),
    "each": N_("Points for each"),
    "better": N_("Better is"),
    "portion": N_("Percentage points count"),
    "floor": N_("Never under"),
    "unit": N_("Unit"),
    "whole": N_("Whole numbers only"),
    "bands": N_("Steps: a value lies in exactly one"),
    "from": N_("from (≥)"),
    "above": N_("above (>)"),
    "up_to": N_("up to (≤)"),
    "to": N_("below (<)"),
    "over": N_("Free up to"),
    "under": N_("Due, fewer cost points"),
    "grades": N_("Grades"),
    "parts": N_("Parts"),
    "values": N_("Values, such as 0 / -2 / -4"),
    "years": N_("Years looked back"),
    "ask": N_("What is asked for"),
}
OPTIONS = {
    "zero": N_("gives no points"),
    "undecided": N_("leaves the result undecided"),
    "half_up": N_("half up"),
    "half_even": N_("half to even"),
    "down": N_("down"),
    "up": N_("up"),
    "working": N_("working days"),
    "calendar": N_("calendar days"),
    "all": N_("all representatives"),
    "present": N_("those present"),
    "points": N_("gives points"),
    "bonus": N_("bonus"),
    "deduction": N_("takes points away"),
    "veto": N_("veto"),
    "fact": N_("only asked for"),
    "high": N_("more"),
    "low": N_("less"),
    "exact": N_("pro rata"),
    "begun": N_("each one begun"),
    "full": N_("each whole one"),
    "number": N_("a number"),
    "yes_no": N_("yes or no"),
    "ours": N_("our own"),
    "example": N_("an example"),
    "V": N_("read in the source"),
    "V-part": N_("only a part was read"),
    "GK": N_("general knowledge"),
    "D": N_("advice"),
}
KINDS = {
    "score": N_("a value from 0 to the points"),
    "yes_no": N_("yes or no"),
    "rate": N_("a rate, with a loss for each percentage point"),
    "ratio": N_("in proportion between two bounds"),
    "bands": N_("a table of steps"),
    "count": N_("so much for each case"),
    "grades": N_("described grades"),
    "checklist": N_("named parts with points of their own"),
    "parts": N_("equal parts"),
    "listed": N_("one of listed values"),
    "veto": N_("veto: yes or no"),
    "fact": N_("a fact, without points"),
}


@dataclass(frozen=True)
class FormField:
    """One field of the page; `rows` are those of a table, the spare ones at its end with it."""

    name: str
    label: str
    kind: str
    value: str = ""
    english: str = ""
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[FormField, ...], ...] = ()


@dataclass(frozen=True)
class ItemLine:
    """One item in the list of the form."""

    id: str
    title: str
    block: str
    kind: str
    points: str


@dataclass(frozen=True)
class SumLine:
    """What is declared of the sheet or a block, beside what its items add up to."""

    name: str
    declared: str
    found: str
    off: str


def _(sentence: str) -> str:
    return str(gettext(sentence))


def head(raw: Mapping[str, Any]) -> list[FormField]:
    """Return the fields of the sheet as a whole."""
    return [_field(raw, asked, "head", {}) for asked in HEAD]


def tables(raw: Mapping[str, Any]) -> dict[str, FormField]:
    """Return blocks, groups and tiers as tables of fields."""
    places = _places(raw)
    return {table: _rows(raw.get(table, ()), columns, table, "", places) for table, columns in ROWS.items()}


def item_fields(raw: Mapping[str, Any], open: int | None) -> tuple[list[FormField], list[FormField]]:
    """Return the fields of the open item and those of its rule; none without an open one."""
    if open is None:
        return [], []
    item, places = raw["item"][open], _places(raw)
    rule = item.get("rule")
    inside = rule if isinstance(rule, Mapping) else {}
    asked = RULES.get(kind_of(item), ())
    return (
        [_field(item, one, "item", places) for one in ITEM],
        [_field(inside, one, "item.rule", places) for one in asked],
    )


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of rule with their words."""
    return [(kind, _(KINDS[kind])) for kind in RULES]


def item_lines(raw: Mapping[str, Any]) -> list[ItemLine]:
    """Return all items in the order of the sheet, also where it has faults."""
    blocks = dict(_places(raw)["block"])
    return [
        ItemLine(
            str(item.get("id", "")),
            _in_words(item.get("title")),
            blocks.get(str(item.get("block", "")), ""),
            _(KINDS.get(kind_of(item), "")) if kind_of(item) in KINDS else "?",
            "" if item.get("points") is None else _text(item["points"]),
        )
        for item in raw.get("item", ())
    ]


def sum_lines(scheme: Scheme) -> list[SumLine]:
    """Return the sums of the sheet, its blocks and its groups."""
    names = {f"block {one.id}": said(one.title) for one in scheme.blocks}
    names |= {f"group {one.id}": said(one.title) for one in scheme.groups}
    return [
        SumLine(
            names.get(one.where, ""),
            "" if one.declared is None else plain(one.declared),
            plain(one.found),
            "" if one.declared in (None, one.found) else signed(plain(one.found - (one.declared or Decimal(0)))),
        )
        for one in sums(scheme)
    ]


def _places(raw: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """What an item can stand in: the blocks and groups there are."""
    return {
        table: [("", "—"), *((str(row.get("id", "")), _in_words(row.get("title"))) for row in raw.get(table, ()))]
        for table in ("block", "group")
    }


def _field(part: Mapping[str, Any], asked: Asked, prefix: str, places: Mapping[str, Any]) -> FormField:
    name, label, value = f"{prefix}.{asked.name}", _(LABELS[asked.name]), at(part, asked.name)
    if asked.kind == "rows":
        return _rows(value if isinstance(value, list) else (), asked.columns, name, label, places)
    if asked.kind == "words":
        zh, en = _both(value)
        return FormField(name, label, "words", zh, en if en != zh else "")
    if asked.kind in ("choice", "pick"):
        options = places.get(asked.name) or [(one, _(OPTIONS[one])) for one in asked.options]
        chosen = options[0][0] if asked.kind == "choice" and value is None else _text(value)
        return FormField(name, label, "choice", chosen, options=_with(options, chosen))
    if asked.kind in ("lines", "word"):
        lines = value if isinstance(value, list) else [] if value is None else [value]
        return FormField(name, label, asked.kind, "\n".join(map(_line, lines)))
    if asked.kind == "numbers":
        values = value if isinstance(value, list) else []
        return FormField(name, label, "text", " / ".join(map(_text, values)))
    return FormField(name, label, asked.kind, _text(value))


def _rows(
    rows: Sequence[Any], columns: Sequence[Asked], prefix: str, label: str, places: Mapping[str, Any]
) -> FormField:
    shown = [*(row if isinstance(row, Mapping) else {} for row in rows), *({} for _spare in range(SPARE))]
    fields = tuple(
        tuple(_field(row, asked, f"{prefix}.{number}", places) for asked in columns) for number, row in enumerate(shown)
    )
    return FormField(prefix, label, "rows", columns=tuple(_(LABELS[one.name]) for one in columns), rows=fields)


def _with(options: Sequence[tuple[str, str]], value: str) -> tuple[tuple[str, str], ...]:
    """Options with the value that stands there, so that a form never changes what it does not know."""
    known = any(option == value for option, _words in options)
    return tuple(options) if known else ((value, value or "—"), *options)


def _both(value: Any) -> tuple[str, str]:
    if isinstance(value, Mapping):
        return _text(value.get("zh")), _text(value.get("en"))
    return _text(value), ""


def _line(value: Any) -> str:
    return " | ".join(_lines(value))


def _lines(value: Any) -> Iterator[str]:
    zh, en = _both(value)
    yield zh
    if en and en != zh:
        yield en


def _in_words(value: Any) -> str:
    zh, en = _both(value)
    return (en or zh) if locale_name() == "en" else (zh or en)


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    return plain(value) if isinstance(value, Decimal) and value.is_finite() else str(value)
