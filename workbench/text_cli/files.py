"""Files in, results out: an agreement in any form or a clause tree is read, and a result is there whole or not at all."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agreements.rules.decoding import ImportRefused
from agreements.rules.tree import Tree, TreeRefused, from_json
from workbench.text_cli.telling import N_, Trouble

if TYPE_CHECKING:
    from agreements.rules.reading import Imported

LARGEST = 64 * 1024 * 1024

NO_FILE = N_("there is no such file.")
NOT_A_FILE = N_("it is a directory, not a file.")
UNREADABLE = N_("it cannot be read: %(error)s.")
UNWRITABLE = N_("it cannot be written: %(error)s.")
TOO_LARGE = N_("it is larger than %(limit)s bytes.")
NOT_A_TREE = N_("it is JSON, but no clause tree: see %(where)s.")
NOT_JSON = N_("it should be JSON and cannot be read as such: line %(line)s.")
HALF = N_("it holds half a character, which is no text.")
TOO_DEEP = N_("it is nested too deeply.")


def tree_of(path: Path) -> Tree:
    """Return the tree of a file: one that import wrote, or an agreement that is read now. Raises Trouble."""
    data = _read(path)
    if path.suffix.lower() == ".json" or data[:100].lstrip()[:1] == b"{":
        return _parsed(data, path)
    return _imported(data, path).tree


def imported(path: Path) -> Imported:
    """Return an agreement as it was read, with its doubts. Raises Trouble."""
    return _imported(_read(path), path)


def write_json(out: Path | None, value: Mapping[str, Any]) -> None:
    """Write a result as JSON, for a program and, with its line breaks, for an eye. Raises Trouble."""
    write(out, (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode())


def write(out: Path | None, data: bytes) -> None:
    """Write a result: to standard output, or to a file that is there whole or not at all. Raises Trouble."""
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    try:
        if out.exists() and not out.is_file():
            # A pipe or a device is not replaced by a file.
            out.write_bytes(data)
        else:
            _replace(out.resolve(), data)
    except OSError as error:
        raise Trouble(UNWRITABLE, out, error=_reason(error)) from None


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise Trouble(NO_FILE, path) from None
    except IsADirectoryError:
        raise Trouble(NOT_A_FILE, path) from None
    except (OSError, ValueError) as error:
        raise Trouble(UNREADABLE, path, error=_reason(error)) from None
    if len(data) > LARGEST:
        raise Trouble(TOO_LARGE, path, limit=LARGEST)
    return data


def _parsed(data: bytes, path: Path) -> Tree:
    try:
        value = json.loads(data)
        json.dumps(value, ensure_ascii=False).encode()
        return from_json(value)
    except json.JSONDecodeError as error:
        raise Trouble(NOT_JSON, path, line=error.lineno) from None
    except UnicodeEncodeError:
        raise Trouble(HALF, path) from None
    except UnicodeDecodeError:
        raise Trouble(NOT_JSON, path, line=1) from None
    except RecursionError:
        raise Trouble(TOO_DEEP, path) from None
    except TreeRefused as refused:
        raise Trouble(NOT_A_TREE, path, where=refused.where) from None


def _imported(data: bytes, path: Path) -> Imported:
    from agreements.rules.reading import read_tree

    try:
        return read_tree(data, path.name)
    except ImportRefused as refused:
        from agreements.queries.doubts import unreadable

        said = unreadable(refused)
        raise Trouble(said.reason.sentence, path, **said.values) from None


def _replace(target: Path, data: bytes) -> None:
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    present = os.umask(0)
    os.umask(present)
    return present


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
