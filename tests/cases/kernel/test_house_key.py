"""The key of a house is made once, whoever comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from workbench.kernel import keyfiles
from workbench.kernel.checkpoints import load_or_make


def test_all_who_start_together_have_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together, real = Barrier(4), keyfiles.NamedTemporaryFile

    def made(**where: object) -> object:
        together.wait(10)
        return real(**where)  # type: ignore[call-overload]

    monkeypatch.setattr(keyfiles, "NamedTemporaryFile", made)
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(lambda _: load_or_make(tmp_path / "keys", "house").verifier(), range(4)))
    assert len(set(keys)) == 1
    assert keys[0] == load_or_make(tmp_path / "keys", "house").verifier()
    assert [(one.name, one.stat().st_mode & 0o777) for one in (tmp_path / "keys").iterdir()] == [
        ("checkpoint.key", 0o600)
    ]
