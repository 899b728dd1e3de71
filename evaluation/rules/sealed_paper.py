"""A certificate's PDF sealed as a whole: one line before its end holds the house's signature over every other byte.

The certificate inside a PDF carries a signature of its own, which says nothing of what is printed around it. Threat: a paper that
verifies and says something else. The line is a comment (ISO 32000-1, 7.2.3), and the tables of the file lie before it, so that
nothing moves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from evaluation.rules.certificates import PublicKey, signature_holds

PURPOSE = b"tripartite-workbench/certificate-paper/1\n"
_END = b"startxref\n"
_LINE = re.compile(rb"%tripartite-workbench-seal ([0-9a-f]{128})\n(?=startxref\n)")


def sealed(pdf: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """Return a PDF with the line that seals it. Raises ValueError for one without an end, or sealed already."""
    at = pdf.rfind(_END)
    if at < 0 or _LINE.search(pdf):
        raise ValueError("no PDF to be sealed")
    return pdf[:at] + b"%tripartite-workbench-seal " + sign(PURPOSE + pdf).hex().encode() + b"\n" + pdf[at:]


def is_paper(data: bytes) -> bool:
    """Say whether it is a PDF: only such a one has a seal to be looked for."""
    return b"%PDF-" in data[:1024]


def is_whole(data: bytes, house: str, keys: Sequence[PublicKey]) -> bool:
    """Say whether a PDF is, byte for byte, what the named house sealed."""
    found = list(_LINE.finditer(data))
    if len(found) != 1:
        return False
    rest, signature = data[: found[0].start()] + data[found[0].end() :], bytes.fromhex(found[0][1].decode())
    return any(signature_holds(signature, PURPOSE + rest, key.key) for key in keys if key.name == house)
