"""Nothing that was acknowledged is lost and nothing happens twice, wherever the process is killed.

`kill -9` at a named point says nothing about power cuts: those are what synchronous=FULL is for, asserted at start (test_ledger).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.house.notebook import Note, open_house
from tests.house.writer import WRITER, command
from workbench.kernel import ledger
from workbench.kernel.failpoints import POINTS
from workbench.kernel.models import CommandOutcome, LedgerEntry

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = 8


@dataclass
class House:
    """A house that is killed and started again."""

    url: str
    directory: Path

    def run(
        self, failpoint: str = "", *, mutant: str = "none", first: int = 1, count: int = COMMANDS
    ) -> tuple[dict[int, str], int]:
        """Run the writer; return what it acknowledged (number -> entries) and its exit status."""
        environment = {**os.environ, "WORKBENCH_FAILPOINT": failpoint, "PYTHONPATH": str(ROOT)}
        arguments = [self.url, str(self.directory), mutant, str(first), str(count)]
        done = subprocess.run(
            [sys.executable, "-m", "tests.house.writer", *arguments],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        lines = (line.split(" ", 1) for line in done.stdout.splitlines())
        return {int(number): entries for number, entries in lines}, done.returncode

    def faults(self, acknowledged: dict[int, str]) -> list[str]:
        """Return what is wrong with the house after a restart, given what it had acknowledged."""
        with open_house(self.url, self.directory) as door, door.store.reading() as session:
            wrong = [str(fault) for fault in ledger.verify(session)]
            entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.position)).all()
            notes = Counter(session.scalars(select(Note.text)))
            outcomes = Counter(session.scalars(select(CommandOutcome.result)))
        stored: dict[str, list[str]] = {}
        for entry in entries:
            text = entry.payload.partition('"text":"')[2].partition('"')[0]
            stored.setdefault(text, []).append(f"{entry.stream}:{entry.seq}")
        for number, told in acknowledged.items():
            if ",".join(stored.get(f"command {number}", [])) != told:
                wrong.append(
                    f"command {number} was acknowledged as {told}, stored as {stored.get(f'command {number}')}"
                )
        for number in range(1, COMMANDS + 1):
            text, expected = f"command {number}", len(command(number).sides)
            rows = (len(stored.get(text, [])), notes[text], outcomes[f'{{"text": "{text}"}}'])
            if rows not in ((0, 0, 0), (expected, expected, 1)):
                wrong.append(f"{text} is there by halves or twice: {rows}")
        return wrong


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    return House(database_url, tmp_path)


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_and_doubles_nothing(house: House, point: str, count: int) -> None:
    acknowledged, status = house.run(f"{point}:{count}")
    assert status == -signal.SIGKILL
    assert sorted(acknowledged) == list(range(1, count))
    assert house.faults(acknowledged) == []
    # Everything is sent again with its old key, as a client does that got no answer.
    again, status = house.run()
    assert status == 0
    assert sorted(again) == list(range(1, COMMANDS + 1))
    assert {number: again[number] for number in acknowledged} == acknowledged
    assert house.faults(again) == []


def test_many_kills_in_a_row(house: House) -> None:
    acknowledged: dict[int, str] = {}
    for point in POINTS:
        told, status = house.run(f"{point}:2")
        assert status == -signal.SIGKILL
        assert not any(acknowledged.get(one, entries) != entries for one, entries in told.items())
        acknowledged |= told
        assert house.faults(acknowledged) == []
    acknowledged |= house.run()[0]
    assert house.faults(acknowledged) == []


@pytest.mark.parametrize("point", ["after_commit", "before_answer"])
def test_what_was_stored_but_not_acknowledged_is_answered_the_second_time(house: House, point: str) -> None:
    told, _ = house.run(f"{point}:3")
    assert sorted(told) == [1, 2]
    with open_house(house.url, house.directory) as door:
        outcome = door.perform(WRITER, command(3), "key 3")
        assert outcome.duplicate
        assert outcome.entries == (("notebook/n/table", 3), ("notebook/n/labour", 2))


# --- the harness itself must be able to fail ---


@pytest.mark.parametrize("point", ["after_insert", "before_commit"])
def test_a_house_that_answers_before_it_commits_is_caught(house: House, point: str) -> None:
    acknowledged, status = house.run(f"{point}:3", mutant="ack_first")
    assert status == -signal.SIGKILL
    assert any("command 3 was acknowledged" in fault for fault in house.faults(acknowledged))


def test_a_house_that_forgets_keys_is_caught(house: House) -> None:
    house.run("before_answer:3", mutant="no_keys")
    again, _ = house.run(mutant="no_keys")
    assert any("twice" in fault for fault in house.faults(again))
