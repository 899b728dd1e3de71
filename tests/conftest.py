"""What every test may ask for."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ("tests.databases", "tests.houses", "tests.worlds")

ROOT = Path(__file__).resolve().parents[1]
BROWSER_TESTS = ROOT / "tests" / "browser"
REFERENCE_DATA = Path(os.environ.get("WORKBENCH_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
CHROMIUM = os.environ.get("WORKBENCH_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "no Chromium on this machine: apt-get install chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser skip what needs one."""
    if CHROMIUM is not None:
        return
    for item in items:
        if item.path.is_relative_to(BROWSER_TESTS):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    return CHROMIUM


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Path]:
    """Give a file of the reference data that tests may read but never copy; skips when it is not there."""

    def find(relative: str) -> Path:
        path = REFERENCE_DATA / relative
        if not path.exists():
            pytest.skip(f"reference data not found at {path}; set WORKBENCH_REFERENCE_DATA")
        return path

    return find
