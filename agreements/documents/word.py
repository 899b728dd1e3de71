"""An agreement as a Word file, and two versions as one with tracked changes."""

from __future__ import annotations

from datetime import UTC, datetime

from agreements.documents.marking import marked
from agreements.documents.setting import paper
from agreements.rules.comparison import Comparison, compare
from agreements.rules.tree import Tree
from workbench.documents.word import Sheet, make_word

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_AUTHOR = "Tripartite Workbench"
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)


def word(tree: Tree, *, author: str = _AUTHOR, at: datetime = _EPOCH) -> bytes:
    """The agreement as .docx. `author` and `at` stand in the file's properties."""
    return make_word(paper(tree), Sheet(tree.title, tree.language, author=author, at=at))


def redline_word(
    old: Tree, new: Tree, comparison: Comparison | None = None, *, author: str = _AUTHOR, at: datetime = _EPOCH
) -> bytes:
    """The new agreement as .docx whose tracked changes, by `author` at `at`, lead from the old one.

    Accepting all of them gives the lines of the new one, rejecting all those of the old one. `comparison` is that of
    the two, made here when not given.
    """
    blocks = marked(old, new, comparison or compare(old, new))
    return make_word(blocks, Sheet(new.title, new.language, author=author, at=at))
