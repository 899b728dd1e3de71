"""HTML to PDF by WeasyPrint, with every door to the network and the file system closed.

WeasyPrint's own fetcher reads local files and follows redirects (CVE-2025-68616); ours hands out nothing but `data:` URLs.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

LIMIT = 8 * 1024 * 1024
logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("weasyprint.progress").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class PaperRefused(ValueError):
    """The paper is too large to be printed."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file inside a PDF: the data that the paper was made from. `at` is when it was made; never the moment of printing."""

    name: str
    data: bytes
    about: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """What a PDF is made from; the same paper always gives the same bytes."""

    html: str
    style: str
    enclosures: tuple[Enclosure, ...] = ()


def make_pdf(html: str, stylesheet: str, *, archival: bool = True, enclosures: Sequence[Enclosure] = ()) -> bytes:
    """Return a tagged PDF of `html` set by `stylesheet`, with `enclosures` in it; `archival` asks for PDF/A-3a.

    Nothing is fetched: an image, font or attachment that is not a `data:` URL is left out. The same input gives the same bytes.
    Raises PaperRefused above 8 MiB of HTML.
    """
    if len(html) > LIMIT:
        raise PaperRefused(f"{len(html)} characters of HTML, {LIMIT} allowed")
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
    document = HTML(string=html, url_fetcher=fetcher, base_url=None)
    sheet = CSS(string=stylesheet, font_config=fonts, url_fetcher=fetcher)
    attached = [
        Attachment(
            string=one.data,
            name=one.name,
            description=one.about,
            created=one.at,
            modified=one.at,
            relationship="Data",
        )
        for one in enclosures
    ]
    variant = {"pdf_variant": "pdf/a-3a"} if archival else {}
    with _nothing_collected():
        made: bytes = document.write_pdf(
            stylesheets=[sheet], font_config=fonts, pdf_tags=True, attachments=attached, **variant
        )
    return made


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Leave the boxes of a paper where they are while it is made: looking through them for garbage costs an eighth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
