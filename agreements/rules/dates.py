"""When a clause takes effect, when it is carried out, when it ends, and on what condition: dates found in an agreement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from agreements.rules.numbering import number_of
from agreements.rules.places import Place, index, own_words
from agreements.rules.sentences import Sentence, sentences
from agreements.rules.tree import Tree

Kind = Literal["effective", "processing", "expiry", "conditional"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_ZH_N = "[〇零一二三四五六七八九十0-9０-９]"
_DATE = re.compile(
    rf"(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH}),?\s+(?P<year2>\d{{4}})"
    rf"|(?P<y>{_ZH_N}{{4}})\s?年\s?(?P<m>{_ZH_N}{{1,3}})\s?月\s?(?P<d>{_ZH_N}{{1,3}})\s?日"
    r"|(?<!\d)(?P<iso>\d{4}-\d{2}-\d{2})(?!\d)"
)
_YEAR = re.compile(rf"\d{{4}}|{_ZH_N}{{4}}")
_SILENT = frozenset(["contents", "signature"])

# What the words in front of a date (or around it) make of it; the nearest one counts.
_EXPIRY = re.compile(
    r"至\s?$|截至\s?$|到\s?$|有效期至|终止于|届满|(?i:\b(?:through|until|expires?(?:\s+on)?|expiring|ending|ends|terminates?(?:\s+on)?|end\s+on)\b)"
)
_PROCESSING = re.compile(
    r"发放|补发|支付|兑现|计发|发薪日"
    r"|(?i:\b(?:pay\s?(?:date|day|roll|check)s?|payroll|payable|paid|process(?:es|ed|ing)?|implement(?:s|ed)?|lump\s+sum|retroactive\s+pay\w*)\b)"
)
_EFFECTIVE = re.compile(
    r"生效|施行|实施|执行|有效|自\s?$|起"
    r"|(?i:\b(?:effective|in\s+effect|take\s+effect|takes\s+effect|beginning|commenc\w+|ratification\s+date|retroactive(?:ly)?|as\s+of|starting)\b)"
)
_COMES_ABOUT = (
    r"[^，,。；\n]{0,24}?(?:批准|审查同意|表决通过|审议通过|讨论通过|未提出异议|无异议|送达|备案|签字|签订|签署|盖章|到位|拨付)"
    r"[^，,。；\n]{0,10}?(?:之日起|之后|后|当日|次月|起)[^，,。；\n]{0,16}"
)
_FROM = re.compile(rf"(?:自|经|待|须经|应经)(?!\d){_COMES_ABOUT}")
_TESTS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_EXPIRY, "expiry"),
    (_PROCESSING, "processing"),
    (_EFFECTIVE, "effective"),
)
_NEEDED = r"(?:ratification|approval|execution|signing|signature|adoption|receipt)\b[^.;\n]{0,60}"
_CONDITION = re.compile(
    _COMES_ABOUT + r"|(?:如果?|若|只要|一旦|在[^，,。；\n]{1,30}(?:条件下|情况下|前提下))[^。；\n]{1,60}"
    rf"|(?i:\b(?:up)?on\s+(?:the\s+)?(?:date\s+of\s+(?:the\s+)?)?(?:last\s+|final\s+)?{_NEEDED}"
    rf"|\b(?:following|after|until|subject\s+to|contingent\s+(?:up)?on|conditioned\s+(?:up)?on)\s+(?:the\s+)?{_NEEDED}"
    r"|\b(?:if|provided\s+that|in\s+the\s+event)\b[^.;\n]{3,140}|\bwhichever\s+is\s+(?:later|earlier|sooner)\b)"
)
_TAKES_EFFECT = re.compile(
    r"生效|施行|起执行|起实施|开始执行"
    r"|(?i:(?:\b(?:is|are|be|becomes?|generally)\s+|^)effective\b(?!\s+date)|\btakes?\s+effect|\binto\s+(?:effect|force))"
)
_TO = re.compile(r"\s*(?:,?\s*(?:to|through|until|thru|—|–|-)|起?\s?[至到]|起至)\s*(?:and\s+including\s+)?")
_AND = re.compile(rf"{_TO.pattern}|\s*(?:and|和)\s*")
# Hours worked from one day to another, and the date of another paper, say nothing of when this one counts.
_ASIDE = re.compile(
    r"(?i:\b(?:dated|hours\s+(?:worked\s+)?(?:from|between)|between|covering|covers|signed\s+on)\s*$)|签订于\s?$|期间为\s?$"
)
_MONTH_ONLY = re.compile(rf"\b{_MONTH}\s+(?:of\s+)?\d{{4}}\b|(?<!\d)\d{{4}}\s?年\s?\d{{1,2}}\s?月(?!\s?\d{{1,2}}\s?日)")


@dataclass(frozen=True, slots=True)
class Dated:
    """A date or a condition in a clause. `date` is None where only a condition is given; `clause` is the clause's key.

    effective: from when it counts; processing: when it is paid or carried out; expiry: until when; conditional: it takes
    effect when `condition` comes about, and where a date stands beside it, `date` is that date. What is paid in a month
    without a day has the month as its condition.
    """

    kind: Kind
    date: date | None
    condition: str
    clause: str
    sentence: str


def dates(tree: Tree) -> tuple[Dated, ...]:
    """The dates of an agreement in reading order; dates that are none of the four kinds are left out."""
    return tuple(
        found
        for place in index(tree).places
        if place.clause.kind not in _SILENT
        for sentence in sentences(own_words(place.clause))
        for found in _dated(place, sentence)
    )


def read_date(text: str) -> date | None:
    """The first date in a text: 2026年1月1日, 二〇二六年一月一日, January 1, 2026, 1 January 2026, 2026-01-01; None if there is none."""
    found = _DATE.search(text)
    return _date(found) if found else None


def _dated(place: Place, sentence: Sentence) -> Iterator[Dated]:
    said = " ".join(sentence.text.split())
    if not (_YEAR.search(said) or _TAKES_EFFECT.search(said)):
        return
    condition = _condition(said)
    is_dated = False
    for day, kind in _kinds(said):
        is_dated = is_dated or kind == "effective"
        if kind == "effective" and condition:
            yield Dated("conditional", day, condition, place.key, said)
        else:
            yield Dated(kind, day, "", place.key, said)
    if not is_dated and condition and _TAKES_EFFECT.search(said):
        yield Dated("conditional", None, condition, place.key, said)
    if (month := _MONTH_ONLY.search(said)) and _PROCESSING.search(said):
        yield Dated("processing", None, month[0], place.key, said)


def _kinds(said: str) -> Iterator[tuple[date, Kind]]:
    """The dates of a sentence that are one of the kinds, each judged by the words around it."""
    before, last, ran = 0, None, False
    for one in _DATE.finditer(said):
        between = said[before : one.start()]
        day = _date(one)
        if ran and _AND.fullmatch(between):
            kind: Kind | None = "expiry" if last == "effective" and _TO.fullmatch(between) else None
        else:
            kind = None if _ASIDE.search(between) else _kind(between, said[one.end() : one.end() + 24])
        before, last, ran = one.end(), kind, True
        if day and kind:
            yield day, kind


def _kind(before: str, after: str) -> Kind | None:
    if re.match(r"(?i)\s*effective\s+date", after):
        return "effective"
    *_, own = re.split("[，,]", before)
    head = re.split("[，,。；;]", after)[0]
    return (
        _nearest(own) or next((kind for pattern, kind in _TESTS[1:] if pattern.search(head)), None) or _nearest(before)
    )


def _nearest(before: str) -> Kind | None:
    """The kind whose word stands nearest to the end."""
    ends = [(found.end(), kind) for pattern, kind in _TESTS for found in pattern.finditer(before)]
    return max(ends, key=lambda one: one[0])[1] if ends else None


def _condition(said: str) -> str:
    found = _FROM.search(said) or _CONDITION.search(said)
    return found[0].strip(" ,，") if found else ""


def _date(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        if found["y"]:
            year, month, day = (number_of(found[name]) for name in ("y", "m", "d"))
            return date(year or 0, month or 0, day or 0)
        name = found["month"] or found["month2"]
        month = _MONTHS.index(name[:3].lower()) + 1
        return date(int(found["year"] or found["year2"]), month, int(found["day"] or found["day2"]))
    except ValueError:
        return None
