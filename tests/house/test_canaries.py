"""The canary crawl: every route, push, export, paper, mail and log line as every role; a private word on the wrong side fails.

Every private text of the demo world holds a word of its own. Nobody but the people of its stream may ever be sent it, in any form.
"""

from __future__ import annotations

import itertools
import json
import logging
import subprocess
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from agreements.models import AgreementText, TextVersion
from evaluation.models import (
    Adoption,
    Application,
    Figure,
    Piece,
    Round,
    SchemeVersion,
    Sheet,
    Survey,
    Title,
    Visit,
)
from negotiation.commands.caucus import PostCaucusMessage, PostInConfidence, WriteNote
from negotiation.commands.drafts import SaveProposalDraft, StartDraft
from negotiation.commands.supposals import OfferSupposal
from negotiation.models import (
    Attachment,
    Bargaining,
    CaucusNote,
    Issue,
    Mandate,
    Meeting,
    Minutes,
    Proposal,
    ProposalDraft,
    Seat,
)
from negotiation.rules import streams
from negotiation.rules.words import Side
from tests.wires import RecordingWire, watched_by
from tests.worlds import World, signed_in
from workbench.app import create_app
from workbench.people.commands import InviteMember
from workbench.people.models import Mail, Membership, Organisation

NOT_CRAWLED = {"static", "arriving.choose_language"}
"""Endpoints that show nothing of the house's records."""


SAMPLE = 6
ROLES = (
    None,
    "admin",
    "lin",
    "zhou",
    "meng",
    "he",
    "tang",
    "gao",
    "qin",
    "xu",
    "ding",
    "okafor",
    "lindqvist",
    "moreau",
)
"""One person of each role in each bargaining, and nobody."""


def places(world: World) -> dict[str, list[str]]:
    """Return every value the variables of routes can take in this world."""
    return {
        "bargaining": [row.id for row in world.rows(Bargaining)],
        "issue": issues(world),
        "meeting": [row.id for row in world.rows(Meeting)],
        "minutes": [row.id for row in world.rows(Minutes)],
        "proposal": [row.id for row in world.rows(Proposal)],
        "attachment": [row.id for row in world.rows(Attachment)],
        "seat": [row.id for row in world.rows(Seat)],
        "mandate": [row.id for row in world.rows(Mandate)],
        "side": [side.value for side in Side],
        "clause": ["pay_day", "scope"],
        "form": ["offer", "representatives"],
        "name": ["conduct", "agenda", "attendance"],
        "person": list(world.people.values()),
        "organisation": [row.id for row in world.rows(Organisation)],
        "membership": [row.id for row in world.rows(Membership)],
        "text": [row.id for row in world.rows(AgreementText)],
        "version": [row.id for row in world.rows(TextVersion)],
        "within": [row.id for row in world.rows(Bargaining)],
        "shown": [row.id for row in world.rows(TextVersion)],
        "suffix": ["docx", "html", "json", "xml"],
        "key": sorted({row.key for row in world.rows(TextVersion)}),
        **{name: [row.id for row in world.rows(model)] for name, model in EVALUATED.items()},
        "item": ["1001", "nothing"],
        "stream": sorted(set(world.canaries.homes.values()) | {f"{s}/table" for s in world.subjects()}),
    }


EVALUATED = {
    "round": Round,
    "application": Application,
    "scheme": SchemeVersion,
    "sheet": Sheet,
    "adoption": Adoption,
    "figure": Figure,
    "piece": Piece,
    "visit": Visit,
    "survey": Survey,
    "title": Title,
}
"""What the variables of evaluation's routes name."""


def issues(world: World) -> list[str]:
    """Return all issues, those first on which something private is written."""
    drafts, notes = world.rows(ProposalDraft, ProposalDraft.tabled_as.is_(None)), world.rows(CaucusNote)
    written = {row.issue for row in (*drafts, *notes)}
    return sorted((row.id for row in world.rows(Issue)), key=lambda key: key not in written)


def paths(rule: Rule, values: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the addresses of a route: all values where there are few, a sample of issues where there are many."""
    names = sorted(rule.arguments)
    unknown = [name for name in names if name not in values]
    assert not unknown, f"teach the crawl what {unknown} of {rule.rule} can be"
    samples = [values[name] if len(values[name]) < 20 else values[name][:SAMPLE] for name in names]
    for combination in itertools.product(*samples):
        yield rule.build(dict(zip(names, combination, strict=True)), append_unknown=False)[1]  # type: ignore[index]


def text_of(body: bytes, content_type: str, scratch: Path) -> str:
    """Return the words in an answer, those inside a PDF too."""
    if "pdf" in content_type:
        (scratch / "paper.pdf").write_bytes(body)
        read = subprocess.run(["pdftotext", scratch / "paper.pdf", "-"], capture_output=True, check=True)
        return read.stdout.decode() + body.decode("latin-1")
    return body.decode("utf-8", errors="replace")


def crawl(app: Flask, world: World, key: str | None, scratch: Path) -> dict[str, set[str]]:
    """Visit every route as one person in both languages; return word -> addresses where it was met."""
    met: dict[str, set[str]] = {}
    values = places(world)
    with signed_in(app, key) as client:
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in NOT_CRAWLED or rule.rule.startswith("/api/"):
                continue
            for path, lang in itertools.product(paths(rule, values), ("zh", "en")):
                answer = client.get(f"{path}?lang={lang}")
                assert answer.status_code < 500, f"{path} as {key}: {answer.status}"
                words = text_of(answer.data, answer.content_type or "", scratch) + str(answer.headers)
                for word in world.canaries.homes:
                    if word in words:
                        met.setdefault(word, set()).add(path)
    return met


LABOUR = {"table", "supposals", "caucus/labour", "confidence/labour"}
EMPLOYER = {"table", "supposals", "caucus/employer", "confidence/employer"}
MAY_READ: Mapping[str, Set[str]] = {
    **dict.fromkeys(("lin", "zhou", "song", "okafor", "reyes"), LABOUR),
    "meng": LABOUR - {"confidence/labour"},
    **dict.fromkeys(("he", "tang", "fan", "lindqvist", "patel"), EMPLOYER),
    **{key: {"table", "supposals", "confidence/labour", "confidence/employer"} for key in ("qin", "novak")},
    **{key: {"table", "supposals"} for key in ("gao", "moreau", "xu", "hughes")},
    "ding": {"table"},
    "admin": set(),
}
"""What each person may read of a bargaining, said by hand: the other tests here take it from the policy and would go wrong with it."""


@pytest.mark.parametrize("key", MAY_READ)
def test_everybody_reads_the_streams_of_their_seat_and_no_others(world: World, key: str) -> None:
    read = [stream.split("/", 2) for stream in world.streams(key) if stream.startswith("bargaining/")]
    assert {rest for _, _, rest in read} == MAY_READ[key]
    assert {bargaining for _, bargaining, _ in read} == ({world.bargaining(key)} if MAY_READ[key] else set())


@pytest.mark.timeout(900)
def test_no_page_paper_or_export_shows_a_strange_word(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app = create_app(world.config, world.door)
    found_at_home: set[str] = set()
    for key in ROLES:
        met = crawl(app, world, key, tmp_path)
        own = world.streams(key) if key else frozenset()
        strange = {word: met[word] for word in met.keys() & world.canaries.strange_to(own)}
        assert not strange, f"{key} met {strange}"
        found_at_home |= met.keys() & world.canaries.home_to(own)
    everywhere = {word for word, home in world.canaries.homes.items() if "supposals" not in home}
    assert found_at_home >= everywhere, f"the crawl is blind: nobody met {sorted(everywhere - found_at_home)}"
    assert not [word for word in world.canaries.homes if word in caplog.text]


def test_no_push_tells_a_strange_word_or_that_anything_happened(world: World) -> None:
    app = create_app(world.config, world.door)
    hub, wire = app.extensions["house"].hub, RecordingWire()
    hub.wire = wire
    bargaining = world.bargaining("lin")
    seated = world.seated(bargaining)
    for key in seated:
        watched_by(hub, world, key, bargaining)
    wire.sent.clear()
    for side, chief in ((Side.LABOUR, "lin"), (Side.EMPLOYER, "he")):
        for happened, home in private_acts(world, bargaining, side, chief):
            hub.feed()
            for key in seated:
                told = json.dumps(wire.told(key), ensure_ascii=False)
                assert not [word for word in world.canaries.strange_to(world.streams(key)) if word in told], (
                    f"{key}: {happened}"
                )
                if home not in world.streams(key):
                    assert not wire.told(key), f"{key} was sent something because of {happened}"
            assert any(home in world.streams(key) and wire.told(key) for key in seated), f"nobody heard of {happened}"
            wire.sent.clear()


def private_acts(world: World, bargaining: str, side: Side, chief: str) -> Iterator[tuple[str, str]]:
    """Do one private act after another, yielding what it was and where it is at home."""
    caucus, mark = streams.caucus(bargaining, side), world.canaries.mark
    issue = next(row.id for row in world.rows(Issue, Issue.bargaining == bargaining) if row.standing == "open")
    world.do(chief, PostCaucusMessage(bargaining=bargaining, side=side, text=mark("message", caucus)))
    yield "a caucus message", caucus
    world.do(chief, WriteNote(bargaining=bargaining, side=side, issue=issue, text=mark("note", caucus)))
    yield "a caucus note", caucus
    draft = world.do(chief, StartDraft(bargaining=bargaining, issue=issue))
    yield "a draft started", caucus
    words = {"text": mark("text", caucus), "gist": mark("gist", caucus), "reason": mark("reason", caucus)}
    world.do(chief, SaveProposalDraft(bargaining=bargaining, draft=draft["draft"], version=draft["version"], **words))
    yield "a draft saved", caucus
    confidence = streams.confidence(bargaining, side)
    world.do(chief, PostInConfidence(bargaining=bargaining, side=side, text=mark("in confidence", confidence)))
    yield "a word in confidence", confidence
    supposals = streams.supposals(bargaining)
    world.do(chief, OfferSupposal(bargaining=bargaining, issue=issue, text=mark("supposal", supposals)))
    yield "a supposal", supposals


def test_no_mail_holds_a_private_word(world: World) -> None:
    bargaining, union = world.bargaining("lin"), world.rows(Organisation, Organisation.kind == "union")[0]
    world.do("admin", InviteMember(organisation=union.id, function="representative", email="new@demo.example"))
    for side, chief in ((Side.LABOUR, "lin"), (Side.EMPLOYER, "he")):
        assert list(private_acts(world, bargaining, side, chief))
    assert world.rows(Mail)
    letters = " ".join(f"{mail.recipient} {mail.subject} {mail.body}" for mail in world.rows(Mail))
    assert not [word for word in world.canaries.homes if word in letters]


@pytest.mark.timeout(600)
def test_the_interface_for_programs_shows_no_strange_word(world: World) -> None:
    app = create_app(world.config, world.door)
    values = places(world)
    regions = [f"{name}" for name in region_addresses(values)]
    for key in ("lin", "he", "gao", "qin", "xu", "ding", "okafor"):
        strange = world.canaries.strange_to(world.streams(key))
        for path in [f"/api/v1/regions/{address}" for address in regions] + [
            f"/api/v1/streams/{stream}/entries" for stream in values["stream"]
        ]:
            body = as_program(app, world, key, path)
            assert not [word for word in strange if word in body], f"{path} as {key}"


def region_addresses(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield an address of every region for a few of all combinations of its parameters."""
    from workbench.live import REGIONS

    for found in REGIONS.all():
        for combination in itertools.product(*(values[name][:4] for name in found.params)):
            yield found.address(*combination)


def as_program(app: Flask, world: World, key: str, path: str) -> str:
    """Return what a program acting for somebody is answered."""
    house = app.extensions["house"]
    known, house.identify = house.identify, lambda cookies, headers: world.actor(key)
    try:
        return app.test_client().get(path, headers={"Authorization": "Bearer test"}).get_data(as_text=True)
    finally:
        house.identify = known
