"""A command in JSON says each thing once."""

from __future__ import annotations

import pytest

from negotiation.commands.messages import PostMessage
from workbench.kernel import Refusal
from workbench.web.forms import from_json

ID = "a" * 16


def test_a_name_that_stands_twice_is_refused_and_named() -> None:
    assert from_json(PostMessage, f'{{"bargaining": "{ID}", "text": "one"}}'.encode()).model_dump()["text"] == "one"
    with pytest.raises(Refusal) as refusal:
        from_json(PostMessage, f'{{"bargaining": "{ID}", "text": "one", "text": "two"}}'.encode())
    assert (refusal.value.reason.key, refusal.value.reason.status, refusal.value.field) == ("said_twice", 422, "text")
