"""An agreement as PDF: after the look of a Chinese official document, or a clean English one; and two versions as a redline."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup

from agreements.documents.akn import akn
from agreements.documents.marking import marked
from agreements.documents.setting import contents, paper
from agreements.documents.sheets import column_rules, fill, style, worded
from agreements.rules.comparison import Comparison, compare, comparison_json
from agreements.rules.tree import Tree, canonical, tree_key
from workbench.documents.blocks import Block, Paragraph, Style
from workbench.documents.pdf import Enclosure, Paper, make_pdf
from workbench.documents.press import qr_svg
from workbench.kernel import N_

_EPOCH = date(1980, 1, 1)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a paper says beside the text: `parties` as (role, name) make a title page, `draft` sets a watermark.

    `verify` is the address at which the paper's number can be checked; a code leads there. `made` is the day of the
    version: nothing on a paper tells when it was printed.
    """

    parties: tuple[tuple[str, str], ...] = ()
    draft: bool = False
    verify: str = ""
    made: date = _EPOCH


_PLAIN = Edition()


def agreement_paper(tree: Tree, edition: Edition = _PLAIN) -> Paper:
    """The agreement as a paper for the press, with its canonical JSON and its XML inside."""
    at = _moment(edition.made)
    enclosed = (
        Enclosure("agreement.json", canonical(tree), worded(N_("The agreement as canonical JSON (RFC 8785)"), tree.language), at),
        Enclosure("agreement.akn.xml", akn(tree, made=edition.made), worded(N_("The agreement as Akoma Ntoso"), tree.language), at),
    )  # fmt: skip
    return _paper(tree, paper(tree), edition, enclosed, kind="", legend=False)


def redline_paper(old: Tree, new: Tree, comparison: Comparison | None = None, edition: Edition = _PLAIN) -> Paper:
    """The new agreement with what changed against the old one marked, as a paper for the press."""
    found = comparison or compare(old, new)
    listed = json.dumps(comparison_json(found), ensure_ascii=False, sort_keys=True).encode()
    at = _moment(edition.made)
    enclosed = (
        Enclosure("agreement.json", canonical(new), worded(N_("The agreement as canonical JSON (RFC 8785)"), new.language), at),
        Enclosure("comparison.json", listed, worded(N_("The comparison as JSON"), new.language), at),
    )  # fmt: skip
    kind = worded(N_("Compared with: %(title)s."), new.language, title=old.title)
    return _paper(new, marked(old, new, found), edition, enclosed, kind=kind, legend=True)


def pdf(tree: Tree, edition: Edition = _PLAIN) -> bytes:
    """The agreement as PDF/A-3, made here and now. Raises PaperRefused for one too large."""
    return _made(agreement_paper(tree, edition))


def redline_pdf(old: Tree, new: Tree, comparison: Comparison | None = None, edition: Edition = _PLAIN) -> bytes:
    """The redline as PDF/A-3, made here and now. Raises PaperRefused for one too large."""
    return _made(redline_paper(old, new, comparison, edition))


def _made(ready: Paper) -> bytes:
    return make_pdf(ready.html, ready.style, enclosures=ready.enclosures)


def _paper(
    tree: Tree, blocks: Sequence[Block], edition: Edition, enclosures: tuple[Enclosure, ...], **more: Any
) -> Paper:
    titled = blocks[:1] if _is_of(blocks[:1], "title") else []
    text = blocks[len(titled) :]
    listed = contents(text)
    if listed:
        # A list of contents taken over from another paper names pages that are not those of this one.
        text = [block for block in text if not _is_of([block], "contents")]
    digest = tree_key(tree)
    html = fill(
        "agreement.html",
        tree.language,
        title=tree.title,
        head=tree.title,
        print=" ".join((digest[:8], digest[8:16])).upper(),
        hash=" ".join(digest[at : at + 8] for at in range(0, 64, 8)).upper(),
        qr=Markup(qr_svg(edition.verify)) if edition.verify else "",
        edition=edition,
        titled=[] if edition.parties else titled,
        contents=listed,
        all=text,
        **more,
    )
    sheet = style("paper", f"paper_{tree.language}") + column_rules(blocks)
    return Paper(html, sheet, enclosures)


def _is_of(blocks: Sequence[Block], style: Style) -> bool:
    return any(isinstance(block, Paragraph) and block.style == style for block in blocks)


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
