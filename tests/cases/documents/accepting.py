"""What a Word file says when all its changes are accepted or rejected: an oracle of its own over the XML (ECMA-376, 17.13.5)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GONE = {"accept": {"del", "moveFrom"}, "reject": {"ins", "moveTo"}}


def document(data: bytes) -> etree._Element:
    """Return the body of a .docx."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        body = etree.fromstring(package.read("word/document.xml")).find(f"{W}body")
    assert body is not None
    return body


def outcome(data: bytes, act: str) -> list[str]:
    """Return the lines after `act` (accept or reject); the cells of a table's row are divided by tabs."""
    gone, found, open_line = GONE[act], [], ""
    for block in document(data):
        if block.tag == f"{W}p":
            open_line += words(block, gone)
            if not marks(block.find(f"{W}pPr/{W}rPr")) & gone:
                found.append(open_line)
                open_line = ""
        elif block.tag == f"{W}tbl":
            assert not open_line, "a paragraph before a table lost its mark"
            for row in block.iterfind(f"{W}tr"):
                if not marks(row.find(f"{W}trPr")) & gone:
                    cells = (cell.iterfind(f"{W}p") for cell in row.iterfind(f"{W}tc"))
                    found.append("\t".join("\n".join(words(p, gone) for p in cell) for cell in cells))
    assert not open_line, "the last paragraph lost its mark"
    return found


def marks(properties: etree._Element | None) -> set[str]:
    """Return the names of what stands in the properties of a paragraph's mark or of a row."""
    return set() if properties is None else {etree.QName(one).localname for one in properties}


def words(paragraph: etree._Element, gone: set[str]) -> str:
    """Return the words of a paragraph that are not `gone`."""
    return "".join(_words(paragraph, gone))


def _words(element: etree._Element, gone: set[str]) -> Iterator[str]:
    for child in element:
        name = etree.QName(child).localname
        if name in gone:
            continue
        if name in ("t", "delText"):
            yield child.text or ""
        elif name in ("tab", "br"):
            yield "\t" if name == "tab" else "\n"
        elif name != "pPr":
            yield from _words(child, gone)
