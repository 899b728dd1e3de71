"""From the agreement in force and the ledger of tentative agreements to the draft of the next one, and what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

from agreements.rules.bodies import Node, fill
from agreements.rules.conforming import renumbered
from agreements.rules.dates import dates
from agreements.rules.folding import words
from agreements.rules.identity import carried
from agreements.rules.markers import read_marker
from agreements.rules.paragraphs import Line, layout_of
from agreements.rules.references import reference_graph
from agreements.rules.renumbering import renumber
from agreements.rules.text import content_hash
from agreements.rules.tree import UNITS, Clause, Tree, Unit, content_key, plain, units, walk
from workbench.text import TextRefused

Action = Literal["replace", "add", "delete"]
Why = Literal["not_confirmed", "mandate_ended", "settled_twice", "place_unknown"]
Flaw = Literal["no_ta", "faulty_ta", "party_review_needed", "pages_missing", "changed_without_ta", "dangling_reference",
               "conditional_date"]  # fmt: skip
Mend = Literal["settle_issue", "initial_again", "confirm_text", "supply_page", "agree_or_restore", "correct_reference",
               "settle_condition"]  # fmt: skip

MENDING: Mapping[Flaw, Mend] = {
    "no_ta": "settle_issue",
    "faulty_ta": "initial_again",
    "party_review_needed": "confirm_text",
    "pages_missing": "supply_page",
    "changed_without_ta": "agree_or_restore",
    "dangling_reference": "correct_reference",
    "conditional_date": "settle_condition",
}


@dataclass(frozen=True, slots=True)
class Review:
    """A side that must look at a settled text again before it is part of the draft, and why."""

    side: str
    why: Why


@dataclass(frozen=True, slots=True)
class Settled:
    """An entry of the ledger of tentative agreements.

    `clause` is the identity of the clause in the agreement in force; for an addition it is the identity that the new
    clause is to have. `text` is the text as it is kept, `text_hash` the hash that both chiefs initialled. A new clause
    stands behind the clause `after`, or at the end of the part `part` (as in Unit.part), or at the end of the articles.
    A deletion that was initialled as such has neither text nor hash.
    """

    issue: str
    label: str
    clause: str
    action: Action
    text: str
    text_hash: str
    number: str = ""
    heading: str = ""
    part: str = ""
    after: str = ""
    reviews: tuple[Review, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """An issue that is not settled yet; `clause` is "" when it is about a clause that does not exist so far."""

    issue: str
    label: str
    clause: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Defect:
    """Why a draft cannot be signed as it stands.

    `clause` is the identity of a clause of the draft (of the agreement in force when the draft has lost it), or "".
    `values` holds what a sentence about it needs: side, why, reference, condition, sentence.
    """

    flaw: Flaw
    clause: str = ""
    number: str = ""
    heading: str = ""
    issue: str = ""
    label: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def mend(self) -> Mend:
        """What is to be done about it."""
        return MENDING[self.flaw]


@dataclass(frozen=True, slots=True)
class Assembly:
    """The draft, and its defects in the order of the draft.

    `renumbered` holds the new number of each article that got another one, by identity.
    """

    tree: Tree
    defects: tuple[Defect, ...]
    renumbered: Mapping[str, str] = field(default_factory=dict)


def assemble(base: Tree, settled: Sequence[Settled], open_issues: Sequence[OpenIssue] = ()) -> Assembly:
    """Put every text that was tentatively agreed in the place of its clause.

    A text whose hash is not the one initialled, and two texts for one clause, are left out and reported: the draft keeps
    the words in force there. Clauses are known by their identity; those of `base` must have one. Where clauses were added
    or deleted in an agreement that is numbered without a gap, the articles are numbered anew and references follow; any
    other way of numbering (a gap, 第十二条之一) is kept.
    """
    sound, defects = _sound(settled)
    known = _identities(base)
    drafted = _drafted(base, sound)
    placed = _identities(drafted)
    for entry in sound:
        if (entry.clause in known) == (entry.action == "add") or (entry.action == "add" and entry.clause not in placed):
            defects.append(_of_entry("party_review_needed", entry, why="place_unknown"))
        else:
            defects += [_of_entry("party_review_needed", entry, side=one.side, why=one.why) for one in entry.reviews]
    defects += _unsettled(base, open_issues)
    defects += _dangling(drafted, base)
    defects += _conditional(drafted, {entry.clause: entry for entry in sound})
    draft, changed = _numbered(base, drafted)
    return Assembly(draft, _in_order(draft, defects), changed)


def defects_of(draft: Tree, base: Tree, settled: Sequence[Settled]) -> tuple[Defect, ...]:
    """Check any later version of a draft against the agreement in force and the ledger.

    Every clause must say what the ledger says, or else what it said in the agreement in force; each clause of the latter
    must be there, unless its deletion was agreed. Numbers do not count.
    """
    expected, _ = _numbered(base, _drafted(base, _sound(settled)[0]))
    due = {unit.clause.id: unit for unit in units(expected)}
    stands = {unit.clause.id: unit for unit in units(draft)}
    labels = {entry.clause: entry for entry in settled}
    defects = [
        _of_unit("changed_without_ta", unit, labels.get(key))
        for key, unit in stands.items()
        if key not in due or not _says_the_same(unit, due[key])
    ]
    defects += [_of_unit("pages_missing", unit, labels.get(key)) for key, unit in due.items() if key not in stands]
    return _in_order(draft, defects)


def _numbered(base: Tree, drafted: Tree) -> tuple[Tree, Mapping[str, str]]:
    """The draft with consecutive numbers, if articles came or went and the agreement in force has such numbers."""
    if _articles(base) == _articles(drafted) or renumber(base)[1]:
        return drafted, {}
    return renumbered(drafted)


def _articles(tree: Tree) -> list[str]:
    return [clause.id for clause in walk(tree) if clause.kind == "article"]


def _dangling(drafted: Tree, base: Tree) -> Iterator[Defect]:
    """References that the changes left without what they name. Those that were so before are no matter of the ledger."""
    now = list(_lost(drafted)) if drafted != base else []
    before = {(defect.clause, defect.values["reference"]) for defect in (_lost(base) if now else ())}
    yield from (defect for defect in now if (defect.clause, defect.values["reference"]) not in before)


def _lost(tree: Tree) -> Iterator[Defect]:
    references = reference_graph(tree)
    for mention in references.dangling:
        unit = references.places[mention.source].unit.clause
        values = {"reference": mention.missing, "sentence": mention.sentence}
        yield Defect("dangling_reference", unit.id, unit.number, unit.heading, values=values)


def _conditional(drafted: Tree, settled: Mapping[str, Settled]) -> Iterator[Defect]:
    """Dates in the texts that were agreed which depend on something that has not come about."""
    for unit in units(drafted):
        entry = settled.get(unit.clause.id)
        for found in dates(replace(drafted, clauses=(unit.clause,))) if entry else ():
            if entry and found.kind == "conditional":
                day = {"date": found.date.isoformat()} if found.date else {}
                values = {"condition": found.condition, "sentence": found.sentence} | day
                yield Defect(
                    "conditional_date", entry.clause, unit.number, unit.heading, entry.issue, entry.label, values
                )


def _sound(settled: Sequence[Settled]) -> tuple[list[Settled], list[Defect]]:
    """The entries that can be put into a draft, and what is wrong with the others."""
    sound, defects = [], []
    counted = [entry.clause for entry in settled]
    for entry in settled:
        if not _is_initialled(entry):
            defects.append(_of_entry("faulty_ta", entry, initialled=entry.text_hash))
        elif counted.count(entry.clause) > 1:
            defects.append(_of_entry("party_review_needed", entry, why="settled_twice"))
        else:
            sound.append(entry)
    return sound, defects


def _is_initialled(entry: Settled) -> bool:
    if entry.action == "delete" and not entry.text_hash:
        return not entry.text
    try:
        return content_hash(entry.text) == entry.text_hash
    except TextRefused:
        return False


def _identities(tree: Tree) -> set[str]:
    return {clause.id for clause in walk(tree) if clause.id}


def _drafted(base: Tree, sound: Sequence[Settled]) -> Tree:
    known = _identities(base)
    changes = {entry.clause: entry for entry in sound if entry.action != "add" and entry.clause}
    behind: dict[str, list[Settled]] = defaultdict(list)
    numbers = {clause.number for clause in walk(base) if clause.kind == "article"}
    for entry in sound:
        if entry.action == "add" and entry.clause and entry.clause not in known:
            # A number that is taken would draw references to itself; renumbering gives another.
            entry = replace(entry, number="") if entry.number in numbers else entry
            behind[entry.after or _last_of(base, entry.part)].append(entry)
    drafted = (*_fresh(behind.pop("", ())), *_rewritten(base.clauses, changes, behind))
    return replace(base, clauses=drafted)


def _rewritten(
    clauses: Iterable[Clause], changes: Mapping[str, Settled], behind: dict[str, list[Settled]]
) -> Iterator[Clause]:
    for clause in clauses:
        entry = changes.get(clause.id)
        children = tuple(_rewritten(clause.children, changes, behind))
        kept = clause if children == clause.children else replace(clause, children=children)
        if entry is None:
            yield kept
        elif entry.action == "replace":
            yield restated(kept, entry.text)
        else:
            yield from _inner_units(kept)
        yield from _chain(clause.id, behind)


def _chain(key: str, behind: dict[str, list[Settled]]) -> Iterator[Clause]:
    """What was agreed to stand behind a clause, and what stands behind that."""
    for fresh in _fresh(behind.pop(key, ()) if key else ()):
        yield fresh
        yield from _chain(fresh.id, behind)


def _fresh(entries: Iterable[Settled]) -> Iterator[Clause]:
    for entry in entries:
        printed = " ".join(filter(None, (entry.number, entry.heading)))
        bare = Clause("article", entry.number, entry.heading, printed=printed, id=entry.clause)
        yield _divided(bare, entry.text)


def restated(clause: Clause, text: str) -> Clause:
    """The clause with other words behind its number and heading, divided into paragraphs, items and tables.

    Units inside it (articles of an annex) stay. No word is lost: what cannot be divided stays one text.
    """
    inner = _inner_units(clause)
    own = replace(clause, children=tuple(child for child in clause.children if child not in inner))
    if words(plain(own, printed=False)) == words(text):
        return clause
    divided = _divided(replace(clause, text="", rows=(), children=()), text, frozenset(_columns(own)))
    (known,) = carried(Tree("", "zh", (own,)), Tree("", "zh", (divided,)), [(own, divided)]).clauses
    return replace(known, children=(*known.children, *inner))


def _columns(clause: Clause) -> Iterator[str]:
    """The lines of a clause that hold tabs and are no rows: places to sign beside each other."""
    yield from (line.strip() for line in clause.text.split("\n") if "\t" in line)
    for child in clause.children:
        yield from _columns(child)


def _divided(bare: Clause, text: str, columns: frozenset[str] = frozenset()) -> Clause:
    """The clause with the structure that its words show, if they show all of them. `columns` are lines that are no rows."""
    lines = text.split("\n")
    node = Node(bare.kind, bare.number, bare.heading, printed=bare.printed)
    fill(node, [Line(at, line) for at, line in enumerate(lines, 1)], layout_of(lines, _table_rows(lines, columns)))
    made = node.clause()
    if "".join(plain(made, printed=False).split()) != "".join(text.split()):
        return replace(bare, text=text)
    return replace(bare, text=made.text, rows=made.rows, children=_unplaced(made.children))


def _table_rows(lines: Sequence[str], columns: frozenset[str]) -> frozenset[int]:
    """The numbers of the lines that are rows of a table: two or more together, none with more cells than the first.

    A table with few rows or long cells looks like no table, but at the table only its rows hold tabs. Items whose number
    is followed by a tab are none.
    """
    found: set[int] = set()
    for is_row, run in groupby(
        enumerate(lines, 1), key=lambda one: "\t" in one[1].rstrip() and one[1].strip() not in columns
    ):
        rows = {at: line.rstrip().split("\t") for at, line in run} if is_row else {}
        widest = max(map(len, rows.values()), default=0)
        if len(rows) > 1 and len(next(iter(rows.values()))) == widest and not _are_items(rows.values()):
            found |= rows.keys()
    return frozenset(found)


def _are_items(rows: Iterable[Sequence[str]]) -> bool:
    return all(len(row) == 2 and read_marker(row[0] + " ") for row in rows)


def _unplaced(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """A text from the table has no lines in the source."""
    return tuple(replace(clause, line=0, children=_unplaced(clause.children)) for clause in clauses)


def _inner_units(clause: Clause) -> tuple[Clause, ...]:
    return tuple(child for child in clause.children if child.kind in UNITS or child.kind == "part")


def _last_of(base: Tree, part: str) -> str:
    """The identity of the last article of a part, or of the last article outside annexes; "" when there is none."""
    listed = [unit for unit in units(base) if unit.clause.kind in ("article", "preamble") and unit.clause.id]
    within = [unit.clause.id for unit in listed if part and unit.part == part]
    annexes = _identities(replace(base, clauses=tuple(one for one in walk(base) if one.kind == "annex")))
    outside = [unit.clause.id for unit in listed if unit.clause.id not in annexes]
    return next(reversed(within or outside), "")


def _says_the_same(one: Unit, other: Unit) -> bool:
    if content_key(one.clause) == content_key(other.clause):
        return True
    return one.heading == other.heading and one.text.split() == other.text.split()


def _unsettled(base: Tree, open_issues: Sequence[OpenIssue]) -> list[Defect]:
    known = {unit.clause.id: unit for unit in units(base)}
    return [
        Defect(
            "no_ta",
            one.clause,
            known[one.clause].number if one.clause in known else "",
            known[one.clause].heading if one.clause in known else one.title,
            one.issue,
            one.label,
        )
        for one in open_issues
    ]


def _of_entry(flaw: Flaw, entry: Settled, **values: str) -> Defect:
    return Defect(flaw, entry.clause, entry.number, entry.heading, entry.issue, entry.label, values)


def _of_unit(flaw: Flaw, unit: Unit, entry: Settled | None) -> Defect:
    issue, label = (entry.issue, entry.label) if entry else ("", "")
    return Defect(flaw, unit.clause.id, unit.number, unit.heading, issue, label)


def _in_order(draft: Tree, defects: Iterable[Defect]) -> tuple[Defect, ...]:
    """In the order of the draft; what has no place in it comes last."""
    places = {clause.id: at for at, clause in enumerate(walk(draft)) if clause.id}
    return tuple(sorted(defects, key=lambda defect: places.get(defect.clause, len(places))))
