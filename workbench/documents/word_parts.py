"""The parts of a Word file around its text: styles, settings, header, footer and what names them (ECMA-376)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Protocol
from xml.sax.saxutils import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_NAMES = f'xmlns:w="{_MAIN}" xmlns:r="{_RELATIONS}"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = ("styles", "settings", "header", "footer")


class Described(Protocol):
    """What the parts need to know of a file."""

    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def head(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def at(self) -> datetime: ...


def package_parts(sheet: Described, body: str, *, tracked: bool) -> Iterator[tuple[str, str]]:
    """Yield name and content of every part of the file whose text is `body`; the list of types is first, as the format asks."""
    is_chinese = sheet.language == "zh"
    yield "[Content_Types].xml", _types()
    yield "_rels/.rels", _relations(("officeDocument", "word/document.xml"), core="docProps/core.xml")
    yield "docProps/core.xml", _core(sheet)
    yield "word/document.xml", f"{_HEAD}<w:document {_NAMES}><w:body>{body}{_section(is_chinese)}</w:body></w:document>"
    yield "word/_rels/document.xml.rels", _relations(*((part, f"{part}.xml") for part in _PARTS))
    yield "word/styles.xml", _styles(is_chinese)
    yield "word/settings.xml", _settings(is_chinese, tracked)
    yield "word/header.xml", _running("hdr", "Header", _text(sheet.head or sheet.title))
    yield "word/footer.xml", _running("ftr", "Footer", _page_of_pages(is_chinese))


def _types() -> str:
    parts = {"document": "document.main", **{part: part for part in _PARTS}}
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in parts.items()
    )
    core = '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">{defaults}{overrides}{core}</Types>'


def _relations(*targets: tuple[str, str], core: str = "") -> str:
    lines = "".join(
        f'<Relationship Id="r{at}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for at, (kind, target) in enumerate(targets, 1)
    )
    if core:
        lines += f'<Relationship Id="core" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="{core}"/>'
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _core(sheet: Described) -> str:
    at = sheet.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    names = (
        f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    times = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{at}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f"{_HEAD}<cp:coreProperties {names}><dc:title>{escape(sheet.title)}</dc:title>"
        f"<dc:creator>{escape(sheet.author)}</dc:creator>{times}</cp:coreProperties>"
    )


def _section(is_chinese: bool) -> str:
    # GB/T 9704-2012, 5.2: upper margin 37 mm, binding edge 28 mm, text 156 by 225 mm; in twentieths of a point.
    margins = (2098, 1474, 1985, 1588) if is_chinese else (1417, 1417, 1417, 1417)
    top, right, bottom, left = margins
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="r3"/><w:footerReference w:type="default" r:id="r4"/>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="851" w:footer="992" w:gutter="0"/>'
        "</w:sectPr>"
    )


def _settings(is_chinese: bool, tracked: bool) -> str:
    language = "zh-CN" if is_chinese else "en-GB"
    return (
        f"{_HEAD}<w:settings {_NAMES}>{'<w:trackRevisions/>' if tracked else ''}"
        '<w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{language}" w:eastAsia="zh-CN"/></w:settings>'
    )


def _running(element: str, style: str, inner: str) -> str:
    return f'{_HEAD}<w:{element} {_NAMES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inner}</w:p></w:{element}>'


def _text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} ">{_text("1")}</w:fldSimple>'


def _page_of_pages(is_chinese: bool) -> str:
    page, pages = _field("PAGE"), _field("NUMPAGES")
    if is_chinese:
        return _text("第 ") + page + _text(" 页　共 ") + pages + _text(" 页")
    return _text("Page ") + page + _text(" of ") + pages


def _styles(is_chinese: bool) -> str:
    return _CHINESE if is_chinese else _ENGLISH


def _fonts(latin: str, asian: str) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{asian}" w:cs="{latin}"/>'


def _style(name: str, label: str, paragraph: str, run: str = "", *, base: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/><w:basedOn w:val="{base}"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _styled(*, body: str, head: str, size: int, line: str, indent: str, step: str, language: str) -> str:
    """All styles of a language. `size` in half points; `line`, `indent` and `step` are attributes of spacing and indent."""
    single = '<w:spacing w:line="240" w:lineRule="auto"/>'
    centred, small = '<w:jc w:val="center"/>', _size(18)
    items = "".join(
        _style(f"Item{level}", f"Item {level}", f"<w:ind {step.format(level * 2, level * 420)}/>")
        for level in range(1, 5)
    )
    rule = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f"{_HEAD}<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr>{body}{_size(size)}"
        f'<w:lang w:val="{language}" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        f"<w:pPr><w:spacing {line}/></w:pPr></w:style>"
        + _style("Title", "Title", f'<w:spacing w:before="240" w:after="480"/>{centred}', head + "<w:b/>" + _size(44))
        + _style(
            "Heading1",
            "heading 1",
            f'<w:keepNext/><w:spacing w:before="360" w:after="240"/>{centred}<w:outlineLvl w:val="0"/>',
            head + _size(size),
        )
        + _style(
            "Heading2",
            "heading 2",
            f'<w:keepNext/><w:spacing w:before="200"/><w:ind {indent}/><w:outlineLvl w:val="1"/>',
            head + "<w:b/>",
        )
        + _style("Heading3", "heading 3", f'<w:keepNext/><w:ind {indent}/><w:outlineLvl w:val="2"/>', head)
        + _style("BodyText", "Body Text", f'<w:ind {indent}/><w:jc w:val="both"/>')
        + items
        + _style(
            "Signature",
            "Signature",
            '<w:keepNext/><w:tabs><w:tab w:val="left" w:pos="4400"/></w:tabs><w:spacing w:before="120"/>',
        )
        + _style("Note", "Note", "", small)
        + _style(
            "Cell", "Table Text", '<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>', _size(21)
        )
        + _style("CellHead", "Table Heading", f"<w:keepNext/>{centred}", "<w:b/>", base="Cell")
        + _style(
            "Header",
            "header",
            f"{_UNDERLINE}{single}{centred}",
            small,
        )
        + _style("Footer", "footer", f"{single}{centred}", small)
        + '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/>'
        f'<w:tblPr><w:tblBorders>{rule}</w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/>'
        '<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )


_UNDERLINE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="3" w:color="808080"/></w:pBdr>'
# GB/T 9704-2012: body in 仿宋 of size 3 (16 pt), 28 points a line, two characters' indent; headings in 黑体.
_CHINESE = _styled(
    body=_fonts("Times New Roman", "仿宋"),
    head=_fonts("Times New Roman", "黑体"),
    size=32,
    line='w:line="560" w:lineRule="exact"',
    indent='w:firstLineChars="200" w:firstLine="640"',
    step='w:firstLineChars="200" w:firstLine="640"',
    language="zh-CN",
)
_ENGLISH = _styled(
    body=_fonts("Cambria", "宋体"),
    head=_fonts("Calibri", "黑体"),
    size=22,
    line='w:before="60" w:after="80" w:line="276" w:lineRule="auto"',
    indent='w:left="0"',
    step='w:left="{1}"',
    language="en-GB",
)
