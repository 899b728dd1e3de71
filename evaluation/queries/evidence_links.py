"""Whether what stands at the links of the evidence is still what was kept. For the operator's check, who alone decides to go out.

Threat: a house that fetches what anybody typed can be made to knock at its own network's doors. So no page and no clock does it;
`workbench verify --links` says only same, changed or unreachable, and keeps nothing of what it read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from http.client import HTTPException
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
)

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluation.models import Piece
from workbench.kernel.blobs import LIMIT
from workbench.kernel.ledger import Fault

PATIENCE = 15
_PART = 1 << 16

Digest = Callable[[str], str | None]
"""Gives the SHA-256 of what stands at an address now, or None when it cannot be read."""


def digest_at(address: str) -> str | None:
    """Return the SHA-256 of what stands at a web address, or None when it cannot be read or is larger than a file may be."""
    opener = OpenerDirector()
    kinds = (HTTPHandler, HTTPSHandler, HTTPRedirectHandler, HTTPErrorProcessor, HTTPDefaultErrorHandler)
    for kind in kinds:  # none for files or other protocols, wherever a page leads
        opener.add_handler(kind())
    digest, size = hashlib.sha256(), 0
    try:
        with opener.open(address, timeout=PATIENCE) as answer:
            if answer.status != 200:
                return None
            while part := answer.read(_PART):
                digest.update(part)
                size += len(part)
                if size > LIMIT:
                    return None
    except (OSError, HTTPException, ValueError, AttributeError):
        return None
    return digest.hexdigest()


def link_faults(session: Session, digest: Digest = digest_at) -> Iterator[Fault]:
    """Yield each link of which a copy was kept and where something else, or nothing that can be read, stands now."""
    query = select(Piece).where(Piece.link != "", Piece.sha256 != "", Piece.withdrawn_at.is_(None))
    for piece in session.scalars(query.where(Piece.handed_in_as.is_(None)).order_by(Piece.stream, Piece.id)):
        now = digest(piece.link)
        if now is None:
            yield Fault(piece.stream, 0, f"{piece.link} of the evidence {piece.id} cannot be read")
        elif now != piece.sha256:
            yield Fault(piece.stream, 0, f"{piece.link} of the evidence {piece.id} is no longer what was kept")
