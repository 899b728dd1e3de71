"""Kept files: the same bytes once, and the same work whether the house has them already or not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from workbench.kernel.blobs import Blobs


def test_a_file_is_kept_once_by_what_is_in_it(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    first, second = blobs.put(b"5.6"), blobs.put(b"5.6")
    assert first == second
    assert blobs.get(first) == b"5.6"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [blobs.path(first)]


def test_how_long_it_takes_does_not_tell_whether_another_side_has_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs, synced = Blobs(tmp_path), list[int]()
    monkeypatch.setattr(os, "fsync", synced.append)
    for times in (1, 2):
        blobs.put(b"our floor is 5.6")
        assert len(synced) == times
