"""Texts to test with: a bargaining's people, and a small agreement in the union's own library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from agreements.commands.texts import SaveVersion, StartText
from agreements.rules.editing import replaced, retold
from agreements.rules.stored import restored, stored
from agreements.rules.tree import Clause, Tree
from agreements.rules.words import AgreementKind, Origin
from tests.cases.negotiation.conftest import Browser, Case, Hall, browser, case, hall, opened
from workbench.kernel import Actor

__all__ = ["Browser", "Case", "Hall", "browser", "case", "hall", "opened"]


def agreement(title: str = "工资专项集体合同", words: str = "每月二十日支付工资。") -> Tree:
    """Return a tree of two articles, the second with items and a table."""
    items = (
        Clause("item", "（一）", text="基本工资", printed="（一）"),
        Clause("item", "（二）", text="加班工资", printed="（二）"),
        Clause("table", rows=(("岗位", "月工资"), ("操作工", "4200"))),
    )
    return Tree(
        title,
        "zh",
        (
            Clause("article", "第一条", "支付", words, printed="第一条 支付"),
            Clause("article", "第二条", "构成", "工资由下列部分组成：", children=items, printed="第二条 构成"),
        ),
    )


@dataclass
class Library:
    """Texts kept somewhere, saved through the door."""

    hall: Hall

    def start(self, actor: Actor, place: str, tree: Tree | None = None, **more: Any) -> dict[str, Any]:
        """Start a text."""
        usual = {"title": "工资专项集体合同", "kind": AgreementKind.WAGE, "origin": Origin.IMPORT}
        command = StartText(place=place, tree=stored(tree or agreement()), **{**usual, **more})
        return self.hall.do(actor, command).result

    def tree(self, actor: Actor, version: str) -> Tree:
        """Return a version's tree as somebody reads it."""
        from agreements.queries.texts import read_tree_of

        with self.hall.door.reading(self.hall.door.viewer(actor, "en")) as reader:
            return read_tree_of(reader, version)

    def reword(self, actor: Actor, saved: dict[str, Any], at: int, text: str, **more: Any) -> dict[str, Any]:
        """Save a version in which one article says something else."""
        tree = self.tree(actor, saved["version"])
        clause = tree.clauses[at]
        other = replaced(tree, clause.id, retold(clause, [text], {}))
        command = SaveVersion(text=saved["text"], base=saved["version"], tree=stored(restored(stored(other))), **more)
        return self.hall.do(actor, command).result


@pytest.fixture
def library(hall: Hall) -> Library:
    """Somewhere to keep texts."""
    return Library(hall)


@pytest.fixture
def union(hall: Hall) -> str:
    """The stream of a union's own texts."""
    return f"organisation/{hall.organisation('union')}"


@pytest.fixture
def member(hall: Hall) -> Actor:
    """A member of that union."""
    return hall.person("会员", "union")
