"""From the commit of a proposal to its text on other screens: 40 watchers with a real browser among them, then 500 at 5 events a second."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sqlite3
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from bench.stage import Stage, Visitor, machine, percentile, staged
from bench.wire import Watcher

WATCHING = ("song", "meng", "tang", "fan", "gao", "qin", "xu", "ding")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SEEN = """(marker) => new Promise((done) => {
  const look = () => document.body.textContent.includes(marker);
  if (look()) return done(Date.now());
  const watch = new MutationObserver(() => { if (look()) { watch.disconnect(); done(Date.now()); } });
  watch.observe(document.body, {subtree: true, childList: true, characterData: true});
})"""


class Crowd:
    """Many watchers in one thread; remembers when each marker reached each of them."""

    def __init__(self, stage: Stage, visitors: Sequence[Visitor], path: str, size: int) -> None:
        self.arrivals: dict[str, dict[int, float]] = defaultdict(dict)
        self.markers: list[str] = []
        pages = {visitor.key: visitor.live(path) for visitor in visitors}
        self._watchers = []
        for number in range(size):
            visitor = visitors[number % len(visitors)]
            page = pages[visitor.key]
            heard = partial(self._heard, number)
            self._watchers.append(Watcher(stage.origin, visitor.cookie, page.token, page.regions, page.cursors, heard))
        self._started = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True).start()
        assert self._started.wait(120), "the watchers did not get in"

    async def _run(self) -> None:
        self._tasks = []
        for start in range(0, len(self._watchers), 25):
            group = self._watchers[start : start + 25]
            self._tasks += [asyncio.create_task(watcher.run()) for watcher in group]
            await asyncio.gather(*(watcher.ready.wait() for watcher in group))
        self._started.set()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _heard(self, number: int, at: float, message: str) -> None:
        for marker in self.markers[-40:]:
            if marker in message:
                self.arrivals[marker].setdefault(number, at)

    def size(self) -> int:
        """Return how many watch."""
        return len(self._watchers)


class Table:
    """Two chiefs who table one proposal after the other on one issue."""

    def __init__(self, stage: Stage) -> None:
        self.labour, self.employer = Visitor(stage, "lin"), Visitor(stage, "he")
        self.bargaining = re.findall(r'"/bargainings/([a-z2-7]{16})', self.labour.get("/bargainings"))[0]
        self.issue = _last_issue(self.labour.get(f"/bargainings/{self.bargaining}/table"), self.bargaining)
        self.path = f"/bargainings/{self.bargaining}/table/{self.issue}"
        self.number = 0

    def prepare(self) -> tuple[Visitor, dict[str, Any], str]:
        """Write the next draft; return who will table it, the command's fields, and the word by which it is known."""
        self.number += 1
        who = self.labour if self.number % 2 else self.employer
        marker = f"sample{self.number:05d}x"
        draft = who.do("StartDraft", bargaining=self.bargaining, issue=self.issue)
        saved = who.do(
            "SaveProposalDraft",
            bargaining=self.bargaining,
            draft=draft["draft"],
            version=draft["version"],
            text=f"{marker}：企业在岗职工月平均工资比上年度增长{self.number % 9}%。",
        )
        return who, {"bargaining": self.bargaining, "draft": draft["draft"], "draft_version": saved["version"]}, marker


def _last_issue(page: str, bargaining: str) -> str:
    """Return the last issue of the list: nothing has been proposed on it yet."""
    return re.findall(rf'data-region="table.row:{bargaining}/([a-z2-7]{{16}})"', page)[-1]


def table_many(table: Table, crowd: Crowd, count: int, pause: float) -> list[float]:
    """Table `count` proposals, one every `pause` seconds at the earliest; return the delays in ms from asking to every watcher."""
    sent: dict[str, float] = {}
    for _ in range(count):
        who, fields, marker = table.prepare()
        crowd.markers.append(marker)
        sent[marker] = time.time()
        who.do("TableProposal", **fields)
        time.sleep(max(0.0, pause - (time.time() - sent[marker])))
    time.sleep(2)
    lost = sum(crowd.size() - len(crowd.arrivals[marker]) for marker in sent)
    print(f"  deliveries {sum(len(crowd.arrivals[m]) for m in sent)} of {crowd.size() * count}, lost {lost}")
    return [(at - sent[marker]) * 1000 for marker in sent for at in crowd.arrivals[marker].values()]


def messages_at_pace(table: Table, crowd: Crowd, pace: float, seconds: float) -> list[float]:
    """Post messages at `pace` a second, counted from the moment each was due, so that falling behind cannot hide."""
    due: dict[str, float] = {}
    start = time.time() + 0.5
    for number in range(int(pace * seconds)):
        moment = start + number / pace
        marker = f"note{number:05d}x"
        crowd.markers.append(marker)
        due[marker] = moment
        time.sleep(max(0.0, moment - time.time()))
        table.labour.do("PostMessage", bargaining=table.bargaining, text=marker)
    time.sleep(3)
    lost = sum(crowd.size() - len(crowd.arrivals[marker]) for marker in due)
    print(f"  deliveries {sum(len(crowd.arrivals[m]) for m in due)} of {crowd.size() * len(due)}, lost {lost}")
    return [(at - due[marker]) * 1000 for marker in due for at in crowd.arrivals[marker].values()]


@contextmanager
def browser_page(visitor: Visitor, path: str) -> Iterator[Any]:
    """Yield a real browser's page, signed in as `visitor`."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        context = browser.new_context()
        context.add_cookies(
            [{"name": c.name, "value": c.value or "", "url": visitor.stage.origin} for c in visitor.jar]
        )
        page = context.new_page()
        page.goto(visitor.stage.origin + path)
        page.wait_for_selector('[data-link="in-step"]')
        yield page
        browser.close()


def in_a_browser(table: Table, watcher: Visitor, count: int) -> tuple[list[float], list[float]]:
    """Return two rows of delays in ms until a tabled text is in another browser's page: from asking, and from the act.

    The moment of the act is the one the ledger keeps: its transaction has just begun, so it is never after the commit.
    """
    asked, seen = [], []
    with browser_page(watcher, table.path) as page:
        for _ in range(count):
            who, fields, marker = table.prepare()
            page.evaluate(f"() => {{ window.seen = ({SEEN})({json.dumps(marker)}); }}")
            sent = time.time()
            who.do("TableProposal", **fields)
            asked.append(sent * 1000)
            seen.append(page.evaluate("() => window.seen"))
            time.sleep(0.05)
    acts = _tabled_at(table.labour.stage, count)
    return [at - start for at, start in zip(seen, asked, strict=True)], [
        at - start for at, start in zip(seen, acts, strict=True)
    ]


def _tabled_at(stage: Stage, count: int) -> list[float]:
    """Return when the last `count` proposals were tabled, in ms since 1970, as the ledger tells it."""
    newest = "SELECT at FROM ledger_entries WHERE event = 'ProposalTabled' ORDER BY position DESC LIMIT ?"
    with closing(sqlite3.connect(f"file:{stage.data / 'workbench.sqlite'}?mode=ro", uri=True)) as ledger:
        rows = ledger.execute(newest, (count,)).fetchall()
    return [datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp() * 1000 for (at,) in reversed(rows)]


def told(name: str, delays: list[float], limit: float) -> dict[str, Any]:
    """Print and return the figures of one measurement beside their limit in ms."""
    figures = {"p50": statistics.median(delays), "p95": percentile(delays, 0.95), "p99": percentile(delays, 0.99)}
    shown = "  ".join(f"{key} {value:.1f} ms" for key, value in figures.items())
    print(f"  {name}: {shown}; p95 is {figures['p95'] / limit:.2f} of the limit of {limit:.0f} ms")
    return {"name": name, **figures, "limit": limit}


def main() -> None:
    """Measure and print."""
    print(machine())
    with staged() as stage:
        table = Table(stage)
        visitors = [Visitor(stage, key) for key in WATCHING]
        idle = stage.memory()
        print("40 watchers, a browser among them")
        crowd = Crowd(stage, visitors, table.path, 39)
        asked, acted = in_a_browser(table, visitors[2], 30)
        told("from the act to another browser's page", acted, 100)
        told("from asking for it to that page", asked, 100)
        told("to all watchers", table_many(table, crowd, 30, 0.2), 100)
        print("500 watchers, 5 events a second")
        crowd = Crowd(stage, visitors, table.path, 461)
        told("to the 461 new watchers", messages_at_pace(table, crowd, 5, 30), 250)
        full = stage.memory()
        print(
            f"  memory: idle {idle:.0f} MB, with 500 watchers {full:.0f} MB, {(full - idle) / 500 * 1024:.0f} kB each"
        )


if __name__ == "__main__":
    main()
