"""A browser, the played world, and a house of its own for every test that changes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.stage import Script, Server, rehearse, start
from tests.browser.visitors import FLAGS, PATIENCE, Company, company

expect.set_options(timeout=PATIENCE)
HERE = Path(__file__).parent
# The first test also plays the world, and a busy machine is slow.
LONGEST = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests in a browser the time they take on a busy machine."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(LONGEST))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One Chromium for all."""
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def script(tmp_path_factory: pytest.TempPathFactory) -> Script:
    """The demo world, played once."""
    return rehearse(tmp_path_factory.mktemp("played") / "data")


@pytest.fixture
def server(script: Script, tmp_path: Path) -> Iterator[Server]:
    """A house of the test's own, worker included."""
    running = start(script, tmp_path / "house", papers=True)
    yield running
    running.close()


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Company]:
    """Lets people into that house."""
    with company(browser, server) as made:
        yield made


@pytest.fixture(scope="module")
def gallery(script: Script, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A house that the tests of a module only look at."""
    running = start(script, tmp_path_factory.mktemp("gallery") / "house", papers=True)
    yield running
    running.close()


@pytest.fixture
def visitors(browser: Browser, gallery: Server) -> Iterator[Company]:
    """Lets people look around in it."""
    with company(browser, gallery) as made:
        yield made
