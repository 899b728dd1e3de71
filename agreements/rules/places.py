"""Where a clause stands in its tree: above, beside and inside what, and by which numbers it is found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from agreements.rules.numbering import LARGEST, NUMERAL, ClauseNumber, from_english, number_of, parse_label
from agreements.rules.tree import UNITS, Clause, Tree

_PART = re.compile(rf"第\s?(?P<zh>{NUMERAL}{{1,5}})\s?(?P<level>编|篇|部分|章|节)")
_ANNEX = re.compile(
    rf"\W*(?:附\s?[件录表]\s?(?P<zh>{NUMERAL}{{1,3}}|[A-Z])?"
    r"|(?i:appendix|annex|exhibit|attachment|schedule)\b\s*[“\"]?(?P<en>[A-Z]\b|\d{1,3}|[IVX]{1,5}\b)?"
    r"|(?P<letter>(?i:(?:side )?letters? of \w+|memorandum of \w+|side letter)))"
)
_ENGLISH = re.compile(r"\W*(?:ARTICLE|Article)?\s*(?:([0-9]{1,4})([A-Z])?|([IVXLCDM]{1,9}))\W*")
_LABEL = re.compile(
    r"\W*(?:(?:SECTION|Section|Sec\.|第)\s*)?[(（]?\s*([0-9A-Za-z.〇零一二三四五六七八九十百]{1,12}?)\s*[)）]?\W*[款项目]?\W*"
)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A clause in its tree. `key` is its identity, or its path from the root (`/0/2`) when it has none yet."""

    key: str
    clause: Clause
    at: int
    above: Place | None
    inside: list[Place] = field(default_factory=list)

    @property
    def unit(self) -> Place:
        """The article, annex or other unit that it belongs to; itself when it stands in none."""
        return next((one for one in self.up() if one.clause.kind in UNITS), self)

    @property
    def scope(self) -> Place | None:
        """The annex whose articles it would name by number; None in the body of the agreement."""
        return next((one for one in self.up() if one.clause.kind == "annex"), None)

    def up(self) -> Iterator[Place]:
        """Itself, then what it stands in, outwards."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.above

    def own(self) -> Iterator[Place]:
        """Itself and what it is made of, in reading order, without units inside it."""
        yield self
        for place in self.inside:
            if place.clause.kind not in UNITS and place.clause.kind != "part":
                yield from place.own()

    def within(self) -> Iterator[Place]:
        """Itself and everything inside it, in reading order."""
        yield self
        for place in self.inside:
            yield from place.within()


@dataclass(frozen=True, slots=True)
class Index:
    """The places of a tree in reading order, and by their numbers."""

    places: tuple[Place, ...]
    by_key: dict[str, Place]
    articles: dict[tuple[Place | None, ClauseNumber], Place]
    parts: dict[tuple[str, int], list[Place]]
    annexes: dict[str, Place]
    letters: tuple[Place, ...]

    def articles_of(self, scope: Place | None) -> list[tuple[ClauseNumber, Place]]:
        """The numbered articles of the body, or of an annex, in the order of their numbers."""
        return sorted(
            ((number, place) for (of, number), place in self.articles.items() if of is scope), key=lambda pair: pair[0]
        )

    def article(self, place: Place, number: ClauseNumber) -> Place | None:
        """The article that a clause means by a number: one of the annex that it stands in, or else of the body."""
        return self.articles.get((place.scope, number)) or self.articles.get((None, number))


def index(tree: Tree) -> Index:
    """The places of a tree. Where a number stands twice, the first clause has it."""
    places = tuple(_placed(tree))
    articles: dict[tuple[Place | None, ClauseNumber], Place] = {}
    parts: dict[tuple[str, int], list[Place]] = defaultdict(list)
    annexes: dict[str, Place] = {}
    letters = []
    for place in places:
        kind = place.clause.kind
        if kind == "article" and (
            number := article_number(place.clause.number) or _section_number(place.clause.number)
        ):
            articles.setdefault((place.scope, number), place)
        elif kind in ("part", "preamble") and (part := part_number(f"{place.clause.number} {place.clause.printed}")):
            parts[part].append(place)
        elif kind in ("annex", "table") and (found := _ANNEX.match(_announced(place.clause))):
            annexes.setdefault(annex_label(found["zh"] or found["en"] or ""), place)
            letters += [place] if found["letter"] else []
    return Index(places, {place.key: place for place in places}, articles, dict(parts), annexes, tuple(letters))


def article_number(label: str) -> ClauseNumber | None:
    """The number in 第十二条, Article 12A, ARTICLE XII, 12 or 12.; None for others."""
    if number := parse_label(label):
        return number
    found = _ENGLISH.fullmatch(label)
    return from_english(found) if found else None


def _section_number(label: str) -> ClauseNumber | None:
    """The number of what stands for an article where nothing is called so: Section 3, 3., 三、."""
    step = step_label(label)
    return ClauseNumber(int(step)) if step.isdigit() and 0 < int(step) <= LARGEST else None


def part_number(label: str) -> tuple[str, int] | None:
    """Level and number in 第三章; None for others."""
    found = _PART.search(label)
    number = number_of(found["zh"]) if found else None
    return (found["level"], number) if found and number else None


def annex_label(label: str) -> str:
    """The one form of 一, 1 and １, of A and a; "" for an annex without a number."""
    number = number_of(label) if label else None
    return str(number) if number else label.upper()


@lru_cache(maxsize=4096)
def step_label(label: str) -> str:
    """The one form of the number of a section, paragraph or item: 3 for Section 3., b for (b), 3 for （三）."""
    found = _LABEL.fullmatch(label)
    bare = found[1].strip(".") if found else ""
    number = number_of(bare) if bare else None
    return str(number) if number else bare


def own_words(clause: Clause) -> str:
    """What stands in the clause itself, without its children: its text, then its rows."""
    return "\n".join([*([clause.text] if clause.text else []), *("\t".join(row) for row in clause.rows)])


def _placed(tree: Tree) -> Iterator[Place]:
    taken: set[str] = set()
    counted = iter(range(10**9))

    def enter(clauses: Iterable[Clause], above: Place | None, path: str) -> Iterator[Place]:
        for at, clause in enumerate(clauses):
            here = f"{path}/{at}"
            place = Place(clause.id if clause.id and clause.id not in taken else here, clause, next(counted), above)
            taken.add(place.key)
            if above is not None:
                above.inside.append(place)
            yield place
            yield from enter(clause.children, place, here)

    yield from enter(tree.clauses, None, "")


def _announced(clause: Clause) -> str:
    return f"{clause.number} {clause.heading}".strip() or clause.printed
