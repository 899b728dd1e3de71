"""A version to take away: as PDF, Word, XML, HTML or JSON."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, send_file
from werkzeug.wrappers import Response

from agreements.documents.akn import akn
from agreements.documents.html import html
from agreements.documents.pdf import Edition, agreement_paper
from agreements.documents.word import WORD_TYPE, word
from agreements.queries.texts import TextHead, VersionLine, lines_of_key, read_tree_of, text_head, version_line
from agreements.queries.words import TAGS
from agreements.rules.tree import Tree, canonical, tree_key
from agreements.rules.words import Tag
from agreements.views.printing import press_here
from agreements.views.texts import signed_in
from workbench.kernel import Absent
from workbench.web import house, page, viewer_here
from workbench.web.waiting import paper_answer

blueprint = Blueprint("text_downloads", __name__)
PATIENCE = 4.0
_FINAL = {Tag.PASSED, Tag.SIGNED, Tag.FILED}


@blueprint.get("/texts/versions/<version>.<any(pdf, docx, xml, html, json):suffix>")
def download(version: str, suffix: str) -> Response:
    """Answer a version in the form asked for. A PDF is made by the worker; meanwhile a page asks again."""
    with house().door.reading(viewer_here()) as reader:
        line = version_line(reader, version)
        head, tree = text_head(reader, line.text), read_tree_of(reader, version)
    if suffix == "pdf":
        return _pdf(head, line, tree)
    data, kind = _made(line, tree, suffix)
    name = f"{head.title} {line.number}.{suffix}"
    return send_file(BytesIO(data), kind, as_attachment=True, download_name=name)


@blueprint.get("/texts/number/<key>")
def number(key: str) -> str:
    """Show which versions have the number that stands on a paper, as far as one may read them."""
    signed_in()
    with house().door.reading(viewer_here()) as reader:
        found = [(text_head(reader, line.text), line) for line in lines_of_key(reader, key)]
    return page("agreements/number.html", key=key[:64], found=found, tags=TAGS)


def _made(line: VersionLine, tree: Tree, suffix: str) -> tuple[bytes, str]:
    if suffix == "docx":
        return word(tree, author=line.author, at=line.at), WORD_TYPE
    if suffix == "xml":
        return akn(tree, made=line.at.date()), "application/xml"
    if suffix == "html":
        return html(tree).encode(), "text/html"
    if suffix == "json":
        return canonical(tree), "application/json"
    raise Absent


def _pdf(head: TextHead, line: VersionLine, tree: Tree) -> Response:
    is_draft = not any(tag in _FINAL for tag, _who, _when in line.tags)
    address = f"{house().config.origin}/texts/number/{tree_key(tree)}"
    paper = agreement_paper(tree, Edition(draft=is_draft, verify=address, made=line.at.date()))
    press = press_here()
    name = press.order(paper.html, paper.style, paper.enclosures)
    title = f"{head.title} {line.number}.pdf"
    return paper_answer(press, name, title, f"version-{line.number}.pdf", PATIENCE)
