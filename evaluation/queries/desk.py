"""What waits for somebody: the sheets to open, to fill in, and those handed in, over all rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from evaluation.models import Application, Entry, FiledSheet, PanelSeat, Return, Round, RoundSeat, SchemeVersion, Sheet
from evaluation.policy.schemes import scheme_from
from evaluation.policy.sheets import CORRECTED_UNTIL, SCORERS, SELF_SCORED, is_done, last_day
from evaluation.policy.stages import open_stages
from evaluation.queries.sheets import ORDER
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, RoundRole, Stage
from workbench.kernel import Reader


@dataclass(frozen=True)
class Task:
    """One sheet of the desk. `sheet` is None until it is opened; `done` of `items` have a value."""

    application: str
    enterprise: str
    round: str
    round_title: str
    stage: Stage
    state: ApplicationState
    sheet: str | None
    due: date | None
    handed_in: datetime | None
    done: int = 0
    items: int = 0
    is_open: bool = False
    """Whether the sheet can be filled in where the application stands."""

    @property
    def is_finished(self) -> bool:
        """Whether every item has a value."""
        return self.done >= self.items


@dataclass(frozen=True)
class Desk:
    """The sheets that wait, with what is due first at the top; and those that are done or closed."""

    waiting: tuple[Task, ...]
    done: tuple[Task, ...]


def desk(reader: Reader) -> Desk:
    """Return the desk of whoever reads."""
    tasks = sorted(_tasks(reader), key=lambda task: (task.due or date.max, task.round_title, task.enterprise))
    waiting = tuple(task for task in tasks if task.is_open and task.handed_in is None)
    return Desk(waiting, tuple(task for task in tasks if task.handed_in is not None))


def beside(reader: Reader, sheet: Sheet, round_: str) -> tuple[Task, ...]:
    """Return the sheets of the same stage and round, for going from one to the next."""
    tasks = [task for task in _tasks(reader, round_) if task.stage == sheet.stage and task.sheet is not None]
    return tuple(sorted(tasks, key=lambda task: (task.handed_in is not None, task.enterprise, task.application)))


def _tasks(reader: Reader, only: str | None = None) -> Iterable[Task]:
    query = select(Application, Round, SchemeVersion)
    query = query.join(Round, Round.id == Application.round).join(SchemeVersion, SchemeVersion.id == Round.scheme)
    found = reader.rows(query.where(Round.id == only) if only else query)
    stages = _stages(reader, [row[0] for row in found])
    sheets = _sheets(reader, stages)
    done = _done(reader, [sheet.id for sheet in sheets.values()])
    for application, round_, scheme in found:
        items = sum(not item.of for item in scheme_from(scheme.source).items)
        for stage in stages[application.id]:
            sheet, is_open = sheets.get((application.id, stage)), _is_open(application, round_, stage)
            if is_open and _is_over(reader, application, sheet):
                sheet = None
            if sheet is not None or is_open:
                task = _task(reader, application, round_, stage, sheet)
                yield replace(task, done=done.get(task.sheet or "", 0), items=items, is_open=is_open)


def _is_open(application: Application, round_: Round, stage: Stage) -> bool:
    return stage in open_stages(application) and (round_.closed_at is None or stage is Stage.REVIEW)


def _is_over(reader: Reader, application: Application, sheet: Sheet | None) -> bool:
    """Say whether a handed-in sheet belongs to an earlier turn, so that the stage waits to be opened anew."""
    if sheet is None or sheet.handed_in_at is None:
        return False
    assessed = reader.one_or_none(SELF_SCORED.where(FiledSheet.application == application.id))
    return not is_done(sheet, application, assessed)


def _task(reader: Reader, application: Application, round_: Round, stage: Stage, sheet: Sheet | None) -> Task:
    return Task(
        application=application.id,
        enterprise=application.enterprise_name,
        round=round_.id,
        round_title=round_.title,
        stage=stage,
        state=ApplicationState(application.state),
        sheet=sheet.id if sheet else None,
        due=last_day(round_, stage, _corrected_until(reader, application)),
        handed_in=reader.here(sheet.handed_in_at) if sheet is not None and sheet.handed_in_at else None,
    )


def _corrected_until(reader: Reader, application: Application) -> date | None:
    if application.state not in (ApplicationState.RETURNED, ApplicationState.DRAFT):
        return None
    return reader.one_or_none(CORRECTED_UNTIL.where(Return.application == application.id))


def _stages(reader: Reader, applications: Sequence[Application]) -> dict[str, tuple[Stage, ...]]:
    """Return the stages at which the reader scores each application."""
    person = reader.viewer.person
    held = select(RoundSeat).where(RoundSeat.person == person, RoundSeat.ended_at.is_(None))
    roles: dict[str, set[RoundRole]] = {}
    for seat in reader.all(held):
        roles.setdefault(seat.round, set()).add(RoundRole(seat.role))
    panel = select(PanelSeat.application).where(PanelSeat.person == person, PanelSeat.ended_at.is_(None))
    seats = set(reader.all(panel))
    return {one.id: tuple(_own(reader, one, roles.get(one.round, set()), seats)) for one in applications}


def _own(reader: Reader, application: Application, roles: set[RoundRole], seats: set[str]) -> Iterable[Stage]:
    if streams.enterprise(application.id) in reader.viewer.streams:
        yield Stage.SELF
        return
    for stage in ORDER:
        if application.id in seats if stage is Stage.PANEL else SCORERS.get(stage, frozenset()) & roles:
            yield stage


def _sheets(reader: Reader, stages: dict[str, tuple[Stage, ...]]) -> dict[tuple[str, Stage], Sheet]:
    """Return the newest sheet of each application and stage; of a panel the reader's own."""
    query = select(Sheet).where(Sheet.application.in_(stages), Sheet.scorer.in_(("", reader.viewer.person or "")))
    return {(sheet.application, Stage(sheet.stage)): sheet for sheet in reader.all(query.order_by(Sheet.turn))}


def _done(reader: Reader, sheets: Sequence[str]) -> dict[str, int]:
    query = select(Entry.sheet, func.count()).where(Entry.sheet.in_(sheets), Entry.value != "").group_by(Entry.sheet)
    return {sheet: int(count) for sheet, count in reader.rows(query)}
