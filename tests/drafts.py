"""Made-up agreements of any size, and their next terms, of which it is known what became of each clause."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agreements.rules.numbering import ClauseNumber, chinese_label, english_label
from agreements.rules.tree import Clause, Language, Tree

WHO = {
    "zh": [
        "用人单位",
        "企业",
        "工会",
        "职工代表",
        "人力资源部门",
        "车间主任",
        "劳动争议调解委员会",
        "女职工",
        "夜班职工",
    ],
    "en": [
        "The employer",
        "The union",
        "Each steward",
        "The personnel office",
        "Every shift leader",
        "The joint committee",
    ],
}
DOES = {
    "zh": [
        "应当按月公布",
        "应当书面通知",
        "可以申请变更",
        "不得单方取消",
        "负责逐项核对",
        "应当在班前说明",
        "应当妥善保存",
    ],
    "en": [
        "shall publish monthly",
        "shall give written notice of",
        "may ask to change",
        "must not cancel alone",
        "checks",
    ],
}
WHAT = {
    "zh": [
        "加班记录",
        "工资清单",
        "轮班安排",
        "防护用品清单",
        "培训计划",
        "年休假安排",
        "体检结果",
        "食堂收支",
        "考核办法",
        "班车时刻",
    ],
    "en": [
        "overtime records",
        "pay slips",
        "the shift roster",
        "protective equipment",
        "training plans",
        "annual leave",
    ],
}
WHEN = {
    "zh": ["{n}个工作日内", "每月{n}日以前", "会议召开{n}日之前", "离职后{n}日内", "每年{n}月底之前"],
    "en": ["within {n} working days", "before day {n} of each month", "{n} days before a meeting", "by month {n}"],
}
AND = {
    "zh": ["并报工会备案", "双方另有约定的除外", "所需费用由企业承担", "有异议的可以要求复核", "并在公告栏张贴{n}天"],
    "en": ["and files a copy with the union", "unless agreed otherwise", "at the cost of the employer", "for {n} days"],
}
SCALE = {
    "zh": "从事第{n}类岗位工作的职工，每出勤一日发给岗位津贴{pay}元；当月缺勤超过{days}日的，按实际出勤天数折算，由班组长签字确认。",
    "en": "An employee working in class {n} receives an allowance of {pay} dollars for each day worked; "
    "an employee absent for more than {days} days in a month is paid pro rata, as certified by the shift leader.",
}


@dataclass(frozen=True)
class NextTerm:
    """The next term of an agreement. `truth` holds the pairs of positions, None where a side has nothing."""

    old: Tree
    new: Tree
    truth: frozenset[tuple[int | None, int | None]]


def sentence(chance: random.Random, language: Language) -> str:
    """One sentence."""
    pick = [chance.choice(part[language]).format(n=chance.randint(2, 28)) for part in (WHO, WHEN, DOES, WHAT, AND)]
    who, when, does, what, more = pick
    return f"{who}{when}{does}{what}，{more}。" if language == "zh" else f"{who} {does} {what} {when}, {more}. "


def paragraph(chance: random.Random, language: Language, sentences: int) -> str:
    """Some sentences."""
    return "".join(sentence(chance, language) for _ in range(sentences)).strip()


def numbered(texts: Sequence[str], language: Language, first: int = 1, headings: Sequence[str] = ()) -> Tree:
    """A tree of one article for each text."""
    label = chinese_label if language == "zh" else english_label
    articles = []
    for at, text in enumerate(texts):
        number, heading = label(ClauseNumber(first + at)), headings[at] if headings else ""
        articles.append(
            Clause("article", number, heading, text, printed=" ".join(filter(None, (number, heading))), line=at + 1)
        )
    return Tree("", language, tuple(articles))


def scale(chance: random.Random, language: Language, count: int, first: int = 1) -> list[str]:
    """Near-identical clauses, told apart by a class (from `first` on) and an amount only."""
    classes = chance.sample(range(first, first + 4 * count), count)
    return [SCALE[language].format(n=n, pay=chance.randint(20, 980), days=chance.randint(2, 9)) for n in classes]


def reworded(chance: random.Random, text: str, language: Language) -> str:
    """A text with other figures in one sentence and perhaps another sentence, as a round of bargaining changes it.

    The first figure of a single sentence stays: where clauses are near-identical, it says which is which.
    """
    ends = "。" if language == "zh" else ". "
    sentences = text.split(ends)
    at = chance.randrange(max(1, len(sentences) - 1))
    first, *rest = re.split(r"(?<=[0-9])(?![0-9])", sentences[at], maxsplit=1)
    changed = "".join(re.sub("[0-9]", lambda one: str(int(one[0]) % 9 + 1), part) for part in rest)
    sentences[at] = first + changed
    if len(sentences) > 3 and chance.random() < 0.5:
        sentences[chance.randrange(1, len(sentences) - 1)] = sentence(chance, language).rstrip(ends)
    return ends.join(sentences)


def next_term(seed: int, language: Language, texts: Sequence[str], first: int = 1, share: float = 0.17) -> NextTerm:
    """Edits, deletes, adds and moves clauses and renumbers all of them from `first` on."""
    chance = random.Random(seed)
    kept: list[tuple[int | None, str]] = []
    for at, text in enumerate(texts):
        fate = chance.random()
        if fate < 0.03 and len(texts) > 4:
            continue
        kept.append((at, reworded(chance, text, language) if fate < 0.03 + share else text))
        if fate > 0.97:
            kept.append((None, paragraph(chance, language, chance.randint(2, 5))))
    for _ in range(len(texts) // 90 + 1):
        kept.insert(chance.randrange(len(kept)), kept.pop(chance.randrange(len(kept))))
    truth: set[tuple[int | None, int | None]] = {(old, new) for new, (old, _) in enumerate(kept)}
    survivors = {old for old, _ in kept}
    truth |= {(at, None) for at in range(len(texts)) if at not in survivors}
    return NextTerm(numbered(texts, language), numbered([text for _, text in kept], language, first), frozenset(truth))


def long_agreement(seed: int, language: Language, size: int) -> list[str]:
    """The texts of the articles of an agreement of about `size` bytes, one in ten of them near-identical to another."""
    chance = random.Random(seed)
    texts: list[str] = []
    total = 0
    while total < size:
        few = (
            scale(chance, language, 5, 20 * len(texts) + 1)
            if chance.random() < 0.03
            else [paragraph(chance, language, chance.randint(2, 16))]
        )
        texts += few
        total += sum(len(text.encode()) for text in few)
    return texts


def known(tree: Tree) -> Tree:
    """The same tree as the workbench keeps it: each clause with an identity."""
    return replace(tree, clauses=tuple(replace(clause, id=f"c{at}") for at, clause in enumerate(tree.clauses)))


def divided(seed: int, language: Language, count: int) -> tuple[Tree, Tree, list[tuple[int, list[int]]]]:
    """An agreement, the same with every third clause split in two or three, and which clause became which ones."""
    chance = random.Random(seed)
    wholes, parts, truth = [], [], []
    for at in range(count):
        texts = [paragraph(chance, language, chance.randint(3, 6)) for _ in range(chance.choice([2, 2, 3]))]
        wholes.append((" " if language == "en" else "").join(texts))
        if at % 3:
            parts.append(wholes[-1])
        else:
            truth.append((at, list(range(len(parts), len(parts) + len(texts)))))
            parts += texts
    return numbered(wholes, language), numbered(parts, language), truth


@dataclass(frozen=True)
class Drafts:
    """A common text and what two sides made of it; clauses keep their identities."""

    base: Tree
    ours: Tree
    theirs: Tree


def drafts(seed: int, language: Language, texts: Sequence[str], share: float = 0.15) -> Drafts:
    """Both sides change a sentence in their share of the clauses, strike one in a hundred, add and move a few."""
    chance = random.Random(seed)
    base = known(numbered(texts, language))
    return Drafts(base, _side(chance, base, share, "o"), _side(chance, base, share, "t"))


def _side(chance: random.Random, base: Tree, share: float, name: str) -> Tree:
    kept: list[Clause] = []
    for at, clause in enumerate(base.clauses):
        fate = chance.random()
        if fate < 0.01:
            continue
        kept.append(
            replace(clause, text=touched(chance, clause.text, base.language)) if fate < 0.01 + share else clause
        )
        if fate > 0.99:
            kept.append(Clause("article", text=paragraph(chance, base.language, 3), id=f"{name}{at}"))
    for _ in range(len(kept) // 200):
        kept.insert(chance.randrange(len(kept)), kept.pop(chance.randrange(len(kept))))
    return replace(base, clauses=tuple(kept))


def touched(chance: random.Random, text: str, language: Language) -> str:
    """A text with one sentence put differently, or its first figure changed when it has no other sentence."""
    ends = "。" if language == "zh" else ". "
    sentences = text.split(ends)
    if len(sentences) < 3:
        return re.sub("[0-9]", lambda one: str(int(one[0]) % 9 + 1), text, count=1)
    sentences[chance.randrange(len(sentences) - 1)] = sentence(chance, language).rstrip(ends)
    return ends.join(sentences)
