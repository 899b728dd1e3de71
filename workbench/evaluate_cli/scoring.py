"""`workbench evaluate score` and `check`: a sheet and filled-in values in, scores with their reasons out.

Exit status 0 when all is well, 1 when a sheet or a table is not, of which then nothing is scored, 2 when a file cannot be read.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING, Any

from evaluation.rules.item_values import Said, plain
from evaluation.rules.sayings import FAULTS, ON_FILES, REFUSALS, TABLE_FAULTS, reason
from evaluation.rules.scheme_faults import Fault
from evaluation.rules.scheme_reading import LONGEST, Reading, read, shipped_names, shipped_text
from evaluation.rules.schemes import Scheme
from evaluation.rules.scoring import ItemScore, Result, score
from evaluation.rules.sheet_data import DataFaults, Filled, read_sheets
from workbench.evaluate_cli.saying import NO_FILE, WELL, WRONG, Language, Trouble, placed, said

Scored = Iterable[tuple[Filled, Result]]
if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

_MOST_FAULTS = 50
_LARGEST = 512 * 1024 * 1024
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def add_verbs(verbs: Verbs) -> None:
    """Add `score` and `check`; their `act` takes what was asked and returns the exit status."""
    says = "score one or many enterprises by a sheet"
    scoring = verbs.add_parser("score", help=says, description=says)
    scoring.add_argument("sheet", metavar="SHEET", help="a TOML file, or the name of one that comes with the workbench")
    scoring.add_argument("data", metavar="DATA.csv", help="enterprise,item_id,value[,stage]; - for standard input")
    scoring.add_argument("--format", choices=("json", "csv", "text"), default="json")
    says = "say everything that is wrong with a sheet"
    checking = verbs.add_parser("check", help=says, description=says)
    checking.add_argument(
        "sheet", metavar="SHEET", help="a TOML file, or the name of one that comes with the workbench"
    )
    checking.add_argument("--format", choices=("json", "text"), default="text")
    for verb, act in ((scoring, _score), (checking, _check)):
        verb.add_argument("--language", choices=("zh", "en"), help="the language of messages; otherwise that of LANG")
        verb.set_defaults(act=lambda asked, act=act: _run(asked, act))


def scheme_named(name: str, language: Language | None = None) -> Scheme:
    """Return a sheet by its file or its name. Raises Trouble, also for one with faults."""
    language = language or Language("")
    found = _reading(name, language)
    if found.scheme is None or found.faults:
        raise Trouble(*_told(name, found.faults, language), status=WRONG)
    return found.scheme


def sheets_in(scheme: Scheme, name: str, language: Language) -> list[Filled]:
    """Return the filled-in sheets of a file. Raises Trouble with each line that is wrong."""
    try:
        return read_sheets(scheme, _text(name, _LARGEST, language))
    except DataFaults as wrong:
        lines = [
            f"{name}, {placed(language, one.line)}: {_about(one.reason, one.values)}"
            + said(TABLE_FAULTS.get(one.reason) or REFUSALS[one.reason], language, one.values)
            for one in wrong.faults
        ]
        raise Trouble(*lines[:_MOST_FAULTS], *_more(len(lines), language), status=WRONG) from None


def _run(asked: argparse.Namespace, act: Any) -> int:
    try:
        status: int = act(asked, Language(asked.language or ""))
    except Trouble as trouble:
        sys.stderr.writelines(f"workbench evaluate {asked.verb}: {line}\n" for line in trouble.lines)
        return trouble.status
    return status


def _score(asked: argparse.Namespace, language: Language) -> int:
    scheme = scheme_named(asked.sheet, language)
    filled = sheets_in(scheme, asked.data, language)
    # One at a time: the reasons of a hundred thousand sheets would not fit into memory.
    for written in _WRITERS[asked.format](scheme, ((one, score(scheme, one.values)) for one in filled), language):
        sys.stdout.write(written)
    return WELL


def _check(asked: argparse.Namespace, language: Language) -> int:
    found = _reading(asked.sheet, language)
    if asked.format == "json":
        faults = [one.__dict__ | {"values": dict(one.values)} for one in found.faults]
        told = {"sheet": asked.sheet, "sound": not found.faults, "faults": faults, **_sums(found.scheme)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        lines = _told(asked.sheet, found.faults, language)
        if found.scheme is not None and not found.faults:
            lines = list(_sound(asked.sheet, found.scheme, language))
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return WRONG if found.faults else WELL


def _sound(name: str, scheme: Scheme, language: Language) -> Iterator[str]:
    sums = {key: str(value) for key, value in _sums(scheme).items()}
    yield f"{name}: {said(ON_FILES['sound'], language, sums)}"
    if scheme.partial:
        yield f"  {said(ON_FILES['partial'], language, {})}"
    yield f"  {said(ON_FILES['marked'], language, {'mark': scheme.mark, 'source': scheme.source})}"


def _sums(scheme: Scheme | None) -> dict[str, Any]:
    if scheme is None:
        return {}
    points = sum((item.points or Decimal(0) for item in scheme.items if item.role == "points"), Decimal(0))
    taken = sum((item.points or Decimal(0) for item in scheme.items if item.role == "deduction"), Decimal(0))
    vetoes = sum(item.role == "veto" for item in scheme.items)
    return {
        "items": len(scheme.items),
        "points": plain(points),
        "deductions": plain(-taken),
        "vetoes": vetoes,
        "partial": scheme.partial,
        "digest": scheme.digest,
    }


def _reading(name: str, language: Language) -> Reading:
    if Path(name).is_file() or name == "-" or name not in shipped_names():
        return read(_text(name, 4 * LONGEST, language))
    return read(shipped_text(name))


def _text(name: str, limit: int, language: Language) -> str:
    try:
        data = sys.stdin.buffer.read(limit + 1) if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        names = said(ON_FILES["names"], language, {"names": ", ".join(shipped_names())})
        raise Trouble(f"{name}: {said(NO_FILE, language, {'why': why})}", names) from None
    if len(data) > limit:
        raise Trouble(f"{name}: {said(ON_FILES['larger'], language, {'limit': str(limit)})}")
    for encoding in ("utf-16",) if data[:2] in _UTF_16 else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            at = data.count(b"\n", 0, error.start) + 1
    raise Trouble(f"{name}, {placed(language, at)}: {said(ON_FILES['encoding'], language, {})}")


def _told(name: str, faults: tuple[Fault, ...], language: Language) -> list[str]:
    lines = []
    for one in faults:
        place = ", ".join(filter(None, (name, one.where, one.field)))
        lines.append(f"{place}: {said(FAULTS[one.reason], language, one.values)}")
    return [*lines[:_MOST_FAULTS], *_more(len(lines), language)]


def _more(count: int, language: Language) -> list[str]:
    left = count - _MOST_FAULTS
    return [said(ON_FILES["more"], language, {"count": str(left)})] if left > 0 else []


def _about(reason: str, values: Mapping[str, str]) -> str:
    return f"{values['item']}: " if reason in REFUSALS and "item" in values else ""


def _data(filled: Filled, result: Result, language: Language) -> dict[str, Any]:
    head = {"enterprise": filled.enterprise} | ({"stage": filled.stage} if filled.stage else {})
    data = {**head, **{name: _numbers(part) for name, part in result.as_data().items()}}
    for one, told in zip(result.items, data["items"], strict=True):
        told["why"] = _why(one, language)
    return data


def _why(one: ItemScore, language: Language) -> str:
    return " ".join(filter(None, (_reason(why, language) for why in one.said)))


def _reason(why: Said, language: Language) -> str:
    values = dict(why.values)
    if why.key == "grade":
        values["grade"] = values[str(language)]
    sentence = reason(why.key, values)
    return said(sentence, language, values) if sentence else ""


def _numbers(part: Any, name: str = "") -> Any:
    """Exact decimals as JSON numbers, where a reader of JSON gets the same digits back; values and reasons stay as they are."""
    if isinstance(part, dict):
        return {
            key: one if key in ("said", "value", "item", "rule") else _numbers(one, key) for key, one in part.items()
        }
    if isinstance(part, list):
        return [_numbers(one, name) if isinstance(one, dict) else one for one in part]
    if isinstance(part, str) and name not in ("tier", "decided_by"):
        try:
            exact = Decimal(part)
        except ArithmeticError:
            return part
        number = int(exact) if exact == exact.to_integral_value() else float(exact)
        return number if Decimal(repr(number)) == exact else part
    return part


def _as_json(scheme: Scheme, scored: Scored, language: Language) -> Iterator[str]:
    between = "[\n"
    for filled, result in scored:
        told = json.dumps(_data(filled, result, language), ensure_ascii=False, indent=2)
        yield between + indent(told, "  ")
        between = ",\n"
    yield "\n]\n"


def _as_csv(scheme: Scheme, scored: Scored, language: Language) -> Iterator[str]:
    blocks = [one.id for one in scheme.blocks]
    yield _row(["enterprise", "stage", *blocks, "positive", "deductions", "total", "vetoed", "tier", "decided_by"])
    for filled, result in scored:
        sums = [_shown(one.score) for one in result.blocks]
        rest = [_shown(one) for one in (result.positive, result.deductions, result.total)]
        yield _row([filled.enterprise, filled.stage, *sums, *rest, int(result.vetoed), result.tier, result.decided_by])


def _row(cells: Sequence[object]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _shown(amount: Decimal | None) -> str | None:
    return None if amount is None else plain(amount)


def _as_text(scheme: Scheme, scored: Scored, language: Language) -> Iterator[str]:
    return (f"{line}\n" for filled, result in scored for line in _lines(filled, result, language))


def _lines(filled: Filled, result: Result, language: Language) -> Iterator[str]:
    data = result.as_data()
    name = f"{filled.enterprise} ({filled.stage})" if filled.stage else filled.enterprise
    yield f"{name}: {data['total'] or '-'}  {result.tier or '-'}  ({result.decided_by})"
    for block, points in data["blocks"].items():
        yield f"  {block:<20}{points or '-':>8}"
    yield f"  {said(ON_FILES['deductions'], language, {'amount': data['deductions'] or '-'})}"
    for one, told in zip(result.items, data["items"], strict=True):
        yield f"    {one.item:<18}{told['score'] or '-':>8}  {_why(one, language)}".rstrip()
    for key in ("missing", "undecided"):
        if names := data[key]:
            yield f"  {said(ON_FILES[key], language, {'items': ', '.join(names)})}"


_WRITERS = {"json": _as_json, "csv": _as_csv, "text": _as_text}
