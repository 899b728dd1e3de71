"""A process that writes until it is killed: `python -m tests.house.writer URL DIRECTORY MUTANT FIRST COUNT`.

It prints `N stream:seq,stream:seq` once command N has been answered. MUTANT is `none`, or the name of a house built wrongly on purpose.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from tests.house.notebook import WriteNote, open_house
from workbench.kernel import Actor, Door, Outcome, new_id
from workbench.kernel import door as door_module
from workbench.kernel.failpoints import failpoint
from workbench.kernel.ledger import append

WRITER = Actor(person="writer")


def command(number: int) -> WriteNote:
    """Return the command number `number`; the same one after a restart."""
    return WriteNote(sides=("table", "labour") if number % 2 else ("table",), text=f"command {number}")


def tell(number: int, outcome: Outcome) -> None:
    """Acknowledge a command, as an answer over the wire would."""
    entries = ",".join(f"{stream}:{seq}" for stream, seq in outcome.entries)
    sys.stdout.write(f"{number} {entries}\n")
    sys.stdout.flush()


def acknowledge_before_commit(door: Door, number: int) -> None:
    """A house that answers as soon as the entries are in the transaction."""

    def hasty(session: Session, *rest: Any) -> Any:
        entries = append(session, *rest)
        tell(number, Outcome({}, tuple((entry.stream, entry.seq) for entry in entries)))
        return entries

    door_module.append = hasty  # type: ignore[assignment, attr-defined]
    door.perform(WRITER, command(number), f"key {number}")


def forget_the_key(door: Door, number: int) -> None:
    """A house that takes a repeated command for a new one."""
    tell(number, door.perform(WRITER, command(number), new_id()))


def do_properly(door: Door, number: int) -> None:
    """Answer when perform has returned."""
    tell(number, door.perform(WRITER, command(number), f"key {number}"))


MUTANTS = {"none": do_properly, "ack_first": acknowledge_before_commit, "no_keys": forget_the_key}


def main(url: str, directory: str, mutant: str, first: str, count: str) -> None:
    """Perform `count` commands from number `first` on."""
    with open_house(url, Path(directory)) as door:
        # Stands for the live pages, which hear of a commit before the caller is answered.
        door.on_commit(lambda committed: failpoint("during_push"))
        for number in range(int(first), int(first) + int(count)):
            MUTANTS[mutant](door, number)


if __name__ == "__main__":
    main(*sys.argv[1:])
