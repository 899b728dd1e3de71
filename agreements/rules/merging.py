"""Brings two drafts of one agreement together, clause by clause; where both touched the same words, people decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby

from rapidfuzz.distance import Indel, Opcode

from agreements.rules.alignment import pair
from agreements.rules.folding import common_ends, folded, words
from agreements.rules.numbering import parse_label
from agreements.rules.pairing import similarity
from agreements.rules.redline import tokens
from agreements.rules.sides import own_children
from agreements.rules.table_changes import pair_rows
from agreements.rules.threeway import Clash, Clashes, Dispute, Key, Sort, chosen, merge_lists
from agreements.rules.tree import Clause, Rows, Tree, Unit, content_key, plain

Conflict = Dispute[Clause]
"""A clause that people must decide on, as each version has it; None where a side has none.

edited: both changed the same words (`clashes`) · deleted: one deleted what the other changed · moved: both moved it, to
different places · added: both added it in different words. In the merged tree it stands as in the base; of what was added,
both are in it.
"""


@dataclass(frozen=True, slots=True)
class JointReading:
    """A clause that both sides changed and that merged clean: nobody has written or read the whole of it yet.

    `alike` says that both made the same change.
    """

    base: Clause
    ours: Clause
    theirs: Clause
    merged: Clause
    alike: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged tree, what people must decide, and what both sides must read together."""

    tree: Tree
    conflicts: tuple[Conflict, ...]
    joint_readings: tuple[JointReading, ...]


@dataclass(frozen=True, slots=True)
class _Change:
    """`text` in place of the characters of the base from `start` to `end`."""

    start: int
    end: int
    text: str


# Aligning needs one bit for each pair of tokens: 50 MB at most.
_PAIRS = 400_000_000
_FEW = 4
# Clauses added by both sides that share neither number nor heading are one clause from this similarity on.
_ADDED_ALIKE = 0.75


def merge(base: Tree, ours: Tree, theirs: Tree) -> Merged:
    """Merges what `ours` and `theirs` each changed in `base`.

    Symmetric but for the names of the sides: exchanged, they give the same tree. Clauses are known by their identity, else
    by comparison with the base. Numbers are taken over, not computed: where both sides renumbered, the higher one.
    """
    pieces = [_pieces(tree) for tree in (base, ours, theirs)]
    clauses = [[clause for clause, _ in side] for side in pieces]
    outcome = merge_lists(clauses[0], clauses[1], clauses[2], _CLAUSES)
    above = _above([[at for _, at in side] for side in pieces], outcome.sides, outcome.kept)
    tree = Tree(
        chosen(base.title, ours.title, theirs.title),
        chosen(base.language, ours.language, theirs.language),
        _built(outcome.order, outcome.kept, above),
    )
    joint = tuple(JointReading(*versions, _same(versions[1], versions[2])) for versions in outcome.both)
    return Merged(tree, tuple(outcome.disputes), joint)


def _pieces(tree: Tree) -> list[tuple[Clause, int]]:
    """Units, headings of parts and what stands outside of units, each with the place of the one it stands in."""
    found: list[tuple[Clause, int]] = []

    def collect(clause: Clause, above: int) -> None:
        if not clause.children:
            found.append((clause, above))
            return
        own, at = own_children(clause), len(found)
        apart = clause.children[own:]
        found.append((replace(clause, children=clause.children[:own]) if apart else clause, above))
        for child in apart:
            collect(child, at)

    for clause in tree.clauses:
        collect(clause, -1)
    return found


def _above(
    above: Sequence[Sequence[int]], sides: Sequence[Sequence[Key]], kept: Mapping[Key, Clause]
) -> dict[Key, Key]:
    """The key of what each piece stands in, -1 for none; where both sides moved it, it stays where it was."""
    if not any(place >= 0 for places in above for place in places):
        return dict.fromkeys([*range(len(above[0])), *sides[0], *sides[1]], -1)
    named: list[dict[Key, Key]] = [
        {key: keys[place] if place >= 0 else -1 for key, place in zip(keys, places, strict=True)}
        for keys, places in zip(sides, above[1:], strict=True)
    ]
    found: dict[Key, Key] = dict(enumerate(above[0]))
    for key in {**named[0], **named[1]}:
        here = [side[key] for side in named if key in side]
        if key in found and len(here) == 2:
            found[key] = chosen(found[key], here[0], here[1])
        else:
            found[key] = min(here, key=lambda place: _rank(kept[place]) if place in kept else _LAST)
    # One side put a chapter into another, and the other side the other way round: both stand by themselves.
    return found | dict.fromkeys([key for key in found if _stands_in_itself(key, found)], -1)


def _stands_in_itself(key: Key, above: Mapping[Key, Key]) -> bool:
    place, seen = above[key], set[Key]()
    while place not in (-1, key) and place not in seen:
        seen.add(place)
        place = above[place]
    return place == key


def _built(order: Sequence[Key], kept: Mapping[Key, Clause], above: Mapping[Key, Key]) -> tuple[Clause, ...]:
    """Puts the pieces back into what they stand in; what that was is gone, they stand in what it stood in."""
    inside: dict[Key, list[Key]] = {}
    for key in order:
        place = above[key]
        while place != -1 and place not in kept:
            place = above[place]
        if place in inside:
            inside[place].append(key)
        else:
            inside[place] = [key]

    def build(key: Key) -> Clause:
        if key not in inside:
            return kept[key]
        return replace(kept[key], children=kept[key].children + tuple(map(build, inside[key])))

    return tuple(build(key) for key in inside.get(-1, ()))


def _pairs(old: Sequence[Clause], new: Sequence[Clause]) -> Mapping[int, int]:
    """Which clauses of two lists are one another: by identity, and by comparison where one has none."""
    known = {clause.id: at for at, clause in enumerate(new) if clause.id}
    found = {at: known.pop(clause.id) for at, clause in enumerate(old) if clause.id in known}
    taken = set(found.values())
    left = [at for at in range(len(old)) if at not in found]
    right = [at for at in range(len(new)) if at not in taken]
    if all(old[at].id for at in left):
        right = [at for at in right if not new[at].id]
    elif all(new[at].id for at in right):
        left = [at for at in left if not old[at].id]
    matched = _compared([old[at] for at in left], [new[at] for at in right])
    return found | {left[one]: right[other] for one, other in matched.items()}


def _compared(old: Sequence[Clause], new: Sequence[Clause]) -> Mapping[int, int]:
    """Which clauses of two lists are one another by number, heading and words."""
    if not old or not new:
        return {}
    left, right = (
        [Unit(replace(clause, id=""), "", at, plain(clause, printed=False)) for at, clause in enumerate(side)]
        for side in (old, new)
    )
    return pair(left, right)


def _added(ours: Sequence[Clause], theirs: Sequence[Clause]) -> Mapping[int, int]:
    """What both sides added, each in its own words."""

    def one(mine: Clause, yours: Clause) -> bool:
        named = mine.number == yours.number != "" or mine.heading == yours.heading != ""
        return named or similarity(words(plain(mine)), words(plain(yours))) >= _ADDED_ALIKE

    matched = _compared(ours, theirs)
    return {mine: yours for mine, yours in matched.items() if one(ours[mine], theirs[yours])}


def _same(one: Clause, other: Clause) -> bool:
    """Equal but for identity and place in the source."""
    return one is other or (
        one.text == other.text
        and one.number == other.number
        and one.heading == other.heading
        and one.kind == other.kind
        and one.printed == other.printed
        and one.rows == other.rows
        and len(one.children) == len(other.children)
        and all(map(_same, one.children, other.children))
    )


def _rank(clause: Clause) -> tuple[str, str, str]:
    return clause.number, clause.printed, content_key(clause)


def _merged(base: Clause, ours: Clause, theirs: Clause) -> Clause:
    """A clause that both sides changed. Raises Clashes."""
    if _same(ours, theirs):
        return ours
    number = base.number
    if ours.number != theirs.number:
        number = max((c.number for c in (ours, theirs) if c.number != base.number), key=_height)
    heading = _merged_text(base.heading, ours.heading, theirs.heading)
    inside = merge_lists(base.children, ours.children, theirs.children, _CLAUSES)
    if inside.disputes:
        raise Clashes("edited", *(clash for dispute in inside.disputes for clash in _clashes(dispute)))
    return Clause(
        chosen(base.kind, ours.kind, theirs.kind),
        number=number,
        heading=heading,
        text=_merged_text(base.text, ours.text, theirs.text),
        rows=_merged_rows(base.rows, ours.rows, theirs.rows),
        children=tuple(inside.kept[key] for key in inside.order),
        printed=_printed(number, heading, base, (ours, theirs)),
        id=base.id,
        line=base.line,
    )


def _height(number: str) -> tuple[int, int, str]:
    found = parse_label(number)
    return (found.number, found.inserted, number) if found else (0, 0, number)


def _printed(number: str, heading: str, base: Clause, sides: Sequence[Clause]) -> str:
    """What stands in front of a merged clause: as printed in a version that has this number and heading."""
    fitting = [c.printed for c in (base, *sides) if (c.number, c.heading) == (number, heading)]
    if fitting:
        return max(fitting, key=lambda printed: (printed != base.printed, printed))
    nearest = min((c for c in sides if c.number == number), key=lambda c: c.printed, default=base)
    return nearest.printed.replace(nearest.heading, heading) if nearest.heading else f"{number} {heading}".strip()


def _clashes(dispute: Dispute[Clause]) -> Iterator[Clash]:
    if dispute.clashes:
        yield from dispute.clashes
    else:
        yield Clash(*(plain(c) if c else "" for c in (dispute.base, dispute.ours, dispute.theirs)))


def _merged_text(base: str, ours: str, theirs: str) -> str:
    """The text with the changes of both sides. Raises Clashes where changes touch one another."""
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    made: list[str] = []
    clashes: list[Clash] = []
    done = 0
    for changes in _touching(_changes(base, ours), _changes(base, theirs)):
        group = [_worded(base, side) for side in changes] if all(changes) else list(changes)
        start = min(change.start for side in changes for change in side)
        end = max(change.end for side in changes for change in side)
        left, right = (_applied(base, start, end, side) for side in group)
        if all(group) and left != right:
            clashes.append(Clash(base[start:end], left, right))
        made += [base[done:start], left if group[0] else right]
        done = end
    if clashes:
        raise Clashes("edited", *clashes)
    return "".join([*made, base[done:]])


def _changes(base: str, side: str) -> list[_Change]:
    """What a side changed, by whole tokens. Sides too long to be aligned are one change but for their common ends."""
    head, tail = common_ends(base, side)
    middle = base[head : len(base) - tail]
    old, new = tokens(middle), tokens(side[head : len(side) - tail])
    if len(old) * len(new) > _PAIRS:
        return [_Change(head, head + len(middle), "".join(new))]
    starts = [head, *accumulate(map(len, old), initial=head)][1:]
    numbers = {token: number for number, token in enumerate({*old, *new})}
    codes = Indel.opcodes([numbers[token] for token in old], [numbers[token] for token in new])
    return [
        _Change(starts[left], starts[left_end], "".join(new[right:right_end]))
        for left, left_end, right, right_end in _joined(codes)
    ]


def _joined(codes: Iterable[Opcode]) -> Iterator[tuple[int, int, int, int]]:
    """The places that changed in both token lists; a few words kept in between were not meant to be kept, and changed too."""
    for kept, group in groupby(codes, lambda code: code.tag == "equal" and code.src_end - code.src_start >= _FEW):
        changed = [code for code in group if code.tag != "equal"]
        if not kept and changed:
            first, last = changed[0], changed[-1]
            yield first.src_start, last.src_end, first.dest_start, last.dest_end


def _touching(ours: Sequence[_Change], theirs: Sequence[_Change]) -> Iterator[tuple[list[_Change], list[_Change]]]:
    """The changes of both sides in order, those together that overlap or touch."""
    waiting = sorted(
        [(c.start, c.end, 0, c) for c in ours] + [(c.start, c.end, 1, c) for c in theirs], key=lambda w: w[:3]
    )
    group: tuple[list[_Change], list[_Change]] = ([], [])
    reach = -1
    for start, end, side, change in waiting:
        if start > reach and any(group):
            yield group
            group = ([], [])
        group[side].append(change)
        reach = max(reach, end)
    if any(group):
        yield group


def _worded(base: str, changes: Sequence[_Change]) -> list[_Change]:
    """The changes of words; new line breaks give way to them."""
    return [c for c in changes if folded(base[c.start : c.end]) != folded(c.text)]


def _applied(base: str, start: int, end: int, changes: Sequence[_Change]) -> str:
    made, done = [], start
    for change in changes:
        made += [base[done : change.start], change.text]
        done = change.end
    return "".join([*made, base[done:end]])


def _merged_rows(base: Rows, ours: Rows, theirs: Rows) -> Rows:
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    outcome = merge_lists(base, ours, theirs, _ROWS)
    if outcome.disputes:
        rows = [(d.base or (), d.ours or (), d.theirs or ()) for d in outcome.disputes]
        raise Clashes("edited", *(Clash(*("\t".join(row) for row in versions)) for versions in rows))
    return tuple(outcome.kept[key] for key in outcome.order)


def _merged_row(base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    if not len(base) == len(ours) == len(theirs):
        raise Clashes("edited")
    cells = []
    for before, left, right in zip(base, ours, theirs, strict=True):
        if left != right and before not in (left, right):
            raise Clashes("edited")
        cells.append(chosen(before, left, right))
    return tuple(cells)


_LAST = ("\U0010ffff", "", "")
_CLAUSES: Sort[Clause] = Sort(_pairs, _added, _same, _merged, _rank)
_ROWS: Sort[tuple[str, ...]] = Sort(pair_rows, pair_rows, lambda one, other: one == other, _merged_row, lambda row: row)
