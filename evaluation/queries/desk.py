"""What waits for somebody: the sheets to open, to fill in, and those handed in, over all rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from evaluation.models import Application, Entry, PanelSeat, Round, RoundSeat, SchemeVersion, Sheet
from evaluation.policy.schemes import scheme_from
from evaluation.policy.sheets import is_done
from evaluation.queries.sheets import ORDER
from evaluation.rules import streams
from evaluation.rules.words import RoundRole, Stage, State
from evaluation.rules.workflow import SCORED_BY, SHEETS_OPEN
from workbench.kernel import Reader


@dataclass(frozen=True)
class Task:
    """One sheet of the desk. `sheet` is None until it is opened; `done` of `items` have a value."""

    application: str
    enterprise: str
    round: str
    round_title: str
    stage: Stage
    state: State
    sheet: str | None
    done: int
    items: int
    due: date | None
    handed_in: datetime | None
    is_open: bool
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
        typed = sum(not item.of for item in scheme_from(scheme.source).items)
        for stage in stages[application.id]:
            sheet = sheets.get((application.id, stage))
            opens = stage in SHEETS_OPEN.get(State(application.state), ()) and round_.closed_at is None
            if sheet is not None and opens and sheet.handed_in_at and not is_done(sheet, application):
                sheet = None
            if sheet is not None or opens:
                yield _task(reader, application, round_, stage, sheet, done.get(sheet.id, 0) if sheet else 0, typed)


def _task(
    reader: Reader, application: Application, round_: Round, stage: Stage, sheet: Sheet | None, done: int, items: int
) -> Task:
    handed_in = reader.here(sheet.handed_in_at) if sheet is not None and sheet.handed_in_at else None
    return Task(
        application=application.id,
        enterprise=application.enterprise_name,
        round=round_.id,
        round_title=round_.title,
        stage=stage,
        state=State(application.state),
        sheet=sheet.id if sheet else None,
        done=done,
        items=items,
        due=due_day(round_, application, stage),
        handed_in=handed_in,
        is_open=stage in SHEETS_OPEN.get(State(application.state), ()) and round_.closed_at is None,
    )


def due_day(round_: Round, application: Application, stage: Stage) -> date | None:
    """Return the last day for a sheet of this stage, as `policy.stages.last_day` counts it."""
    if stage is Stage.REVIEW:
        return None
    first = stage is Stage.SELF and application.state == State.DRAFT
    return round_.apply_by if first else round_.score_by


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
        if (
            SCORED_BY[stage] & roles
            if stage not in (Stage.SELF, Stage.PANEL)
            else stage is Stage.PANEL and application.id in seats
        ):
            yield stage


def _sheets(reader: Reader, stages: dict[str, tuple[Stage, ...]]) -> dict[tuple[str, Stage], Sheet]:
    """Return the newest sheet of each application and stage; of a panel the reader's own."""
    query = select(Sheet).where(Sheet.application.in_(stages), Sheet.scorer.in_(("", reader.viewer.person or "")))
    return {(sheet.application, Stage(sheet.stage)): sheet for sheet in reader.all(query.order_by(Sheet.turn))}


def _done(reader: Reader, sheets: Sequence[str]) -> dict[str, int]:
    query = select(Entry.sheet, func.count()).where(Entry.sheet.in_(sheets), Entry.value != "").group_by(Entry.sheet)
    return {sheet: int(count) for sheet, count in reader.rows(query)}
