"""Every command with right, odd and hostile values in every field, as a form and as JSON, in both languages: never a fault of ours,
never half done, always an answer in the reader's language."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.fields import ids_of, right_fields, wrong
from tests.visits import HAN, Ground
from workbench.kernel import REGISTRY, Command
from workbench.rooms import import_rooms

import_rooms()
pytestmark = pytest.mark.usefixtures("migrated_database")
PEOPLE = ("lin", "he", "xu", "qin", "okafor", "admin")
EXAMPLES = 8


@st.composite
def sent(draw: st.DrawFn, kind: type[Command]) -> dict[str, Any]:
    """Draw what to change in a command's right fields: up to three values, or a field too many or too few."""
    names = sorted(kind.model_fields)
    changed = draw(st.dictionaries(st.sampled_from(names), wrong(), max_size=3)) if names else {}
    return changed | draw(st.just({}) | st.dictionaries(st.text(max_size=20), wrong(), max_size=1))


def as_form(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as a browser would send them: all text, lists by repetition, half characters replaced."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in fields.items() if value is not None}
    return {
        _encodable(name): [_encodable(part if isinstance(part, str) else json.dumps(part)) for part in value]
        for name, value in lists.items()
    }


def _encodable(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def said(answer: TestResponse) -> str:
    """Return the sentence of a refusal without the values in it."""
    if answer.is_json:
        return str(answer.get_json()["error"]["message"])
    found = re.search(r"<h1>(.*?)</h1>", answer.text, re.S)
    assert found, answer.text
    return found[1]


@pytest.mark.parametrize("name", sorted(REGISTRY.commands()))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_nothing_breaks_the_door(ground: Ground, name: str, data: st.DataObject) -> None:
    kind = REGISTRY.commands()[name]
    who, lang = data.draw(st.sampled_from(PEOPLE)), data.draw(st.sampled_from(("en", "zh")))
    fields = {**right_fields(kind, ids_of(ground.world)), **data.draw(sent(kind))}
    how, before = data.draw(st.sampled_from(("json", "form", "page"))), ground.print()
    if how == "json":
        answer = ground.errand(who, lang).do(name, fields)
    else:
        accept = "application/json" if how == "form" else "text/html"
        answer = ground.visitor(who, lang).do(name, as_form(fields), Accept=accept)
    assert answer.status_code in (200, 303, 401, 403, 404, 409, 413, 422, 429), answer.text
    if answer.status_code >= 400:
        assert ground.print() == before, "a refusal left something behind"
        assert bool(HAN.search(said(answer))) or lang == "en", said(answer)
