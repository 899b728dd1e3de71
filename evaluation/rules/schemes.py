"""A scheme as data: blocks, groups, items with their rules, caps, tiers, decision table. All numbers are exact decimals.

docs/sheet-format.md shows each part in TOML; `scheme_reading` reads it, `scheme_checking` says what is wrong with it.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from evaluation.rules.item_rules import ZERO, Frozen, Given, Id, Leeway, Number, Rule, Words

Mark = Literal["V", "V-part", "GK", "D", "ours", "example"]
"""V read in the source; V-part only a part of it could be read; GK general knowledge; D advice; ours; example: the source has none."""
Role = Literal["points", "bonus", "deduction", "veto", "fact"]
Missing = Literal["zero", "undecided"]
Comparison = Literal["is", "at_least", "above", "at_most", "below"]


class Rounding(Frozen):
    """How the score of an item is rounded; sums are exact and not rounded again."""

    places: int = Field(default=4, ge=0, le=8)
    mode: Literal["half_up", "half_even", "down", "up"] = "half_up"


class Block(Frozen):
    """A first-level heading. `minimum` is what every tier needs of it, `weight` what its points are multiplied by."""

    id: Id
    title: Words
    points: Number | None = None
    minimum: Number | None = None
    weight: Number = Field(default=Decimal(1), gt=0)


class Group(Frozen):
    """A second-level heading within a block."""

    id: Id
    block: Id
    title: Words
    points: Number | None = None


class Survey(Frozen):
    """An item answered by many: under `least` answers it cannot be decided, or is nothing."""

    least: int = Field(default=10, ge=1)
    too_few: Missing = "undecided"


def _kind_alone(rule: object) -> object:
    return {"kind": rule} if isinstance(rule, str) else rule


class Item(Frozen):
    """One row of the sheet. `of` is a formula that gives its value from other items; then nobody types one."""

    id: Id
    title: Words
    block: str = ""
    group: str = ""
    role: Role = "points"
    points: Number | None = Field(default=None, ge=0)
    rule: Annotated[Rule, BeforeValidator(_kind_alone)] = Given(kind="score")
    of: str = Field(default="", max_length=500)
    not_applicable: bool = False
    """Whether `na` may be written: full points, or nothing taken away."""
    survey: Survey | None = None
    cured: Number | None = Field(default=None, ge=0, le=1)
    """What share of a deduction stays when its cause was made good: 0.5 for half."""
    evidence: tuple[Words, ...] = ()
    scored_by: Words | None = None
    note: Words | None = None
    mark: Mark | None = None
    source: str = ""

    @property
    def room(self) -> Leeway:
        """Between what its score moves."""
        return Leeway(self.points, self.role == "deduction")


class Cap(Frozen):
    """Items that share one limit: their sum starts at `base` and stays within the limits; or only the `best` of them count."""

    id: Id
    items: tuple[Id, ...] = Field(min_length=1)
    title: Words | None = None
    base: Number = ZERO
    minimum: Number | None = None
    maximum: Number | None = None
    best: int | None = Field(default=None, ge=1)


class Tier(Frozen):
    """What is named: from which total on, with which blocks, after how long in which lower tier, for how long."""

    key: Id
    title: Words
    cutoff: Number = ZERO
    minima: dict[str, Number] = Field(default_factory=dict)
    from_tier: str = ""
    min_months: int = Field(default=0, ge=0)
    valid_months: int | None = Field(default=None, ge=1)
    mark: Mark | None = None
    source: str = ""


class Condition(Frozen):
    """What is asked of one item: `is` for yes, no or a word, the others for numbers."""

    item: Id
    is_: str | None = Field(default=None, alias="is")
    at_least: Number | None = None
    above: Number | None = None
    at_most: Number | None = None
    below: Number | None = None


class Decision(Frozen):
    """A row of a decision table: its tier when any one, and all, of its conditions hold. A row without conditions always holds."""

    id: Id
    tier: str
    title: Words | None = None
    any: tuple[Condition, ...] = ()
    all: tuple[Condition, ...] = ()


class Requirement(Frozen):
    """A question of eligibility asked before the sheet is opened, and the answer that is needed."""

    id: Id
    title: Words
    is_: Literal["yes", "no"] | None = Field(default=None, alias="is")
    at_least: Number | None = None
    at_most: Number | None = None
    mark: Mark | None = None
    source: str = ""


class Scheme(Frozen):
    """A whole score sheet. `full` is what all points add up to; a `partial` one holds only what could be read of its source."""

    key: Id
    version: str = Field(min_length=1, max_length=40)
    title: Words
    mark: Mark
    source: str = Field(min_length=1, max_length=2000)
    note: Words | None = None
    subject: Literal["enterprise", "park", "township"] = "enterprise"
    kind: Literal["points", "decision"] = "points"
    partial: bool = False
    full: Number | None = None
    total_minimum: Number | None = None
    total_maximum: Number | None = None
    missing: Missing = "zero"
    rounding: Rounding = Rounding()
    notice_days: int | None = Field(default=None, ge=1, le=90)
    notice_unit: Literal["working", "calendar"] = "working"
    quota: int | None = Field(default=None, ge=1)
    adopted_by: Literal["all", "present"] = "all"
    """Of whom more than half must be in favour in the workers' congress: of all representatives, or of those present."""
    satisfaction: Number | None = Field(default=None, ge=0, le=100)
    """Per cent of the staff who must have voted "satisfied" before the congress can adopt; None: it is not asked."""
    appeal_days: int = Field(default=15, ge=0, le=365)
    """Calendar days in which a refusal or a revocation may be appealed against; 0: not at all."""
    blocks: tuple[Block, ...] = Field(default=(), alias="block")
    groups: tuple[Group, ...] = Field(default=(), alias="group")
    items: tuple[Item, ...] = Field(alias="item", min_length=1, max_length=2000)
    caps: tuple[Cap, ...] = Field(default=(), alias="cap")
    tiers: tuple[Tier, ...] = Field(default=(), alias="tier")
    decisions: tuple[Decision, ...] = Field(default=(), alias="decision")
    eligibility: tuple[Requirement, ...] = Field(default=(), alias="eligibility")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON: two schemes that score and read alike have the same."""
        return digest_of(self)

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """All items by their ids."""
        return {item.id: item for item in self.items}

    @cached_property
    def cap_of(self) -> dict[str, Cap]:
        """The cap that each capped item shares."""
        return {item: cap for cap in self.caps for item in cap.items}

    def item(self, id: str) -> Item:
        """Return an item. Raises KeyError."""
        return self.by_id[id]

    def block(self, id: str) -> Block:
        """Return a block. Raises KeyError."""
        return next((block for block in self.blocks if block.id == id), None) or _no_block(id)

    def in_block(self, block: str) -> tuple[Item, ...]:
        """Return the items of a block in the order of the sheet."""
        return tuple(item for item in self.items if item.block == block)


def as_data(scheme: Scheme) -> dict[str, object]:
    """Return a scheme as plain data under the names of its TOML file; what is left to its default is left out."""
    return scheme.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def digest_of(scheme: Scheme) -> str:
    """Return the SHA-256 of a scheme's canonical JSON (sorted keys, no blanks, numbers as text)."""
    text = json.dumps(as_data(scheme), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _no_block(id: str) -> Block:
    raise KeyError(id)
