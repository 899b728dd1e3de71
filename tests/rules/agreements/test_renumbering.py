"""Renumbering gives consecutive numbers in the style of the tree and touches no word."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.markers import item_label, read_marker
from agreements.rules.numbering import (
    ClauseNumber,
    chinese_label,
    english_label,
    letter_numeral,
    letter_value,
    parse_label,
    roman_numeral,
    roman_value,
)
from agreements.rules.reading import read_tree
from agreements.rules.renumbering import renumber
from agreements.rules.tree import Clause, Tree, plain, walk


def read(text: str) -> Tree:
    return read_tree(text.encode()).tree


def numbers(tree: Tree) -> list[str]:
    return [clause.number for clause in walk(tree) if clause.kind == "article"]


def bodies(tree: Tree) -> list[str]:
    return [plain(clause, printed=False) for clause in walk(tree) if clause.kind == "article"]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("第一条 甲。\n第一条之一 乙。\n第二条 丙。\n第四条 丁。", ["第一条", "第二条", "第三条", "第四条"]),
        ("第1条 甲。\n第3条 乙。", ["第1条", "第2条"]),
        ("第１条 甲。\n第３条 乙。", ["第１条", "第２条"]),
        ("ARTICLE 1 - PAY\nA.\nARTICLE 1A - LEAVE\nB.\nARTICLE 3 - TERM\nC.", ["ARTICLE 1", "ARTICLE 2", "ARTICLE 3"]),
        (
            "Article I. Pay\nA.\nArticle III. Leave\nB.\nArticle IV. Term\nC.",
            ["Article I", "Article II", "Article III"],
        ),
        ("一、甲方支付工资。\n二、乙方工作。", ["一、", "二、"]),
        ("第一章 总则\n第一条 甲。\n第三条 乙。\n第二章 工资\n第四条 丙。", ["第一条", "第二条", "第三条"]),
        (
            "第一章 总则\n第一条 甲。\n第二条 乙。\n第二章 工资\n第一条 丙。\n第三条 丁。",
            ["第一条", "第二条", "第一条", "第二条"],
        ),
        ("第一条 甲。\n第三条 乙。\n附件一：表\n第一条 丙。\n第三条 丁。", ["第一条", "第二条", "第一条", "第二条"]),
    ],
)
def test_numbers_follow_each_other_in_the_style_of_the_tree(text: str, after: list[str]) -> None:
    tree = read(text)
    new, changed = renumber(tree)
    assert numbers(new) == after
    assert bodies(new) == bodies(tree)
    assert sorted(changed.values()) == sorted(b for a, b in zip(numbers(tree), after, strict=True) if a != b)
    assert all(clause.printed.startswith(clause.number) for clause in walk(new) if clause.kind == "article")


def test_the_heading_and_the_marks_around_a_number_stay() -> None:
    tree = read("ARTICLE 2 - PAY\nA.\nARTICLE 4 – LEAVE\nB.")
    new, _ = renumber(tree)
    assert [clause.printed for clause in new.clauses] == ["ARTICLE 2 - PAY", "ARTICLE 3 – LEAVE"]
    spaced, _ = renumber(read("第 一 条 甲。\n第 三 条 乙。"))
    assert [clause.printed for clause in spaced.clauses] == ["第一条", "第二条"]


def test_changes_are_told_by_identity_or_place() -> None:
    tree = read("第一条 甲。\n第三条 乙。\n第五条 丙。")
    named = replace(tree, clauses=(tree.clauses[0], replace(tree.clauses[1], id="x"), tree.clauses[2]))
    assert renumber(named)[1] == {"x": "第二条", "2": "第三条"}


def test_an_article_without_a_number_gets_one() -> None:
    tree = read("ARTICLE 1 - PAY\nA.\nARTICLE 2 - TERM\nB.")
    fresh = Clause("article", heading="LEAVE", text="C.")
    new, _ = renumber(replace(tree, clauses=(tree.clauses[0], fresh, tree.clauses[1])))
    assert [clause.printed for clause in new.clauses] == ["ARTICLE 1 - PAY", "ARTICLE 2 - LEAVE", "ARTICLE 3 - TERM"]
    assert renumber(Tree("", "zh", (Clause("article", text="甲。"),)))[0].clauses[0].printed == "第一条"
    assert renumber(Tree("", "zh", (Clause("preamble", text="甲。"),)))[1] == {}


@given(st.integers(1, 9999), st.integers(0, 26))
def test_labels_round_trip_in_both_languages(number: int, inserted: int) -> None:
    clause = ClauseNumber(number, inserted)
    assert parse_label(chinese_label(clause)) == clause
    assert parse_label(english_label(clause)) == clause


@given(st.integers(1, 500))
def test_letters_and_roman_numerals_round_trip(number: int) -> None:
    assert letter_value(letter_numeral(number)) == number
    assert roman_value(roman_numeral(number)) == number


STYLES = [
    *[(shape, "chinese", 999) for shape in ("(#)", "#、")],
    *[(shape, "decimal", 999) for shape in ("(#)", "#、", "#.", "#)")],
    *[
        (shape, f"{case}-{kind}", 38)
        for shape in ("(#)", "#.", "#)")
        for case in ("lower", "upper")
        for kind in ("letter", "roman")
    ],
    ("○", "circled", 20),
]


@pytest.mark.parametrize(("shape", "style", "most"), STYLES)
def test_marks_of_items_round_trip(shape: str, style: str, most: int) -> None:
    for number in range(1, most + 1):
        marker = read_marker(f"{item_label(shape, style, number)} word")
        assert marker is not None
        assert (marker.shape, marker.value(style)) == (shape, number)
