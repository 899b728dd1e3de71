"""The committee, the public notice with its objections, and appeals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from evaluation.commands.appeals import DecideAppeal, FileAppeal
from evaluation.commands.chores import note_days
from evaluation.commands.notices import AnswerObjection, EndNotice, FileObjection
from evaluation.commands.titles import NameEnterprise
from evaluation.models import Appeal, Application, Decision, FiledSheet, Notice, Objection
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, RoundRole, Stage
from tests.cases.evaluation.courses import before_committee, naming, on_notice, refusing
from tests.cases.evaluation.rounds import SHEET, OneApplies, applying, held, keep_scheme, one, opening
from tests.cases.negotiation.conftest import hall
from workbench.kernel import NOBODY, new_id

__all__ = ["hall", "held", "one"]


def objecting(one: OneApplies, notice: str) -> FileObjection:
    return FileObjection(notice=notice, text="wages were late in March", name="somebody")


def answering(one: OneApplies, *, upheld: bool) -> AnswerObjection:
    row = one.held.hall.find(select(Objection).where(Objection.answered_at.is_(None)))
    return AnswerObjection(objection=row.id, upheld=upheld, answer="looked into")


def test_only_the_committee_decides(one: OneApplies) -> None:
    before_committee(one)
    for name in ("office", "reviewer", "chair"):
        assert one.held.refusal(name, naming(one)) == "not_that_role"
    for name in ("boss", "steward"):
        assert one.held.refusal(name, naming(one)) == "not_that_role"
    for name in ("stranger", "third_evaluator"):
        assert one.held.refusal(name, naming(one)) == "absent"
    one.do("committee", naming(one))
    assert one.held.refusal("committee", naming(one)) == "not_now"
    assert one.held.refusal("committee", refusing(one)) == "not_now"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tier": None}, "which_tier"),
        ({"tier": "AAA"}, "which_tier"),
        ({"tier": "AA"}, "tier_too_high"),
        ({"in_favour": 3, "against": 3}, "not_carried"),
        ({"notice_until": date(2026, 4, 22)}, "notice_too_short"),
        ({"notice_until": date(2027, 5, 1)}, "notice_too_short"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(one: OneApplies, changes: dict[str, object], reason: str) -> None:
    before_committee(one)
    assert one.held.refusal("committee", naming(one, **changes)) == reason
    assert one.state() == ApplicationState.COMMITTEE
    assert one.held.hall.find(select(Decision)) is None


def test_a_sheet_without_tier_or_with_a_veto_names_nobody(one: OneApplies) -> None:
    before_committee(one, total="5", tier="")
    assert one.held.refusal("committee", naming(one)) == "tier_not_reached"
    vetoed = one.held.file_sheet(one.id, Stage.COMMITTEE)
    with one.held.hall.door.store.writing("test") as session:
        row = session.get_one(FiledSheet, vetoed)
        session.expunge(row)
        twin = FiledSheet(**{name: getattr(row, name) for name in FiledSheet.__table__.columns.keys()})  # noqa: SIM118
        twin.id, twin.result, twin.at = new_id(), '{"vetoed": true}', row.at + timedelta(seconds=1)
        session.add(twin)
        session.commit()
    assert one.held.refusal("committee", naming(one)) == "vetoed"


def test_a_tier_from_below_waits_its_months_at_the_decision_too(one: OneApplies) -> None:
    before_committee(one, tier="AA")
    assert one.held.refusal("committee", naming(one, tier="AA")) == "time_in_tier"
    assert one.do("committee", naming(one))["notice"]


def test_the_quota_holds(one: OneApplies) -> None:
    before_committee(one)
    held = one.held
    for number in range(2):
        enterprise = held.enterprise(f"other {number}", boss=f"boss{number}", steward=f"steward{number}")
        other = held.do(f"boss{number}", applying(held, enterprise))["application"]
        with held.hall.door.store.writing("test") as session:
            session.execute(update(Application).where(Application.id == other).values(state=ApplicationState.NOTICE))
            session.commit()
    refusal = held.refused("committee", naming(one))
    assert (refusal.reason.key, refusal.values) == ("quota_full", {"quota": 2})


def test_the_notice_runs_its_working_days(one: OneApplies) -> None:
    notice = on_notice(one)
    row = one.held.hall.find(select(Notice).where(Notice.id == notice))
    assert (row.published_on, row.until) == (date(2026, 4, 16), date(2026, 4, 23))
    name = NameEnterprise(application=one.id)
    one.held.hall.clock.forward(days=7)
    refusal = one.held.refused("office", name)
    assert (refusal.reason.key, refusal.values) == ("notice_runs", {"day": "2026-04-23"})
    one.held.hall.clock.forward(days=1)
    assert one.held.refusal("committee", name) == "not_that_role"
    assert one.do("office", name)["title"]
    assert one.held.refusal("office", name) == "not_now"


def test_calendar_days_and_a_longer_notice(one: OneApplies) -> None:
    held = one.held
    scheme = keep_scheme(held.hall, SHEET.replace('"working"', '"calendar"'), key="calendar")
    held.round = held.do("office", opening(held, scheme=scheme))["round"]
    for name, role, bench in (("committee", "committee", None), ("reviewer", "reviewer", None)):
        held.seat(name, RoundRole(role), bench)
    other = OneApplies(held, one.enterprise, held.do("boss", applying(held, one.enterprise))["application"])
    before_committee(other)
    notice = other.do("committee", naming(other))["notice"]
    assert held.hall.find(select(Notice).where(Notice.id == notice)).until == date(2026, 4, 21)


def test_anybody_objects_and_nobody_learns_who(one: OneApplies) -> None:
    notice = on_notice(one)
    hall = one.held.hall
    assert hall.do(NOBODY, objecting(one, notice)).result == {}
    one.do("stranger", objecting(one, notice))
    assert hall.refusal(NOBODY, FileObjection(notice=new_id(), text="x")) == "absent"
    rows = [row.stream for row in (hall.find(select(Objection)),)]
    assert rows == [streams.objections(one.id)]
    for name in ("boss", "steward", "stranger", "reviewer", "chair", "third_evaluator"):
        with hall.door.reading(hall.door.viewer(one.held.people[name], "en")) as reader:
            assert reader.all(select(Objection)) == []
        assert one.held.refusal(name, answering(one, upheld=False)) == "absent"
    assert one.held.refusal("office", answering(one, upheld=False)) == "not_that_role"
    assert one.state() == ApplicationState.NOTICE


def test_an_upheld_objection_sends_it_back_and_a_dismissed_one_does_not(one: OneApplies) -> None:
    notice = on_notice(one)
    one.do("stranger", objecting(one, notice))
    one.do("committee", dismissed := answering(one, upheld=False))
    assert one.held.refusal("committee", dismissed) == "answered"
    assert one.state() == ApplicationState.NOTICE
    one.do("stranger", objecting(one, notice))
    one.do("committee", answering(one, upheld=True))
    assert one.state() == ApplicationState.COMMITTEE
    assert one.held.refusal("stranger", objecting(one, notice)) == "notice_over"
    again = one.do("committee", naming(one))["notice"]
    assert again != notice
    assert one.state() == ApplicationState.NOTICE


def test_an_unanswered_objection_sends_it_back_when_the_notice_ends(one: OneApplies) -> None:
    notice = on_notice(one)
    hall = one.held.hall
    one.do("stranger", objecting(one, notice))
    assert note_days(hall.door) == 0
    hall.clock.forward(days=8)
    assert one.held.refusal("office", NameEnterprise(application=one.id)) == "objections_open"
    assert note_days(hall.door) == 1
    assert note_days(hall.door) == 0
    assert one.state() == ApplicationState.COMMITTEE
    assert one.held.refusal("committee", naming(one)) == "objections_open"
    one.do("committee", answering(one, upheld=False))
    one.do("committee", naming(one))
    assert one.held.refusal("committee", EndNotice(application=one.id)) == "absent"


def test_an_objection_after_the_last_day_is_refused(one: OneApplies) -> None:
    notice = on_notice(one)
    one.held.hall.clock.forward(days=8)
    refusal = one.held.refused("stranger", objecting(one, notice))
    assert (refusal.reason.key, refusal.values) == ("notice_over", {"day": "2026-04-23"})


def test_refused_with_reasons_and_appealed(one: OneApplies) -> None:
    before_committee(one)
    one.do("committee", refusing(one))
    row = one.held.hall.find(select(Decision))
    assert (row.outcome, row.reason, one.state()) == ("refuse", "wages paid late", ApplicationState.REFUSED)
    command = FileAppeal(application=one.id, grounds="they were paid on time")
    assert one.held.refusal("office", command) == "not_applicant"
    assert one.held.refusal("stranger", command) == "absent"
    appeal = one.do("steward", command)["appeal"]
    assert one.held.refusal("boss", command) == "appealed"
    deciding = DecideAppeal(appeal=appeal, upheld=True, reason="proved")
    assert one.held.refusal("office", deciding) == "not_that_role"
    assert one.held.refusal("stranger", deciding) == "absent"
    one.do("committee", deciding)
    assert one.held.refusal("committee", deciding) == "answered"
    assert one.state() == ApplicationState.COMMITTEE
    assert one.do("committee", naming(one))["notice"]


def test_a_dismissed_appeal_changes_nothing(one: OneApplies) -> None:
    before_committee(one)
    one.do("committee", refusing(one))
    appeal = one.do("boss", FileAppeal(application=one.id, grounds="no"))["appeal"]
    one.do("committee", DecideAppeal(appeal=appeal, upheld=False, reason="late it was"))
    assert one.state() == ApplicationState.REFUSED
    assert one.held.hall.find(select(Appeal)).upheld is False


def test_an_appeal_is_late_after_the_days_of_the_scheme(one: OneApplies) -> None:
    before_committee(one)
    assert one.held.refusal("boss", FileAppeal(application=one.id, grounds="x")) == "not_now"
    one.do("committee", refusing(one))
    one.held.hall.clock.forward(days=16)
    refusal = one.held.refused("boss", FileAppeal(application=one.id, grounds="x"))
    assert (refusal.reason.key, refusal.values) == ("appeal_over", {"day": "2026-05-01"})


def test_the_enterprise_is_told_the_reviews_with_the_decision_and_not_before(one: OneApplies) -> None:
    def reads(name: str) -> list[tuple[str, str]]:
        door = one.held.hall.door
        with door.reading(door.viewer(one.held.people[name], "en")) as reader:
            return [(sheet.stage, sheet.stream) for sheet in reader.all(select(FiledSheet).order_by(FiledSheet.stage))]

    before_committee(one)
    place = streams.file(one.id)
    assert reads("boss") == [(Stage.SELF, place)]
    one.do("committee", refusing(one))
    assert reads("boss") == reads("steward") == [(Stage.FIRST, place), (Stage.SECOND, place), (Stage.SELF, place)]
    appeal = one.do("boss", FileAppeal(application=one.id, grounds="no"))["appeal"]
    one.do("committee", DecideAppeal(appeal=appeal, upheld=True, reason="yes"))
    one.do("committee", refusing(one))
    assert len(reads("boss")) == 3
