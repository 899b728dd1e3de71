"""The agreement in force from which a bargaining of the demo world begins: the clauses at issue, and those nobody touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agreements.rules.assembly import restated
from agreements.rules.identity import identified
from agreements.rules.numbering import chinese_numeral, parse_label
from agreements.rules.tree import Clause, Language, Tree
from workbench.kernel import new_id


def in_force(script: Mapping[str, Any], language: Language, words: Callable[[str], str]) -> Tree:
    """Return last term's agreement of a script; `words` fills the years in."""
    told = script["agreement"]
    opening = words(told["opening"].format_map({**script, "last": "{last}", "year": "{year}"}))
    clauses = [
        Clause("preamble", text=opening),
        *_parts(script, language, words),
        Clause("signature", text=words(told["closing"])),
    ]
    return identified(Tree(words(told["title"]), language, tuple(clauses)), new_id)


def _parts(script: Mapping[str, Any], language: Language, words: Callable[[str], str]) -> Iterator[Clause]:
    members: dict[str, list[Mapping[str, str]]] = {}
    for clause in script["agreement"]["clauses"]:
        members.setdefault(clause["part"], []).append(clause)
    for part in script["parts"]:
        members.setdefault(part["title"], []).extend(part["issues"])
    for number, (title, listed) in enumerate(members.items(), start=1):
        label = f"第{chinese_numeral(number)}章" if language == "zh" else f"Part {number}"
        articles = sorted(listed, key=lambda one: _place(one["number"]))
        inside = tuple(_article(one, language, words) for one in articles)
        yield Clause("part", number=label, heading=title, printed=f"{label} {title}", children=inside)


def _place(label: str) -> int:
    number = parse_label(label)
    return number.number if number else 0


def _article(one: Mapping[str, str], language: Language, words: Callable[[str], str]) -> Clause:
    blank = "\u3000" if language == "zh" else " "
    number, heading = one["number"], one["heading"]
    head = Clause("article", number=number, heading=heading, printed=f"{number}{blank}{heading}")
    return restated(head, words(one["text"]))
