"""`workbench evaluate agreement`, `ahp`, `sensitivity`, `index`: files in, figures out, trouble named by line and column."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.rules.evaluation.small_sheet import FULL, POOR, SHEET
from workbench.evaluate_cli import run

RATINGS = "unit,Ana,Bo,Chen\nroster,2.5,2.5,2\ncontracts,2,1.5,2\nrules,4,*,3.5\n"
HOUSE = """1,5,3,7,6,6,1/3,1/4
1/5,1,1/3,5,3,3,1/5,1/7
1/3,3,1,6,3,4,6,1/5
1/7,1/5,1/6,1,1/3,1/4,1/7,1/8
1/6,1/3,1/3,3,1,1/2,1/5,1/6
1/6,1/3,1/4,4,2,1,1/5,1/6
3,5,1/6,7,5,5,1,1/2
4,7,5,8,6,6,2,1
"""
INDEX = """
[[indicator]]
name = "contracts"
weight = 3
[[indicator]]
name = "disputes"
direction = "down"
"""


class Shell:
    """A folder with files, and what a verb said there."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def write(self, name: str, text: str | bytes) -> str:
        """Write a file and return its path."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Return the exit status, standard output and standard error of one verb."""
        status = run(words)
        said = self.capsys.readouterr()
        return status, said.out, said.err

    def json(self, *words: str) -> Any:
        """Return the JSON of a verb that came to its end."""
        status, out, err = self(*words, "--format", "json")
        assert err == ""
        assert status in (0, 1)
        return json.loads(out)


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """An empty folder."""
    return Shell(tmp_path, capsys)


def test_agreement_prints_what_is_published(shell: Shell, reference: Callable[[str], Path]) -> None:
    """The C data of R's irr, raters in columns and in rows."""
    golden = json.loads(reference("evaluation/agreement_ahp_goldens.json").read_text())["krippendorff_C_4x12"]
    flat = ["" if one is None else str(one) for one in golden["column_major_4_raters"]]
    rows = [flat[place : place + 4] for place in range(0, 48, 4)]
    wide = shell.write("c.csv", "A,B,C,D\n" + "".join(",".join(row) + "\n" for row in rows))
    across = shell.write(
        "r.csv", "".join(f"{name}," + ",".join(row[at] for row in rows) + "\n" for at, name in enumerate("ABCD"))
    )
    for words in ((wide,), (across, "--raters", "rows")):
        if len(words) > 1:
            shell.write(
                "r.csv", "rater," + ",".join(f"u{at}" for at in range(12)) + "\n" + (shell.folder / "r.csv").read_text()
            )
        found = shell.json("agreement", *words)
        assert found["raters"] == list("ABCD")
        for level in ("nominal", "ordinal", "interval", "ratio"):
            assert round(found["alpha"][level], 6) == golden[level]
        assert round(found["ac1"], 5) == golden["gwet_ac1"]
        assert round(found["conger"], 5) == golden["conger"]


def test_agreement_of_words_and_of_few(shell: Shell) -> None:
    """Words have no order; a coefficient that is not defined is null, a dash for people."""
    veto = shell.write("v.csv", "unit,A,B\n1,no,no\n2,no,no\n3,no,no\n")
    found = shell.json("agreement", veto, "--categories", "2")
    assert (found["ac1"], found["alpha"]["nominal"], found["icc"], found["words"]) == (1.0, None, None, ["no"])
    status, out, _ = shell("agreement", shell.write("w.csv", RATINGS))
    assert status == 0
    assert "3 units, 3 raters: Ana, Bo, Chen" in out
    assert "ICC of 2 complete units" in out


def test_agreement_is_measured_apart_for_each_item(shell: Shell) -> None:
    """Numbers and yes or no in one file; what two read differently comes first."""
    rows = [("A", "1003", "2", "2"), ("B", "1003", "1", "1"), ("A", "1091", "no", "no"), ("B", "1091", "no", "yes")]
    lines = [
        f"{name},{item},{rater},{value}"
        for name, item, *values in rows
        for rater, value in zip("XY", values, strict=True)
    ]
    table = shell.write("l.csv", "enterprise,item_id,rater,value\n" + "\n".join(lines) + "\n")
    found = shell.json("agreement", table, "--by", "item_id")
    assert {name: one["percent_agreement"] for name, one in found["groups"].items()} == {"1003": 1, "1091": 0.5}
    assert found["groups"]["1003"]["alpha"]["interval"] == 1
    assert found["groups"]["1091"]["words"] == ["no", "yes"]
    printed = shell("agreement", table, "--by", "item_id")[1].splitlines()
    assert [line.split("\t")[0] for line in printed] == ["item_id", "1091", "1003"]
    status, _, err = shell("agreement", table, "--by", "colour")
    assert status == 1
    assert "no long table with a column “colour”" in err


def test_the_house_is_printed_as_published_and_refused(shell: Shell) -> None:
    """Exit 1: computed, and not to be used."""
    path = shell.write("house.csv", HOUSE)
    status, out, _ = shell("ahp", path)
    assert status == 1
    assert "λ max 9.6689   CI 0.2384   CR 0.1691" in out
    assert "refused" in out
    assert "the worst pair is 3 to 7: judged 6, the others imply 1.13" in out
    found = shell.json("ahp", path)
    assert [round(one, 3) for one in found["weights"].values()] == [
        0.173,
        0.054,
        0.188,
        0.018,
        0.031,
        0.036,
        0.167,
        0.333,
    ]


def test_comparisons_that_fit_are_accepted(shell: Shell) -> None:
    """Names and weights, exit 0."""
    status, out, _ = shell("ahp", shell.write("m.csv", ",pay,safety\npay,1,3\nsafety,1/3,1\n"))
    assert status == 0
    assert "pay" in out
    assert "0.7500" in out


def data(*sheets: tuple[str, dict[str, str]]) -> str:
    """Return filled-in sheets as a table."""
    rows = [f"{name},{item},{value}" for name, values in sheets for item, value in values.items()]
    return "enterprise,item_id,value\n" + "\n".join(rows) + "\n"


def test_sensitivity_is_the_same_for_the_same_seed(shell: Shell) -> None:
    """A total, a tier, its shares, ranks; a veto keeps from every tier."""
    sheet = shell.write("s.toml", SHEET)
    table = shell.write("d.csv", data(("full", FULL), ("poor", POOR), ("vetoed", FULL | {"accident": "yes"})))
    words = ("sensitivity", sheet, table, "--draws", "500", "--seed", "3")
    found = shell.json(*words)
    assert found == shell.json(*words)
    assert (found["draws"], found["seed"], found["level"], found["sheet"]) == (500, 3, "block", "small")
    full, poor, vetoed = found["enterprises"]
    assert (full["total"], full["tier"], full["tier_kept"], full["acceptability"][0]) == (20, "AA", 1, 1)
    assert poor["total_5"] < poor["total"] < poor["total_95"]
    assert (vetoed["tier"], vetoed["tiers"], vetoed["best_rank"]) == (None, {"none": 1, "A": 0, "AA": 0}, None)
    assert vetoed["acceptability"] == [0, 0, 0]
    other = shell.json(*words[:-1], "4")
    assert other["enterprises"][1]["total_5"] != poor["total_5"]
    by_item = shell.json(*words, "--level", "item", "--model", "uniform")
    assert by_item["enterprises"][1]["total_95"] > poor["total_95"]
    status, out, _ = shell(*words)
    assert status == 0
    assert "500 weightings of every block from seed 3, noise" in out


def test_an_index_is_ranked(shell: Shell) -> None:
    """The higher first; JSON in the order of the data."""
    table, spec = (
        shell.write("t.csv", "town,contracts,disputes\nA,80,4\nB,100,0\nC,90,1\n"),
        shell.write("i.toml", INDEX),
    )
    found = shell.json("index", table, spec)
    assert [(one["unit"], one["score"], one["rank"]) for one in found["units"]] == [
        ("A", 0, 3),
        ("B", 100, 1),
        ("C", 56.25, 2),
    ]
    lines = shell("index", table, spec)[1].splitlines()
    assert [line.split("\t")[1] for line in lines] == ["unit", "B", "C", "A"]


def test_files_of_other_programs_are_read(shell: Shell) -> None:
    """GB 18030, UTF-16, semicolons."""
    text = "企业;甲;乙\n一厂;1;2\n二厂;3;3\n"
    for coding in ("gb18030", "utf-16", "utf-8-sig"):
        assert shell.json("agreement", shell.write("x.csv", text.encode(coding)))["raters"] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("agreement", "bad.csv"), 1, "bad.csv, line 3, column 2: “4x” is no number"),
        (("agreement", "nowhere.csv"), 2, "nowhere.csv: this file cannot be read: No such file"),
        (("agreement", "binary.csv"), 2, "binary.csv: This is neither UTF-8 nor GB 18030"),
        (("agreement", "three.csv", "--categories", "2"), 1, "3 different answers"),
        (("ahp", "matrix.csv"), 1, "matrix.csv, line 3, column 2: 1/2 is not the reciprocal of 3 in row 1, column 2"),
        (("ahp", "names.csv"), 1, "names.csv, line 1: "),
        (("ahp", "nowhere.csv"), 2, "nowhere.csv: "),
        (("index", "towns.csv", "index.toml"), 1, "towns.csv: B has no value in column “disputes”"),
        (("index", "towns.csv", "broken.toml"), 1, "broken.toml: indicator.1.weight"),
        (("index", "nowhere.csv", "index.toml"), 2, "nowhere.csv: "),
        (("sensitivity", "small.toml", "wrong.csv"), 1, "wrong.csv, line 2"),
        (("sensitivity", "nowhere.toml", "wrong.csv"), 2, "nowhere.toml"),
        (("sensitivity", "small.toml", "good.csv", "--spread", "1.5"), 2, "A spread is from 0 to below 1"),
        (("sensitivity", "small.toml", "good.csv", "--draws", "5000000"), 2, "5000000 draws"),
        (("sensitivity", "labour-law-grade", "grade.csv"), 1, "nothing to weigh"),
        (("score", "small.toml", "wrong.csv"), 1, "wrong.csv, line 2"),
        (("score", "small.toml", "nowhere.csv"), 2, "nowhere.csv: "),
        (("score", "index.toml", "good.csv"), 1, "index.toml"),
        (("check", "nowhere.toml"), 2, "nowhere.toml: "),
        (("verify", "nowhere.pdf", "--key", "nowhere.key"), 2, "nowhere.key: "),
    ],
)
def test_trouble_is_named_and_nothing_printed(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], status: int, said: str
) -> None:
    """Exit 1 for what stands in a file, 2 for the file itself and for options, of every verb."""
    for name, text in {
        "bad.csv": "unit,A,B\n1,2,3\n2,4x,3\n",
        "three.csv": "unit,A,B\n1,2,3\n2,1,3\n",
        "matrix.csv": ",pay,rest\npay,1,3\nrest,1/2,1\n",
        "names.csv": "pay,rest\n",
        "towns.csv": "town,contracts,disputes\nA,80,4\nB,100,\n",
        "index.toml": INDEX,
        "broken.toml": '[[indicator]]\nname = "x"\nweight = -1\n',
        "small.toml": SHEET,
        "good.csv": data(("full", FULL)),
        "wrong.csv": data(("full", {"contracts": "120"})),
        "grade.csv": data(("full", {"violations": "0"})),
    }.items():
        shell.write(name, text)
    shell.write("binary.csv", b"\x89PNG\x00\xff\x00")
    monkeypatch.chdir(shell.folder)
    found, out, err = shell(*words)
    assert (found, out) == (status, "")
    assert said in err
    assert err.startswith(f"workbench evaluate {words[0]}: ")


@pytest.mark.parametrize(
    "words", [("sensitivity", "s", "d", "--seed", "x"), ("agreement", "r", "--categories", "0"), ("ahp",)]
)
def test_wrong_usage_ends_with_status_2(shell: Shell, words: tuple[str, ...]) -> None:
    """Before any file is opened."""
    with pytest.raises(SystemExit) as ended:
        shell(*words)
    assert ended.value.code == 2


def test_a_fault_of_the_program_is_trouble_and_not_a_finding(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A traceback would end with 1."""
    monkeypatch.setattr("workbench.evaluate_cli.statistics.agreement_of", lambda *args, **more: 1 / 0)
    status, out, err = shell("agreement", shell.write("r.csv", "unit,A,B\n1,2,3\n"))
    assert (status, out) == (2, "")
    assert "please report it: ZeroDivisionError" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("agreement", "r.csv"), "2个对象，2位评分人：甲, 乙"),
        (("agreement", "l.csv", "--by", "item_id"), "item_id\t对象\t评分人\t一致率\talpha\tAC1"),
        (("ahp", "house.csv"), "暂不能用"),
        (("index", "towns.csv", "index.toml"), "名次\t对象\t指数"),
        (("sensitivity", "small.toml", "good.csv", "--draws", "50"), "各大类权重抽取50次"),
    ],
)
def test_text_is_in_the_language_of_the_reader(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    for name, text in {
        "r.csv": "unit,甲,乙\n1,2,3\n2,1,3\n",
        "l.csv": "enterprise,item_id,rater,value\nA,1,X,2\nA,1,Y,2\nB,1,X,1\nB,1,Y,2\n",
        "house.csv": HOUSE,
        "towns.csv": "town,contracts,disputes\nA,80,4\nB,100,0\n",
        "index.toml": INDEX,
        "small.toml": SHEET,
        "good.csv": data(("full", FULL)),
    }.items():
        shell.write(name, text)
    monkeypatch.chdir(shell.folder)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    out = shell(*words)[1]
    assert said in out
    assert said not in shell(*words, "--language", "en")[1]
