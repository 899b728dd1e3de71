"""A scheme's data as the fields of a form, and what comes back from it. What a form does not know stays as it is.

A field of a form is named by its path: `head.full`, `block.0.points`, `item.rule.bands.1.points`. Nothing is judged here: what
somebody writes for a number and is none stays text, and reading the scheme names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from copy import deepcopy
from typing import Any, Literal, NamedTuple

from evaluation.rules.item_values import Refused, number
from evaluation.rules.scheme_writing import TABLES
from evaluation.rules.schemes import Survey

Kind = Literal["text", "number", "whole", "tick", "choice", "pick", "words", "word", "lines", "numbers", "rows"]
Part = MutableMapping[str, Any]
Form = Mapping[str, str]
SPARE = 2
"""How many blank rows stand under a table, to be filled in."""


class Asked(NamedTuple):
    """One field: where its value stands, what is written into it, what can be chosen, and the columns of rows.

    The first of a `choice` is what holds when nothing is written; a `pick` is always written.
    """

    name: str
    kind: Kind = "text"
    options: tuple[str, ...] = ()
    columns: tuple[Asked, ...] = ()


HEAD = (
    Asked("key"),
    Asked("version"),
    Asked("title", "words"),
    Asked("source"),
    Asked("mark", "pick", ("ours", "example", "V", "V-part", "GK", "D")),
    Asked("full", "number"),
    Asked("total_maximum", "number"),
    Asked("missing", "choice", ("zero", "undecided")),
    Asked("rounding.places", "whole"),
    Asked("rounding.mode", "choice", ("half_up", "half_even", "down", "up")),
    Asked("notice_days", "whole"),
    Asked("notice_unit", "choice", ("working", "calendar")),
    Asked("quota", "whole"),
    Asked("adopted_by", "choice", ("all", "present")),
    Asked("satisfaction", "number"),
    Asked("appeal_days", "whole"),
)
ROWS: Mapping[str, tuple[Asked, ...]] = {
    "block": (
        Asked("id"),
        Asked("title", "words"),
        Asked("points", "number"),
        Asked("minimum", "number"),
        Asked("weight", "number"),
    ),
    "group": (Asked("id"), Asked("block", "choice"), Asked("title", "words"), Asked("points", "number")),
    "tier": (
        Asked("key"),
        Asked("title", "words"),
        Asked("cutoff", "number"),
        Asked("from_tier"),
        Asked("min_months", "whole"),
        Asked("valid_months", "whole"),
    ),
}
_TYPED = (Asked("unit"), Asked("minimum", "number"), Asked("maximum", "number"), Asked("whole", "tick"))
_EACH = Asked("each", "number")
_FLOOR = Asked("floor", "number")
_WORTH = Asked("points", "number")
RULES: Mapping[str, tuple[Asked, ...]] = {
    "score": (Asked("step", "number"), Asked("discretionary", "tick")),
    "yes_no": (Asked("yes", "number"), Asked("no", "number")),
    "rate": (
        Asked("full_at", "number"),
        _EACH,
        Asked("better", "choice", ("high", "low")),
        Asked("portion", "choice", ("exact", "begun", "full")),
        _FLOOR,
        *_TYPED,
    ),
    "ratio": (Asked("zero_at", "number"), Asked("full_at", "number"), *_TYPED),
    "bands": (
        Asked(
            "bands", "rows",
            columns=(*(Asked(end, "number") for end in ("from", "above", "up_to", "to")), _WORTH),
        ),
        *_TYPED,
    ),
    "count": (_EACH, Asked("over", "number"), Asked("under", "number"), _FLOOR, *_TYPED[:3]),
    "grades": (Asked("grades", "rows", columns=(Asked("id"), Asked("title", "words"), _WORTH)),),
    "checklist": (Asked("parts", "rows", columns=(Asked("id"), Asked("title", "words"), _WORTH)),),
    "parts": (_EACH, Asked("parts", "lines")),
    "listed": (Asked("values", "numbers"),),
    "veto": (Asked("years", "whole"),),
    "fact": (Asked("ask", "choice", ("number", "yes_no")), *_TYPED),
}  # fmt: skip
ITEM = (
    Asked("id"),
    Asked("title", "words"),
    Asked("block", "choice"),
    Asked("group", "choice"),
    Asked("role", "choice", ("points", "bonus", "deduction", "veto", "fact")),
    Asked("points", "number"),
    Asked("of"),
    Asked("not_applicable", "tick"),
    Asked("cured", "number"),
    Asked("survey.least", "whole"),
    Asked("evidence", "lines"),
    Asked("scored_by", "word"),
    Asked("note", "words"),
)


class Edited(NamedTuple):
    """The data after a form, and which item stands open in it."""

    raw: dict[str, Any]
    open: int | None


def fits(raw: Mapping[str, Any]) -> bool:
    """Say whether data have the shape that a form shows: tables of rows. What does not is mended in the text."""
    return all(
        isinstance(raw.get(table, []), list) and all(isinstance(row, dict) for row in raw.get(table, []))
        for table in TABLES
    )


def kind_of(item: Mapping[str, Any]) -> str:
    """Return the kind of an item's rule; a value that is given when none is named."""
    rule = item.get("rule", "score")
    return str(rule.get("kind", "") if isinstance(rule, Mapping) else rule)


def at(part: Mapping[str, Any], name: str) -> Any:
    """Return what stands at a path, None where nothing does."""
    found: Any = part
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def edited(raw: Mapping[str, Any], form: Form) -> Edited:
    """Return data as a form that came back makes them: first what was typed into it, then what its button asks for.

    `do` is `add`, `close`, or one of `open`, `up`, `down`, `remove` with the place of an item; `open` says which item was open.
    A form without `filled` typed nothing.
    """
    made: dict[str, Any] = deepcopy(dict(raw))
    items: list[Part] = made.setdefault("item", [])
    for item in items:
        if item.get("survey") == {}:
            item["survey"] = {"least": Survey().least}
    shown = _place(form.get("open", ""), items)
    if form.get("filled"):
        for asked in HEAD:
            _put(made, asked, form, "head")
        for table, columns in ROWS.items():
            made[table] = _rows(made.get(table, []), columns, form, table)
        if shown is not None:
            _fill(items[shown], form)
    return Edited(made, _done(items, form.get("do", ""), shown))


def _fill(item: Part, form: Form) -> None:
    for asked in ITEM:
        _put(item, asked, form, "item")
    before, kind = item.get("rule", "score"), form.get("item.kind", "")
    rule: Part = dict(before) if isinstance(before, Mapping) else {"kind": before}
    if kind in RULES and kind != rule.get("kind"):
        # What both kinds know, such as the loss for each, goes along; the rest belonged to the other kind.
        rule = {"kind": kind} | {one.name: rule[one.name] for one in RULES[kind] if one.name in rule}
    else:
        for asked in RULES.get(kind, ()):
            _put(rule, asked, form, "item.rule")
    item["rule"] = kind if set(rule) == {"kind"} else rule
    if item["rule"] == "score":
        del item["rule"]


def _done(items: list[Part], do: str, shown: int | None) -> int | None:
    verb, _, place = do.partition(":")
    named = _place(place, items)
    held = None if shown is None else items[shown]
    if verb == "add":
        behind = len(items) if shown is None else shown + 1
        items.insert(behind, _new(items, items[behind - 1] if items else {}))
        return behind
    if named is not None and verb in ("up", "down"):
        other = named + (1 if verb == "down" else -1)
        if 0 <= other < len(items):
            items[named], items[other] = items[other], items[named]
    elif named is not None and verb == "remove":
        del items[named]
    elif verb == "close":
        return None
    elif named is not None and verb == "open":
        return named
    return next((number for number, item in enumerate(items) if item is held), None)


def _new(items: Sequence[Part], before: Mapping[str, Any]) -> Part:
    """A new item stands in the block and group of the one before it."""
    taken = {str(item.get("id")) for item in items}
    number = next(one for one in range(1, len(items) + 2) if f"item-{one}" not in taken)
    place = {name: before[name] for name in ("block", "group") if name in before}
    return {"id": f"item-{number}", "title": "?", **place}


def _place(text: str, items: Sequence[Part]) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and int(text) < len(items) else None


def _put(part: Part, asked: Asked, form: Form, prefix: str) -> None:
    """Write one field into its part. Nothing typed: nothing stands there."""
    step, _, inner = asked.name.partition(".")
    if inner:
        within: Part = dict(part[step]) if isinstance(part.get(step), Mapping) else {}
        _put(within, asked._replace(name=inner), form, f"{prefix}.{step}")
        value: Any = within or None
    else:
        value = _typed(part.get(step), asked, form, f"{prefix}.{step}")
    if value is None:
        part.pop(step, None)
    elif value != part.get(step):
        part[step] = value


def _typed(before: Any, asked: Asked, form: Form, at: str) -> Any:
    if asked.kind == "rows":
        return _rows(before if isinstance(before, list) else [], asked.columns, form, at)
    if asked.kind == "words":
        return _words(form.get(f"{at}.zh", ""), form.get(f"{at}.en", ""))
    text = form.get(at, "").strip()
    if asked.kind == "tick":
        return True if text else None
    if asked.kind == "lines":
        return [_word(line) for line in text.splitlines() if line.strip()] or None
    if asked.kind == "numbers":
        return [_number(one) for one in re.split(r"[/,;，；、\s]+", text) if one] or None
    if not text:
        return None
    if asked.kind in ("number", "whole"):
        return _number(text)
    if asked.kind == "choice" and before is None and asked.options[:1] == (text,):
        return None
    return _word(text) if asked.kind == "word" else text


def _rows(before: Sequence[Any], columns: Sequence[Asked], form: Form, prefix: str) -> list[Part]:
    """Return the rows of a table without those that are to go and the spare ones left blank."""
    found: list[Part] = []
    for place in range(len(before) + SPARE):
        row: Part = dict(before[place]) if place < len(before) else {}
        for asked in columns:
            _put(row, asked, form, f"{prefix}.{place}")
        if row and not form.get(f"{prefix}.{place}.gone"):
            found.append(row)
    return found


def _words(zh: str, en: str) -> Any:
    zh, en = zh.strip(), en.strip()
    return {"zh": zh, "en": en} if zh and en and zh != en else zh or en or None


def _word(line: str) -> Any:
    zh, _, en = line.partition("|")
    return _words(zh, en)


def _number(text: str) -> Any:
    """A number as an exact decimal or a whole number; anything else as it was written, to be named when the scheme is read."""
    try:
        value = number(text)
    except Refused:
        return text
    return int(value) if value == value.to_integral_value() else value
