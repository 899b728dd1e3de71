"""The content hash of ground rules: what both chiefs adopt is the text together with the speaking time."""

from __future__ import annotations

import hashlib
import json

DOMAIN = b"tripartite-workbench/ground-rules/v1\n"


def ground_rules_hash(text: str, speaking_minutes: int | None) -> str:
    """Return SHA-256, in hexadecimal, of the domain line and the JSON array [speaking minutes, text] in UTF-8 without blanks."""
    body = json.dumps([speaking_minutes, text], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(DOMAIN + body.encode()).hexdigest()
