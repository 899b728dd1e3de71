"""A scheme's rules in words: what an item asks for, how points are lost, which step was hit, which limit is shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import ngettext as _plural

from evaluation.rules.item_rules import (
    Bands,
    Checklist,
    Count,
    Fact,
    Given,
    Grades,
    Listed,
    Parts,
    Rate,
    Ratio,
    Text,
    Veto,
    YesNo,
)
from evaluation.rules.item_values import Refused, Said, number, plain, typed
from evaluation.rules.sayings import reason
from evaluation.rules.schemes import Item, Scheme
from workbench.web.words import locale_name


@dataclass(frozen=True)
class Line:
    """One line of a rule's table: a step, a grade or a part, what it is worth, and whether the value hits it."""

    words: str
    points: str
    hit: bool


@dataclass(frozen=True)
class RuleWords:
    """A rule in words: sentences, and the lines of its table where it has one."""

    sentences: tuple[str, ...]
    lines: tuple[Line, ...] = ()


MOST_CHOSEN = 4
"""Of so many parts all ways to meet them can still be listed (16); those of a longer checklist are typed by their ids."""


def _(sentence: str, **values: object) -> str:
    return str(gettext(sentence, **values))


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    return str(_plural(one, many, count, **values))


def said(words: Text | None) -> str:
    """Return words of a scheme in the language of the page; nothing for none."""
    if words is None:
        return ""
    return words.en if locale_name() == "en" else words.zh


def points_of(item: Item) -> str:
    """Return what an item is worth as its row shows it: 4.5, −6, or a dash where it has no points."""
    if isinstance(item.rule, Veto | Fact) or item.points is None:
        return "—"
    return signed(plain(item.room.worth))


def signed(number: str) -> str:
    """Return a number with the minus sign that is printed, not the hyphen that is typed."""
    return number.replace("-", "−")


def rule_words(scheme: Scheme, item: Item, value: str = "") -> RuleWords:
    """Return an item's rule in words; with a `value` its table shows which line that value hits."""
    rule: Any = item.rule
    sentence = _computed(item) if item.of else _RULES[type(rule)](rule, item)
    sentences = (sentence, *_beside(scheme, item))
    return RuleWords(tuple(filter(None, sentences)), tuple(_lines(rule, value)))


def _computed(item: Item) -> str:
    return _("The value is computed: %(formula)s. Nobody types it.", formula=item.of)


def _given(rule: Given, item: Item) -> str:
    points = plain(item.points) if item.points is not None else ""
    if item.room.deducts:
        return _("Up to %(points)s points are taken away.", points=points)
    if rule.step is not None:
        return _("Any value from 0 to %(points)s, in steps of %(step)s.", points=points, step=plain(rule.step))
    return _("Any value from 0 to %(points)s.", points=points) if points else _("Any value from 0 upwards.")


def _listed(rule: Listed, item: Item) -> str:
    return _("One of these values: %(values)s.", values=" / ".join(signed(plain(one)) for one in rule.values))


def _parts(rule: Parts, item: Item) -> str:
    count = len(rule.parts)
    return ngettext(
        "%(num)s part, worth %(each)s. The value is how many are met.",
        "%(num)s parts, each worth %(each)s. The value is how many are met.",
        count,
        each=plain(rule.each),
    )


def _checklist(rule: Checklist, item: Item) -> str:
    if len(rule.parts) <= MOST_CHOSEN:
        return _("Each part that is met counts with its own points.")
    return _("Each part that is met counts with its own points. The value names the parts met; none is “none”.")


def _count(rule: Count, item: Item) -> str:
    each = plain(rule.each)
    if rule.under is not None:
        return _("%(each)s is lost for each one missing to %(due)s.", each=each, due=plain(rule.under))
    if rule.over:
        return _("%(each)s is lost for each case above %(free)s.", each=each, free=plain(rule.over))
    return _("%(each)s is lost for each case.", each=each)


def _rate(rule: Rate, item: Item) -> str:
    values = {"full": f"{plain(rule.full_at)}{rule.unit}", "each": plain(rule.each)}
    portions: dict[tuple[str, str], Callable[[], str]] = {
        ("high", "exact"): lambda: _("Full at %(full)s; %(each)s is lost for each point below, pro rata.", **values),
        ("high", "begun"): lambda: _(
            "Full at %(full)s; %(each)s is lost for each point below, begun or whole.", **values
        ),
        ("high", "full"): lambda: _("Full at %(full)s; %(each)s is lost for each whole point below.", **values),
        ("low", "exact"): lambda: _("Full up to %(full)s; %(each)s is lost for each point above, pro rata.", **values),
        ("low", "begun"): lambda: _(
            "Full up to %(full)s; %(each)s is lost for each point above, begun or whole.", **values
        ),
        ("low", "full"): lambda: _("Full up to %(full)s; %(each)s is lost for each whole point above.", **values),
    }
    return portions[rule.better, rule.portion]()


def _bands(rule: Bands, item: Item) -> str:
    return _("The points are those of the step in which the value lies.")


def _ratio(rule: Ratio, item: Item) -> str:
    zero, full = f"{plain(rule.zero_at)}{rule.unit}", f"{plain(rule.full_at)}{rule.unit}"
    return _("In proportion: nothing at %(zero)s, full at %(full)s.", zero=zero, full=full)


def _grades(rule: Grades, item: Item) -> str:
    return _("The points are those of the grade that describes it best.")


def _yes_no(rule: YesNo, item: Item) -> str:
    yes = item.room.worth if rule.yes is None else rule.yes
    return _("Yes is worth %(yes)s, no %(no)s.", yes=signed(plain(yes)), no=signed(plain(rule.no)))


def _veto(rule: Veto, item: Item) -> str:
    if rule.years is None:
        return _("Yes rules out a title, whatever the points.")
    return ngettext(
        "Yes rules out a title, whatever the points. The last year counts.",
        "Yes rules out a title, whatever the points. The last %(num)s years count.",
        rule.years,
    )


def _fact(rule: Fact, item: Item) -> str:
    return _("Only asked for: it has no points of its own.")


_RULES: dict[type, Callable[[Any, Item], str]] = {
    Given: _given,
    Listed: _listed,
    Parts: _parts,
    Checklist: _checklist,
    Count: _count,
    Rate: _rate,
    Bands: _bands,
    Ratio: _ratio,
    Grades: _grades,
    YesNo: _yes_no,
    Veto: _veto,
    Fact: _fact,
}


def _beside(scheme: Scheme, item: Item) -> Iterable[str]:
    """Return what the scheme adds to the rule: not applicable, answers needed, cured, a shared limit."""
    if item.not_applicable:
        yield _("Where it does not apply nothing is lost.")
    if item.survey is not None:
        yield _("It rests on a survey and needs at least %(least)s answers.", least=item.survey.least)
    if item.cured is not None:
        yield _("Of what was made good only %(share)s of the deduction stays.", share=plain(item.cured))
    cap = scheme.cap_of.get(item.id)
    if cap is None:
        return
    others = ", ".join(one for one in cap.items if one != item.id)
    if cap.best is not None:
        yield ngettext(
            "Of this and %(others)s only the highest counts.",
            "Of this and %(others)s only the %(num)s highest count.",
            cap.best,
            others=others,
        )
    limit = cap.maximum if cap.minimum is None else cap.minimum
    if limit is not None:
        yield _("Shares a limit of %(limit)s with %(others)s.", limit=signed(plain(limit)), others=others)


def parts_met(rule: Checklist, value: str) -> str:
    """Return the parts of a checklist that a value names, by their titles."""
    met = set(value.split())
    return _(", ").join(said(part.title) for part in rule.parts if part.id in met) or _("none of the parts")


def said_words(item: Item, why: Said) -> str:
    """Return one reason of a score in words: the value, the step it hits, what is lost. Nothing for a reason without words."""
    values = {name: signed(value) for name, value in why.values.items()}
    if isinstance(item.rule, Checklist) and "met" in values:
        values["met"] = parts_met(item.rule, why.values["met"])
    if why.key == "grade":
        values["grade"] = values["en" if locale_name() == "en" else "zh"]
    sentence = reason(why.key, values)
    return str(gettext(sentence, **values)) if sentence else ""


def _lines(rule: Any, value: str) -> Iterable[Line]:
    if isinstance(rule, Bands):
        number = _number(rule, value)
        for band in rule.bands:
            hit = number is not None and band.holds(number)
            yield Line(f"{band.shown}{rule.unit}", signed(plain(band.points)), hit)
    elif isinstance(rule, Grades):
        for grade in rule.grades:
            yield Line(said(grade.title), signed(plain(grade.points)), grade.id == value)
    elif isinstance(rule, Checklist):
        for part in rule.parts:
            named = said(part.title) if len(rule.parts) <= MOST_CHOSEN else f"{part.id} {said(part.title)}"
            yield Line(named, signed(plain(part.points)), part.id in value.split())
    elif isinstance(rule, Parts):
        for words in rule.parts:
            yield Line(said(words), plain(rule.each), False)


def _number(rule: Bands, value: str) -> Any:
    try:
        return number(typed(value).text, rule.unit) if value else None
    except Refused:
        return None
