"""Letters: written with the act, in the reader's language, delivered once, wiped afterwards."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.cases.people.conftest import CLI, PASSWORD, Town
from workbench.config import Config, read_config
from workbench.people.commands import RECEPTION, AskReset, InviteMember, RegisterPerson
from workbench.people.models import Mail
from workbench.people.post import send_waiting_mails


@pytest.fixture
def settings(tmp_path: Path) -> Config:
    """Settings without a mail server."""
    return read_config({"WORKBENCH_DATA": str(tmp_path), "WORKBENCH_ORIGIN": "https://desk.example"})


def letters(settings: Config) -> list[EmailMessage]:
    files = sorted((settings.data / "mail").glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def ask(town: Town, email: str) -> AskReset:
    command = AskReset(email=email, address="hall")
    town.do(RECEPTION, command)
    return command


def test_a_letter_is_laid_down_once_with_a_working_link_and_then_wiped(town: Town, settings: Config) -> None:
    town.register("Wang Mei", "mei@union.example")
    asked = ask(town, "mei@union.example")
    ask(town, "nobody@union.example")
    assert send_waiting_mails(town.door.store, settings, town.door) == 1
    assert send_waiting_mails(town.door.store, settings, town.door) == 0
    (letter,) = letters(settings)
    assert letter["To"] == "mei@union.example"
    text = letter.get_content()
    assert f"https://desk.example/reset?key={asked.token}" in text
    assert "Wang Mei," in text
    with town.peek() as session:
        assert {row.body for row in session.scalars(select(Mail))} == {""}
    (file,) = (settings.data / "mail").glob("*.eml")
    assert file.stat().st_mode & 0o077 == 0


def test_a_letter_speaks_the_readers_language(town: Town, settings: Config) -> None:
    town.do(CLI, RegisterPerson(name="王梅", email="mei@union.example", password=PASSWORD, locale="zh_Hans_CN"))
    ask(town, "mei@union.example")
    send_waiting_mails(town.door.store, settings, town.door)
    (letter,) = letters(settings)
    assert "重设密码" in letter["Subject"]
    assert "王梅" in letter.get_content()
    assert "somebody" not in letter.get_content()


def test_an_invitation_is_sent_to_its_address_only(town: Town, settings: Config) -> None:
    union = town.found("union", "Plant 2 Union")
    chair = town.register("Chair Zhou", "chair@union.example", (union, "administrator"))
    town.do(chair, InviteMember(organisation=union, function="member"))
    command = InviteMember(organisation=union, function="member", email="lan@union.example", locale="en")
    town.do(chair, command)
    assert send_waiting_mails(town.door.store, settings, town.door) == 1
    (letter,) = letters(settings)
    assert letter["To"] == "lan@union.example"
    assert command.token in letter.get_content()
    assert "Chair Zhou invites you to join Plant 2 Union" in letter.get_content()


class _Smtp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        data = False
        while line := self.rfile.readline():
            if data:
                data = line != b".\r\n"
                self.server.got.append(line)  # type: ignore[attr-defined]
                if not data:
                    self.wfile.write(b"250 kept\r\n")
            elif line.upper().startswith(b"DATA"):
                data = True
                self.wfile.write(b"354 go on\r\n")
            else:
                self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")


@pytest.fixture
def mail_server() -> Iterator[tuple[str, list[bytes]]]:
    """A mail server on the loopback: its URL and the lines of the letters it took."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp) as server:
        server.daemon_threads = True
        server.got = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"smtp://127.0.0.1:{server.server_address[1]}", server.got  # type: ignore[attr-defined]
        server.shutdown()
        thread.join()


def test_a_letter_goes_to_the_mail_server(town: Town, settings: Config, mail_server: tuple[str, list[bytes]]) -> None:
    town.register("Wang Mei", "mei@union.example")
    ask(town, "mei@union.example")
    url, got = mail_server
    assert send_waiting_mails(town.door.store, replace(settings, smtp_url=url), town.door) == 1
    assert any(line.startswith(b"To: mei@union.example") for line in got)
    assert letters(settings) == []


def test_without_an_answer_the_letter_waits_longer_each_time_and_is_given_up(town: Town, settings: Config) -> None:
    town.register("Wang Mei", "mei@union.example")
    ask(town, "mei@union.example")
    closed = replace(settings, smtp_url="smtp://127.0.0.1:1")
    tries = 0
    for _ in range(2**9):
        before = _letter(town).tries
        send_waiting_mails(town.door.store, closed, town.door)
        tries += _letter(town).tries - before
        town.later(minutes=1)
        if _letter(town).settled:
            break
    assert tries == 8
    assert _letter(town).body == ""


def _letter(town: Town) -> Mail:
    with town.peek() as session:
        return session.scalars(select(Mail)).one()
