"""Accepted commands per second, beside the limit: the same rows in bare transactions of the same size and safety.

python -m bench.commands [--rounds 3] [--commands 400] [--backend sqlite] [--json FILE]

The difference to the limit is the price of policy, validation, ledger, chain, tree, outcome and mapping. Rounds are interleaved, so that
whatever else the machine does falls on both; ratios are therefore more to be trusted than rates.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import sqlalchemy

from tests.databases import NO_POSTGRESQL, Cluster, free_port, migrate, postgresql_programs
from tests.house.notebook import WriteNote, open_house
from workbench.kernel import Actor, Door

WRITER = Actor(person="writer")
TEXT = "The union proposes that the base wage rises by 5.2 per cent from the first of July. " * 3
HASH, NOW = "a" * 64, "2026-03-02 01:30:00.000000"
ROWS = (
    "INSERT INTO test_notes (id, text, subject_id, answer_to, stream) VALUES ({p}, {p}, NULL, NULL, {p})",
    "UPDATE stream_heads SET last_seq = last_seq + 1, head = {p}, frontier = {p} WHERE name = {p}",
    "UPDATE house_position SET position = position + 1 WHERE id = 1",
    (
        "INSERT INTO ledger_entries (position, stream, seq, at, actor, mandate, command, event, payload, salt, leaf, head)"
        " VALUES ({p}, {p}, {p}, {p}, 'bare', 'mandate-7', 'WriteNote', 'NoteWritten', {p}, {p}, {p}, {p})"
    ),
    (
        "INSERT INTO command_outcomes (actor, key, digest, command, result, entries, at)"
        " VALUES ('bare', {p}, {p}, 'WriteNote', {p}, {p}, {p})"
    ),
)

Write = Callable[[int], None]
"""Do the transaction number n."""


def values(number: int) -> list[tuple[Any, ...]]:
    """Return what the bare loop writes in transaction `number`: rows as large as the door's."""
    result, frontier = json.dumps({"text": TEXT}), json.dumps([HASH] * 8)
    return [
        (f"bare{number:012d}", TEXT, "notebook/n/bare"),
        (HASH, frontier, "notebook/n/bare"),
        (),
        (10**9 + number, "notebook/n/bare", 10**6 + number, NOW, result, HASH[:32], HASH, HASH),
        (f"key {number}", HASH, result, '[["notebook/n/bare", 1]]', NOW),
    ]


def through_the_door(door: Door) -> Write:
    """Return the write of one note as a command."""

    def write(number: int) -> None:
        door.perform(WRITER, WriteNote(text=TEXT), f"key {number}")

    return write


@contextmanager
def bare_sqlite(path: Path) -> Iterator[Write]:
    """Yield the bare write on SQLite, with the door's settings."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    statements = [row.format(p="?") for row in ROWS]

    def write(number: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement, row in zip(statements, values(number), strict=True):
            connection.execute(statement, row)
        connection.execute("COMMIT")

    try:
        yield write
    finally:
        connection.close()


@contextmanager
def bare_postgresql(url: str) -> Iterator[Write]:
    """Yield the bare write on PostgreSQL."""
    statements = [row.format(p="%s") for row in ROWS]
    with psycopg.connect(url) as connection:

        def write(number: int) -> None:
            for statement, row in zip(statements, values(number), strict=True):
                connection.execute(statement, row)
            connection.commit()

        yield write


@contextmanager
def postgresql_server() -> Iterator[Cluster]:
    """Yield a server of our own that keeps what it acknowledges (its defaults: fsync and synchronous_commit on)."""
    programs = postgresql_programs()
    if programs is None:
        raise SystemExit(NO_POSTGRESQL)
    with TemporaryDirectory(prefix="bench-postgresql-", ignore_cleanup_errors=True) as home:
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(home, "postgres", "postgres")
            account = {"user": "postgres", "group": "postgres", "extra_groups": ()}
        initdb = [str(programs / "initdb"), "-D", f"{home}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(initdb, cwd=home, check=True, stdout=subprocess.DEVNULL, **account)
        cluster = Cluster(free_port())
        settings = ["-c", "listen_addresses=127.0.0.1", "-c", f"port={cluster.port}", "-c", "unix_socket_directories="]
        server = subprocess.Popen(
            [programs / "postgres", "-D", f"{home}/data", *settings],
            cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **account,
        )  # fmt: skip
        try:
            _await(cluster)
            yield cluster
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def _await(cluster: Cluster) -> None:
    for _ in range(300):
        try:
            psycopg.connect(cluster.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("PostgreSQL did not start")


@contextmanager
def contestants(backend: str) -> Iterator[tuple[Write, Write]]:
    """Yield the door's write and the bare write on one fresh database."""
    with TemporaryDirectory(prefix="bench-") as directory:
        if backend == "sqlite":
            path = Path(directory) / "bench.sqlite"
            migrate(f"sqlite:///{path}")
            with open_house(f"sqlite:///{path}", Path(directory)) as door:
                _prepare(door)
                with bare_sqlite(path) as bare:
                    yield through_the_door(door), bare
            return
        with postgresql_server() as cluster:
            url = cluster.create("bench")
            migrate(url)
            with open_house(url, Path(directory)) as door:
                _prepare(door)
                with bare_postgresql(url) as bare:
                    yield through_the_door(door), bare


def _prepare(door: Door) -> None:
    door.store.assert_safe()
    door.perform(WRITER, WriteNote(sides=("bare",), text=TEXT), "prepare")


def rate(write: Write, numbers: Iterator[int], commands: int) -> float:
    """Return how many writes a second are done."""
    started = time.perf_counter()
    for _ in range(commands):
        write(next(numbers))
    return commands / (time.perf_counter() - started)


def measure(backend: str, rounds: int, commands: int) -> dict[str, Any]:
    """Return rates and ratios of `rounds` interleaved rounds."""
    with contestants(backend) as (door, bare):
        theirs, ours = count(1), count(1)
        rate(door, ours, commands // 10)
        rate(bare, theirs, commands // 10)
        pairs = [(rate(door, ours, commands), rate(bare, theirs, commands)) for _ in range(rounds)]
    return {
        "backend": backend,
        "door": [round(first, 1) for first, _ in pairs],
        "bare": [round(second, 1) for _, second in pairs],
        "median_door": round(statistics.median(first for first, _ in pairs), 1),
        "median_bare": round(statistics.median(second for _, second in pairs), 1),
        "median_ratio": round(statistics.median(first / second for first, second in pairs), 3),
    }


def machine() -> dict[str, Any]:
    """Return the facts without which the figures say nothing."""
    return {
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "sqlalchemy": sqlalchemy.__version__,
    }


def main() -> int:
    """Measure, print, and write the figures down where asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--commands", type=int, default=400)
    parser.add_argument("--backend", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    facts = machine()
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    results = []
    for backend in asked.backend or ("sqlite", "postgresql"):
        found = measure(backend, max(asked.rounds, 3), asked.commands)
        results.append(found)
        print(
            f"{backend}: {found['median_door']} commands/s, bare {found['median_bare']} transactions/s, "
            f"ratio {found['median_ratio']} (medians of {len(found['door'])} rounds of {asked.commands})"
        )
    if asked.json:
        asked.json.write_text(json.dumps({"machine": facts, "results": results}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
