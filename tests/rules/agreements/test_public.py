"""The public version: nobody can be reached or recognised by it, everything that was agreed still stands in it."""

from __future__ import annotations

import pytest

from agreements.rules.public import public_version
from agreements.rules.tree import Clause, Language, Tree, words
from tests.cases.documents.trees import chinese, english


def cleaned(text: str, language: Language = "zh", names: tuple[str, ...] = ()) -> tuple[str, dict[str, int]]:
    found = public_version(Tree("", language, (Clause("signature", text=text),)), names)
    return found.tree.clauses[0].text, dict(found.removed)


@pytest.mark.parametrize(
    ("language", "text", "expected", "removed"),
    [
        ("zh", "甲方首席代表：陈建国（签字）", "甲方首席代表：■■（签字）", {"name": 1}),
        ("zh", "首席代表（签字）：李明\n协商代表：王芳、赵一鸣", "首席代表（签字）：■■\n协商代表：■■、■■", {"name": 3}),
        ("zh", "身份证号：37010219800101123X", "身份证号：■■", {"identity number": 1}),
        ("zh", "联系电话：13800138000，0531-88886666", "联系电话：■■，■■", {"phone": 2}),
        ("zh", "账号：6222 0212 3456 7890 123", "账号：■■", {"account": 1}),
        ("zh", "地址：济南市历下区经十路1号\n邮箱：li.ming@example.com", "地址：■■\n邮箱：■■", {"address": 1, "e-mail": 1}),
        ("en", "Signed by: Jane O’Neil\nPhone (503) 555-0100", "Signed by: [removed]\nPhone [removed]", {"name": 1, "phone": 1}),
        ("en", "SSN 078-05-1120, 1600 Pine Street", "SSN [removed], [removed]", {"identity number": 1, "address": 1}),
        ("en", "Account number: 12345678", "Account number: [removed]", {"account": 1}),
    ],
)  # fmt: skip
def test_what_points_to_a_person_is_taken_out_and_counted(
    language: Language, text: str, expected: str, removed: dict[str, int]
) -> None:
    assert cleaned(text, language) == (expected, removed)


def test_a_name_known_from_the_signatures_is_taken_out_everywhere() -> None:
    tree = Tree("", "zh", (
        Clause("article", "第一条", text="由李明担任监督小组组长。", printed="第一条"),
        Clause("signature", text="乙方首席代表：李明"),
    ))  # fmt: skip
    assert "李明" not in words(public_version(tree).tree)
    assert public_version(tree).removed == {"name": 2}


def test_names_of_the_seats_are_taken_out_though_no_label_names_them() -> None:
    assert cleaned("监督小组由孙大伟召集。", names=("孙大伟",)) == ("监督小组由■■召集。", {"name": 1})
    assert cleaned("Ann Lee chairs; Ann Leeson does not.", "en", ("Ann Lee",))[0].startswith(
        "[removed] chairs; Ann Leeson"
    )


@pytest.mark.parametrize(
    "kept",
    [
        "2026年度在岗职工平均工资比上年度增长5%，由5,380元增至5,649元。",
        "本合同期限自2026年1月1日至2026年12月31日止。",
        "甲方代表和乙方代表各5人。",
        "法定代表人（签字）：　　　　　　日期：",
        "年工资总额13,800,138,000元",
    ],
)
def test_wages_terms_and_blanks_stay(kept: str) -> None:
    assert cleaned(kept) == (kept, {})


def test_the_rest_stays_as_it_was_and_twice_is_the_same() -> None:
    for tree in (chinese(), english()):
        found = public_version(tree)
        assert [c.rows for c in found.tree.clauses] == [c.rows for c in tree.clauses]
        assert public_version(found.tree).tree == found.tree
    assert public_version(english()).tree == english()
    assert "陈首席" not in words(public_version(chinese()).tree)


@pytest.mark.parametrize(
    ("language", "signed"),
    [
        (
            "zh",
            "甲方（盖章）：\t\t乙方（盖章）：\n首席代表（签字）：\t\t首席代表（签字）：\n2026年5月1日\t\t2026年5月1日",
        ),
        ("zh", "企业方代表：　　　　职工方代表：\n负责人：　　职工方（盖章）："),
        ("en", "Chief Negotiator:\t\tChief Negotiator:\nBy:\t\tUnion President:"),
    ],
)
def test_labels_beside_each_other_name_nobody(language: Language, signed: str) -> None:
    tree = Tree(
        "合同", language, (Clause("article", text="由双方首席代表签字后报送。"), Clause("signature", text=signed))
    )
    assert public_version(tree).tree == tree


def test_a_name_in_the_second_column_is_found() -> None:
    signed = "首席代表：李桂兰\t\t首席代表：王建国"
    found = public_version(Tree("合同", "zh", (Clause("signature", text=signed),)))
    assert found.tree.clauses[0].text == "首席代表：■■\t\t首席代表：■■"
