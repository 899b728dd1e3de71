"""A redline is exact and can be read."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules import redline as rules
from agreements.rules.redline import Changes, Run, changes, redline, tokens

WORDS = st.lists(
    st.sampled_from(["应当", "可以", "协商", "2,380", "2,59", "15", "%", "shall", " ", "，", "。", "\n", "3.5", "可"]),
    max_size=40,
).map("".join)
TEXT = st.one_of(WORDS, st.text(max_size=60))


def shown(old: str, new: str) -> str:
    marks = {"keep": "{}", "del": "[-{}]", "ins": "[+{}]"}
    return "".join(marks[run.kind].format(run.text) for run in redline(old, new))


def check_exact(old: str, new: str) -> None:
    runs = redline(old, new)
    assert "".join(run.text for run in runs if run.kind != "ins") == old
    assert "".join(run.text for run in runs if run.kind != "del") == new
    kinds = [run.kind for run in runs]
    assert all(run.text for run in runs)
    assert all(
        (one, two) in {("keep", "del"), ("keep", "ins"), ("del", "ins"), ("del", "keep"), ("ins", "keep")}
        for one, two in pairwise(kinds)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("月工资2,380元", "月工资2,590元", "月工资[-2,380][+2,590]元"),
        ("年增长10%。", "年增长15.5%。", "年增长[-10%][+15.5%]。"),
        ("千分之3‰内", "千分之5‰内", "千分之[-3‰][+5‰]内"),
        ("10日内", "15日内", "[-10][+15]日内"),
        ("Employees shall be paid", "Employees may be paid", "Employees [-shall][+may] be paid"),
        ("the employee's pay", "the employees' pay", "the [-employee's][+employees'] pay"),
        ("协商一致", "协商不一致", "协商[+不]一致"),
        ("应当按月发", "可以按周发", "[-应当按月][+可以按周]发"),
        ("甲\n乙", "丙\n丁", "[-甲][+丙]\n[-乙][+丁]"),
        ("甲一二乙", "丙一二丁", "[-甲][+丙]一二[-乙][+丁]"),
        ("", "新增", "[+新增]"),
        ("删去", "", "[-删去]"),
        ("全部换掉", "nothing alike", "[-全部换掉][+nothing alike]"),
        ("", "", ""),
    ],
)
def test_shown(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_tokens_are_never_cut() -> None:
    assert tokens("第3条1,234.50元12,34 5 %\nl'école") == [
        *["第", "3", "条", "1,234.50", "元", "12", ",", "34", " ", "5 %", "\n", "l'école"]
    ]


@given(TEXT, TEXT)
def test_exact(old: str, new: str) -> None:
    check_exact(old, new)


@given(WORDS, WORDS)
def test_exact_when_sides_are_too_long_to_be_aligned_at_once(old: str, new: str) -> None:
    limit, rules._PAIRS = rules._PAIRS, 30
    try:
        check_exact(old, new)
    finally:
        rules._PAIRS = limit


def test_long_sides_keep_their_equal_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_PAIRS", 30)
    old, new = "甲乙丙丁戊。工资。子丑寅卯辰。", "一二三四五。工资。六七八九十。"
    assert shown(old, new) == "[-甲乙丙丁戊。][+一二三四五。]工资。[-子丑寅卯辰][+六七八九十]。"


@given(TEXT)
def test_equal_texts_have_no_edits(text: str) -> None:
    assert redline(text, text) == ((Run("keep", text),) if text else ())


@given(TEXT, TEXT)
def test_kept_text_between_edits_can_be_read(old: str, new: str) -> None:
    for run in redline(old, new)[1:-1]:
        assert run.kind != "keep" or "\n" in run.text or len(tokens(run.text)) >= 2 or len(run.text) >= 2


def test_changes_are_counted() -> None:
    assert changes(redline("月薪10元，年薪20元", "月薪15元，年薪20元整")) == Changes(deletions=1, insertions=2)
    assert changes(()) == Changes(0, 0)


def test_long_texts_take_no_time_to_speak_of() -> None:
    clauses = [f"第{n}项 职工工资按月发放，标准为{n * 37}元，由双方协商确定。" * 9 for n in range(102)]
    assert sum(map(len, clauses)) > 25_000
    start = time.perf_counter()
    for clause in clauses:
        redline(clause, clause.replace("协商", "平等协商").replace("37", "59"))
    many = time.perf_counter() - start
    long = "".join(chr(0x4E00 + n * 7919 % 9000) + ("。" if n % 40 == 0 else "") for n in range(49_000))
    start = time.perf_counter()
    check_exact(long, long[::-1])
    assert many < 1
    assert time.perf_counter() - start < 5


def test_an_inserted_sentence_is_shown_as_a_sentence() -> None:
    old, new = "随当月工资发放。另行通知。", "随当月工资发放。差额一次性补发。另行通知。"
    assert [(run.kind, run.text) for run in redline(old, new)] == [
        ("keep", "随当月工资发放。"),
        ("ins", "差额一次性补发。"),
        ("keep", "另行通知。"),
    ]
    assert [(run.kind, run.text) for run in redline(new, old)][1] == ("del", "差额一次性补发。")


def test_a_sentence_added_at_the_end_begins_after_the_last_one() -> None:
    runs = redline("于次月15日发放。", "于次月15日发放。差额按每人450元补发。")
    assert [(run.kind, run.text) for run in runs] == [("keep", "于次月15日发放。"), ("ins", "差额按每人450元补发。")]
