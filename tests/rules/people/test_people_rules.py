"""Addresses, passwords, waiting times, secrets: the rules by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.people.rules.addresses import AddressRefused, account_mark, normal_address
from workbench.people.rules.agents import short_agent
from workbench.people.rules.delays import ON_ACCOUNT, ON_ADDRESS, Patience, wait
from workbench.people.rules.organisations import FUNCTIONS, KINDS, functions_in, parents_of
from workbench.people.rules.passwords import LONGEST, SHORTEST, password_fault
from workbench.people.rules.tokens import MINTED, digest, mint, recovery_codes, typed_code

NOW = datetime(2026, 5, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Mei@Union.example", "mei@union.example"),
        ("  mei@union.example\n", "mei@union.example"),
        ("ｍｅｉ＠ｕｎｉｏｎ．ｃｎ", "mei@union.cn"),
        ("o'brien+desk@a-b.example", "o'brien+desk@a-b.example"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_one_form_for_each_address(typed: str, normal: str) -> None:
    assert normal_address(typed) == normal
    assert normal_address(normal) == normal


@pytest.mark.parametrize(
    "typed",
    ["", "mei", "@union.example", "mei@", "a@b@c", "mei@union..example", "mei@union.example\nBcc: all@x.example",
     "mei <mei@union.example>", "a" * 65 + "@b.example", "a@" + "b" * 253, "梅@union.example", "a,b@c.example"],
)  # fmt: skip
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(AddressRefused):
        normal_address(typed)


def test_marks_differ_and_hide_the_address() -> None:
    assert account_mark("a@b.example") != account_mark("a@c.example")
    assert "b.example" not in account_mark("a@b.example")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elevenchars", "too_short"),
        ("twelve chars", None),
        ("correct horse battery staple", None),
        ("x!" * 64 + "y", "too_long"),
        ("梅雨打在青石板上的声音啊", None),
        ("梅雨打在青石板", "too_short"),
        ("password1234", "known"),
        ("Password_1234", "known"),
        ("passwordpassword", "known"),
        ("123456789012", "known"),
        ("qwertyuiopas", "known"),
        ("1qaz2wsx3edc", "known"),
        ("aaaaaaaaaaaaaaaa", "known"),
        ("abcabcabcabc", "known"),
        ("abcdefghijkl", "known"),
        ("woaini1314woaini1314", "known"),
        ("wangmei-1986", "personal"),
        ("Wang Mei 2026!", "personal"),
        ("mei@union.example", "personal"),
        ("tripartite-workbench", "personal"),
        ("Workbench2026", "personal"),
        ("the wangs moved to wuhan", None),
    ],
)
def test_which_passwords_are_refused(password: str, fault: str | None) -> None:
    assert password_fault(password, ("Wang Mei", "mei@union.example")) == fault


def test_length_counts_characters_up_to_the_very_limits() -> None:
    longest = "".join(chr(0x4E00 + number) for number in range(LONGEST))
    assert password_fault(longest) is None
    assert password_fault(longest + "z") == "too_long"
    assert password_fault(longest[:SHORTEST]) is None
    assert password_fault(longest[: SHORTEST - 1]) == "too_short"


@pytest.mark.parametrize("patience", [ON_ACCOUNT, ON_ADDRESS])
def test_free_tries_cost_nothing_and_the_next_waits(patience: Patience) -> None:
    assert wait([NOW] * (patience.free - 1), NOW, patience) == 0
    assert wait([NOW] * patience.free, NOW, patience) == 2
    assert wait([NOW] * (patience.free + 1), NOW, patience) == 4
    assert wait([NOW] * (patience.free + 60), NOW, patience) == patience.cap.total_seconds()


def test_failures_are_forgotten_after_the_window() -> None:
    assert wait([NOW - ON_ACCOUNT.window] * 50, NOW, ON_ACCOUNT) == 0
    assert wait([], NOW, ON_ACCOUNT) == 0


def test_the_wait_counts_from_the_last_failure_in_whole_seconds() -> None:
    failures = [NOW - timedelta(minutes=1)] * 4 + [NOW - timedelta(milliseconds=500)]
    assert wait(failures, NOW, ON_ACCOUNT) == 2
    assert wait(failures, NOW + timedelta(milliseconds=1499), ON_ACCOUNT) == 1
    assert wait(failures, NOW + timedelta(milliseconds=1500), ON_ACCOUNT) == 0


@given(st.lists(st.integers(0, 5000), max_size=60), st.integers(0, 5000))
def test_more_failures_never_mean_less_waiting(ages: list[int], age: int) -> None:
    failures = [NOW - timedelta(seconds=seconds) for seconds in ages]
    more = [*failures, NOW - timedelta(seconds=age)]
    assert 0 <= wait(failures, NOW, ON_ACCOUNT) <= wait(more, NOW, ON_ACCOUNT) <= 60


def test_secrets_are_long_distinct_and_stored_as_digests() -> None:
    made = {mint() for _ in range(100)}
    assert len(made) == 100
    assert all(MINTED.fullmatch(secret) for secret in made)
    assert all(secret not in digest(secret) and len(digest(secret)) == 64 for secret in made)


def test_recovery_codes_survive_being_typed() -> None:
    for code in recovery_codes():
        assert typed_code(code.upper().replace("-", " ")) == typed_code(code)
        assert len(typed_code(code)) == 24


def test_the_house_knows_administrators_only_and_parents_are_known_kinds() -> None:
    assert functions_in("house") == ("administrator",)
    assert set(functions_in("union")) == set(FUNCTIONS)
    assert all(set(parents_of(kind)) <= set(KINDS) for kind in KINDS)


@pytest.mark.parametrize(
    ("header", "short"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/138.0 Safari/537.36", "Chrome · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/138.0 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat · Android"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_browsers_are_named_shortly(header: str, short: str) -> None:
    assert short_agent(header) == short
