"""Long computations of this process: done one after another in the background, found again by what they are about.

A page that asks for one shows how far it is, can be left, and finds the result when it comes back. Nothing here is stored: after a
restart a run begins anew, and since it depends on nothing but its key it ends the same.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Generator

log = logging.getLogger(__name__)
Steps = Generator[float, None, object]
"""What a computation is: it yields how much of it is done, from 0 to 1, and returns its result."""


class Run:
    """One computation: how much of it is done, and its result once it is. `failed`: it ended with an error, which is in the log."""

    def __init__(self, begin: Callable[[], Steps]) -> None:
        self._begin = begin
        self._over = threading.Event()
        self._dropped = False
        self.done = 0.0
        self.result: object | None = None
        self.failed = False

    def wait(self, seconds: float) -> bool:
        """Wait for the end, and say whether it has come."""
        return self._over.wait(seconds)

    def drop(self) -> None:
        """Stop at the next step: nobody will ask for it again."""
        self._dropped = True

    def work(self) -> None:
        """Do all steps. Called by the one thread that works."""
        try:
            self._work()
        except Exception:
            log.exception("a long run ended with an error")
            self.failed = True
        self._over.set()

    def _work(self) -> None:
        steps = self._begin()
        while not self._dropped:
            try:
                self.done = next(steps)
            except StopIteration as end:
                self.done, self.result = 1.0, end.value
                return


class LongRuns:
    """The runs of a process, `most` of them kept: the one that was asked for longest ago makes room for a new one."""

    def __init__(self, most: int = 8) -> None:
        self._most = most
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def ask(self, key: str, begin: Callable[[], Steps], patience: float) -> Run:
        """Return the run of a key, begun now if there is none; waits so many seconds for its end."""
        with self._lock:
            run = self._runs.pop(key, None)
            is_new = run is None or run.failed
            if run is None or is_new:
                run = Run(begin)
            self._runs[key] = run
            while len(self._runs) > self._most:
                self._runs.popitem(last=False)[1].drop()
        if is_new:
            threading.Thread(target=self._take_turn, args=(run,), name="long-run", daemon=True).start()
        run.wait(patience)
        return run

    def _take_turn(self, run: Run) -> None:
        with self._turn:
            run.work()
