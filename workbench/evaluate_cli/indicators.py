"""`workbench indicators FILE`: indicators of a table of figures, or Gini and pay gaps of a list of wages, without a house.

Exit status: 0 computed; 1 what stands in the file is wrong: every fault is named on standard error, and nothing is computed;
2 trouble: wrong usage, a file that cannot be read. Format: docs/indicators.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agreements.rules.decoding import ImportRefused, decode
from evaluation.policy.figure_faults import FIGURE_FAULTS
from evaluation.rules import inequality
from evaluation.rules.figure_reading import Fault, FigureLine, TableRefused, read_figures, table_rows
from evaluation.rules.indicators import Computed, book, compute_all
from evaluation.rules.measures import ValueRefused, number, plainly
from evaluation.rules.picking import Figure
from evaluation.rules.spans import Span, SpanRefused, span_of
from evaluation.rules.table_words import meant
from evaluation.rules.wages import MOST_PEOPLE, Wage, is_wage_list, read_wages
from workbench.evaluate_cli.saying import FAULT, N_, NO_FILE, TROUBLE, WELL, WRONG, Language, Trouble, placed, said

FORMAT = "tripartite-workbench/indicators/v1"
SMALL = 5
Found = Mapping[str, Any]
PASSED = N_("columns passed over: %(columns)s")
LINES = N_("lines %(lines)s")
WHYS = {
    "missing": N_("figures are missing"),
    "no_case": N_("there was no case"),
    "too_few": N_("too few people stand behind it"),
    "over_whole": N_("the part is larger than the whole"),
}


def run(arguments: Sequence[str]) -> int:
    """Compute what the file says and write it to standard output; return the exit status."""
    asked = _parser().parse_args(arguments)
    language = Language(asked.language or "")
    try:
        found = _found(_text(asked.file, language), asked.period, language)
    except Trouble as trouble:
        for line in trouble.lines:
            _tell(f"{asked.file}: {line}")
        return trouble.status
    except Exception as fault:
        # A traceback would end with status 1, which means "wrong".
        _tell(said(FAULT, language, {"fault": f"{type(fault).__name__}: {fault}"}))
        return TROUBLE
    if asked.format == "json":
        sys.stdout.write(json.dumps({"format": FORMAT, "enterprises": found}, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for one in found for line in _lines(one, language))
    return WELL


def _tell(line: str) -> None:
    sys.stderr.write(f"workbench indicators: {line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workbench indicators",
        description="Rates from a table of figures (enterprise,measure,period,value,unit,source), "
        "or Gini and pay gaps from a list of wages (wage,sex,grade,tenure,hours,category).",
    )
    parser.add_argument("file", help="a CSV file, or - for standard input")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--period", default="", help="the period of the indicators, such as 2025 or 2025-Q3")
    parser.add_argument("--language", "--lang", choices=("zh", "en"), help="the language; otherwise that of LANG")
    return parser


def _text(name: str, language: Language) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return decode(data).text
    except OSError as error:
        raise Trouble(said(NO_FILE, language, {"why": error.strerror})) from None
    except ImportRefused as refused:
        raise Trouble(said(NO_FILE, language, {"why": refused.reason})) from None


def _found(text: str, period: str, language: Language) -> list[Found]:
    try:
        text = _with_head(text)
        if is_wage_list(table_rows(text, MOST_PEOPLE)[0][1]):
            return _wages(text, language)
        table = read_figures(text)
    except TableRefused as refused:
        raise Trouble(said(FIGURE_FAULTS[refused.reason], language, refused.values), status=WRONG) from None
    if table.faults:
        raise Trouble(*(_said(fault, language) for fault in table.faults), status=WRONG)
    for doubt in table.doubts:
        _tell(_said(doubt, language))
    span = _span(period, language)
    return [one for name in _names(table.lines) for one in _of_enterprise(name, table.lines, span)]


def _with_head(text: str) -> str:
    """Return a bare column of numbers as a list of wages, anything else as it is."""
    cells = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        for cell in cells:
            number(cell)
    except ValueRefused:
        return text
    return "\n".join(["wage", *(f'"{cell}"' for cell in cells)]) if cells else text


def _said(fault: Fault, language: Language) -> str:
    place = placed(language, fault.line) + (f", {fault.column}" if fault.column else "")
    return f"{place}: {said(FIGURE_FAULTS[fault.reason], language, fault.values)}"


def _names(lines: Sequence[FigureLine]) -> list[str]:
    return list(dict.fromkeys(line.enterprise for line in lines))


def _of_enterprise(name: str, lines: Sequence[FigureLine], asked: Span | None) -> Iterator[Found]:
    """Yield what comes of one enterprise's figures: for the period asked for, or every one they tell of that gives a value."""
    figures = [
        Figure(str(line.line), line.measure.id, line.span, line.value, line.source)
        for line in lines
        if line.enterprise == name
    ]
    for span in [asked] if asked else _spans(figures):
        computed = compute_all(figures, span)
        if asked or any(one.why != "missing" for one in computed):
            yield {"enterprise": name, "period": span.text, "indicators": {c.indicator.id: _json(c) for c in computed}}


def _span(period: str, language: Language) -> Span | None:
    try:
        return span_of(period) if period else None
    except SpanRefused:
        raise Trouble(said(FIGURE_FAULTS["no_period"], language, {"value": period})) from None


def _spans(figures: Sequence[Figure]) -> list[Span]:
    years = {span_of(str(one.span.first.year)) for one in figures}
    return sorted({*years, *(one.span for one in figures)})


def _json(one: Computed) -> Found:
    return {
        "value": _plain(one.value),
        "unit": one.indicator.unit,
        "why": one.why,
        "n": _plain(one.n),
        "low": _plain(one.low),
        "high": _plain(one.high),
        "missing": [gap.measure for gap in one.missing],
        "lines": sorted(int(row) for row in one.rows),
        "disputed": [picked.measure for picked in one.disputed],
        "publishable": one.publishable,
        "formula": one.indicator.formula.en,
        "source": book().said_source(one.indicator.source).en,
        "mark": one.indicator.mark,
    }


def _plain(value: Any) -> str | None:
    return None if value is None else plainly(value)


def _wages(text: str, language: Language) -> list[Found]:
    listed = read_wages(text, others=True)
    if listed.faults:
        raise Trouble(*(_said(fault, language) for fault in listed.faults), status=WRONG)
    passed = [cell.strip() for cell in table_rows(text, MOST_PEOPLE)[0][1] if meant("wages", cell) is None]
    if passed:
        _tell(said(PASSED, language, {"columns": ", ".join(passed)}))
    names = dict.fromkeys(one.enterprise for one in listed.wages)
    return [_of_wages(name, [one for one in listed.wages if one.enterprise == name]) for name in names]


def _of_wages(name: str, wages: Sequence[Wage]) -> Found:
    amounts = [float(one.amount) for one in wages]
    found: dict[str, Any] = {
        "enterprise": name,
        "people": len(wages),
        "gini": _rounded(inequality.gini(amounts)),
        "gini_corrected": _rounded(inequality.gini(amounts, corrected=True)),
    }
    paid = [one for one in wages if one.amount]
    if paid and paid[0].female is not None:
        found |= _gaps(paid)
    return {**found, "small": len(wages) < SMALL or any(0 < found.get(sex, SMALL) < SMALL for sex in ("women", "men"))}


def _gaps(wages: Sequence[Wage]) -> Found:
    women, men = ([float(one.amount) for one in wages if one.female is female] for female in (True, False))
    raw = inequality.gap(men, women)
    controls = wages[0].numbers or wages[0].kinds
    adjusted = inequality.adjusted_gap(
        [float(one.amount) for one in wages],
        [bool(one.female) for one in wages],
        {name: [one.numbers[name] for one in wages] for name in wages[0].numbers},
        {name: [one.kinds[name] for one in wages] for name in wages[0].kinds},
    )
    return {
        "women": len(women),
        "men": len(men),
        "pay_gap_mean": _rounded(raw.mean if raw else None),
        "pay_gap_median": _rounded(raw.median if raw else None),
        "share_of_women_by_quartile": [_rounded(one) for one in raw.quartiles] if raw and raw.quartiles else None,
        **_bonus_gap(wages),
        "pay_gap_adjusted": None
        if adjusted is None or not controls
        else {
            "gap": _rounded(-adjusted.gap),
            "low": _rounded(-adjusted.high),
            "high": _rounded(-adjusted.low),
            "people": adjusted.people,
            "coefficients": adjusted.coefficients,
            "explained": _rounded(adjusted.explained),
        },
    }


def _bonus_gap(wages: Sequence[Wage]) -> Found:
    """Say nothing of bonuses where the list has no column for them."""
    if wages[0].bonus is None:
        return {}
    received = {
        female: [float(one.bonus) for one in wages if one.female is female and one.bonus] for female in (True, False)
    }
    sizes = {female: sum(one.female is female for one in wages) for female in received}
    gap = inequality.gap(received[False], received[True])
    return {
        "bonus_gap_mean": _rounded(gap.mean if gap else None),
        "bonus_gap_median": _rounded(gap.median if gap else None),
        "share_of_women_with_bonus": _rounded(len(received[True]) / sizes[True] if sizes[True] else None),
        "share_of_men_with_bonus": _rounded(len(received[False]) / sizes[False] if sizes[False] else None),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6) + 0.0


def _lines(found: Found, language: Language) -> Iterator[str]:
    """Yield one enterprise as a person reads it."""
    if "indicators" not in found:
        yield from (f"{key}\t{_cell(value)}" for key, value in found.items())
        yield ""
        return
    yield f"{found['enterprise']} {found['period']}".strip()
    silent: list[str] = []
    for key, one in found["indicators"].items():
        indicator = book().indicator[key]
        name, unit = (getattr(words, language) for words in (indicator.said, book().unit[indicator.unit]))
        if one["value"] is None:
            why = said(WHYS[one["why"]], language)
            silent.append(f"  {name}\t-\t{why}" + (f": {', '.join(one['missing'])}" if one["missing"] else ""))
            continue
        interval = f" [{one['low']}, {one['high']}]" if one["low"] and one["high"] else ""
        people = f"  n={one['n']}" if one["n"] else ""
        yield f"  {name}\t{one['value']} {unit}{interval}{people}\t{said(LINES, language, {'lines': ', '.join(map(str, one['lines']))})}"
    yield from silent
    yield ""


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_cell(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_cell(one) for one in value)
    return "-" if value is None else str(value)
