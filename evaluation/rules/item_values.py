"""What may be written as the value of an item, and how it is read: exact numbers, yes or no, words, and what stands behind them.

A value is a number (`12`, `0.5`, `-3`, `97%` where a percentage is asked for), `yes` or `no`, the id of a grade, ids of parts with
blanks between them, or `na` where an item does not apply. Behind it may stand `n=34`, the answers a survey rests on, and `cured` or
`cured 1`, what of it was made good.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

NOT_APPLICABLE = "na"
_NUMBER = re.compile(r"[-−]?\d{1,12}(?:\.\d{1,8})?", re.ASCII)
_SAMPLE = re.compile(r"\s+n\s*=\s*(\d{1,9})$", re.ASCII | re.IGNORECASE)
_CURED = re.compile(r"\s+(?:cured|已整改)(?:\s+(\d{1,6}))?$", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％－＝ｎ　", "0123456789.%-=n ")
"""What a Chinese keyboard types for a number; each stands for one sign only."""
_YES = frozenset({"yes", "y", "true", "1", "是", "有"})
_NO = frozenset({"no", "n", "false", "0", "否", "无"})
_ABSENT = frozenset({"na", "n/a", "不适用"})


class Refused(ValueError):
    """A value that cannot be taken; `reason` is a key of `sayings.REFUSALS`, `values` what its sentence needs."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(f"{reason} {values}")
        self.reason, self.values = reason, values


class Said(NamedTuple):
    """Why a score is what it is: a key of `sayings.SAID` and the values of its sentence, in any language."""

    key: str
    values: Mapping[str, str] = {}


class Typed(NamedTuple):
    """A value as it was written: `text` without what stood behind it, the answers behind it, and how many were cured (-1: all)."""

    text: str
    sample: int | None = None
    cured: int | None = None

    @property
    def is_not_applicable(self) -> bool:
        """Whether it says that the item does not apply."""
        return self.text.lower() in _ABSENT


def typed(text: str) -> Typed:
    """Return a value taken apart, full-width digits and signs made ordinary. Never raises: what is left as `text` is judged by the rule."""
    rest = text.translate(_FULL_WIDTH).strip()
    sample = cured = None
    if found := _SAMPLE.search(rest):
        sample, rest = int(found[1]), rest[: found.start()]
    if found := _CURED.search(rest):
        cured, rest = int(found[1] or -1), rest[: found.start()]
    return Typed(rest.strip(), sample, cured)


def written(value: str, sample: int | None, cured: int | None) -> str:
    """Return the one way a value is written: what `typed` takes apart."""
    behind = "" if cured is None else " cured" if cured < 0 else f" cured {cured}"
    return f"{value}{behind}" + ("" if sample is None else f" n={sample}")


def number(text: str, unit: str = "") -> Decimal:
    """Return a number as it was written. Raises Refused("not_a_number")."""
    bare = text.removesuffix("%").rstrip() if unit == "%" else text
    if not _NUMBER.fullmatch(bare):
        raise Refused("not_a_number", value=text)
    return Decimal(bare.replace("−", "-")) + 0


def yes_or_no(text: str) -> bool:
    """Return whether it says yes. Raises Refused("not_yes_or_no")."""
    word = text.lower()
    if word not in _YES | _NO:
        raise Refused("not_yes_or_no", value=text)
    return word in _YES


def plain(amount: Decimal) -> str:
    """Return a decimal as people write it: no exponent, no zeros at the end, no minus before nothing."""
    text = f"{amount + 0:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
