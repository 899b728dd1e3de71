"""Clauses are found again when everything around them changed; what is known to be true decides whether they were."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest

from agreements.rules.alignment import Match, align, pair
from agreements.rules.sides import pieces
from agreements.rules.tree import Clause, Language, Tree
from tests.drafts import NextTerm, divided, known, long_agreement, next_term, numbered, paragraph, scale

LANGUAGES: tuple[Language, ...] = ("zh", "en")
BOTH = pytest.mark.parametrize("language", LANGUAGES)


def matches(old: Tree, new: Tree) -> tuple[Match, ...]:
    return align(pieces(old), pieces(new))


def found(old: Tree, new: Tree) -> set[tuple[int | None, int | None]]:
    """The pairs as `NextTerm.truth` has them."""
    listed = matches(old, new)
    assert all(len(match.old) < 2 and len(match.new) < 2 for match in listed)
    return {(next(iter(match.old), None), next(iter(match.new), None)) for match in listed}


def wrong(term: NextTerm) -> int:
    return len(term.truth - found(term.old, term.new))


@BOTH
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_clause_of_a_renumbered_agreement_is_found(language: Language, seed: int) -> None:
    term = next_term(seed, language, long_agreement(seed, language, 150_000), first=7)
    assert found(term.old, term.new) == term.truth


@BOTH
def test_near_identical_clauses_are_told_apart(language: Language) -> None:
    """Of clauses that differ by a class and amounts only, all renumbered and a third of them with other amounts."""
    terms = [
        next_term(seed, language, scale(random.Random(seed), language, count), first=3, share=0.3)
        for seed, count in product(range(12), (5, 12, 40, 120))
    ]
    assert sum(wrong(term) for term in terms) <= 0.003 * sum(len(term.truth) for term in terms)


@BOTH
def test_a_series_that_went_up_by_one_keeps_its_numbers(language: Language) -> None:
    """Where what class 2 was paid is now paid to class 1, and so on, each class keeps its clause."""
    pay = [20 + 17 * at for at in range(7)]
    before, after = (paragraph(random.Random(seed), language, 6) for seed in (1, 2))
    text = (
        "第一档津贴为每日{}元，随当月工资发放，缺勤不计。"
        if language == "zh"
        else "The allowance is {} dollars a day, paid with wages."
    )
    old, new = (
        numbered([before, *(text.format(amount) for amount in amounts), after], language)
        for amounts in (pay[:-1], pay[1:])
    )
    assert found(old, new) == {(at, at) for at in range(8)}


@BOTH
def test_equal_words_decide_where_nothing_around_kept_its_number(language: Language) -> None:
    others = [paragraph(random.Random(seed), language, 6) for seed in range(4)]
    series = [f"津贴为每日{20 + 17 * at}元，随当月工资发放，缺勤不计。" for at in range(6)]
    old, new = [others[0], *series[:-1], others[1]], [others[2], *series[1:], others[3]]
    pairs = found(numbered(old, language), numbered(new, language))
    assert {(at, at - 1) for at in range(2, 6)} < pairs


@BOTH
def test_a_clause_put_in_front_shifts_the_numbers_only(language: Language) -> None:
    texts = [paragraph(random.Random(seed), language, 6) for seed in range(9)]
    series = scale(random.Random(5), language, 6)
    old = numbered([*texts[:4], *series, *texts[4:]], language)
    new = numbered([texts[0], "新增一条。", *texts[1:4], *series, *texts[4:]], language)
    assert found(old, new) == {(0, 0), (None, 1)} | {(at, at + 1) for at in range(1, 15)}


@BOTH
def test_equal_clauses_keep_their_neighbours(language: Language) -> None:
    texts = [paragraph(random.Random(seed), language, 4) for seed in range(6)]
    reserved = "（预留）" if language == "zh" else "Reserved."
    old = [texts[0], reserved, texts[1], reserved, texts[2], texts[3], reserved]
    new = [texts[4], texts[0], reserved, texts[1], texts[2], texts[5], texts[3], reserved]
    assert found(numbered(old, language), numbered(new, language, first=3)) == {
        (None, 0), (0, 1), (1, 2), (2, 3), (3, None), (4, 4), (None, 5), (5, 6), (6, 7)
    }  # fmt: skip


@BOTH
def test_headings_decide_between_clauses_of_like_words(language: Language) -> None:
    words = [paragraph(random.Random(1), language, 4)] * 3
    old = numbered([text + "一" for text in words], language, headings=["甲", "乙", "丙"])
    new = numbered([text + "二" for text in words], language, headings=["丙", "甲", "乙"])
    assert found(old, new) == {(0, 1), (1, 2), (2, 0)}


def test_a_heading_is_enough_for_a_clause_that_was_written_anew() -> None:
    old = numbered(["职工年休假按法律执行，由班组长安排。", "每年体检一次。"], "zh", headings=["年休假", "体检"])
    new = numbered(["本企业另设带薪假，办法附后。", "每年体检一次。"], "zh", headings=["年休假", "体检"])
    assert found(old, new) == {(0, 0), (1, 1)}


def test_identity_goes_before_everything() -> None:
    texts = ["夜班津贴每班28元。", "高温津贴每日15元。"]
    old = known(numbered(texts, "zh"))
    swapped = replace(old, clauses=tuple(replace(c, text=t) for c, t in zip(old.clauses, reversed(texts), strict=True)))
    assert found(old, swapped) == {(0, 0), (1, 1)}
    assert pair(pieces(old), pieces(swapped)) == {0: 0, 1: 1}


def test_only_what_left_the_order_moved() -> None:
    texts = [paragraph(random.Random(seed), "zh", 5) for seed in range(8)]
    new = [*texts[1:5], texts[7], texts[0], *texts[5:7]]
    moved = {match.old[0] for match in matches(numbered(texts, "zh"), numbered(new, "zh")) if match.moved}
    assert moved == {0, 7}


@BOTH
def test_splits_and_merges_that_are_found_are_right(language: Language) -> None:
    made = right = seen = 0
    for seed in range(6):
        whole, parts, truth = divided(seed, language, 40)
        made += len(truth)
        for old, new, split in ((whole, parts, True), (parts, whole, False)):
            for match in matches(old, new):
                one, several = (match.old, match.new) if split else (match.new, match.old)
                if len(several) > 1:
                    seen += 1
                    right += (one[0], list(several)) in truth
                assert len(one) < 2
    assert right == seen
    assert seen >= 0.9 * 2 * made


@BOTH
def test_a_copy_of_what_a_shortened_clause_still_says_was_not_split_from_it(language: Language) -> None:
    kept, gone, other = (paragraph(random.Random(seed), language, 5) for seed in range(3))
    old, new = numbered([kept + gone, other], language), numbered([kept, other, kept + "附。"], language)
    assert found(old, new) == {(0, 0), (1, 1), (None, 2)}


@BOTH
def test_clauses_that_only_resemble_one_another_were_not_merged(language: Language) -> None:
    old = numbered(scale(random.Random(1), language, 9), language)
    new = numbered(scale(random.Random(2), language, 2, first=500), language)
    assert all(len(match.old) < 2 and len(match.new) < 2 for match in matches(old, new))


def test_headings_of_parts_are_paired_with_such_headings_only() -> None:
    part = Clause("part", "第一章", "工资", printed="第一章 工资")
    article = Clause("article", "第一章", "工资", printed="第一章 工资")
    listed = matches(Tree("", "zh", (part,)), Tree("", "zh", (article,)))
    assert [(match.old, match.new) for match in listed] == [((0,), ()), ((), (0,))]


def test_nothing_and_empty_clauses() -> None:
    empty = numbered([""] * 4, "zh")
    assert matches(numbered([], "zh"), numbered([], "zh")) == ()
    assert [match.new for match in matches(numbered([], "zh"), empty)] == [(0,), (1,), (2,), (3,)]
    assert found(empty, empty) == {(at, at) for at in range(4)}
