"""The command line: set up, fill, serve and check a house."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy.engine import make_url

from workbench.config import Config, read_config
from workbench.kernel import ledger
from workbench.rooms import ROOT, open_door


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exit 0 when all is well, 1 when a check found a fault, 2 for wrong usage."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    parser = argparse.ArgumentParser(prog="workbench", description="Tripartite Workbench 三方协商工作台")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("migrate", help="bring the database to the newest schema")
    demo = verbs.add_parser("demo", help="fill an empty database with the demo world")
    demo.add_argument("--big", action="store_true", help="the large one, for benchmarks")
    verbs.add_parser("serve", help="run the web server and the worker")
    verbs.add_parser("worker", help="run the worker alone")
    verbs.add_parser("verify", help="check every entry of the ledger")
    asked = parser.parse_args(arguments)
    config = read_config()
    sys.exit(
        {"migrate": _migrate, "demo": _demo, "serve": _serve, "worker": _worker, "verify": _verify}[asked.verb](
            config, asked
        )
    )


def alembic_config(url: str) -> AlembicConfig:
    """Return Alembic's configuration for the database at `url`."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return settings


def _migrate(config: Config, _: argparse.Namespace) -> int:
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        config.data.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(config.database_url), "head")
    return 0


def _demo(config: Config, asked: argparse.Namespace) -> int:
    from workbench.demo import fill

    return fill(config, big=asked.big)


def _verify(config: Config, _: argparse.Namespace) -> int:
    door = open_door(config)
    with door.store.reading() as session:
        faults = ledger.verify(session)
    for fault in faults:
        print(f"{fault.stream} {fault.seq}: {fault.what}")
    print("the ledger holds" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


def _worker(config: Config, _: argparse.Namespace) -> int:
    from workbench.worker import run

    return run(config)


def _serve(config: Config, _: argparse.Namespace) -> int:
    """Run web server and worker until one ends or we are told to stop; then stop both."""
    port = config.origin.rpartition(":")[2] if config.origin.count(":") > 1 else "8000"
    web = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "1000"]
    web += ["--bind", f"127.0.0.1:{port}", "--graceful-timeout", "5", "--log-level", "warning", "wsgi:app"]
    environment = {**os.environ, "WORKBENCH_LIVE": "1"}
    running = [
        subprocess.Popen(web, cwd=ROOT, env=environment),
        subprocess.Popen([sys.executable, "-m", "workbench", "worker"], cwd=ROOT),
    ]
    print(f"\n  {config.origin}\n", flush=True)

    def stop(*_: object) -> None:
        for process in running:
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    with suppress(KeyboardInterrupt):
        while all(process.poll() is None for process in running):
            time.sleep(0.5)
    stop()
    return max((process.wait() or 0) for process in running)
