"""Two acts that meet in the database: the later one is done once more, and nothing is done twice."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from tests.cases.people.conftest import Town
from workbench.kernel import Door


class Met(Exception):
    """What a driver raises, with PostgreSQL's code."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def stumbling(door: Door, monkeypatch: pytest.MonkeyPatch, fault: Exception, times: int) -> list[int]:
    """Let transactions fail so many times; return the list that counts them."""
    real, tried = door._transaction, []

    def transaction(*given: Any) -> Any:
        tried.append(1)
        if len(tried) <= times:
            raise fault
        return real(*given)

    monkeypatch.setattr(door, "_transaction", transaction)
    return tried


@pytest.mark.parametrize(
    "fault",
    [
        OperationalError("", {}, Met("40001")),
        OperationalError("", {}, Met("40P01")),
        IntegrityError("", {}, Met("23505")),
    ],
)
def test_who_met_another_act_is_asked_again(town: Town, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    tried = stumbling(town.door, monkeypatch, fault, 2)
    town.register("Hua", "hua@example.org")
    assert len(tried) == 3


@pytest.mark.parametrize("fault", [IntegrityError("", {}, Met("23502")), OperationalError("", {}, Met("57014"))])
def test_other_faults_are_not_tried_again(town: Town, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    tried = stumbling(town.door, monkeypatch, fault, 1)
    with pytest.raises(type(fault)):
        town.register("Hua", "hua@example.org")
    assert len(tried) == 1
