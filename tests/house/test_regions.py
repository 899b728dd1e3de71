"""Regions read only the streams they hear of, and lose nothing by it; a class of viewers costs one rendering."""

from __future__ import annotations

from flask import render_template
from flask_babel import force_locale

from negotiation.commands.messages import PostMessage
from negotiation.models import Issue
from tests.wires import RecordingWire, addresses, watched_by
from tests.worlds import World
from workbench.app import create_app
from workbench.kernel import Absent, Actor, Viewer
from workbench.live import REGIONS, render_inner


def test_a_region_shows_the_same_with_only_the_streams_it_hears_of(world: World) -> None:
    app, bargaining = create_app(world.config, world.door), world.bargaining("lin")
    issues = [row.id for row in world.rows(Issue, Issue.bargaining == bargaining)][:2]
    for key in ("lin", "he", "qin", "ding"):
        subject = f"bargaining/{bargaining}"
        viewer = world.door.viewer(Actor(person=world.people[key]), "en", subject).as_class(subject)
        for address in addresses(world, bargaining, issues):
            found, values = REGIONS.at(address)
            with app.app_context(), force_locale("en"), world.door.reading(viewer) as reader:
                try:
                    whole = render_template(found.template, **found.query(reader, *values))
                except Absent:
                    whole = None
            assert render_inner(app, world.door, address, viewer) == whole, f"{address} for {key}: name what it reads"


def test_one_event_is_rendered_once_for_everybody_who_reads_the_same(world: World) -> None:
    app, bargaining = create_app(world.config, world.door), world.bargaining("lin")
    hub, wire = app.extensions["house"].hub, RecordingWire()
    hub.wire = wire
    hub._identify = lambda credentials: Actor(person=credentials[1])
    subject, shown = f"bargaining/{bargaining}", [f"table.messages:{bargaining}", f"table.progress:{bargaining}"]
    for number in range(200):
        for key in ("zhou", "tang", "gao", "xu"):
            client = f"{key}-{number}"
            assert hub.connect(client, (number, world.people[key]))
            assert hub.watch(client, "test", subject, shown, world.door.heads(world.streams(key)), "en")["ok"]
    before = hub.counts.rendered
    world.do("lin", PostMessage(bargaining=bargaining, text="好"))
    hub.feed()
    assert hub.counts.rendered - before == 1, "800 watchers of four classes: one rendering"
    assert sum(len(wire.told(f"{key}-{n}")) for key in ("zhou", "tang", "gao", "xu") for n in range(200)) == 800


def test_a_slow_reader_is_let_go_and_nobody_else_waits(world: World) -> None:
    app, bargaining = create_app(world.config, world.door), world.bargaining("lin")
    hub, wire = app.extensions["house"].hub, RecordingWire()
    hub.wire, wire.slow = wire, {"he"}
    for key in ("he", "gao"):
        watched_by(hub, world, key, bargaining)
    world.do("lin", PostMessage(bargaining=bargaining, text="好"))
    hub.feed()
    assert wire.dropped == ["he"]
    assert wire.told("gao")


def test_a_part_that_cannot_be_rendered_keeps_nothing_else_back(world: World) -> None:
    app, bargaining = create_app(world.config, world.door), world.bargaining("lin")
    hub, wire = app.extensions["house"].hub, RecordingWire()
    hub.wire = wire
    watched_by(hub, world, "gao", bargaining)
    render, broken = hub._render, f"table.ledger:{bargaining}"

    def breaking(address: str, viewer: Viewer) -> str | None:
        if address == broken:
            raise RuntimeError("planted")
        return render(address, viewer)

    hub._render = breaking
    world.do("lin", PostMessage(bargaining=bargaining, text="好"))
    hub.feed()
    sent = {patch["address"] for _, payload in wire.told("gao") for patch in payload.get("patches", ())}
    assert f"table.messages:{bargaining}" in sent
    assert broken not in sent
