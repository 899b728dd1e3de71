"""From the clauses of a text in a row to the clause tree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agreements.rules.splitting import ImportedClause
from agreements.rules.tree import Clause, Kind, Language, Tree

_KINDS: dict[str, Kind] = {
    "preamble": "preamble", "contents": "contents", "article": "article", "annex": "annex", "tail": "signature"
}  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]+")


def tree_of(clauses: Sequence[ImportedClause], title: str) -> Tree:
    """The tree of the clauses in a row."""
    language: Language = "zh" if _is_chinese("".join(clause.text for clause in clauses)) else "en"
    return Tree(title, language, tuple(_clause(clause) for clause in clauses))


def _clause(clause: ImportedClause) -> Clause:
    return Clause(
        _KINDS[clause.kind], clause.number, clause.heading, clause.text, printed=clause.printed, line=clause.line
    )


def _is_chinese(text: str) -> bool:
    return len(_HAN.findall(text)) > len(_LATIN.findall(text))
