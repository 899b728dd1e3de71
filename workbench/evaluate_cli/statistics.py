"""What `workbench evaluate agreement`, `ahp`, `index` and `sensitivity` find, as values for JSON and lines for a screen."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from evaluation.rules.agreement_coefficients import GOOD, TENTATIVE, Agreement, Level, Rated, agreement, alpha
from evaluation.rules.pairwise_weights import MOST_INCONSISTENT, MatrixFault, Weighting, read_matrix, weigh
from evaluation.rules.sayings import N_
from evaluation.rules.statistic_tables import (
    Floats,
    Ratings,
    TableFault,
    read_columns,
    read_comparisons,
    read_grouped,
    read_ratings,
)
from workbench.evaluate_cli.saying import Language, said

if TYPE_CHECKING:
    from evaluation.rules.composite import Index, Specification
    from evaluation.rules.schemes import Scheme
    from evaluation.rules.sensitivity import Draws
    from evaluation.rules.sheet_data import Filled

Found = Mapping[str, Any]
_ALPHA = {
    "nominal": N_("Krippendorff's alpha, nominal"),
    "ordinal": N_("Krippendorff's alpha, ordinal"),
    "interval": N_("Krippendorff's alpha, interval"),
    "ratio": N_("Krippendorff's alpha, ratio"),
}
_DRAWN = {
    "block": N_("%(draws)s weightings of every block from seed %(seed)s, %(model)s"),
    "item": N_("%(draws)s weightings of every item from seed %(seed)s, %(model)s"),
}
_TRIED = (N_("enterprise"), N_("total"), N_("tier"), N_("tier kept"), N_("mean rank"), N_("ranks"), N_("first"))


def agreement_of(text: str, *, raters_in_rows: bool, categories: int | None) -> Found:
    """Return all coefficients of a file of ratings. Raises TableFault."""
    return _coefficients(read_ratings(text, raters_in_rows=raters_in_rows), categories)


def agreement_by(text: str, column: str, categories: int | None) -> Found:
    """Return the coefficients for each value of a column, such as each item. Raises TableFault."""
    groups = read_grouped(text, column)
    return {"by": column, "groups": {name: _coefficients(one, categories) for name, one in groups.items()}}


def _coefficients(ratings: Ratings, categories: int | None) -> Found:
    table = Rated(ratings.values)
    if categories is not None and categories < len(table.values):
        raise TableFault(
            N_("There are %(count)s different answers, more than were said to be possible."), count=len(table.values)
        )
    found = agreement(table, categories, numbers=not ratings.words)
    numbers = not ratings.words
    ratio = alpha(table, Level.RATIO) if numbers and table.values[0] >= 0 else None
    return {
        "units": found.units,
        "raters": list(ratings.raters),
        "ratings": found.ratings,
        "pairable": found.pairable,
        "words": list(ratings.words),
        "percent_agreement": found.percent,
        "alpha": {
            "nominal": found.alpha_nominal,
            "ordinal": found.alpha_ordinal,
            "interval": found.alpha_interval,
            "ratio": ratio,
        },
        "ac1": found.ac1,
        "fleiss": found.fleiss,
        "brennan_prediger": found.brennan_prediger,
        "conger": found.conger,
        "icc": _icc(found),
    }


def agreement_lines(found: Found, language: Language) -> Iterator[str]:
    """Yield what a person reads of it; a coefficient that the ratings do not define is a dash."""
    raters = {"units": found["units"], "count": len(found["raters"]), "names": ", ".join(found["raters"])}
    yield said(N_("%(units)s units, %(count)s raters: %(names)s"), language, raters)
    rated = {"ratings": found["ratings"], "pairable": found["pairable"]}
    yield said(N_("%(ratings)s ratings, %(pairable)s of them in units that two or more have rated"), language, rated)
    yield ""
    yield _pair(said(N_("percent agreement"), language), found["percent_agreement"])
    for level, value in found["alpha"].items():
        yield _pair(said(_ALPHA[level], language), value) + _band(value, language)
    yield _pair(said(N_("Gwet's AC1"), language), found["ac1"])
    yield _pair(said(N_("Fleiss' kappa"), language), found["fleiss"])
    yield _pair("Brennan-Prediger", found["brennan_prediger"])
    yield _pair(said(N_("Conger's kappa"), language), found["conger"])
    for name, value in (found["icc"] or {}).items():
        is_icc = name.startswith("ICC")
        yield _pair(name, value) if is_icc else said(N_("ICC of %(count)s complete units"), language, {"count": value})


def group_lines(found: Found, language: Language) -> Iterator[str]:
    """Yield a line a group, the least agreement first: alpha of intervals, of names where values are words, and AC1."""
    heads = (said(one, language) for one in (N_("units"), N_("raters"), N_("agreement")))
    yield "\t".join((found["by"], *heads, "alpha", "AC1"))
    ordered = sorted(
        found["groups"].items(), key=lambda one: (one[1]["percent_agreement"] is None, one[1]["percent_agreement"] or 0)
    )
    for name, one in ordered:
        measured = one["alpha"]["nominal" if one["words"] else "interval"]
        shown = (_short(value) for value in (one["percent_agreement"], measured, one["ac1"]))
        yield "\t".join((name, str(one["units"]), str(len(one["raters"])), *shown))


def weights_of(text: str) -> Found:
    """Return the weights of a file of comparisons, and how far they fit together. Raises TableFault."""
    names, cells, (line, column) = read_comparisons(text)
    if len(names) != len(cells):
        raise TableFault(N_("%(rows)s rows for %(count)s criteria."), line, rows=len(cells), count=len(names))
    try:
        matrix = read_matrix(cells)
    except MatrixFault as wrong:
        line_of = (wrong.line or 1) + line - 1
        place = None if wrong.column is None else wrong.column + column - 1
        raise TableFault(wrong.sentence, line_of, place, **wrong.values) from None
    found = weigh(matrix)
    return {
        "criteria": list(names),
        "weights": dict(zip(names, found.weights, strict=True)),
        "lambda_max": found.eigenvalue,
        "consistency_index": found.index,
        "consistency_ratio": found.ratio,
        "limit": MOST_INCONSISTENT,
        "consistent": found.consistent,
        "worst_pair": _worst(found, names),
    }


def weight_lines(found: Found, language: Language) -> Iterator[str]:
    """Yield the weights, or why they may not be used."""
    yield f"λ max {found['lambda_max']:.4f}   CI {found['consistency_index']:.4f}   CR {found['consistency_ratio']:.4f}"
    worst = found["worst_pair"]
    if not found["consistent"]:
        refused = N_("refused: the comparisons do not fit together, CR is above %(limit)s")
        yield said(refused, language, {"limit": f"{found['limit']:.2f}"})
    if worst is not None:
        pair = N_("the worst pair is %(first)s to %(second)s: judged %(judged)s, the others imply %(implied)s")
        yield said(pair, language, worst | {"implied": f"{worst['implied']:.2f}"})
    yield ""
    behind = "" if found["consistent"] else "   " + said(N_("not to be used"), language)
    for name, weight in found["weights"].items():
        yield _pair(name, weight) + behind


def index_of(data: str, specification: Specification) -> Found:
    """Return a composite index. Raises TableFault for the data, IndexFault for what does not fit the specification."""
    from evaluation.rules.composite import index

    units, columns = read_columns(data)
    return _index(index(specification, units, columns), specification)


def index_lines(found: Found, language: Language) -> Iterator[str]:
    """Yield a line a unit, the highest first."""
    columns = [*found["groups"], *found["indicators"]]
    yield "\t".join((*(said(one, language) for one in (N_("rank"), N_("unit"), N_("index"))), *columns))
    for unit in sorted(found["units"], key=lambda one: (one["rank"] is None, one["rank"], one["unit"])):
        parts = [_short(unit["groups"].get(name, unit["indicators"].get(name))) for name in columns]
        rank = "-" if unit["rank"] is None else str(unit["rank"])
        yield "\t".join((rank, unit["unit"], _short(unit["score"]), *parts))


def sensitivity_of(scheme: Scheme, sheets: Sequence[Filled], draws: Draws, *, by_item: bool) -> Found:
    """Return how results hold under drawn weights; who has no total is named, not weighed. Raises StatisticFault when nobody has one."""
    from evaluation.rules.ladder import rising
    from evaluation.rules.scoring import score
    from evaluation.rules.sensitivity import sensitivity
    from evaluation.rules.weighing import case_of

    scored = [(one, score(scheme, one.values)) for one in sheets]
    whole = [(one, result) for one, result in scored if result.total is not None]
    found = sensitivity(case_of(scheme, [result for _, result in whole]), draws, by_item=by_item)
    tiers = [None, *(tier.key for tier in rising(scheme))]
    return {
        "sheet": scheme.key,
        "version": scheme.version,
        "digest": scheme.digest,
        "draws": draws.number,
        "seed": draws.seed,
        "level": "item" if by_item else "block",
        "model": draws.model,
        "spread": draws.spread if draws.model == "noise" else None,
        "concentration": draws.concentration if draws.model == "dirichlet" else None,
        "not_weighed": [
            {**_named(one), "undecided": list(result.undecided)} for one, result in scored if result.total is None
        ],
        "enterprises": [
            {
                **_named(one),
                "total": float(found.total[at]),
                "tier": result.tier,
                "vetoed": result.vetoed,
                "tier_kept": float(found.kept[at]),
                "tiers": {tier or "none": float(share) for tier, share in zip(tiers, found.tiers[at], strict=True)},
                "total_5": float(found.low[at]),
                "total_50": float(found.middle[at]),
                "total_95": float(found.high[at]),
                "mean_rank": None if result.vetoed else float(found.mean_rank[at]),
                "best_rank": None if result.vetoed else int(found.best_rank[at]),
                "worst_rank": None if result.vetoed else int(found.worst_rank[at]),
                "acceptability": [float(share) for share in found.acceptability[at]],
            }
            for at, (one, result) in enumerate(whole)
        ],
    }


def sensitivity_lines(found: Found, language: Language) -> Iterator[str]:
    """Yield a line an enterprise, as they stand in the data."""
    sentence = _DRAWN[found["level"]]
    yield said(sentence, language, {"draws": found["draws"], "seed": found["seed"], "model": found["model"]})
    heads = [said(one, language) for one in _TRIED]
    yield "\t".join((*heads[:4], "5 %", "50 %", "95 %", *heads[4:]))
    for one in found["enterprises"]:
        numbers = [f"{one[name]:.2f}" for name in ("total_5", "total_50", "total_95")]
        ranks = ["-", "-", "-"]
        if not one["vetoed"]:
            share = f"{one['acceptability'][0]:.1%}"
            ranks = [f"{one['mean_rank']:.2f}", f"{one['best_rank']}-{one['worst_rank']}", share]
        tier = said(N_("veto"), language) if one["vetoed"] else one["tier"] or "-"
        yield "\t".join((_who(one), f"{one['total']:g}", tier, f"{one['tier_kept']:.1%}", *numbers, *ranks))
    for one in found["not_weighed"]:
        items = ", ".join(one["undecided"])
        yield f"{_who(one)}\t{said(N_('no total: %(items)s'), language, {'items': items})}"


def _named(one: Filled) -> dict[str, str]:
    return {"enterprise": one.enterprise} | ({"stage": one.stage} if one.stage else {})


def _who(one: Found) -> str:
    return f"{one['enterprise']} ({one['stage']})" if "stage" in one else str(one["enterprise"])


def _icc(found: Agreement) -> dict[str, float | int] | None:
    if found.icc is None:
        return None
    icc = found.icc
    return {
        "units": icc.units,
        "ICC1": icc.one_way,
        "ICC2": icc.agreement,
        "ICC3": icc.consistency,
        "ICC1k": icc.one_way_of_means,
        "ICC2k": icc.agreement_of_means,
        "ICC3k": icc.consistency_of_means,
    }


def _worst(found: Weighting, names: Sequence[str]) -> dict[str, Any] | None:
    pair = found.worst
    if pair is None:
        return None
    first, second = names[pair.first], names[pair.second]
    return {"first": first, "second": second, "judged": str(pair.judged), "implied": pair.implied}


def _index(made: Index, spec: Specification) -> Found:
    def at(columns: Mapping[str, Floats], place: int) -> dict[str, float | None]:
        return {name: _known(column[place]) for name, column in columns.items()}

    return {
        "title": spec.title,
        "groups": list(made.groups),
        "indicators": list(made.indicators),
        "units": [
            {
                "unit": unit,
                "score": _known(made.scores[place]),
                "rank": int(made.ranks[place]) or None,
                "groups": at(made.groups, place),
                "indicators": at(made.indicators, place),
            }
            for place, unit in enumerate(made.units)
        ],
    }


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _short(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _pair(name: str, value: float | None) -> str:
    wide = sum(east_asian_width(sign) in "WF" for sign in name)
    return f"{name:<{max(0, 32 - wide)}}{_short(value):>10}"


def _band(value: float | None, language: Language) -> str:
    """Say what Krippendorff usually advises."""
    if value is None:
        return ""
    advice = N_("good") if value >= GOOD else N_("tentative") if value >= TENTATIVE else N_("too low to conclude from")
    return "   " + said(advice, language)
