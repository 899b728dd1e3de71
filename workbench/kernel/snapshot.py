"""The database as of one moment, as a file, and back: SQLite by its online backup, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from workbench.kernel.models import HousePosition, StreamHead
from workbench.kernel.store import sqlalchemy_url


class SnapshotFailed(RuntimeError):
    """The database could not be saved or brought back; the message is that of its own program."""


@dataclass(frozen=True)
class Standing:
    """Where a database stands: its schema, how many entries it holds, and of each stream the last number and head."""

    schema: str
    position: int
    heads: dict[str, tuple[int, str]]


def kind_of(url: str) -> str:
    """Return `sqlite` or `postgresql`."""
    return make_url(sqlalchemy_url(url)).get_backend_name()


def file_of(url: str) -> Path:
    """Return the file of a SQLite database."""
    return Path(make_url(url).database or "")


def take(url: str, target: Path) -> Standing:
    """Write the database as of now to the file `target`, while others write, and return where it stands. Raises SnapshotFailed."""
    return _take_sqlite(file_of(url), target) if kind_of(url) == "sqlite" else _take_postgresql(url, target)


def put_back(url: str, source: Path) -> None:
    """Bring the database in the file `source` to `url`, where there is none yet: wholly or not at all. Raises SnapshotFailed."""
    if kind_of(url) == "sqlite":
        source.rename(file_of(url))
    else:
        _run(url, "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(source))


def standing_of(url: str) -> Standing:
    """Return where the database at `url` stands. Raises SnapshotFailed for one that cannot be read."""
    engine = create_engine(sqlalchemy_url(url), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return _read(connection)
    except SQLAlchemyError as error:
        raise SnapshotFailed(f"the database cannot be read: {error}") from None


def is_empty(url: str) -> bool:
    """Say whether there is no database at `url` yet: no file, or no table. Raises SnapshotFailed for a server out of reach."""
    if kind_of(url) == "sqlite":
        return not file_of(url).exists()
    try:
        with _engine(url).connect() as connection:
            tables = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            return not connection.execute(text(tables)).scalar_one()
    except SQLAlchemyError as error:
        raise SnapshotFailed(f"the database cannot be reached: {error}") from None


def _take_sqlite(source: Path, target: Path) -> Standing:
    # In one step, under one read lock: what others commit meanwhile is not in it. An absent file must not be made.
    existing = f"{source.absolute().as_uri()}?mode=rw"
    try:
        with (
            closing(sqlite3.connect(existing, timeout=30, uri=True)) as living,
            closing(sqlite3.connect(target)) as copy,
        ):
            living.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise SnapshotFailed(f"{source}: {error}") from None
    return standing_of(f"sqlite:///{target}")


def _take_postgresql(url: str, target: Path) -> Standing:
    with _engine(url).connect() as connection:
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        standing = _read(connection)
        _run(url, "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
    return standing


def _engine(url: str) -> Engine:
    return create_engine(sqlalchemy_url(url), poolclass=NullPool, hide_parameters=True)


def _read(connection: Connection) -> Standing:
    schema = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    position = connection.execute(select(HousePosition.position)).scalar_one_or_none() or 0
    rows = connection.execute(select(StreamHead.name, StreamHead.last_seq, StreamHead.head).order_by(StreamHead.name))
    return Standing(schema, position, {name: (seq, head) for name, seq, head in rows})


def _run(url: str, program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database at `url`; the password goes by the environment, not the command line."""
    parts = make_url(sqlalchemy_url(url)).set(drivername="postgresql")
    found = shutil.which(program)
    if found is None:
        raise SnapshotFailed(f"there is no program {program} on this machine: install postgresql-client")
    environment = {**os.environ, **({"PGPASSWORD": str(parts.password)} if parts.password else {})}
    named = parts.set(password=None).render_as_string()
    order = [found, f"--dbname={named}", "--no-password", *arguments]
    run = subprocess.run(order, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if run.returncode != 0:
        raise SnapshotFailed(f"{program} ended with status {run.returncode}: {run.stderr.strip()[-2000:]}")
