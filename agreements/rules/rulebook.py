"""The rules of law that a draft is checked against, as data: facts with source and mark, and rules that rest on them."""

from __future__ import annotations

import re
import tomllib
from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from agreements.rules.amounts import PATTERNS, Unit

FOLDER = Path(__file__).resolve().parents[1] / "facts" / "checks"

Severity = Literal["error", "warning", "note"]
Mark = Literal["V", "V2", "G", "?"]
Test = Literal["missing_subject", "number_outside", "phrase"]

HAN = re.compile("[\u3400-\u9fff]")
_REFUSES = re.compile(r"[不无]|禁止|\b(?:not|no|without)\b")
_REACH = re.compile(r"<(,?)(\d{1,3})>")
_AMOUNT = re.compile(r"\{(\w+)\}")


class RulesRefused(ValueError):
    """A rule book that is not as it should be; `name` is its name, `why` says what is wrong where."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"rule book {name}: {why}")
        self.name = name
        self.why = why


class UnknownRules(LookupError):
    """There is no rule book of that name; `names` are those there are."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no rule book is called {name!r}; there are: {', '.join(rule_names())}")
        self.names = rule_names()


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_decimal(value: object) -> object:
    """TOML writes amounts as text, so that no binary fraction comes near them."""
    if not isinstance(value, str):
        raise ValueError("an amount is written in quotes")
    return Decimal(value)


class Said(_Strict):
    """A sentence in both languages."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Fact(_Strict):
    """What a law says, where that was read, and how sure that is.

    `mark`: V read in the text of the law itself; V2 read only in a secondary source; G general knowledge; ? uncertain.
    Without a text that was read nothing is cited as law, so G and ? have neither `law` nor `article`.
    """

    says: Said
    source: str = Field(min_length=1)
    mark: Mark
    law: Said | None = None
    article: str = ""
    value: Annotated[Decimal, BeforeValidator(_as_decimal)] | None = None
    unit: Unit | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.mark in ("V", "V2")) != (self.law is not None):
            raise ValueError("a law is cited exactly when a text was read (marks V and V2)")
        if self.article and self.law is None:
            raise ValueError("an article without a law")
        if self.value is not None and self.unit is None:
            raise ValueError("a value without a unit")
        return self

    @property
    def is_verified(self) -> bool:
        """Whether the text of the law itself was read."""
        return self.mark == "V"

    def holds(self, day: date | None) -> bool:
        """Whether it is law on a day; without a day, whether it has no known end."""
        if day is None:
            return self.valid_until is None
        return (self.valid_from or day) <= day <= (self.valid_until or day)


class Search(NamedTuple):
    """An expression, whether it is one for Chinese sentences, and whether it looks for a refusal itself (不支付)."""

    pattern: re.Pattern[str]
    is_chinese: bool
    refuses: bool


class Rule(_Strict):
    """A test of a draft. Patterns are regular expressions in which `<20>` reaches over up to 20 characters of the same
    sentence, `<,20>` of the same part of it (no comma), and `{percent}` is an amount in that unit.

    missing_subject: none of `find` stands anywhere in the draft. number_outside: the amount in `find` is less than the
    value of the fact (at_least), more (at_most) or another (exactly). phrase: one of `find` stands in a sentence that does not negate it.
    `context` must stand in the same sentence, `unless` must not. `without_figure`: only while the value of the fact is unknown.
    """

    id: str = Field(pattern=r"[a-z][a-z0-9-]{2,40}")
    severity: Severity
    test: Test
    fact: str
    find: tuple[str, ...] = Field(min_length=1)
    context: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    bound: Literal["at_least", "at_most", "exactly"] | None = None
    without_figure: bool = False
    message: Said
    mend: Said

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.test == "number_outside") != (self.bound is not None):
            raise ValueError("a bound belongs to number_outside, and to nothing else")
        for pattern in (*self.find, *self.context, *self.unless):
            units = _AMOUNT.findall(re.sub(r"\{\d*,?\d*\}", "", pattern))
            if set(units) - PATTERNS.keys() or len(units) > 1:
                raise ValueError(f"unknown or several amounts in {pattern!r}")
            if (self.bound is not None and pattern in self.find) != bool(units):
                raise ValueError(f"an amount stands in each `find` of number_outside and nowhere else: {pattern!r}")
            try:
                compiled(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r}: {error}") from error
        return self

    @cached_property
    def searches(self) -> tuple[Search, ...]:
        """What `find` looks for."""
        return tuple(
            Search(compiled(pattern), bool(HAN.search(pattern)), bool(_REFUSES.search(pattern)))
            for pattern in self.find
        )


class KindOfAgreement(_Strict):
    """A kind of agreement, and the words in a title by which it is known."""

    said: Said
    find: tuple[str, ...] = Field(min_length=1)


class _Book(_Strict):
    title: Said
    extends: str | None = None
    marks: dict[Mark, Said] = Field(default_factory=dict)
    kind: dict[str, KindOfAgreement] = Field(default_factory=dict)
    fact: dict[str, Fact] = Field(default_factory=dict)
    rule: tuple[Rule, ...] = ()


class Rulebook(_Strict):
    """All facts and rules of a place, those that it inherits included; `language` is that of the laws themselves."""

    name: str
    title: Said
    language: Literal["zh", "en"] = "zh"
    marks: Mapping[Mark, Said]
    kinds: Mapping[str, KindOfAgreement]
    facts: Mapping[str, Fact]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for rule in self.rules:
            fact = self.facts.get(rule.fact)
            if fact is None:
                raise ValueError(f"{rule.id}: no fact is called {rule.fact}")
            if rule.severity == "error" and not fact.is_verified:
                raise ValueError(f"{rule.id}: what was not read in the law itself is no error")
            if set(rule.kinds) - self.kinds.keys():
                raise ValueError(f"{rule.id}: unknown kind of agreement")
            if rule.bound and {unit for one in rule.find for unit in _units(one)} != {fact.unit}:
                raise ValueError(f"{rule.id}: other units than those of {rule.fact}")
        missing = {fact.mark for fact in self.facts.values()} - self.marks.keys()
        if missing:
            raise ValueError(f"marks without an explanation: {sorted(missing)}")
        idle = self.facts.keys() - {rule.fact for rule in self.rules}
        if idle:
            raise ValueError(f"facts without a rule: {sorted(idle)}")
        return self


def rule_names() -> tuple[str, ...]:
    """The names of the rule books there are."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@lru_cache(maxsize=16)
def load_rules(name: str) -> Rulebook:
    """The rule book of that name, with what it extends.

    Raises UnknownRules for a name that does not exist and RulesRefused for data that is not as it should be.
    """
    if name not in rule_names():
        raise UnknownRules(name)
    return read_rules(name, lambda one: (FOLDER / f"{one}.toml").read_text("utf-8"))


def read_rules(name: str, read: Callable[[str], str]) -> Rulebook:
    """The rule book made of TOML texts; `read` gives the text of a name. A rule or fact of the same name replaces the one inherited.

    Raises RulesRefused.
    """
    books = list(_chain(name, read))
    inherited = list(reversed(books))
    rules: dict[str, Rule] = {}
    for book in inherited:
        own = [rule.id for rule in book.rule]
        if len(own) != len(set(own)):
            raise RulesRefused(name, "a rule twice")
        rules |= {rule.id: rule for rule in book.rule}
    try:
        return Rulebook(
            name=name,
            title=books[0].title,
            marks=dict(ChainMap(*(dict(book.marks) for book in books))),
            kinds={key: one for book in inherited for key, one in book.kind.items()},
            facts={key: one for book in inherited for key, one in book.fact.items()},
            rules=tuple(rules.values()),
        )
    except ValidationError as error:
        raise RulesRefused(name, str(error)) from error


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """The expression that a pattern of a rule stands for; raises re.error for a wrong one."""
    reached = _REACH.sub(lambda found: f"[^{'，,' if found[1] else ''}。；;\n]{{0,{found[2]}}}?", pattern)
    return re.compile(_AMOUNT.sub(_amount, reached))


def _amount(found: re.Match[str]) -> str:
    unit = found[1]
    return f"(?P<{unit}>{PATTERNS[unit]})" if unit in PATTERNS else found[0]  # type: ignore[index]


def _units(pattern: str) -> list[str]:
    return [unit for unit in _AMOUNT.findall(pattern) if unit in PATTERNS]


def _chain(name: str, read: Callable[[str], str]) -> Iterator[_Book]:
    seen: list[str] = []
    following: str | None = name
    while following is not None:
        if following in seen:
            raise RulesRefused(name, f"{following} extends itself")
        seen.append(following)
        try:
            book = _Book.model_validate(tomllib.loads(read(following)))
        except (ValidationError, tomllib.TOMLDecodeError, OSError) as error:
            raise RulesRefused(following, str(error)) from error
        yield book
        following = book.extends
