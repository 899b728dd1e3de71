"""The public version of an agreement: without what points to a person, with all that was agreed.

Which data is meant: Personal Information Protection Law of the PRC, article 28 (identity, accounts, whereabouts) and article 4.
Names of enterprises, unions and offices stay, and so do wages per job.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from agreements.rules.tree import Clause, Language, Tree, walk

Sort = Literal["name", "identity number", "phone", "e-mail", "account", "address"]

_MARK: dict[Language, str] = {"zh": "■■", "en": "[removed]"}
_SPACE = r"[ \t\u3000]*"
_NUMBERS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("e-mail", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")),
    # GB 11643-1999: 17 digits and a check sign; the older form of 15 digits is only meant where it is named.
    ("identity number", re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])")),
    ("identity number", re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")),
    # ISO/IEC 7812: bank cards have 16 to 19 digits, often in groups of four. IBAN: ISO 13616.
    ("account", re.compile(r"(?<![\d.,])(?:\d{4}[ -]){3,4}\d{1,4}(?![\d.,]?\d)|(?<![\d.,])\d{16,19}(?![\d.,]?\d)")),
    ("account", re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")),
    ("phone", re.compile(r"(?<![\d.,-])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d.,-]?\d)")),
    ("phone", re.compile(r"(?<![\d.,-])(?:0\d{2,3}[-— ]\d{7,8}|（0\d{2,3}）\d{7,8}|400-\d{3}-\d{4})(?:-\d{1,5})?(?!\d)")),
    ("phone", re.compile(r"(?<![\d.,-])(?:\+?1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}(?![\d-])")),
)  # fmt: skip
_ZH_NAMED = (
    "法定代表人|委托代理人|首席(?:协商)?代表|协商代表|(?:企业|职工|甲|乙)方(?:首席)?代表|工会主席|主席|负责人|经办人|联系人|"
    "记录人|记录员|签字人?|姓名"
)
_ZH_ADDRESS = "(?:住所地?|住址|(?:通讯|联系|注册|家庭)?地址)"
_ASIDE = r"（[^（）]{0,12}）|\([^()]{0,12}\)"
_EN_NAMED = (
    r"name|signed(?: by)?|by|chief negotiator|chief representative|representative|president|contact(?: person)?|witness|"
    r"steward|secretary|director|manager|chair(?:person)?"
)
# Where two columns of signatures stand beside each other, the next label follows a label, and no name.
_NO_LABEL = rf"(?!{_SPACE}(?:{_ASIDE})?{_SPACE}[：:])"
_PARTIES = "[甲乙丙]方|企业方?|职工方?|工会方?|(?:用人)?单位|公司|行政方"
_PERSON_ZH = r"[\u3400-\u9fff·]{2,4}(?:[、，, \u3000]+[\u3400-\u9fff·]{2,4})*"
_PERSON_EN = r"[A-Z][A-Za-z.’'-]+(?:[ \t]+[A-Z][A-Za-z.’'-]*){1,3}"
_LABELLED: dict[Language, tuple[tuple[Sort, re.Pattern[str]], ...]] = {
    "zh": (
        ("address", re.compile(rf"{_ZH_ADDRESS}{_SPACE}[：:]{_SPACE}(?P<said>[^\s；;。]+(?:[ \t]+\d[^\s；;。]*)*)")),
        ("account", re.compile(rf"(?:银行)?(?:账号|帐号|账户|卡号){_SPACE}[：:]?{_SPACE}(?P<said>\d[\d \-]{{7,}}\d)")),
        ("identity number", re.compile(rf"(?:身份证(?:件)?(?:号码?|编号)?|护照号码?){_SPACE}[：:]?{_SPACE}(?P<said>[A-Za-z0-9]{{6,18}})")),
        ("phone", re.compile(rf"(?:电话|手机|传真|联系方式)(?:号码)?{_SPACE}[：:]{_SPACE}(?P<said>[\d+][\d \-—]{{5,}}\d)")),
        ("name", re.compile(rf"(?:{_ZH_NAMED})(?:{_ASIDE})?{_SPACE}[：:]{_SPACE}(?P<said>{_PERSON_ZH})(?![\u3400-\u9fff]){_NO_LABEL}")),
    ),
    "en": (
        ("address", re.compile(rf"(?i:\baddress){_SPACE}:{_SPACE}(?P<said>[^\n;]+)")),
        ("account", re.compile(rf"(?i:\baccount(?: (?:no\.?|number))?){_SPACE}:?{_SPACE}(?P<said>\d[\d -]{{5,}}\d)")),
        ("name", re.compile(rf"(?i:\b(?:{_EN_NAMED})){_SPACE}:{_SPACE}(?P<said>{_PERSON_EN}){_NO_LABEL}")),
        ("name", re.compile(rf"/s/{_SPACE}(?P<said>{_PERSON_EN})")),
    ),
}  # fmt: skip
_STREET = re.compile(
    r"(?<!\w)\d{1,5} (?:[A-Z][\w.]* ){1,4}(?:Street|St\.|Avenue|Ave\.?|Road|Rd\.|Drive|Boulevard|Blvd\.)(?:,? (?:Suite|Apt\.?|Room) \w+)?"
)
_STREETS: dict[Language, tuple[tuple[Sort, re.Pattern[str]], ...]] = {"zh": (), "en": (("address", _STREET),)}
# What follows such a label without being a person's name.
_NO_NAMES = frozenset(
    ["签字", "盖章", "签名", "签章", "公章", "签字盖章", "日期", "待定", "职务", "电话", "先生", "女士", "年月日"]
)


_TITLE = re.compile(f"{_ZH_NAMED}|{_PARTIES}")


@dataclass(frozen=True, slots=True)
class Public:
    """The public version, and how often what sort of thing was taken out of it."""

    tree: Tree
    removed: Mapping[Sort, int]


def public_version(tree: Tree, names: Iterable[str] = ()) -> Public:
    """Takes out names of those who signed, identity numbers, phones, mail addresses, accounts and postal addresses.

    `names` are people known from elsewhere, such as the seats of the bargaining; names that stand behind a label such as
    首席代表： or Signed by: are found. A name is taken out wherever it stands. Deterministic; what is left is as it was.
    """
    said = "\n".join(text for clause in walk(tree) for text in _texts(clause))
    known = sorted(
        {name.strip() for name in (*names, *_labelled_names(said, tree.language))} - {""},
        key=lambda name: (-len(name), name),
    )
    counts: Counter[Sort] = Counter()

    def cleaned(text: str) -> str:
        return _cleaned(text, tree.language, known, counts) if text else text

    clauses = tuple(_each(clause, cleaned) for clause in tree.clauses)
    return Public(Tree(cleaned(tree.title), tree.language, clauses), dict(sorted(counts.items())))


def _texts(clause: Clause) -> Iterator[str]:
    yield from (clause.printed, clause.text)
    for row in clause.rows:
        # A label and what it names often stand in neighbouring cells.
        yield "\n".join(row)
        yield "".join(row)


def _each(clause: Clause, cleaned: Callable[[str], str]) -> Clause:
    return replace(
        clause,
        heading=cleaned(clause.heading),
        printed=cleaned(clause.printed),
        text=cleaned(clause.text),
        rows=tuple(tuple(cleaned(cell) for cell in row) for row in clause.rows),
        children=tuple(_each(child, cleaned) for child in clause.children),
    )


def _labelled_names(text: str, language: Language) -> Iterator[str]:
    for sort, pattern in _LABELLED[language]:
        if sort == "name":
            for found in pattern.finditer(text):
                yield from (
                    (name for name in re.split(r"[、，, \t\u3000]+", found["said"]) if _is_name(name))
                    if language == "zh"
                    else (found["said"],)
                )


def _is_name(text: str) -> bool:
    return 2 <= len(text) <= 12 and text not in _NO_NAMES and not _TITLE.fullmatch(text)


def _cleaned(text: str, language: Language, names: Iterable[str], counts: Counter[Sort]) -> str:
    mark = _MARK[language]

    def taken(sort: Sort) -> Callable[[re.Match[str]], str]:
        def put(found: re.Match[str]) -> str:
            counts[sort] += 1
            if "said" not in found.re.groupindex:
                return mark
            start, end = found.start("said") - found.start(), found.end("said") - found.start()
            return found[0][:start] + mark + found[0][end:]

        return put

    for sort, pattern in _LABELLED[language]:
        if sort != "name":
            text = pattern.sub(taken(sort), text)
    for sort, pattern in (*_NUMBERS, *_STREETS[language]):
        text = pattern.sub(taken(sort), text)
    for name in names:
        edge = r"(?<!\w){}(?!\w)" if name.isascii() else "{}"
        text = re.sub(edge.format(re.escape(name)), taken("name"), text)
    return text
