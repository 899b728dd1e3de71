"""Bringing a backup back into an empty house.

Threat: an archive that was damaged or made by somebody else. So nothing of the house is touched before every member was
read, measured and hashed, before its ledger was checked, and before its heads were found to be those of the manifest; and
no path is ever taken from the archive: a member is laid where its checked name belongs, or the archive is refused.
"""

from __future__ import annotations

import hashlib
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from pydantic import ValidationError

from workbench.config import Config
from workbench.kernel.backup import DATABASE, FORMAT, ArchiveRefused, Manifest, Member, manifest_name
from workbench.kernel.ledger import verify
from workbench.kernel.snapshot import SnapshotFailed, file_of, is_empty, kind_of, put_back, standing_of
from workbench.kernel.store import Store

_LARGEST_MANIFEST = 256 * 1024 * 1024
_PIECE = 1024 * 1024


def bring_back(config: Config, source: Path) -> Manifest:
    """Bring the archive `source` into the empty house of `config` and return its manifest. Raises ArchiveRefused.

    The database comes last: a house without one is none, and can be emptied and brought back again.
    """
    with _refusing():
        _expect_empty(config)
        config.data.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".restore-", dir=config.data) as folder:
            staged = Path(folder)
            manifest = _unpack(source, staged)
            _expect_ours(config, manifest)
            if manifest.database == "sqlite":
                _expect_heads(manifest, f"sqlite:///{staged / DATABASE}")
            _lay_all(config, staged)
        _expect_heads(manifest, config.database_url)
    return manifest


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (SnapshotFailed, OSError, tarfile.TarError, EOFError) as error:
        raise ArchiveRefused(str(error)) from error


def _expect_empty(config: Config) -> None:
    occupied = [name for name in ("files", "keys") if any((config.data / name).glob("*"))]
    if occupied or not is_empty(config.database_url):
        what = " and ".join(occupied) or "the database"
        raise ArchiveRefused(f"this house is not empty ({what}): a backup is only brought back into an empty one")


def _expect_ours(config: Config, manifest: Manifest) -> None:
    if manifest.house != config.house:
        raise ArchiveRefused(f"this is a backup of the house {manifest.house!r}: set WORKBENCH_HOUSE to that name")
    here = kind_of(config.database_url)
    if manifest.database != here:
        raise ArchiveRefused(f"this backup is of a {manifest.database} database, and DATABASE_URL names a {here} one")


def _unpack(source: Path, folder: Path) -> Manifest:
    """Lay the members of an archive into `folder`, each under its own name, and return the manifest they all agree with."""
    with tarfile.open(source, mode="r:") as archive:
        manifest = _read_manifest(archive)
        for member in manifest.members:
            _take_member(archive, member, folder)
        if archive.next() is not None:
            raise ArchiveRefused("the archive holds more than its manifest says")
    return manifest


def _read_manifest(archive: tarfile.TarFile) -> Manifest:
    header = archive.next()
    if header is None or not header.isreg() or header.size > _LARGEST_MANIFEST:
        raise ArchiveRefused("this is no backup of a workbench: it does not begin with a manifest")
    content = _open(archive, header).read()
    if header.name != manifest_name(content):
        raise ArchiveRefused(
            "the archive is damaged, or is no backup of a workbench: its manifest is not what was written"
        )
    try:
        manifest = Manifest.model_validate_json(content)
    except ValidationError:
        raise ArchiveRefused("the manifest cannot be read") from None
    names = [member.name for member in manifest.members]
    if manifest.format != FORMAT or names.count(DATABASE) != 1 or len(set(names)) != len(names):
        raise ArchiveRefused("the manifest is not one this version of the workbench can read")
    return manifest


def _take_member(archive: tarfile.TarFile, member: Member, folder: Path) -> None:
    header = archive.next()
    if header is None or not header.isreg() or (header.name, header.size) != (member.name, member.size):
        raise ArchiveRefused(f"the archive is damaged: {member.name} is not where it belongs")
    place = folder / member.name
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.touch(mode=0o600)
    digest, read = hashlib.sha256(), 0
    with _open(archive, header) as content, place.open("wb") as sink:
        while piece := content.read(_PIECE):
            digest.update(piece)
            read += len(piece)
            sink.write(piece)
    if (digest.hexdigest(), read) != (member.sha256, member.size):
        raise ArchiveRefused(f"the archive is damaged: {member.name} is not what was saved")


def _open(archive: tarfile.TarFile, header: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(header)
    if content is None:
        raise ArchiveRefused(f"{header.name} is no file")
    return content


def _expect_heads(manifest: Manifest, url: str) -> None:
    store = Store(url)
    try:
        standing = standing_of(url)
        with store.reading() as session:
            faults = verify(session)
    finally:
        store.close()
    if (standing.position, standing.heads) != (manifest.position, manifest.heads):
        raise ArchiveRefused("the ledger does not stand where the manifest says")
    if faults:
        raise ArchiveRefused(f"the ledger does not hold: {faults[0].stream} {faults[0].seq}: {faults[0].what}")


def _lay_all(config: Config, staged: Path) -> None:
    """Bring files, keys and database to their places; when the database refuses, take the others away again."""
    for name in ("files", "keys"):
        _lay(staged / name, config.data / name)
    try:
        _put_database(config, staged / DATABASE)
    except BaseException:
        for name in ("files", "keys"):
            shutil.rmtree(config.data / name, ignore_errors=True)
        raise


def _lay(staged: Path, place: Path) -> None:
    if staged.is_dir():
        if place.is_dir():
            place.rmdir()
        staged.rename(place)


def _put_database(config: Config, staged: Path) -> None:
    """Bring the database to its place; a SQLite file first to the same file system, so that it appears whole."""
    if kind_of(config.database_url) == "sqlite":
        place = file_of(config.database_url)
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{place.name}.restoring")
        shutil.move(staged, beside)
        staged = beside
    put_back(config.database_url, staged)
