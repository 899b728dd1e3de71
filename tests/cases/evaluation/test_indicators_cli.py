"""`workbench indicators`: rates, Gini and pay gaps of a file, without a house; trouble is named and nothing is computed."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.databases import ROOT
from tests.visits import HAN
from workbench.evaluate_cli.indicators import run

FIGURES = """enterprise,measure,period,value,unit,source
甲,injuries,2025,2,件,office
甲,hours_worked,2025,2000000,小时,enterprise
甲,contracts_signed,2025-Q1,58,人,enterprise
甲,contracts_due,2025-Q1,60,人,enterprise
乙,injuries,2025,6,件,office
乙,hours_worked,2025,2500000,小时,enterprise
"""


def found(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, *more: str) -> list[dict[str, Any]]:
    path = tmp_path / "data.csv"
    path.write_text(text, "utf-8")
    assert run([str(path), "--format", "json", *more]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["format"] == "tripartite-workbench/indicators/v1"
    enterprises: list[dict[str, Any]] = answer["enterprises"]
    return enterprises


def test_rates_of_several_enterprises_with_the_lines_behind_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    year, quarter, other = sorted(
        found(tmp_path, capsys, FIGURES), key=lambda one: (one["enterprise"] == "乙", one["period"])
    )
    assert [(one["enterprise"], one["period"]) for one in (year, quarter, other)] == [
        ("甲", "2025"),
        ("甲", "2025-Q1"),
        ("乙", "2025"),
    ]
    assert year["indicators"]["lost_time_rate"]["value"] == "0.2"
    assert year["indicators"]["lost_time_rate"]["lines"] == [2, 3]
    assert other["indicators"]["injury_frequency"]["value"] == "2.4"
    assert quarter["indicators"]["contract_signing"]["value"] == "96.666667"
    missing = year["indicators"]["wage_gini"]
    assert (missing["value"], missing["why"], missing["missing"]) == (None, "missing", ["wage_gini", "wage_persons"])


@pytest.mark.parametrize(
    ("text", "gini"),
    [
        ("1\n2\n3\n4\n5\n", 0.266667),
        ("wage\n5\n5\n5\n5\n", 0.0),
        ("pay\n0\n0\n0\n1\n", 0.75),
        ("工资\n1\n2\n3\n4\n5\n", 0.266667),
    ],
)
def test_the_published_gini(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, gini: float) -> None:
    (one,) = found(tmp_path, capsys, text)
    assert one["gini"] == gini
    if gini == 0.266667:
        assert one["gini_corrected"] == 0.333333


def test_pay_gaps_of_a_list_with_other_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "name,gender,wage,grade\n" + "".join(
        f"p{at},{sex},{pay + 10 * at},{'AB'[at % 2]}\n" for at in range(12) for sex, pay in (("m", 1000), ("f", 900))
    )
    path = tmp_path / "wages.csv"
    path.write_text(text, "utf-8")
    assert run([str(path), "--format", "json"]) == 0
    out = capsys.readouterr()
    assert "columns passed over: name" in out.err
    (one,) = json.loads(out.out)["enterprises"]
    assert (one["women"], one["men"], one["small"]) == (12, 12, False)
    assert one["pay_gap_mean"] == round(100 / 1055, 6)
    assert one["pay_gap_adjusted"]["low"] < one["pay_gap_adjusted"]["gap"] < one["pay_gap_adjusted"]["high"]


def test_trouble_names_every_line_and_computes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(FIGURES + "乙,unheard,2025,1,,\n乙,injuries,2024,two,,\n乙,injuries,2025,7,,office\n", "utf-8")
    assert run([str(path)]) == 1
    out = capsys.readouterr()
    assert out.out == ""
    assert [re.search(r"line (\d+)", line)[1] for line in out.err.splitlines()] == ["8", "9", "10"]  # type: ignore[index]
    assert run([str(tmp_path / "none.csv")]) == 2
    path.write_text(FIGURES, "utf-8")
    assert run([str(path), "--period", "someday"]) == 2
    assert run([str(path), "--period", "someday", "--language", "zh"]) == 2
    assert "“someday”不是" in capsys.readouterr().err
    path.write_bytes(b"%PDF-1.4")
    assert run([str(path)]) == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_text_speaks_one_language(tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    path = tmp_path / "data.csv"
    path.write_text(FIGURES.replace("甲", "A").replace("乙", "B"), "utf-8")
    assert run([str(path), "--lang", lang]) == 0
    assert bool(HAN.search(capsys.readouterr().out)) == (lang == "zh")


def test_it_is_a_verb_of_its_own_and_reads_standard_input() -> None:
    guide = (ROOT / "docs" / "indicators.md").read_text("utf-8")
    asked, told = re.findall(
        r"\$ printf '(.*?)' \| workbench indicators - --format json\n(\{.*?\n\})", guide, re.DOTALL
    )[0]
    command = [sys.executable, "-m", "workbench", "indicators", "-", "--format", "json"]
    done = subprocess.run(
        command, input=asked.replace("\\n", "\n"), capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert json.loads(done.stdout) == json.loads(told)


def test_a_bare_column_with_a_word_in_it_is_no_list_of_wages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"1\n2\nthree\n")))
    assert run(["-"]) == 1
    assert "no column" in capsys.readouterr().err
