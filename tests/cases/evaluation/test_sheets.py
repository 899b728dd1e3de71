"""Sheets: whose they are, that nothing typed is lost, what is filed, and that a blind one is noticed by nobody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from evaluation.commands.sheets import HandInSheet, KeepEntry, OpenSheet
from evaluation.events.sheets import EntryKept, SheetHandedIn, SheetOpened
from evaluation.models import Application, Entry, FiledSheet, PanelSeat, Round, Sheet
from evaluation.policy.schemes import scheme_from
from evaluation.queries.sheets import filed, side_by_side
from evaluation.rules import streams
from evaluation.rules.filing import filed_digest, restored_entries
from evaluation.rules.words import ApplicationState, Stage
from tests.cases.evaluation.applied import SHEET, Applied, applied
from tests.cases.negotiation.conftest import hall
from workbench.kernel import Actor, Committed
from workbench.kernel.models import LedgerEntry

__all__ = ["applied", "hall"]

ALL = {"1003": "4.5", "1004": "4", "1063": "0.9 n=34"}


def opened(applied: Applied, name: str = "boss", stage: Stage = Stage.SELF) -> str:
    """Let somebody open the sheet of a stage."""
    sheet: str = applied.do(name, OpenSheet(application=applied.id, stage=stage))["sheet"]
    return sheet


def keep(applied: Applied, name: str, sheet: str, item: str, value: str, version: int = 0, reason: str = "") -> int:
    """Let somebody keep an entry and return its version."""
    kept: int = applied.do(name, KeepEntry(sheet=sheet, item=item, value=value, reason=reason, version=version))[
        "version"
    ]
    return kept


def fill(applied: Applied, name: str, sheet: str, values: dict[str, str] = ALL) -> None:
    """Let somebody fill in a whole sheet."""
    for item, value in values.items():
        keep(applied, name, sheet, item, value)


def handed_in(applied: Applied, name: str, stage: Stage, values: dict[str, str] = ALL) -> str:
    """Let somebody open, fill in and hand in a sheet, and return its id."""
    sheet = opened(applied, name, stage)
    fill(applied, name, sheet, values)
    applied.do(name, HandInSheet(sheet=sheet))
    return sheet


def row(applied: Applied, model: type[Any], *conditions: Any) -> Any:
    """Return the one stored row that fits, unfiltered."""
    with applied.hall.door.store.reading() as session:
        return session.scalars(select(model).where(*conditions)).one()


def seen(applied: Applied, name: str) -> Any:
    """Return what was handed in as far as somebody sees it."""
    viewer = applied.hall.door.viewer(applied.people[name], "en")
    with applied.hall.door.reading(viewer) as reader:
        return filed(reader, applied.id)


def entry(applied: Applied, sheet: str, item: str) -> Entry:
    found: Entry = row(applied, Entry, Entry.sheet == sheet, Entry.item == item)
    return found


def told(applied: Applied) -> list[Committed]:
    """Return a list that fills with whatever is committed from now on."""
    heard: list[Committed] = []
    applied.hall.door.on_commit(lambda committed: heard.extend(committed))
    return heard


# ── whose sheet, when, until when ────────────────────────


@pytest.mark.parametrize(
    ("state", "stage", "name", "place"),
    [
        (ApplicationState.DRAFT, Stage.SELF, "boss", "enterprise"),
        (ApplicationState.RETURNED, Stage.SELF, "steward", "enterprise"),
        (ApplicationState.FIRST_REVIEW, Stage.FIRST, "office", "office"),
        (ApplicationState.SECOND_REVIEW, Stage.SECOND, "reviewer", "office"),
        (ApplicationState.SECOND_REVIEW, Stage.PANEL, "blind", "scorer/{person}"),
        (ApplicationState.COMMITTEE, Stage.COMMITTEE, "committee", "office"),
        (ApplicationState.ANNUAL_REVIEW, Stage.REVIEW, "reviewer", "office"),
    ],
)
def test_each_stage_opens_for_its_own_people_into_its_own_stream(
    applied: Applied, state: ApplicationState, stage: Stage, name: str, place: str
) -> None:
    applied.stands(state)
    sheet = row(applied, Sheet, Sheet.id == opened(applied, name, stage))
    assert sheet.stream == f"{streams.subject(applied.id)}/{place.format(person=applied.people[name].person)}"
    assert (sheet.stage, sheet.turn) == (stage, 1)


@pytest.mark.parametrize(
    ("state", "stage", "name", "reason"),
    [
        (ApplicationState.DRAFT, Stage.SELF, "office", "not_scorer"),
        (ApplicationState.DRAFT, Stage.SELF, "blind", "not_scorer"),
        (ApplicationState.DRAFT, Stage.SELF, "stranger", "absent"),
        (ApplicationState.SUBMITTED, Stage.SELF, "boss", "stage_closed"),
        (ApplicationState.FIRST_REVIEW, Stage.FIRST, "boss", "not_scorer"),
        (ApplicationState.FIRST_REVIEW, Stage.FIRST, "reviewer", "not_scorer"),
        (ApplicationState.FIRST_REVIEW, Stage.SECOND, "reviewer", "stage_closed"),
        (ApplicationState.SECOND_REVIEW, Stage.PANEL, "office", "not_scorer"),
        (ApplicationState.SECOND_REVIEW, Stage.PANEL, "stranger", "absent"),
        (ApplicationState.NAMED, Stage.COMMITTEE, "committee", "stage_closed"),
    ],
)
def test_nobody_else_opens_it_and_not_at_another_time(
    applied: Applied, state: ApplicationState, stage: Stage, name: str, reason: str
) -> None:
    applied.stands(state)
    assert applied.refusal(name, OpenSheet(application=applied.id, stage=stage)) == reason


def test_a_sheet_belongs_to_all_who_share_its_stage_and_each_evaluator_has_one_alone(applied: Applied) -> None:
    assert opened(applied, "boss") == opened(applied, "steward")
    applied.stands(ApplicationState.SECOND_REVIEW)
    first, second = opened(applied, "blind", Stage.PANEL), opened(applied, "blind2", Stage.PANEL)
    assert first != second
    command = KeepEntry(sheet=first, item="1003", value="1", version=0)
    assert applied.refusal("blind2", command) == "absent"
    assert applied.refusal("office", command) == "absent"


def test_after_the_last_day_nothing_is_taken_and_what_was_kept_stays(applied: Applied) -> None:
    sheet = opened(applied)
    fill(applied, "boss", sheet)
    applied.hall.clock.now = datetime.fromisoformat(
        "2026-06-01T15:59:00+00:00"
    )  # 23:59 in Shandong: the last day counts
    keep(applied, "boss", sheet, "1003", "4", version=1)
    applied.hall.clock.forward(minutes=2)
    late = applied.refused("boss", KeepEntry(sheet=sheet, item="1003", value="5", version=2))
    assert (late.reason.key, late.values["day"]) == ("too_late", "2026-06-01")
    assert applied.refused("boss", HandInSheet(sheet=sheet)).values["day"] == "2026-06-01"
    assert entry(applied, sheet, "1003").value == "4"
    assert row(applied, Sheet, Sheet.id == sheet).handed_in_at is None


def test_a_returned_sheet_begins_with_what_was_handed_in_and_takes_another_turn(applied: Applied) -> None:
    first = handed_in(applied, "boss", Stage.SELF)
    assert applied.refusal("boss", OpenSheet(application=applied.id, stage=Stage.SELF)) in (
        "sheet_done",
        "stage_closed",
    )
    returned(applied)
    second = opened(applied)
    assert second != first
    assert row(applied, Sheet, Sheet.id == second).turn == 2
    assert entry(applied, second, "1003").value == "4.5"
    keep(applied, "boss", second, "1003", "3", version=1, reason="counted again")
    applied.do("boss", HandInSheet(sheet=second))
    assert [(one.turn, one.entries["1003"].value) for one in seen(applied, "office")] == [(1, "4.5"), (2, "3")]


def returned(applied: Applied) -> None:
    """Let the application come back for correction a day later."""
    applied.hall.clock.forward(days=1)
    with applied.hall.door.store.writing("test") as session:
        found = session.get_one(Application, applied.id)
        found.state, found.state_since = ApplicationState.RETURNED, applied.hall.clock.now
        session.commit()


# ── entries ──────────────────────────────────────────────


def test_an_entry_is_kept_over_the_version_it_was_written_from(applied: Applied) -> None:
    sheet = opened(applied)
    assert keep(applied, "boss", sheet, "1003", "4") == 1
    assert keep(applied, "boss", sheet, "1003", "4.5", version=1, reason="roster seen") == 2
    assert keep(applied, "boss", sheet, "1003", "4.5", version=2, reason="roster seen") == 2
    found = entry(applied, sheet, "1003")
    assert (found.value, found.reason, found.by) == ("4.5", "roster seen", applied.people["boss"].person)


def test_of_two_at_one_item_the_second_is_told_and_loses_nothing(applied: Applied) -> None:
    sheet = opened(applied)
    keep(applied, "boss", sheet, "1003", "4", reason="as counted")
    stale = applied.refused("steward", KeepEntry(sheet=sheet, item="1003", value="2", version=0))
    assert (stale.reason.key, stale.reason.status) == ("stale_entry", 409)
    assert {name: stale.values[name] for name in ("author", "item", "value", "because", "version", "clock")} == {
        "author": "boss",
        "item": "1003",
        "value": "4",
        "because": "as counted",
        "version": 1,
        "clock": "09:30:00",
    }
    assert entry(applied, sheet, "1003").value == "4"
    assert keep(applied, "steward", sheet, "1003", "2", version=1) == 2
    # The same value twice is no quarrel, and neither is another item.
    assert keep(applied, "boss", sheet, "1003", "2", version=1) == 2
    assert keep(applied, "boss", sheet, "1004", "1", version=0) == 1


def test_the_same_key_sent_again_is_answered_again_and_kept_once(applied: Applied) -> None:
    sheet = opened(applied)
    command = KeepEntry(sheet=sheet, item="1003", value="4", version=0)
    assert applied.do("boss", command, "key-one-and-same") == applied.do("boss", command, "key-one-and-same")
    assert entry(applied, sheet, "1003").version == 1


def test_a_blank_value_empties_the_item_and_keeps_its_reason(applied: Applied) -> None:
    sheet = opened(applied)
    keep(applied, "boss", sheet, "1003", "4", reason="seen")
    assert keep(applied, "boss", sheet, "1003", "", version=1, reason="seen") == 2
    assert (entry(applied, sheet, "1003").value, entry(applied, sheet, "1003").reason) == ("", "seen")
    stale = applied.refused("steward", KeepEntry(sheet=sheet, item="1003", value="2", version=1))
    assert "emptied" in stale.reason.sentence
    assert keep(applied, "boss", sheet, "1004", "") == 0


@pytest.mark.parametrize(
    ("item", "value", "reason"),
    [
        ("1003", "5.01", "over_maximum"),
        ("1003", "-1", "below_minimum"),
        ("1003", "four", "not_a_number"),
        ("1003", "1e1", "not_a_number"),
        ("1003", "na", None),
        ("9999", "1", "unknown_item"),
    ],
)
def test_a_value_the_rule_does_not_take_is_refused_by_name(
    applied: Applied, item: str, value: str, reason: str | None
) -> None:
    sheet = opened(applied)
    refused = applied.refused("boss", KeepEntry(sheet=sheet, item=item, value=value, version=0))
    assert refused.reason.status == 422
    assert refused.reason.key == (reason or refused.reason.key)
    assert refused.field == ("item" if item == "9999" else "value")
    assert item in str(refused.values)
    with applied.hall.door.store.reading() as session:
        assert session.scalars(select(Entry)).all() == []


# ── handing in ───────────────────────────────────────────


def test_an_incomplete_sheet_is_refused_naming_its_items_and_nothing_is_half_done(applied: Applied) -> None:
    sheet = opened(applied)
    keep(applied, "boss", sheet, "1003", "4")
    refused = applied.refused("boss", HandInSheet(sheet=sheet))
    assert (refused.reason.key, refused.values["count"]) == ("incomplete_sheet", 2)
    assert refused.values["items"] == "1004, 1063"
    assert row(applied, Sheet, Sheet.id == sheet).handed_in_at is None
    with applied.hall.door.store.reading() as session:
        assert session.scalars(select(FiledSheet)).all() == []


def test_what_is_handed_in_is_filed_with_values_reasons_result_and_digests(applied: Applied) -> None:
    sheet = opened(applied)
    fill(applied, "boss", sheet)
    keep(applied, "boss", sheet, "1004", "3.5", version=1, reason="two contracts missing")
    events = told(applied)
    applied.do("boss", HandInSheet(sheet=sheet))
    found: FiledSheet = row(applied, FiledSheet, FiledSheet.sheet == sheet)
    scheme = scheme_from(SHEET)
    assert found.stream == streams.file(applied.id)
    assert (found.stage, found.turn, found.total) == (Stage.SELF, 1, "8.9")
    assert restored_entries(found.values)["1004"].reason == "two contracts missing"
    assert found.scheme_digest == scheme.digest
    names = ("application", "sheet", "stage", "scorer", "scheme_digest", "values", "result")
    said = {name: str(getattr(found, name)) for name in names} | {"turn": "1"}
    assert found.digest == filed_digest(said, found.at)
    assert found.digest != filed_digest(said | {"values": found.values.replace("3.5", "3.6")}, found.at)
    [event] = [one.event for one in events if isinstance(one.event, SheetHandedIn)]
    assert (event.stream, event.stage, event.digest) == (found.stream, Stage.SELF, found.digest)
    assert applied.refusal("boss", KeepEntry(sheet=sheet, item="1003", value="1", version=1)) == "sheet_handed_in"
    assert applied.refusal("boss", HandInSheet(sheet=sheet)) == "sheet_handed_in"


def test_the_filed_result_is_what_the_rules_make_of_the_values(applied: Applied) -> None:
    handed_in(applied, "boss", Stage.SELF)
    found: FiledSheet = row(applied, FiledSheet)
    result = json.loads(found.result)
    scores = {one["item"]: one["score"] for one in result["items"]}
    assert scores == {"1003": "4.5", "1004": "4", "1063": "0.9"}
    assert result["total"] == found.total == "9.4"


def test_the_database_itself_refuses_to_change_what_was_filed(applied: Applied) -> None:
    handed_in(applied, "boss", Stage.SELF)
    with applied.hall.door.store.writing("test") as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(update(FiledSheet).values(total="100"))


# ── who sees what ────────────────────────────────────────


def test_all_stages_stand_side_by_side_and_none_overwrites_another(applied: Applied) -> None:
    handed_in(applied, "boss", Stage.SELF)
    applied.stands(ApplicationState.FIRST_REVIEW)
    handed_in(applied, "office", Stage.FIRST, ALL | {"1003": "3"})
    applied.stands(ApplicationState.SECOND_REVIEW)
    handed_in(applied, "reviewer", Stage.SECOND, ALL | {"1003": "2.5"})
    viewer = applied.hall.door.viewer(applied.people["committee"], "en")
    with applied.hall.door.reading(viewer) as reader:
        beside = side_by_side(reader, applied.id)
    assert [one.stage for one in beside.columns] == [Stage.SELF, Stage.FIRST, Stage.SECOND]
    values = {item.id: [kept.value if kept else None for kept in cells] for item, cells in beside.rows}
    assert values["1003"] == ["4.5", "3", "2.5"]
    # The enterprise sees its own until the decision is told.
    assert [one.stage for one in seen(applied, "boss")] == [Stage.SELF]


BLIND = "canary-of-the-blind-sheet"


def test_nothing_of_a_blind_sheet_reaches_anybody_else(applied: Applied) -> None:
    handed_in(applied, "boss", Stage.SELF)
    applied.stands(ApplicationState.SECOND_REVIEW)
    events = told(applied)
    sheet = opened(applied, "blind", Stage.PANEL)
    for item, value in ALL.items():
        keep(applied, "blind", sheet, item, value, reason=BLIND)
    assert {one.stream for one in events} == {streams.scorer(applied.id, str(applied.people["blind"].person))}
    applied.do("blind", HandInSheet(sheet=sheet))
    kinds = {type(one.event) for one in events if one.stream.startswith(f"evaluation/{applied.id}/scorer/")}
    assert kinds == {SheetOpened, EntryKept, SheetHandedIn}
    for name, actor in applied.people.items():
        traces = _traces(applied, actor, sheet)
        assert bool(traces) == (name == "blind"), (name, traces)
    # What others may do does not show either that there is a sheet.
    assert applied.refusal("office", OpenSheet(application=applied.id, stage=Stage.PANEL)) == "not_scorer"
    assert applied.refusal("blind2", HandInSheet(sheet=sheet)) == "absent"


def _traces(applied: Applied, actor: Actor, sheet: str) -> Sequence[object]:
    """Return whatever somebody's reader gives of a sheet: rows, entries, filed, in the ledger."""
    with applied.hall.door.reading(applied.hall.door.viewer(actor, "en")) as reader:
        rows: list[object] = [
            *reader.all(select(Sheet.id).where(Sheet.id == sheet)),
            *reader.all(select(Entry.id).where(Entry.sheet == sheet)),
            *reader.all(select(FiledSheet.id).where(FiledSheet.sheet == sheet)),
            *(text for text in reader.all(select(LedgerEntry.payload)) if sheet in text or BLIND in text),
            *(text for text in reader.all(select(FiledSheet.values)) if BLIND in text),
        ]
        return rows


def test_an_evaluator_whose_seat_ended_sees_nothing_more(applied: Applied) -> None:
    applied.stands(ApplicationState.SECOND_REVIEW)
    sheet = opened(applied, "blind", Stage.PANEL)
    with applied.hall.door.store.writing("test") as session:
        seat = session.scalars(select(PanelSeat).where(PanelSeat.person == applied.people["blind"].person)).one()
        seat.ended_at = applied.hall.clock.now
        session.commit()
    assert applied.refusal("blind", KeepEntry(sheet=sheet, item="1003", value="1", version=0)) == "absent"


def test_a_closed_round_takes_no_sheet(applied: Applied) -> None:
    sheet = opened(applied)
    with applied.hall.door.store.writing("test") as session:
        session.get_one(Round, applied.round).closed_at = applied.hall.clock.now
        session.commit()
    assert applied.refusal("boss", KeepEntry(sheet=sheet, item="1003", value="1", version=0)) == "round_over"
