"""Amounts as agreements write them, in figures or in words: 150%, 百分之一百五十, 1.5倍, 八小时, eight (8) hours; read exactly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, get_args

Unit = Literal["hours", "days", "months", "years", "percent", "yuan", "span"]

_FIGURES = r"(?<![\d０-９.,])(?:[\d０-９]{1,3}(?:,[\d０-９]{3})+|[\d０-９]{1,9})(?:[.．][\d０-９]{1,6})?\s?万?"
_SPELT = r"(?<![〇零一二三四五六七八九十百千万两])[〇零一二三四五六七八九十百千万两]{1,12}(?:点[〇零一二三四五六七八九]{1,6})?"
_ZH = rf"(?:{_FIGURES}|{_SPELT})"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_WORD = rf"(?:(?:{_TENS})(?:[\s-](?:{_ONES}))?|{_TEENS}|{_ONES})"
_EN_SPELT = rf"\b(?i:(?:{_WORD})(?:\s+hundred(?:\s+(?:and\s+)?{_WORD})?)?)\b"
_EN = rf"(?:{_EN_SPELT}\s*\(\s*{_FIGURES}\s*\)|{_FIGURES}|{_EN_SPELT})"
_DATE = r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日"

PATTERNS: Mapping[Unit, str] = {
    "hours": rf"(?:{_ZH}\s?(?:个半小时|个?小时|分钟)|半个?小时|{_EN}[\s-]*(?:hours?|minutes?)\b)",
    "days": rf"(?:{_ZH}\s?(?:个工作日|个?日历日|天|日(?![元薪]))|{_EN}\s*(?:calendar\s+|working\s+|business\s+)?days?\b)",
    "months": rf"(?:{_ZH}\s?个半?月|半个月|[一二三两\d]年(?![度内后期])|半年|{_EN}[\s-]*(?:months?|years?)\b)",
    "years": (
        r"(?:(?:(?<![\d０-９])[\d０-９]{1,2}|(?<![〇零一二三四五六七八九十])[一二三四五六七八九十两]{1,3})\s?"
        r"(?:个半?月|年半?(?!\s?[\d一二三四五六七八九十]{1,2}\s?月|[度薪终末初]))"
        rf"|半年|{_EN}[\s-]*(?:years?|months?)\b)"
    ),
    "percent": (
        rf"(?:百分之\s?{_SPELT}|{_ZH}\s?[%％]|{_ZH}\s?倍半?|[一二三四五六七八九两\d]\s?成(?=[^为员本])"
        rf"|{_EN}\s*(?:percent|per\s+cent)(?:\s*\(\s*[\d.]+\s?%\s*\))?"
        r"|\b(?i:time\s+and\s+(?:a|one)[\s-]half|(?:one|two)\s+and\s+(?:a|one)[\s-]half\s+times"
        rf"|double[\s-]time|triple[\s-]time|{_EN}\s+times)\b)"
    ),
    "yuan": rf"(?:[￥¥]\s?{_FIGURES}|(?:人民币|RMB|CNY)\s?{_FIGURES}\s?元?|{_ZH}\s?元)",
    "span": rf"{_DATE}\s?(?:起)?\s?[，,]?\s?(?:至|到|—|-|–)\s?{_DATE}",
}
_WORDS = {
    word: number
    for words, first in ((_ONES, 1), (_TEENS, 10))
    for number, word in enumerate(words.split("|"), first)
} | {word: 10 * number for number, word in enumerate(_TENS.split("|"), 2)}  # fmt: skip
_DIGITS = "〇一二三四五六七八九"


def amount(text: str, unit: Unit) -> Decimal | None:
    """The amount in a text that matches the pattern of its unit; None for a number nobody writes.

    Minutes count as hours, months as years, times as hundred per cent each; a span of dates, both included, as years.
    """
    return _READERS[unit](unicodedata.normalize("NFKC", text))


def number(text: str) -> Decimal | None:
    """The number in 8, 2,200.50, 0.5万, 一百五十, 一点五, 两万五千, thirty-six, one hundred fifty, eight (8)."""
    figures = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    if figures:
        return Decimal(figures[0].replace(",", "")) * (10_000 if "万" in text[figures.end() :] else 1)
    spelt = re.search(r"[〇零一二三四五六七八九十百千万两]+(?:点[〇零一二三四五六七八九]+)?", text)
    return _chinese(spelt[0]) if spelt else _english(text)


def _chinese(spelt: str) -> Decimal | None:
    whole, _, fraction = spelt.replace("零", "〇").replace("两", "二").partition("点")
    high, wan, low = whole.rpartition("万")
    parts = [_below_ten_thousand(part) for part in ((high, low) if wan else ("", low))]
    if any(part is None for part in parts):
        return None
    value = Decimal((parts[0] or 0) * 10_000 + (parts[1] or 0))
    return value + Decimal("0." + "".join(str(_DIGITS.index(digit)) for digit in fraction)) if fraction else value


def _below_ten_thousand(spelt: str) -> int | None:
    if all(character in _DIGITS for character in spelt):
        return int("".join(str(_DIGITS.index(character)) for character in spelt) or 0)
    value, digit, last = 0, 0, 10_000
    for character in spelt:
        if character in _DIGITS:
            digit = _DIGITS.index(character)
            continue
        worth = {"十": 10, "百": 100, "千": 1000}.get(character, 0)
        if not 0 < worth < last:
            return None
        value, digit, last = value + (digit or 1) * worth, 0, worth
    # 一百五 is 150 in speech.
    return value + digit * (last // 10 if last > 10 and spelt[-2:-1] != "〇" else 1)


def _english(text: str) -> Decimal | None:
    value = 0
    for word in re.findall("[a-z]+", text.lower()):
        if word == "hundred":
            value *= 100
        elif word in _WORDS:
            value += _WORDS[word]
    return Decimal(value) if value else None


def _hours(text: str) -> Decimal | None:
    if text.startswith("半"):
        return Decimal("0.5")
    value = number(text)
    if value is None:
        return None
    if "分钟" in text or "minute" in text:
        return value / 60
    return value + Decimal("0.5") if "半" in text else value


def _months(text: str) -> Decimal | None:
    if text.startswith("半"):
        return Decimal(6) if "年" in text else Decimal("0.5")
    value = number(text)
    if value is not None and ("年" in text or "year" in text):
        return 12 * value
    return value + Decimal("0.5") if value is not None and "半" in text else value


def _years(text: str) -> Decimal | None:
    months = _months(text.replace("年半", "年") if "半" in text else text)
    return None if months is None else months / 12 + (Decimal("0.5") if "年半" in text else 0)


def _percent(text: str) -> Decimal | None:
    said = text.lower()
    if "half" in said or "double" in said or "triple" in said:
        return Decimal(300 if "triple" in said else 200 if "double" in said else 250 if "two" in said else 150)
    value = number(text.removeprefix("百分之"))
    if value is None:
        return None
    if "倍" in text:
        return 100 * value + (50 if "半" in text else 0)
    return value * (100 if "times" in said else 10 if "成" in text else 1)


def _span(text: str) -> Decimal | None:
    """Years between two dates, both included: from 1 January to 31 December is one."""
    found = [int(one) for one in re.findall(r"\d+", text)]
    try:
        start, end = date(*found[:3]), date(*found[3:6]) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    months = (end.year - start.year) * 12 + end.month - start.month
    days = end.day - start.day
    return Decimal(months) / 12 + Decimal(days) / 366


_READERS: Mapping[Unit, Callable[[str], Decimal | None]] = {
    "hours": _hours,
    "days": number,
    "months": _months,
    "years": _years,
    "percent": _percent,
    "yuan": number,
    "span": _span,
}
UNITS = get_args(Unit)
