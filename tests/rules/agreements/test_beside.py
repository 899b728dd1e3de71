"""A redline by paragraphs loses no word of either text, whichever way it is shown."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.beside import blocks, is_changed, lines
from agreements.rules.redline import Run, redline

TEXT = st.text(alphabet="ab1。 \n条", max_size=40)


def said(runs: tuple[Run, ...] | None, but: str) -> str:
    return "".join(run.text for run in runs or () if run.kind != but)


@given(TEXT, TEXT)
def test_the_blocks_joined_are_the_redline(old: str, new: str) -> None:
    found = blocks(redline(old, new))
    assert "\n".join(said(one, "ins") for one in found) == old
    assert "\n".join(said(one, "del") for one in found) == new


@given(TEXT, TEXT)
def test_each_side_keeps_its_paragraphs_in_order(old: str, new: str) -> None:
    found = lines(redline(old, new))
    assert [text for one in found if (text := said(one.old, ""))] == [line for line in old.split("\n") if line]
    assert [text for one in found if (text := said(one.new, ""))] == [line for line in new.split("\n") if line]
    assert not any(run.kind == "ins" for one in found for run in one.old or ())
    assert not any(run.kind == "del" for one in found for run in one.new or ())


def test_a_paragraph_that_changed_stands_beside_what_it_was() -> None:
    found = lines(redline("一。\n旧的。\n三。", "一。\n新的。\n三。"))
    assert [one.changed for one in found] == [False, True, False]
    assert said(found[1].old, "") == "旧的。"
    assert said(found[1].new, "") == "新的。"


def test_an_added_paragraph_has_nothing_beside_it() -> None:
    found = lines(redline("一。\n三。", "一。\n二。\n三。"))
    assert [(one.old is None, one.new is None) for one in found] == [(False, False), (True, False), (False, False)]


def test_what_stayed_is_told_from_what_changed() -> None:
    found = blocks(redline("a.\nb.\nc.\nd.", "a.\nb.\nx.\nd."))
    assert [is_changed(one) for one in found] == [False, False, True, False]


def test_joining_two_paragraphs_is_a_change() -> None:
    assert all(one.changed for one in lines(redline("甲。\n乙。", "甲。乙。")))
