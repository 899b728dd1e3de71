"""The guide to the JSON interface says what is so: its examples are sent as they stand there."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.databases import ROOT
from tests.visits import Ground
from workbench.kernel import new_id
from workbench.kernel.buckets import AT_ONCE, PER_SECOND

pytestmark = pytest.mark.usefixtures("migrated_database")
GUIDE = (ROOT / "docs" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```http\n(.*?)```\n```json\n(\d+) (.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def values(ground: Ground) -> dict[str, str]:
    """What the words in capitals stand for: one set for all examples, which follow from one another."""
    return {
        "BARGAINING": ground.world.bargaining("lin"),
        "TOKEN": ground.program("lin").token,
        "KEY": new_id(),
    }


def shape(value: Any, told: Any) -> Any:
    """Return `value` as far as the guide tells of it: kinds instead of texts and numbers that differ from house to house."""
    if isinstance(told, dict) and isinstance(value, dict):
        return {key: shape(value.get(key), one) for key, one in told.items()}
    if isinstance(told, list) and isinstance(value, list):
        return [shape(one, other) for one, other in zip(value, told, strict=False)]
    return value if isinstance(told, bool | None) and not isinstance(value, str) else type(told).__name__


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_is_answered_as_it_says(ground: Ground, values: dict[str, str], number: int) -> None:
    request, status, told = (
        re.sub(r"\b(BARGAINING|TOKEN|KEY)\b", lambda found: values[found[1]], part) for part in EXAMPLES[number]
    )
    head, _, body = request.partition("\n\n")
    first, *lines = head.strip().splitlines()
    method, path = first.split()
    headers = dict(line.split(": ", 1) for line in lines)
    answer = ground.app.test_client().open(path, method=method, headers=headers, data=body.strip() or None)
    assert answer.status_code == int(status), answer.text
    expected, got = json.loads(told), answer.get_json()
    if "error" in expected:
        assert got == expected
        return
    if path == "/api/v1/streams":
        assert expected.keys() <= got.keys()
        return
    assert shape(got, expected) == shape(expected, expected)


def test_the_guide_has_examples_and_true_numbers(ground: Ground) -> None:
    assert len(EXAMPLES) == 6
    assert f"more than {AT_ONCE} at once or {PER_SECOND:.0f} a second" in GUIDE
    assert ground.app.test_client().get("/api/v1/openapi.json").status_code == 200
