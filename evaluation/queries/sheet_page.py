"""A sheet as its page shows it: blocks and groups of rows, how each value is typed, and what stands beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any

from flask_babel import gettext as _

from evaluation.queries.sheets import AtWork, Filed
from evaluation.queries.standing import Standing, Sum, shown_score
from evaluation.queries.wording import MOST_CHOSEN, parts_met, points_of, said, signed
from evaluation.rules.item_rules import Checklist, Fact, Given, Grades, Listed, Parts, Rate, Veto, YesNo
from evaluation.rules.item_values import NOT_APPLICABLE, Refused, plain, yes_or_no
from evaluation.rules.schemes import Item

_DIGITS = 9


@dataclass(frozen=True)
class Choice:
    """One of the values that can be chosen, and the digit that chooses it."""

    value: str
    words: str
    digit: str


@dataclass(frozen=True)
class Field:
    """How a value is typed: `kind` is number, words (letters belong to the value), choice, or computed (nobody types it).

    `full` is the value that loses nothing, `none` the word for an item that does not apply; blank where there is none.
    """

    kind: str
    hint: str = ""
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    full: str = ""
    none: str = ""


@dataclass(frozen=True)
class Row:
    """One item of the sheet. `others` are the values of the stages beside it, in the order of the columns."""

    id: str
    title: str
    points: str
    field: Field
    value: str
    reason: str
    version: int
    others: tuple[str, ...]
    own: str
    score: str


@dataclass(frozen=True)
class Group:
    """A second-level heading with its rows; the title is blank for rows without one."""

    id: str
    title: str
    rows: tuple[Row, ...]
    sum: Sum


@dataclass(frozen=True)
class Block:
    """A first-level heading with its groups."""

    id: str
    title: str
    groups: tuple[Group, ...]
    sum: Sum


def blocks_of(at: AtWork, standing: Standing) -> tuple[Block, ...]:
    """Return the rows of a sheet under their headings, in the order of the scheme; items without a block come last."""
    titles = {block.id: said(block.title) for block in at.scheme.blocks}
    groups = {group.id: said(group.title) for group in at.scheme.groups}
    under: dict[str, dict[str, list[Row]]] = {}
    for item in at.scheme.items:
        under.setdefault(item.block, {}).setdefault(item.group, []).append(_row(at, item, standing))
    order = sorted(under, key=lambda block: [*titles, block].index(block))
    return tuple(
        Block(
            block,
            titles.get(block, ""),
            tuple(
                Group(group, groups.get(group, ""), tuple(rows), standing.groups.get((block, group), Sum()))
                for group, rows in under[block].items()
            ),
            standing.blocks.get(block, Sum()),
        )
        for block in order
    )


def field_of(item: Item) -> Field:
    """Return how the value of an item is typed."""
    rule: Any = item.rule
    none = NOT_APPLICABLE if item.not_applicable else ""
    if item.of:
        return Field("computed")
    if isinstance(rule, YesNo | Veto) or (isinstance(rule, Fact) and rule.ask == "yes_no"):
        return Field("choice", choices=_yes_no(none), full=_full(item), none=none)
    if isinstance(rule, Grades):
        grades = [Choice(grade.id, said(grade.title), str(n)) for n, grade in enumerate(rule.grades, 1)]
        return Field("choice", choices=(*grades, *_not_applicable(none)), full=_full(item), none=none)
    if isinstance(rule, Checklist) and len(rule.parts) <= MOST_CHOSEN and item.cured is None and not item.survey:
        return Field("choice", choices=(*_together(rule), *_not_applicable(none)), full=_full(item), none=none)
    if isinstance(rule, Checklist):
        return Field("words", hint=" ".join(part.id for part in rule.parts), full=_full(item), none=none)
    hint = " / ".join(plain(one) for one in rule.values) if isinstance(rule, Listed) else ""
    kind = "words" if item.survey or item.cured is not None else "number"
    return Field(kind, hint="0.9 n=34" if item.survey else hint, unit=rule.unit, full=_full(item), none=none)


def _together(rule: Checklist) -> Iterator[Choice]:
    """Yield every way the parts of a checklist can be met together: all of them first, none last."""
    sizes = range(len(rule.parts), -1, -1)
    for n, parts in enumerate(chain.from_iterable(combinations(rule.parts, size) for size in sizes), 1):
        value = " ".join(part.id for part in parts) or "none"
        yield Choice(value, parts_met(rule, value), str(n) if n <= _DIGITS else "")


def _yes_no(none: str) -> tuple[Choice, ...]:
    return (Choice("yes", _("Yes"), "1"), Choice("no", _("No"), "0"), *_not_applicable(none))


def _not_applicable(none: str) -> tuple[Choice, ...]:
    return (Choice(none, _("Does not apply"), ""),) if none else ()


def _full(item: Item) -> str:
    """Return the value that loses nothing, where the rule knows one."""
    rule: Any = item.rule
    if isinstance(rule, Veto):
        return "no"
    if isinstance(rule, YesNo):
        yes = item.room.worth if rule.yes is None else rule.yes
        return "yes" if yes >= rule.no else "no"
    if isinstance(rule, Given):
        return "0" if item.room.deducts else plain(item.points) if item.points is not None else ""
    if isinstance(rule, Listed):
        return plain(max(rule.values))
    if isinstance(rule, Parts):
        return "0" if item.room.deducts else str(len(rule.parts))
    if isinstance(rule, Checklist):
        return "none" if item.room.deducts else " ".join(part.id for part in rule.parts)
    if isinstance(rule, Grades):
        return max(rule.grades, key=lambda grade: grade.points).id
    return plain(rule.full_at) if isinstance(rule, Rate) else ""


def _row(at: AtWork, item: Item, standing: Standing) -> Row:
    entry = at.entries.get(item.id)
    field = field_of(item)
    value = entry.value if entry else ""
    own = next((one.entries[item.id].value for one in at.others if one.stage == "self" and item.id in one.entries), "")
    return Row(
        id=item.id,
        title=said(item.title),
        points=points_of(item),
        field=field,
        value=_chosen(value, field),
        reason=entry.reason if entry else "",
        version=entry.version if entry else 0,
        others=tuple(shown_value(one, item) for one in at.others),
        own=own,
        score=shown_score(standing.scores.get(item.id)),
    )


def _chosen(value: str, field: Field) -> str:
    """Return a value as the list of choices names it: what a program wrote as 1 or 是 is yes."""
    if field.kind != "choice" or not value or any(value == choice.value for choice in field.choices):
        return value
    alike = [choice.value for choice in field.choices if set(choice.value.split()) == set(value.split())]
    if alike:
        return alike[0]
    try:
        return "yes" if yes_or_no(value) else "no"
    except Refused:
        return value


def shown_value(sheet: Filed, item: Item) -> str:
    """Return what a filed sheet says of an item, as a column shows it."""
    kept = sheet.entries.get(item.id)
    if kept is None or not kept.value:
        return "—"
    return value_words(item, kept.value)


def value_words(item: Item, value: str) -> str:
    """Return a value in words where it is a choice, and with its unit where it is a number."""
    field = field_of(item)
    named: Mapping[str, str] = {choice.value: choice.words for choice in field.choices}
    if field.kind == "choice":
        return named.get(_chosen(value, field), value)
    if value == NOT_APPLICABLE:
        return str(_("Does not apply"))
    if isinstance(item.rule, Checklist):
        return parts_met(item.rule, value)
    return signed(value)


def rows_of(blocks: Iterable[Block]) -> tuple[Row, ...]:
    """Return all rows in the order in which the page shows them."""
    return tuple(row for block in blocks for group in block.groups for row in group.rows)
