"""A played world that many tests look at and none spoils, and one that tests may change as they like."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import backend
from tests.visits import Ground
from tests.worlds import played
from workbench.config import Config


@pytest.fixture(scope="module")
def ground(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated_database: str
) -> Iterator[Ground]:
    """The played demo world behind an application, shared by the tests of one file."""
    home = tmp_path_factory.mktemp("ground")
    config = Config(
        data=home / "data",
        database_url=_database(request, home, migrated_database),
        origin="http://127.0.0.1:8000",
        house="test-house",
        zone="Asia/Shanghai",
        locale="zh_Hans_CN",
        smtp_url=None,
        mail_from="house@example.invalid",
        testing=True,
    )
    made = Ground(played(config))
    yield made
    made.world.door.store.close()


def _database(request: pytest.FixtureRequest, home: Path, template: str) -> str:
    if backend() == "postgresql":
        url: str = request.getfixturevalue("postgres_cluster").create(template=template)
        return url
    shutil.copyfile(template, home / "workbench.sqlite")
    return f"sqlite:///{home / 'workbench.sqlite'}"
