"""Values that are tried for an item: from its worst score to its best, for every kind of rule."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.rules.item_candidates import candidates
from evaluation.rules.schemes import Item

POINTS = Decimal(4)


def item(role: str = "points", points: Decimal | None = POINTS, **rule: object) -> Item:
    """Return an item with one rule."""
    return Item.model_validate(
        {"id": "x", "title": "x", "role": role, "points": points, "rule": rule or "score"}, by_alias=True
    )


@pytest.mark.parametrize(
    ("made", "worst", "best", "low", "high"),
    [
        (item(), "0", "4", 0, 4),
        (item(kind="score", step="0.8"), "0", "4", 0, 4),
        (item(role="deduction", kind="listed", values=["0", "-2", "-4"]), "-4", "0", -4, 0),
        (item(kind="parts", each="2", parts=["a", "b"]), "0", "2", 0, 4),
        (item(kind="rate", full_at="90", each="0.2"), None, None, 0, 4),
        (item(role="deduction", kind="count", each="2"), None, "0", -4, 0),
        (item(kind="count", each="1", under="3"), None, "3", 1, 4),
        (
            item(
                kind="bands",
                bands=[
                    {"to": "50", "points": "1"},
                    {"from": "50", "to": "80", "points": "2"},
                    {"from": "80", "points": "4"},
                ],
            ),
            "49",
            "80",
            1,
            4,
        ),
        (item(kind="ratio", zero_at="20", full_at="60"), None, "60", 0, 4),
        (item(kind="yes_no"), "no", "yes", 0, 4),
        (item(role="deduction", kind="yes_no"), "yes", "no", -4, 0),
        (
            item(
                kind="grades",
                grades=[{"id": "good", "title": "g", "points": "4"}, {"id": "poor", "title": "p", "points": "1"}],
            ),
            "poor",
            "good",
            1,
            4,
        ),
        (
            item(
                kind="checklist",
                parts=[{"id": "a", "title": "a", "points": "1"}, {"id": "b", "title": "b", "points": "3"}],
            ),
            "none",
            "b a",
            0,
            4,
        ),
        (item(role="veto", points=None, kind="veto"), "yes", "no", 0, 0),
    ],
)
def test_candidates_run_from_the_worst_score_to_the_best(
    made: Item, worst: str | None, best: str | None, low: int, high: int
) -> None:
    """Every kind of rule; where several values score the same, which of them is free."""
    tried = candidates(made)
    scores = [score for _, score in tried]
    assert scores == sorted(scores)
    assert [scores[0], scores[-1]] == [Decimal(low), Decimal(high)]
    assert worst in (None, tried[0][0])
    assert best in (None, tried[-1][0])


def test_a_fact_has_none() -> None:
    """It gives no points, and may be anything."""
    assert candidates(item(role="fact", points=None, kind="fact")) == ()


def test_a_survey_names_the_answers_it_needs() -> None:
    """Else it could not be scored."""
    made = Item.model_validate({"id": "x", "title": "x", "points": POINTS, "survey": {"least": 12}})
    assert candidates(made)[-1][0] == "4 n=12"
