"""Nothing is declared by half: commands, events, regions, tables, and the description for programs are complete, and a gap is noticed."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from workbench.kernel import ALLOWED, AUDIENCES, REGISTRY, Command, Event, Id
from workbench.kernel.registry import IncompleteRegistry, Registry
from workbench.kernel.store import Base, Hidden, Open, Sealed
from workbench.kernel.streams import ANY_STREAM
from workbench.live import REGIONS
from workbench.rooms import import_rooms
from workbench.web.api import describe

import_rooms()

NO_REGION: Mapping[str, str] = {
    event: reason
    for reason, events in {
        "an account's pages belong to one person, who loads them anew by every act": (
            "CodeTurnedOff CodeTurnedOn LoginEnded PasswordChanged ProfileChanged SignInFailed SignedIn SignedOut "
            "TokenMade TokenRevoked FunctionGained FunctionLost AddressAnnounced AddressKept AddressTaken"
        ),
        "an organisation's roll is looked up, not watched": (
            "InvitationWithdrawn MemberInvited MembershipBegan MembershipEnded"
        ),
        "administration is looked up, not watched": (
            "AddressAsked AddressChanged AddressStopped OrganisationAmended OrganisationFounded PersonDeactivated "
            "PersonReactivated PersonRegistered StrangerFailed"
        ),
        "a text that was begun and a mark that was set wait in the list of texts": "TextStarted VersionTagged",
        "a sheet is filled in by those whose it is, who are told of each other's entries by its versions": (
            "EntryKept SheetHandedIn SheetOpened"
        ),
        "a page about a panel that moved by itself would tell when somebody was at work": (
            "ConflictDeclared ConflictLifted EvaluatorReachSet PanelFindingRecorded PanelLeft PanelOpened PanelSeatEnded "
            "PanelSeatTaken PanelsConfirmed PanelsProposed VisitPlaceSet VisitTold"
        ),
        "figures of an enterprise are looked up, not watched": (
            "FigureCorrected FigureEntered FigureRecorded FiguresImported"
        ),
        "evidence, visits and questionnaires are prepared on pages of their own, which are loaded anew by every act": (
            "EvidenceAdded EvidenceDoubtSettled EvidenceDoubted EvidenceHandedIn EvidenceLinkCompared EvidenceLinked "
            "EvidenceWithdrawn SurveyClosed SurveyOpened VisitClosed VisitEntryKept VisitOpened VisitPhotoAdded "
            "VisitTraitsNoted VisitsDrawn"
        ),
        "the versions of schemes and the public register are looked up, not watched": (
            "SchemeKept SchemePutInForce SchemeRetired TitlePublished"
        ),
    }.items()
    for event in events.split()
}
"""Why no region listens to an event. An event that is neither heard nor named here fails."""


def test_everything_is_declared_whole() -> None:
    REGISTRY.check()
    assert len(REGISTRY.commands()) > 80
    assert len(REGISTRY.events()) > 80


def test_every_event_is_heard_by_a_region_or_has_a_reason() -> None:
    heard = {event.__name__ for region in REGIONS.all() for event in region.listens}
    assert REGISTRY.events().keys() - heard == NO_REGION.keys()


def test_every_region_hears_of_its_own_subject_and_says_what_it_shows() -> None:
    for region in REGIONS.all():
        assert region.listens, region.name
        assert region.query.__doc__, region.name
        for event in region.listens:
            known = region.params[:2] if event.audience == ANY_STREAM else region.params[:1]
            assert event.model_fields.keys() & known, f"{region.name} cannot tell whose {event.__name__} it is"
        for pattern in region.reads:
            assert AUDIENCES.knows(pattern), f"{region.name} reads {pattern}"


def test_every_table_says_how_it_is_read() -> None:
    kinds = (Sealed, Open, Hidden)
    for mapper in Base.registry.mappers:
        assert sum(issubclass(mapper.class_, kind) for kind in kinds) == 1, mapper.class_
        assert ("stream" in mapper.columns) == issubclass(mapper.class_, Sealed), mapper.class_
    with pytest.raises(TypeError, match="exactly one of"):
        type("Nothing", (Base,), {"__tablename__": "nothing"})
    with pytest.raises(TypeError, match="exactly one of"):
        type("Both", (Base, Sealed, Open), {"__tablename__": "both"})


def test_every_number_and_list_has_its_bounds() -> None:
    loose = {
        f"{name}.{field}"
        for name, kind in REGISTRY.commands().items()
        for field, schema in _all_fields(kind.model_json_schema())
        if (schema.get("type") == "integer" and not {"minimum", "maximum"} <= schema.keys())
        or (schema.get("type") == "array" and "maxItems" not in schema)
    }
    # Asked by the command line alone.
    assert loose == {"RegisterPerson.memberships"}


def _all_fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for whole in (schema, *schema.get("$defs", {}).values()):
        for name, field in whole.get("properties", {}).items():
            yield from ((name, one) for one in field.get("anyOf", [field]))


# ── planted faults ───────────────────────────────────────


class Planted(Registry):
    """A registry that knows only what a test plants in it."""

    def __init__(self, *messages: type[Command] | type[Event]) -> None:
        super().__init__()
        self.messages = messages

    def commands(self) -> dict[str, type[Command]]:
        """Return the planted commands."""
        return {kind.__name__: kind for kind in self.messages if issubclass(kind, Command)}

    def events(self) -> dict[str, type[Event]]:
        """Return the planted events."""
        return {kind.__name__: kind for kind in self.messages if issubclass(kind, Event)}


COMMAND: dict[str, Any] = {
    "__doc__": "Does something.",
    "sentence": "Do something",
    "locks": "bargaining/{bargaining}",
    "__annotations__": {"bargaining": Id},
}
EVENT: dict[str, Any] = {
    "__doc__": "Something was done.",
    "sentence": "Something was done.",
    "audience": "bargaining/{bargaining}/table",
    "__annotations__": {"bargaining": Id},
}


def made(base: type[Any], whole: dict[str, Any], **other: Any) -> type[Any]:
    """Return a message class like `whole` but for `other`; None takes an attribute away."""
    named = {name: value for name, value in {**whole, **other}.items() if value is not None}
    return type("Half", (base,), {"__module__": __name__, **named})


def planted(command: type[Command], *, policy: bool = True, handler: bool = True) -> Planted:
    """Return a registry with one command in it."""
    registry = Planted(command)
    if policy:
        registry.policy(command)(lambda question, asked: ALLOWED)
    if handler:
        registry.handler(command)(lambda act, asked: iter(()))  # type: ignore[arg-type, return-value]
    return registry


def test_a_whole_command_and_a_whole_event_pass() -> None:
    planted(made(Command, COMMAND)).check()
    Planted(made(Event, EVENT)).check()


@pytest.mark.parametrize(
    ("without", "said"),
    [({"policy": False}, "Half has no policy"), ({"handler": False}, "Half has no handler")],
)
def test_a_command_needs_policy_and_handler(without: dict[str, bool], said: str) -> None:
    with pytest.raises(IncompleteRegistry, match=said):
        planted(made(Command, COMMAND), **without).check()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"__doc__": None}, "Half has no docs"),
        ({"__doc__": "  "}, "Half has no docs"),
        ({"sentence": ""}, "Half has no sentence"),
        ({"sentence": None}, "Half has no sentence"),
        ({"locks": "bargaining/{nobody}"}, "has no field nobody"),
        ({"secrets": frozenset({"password"})}, "no secret field password"),
    ],
)
def test_a_command_needs_docs_sentence_and_the_fields_it_speaks_of(other: dict[str, Any], said: str) -> None:
    with pytest.raises(IncompleteRegistry, match=said):
        planted(made(Command, COMMAND, **other)).check()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"__doc__": None}, "Half has no docs"),
        ({"sentence": None}, "Half has no sentence"),
        ({"audience": None}, "Half has no audience"),
        ({"audience": "somebody/{bargaining}"}, "nobody answers for the audience"),
        ({"audience": "bargaining/{bargaining}/caucus/{side}"}, "Half has no field side"),
    ],
)
def test_an_event_needs_docs_sentence_and_an_audience(other: dict[str, Any], said: str) -> None:
    with pytest.raises(IncompleteRegistry, match=said):
        Planted(made(Event, EVENT, **other)).check()


def test_nothing_is_declared_twice() -> None:
    command = made(Command, COMMAND)
    registry = planted(command)
    with pytest.raises(IncompleteRegistry, match="twice"):
        registry.policy(command)(lambda question, asked: ALLOWED)
    with pytest.raises(ValueError, match="two rooms answer"):
        AUDIENCES.register("house")(lambda session, person, now, subject: [])


def test_the_house_does_not_start_with_half_a_command() -> None:
    code = """
from workbench.kernel import Command
from workbench.config import read_config
from workbench.rooms import open_door
class Half(Command):
    "Does nothing."
Half.__module__ = "negotiation.commands.half"
open_door(read_config())
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "IncompleteRegistry: Half has no policy; Half has no handler; Half has no sentence" in run.stderr


# ── the description for programs ─────────────────────────


def test_the_description_names_every_command_and_every_event() -> None:
    document = describe()
    named = {path.removeprefix("/commands/") for path in document["paths"] if path.startswith("/commands/")}
    assert named == REGISTRY.commands().keys()
    assert document["components"]["schemas"].keys() >= REGISTRY.commands().keys() | REGISTRY.events().keys()
    assert document["openapi"].startswith("3.1.")
    assert document["info"].keys() >= {"title", "version"}


def test_the_description_holds_together() -> None:
    document = describe()
    schemas, used = document["components"]["schemas"], set(_references(document))
    assert used <= {f"#/components/schemas/{name}" for name in schemas}
    operations = [(path, one) for path, methods in document["paths"].items() for one in methods.values()]
    for path, operation in operations:
        assert operation["summary"], path
        assert {"200", "default"} <= operation["responses"].keys(), path
        for response in operation["responses"].values():
            assert response["description"], path
        in_path = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", path)), path
    ids = [operation["operationId"] for _, operation in operations if "operationId" in operation]
    assert len(ids) == len(set(ids))
    for name in REGISTRY.commands():
        assert schemas[name]["type"] == "object", name
        assert schemas[name]["additionalProperties"] is False, name


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for inner in part.values():
            yield from _references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _references(inner)
