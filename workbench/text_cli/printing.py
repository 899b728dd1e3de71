"""Results as values for JSON and as lines for a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from agreements.rules.tree import Clause, Unit, plain, to_json

if TYPE_CHECKING:
    from agreements.rules.checking import Finding
    from agreements.rules.comparison import Comparison, Pair
    from agreements.rules.merging import Merged
    from agreements.rules.reading import Imported
    from agreements.rules.redline import Run
    from workbench.text_cli.telling import Teller

MERGE_FORMAT = "tripartite-workbench/merge/v1"
_MARKS = {"keep": ("", ""), "del": ("[-", "-]"), "ins": ("{+", "+}")}


def import_json(found: Imported) -> dict[str, Any]:
    """Return what import read: a clause tree that every other command takes, and beside it what a person should look at."""
    return {
        **to_json(found.tree),
        "form": found.form,
        "encoding": found.encoding,
        "doubts": [
            {"reason": one.reason, "line": one.line, "lines": list(one.lines), "values": dict(one.values)}
            for one in found.doubts
        ],
        "furniture": [{"line": one.line, "text": one.text} for one in found.furniture],
        "proposals": [
            _named(one, "where", "line", "at", "author", "date", "before", "after") for one in found.proposals
        ],
        "notes": [_named(one, "where", "line", "author", "date", "text") for one in found.notes],
    }


def merge_json(merged: Merged) -> dict[str, Any]:
    """Return what people must decide after a merge, and what both sides must read together."""
    return {
        "format": MERGE_FORMAT,
        "summary": {"conflicts": len(merged.conflicts), "joint_readings": len(merged.joint_readings)},
        "conflicts": [
            {
                "reason": one.reason,
                **{side: _clause(getattr(one, side)) for side in ("base", "ours", "theirs")},
                "clashes": [_named(clash, "base", "ours", "theirs") for clash in one.clashes],
            }
            for one in merged.conflicts
        ],
        "joint_readings": [
            {"alike": one.alike, **{side: _clause(getattr(one, side)) for side in ("base", "ours", "theirs", "merged")}}
            for one in merged.joint_readings
        ],
    }


def comparison_lines(compared: Comparison, teller: Teller) -> Iterator[str]:
    """Yield a comparison for a screen: the counts, then each clause that changed with the paragraphs that did."""
    yield ", ".join(f"{number} {teller.status(status)}" for status, number in compared.counts.items() if number)
    for pair in compared.pairs:
        if pair.status != "unchanged":
            yield ""
            yield f"{teller.status(pair.status)}: {_names(pair)}"
            yield from _changed_paragraphs(pair)


def finding_lines(findings: Iterable[Finding], teller: Teller) -> Iterator[str]:
    """Yield findings for a screen: where, what, the sentence found, how to mend it, and what it rests on."""
    for one in findings:
        where = " ".join(filter(None, (one.number, one.heading)))
        said, mend, standing = (getattr(words, teller.language) for words in (one.message, one.mend, one.standing))
        law = " ".join(filter(None, (getattr(one.source.law, teller.language, ""), one.source.article)))
        yield f"{one.severity}: {where}: {said}" if where else f"{one.severity}: {said}"
        yield from (f"    {line}" for line in (one.sentence, mend, f"{law} ({standing})" if law else standing) if line)


def _changed_paragraphs(pair: Pair) -> Iterator[str]:
    from agreements.rules.beside import blocks, is_changed
    from agreements.rules.comparison import reflowed

    runs = reflowed(pair.runs)
    for block in blocks(runs):
        if is_changed(block):
            yield from ("    " + line for line in _marked(block).split("\n") if line)


def _marked(runs: Iterable[Run]) -> str:
    return "".join(f"{_MARKS[run.kind][0]}{run.text}{_MARKS[run.kind][1]}" for run in runs)


def _names(pair: Pair) -> str:
    old, new = (" + ".join(_name(unit) for unit in units) for units in (pair.old, pair.new))
    return old if old == new else " → ".join(filter(None, (old, new)))


def _name(unit: Unit) -> str:
    return " ".join(filter(None, (unit.number, unit.heading))) or unit.clause.kind


def _clause(clause: Clause | None) -> dict[str, str] | None:
    if clause is None:
        return None
    return {**_named(clause, "kind", "number", "heading", "id"), "text": plain(clause, printed=False)}


def _named(value: object, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}
