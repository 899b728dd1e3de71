"""Agreements to make papers of: small ones written out, and any there may be for property tests."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import strategies as st

from agreements.rules.numbering import chinese_numeral
from agreements.rules.tree import Clause, Tree

WAGES = (
    ("岗位", "2025年月工资（元）", "2026年月工资（元）"),
    ("钳工", "5,380", "5,620.50"),
    ("焊工", "5,900", "6,180"),
)
WAGES_AFTER = (
    ("岗位", "2025年月工资（元）", "2026年月工资（元）"),
    ("焊工", "5,900", "6,240"),
    ("钳工", "5,380", "5,620.50"),
    ("数控车工", "6,100", "6,450"),
)


def article(number: int, text: str, *children: Clause, heading: str = "") -> Clause:
    """A Chinese article; with a heading its words begin on the next line."""
    printed = f"第{chinese_numeral(number)}条" + (f"　{heading}" if heading else "")
    return Clause("article", f"第{chinese_numeral(number)}条", heading, text, printed=printed, children=children)


def item(number: int, text: str) -> Clause:
    """An item of a Chinese article."""
    return Clause("item", f"（{chinese_numeral(number)}）", text=text, printed=f"（{chinese_numeral(number)}）")


def chinese(wages: tuple[tuple[str, ...], ...] = WAGES) -> Tree:
    """A wage agreement with parts, items, a table, an annex and signatures."""
    return Tree(
        "工资专项集体合同",
        "zh",
        (
            Clause("preamble", text="甲方（企业方）：鲁岳机械制造有限公司\n乙方（职工方）：鲁岳机械制造有限公司工会"),
            Clause("part", "第一章", "总则", printed="第一章　总则", children=(
                article(1, "为保障职工取得劳动报酬的权利，双方经平等协商，订立本合同。"),
                article(2, "本合同适用于下列人员：", item(1, "与企业订立劳动合同的职工；"), item(2, "被派遣劳动者的同工同酬事项。")),
            )),
            Clause("part", "第二章", "工资", printed="第二章　工资", children=(
                article(3, "2026年度在岗职工平均工资比上年度增长5%。", heading="年度工资增长幅度"),
                article(4, "岗位工资如下：", Clause("table", rows=wages)),
                article(5, "工资于每月15日以货币形式支付，遇节假日提前。"),
            )),
            Clause("annex", "附件1", "名单", "见另册。", printed="附件1　名单"),
            Clause("signature", text="甲方首席代表：陈首席\n乙方首席代表：李首席\n2026年4月16日"),
        ),
    )  # fmt: skip


def english() -> Tree:
    """A short agreement in English with sections and letters."""
    return Tree(
        "Collective Agreement",
        "en",
        (
            Clause("preamble", text="This Agreement is made between Harbour Foods Ltd. and the Food Workers’ Union."),
            Clause("article", "ARTICLE 1", "WAGES", printed="ARTICLE 1 – WAGES", children=(
                Clause("section", "Section 1", "Rates", "Hourly rates are set out below.", printed="Section 1. Rates",
                       children=(Clause("table", rows=(("Grade", "Step 1", "Step 2"), ("A", "21.40", "22.10"), ("B", "24.00", "24.85"))),)),
                Clause("section", "Section 2", "", "Overtime is paid at one and a half times the rate “in force”:", printed="Section 2.",
                       children=(Clause("item", "(a)", text="after eight hours in a day;", printed="(a)"),
                                 Clause("item", "(b)", text="after forty hours in a week.", printed="(b)"))),
            )),
            Clause("article", "ARTICLE 2", "TERM", "This Agreement runs from 1 May 2026 to 30 April 2028.", printed="ARTICLE 2 – TERM"),
        ),
    )  # fmt: skip


FIVE = [article(n, f"第{n}件事情由双方协商确定，每年{n}月办理一次，逾期顺延。") for n in range(1, 6)]

_WORDS = st.sampled_from(
    ["工资", "应当", "可以", "5%", "2,380元", "协商", "。", "，", "the", " shall ", "pay", "A&B<c>"]
)
_SAID = st.lists(_WORDS, max_size=8).map("".join)
_TEXT = st.lists(_SAID, max_size=3).map("\n".join)
_ROWS = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(_SAID, min_size=width, max_size=width).map(tuple), min_size=1, max_size=4).map(
        tuple
    )
)
_LEAF = st.builds(
    Clause, st.sampled_from(["item", "paragraph"]), text=_TEXT, printed=st.sampled_from(["", "（一）", "(b)"])
)
_TABLE = st.builds(Clause, st.just("table"), rows=_ROWS)
_HEADS = st.sampled_from(
    [
        ("", "", ""),
        ("第一条", "", "第一条"),
        ("第二条", "工资", "第二条　工资"),
        ("第三条", "", "第二章\n第三条"),
        ("", "工时", "工时"),
    ]
)
_ARTICLE = st.builds(
    lambda kind, head, text, children: Clause(kind, head[0], head[1], text, children=children, printed=head[2]),
    st.sampled_from(["article", "article", "preamble", "annex", "signature"]),
    _HEADS,
    _TEXT,
    st.lists(st.one_of(_LEAF, _TABLE), max_size=3).map(tuple),
)
_PART = st.builds(
    Clause, st.just("part"), printed=st.sampled_from(["第一章　总则", "第二章　工资"]),
    children=st.lists(_ARTICLE, max_size=3).map(tuple),
)  # fmt: skip


def trees() -> st.SearchStrategy[Tree]:
    """Any small agreement, sensible or not."""
    clauses = st.lists(st.one_of(_ARTICLE, _ARTICLE, _TABLE, _PART), max_size=6).map(tuple)
    return st.builds(Tree, st.sampled_from(["", "集体合同"]), st.just("zh"), clauses)


_PARTS = ("工资", "应当", "可以", "按月", "书面", "通知", "职工", "企业", "15日", "5%", "，", "。")


class Drafter:
    """Writes an agreement and its next term by chance, the same for the same seed; small, so that changes meet."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._tables = seed % 2 == 0

    def terms(self) -> tuple[Tree, Tree]:
        """An agreement and what became of it."""
        old = [self._article(number) for number in range(1, self._chance.randint(3, 7))]
        new = [self._changed(one) for one in old if self._chance.random() > 0.12]
        new.insert(self._chance.randint(0, len(new)), self._article(99))
        new.insert(self._chance.randrange(len(new)), new.pop(self._chance.randrange(len(new))))
        return Tree("合同", "zh", tuple(old)), Tree(self._chance.choice(["合同", "合同二"]), "zh", tuple(new))

    def _line(self) -> str:
        return "".join(self._chance.choice(_PARTS) for _ in range(self._chance.randint(2, 14)))

    def _article(self, number: int) -> Clause:
        heading = self._chance.choice(["名称", "", ""])
        text = "\n".join(self._line() for _ in range(self._chance.randint(1, 3)))
        children = tuple(self._child() for _ in range(self._chance.randint(0, 3)))
        return Clause("article", f"第{number}条", heading, text, (), children, f"第{number}条　{heading}".strip())

    def _child(self) -> Clause:
        if self._tables and self._chance.random() < 0.2:
            return Clause("table", rows=tuple((f"岗位{n}", str(self._chance.randint(1000, 9999))) for n in range(3)))
        return self._chance.choice(
            [Clause("item", "（一）", text=self._line(), printed="（一）"), Clause("paragraph", text=self._line())]
        )

    def _changed(self, clause: Clause) -> Clause:
        children = [
            replace(one, text=self._reworded(one.text), rows=one.rows[self._chance.randint(0, 1) :])
            for one in clause.children
            if self._chance.random() > 0.15
        ]
        if self._chance.random() < 0.25:
            children.insert(self._chance.randint(0, len(children)), self._child())
        return replace(clause, text=self._reworded(clause.text), children=tuple(children))

    def _reworded(self, text: str) -> str:
        half = len(text) // 2
        ways = (text, text, text + self._line(), text[: half + 1], text[:half] + self._line(), self._line() + text,
                text + "\n" + self._line(), text.partition("\n")[2] or text)  # fmt: skip
        return self._chance.choice(ways) if text else text
