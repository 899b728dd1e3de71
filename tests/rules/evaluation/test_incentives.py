"""Incentives: who is entitled to which, why and how long; nothing unverified is promised, and nothing outlives the title."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from evaluation.rules.incentives import (
    Held,
    IncentivesFault,
    Standing,
    elsewhere,
    entitlements,
    read_book,
    shipped,
)
from evaluation.rules.scheme_reading import shipped_names

BOOK = shipped()
SHAANXI = Held("suzhou-new-district", "AA", "陕西省某市", date(2026, 3, 31), date(2031, 3, 30))
TODAY = date(2026, 6, 1)
ONE = """
[source]
S = { zh = "来源", en = "Source" }
[[incentive]]
id = "one"
kind = "credit"
title = { zh = "一", en = "One" }
says = { zh = "一。", en = "One." }
body = { zh = "部门", en = "Office" }
mark = "V"
source = "S"
"""


def standings(held: Held, today: date = TODAY) -> dict[str, Standing]:
    """Return how each incentive that fits stands."""
    return {one.incentive.id: one.standing for one in entitlements(BOOK.incentives, held, today)}


def test_every_shipped_incentive_has_its_words_mark_and_source() -> None:
    assert len(BOOK.incentives) >= 15
    for one in BOOK.incentives:
        assert one.title.zh != one.title.en
        assert one.source in BOOK.sources
        assert set(one.schemes) <= set(shipped_names())
        assert not (one.unknown and one.mark == "V"), "what is not known was not read"


def test_shaanxi_frees_a_holder_of_the_yearly_self_check_for_three_years() -> None:
    """Shaanxi 2017 (V): three years, whatever the title's own length; named on the last of a month."""
    (given,) = entitlements(BOOK.incentives, SHAANXI, TODAY)
    assert given.incentive.id == "sx_no_yearly_filing"
    assert (given.standing, given.since, given.until) == (Standing.ENTITLED, date(2026, 3, 31), date(2029, 3, 30))


def test_it_lasts_to_its_last_day_and_no_longer() -> None:
    assert standings(SHAANXI, date(2029, 3, 30)) == {"sx_no_yearly_filing": Standing.ENTITLED}
    assert standings(SHAANXI, date(2029, 3, 31)) == {"sx_no_yearly_filing": Standing.OVER}


def test_it_ends_with_the_title() -> None:
    short = replace(SHAANXI, valid_until=date(2027, 3, 30))
    (given,) = entitlements(BOOK.incentives, short, TODAY)
    assert given.until == date(2027, 3, 30)
    assert standings(short, date(2027, 3, 31)) == {"sx_no_yearly_filing": Standing.OVER}


def test_a_title_that_is_revoked_ends_all_at_once() -> None:
    revoked = replace(SHAANXI, ended_on=date(2026, 5, 2))
    (given,) = entitlements(BOOK.incentives, revoked, TODAY)
    assert (given.standing, given.until) == (Standing.ENDED, date(2026, 5, 2))
    late = replace(SHAANXI, ended_on=date(2030, 1, 1))
    assert standings(late, date(2030, 1, 1)) == {"sx_no_yearly_filing": Standing.OVER}, "it had run out before"


def test_what_was_read_only_in_part_is_never_promised() -> None:
    found = standings(replace(SHAANXI, place="山东省济南市"))
    assert set(found) == {"sd_credit", "sd_funds", "sd_loans", "sd_tax", "sd_training"}
    assert set(found.values()) == {Standing.UNVERIFIED}
    for one in entitlements(BOOK.incentives, replace(SHAANXI, place="山东上海青岛南京辽宁广东"), TODAY):
        assert one.standing == Standing.UNVERIFIED


def test_a_condition_that_the_record_cannot_show_is_named_and_not_taken_for_met() -> None:
    book = read_book(ONE + 'condition = { zh = "省级", en = "provincial" }\n')
    (given,) = entitlements(book.incentives, SHAANXI, TODAY)
    assert given.standing == Standing.CONDITIONAL


def test_grade_a_brings_supervision_by_class_and_grade_b_nothing() -> None:
    graded = Held("labour-law-grade", "A", "江苏省苏州市", date(2026, 3, 31), None)
    (given,) = entitlements(BOOK.incentives, graded, TODAY)
    assert (given.incentive.id, given.standing, given.until) == ("grade_a_supervision", Standing.ENTITLED, None)
    assert standings(replace(graded, tier="B")) == {}
    assert standings(replace(graded, scheme="suzhou-new-district")) == {}


def test_what_other_places_give_is_told_apart() -> None:
    others = {one.id for one in elsewhere(BOOK.incentives, SHAANXI)}
    assert "cq_red_list" in others
    assert "sx_no_yearly_filing" not in others
    assert not others & {"grade_a_supervision", "grade_a_exempt"}, "they are for another scheme"


def test_those_entitled_come_first() -> None:
    both = replace(SHAANXI, place="山东和陕西")
    order = [one.standing for one in entitlements(BOOK.incentives, both, TODAY)]
    assert order == sorted(order, key=list(Standing).index)
    assert order[0] == Standing.ENTITLED


def test_no_day_before_the_naming_is_ever_given() -> None:
    for days in range(0, 2000, 37):
        today = SHAANXI.named_on + timedelta(days=days)
        for one in entitlements(BOOK.incentives, SHAANXI, today):
            assert one.since == SHAANXI.named_on
            assert one.until is None or one.until >= one.since


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (ONE.replace('mark = "V"', 'mark = "sure"'), "mark"),
        (ONE.replace('source = "S"', 'source = "T"'), "T"),
        (ONE.replace('kind = "credit"', 'kind = "gift"'), "kind"),
        (ONE + "promise = 1\n", "promise"),
        (ONE + "months = 0\n", "months"),
        (ONE + ONE.partition("[[")[1] + ONE.partition("[[")[2], "one"),
        (ONE.replace("[[incentive]]", '[source.U]\nzh = "又"\nen = "More"\n[[incentive]]'), "U"),
        ("[extra]\n" + ONE, "extra"),
        ("id = ", "Invalid"),
    ],
)
def test_a_wrong_file_is_refused_by_name(wrong: str, named: str) -> None:
    with pytest.raises(IncentivesFault, match=named):
        read_book(wrong)
