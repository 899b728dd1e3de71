"""Checks a draft against the rules of law of a place: what is outside the law, what is missing, what looks wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from agreements.rules.amounts import amount
from agreements.rules.places import Index, Place, index, own_words
from agreements.rules.rulebook import HAN, Mark, Rule, Rulebook, Said, Severity, compiled, load_rules, rule_names
from agreements.rules.sentences import Sentence, sentences
from agreements.rules.tree import Tree, words

__all__ = ["Finding", "Source", "check", "findings_json", "kind_of", "load_rules", "rule_names"]

FORMAT = "tripartite-workbench/findings/v1"
_OPENING = 400
_SILENT = frozenset(["contents", "signature"])
_BLANK = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+|\s+(?=[\u3000-\u9fff\uff00-\uffef])")
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十\da-z]{1,3}[）)、.．]")
_LEADING = re.compile(r"[^。；;\n]*[：:]\s*$")
_NEGATED = re.compile(
    r"不得|不准|禁止|严禁|杜绝|不应|不可|不允许|不能|不会|无权|不以|不由|不归|不向|不因|不取消|不再|不要求|不收|不扣押|无需|无须|免收|拒绝|不设|不存在|取消|废止|无效|免于|而非|不是"
    r"|\b(?i:not|no|never|neither|nor|without|prohibited|forbidden|void)\b"
)
_PART = re.compile(r"[，,]")
# A part of a sentence that begins with somebody says something new; what was forbidden before it is not meant.
_SUBJECT = re.compile(
    r"\s*(?:但是?|然而|同时)?\s*(?:甲方|乙方|双方|企业|公司|单位|用人单位|职工|员工|劳动者|女职工|工会|本人|其"
    r"|(?i:but\s+)?(?i:the|each|an?|any|all)\s+(?i:employer|employee|company|worker|union|staff)s?\b)"
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a rule rests on. `law` is None where no text of a law was read; `read_in` says where the fact comes from."""

    law: Said | None
    article: str
    says: Said
    read_in: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a draft.

    `clause` is the key of the clause (its identity, or its path), "" for what is missing in the whole; `sentence` the
    sentence found, `found` the words in it. `mark` is that of the fact, `standing` what the mark means; only V was read
    in the law itself, see `is_verified`.
    """

    rule: str
    severity: Severity
    clause: str
    number: str
    heading: str
    sentence: str
    found: str
    message: Said
    mend: Said
    source: Source
    mark: Mark
    standing: Said

    @property
    def is_verified(self) -> bool:
        """Whether the law itself was read; otherwise a person has to look it up before relying on it."""
        return self.mark == "V"


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence, its blanks folded, and the words that lead to it (`甲方不得：` above its items)."""

    place: Place
    said: str
    lead: str
    is_chinese: bool


def check(
    tree: Tree, rules: Rulebook, *, kind: str = "", on: date | None = None, figures: Mapping[str, Decimal] | None = None
) -> tuple[Finding, ...]:
    """What the rules find in a draft: by clause in reading order, then what is missing.

    `kind` is the kind of agreement, read from the title when it is not given. `on` leaves out what is not law that day.
    `figures` are values of facts that the rule book does not know, such as the minimum wage of the place.
    """
    places = index(tree)
    known = dict(figures or {})
    is_kind = kind or kind_of(tree, rules)
    due = [
        rule
        for rule in rules.rules
        if rules.facts[rule.fact].holds(on)
        and (not rule.kinds or is_kind in rule.kinds)
        and not (rule.without_figure and rule.fact in known)
    ]
    said = list(_sentences(places))
    found = [
        (read.place.at, at, _finding(rules, rule, read, match))
        for at, rule in enumerate(due)
        if rule.test != "missing_subject"
        for read, match in _matches(rules, rule, said, known)
    ]
    whole = _BLANK.sub("", words(tree))
    missing = [
        _finding(rules, rule, None, None)
        for rule in due
        if rule.test == "missing_subject" and not any(search.pattern.search(whole) for search in rule.searches)
    ]
    return (*(finding for *_, finding in sorted(found, key=lambda one: one[:2])), *missing)


def kind_of(tree: Tree, rules: Rulebook) -> str:
    """The kind of agreement by its title and opening words, "" when they do not tell."""
    for text in (tree.title, words(tree)[:_OPENING]):
        for name, kind in rules.kinds.items():
            if any(re.search(pattern, text) for pattern in kind.find):
                return name
    return ""


def findings_json(findings: tuple[Finding, ...], rules: Rulebook) -> dict[str, Any]:
    """Findings as values for JSON, for the command line."""
    return {
        "format": FORMAT,
        "rules": rules.name,
        "title": rules.title.model_dump(),
        "findings": [_json(finding) for finding in findings],
        "summary": {
            severity: sum(finding.severity == severity for finding in findings)
            for severity in ("error", "warning", "note")
        },
    }


def _json(finding: Finding) -> dict[str, Any]:
    source = finding.source
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "clause": finding.clause,
        "number": finding.number,
        "heading": finding.heading,
        "sentence": finding.sentence,
        "found": finding.found,
        "message": finding.message.model_dump(),
        "mend": finding.mend.model_dump(),
        "source": {
            "law": source.law.model_dump() if source.law else None,
            "article": source.article,
            "says": source.says.model_dump(),
            "read_in": source.read_in,
        },
        "mark": finding.mark,
        "verified": finding.is_verified,
        "standing": finding.standing.model_dump(),
    }


def _sentences(places: Index) -> Iterator[_Read]:
    for place in places.places:
        if place.clause.kind in _SILENT:
            continue
        above = "".join(_leads(place))
        lead = ""
        for sentence in sentences(own_words(place.clause)):
            lead = lead if _ITEM.match(sentence.text) else ""
            said = _BLANK.sub("", " ".join(sentence.text.split()))
            yield _Read(place, said, above + lead, bool(HAN.search(said)))
            lead = lead or _opens_list(sentence)


def _leads(place: Place) -> Iterator[str]:
    for one in reversed(list(place.up())[1:]):
        if found := _LEADING.search(one.clause.text.rstrip()[-_OPENING:]):
            yield found[0]


def _opens_list(sentence: Sentence) -> str:
    """What stands in front of the first item of a list that begins in this sentence."""
    opened = re.match(r"([^：:]*[：:])\s*(?:[（(]?[一1a][）)、.．]|$)", sentence.text)
    return opened[1] if opened else ""


def _matches(
    rules: Rulebook, rule: Rule, said: list[_Read], known: Mapping[str, Decimal]
) -> Iterator[tuple[_Read, re.Match[str]]]:
    fact = rules.facts[rule.fact]
    limit = known.get(rule.fact, fact.value)
    if rule.bound and limit is None:
        return
    context = [compiled(pattern) for pattern in rule.context]
    unless = [compiled(pattern) for pattern in rule.unless]
    for read in said:
        for match in _found(rule, read, limit):
            around = read.lead + read.said
            if context and not any(one.search(around) for one in context):
                continue
            if not any(one.search(around) for one in unless):
                yield read, match
                break


def _found(rule: Rule, read: _Read, limit: Decimal | None) -> Iterator[re.Match[str]]:
    for search in rule.searches:
        if search.is_chinese != read.is_chinese:
            continue
        for match in search.pattern.finditer(read.said):
            if rule.bound is None:
                within = match[0] if not search.refuses else ""
                if not _NEGATED.search(within) and not _is_negated(read, match):
                    yield match
            elif limit is not None and _is_outside(rule, match, limit):
                yield match


def _is_outside(rule: Rule, match: re.Match[str], limit: Decimal) -> bool:
    ((unit, text),) = ((name, said) for name, said in match.groupdict().items() if said is not None)
    value = amount(text, unit)  # type: ignore[arg-type]
    if value is None:
        return False
    return {"at_least": value < limit, "at_most": value > limit, "exactly": value != limit}[rule.bound or "exactly"]


def _is_negated(read: _Read, match: re.Match[str]) -> bool:
    """Whether the sentence forbids what was found: in the same part, in the lead, or in a part before that goes on to here."""
    if _NEGATED.search(read.lead):
        return True
    begins = [0, *(one.end() for one in _PART.finditer(read.said, 0, match.start()))]
    ends = _PART.search(read.said, match.end())
    after = read.said[match.end() : ends.start() if ends else len(read.said)]
    end = match.start()
    for begin in reversed(begins):
        # The negation may reach into what was found: 不收 in front of 押金.
        if any(one.start() < end for one in _NEGATED.finditer(read.said, begin, min(end + 2, match.end()))):
            return True
        if _SUBJECT.match(read.said[begin:]):
            break
        end = begin
    return bool(_NEGATED.search(after))


def _finding(rules: Rulebook, rule: Rule, read: _Read | None, match: re.Match[str] | None) -> Finding:
    fact = rules.facts[rule.fact]
    unit = read.place.unit.clause if read else None
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        clause=read.place.key if read else "",
        number=unit.number if unit else "",
        heading=unit.heading if unit else "",
        sentence=read.said if read else "",
        found=match[0] if match else "",
        message=rule.message,
        mend=rule.mend,
        source=Source(fact.law, fact.article, fact.says, fact.source),
        mark=fact.mark,
        standing=rules.marks[fact.mark],
    )
