"""Every sentence knows the version that brought it in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreements.rules.blame import Attributed, Blamed, blame
from agreements.rules.tree import Clause, Tree

SENTENCES = [
    "夜班津贴每班28元。",
    "津贴按月发放。",
    "The union may inspect pay slips. ",
    "\n",
    "工资清单保存2年。",
    "Overtime is paid. ",
]
TEXTS = st.lists(st.lists(st.sampled_from(SENTENCES), max_size=4).map("".join), max_size=4)


def tree(*texts: str) -> Tree:
    return Tree("", "zh", tuple(Clause("article", f"第{at}条", text=text) for at, text in enumerate(texts, 1)))


def told(blamed: Blamed) -> list[tuple[str, str]]:
    return [(sentence.text, sentence.version) for sentence in blamed.sentences]


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_sentences_and_words_are_the_whole_text(versions: list[list[str]]) -> None:
    labels = [f"v{at}" for at in range(len(versions))]
    for blamed in blame([(tree(*texts), label) for texts, label in zip(versions, labels, strict=True)]):
        assert "".join(sentence.text for sentence in blamed.sentences) == blamed.unit.text
        for sentence in blamed.sentences:
            assert "".join(run.text for run in sentence.words) == sentence.text
            assert sentence.version in labels


@given(TEXTS)
@settings(max_examples=30, deadline=None)
def test_a_version_that_changes_nothing_brings_nothing_in(texts: list[str]) -> None:
    for blamed in blame([(tree(*texts), "first"), (tree(*texts), "second")]):
        assert {sentence.version for sentence in blamed.sentences} <= {"first"}


def test_each_version_has_what_it_changed() -> None:
    first = tree("夜班津贴每班28元。津贴按月发放。", "工资清单保存2年。")
    second = tree("夜班津贴每班35元。津贴按月发放。", "工资清单保存2年。")
    third = tree("夜班津贴每班35元。津贴按月发放。遇节假日顺延。", "工资清单由企业保存2年。")
    pay, slips = blame([(first, "旧合同"), (second, "U-1"), (third, "M-1")])
    assert told(pay) == [("夜班津贴每班35元。", "U-1"), ("津贴按月发放。", "旧合同"), ("遇节假日顺延。", "M-1")]
    assert pay.sentences[0].words == (
        Attributed("夜班津贴每班", "旧合同"),
        Attributed("35", "U-1"),
        Attributed("元。", "旧合同"),
    )
    assert told(slips) == [("工资清单由企业保存2年。", "M-1")]


def test_what_moves_splits_and_breaks_its_lines_keeps_its_origin() -> None:
    one = "工会可以在工作时间召开职工大会，用人单位应当提供会场和必要的设备。"
    two = "会议期间视为正常出勤，工资照发，不得因此扣减奖金或者延长工作时间。"
    first = tree(one + two, "夜班津贴每班28元，按月随工资发放。", "年休假由职工提出申请。")
    second = replace(first, clauses=(*first.clauses[1:], *tree(one, two.replace("，工资", "，\n工资")).clauses))
    assert {sentence.version for blamed in blame([(first, "甲"), (second, "乙")]) for sentence in blamed.sentences} == {
        "甲"
    }


def test_merged_clauses_keep_their_origins() -> None:
    one = "工会可以在工作时间召开职工大会，用人单位应当提供会场和必要的设备。"
    two = "会议期间视为正常出勤，工资照发，不得因此扣减奖金或者延长工作时间。"
    history = [(tree(one), "甲"), (tree(one, two), "乙"), (tree(one + two), "丙")]
    assert [told(blamed) for blamed in blame(history)] == [[(one, "甲"), (two, "乙")]]


def test_a_clause_that_came_back_belongs_to_who_brought_it_back() -> None:
    whole, without = tree("夜班津贴每班28元。", "年休假由职工提出申请。"), tree("年休假由职工提出申请。")
    back = blame([(whole, "甲"), (without, "乙"), (whole, "丙")])
    assert [told(blamed) for blamed in back] == [[("夜班津贴每班28元。", "丙")], [("年休假由职工提出申请。", "甲")]]


def test_there_must_be_a_version() -> None:
    with pytest.raises(ValueError, match="no version"):
        blame([])
