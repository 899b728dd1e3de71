"""Photographs without what the camera wrote about place, time and owner. The picture itself is not touched.

Formats: ITU-T T.81 annex B (JPEG segments), PNG specification section 5 (chunks), EXIF 2.32 (the orientation tag, 0x0112).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

_JPEG = b"\xff\xd8"
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs"}
)
_SOS, _EOI, _APP0, _APP1, _APP2, _APP14, _APP15, _COM = 0xDA, 0xD9, 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE
_STANDS_ALONE = {0x01, *range(0xD0, 0xD8)}
_ORIENTATION = 0x0112


class NotAPhoto(ValueError):
    """The bytes are no whole JPEG or PNG."""


def bared(data: bytes) -> tuple[bytes, str]:
    """Return a photograph without metadata, and its media type. How it is to be turned is all that stays of EXIF.

    Raises NotAPhoto.
    """
    try:
        if data.startswith(_JPEG):
            return _bare_jpeg(data), "image/jpeg"
        if data.startswith(_PNG):
            return _bare_png(data), "image/png"
    except (IndexError, struct.error):
        pass
    raise NotAPhoto


def _bare_jpeg(data: bytes) -> bytes:
    kept, turned, has_picture = [], 1, False
    for marker, segment in _segments(data):
        if marker == _APP1 and segment[4:10] == b"Exif\0\0":
            turned = _orientation(segment[10:]) or turned
        has_picture = has_picture or marker == _SOS
        if _is_kept(marker, segment):
            kept.append(segment)
    if not has_picture:
        raise NotAPhoto
    return _JPEG + (_exif(turned) if turned != 1 else b"") + b"".join(kept)


def _is_kept(marker: int, segment: bytes) -> bool:
    # Colours depend on JFIF, ICC profile and Adobe's mark; every other application segment is somebody's notes.
    if marker == _APP2:
        return segment[4:16] == b"ICC_PROFILE\0"
    return marker in (_APP0, _APP14) or not (_APP0 <= marker <= _APP15 or marker == _COM)


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield marker and bytes of each segment, with the coded picture after its SOS, up to the end of the image and no further."""
    at = len(_JPEG)
    while True:
        if data[at] != 0xFF:
            raise NotAPhoto
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == _EOI:
            yield marker, data[at : at + 2]
            return
        end = at + 2 if marker in _STANDS_ALONE else at + 2 + int(struct.unpack_from(">H", data, at + 2)[0])
        if marker == _SOS:
            end = _end_of_scan(data, end)
        if end > len(data):
            raise NotAPhoto
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise NotAPhoto
        if data[at + 1] == 0 or data[at + 1] in _STANDS_ALONE:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _orientation(tiff: bytes) -> int | None:
    """Return how the camera was held (1 to 8), if its first directory says so readably."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return None
    first = int(struct.unpack_from(order + "I", tiff, 4)[0])
    if first + 2 > len(tiff):
        return None
    for number in range(int(struct.unpack_from(order + "H", tiff, first)[0])):
        entry = first + 2 + 12 * number
        if entry + 12 > len(tiff):
            return None
        tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, entry)
        if tag == _ORIENTATION:
            return value if 1 <= value <= 8 else None
    return None


def _exif(turned: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    return struct.pack(">BBH", 0xFF, _APP1, 2 + 6 + len(tiff)) + b"Exif\0\0" + tiff


def _bare_png(data: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise NotAPhoto
        if zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            raise NotAPhoto
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
