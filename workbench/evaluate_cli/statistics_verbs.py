"""`workbench evaluate agreement`, `ahp`, `index` and `sensitivity`: statistics of files, without a house. docs/evaluation-statistics.md

Exit status: 0 computed; 1 what stands in a file is wrong, and nothing is printed, or comparisons do not fit together, and the
weights are printed as not to be used; 2 trouble: wrong usage, a file that cannot be read.
"""

from __future__ import annotations

import argparse
import codecs
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.rules.sayings import ON_FILES
from workbench.evaluate_cli.saying import NO_FILE, WELL, WRONG, Language, Trouble, placed, said
from workbench.evaluate_cli.scoring import scheme_named, sheets_in

if TYPE_CHECKING:
    from evaluation.rules.statistic_faults import StatisticFault

    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

FORMAT = "tripartite-workbench/evaluation-{}/v1"
LARGEST = 256 * 1024 * 1024
Found = Mapping[str, Any]


def add_verbs(verbs: Verbs) -> None:
    """Add the statistics to the verbs of `workbench evaluate`; their `act` takes what was asked and returns the exit status."""

    def verb(name: str, act: Callable[[argparse.Namespace], int], says: str, *files: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=says, description=says)
        for file in files:
            made.add_argument(file.partition(".")[0].lower(), metavar=file)
        made.add_argument("--format", choices=("text", "json"), default="text")
        made.add_argument("--language", choices=("zh", "en"), help="the language of messages; otherwise that of LANG")
        made.set_defaults(act=_careful(act))
        return made

    rating = verb("agreement", _agreement, "how far raters agree: alpha, AC1, kappas, ICC", "RATINGS.csv")
    rating.add_argument("--raters", choices=("columns", "rows"), default="columns", help="where the raters stand")
    rating.add_argument(
        "--by", metavar="COLUMN", help="of a long table: apart for each value of a column, such as item_id"
    )
    rating.add_argument("--categories", type=_count, metavar="N", help="how many answers were possible")
    verb("ahp", _ahp, "weights from criteria compared two by two, and whether they fit together", "MATRIX.csv")
    verb("index", _index, "a composite index of units by a specification", "DATA.csv", "SPEC.toml")
    trying = verb("sensitivity", _sensitivity, "a sheet's results under weights drawn at random", "SHEET", "DATA.csv")
    trying.add_argument("--draws", type=_count, default=10_000, metavar="N")
    trying.add_argument("--seed", type=_number, default=1, metavar="N")
    trying.add_argument("--level", choices=("block", "item"), default="block", help="whose weights are drawn")
    trying.add_argument(
        "--model", choices=("noise", "dirichlet", "uniform"), default="noise", help="how they are drawn"
    )
    trying.add_argument("--spread", type=float, default=0.25, help="of noise: 0.25 is a quarter either way")
    trying.add_argument("--concentration", type=float, default=100.0, help="of dirichlet: the greater the closer")


def _agreement(asked: argparse.Namespace) -> int:
    from evaluation.rules.statistic_tables import TableFault
    from workbench.evaluate_cli.statistics import agreement_by, agreement_lines, agreement_of, group_lines

    text = _text(asked, asked.ratings)
    try:
        if asked.by is not None:
            return _say(asked, agreement_by(text, asked.by, asked.categories), group_lines)
        found = agreement_of(text, raters_in_rows=asked.raters == "rows", categories=asked.categories)
    except TableFault as fault:
        raise _trouble(asked, asked.ratings, fault) from None
    return _say(asked, found, agreement_lines)


def _ahp(asked: argparse.Namespace) -> int:
    from evaluation.rules.statistic_tables import TableFault
    from workbench.evaluate_cli.statistics import weight_lines, weights_of

    try:
        found = weights_of(_text(asked, asked.matrix))
    except TableFault as fault:
        raise _trouble(asked, asked.matrix, fault) from None
    _say(asked, found, weight_lines)
    return WELL if found["consistent"] else WRONG


def _index(asked: argparse.Namespace) -> int:
    from evaluation.rules.composite import IndexFault, read_specification
    from evaluation.rules.statistic_tables import TableFault
    from workbench.evaluate_cli.statistics import index_lines, index_of

    try:
        specification = read_specification(_text(asked, asked.spec))
    except IndexFault as fault:
        raise _trouble(asked, asked.spec, fault) from None
    try:
        found = index_of(_text(asked, asked.data), specification)
    except (TableFault, IndexFault) as fault:
        raise _trouble(asked, asked.data, fault) from None
    return _say(asked, found, index_lines)


def _sensitivity(asked: argparse.Namespace) -> int:
    from evaluation.rules.sensitivity import Draws
    from evaluation.rules.statistic_faults import StatisticFault
    from workbench.evaluate_cli.statistics import sensitivity_lines, sensitivity_of

    language = Language(asked.language or "")
    try:
        draws = Draws(asked.draws, asked.seed, asked.model, asked.spread, asked.concentration)
    except StatisticFault as fault:
        raise Trouble(said(fault.sentence, language, fault.values)) from None
    scheme = scheme_named(asked.sheet, language)
    sheets = sheets_in(scheme, asked.data, language)
    try:
        found = sensitivity_of(scheme, sheets, draws, by_item=asked.level == "item")
    except StatisticFault as fault:
        raise _trouble(asked, asked.data, fault) from None
    return _say(asked, found, sensitivity_lines)


def _trouble(asked: argparse.Namespace, file: str, fault: StatisticFault) -> Trouble:
    """Say a fault in the language asked for, behind the file, line and column it is about."""
    language = Language(asked.language or "")
    place = placed(language, fault.line, fault.column)
    told = ", ".join(filter(None, (file, place))) + ": " + said(fault.sentence, language, fault.values)
    return Trouble(told, status=WRONG)


def _careful(act: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    def done(asked: argparse.Namespace) -> int:
        try:
            return act(asked)
        except Trouble as trouble:
            sys.stderr.writelines(f"workbench evaluate {asked.verb}: {line}\n" for line in trouble.lines)
            return trouble.status

    return done


def _say(asked: argparse.Namespace, found: Found, lines: Callable[[Found, Language], Iterable[str]]) -> int:
    if asked.format == "json":
        text = json.dumps({"format": FORMAT.format(asked.verb), **found}, ensure_ascii=False, indent=1, allow_nan=False)
        sys.stdout.write(text + "\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in lines(found, Language(asked.language or ""))))
    return WELL


def _text(asked: argparse.Namespace, file: str) -> str:
    """Return the text of a file, or of standard input for a hyphen. Raises Trouble."""
    language = Language(asked.language or "")
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise Trouble(f"{file}: {said(NO_FILE, language, {'why': error.strerror})}") from None
    if len(data) > LARGEST:
        raise Trouble(f"{file}: {said(ON_FILES['larger'], language, {'limit': LARGEST})}")
    coding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    for one in (coding, "gb18030"):
        try:
            text = data.decode(one)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Trouble(f"{file}: {said(ON_FILES['encoding'], language)}")


def _count(text: str) -> int:
    number = _number(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is below 1")
    return number


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from None
