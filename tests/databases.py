"""Fresh databases for tests: a file for SQLite, a throw-away server on the loopback for PostgreSQL.

The environment variable WORKBENCH_TEST_DATABASE chooses the backend: sqlite (when unset) or postgresql.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Table

from workbench.kernel.store import Base

ROOT = Path(__file__).resolve().parents[1]
BACKENDS = ("sqlite", "postgresql")
TEMPLATE = "workbench_template"
NO_POSTGRESQL = "no PostgreSQL on this machine: apt-get install postgresql"


def backend() -> str:
    """Return the backend the tests run on; raises UsageError for one that does not exist."""
    name = os.environ.get("WORKBENCH_TEST_DATABASE", "sqlite")
    if name not in BACKENDS:
        raise pytest.UsageError(f"WORKBENCH_TEST_DATABASE must be one of {', '.join(BACKENDS)}, not {name!r}")
    return name


def postgresql_programs() -> Path | None:
    """Return the directory of the newest installed PostgreSQL server's programs, or None."""
    on_path = shutil.which("initdb")
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = Path(on_path) if on_path else (versions[-1] if versions else None)
    return found.parent if found else None


def free_port() -> int:
    """Return a loopback port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def house_tables() -> list[Table]:
    """Return the house's tables, without those (called test_*) that some tests bring into the same process."""
    return [table for name, table in Base.metadata.tables.items() if not name.startswith("test_")]


def migrate(url: str) -> None:
    """Bring the database at `url` to the newest schema, the way an operator does."""
    with TemporaryDirectory() as data:
        environment = {**os.environ, "DATABASE_URL": url, "WORKBENCH_DATA": data}
        command = [sys.executable, "-m", "workbench", "migrate"]
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise RuntimeError(f"migration failed:\n{run.stdout}{run.stderr}")


@dataclass
class Cluster:
    """A PostgreSQL server of our own; `create` gives a new database and returns its URL."""

    port: int
    user: str = "postgres"
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        """Return the URL of the database called `name`."""
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{name}"

    def create(self, name: str | None = None, template: str = "template0") -> str:
        """Create an empty database, or a copy of `template`, and return its URL."""
        name = name or f"test_{next(self.numbers)}"
        self._say("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop the database at `url`, whoever is still connected."""
        self._say("DROP DATABASE IF EXISTS {} WITH (FORCE)", url.rpartition("/")[2])

    def _say(self, sentence: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(sentence).format(*map(sql.Identifier, names)))


def _start(programs: Path, home: Path, port: int) -> subprocess.Popen[bytes]:
    # PostgreSQL refuses to run as root, so the server gets an account of its own there.
    account = {"user": "postgres", "group": "postgres", "extra_groups": ()} if os.geteuid() == 0 else {}
    if account:
        shutil.chown(home, "postgres", "postgres")
    data = str(home / "data")
    initdb = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(initdb, cwd=home, check=True, stdout=subprocess.DEVNULL, **account)  # type: ignore[call-overload]
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "on",
        "max_connections": "200",
        "shared_buffers": "64MB",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (home / "log").open("wb") as log:
        server: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[call-overload]
            [programs / "postgres", "-D", data, *options], cwd=home, stdout=log, stderr=log, **account
        )
    return server


def _await(cluster: Cluster, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            psycopg.connect(cluster.url("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run what this database has; on PostgreSQL only what touches the database: the rest has been seen on SQLite."""
    kept = [item for item in items if all(mark.args == (backend(),) for mark in item.iter_markers("only_on"))]
    if backend() == "postgresql":
        kept = [item for item in kept if "migrated_database" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for this test process alone, gone afterwards; skips where PostgreSQL is not installed."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip(NO_POSTGRESQL)
    home = Path(mkdtemp(prefix="workbench-postgresql-"))
    cluster = Cluster(free_port())
    server = _start(programs, home, cluster.port)
    try:
        _await(cluster, server, home / "log")
        yield cluster
    finally:
        server.send_signal(signal.SIGINT)  # "fast": closes the connections that are left
        server.wait(timeout=30)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The migrated but empty database that every test's own is copied from: a file's path or a database's name."""
    if backend() == "postgresql":
        cluster: Cluster = request.getfixturevalue("postgres_cluster")
        migrate(cluster.create(TEMPLATE))
        return TEMPLATE
    path = tmp_path_factory.mktemp("database") / "template.sqlite"
    migrate(f"sqlite:///{path}")
    return str(path)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_database: str) -> Iterator[str]:
    """The URL of a fresh, migrated, empty database for one test, in the form an operator writes it."""
    if backend() == "sqlite":
        path = tmp_path / "workbench.sqlite"
        shutil.copyfile(migrated_database, path)
        yield f"sqlite:///{path}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    url = cluster.create(template=migrated_database)
    yield url
    cluster.drop(url)
