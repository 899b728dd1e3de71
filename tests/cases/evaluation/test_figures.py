"""Figures: who states them as what, that nothing stated is overwritten, who reads them, and what the record writes by itself."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from agreements.commands.texts import TagVersion
from agreements.rules.words import Tag
from evaluation.commands.chores import note_days
from evaluation.commands.figures import CorrectFigure, EnterFigure, ImportedFigure, ImportFigures
from evaluation.commands.recording import NoteAgreementInForce
from evaluation.events.figures import FigureCorrected, FigureEntered, FigureRecorded, FiguresImported
from evaluation.models import Call, Figure, SchemeVersion
from evaluation.queries.figures import ForItem, figures_of, for_item, indicator
from evaluation.rules import streams
from evaluation.rules.measures import FOLDER, Source
from evaluation.rules.spans import span_of
from negotiation.commands.attendance import ArriveAtMeeting
from negotiation.commands.meetings import CallMeeting, CloseMeeting, OpenMeeting
from negotiation.models import Bargaining
from tests.cases.evaluation.applied import Applied, applied
from tests.cases.negotiation.conftest import Case, browser, case, hall, opened
from tests.cases.negotiation.test_assembly import Desk, desk
from workbench.kernel import Absent, Committed, new_id
from workbench.people.models import Membership, Organisation

__all__ = ["applied", "browser", "case", "desk", "hall", "opened"]


def entering(applied: Applied, **changes: Any) -> EnterFigure:
    usual = {"measure": "contracts_due", "period": "2025", "value": "60", "source": Source.ENTERPRISE}
    return EnterFigure(organisation=applied.enterprise, **{**usual, **changes})


def enter(applied: Applied, name: str = "boss", **changes: Any) -> str:
    return str(applied.do(name, entering(applied, **changes))["figure"])


def rows(applied: Applied) -> list[Figure]:
    with applied.hall.door.store.reading() as session:
        return list(session.scalars(select(Figure).order_by(Figure.measure, Figure.source, Figure.edition)))


def reads(applied: Applied, name: str) -> bool:
    stream = streams.register(applied.enterprise)
    return stream in applied.hall.door.viewer(applied.people[name], "en", f"register/{applied.enterprise}").streams


# Stating and correcting


def test_a_figure_keeps_who_what_when_and_on_what_it_rests(applied: Applied) -> None:
    told: list[Committed] = []
    applied.hall.door.on_commit(told.extend)
    figure = enter(applied, value="1,200", unit="人", evidence="roster, page 3", period="2025年3月")
    (row,) = rows(applied)
    assert (row.id, row.organisation, row.measure, row.period) == (
        figure,
        applied.enterprise,
        "contracts_due",
        "2025-03",
    )
    assert (row.value, row.unit, row.source, row.evidence) == ("1200", "person", "enterprise", "roster, page 3")
    assert (row.entered_by, row.entered_at) == (applied.people["boss"].person, applied.hall.clock.now)
    assert row.stream == f"register/{applied.enterprise}/figures"
    event = told[0].event
    assert isinstance(event, FigureEntered)
    assert (told[0].stream, event.figure, event.value) == (row.stream, figure, "1200")


def test_a_correction_stands_beside_what_it_replaces(applied: Applied) -> None:
    first = enter(applied, evidence="roster")
    told: list[Committed] = []
    applied.hall.door.on_commit(told.extend)
    second = applied.do("boss", CorrectFigure(figure=first, value="61", reason="one was forgotten"))["figure"]
    old, new = rows(applied)
    assert (old.id, old.value, old.supersedes) == (first, "60", None)
    assert (new.id, new.value, new.supersedes, new.edition) == (second, "61", first, 2)
    assert (new.reason, new.evidence) == ("one was forgotten", "roster")
    assert isinstance(told[0].event, FigureCorrected)
    with applied.hall.door.reading(applied.hall.door.viewer(applied.people["boss"], "en")) as reader:
        assert [(one.id, one.value) for one in figures_of(reader, applied.enterprise)] == [(second, 61)]


def test_what_was_replaced_is_not_replaced_again(applied: Applied) -> None:
    first = enter(applied)
    applied.do("boss", CorrectFigure(figure=first, value="61", reason="forgotten"))
    assert applied.refusal("boss", CorrectFigure(figure=first, value="62", reason="again")) == "figure_replaced"
    assert len(rows(applied)) == 2


def test_a_figure_is_stated_once_by_each_source(applied: Applied) -> None:
    enter(applied)
    assert applied.refusal("boss", entering(applied, value="70")) == "figure_there"
    enter(applied, "office", source=Source.OFFICE, value="58")
    enter(applied, period="2024")
    assert len(rows(applied)) == 3
    figure = rows(applied)[0].id
    assert (
        applied.refusal("boss", CorrectFigure(figure=figure, value=rows(applied)[0].value, reason="x")) == "same_figure"
    )


def test_the_database_refuses_to_change_a_figure(applied: Applied) -> None:
    enter(applied)
    with applied.hall.door.store.writing("test") as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(update(Figure).values(value="1"))


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"measure": "unheard"}, "unknown_measure", "measure"),
        ({"period": "yesterday"}, "no_period", "period"),
        ({"value": "sixty"}, "not_a_number", "value"),
        ({"value": "60.5"}, "not_whole", "value"),
        ({"value": "-1"}, "negative", "value"),
        ({"unit": "元"}, "other_unit", "unit"),
        ({"measure": "women_paid", "value": "4", "source": Source.PAYROLL}, "too_few", "value"),
    ],
)
def test_bad_input_is_named_and_nothing_is_kept(
    applied: Applied, changes: dict[str, Any], reason: str, field: str
) -> None:
    refused = applied.refused("boss", entering(applied, **changes))
    assert (refused.reason.key, refused.reason.status, refused.field) == (reason, 422, field)
    assert rows(applied) == []


# Who


@pytest.mark.parametrize(
    ("name", "source", "answer"),
    [
        ("boss", Source.ENTERPRISE, None),
        ("boss", Source.PAYROLL, None),
        ("boss", Source.UNION, "not_your_source"),
        ("boss", Source.OFFICE, "not_your_source"),
        ("boss", Source.RECORD, "from_the_record"),
        ("steward", Source.UNION, None),
        ("steward", Source.ENTERPRISE, "not_your_source"),
        ("office", Source.OFFICE, None),
        ("office", Source.RECORD, "from_the_record"),
        ("reviewer", Source.OFFICE, None),
        ("reviewer", Source.ENTERPRISE, "not_your_source"),
        ("committee", Source.OFFICE, "reads_only"),
        ("blind", Source.OFFICE, "reads_only"),
        ("stranger", Source.ENTERPRISE, "absent"),
    ],
)
def test_a_figure_says_who_stands_for_it(applied: Applied, name: str, source: Source, answer: str | None) -> None:
    if answer is None:
        assert enter(applied, name, source=source)
    else:
        assert applied.refusal(name, entering(applied, source=source)) == answer
        assert rows(applied) == []


def test_only_who_stands_for_a_figure_corrects_it(applied: Applied) -> None:
    figure = enter(applied)
    for name, answer in (("steward", "not_your_source"), ("office", "not_your_source"), ("stranger", "absent")):
        assert applied.refusal(name, CorrectFigure(figure=figure, value="1", reason="x")) == answer


def test_one_enterprise_knows_nothing_of_the_other(applied: Applied) -> None:
    other = Organisation(id=new_id(), kind="enterprise", name="The other enterprise")
    applied.hall.put(other)
    rival = applied.hall.person("rival")
    member = Membership(id=new_id(), stream=f"organisation/{other.id}/members", person=rival.person, function="member")
    member.organisation, member.since = other.id, applied.hall.clock.now
    applied.hall.put(member)
    applied.people["rival"] = rival
    figure = enter(applied)
    assert [name for name in applied.people if reads(applied, name)] == [
        "boss", "steward", "office", "reviewer", "committee", "blind", "blind2",
    ]  # fmt: skip
    assert applied.refusal("rival", entering(applied)) == "absent"
    assert applied.refusal("rival", CorrectFigure(figure=figure, value="1", reason="x")) == "absent"
    own = EnterFigure(
        organisation=other.id, measure="contracts_due", period="2025", value="9", source=Source.ENTERPRISE
    )
    applied.do("rival", own)
    assert applied.refusal("boss", own) == "absent"
    with applied.hall.door.reading(applied.hall.door.viewer(rival, "en")) as reader:
        assert figures_of(reader, applied.enterprise) == ()
        assert len(figures_of(reader, other.id)) == 1


def test_there_is_no_register_of_what_is_no_enterprise(applied: Applied) -> None:
    union = applied.hall.organisations["union"]
    told = EnterFigure(organisation=union, measure="contracts_due", period="2025", value="1", source=Source.UNION)
    assert applied.refusal("steward", told) == "absent"


# Importing


def importing(applied: Applied, *figures: ImportedFigure, reason: str = "") -> ImportFigures:
    return ImportFigures(organisation=applied.enterprise, figures=list(figures), file_name="figures.csv", reason=reason)


def one(measure: str, value: str, **changes: Any) -> ImportedFigure:
    return ImportedFigure(
        **{"measure": measure, "period": "2025", "value": value, "source": Source.ENTERPRISE, **changes}
    )


def test_an_import_states_what_is_new_and_passes_over_what_is_known(applied: Applied) -> None:
    enter(applied)
    told: list[Committed] = []
    applied.hall.door.on_commit(told.extend)
    result = applied.do("boss", importing(applied, one("contracts_due", "60.0"), one("contracts_signed", "58")))
    assert (len(result["figures"]), result["known"]) == (1, 1)
    (entry,) = told
    assert isinstance(entry.event, FiguresImported)
    assert [(figure.measure, figure.value) for figure in entry.event.figures] == [("contracts_signed", "58")]
    assert applied.refusal("boss", importing(applied, one("contracts_due", "60"))) == "nothing_new"


def test_an_import_replaces_only_what_it_names_and_with_a_reason(applied: Applied) -> None:
    there = enter(applied)
    assert applied.refusal("boss", importing(applied, one("contracts_due", "61"))) == "figure_there"
    naming = one("contracts_due", "61", supersedes=there)
    assert applied.refusal("boss", importing(applied, naming)) == "no_reason"
    assert applied.refusal("boss", importing(applied, one("injuries", "1", supersedes=there))) == "absent"
    applied.do("boss", importing(applied, naming, reason="counted again"))
    assert [(row.value, row.supersedes, row.reason) for row in rows(applied)] == [
        ("60", None, ""),
        ("61", there, "counted again"),
    ]


def test_an_import_is_done_whole_or_not_at_all(applied: Applied) -> None:
    good = one("contracts_signed", "58")
    for bad, reason in (
        (one("contracts_due", "many"), "not_a_number"),
        (one("contracts_due", "60", source=Source.OFFICE), "not_your_source"),
        (one("meetings_held", "9", source=Source.RECORD), "not_your_source"),
        (one("contracts_signed", "59"), "figure_there"),
    ):
        assert applied.refusal("boss", importing(applied, good, bad)) == reason
        assert rows(applied) == []


# What follows


def test_an_indicator_follows_a_correction(applied: Applied) -> None:
    signed, due = enter(applied, measure="contracts_signed", value="57"), enter(applied)
    hall = applied.hall

    def value() -> tuple[str, list[str]]:
        with hall.door.reading(hall.door.viewer(applied.people["office"], "en")) as reader:
            shown = indicator(reader, applied.enterprise, "contract_signing", span_of("2025"))
            return shown.value, [row.id for row in shown.rows]

    assert value() == ("95", [signed, due])
    corrected = applied.do("boss", CorrectFigure(figure=signed, value="60", reason="all have signed"))["figure"]
    assert value() == ("100", [corrected, due])


def test_an_item_of_our_own_sheet_is_told_its_value_with_the_rows(applied: Applied) -> None:
    own = SchemeVersion(id=new_id(), key="cooperation-fairness-sustainability", number=1, title="Own", digest="1" * 64)
    own.source = (FOLDER / "schemes" / f"{own.key}.toml").read_text("utf-8")
    own.made_by, own.made_at = "house", applied.hall.clock.now
    with applied.hall.door.store.writing("test") as session:
        session.add(own)
        session.flush()
        session.execute(update(Call).values(scheme=own.id))
        session.commit()
    signed, due = enter(applied, measure="contracts_signed", value="57"), enter(applied)

    def told(name: str, item: str) -> ForItem | None:
        viewer = applied.hall.door.viewer(applied.people[name], "en")
        with applied.hall.door.reading(viewer) as reader:
            return for_item(reader, applied.id, item)

    for name in ("boss", "office", "blind"):
        found = told(name, "contracts")
        assert found is not None
        assert (found.value, found.period, [row.id for row in found.rows]) == ("95", "2025", [signed, due])
    lacking = told("office", "gini")
    assert lacking is not None
    assert (lacking.value, lacking.missing) == ("", ("Wage Gini", "Employees whose wages were counted"))
    assert told("office", "culture") is None
    with pytest.raises(Absent):
        told("stranger", "contracts")


# What the record writes


@pytest.fixture
def bargained(case: Case) -> Case:
    """A bargaining of the enterprise; its chief e1 belongs to it."""
    enterprise = case.hall.organisation("enterprise")
    with case.hall.door.store.writing("test") as session:
        session.get_one(Bargaining, case.id).employer_organisation = enterprise
        session.commit()
    belongs(case, "e1")
    return case


def belongs(case: Case, name: str) -> None:
    enterprise = case.hall.organisation("enterprise")
    row = Membership(id=new_id(), stream=f"organisation/{enterprise}/members", organisation=enterprise)
    row.person, row.function, row.since = case.people[name].person, "member", case.hall.clock.now
    case.hall.put(row)


def counted(case: Case, measure: str) -> list[tuple[str, str, str]]:
    with case.hall.door.store.reading() as session:
        found = session.scalars(select(Figure).where(Figure.measure == measure).order_by(Figure.edition))
        return [(row.period, row.value, row.source) for row in found]


def hold(case: Case, *present: str) -> None:
    """Let a meeting take place at which these people are."""
    called = CallMeeting(bargaining=case.id, called_for=case.hall.clock.now, place="Room 2")
    meeting = case.do("u1", called)["meeting"]
    case.do("r1", OpenMeeting(bargaining=case.id, meeting=meeting))
    for name in present:
        case.do(name, ArriveAtMeeting(bargaining=case.id, meeting=meeting))
    case.do("r1", CloseMeeting(bargaining=case.id, meeting=meeting))


def test_meetings_of_both_sides_are_counted_in_the_year(bargained: Case) -> None:
    told: list[Committed] = []
    bargained.hall.door.on_commit(told.extend)
    hold(bargained, "u1", "e1")
    hold(bargained, "u2", "e1")
    assert counted(bargained, "meetings_held") == [("2026", "1", "record"), ("2026", "2", "record")]
    events = [(entry.stream, entry.event) for entry in told if isinstance(entry.event, FigureRecorded)]
    assert [event.value for _stream, event in events] == ["1", "2"]
    assert {stream.split("/")[0] for stream, _event in events} == {"register"}
    row = bargained.hall.find(select(Figure).where(Figure.edition == 2))
    assert (row.entered_by, row.evidence) == ("system:record", f"/bargainings/{bargained.id}")


def test_a_meeting_of_one_side_or_without_the_enterprise_is_not_counted(bargained: Case) -> None:
    hold(bargained, "u1")
    hold(bargained, "e1")
    hold(bargained, "u1", "e2")  # e2 sits for the enterprise but does not belong to it
    assert counted(bargained, "meetings_held") == []


def test_a_bargaining_without_a_known_enterprise_writes_nothing(case: Case) -> None:
    hold(case, "u1", "e1")
    assert counted(case, "meetings_held") == []


def test_nobody_corrects_what_the_record_says(bargained: Case) -> None:
    hold(bargained, "u1", "e1")
    figure = bargained.hall.find(select(Figure))
    assert bargained.refusal("e1", CorrectFigure(figure=figure.id, value="9", reason="x")) == "from_the_record"


def test_an_agreement_counts_when_both_have_confirmed_and_when_it_is_filed_once_each(
    bargained: Case, desk: Desk
) -> None:
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    bargained.do("u1", desk.confirming())
    assert counted(bargained, "agreements_reached") == []
    bargained.do("e1", desk.confirming())
    assert counted(bargained, "agreements_reached") == [("2026", "1", "record")]
    desk.agree("第三条", "夜班每次补贴三十元。")
    desk.assemble()
    for name in ("u1", "e1"):
        bargained.do(name, desk.confirming())
    assert counted(bargained, "agreements_reached") == [("2026", "1", "record")]
    draft = desk.draft()
    for tag in (Tag.AGREED, Tag.FILED):
        bargained.do("u1", TagVersion(text=draft.text, version=draft.version, tag=tag))
    assert counted(bargained, "agreements_filed") == [("2026", "1", "record")]


@pytest.mark.parametrize(("days_before", "year"), [(0, "2026"), (248, "2027")])
def test_an_agreement_is_in_force_once_the_days_to_object_have_passed(
    bargained: Case, desk: Desk, days_before: int, year: str
) -> None:
    """One filed on 20 December comes into force in the year after, whichever day the house gets round to it."""
    hall = bargained.hall
    hall.clock.forward(days=days_before)
    desk.agree("第二条", "工资4250元。")
    desk.assemble()
    for name in ("u1", "e1"):
        bargained.do(name, desk.confirming())
    draft = desk.draft()
    for tag in (Tag.AGREED, Tag.FILED):
        bargained.do("u1", TagVersion(text=draft.text, version=draft.version, tag=tag))
    filed = hall.find(select(Figure).where(Figure.measure == "agreements_filed"))
    for who in ("u1", "e1"):
        assert bargained.refusal(who, NoteAgreementInForce(figure=filed.id)) == "absent"
    hall.clock.forward(days=15)
    assert note_days(hall.door) == 0
    assert counted(bargained, "agreements_in_force") == []
    hall.clock.forward(days=1 + days_before)
    assert (note_days(hall.door), note_days(hall.door)) == (1, 0)
    assert counted(bargained, "agreements_in_force") == [(year, "1", "record")]
