"""Finding a certificate in what somebody holds: the PDF, the file inside it, or the text of its QR code."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from evaluation.rules.certificates import LONGEST, PURPOSE, NoCertificate, Signed, read_code, read_file

LARGEST = 8 * 1024 * 1024
"""No file longer than this is looked into (bytes)."""
_EMBEDDED = re.compile(rb"/EmbeddedFile\b[^\0]{0,600}?\bstream\r?\n")
_MANY = 20


def read_presented(data: bytes) -> Signed:
    """Return the certificate in a PDF, a JSON file or a text with the code of one. Raises NoCertificate, saying why in English."""
    if len(data) > LARGEST:
        raise NoCertificate("it is too long")
    if b"%PDF-" in data[:1024]:
        return _in_pdf(data)
    if data.lstrip()[:1] == b"{":
        return read_file(data)
    try:
        return read_code(data[:LONGEST].decode("ascii"))
    except UnicodeDecodeError as fault:
        raise NoCertificate("it is neither a PDF, nor the file from within one, nor the text of a QR code") from fault


def _in_pdf(data: bytes) -> Signed:
    """Threat: a second file beside the first, so that one program shows this and the other that. Only one is taken."""
    found = [file for file in _enclosed(data) if PURPOSE.encode() in file or b'"certificate"' in file]
    if not found:
        raise NoCertificate("there is no certificate inside this PDF; another program may have saved it anew")
    if len(found) > 1:
        raise NoCertificate("there is more than one certificate inside this PDF")
    return read_file(found[0])


def _enclosed(data: bytes) -> Iterator[bytes]:
    """Yield the files inside a PDF as this house writes them: streams of their own, deflated (ISO 32000-1, 7.11.4) or plain."""
    for number, begin in enumerate(_EMBEDDED.finditer(data)):
        if number == _MANY:
            raise NoCertificate("there are too many files inside this PDF")
        packed = data[begin.end() : begin.end() + LONGEST]
        if b"/FlateDecode" not in begin[0]:
            yield packed.partition(b"\nendstream")[0].rstrip(b"\r")
            continue
        opener = zlib.decompressobj()
        try:
            opened = opener.decompress(packed, LONGEST)
        except zlib.error:
            # The check sum of the stream shows any change; which file it was cannot be told any more.
            raise NoCertificate("a file inside this PDF is damaged") from None
        if opener.eof:
            yield opened
