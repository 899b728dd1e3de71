"""The worker: papers by the press, waiting mail, and the chores of the clock, in a process of its own."""

from __future__ import annotations

import logging
import resource
import threading
from collections.abc import Callable

from huey.consumer import Consumer

from workbench.config import Config
from workbench.documents import press_for
from workbench.kernel import Door
from workbench.people.chores import Forgetting
from workbench.people.post import send_waiting_mails
from workbench.rooms import open_door

log = logging.getLogger(__name__)
_MEMORY = 2 * 1024**3
_EVERY = 2.0


def run(config: Config) -> int:
    """Work until told to stop."""
    # A paper that would eat the machine is ended, not the machine.
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    press = press_for(config.data)
    door = open_door(config)
    stop = threading.Event()
    threading.Thread(target=_chores, args=(config, door, stop), name="chores", daemon=True).start()
    consumer = Consumer(press.huey, workers=1, worker_type="thread", initial_delay=0.02, max_delay=0.1, periodic=False)
    try:
        consumer.run()
    finally:
        stop.set()
    return 0


def _chores(config: Config, door: Door, stop: threading.Event) -> None:
    chores: tuple[Callable[[], object], ...] = (
        lambda: send_waiting_mails(door.store, config, door),
        Forgetting(door),
    )
    while not stop.wait(_EVERY):
        for chore in chores:
            try:
                chore()
            except Exception:
                log.exception("a chore failed; it is tried again")
