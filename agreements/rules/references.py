"""Which clause speaks of which: the graph of cross-references and defined terms, and what an amendment touches."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx

from agreements.rules.definitions import Definition, definitions, term_faults, uses
from agreements.rules.mentions import Locator, Step, locators
from agreements.rules.numbering import chinese_label, chinese_numeral, english_label
from agreements.rules.places import Index, Place, article_number, index, own_words, step_label
from agreements.rules.sentences import sentence_at
from agreements.rules.tree import Tree, plain

FORMAT = "tripartite-workbench/references/v1"
_SILENT = frozenset(["contents", "signature"])
# Sections of laws have such numbers, those of agreements do not.
_HIGHEST_SECTION = 99


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a clause speaks of others.

    `source` is the key of the clause, `start` and `end` count in its own words (see `places.own_words`). `targets` are
    the keys of the clauses meant; where the text has only words and no clause for a section or item, that of the article
    around them, and `in_words` is set. `missing` names what is not there; `outside` is set when another law or document is meant.
    """

    source: str
    text: str
    start: int
    end: int
    sentence: str
    targets: tuple[str, ...] = ()
    missing: str = ""
    outside: bool = False
    in_words: bool = False


@dataclass(frozen=True)
class References:
    """The references of a tree. Nodes of `graph` are keys of clauses, an edge leads from a clause to what it needs.

    Edges have `kind`, refers or uses (a defined term), and `text`, the words that say so. A key is the identity of a
    clause, or its path (`/3/0`) when it has none. `circular` are groups of terms that are explained by each other, one
    term alone when it explains itself; `repeated` are terms with more than one definition.
    """

    graph: nx.DiGraph[str]
    places: Mapping[str, Place]
    mentions: tuple[Mention, ...]
    definitions: tuple[Definition, ...]
    unused: tuple[Definition, ...]
    circular: tuple[tuple[str, ...], ...]
    repeated: tuple[str, ...]

    @cached_property
    def dangling(self) -> tuple[Mention, ...]:
        """The mentions of what is not there."""
        return tuple(mention for mention in self.mentions if mention.missing)


@dataclass(frozen=True, slots=True)
class Touched:
    """A clause that an amendment touches: after how many steps, and by which words it hangs on the amended one."""

    key: str
    distance: int
    kind: str
    text: str


def reference_graph(tree: Tree) -> References:
    """The cross-references and definitions of a tree. Time grows with the length of the text."""
    places = index(tree)
    defined = definitions(places)
    mentions = tuple(_mentions(places))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(places.by_key)
    for mention in mentions:
        for target in mention.targets:
            if target != mention.source:
                graph.add_edge(mention.source, target, kind="refers", text=mention.text, in_words=mention.in_words)
    used = uses(places, defined)
    for key, one in used:
        if key != one.clause and not graph.has_edge(key, one.clause):
            graph.add_edge(key, one.clause, kind="uses", text=one.term, in_words=True)
    faults = term_faults(defined, used)
    return References(graph, places.by_key, mentions, defined, faults.unused, faults.circular, faults.repeated)


def touched_by(references: References, clause: str) -> tuple[Touched, ...]:
    """What must be read again when a clause is amended, the nearest first; raises KeyError for an unknown clause.

    A clause hangs on another when it speaks of it, of a part of it or of the whole it is part of, or uses a term that is
    defined there. The amended clause and what stands inside it are not named.
    """
    amended = references.places[clause]
    seen = {place.key for place in amended.within()}
    found: list[Touched] = []
    waiting = deque([(amended, 0)])
    while waiting:
        place, distance = waiting.popleft()
        for source, data in _hanging(references, place):
            if source not in seen:
                seen.add(source)
                found.append(Touched(source, distance + 1, data["kind"], data["text"]))
                waiting.append((references.places[source], distance + 1))
    return tuple(sorted(found, key=lambda one: (one.distance, references.places[one.key].at)))


def references_json(references: References, tree: Tree) -> dict[str, Any]:
    """The references as values for JSON, for the command line: dangling ones, definitions, and all edges."""
    return {
        "format": FORMAT,
        "title": tree.title,
        "language": tree.language,
        "references": [_mention_json(references, one) for one in references.mentions if one.targets],
        "dangling": [_mention_json(references, one) for one in references.dangling],
        "outside": [_mention_json(references, one) for one in references.mentions if one.outside],
        "definitions": [
            {"term": one.term, "where": where(references, one.clause), "text": one.text}
            for one in references.definitions
        ],
        "unused": [one.term for one in references.unused],
        "circular": [list(group) for group in references.circular],
        "repeated": list(references.repeated),
        "summary": {
            "references": sum(len(one.targets) for one in references.mentions),
            "dangling": len(references.dangling),
            "definitions": len(references.definitions),
            "unused": len(references.unused),
            "circular": len(references.circular),
        },
    }


def where(references: References, key: str) -> dict[str, str]:
    """How a clause is named: its key, the number and heading of its article or annex, and its own number inside that."""
    place = references.places[key]
    unit = place.unit.clause
    named = {"key": key, "number": unit.number, "heading": unit.heading}
    return named if place.unit is place else named | {"inside": place.clause.number}


def _mention_json(references: References, mention: Mention) -> dict[str, Any]:
    value: dict[str, Any] = {"text": mention.text, "where": where(references, mention.source)}
    if mention.targets:
        value["targets"] = [where(references, key) for key in mention.targets]
    if mention.missing:
        value["missing"] = mention.missing
    return value | {"sentence": mention.sentence}


def _hanging(references: References, place: Place) -> Iterator[tuple[str, dict[str, Any]]]:
    whole = [one for one in place.up() if one is not place]
    within = [one.key for one in place.within()]
    for key in (*within, *(one.key for one in whole)):
        for source in references.graph.predecessors(key):
            data = references.graph.edges[source, key]
            # What names some other paragraph of the same article, or a term defined in it, does not hang on this one.
            if key in within or not data["in_words"]:
                yield source, data


# ── what a mention means ─────────────────────────────────


def _mentions(places: Index) -> Iterator[Mention]:
    for place in places.places:
        if place.clause.kind in _SILENT:
            continue
        words = own_words(place.clause)
        for found in locators(words):
            targets, missing = ((), "") if found.outside else _resolved(places, place, found, words)
            if targets or missing or found.outside:
                said = " ".join(words[found.start : found.end].split())
                sentence = sentence_at(words, found.start, found.end)
                in_words = bool(found.steps) and all(places.by_key[key].unit.key == key for key in targets)
                yield Mention(
                    place.key, said, found.start, found.end, sentence, targets, missing, found.outside, in_words
                )


def _resolved(places: Index, place: Place, found: Locator, words: str) -> tuple[tuple[str, ...], str]:
    """The keys meant, and what is missing."""
    said = " ".join(words[found.start : found.end].split())
    if found.base == "annex":
        return _annex(places, found, said)
    if found.base == "letter":
        return _letter(places, found, said)
    if found.base in ("part", "this_part"):
        return _part(places, place, found, said)
    if found.base == "before":
        return _before(places, place, found, said)
    if found.base == "article":
        return _articles(places, place, found)
    return _inside_own(places, place, found, words, said)


def _annex(places: Index, found: Locator, said: str) -> tuple[tuple[str, ...], str]:
    if target := places.annexes.get(found.label):
        return (target.key,), ""
    if not found.label:
        attached = [one for one in places.places if one.clause.kind == "annex"]
        return ((attached[0].key,), "") if len(attached) == 1 else ((), "" if attached else said)
    inside = next((one for one in places.places if one.clause.kind == "annex" and said in plain(one.clause)), None)
    return ((inside.key,), "") if inside else ((), said)


def _letter(places: Index, found: Locator, said: str) -> tuple[tuple[str, ...], str]:
    named = [
        one for one in places.letters if found.label.casefold() in f"{one.clause.heading} {one.clause.text}".casefold()
    ]
    if not found.label:
        return ((named[0].key,), "") if len(named) == 1 else ((), "")
    return ((named[0].key,), "") if named else ((), said)


def _part(places: Index, place: Place, found: Locator, said: str) -> tuple[tuple[str, ...], str]:
    if found.base == "this_part":
        own = next((one for one in place.up() if one.clause.kind == "part"), None)
        return ((own.key,) if own else ()), ""
    listed = places.parts.get((found.level, int(found.label)), [])
    near = [one for one in listed if one.scope is place.scope] or listed
    return ((near[0].key,), "") if near else ((), said)


def _before(places: Index, place: Place, found: Locator, said: str) -> tuple[tuple[str, ...], str]:
    earlier = [
        one for one in places.places
        if one.clause.kind == "article" and one.scope is place.scope and one.at < place.unit.at
    ]  # fmt: skip
    meant = earlier[-found.back :]
    if len(meant) < found.back:
        return (), said
    return _ways(meant, found.steps, said)


def _articles(places: Index, place: Place, found: Locator) -> tuple[tuple[str, ...], str]:
    first, last = found.first, found.last
    if first is None or last is None or not places.articles:
        return (), ""
    printed = next(iter(places.articles.values())).clause.number
    chinese = "第" in printed
    label = chinese_label if chinese else english_label
    ends = {number: places.article(place, number) for number in (first, last)}
    scope = next((one.scope for one in ends.values() if one), None)
    numbered = places.articles_of(scope) if first != last else [(first, ends[first])]
    meant = [
        one for number, one in numbered if one and first <= number <= last and not (found.behind and number == first)
    ]
    keys, missing = _ways(meant, found.steps, "")
    lost = [label(number) for number, one in ends.items() if one is None and not (found.behind and number == first)]
    if missing and not lost:
        lost = [f"{label(first)}{missing}"]
    # A paper whose own clauses are 1., 2., 3. speaks of the articles of the agreement that it belongs to.
    return keys, ", ".join(lost) if chinese or re.search("(?i)article", printed) else ""


def _inside_own(places: Index, place: Place, found: Locator, words: str, said: str) -> tuple[tuple[str, ...], str]:
    unit = place.unit
    if not found.steps:
        return (unit.key,), ""
    if found.steps[0].level == "前款":
        return _paragraph_before(place, found, words, said)
    key = _descend(unit, found.steps)
    if key:
        return (key,), ""
    if key := _by_number(places, place, found.steps):
        return (key,), ""
    named = _named_in_heading(places, unit)
    if named and (key := _descend(named, found.steps)):
        return (key,), ""
    label = found.steps[0].label
    beyond = label.isdigit() and int(label) > _HIGHEST_SECTION
    # Without sections of its own, an annex speaks of those of some other text.
    strange = unit.clause.kind != "article" and not re.search(r"(?m)^\W*Section\s+\d", plain(unit.clause))
    return (), "" if beyond or strange else said


def _by_number(places: Index, place: Place, steps: tuple[Step, ...]) -> str:
    """What Section 12.3 or Clause 4 means by its number alone, in an agreement that numbers its sections through."""
    head, dot, rest = steps[0].label.partition(".")
    number = article_number(head) if head[:1].isdigit() else None
    article = places.article(place, number) if number else None
    if article is None:
        return ""
    if dot:
        return _descend(article, steps) or _descend(article, (Step("section", rest), *steps[1:]))
    return "" if re.search("(?i)article|条", article.clause.number) else _descend(article, steps[1:])


def _paragraph_before(place: Place, found: Locator, words: str, said: str) -> tuple[tuple[str, ...], str]:
    """The paragraph in front of this one; an item speaks of the paragraph in front of the one it belongs to."""
    unit = place.unit
    inner = [one for one in place.up() if one.clause.kind == "paragraph" and one.above is unit]
    if inner:
        siblings = [one for one in unit.inside if one.clause.kind == "paragraph"]
        at = siblings.index(inner[0]) + (1 if unit.clause.text else 0)
        back = at - int(found.steps[0].label)
        if back < 0:
            return (), said
        target = unit if back == 0 and unit.clause.text else siblings[back - (1 if unit.clause.text else 0)]
    else:
        if place is unit and not words[: found.start].strip().count("\n") and "\n" not in words[: found.start]:
            return (), said
        target = unit
    key = _descend(target, found.steps[1:]) or target.key
    return (key,), ""


def _ways(meant: list[Place], steps: tuple[Step, ...], said: str) -> tuple[tuple[str, ...], str]:
    if not steps:
        return tuple(one.key for one in meant), ""
    keys = [key for one in meant if (key := _descend(one, steps))]
    if meant and not keys:
        return tuple(one.key for one in meant), said or _printed(steps)
    return tuple(keys), ""


def _printed(steps: tuple[Step, ...]) -> str:
    """The steps as a text writes them: 第二款第（三）项, or , Section 3(b)."""
    forms = {"section": ", Section {}", "item": "({})", "款": "第{}款", "项": "第（{}）项", "目": "第{}目"}
    return "".join(
        forms[one.level].format(chinese_numeral(int(one.label)) if one.level in "款项目" else one.label)
        for one in steps
    )


def _descend(place: Place, steps: tuple[Step, ...]) -> str:
    """The key of what the steps lead to, "" when it is neither among the clauses nor in the words."""
    for step in steps:
        if step.level == "款":
            found = _paragraph(place, int(step.label))
        else:
            found = _child(place, step.label) or (place if _is_written(place, step) else None)
        if found is None:
            return ""
        place = found
    return place.key


def _paragraph(place: Place, number: int) -> Place | None:
    """The paragraph of that number; the article itself when the paragraph is only a line of its text."""
    lines = [line for line in place.clause.text.split("\n") if line.strip() and not re.match(r"\s*[（(]", line)]
    paragraphs = [one for one in place.inside if one.clause.kind == "paragraph"]
    if number <= len(lines):
        return place
    at = number - len(lines) - 1
    return paragraphs[at] if at < len(paragraphs) else None


def _child(place: Place, label: str) -> Place | None:
    inner = [one for one in place.own() if one is not place and one.clause.number]
    exact = [one for one in inner if step_label(one.clause.number) == label]
    alike = [one for one in inner if step_label(one.clause.number).casefold() == label.casefold()]
    return next(iter(exact or alike), None)


def _is_written(place: Place, step: Step) -> bool:
    """Whether a section or item stands in the words of a clause that nobody has divided."""
    label = re.escape(step.label)
    if step.level in ("项", "目") and step.label.isdigit():
        chinese = chinese_numeral(int(step.label))
        pattern = rf"(?m)[（(]\s?(?:{chinese}|{label})\s?[）)]|^\s*(?:{label}|{chinese})[.、．]"
    elif step.level == "section":
        pattern = rf"(?im)^\W*(?:section\s+{label}(?!\d)|{label}[.)]\s)"
    else:
        pattern = rf"(?im)\({label}\)|^\W*{label}[.)]\s"
    return bool(re.search(pattern, plain(place.clause)))


def _named_in_heading(places: Index, unit: Place) -> Place | None:
    """The article that a letter of agreement is about, when its heading says so."""
    if unit.clause.kind != "annex":
        return None
    named = next((one.first for one in locators(unit.clause.heading) if one.base == "article" and one.first), None)
    return places.articles.get((None, named)) if named else None
