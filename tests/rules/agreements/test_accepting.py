"""Tracked changes of a file are taken into its text one by one, and the rest of it is read as before."""

from __future__ import annotations

import pytest

from agreements.documents.word import redline_word, word
from agreements.rules.reading import Imported, read_tree
from agreements.rules.tree import Clause, Tree, words
from tests.cases.documents.trees import FIVE, WAGES, WAGES_AFTER, article, chinese, english

MORE = Tree("集体合同", "zh", (*FIVE[:2], article(3, "加进来的一条，双方另行约定。"), *FIVE[2:]))
PAIRS = {
    "words": (chinese(), chinese(tuple((row[0], f"{row[1]}0", row[2]) for row in WAGES))),
    "rows": (chinese(), chinese(WAGES_AFTER)),
    "an article more": (Tree("集体合同", "zh", tuple(FIVE)), MORE),
    "an article less": (MORE, Tree("集体合同", "zh", tuple(FIVE))),
    "english": (english(), Tree("Collective Agreement", "en", (english().clauses[0], english().clauses[2]))),
}


def kinds(found: Imported) -> list[str]:
    return [clause.kind for clause in found.tree.clauses]


@pytest.mark.parametrize("name", PAIRS)
def test_with_all_changes_accepted_the_new_agreement_is_read(name: str) -> None:
    old, new = PAIRS[name]
    data = redline_word(old, new)
    proposals = read_tree(data).proposals
    found, expected = read_tree(data, accepted=range(len(proposals))), read_tree(word(new))
    assert words(found.tree) == words(expected.tree)
    assert kinds(found) == kinds(expected)
    assert (len(found.accepted), found.proposals) == (len(proposals), ())


def test_one_change_is_accepted_and_the_others_stay_proposals() -> None:
    old = Tree("集体合同", "zh", tuple(FIVE))
    new = Tree(
        "集体合同",
        "zh",
        (
            article(1, "第1件事情由双方协商确定，每年7月办理一次，逾期顺延。"),
            *FIVE[1:4],
            article(5, "第5件事情由双方协商确定，每年9月办理一次，逾期顺延。"),
        ),
    )
    data = redline_word(old, new)
    assert [(one.before, one.after) for one in read_tree(data).proposals] == [("1", "7"), ("5", "9")]
    found = read_tree(data, accepted=[1])
    said = words(found.tree)
    assert "每年1月" in said
    assert "每年9月" in said
    assert [one.after for one in found.proposals] == ["7"]
    assert [(one.after, one.author) for one in found.accepted] == [("9", "Tripartite Workbench")]


def test_nothing_accepted_is_the_text_as_it_was() -> None:
    data = redline_word(chinese(), chinese(WAGES_AFTER))
    assert read_tree(data, accepted=[99]) == read_tree(data)


def test_a_row_that_is_accepted_stands_in_its_table() -> None:
    more = (*WAGES, ("数控车工", "6,100", "6,450"))
    data = redline_word(chinese(), chinese(more))
    found = read_tree(data, accepted=range(len(read_tree(data).proposals)))
    (table,) = [clause for top in found.tree.clauses for clause in _inside(top) if clause.rows]
    assert table.rows[-1] == more[-1]


def _inside(clause: Clause) -> list[Clause]:
    return [clause, *(one for child in clause.children for one in _inside(child))]
