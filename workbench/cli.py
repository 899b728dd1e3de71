"""The command line: set up, fill, serve, check, save and bring back a house."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy.engine import make_url

from workbench.config import Config, SettingRefused, listening, read_config, unknown_settings
from workbench.kernel import Refusal
from workbench.kernel.backup import ArchiveRefused, write_backup
from workbench.kernel.inspection import Fault, inspect, kept_files
from workbench.kernel.store import sqlalchemy_url
from workbench.rooms import ROOT, open_door

Verb = Callable[[Config, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; exit 0 when all is well, 1 when a check found a fault or something was refused, 2 for wrong usage."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # It speaks of every step of every paper, and sets its own level when it is loaded.
    logging.getLogger("weasyprint.progress").addFilter(lambda record: record.levelno >= logging.WARNING)
    asked = _parser().parse_args(arguments)
    for name in unknown_settings():
        print(f"warning: there is no setting {name}; it is ignored", file=sys.stderr)
    try:
        status = VERBS[asked.verb](read_config(), asked)
    except (SettingRefused, ArchiveRefused) as refused:
        print(f"workbench {asked.verb}: {refused}", file=sys.stderr)
        status = 1
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="workbench",
        description="Tripartite Workbench 三方协商工作台",
        epilog="Agreements as files, without a house: workbench text --help",
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("migrate", help="bring the database to the newest schema")
    demo = verbs.add_parser("demo", help="fill an empty database with the demo world")
    demo.add_argument("--big", action="store_true", help="the large one, for benchmarks")
    administrator = verbs.add_parser("administrator", help="make an administrator's account and print a link to it")
    administrator.add_argument("email")
    administrator.add_argument("--name", default="", help="what the person is called; the address when not given")
    serve = verbs.add_parser("serve", help="run the web server and the worker")
    serve.add_argument("--host", help="the address to listen on, when it does not follow from WORKBENCH_ORIGIN")
    serve.add_argument("--port", type=int, help="the port to listen on, behind a proxy")
    verbs.add_parser("worker", help="run the worker alone")
    verify = verbs.add_parser("verify", help="check every entry, checkpoint, seal and kept file")
    verify.add_argument("--links", action="store_true", help="also read the links of evidence and compare them")
    backup = verbs.add_parser("backup", help="save database, files and keys into one archive; the house may be running")
    backup.add_argument("file", type=Path)
    restore = verbs.add_parser("restore", help="bring an archive back into an empty house")
    restore.add_argument("file", type=Path)
    return parser


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


def _administrator(config: Config, asked: argparse.Namespace) -> int:
    from workbench.people.first import invite_administrator

    door = open_door(config)
    try:
        link = invite_administrator(door, asked.email, asked.name or asked.email.partition("@")[0])
    except (Refusal, ValueError) as refused:
        print(f"workbench administrator: {refused}", file=sys.stderr)
        return 1
    finally:
        door.store.close()
    print(f"Within 30 minutes, set the password of {asked.email} here:\n  {config.origin}{link}")
    return 0


def _serve(config: Config, asked: argparse.Namespace) -> int:
    from workbench.serve import in_the_clear, serve

    host, port = listening(config, asked.host, asked.port)
    if warning := in_the_clear(config):
        print(f"warning: {warning}", file=sys.stderr)
    demo = config.demo_accounts.read_text(encoding="utf-8") if config.demo_accounts.is_file() else ""
    return serve(config, host, port, lambda words: print(words, flush=True), demo)


def _worker(config: Config, _: argparse.Namespace) -> int:
    from workbench.worker import run

    return run(config)


def _verify(config: Config, arguments: argparse.Namespace) -> int:
    return _report(_all_faults(config, links=arguments.links))


def _all_faults(config: Config, *, links: bool = False) -> list[Fault]:
    from agreements.queries.integrity import version_faults
    from evaluation.queries.adoption_integrity import adoption_faults
    from evaluation.queries.evidence_integrity import evidence_faults
    from evaluation.queries.evidence_links import link_faults
    from negotiation.queries.integrity import text_faults

    door = open_door(config)
    try:
        with door.store.reading() as session:
            kept = {path.name for path in kept_files(config.files)}
            faults = [*inspect(session, door.key, config.files, _progress()), *text_faults(session, kept)]
            faults += [*version_faults(session), *evidence_faults(session, kept), *adoption_faults(session, kept)]
            return faults + (list(link_faults(session)) if links else [])
    finally:
        door.store.close()


def _report(faults: Sequence[Fault]) -> int:
    for fault in faults:
        print(f"{fault.stream} {fault.seq}: {fault.what}")
    print("the ledger holds" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


def _progress() -> Callable[[int], None]:
    """Return what tells, on a terminal or in a log alike, how many entries were checked: every ten thousand."""

    def tell(checked: int) -> None:
        if checked % 10_000 == 0:
            print(f"{checked} entries checked", file=sys.stderr, flush=True)

    return tell


def _backup(config: Config, asked: argparse.Namespace) -> int:
    door = open_door(config)
    try:
        manifest, damaged = write_backup(door, config, asked.file)
    finally:
        door.store.close()
    print(f"{asked.file}: {manifest.position} entries, {len(manifest.members)} files, as of {manifest.made}")
    for name in damaged:
        print(f"{name}: does not hold what its name says, and was saved as it is")
    return 1 if damaged else 0


def _restore(config: Config, asked: argparse.Namespace) -> int:
    from workbench.kernel.restore import bring_back

    manifest = bring_back(config, asked.file)
    print(f"{manifest.position} entries of {manifest.made} are back, with the heads they were saved with")
    command.upgrade(alembic_config(sqlalchemy_url(config.database_url)), "head")
    return _report(_all_faults(config))


VERBS: dict[str, Verb] = {
    "migrate": _migrate,
    "demo": _demo,
    "administrator": _administrator,
    "serve": _serve,
    "worker": _worker,
    "verify": _verify,
    "backup": _backup,
    "restore": _restore,
}
