"""The command line for agreements as files: what it prints, where it writes, how it ends, and how it complains."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from agreements.rules.first_draft import first_draft
from agreements.rules.library import library as clause_library
from agreements.rules.tree import Clause, Tree, canonical, to_json
from tests.schemas import SCHEMAS, faults
from tests.visits import HAN
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
    "empty.txt": (b" \n", "There is no text in the file", "没有文字"),
    "broken.json": (b'{"format": ', "cannot be read as such: line 1", "第1行"),
    "other.json": (b'{"format": "else"}', "no clause tree: see format", "format"),
    "deep.json": (b"[" * 100_000, "nested too deeply", "嵌套太深"),
    "half.json": (b'{"format": "\\ud800"}', "half a character", "半个字符"),
    "program.txt": (b"\x7fELF\x00\x00\x00\x00" * 40, "This is not a text file", "不是"),
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
    [
        [],
        ["sing"],
        ["export", "a"],
        ["export", "a", "--format", "odt"],
        ["merge", "a", "b", "c"],
        ["check", "a"],
        ["check", "a", "--rules", "b", "--figure", "c=d"],
    ],
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
    assert out.read_bytes() == canonical(TREE)
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


# ── the verbs ────────────────────────────────────────────

OLD = """Works agreement

ARTICLE 1 Scope
This agreement covers all employees of the works.

ARTICLE 2 Hours
The working week is 40 hours. Overtime is paid as Article 3 says.

ARTICLE 3 Overtime
Overtime is paid at 150 per cent.

ARTICLE 4 Leave
Annual leave is 10 days.
"""
NEW = OLD.replace("40 hours", "38 hours").replace(
    "ARTICLE 4 Leave", "ARTICLE 4 Tools\nTools are kept in the store.\n\nARTICLE 5 Leave"
)


@pytest.fixture
def drafts(tmp_path: Path) -> dict[str, str]:
    """Write an agreement and two changed drafts of it, and return their paths."""
    said = {
        "old": OLD,
        "new": NEW,
        "ours": OLD.replace("40 hours", "38 hours"),
        "theirs": OLD.replace("10 days", "12 days"),
        "against": OLD.replace("40 hours", "41 hours"),
        "lost": OLD.replace("Article 3", "Article 33"),
    }
    for name, text in said.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return {name: str(tmp_path / f"{name}.txt") for name in said}


def test_import_writes_a_tree_that_the_other_verbs_take(
    drafts: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "tree.json"
    assert run(["import", drafts["old"], "--out", str(out)]) == 0
    found = json.loads(out.read_text(encoding="utf-8"))
    assert [one["number"] for one in found["clauses"] if one["kind"] == "article"] == [f"ARTICLE {n}" for n in "1234"]
    assert found["form"] == "text"
    assert run(["compare", drafts["old"], str(out)]) == 0
    capsys.readouterr()
    assert run(["import", drafts["old"]]) == 0
    assert said(capsys) == found


def test_import_takes_no_clause_tree_for_an_agreement(
    drafts: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, again = tmp_path / "out.json", tmp_path / "again.json"
    assert run(["import", drafts["old"], "--out", str(out)]) == 0
    for name in ("tree.json", "tree.txt", "list.json"):
        other = tmp_path / name
        other.write_bytes(b"[1]" if name == "list.json" else out.read_bytes())
        assert run(["import", str(other), "--out", str(again)]) == 2
        assert "This is JSON, not the text of an agreement" in capsys.readouterr().err
    assert not again.exists()


def test_import_says_what_is_doubtful_in_the_persons_language(
    drafts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    Path(drafts["old"]).write_text(OLD.replace("ARTICLE 3", "ARTICLE 6").replace("ARTICLE 4", "ARTICLE 7"), "utf-8")
    assert run(["import", drafts["old"]]) == 0
    answered = capsys.readouterr()
    assert f"workbench text: {drafts['old']}: line 9: Numbers are missing from" in answered.err
    assert [one["reason"] for one in json.loads(answered.out)["doubts"]] == ["missing_number"]


def test_compare_tells_what_became_of_each_clause(drafts: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["compare", drafts["old"], drafts["new"]]) == 1
    found = said(capsys)
    assert {name: n for name, n in found["summary"].items() if n} == {
        "unchanged": 3, "edited": 1, "added": 1, "renumbered": 1
    }  # fmt: skip
    edited = next(pair for pair in found["pairs"] if pair["status"] == "edited")
    assert [one["text"] for one in edited["edits"] if one["op"] != "keep"] == ["40", "38"]
    assert run(["compare", drafts["old"], drafts["old"]]) == 0
    assert said(capsys)["same"] is True


def test_compare_for_a_screen_shows_only_what_changed(
    drafts: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["compare", drafts["old"], drafts["new"], "--format", "text"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "    The working week is [-40-]{+38+} hours. Overtime is paid as Article 3 says." in lines
    assert "edited: ARTICLE 2 Hours" in lines
    assert "added: ARTICLE 4 Tools" in lines
    assert not [line for line in lines if "150" in line]


def test_compare_makes_a_word_redline(drafts: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "redline.docx"
    assert run(["compare", drafts["old"], drafts["new"], "--format", "docx", "--out", str(out)]) == 1
    with zipfile.ZipFile(out) as word:
        assert b"<w:del " in word.read("word/document.xml")


@pytest.mark.parametrize(("form", "opening"), [("pdf", b"%PDF-"), ("html", b"<!doctype html>")])
def test_compare_makes_papers(drafts: dict[str, str], tmp_path: Path, form: str, opening: bytes) -> None:
    out = tmp_path / f"redline.{form}"
    assert run(["compare", drafts["old"], drafts["new"], "--format", form, "--out", str(out)]) == 1
    assert out.read_bytes().lower().startswith(opening.lower())


def test_a_text_too_long_to_print_is_trouble(
    drafts: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("workbench.documents.pdf.LIMIT", 10)
    assert run(["export", drafts["old"], "--format", "pdf", "--out", str(tmp_path / "out.pdf")]) == 2
    assert "it is too long to be printed" in capsys.readouterr().err
    assert not (tmp_path / "out.pdf").exists()


def test_a_fault_of_ours_is_trouble_and_no_difference(
    drafts: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("agreements.rules.comparison.compare", fail)
    assert run(["compare", drafts["old"], drafts["new"]]) == 2
    answered = capsys.readouterr()
    assert (answered.out, answered.err.count("\n")) == ("", 1)
    assert "please report it: KeyError: 'x'" in answered.err


def test_merge_takes_both_sides_changes(
    drafts: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "merged.json"
    assert run(["merge", drafts["old"], drafts["ours"], drafts["theirs"], "--out", str(out)]) == 0
    assert said(capsys)["summary"] == {"conflicts": 0, "joint_readings": 0}
    assert "38 hours" in out.read_text()
    assert "12 days" in out.read_text()


def test_merge_leaves_to_people_what_both_sides_changed(
    drafts: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "merged.json"
    assert run(["merge", drafts["old"], drafts["ours"], drafts["against"], "--out", str(out)]) == 1
    (conflict,) = said(capsys)["conflicts"]
    assert (conflict["reason"], conflict["base"]["number"]) == ("edited", "ARTICLE 2")
    assert [conflict["clashes"][0][side] for side in ("base", "ours", "theirs")] == ["40", "38", "41"]
    assert "40 hours" in out.read_text()


def test_references_name_what_leads_nowhere(drafts: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["references", drafts["old"]]) == 0
    assert said(capsys)["summary"]["references"] == 1
    assert run(["references", drafts["lost"]]) == 1
    assert said(capsys)["dangling"][0]["text"] == "Article 33"


def test_check_tells_what_is_against_the_law(
    drafts: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "law.txt"
    path.write_text("工资专项集体合同\n\n第一条 每月延长工作时间不超过60小时。\n\n第二条 工资每月发放。\n", "utf-8")
    assert run(["check", str(path), "--rules", "cn-national"]) == 1
    found = next(one for one in said(capsys)["findings"] if one["number"] == "第一条")
    assert (found["severity"], found["source"]["article"]) == ("error", "41")
    assert run(["check", str(path), "--rules", "cn-shandong", "--format", "text", "--language", "zh"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("error: 第一条: ") and HAN.search(line) for line in lines)
    assert "    每月延长工作时间不超过60小时。" in lines


@pytest.mark.parametrize("language", ["zh", "en"])
def test_check_says_nothing_of_a_text_that_keeps_the_law(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clauses = clause_library().of_kind("wage")
    typed = {f"{one.key}.{name}": field.sample("zh") for one in clauses for name, field in one.fields.items()}
    path = tmp_path / "good.json"
    path.write_bytes(canonical(first_draft("wage", {one.key for one in clauses}, typed, "zh")))
    assert run(["check", str(path), "--rules", "cn-shandong", "--language", language]) == 0
    assert said(capsys)["findings"] == []


@pytest.mark.parametrize(("language", "title"), [("zh", "全国性规定"), ("en", "National rules, China")])
def test_check_says_that_an_english_text_is_held_against_chinese_law(
    drafts: dict[str, str], language: str, title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["check", drafts["old"], "--rules", "cn-national", "--language", language])
    answered = capsys.readouterr()
    assert title in answered.err
    assert "中国法律" in answered.err or "Chinese law" in answered.err
    assert json.loads(answered.out)["title"]["en"] == "National rules, China"
    path = tmp_path / "zh.txt"
    path.write_text("集体合同\n第一条 工资每月发放。\n第二条 一年。\n", "utf-8")
    run(["check", str(path), "--rules", "cn-national", "--language", language])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rules_nobody_knows_are_trouble_that_names_those_there_are(
    drafts: dict[str, str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", drafts["old"], "--rules", "../secret", "--language", language]) == 2
    answered = capsys.readouterr()
    assert "../secret: " in answered.err
    assert "cn-national, cn-shandong" in answered.err
    assert bool(HAN.search(answered.err)) == (language == "zh")


def test_check_takes_the_figures_of_the_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wage.txt"
    path.write_text("工资专项集体合同\n\n第一条 本企业最低工资为每月2000元。\n", "utf-8")

    def rules(*more: str) -> set[str]:
        run(["check", str(path), "--rules", "cn-national", *more])
        return {one["rule"] for one in said(capsys)["findings"]}

    assert "minimum-wage-figure" in rules("--figure", "minimum_wage=2200")
    assert "minimum-wage-figure" not in rules("--figure", "minimum_wage=2000")
    assert "minimum-wage-figure" not in rules()


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (["--figure", "moon=1"], "moon: these rules ask for no figure of this name. They ask for: minimum_wage"),
        (["--kind", "marriage"], "marriage: these rules know no such kind"),
    ],
)
def test_check_names_what_its_rules_do_not_know(
    drafts: dict[str, str], more: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", drafts["old"], "--rules", "cn-national", *more]) == 2
    assert complaint in capsys.readouterr().err


OPENINGS = {"docx": b"PK", "pdf": b"%PDF-", "akn": b"<?xml", "json": b'{"clauses"', "html": b"<!doctype html>"}


@pytest.mark.parametrize("form", OPENINGS)
def test_export_writes_every_form(drafts: dict[str, str], tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out.{form}"
    assert run(["export", drafts["old"], "--format", form, "--out", str(out)]) == 0
    assert out.read_bytes().startswith(OPENINGS[form])


# ── the formats ──────────────────────────────────────────


@pytest.fixture
def results(drafts: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Run every verb that writes JSON, and return what each wrote."""
    page = (
        "<h1>A</h1><p>ARTICLE 1 Pay</p><table><tr><td>Grade</td><td>Pay</td></tr><tr><td>A</td><td>{}</td></tr></table>"
    )
    for name, pay in (("one", "4,000"), ("two", "4,200")):
        (tmp_path / f"{name}.html").write_text(page.format(pay), "utf-8")
    both = Path(drafts["old"]).read_text("utf-8").replace("150", "160").replace("10 days", "15 days")
    (tmp_path / "law.txt").write_text("工资专项集体合同\n\n第一条 每月延长工作时间不超过60小时。\n", "utf-8")
    (tmp_path / "both.txt").write_text(both.replace("40 hours", "41 hours"), "utf-8")
    commands = {
        "import": ["import", str(tmp_path / "one.html")],
        "clause-tree": ["export", drafts["old"], "--format", "json"],
        "comparison": ["compare", str(tmp_path / "one.html"), str(tmp_path / "two.html")],
        "merge": [
            "merge",
            drafts["old"],
            drafts["ours"],
            str(tmp_path / "both.txt"),
            "--out",
            str(tmp_path / "m.json"),
        ],
        "findings": ["check", str(tmp_path / "law.txt"), "--rules", "cn-national"],
        "references": ["references", drafts["lost"]],
    }
    found = {}
    for name, command in commands.items():
        assert run(command) in (0, 1)
        found[name] = said(capsys)
    return found


def test_results_are_as_their_schemas_say(results: dict[str, Any]) -> None:
    assert {path.stem for path in SCHEMAS.glob("*.json")} == results.keys()
    assert {name: faults(result, name) for name, result in results.items()} == {name: [] for name in results}
    assert results["comparison"]["pairs"][-1]["tables"]
    assert results["findings"]["findings"]
    assert results["merge"]["conflicts"]
    assert results["references"]["dangling"]


def test_the_schemas_refuse_what_is_not_so(results: dict[str, Any]) -> None:
    results["comparison"]["pairs"][0]["status"] = "changed"
    results["references"]["summary"]["dangling"] = -1
    results["import"]["clauses"][0]["colour"] = "red"
    del results["merge"]["summary"]
    refused = [name for name, result in results.items() if faults(result, name)]
    assert refused == ["import", "comparison", "merge", "references"]


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
    assert done.stdout == canonical(TREE)
    assert not list(empty.iterdir())
