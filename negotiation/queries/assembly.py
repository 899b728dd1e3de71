"""The assembly desk: the draft of the next agreement, what each clause rests on, and what still hinders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from agreements.queries.texts import VersionLine, read_tree_of, text_head, version_line, versions_of
from agreements.rules.assembly import Defect, assemble, defects_of
from agreements.rules.redline import redline
from agreements.rules.tree import Tree, tree_key, units
from negotiation.models import AgreementDraft, Bargaining
from negotiation.policy.assembly import latest_draft, ledger_of
from negotiation.queries.cases import case_of
from negotiation.queries.defects import shown_defect
from negotiation.queries.issues import language
from negotiation.queries.names import seats_in
from negotiation.queries.proposals import agreed_on
from negotiation.rules.assembly import ClauseLine, Ledger, clause_lines, is_ready
from negotiation.rules.words import Side
from workbench.kernel import Reader


def desk(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the desk of a bargaining. Without an agreement in force there is nothing to assemble: `base` is None."""
    case = case_of(reader, bargaining)
    empty: dict[str, Any] = {"bargaining": bargaining, "base": None, "draft": None, "parts": [], "defects": []}
    if case.base_version is None:
        return {**empty, "counts": Counter(), "today": reader.now.date(), "lang": language(case)}
    base, ledger = read_tree_of(reader, case.base_version), ledger_of(reader, bargaining)
    made = assemble(base, ledger.settled, ledger.open_issues)
    row = latest_draft(reader, bargaining)
    newest = versions_of(reader, [row.text])[row.text][-1] if row else None
    tree, defects = made.tree, [*made.defects]
    if row and newest and newest.id != row.version:
        tree = read_tree_of(reader, newest.id)
        defects += defects_of(tree, base, ledger.settled)
    defects = [one for one in defects if not _looked_at(one, row)]
    draft = _draft(reader, row, newest, made.tree, defects) if row and newest else None
    lines = clause_lines(base, tree, ledger, defects)
    return {
        "bargaining": bargaining,
        "base": _base(reader, case),
        "draft": draft,
        "parts": _parts(reader, base, lines, ledger),
        "counts": Counter(line.ground for line in lines),
        "defects": [shown_defect(one, bargaining, row.text if row else "") for one in defects],
        "today": reader.now.date(),
        "lang": language(case),
    }


def _base(reader: Reader, case: Bargaining) -> dict[str, Any]:
    line = version_line(reader, case.base_version or "")
    head = text_head(reader, line.text)
    return {
        "title": head.title,
        "number": line.number,
        "version": line.id,
        "href": f"/texts/{head.id}?version={line.id}",
    }


def _draft(
    reader: Reader, row: AgreementDraft, newest: VersionLine, made: Tree, defects: Sequence[Defect]
) -> dict[str, Any]:
    """Return the last draft: `state` is current, outdated (more was agreed since) or edited (by hand, since)."""
    names = {seat.id: seat.name for seat in seats_in(reader, row.bargaining)}
    outdated = tree_key(made) != row.tree_key
    edited = newest.id != row.version
    sides = ((Side.LABOUR, row.labour_at), (Side.EMPLOYER, row.employer_at))
    return {
        "id": row.id,
        "number": row.number,
        "text": row.text,
        "version": newest.id,
        "assembled": row.version,
        "version_number": newest.number,
        "tree_key": row.tree_key,
        "by": names[row.assembled_by],
        "at": reader.here(row.assembled_at),
        "state": "outdated" if outdated else "edited" if edited else "current",
        "confirmed": [(side.value, reader.here(at) if at else None) for side, at in sides],
        "ready": is_ready(defects) and not outdated and not edited,
    }


def _looked_at(defect: Defect, draft: AgreementDraft | None) -> bool:
    """Whether the side that had to look again has confirmed the draft since."""
    side = defect.values.get("side")
    if defect.flaw != "party_review_needed" or draft is None:
        return False
    return {"labour": draft.labour_at, "employer": draft.employer_at}.get(side or "") is not None


def _parts(
    reader: Reader, base: Tree, lines: Sequence[ClauseLine], ledger: Ledger
) -> list[tuple[str, list[dict[str, Any]]]]:
    before = {unit.clause.id: unit.text for unit in units(base)}
    agreed = agreed_on(reader, list(ledger.agreements.values()))
    texts = {entry.clause: entry for entry in ledger.settled}
    shown = [_shown(line, before, texts, agreed) for line in lines]
    return [(part, list(group)) for part, group in groupby(shown, key=lambda one: str(one["part"]))]


def _shown(line: ClauseLine, before: dict[str, str], texts: dict[str, Any], agreed: dict[str, Any]) -> dict[str, Any]:
    entry = texts.get(line.clause)
    runs = redline(before.get(line.clause, ""), entry.text) if entry and line.ground in ("agreed", "added") else ()
    return {
        "clause": line.clause,
        "kind": line.kind,
        "name": f"{line.number} {line.heading}".strip(),
        "part": line.part,
        "ground": line.ground,
        "issue": line.issue,
        "label": line.label,
        "agreed": agreed.get(line.issue),
        "runs": runs,
    }
