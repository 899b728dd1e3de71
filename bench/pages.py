"""How long pages, regions and catching up take on the large demo: 2,000 clauses, 200 people, 10,000 entries at the table."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bench.stage import ROOT, machine, percentile
from negotiation.models import Bargaining, Issue
from tests.wires import RecordingWire
from workbench.app import create_app, make_ready
from workbench.config import read_config
from workbench.kernel import Actor, Door
from workbench.live import REGIONS, Hub, render_inner
from workbench.people.models import Credential

CHIEF = "big-labour@demo.example"


def measured(name: str, act: Callable[[], object], limit: float, times: int = 15) -> None:
    """Print median and p95 of `act` in ms beside the limit; the first run, which fills caches, is told apart."""
    start = time.perf_counter()
    act()
    first = (time.perf_counter() - start) * 1000
    lengths = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        lengths.append((time.perf_counter() - start) * 1000)
    median, worst = statistics.median(lengths), percentile(lengths, 0.95)
    print(
        f"  {name}: median {median:.1f} ms, p95 {worst:.1f} ms, first {first:.0f} ms; p95 is {worst / limit:.2f} of {limit:.0f} ms"
    )


def filled(directory: Path) -> dict[str, str]:
    """Fill a house with the large demo and return the settings it lives under."""
    environment = {"WORKBENCH_DATA": str(directory), "WORKBENCH_TESTING": "1"}
    for verb in (["migrate"], ["demo", "--big"]):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "workbench", *verb],
            cwd=ROOT,
            env={**os.environ, **environment},
            check=True,
            capture_output=True,
        )
        print(f"  workbench {' '.join(verb)}: {time.perf_counter() - start:.0f} s")
    return environment


def large(door: Door) -> tuple[str, str, str]:
    """Return the large bargaining, one of its issues, and its labour chief."""
    with door.store.reading() as session:
        bargaining = session.scalars(select(Bargaining.id).where(Bargaining.title.like("大型示例%"))).one()
        issue = session.scalars(
            select(Issue.id).where(Issue.bargaining == bargaining).order_by(Issue.ordinal).limit(1)
        ).one()
        chief = session.scalars(select(Credential.person).where(Credential.email == CHIEF)).one()
    return bargaining, issue, chief


def main() -> None:
    """Measure and print."""
    print(machine())
    with TemporaryDirectory() as directory:
        config = read_config({**os.environ, **filled(Path(directory))})
        app = create_app(config)
        make_ready(app)
        house = app.extensions["house"]
        bargaining, issue, chief = large(house.door)
        actor = Actor(person=chief)
        house.identify = lambda cookies, headers: actor
        pages(app.test_client().get, bargaining, issue)
        regions(app, house.door, actor, bargaining, issue)
        catching_up(house.hub, house.door, actor, bargaining, issue)


def pages(get: Callable[[str], object], bargaining: str, issue: str) -> None:
    """Measure whole pages on the server."""
    print("Pages")
    for name, path in (
        ("the table", f"/bargainings/{bargaining}/table/{issue}"),
        ("the caucus", f"/bargainings/{bargaining}/caucus/labour/{issue}"),
        ("the case", f"/bargainings/{bargaining}"),
        ("the wall", f"/bargainings/{bargaining}/wall"),
    ):
        measured(name, lambda path=path: get(path), 300)


def regions(app: object, door: Door, actor: Actor, bargaining: str, issue: str) -> None:
    """Measure every region of the table."""
    print("Regions")
    viewer = door.viewer(actor, "zh_Hans_CN", f"bargaining/{bargaining}").as_class(f"bargaining/{bargaining}")
    for region in sorted(REGIONS.all(), key=lambda region: region.name):
        if region.name.startswith(("table.", "wall.")):
            values = {"bargaining": bargaining, "issue": issue}
            address = region.address(*(values[name] for name in region.params))
            measured(region.name, lambda address=address: render_inner(app, door, address, viewer), 30)  # type: ignore[arg-type]


def catching_up(hub: Hub, door: Door, actor: Actor, bargaining: str, issue: str) -> None:
    """Measure a resume after 1,000 missed events, and after more than can be told one by one."""
    print("Catching up")
    hub.wire = RecordingWire()
    hub._identify = lambda credentials: actor
    subject = f"bargaining/{bargaining}"
    shown = [
        f"table.{name}:{bargaining}"
        for name in ("head", "progress", "issues", "people", "speaking", "messages", "ledger")
    ]
    shown += [f"table.row:{bargaining}/*", f"table.issue:{bargaining}/{issue}"]
    heads = door.heads(door.viewer(actor, "zh_Hans_CN", subject).streams)
    for missed in (1000, 5000):
        cursors = {name: max(0, seq - missed) for name, seq in heads.items()}

        def resume(cursors: dict[str, int] = cursors) -> None:
            hub._cache.clear()
            hub.connect("client", "me")
            hub.watch("client", "table", subject, shown, cursors, "zh_Hans_CN")
            hub.disconnect("client")

        measured(f"resume after {missed} missed events", resume, 1000, times=5)


if __name__ == "__main__":
    main()
