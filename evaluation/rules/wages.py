"""A list of wages, one line a person, worked out to aggregates. The lines live as long as this computation and no longer.

Columns: wage and, where there are any, enterprise, sex, grade, tenure, hours, category (work of equal value), bonus. A column with
names or numbers of persons is refused as unknown: nobody has to send them. Bounds of privacy: evaluation/facts/indicators.toml.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean, median

from evaluation.rules import inequality
from evaluation.rules.figure_reading import Fault, TableRefused, table_rows
from evaluation.rules.indicators import book
from evaluation.rules.measures import ValueRefused, number
from evaluation.rules.table_words import known, meant

MOST_PEOPLE = 50_000


@dataclass(frozen=True)
class Wage:
    """One line: `female` and `bonus` are None where the list has no column for them; `kinds` and `numbers` are the controls it has."""

    enterprise: str
    amount: Decimal
    female: bool | None
    category: str
    kinds: Mapping[str, str]
    numbers: Mapping[str, float]
    bonus: Decimal | None = None


@dataclass(frozen=True)
class WageList:
    """The lines that can be used, and what is wrong with the others."""

    wages: tuple[Wage, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Aggregates:
    """Values by measure, ready for the register; `withheld` names the measures that too few people, or too large a one, stand behind."""

    values: Mapping[str, Decimal]
    withheld: tuple[str, ...]


def is_wage_list(head: Sequence[str]) -> bool:
    """Say whether a table's head is that of a list of wages."""
    return any(meant("wages", cell) == "wage" for cell in head) and not any(
        meant("figures", cell) == "measure" for cell in head
    )


def read_wages(text: str, *, others: bool = False) -> WageList:
    """Return the wages of a table; `others` passes over columns of other names instead of refusing them.

    Raises TableRefused: unknown_column, column_missing, column_twice, and those of table_rows.
    """
    rows = table_rows(text, MOST_PEOPLE)
    places = _places(rows[0][1], others=others)
    wages: list[Wage] = []
    faults: list[Fault] = []
    for line, cells in rows[1:]:
        named = {name: cells[at].strip() if at < len(cells) else "" for name, at in places.items()}
        read = _read(line, named)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            wages.append(read)
    return WageList(tuple(wages), tuple(faults))


def _places(head: Sequence[str], *, others: bool) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, cell in enumerate(head):
        name = meant("wages", cell)
        if name is None and others:
            continue
        if name is None:
            raise TableRefused("unknown_column", column=cell.strip()[:40], known=", ".join(sorted(known("wages"))))
        if name in places:
            raise TableRefused("column_twice", column=cell.strip())
        places[name] = at
    if "wage" not in places:
        raise TableRefused("column_missing", columns="wage")
    return places


def _read(line: int, cells: Mapping[str, str]) -> Wage | Fault:
    amount = _amount(cells["wage"])
    if amount is None:
        return Fault(line, "wage", "no_wage", {"value": cells["wage"][:24]})
    bonus = _amount(cells["bonus"]) if "bonus" in cells else None
    if "bonus" in cells and bonus is None:
        return Fault(line, "bonus", "no_wage", {"value": cells["bonus"][:24]})
    sex = meant("sexes", cells["sex"]) if "sex" in cells else None
    if "sex" in cells and sex is None:
        return Fault(line, "sex", "no_sex", {"value": cells["sex"][:24]})
    numbers = {name: _amount(cells[name]) for name in ("tenure", "hours") if name in cells}
    for name, value in numbers.items():
        if value is None:
            return Fault(line, name, "not_a_number", {"value": cells[name][:24]})
    kinds = {name: cells[name] for name in ("grade", "category") if name in cells}
    for name, told in kinds.items():
        if not told:
            return Fault(line, name, "blank_cell", {})
    found = {name: float(value) for name, value in numbers.items() if value is not None}
    female = None if sex is None else sex == "female"
    return Wage(cells.get("enterprise", ""), amount, female, kinds.get("category", ""), kinds, found, bonus)


def _amount(text: str) -> Decimal | None:
    try:
        value = number(text)
    except ValueRefused:
        return None
    return value if 0 <= value < Decimal(10) ** 12 else None


def aggregates(wages: Sequence[Wage]) -> Aggregates:
    """Return what the register may keep of one enterprise's wages: nothing that tells of too few people.

    Who had no wage at all counts for the Gini and is compared with nobody. When one of two groups is too small both are
    withheld, since the whole minus the one is the other.
    """
    values: dict[str, Decimal] = {}
    withheld: list[str] = []
    amounts = [one.amount for one in wages]
    if _safe(amounts):
        found = inequality.gini([float(one) for one in amounts])
        values["wage_persons"] = Decimal(len(amounts))
        if found is not None:
            values["wage_gini"] = _kept(found, 6)
    else:
        withheld += ["wage_persons", "wage_gini"]
    paid = [one for one in wages if one.amount]
    if paid and paid[0].female is not None:
        _compare(paid, values, withheld)
    return Aggregates(values, tuple(withheld))


def _compare(wages: Sequence[Wage], values: dict[str, Decimal], withheld: list[str]) -> None:
    women, men = _by_sex(wages)
    if not (_safe(women) and _safe(men)):
        withheld += [
            "women_paid",
            "men_paid",
            "wage_mean_women",
            "wage_mean_men",
            "pay_gap_category",
            "pay_gap_adjusted",
            *(("bonus_women", "bonus_men") if wages[0].bonus is not None else ()),
        ]
        return
    for name, group in (("women", women), ("men", men)):
        values[f"{name}_paid"] = Decimal(len(group))
        values[f"wage_mean_{name}"] = _kept(mean(group), 2)
        values[f"wage_median_{name}"] = _kept(median(group), 2)
    _by_category(wages, values, withheld)
    _adjusted(wages, values)
    if wages[0].bonus is not None:
        _bonus(wages, values, withheld)


def _bonus(wages: Sequence[Wage], values: dict[str, Decimal], withheld: list[str]) -> None:
    """Keep what those had who received a bonus, and how many did. Few who did not are as easily found out as few who did."""
    least = book().threshold("wage")
    received = {
        name: [one.bonus for one in wages if one.female is female and one.bonus]
        for name, female in (("women", True), ("men", False))
    }
    sizes = {name: sum(one.female is (name == "women") for one in wages) for name in received}
    crowds = [count for name, found in received.items() for count in (len(found), sizes[name] - len(found))]
    if any(0 < count < least for count in crowds):
        withheld += [f"bonus_{name}" for name in received]
        withheld += [f"bonus_mean_{name}" for name in received]
        return
    values.update({f"bonus_{name}": Decimal(len(found)) for name, found in received.items()})
    if not all(map(_safe, received.values())):
        withheld += [f"bonus_mean_{name}" for name in received]
        return
    for name, found in received.items():
        values[f"bonus_mean_{name}"] = _kept(mean(found), 2)
        values[f"bonus_median_{name}"] = _kept(median(found), 2)


def _by_category(wages: Sequence[Wage], values: dict[str, Decimal], withheld: list[str]) -> None:
    gaps = []
    for category in sorted({one.category for one in wages if one.category}):
        women, men = _by_sex([one for one in wages if one.category == category])
        if _safe(women) and _safe(men):
            gaps.append((mean(men) - mean(women)) / mean(men) * 100)
    if gaps:
        values["pay_gap_category"] = _kept(max(gaps, key=abs), 6)
    elif any(one.category for one in wages):
        withheld.append("pay_gap_category")


def _adjusted(wages: Sequence[Wage], values: dict[str, Decimal]) -> None:
    """Keep the adjusted gap as what women have less, in per cent; the regression says what they have more, as a share."""
    found = inequality.adjusted_gap(
        [float(one.amount) for one in wages],
        [bool(one.female) for one in wages],
        {name: [one.numbers[name] for one in wages] for name in wages[0].numbers},
        {name: [one.kinds[name] for one in wages] for name in wages[0].kinds},
    )
    if found is None or not (wages[0].numbers or wages[0].kinds):
        return
    ends = {"": found.gap, "_low": found.high, "_high": found.low}
    values.update({f"pay_gap_adjusted{end}": _kept(-100 * value, 6) for end, value in ends.items()})


def _by_sex(wages: Sequence[Wage]) -> tuple[list[Decimal], list[Decimal]]:
    return [one.amount for one in wages if one.female], [one.amount for one in wages if not one.female]


def _safe(amounts: Sequence[Decimal]) -> bool:
    """Say whether so many people stand behind the amounts, and none of them so large, that nobody can be found out."""
    bounds = book().threshold
    if len(amounts) < bounds("wage"):
        return False
    largest = sum(sorted(amounts)[-bounds("dominance_n") :], Decimal(0))
    return largest * 100 <= bounds("dominance_k") * sum(amounts, Decimal(0))


def _kept(value: float | Decimal, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
