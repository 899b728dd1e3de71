"""Secrets that the house makes: 256 random bits for links, cookies and tokens; only their digests are stored.

With so much randomness a plain digest is enough: there is nothing to guess (OWASP ASVS 5.0, 6.5.2 and 11.4).
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets

MINTED = re.compile(r"[A-Za-z0-9_-]{43}")
RECOVERY_CODES = 8
RECOVERY = rf"^([a-z2-7]{{4}}(-[a-z2-7]{{4}}){{5}}( |$)){{{RECOVERY_CODES}}}$"


def mint() -> str:
    """Return a fresh secret of 43 characters (256 bits) that can stand in a cookie, a header or a link."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return the digest under which `secret` is stored and found."""
    return hashlib.sha256(secret.encode()).hexdigest()


def recovery_codes() -> tuple[str, ...]:
    """Return fresh one-time codes of 120 bits each, in groups of four small letters and digits for reading."""
    return tuple(_grouped(secrets.token_bytes(15)) for _ in range(RECOVERY_CODES))


def _grouped(raw: bytes) -> str:
    text = base64.b32encode(raw).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def typed_code(text: str) -> str:
    """Return a typed code without the blanks and dashes people put in, in small letters."""
    return re.sub(r"[\s-]+", "", text).lower()
