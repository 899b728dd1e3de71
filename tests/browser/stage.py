"""The stage: the demo world, played once and copied for every test, behind a server process like an operator's."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluation.models import Application, FiledSheet, Round, Sheet, Title
from evaluation.rules.words import Stage
from negotiation.models import AgreementDraft, Bargaining, Issue, Meeting, Seat
from tests.databases import free_port, migrate
from workbench.config import Config
from workbench.demo.fill import DEMO_PASSWORD, play, play_district
from workbench.demo.player import PlayClock
from workbench.kernel import Door, new_id
from workbench.people.commands import RECEPTION, SignIn
from workbench.people.models import Credential
from workbench.people.rules.tokens import mint
from workbench.rooms import open_door

ROOT = Path(__file__).resolve().parents[2]
CASES = {"zh": "lin", "en": "okafor"}
"""The labour chief of each demo bargaining, by its language."""


@dataclass(frozen=True)
class Script:
    """What a test needs to know of the played world: ids by the names people use, and a login of everybody."""

    data: Path
    people: dict[str, str]
    logins: dict[str, str]
    bargainings: dict[str, str]
    issues: dict[str, str]
    """Issue ids by clause number."""
    meetings: dict[str, tuple[str, str]]
    """The closed and the open meeting of each case."""
    main_issues: dict[str, str]
    """The issue under discussion in each case."""
    drafts: dict[str, tuple[str, str, str]]
    """Of the common draft of each case: its text, the version of last term's agreement, and its own version."""
    district: dict[str, str]
    """Of the year of evaluation, by short names: two applications with their rounds, sheets, a scheme, an enterprise, a title."""


def settings(data: Path, port: int) -> Config:
    """Return the settings of a house in `data` that answers on `port`."""
    return Config(
        data=data,
        database_url=f"sqlite:///{data}/workbench.sqlite",
        origin=f"http://127.0.0.1:{port}",
        house="tripartite-workbench",
        zone="Asia/Shanghai",
        locale="zh_Hans_CN",
        smtp_url=None,
        mail_from="house@demo.example",
    )


def rehearse(data: Path) -> Script:
    """Play the demo world into the empty directory `data`, as of now, and sign everybody in once."""
    config = settings(data, 8000)
    data.mkdir(parents=True)
    migrate(config.database_url)
    clock = PlayClock()
    door = open_door(config, clock)
    accounts = play(door, clock, clock.now) + play_district(door, clock, config)
    logins = {}
    for address, _, _ in accounts:
        key, token = address.partition("@")[0], mint()
        command = SignIn(
            email=address, password=DEMO_PASSWORD, token=token, address=f"demo-{key}", agent="Chromium", code=""
        )
        assert door.perform(RECEPTION, command, new_id() + new_id()).result["ok"]
        logins[key] = token
    script = _read(door, data, logins)
    door.store.close()
    return script


def _read(door: Door, data: Path, logins: dict[str, str]) -> Script:
    with door.store.reading() as session:
        people = {row.email.partition("@")[0]: row.person for row in session.scalars(select(Credential))}
        case_of = {
            case: session.scalars(select(Seat).where(Seat.person == people[key])).one().bargaining
            for case, key in CASES.items()
        }
        issues = {row.clause_number: row.id for row in session.scalars(select(Issue)) if row.clause_number}
        meetings = {
            case: tuple(session.scalars(select(Meeting.id).where(Meeting.bargaining == b).order_by(Meeting.number)))
            for case, b in case_of.items()
        }
        discussed = {case: session.get_one(Bargaining, b).discussing or "" for case, b in case_of.items()}
        drafts = {}
        for case, b in case_of.items():
            draft = session.scalars(select(AgreementDraft).where(AgreementDraft.bargaining == b)).one()
            drafts[case] = (draft.text, session.get_one(Bargaining, b).base_version or "", draft.version)
        district = _district(session, people)
    return Script(data, people, logins, case_of, issues, meetings, discussed, drafts, district)


def _district(session: Session, people: dict[str, str]) -> dict[str, str]:
    found = {row.enterprise_name[:2]: row for row in session.scalars(select(Application))}
    past, present = found["鲁岳"], found["青禾"]
    panel = select(Sheet.id).where(Sheet.application == present.id, Sheet.stage == Stage.PANEL)
    own = select(FiledSheet.sheet).where(FiledSheet.application == present.id, FiledSheet.stage == Stage.SELF)
    third = select(Sheet.id).where(Sheet.application == past.id, Sheet.scorer == people["ellis"])
    return {
        "past": past.id,
        "present": present.id,
        "past_round": past.round,
        "round": present.round,
        "blind": session.scalars(panel.where(Sheet.scorer == people["yan"])).one(),
        "third": session.scalars(third).one(),
        "own": session.scalars(own).one(),
        "scheme": session.get_one(Round, past.round).scheme,
        "enterprise": past.enterprise,
        "title": session.scalars(select(Title.id).where(Title.application == past.id)).one(),
    }


@dataclass
class Server:
    """A running house of its own."""

    script: Script
    data: Path
    port: int
    web: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes] | None
    log: Path

    @property
    def origin(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Stop it, hard if need be."""
        for process in filter(None, (self.web, self.worker)):
            process.send_signal(signal.SIGTERM)
        for process in filter(None, (self.web, self.worker)):
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)

    def restart(self) -> None:
        """Kill the web server as a power cut would, and start it again."""
        self.web.kill()
        self.web.wait(5)
        with self.log.open("ab") as sink:
            self.web = subprocess.Popen(
                _web(self.port), cwd=ROOT, env=_environment(self.data, self.port), stdout=sink, stderr=sink
            )
        _await(self)

    def complaints(self) -> list[str]:
        """Return what the server wrote down as going wrong."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if " ERROR " in line or line.startswith("Traceback") or " CRITICAL " in line]


def start(script: Script, data: Path, *, papers: bool = False) -> Server:
    """Copy the played world into `data` and serve it on a free port; with `papers` the worker runs too."""
    shutil.copytree(script.data, data)
    port = free_port()
    log, environment = data / "server.log", _environment(data, port)
    with log.open("wb") as sink:
        web = subprocess.Popen(_web(port), cwd=ROOT, env=environment, stdout=sink, stderr=sink)
        order = [sys.executable, "-m", "workbench", "worker"]
        worker = subprocess.Popen(order, cwd=ROOT, env=environment, stdout=sink, stderr=sink) if papers else None
    server = Server(script, data, port, web, worker, log)
    try:
        _await(server)
    except BaseException:
        server.close()
        raise
    return server


def _environment(data: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "WORKBENCH_DATA": str(data),
        "DATABASE_URL": f"sqlite:///{data}/workbench.sqlite",
        "WORKBENCH_ORIGIN": f"http://127.0.0.1:{port}",
    }


def _web(port: int) -> list[str]:
    """Return the command of the web server, as `workbench serve` gives it."""
    server = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", "200"]
    return [*server, "--bind", f"127.0.0.1:{port}", "--graceful-timeout", "1", "--log-level", "warning", "wsgi:app"]


def _await(server: Server) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and server.web.poll() is None:
        try:
            urlopen(f"{server.origin}/sign-in", timeout=5).close()
        except HTTPError as answer:
            answer.close()
            break
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{server.log.read_text(errors='replace')}")
