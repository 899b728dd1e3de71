"""Word files: the tracked changes lead from the old lines to the new ones and back, in an oracle of our own and in LibreOffice."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings

from agreements.documents.setting import paper
from agreements.documents.word import redline_word, word
from agreements.rules.tree import Clause, Tree
from tests.cases.documents.accepting import document, outcome
from tests.cases.documents.trees import FIVE, WAGES, WAGES_AFTER, Drafter, article, chinese, english, trees
from workbench.documents.blocks import texts

AT = datetime(2026, 4, 16, 9, 30, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def lines(tree: Tree) -> list[str]:
    return list(texts(paper(tree), "ins"))


def filled(found: list[str]) -> list[str]:
    """Without the empty lines that Word needs between two tables and behind a last one."""
    return [line for line in found if line.strip("\t")]


def flat(*articles: Clause) -> Tree:
    return Tree("集体合同", "zh", articles)


PAIRS = {
    "words": (flat(*FIVE), flat(FIVE[0], article(2, "第2件事情由双方协商确定，每年3月办理两次。"), *FIVE[2:])),
    "first removed": (flat(*FIVE), flat(*FIVE[1:])),
    "last removed": (flat(*FIVE), flat(*FIVE[:-1])),
    "last replaced": (flat(*FIVE), flat(*FIVE[:-1], article(5, "另议。"))),
    "last added": (flat(*FIVE[:-2]), flat(*FIVE)),
    "moved": (flat(*FIVE), flat(FIVE[0], FIVE[3], FIVE[1], FIVE[2], FIVE[4])),
    "moved to the end": (flat(*FIVE), flat(*FIVE[1:], FIVE[0])),
    "all new": (flat(*FIVE[:2]), Tree("专项合同", "zh", (article(1, "全新的内容。"),))),
    "tables": (chinese(), chinese(WAGES_AFTER)),
    "a table gone": (chinese(), flat(*FIVE)),
    "a table come": (flat(*FIVE), chinese()),
    "columns": (chinese(), chinese(tuple((*row, str(n)) for n, row in enumerate(WAGES_AFTER)))),
    "a column gone": (chinese(), chinese(tuple((row[0], row[2]) for row in WAGES_AFTER))),
    "a column gone and one come": (chinese(), chinese(tuple((row[0], f"{n}", row[2]) for n, row in enumerate(WAGES)))),
    "only a table": (Tree("", "zh", (Clause("table", rows=WAGES_AFTER[:2]),)), Tree("", "zh", (Clause("table", rows=WAGES_AFTER),))),
    "english": (english(), Tree("Collective Agreement", "en", english().clauses[:2])),
}  # fmt: skip
MADE_UP = {f"made up {seed}": Drafter(seed).terms() for seed in range(30)}
PAIRS |= MADE_UP
WITHOUT_TABLES = (
    "all new",
    "words",
    "first removed",
    "last removed",
    "last replaced",
    "last added",
    "moved",
    "moved to the end",
)


@pytest.mark.parametrize("name", PAIRS)
def test_accepting_gives_the_new_lines_and_rejecting_the_old(name: str) -> None:
    old, new = PAIRS[name]
    made = redline_word(old, new)
    assert filled(outcome(made, "accept")) == filled(lines(new))
    assert filled(outcome(made, "reject")) == filled(lines(old))


@given(trees(), trees())
@settings(max_examples=150, deadline=None)
def test_any_two_agreements_can_be_accepted_and_rejected(old: Tree, new: Tree) -> None:
    made = redline_word(old, new)
    assert filled(outcome(made, "accept")) == filled(lines(new))
    assert filled(outcome(made, "reject")) == filled(lines(old))


def test_without_tables_not_even_an_empty_line_is_left() -> None:
    for name in WITHOUT_TABLES:
        old, new = PAIRS[name]
        made = redline_word(old, new)
        assert outcome(made, "accept") == lines(new), name
        assert outcome(made, "reject") == lines(old), name


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[str]]]:
    """What LibreOffice makes of every pair: one start for all, it is slow to start."""
    python = "/usr/bin/python3"
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed (libreoffice-writer-nogui)")
    if subprocess.run([python, "-c", "import uno"], check=False, capture_output=True).returncode:
        pytest.skip("LibreOffice's Python interface is not installed (python3-uno)")
    folder = tmp_path_factory.mktemp("office")
    files = []
    for at, (old, new) in enumerate(PAIRS.values()):
        files.append(folder / f"{at}.docx")
        files[-1].write_bytes(redline_word(old, new, author="鲁岳工会", at=AT))
    script = Path(__file__).with_name("office.py")
    told = subprocess.run([python, script, *files], check=True, capture_output=True, text=True, timeout=100)
    return dict(zip(PAIRS, json.loads(told.stdout), strict=True))


@pytest.mark.parametrize("name", PAIRS)
def test_libreoffice_accepts_to_the_new_and_rejects_to_the_old(name: str, offices: dict[str, list[list[str]]]) -> None:
    accepted, rejected = offices[name]
    old, new = PAIRS[name]
    exact = list if name in WITHOUT_TABLES else filled
    assert exact(accepted) == exact(lines(new))
    assert exact(rejected) == exact(lines(old))


def test_every_change_names_who_made_it_and_when_and_has_its_own_number() -> None:
    body = document(redline_word(*PAIRS["moved"], author="鲁岳工会", at=AT))
    changes = [one for one in body.iter() if one.get(f"{W}author") is not None]
    assert {one.get(f"{W}author") for one in changes} == {"鲁岳工会"}
    assert {one.get(f"{W}date") for one in changes} == {"2026-04-16T09:30:00Z"}
    starts = [one for one in body.iter() if one.get(f"{W}id") is not None and not str(one.tag).endswith("End")]
    assert len({one.get(f"{W}id") for one in starts}) == len(starts) > 10


def test_a_moved_clause_is_moved_and_not_written_anew() -> None:
    body = document(redline_word(*PAIRS["moved"]))
    ends = [[one.get(f"{W}name") for one in body.iter(f"{W}{end}RangeStart")] for end in ("moveFrom", "moveTo")]
    assert ends[0] == ends[1] != []
    come = ["".join(one.itertext()) for one in body.iterfind(f"./{W}p/{W}moveTo")]
    assert come == ["第四条　", "第4件事情由双方协商确定，每年4月办理一次，逾期顺延。"]
    assert not list(body.iter(f"{W}delText"))


def test_a_table_that_gained_a_column_is_struck_row_by_row() -> None:
    more = tuple((*row, "津贴" if at == 0 else f"{at}00") for at, row in enumerate(WAGES))
    made = document(redline_word(chinese(), chinese(more)))
    rows = [(row.find(f".//{W}trPr/{W}del") is not None, "".join(row.itertext())) for row in made.iter(f"{W}tr")]
    assert [deleted for deleted, _ in rows] == [True, False] * 3
    assert [(deleted, said[:2]) for deleted, said in rows[2:]] == [
        (True, "钳工"),
        (False, "钳工"),
        (True, "焊工"),
        (False, "焊工"),
    ]


def test_rows_of_a_table_are_inserted_as_rows_and_amounts_changed_in_their_cells() -> None:
    body = document(redline_word(*PAIRS["tables"]))
    inserted = ["".join(row.itertext()) for row in body.iter(f"{W}tr") if row.find(f"{W}trPr/{W}ins") is not None]
    assert any(row.startswith("数控车工") for row in inserted)
    assert "6,180" in [one.text for one in body.iter(f"{W}delText")]
    assert body.find(f".//{W}tr/{W}trPr/{W}tblHeader") is not None


def test_a_clean_file_has_no_change_and_opens_elsewhere() -> None:
    made = word(chinese(), author="鲁岳工会", at=AT)
    assert b"w:author" not in zipfile.ZipFile(BytesIO(made)).read("word/document.xml")
    opened = docx.Document(BytesIO(made))
    assert [p.text for p in opened.paragraphs if p.text][:4] == lines(chinese())[:4]
    assert opened.core_properties.title == "工资专项集体合同"
    assert opened.tables[0].cell(1, 2).text == "5,620.50"
    assert [p.style.name for p in opened.paragraphs if p.text.startswith(("第一章", "第三条"))] == [
        "Heading 1",
        "Heading 2",
    ]


def test_the_same_words_give_the_same_bytes() -> None:
    old, new = PAIRS["tables"]
    assert redline_word(old, new, at=AT) == redline_word(old, new, at=AT)
    assert re.search(rb"Generated|python", word(new)) is None
