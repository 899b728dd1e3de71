"""Comparison, merge and import of agreements of 1 MB, beside git, LibreOffice and redlines on the same texts in the same run.

python -m bench.texts [--rounds 15] [--size 1000000] [--quick]

The texts are made up (tests/drafts.py): all clauses renumbered, a sixth edited, some struck, added and moved. Comparison and
merge are timed from tree to result, git from file to output; rounds are interleaved, so ratios are more to be trusted than
times. LibreOffice and redlines are stopped once they took longer than the ratio asks for. `--quick` leaves these two out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from agreements.rules.comparison import compare
from agreements.rules.merging import merge
from agreements.rules.tree import Language, Tree, from_json, to_json, words
from bench.stage import machine
from tests.drafts import drafts, long_agreement, next_term

# The most or the least that a ratio may be; the peers that must be slower are given this long to start.
GIT_DIFF, OFFICE, REDLINES, GIT_MERGE, CONFLICTS = 2.5, 20, 100, 1.0, 0.2
IMPORT_SECONDS, IMPORT_MEMORY = 3.0, 500
START = 60
# Each of these prints "ready" when its files are read, and then the seconds of its work alone.
REDLINE = """
import sys, time
from pathlib import Path
from redlines import Redlines
old, new = (Path(name).read_text() for name in sys.argv[1:])
print("ready", flush=True)
start = time.perf_counter()
Redlines(old, new).output_markdown
print(time.perf_counter() - start)
"""
COMPARE_DOCUMENTS = """
import subprocess, sys, tempfile, time, uno
from com.sun.star.beans import PropertyValue

def value(name, said):
    one = PropertyValue()
    one.Name, one.Value = name, said
    return one

home = tempfile.mkdtemp()
subprocess.Popen(["soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{home}",
                  "--accept=pipe,name=bench;urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
for _ in range(120):
    try:
        context = resolver.resolve("uno:pipe,name=bench;urp;StarOffice.ComponentContext")
        break
    except Exception:
        time.sleep(0.25)
make = context.ServiceManager.createInstanceWithContext
desktop, act = make("com.sun.star.frame.Desktop", context), make("com.sun.star.frame.DispatchHelper", context)
old, new = sys.argv[1:]
text = value("FilterName", "Text (encoded)"), value("FilterOptions", "UTF8,LF,,,")
document = desktop.loadComponentFromURL("file://" + new, "_blank", 0, (*text, value("Hidden", True)))
print("ready", flush=True)
start = time.perf_counter()
act.executeDispatch(document.CurrentController.Frame, ".uno:CompareDocuments", "", 0, (value("URL", "file://" + old), *text))
print(time.perf_counter() - start if document.Redlines.createEnumeration().hasMoreElements() else "nothing compared")
document.close(True)
desktop.terminate()
"""
READ = """
import resource, sys, time
from pathlib import Path
from agreements.rules.reading import read_tree
data = Path(sys.argv[1]).read_bytes()
start = time.perf_counter()
read_tree(data, sys.argv[1])
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def line(what: str, figure: float, sign: str, limit: float, note: str) -> str:
    """A line of the report: a figure and what it is held against."""
    kept = figure <= limit if sign == "<=" else figure >= limit
    return f"  {what}: {figure:.2f} ({sign} {limit:g}: {'kept' if kept else 'MISSED'}) {note}"


def interleaved(rounds: int, ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Return the median seconds of two acts that take turns, after one turn for nothing."""
    found: list[tuple[float, float]] = []
    for _ in range(rounds + 1):
        times = [time.perf_counter()]
        for act in (ours, theirs):
            act()
            times.append(time.perf_counter())
        found.append((times[1] - times[0], times[2] - times[1]))
    return statistics.median(one for one, _ in found[1:]), statistics.median(other for _, other in found[1:])


def written(folder: Path, name: str, tree: Tree) -> Path:
    """Write the words of a tree, a paragraph a line."""
    path = folder / f"{name}.txt"
    path.write_text(words(tree) + "\n")
    return path.resolve()


def git(*arguments: str | Path) -> str:
    """Return what git prints about files that are in no repository."""
    return subprocess.run(["git", *map(str, arguments)], capture_output=True, text=True, check=False).stdout


def peer(command: list[str], patience: float) -> tuple[float, bool]:
    """Return the seconds a peer worked, and whether it came to an end; it is stopped when its patience ends.

    Raises RuntimeError with its last words when it fails, or never began.
    """
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None  # noqa: PT018
        alarm = signal.signal(signal.SIGALRM, lambda *_: os.killpg(process.pid, signal.SIGKILL))
        try:
            signal.alarm(START)
            ready = process.stdout.readline().strip() == "ready"
            start = time.perf_counter()
            signal.setitimer(signal.ITIMER_REAL, patience)
            printed = process.stdout.readline().strip()
            took = time.perf_counter() - start
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, alarm)
        if ready and took >= patience:
            return took, False
        try:
            return float(printed), True
        except ValueError:
            raise RuntimeError((printed + process.stderr.read()).strip()[-200:] or "it did not start") from None


def compared(old: Tree, new: Tree, folder: Path, rounds: int, quick: bool) -> Iterator[str]:
    """Comparison, from tree to pairs and runs."""
    files = written(folder, "old", old), written(folder, "new", new)
    ours, theirs = interleaved(
        rounds, lambda: compare(old, new), lambda: git("diff", "--no-index", "--word-diff", *files)
    )
    note = f"{ours * 1000:.0f} ms, git {theirs * 1000:.0f} ms; git finds no clauses, moves or splits"
    yield line("compare to git diff --word-diff", ours / theirs, "<=", GIT_DIFF, note)
    office = shutil.which("python3", path="/usr/bin")
    peers = [
        ("LibreOffice", OFFICE, [office or "", "-c", COMPARE_DOCUMENTS], shutil.which("soffice") and office),
        ("redlines", REDLINES, [sys.executable, "-c", REDLINE], True),
    ]
    for name, least, command, there in [] if quick else peers:
        if not there:
            yield f"  {name} to compare: not measured, it is not installed"
            continue
        try:
            took, ended = peer([*command, *map(str, files)], 1.2 * least * ours)
        except RuntimeError as reason:
            yield f"  {name} to compare: not measured, {reason}"
        else:
            note = f"{took:.1f} s" if ended else f"stopped after {took:.1f} s"
            yield line(f"{name} to compare", took / ours, ">=", least, note)


def merged(base: Tree, ours: Tree, theirs: Tree, folder: Path, rounds: int) -> Iterator[str]:
    """Merge of two drafts whose clauses have identities, as the workbench keeps them."""
    files = [written(folder, name, tree) for name, tree in (("ours", ours), ("base", base), ("theirs", theirs))]
    took, git_took = interleaved(
        rounds, lambda: merge(base, ours, theirs), lambda: git("merge-file", "-p", "-q", *files)
    )
    note = f"{took * 1000:.0f} ms, git {git_took * 1000:.0f} ms"
    yield line("merge to git merge-file", took / git_took, "<=", GIT_MERGE, note)
    found = merge(base, ours, theirs)
    git_found = git("merge-file", "-p", "-q", *files).count("\n<<<<<<< ")
    note = f"{len(found.conflicts)}, git {git_found}; {len(found.joint_readings)} clauses to be read together"
    yield line("conflicts to those of git", len(found.conflicts) / git_found, "<=", CONFLICTS, note)


def imported(tree: Tree, folder: Path) -> Iterator[str]:
    """Import of a text, in a process of its own."""
    path = written(folder, "text", tree)
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    took, memory = map(float, done.stdout.split())
    yield line("import, seconds", took, "<=", IMPORT_SECONDS, f"{path.stat().st_size / 1e6:.2f} MB")
    yield line("import, peak memory in MB", memory, "<=", IMPORT_MEMORY, "with the interpreter")


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    print(machine())
    names: dict[Language, str] = {"zh": "Chinese", "en": "English"}
    for language, name in names.items():
        texts = long_agreement(2, language, asked.size)
        term, sides = next_term(3, language, texts, first=7), drafts(1, language, texts)
        base, ours, theirs = (from_json(to_json(tree)) for tree in (sides.base, sides.ours, sides.theirs))
        print(f"{name}, {asked.size / 1e6:g} MB, {len(texts)} clauses")
        with TemporaryDirectory() as place:
            folder = Path(place)
            for found in (
                compared(term.old, term.new, folder, asked.rounds, asked.quick),
                merged(base, ours, theirs, folder, asked.rounds),
                imported(term.old, folder),
            ):
                for printed in found:
                    print(printed, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
