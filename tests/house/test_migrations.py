"""The migrations make the house that the models describe, go back, and leave nothing behind; triggers included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from tests.databases import BACKENDS, Cluster, house_tables
from workbench.cli import alembic_config
from workbench.kernel.models import APPEND_ONLY
from workbench.kernel.store import Base, sqlalchemy_url
from workbench.rooms import import_rooms

import_rooms()
TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal""",
}
FUNCTIONS = "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"


@pytest.fixture(params=BACKENDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it, on each backend."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    url = cluster.create()
    yield url
    cluster.drop(url)


@pytest.fixture
def engine(empty: str) -> Iterator[Engine]:
    """An engine that holds on to no connection."""
    made = create_engine(sqlalchemy_url(empty), poolclass=NullPool)
    yield made
    made.dispose()


def migrated(url: str, to: str) -> None:
    """Go up or down to a revision."""
    (command.downgrade if to in ("base", "-1") else command.upgrade)(alembic_config(url), to)


def picture(connection: Connection) -> dict[str, Any]:
    """Return everything the database is made of: tables, columns, keys, indexes, triggers."""
    looked, found = inspect(connection), {}
    for table in sorted(set(looked.get_table_names()) - {"alembic_version"}):
        found[table] = {
            "columns": sorted((one["name"], str(one["type"]), one["nullable"]) for one in looked.get_columns(table)),
            "primary": looked.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (one["constrained_columns"], one["referred_table"], one["referred_columns"])
                for one in looked.get_foreign_keys(table)
            ),
            "unique": sorted(one["column_names"] for one in looked.get_unique_constraints(table)),
            "indexes": sorted((one["name"], one["column_names"], one["unique"]) for one in looked.get_indexes(table)),
        }
    found["triggers"] = triggers(connection)
    return found


def triggers(connection: Connection) -> dict[str, str]:
    """Return the triggers by name."""
    rows = connection.execute(text(TRIGGERS[connection.dialect.name]))
    return {name: " ".join(definition.split()) for name, definition in rows}


def test_the_migrations_make_what_the_models_describe(empty: str, engine: Engine) -> None:
    migrated(empty, "head")
    with engine.connect() as connection:
        ours = {table.name for table in house_tables()} | {"alembic_version"}
        options = {"compare_type": True, "include_object": lambda item, name, kind, *_: kind != "table" or name in ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
        found = picture(connection)
    with engine.begin() as connection:
        for name in found["triggers"]:
            table = name.rpartition("_no_")[0]
            on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {name}{on}"))
        Base.metadata.drop_all(connection, house_tables())
        Base.metadata.create_all(connection, house_tables())
        assert picture(connection) == found


def test_what_is_append_only_refuses_change_in_the_database_itself(empty: str, engine: Engine) -> None:
    migrated(empty, "head")
    with engine.connect() as connection:
        found = set(triggers(connection))
    verbs = ("update", "delete") if empty.startswith("sqlite") else ("update", "delete", "truncate")
    assert found == {f"{table}_no_{verb}" for table in APPEND_ONLY if not table.startswith("test_") for verb in verbs}


def test_the_newest_goes_down_and_up_again(empty: str, engine: Engine) -> None:
    migrated(empty, "head")
    with engine.connect() as connection:
        before = picture(connection)
    migrated(empty, "-1")
    migrated(empty, "head")
    with engine.connect() as connection:
        assert picture(connection) == before
        assert connection.execute(text("SELECT id, position FROM house_position")).all() == [(1, 0)]


def test_going_back_to_the_beginning_leaves_nothing(empty: str, engine: Engine) -> None:
    migrated(empty, "head")
    migrated(empty, "base")
    with engine.connect() as connection:
        assert picture(connection) == {"triggers": {}}
        if connection.dialect.name == "postgresql":
            assert connection.execute(text(FUNCTIONS)).all() == []


def test_there_is_one_line_of_migrations() -> None:
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1
