"""Blind until the last one is in: what one evaluator hands in changes nothing that anybody else is ever answered.

Two ways: a word of its own in every score and reason, which nobody else may meet; and the whole house visited before and after a
sheet is handed in, by everybody, page by page, which must come out letter for letter the same. The second finds what words
cannot: counts, orders, numbers of entries, a button that greys, a refusal that reads differently.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text
from werkzeug.routing import Rule

from evaluation.commands.conflicts import DeclareConflict
from evaluation.commands.panel_plans import ProposePanels
from evaluation.commands.panels import AssignEvaluator, OpenPanel, ReconcilePanel, ReplaceEvaluator
from evaluation.models import FiledSheet, PanelChange, PanelSeat, SchemeVersion, Sheet
from evaluation.rules import streams
from evaluation.rules.conflicts import Ground
from tests.cases.evaluation.panelled import PANEL, Panelled, panelled
from tests.cases.negotiation.conftest import Browser, browser, hall
from tests.wires import RecordingWire
from workbench.kernel import REGISTRY, Absent, Command, Refusal, new_id
from workbench.kernel.export import export_streams, record_bytes
from workbench.kernel.models import LedgerEntry
from workbench.kernel.verdict import Refused
from workbench.live import REGIONS

__all__ = ["browser", "hall", "panelled"]

SCORES = {
    "upper": {
        "1003": ("4.25", "canaryupper1003"),
        "1004": ("3.75", "canaryupper1004"),
        "1063": ("0.5", "canaryupper1063"),
    },
    "worker": {
        "1003": ("1.75", "canaryworker1003"),
        "1004": ("2.25", "canaryworker1004"),
        "1063": ("0", "canaryworker1063"),
    },
    "third": {
        "1003": ("3.25", "canarythird1003"),
        "1004": ("0.75", "canarythird1004"),
        "1063": ("1", "canarythird1063"),
    },
}
AROUND = ("chair", "office", "reviewer", "committee", "third2", "boss", "steward", "stranger")
"""One of each who are not on the panel: an evaluator of another one, the enterprise, its union, and somebody from outside."""
READS_THE_PANEL = ("chair", "office", "reviewer", "committee", *PANEL)
FRESH = re.compile(r'name="_(?:key|csrf)" value="[^"]*"|\b[0-9]{2}:[0-9]{2}:[0-9]{2}\b|nonce="[^"]*"')
"""What differs between any two renderings of one page: keys, the word against forgery, the clock's seconds."""


def known(panelled: Panelled) -> dict[str, list[str]]:
    """Return what the variables of routes can be in this house; a route with another variable is left out."""
    persons = [panelled.person(name) for name in ("upper", "boss")]
    return {
        "application": list(panelled.ids.values()),
        "round": [panelled.round],
        "sheet": [row.id for row in panelled.rows(select(Sheet))]
        + [row.sheet for row in panelled.rows(select(FiledSheet))],
        "scheme": [row.id for row in panelled.rows(select(SchemeVersion))],
        "person": persons,
        "organisation": [panelled.enterprises["a"], panelled.unions["a"]],
        "seat": [row.id for row in panelled.rows(select(PanelSeat))],
        "suffix": ["json", "csv"],
        "item": ["1003"],
    }


def paths(app: Flask, values: dict[str, list[str]]) -> Iterator[str]:
    """Yield every address of evaluation that this house's things can fill, and the pages on which news of all rooms could stand."""
    yield from ("/", "/account")
    for rule in app.url_map.iter_rules():
        room = app.view_functions[rule.endpoint].__module__
        if "GET" in (rule.methods or ()) and room.startswith("evaluation."):
            yield from filled(rule, values)


def filled(rule: Rule, values: dict[str, list[str]]) -> Iterator[str]:
    names = sorted(rule.arguments)
    if all(values.get(name) for name in names):
        for combination in itertools.product(*(values[name] for name in names)):
            yield rule.build(dict(zip(names, combination, strict=True)), append_unknown=False)[1]  # type: ignore[index]


def everything(panelled: Panelled, browser: Browser, name: str, values: dict[str, list[str]]) -> dict[str, str]:
    """Return what somebody is answered everywhere: pages, the interface for programs, regions, exports, verdicts."""
    browser.actor = panelled.people[name]
    found = dict(answered(browser, values))
    found |= dict(as_program(browser, panelled, values))
    found |= dict(exported(panelled, name))
    found |= dict(verdicts(panelled, name, values))
    return found


def answered(browser: Browser, values: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    for path in paths(browser.client.application, values):
        answer = browser.get(path)
        assert answer.status_code < 500, path
        yield path, f"{answer.status_code} {answer.location} " + FRESH.sub("", answer.get_data(as_text=True))
        answer.close()


def as_program(browser: Browser, panelled: Panelled, values: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    every = {row.stream for row in panelled.rows(select(LedgerEntry))}
    for application in panelled.ids.values():
        every |= {streams.scorer(application, panelled.person(name)) for name in PANEL} | {streams.panel(application)}
    addresses = ["/api/v1/streams", *(f"/api/v1/streams/{name}/entries" for name in sorted(every))]
    for region in REGIONS.all():
        if region.params and all(values.get(param) for param in region.params):
            for combination in itertools.product(*(values[param][:3] for param in region.params)):
                addresses.append(f"/api/v1/regions/{region.address(*combination)}")
    for address in addresses:
        answer = browser.get(address, headers={"Authorization": "Bearer test"})
        yield address, f"{answer.status_code} {answer.get_data(as_text=True)}"


def exported(panelled: Panelled, name: str) -> Iterator[tuple[str, str]]:
    door = panelled.hall.door
    every = sorted({row.stream for row in panelled.rows(select(LedgerEntry))})
    with door.reading(door.viewer(panelled.people[name], "en")) as reader:
        for stream in every:
            try:
                yield f"export of {stream}", record_bytes(export_streams(reader, door, "t", [stream])).decode()
            except Absent:
                yield f"export of {stream}", "absent"


def verdicts(panelled: Panelled, name: str, values: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield the answer to "may I?" of every command of evaluation about everything there is."""
    for command in REGISTRY.commands().values():
        fields = [
            field for field in ("application", "round", "sheet", "seat", "person") if field in command.model_fields
        ]
        if not command.__module__.startswith("evaluation.") or not fields:
            continue
        for combination in itertools.product(*(values[field][:3] or [new_id()] for field in fields)):
            given = dict(zip(fields, combination, strict=True))
            try:
                verdict = panelled.hall.door.ask(panelled.people[name], command, **given)
            except AttributeError:
                continue
            said = f"{verdict.reason.key} {verdict.values}" if isinstance(verdict, Refused) else "allowed"
            yield f"{command.__name__} {given}", said


def differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(where for where in before.keys() & after.keys() if before[where] != after[where])


@pytest.mark.timeout(900)
def test_handing_in_changes_nothing_for_anybody_else(panelled: Panelled, browser: Browser) -> None:
    """Once one has begun, once two have handed in: to all others, the third of the panel among them, nothing has happened."""
    panelled.assign(*PANEL)
    panelled.assign("third2", to="b")
    values = known(panelled) | {"sheet": [new_id()]}
    before = {name: everything(panelled, browser, name, values) for name in ("worker", *AROUND)}

    def unchanged(what: str) -> None:
        for name in before:
            after = everything(panelled, browser, name, values)
            assert not differences(before[name], after), f"{name} is answered otherwise once {what}"
            new = "".join(after[where] for where in after.keys() - before[name].keys())
            assert "canary" not in new, name

    panelled.keep("upper", SCORES["upper"])
    unchanged("one has begun")
    for name in ("upper", "third"):
        panelled.file(name, SCORES[name])
    assert not panelled.is_open()
    unchanged("two have handed in")


@pytest.mark.timeout(600)
def test_no_word_of_a_blind_sheet_is_met_by_another_before_it_opens_and_by_all_of_the_panel_after(
    panelled: Panelled, browser: Browser
) -> None:
    panelled.assign(*PANEL)
    own = {name: [reason for _, reason in SCORES[name].values()] for name in PANEL}
    for name in PANEL[:-1]:
        panelled.file(name, SCORES[name])
    panelled.keep("third", SCORES["third"])
    values = known(panelled)
    for reader in (*PANEL, *AROUND):
        met = "".join(everything(panelled, browser, reader, values).values())
        for author in PANEL:
            if reader != author:
                assert not [word for word in own[author] if word in met], f"{reader} met what {author} wrote"
    panelled.file("third", SCORES["third"])
    for reader in (*PANEL, *AROUND):
        met = "".join(everything(panelled, browser, reader, values).values())
        for author in PANEL:
            words = [word for word in own[author] if word in met]
            if reader in READS_THE_PANEL:
                assert words == own[author], f"{reader} should see what {author} wrote once the panel is open"
            else:
                assert not words, f"{reader} met what {author} wrote"


def test_nothing_is_pushed_to_anybody_but_its_author_until_the_panel_opens(panelled: Panelled, app: Flask) -> None:
    panelled.assign(*PANEL)
    hub, wire = app.extensions["house"].hub, RecordingWire()
    hub.wire = wire
    hub._identify = lambda credentials: panelled.people[str(credentials)]
    subject = streams.subject(panelled.ids["a"])
    regions = [
        region.address(*("*" if param != "application" else panelled.ids["a"] for param in region.params))
        for region in REGIONS.all()
        if region.params[0] == "application"
    ]
    watching = []
    for name in panelled.people:
        hub.connect(name, name)
        viewer = panelled.hall.door.viewer(panelled.people[name], "en", subject)
        if hub.watch(name, "test", subject, regions, panelled.hall.door.heads(viewer.streams), "en")["ok"]:
            watching.append(name)
    assert set(watching) >= {*READS_THE_PANEL, "boss", "steward"}
    hub.feed()
    for name in PANEL[:-1]:
        wire.sent.clear()
        panelled.file(name, SCORES[name])
        hub.feed()
        for other in panelled.people:
            if other != name:
                assert not wire.told(other), f"{other} was sent something when {name} handed in"


def test_nobody_is_shown_who_else_looks_at_an_application_or_a_round(panelled: Panelled, app: Flask) -> None:
    """Presence would tell the enterprise who judges it, and when; and an evaluator who is still at work."""
    panelled.assign(*PANEL)
    hub, wire = app.extensions["house"].hub, RecordingWire()
    hub.wire = wire
    hub._identify = lambda credentials: panelled.people[str(credentials)]
    for subject in (streams.subject(panelled.ids["a"]), f"round/{panelled.round}"):
        for name in ("upper", "worker", "office"):
            hub.connect(name, name)
            assert hub.watch(name, "test", subject, [], {}, "en")["ok"]
        hub._tell_presence()
        told = [payload for name in panelled.people for event, payload in wire.told(name) if event == "presence"]
        assert all(payload == {"people": []} for payload in told)
        assert hub.present(subject) == {}


def test_what_the_office_tries_is_answered_alike_whether_or_not_somebody_handed_in(panelled: Panelled) -> None:
    """Refusals are answers too: each act is tried, and fails, before and after, and says the same."""
    panelled.assign(*PANEL)
    application = panelled.ids["a"]

    def tried() -> list[str]:
        acts: list[Command] = [
            *(AssignEvaluator(application=application, person=panelled.person(name)) for name in panelled.people),
            *(
                ReplaceEvaluator(
                    application=application, seat=panelled.seats["a", name], person=panelled.person(name), reason="x"
                )
                for name in PANEL
            ),
            OpenPanel(application=application),
            ReconcilePanel(application=application, item="1003", value="1", reason="x"),
        ]
        return [
            refusal_of(panelled, who, act) for who in ("chair", "office", "reviewer", "boss", "worker") for act in acts
        ]

    before = tried()
    panelled.file("upper", SCORES["upper"])
    panelled.file("third", SCORES["third"])
    assert tried() == before
    assert "done" not in before


def refusal_of(panelled: Panelled, name: str, command: Command) -> str:
    try:
        panelled.do(name, command)
    except Refusal as refusal:
        return f"{refusal.reason.key} {refusal.field} {json.dumps(refusal.values, sort_keys=True)}"
    return "done"


def test_replacing_somebody_reads_the_same_whether_or_not_they_had_handed_in(panelled: Panelled) -> None:
    panelled.assign(*PANEL)
    panelled.assign("upper2", "worker", "third2", to="b")
    panelled.file("third", SCORES["third"])

    def replaced(of: str, name: str, by: str) -> Any:
        seat = panelled.seats[of, name]
        made = ReplaceEvaluator(application=panelled.ids[of], seat=seat, person=panelled.person(by), reason="ill")
        outcome = panelled.hall.do(panelled.people["chair"], made)
        return sorted(outcome.result), [stream.split("/")[2] for stream, _ in outcome.entries]

    assert replaced("a", "third", "third2") == replaced("b", "third2", "third")


def test_no_row_outside_the_scorers_own_stream_says_that_a_sheet_was_handed_in(panelled: Panelled) -> None:
    """Every table of the house, unfiltered, before and after: only rows of the author's own stream may come or change."""
    panelled.assign(*PANEL)
    before = stored(panelled)
    panelled.file("upper", SCORES["upper"])
    own = streams.scorer(panelled.ids["a"], panelled.person("upper"))
    after = stored(panelled)
    strange = {table for table, rows in after.items() if any(own not in row for row in rows - before[table])}
    # What the house keeps for itself, and no reader reads: how many entries there are, and the answer to the author.
    assert strange <= {"house_position", "command_outcomes"}


def stored(panelled: Panelled) -> dict[str, set[str]]:
    """Return every row of every table, as text."""
    with panelled.hall.door.store.reading() as session:
        names = inspect(session.connection()).get_table_names()
        return {name: {str(tuple(row)) for row in session.execute(text(f"SELECT * FROM {name}"))} for name in names}


@pytest.mark.timeout(600)
def test_an_interest_is_met_by_its_author_and_those_who_seat_panels_alone(panelled: Panelled, browser: Browser) -> None:
    panelled.assign(*PANEL)
    declared = DeclareConflict(organisation=panelled.enterprises["a"], ground=Ground.KINSHIP, words="canarysister")
    panelled.do("third", declared)
    panelled.do("chair", ProposePanels(round=panelled.round))
    values = known(panelled)
    for name in ("upper", "third", *AROUND):
        met = "".join(everything(panelled, browser, name, values).values())
        assert ("canarysister" in met) == (name in ("third", "chair", "office")), name
    assert {row.stream for row in panelled.rows(select(PanelChange))} == {streams.evaluator(panelled.person("third"))}
