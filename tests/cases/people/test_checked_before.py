"""A password is hashed before the transaction, so that a room full of people signing in holds up nobody's acts; and it is
still that transaction which decides."""

from __future__ import annotations

import pytest

from tests.cases.people.conftest import PASSWORD, Town
from workbench.people.commands import proof
from workbench.people.commands.proof import checked_before, hashed
from workbench.people.models import Credential

EMAIL = "mei@union.example"


@pytest.fixture
def hashings(town: Town, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each hashing happened while the store's writer was held."""
    town.register("Wang Mei", EMAIL)
    noted: list[bool] = []
    really, writing = proof._verified, town.door.store.writing
    inside: list[str] = []

    def watched(hash_: str, password: str) -> bool:
        noted.append(bool(inside))
        return really(hash_, password)

    class Held:
        def __init__(self, lock: str) -> None:
            self._held = writing(lock)

        def __enter__(self) -> object:
            inside.append("writing")
            return self._held.__enter__()

        def __exit__(self, *error: object) -> bool | None:
            inside.clear()
            return self._held.__exit__(*error)  # type: ignore[arg-type]

    monkeypatch.setattr(proof, "_verified", watched)
    monkeypatch.setattr(town.door.store, "writing", Held)
    return noted


@pytest.mark.parametrize(("password", "right"), [(PASSWORD, True), ("plum rain on brick", False)])
def test_what_was_checked_before_is_not_checked_within(
    town: Town, hashings: list[bool], password: str, right: bool
) -> None:
    with checked_before(town.door, EMAIL, password, "hall"):
        assert town.sign_in(EMAIL, password).ok is right
    assert hashings == [False]


def test_who_was_not_checked_before_is_checked_within(town: Town, hashings: list[bool]) -> None:
    assert town.sign_in(EMAIL).ok
    with checked_before(town.door, EMAIL, "another password", "hall"):
        assert town.sign_in(EMAIL).ok
    assert hashings == [True, False, True]


def test_a_password_changed_meanwhile_is_checked_anew(town: Town, hashings: list[bool]) -> None:
    with checked_before(town.door, EMAIL, PASSWORD, "hall"):
        with town.peek() as session:
            session.info["performing"] = True
            credential = session.query(Credential).filter_by(email=EMAIL).one()
            credential.password = hashed("a new one altogether")
            session.commit()
        assert not town.sign_in(EMAIL).ok
    assert hashings == [False, True]


def test_strangers_take_as_long_and_nobody_is_checked_while_they_wait(town: Town, hashings: list[bool]) -> None:
    with checked_before(town.door, "nobody@union.example", PASSWORD, "hall"):
        assert not town.sign_in("nobody@union.example").ok
    assert hashings == [False]
    for _ in range(5):
        town.sign_in(EMAIL, "wrong")
    hashings.clear()
    with checked_before(town.door, EMAIL, PASSWORD, "hall"):
        pass
    assert hashings == []
