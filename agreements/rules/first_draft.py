"""Clauses of the library put together as a first draft, and put into an agreement that is there already."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from agreements.rules.fields import FieldFault, FieldsRefused
from agreements.rules.library import LibraryClause, fill, library
from agreements.rules.numbering import ClauseNumber, chinese_label, english_label, parse_label
from agreements.rules.tree import Clause, Language, Tree

_SIGNATURES: dict[Language, str] = {
    "zh": "企业方首席代表（签字、盖章）：____________\n职工方首席代表（签字、盖章）：____________\n____年____月____日",
    "en": "For the employer (signature, seal): ____________\nFor labour (signature, seal): ____________\nDate: ____________",
}


def first_draft(
    kind: str, chosen: Collection[str], typed: Mapping[str, str], language: Language, title: str = ""
) -> Tree:
    """The chosen clauses of a kind as an agreement. `typed` holds what was typed for a field under `clause.field`.

    What is not typed becomes a line to fill by hand: a draft may be begun before everything is known. Raises
    FieldsRefused naming the fields as `clause.field`; KeyError for a kind that is none.
    """
    held = library()
    faults: list[FieldFault] = []
    clauses: list[Clause] = []
    for clause in held.of_kind(kind):
        if clause.key in chosen:
            try:
                clauses.append(_article(len(clauses) + 1, clause, _of(clause, typed), language))
            except FieldsRefused as refused:
                faults += [FieldFault(f"{clause.key}.{one.field}", one.reason, one.limit) for one in refused.faults]
    if faults:
        raise FieldsRefused(tuple(faults))
    signature = Clause("signature", text=_SIGNATURES[language])
    return Tree(title or held.kinds[kind].name(language), language, (*clauses, signature))


def with_clause(tree: Tree, heading: str, text: str) -> Tree:
    """The tree with another article behind its last one outside annexes, numbered on from it; else before the signatures."""
    last = next(reversed(list(_articles(tree.clauses))), None)
    label = _next_label(last.number if last else "", tree.language)
    new = Clause("article", label, heading, text, printed=" ".join(filter(None, (label, heading))))
    if last:
        return replace(tree, clauses=_behind(tree.clauses, last, new))
    end = next((at for at, one in enumerate(tree.clauses) if one.kind == "signature"), len(tree.clauses))
    return replace(tree, clauses=(*tree.clauses[:end], new, *tree.clauses[end:]))


def _articles(clauses: tuple[Clause, ...]) -> Iterator[Clause]:
    for clause in clauses:
        if clause.kind == "article":
            yield clause
        elif clause.kind == "part":
            yield from _articles(clause.children)


def _behind(clauses: tuple[Clause, ...], last: Clause, new: Clause) -> tuple[Clause, ...]:
    found: list[Clause] = []
    for clause in clauses:
        inside = _behind(clause.children, last, new) if clause.kind == "part" else clause.children
        found.append(clause if inside == clause.children else replace(clause, children=inside))
        if clause is last:
            found.append(new)
    return tuple(found)


def _next_label(last: str, language: Language) -> str:
    """The label that follows, written as the one before it; none where that cannot be read."""
    found = parse_label(last) if last else ClauseNumber(1)
    if found is None:
        return ""
    number = ClauseNumber(found.number + 1 if last else 1)
    if language == "zh":
        return chinese_label(number)
    return english_label(number).upper() if last.isupper() else english_label(number)


def _of(clause: LibraryClause, typed: Mapping[str, str]) -> dict[str, str]:
    return {name: typed.get(f"{clause.key}.{name}", "").strip() for name in clause.fields}


def _article(number: int, clause: LibraryClause, typed: Mapping[str, str], language: Language) -> Clause:
    optional = {name: field.model_copy(update={"required": False}) for name, field in clause.fields.items()}
    text = fill(clause.model_copy(update={"fields": optional}), typed, language)
    label = (chinese_label if language == "zh" else english_label)(ClauseNumber(number))
    heading = clause.heading.said(language)
    return Clause("article", label, heading, text, printed=f"{label} {heading}")
