"""The demo district's year: one title kept, one to be put right, one lost by a veto, and a round in progress."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from evaluation.models import Application, FiledSheet, SchemeVersion, Title
from evaluation.queries.schemes import recomputed
from evaluation.rules.words import ApplicationState, Stage
from workbench.config import Config
from workbench.demo.fill import play_district
from workbench.demo.player import PlayClock
from workbench.kernel import Actor
from workbench.kernel.checkpoints import load_or_make
from workbench.kernel.inspection import inspect
from workbench.people.models import Person
from workbench.rooms import open_door


@pytest.mark.timeout(300)
def test_a_year_of_the_district(config: Config) -> None:
    clock = PlayClock()
    door = open_door(config, clock)
    accounts = play_district(door, clock, config)
    assert len(accounts) == 15
    with door.store.reading() as session:
        states = {row.enterprise_name[:2]: row.state for row in session.scalars(select(Application))}
        revoked = {row.enterprise_name[:2]: row.revoked_at is not None for row in session.scalars(select(Title))}
        filed = list(session.scalars(select(FiledSheet)))
        scheme = session.scalars(select(SchemeVersion.id)).one()
        officer = session.scalars(select(Person.id).where(Person.name == "魏立新")).one()
    assert states == {
        "鲁岳": ApplicationState.NAMED,
        "海岱": ApplicationState.RECTIFYING,
        "泰和": ApplicationState.REVOKED,
        "青禾": ApplicationState.FIRST_REVIEW,
    }
    assert revoked == {"鲁岳": False, "海岱": False, "泰和": True}
    assert {sheet.stage for sheet in filed} == set(Stage) - {Stage.COMMITTEE}
    with door.reading(door.viewer(Actor(person=officer), "en")) as reader:
        again = recomputed(reader, scheme)
    assert len(again) >= 15
    assert all(line.same for line in again)
    with door.store.reading() as session:
        assert inspect(session, load_or_make(config.keys, config.house), config.files) == []
    door.store.close()
