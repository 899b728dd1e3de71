"""Finds where a text speaks of another of its clauses: 第十二条第二款, 前条, 附件一, Article 12, Section 3(b), Appendix A."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from agreements.rules.numbering import NUMERAL, ClauseNumber, number_of
from agreements.rules.places import annex_label, article_number, step_label

Base = Literal["this", "before", "article", "part", "this_part", "annex", "letter"]


@dataclass(frozen=True, slots=True)
class Step:
    """One number on the way inside an article: its level (section, 款, 项, 目, item) and its label."""

    level: str
    label: str


@dataclass(frozen=True, slots=True)
class Locator:
    """What a text says of the place it means.

    `base` is where to begin; `first` to `last` are numbers of articles, `back` counts backwards (前两条 is 2),
    `behind` says that `first` itself was named before; `label` is that of an annex, a letter or a part. `outside` is set
    when another law or document is named.
    """

    start: int
    end: int
    base: Base
    first: ClauseNumber | None = None
    last: ClauseNumber | None = None
    back: int = 0
    behind: bool = False
    label: str = ""
    level: str = ""
    steps: tuple[Step, ...] = ()
    outside: bool = False


def locators(text: str) -> tuple[Locator, ...]:
    """Every mention of a clause in a text, in its order, those of other laws marked as `outside`."""
    found = [*_chinese(text), *_english(text)] if _WORTH_READING.search(text) else []
    return tuple(sorted(found, key=lambda one: one.start))


_WORTH_READING = re.compile(
    r"第|[本前]|附|(?i:article|section|paragraph|clause|appendi|exhibit|annex|attachment|schedule|letter of|memorandum of)|§"
)

# ── Chinese ──────────────────────────────────────────────

_N = rf"{NUMERAL}{{1,9}}"
_BETWEEN = r"\s?(?:、|，|和|及|与|或者|或|以及)\s?"
_UNTIL = r"\s?(?:至|到|—|–|-|~|～)\s?"
_POINT = rf"(?:第\s?)?[（(]\s?{_N}\s?[）)]"
_ZH = re.compile(
    rf"(?=[第本前])(?:(?P<articles>第\s?{_N}(?:(?:{_BETWEEN}|{_UNTIL})(?:第\s?)?{_N})*\s?条(?![件例约]))(?:之(?P<inserted>[一二三四五六七八九十]{{1,3}}))?"
    rf"|(?P<this>本条)|前(?P<back>[一二两三四五])?(?P<unit>条|款)(?![件项目例])|(?P<own>本款)(?!项))?"
    rf"(?:\s?(?P<paragraphs>第\s?{_N}(?:(?:{_BETWEEN}|{_UNTIL})(?:第\s?)?{_N})*\s?款(?![项式额待]))|(?P<before>前款))?"
    rf"(?:\s?(?P<points>(?:{_POINT}(?:{_BETWEEN}|{_UNTIL}))*{_POINT}\s?项|第\s?{_N}\s?项))?"
    rf"(?:\s?第\s?(?P<dot>{_N})\s?目)?"
)
_ZH_PART = re.compile(rf"第\s?(?P<number>{_N})\s?(?P<level>编|章)(?!程)|(?P<own>本[章编])(?!程)")
_ZH_ANNEX = re.compile(
    rf"附\s?[件录表]\s?(?P<label>{NUMERAL}{{1,3}}|[A-Z](?![A-Za-z]))(?![式份并起致同览般律方些经旦定切])"
)
_ZH_ATTACHED = re.compile(r"(?:本(?:合同|协议)的?|[见按照附])\s?附件(?!\s?[一二三四五六七八九十\dA-Z])")
_OTHER_LAW = re.compile(
    r"(?:》(?:\s?[（(][^（）()]{0,40}[）)])?"
    r"|(?<!本)(?:法|条例|规定|办法|细则|通知|决定|意见|解释|章程|制度|手册|守则|公约|劳动合同|保险合同|主合同))"
    r"\s?(?:的|中的?|之)?\s?$"
)
_THIS_TEXT = re.compile(r"本(?:集体|专项|工资)*(?:合同|协议|法|条例|规定|办法|细则|章程|制度)(?:的|中的?|之)?\s?$")
_CHAIN = re.compile(rf"(?:{_BETWEEN}|{_UNTIL}|(?:的)?规定(?:{_BETWEEN})|\s*[，、]\s*)")
_NUMBERS = re.compile(rf"(?P<until>{_UNTIL})?(?:第\s?)?[（(]?\s?(?P<number>{_N})")


def _chinese(text: str) -> Iterator[Locator]:
    for part in _ZH_PART.finditer(text):
        base: Base = "this_part" if part["own"] else "part"
        number = number_of(part["number"]) if part["number"] else 0
        level = part["level"] or part["own"][1]
        if number is not None:
            yield Locator(
                part.start(), part.end(), base, label=str(number), level=level, outside=_is_other(text, part.start())
            )
    for annex in _ZH_ANNEX.finditer(text):
        yield Locator(
            annex.start(),
            annex.end(),
            "annex",
            label=annex_label(annex["label"]),
            outside=_is_other(text, annex.start()),
        )
    for annex in _ZH_ATTACHED.finditer(text):
        yield Locator(annex.end() - 2, annex.end(), "annex")
    before: Locator | None = None
    for found in _ZH.finditer(text):
        if found.end() == found.start() or _is_heading(text, found.start(), found.end()):
            continue
        read = _read_chinese(found, text, before)
        if read:
            yield from read
            before = read[-1]


def _read_chinese(found: re.Match[str], text: str, before: Locator | None) -> list[Locator]:
    between = text[before.end : found.start()] if before else ""
    chained = before if before and _CHAIN.fullmatch(between) else None
    steps = _chinese_steps(found)
    common = Locator(found.start(), found.end(), "this")
    outside = _is_other(text, found.start()) or bool(chained and chained.outside and not found["this"])
    if found["articles"]:
        spans, behind = _spans(found["articles"], found["inserted"]), False
        if chained and re.fullmatch(_UNTIL, between) and chained.last and len(spans) == 1:
            spans, behind = [(chained.last, spans[0][1])], True
        named = replace(common, base="article", behind=behind, outside=outside)
        plain = [replace(named, first=first, last=last) for first, last in spans]
        return [*plain[:-1], *(replace(plain[-1], steps=way) for way in steps or [()])] if plain else []
    if found["unit"] == "条":
        back = number_of(found["back"]) if found["back"] else 1
        return [replace(common, base="before", back=back or 1, steps=way) for way in steps or [()]]
    if found["unit"] == "款":
        back = number_of(found["back"]) if found["back"] else 1
        return [replace(common, steps=(Step("前款", str(back or 1)), *way)) for way in steps or [()]]
    if found["this"] or found["own"] or found["before"]:
        return [replace(common, steps=way) for way in steps or [()]]
    if not steps:
        return []
    if chained:
        kept = (
            chained.steps[:1]
            if steps[0][0].level == "项" and chained.steps[:1] and chained.steps[0].level == "款"
            else ()
        )
        return [replace(chained, start=found.start(), end=found.end(), steps=(*kept, *way)) for way in steps]
    return [replace(common, steps=way, outside=outside) for way in steps]


def _chinese_steps(found: re.Match[str]) -> list[tuple[Step, ...]]:
    """The ways inside the article; more than one for 第一款、第三款 said as 第一、三款."""
    paragraphs = _labels(found["paragraphs"] or "")
    ways: list[tuple[Step, ...]] = [(Step("款", label),) for label in paragraphs]
    if found["before"]:
        ways = [(Step("前款", "1"),)]
    if found["points"]:
        ways = [(*way, Step("项", label)) for way in ways or [()] for label in _labels(found["points"])]
    if found["dot"] and (dot := number_of(found["dot"])):
        ways = [(*way, Step("目", str(dot))) for way in ways or [()]]
    return ways


def _labels(said: str) -> list[str]:
    return [str(number) for first, last in _ranges(said) for number in range(first, min(last, first + 200) + 1)]


def _ranges(said: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for one in _NUMBERS.finditer(said):
        number = number_of(one["number"])
        if number is None:
            continue
        if one["until"] and found:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _spans(said: str, inserted: str | None) -> list[tuple[ClauseNumber, ClauseNumber]]:
    more = number_of(inserted) if inserted else 0
    ranges = _ranges(said)
    spans = [(ClauseNumber(first), ClauseNumber(last)) for first, last in ranges]
    if spans and more and more <= 26:
        last = ClauseNumber(ranges[-1][1], more)
        spans[-1] = (last if ranges[-1][0] == ranges[-1][1] else spans[-1][0], last)
    return spans


def _is_other(text: str, start: int) -> bool:
    before = text[max(0, start - 60) : start]
    return bool(_OTHER_LAW.search(before)) and not _THIS_TEXT.search(before)


def _is_heading(text: str, start: int, end: int) -> bool:
    """Whether a number opens a line as its heading does, and not as the middle of a wrapped sentence."""
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip(" \t\u3000#*"):
        return False
    above = text[:line].rstrip()
    cut_off = bool(above) and not re.search(r"[。；：;:.!?！？)）\"”]$", above)
    return not cut_off and bool(re.match(r"[ \u3000\t]|\n|$", text[end:]))


# ── English ──────────────────────────────────────────────

_SUB = r"(?:\s?\([A-Za-z0-9]{1,4}(?:\s?-\s?[A-Za-z0-9]{1,4})?\))"
_ITEM = (
    rf"(?:\d{{1,4}}(?:[A-Z](?=\.\d))?(?:\.\d{{1,3}}){{0,4}}[A-Z]?(?![\w%])|[IVXLC]{{1,7}}\b|[A-Z]\b(?!['’.]\w)){_SUB}*"
)
_AND = r"\s*(?:,\s*(?:and\s+|or\s+)?|\s(?:and|or|&|through|thru|to)\s+|[-–—])\s*"
_EN_ARTICLE = re.compile(
    rf"\b(?:(?:Articles|ARTICLES|articles)\s+(?P<many>{_ITEM}(?:{_AND}{_ITEM})*)|(?:Article|ARTICLE|article|Art\.)\s+(?P<one>{_ITEM}))"
)
# The part of a reference that names articles by their numbers, in either language.
ARTICLES = re.compile(
    rf"第\s?{_N}(?:(?:{_BETWEEN}|{_UNTIL})(?:第\s?)?{_N})*\s?条(?:之[一二三四五六七八九十]{{1,3}})?|{_EN_ARTICLE.pattern}"
)
_EN_SECTION = re.compile(
    rf"(?:\b(?:Sections|SECTIONS|sections|Subsections|subsections|Paragraphs|paragraphs|Clauses|clauses)\s+(?P<many>{_ITEM}(?:{_AND}{_ITEM})*)"
    rf"|\b(?:Section|SECTION|section|Sec\.|Subsection|subsection|Paragraph|Clause)\s+(?P<one>{_ITEM}|{_SUB}+)"
    rf"|\b(?:paragraph|item)\s+(?P<marked>{_SUB}+)|§\s?(?P<sign>{_ITEM}))"
)
_EN_THIS = re.compile(
    r"\b(?P<which>[Tt]his|[Pp]receding|[Pp]revious)\s+(?P<level>Article|Section|ARTICLE|SECTION)\b(?!\s+\d)"
)
_EN_ANNEX = re.compile(
    r"\b(?:Appendix|APPENDIX|Exhibit|EXHIBIT|Annex|ANNEX|Attachment|ATTACHMENT|Schedule|SCHEDULE)\s+[“\"]?(?P<label>[A-Z]|\d{1,3}|[IVX]{1,5})\b[”\"]?(?![’'][a-z])"
)
_EN_LETTER = re.compile(
    r"\b(?:Letter of (?:Agreement|Understanding)|Memorandum of (?:Understanding|Agreement)|Side Letter)\b"
    r"(?:\s+(?:#|No\.\s?)?(?P<number>\d[\d.\-–]*\d|\d)|[\s,]+(?:titled\s+|entitled\s+)?[“\"](?P<title>[^”\"]{3,120})[”\"])?"
)
_NAMED = (
    r"(?:Act|Code|Laws?|Statutes?|Regulations?|Rules?|Constitution|By-?[Ll]aws|Handbook|Manual|Polic(?:y|ies)|Plan|Ordinance|Amendment|Charter|"
    r"Convention|Title|Decree|Order)"
)
_OF_OTHER = re.compile(
    rf"(?:\s?\([^()]{{1,60}}\))?,?\s+(?:of|in|under)\s+(?:(?:the|that|any|its|their|a)\s+)?"
    rf"(?:(?:[A-Z][\w&’'.-]*|of|and|the|for|on|to)\s+){{0,9}}?(?:{_NAMED}\b|(?!CBA|LOA|MOU|MOA)[A-Z]{{4,6}}\b|[A-Z]{{2}}A\b)"
    r"|(?:,\s+[Ss]ection\s+\w+)?(?:\s+and\s+(?:Exhibit|Appendix|Article|Section)\s+\w+)?"
    r"\s+(?:of|in|under|to)\s+(?:the|their|its|a|an|any|that)\s+(?!Agreement\b)(?:[\w’'-]+\s+){1,7}?[Aa]greement\b"
    r"|\s+(?:cafeteria|flexible benefit|retirement)\b"
)
_OTHER_OF = re.compile(
    r"(?:\b(?:ORS|OAR|CFR|C\.F\.R\.|U\.?\s?S\.?\s?C\.?|USC|IRC|NLRA|FLSA|FMLA|ADA|Act|Code|Laws?|Statutes?|Polic(?:y|ies)|Regulations?|Ordinance)"
    r"|\b(?:Title|Chapter|Part|Rule|Public Law)\s+[\dIVX][\dIVX.\-]*)(?:\s+(?:of\s+)?\d{4})?[,:]?[ \t]*\n?[ \t]*(?:§+\s*)?$"
)
_QUOTED = re.compile(r"[“\"][ \t]*$")
_AFTER_ARTICLE = re.compile(
    r"(?:\s*\([^()\n]{3,80}\))?(?:\s*[-–—]\s*[A-Z][^.;:()\n]{2,80}?)?\s*,?\s+(?:in\s+|under\s+)?$"
)
_OF_ARTICLE = re.compile(r",?\s+(?:of|in)\s+(?:the\s+)?$")


def _english(text: str) -> Iterator[Locator]:
    articles = [found for found in _EN_ARTICLE.finditer(text) if _speaks(text, found)]
    sections = [found for found in _EN_SECTION.finditer(text) if _speaks(text, found)]
    joined = _joined(text, articles, sections)
    yield from _english_articles(text, articles, {id(article) for article in joined.values()})
    for section in sections:
        yield from _english_sections(text, section, joined.get(section.start()))
    yield from (_this(one) for one in _EN_THIS.finditer(text))
    for annex in _EN_ANNEX.finditer(text):
        if not _QUOTED.search(text[max(0, annex.start() - 5) : annex.start()]):
            yield Locator(
                annex.start(), annex.end(), "annex", label=annex_label(annex["label"]), outside=_is_foreign(text, annex)
            )
    for letter in _EN_LETTER.finditer(text):
        label = letter["number"] or letter["title"] or ""
        if not re.search(r"(?:[Tt]his|\b[Aa]n?)\s+$", text[max(0, letter.start() - 8) : letter.start()]):
            yield Locator(letter.start(), letter.end(), "letter", label=label)


def _joined(text: str, articles: list[re.Match[str]], sections: list[re.Match[str]]) -> dict[int, re.Match[str]]:
    """Sections that belong to an article named beside them: Article 12, Section 3 and Section 3 of Article 12."""
    joined: dict[int, re.Match[str]] = {}
    every = sorted([*articles, *sections], key=lambda found: found.start())
    for first, second in pairwise(every):
        between = text[first.end() : second.start()]
        if first.re is _EN_ARTICLE and second.re is _EN_SECTION and first["one"] and _AFTER_ARTICLE.fullmatch(between):
            joined[second.start()] = first
        elif first.re is _EN_SECTION and second.re is _EN_ARTICLE and _OF_ARTICLE.fullmatch(between):
            joined[first.start()] = second
    return joined


def _english_articles(text: str, articles: list[re.Match[str]], spoken_for: set[int]) -> Iterator[Locator]:
    for found in articles:
        if id(found) in spoken_for:
            continue
        outside = _is_foreign(text, found)
        for first, last in _listed(found["many"] or found["one"]):
            number, until = article_number(first[0]), article_number(last[0])
            if number and until:
                steps = tuple(Step("item", label) for label in first[1:])
                yield Locator(found.start(), found.end(), "article", number, until, steps=steps, outside=outside)


def _english_sections(text: str, found: re.Match[str], article: re.Match[str] | None) -> Iterator[Locator]:
    said = found["many"] or found["one"] or found["marked"] or found["sign"]
    start, end = found.span()
    number = None
    if article is not None:
        start, end = min(start, article.start()), max(end, article.end())
        number = article_number(_listed(article["many"] or article["one"])[0][0][0])
    outside = _is_foreign(text, found) or bool(article and _is_foreign(text, article)) or bool(found["sign"])
    base: Base = "article" if number else "this"
    for way in _ways(said):
        yield Locator(start, end, base, number, number, steps=way, outside=outside)


def _ways(said: str) -> Iterator[tuple[Step, ...]]:
    for first, last in _listed(said):
        yield from _siblings(first)
        if first[0].isdigit() and last[0].isdigit():
            for number in range(int(first[0]) + 1, min(int(last[0]), int(first[0]) + 200) + 1):
                yield (Step("section", str(number)),)


def _siblings(labels: list[str]) -> Iterator[tuple[Step, ...]]:
    """The way that labels lead; two for 6(f)(1)(2), since a number does not stand inside a number."""
    steps = [Step("section", labels[0])] if labels[0] else []
    way = [*steps, *(Step("item", label) for label in labels[1:])]
    while len(way) > 2 and way[-1].label.isdigit() and way[-2].level == "item" and way[-2].label.isdigit():
        yield (*way[:-2], way.pop())
    yield tuple(way)


def _listed(said: str) -> list[tuple[list[str], list[str]]]:
    """The numbers in `5 and 6`, `1-4`, `3(b)(2)`: pairs of first and last, each with its sub-numbers."""
    found: list[tuple[list[str], list[str]]] = []
    at = 0
    for item in re.finditer(rf"{_ITEM}|{_SUB}+", said):
        between, at = said[at : item.start()], item.end()
        bare = re.match(r"[^(]*", item[0])
        labels = [
            bare[0].strip() if bare else "",
            *(step_label(sub.partition("-")[0]) for sub in re.findall(r"\(([^()]*)\)", item[0])),
        ]
        if found and re.search(r"through|thru|\bto\b|[-–—]", between):
            found[-1] = (found[-1][0], labels)
        else:
            found.append((labels, labels))
    return found


def _this(found: re.Match[str]) -> Locator:
    if found["which"].lower() == "this" or found["level"].lower() == "section":
        return Locator(found.start(), found.end(), "this")
    return Locator(found.start(), found.end(), "before", back=1)


def _speaks(text: str, found: re.Match[str]) -> bool:
    """Whether the words refer to a clause: not its heading at the beginning of a line, nor a quoted text."""
    if _QUOTED.search(text[max(0, found.start() - 5) : found.start()]):
        return False
    line = text.rfind("\n", 0, found.start()) + 1
    if text[line : found.start()].strip(" \t#*"):
        return True
    above = text[:line].rstrip()
    cut_off = bool(above) and not text[:line].endswith("\n\n") and not re.search(r"[.;:!?)”\"]$", above)
    return cut_off or not re.match(r"\s*(?:[.:]|[-–—]\s|\n|$)", text[found.end() :])


def _is_foreign(text: str, found: re.Match[str]) -> bool:
    after = _OF_OTHER.match(text, found.end(), found.end() + 160)
    before = text[max(0, found.start() - 60) : found.start()]
    return bool(after) or bool(_OTHER_OF.search(before))
