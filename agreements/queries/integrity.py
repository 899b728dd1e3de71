"""Whether the versions of texts that stand in the rows are those that stand in the ledger. For the operator's check."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from agreements.events.texts import VersionSaved
from agreements.models import TextVersion
from agreements.rules.stored import restored
from agreements.rules.tree import tree_key
from workbench.kernel import event_of
from workbench.kernel.ledger import Fault
from workbench.kernel.models import LedgerEntry


def version_faults(session: Session) -> Iterator[Fault]:
    """Yield each version whose tree is not the one its entry names by hash, that has no entry, or whose row is gone."""
    known: dict[str, tuple[str, str]] = {}
    rows = select(TextVersion).options(undefer(TextVersion.tree)).execution_options(yield_per=20)
    for row in session.scalars(rows):
        known[row.id] = (row.stream, row.key)
        if _key_of(row.tree) != row.key:
            yield Fault(row.stream, 0, f"the version {row.id} has another text than its hash")
    told = select(LedgerEntry).where(LedgerEntry.event == VersionSaved.__name__).order_by(LedgerEntry.position)
    for entry in session.scalars(told):
        event = event_of(entry)
        if isinstance(event, VersionSaved) and known.pop(event.version, None) != (entry.stream, event.tree_key):
            yield Fault(entry.stream, entry.seq, "the version's row is missing or has another hash than its entry")
    for version, (stream, _) in known.items():
        yield Fault(stream, 0, f"the version {version} is in no entry")


def _key_of(tree: str) -> str:
    try:
        return tree_key(restored(tree))
    except ValueError:
        return ""
