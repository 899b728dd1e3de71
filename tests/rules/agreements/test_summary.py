"""The report for members names what comes, changes and goes, with the sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agreements.rules.comparison import compare
from agreements.rules.summary import Change, Summary, summarise
from agreements.rules.tree import Clause, Tree


def article(number: int, heading: str, text: str) -> Clause:
    return Clause("article", f"第{number}条", heading, text, printed=f"第{number}条 {heading}")


OLD = Tree(
    "",
    "zh",
    (
        Clause("contents", text="第一条 …… 1\n第二条 …… 2"),
        article(1, "夜班", "夜班由企业安排。夜班津贴每班28元。津贴按月发放。"),
        article(2, "培训", "企业每年安排培训。培训时间计入工作时间。"),
        article(3, "体检", "企业每两年组织一次体检。"),
        article(4, "会议", "双方每季度开会一次，轮流主持会议并做记录。"),
        article(5, "期限", "本合同有效期为两年，期满前三个月协商续订。"),
    ),
)
NEW = Tree(
    "",
    "zh",
    (
        Clause("contents", text="第一条 …… 3\n第二条 …… 4"),
        OLD.clauses[4],
        replace(OLD.clauses[1], number="第二条", text="夜班由企业安排。夜班津贴每班35元。津贴按月发放，遇节假日顺延。"),
        replace(OLD.clauses[2], number="第三条", text="企业每年安排培训。工会提出培训计划。培训时间计入工作时间。"),
        article(4, "高温", "高温津贴每日15元。六月至九月发放。"),
        replace(OLD.clauses[5], number="第六条"),
    ),
)


def report() -> Summary:
    return summarise(compare(OLD, NEW))


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str]]:
    return [(change.number, change.heading, change.before, change.after) for change in changes]


def test_what_comes_changes_and_goes() -> None:
    summary = report()
    assert told(summary.additions) == [("第4条", "高温", "", "高温津贴每日15元。")]
    assert told(summary.deletions) == [("第3条", "体检", "企业每两年组织一次体检。", "")]
    assert told(summary.revisions) == [
        ("第二条", "夜班", "夜班津贴每班28元。", "夜班津贴每班35元。"),
        ("第三条", "培训", "", "工会提出培训计划。"),
    ]
    assert [change.places for change in summary.revisions] == [2, 1]
    assert (summary.revisions[0].old_numbers, summary.revisions[0].new_numbers) == (("第1条",), ("第二条",))


def test_words_that_stay_stand_apart() -> None:
    summary = report()
    assert told(summary.moved) == [("第4条", "会议", "", "")]
    assert told(summary.renumbered) == [("第六条", "期限", "", "")]


def test_counts_leave_the_table_of_contents_out() -> None:
    assert report().counts == {
        "added": 1, "removed": 1, "split": 0, "merged": 0, "edited": 2, "moved": 1, "renumbered": 1, "unchanged": 0
    }  # fmt: skip


def test_nothing_changed() -> None:
    summary = summarise(compare(OLD, OLD))
    assert not any((summary.additions, summary.revisions, summary.deletions, summary.moved, summary.renumbered))


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("甲方负责。乙方配合。", "甲方负责。", "乙方配合。", ""),
        ("甲方负责。", "甲方负责。乙方应当配合。", "", "乙方应当配合。"),
        (
            "The union meets. Pay is 10 dollars.",
            "The union meets. Pay is 12 dollars.",
            "Pay is 10 dollars.",
            "Pay is 12 dollars.",
        ),
        ("职工休息两天。\n另行通知。", "职工每周休息两天。\n另行通知。", "职工休息两天。", "职工每周休息两天。"),
        ("职工休息。\n工资为2800元。", "••••••••••••职工休息。\n工资为2900元。", "工资为2800元。", "工资为2900元。"),
        ("一级\t2380\n二级\t2590", "一级\t2380\n二级\t2650", "二级\t2590", "二级\t2650"),
    ],
)
def test_the_first_sentence_that_changed(old: str, new: str, before: str, after: str) -> None:
    comparison = compare(*(Tree("", "zh", (article(1, "甲", text),)) for text in (old, new)))
    (change,) = summarise(comparison).revisions
    assert (change.before, change.after) == (before, after)


def test_a_new_heading_is_a_revision_without_a_sentence() -> None:
    renamed = replace(OLD, clauses=(replace(OLD.clauses[1], heading="夜间工作"),))
    (change,) = summarise(compare(replace(OLD, clauses=(OLD.clauses[1],)), renamed)).revisions
    assert (change.heading, change.before, change.after, change.places) == ("夜间工作", "", "", 0)
