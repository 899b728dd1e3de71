"""From the bytes of an uploaded file to its text."""

import codecs
import re
from typing import NamedTuple

LARGEST = 5_000_000

_MAGIC = ((b"%PDF", "pdf"), (b"PK\x03\x04", "zip"), (b"\xd0\xcf\x11\xe0", "ole"), (b"{\\rtf", "rtf"))
_MARKED = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


class ImportRefused(ValueError):
    """A file that cannot be imported.

    `reason` is a key: empty, too_large, too_many_lines, too_many_clauses, binary, encoding, too_deep, or text
    (`text_reason` among the values then names the reason of the TextRefused). Files that are no text: json, pdf, rtf, ole (a
    Word file of before 2007), encrypted, not_word (another archive), damaged, and hostile ones: unsafe_names, unpacks_too_large,
    too_many_parts, entities.
    """

    def __init__(self, reason: str, **values: str | int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Decoded(NamedTuple):
    """A text and the encoding it was read with; `guessed` when nothing in the file confirms the encoding."""

    text: str
    encoding: str
    guessed: bool


def decode(data: bytes) -> Decoded:
    """Reads UTF-8, UTF-16 with a byte order mark, or else GB 18030 (which includes GBK and GB 2312).

    Raises ImportRefused: empty, too_large (more than 5,000,000 bytes), binary (not a text file), or encoding.
    """
    if len(data) > LARGEST:
        raise ImportRefused("too_large", size=len(data), limit=LARGEST)
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise ImportRefused("binary", kind=kind)
    decoded = _decoded(data)
    if not decoded.text.strip():
        raise ImportRefused("empty")
    # A text has hardly any control characters; PDF extraction leaves a few.
    if "\x00" in decoded.text or len(_CONTROL.findall(decoded.text)) > len(decoded.text) // 100:
        raise ImportRefused("binary", kind="unknown")
    return decoded


def _decoded(data: bytes) -> Decoded:
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return Decoded(_strictly(data, encoding), encoding, guessed=False)
    try:
        return Decoded(data.decode(), "utf-8", guessed=False)
    except UnicodeDecodeError:
        return Decoded(_strictly(data, "gb18030"), "gb18030", guessed=True)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ImportRefused("encoding", encoding=encoding, position=error.start) from error
