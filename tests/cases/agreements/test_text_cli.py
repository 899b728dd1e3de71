"""The command line for agreements as files: what it prints, where it writes, how it ends, and how it complains."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agreements.rules.tree import Clause, Tree, canonical, to_json
from workbench.text_cli import run

ROOT = Path(__file__).resolve().parents[3]
TREE = Tree("Plain agreement", "en", (Clause("article", "Article 1", "Scope", printed="ARTICLE 1 Scope", text="All."),))


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask in English, whatever the machine speaks."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def tree_file(tmp_path: Path) -> Path:
    """A clause tree as import writes it."""
    path = tmp_path / "tree.json"
    path.write_text(json.dumps(to_json(TREE)), encoding="utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return the JSON on standard output."""
    return json.loads(capsys.readouterr().out)


# ── trouble ──────────────────────────────────────────────

TROUBLES = {
    "missing": (None, "there is no such file", "没有这个文件"),
    "empty.txt": (b" \n", "there is no text in it", "没有文字"),
    "broken.json": (b'{"format": ', "cannot be read as such: line 1", "第1行"),
    "other.json": (b'{"format": "else"}', "no clause tree: see format", "format"),
    "deep.json": (b"[" * 100_000, "", ""),
    "program.txt": (b"\x7fELF\x00\x00\x00\x00" * 40, "it is not a text", "不是"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", TROUBLES)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    name: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, english, chinese = TROUBLES[name]
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    status = run(["export", str(path), "--format", "json", "--language", language])
    answered = capsys.readouterr()
    assert (status, answered.out) == (2, "")
    assert answered.err.startswith(f"workbench text: {path}: ")
    assert {"en": english, "zh": chinese}[language] in answered.err
    assert len(answered.err.splitlines()) == 1


def test_a_directory_is_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["import", str(tmp_path)]) == 2
    assert "it is a directory" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [[], ["sing"], ["export", "a"], ["export", "a", "--format", "odt"], ["merge", "a", "b", "c"], ["check", "a"]],
)
def test_wrong_usage_is_trouble(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 2
    assert "usage: workbench text" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_GB.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, False),
        ({}, False),
    ],
)
def test_messages_come_in_the_language_of_the_shell(
    settings: dict[str, str], chinese: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    run(["import", "nowhere.txt"])
    assert ("没有这个文件" in capsys.readouterr().err) is chinese


# ── writing ──────────────────────────────────────────────


def test_what_is_written_is_there_whole_or_not_at_all(
    tree_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    out.write_text("before")
    out.chmod(0o640)
    monkeypatch.setattr(Path, "replace", refuse)
    assert run(["export", str(tree_file), "--format", "json", "--out", str(out)]) == 2
    assert "it cannot be written" in capsys.readouterr().err
    assert out.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "tree.json"]
    monkeypatch.undo()
    assert run(["export", str(tree_file), "--format", "json", "--out", str(out)]) == 0
    assert out.read_bytes() == canonical(TREE) + b"\n"
    assert out.stat().st_mode & 0o777 == 0o640


def refuse(*_: object) -> None:
    """Stand in for a disk that is full."""
    raise OSError(28, "No space left on device")


def test_a_place_that_is_not_there_is_trouble(
    tree_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "nowhere" / "out.json"
    assert run(["export", str(tree_file), "--format", "json", "--out", str(out)]) == 2
    assert f"{out}: it cannot be written" in capsys.readouterr().err


# ── the program ──────────────────────────────────────────


def test_it_needs_no_house(tree_file: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    surroundings = {
        "PATH": os.environ["PATH"],
        "HOME": str(empty),
        "PYTHONPATH": str(ROOT),
        "WORKBENCH_ORIGIN": "wrong",
    }
    command = [sys.executable, "-m", "workbench", "text", "export", str(tree_file), "--format", "json"]
    done = subprocess.run(command, cwd=empty, env=surroundings, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == canonical(TREE) + b"\n"
    assert not list(empty.iterdir())
