"""What happens after commits, at least once each: consumers read the ledger behind a cursor of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from workbench.kernel.models import LedgerEntry, OutboxCursor
from workbench.kernel.store import Store

Consume = Callable[[Sequence[LedgerEntry]], None]


def drain(store: Store, name: str, consume: Consume, batch: int = 200) -> int:
    """Give consumer `name` the entries it has not had, in order; return how many. The cursor moves only after `consume` returned.

    So a crash between the two gives a batch again: consumers must bear repetition.
    """
    done = 0
    while entries := _next(store, name, batch):
        consume(entries)
        _move(store, name, entries[-1].position)
        done += len(entries)
    return done


def _next(store: Store, name: str, batch: int) -> Sequence[LedgerEntry]:
    with store.reading() as session:
        cursor = session.get(OutboxCursor, name)
        after = cursor.position if cursor else 0
        query = select(LedgerEntry).where(LedgerEntry.position > after).order_by(LedgerEntry.position).limit(batch)
        return session.scalars(query).all()


def _move(store: Store, name: str, position: int) -> None:
    with store.writing(f"outbox/{name}") as session:
        session.merge(OutboxCursor(name=name, position=position))
        session.commit()
