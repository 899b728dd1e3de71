"""Keys in files: made on first use, once, and whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return what is kept at `path`; when there is nothing, keep what `make` gives (mode 0600).

    Web server and worker start together: whoever comes second takes the key of whoever came first.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.") as made:
            made.write(make())
            made.flush()
            os.fsync(made.fileno())
            with suppress(FileExistsError):
                os.link(made.name, path)
    return path.read_bytes()
