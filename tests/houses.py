"""A house for a test: its own database, its own files and keys, a clock the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from workbench.config import Config
from workbench.kernel import Door
from workbench.rooms import open_door

COMPILED: dict[str, bytes] = {}
START = datetime(2026, 4, 16, 1, 30, tzinfo=UTC)


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """Return the time it shows."""
        return self.now

    def forward(self, **length: float) -> None:
        """Move it on, as in `forward(minutes=5)`."""
        self.now += timedelta(**length)


class CompiledTemplates(BytecodeCache):
    """What Jinja compiled for one house of this process serves the next; it is known by the template's text."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what is kept."""
        if code := COMPILED.get(f"{bucket.key} {bucket.checksum}"):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        COMPILED[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


def application(config: Config, door: Door) -> Flask:
    """Return the application of a house; nothing is fed live until a test does it."""
    from workbench.app import create_app

    built = create_app(config, door)
    built.jinja_env.bytecode_cache = CompiledTemplates()
    return built


@pytest.fixture
def clock() -> HandClock:
    """A clock the test moves, at 09:30 in Shandong on 16 April 2026."""
    return HandClock()


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """Settings of a house of its own."""
    return Config(
        data=tmp_path / "data",
        database_url=database_url,
        origin="http://127.0.0.1:8000",
        house="test-house",
        zone="Asia/Shanghai",
        locale="zh_Hans_CN",
        smtp_url=None,
        mail_from="house@example.invalid",
        testing=True,
    )


@pytest.fixture
def door(config: Config, clock: HandClock) -> Iterator[Door]:
    """The door of an empty house."""
    opened = open_door(config, clock)
    yield opened
    opened.store.close()


@pytest.fixture
def app(config: Config, door: Door) -> Flask:
    """The application of that house."""
    return application(config, door)
