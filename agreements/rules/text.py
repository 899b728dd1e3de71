"""The hash by which a clause text is known: what chiefs initial, compare and sign. What counts as text: workbench.text."""

import hashlib

from workbench.text import clean

HASH_DOMAIN = b"tripartite-workbench/clause-text/v1\n"


def content_hash(text: str) -> str:
    """SHA-256, in hexadecimal, of the line `tripartite-workbench/clause-text/v1` and the cleaned text in UTF-8.

    The first line separates the domain: no other hash of this product can be passed off as that of a clause text.
    Raises TextRefused like `clean`, but for length.
    """
    return hashlib.sha256(HASH_DOMAIN + clean(text, 3 * len(text)).encode()).hexdigest()
