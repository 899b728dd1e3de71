"""The ground rules in force and those proposed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from negotiation.models import GroundRules
from negotiation.queries.cases import case_of
from negotiation.queries.names import names_in
from workbench.kernel import Reader


def ground_rules(reader: Reader, bargaining: str) -> dict[str, Any]:
    """Return the ground rules `in_force` and those `proposed`, each or None. Raises Absent."""
    case_of(reader, bargaining)
    query = select(GroundRules).where(GroundRules.bargaining == bargaining, GroundRules.replaced_at.is_(None))
    standing = reader.all(query.order_by(GroundRules.proposed_at))
    names = names_in(reader, bargaining) if standing else {}
    shown = [_shown(reader, rules, names) for rules in standing]
    return {
        "in_force": next((rules for rules in shown if rules["labour_at"] and rules["employer_at"]), None),
        "proposed": next((rules for rules in shown if not (rules["labour_at"] and rules["employer_at"])), None),
    }


def _shown(reader: Reader, rules: GroundRules, names: dict[str, str]) -> dict[str, Any]:
    return {
        "id": rules.id,
        "text": rules.text,
        "speaking_minutes": rules.speaking_minutes,
        "hash": rules.content_hash,
        "by": names[rules.proposed_by],
        "at": reader.here(rules.proposed_at),
        "labour_at": reader.here(rules.labour_at) if rules.labour_at else None,
        "employer_at": reader.here(rules.employer_at) if rules.employer_at else None,
    }
