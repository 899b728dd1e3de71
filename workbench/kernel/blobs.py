"""Files by content: kept once under their SHA-256, never under a name somebody typed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from workbench.kernel.photos import NotAPhoto, bared
from workbench.kernel.values import N_, line
from workbench.kernel.verdict import Reason, Refusal
from workbench.text import TextRefused, clean_line

LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 8 * 1024 * 1024
TOO_LARGE = Reason("file_too_large", N_("The file is larger than %(limit)s MB."), 413)
WRONG_TYPE = Reason("file_type", N_("This kind of file is not taken: %(kinds)s are."), 422)
NO_PHOTO = Reason("no_photo", N_("This is no whole photograph: JPEG and PNG are taken."), 422)
BAD_NAME = Reason("file_name", N_("The file's name holds characters that cannot be shown. Rename it."), 422)

KINDS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "application/vnd.openxmlformats-officedocument": (b"PK\x03\x04",),
    "text/plain": (),
}
_SUFFIXES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument",
    ".xlsx": "application/vnd.openxmlformats-officedocument",
    ".txt": "text/plain",
    ".md": "text/plain",
    ".csv": "text/plain",
}


class Upload(BaseModel):
    """A kept file as a command names it: content hash, the name it had, its size in bytes and its media type."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    name: Annotated[str, line(120)]
    size: Annotated[int, Field(ge=0, le=LIMIT)]
    media_type: Annotated[str, line(80)]


class Photo(Upload):
    """A photograph: at most 8 MB, JPEG or PNG by its content. What the camera wrote of place and time is taken out on arrival."""


class Arriving(Protocol):
    """A file as it arrives from a browser."""

    filename: str | None

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""


class Blobs:
    """The directory of kept files."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, data: bytes) -> str:
        """Store bytes durably and return their SHA-256 in hex.

        A file that is here already is written all the same: quicker work would tell one side that another has it.
        """
        digest = hashlib.sha256(data).hexdigest()
        path = self.path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        Path(temporary).rename(path)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes stored under `digest`. Raises FileNotFoundError."""
        return self.path(digest).read_bytes()

    def holds(self, digest: str) -> bool:
        """Say whether the file of this digest is here with exactly its bytes; read again whenever the file system saw a change."""
        path = self.path(digest)
        try:
            state = path.stat()
            return _digest_at(path, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns) == digest
        except OSError:
            return False

    def path(self, digest: str) -> Path:
        """Return where the file of this digest lies."""
        return self._directory / digest[:2] / digest


@lru_cache(maxsize=4096)
def _digest_at(path: Path, *state: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def received(file: Arriving, kind: type[Upload] = Upload) -> tuple[Upload, bytes]:
    """Return what names an arriving file, and its bytes: bared of its notes when `kind` is a Photo.

    Raises Refusal for one that is too large, of another kind, or badly named.
    """
    limit = PHOTO_LIMIT if issubclass(kind, Photo) else LIMIT
    data = file.read(limit + 1)
    if len(data) > limit:
        raise Refusal(TOO_LARGE, limit=limit // 1024 // 1024)
    try:
        name = clean_line(Path((file.filename or "").replace("\\", "/")).name, 120) or "file"
    except TextRefused:
        raise Refusal(BAD_NAME) from None
    if issubclass(kind, Photo):
        data, media_type = _bared(data)
    else:
        media_type = _kind(name, data)
    return kind(sha256=hashlib.sha256(data).hexdigest(), name=name, size=len(data), media_type=media_type), data


def _bared(data: bytes) -> tuple[bytes, str]:
    try:
        return bared(data)
    except NotAPhoto:
        raise Refusal(NO_PHOTO) from None


def _kind(name: str, data: bytes) -> str:
    kind = _SUFFIXES.get(Path(name).suffix.lower())
    magic = KINDS.get(kind or "", ())
    if kind is None or (magic and not data.startswith(magic)):
        raise Refusal(WRONG_TYPE, kinds=", ".join(sorted({suffix.removeprefix(".") for suffix in _SUFFIXES})))
    return kind
