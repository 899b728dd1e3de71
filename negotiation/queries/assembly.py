"""The assembly desk: the draft of the next agreement, what each clause rests on, and what still hinders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from agreements.queries.texts import VersionLine, read_tree_of, text_head, version_line, versions_of
from agreements.rules.assembly import Defect, Settled, defects_of
from agreements.rules.redline import redline
from agreements.rules.tree import Tree, tree_key, units
from negotiation.models import AgreementDraft, Bargaining
from negotiation.policy.assembly import latest_draft, ledger_of
from negotiation.queries.cases import case_of
from negotiation.queries.defects import shown_defect
from negotiation.queries.issues import language
from negotiation.queries.names import seats_in
from negotiation.queries.origins import origins
from negotiation.queries.proposals import agreed_on, passes_to
from negotiation.rules.assembly import ClauseLine, Ledger, assembled, clause_lines, is_ready
from negotiation.rules.words import Side
from workbench.kernel import Reader

_key = lru_cache(maxsize=16)(tree_key)


@dataclass(frozen=True)
class _Standing:
    """The draft as it stands: `tree` is what it says, assembled now or edited by hand since the last draft `row`.

    `state` is current, outdated (more was agreed since) or edited (by hand, since); `changed` says whether what was edited
    says something else than was agreed.
    """

    case: Bargaining
    base: Tree
    ledger: Ledger
    made: Tree
    tree: Tree
    defects: list[Defect]
    row: AgreementDraft | None
    newest: VersionLine | None
    state: str = "current"
    changed: bool = False


def desk(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the desk of a bargaining. Without an agreement in force there is nothing to assemble: `base` is None."""
    case, found = case_of(reader, bargaining), _standing(reader, bargaining)
    shared = {"bargaining": bargaining, "today": reader.now.date(), "lang": language(case)}
    if found is None:
        return {**shared, "base": None, "draft": None, "parts": [], "defects": [], "counts": Counter()}
    lines = clause_lines(found.base, found.tree, found.ledger, found.defects)
    text = found.row.text if found.row else ""
    return {
        **shared,
        "base": _base(reader, case),
        "draft": _draft(reader, found),
        "parts": _parts(reader, found, lines),
        "counts": Counter(line.ground for line in lines),
        "defects": [shown_defect(one, bargaining, text) for one in found.defects],
    }


def draft_state(reader: Reader, bargaining: str) -> dict[str, Any] | None:
    """Return the last draft and how it stands, or None before the first."""
    found = _standing(reader, bargaining)
    return _draft(reader, found) if found else None


def draft_tree(reader: Reader, bargaining: str) -> Tree | None:
    """Return what the draft says now, or None without an agreement in force."""
    found = _standing(reader, bargaining)
    return found.tree if found else None


def _standing(reader: Reader, bargaining: str) -> _Standing | None:
    case = case_of(reader, bargaining)
    if case.base_version is None:
        return None
    base, ledger = read_tree_of(reader, case.base_version), ledger_of(reader, bargaining)
    made = assembled(base, ledger.settled, ledger.open_issues)
    row = latest_draft(reader, bargaining)
    newest = versions_of(reader, [row.text])[row.text][-1] if row else None
    defects = [one for one in made.defects if not _looked_at(one, row)]
    assembled_now = _Standing(case, base, ledger, made.tree, made.tree, defects, row, newest)
    if row is None or newest is None or (newest.id == row.version and row.tree_key == _key(made.tree)):
        return assembled_now
    kept = read_tree_of(reader, newest.id)
    changed = defects_of(kept, base, ledger.settled)
    if newest.id != row.version:
        found = [*defects, *changed]
        return replace(assembled_now, state="edited", tree=kept, defects=found, changed=bool(changed))
    return replace(assembled_now, state="outdated") if changed else replace(assembled_now, tree=kept)


def _base(reader: Reader, case: Bargaining) -> dict[str, Any]:
    line = version_line(reader, case.base_version or "")
    head = text_head(reader, line.text)
    return {
        "title": head.title,
        "number": line.number,
        "version": line.id,
        "href": f"/texts/{head.id}?version={line.id}",
    }


def _draft(reader: Reader, found: _Standing) -> dict[str, Any] | None:
    row, newest = found.row, found.newest
    if row is None or newest is None:
        return None
    names = {seat.id: seat.name for seat in seats_in(reader, row.bargaining)}
    sides = ((Side.LABOUR, row.labour_at), (Side.EMPLOYER, row.employer_at))
    return {
        "id": row.id,
        "number": row.number,
        "text": row.text,
        "version": newest.id,
        "tree_key": row.tree_key,
        "by": names[row.assembled_by],
        "at": reader.here(row.assembled_at),
        "state": found.state,
        "can_be_taken": found.state == "edited" and not found.changed,
        "confirmed": [(side.value, reader.here(at) if at else None) for side, at in sides],
        "ready": is_ready(found.defects) and found.state == "current",
    }


def _looked_at(defect: Defect, draft: AgreementDraft | None) -> bool:
    """Whether the side that had to look again has confirmed the draft since."""
    side = defect.values.get("side")
    if defect.flaw != "party_review_needed" or draft is None:
        return False
    return {"labour": draft.labour_at, "employer": draft.employer_at}.get(side or "") is not None


def _parts(reader: Reader, found: _Standing, lines: Sequence[ClauseLine]) -> list[tuple[str, list[dict[str, Any]]]]:
    before = {unit.clause.id: unit.text for unit in units(found.base)}
    agreed = agreed_on(reader, list(found.ledger.agreements.values()))
    texts = {entry.clause: entry for entry in found.ledger.settled}
    passes = passes_to(reader, list(found.ledger.agreements.values()))
    shown = [_shown(line, before, texts, agreed, passes) for line in lines]
    return [(part, list(group)) for part, group in groupby(shown, key=lambda one: str(one["part"]))]


def _shown(
    line: ClauseLine,
    before: Mapping[str, str],
    texts: Mapping[str, Settled],
    agreed: Mapping[str, Any],
    passes: Mapping[str, Sequence[dict[str, Any]]],
) -> dict[str, Any]:
    entry = texts.get(line.clause)
    stands = entry if entry and line.ground in ("agreed", "added") else None
    base = before.get(line.clause, "")
    return {
        "clause": line.clause,
        "kind": line.kind,
        "name": f"{line.number} {line.heading}".strip(),
        "part": line.part,
        "ground": line.ground,
        "issue": line.issue,
        "label": line.label,
        "agreed": agreed.get(line.issue),
        "runs": redline(base, stands.text) if stands else (),
        "origins": origins(base, passes.get(line.issue, ())) if stands else [],
    }
