"""Papers: a Word redline of 57 pages, a PDF of 57 pages beside a new headless Chromium, and live pushes while 20 papers are made.

python -m bench.papers [--rounds 5] [--without-queue]

The agreement is made up (tests/drafts.py) and cut to 57 pages. Chromium prints the same HTML as a new process, as a server
without a printing worker would; its own start is part of the figure. Rounds are interleaved.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from agreements.documents.marking import marked
from agreements.documents.pdf import agreement_paper
from agreements.documents.setting import paper
from agreements.rules.comparison import compare
from agreements.rules.tree import Clause, Tree
from bench.live import Crowd, Table, table_many
from bench.stage import ROOT, Stage, Visitor, machine, percentile, staged
from tests.drafts import long_agreement, next_term
from workbench.documents import Paper, make_pdf, press_for
from workbench.documents.word import Sheet, make_word

PAGES = 57
WORD_SECONDS, CHROMIUM, PUSH = 0.2, 0.6, 1.2
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-pdf-header-footer",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
_PAGE = re.compile(rb"/Type\s*/Page(?![a-z])")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def timed(act: Callable[[], object]) -> float:
    """Return the seconds of `act`."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def pages_of(data: bytes) -> int:
    """Return how many pages a PDF has."""
    opened = [data]
    for stream in _STREAM.finditer(data):
        try:
            opened.append(zlib.decompress(stream[1]))
        except zlib.error:
            continue
    return sum(len(_PAGE.findall(part)) for part in opened)


def cut(size: int) -> tuple[Tree, Tree]:
    """Return an agreement of so many bytes with a wage table in every twelfth article, and that of the next term."""
    pair = next_term(1, "zh", long_agreement(1, "zh", size))
    return with_tables(pair.old, "工资专项集体合同", 0), with_tables(pair.new, "工资专项集体合同（续订）", 200)


def with_tables(tree: Tree, title: str, raised: int) -> Tree:
    """Return a tree with its title and its wage tables."""
    head = ("岗位", "基本工资（元）", "绩效工资（元）", "合计（元）")
    rows = tuple(
        (f"{n}级操作工", f"{2800 + 90 * n + raised:,}", f"{900 + 40 * n:,}", f"{3700 + 130 * n + raised:,}")
        for n in range(12)
    )
    table = Clause("table", rows=(head, *rows))
    clauses = tuple(
        replace(clause, children=(table,)) if at % 12 == 5 else clause for at, clause in enumerate(tree.clauses)
    )
    return Tree(title, tree.language, clauses)


def fitting() -> tuple[Tree, Tree, Paper, int]:
    """Return an agreement of about 57 pages, the next term's, the paper and its pages."""
    size, found = 70_000, None
    for _ in range(4):
        old, new = cut(size)
        sheet = agreement_paper(new)
        pages = pages_of(make_pdf(sheet.html, sheet.style, enclosures=sheet.enclosures))
        found = old, new, sheet, pages
        if abs(pages - PAGES) <= 1:
            break
        size = round(size * PAGES / pages)
    assert found
    return found


def word(old: Tree, new: Tree, rounds: int) -> None:
    """Measure the Word redline, with and without the comparison it shows."""
    comparison = compare(old, new)
    lengths = [timed(lambda: make_word(marked(old, new, comparison), Sheet(new.title, "zh"))) for _ in range(rounds)]
    whole = [
        timed(lambda: make_word(marked(old, new, compare(old, new)), Sheet(new.title, "zh"))) for _ in range(rounds)
    ]
    blocks = len(paper(new))
    print(f"Word redline, {blocks} paragraphs and tables")
    shown, both = statistics.median(lengths), statistics.median(whole)
    print(
        f"  written {shown * 1000:.0f} ms, {shown / WORD_SECONDS:.2f} of {WORD_SECONDS} s; with the comparison {both * 1000:.0f} ms"
    )


def printed(sheet: Paper, pages: int, rounds: int) -> None:
    """Measure the PDF, warm, beside a new Chromium."""
    print(f"PDF, {pages} pages")
    chromium = shutil.which("chromium")
    with TemporaryDirectory() as folder:
        source = Path(folder) / "paper.html"
        source.write_text(sheet.html.replace("</head>", f"<style>{sheet.style}</style></head>"), encoding="utf-8")
        command = [
            chromium or "",
            *FLAGS,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={folder}/paper.pdf",
            source.as_uri(),
        ]
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(timed(lambda: make_pdf(sheet.html, sheet.style, enclosures=sheet.enclosures)))
            if chromium:
                shutil.rmtree(f"{folder}/profile", ignore_errors=True)
                theirs.append(timed(lambda: subprocess.run(command, check=True, capture_output=True)))
    print(f"  warm {statistics.median(ours):.2f} s")
    if theirs:
        ratio = statistics.median(ours) / statistics.median(theirs)
        print(f"  new Chromium {statistics.median(theirs):.2f} s; ours is {ratio:.2f} of it, {CHROMIUM} allowed")
    else:
        print("  no Chromium here to compare with")


@contextmanager
def working(stage: Stage) -> Iterator[None]:
    """Run the worker of a served house."""
    environment = {**os.environ, "WORKBENCH_DATA": str(stage.data), "WORKBENCH_ORIGIN": stage.origin}
    worker = subprocess.Popen([sys.executable, "-m", "workbench", "worker"], cwd=ROOT, env=environment)
    try:
        yield
    finally:
        worker.terminate()
        worker.wait(20)


def beside_a_queue(sheet: Paper) -> None:
    """Measure how long proposals take to 40 watchers, idle and while 20 papers are made."""
    print("Live pushes to 40 watchers while 20 papers of these pages are made")
    with staged() as stage, working(stage):
        table = Table(stage)
        crowd = Crowd(stage, [Visitor(stage, key) for key in ("song", "meng", "tang", "fan")], table.path, 40)
        table_many(table, crowd, 5, 0.2)
        idle = percentile(table_many(table, crowd, 30, 0.5), 0.95)
        press = press_for(stage.data)
        names = [press.order(sheet.html.replace("</main>", f"<p>{n}</p></main>"), sheet.style) for n in range(20)]
        busy = percentile(table_many(table, crowd, 30, 0.5), 0.95)
        ready = sum(press.find(name) is not None for name in names)
        print(
            f"  p95 idle {idle:.1f} ms, with the queue {busy:.1f} ms: {busy / idle:.2f}, {PUSH} allowed; {ready} of 20 papers ready by then"
        )


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--without-queue", action="store_true")
    chosen = options.parse_args()
    print(machine())
    old, new, sheet, pages = fitting()
    word(old, new, chosen.rounds)
    printed(sheet, pages, chosen.rounds)
    if not chosen.without_queue:
        beside_a_queue(sheet)


if __name__ == "__main__":
    main()
