"""Opens a Word file without trusting it: nothing is unpacked to disk, fetched or run, and sizes are bounded."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from posixpath import dirname, join, normpath

from lxml import etree

from agreements.rules.decoding import ImportRefused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = W[1:-1].encode()
_OFFICE = "/relationships/officeDocument"

LARGEST_FILE = 20_000_000
LARGEST_PART = 20_000_000
MOST_PARTS = 2_000
# Words pack to a tenth or a twentieth; a part that grows a thousandfold is a bomb.
_MOST_PACKED = 400
_FREE = 1_000_000


class Package:
    """The parts of a .docx file, read when they are asked for.

    Raises ImportRefused: too_large (more than 20 MB), damaged, encrypted, not_word (another archive), too_many_parts,
    unsafe_names, unpacks_too_large; and, when a part is read, entities (its XML declares a document type).
    """

    def __init__(self, data: bytes) -> None:
        if len(data) > LARGEST_FILE:
            raise ImportRefused("too_large", size=len(data), limit=LARGEST_FILE)
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ImportRefused("damaged") from error
        self._read = 0
        self._check(self._archive.infolist())
        self.names = frozenset(self._archive.namelist())
        if "[Content_Types].xml" not in self.names:
            raise ImportRefused("not_word")
        self.main = next(iter(self.related("", _OFFICE)), "word/document.xml")
        self.document = self._document()

    @property
    def has_macros(self) -> bool:
        """Whether the file carries programs; they are never looked at."""
        return any(name.lower().endswith("vbaproject.bin") for name in self.names)

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part, or None when the file has no such part."""
        if name not in self.names:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(self._bytes(name).replace(_STRICT, _TRANSITIONAL), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ImportRefused("damaged", part=name) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise ImportRefused("entities", part=name)
        return root

    def related(self, part: str, kind: str) -> list[str]:
        """The parts inside the file that a part names with relationships of this kind; what is outside is left alone."""
        folder, name = dirname(part), part.rpartition("/")[2]
        root = self.xml(join(folder, "_rels", f"{name}.rels"))
        found = []
        for relation in root if root is not None else ():
            inside = relation.get("TargetMode") != "External"
            if inside and relation.get("Type", "").endswith(kind):
                target = relation.get("Target", "")
                found.append(target.lstrip("/") if target.startswith("/") else normpath(join(folder, target)))
        return found

    def _document(self) -> etree._Element:
        root = self.xml(self.main)
        if root is None or root.tag != f"{W}document":
            raise ImportRefused("not_word")
        return root

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > MOST_PARTS:
            raise ImportRefused("too_many_parts", limit=MOST_PARTS)
        for entry in entries:
            name = entry.filename
            if (
                name.startswith(("/", "\\"))
                or ".." in name.replace("\\", "/").split("/")
                or ":" in name
                or "\x00" in name
            ):
                raise ImportRefused("unsafe_names")
            if entry.flag_bits & 1:
                raise ImportRefused("encrypted")
            if entry.file_size > _FREE and entry.file_size > entry.compress_size * _MOST_PACKED:
                raise ImportRefused("unpacks_too_large", limit=LARGEST_PART)

    def _bytes(self, name: str) -> bytes:
        """A part, read to the limit and not to the size that the file declares."""
        try:
            with self._archive.open(name) as part:
                data = part.read(LARGEST_PART - self._read + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise ImportRefused("damaged", part=name) from error
        self._read += len(data)
        if self._read > LARGEST_PART:
            raise ImportRefused("unpacks_too_large", limit=LARGEST_PART)
        return data
