"""An application in the played world, of the first bargaining's enterprise: its file, each evaluator's own sheet, figures, visits, titles.

Stored as it stands; every private text has a word of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from evaluation.models import (
    Adoption,
    Application,
    Entry,
    Figure,
    FiledSheet,
    Notice,
    Piece,
    PieceUse,
    PublicTitle,
    Sheet,
    Survey,
    SurveyCall,
    Title,
    Visit,
    VisitEntry,
)
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, RoundRole, Stage
from tests.applications import put_application
from workbench.kernel import new_id
from workbench.kernel.blobs import Blobs
from workbench.kernel.store import Base

if TYPE_CHECKING:
    from tests.worlds import World

APPLICANT = "he"
ROLES = {"gao": RoundRole.OFFICE, "ding": RoundRole.CHAIR, "qin": RoundRole.EVALUATOR, "xu": RoundRole.EVALUATOR}
"""Who does what in the round; each evaluator is blind to the other."""
ITEM = "1001"
DIGEST = "0" * 64


def put_evaluation(world: World) -> None:
    """Store the application and everything about it."""
    seats = {world.people[key]: role for key, role in ROLES.items()}
    found = put_application(world.door, seats, world.people[APPLICANT], 4, ApplicationState.FIRST_REVIEW)
    with world.door.store.writing("test") as session:
        application = session.get_one(Application, found)
        for rows in (sheets, visits, evidence, titles, figures, surveys):
            for row in rows(world, application):
                session.add(row)
                session.flush()
        session.commit()


def sheets(world: World, application: Application) -> Iterator[Base]:
    """Yield the enterprise's sheet, filed and adopted, the office's, and one of each evaluator."""
    enterprise, office = streams.enterprise(application.id), streams.office(application.id)
    yield from _sheet(world, application, enterprise, Stage.SELF, APPLICANT)
    yield from _sheet(world, application, office, Stage.FIRST, "gao")
    for key in ("qin", "xu"):
        yield from _sheet(world, application, streams.scorer(application.id, world.people[key]), Stage.PANEL, key)
    now = world.clock.now
    filed = FiledSheet(id=new_id(), stream=application.stream, application=application.id, sheet=new_id(), turn=1)
    filed.stage, filed.scheme_digest, filed.digest, filed.at = Stage.SELF, DIGEST, DIGEST, now
    filed.values, filed.result, filed.total = '{"1001": {"reason": "", "value": "2"}}', "{}", "2"
    yield filed
    adoption = Adoption(id=new_id(), stream=application.stream, application=application.id, filed_sheet=filed.id)
    adoption.representatives, adoption.present, adoption.in_favour, adoption.against, adoption.abstained = (
        100,
        80,
        60,
        15,
        5,
    )
    adoption.held_on, adoption.pass_rule, adoption.passed, adoption.at = now.date(), "half_of_all", True, now
    adoption.note = world.canaries.mark("职工代表大会", application.stream)
    adoption.sha256 = Blobs(world.config.files).put(b"%PDF-1.7")
    adoption.name, adoption.size, adoption.media_type = "纪要.pdf", 8, "application/pdf"
    adoption.recorded_by = world.people["lin"]
    yield adoption


def _sheet(world: World, application: Application, place: str, stage: Stage, key: str) -> Iterator[Base]:
    scorer = world.people[key] if stage is Stage.PANEL else ""
    sheet = Sheet(id=new_id(), stream=place, application=application.id, stage=stage, turn=1, scorer=scorer)
    sheet.opened_at = world.clock.now
    yield sheet
    entry = Entry(id=new_id(), stream=place, sheet=sheet.id, item=ITEM, value="1", version=1, by=world.people[key])
    entry.reason, entry.at = world.canaries.mark("评分理由", place), world.clock.now
    yield entry


def visits(world: World, application: Application) -> Iterator[Base]:
    """Yield a visit of the office with what was found."""
    place, now = streams.office(application.id), world.clock.now
    visit = Visit(id=new_id(), stream=place, application=application.id, cause=world.canaries.mark("核查原因", place))
    visit.opened_by, visit.opened_at = world.people["gao"], now
    yield visit
    entry = VisitEntry(id=new_id(), stream=place, visit=visit.id, number=1, item=ITEM, finding="as_said", at=now)
    entry.note, entry.by = world.canaries.mark("核查所见", place), world.people["gao"]
    yield entry


def evidence(world: World, application: Application) -> Iterator[Base]:
    """Yield a link in the common file and one that the enterprise still prepares."""
    for place in (application.stream, streams.enterprise(application.id)):
        piece = Piece(id=new_id(), stream=place, application=application.id, name=world.canaries.mark("材料", place))
        piece.link, piece.stage, piece.given_by = "https://example.invalid/a", Stage.SELF, world.people[APPLICANT]
        piece.given_at = world.clock.now
        yield piece
        use = PieceUse(
            id=new_id(), stream=place, application=application.id, piece=piece.id, item=ITEM, by=piece.given_by
        )
        use.at = piece.given_at
        yield use


def titles(world: World, application: Application) -> Iterator[Base]:
    """Yield a notice, and a title that everybody can look up."""
    now, day = world.clock.now, world.clock.now.date()
    notice = Notice(id=new_id(), application=application.id, round=application.round, round_title="2026", office="局")
    notice.enterprise_name, notice.published_on, notice.until = (
        application.enterprise_name,
        day,
        day + timedelta(days=5),
    )
    yield notice
    title = Title(id=new_id(), stream=application.stream, application=application.id, round=application.round)
    title.enterprise, title.enterprise_name = application.enterprise, application.enterprise_name
    title.scheme_digest, title.scheme_key, title.tier, title.named_on, title.number = DIGEST, "long", "A", day, "2026-1"
    yield title
    public = PublicTitle(
        id=title.id, number=title.number, enterprise=title.enterprise_name, tier="A", tier_zh="甲", tier_en="A"
    )
    public.scheme, public.scheme_version, public.scheme_digest = "long", "1", DIGEST
    public.scheme_zh, public.scheme_en, public.area, public.year, public.office = "长表", "A long sheet", "", 2026, "局"
    public.named_on, public.house, public.digest, public.signature, public.published_at = (
        day,
        "test-house",
        DIGEST,
        "",
        now,
    )
    yield public


def figures(world: World, application: Application) -> Iterator[Base]:
    """Yield one figure in the enterprise's register."""
    place = streams.register(application.enterprise)
    figure = Figure(
        id=new_id(), stream=place, organisation=application.enterprise, measure="workers_mean", period="2025"
    )
    figure.value, figure.unit, figure.source, figure.edition = "200", "person", "filing", 1
    figure.evidence, figure.entered_by = world.canaries.mark("台账依据", place), world.people[APPLICANT]
    figure.entered_at = world.clock.now
    yield figure


def surveys(world: World, application: Application) -> Iterator[Base]:
    """Yield an open questionnaire for the staff."""
    day = world.clock.now.date() + timedelta(days=10)
    survey = Survey(
        id=new_id(), stream=application.stream, application=application.id, questionnaire="staff", version="1"
    )
    survey.staff, survey.slips, survey.quotas, survey.closes_on = 40, 40, "[]", day
    survey.opened_by, survey.opened_at = world.people["gao"], world.clock.now
    yield survey
    yield SurveyCall(id=survey.id, questionnaire="staff", enterprise_name=application.enterprise_name, closes_on=day)
