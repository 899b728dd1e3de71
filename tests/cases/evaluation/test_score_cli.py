"""`workbench evaluate score` and `check` as somebody at a shell meets them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.rules.scheme_reading import shipped, shipped_names, shipped_text
from tests.rules.evaluation.small_sheet import FULL, POOR, SHEET
from workbench.evaluate_cli import run

HEAD = "enterprise,item_id,value\n"


@pytest.fixture
def sheet(tmp_path: Path) -> str:
    path = tmp_path / "sheet.toml"
    path.write_text(SHEET, "utf-8")
    return str(path)


def rows(enterprise: str, values: dict[str, str]) -> str:
    return "".join(f"{enterprise},{item},{value}\n" for item, value in values.items())


def scored(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert run(["score", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_one_and_many_enterprises_are_scored_with_every_key(
    sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data.csv"
    data.write_text(HEAD + rows("甲公司", FULL | {"complaints": "-2"}) + rows("乙公司", POOR), "utf-8")
    first, second = scored(capsys, sheet, str(data))
    keys = ("enterprise", "blocks", "positive", "deductions", "total", "vetoed", "tier", "decided_by")
    assert [first[key] for key in keys] == [
        "甲公司", {"rules": 10, "growth": 10}, 20, -2, 18, False, "AA", "cutoff:AA",
    ]  # fmt: skip
    assert (second["total"], second["tier"], second["decided_by"]) == (7, None, "below")
    assert {one["item"]: one["score"] for one in second["items"]}["contracts"] == 6
    assert all(one["why"] for one in first["items"])


def test_exact_decimals_come_out_as_they_are(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Points of one place that binary fractions cannot add: 0.1 + 0.2."""
    data = tmp_path / "data.csv"
    data.write_text(HEAD + "甲,1003,0.1\n甲,1004,0.2\n甲,1079,-3\n", "utf-8")
    assert run(["score", "suzhou-2019", str(data)]) == 0
    printed = capsys.readouterr().out
    assert '"positive": 0.3,' in printed
    assert '"total": -2.7,' in printed


def test_the_whole_suzhou_sheet_from_a_spreadsheet_of_windows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = {
        one.id: "N" if one.role == "veto" else "0" if one.role == "deduction" else f"{one.points}"
        for one in shipped("suzhou-2019").items
    }
    text = (HEAD + rows("甲公司", values)).replace("\n", "\r\n")
    for data in (text.encode("utf-8-sig"), text.encode("gb18030"), text.encode("utf-16")):
        path = tmp_path / "data.csv"
        path.write_bytes(data)
        [found] = scored(capsys, "suzhou-2019", str(path))
        assert (found["enterprise"], found["total"], found["tier"]) == ("甲公司", 100, "AAA")
    path.write_text(HEAD + rows("甲公司", values | {"1091": "Y"}), "utf-8")
    [found] = scored(capsys, "suzhou-2019", str(path))
    assert (found["vetoed"], found["tier"], found["decided_by"]) == (True, None, "veto:1091")


def test_stages_of_one_enterprise_stand_beside_each_other(
    sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data.csv"
    lines = [f"甲,{item},{value},{stage}\n" for stage in ("self", "first") for item, value in FULL.items()]
    data.write_text(
        "enterprise,item_id,value,stage\n" + "".join(lines).replace("rest,2,first", "rest,1,first"), "utf-8"
    )
    found = scored(capsys, sheet, str(data))
    assert [(one["stage"], one["total"]) for one in found] == [("self", 20), ("first", 19)]


def test_the_other_forms_say_the_same(sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data.csv"
    data.write_text(HEAD + rows("甲", FULL) + rows("乙", POOR), "utf-8")
    assert run(["score", sheet, str(data), "--format", "csv"]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["enterprise"], row["total"], row["tier"]) for row in table] == [("甲", "20", "AA"), ("乙", "7", "")]
    assert run(["score", sheet, str(data), "--format", "text", "--language", "en"]) == 0
    assert "100% reaches 100%: nothing is lost." in capsys.readouterr().out
    assert run(["score", sheet, str(data), "--format", "text", "--language", "zh"]) == 0
    chinese = capsys.readouterr().out
    assert "100%" in chinese
    assert "nothing is lost" not in chinese


BAD = {
    "text for a number": (rows("甲", FULL | {"rest": "two"}), 3),
    "a value over the maximum": (rows("甲", FULL | {"rest": "2.5"}), 3),
    "below the minimum": (rows("甲", FULL | {"rest": "-1"}), 3),
    "an unknown item": (rows("甲", FULL) + "甲,nothing,1\n", 8),
    "a row twice": (rows("甲", FULL) + "甲,rest,1\n", 8),
    "a value that is not listed": (rows("甲", FULL | {"complaints": "-3"}), 6),
    "no enterprise": (rows("", {"rest": "1"}), 2),
    "a cell too many": ("甲,rest,1,2\n", 2),
    "a mark in the middle, as of two files joined": (rows("甲", FULL) + "\ufeff" + HEAD, 8),
    "not a number at all": (rows("甲", FULL | {"contracts": "NaN"}), 2),
    "a number in another notation": (rows("甲", FULL | {"contracts": "1e1"}), 2),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("form", ["json", "csv", "text"])
def test_bad_data_are_named_with_their_line_and_nothing_is_printed(
    name: str, form: str, sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body, line = BAD[name]
    data = tmp_path / "data.csv"
    data.write_text(HEAD + rows("好", {}) + body, "utf-8")
    assert run(["score", sheet, str(data), "--format", form]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert f"data.csv, line {line}:" in said.err


@pytest.mark.parametrize(
    "head", ["enterprise,item,value\n", "enterprise,item_id\n", "enterprise,item_id,value,value\n", ""]
)
def test_wrong_columns_are_named(head: str, sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data.csv"
    data.write_text(head + "甲,rest,1\n" if head else "", "utf-8")
    assert run(["score", sheet, str(data)]) == 1
    said = capsys.readouterr()
    assert (said.out, "line 1:" in said.err) == ("", True)


def test_what_is_no_file_or_no_text_is_said(sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", "nothing-here", "x.csv", "--language", "en"]) == 2
    assert "suzhou-2019" in capsys.readouterr().err
    data = tmp_path / "data.csv"
    data.write_bytes(HEAD.encode() + b"a,rest,1\nb,rest,\xff\xff\xff\n")
    assert run(["score", sheet, str(data), "--language", "en"]) == 2
    assert "line 3" in capsys.readouterr().err
    assert run(["score", sheet, str(data), "--language", "zh"]) == 2
    assert "第3行" in capsys.readouterr().err


def test_a_sheet_with_faults_is_not_scored_by(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, data = tmp_path / "sheet.toml", tmp_path / "data.csv"
    path.write_text(SHEET.replace("full = 20", "full = 21"), "utf-8")
    data.write_text(HEAD + rows("甲", FULL), "utf-8")
    assert run(["score", str(path), str(data)]) == 1
    said = capsys.readouterr()
    assert (said.out, "sheet.toml, full:" in said.err) == ("", True)


def test_check_names_file_item_and_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sheet.toml"
    path.write_text(SHEET.replace("{ from = 20, to = 40,", "{ from = 15, to = 40,"), "utf-8")
    assert run(["check", str(path), "--language", "en"]) == 1
    assert "sheet.toml, item training, rule.bands: The steps" in capsys.readouterr().out
    assert run(["check", str(path), "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["where"], one["field"], one["reason"]) for one in found["faults"]] == [
        ("item training", "rule.bands", "steps_overlap")
    ]


@pytest.mark.parametrize("name", shipped_names())
def test_what_is_shipped_is_sound_by_name_and_by_file(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "copy.toml"
    path.write_text(shipped_text(name), "utf-8")
    found = []
    for sheet in (name, str(path)):
        assert run(["check", sheet, "--format", "json"]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0]["digest"] == found[1]["digest"]
    assert found[0]["sound"]
    assert run(["check", name, "--language", "en"]) == 0
    partial = "only a part" in capsys.readouterr().out
    assert partial == found[0]["partial"]


def test_full_width_digits_are_numbers_too(sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data.csv"
    data.write_text(HEAD + "a,contracts,９７．５％\nb,contracts,97.5%\n", "utf-8")
    assert run(["score", sheet, str(data), "--format", "csv"]) == 0
    first, second = capsys.readouterr().out.splitlines()[1:]
    assert first[1:] == second[1:]
    data.write_text(HEAD + "a,contracts,９７。５\n", "utf-8")
    assert run(["score", sheet, str(data)]) == 1


@pytest.mark.parametrize("sign", [";", "\t"])
def test_tables_of_other_programs_are_read(
    sheet: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], sign: str
) -> None:
    data = tmp_path / "data.csv"
    data.write_text((HEAD + rows("甲", FULL)).replace(",", sign), "utf-8")
    assert run(["score", sheet, str(data), "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("甲,")
