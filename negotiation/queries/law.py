"""What the rules of law of the place find in a draft, and the dates in it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from agreements.rules.checking import Finding, check, load_rules, rule_names
from agreements.rules.dates import dates
from agreements.rules.rulebook import Said
from agreements.rules.tree import Tree, units
from negotiation.models import Bargaining
from negotiation.queries.cases import case_of
from workbench.kernel import Reader

NATIONAL = "cn-national"
_dates = lru_cache(maxsize=8)(dates)
_WEIGHT = {"error": 0, "warning": 1, "note": 2}


def checked(reader: Reader, bargaining: str, tree: Tree) -> dict[str, Any]:
    """Return the findings in a draft, the weightiest first, in the reader's language, and by which rules they were found."""
    case = case_of(reader, bargaining)
    book, zh = _book_of(case), reader.viewer.locale.startswith("zh")
    found = _found(tree, book, case.subject, reader.now.date())
    return {
        "rules": _in(load_rules(book).title, zh),
        "open": case.locale.startswith("zh"),
        "findings": [_shown(one, zh) for one in sorted(found, key=lambda one: _WEIGHT[one.severity])],
    }


def dated(tree: Tree) -> list[dict[str, Any]]:
    """Return the dates in a draft, by day; those that depend on something without a day of their own come last."""
    known = {unit.clause.id: f"{unit.number} {unit.heading}".strip() for unit in units(tree)}
    found = sorted(_dates(tree), key=lambda one: (one.date is None, one.date or date.max))
    return [
        {
            "kind": one.kind,
            "day": one.date,
            "condition": one.condition,
            "clause": one.clause.partition("/")[0],
            "name": known.get(one.clause.partition("/")[0], ""),
            "sentence": one.sentence,
        }
        for one in found
    ]


# A check of a long agreement takes a second, and everybody at the desk looks at the same draft.
@lru_cache(maxsize=8)
def _found(tree: Tree, book: str, kind: str, on: date) -> tuple[Finding, ...]:
    rules = load_rules(book)
    return check(tree, rules, kind=kind if kind in rules.kinds else "", on=on)


def _book_of(case: Bargaining) -> str:
    """Return the rule book of the place, known by the name of the place in the case's area; else the national one."""
    for name in rule_names():
        place, title = name.partition("-")[2], load_rules(name).title.zh
        if name != NATIONAL and (title[:2] in case.area or place in case.area.lower()):
            return name
    return NATIONAL


def _shown(finding: Finding, zh: bool) -> dict[str, Any]:
    source = finding.source
    return {
        "severity": finding.severity,
        "clause": finding.clause,
        "name": f"{finding.number} {finding.heading}".strip(),
        "before": finding.sentence.partition(finding.found)[0] if finding.found else finding.sentence,
        "found": finding.found,
        "after": finding.sentence.partition(finding.found)[2] if finding.found else "",
        "message": _in(finding.message, zh),
        "mend": _in(finding.mend, zh),
        "law": _in(source.law, zh) if source.law else "",
        "article": source.article,
        "says": _in(source.says, zh),
        "verified": finding.mark == "V",
        "standing": _in(finding.standing, zh),
    }


def _in(said: Said, zh: bool) -> str:
    return said.zh if zh else said.en
