"""An agreement, or two versions beside each other, as one HTML page that needs nothing else: no script, no font, no address."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from agreements.documents.marking import marked
from agreements.documents.setting import anchor_of, contents, label_of, paper
from agreements.documents.sheets import column_rules, fill, style, worded
from agreements.rules.comparison import Comparison, Pair, Status, compare
from agreements.rules.tree import Language, Tree, tree_key
from workbench.documents.blocks import Block, Paragraph, is_changed
from workbench.kernel import N_


def html(tree: Tree) -> str:
    """The agreement as a page."""
    blocks = paper(tree)
    return fill(
        "page.html",
        tree.language,
        title=tree.title,
        style=_sheet(blocks),
        contents=contents(blocks),
        all=blocks,
        hash=tree_key(tree),
    )


def comparison_html(old: Tree, new: Tree, comparison: Comparison | None = None) -> str:
    """Two versions as a page with two views, in one text and side by side, and the changes alone."""
    found = comparison or compare(old, new)
    language = new.language
    blocks = marked(old, new, found)
    # The page's own head says a title that stayed.
    head = blocks[0] if blocks else None
    is_said = isinstance(head, Paragraph) and head.style == "title" and not is_changed(head)
    return fill(
        "comparison.html",
        language,
        title=new.title,
        old_title=old.title,
        kind=worded(N_("Compared with: %(title)s."), language, title=old.title),
        style=_sheet(blocks),
        counts=[(_named(status, language), count) for status, count in found.counts.items() if count],
        changed=[_listed(pair, language) for pair in found.pairs if pair.status != "unchanged"],
        all=blocks[1:] if is_said else blocks,
    )


def _listed(pair: Pair, language: Language) -> tuple[str, str, str]:
    """Where a changed clause stands, how it is called, and what happened to it."""
    unit = (pair.new or pair.old)[0]
    was = label_of(pair.old[0].clause) if pair.old and pair.new else ""
    label = label_of(unit.clause) or worded(N_("without a number"), language)
    called = f"{was} → {label}" if was and was != label else label
    return anchor_of(unit) if pair.new else "", called, _named(pair.status, language)


def _named(status: Status, language: Language) -> str:
    """What happened to a clause, in one word."""
    return worded("renumbered only" if status == "renumbered" else status, language, context="clause")


def _sheet(blocks: Iterable[Block]) -> Markup:
    return Markup(style("page") + column_rules(blocks))  # our own file
