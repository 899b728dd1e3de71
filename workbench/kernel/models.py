"""The kernel's own tables: streams, the ledger, checkpoints, outcomes, seals. All append-only but the stream heads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, BigInteger, Index, Integer, String, Table, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from workbench.kernel.store import Base, Hidden, Sealed


class StreamHead(Base, Hidden):
    """Where a stream stands: its last number, the head of its hash chain, and the frontier of its Merkle tree."""

    __tablename__ = "stream_heads"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    head: Mapped[str] = mapped_column(String(64), default="0" * 64)
    frontier: Mapped[str] = mapped_column(Text, default="[]")


class LedgerEntry(Base, Sealed):
    """One thing that happened, for ever. The format is described in docs/record-format.md."""

    __tablename__ = "ledger_entries"
    __table_args__ = (UniqueConstraint("stream", "seq"),)

    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    mandate: Mapped[str | None] = mapped_column(String(40))
    command: Mapped[str] = mapped_column(String(80))
    event: Mapped[str] = mapped_column(String(80))
    payload: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    leaf: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(String(64))


class Checkpoint(Base, Sealed):
    """A signed statement of a stream's size and root (C2SP signed note)."""

    __tablename__ = "checkpoints"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime]
    size: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text)


class StreamSeal(Base, Sealed):
    """The opening of a salted commitment by which a private stream's head was sealed into a common record."""

    __tablename__ = "stream_seals"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    at: Mapped[datetime]
    size: Mapped[int] = mapped_column(BigInteger)
    head: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str] = mapped_column(String(64))
    commitment: Mapped[str] = mapped_column(String(64))


class CommandOutcome(Base, Hidden):
    """The first outcome of an idempotency key, kept for ever."""

    __tablename__ = "command_outcomes"

    actor: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    command: Mapped[str] = mapped_column(String(80))
    result: Mapped[str] = mapped_column(Text)
    entries: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class HousePosition(Base, Hidden):
    """One row: how many entries the whole ledger holds. Taken last in a transaction, so positions follow commits without gaps."""

    __tablename__ = "house_position"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, default=0)


class OutboxCursor(Base, Hidden):
    """How far a consumer of the ledger has read."""

    __tablename__ = "outbox_cursors"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, default=0)


Index("ix_ledger_entries_event", LedgerEntry.event)

_SQLITE_REFUSE = """CREATE TRIGGER {table}_no_{verb} BEFORE {clause} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""
_POSTGRES_FUNCTION = """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"""
_POSTGRES_REFUSE = """CREATE TRIGGER {table}_no_{verb} BEFORE {clause} ON {table}
FOR EACH {each} EXECUTE FUNCTION refuse_change()"""


def append_only_ddl(dialect: str, table: str, columns: tuple[str, ...] = ()) -> list[str]:
    """Return the statements that make `table` append-only, or, given `columns`, those columns unchangeable and rows undeletable."""
    update = f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"
    if dialect == "sqlite":
        return [
            _SQLITE_REFUSE.format(table=table, verb=verb, clause=clause)
            for verb, clause in (("update", update), ("delete", "DELETE"))
        ]
    return [_POSTGRES_FUNCTION.replace("%%", "%")] + [
        _POSTGRES_REFUSE.format(table=table, verb=verb, clause=clause, each=each)
        for verb, clause, each in (
            ("update", update, "ROW"),
            ("delete", "DELETE", "ROW"),
            ("truncate", "TRUNCATE", "STATEMENT"),
        )
    ]


APPEND_ONLY: dict[str, tuple[str, ...]] = {}


def append_only(model: type[Base], *columns: str) -> None:
    """Let the database itself refuse changes to `model`'s rows (or only to `columns`), however they are tried."""
    table = model.__table__
    assert isinstance(table, Table)
    APPEND_ONLY[table.name] = columns
    for dialect in ("sqlite", "postgresql"):
        for statement in append_only_ddl(dialect, table.name, columns):
            ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl.execute_if(dialect=dialect))


for _model in (LedgerEntry, Checkpoint, StreamSeal, CommandOutcome):
    append_only(_model)
