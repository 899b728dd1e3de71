"""The report on what changes, as members read it before they vote: what is added, revised and deleted, clause by clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.rules.comparison import Comparison, Pair, Status, reflowed, said
from agreements.rules.folding import folded, words
from agreements.rules.pairing import similarity
from agreements.rules.redline import Kind, Run
from agreements.rules.sentences import sentences_by_line
from agreements.rules.table_changes import TableChange

_REWORDED = 0.5
# So few words are a number, not a sentence.
_NUMBER = 3
_KINDS: tuple[Kind, ...] = ("keep", "del", "ins")


@dataclass(frozen=True, slots=True)
class Change:
    """A clause of the report. `number` and `heading` are the new ones, of a deleted clause the old ones.

    `before` and `after` are the first sentence that changed, as it was and as it is; one of them is empty where a sentence
    only came or went. `places` counts the places where words changed.
    """

    status: Status
    number: str
    heading: str
    part: str
    old_numbers: tuple[str, ...]
    new_numbers: tuple[str, ...]
    before: str
    after: str
    places: int
    tables: tuple[TableChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole report. Clauses that only have another number or place stand apart: their words are the same."""

    counts: dict[Status, int]
    additions: tuple[Change, ...]
    revisions: tuple[Change, ...]
    deletions: tuple[Change, ...]
    moved: tuple[Change, ...]
    renumbered: tuple[Change, ...]


def summarise(comparison: Comparison) -> Summary:
    """The report on a comparison, in the order of the new text; page numbers in a table of contents are no news."""

    told = [pair for pair in comparison.pairs if (pair.new or pair.old)[0].clause.kind != "contents"]

    def those(*statuses: Status) -> tuple[Change, ...]:
        return tuple(_change(pair) for pair in told if pair.status in statuses)

    return Summary(
        Comparison(tuple(told)).counts,
        additions=those("added"),
        revisions=those("edited", "split", "merged"),
        deletions=those("removed"),
        moved=those("moved"),
        renumbered=those("renumbered"),
    )


def _change(pair: Pair) -> Change:
    named = (pair.new or pair.old)[0]
    before, after, places = _first_change(pair)
    return Change(
        pair.status,
        named.number,
        named.heading,
        named.part,
        tuple(unit.number for unit in pair.old),
        tuple(unit.number for unit in pair.new),
        before,
        after,
        places,
        pair.tables,
    )


def _first_change(pair: Pair) -> tuple[str, str, int]:
    """The first sentence that changed on both sides, and how many places changed."""
    old, new = said(pair.old), said(pair.new)
    if not pair.old or not pair.new:
        first = _opening(old or new)
        return (first, "", 1) if pair.old else ("", first, 1)
    runs = reflowed(pair.runs)
    places = sum(run.kind != "keep" and (at == 0 or runs[at - 1].kind == "keep") for at, run in enumerate(runs))
    changes = [at for at, run in enumerate(runs) if run.kind != "keep"]
    # A new bullet is a change, but nothing to report when words changed too.
    spoken = [at for at in changes if any(map(str.isalnum, runs[at].text))] or changes[:1]
    if not spoken:
        return "", "", 0
    told = (_around(runs, at, old, new) for at in spoken)
    # The same words set otherwise (a row of a table that became a line) say nothing.
    differing = (pair for pair in told if folded(pair[0]) != folded(pair[1]))
    before, after = next(differing, (_only_in(old, new), _only_in(new, old)))
    return before, after, places


def _only_in(text: str, other: str) -> str:
    """The first sentence of a text that the other one does not have, or nothing."""
    known = {folded(sentence.text) for sentence in sentences_by_line(other)}
    return next((s.text for s in sentences_by_line(text) if folded(s.text) not in known), "")


def _opening(text: str) -> str:
    """The first sentence, with the next one when it is only a number such as `Section 1.`"""
    found = [sentence.text for sentence in sentences_by_line(text)][:2]
    return " ".join(found[: 1 if found and len(words(found[0])) > _NUMBER else 2])


def _around(runs: Sequence[Run], start: int, old: str, new: str) -> tuple[str, str]:
    """The sentences of both texts around one change."""
    passed = {kind: sum(len(folded(run.text)) for run in runs[:start] if run.kind == kind) for kind in _KINDS}
    changed = {run.kind for run in runs[start : start + 2]}
    before, after = _sentence(old, passed["keep"] + passed["del"]), _sentence(new, passed["keep"] + passed["ins"])
    # What was only put in stands beside its old sentence when there is one, by itself when it is a sentence of its own.
    if len(changed - {"keep"}) == 1 and similarity(words(before), words(after)) < _REWORDED:
        return ("", after) if "ins" in changed else (before, "")
    return before, after


def _sentence(text: str, at: int) -> str:
    """The sentence in which the words from `at` on stand, counted without white space; the last one when there are none."""
    passed, last = 0, ""
    for sentence in sentences_by_line(text):
        passed, last = passed + len(folded(sentence.text)), sentence.text
        if passed > at:
            break
    return last
