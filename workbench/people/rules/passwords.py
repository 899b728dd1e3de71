"""Which passwords are refused (OWASP ASVS 5.0, 6.2): too short, too long, widely known, or about the person or this house.

No rule asks for digits, capitals or signs (ASVS 6.2.5), none for a change from time to time (6.2.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

SHORTEST, LONGEST = 12, 128

_HOUSE = ("tripartite", "workbench", "tripartiteworkbench", "三方协商工作台")
_STEMS = ("password", "passw0rd", "qwerty", "qwertyuiop", "asdfghjkl", "1q2w3e4r", "1qaz2wsx", "letmein", "welcome",
          "administrator", "admin", "iloveyou", "woaini", "woaini1314", "changeme", "abc", "abcd", "abcdef", "monkey",
          "dragon", "football", "baseball", "sunshine", "princess", "superman", "computer", "internet", "beijing",
          "shanghai", "zhongguo", "mima", "wodemima", "5201314", "147258369", "112233", "123123", "qazwsxedc")  # fmt: skip
_TAILS = ("", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890",
          "2023", "2024", "2025", "2026", "2027", "01", "000", "666", "888", "88888888", "520", "1314")  # fmt: skip
_RUNS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm",
         "1qaz2wsx3edc4rfv5tgb6yhn", "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujm")  # fmt: skip
_KNOWN = frozenset(stem + tail for stem, tail in product(_STEMS, _TAILS))
_NOT_LETTERS = re.compile(r"[\W_]+")


def password_fault(password: str, about: Iterable[str] = ()) -> str | None:
    """Return why `password` is refused, or None: too_short, too_long, known, or personal.

    `about` holds the person's name and e-mail address: a password is personal when little but these is in it.
    """
    if len(password) < SHORTEST:
        return "too_short"
    if len(password) > LONGEST:
        return "too_long"
    bare = _bare(password)
    if _is_known(bare):
        return "known"
    if _is_made_of(bare, _HOUSE) or _is_made_of(bare, _words(about)):
        return "personal"
    return None


def _bare(text: str) -> str:
    return _NOT_LETTERS.sub("", text.casefold())


def _is_known(bare: str) -> bool:
    return bare in _KNOWN or len(set(bare)) < 5 or _repeats(bare) or any(bare in run for run in _RUNS)


def _repeats(bare: str) -> bool:
    """Say whether a text is one known or short piece said again and again."""
    start = (bare + bare).find(bare, 1)
    return start < len(bare) and (start < 6 or bare[:start] in _KNOWN)


def _words(about: Iterable[str]) -> list[str]:
    return [word for text in about for word in (_bare(text), *map(_bare, re.split(r"[\s@.]+", text))) if len(word) > 1]


def _is_made_of(bare: str, words: Iterable[str]) -> bool:
    """Say whether fewer than eight characters are left once one of these words is taken out."""
    return any(word in bare and len(bare.replace(word, "")) < 8 for word in words)
