"""An agreement as Akoma Ntoso 3.0 (OASIS LegalDocML), a `doc` of the name collectiveAgreement."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from lxml import etree

from agreements.rules.tree import Clause, Tree, tree_key

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_XML = "http://www.w3.org/XML/1998/namespace"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The naming convention's short forms (Akoma Ntoso naming convention 1.0, 5.3).
_SHORT = {
    "article": "art",
    "chapter": "chp",
    "section": "sec",
    "paragraph": "para",
    "point": "point",
    "part": "part",
    "book": "book",
}
_BY_SIGN = {"编": "part", "章": "chapter", "节": "section"}
_NAMED = {"preamble": "preamble", "contents": "contents", "annex": "annex", "table": "table", "signature": "signatures"}
_ELEMENTS = {"article": "article", "section": "section", "paragraph": "paragraph", "item": "point"}
_NO_DATE = date(1, 1, 1)


def akn(tree: Tree, *, made: date = _NO_DATE, country: str = "") -> bytes:
    """The agreement as XML. `made` is the day of this version, `country` the ISO code of the law it is made under."""
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    doc = _child(root, "doc", name="collectiveAgreement", contains="singleVersion")
    _meta(doc, tree, made, country or ("cn" if tree.language == "zh" else "xx"))
    if tree.title:
        _child(_child(_child(doc, "preface"), "p"), "docTitle").text = _clean(tree.title)
    opening, body, closing = _divided(tree.clauses)
    if opening:
        _blocks(_child(doc, "preamble"), opening)
    main = _child(doc, "mainBody")
    writer = _Body()
    for clause in body:
        writer.add(main, clause, "")
    if not body:
        _child(main, "p")
    if closing:
        _blocks(_child(doc, "conclusions"), closing)
    made_xml: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return made_xml


def _divided(clauses: tuple[Clause, ...]) -> tuple[tuple[Clause, ...], tuple[Clause, ...], tuple[Clause, ...]]:
    """The preamble, the body, and the signatures at the end."""
    start = next((at for at, clause in enumerate(clauses) if not _is_plain(clause, "preamble")), len(clauses))
    end = next((at for at in range(len(clauses), start, -1) if not _is_plain(clauses[at - 1], "signature")), start)
    return clauses[:start], clauses[start:end], clauses[end:]


def _is_plain(clause: Clause, kind: str) -> bool:
    return clause.kind == kind and all(child.kind in ("paragraph", "table", "item") for child in clause.children)


class _Body:
    """Writes hierarchical elements; each gets an eId that names its place."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def add(self, parent: etree._Element, clause: Clause, above: str) -> None:
        """Add a clause with all its children to `parent`, whose eId is `above`."""
        element, short = self._element(parent, clause)
        identity = self._identity(above, short, clause.number)
        element.set("eId", identity)
        printed = _clean(" ".join(clause.printed.split()) or clause.number)
        heading = _clean(" ".join(clause.heading.split()))
        if heading and (printed.endswith(heading) or not clause.printed):
            printed = printed.removesuffix(heading).strip()
        else:
            heading = ""
        for tag, text in (("num", printed), ("heading", heading)):
            if text:
                _child(element, tag).text = text
        if clause.children:
            if clause.text or clause.rows:
                _said(_child(element, "intro"), clause)
            for child in clause.children:
                self.add(element, child, identity)
        else:
            _said(_child(element, "content"), clause)

    def _element(self, parent: etree._Element, clause: Clause) -> tuple[etree._Element, str]:
        if clause.kind in _NAMED:
            name = _NAMED[clause.kind]
            return _child(parent, "hcontainer", name=name), name
        name = {"article": "article", "section": "section", "paragraph": "paragraph", "item": "point"}.get(
            clause.kind, "part"
        )
        if clause.kind == "part":
            name = next((element for sign, element in _BY_SIGN.items() if sign in clause.number), "part")
        return _child(parent, name), _SHORT[name]

    def _identity(self, above: str, short: str, number: str) -> str:
        digits = re.search(r"[0-9]+(?:\.[0-9]+)*|(?<=\()[a-zA-Z]{1,4}(?=\))", number)
        stem = f"{above}__{short}" if above else short
        named = f"{stem}_{digits[0]}" if digits else ""
        if named and not self._taken[named]:
            self._taken[named] += 1
            return named
        while True:
            self._taken[stem] += 1
            place = f"{stem}_n{self._taken[stem]}"
            if not self._taken[place]:
                self._taken[place] += 1
                return place


def _blocks(parent: etree._Element, clauses: Iterable[Clause]) -> None:
    for clause in clauses:
        _said(parent, clause, printed=True, empty=False)
        _blocks(parent, clause.children)
    if not len(parent):
        _child(parent, "p")


def _said(parent: etree._Element, clause: Clause, *, printed: bool = False, empty: bool = True) -> None:
    """Put a clause's own words into `parent` as paragraphs, its rows as a table."""
    for line in _lines(f"{clause.printed}\n{clause.text}" if printed else clause.text):
        _child(parent, "p").text = line
    if clause.rows:
        table = _child(parent, "table")
        for row in clause.rows:
            row_element = _child(table, "tr")
            for cell in row or ("",):
                _child(_child(row_element, "td"), "p").text = _clean(cell)
    if empty and not len(parent):
        _child(parent, "p")


def _lines(text: str) -> Iterator[str]:
    return (_clean(line.strip()) for line in text.split("\n") if line.strip())


def _meta(doc: etree._Element, tree: Tree, made: date, country: str) -> None:
    meta = _child(doc, "meta")
    identification = _child(meta, "identification", source="#workbench")
    work = f"/akn/{country}/doc/collectiveAgreement/{made.isoformat()}/{tree_key(tree)[:16]}"
    language = "zho" if tree.language == "zh" else "eng"
    for level, uri in (
        ("FRBRWork", work),
        ("FRBRExpression", f"{work}/{language}@{made.isoformat()}"),
        ("FRBRManifestation", f"{work}/{language}@{made.isoformat()}.akn"),
    ):
        part = _child(identification, level)
        _child(part, "FRBRthis", value=f"{uri}/!main")
        _child(part, "FRBRuri", value=uri)
        _child(part, "FRBRdate", date=made.isoformat(), name="version" if made != _NO_DATE else "unknown")
        _child(part, "FRBRauthor", href="#workbench")
        if level == "FRBRWork":
            _child(part, "FRBRcountry", value=country)
        elif level == "FRBRExpression":
            _child(part, "FRBRlanguage", language=language)
    references = _child(meta, "references", source="#workbench")
    _child(
        references,
        "TLCOrganization",
        eId="workbench",
        href="/ontology/organization/workbench",
        showAs="Tripartite Workbench",
    )


def _child(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
