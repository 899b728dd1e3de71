"""Runs every test this machine can run, part by part, and ends with one line that sums them all up.

python scripts/run_tests.py             skipped tests say why and are counted
python scripts/run_tests.py --strict    fails when a browser or PostgreSQL test was skipped
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import parse

ROOT = Path(__file__).resolve().parents[1]
WORKERS = os.environ.get("WORKBENCH_TEST_WORKERS", "2")
# The long tests of the whole house come first, so that no worker ends alone.
PARALLEL = ("-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder")
OUTCOMES = ("failed", "passed", "skipped", "error")
# Thousands of databases are made and dropped again: in memory, where there is enough of it, in a third of the time.
MEMORY = Path("/dev/shm")
ENOUGH = 6 * 1024**3
# Real texts that may not be shipped: those tests may skip even where everything else must run.
FREE_TO_SKIP = "reference data not found"


@dataclass(frozen=True)
class Part:
    """One run of pytest: which folders, with which options, on which database."""

    name: str
    folders: tuple[str, ...]
    options: tuple[str, ...] = ()
    database: str = "sqlite"
    must_run: bool = False


PARTS = (
    Part("SQLite", ("house", "world", "cases", "rules", "look"), PARALLEL),
    Part("PostgreSQL", ("house", "world", "cases"), PARALLEL, database="postgresql", must_run=True),
    Part("browser", ("browser",), must_run=True),
    # Apart from the others: each of the two drives a browser of its own.
    Part("client in Chromium", ("client",), must_run=True),
)


@dataclass
class Tally:
    """How the tests of one part ended."""

    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


def run_pytest(part: Part, strict: bool) -> Tally:
    """Run one part with its output shown as it comes; a part that finds no test at all is a complaint."""
    folders = [f"tests/{name}" for name in part.folders if (ROOT / "tests" / name).is_dir()]
    if not folders:
        return Tally(Counter(error=1), [f"{part.name}: there is no folder tests/{' or tests/'.join(part.folders)}"])
    with TemporaryDirectory() as directory:
        report = Path(directory) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--durations=8",
            "--durations-min=5",
            f"--junitxml={report}",
            *part.options,
            *folders,
        ]
        status = subprocess.run(command, cwd=ROOT, env=_environment(part), check=False).returncode
        tally = _read(report, part, strict) if report.exists() else Tally()
    if status not in (0, 1) or (status == 1 and not tally.counts["failed"] + tally.counts["error"]):
        tally.counts["error"] += 1
        tally.complaints.append(f"{part.name}: pytest ended with status {status}")
    return tally


def _environment(part: Part) -> Mapping[str, str]:
    return {**os.environ, **_room(), "WORKBENCH_TEST_DATABASE": part.database}


def _room() -> Mapping[str, str]:
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < ENOUGH:
        return {}
    return {"TMPDIR": str(MEMORY)}


def _read(report: Path, part: Part, strict: bool) -> Tally:
    tally = Tally()
    for case in parse(report).iter("testcase"):
        outcome = next((kind for kind in ("failure", "error", "skipped") if case.find(kind) is not None), "passed")
        tally.counts["failed" if outcome == "failure" else outcome] += 1
        if outcome == "skipped" and strict and part.must_run:
            reason = case.find("skipped").get("message", "")  # type: ignore[union-attr]
            if not reason.startswith(FREE_TO_SKIP):
                tally.complaints.append(f"{part.name}: {case.get('name')} must run here but was skipped: {reason}")
    return tally


def run_client() -> Tally:
    """Run the unit tests of the browser's scripts."""
    run = subprocess.run(
        ["node", "scripts/test_client.mjs"], cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False
    )
    found = {word: int(number) for word, number in re.findall(r"^# (pass|fail|skipped) (\d+)$", run.stdout, re.M)}
    tally = Tally(Counter(passed=found.get("pass", 0), failed=found.get("fail", 0), skipped=found.get("skipped", 0)))
    if run.returncode != 0:
        print(run.stdout)
        tally.complaints.append(f"client: ended with status {run.returncode}")
    print(f"{tally.counts['passed']} passed, {tally.counts['failed']} failed")
    return tally


def main() -> int:
    """Run all parts; return 1 when a test failed or a part that must run did not."""
    strict = "--strict" in sys.argv[1:]
    started = time.monotonic()
    rows: list[tuple[str, Tally]] = []
    for part in PARTS:
        _heading(part.name)
        rows.append((part.name, run_pytest(part, strict)))
    _heading("client")
    rows.append(("client", run_client()))
    return _conclude(rows, time.monotonic() - started)


def _heading(name: str) -> None:
    print(f"\n== tests: {name}", flush=True)


def _conclude(rows: list[tuple[str, Tally]], seconds: float) -> int:
    print()
    for name, tally in rows:
        print(f"{name:12} {_counted(tally.counts)}")
    complaints = [complaint for _name, tally in rows for complaint in tally.complaints]
    for complaint in complaints:
        print(f"FAILED: {complaint}")
    total = sum((tally.counts for _name, tally in rows), Counter[str]())
    print(f"{f' {_counted(total)} in {seconds:.2f}s ':=^100}")
    return 1 if complaints or total["failed"] or total["error"] else 0


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome]) or "no tests"


if __name__ == "__main__":
    sys.exit(main())
