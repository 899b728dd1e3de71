"""Formulas over items: numbers, the ids of items (in braces where they are no plain words), + - * / ( ), min and max. Exact decimals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?(?![\w.]))|\{([^{}]+)\}|([^\W\d]\w*)|([-+*/(),]))")
_FUNCTIONS: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {"min": min, "max": max}
_DEEPEST = 40
_DIGITS = 28

Lookup = Callable[[str], Decimal]
_Node = Callable[[Lookup], Decimal]


class BadFormula(ValueError):
    """A formula that cannot be read; `at` counts its characters from 1."""

    def __init__(self, at: int) -> None:
        super().__init__(f"cannot be read at character {at}")
        self.at = at


class Formula(NamedTuple):
    """A formula that was read: the items it names, in the order of their first naming, and how it is worked out."""

    names: tuple[str, ...]
    work_out: Callable[[Lookup], Decimal]


@lru_cache(maxsize=4096)
def formula(text: str) -> Formula:
    """Return a formula ready to be worked out. Raises BadFormula.

    `work_out` asks its argument for the value of each item; it raises ZeroDivisionError, and whatever the argument raises.
    """
    reading = _Reading(text)
    node = reading.sum(0)
    if reading.peek() is not None:
        raise BadFormula(reading.place)

    def work_out(lookup: Lookup) -> Decimal:
        with localcontext(prec=_DIGITS):
            return node(lookup)

    return Formula(tuple(dict.fromkeys(reading.names)), work_out)


class _Reading:
    def __init__(self, text: str) -> None:
        self.text, self.names = text, list[str]()
        self.tokens = list(self._tokens())
        self.at = 0

    def _tokens(self) -> Iterator[tuple[str, str, int]]:
        place, text = 0, self.text.rstrip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise BadFormula(place + 1)
            kind = ("number", "name", "word", "sign")[(found.lastindex or 1) - 1]
            yield kind, found[found.lastindex or 1].strip(), found.start(found.lastindex or 1) + 1
            place = found.end()

    @property
    def place(self) -> int:
        return self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text) + 1

    def peek(self) -> str | None:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else None

    def take(self, *signs: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign" and self.tokens[self.at][1] in signs:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def sum(self, depth: int) -> _Node:
        node = self.product(depth)
        while sign := self.take("+", "-"):
            node = _joined(sign, node, self.product(depth))
        return node

    def product(self, depth: int) -> _Node:
        node = self.single(depth)
        while sign := self.take("*", "/"):
            node = _joined(sign, node, self.single(depth))
        return node

    def single(self, depth: int) -> _Node:
        if depth > _DEEPEST:
            raise BadFormula(self.place)
        if self.take("-"):
            inner = self.single(depth + 1)
            return lambda lookup: -inner(lookup)
        if self.take("("):
            node = self.sum(depth + 1)
            self.expect(")")
            return node
        return self.named(depth)

    def named(self, depth: int) -> _Node:
        if self.at >= len(self.tokens) or self.tokens[self.at][0] == "sign":
            raise BadFormula(self.place)
        kind, word, _ = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            value = Decimal(word)
            return lambda lookup: value
        if kind == "word" and word in _FUNCTIONS and self.take("("):
            return self.called(word, depth)
        self.names.append(word)
        return lambda lookup: lookup(word)

    def called(self, word: str, depth: int) -> _Node:
        inner = [self.sum(depth + 1)]
        while self.take(","):
            inner.append(self.sum(depth + 1))
        self.expect(")")
        return lambda lookup: _FUNCTIONS[word]([one(lookup) for one in inner])

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise BadFormula(self.place)


def _joined(sign: str, left: _Node, right: _Node) -> _Node:
    if sign == "+":
        return lambda lookup: left(lookup) + right(lookup)
    if sign == "-":
        return lambda lookup: left(lookup) - right(lookup)
    if sign == "*":
        return lambda lookup: left(lookup) * right(lookup)

    def divided(lookup: Lookup) -> Decimal:
        below = right(lookup)
        if not below:
            raise ZeroDivisionError
        return left(lookup) / below

    return divided
