"""What counts as text, what its stored form is, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.text import TextRefused, clean, clean_line, repaired, settled

LIMIT = 1_000
TYPED = st.text(
    st.one_of(
        st.sampled_from("第一条，,　 \t\r\n\u2028é\u0301\u0323ｋ㎏\ufa19🤷♀\u200d\ufe0f"),
        st.characters(exclude_categories=["Cs"]),
    )
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("一\r\n二\r三\u2028四\u2029五", "一\n二\n三\n四\n五"),
        ("工资　\n  缩进 \t\n\n \n", "工资\n  缩进"),
        ("\n\n  第一条", "  第一条"),
        ("e\u0301", "é"),
        ("２，３８０元（税前）；㎏", "２，３８０元（税前）；㎏"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("🤷\u200d♀\ufe0f", "🤷\u200d♀\ufe0f"),
        ("❤\ufe0f\u200d🔥", "❤\ufe0f\u200d🔥"),
        ("", ""),
    ],
)
def test_stored_form(typed: str, stored: str) -> None:
    assert clean(typed, LIMIT) == stored


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [
        ("a\x00", "text_control", 1),
        ("a\x0cb", "text_control", 1),
        ("ab\x85", "text_control", 2),
        ("\x7f", "text_control", 0),
        ("x\uffff", "text_control", 1),
        ("工资\u202e002", "text_bidi", 2),
        ("a\u2066b\u2069", "text_bidi", 1),
        ("a\r\n\u200f", "text_bidi", 3),
        ("协\u200b商", "text_invisible", 1),
        ("协\u200d商", "text_invisible", 1),
        ("🤷\u200d", "text_invisible", 1),
        ("a\ufe0f\u200d♀", "text_invisible", 2),
        ("\ufeff第一条", "text_invisible", 0),
        ("soft\u00adhyphen", "text_invisible", 4),
        ("tag\U000e0041", "text_invisible", 3),
        ("\ufe0f", "text_invisible", 0),
        ("葛\U000e0100\U000e0101", "text_invisible", 2),
        ("x\ud800", "text_lone_surrogate", 1),
        ("ae" + "\u0301" * 31, "text_combining", 2),
        ("字" * (LIMIT + 1), "text_too_long", LIMIT),
        ("字" * (9 * LIMIT), "text_too_long", LIMIT),
    ],
)
def test_refused(text: str, reason: str, position: int) -> None:
    with pytest.raises(TextRefused) as refused:
        clean(text, LIMIT)
    assert (refused.value.reason, refused.value.position) == (reason, position)


def test_the_limit_counts_the_stored_form() -> None:
    assert clean("字\r\n字   \n", 3) == "字\n字"
    with pytest.raises(TextRefused, match="too_long"):
        clean("字\n字字", 3)


def test_a_line_is_one_line() -> None:
    assert clean_line("  李明 \n", 9) == "李明"
    with pytest.raises(TextRefused, match="text_line_break"):
        clean_line("李\n明", 9)


def test_settling_keeps_the_numbers_of_lines() -> None:
    assert settled("\r\n\n一 \n\n").split("\n") == ["", "", "一", "", ""]


@given(TYPED)
def test_cleaning_again_changes_nothing(text: str) -> None:
    try:
        once = clean(text, LIMIT)
    except TextRefused:
        return
    assert clean(once, LIMIT) == once


@given(TYPED | st.text())
def test_a_repaired_text_is_not_refused(text: str) -> None:
    mended, changes = repaired(text)
    settled(mended)
    assert bool(changes) == (mended != text)
