"""An application with a long sheet for people of a house, stored as it stands: for browsers and benchmarks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from sqlalchemy import select

from evaluation.models import Application, Call, PanelSeat, Round, RoundSeat, SchemeVersion
from evaluation.rules import streams
from evaluation.rules.words import ApplicationState, Bench, RoundRole
from workbench.kernel import Door, new_id
from workbench.kernel.store import Base
from workbench.people.models import Membership, Organisation

PER_BLOCK = 25
KINDS = (
    "",
    'rule = {kind = "bands", bands = [{from = "80", points = "2"}, {from = "50", to = "80", points = "1"}, {to = "50", points = "0"}]}',
    'rule = {kind = "rate", full_at = "100", each = "0.2"}',
    'rule = "yes_no"',
    (
        'rule = {kind = "grades", grades = [{id = "a", title = {zh = "好", en = "good"}, points = "2"}, '
        '{id = "b", title = {zh = "一般", en = "fair"}, points = "1"}]}'
    ),
)


def long_sheet(items: int) -> str:
    """Return a scheme of so many items, two points each, of several kinds, in blocks of 25."""
    head = [
        'key = "long"\nversion = "1"\ntitle = {zh = "长表", en = "A long sheet"}\nmark = "ours"\nsource = "made for tests"'
    ]
    head.append(f'full = "{items * 2}"')
    return "\n".join([*head, *_blocks(items), *_items(items)])


def _blocks(items: int) -> Iterator[str]:
    for block in range(-(-items // PER_BLOCK)):
        yield f'[[block]]\nid = "B{block + 1}"\ntitle = {{zh = "第{block + 1}类", en = "Block {block + 1}"}}'


def _items(items: int) -> Iterator[str]:
    for number in range(items):
        yield (
            f'[[item]]\nid = "{1001 + number}"\nblock = "B{number // PER_BLOCK + 1}"\npoints = "2"\n'
            f'title = {{zh = "集体合同的协商与履行{number + 1}", en = "Collective contract {number + 1}"}}\n'
            f'evidence = [{{zh = "集体合同", en = "the collective contract"}}]\n{KINDS[number % len(KINDS)]}'
        )


def put_application(
    door: Door, seats: Mapping[str, RoundRole], applicant: str, items: int, state: ApplicationState
) -> str:
    """Store a round with a long sheet, its people, and an application of the applicant's enterprise; return its id.

    `seats` are persons with their roles; every evaluator gets a seat on the panel.
    """
    now = door.clock()
    with door.store.writing("test") as session:
        enterprise = session.scalars(
            select(Organisation)
            .join(Membership, Membership.organisation == Organisation.id)
            .where(Membership.person == applicant)
        ).first()
        assert enterprise is not None
        scheme = SchemeVersion(
            id=new_id(), key=f"long-{new_id()}", number=1, title="Long", source=long_sheet(items), digest="0" * 64
        )
        scheme.made_by, scheme.made_at, scheme.in_force_at = "house", now, now
        today = now.date()
        round_ = Round(id=new_id(), title="2026", scheme=scheme.id, organiser=enterprise.id, year=2026, opens_on=today)
        round_.apply_by, round_.score_by = today + timedelta(days=6), today + timedelta(days=20)
        round_.made_at, round_.stream = now, streams.round_(round_.id)
        names = ("id", "title", "scheme", "organiser", "year", "opens_on", "apply_by", "made_at")
        call = Call(**{name: getattr(round_, name) for name in names})
        found = Application(id=new_id(), round=round_.id, enterprise=enterprise.id, enterprise_name=enterprise.name)
        found.stream, found.state, found.facts = streams.file(found.id), state, "{}"
        found.applied_by, found.applied_at, found.state_since = applicant, now, now
        for rows in ([scheme], [round_, call], [found], list(_seats(found, round_, seats))):
            session.add_all(rows)
            session.flush()
        session.commit()
        return str(found.id)


def _seats(found: Application, round_: Round, seats: Mapping[str, RoundRole]) -> Iterator[Base]:
    benches = iter(Bench)
    for person, role in seats.items():
        bench = next(benches) if role is RoundRole.EVALUATOR else None
        about = {"person": person, "name": person, "bench": bench}
        place = streams.evaluators(round_.id) if bench else round_.stream
        yield RoundSeat(id=new_id(), stream=place, round=round_.id, role=role, since=round_.made_at, **about)
        if bench:
            place = streams.panel(found.id)
            yield PanelSeat(id=new_id(), stream=place, application=found.id, assigned_at=round_.made_at, **about)
