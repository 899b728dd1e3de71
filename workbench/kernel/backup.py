"""A house in one file: its database as of one moment, its kept files and its keys, with a manifest that proves each byte.

The archive is a tar file. Its first member is the manifest, named by its own SHA-256; the others follow in the manifest's order.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from workbench.config import Config
from workbench.kernel.door import Door
from workbench.kernel.inspection import damaged_files, hash_of, kept_files
from workbench.kernel.snapshot import SnapshotFailed, kind_of, take
from workbench.kernel.values import in_utc

FORMAT = 1
DATABASE = "database"
_MEMBER = re.compile(r"database|files/([0-9a-f]{2})/\1[0-9a-f]{62}|keys/[a-z][a-z0-9_-]*\.key")


class ArchiveRefused(RuntimeError):
    """No backup can be made, or this one cannot be brought back; the message says why."""


def _member_name(name: str) -> str:
    if not _MEMBER.fullmatch(name):
        raise ValueError("no name of a house's file")
    return name


class Member(BaseModel):
    """One file of the archive."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    name: Annotated[str, AfterValidator(_member_name)]
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """What an archive holds, and where its ledger stands: stream -> (last number, head)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    format: int
    made: str
    house: str
    database: str
    revision: str
    position: int
    heads: dict[str, tuple[int, str]]
    members: tuple[Member, ...]

    def name(self) -> str:
        """Return the name under which the manifest stands in the archive: its own hash."""
        return manifest_name(self.content())

    def content(self) -> bytes:
        """Return the manifest's bytes."""
        return self.model_dump_json(indent=1).encode()


def manifest_name(content: bytes) -> str:
    """Return the only name a manifest of this content may have."""
    return f"manifest-{hashlib.sha256(content).hexdigest()}.json"


def write_backup(door: Door, config: Config, target: Path) -> tuple[Manifest, list[str]]:
    """Save the house into `target`, while it runs; return the manifest and the kept files that are damaged, saved as they are.

    `target` appears whole or not at all. Raises ArchiveRefused.
    """
    if target.exists():
        raise ArchiveRefused(f"{target} exists already")
    if not target.parent.is_dir():
        raise ArchiveRefused(f"there is no folder {target.parent}")
    with TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder, _failing_clearly():
        copy = Path(folder) / DATABASE
        made = in_utc(door.clock())
        # The database first: a file without a row does no harm, a row without its file does.
        standing = take(config.database_url, copy)
        sources = {DATABASE: copy, **_files_of(config)}
        manifest = Manifest(
            format=FORMAT,
            made=made,
            house=config.house,
            database=kind_of(config.database_url),
            revision=standing.schema,
            position=standing.position,
            heads=standing.heads,
            members=tuple(_member(name, path) for name, path in sources.items()),
        )
        whole = Path(folder) / "archive"
        _write(whole, manifest, sources)
        whole.rename(target)
        _sync_folder(target.parent)
    return manifest, damaged_files(config.files)


@contextmanager
def _failing_clearly() -> Iterator[None]:
    try:
        yield
    except (SnapshotFailed, OSError) as error:
        raise ArchiveRefused(str(error)) from error


def _files_of(config: Config) -> dict[str, Path]:
    files = {f"files/{path.parent.name}/{path.name}": path for path in kept_files(config.files)}
    keys = {f"keys/{path.name}": path for path in sorted(config.keys.glob("*.key"))}
    return {name: path for name, path in (files | keys).items() if _MEMBER.fullmatch(name)}


def _member(name: str, path: Path) -> Member:
    return Member(name=name, size=path.stat().st_size, sha256=hash_of(path))


def _write(whole: Path, manifest: Manifest, sources: dict[str, Path]) -> None:
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as sink:
        with tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT) as archive:
            content = manifest.content()
            archive.addfile(_header(manifest.name(), len(content)), io.BytesIO(content))
            for member in manifest.members:
                with sources[member.name].open("rb") as source:
                    archive.addfile(_header(member.name, member.size), source)
        sink.flush()
        os.fsync(sink.fileno())


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
