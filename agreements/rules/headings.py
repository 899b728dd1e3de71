"""Which lines of an agreement are headings, and which only mention an article at the beginning of a line."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agreements.rules.numbering import (
    CHINESE_NUMBER,
    ENGLISH_NUMBER,
    NUMERAL,
    ClauseNumber,
    from_chinese,
    from_english,
    number_of,
)

Kind = Literal["article", "part", "annex"]
Script = Literal["zh", "en"]

# How much a line looks like a heading.
STRONG, WEAK = 4, 1
_FOLLOWS = 2
_SIGNED = 12
_COLUMNS = re.compile(r"\t|[ \u3000]{2,}")

_SEEN = 240
_BLANK = "[ \t\u00a0\u3000]"
_MARK = rf"{_BLANK}*(?P<mark>#{{1,6}}(?={_BLANK}|$))?{_BLANK}*(?:\*\*|__)?{_BLANK}*"
_CHINESE = re.compile(rf"{CHINESE_NUMBER}(?P<gap>(?:\*\*|__)?[ \t\u00a0\u3000:：.．]*)(?P<rest>.*)")
_ENGLISH = re.compile(rf"{ENGLISH_NUMBER}(?P<gap>(?:\*\*)?\s*[-–—‐‑.:]*\s*)(?P<rest>.*)")
_PREFIX = re.compile(_MARK)

# What follows when a sentence speaks of an article: 第三条的, 第三条和第四条, 第三条第二款, 第三条规定.
_MENTIONED = re.compile(r"[、，,；;)）》]|的|[和与及或至到]\s?[第附]|[一二三四五六七八九十\d]{1,3}[款项目]")
_MENTIONED_CLOSE = re.compile(r"之?规定|约定|所[述称列规约指]|中[的规所约]|[款项]|执行|办理|处理|以[上下内外]")
_LOCATED = re.compile(rf"第\s?[（(]?{NUMERAL}{{1,9}}[）)]?\s?(?:[编章节条款、和与及或至到]|项(?!目)|目(?![标的录]))")
_ENDED = re.compile(r"[。；：;:.!！?？)）】》〉”\"'’|*_/-]$")

_PART = re.compile(
    rf"(?P<zh>第[ \u3000]?{NUMERAL}{{1,5}}[ \u3000]?(?P<level>编|篇|部分|章|节))(?P<gap>[ \t\u00a0\u3000]*)(?P<title>[^。；;]{{0,40}})"
    r"|(?P<en>(?P<word>CHAPTER|Chapter|PART|Part|TITLE)\s(?:[IVXLC]{1,7}|\d{1,3}|[A-Z]))(?!\w)\s*[-–—‐:.]*\s*(?P<name>[A-Z].{0,80})?"
)
_LEVELS = ("编", "篇", "部分", "章", "节")
_TITLED = re.compile(
    rf"{_MARK}(?P<number>[一二三四五六七八九十]{{1,3}})、\s*(?P<title>[^\s。；;：:，,！？][^。；;：:，,！？]{{0,30}})"
)
_BARE = re.compile(rf"{_MARK}(?P<title>[总分附罚]{_BLANK}*则){_BLANK}*(?:\*\*|__)?{_BLANK}*")
ANNEX_NUMBER = r"[“\"]?(?:[A-Z]|\d{1,3}|[IVX]{1,5})(?!\w)[”\"]?"
_ANNEX = re.compile(
    r"(?P<zh>附[ \u3000]?[件录表][ \u3000]?(?:[一二三四五六七八九十\d]{1,3}|[A-Z])?(?:$|[ \t\u3000:：、.．].{0,60}))"
    r"|(?P<en>(?:APPENDIX|ANNEX|EXHIBIT|ATTACHMENT|LETTERS? OF|MEMORANDUM OF|SIDE LETTER)\b.{0,160})"
    rf"|(?P<titled>(?:(?:Appendix|Annex|Exhibit|Attachment|Schedule|SCHEDULE)\s{{1,3}}{ANNEX_NUMBER}"
    r"|(?:Letter|Memorandum) of (?:Agreement|Understanding)\b|Side Letter(?: of Agreement)?\b)(?P<name>.{0,120}))"
)
_NUMBER_SIGN = re.compile(r"\b(?:No|NO)\.\s?(?=\d)")
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"]
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that looks like a heading.

    `at` is the index of the line, `label` the printed number, `rest` what stands after it, `weight` how sure it is;
    `level` orders parts (0 is the highest).
    """

    at: int
    kind: Kind
    script: Script
    label: str
    rest: str
    weight: int
    number: ClauseNumber | None = None
    level: int = 0

    @property
    def key(self) -> object:
        """Equal for a line of the contents and the heading that it announces."""
        return self.kind, self.number or "".join(self.label.split()).casefold()


@dataclass(frozen=True, slots=True)
class Chosen:
    """Headings in the order of the text, and candidates that are none."""

    articles: tuple[Heading, ...]
    uncertain: tuple[Heading, ...]
    repeated: tuple[Heading, ...]
    out_of_order: tuple[Heading, ...]


def read_heading(line: str, at: int = 0, before: str = "", *, marked: bool = False) -> Heading | None:
    """The heading that this line may be; None for any other line, and for a sentence that goes on to speak of an article.

    `at` is the index of the line. `before` is the line in front of it: when that is in the middle of a sentence, a
    heading is less likely. It is empty after a blank line, a heading or a page break. `marked` says that
    the file sets this line as a heading.
    """
    prefix = _PREFIX.match(line[:_SEEN])
    if prefix is None:
        return None
    body, marked = line[prefix.end() :], marked or prefix["mark"] is not None
    seen = body[:_SEEN]
    cut_off = bool(before.strip()) and not _ENDED.search(before.rstrip()) and not marked
    if found := _CHINESE.match(seen):
        return _chinese_article(found, body, at, cut_off, marked)
    if found := _ENGLISH.match(seen):
        return _english_article(found, body, at, cut_off, marked)
    if found := _PART.fullmatch(seen.rstrip("*_ \u3000")):
        return _part(found, at, cut_off, body)
    found = _ANNEX.fullmatch(seen.rstrip("*_ \u3000"))
    # A date or a signature has no full stop, but nothing goes on below it.
    return _annex(found, at, cut_off and not _is_signed(before), marked) if found else None


def _is_signed(line: str) -> bool:
    """Whether a line is short, or columns that are: dates, names."""
    return all(len("".join(column.split())) <= _SIGNED for column in _COLUMNS.split(line.strip()))


def read_bare(line: str, at: int = 0) -> Heading | None:
    """The part that a bare `附则` opens where an article stands below it: a chapter without a number."""
    found = _BARE.fullmatch(line[:_SEEN])
    return Heading(at, "part", "zh", "", found["title"], STRONG, level=_LEVELS.index("章")) if found else None


def read_titled(line: str, at: int = 0) -> Heading | None:
    """The part that `一、总则` may open where articles stand below it; None for a line that is no short title."""
    found = _TITLED.fullmatch(line[:_SEEN])
    number = number_of(found["number"]) if found else None
    if found is None or number is None:
        return None
    return Heading(at, "part", "zh", f"{found['number']}、", found["title"], STRONG, ClauseNumber(number), len(_LEVELS))


def _chinese_article(found: re.Match[str], body: str, at: int, cut_off: bool, marked: bool) -> Heading | None:
    number, gap, rest = from_chinese(found), found["gap"], found["rest"]
    # 第三条第二款 is a mention; behind a gap only where a sentence runs on into it: an article may begin with 第二款所称.
    located = not marked and _LOCATED.match(rest) is not None
    if number is None or (located and (cut_off or not gap)) or (not marked and _is_mention(gap, rest)):
        return None
    weight = WEAK if cut_off or located else STRONG
    return Heading(at, "article", "zh", body[: found.start("gap")], body[found.start("rest") :], weight, number)


def _is_mention(gap: str, rest: str) -> bool:
    return bool(_MENTIONED.match(rest) or (not gap and _MENTIONED_CLOSE.match(rest)))


def _english_article(found: re.Match[str], body: str, at: int, cut_off: bool, marked: bool) -> Heading | None:
    number, start = from_english(found), found.start("rest")
    weight = STRONG if marked else _english_weight(found, body[start:].strip(), cut_off)
    if number is None or weight is None:
        return None
    return Heading(at, "article", "en", body[: found.start("gap")], body[start:], weight, number)


def _english_weight(found: re.Match[str], rest: str, cut_off: bool) -> int | None:
    """None for a mention: words that go on in small letters, or a wrapped line with more than a title behind the dash."""
    separated = bool(found["gap"].strip())
    if not separated and rest and not (rest[0].isupper() or rest[0] in '"“*_'):
        return None
    capitals = found[0].startswith("ARTICLE") and rest == rest.upper()
    if capitals or not cut_off:
        return STRONG if capitals or is_title(rest) or not _has_dash(found["gap"]) else WEAK
    return WEAK if is_title(rest) else None


def _has_dash(gap: str) -> bool:
    return any(dash in gap for dash in "-–—‐‑")


def is_title(text: str) -> bool:
    """Whether English words are written like a title: capitals but for small words, and no end of a sentence inside."""
    words = re.findall(r"[^\s/—–-]+", text)
    plain = [word for word in words if word[0].isalpha() and word not in _SMALL_WORDS]
    return len(words) <= 16 and not re.search(r"[.;]\s", text) and all(word[0].isupper() for word in plain)


def is_capitals(text: str) -> bool:
    """Whether a line is in capitals and may be the second line of a heading: no digits, no colon."""
    return bool(re.search("[A-Z]{3}", text)) and text == text.upper() and not re.search(r"[\d:：_]|\.{3}", text)


def _part(found: re.Match[str], at: int, cut_off: bool, body: str) -> Heading | None:
    if found["zh"]:
        title = found["title"]
        if cut_off or _is_mention(found["gap"], title) or _LOCATED.match(title):
            return None
        return Heading(at, "part", "zh", found["zh"], title, STRONG, level=_LEVELS.index(found["level"]))
    if cut_off or (found["name"] and not is_title(found["name"])) or (body.rstrip().endswith(".")):
        return None
    level = 1 if found["word"].upper() == "CHAPTER" else 0
    return Heading(at, "part", "en", found["en"], found["name"] or "", STRONG, level=level)


def _annex(found: re.Match[str], at: int, cut_off: bool, marked: bool) -> Heading | None:
    title = found[0]
    if found["zh"]:
        is_sentence = re.search("[。；，,]$", title) is not None
        return None if cut_off or is_sentence else Heading(at, "annex", "zh", title, "", STRONG)
    if found["en"]:
        return Heading(at, "annex", "en", title, "", STRONG) if is_title(_NUMBER_SIGN.sub("", title)) else None
    name = _NUMBER_SIGN.sub("", found["name"]).strip(" \t\u00a0:.–—-")
    is_sentence = cut_off or title.endswith((".", ",", ";", ":")) or not (marked or is_title(name))
    return None if is_sentence else Heading(at, "annex", "en", title, "", WEAK)


def choose(candidates: Sequence[Heading]) -> Chosen:
    """Decides by the sequence of numbers which candidates are the articles of one run of numbers.

    The heaviest rising chain wins: sure candidates weigh more, and so do numbers that follow each other. A weak
    candidate stays only where it is exactly the next number. A sure one that repeats its neighbour's number is a heading
    too; all others are sentences that mention an article, or headings out of order.
    """
    chain = _heaviest_chain(candidates)
    kept = [h for n, h in enumerate(chain) if h.weight > WEAK or _is_next(chain[n - 1] if n else None, h)]
    taken = {heading.at for heading in kept}
    left = [c for c in candidates if c.weight > WEAK and c.at not in taken]
    repeated, out_of_order = _divided(left, kept)
    articles = sorted([*kept, *repeated], key=lambda heading: heading.at)
    return Chosen(
        tuple(articles),
        tuple(h for h in kept if h.weight == WEAK and h is not kept[0]),
        tuple(repeated),
        tuple(out_of_order),
    )


def _is_next(before: Heading | None, heading: Heading) -> bool:
    number = _number(heading)
    return number == ClauseNumber(1) if before is None else _number(before) in _predecessors(number)


def _divided(left: Sequence[Heading], kept: Sequence[Heading]) -> tuple[list[Heading], list[Heading]]:
    """Candidates with the number of the article in front of them or behind them, and the others."""
    repeated: list[Heading] = []
    out_of_order: list[Heading] = []
    places = [heading.at for heading in kept]
    for candidate in left:
        after = bisect_left(places, candidate.at)
        near = [heading.number for heading in kept[max(after - 1, 0) : after + 1]]
        (repeated if candidate.number in near else out_of_order).append(candidate)
    return repeated, out_of_order


def _heaviest_chain(candidates: Sequence[Heading]) -> list[Heading]:
    """The heaviest subsequence with rising numbers, in O(n log n) by a tree of prefix maxima over the numbers."""
    ranks = {number: rank for rank, number in enumerate(sorted({_number(c) for c in candidates}), start=1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ranks) + 1)
    ending: dict[ClauseNumber, tuple[int, int]] = {}
    previous: list[int] = []
    for n, candidate in enumerate(candidates):
        number = _number(candidate)
        weight, before = _best_below(tree, ranks[number])
        for predecessor in _predecessors(number):
            close = ending.get(predecessor, (0, -1))
            if close[1] >= 0 and close[0] + _FOLLOWS > weight:
                weight, before = close[0] + _FOLLOWS, close[1]
        previous.append(before)
        total = weight + candidate.weight
        if total > ending.get(number, (0, -1))[0]:
            ending[number] = (total, n)
            _raise_from(tree, ranks[number], (total, n))
    at = max(ending.values(), default=(0, -1))[1]
    chain: list[Heading] = []
    while at >= 0:
        chain.append(candidates[at])
        at = previous[at]
    return chain[::-1]


def _number(heading: Heading) -> ClauseNumber:
    if heading.number is None:
        raise ValueError("only articles have a place in the sequence")
    return heading.number


def _predecessors(number: ClauseNumber) -> list[ClauseNumber]:
    """Where the sequence comes from: 12 follows 11 or one inserted after it; 12之二 follows 12之一."""
    if number.inserted:
        return [ClauseNumber(number.number, number.inserted - 1)]
    return [ClauseNumber(number.number - 1, inserted) for inserted in range(4)] if number.number > 1 else []


def _best_below(tree: Sequence[tuple[int, int]], rank: int) -> tuple[int, int]:
    best, at = (0, -1), rank - 1
    while at > 0:
        best, at = max(best, tree[at]), at - (at & -at)
    return best


def _raise_from(tree: list[tuple[int, int]], rank: int, value: tuple[int, int]) -> None:
    while rank < len(tree):
        tree[rank] = max(tree[rank], value)
        rank += rank & -rank
