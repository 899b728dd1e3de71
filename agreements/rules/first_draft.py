"""A first draft of an agreement from the clause library: the chosen clauses of a kind, numbered, filled in as far as known."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from agreements.rules.fields import FieldFault, FieldsRefused
from agreements.rules.library import LibraryClause, fill, library
from agreements.rules.numbering import ClauseNumber, chinese_label, english_label
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


def _of(clause: LibraryClause, typed: Mapping[str, str]) -> dict[str, str]:
    return {name: typed.get(f"{clause.key}.{name}", "").strip() for name in clause.fields}


def _article(number: int, clause: LibraryClause, typed: Mapping[str, str], language: Language) -> Clause:
    optional = {name: field.model_copy(update={"required": False}) for name, field in clause.fields.items()}
    text = fill(clause.model_copy(update={"fields": optional}), typed, language)
    label = (chinese_label if language == "zh" else english_label)(ClauseNumber(number))
    heading = clause.heading.said(language)
    return Clause("article", label, heading, text, printed=f"{label} {heading}")
