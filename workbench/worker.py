"""The worker: papers by the press, waiting mail, and the chores of the clock, in a process of its own.

Papers are printed in a child of this process: one that would eat the machine ends that child, which is begun anew, and nothing else.
"""

from __future__ import annotations

import logging
import os
import resource
import threading
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from huey.api import Huey
from huey.consumer import Consumer

from evaluation.commands.chores import Noting
from negotiation.commands.proposals import expire_due
from workbench.config import Config
from workbench.documents import press_for
from workbench.kernel import Door
from workbench.kernel.store import Store
from workbench.people.chores import Forgetting, let_addresses_in
from workbench.people.post import send_waiting_mails
from workbench.rooms import open_door

log = logging.getLogger(__name__)
logging.getLogger("huey").setLevel(logging.WARNING)
_MEMORY = 2 * 1024**3
_PAPERS = 200
_GIVING_WAY = 15
_EVERY = 2.0
_EMPTIED_EVERY = 60.0


def run(config: Config) -> int:
    """Work until told to stop."""
    huey = press_for(config.data).huey
    huey.on_startup("limit_memory")(limit_memory)
    huey.on_startup("give_way")(give_way)
    stop, quiet = threading.Event(), threading.Lock()
    printing = Printing(huey, quiet)
    threading.Thread(target=_look_after, args=(config, stop, quiet), name="chores", daemon=True).start()
    try:
        printing.run()
    finally:
        stop.set()
    return 0


class Printing(Consumer):  # type: ignore[misc]
    """Takes orders and gives them to a child that prints. An order is seen within a tenth of a second, a dead child within one.

    `quiet` is held by whoever uses the database in this process: a child begun meanwhile could inherit a lock of SQLite's
    that nobody in it will ever release.
    """

    def __init__(self, huey: Huey, quiet: threading.Lock) -> None:
        self._quiet = quiet
        super().__init__(
            huey,
            workers=1,
            worker_type="process",
            periodic=False,
            initial_delay=0.02,
            max_delay=0.1,
            health_check_interval=1,
            max_tasks=_PAPERS,
            shutdown_timeout=1.5,
            graceful_signal="TERM",
        )

    def start(self) -> None:
        """Begin the children."""
        with self._quiet:
            super().start()

    def check_worker_health(self) -> bool:
        """Begin anew what has died; when the database is in use, at the next look."""
        if not self._quiet.acquire(blocking=False):
            return False
        try:
            return bool(super().check_worker_health())
        finally:
            self._quiet.release()


def limit_memory() -> None:
    """Let this process have no more than two gigabytes. Runs in the child that prints."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def give_way() -> None:
    """Let this process print when nobody else has anything to do: a page waits for nobody's paper."""
    os.nice(_GIVING_WAY)


class Expiring:
    """Notes which proposals have ended with the day, once a day of the house's zone: call it as often as you like."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._done = ""

    def __call__(self) -> None:
        """Ask for it when this process did not today; the command's key makes it once among all."""
        today = self._door.clock().astimezone(ZoneInfo(self._door.zone)).date().isoformat()
        if self._done != today:
            expire_due(self._door)
            self._done = today


class Emptying:
    """Empties the database's log once a minute, so that what was erased, a supposal above all, leaves the disk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._next = 0.0

    def __call__(self) -> None:
        """Try when it is time; while somebody reads, again with the next call."""
        if time.monotonic() >= self._next and self._store.empty_log():
            self._next = time.monotonic() + _EMPTIED_EVERY


def _look_after(config: Config, stop: threading.Event, quiet: threading.Lock) -> None:
    with quiet:
        door = open_door(config)
    chores: tuple[Callable[[], object], ...] = (
        lambda: send_waiting_mails(door.store, config, door),
        Expiring(door),
        Noting(door),
        Forgetting(door),
        lambda: let_addresses_in(door),
        Emptying(door.store),
    )
    while not stop.wait(_EVERY):
        for chore in chores:
            try:
                with quiet:
                    chore()
            except Exception:
                log.exception("a chore failed; it is tried again")
