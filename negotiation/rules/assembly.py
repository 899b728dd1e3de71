"""Which clause of a draft rests on what: an agreement, the words in force, or nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agreements.rules.assembly import Defect, Flaw, OpenIssue, Settled, assemble
from agreements.rules.tree import Tree, Unit, units

Ground = Literal["agreed", "added", "removed", "open", "faulty", "changed", "review", "unchanged"]
"""Why a clause says what it says. `open`: it is bargained and nothing is agreed, so the words in force stand."""

_OF_FLAW: dict[Flaw, Ground] = {"faulty_ta": "faulty", "changed_without_ta": "changed", "no_ta": "open"}
HINDERS: frozenset[Flaw] = frozenset(
    {"no_ta", "faulty_ta", "pages_missing", "changed_without_ta", "dangling_reference"}
)
"""Flaws with which no side can confirm a draft; the others are looked at while confirming."""

_OPENING = 30

assembled = lru_cache(maxsize=8)(assemble)
"""Assembling a long agreement takes most of a second: who looks at the desk and who then presses the button wait once."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was agreed and what is still open; `agreements` are the ids of the tentative agreements, by issue."""

    settled: tuple[Settled, ...]
    open_issues: tuple[OpenIssue, ...]
    agreements: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause of the draft with the ground it stands on, and the pass and issue behind it when there is one."""

    clause: str
    kind: str
    number: str
    heading: str
    part: str
    ground: Ground
    issue: str = ""
    label: str = ""


def clause_lines(base: Tree, draft: Tree, ledger: Ledger, defects: Sequence[Defect]) -> list[ClauseLine]:
    """Return the clauses of a draft in order, then those that were taken out of the agreement in force."""
    flaws = _first_flaws(defects)
    entries = {entry.clause: entry for entry in ledger.settled}
    waiting = {one.clause: one for one in ledger.open_issues if one.clause}
    before = {unit.clause.id for unit in units(base)}
    lines, present = [], set()
    for unit in units(draft):
        clause = unit.clause.id
        present.add(clause)
        behind = entries.get(clause) or waiting.get(clause)
        ground = flaws.get(clause) or _ground(clause, entries, before)
        named = (clause, unit.clause.kind, unit.number, _heading(unit), unit.part)
        lines.append(ClauseLine(*named, ground, behind.issue if behind else "", behind.label if behind else ""))
    gone = [unit for unit in units(base) if unit.clause.id not in present]
    for unit in gone:
        entry = entries.get(unit.clause.id)
        named = (unit.clause.id, unit.clause.kind, unit.number, _heading(unit), unit.part)
        lines.append(ClauseLine(*named, "removed", entry.issue if entry else "", entry.label if entry else ""))
    return lines


def is_ready(defects: Iterable[Defect]) -> bool:
    """Return whether a side can confirm a draft with these defects."""
    return not any(defect.flaw in HINDERS for defect in defects)


def _heading(unit: Unit) -> str:
    """The heading; for a clause without one, its first words."""
    words = " ".join(unit.text[: 4 * _OPENING].split())
    return unit.heading or (words if len(words) <= _OPENING else f"{words[:_OPENING]}…")


def _ground(clause: str, entries: Mapping[str, Settled], before: set[str]) -> Ground:
    if clause not in entries:
        return "unchanged"
    return "agreed" if clause in before else "added"


def _first_flaws(defects: Sequence[Defect]) -> dict[str, Ground]:
    """The weightiest flaw of each clause; what only asks for a second look counts least."""
    found: dict[str, Ground] = {}
    for defect in defects:
        ground = _OF_FLAW.get(defect.flaw, "review" if defect.flaw == "party_review_needed" else None)
        if ground and defect.clause and found.get(defect.clause) in (None, "review"):
            found[defect.clause] = ground
    return found
