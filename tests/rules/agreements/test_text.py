"""What the stored form of a text is, and what is refused."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.rules.text import LIMIT, TextRefused, content_hash, normalise, replace_refused

TYPED = st.text(
    st.one_of(
        st.sampled_from("第一条，,　 \t\r\n\u2028é\u0301\u0323ｋ㎏\ufa19"), st.characters(exclude_categories=["Cs"])
    )
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
        ("工资　\n  缩进 \t\n\n \n", "工资\n  缩进"),
        ("e\u0301", "é"),
        ("２，３８０元（税前）；㎏", "２，３８０元（税前）；㎏"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("", ""),
    ],
)
def test_stored_form(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [
        ("a\x00", "nul", 1),
        ("a\x0cb", "control", 1),
        ("ab\x85", "control", 2),
        ("\x7f", "control", 0),
        ("工资\u202e002", "bidi", 2),
        ("a\u2066b\u2069", "bidi", 1),
        ("a\r\n\u200f", "bidi", 3),
        ("协\u200b商", "invisible", 1),
        ("\ufeff第一条", "invisible", 0),
        ("soft\u00adhyphen", "invisible", 4),
        ("tag\U000e0041", "invisible", 3),
        ("x\ud800", "surrogate", 1),
        ("x\uffff", "noncharacter", 1),
        ("\ufe0f", "selector", 0),
        ("葛\U000e0100\U000e0101", "selector", 2),
        ("ae" + "\u0301" * 31, "combining", 2),
        ("字" * (LIMIT + 1), "too_long", LIMIT),
    ],
)
def test_refused(text: str, reason: str, position: int) -> None:
    with pytest.raises(TextRefused) as refused:
        normalise(text)
    assert (refused.value.reason, refused.value.position) == (reason, position)


def test_the_limit_counts_the_stored_form() -> None:
    assert len(normalise("字\r\n字   ", limit=3)) == 3
    with pytest.raises(TextRefused, match="too_long"):
        normalise("字\n字字", limit=3)


@given(TYPED)
def test_normalising_again_changes_nothing(text: str) -> None:
    try:
        once = normalise(text)
    except TextRefused:
        return
    assert normalise(once) == once


@given(st.text())
def test_a_repaired_text_is_not_refused(text: str) -> None:
    clean, changes = replace_refused(text)
    normalise(clean)
    assert bool(changes) == (clean != text)


def test_hash_is_the_stated_one() -> None:
    expected = hashlib.sha256(b"tripartite-workbench/clause-text/v1\n" + "工资，元".encode()).hexdigest()
    assert content_hash("工资，元 \r\n") == expected
    assert content_hash("工资,元") != expected
    assert len(content_hash("字" * (LIMIT + 1))) == 64
