"""Seating panels, keeping the partial off them, opening them with the last sheet, and what the chair adds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from evaluation.commands.conflicts import DeclareConflict, LiftConflict
from evaluation.commands.panel_plans import ConfirmPanels, ProposePanels, SetEvaluatorReach, SetVisitPlace
from evaluation.commands.panels import AssignEvaluator, OpenPanel, ReconcilePanel, Recuse, ReplaceEvaluator
from evaluation.commands.reviews import ReturnApplication
from evaluation.commands.rounds import EndRoundSeat
from evaluation.commands.sheets import HandInSheet, OpenSheet
from evaluation.models import (
    Application,
    ConflictOfInterest,
    FiledSheet,
    PanelChange,
    PanelFinding,
    PanelOpening,
    PanelSeat,
    Round,
    RoundSeat,
)
from evaluation.rules import streams
from evaluation.rules.conflicts import Ground
from evaluation.rules.words import ApplicationState, Stage
from tests.cases.evaluation.panelled import ALIKE, PANEL, Panelled, panelled
from tests.cases.negotiation.conftest import hall
from workbench.kernel import new_id

__all__ = ["hall", "panelled"]


def assignment(panelled: Panelled, name: str, to: str = "a") -> AssignEvaluator:
    return AssignEvaluator(application=panelled.ids[to], person=panelled.person(name))


def declaring(panelled: Panelled, of: str = "a") -> DeclareConflict:
    return DeclareConflict(organisation=panelled.enterprises[of], ground=Ground.KINSHIP, words="my sister works there")


# ── seats ────────────────────────────────────────────────


def test_chair_and_office_seat_a_panel_and_nobody_else(panelled: Panelled) -> None:
    panelled.assign("upper", by="chair")
    panelled.assign("worker", by="office")
    for name in ("reviewer", "committee"):
        assert panelled.refusal(name, assignment(panelled, "third")) == "only_chair_or_office"
    for name in ("third", "upper"):
        assert panelled.refusal(name, assignment(panelled, "third")) in ("absent", "only_chair_or_office")
    assert panelled.refusal("boss", assignment(panelled, "third")) == "only_chair_or_office"
    assert panelled.refusal("stranger", assignment(panelled, "third")) == "absent"


def test_a_seat_opens_the_file_and_ends_with_it(panelled: Panelled) -> None:
    def reads() -> frozenset[str]:
        viewer = panelled.hall.door.viewer(panelled.people["upper"], "en", streams.subject(panelled.ids["a"]))
        return frozenset(name.rpartition(panelled.ids["a"] + "/")[2] for name in viewer.streams)

    assert reads() == frozenset()
    panelled.assign("upper")
    assert reads() == {"file", "panel", f"scorer/{panelled.person('upper')}"}
    panelled.do("upper", Recuse(application=panelled.ids["a"], reason="ill"))
    assert reads() == frozenset()


def test_nobody_sits_twice_and_no_bench_has_two(panelled: Panelled) -> None:
    panelled.assign("upper")
    assert panelled.refusal("chair", assignment(panelled, "upper")) == "sits_already"
    assert panelled.refusal("chair", assignment(panelled, "upper2")) == "bench_taken"
    assert panelled.refusal("chair", assignment(panelled, "chair")) == "not_named"
    assert panelled.refusal("chair", assignment(panelled, "stranger")) == "not_named"


def test_a_replacement_is_of_the_same_bench_and_why_is_for_few_eyes(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    seat = panelled.seats["a", "third"]

    def command(name: str) -> ReplaceEvaluator:
        return ReplaceEvaluator(
            application=panelled.ids["a"], seat=seat, person=panelled.person(name), reason="travels"
        )

    assert panelled.refusal("chair", command("upper2")) == "other_bench"
    assert panelled.refusal("chair", command("third")) == "sits_already"
    panelled.do("chair", command("third2"))
    present = panelled.rows(select(PanelSeat).where(PanelSeat.ended_at.is_(None)))
    assert {one.name for one in present} == {"upper", "worker", "third2"}
    (change,) = panelled.rows(select(PanelChange))
    assert (change.kind, change.reason, change.stream) == (
        "replaced",
        "travels",
        streams.evaluator(panelled.person("third")),
    )
    assert panelled.refusal("chair", command("third2")) == "absent"


def test_panels_are_seated_between_adoption_and_committee_only(panelled: Panelled) -> None:
    for state in (
        ApplicationState.DRAFT,
        ApplicationState.COMMITTEE,
        ApplicationState.NAMED,
        ApplicationState.WITHDRAWN,
    ):
        panelled.change(Application, panelled.ids["a"], state=state)
        assert panelled.refusal("chair", assignment(panelled, "upper")) == "not_scored_now", state
    panelled.change(Application, panelled.ids["a"], state=ApplicationState.ADOPTED)
    panelled.assign("upper")


def test_a_closed_round_seats_nobody(panelled: Panelled) -> None:
    panelled.change(Round, panelled.round, closed_at=panelled.hall.clock.now)
    assert panelled.refusal("chair", assignment(panelled, "upper")) == "round_over"
    assert panelled.refusal("chair", ProposePanels(round=panelled.round)) == "round_over"


def test_who_loses_the_role_leaves_the_panels(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    (seat,) = panelled.rows(select(RoundSeat).where(RoundSeat.person == panelled.person("worker")))
    panelled.do("office", EndRoundSeat(round=panelled.round, seat=seat.id, reason="moved away"))
    left = panelled.rows(select(PanelSeat).where(PanelSeat.ended_at.is_not(None)))
    assert [one.name for one in left] == ["worker"]


# ── conflicts ────────────────────────────────────────────


def test_a_declared_conflict_bars_and_empties_the_seat(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    panelled.assign(*PANEL, to="b")
    panelled.do("third", declaring(panelled))
    left = panelled.rows(select(PanelSeat).where(PanelSeat.ended_at.is_not(None)))
    assert [(one.name, one.application) for one in left] == [("third", panelled.ids["a"])]
    assert panelled.refusal("chair", assignment(panelled, "third")) == "has_a_conflict"


def test_a_conflict_with_the_union_bars_as_well(panelled: Panelled) -> None:
    panelled.do("third", DeclareConflict(organisation=panelled.unions["a"], ground=Ground.DISPUTE))
    assert panelled.refusal("chair", assignment(panelled, "third")) == "has_a_conflict"
    panelled.assign("third", to="b")


@pytest.mark.parametrize("body", ["enterprises", "unions"])
def test_membership_bars_without_any_declaration(panelled: Panelled, body: str) -> None:
    panelled.join("worker", getattr(panelled, body)["a"])
    assert panelled.refusal("chair", assignment(panelled, "worker")) == "has_a_conflict"
    panelled.assign("worker", to="b")


def test_a_membership_that_ended_lately_still_bars_and_an_old_one_does_not(panelled: Panelled) -> None:
    since = datetime(2015, 1, 1, tzinfo=UTC)
    panelled.join(
        "worker", panelled.enterprises["a"], since=since, until=panelled.hall.clock.now - timedelta(days=1090)
    )
    assert panelled.refusal("chair", assignment(panelled, "worker")) == "has_a_conflict"
    panelled.join(
        "worker", panelled.enterprises["b"], since=since, until=panelled.hall.clock.now - timedelta(days=1100)
    )
    panelled.assign("worker", to="b")


def test_a_chair_who_is_partial_does_not_choose_the_judges(panelled: Panelled) -> None:
    panelled.do("chair", declaring(panelled))
    assert panelled.refusal("chair", assignment(panelled, "upper")) == "you_are_partial"
    panelled.assign("upper", to="b")


def test_who_declared_a_conflict_reviews_and_decides_nothing_of_that_enterprise(panelled: Panelled) -> None:
    for key in "ab":
        panelled.change(Application, panelled.ids[key], state=ApplicationState.SECOND_REVIEW)
    panelled.do("reviewer", declaring(panelled))
    opening = OpenSheet(application=panelled.ids["a"], stage=Stage.SECOND)
    assert panelled.refusal("reviewer", opening) == "you_are_partial"
    returning = ReturnApplication(application=panelled.ids["a"], reason="x", due_on=date(2026, 8, 1))
    assert panelled.refusal("reviewer", returning) == "you_are_partial"
    panelled.do("reviewer", OpenSheet(application=panelled.ids["b"], stage=Stage.SECOND))


def test_only_chair_office_and_the_person_read_a_declaration(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    panelled.do("third", declaring(panelled))
    for name, actor in panelled.people.items():
        with panelled.hall.door.reading(panelled.hall.door.viewer(actor, "en")) as reader:
            seen = bool(reader.all(select(ConflictOfInterest))), bool(reader.all(select(PanelChange)))
        expected = name in ("third", "chair", "office")
        assert seen == (expected, expected), name


def test_only_those_who_seat_panels_lift_a_conflict(panelled: Panelled) -> None:
    conflict = panelled.do("third", declaring(panelled))["conflict"]
    lift = LiftConflict(conflict=conflict, reason="she left")
    assert panelled.refusal("third", lift) == "only_who_seats"
    for name in ("upper", "reviewer", "boss", "stranger"):
        assert panelled.refusal(name, lift) == "absent"
    panelled.do("office", lift)
    assert panelled.refusal("office", lift) == "lifted_already"
    panelled.assign("third")


def test_interests_are_declared_by_those_with_a_role_about_an_enterprise_or_union(panelled: Panelled) -> None:
    assert panelled.refusal("stranger", declaring(panelled)) == "no_role_anywhere"
    (round_,) = panelled.rows(select(Round))
    office = DeclareConflict(organisation=round_.organiser, ground=Ground.OTHER)
    assert panelled.refusal("third", office) == "not_a_party"
    assert panelled.refusal("third", DeclareConflict(organisation=new_id(), ground=Ground.OTHER)) == "absent"
    panelled.do("third", declaring(panelled))
    assert panelled.refusal("third", declaring(panelled)) == "declared_already"


# ── proposals ────────────────────────────────────────────


def test_a_proposal_assigns_nobody_and_its_confirmation_everybody(panelled: Panelled) -> None:
    made = panelled.do("chair", ProposePanels(round=panelled.round))
    assert (made["places"], made["gaps"]) == (6, 0)
    assert panelled.rows(select(PanelSeat)) == []
    assert panelled.do("chair", ConfirmPanels(round=panelled.round, proposal=made["proposal"])) == {"seats": 6}
    loads = [one.name for one in panelled.rows(select(PanelSeat))]
    assert sorted(loads) == ["third", "third2", "upper", "upper2", "worker", "worker"]
    again = ConfirmPanels(round=panelled.round, proposal=made["proposal"])
    assert panelled.refusal("chair", again) == "proposal_confirmed"
    assert panelled.refusal("chair", ProposePanels(round=panelled.round)) == "nobody_to_place"


def test_a_proposal_keeps_the_partial_and_the_full_off(panelled: Panelled) -> None:
    panelled.do("third", declaring(panelled))
    panelled.join("third2", panelled.unions["a"])
    panelled.do("chair", SetEvaluatorReach(round=panelled.round, person=panelled.person("worker"), at_most=1))
    made = panelled.do("chair", ProposePanels(round=panelled.round))
    assert (made["places"], made["gaps"]) == (4, 2)


def test_a_proposal_sends_the_nearer_one(panelled: Panelled) -> None:
    panelled.do("chair", SetVisitPlace(application=panelled.ids["a"], area="青岛市/市南区"))
    panelled.do("chair", SetVisitPlace(application=panelled.ids["b"], area="烟台市"))
    panelled.do("chair", SetEvaluatorReach(round=panelled.round, person=panelled.person("upper"), area="烟台市/芝罘区"))
    panelled.do("chair", SetEvaluatorReach(round=panelled.round, person=panelled.person("upper2"), area="青岛市"))
    made = panelled.do("chair", ProposePanels(round=panelled.round))
    panelled.do("chair", ConfirmPanels(round=panelled.round, proposal=made["proposal"]))
    seats = {one.name: one.application for one in panelled.rows(select(PanelSeat))}
    assert (seats["upper"], seats["upper2"]) == (panelled.ids["b"], panelled.ids["a"])


def test_a_stale_proposal_places_nobody_at_all(panelled: Panelled) -> None:
    made = panelled.do("chair", ProposePanels(round=panelled.round))
    panelled.do("worker", declaring(panelled))
    confirm = ConfirmPanels(round=panelled.round, proposal=made["proposal"])
    assert panelled.refusal("chair", confirm) == "proposal_stale"
    assert panelled.rows(select(PanelSeat)) == []
    panelled.hall.clock.forward(minutes=1)
    panelled.do("chair", ProposePanels(round=panelled.round))
    assert panelled.refusal("chair", confirm) == "newer_proposal"


def test_planning_is_for_chair_and_office(panelled: Panelled) -> None:
    for name in ("reviewer", "committee", "upper"):
        assert panelled.refusal(name, ProposePanels(round=panelled.round)) == "only_chair_or_office"
    for name in ("boss", "stranger"):
        assert panelled.refusal(name, ProposePanels(round=panelled.round)) == "absent"


# ── opening ──────────────────────────────────────────────


def test_a_panel_opens_in_the_act_that_brings_the_last_sheet(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    assert [stream for stream, _ in panelled.file("upper").entries] == [
        streams.scorer(panelled.ids["a"], panelled.person("upper"))
    ]
    panelled.file("third")
    assert not panelled.is_open()
    assert panelled.opened() == []
    last = panelled.file("worker")
    assert panelled.is_open()
    assert (streams.panel(panelled.ids["a"]), 4) in last.entries
    own = panelled.rows(select(FiledSheet).where(FiledSheet.stream.like("%/scorer/%")))
    said = {(one.sheet, one.scorer, one.values, one.result, one.total, one.digest, one.at) for one in own}
    assert {
        (one.sheet, one.scorer, one.values, one.result, one.total, one.digest, one.at) for one in panelled.opened()
    } == said


def test_a_panel_with_a_free_bench_stays_closed_until_the_bench_has_spoken(panelled: Panelled) -> None:
    panelled.assign("upper", "third")
    panelled.file("upper")
    panelled.file("third")
    assert not panelled.is_open()
    panelled.assign("worker")
    assert not panelled.is_open()
    panelled.file("worker")
    assert panelled.is_open()


def test_the_sheet_of_one_who_was_replaced_is_never_opened(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    for name in ("upper", "third"):
        panelled.file(name)
    replacing = {"application": panelled.ids["a"], "seat": panelled.seats["a", "third"], "reason": "ill"}
    panelled.do("chair", ReplaceEvaluator(person=panelled.person("third2"), **replacing))
    panelled.file("worker")
    assert not panelled.is_open()
    panelled.file("third2")
    assert panelled.is_open()
    assert {one.scorer for one in panelled.opened()} == {
        panelled.person(name) for name in ("upper", "worker", "third2")
    }


def test_an_open_panel_does_not_change_any_more(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    for name in PANEL:
        panelled.file(name)
    replacing = {"application": panelled.ids["a"], "seat": panelled.seats["a", "third"], "reason": "ill"}
    assert panelled.refusal("chair", ReplaceEvaluator(person=panelled.person("third2"), **replacing)) == "panel_is_open"
    assert panelled.refusal("third", Recuse(application=panelled.ids["a"], reason="ill")) == "panel_is_open"
    panelled.do("third", declaring(panelled))
    assert [one.ended_at for one in panelled.rows(select(PanelSeat))] == [None, None, None]


def test_a_panel_opens_late_only_after_the_last_day(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    late = OpenPanel(application=panelled.ids["a"])
    panelled.file("upper")
    assert panelled.refusal("chair", late) == "still_time"
    panelled.change(Round, panelled.round, score_by=panelled.hall.clock.now.date() - timedelta(days=1))
    for name in ("reviewer", "committee", "upper"):
        assert panelled.refusal(name, late) == "only_chair_or_office"
    assert panelled.do("chair", late) == {"missing": ["workers", "third_party"]}
    assert [one.scorer for one in panelled.opened()] == [panelled.person("upper")]
    assert panelled.refusal("chair", late) == "panel_is_open"


def test_an_empty_panel_does_not_open_late(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    panelled.change(Round, panelled.round, score_by=date(2026, 4, 1))
    assert panelled.refusal("chair", OpenPanel(application=panelled.ids["a"])) == "nothing_in"


def test_when_the_enterprise_hands_in_anew_the_panel_scores_anew(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    for name in PANEL:
        panelled.file(name)
    panelled.hall.clock.forward(days=1)
    own = FiledSheet(id=new_id(), stream=streams.file(panelled.ids["a"]), application=panelled.ids["a"], sheet=new_id())
    own.stage, own.turn, own.scheme_digest, own.digest, own.at = (
        Stage.SELF,
        2,
        "0" * 64,
        "2" * 64,
        panelled.hall.clock.now,
    )
    own.values, own.result = "{}", "{}"
    panelled.hall.put(own)
    for name in ("upper", "third"):
        panelled.file(name)
    assert len(panelled.rows(select(PanelOpening))) == 1
    panelled.file("worker")
    assert [one.number for one in panelled.rows(select(PanelOpening).order_by(PanelOpening.number))] == [1, 2]


def test_two_who_hand_in_at_the_same_moment_open_the_panel_once(panelled: Panelled) -> None:
    for key in "ab":
        panelled.assign(*PANEL, to=key)
        panelled.file("upper", of=key)
        sheets = {name: panelled.keep(name, of=key) for name in ("worker", "third")}
        start, faults = Barrier(2), list[BaseException]()

        def hand_in(
            name: str, sheets: dict[str, str] = sheets, start: Barrier = start, faults: list[BaseException] = faults
        ) -> None:
            try:
                start.wait()
                panelled.hall.do(panelled.people[name], HandInSheet(sheet=sheets[name]), f"at-once-{sheets[name]}")
            except BaseException as fault:
                faults.append(fault)

        threads = [Thread(target=hand_in, args=(name,)) for name in sheets]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not faults
        assert len(panelled.rows(select(PanelOpening).where(PanelOpening.application == panelled.ids[key]))) == 1
        assert len(panelled.opened(key)) == 3


# ── the chair's value ────────────────────────────────────


def test_the_chairs_value_stands_beside_the_three_and_overwrites_nothing(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    said = {"application": panelled.ids["a"], "item": "1003", "reason": "the roster lacks the night shift"}
    assert panelled.refusal("chair", ReconcilePanel(value="4", **said)) == "panel_not_open"
    for name in PANEL:
        panelled.file(name, ALIKE)
    before = [(one.id, one.values) for one in panelled.opened()]
    assert panelled.do("chair", ReconcilePanel(value="4", **said)) == {"edition": 1}
    assert panelled.do("chair", ReconcilePanel(value="3.5", **said)) == {"edition": 2}
    assert [(one.id, one.values) for one in panelled.opened()] == before
    assert [one.value for one in panelled.rows(select(PanelFinding).order_by(PanelFinding.edition))] == ["4", "3.5"]
    wrong = {"application": panelled.ids["a"], "reason": "x"}
    assert panelled.refusal("chair", ReconcilePanel(item="1003", value="9", **wrong)) == "over_maximum"
    assert panelled.refusal("chair", ReconcilePanel(item="1003", value="many", **wrong)) == "not_a_number"
    assert panelled.refusal("chair", ReconcilePanel(item="none", value="1", **wrong)) == "unknown_item"
    for name in ("office", "committee", "upper"):
        assert panelled.refusal(name, ReconcilePanel(value="4", **said)) == "only_chair"
    assert panelled.refusal("stranger", ReconcilePanel(value="4", **said)) == "absent"
