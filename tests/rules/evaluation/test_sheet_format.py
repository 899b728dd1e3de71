"""The page that tells strangers how to write a sheet is itself one, and scores as it says."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import get_args

from evaluation.rules.item_rules import Rule
from evaluation.rules.scheme_reading import read_scheme
from evaluation.rules.scoring import score

PAGE = Path(__file__).resolve().parents[3] / "docs" / "sheet-format.md"
BEST = {
    "roster": "4.5", "prohibitions": "4", "pay": "growth minimum", "signing": "100%", "meetings": "2", "firms": "80",
    "training": "80", "culture": "good", "agency": "na", "satisfaction": "10 n=34", "staff": "20", "spent": "10000",
    "complaints": "0", "deaths": "0", "other": "0", "award_city": "no", "award_nation": "no", "accident": "no",
    "bargaining_rate": "80", "bargaining_missing": "0",
}  # fmt: skip


def test_the_page_is_a_sound_sheet_with_every_kind_of_rule() -> None:
    scheme = read_scheme("".join(re.findall(r"```toml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)))
    kinds = {get_args(one.model_fields["kind"].annotation)[0] for one in get_args(get_args(Rule)[0])}
    assert {item.rule.kind for item in scheme.items} == kinds
    best = score(scheme, BEST)
    assert (best.total, best.tier, best.missing) == (Decimal("106.4"), "AA", ())
    changed = {
        "complaints": ("-4 cured", Decimal("104.4")),
        "deaths": ("3", Decimal("96.4")),
        "bargaining_missing": ("4", Decimal("94.4")),
        "spent": ("5000", Decimal("105.2")),
        "award_nation": ("yes", Decimal("108")),
        "signing": ("97", Decimal("105.65")),
    }
    for name, (value, total) in changed.items():
        assert score(scheme, BEST | {name: value}).total == total, name
    assert score(scheme, BEST | {"deaths": "2", "complaints": "-6"}).deductions == -12
    assert score(scheme, BEST | {"award_nation": "yes", "award_city": "yes", "signing": "0"}).total == Decimal("101.4")
