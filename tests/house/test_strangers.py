"""What is not there and what one may not see are answered with the same bytes, at every address and for every command."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from evaluation.models import Application, Figure
from negotiation.commands.drafts import AttachToDraft, StartDraft
from negotiation.models import Attachment, CaucusNote, Issue, Meeting, ProposalDraft
from negotiation.rules import streams
from negotiation.rules.words import Side
from tests.databases import house_tables
from tests.fields import NO_ID, id_fields, ids_of, right_fields
from tests.visits import Ground, Visitor
from tests.worlds import World
from workbench.kernel import REGISTRY, Actor, Command
from workbench.kernel.blobs import Blobs, Upload

pytestmark = pytest.mark.usefixtures("migrated_database")
OPEN_ORGANISATIONS = {"AmendOrganisation", "InviteMember", "FoundOrganisation", "OpenBargaining", "Apply"}
"""Commands about organisations, and about the call of a round: that one exists is known to everybody who is signed in
(docs/architecture: Open)."""

BY_FORM = {"AttachToDraft"}
"""Takes a file, so it comes as a form only; test_doors knocks there."""


def bytes_of(answer: TestResponse, *names: str) -> tuple[int, str]:
    """Return an answer without what differs from one request to the next: proofs, keys, and the names that were asked for."""
    text = answer.text + (answer.location or "")
    for name in names:
        text = text.replace(name, "~")
    return answer.status_code, re.sub(r"\b[0-9a-f]{64}\b|\b[a-z2-7]{32}\b", "#", text)


@pytest.fixture
def there(ground: Ground) -> dict[str, str]:
    """Something that exists for each variable of a route: all of the first bargaining."""
    world, table = ground.world, ground.world.bargaining("lin")
    return {
        "bargaining": table,
        "issue": world.rows(Issue, Issue.bargaining == table)[0].id,
        "meeting": world.rows(Meeting, Meeting.bargaining == table)[0].id,
        "attachment": _attachment(world, table),
        "side": "labour",
        "name": "floor",
        "person": world.people["lin"],
        "organisation": world.rows(Application)[0].enterprise,
        "figure": world.rows(Figure)[0].id,
    }


def _attachment(world: World, table: str) -> str:
    """Return a file in the caucus of labour, put there the first time it is asked for."""
    if not (found := world.rows(Attachment)):
        issue = next(row.id for row in world.rows(Issue, Issue.bargaining == table) if row.standing == "open")
        draft = world.do("lin", StartDraft(bargaining=table, issue=issue))["draft"]
        digest = Blobs(world.config.files).put(b"%PDF-1.7")
        file = Upload(sha256=digest, name="a.pdf", size=8, media_type="application/pdf")
        world.do("lin", AttachToDraft(bargaining=table, draft=draft, file=file))
        found = world.rows(Attachment)
    return str(found[0].id)


def guarded(ground: Ground) -> Iterator[Rule]:
    """Yield the routes that lead to something by its id."""
    for rule in ground.app.url_map.iter_rules():
        if rule.arguments & {"bargaining", "attachment", "person", "organisation"}:
            yield rule


def built(rule: Rule, values: Mapping[str, str]) -> str:
    """Return the address of a route."""
    return rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)[1]  # type: ignore[index]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_stranger_is_told_the_same_of_what_exists_and_what_does_not(
    ground: Ground, there: dict[str, str], lang: str
) -> None:
    assert there["bargaining"] not in {ground.world.bargaining(key) for key in ("okafor", "reyes")}
    stranger, seen = ground.visitor("okafor", lang), 0
    absent = {name: value if name in ("side", "name") else NO_ID for name, value in there.items()}
    for rule in guarded(ground):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answers = [
                bytes_of(_asked(stranger, method, built(rule, values)), *values.values()) for values in (there, absent)
            ]
            assert answers[0] == answers[1], f"{method} {rule.rule}"
            assert answers[0][0] == 404, f"{method} {rule.rule}"
            seen += 1
    assert seen > 40


def _asked(visitor: Visitor, method: str, path: str) -> TestResponse:
    return visitor.get(path) if method == "GET" else visitor.post(path, {"_csrf": visitor.csrf})


def test_who_is_not_signed_in_is_led_to_the_door_wherever_they_knock(ground: Ground, there: dict[str, str]) -> None:
    nobody = ground.visitor(None)
    absent = {name: value if name in ("side", "name") else NO_ID for name, value in there.items()}
    for rule in guarded(ground):
        if "GET" in (rule.methods or ()):
            answers = [bytes_of(nobody.get(built(rule, values)), *values.values()) for values in (there, absent)]
            assert answers[0] == answers[1], rule.rule
            assert answers[0][0] == 303, rule.rule


def test_the_other_sides_rooms_look_like_rooms_that_do_not_exist(ground: Ground, there: dict[str, str]) -> None:
    lin = ground.visitor("lin")
    for rule in guarded(ground):
        if "side" in rule.arguments and "GET" in (rule.methods or ()):
            answers = [bytes_of(lin.get(built(rule, {**there, "side": side})), side) for side in ("employer", "nobody")]
            assert answers[0] == answers[1], rule.rule
            assert answers[0][0] == 404, rule.rule


def commands_about_things() -> list[type[Command]]:
    """Return the commands that name something by its id."""
    return [kind for kind in REGISTRY.commands().values() if id_fields(kind)]


def test_a_command_about_something_of_others_is_answered_as_about_nothing(ground: Ground) -> None:
    ids, errand, before = _of_the_first(ground), ground.errand("okafor"), ground.print()
    kinds = [kind for kind in commands_about_things() if kind.__name__ not in OPEN_ORGANISATIONS | BY_FORM]
    assert len(kinds) > 50
    for kind in kinds:
        fields = right_fields(kind, ids)
        real = errand.do(kind.__name__, fields)
        none = errand.do(kind.__name__, {**fields, **{name: _no_id(fields[name]) for name in id_fields(kind)}})
        assert bytes_of(real) == bytes_of(none), f"{kind.__name__}: {real.text} {none.text}"
        if "bargaining" in fields:
            assert real.status_code == 404, f"{kind.__name__}: {real.text}"
    assert ground.print() == before


def test_what_stands_in_one_caucus_does_not_exist_for_the_other_side(ground: Ground, there: dict[str, str]) -> None:
    table, errand, before = there["bargaining"], ground.errand("he"), ground.print()
    rows = {"draft": ProposalDraft, "note": CaucusNote, "attachment": Attachment}
    labour = streams.caucus(table, Side.LABOUR)
    ids = {f"{name}s": [ground.world.rows(model, model.stream == labour)[0].id] for name, model in rows.items()}
    ids |= {"proposal_drafts": ids["drafts"], "caucus_notes": ids["notes"], "bargainings": [table]}
    kinds = [
        kind for kind in commands_about_things() if set(rows) & set(id_fields(kind)) and kind.__name__ not in BY_FORM
    ]
    assert len(kinds) >= 6
    for kind in kinds:
        for side in ("labour", "employer"):
            fields = right_fields(kind, {**ids_of(ground.world), **ids})
            fields |= {"side": side} if "side" in fields else {}
            real = errand.do(kind.__name__, fields)
            none = errand.do(kind.__name__, {**fields, **{name: NO_ID for name in rows if name in fields}})
            assert bytes_of(real) == bytes_of(none), f"{kind.__name__}: {real.text} {none.text}"
            assert real.status_code == 404, f"{kind.__name__}: {real.text}"
    assert ground.print() == before


def _no_id(value: object) -> object:
    return [NO_ID] if isinstance(value, list) else NO_ID


def _of_the_first(ground: Ground) -> dict[str, list[str]]:
    """Return ids of things that okafor may not read, and of the things that everybody may know."""
    world = ground.world
    open_streams = world.door.viewer(Actor(person=world.people["okafor"]), "en").streams
    with world.door.store.reading() as session:
        closed = {
            table.name: list(session.scalars(select(table.c.id).where(table.c.stream.not_in(open_streams)).limit(40)))
            for table in house_tables()
            if {"id", "stream"} <= set(table.c.keys()) and getattr(table.c.id.type, "length", None) == 16
        }
    return {**ids_of(world), **closed, "bargainings": [world.bargaining("lin")]}
