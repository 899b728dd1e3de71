"""Photographs lose what the camera wrote about place and time, and keep the picture and the way up."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from workbench.kernel.blobs import PHOTO_LIMIT, Photo, received
from workbench.kernel.photos import NotAPhoto, bared
from workbench.kernel.verdict import Refusal

PLACE = "canary-owner"


def picture(kind: str = "JPEG", turned: int = 6, **more: Any) -> bytes:
    """Return a picture with a place, a time and an owner in its notes."""
    image = Image.effect_noise((64, 48), 80).convert("RGB")
    notes = Image.Exif()
    notes[0x0112], notes[0x013B], notes[0x0132] = turned, PLACE, "2026:04:16 09:30:00"
    gps = notes.get_ifd(0x8825)
    gps[1], gps[2] = "N", (IFDRational(36), IFDRational(39), IFDRational(7))
    target = BytesIO()
    image.save(target, kind, exif=notes, **more)
    return target.getvalue()


@pytest.mark.parametrize("more", [{}, {"progressive": True}, {"comment": PLACE.encode()}, {"quality": 100}])
def test_a_jpeg_keeps_its_pixels_and_its_way_up_and_nothing_else(more: dict[str, Any]) -> None:
    data = picture(**more) + b"a film after the picture, of " + PLACE.encode()
    assert PLACE.encode() in data
    clean, kind = bared(data)
    assert kind == "image/jpeg"
    assert PLACE.encode() not in clean
    before, after = Image.open(BytesIO(data)), Image.open(BytesIO(clean))
    assert after.tobytes() == before.tobytes()
    assert dict(after.getexif()) == {0x0112: 6}
    assert not after.getexif().get_ifd(0x8825)
    assert bared(clean)[0] == clean


def test_a_picture_that_stands_upright_keeps_no_notes_at_all() -> None:
    assert b"Exif" not in bared(picture(turned=1))[0]


def test_colours_that_depend_on_a_profile_stay() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    clean = bared(picture(icc_profile=profile))[0]
    assert Image.open(BytesIO(clean)).info["icc_profile"] == profile


def test_a_png_loses_its_notes() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", PLACE)
    data = picture("PNG", pnginfo=notes)
    clean, kind = bared(data)
    assert kind == "image/png"
    assert PLACE.encode() not in clean
    assert b"eXIf" not in clean
    assert Image.open(BytesIO(clean)).tobytes() == Image.open(BytesIO(data)).tobytes()


@pytest.mark.parametrize("cut", [2, 3, 20, 200, -2])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_half_a_picture_is_none(kind: str, cut: int) -> None:
    with pytest.raises(NotAPhoto):
        bared(picture(kind)[:cut])


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"\xff\xd8", b"\xff\xd8\xff\xd9", b"<svg/>", b"GIF89a"])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPhoto):
        bared(data)


class _Arriving:
    def __init__(self, data: bytes, filename: str = "IMG_1.HEIC") -> None:
        self.filename: str | None = filename
        self._data = data

    def read(self, size: int = -1) -> bytes:
        return self._data[:size]


def test_an_arriving_photo_is_judged_by_its_content_and_its_size() -> None:
    upload, kept = received(_Arriving(picture()), Photo)
    assert isinstance(upload, Photo)
    assert (upload.media_type, PLACE.encode() in kept) == ("image/jpeg", False)
    for data, reason in ((b"%PDF-1.4", "no_photo"), (picture() + b"x" * PHOTO_LIMIT, "file_too_large")):
        with pytest.raises(Refusal) as refused:
            received(_Arriving(data), Photo)
        assert refused.value.reason.key == reason
