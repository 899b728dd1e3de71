"""A backup brings everything back, elsewhere, as of one moment; a damaged or forged one writes nothing; `verify` sees what changed."""

from __future__ import annotations

import io
import random
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update
from sqlalchemy import inspect as look_into
from sqlalchemy.orm import Session

from negotiation.commands.messages import PostMessage
from negotiation.models import Attachment, Initial, Proposal
from negotiation.queries.integrity import text_faults
from tests.databases import Cluster, backend
from tests.worlds import World, signed_in
from workbench.app import create_app
from workbench.config import Config
from workbench.kernel.backup import ArchiveRefused, Manifest, manifest_name, write_backup
from workbench.kernel.blobs import Blobs
from workbench.kernel.inspection import Fault, inspect, kept_files
from workbench.kernel.models import APPEND_ONLY, Checkpoint, StreamSeal
from workbench.kernel.restore import bring_back
from workbench.kernel.snapshot import standing_of
from workbench.rooms import open_door


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, config: Config, tmp_path: Path) -> Iterator[Config]:
    """An empty house of the same name on another machine."""
    data = tmp_path / "elsewhere"
    if backend() == "sqlite":
        yield replace(config, data=data, database_url=f"sqlite:///{data}/workbench.sqlite")
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    url = cluster.create()
    yield replace(config, data=data, database_url=url)
    cluster.drop(url)


def faults_of(config: Config) -> list[Fault]:
    """Return what `workbench verify` finds."""
    door = open_door(config)
    try:
        with door.store.reading() as session:
            return [*inspect(session, door.key, config.files), *text_faults(session, _kept(config))]
    finally:
        door.store.close()


def _kept(config: Config) -> set[str]:
    return {path.name for path in kept_files(config.files)}


def everything_in(folder: Path) -> list[Path]:
    """Return all files of a directory that may not exist."""
    return [path for path in folder.rglob("*") if path.is_file()]


# --- the drill ---


def test_the_drill(world: World, elsewhere: Config, tmp_path: Path) -> None:
    kept = Blobs(world.config.files).put(b"a file that was kept")
    archive, stop, said = tmp_path / "house.backup", threading.Event(), threading.Event()
    talker = threading.Thread(target=_talk, args=(world, stop, said))
    talker.start()
    try:
        assert said.wait(20)
        manifest, damaged = write_backup(world.door, world.config, archive)
    finally:
        stop.set()
        talker.join()
    assert damaged == []
    assert archive.stat().st_mode & 0o777 == 0o600
    assert manifest.position < standing_of(world.config.database_url).position, "commands went on meanwhile"

    assert bring_back(elsewhere, archive) == manifest
    standing = standing_of(elsewhere.database_url)
    assert (standing.position, standing.heads) == (manifest.position, manifest.heads)
    assert faults_of(elsewhere) == []
    assert Blobs(elsewhere.files).get(kept) == b"a file that was kept"
    assert elsewhere.keys.stat().st_mode & 0o777 == 0o700
    door = open_door(elsewhere, world.clock)
    assert door.key.verifier() == world.door.key.verifier()
    with signed_in(create_app(elsewhere, door), "lin") as client:
        assert client.get("/bargainings").status_code == 200
    door.store.close()


def _talk(world: World, stop: threading.Event, said: threading.Event) -> None:
    bargaining = world.bargaining("lin")
    while not stop.is_set():
        world.do("lin", PostMessage(bargaining=bargaining, text="One more word."))
        said.set()


# --- what is refused ---


@pytest.fixture
def archive(world: World, tmp_path: Path) -> Path:
    """A good backup of the demo world with one kept file."""
    Blobs(world.config.files).put(b"a file that was kept")
    target = tmp_path / "house.backup"
    write_backup(world.door, world.config, target)
    return target


def assert_refused(config: Config, source: Path, said: str | None = None) -> None:
    """Assert that an archive is refused and that nothing of the house was written."""
    with pytest.raises(ArchiveRefused, match=said):
        bring_back(config, source)
    assert everything_in(config.data) == []


def test_a_damaged_archive_is_refused_before_anything_is_written(
    archive: Path, elsewhere: Config, tmp_path: Path
) -> None:
    whole = archive.read_bytes()
    chance, damaged = random.Random(20260416), tmp_path / "damaged"
    with tarfile.open(archive) as opened:
        content = [(member.offset_data, member.size) for member in opened.getmembers()]
    for offset, size in content * 3:
        changed = bytearray(whole)
        changed[offset + chance.randrange(size)] ^= 1 << chance.randrange(8)
        damaged.write_bytes(changed)
        assert_refused(elsewhere, damaged)
    for length in (0, 511, content[1][0] + 7, len(whole) // 2, content[-1][0]):
        damaged.write_bytes(whole[:length])
        assert_refused(elsewhere, damaged)
    damaged.write_bytes(b"no archive at all" * 1000)
    assert_refused(elsewhere, damaged)
    assert_refused(elsewhere, tmp_path / "nowhere")


def _rebuilt(source: Path, target: Path, change: Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]) -> Path:
    with tarfile.open(source) as opened:
        members = [(info, opened.extractfile(info).read()) for info in opened.getmembers()]  # type: ignore[union-attr]
    change(members)
    with tarfile.open(target, "w") as made:
        for info, content in members:
            info.size = len(content) if info.isreg() else 0
            made.addfile(info, io.BytesIO(content))
    return target


def _with_manifest(
    change: Callable[[Manifest], dict[str, object]],
) -> Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]:
    """Return a change by somebody who can also give the manifest its right name."""

    def forge(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        manifest = Manifest.model_validate_json(members[0][1])
        content = manifest.model_copy(update=change(manifest)).model_dump_json().encode()
        members[0] = (tarfile.TarInfo(manifest_name(content)), content)

    return forge


def _renamed(name: str) -> Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]:
    def rename(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        def named(manifest: Manifest) -> dict[str, object]:
            last = manifest.members[-1].model_copy(update={"name": name})
            return {"members": (*manifest.members[:-1], last)}

        _with_manifest(named)(members)
        members[-1][0].name = name

    return rename


def _link(kind: bytes) -> Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]:
    def link(members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
        members[-1][0].type, members[-1][0].linkname = kind, "/etc/passwd"

    return link


TRICKS: dict[str, Callable[[list[tuple[tarfile.TarInfo, bytes]]], None]] = {
    "a way up": _renamed("../../evil"),
    "a way up among files": _renamed("files/../../evil"),
    "an absolute path": _renamed("/tmp/evil"),
    "a name of no file of ours": _renamed("keys/authorized_keys"),
    "a name with a line break": _renamed("keys/a.key\n"),
    "a symbolic link": _link(tarfile.SYMTYPE),
    "a hard link": _link(tarfile.LNKTYPE),
    "a device": _link(tarfile.CHRTYPE),
    "one file more": lambda members: members.append((tarfile.TarInfo("evil"), b"evil")),
    "one file twice": lambda members: members.append(members[-1]),
    "one file less": lambda members: members.pop() and None,
    "another order": lambda members: members.insert(1, members.pop()),
    "a manifest of other heads": _with_manifest(lambda manifest: {"position": manifest.position - 1}),
    "a manifest without a database": _with_manifest(lambda manifest: {"members": manifest.members[1:]}),
    "a manifest of a later form": _with_manifest(lambda manifest: {"format": 2}),
}


def test_a_forged_archive_is_refused(archive: Path, elsewhere: Config, tmp_path: Path) -> None:
    for trick, change in TRICKS.items():
        # On PostgreSQL the ledger can only be read once it is back: other heads are told afterwards.
        if trick != "a manifest of other heads" or backend() == "sqlite":
            assert_refused(elsewhere, _rebuilt(archive, tmp_path / "forged", change))
    assert not (tmp_path / "evil").exists()
    # Built anew without a trick it is taken: the tricks were refused for what they are.
    bring_back(elsewhere, _rebuilt(archive, tmp_path / "same", lambda members: None))
    assert faults_of(elsewhere) == []


def test_only_an_empty_house_of_the_same_name_takes_a_backup(archive: Path, elsewhere: Config, world: World) -> None:
    assert_refused(replace(elsewhere, house="another"), archive, "WORKBENCH_HOUSE")
    other = "postgresql://nobody@127.0.0.1:1/x" if backend() == "sqlite" else f"sqlite:///{elsewhere.data}/x.sqlite"
    assert_refused(replace(elsewhere, database_url=other), archive)
    before = standing_of(world.config.database_url)
    with pytest.raises(ArchiveRefused, match="not empty"):
        bring_back(world.config, archive)
    assert standing_of(world.config.database_url) == before
    bring_back(elsewhere, archive)
    with pytest.raises(ArchiveRefused, match="not empty"):
        bring_back(elsewhere, archive)


def test_a_backup_overwrites_nothing_and_appears_whole(world: World, tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_text("mine")
    with pytest.raises(ArchiveRefused, match="exists already"):
        write_backup(world.door, world.config, target)
    assert target.read_text() == "mine"
    with pytest.raises(ArchiveRefused, match="no folder"):
        write_backup(world.door, world.config, tmp_path / "nowhere" / "there")
    broken = replace(world.config, database_url=f"sqlite:///{tmp_path}/none/there.sqlite")
    with pytest.raises(ArchiveRefused):
        write_backup(world.door, broken, tmp_path / "other")
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name or path.name == "other"] == []


# --- what `verify` finds ---


CHANGES = {
    "checkpoint's size": (update(Checkpoint).values(size=Checkpoint.size - 1), "checkpoint"),
    "checkpoint's root": (update(Checkpoint).values(root="ab" * 32), "another history"),
    "checkpoint's note": (update(Checkpoint).values(note=Checkpoint.note + "x"), "not signed"),
    "seal's head": (update(StreamSeal).values(head="cd" * 32), "seal is of another history"),
    "seal's salt": (update(StreamSeal).values(salt="00" * 32), "does not open"),
    "proposal's text": (update(Proposal).values(text=Proposal.text + " not"), "another text"),
    "proposal's hash": (update(Proposal).values(content_hash="ef" * 32), "another text"),
    "initialled hash": (update(Initial).values(content_hash="ef" * 32), "not under the text"),
    "attached file": (update(Attachment).values(sha256="ef" * 32), "is missing"),
}


def test_a_changed_row_is_found(world: World) -> None:
    _put_a_file_on_the_table(world)
    assert faults_of(world.config) == []
    with world.door.store.engine().connect() as connection:
        for what, (change, said) in CHANGES.items():
            _without_triggers(connection)
            assert connection.execute(change).rowcount, what
            with Session(connection) as session:
                found = [
                    *inspect(session, world.door.key, world.config.files),
                    *text_faults(session, _kept(world.config)),
                ]
            assert any(said in fault.what for fault in found), what
            connection.rollback()


def _without_triggers(connection: Connection) -> None:
    # Other tests may have tables of their own, which are not here.
    for table in (table for table in look_into(connection).get_table_names() if table in APPEND_ONLY):
        on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER {table}_no_update{on}"))


def _put_a_file_on_the_table(world: World) -> None:
    """Add an attachment whose file is there, so that there is one to lose."""
    proposal = world.rows(Proposal)[0]
    digest = Blobs(world.config.files).put(b"costs")
    row = {
        "id": "aaaaaaaaaaaaaaaa",
        "stream": proposal.stream,
        "bargaining": proposal.bargaining,
        "proposal": proposal.id,
    }
    more = {"sha256": digest, "name": "costs.txt", "size": 5, "media_type": "text/plain"}
    with world.door.store.engine().begin() as connection:
        connection.execute(Attachment.__table__.insert().values(**row, **more))  # type: ignore[attr-defined]


def test_a_changed_file_is_found(world: World) -> None:
    digest = Blobs(world.config.files).put(b"costs")
    Blobs(world.config.files).path(digest).write_bytes(b"cost!")
    assert [fault.what for fault in faults_of(world.config)] == [f"{digest} does not hold what its name says"]
