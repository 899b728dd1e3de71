"""The hash by which a clause text is known."""

import hashlib

from agreements.rules.text import content_hash


def test_hash_is_the_stated_one() -> None:
    expected = hashlib.sha256(b"tripartite-workbench/clause-text/v1\n" + "工资，元".encode()).hexdigest()
    assert content_hash("工资，元 \r\n") == expected
    assert content_hash("工资,元") != expected
    assert len(content_hash("字" * 50_001)) == 64
