"""`workbench evaluate verify`: offline, by key and register; exit 0 valid, 1 not, 2 trouble."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from evaluation.models import PublicTitle
from evaluation.queries.public_register import signed_of
from evaluation.rules.certificates import address_of, file_of
from tests.cases.evaluation.publishing import REVOKED, publish
from workbench.evaluate_cli import run
from workbench.kernel import Door


class Desk:
    """A folder with what somebody has: papers, the key of the house, a copy of its register."""

    def __init__(self, app: Flask, door: Door, folder: Path) -> None:
        self.folder, self.door, self.visitor = folder, door, app.test_client()
        self.put("house.key", self.visitor.get("/verify/key").data)

    def put(self, name: str, data: bytes) -> str:
        """Keep something under a name and return where."""
        (self.folder / name).write_bytes(data)
        return str(self.folder / name)

    def papers(self, title: str) -> list[str]:
        """Keep the certificate of a title in each of its forms and return where they lie."""
        with self.door.reading_public("en") as reader:
            signed = signed_of(reader.get(PublicTitle, title))
        pdf = self.visitor.get(f"/verify/{title}.pdf?lang=zh").data
        forms = {"c.json": file_of(signed), "c.txt": address_of(signed, "https://x.example").encode() + b"\n"}
        return [self.put(name, data) for name, data in ({"c.pdf": pdf} | forms).items() if data.strip()]

    def register(self) -> str:
        """Keep today's register and return where it lies."""
        return self.put("titles.json", self.visitor.get("/titles.json").data)

    def verify(self, *words: str, key: bool = True) -> int:
        """Run the command and return its exit status."""
        return run(["verify", *words, *(["--key", str(self.folder / "house.key")] if key else [])])


@pytest.fixture
def desk(app: Flask, door: Door, tmp_path: Path) -> Desk:
    """Somebody's desk."""
    return Desk(app, door, tmp_path)


def test_paper_file_and_code_of_a_valid_title_verify(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    papers = desk.papers(publish(desk.door))
    assert len(papers) == 3
    for paper in papers:
        assert desk.verify(paper, "--on", "2026-04-16", "--language", "en") == 0
        said = capsys.readouterr().out
        assert said.startswith("The signature holds, and the title is valid\n  Enterprise: 海岚精密制造有限公司\n")
        assert "cannot be said" in said, "a signature does not know what was revoked later"
        assert desk.verify(paper, "--on", "2026-04-16", "--register", desk.register(), "--language", "zh") == 0
        said = capsys.readouterr().out
        assert "等级: AA级" in said
        assert "已查对2026-04-16的登记。" in said
        assert desk.verify(paper, "--on", "2029-03-02", "--language", "en") == 1
        assert "has expired" in capsys.readouterr().out


def test_a_revoked_one_is_known_by_the_register(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    for paper in desk.papers(publish(desk.door, ended=REVOKED))[1:]:
        assert desk.verify(paper, "--register", desk.register(), "--on", "2026-04-16", "--language", "en") == 1
        assert "the title was revoked\nIt has not held since 2026-04-10." in capsys.readouterr().out
        assert desk.verify(paper, "--register", desk.register(), "--on", "2026-04-09") == 0, "it held until then"


def test_one_that_the_register_does_not_know_is_not_taken_for_valid(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    register = desk.register()
    paper = desk.papers(publish(desk.door))[0]
    assert desk.verify(paper, "--register", register, "--on", "2026-04-16", "--language", "en") == 1
    said = capsys.readouterr().out
    assert "knows no such title" in said
    assert "海岚" not in said


@pytest.mark.parametrize("form", [0, 1, 2])
def test_a_changed_one_does_not_verify(desk: Desk, capsys: pytest.CaptureFixture[str], form: int) -> None:
    paper = Path(desk.papers(publish(desk.door))[form])
    whole = paper.read_bytes()
    at = whole.index(b"stream\n", whole.index(b"/EmbeddedFile")) + 40 if form == 0 else len(whole) - 20
    paper.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    assert desk.verify(str(paper), "--on", "2026-04-16", "--language", "en") == 1
    said = capsys.readouterr().out
    assert "does not verify" in said
    assert "海岚" not in said


def test_another_key_is_another_house(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """C2SP signed-note's own example key."""
    paper = desk.papers(publish(desk.door))[1]
    desk.put("house.key", b"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n")
    assert desk.verify(paper, "--language", "en") == 1
    assert "a house whose key was not given" in capsys.readouterr().out


def test_what_cannot_be_read_is_trouble_named_with_its_file(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    paper = desk.papers(publish(desk.door))[1]
    assert desk.verify(str(desk.folder / "none.pdf"), "--language", "en") == 2
    assert "none.pdf: this file cannot be read: No such file" in capsys.readouterr().err
    assert desk.verify(paper, "--register", paper, "--language", "en") == 2
    assert "not the register of a house" in capsys.readouterr().err
    changed = Path(desk.register())
    changed.write_bytes(changed.read_bytes().replace(b'"as_of": "2026-04-16"', b'"as_of": "2026-12-31"'))
    assert desk.verify(paper, "--register", str(changed), "--language", "en") == 2
    assert "this register was changed" in capsys.readouterr().err
    desk.put("house.key", b"words")
    assert desk.verify(paper, "--language", "zh") == 2
    assert "这不是公钥" in capsys.readouterr().err


def test_the_house_whose_data_lie_here_needs_no_key_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = desk.papers(publish(desk.door))[1]
    settings: dict[str, Any] = {"WORKBENCH_DATA": tmp_path / "nothing", "WORKBENCH_HOUSE": "test-house"}
    for name, value in settings.items():
        monkeypatch.setenv(name, str(value))
    assert desk.verify(paper, "--language", "en", key=False) == 2
    assert "name the file with the key" in capsys.readouterr().err
    assert not (tmp_path / "nothing").exists(), "asking makes no key"
    monkeypatch.setenv("WORKBENCH_DATA", str(tmp_path / "data"))
    assert desk.verify(paper, "--on", "2026-04-16", key=False) == 0


def test_it_answers_programs_too(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    title = publish(desk.door)
    assert desk.verify(desk.papers(title)[0], "--on", "2026-04-16", "--format", "json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["verdict"], said["register"], said["certificate"]["title"]) == ("valid", None, title)
    assert said["certificate"]["named_on"] == "2026-03-02"
    assert desk.verify(desk.put("x.pdf", b"%PDF-1.7"), "--format", "json") == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "unreadable"
