"""Terms that an agreement defines: where, whether they are used, and whether their explanations go in circles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import networkx as nx

from agreements.rules.places import Index, Place, own_words

_TERM = r"[^“”\"「」『』\n，。；]{1,40}"
_OPEN, _CLOSE = '[“"「『]', '[”"」』]'
_ZH_CALLED = re.compile(
    r"本(?:集体|专项|工资)*(?:合同|协议|条例|办法|规定|法|附件|条)(?:中)?(?:所称|所指|提及)的?\s?"
    rf"(?:{_OPEN}(?P<quoted>{_TERM}){_CLOSE}|(?P<term>[^，。；：“”\n]{{1,20}}?))\s?[，,]?\s?(?:是指|系指|指的是|包括|即|指)(?P<said>[^。；\n]*)"
)
_ZH_MEANS = re.compile(rf"{_OPEN}(?P<quoted>{_TERM}){_CLOSE}\s?[，,：:]?\s?(?:是指|系指|指的是|指)(?P<said>[^。；\n]*)")
_ZH_SHORT = re.compile(
    rf"(?:以下|下)(?:统|简|合)?称为?[：:]?\s?(?:{_OPEN}(?P<quoted>{_TERM}){_CLOSE}|(?P<term>[^，。；：）)“”\"\n]{{1,20}}))"
)
_EN_MEANS = re.compile(
    r"[“\"](?P<quoted>[A-Za-z][^”\"\n]{0,60}?),?[”\"],?\s+(?:shall\s+)?(?:means?|refers?\s+to|is\s+defined\s+as|(?:shall\s+)?includes?)\b(?P<said>(?:[^.]|\.(?!\s))*)"
)
_EN_SHORT = re.compile(
    r"here(?:in)?after(?:\s+(?:referred\s+to|called|known|designated|collectively|jointly|as))*\s+(?:as\s+)?"
    r"(?:(?:the\s+)?[“\"](?:the\s+)?(?P<quoted>[A-Z][^”\"\n]{0,60}?)[,.]?[”\"]|(?:the\s+)(?P<term>[A-Z]\w*(?:\s+[A-Z]\w*){0,3}))"
    r"|\((?:the\s+|collectively,?\s+(?:the\s+)?)?[“\"](?:the\s+)?(?P<bracketed>[A-Z][^”\"\n]{0,40}?)[”\"]\)"
)
_GLOSSARY = re.compile(r"(?i)\bdefinitions?\b|\bglossary\b|定义|释义|用语|术语")
_ENTRY = re.compile(
    r"(?m)^[ \t\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．][ \t\u3000]*)?"
    r"(?:(?P<term>[A-Z][\w/&'’()-]*(?: [\w/&'’()-]+){0,5})|(?P<quoted>[\u3400-\u9fff]{2,15}))\s?[:：][ \t]*"
    r"(?P<said>(?=[^\n]*[A-Za-z\u3400-\u9fff])\S[^\n]*)"
)
# What a list explains, where the words above it say so: 下列用语的含义：（一）年度，指公历年。
_ZH_LISTED = re.compile(
    r"(?m)^[ \t\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．][ \t\u3000]*)?(?P<term>[^，。；：“”\n]{2,20}?)"
    r"\s?(?:[，,]\s?(?:是指|系指|指的是|指)|是指|系指|指的是)(?P<said>[^。；\n]*)"
)
_HAN = re.compile("[\u3400-\u9fff]")
# What may stand beside a Chinese term without making another word of it.
_BESIDE_ZH = "的和与及或之是为指按以向由在对从将被经等应须可不均各其该由，。、；：（）()“”「」《》 \t\n\u3000"


@dataclass(frozen=True, slots=True)
class Definition:
    """A term, the key of the clause that defines it, where its words stand there, and what they say."""

    term: str
    clause: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TermFaults:
    """Terms that nobody uses, that explain each other or themselves, that are defined more than once."""

    unused: tuple[Definition, ...]
    circular: tuple[tuple[str, ...], ...]
    repeated: tuple[str, ...]


def definitions(places: Index) -> tuple[Definition, ...]:
    """The definitions of an agreement in reading order."""
    return tuple(found for place in places.places if place.clause.kind != "contents" for found in _defined(place))


def uses(places: Index, defined: Sequence[Definition]) -> tuple[tuple[str, Definition], ...]:
    """Which clause (its key) uses which defined term outside the words that define it; each pair once."""
    first = {one.term.casefold(): one for one in reversed(defined)}
    spans = defaultdict(list)
    for one in defined:
        spans[one.clause].append((one.start, one.end))
    if not first:
        return ()
    pattern = re.compile(_any_of(first), re.IGNORECASE)
    found: dict[tuple[str, str], Definition] = {}
    for place in places.places:
        if place.clause.kind == "contents":
            continue
        for use in pattern.finditer(f"{own_words(place.clause)}\n{place.clause.heading}"):
            said = use[0].casefold()
            meant = first.get(said) or first.get(said.removesuffix("s"))
            if meant is not None and not any(start <= use.start() < end for start, end in spans[place.key]):
                found.setdefault((place.key, meant.term), meant)
    return tuple((key, one) for (key, _), one in found.items())


def term_faults(defined: Sequence[Definition], used: Iterable[tuple[str, Definition]]) -> TermFaults:
    """What is wrong with the terms; `used` comes from `uses`."""
    needed = {one.term.casefold() for _, one in used}
    explained = _explained(defined)
    needed |= {term.casefold() for source, term in explained.edges if source != term}
    circles = [tuple(sorted(group)) for group in nx.strongly_connected_components(explained) if len(group) > 1]
    circles += [(term,) for term in explained if explained.has_edge(term, term)]
    counted = [one.term.casefold() for one in defined]
    return TermFaults(
        tuple(one for one in defined if one.term.casefold() not in needed),
        tuple(sorted(circles)),
        tuple({one.term.casefold(): one.term for one in defined if counted.count(one.term.casefold()) > 1}.values()),
    )


def _defined(place: Place) -> Iterator[Definition]:
    words = own_words(place.clause)
    taken: set[tuple[str, int]] = set()
    glossary = (_ENTRY, _ZH_LISTED) if _is_glossary(place.unit) else ()
    for pattern in (_ZH_CALLED, _ZH_MEANS, _ZH_SHORT, _EN_MEANS, _EN_SHORT, *glossary):
        for found in pattern.finditer(words):
            groups = found.groupdict()
            term = (groups.get("quoted") or groups.get("term") or groups.get("bracketed") or "").strip(" ,，")
            at = found.start(next(name for name in ("quoted", "term", "bracketed") if groups.get(name)))
            if term and (term, at) not in taken:
                taken.add((term, at))
                yield Definition(
                    term, place.key, found.start(), found.end(), " ".join((groups.get("said") or "").split())
                )


def _is_glossary(unit: Place) -> bool:
    """Whether a unit's heading, or the words in front of a list in it, say that it explains terms."""
    opening = [unit.clause.text, *(child.text for child in unit.clause.children if child.kind == "paragraph")]
    lead = any(text.rstrip().endswith(("：", ":")) and _GLOSSARY.search(text) for text in opening)
    return lead or bool(_GLOSSARY.search(unit.clause.heading))


def _explained(defined: Sequence[Definition]) -> nx.DiGraph[str]:
    """An edge leads from a term to each defined term that its explanation uses as a word of its own."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    terms = {one.term for one in defined}
    graph.add_nodes_from(terms)
    if not terms:
        return graph
    pattern = re.compile(_any_of(terms))
    for one in defined:
        for use in pattern.finditer(one.text):
            term = use[0] if use[0] in terms else use[0].removesuffix("s")
            if term in terms and _stands_alone(one.text, use.start(), use.end()):
                graph.add_edge(one.term, term)
    return graph


def _any_of(terms: Iterable[str]) -> str:
    """Any of the terms, the longest first, so that 加班工资 is not read as 工资; English ones as whole words."""
    listed = sorted(terms, key=lambda term: (-len(term), term))
    return "|".join(re.escape(term) if _HAN.search(term) else rf"\b{re.escape(term)}(?:s\b|\b)" for term in listed)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Short Chinese terms are found inside other words, 加班 in 加班费; long ones and English ones hardly are."""
    if end - start > 2 or not _HAN.search(text[start:end]):
        return True
    before, after = text[start - 1 : start], text[end : end + 1]
    return (not before or before in _BESIDE_ZH) and (not after or after in _BESIDE_ZH)
