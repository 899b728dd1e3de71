"""The press: a paper is named by all that goes into it, and whoever waits is told how far it is."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from workbench.documents import Enclosure, Press, press_for
from workbench.documents.pdf import PaperRefused


def enclosure(data: bytes) -> Enclosure:
    return Enclosure("agreement.json", data, "the data", datetime(2026, 4, 16, tzinfo=UTC))


def test_a_paper_with_other_data_inside_is_another_paper(tmp_path: Path) -> None:
    press = press_for(tmp_path)
    names = [press.order("<p>a", "", inside) for inside in ((), (enclosure(b"1"),), (enclosure(b"2"),))]
    assert len(set(names)) == 3
    assert press.order("<p>a", "", (enclosure(b"1"),)) == names[1]


def test_orders_wait_in_a_row_and_are_told_their_place(tmp_path: Path) -> None:
    press = press_for(tmp_path)
    names = []
    for number in range(3):
        names.append(press.order(f"<p>{number}", ""))
        time.sleep(0.02)
    assert [(press.progress(name).state, press.progress(name).ahead) for name in names] == [
        ("waiting", 0),
        ("waiting", 1),
        ("waiting", 2),
    ]
    press.print_paper(names[0], "<p>0", "")
    assert press.progress(names[0]).state == "ready"
    assert press.wait(names[0], 0) is not None


def test_a_paper_that_cannot_be_made_is_told_as_failed_and_not_tried_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.documents.pdf.LIMIT", 10)
    press: Press = press_for(tmp_path)
    name = press.order("<p>far too long", "")
    with pytest.raises(PaperRefused):
        press.print_paper(name, "<p>far too long", "")
    assert press.progress(name).state == "failed"
    pending = press.huey.pending_count()
    assert press.order("<p>far too long", "") == name
    assert press.huey.pending_count() == pending
