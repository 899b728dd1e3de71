"""The hub: who watches what, and what each class of viewers is sent after a commit.

All sending happens under one lock, so that every client sees one order: a catch-up can never overtake a push.
A region is rendered once for a class of viewers and a state of its streams, however many watch.

Threat: an address of nothing is well formed, and finding out that nothing is there costs as much as a small picture, under the
lock that everybody waits for. Pages name what is there, so who asks for ever new nothings loses their lines.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select

from workbench.kernel import Actor, Committed, Door, Event, Viewer, event_of, in_utc
from workbench.kernel.buckets import Buckets
from workbench.kernel.failpoints import failpoint
from workbench.kernel.models import HousePosition, LedgerEntry
from workbench.kernel.streams import subject_of
from workbench.live.presence import Group, Presence, Watch, present
from workbench.live.regions import REGIONS, Region, UnknownRegion

log = logging.getLogger(__name__)
_MANY = 2000
_CACHED = 4096
_FOR_NOTHING, _FOR_NOTHING_AGAIN = 100, 0.05

Identify = Callable[[Any], "Actor | None"]
Render = Callable[[str, Viewer], "str | None"]


class Wire(Protocol):
    """What the hub needs of Socket.IO: to send to a room or a client, to move clients between rooms, to let one go."""

    def send(self, to: str, event: str, payload: Mapping[str, Any]) -> None:
        """Send to a room or a single client."""

    def enter(self, client: str, room: str) -> None:
        """Put a client into a room."""

    def leave(self, client: str, room: str) -> None:
        """Take a client out of a room."""

    def drop(self, client: str) -> None:
        """Close a client's connection."""

    def is_slow(self, client: str) -> bool:
        """Say whether a client reads so slowly that its backlog must not grow any more."""


@dataclass
class Counts:
    """How much work was done, for the benchmarks and the claim of one rendering per class; `nothings` are empty addresses."""

    rendered: int = 0
    nothings: int = 0
    sent: int = 0
    entries: int = 0


@dataclass
class _Batch:
    subject: str
    seqs: dict[str, int] = field(default_factory=dict)
    events: list[tuple[str, Event]] = field(default_factory=list)


class Hub:
    """Keeps the watches of one process and feeds them from the ledger."""

    def __init__(self, door: Door, wire: Wire, render: Render, identify: Identify) -> None:
        self.door = door
        self.wire = wire
        self.counts = Counts()
        self._render = render
        self._identify = identify
        self._order = threading.RLock()
        self._watches: dict[str, Watch] = {}
        self._members: dict[Group, set[str]] = {}
        self._cache: OrderedDict[tuple[str, Viewer], tuple[dict[str, int], str | None]] = OrderedDict()
        self._bell = threading.Event()
        self._position = self._house_position()
        self._presence = Presence()
        self._patience = Buckets(_FOR_NOTHING_AGAIN, _FOR_NOTHING)
        self._day = self._today()
        door.on_commit(self._after_commit)

    # ── clients ──────────────────────────────────────────

    def connect(self, client: str, credentials: Any) -> bool:
        """Admit a client whose credentials are known; return whether it was."""
        actor = self._identify(credentials)
        if actor is None or actor.person is None:
            return False
        with self._order:
            # Who comes a second time must not stay in a room where nobody looks for them any more.
            self.disconnect(client)
            self._watches[client] = Watch(client, credentials, actor)
        return True

    def disconnect(self, client: str) -> None:
        """Forget a client."""
        with self._order:
            watch = self._watches.pop(client, None)
            if watch is not None:
                self._leave(watch)

    def watch(
        self, client: str, page: str, subject: str, addresses: Iterable[str], cursors: Mapping[str, int], locale: str
    ) -> dict[str, Any]:
        """Let `client` watch `addresses` of `subject`, send it what moved since `cursors`, and return the acknowledgement."""
        with self._order:
            watch = self._watches.get(client)
            group = self._group(watch, subject, addresses, locale) if watch else None
            if watch is None or group is None:
                self._revoke(client)
                return {"ok": False}
            self._leave(watch)
            watch.page, watch.group = page, group
            self._members.setdefault(group, set()).add(client)
            self.wire.enter(client, group.room)
            self._presence.tell_again(group.room)
            heads = self.door.heads(group.viewer.streams)
            news = self._patches(group, self._moved_since(group, cursors, heads))
            if watch.group is not group:
                return {"ok": False}
            if news:
                self.wire.send(client, "news", {"patches": news, "heads": heads, "at": self._now()})
            return {"ok": True, "heads": heads, "at": self._now()}

    def presence(self, client: str, state: str) -> None:
        """Note that a client is looking (`here`) or not (`away`)."""
        with self._order:
            watch = self._watches.get(client)
            if watch is not None and state in ("here", "away"):
                watch.state = state

    def typing(self, client: str, name_of: Callable[[str], str]) -> None:
        """Tell the others on the same private page that this person is writing.

        Such a page is named after its stream. Its name alone proves nothing: another side's page may share it, and a page
        may stay open longer than a seat lasts.
        """
        with self._order:
            watch = self._watches.get(client)
            if watch is None or not _reads_its_page(watch):
                return
            person = str(watch.actor.person)
            name = name_of(person)
            for other in self._watches.values():
                if other is not watch and other.page == watch.page and _reads_its_page(other):
                    self.wire.send(other.client, "typing", {"person": person, "name": name})

    def watching(self) -> int:
        """Return how many clients are connected."""
        return len(self._watches)

    # ── after a commit ───────────────────────────────────

    def _after_commit(self, committed: Sequence[Committed]) -> None:
        changed = {subject_of(one.stream) for one in committed if one.event.changes_audience}
        if changed:
            self.recheck(changed)
        self._bell.set()

    def recheck(self, subjects: set[str] | None = None) -> None:
        """Close every watch of `subjects` (a `person/<id>` among them: of that person) that rights no longer cover.

        Without `subjects`, look at all: a login that ran out by the clock closes what it opened.
        """
        with self._order:
            for watch in list(self._watches.values()):
                names = {watch.group.subject if watch.group else "", f"person/{watch.actor.person}"}
                if (subjects is None or names & subjects) and not self._still_entitled(watch):
                    self._revoke(watch.client)

    def run(self, stop: threading.Event, heartbeat: float = 15.0, poll: float = 1.0) -> None:
        """Feed watches from the ledger until `stop` is set; rung by commits of this process, polling for those of others."""
        last_beat = self.door.clock()
        while not stop.is_set():
            self._bell.wait(poll)
            self._bell.clear()
            try:
                self.feed()
                self._tell_presence()
                if (self.door.clock() - last_beat).total_seconds() >= heartbeat:
                    last_beat = self.door.clock()
                    self._beat()
            except Exception:
                log.exception("the live feed stumbled; it goes on, and clients catch up")

    def feed(self) -> None:
        """Send what was committed since the last time to those who may see it."""
        with self._order:
            if self._day != self._today():
                self._new_day()
            for batch in self._new_batches():
                for group in [group for group in self._members if group.subject == batch.subject]:
                    self._push(group, batch)
                failpoint("during_push")

    def _new_day(self) -> None:
        # Regions say "today"; at midnight of the place that becomes untrue without anything having happened.
        self._day = self._today()
        self._cache.clear()
        for group in list(self._members):
            patches = self._patches(group, {address for address in group.addresses if not address.endswith("*")})
            heads = self.door.heads(group.viewer.streams)
            self.wire.send(group.room, "news", {"patches": patches, "heads": heads, "at": self._now()})

    def _push(self, group: Group, batch: _Batch) -> None:
        streams = group.viewer.streams
        events = [event for stream, event in batch.events if stream in streams]
        if not events and not any(stream in streams for stream in batch.seqs):
            return
        heads = {stream: seq for stream, seq in batch.seqs.items() if stream in streams}
        patches = self._patches(group, self._touched(group, events))
        for client in list(self._members.get(group, ())):
            if self.wire.is_slow(client):
                self.wire.drop(client)
        self.wire.send(group.room, "news", {"patches": patches, "heads": heads, "at": self._now()})
        self.counts.sent += 1

    def _new_batches(self) -> list[_Batch]:
        batches: OrderedDict[str, _Batch] = OrderedDict()
        with self.door.store.reading() as session:
            query = select(LedgerEntry).where(LedgerEntry.position > self._position).order_by(LedgerEntry.position)
            for entry in session.scalars(query):
                self._position = entry.position
                self.counts.entries += 1
                subject = subject_of(entry.stream)
                batch = batches.setdefault(subject, _Batch(subject))
                batch.seqs[entry.stream] = entry.seq
                event = event_of(entry)
                if event is not None:
                    batch.events.append((entry.stream, event))
        # Rights changed by another process are honoured here, within one poll.
        changed = {batch.subject for batch in batches.values() if any(e.changes_audience for _, e in batch.events)}
        if changed:
            self.recheck(changed)
        return list(batches.values())

    # ── what moved, and its picture ──────────────────────

    def _touched(self, group: Group, events: Sequence[Event]) -> set[str]:
        touched: set[str] = set()
        for address in group.addresses:
            found, values = REGIONS.at(address)
            for event in events:
                if found.touched_by(event, values):
                    filled = found.values_in(event, values)
                    touched |= self._all_known(group, found) if filled is None else {found.address(*filled)}
        return touched

    def _all_known(self, group: Group, found: Region) -> set[str]:
        # A pattern was touched by an event that names no single instance: everything of that kind that was ever shown.
        beginning = f"{found.name}:{group.subject.rpartition('/')[2]}/"
        return {address for address, _ in self._cache if address.startswith(beginning)}

    def _moved_since(self, group: Group, cursors: Mapping[str, int], heads: Mapping[str, int]) -> set[str]:
        missed: list[Event] = []
        for stream, head in heads.items():
            cursor = cursors.get(stream, 0)
            if head - cursor > _MANY or cursor > head:
                return {address for address in group.addresses if not address.endswith("*")}
            if head > cursor:
                missed += self._events(stream, cursor)
        return self._touched(group, missed)

    def _events(self, stream: str, after: int) -> list[Event]:
        with self.door.store.reading() as session:
            query = (
                select(LedgerEntry)
                .where(LedgerEntry.stream == stream, LedgerEntry.seq > after)
                .order_by(LedgerEntry.seq)
            )
            return [event for entry in session.scalars(query) if (event := event_of(entry)) is not None]

    def _patches(self, group: Group, addresses: set[str]) -> list[dict[str, Any]]:
        # Heads are read before rendering: a picture may be newer than they say, never older.
        heads = self.door.heads(group.viewer.streams) if addresses else {}
        patches: list[dict[str, Any]] = []
        for address in sorted(addresses):
            nothings = self.counts.nothings
            try:
                html = self._picture(address, group.viewer, heads)
            except Exception:
                # One part that cannot be shown must not keep everything else from everybody.
                log.exception("%s could not be rendered", address)
                continue
            if self.counts.nothings > nothings and not self._bear_with(group):
                break
            patches.append({"address": address, "gone": True} if html is None else {"address": address, "html": html})
        return patches

    def _picture(self, address: str, viewer: Viewer, heads: dict[str, int]) -> str | None:
        found, values = REGIONS.at(address)
        viewer = found.narrowed(viewer, values)
        heads = {stream: seq for stream, seq in heads.items() if stream in viewer.streams}
        known = self._cache.get((address, viewer))
        if known is not None and known[0] == heads:
            self._cache.move_to_end((address, viewer))
            return known[1]
        html = self._render(address, viewer)
        self.counts.rendered += 1
        self.counts.nothings += html is None and known is None
        self._cache[address, viewer] = (heads, html)
        if len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        return html

    def _bear_with(self, group: Group) -> bool:
        """Count against the watchers of `group` that they asked for one more nothing; return whether any of them are left."""
        people = {self._watches[client].actor.person for client in self._members.get(group, ())}
        spent = {person for person in people if self._patience.take(str(person))}
        for watch in [watch for watch in self._watches.values() if spent and watch.actor.person in spent]:
            self.disconnect(watch.client)
            self.wire.drop(watch.client)
        return group in self._members

    # ── small parts ──────────────────────────────────────

    def _group(self, watch: Watch, subject: str, addresses: Iterable[str], locale: str) -> Group | None:
        actor = self._identify(watch.credentials)
        if actor is None or actor.person is None:
            return None
        watch.actor = actor
        viewer = self.door.viewer(actor, locale, subject).as_class(subject)
        wanted = frozenset(addresses)
        if not viewer.streams or not all(_is_about(address, subject) for address in wanted):
            return None
        patterns = {address.removesuffix("*") for address in wanted if address.endswith("*")}
        single = {a for a in wanted if a.endswith("*") or not any(a.startswith(prefix) for prefix in patterns)}
        return Group(subject, viewer, frozenset(single))

    def _still_entitled(self, watch: Watch) -> bool:
        actor = self._identify(watch.credentials)
        if actor is None or actor.person != watch.actor.person:
            return False
        if watch.group is None:
            return True
        subject = watch.group.subject
        now = self.door.viewer(actor, watch.group.viewer.locale, subject).as_class(subject)
        return now.streams == watch.group.viewer.streams

    def _revoke(self, client: str) -> None:
        watch = self._watches.get(client)
        if watch is not None:
            self._leave(watch)
        self.wire.send(client, "revoked", {})

    def _leave(self, watch: Watch) -> None:
        if watch.group is None:
            return
        self.wire.leave(watch.client, watch.group.room)
        members = self._members.get(watch.group)
        if members is not None:
            members.discard(watch.client)
            if not members:
                del self._members[watch.group]
        watch.group = None

    def _beat(self) -> None:
        self.recheck()
        with self._order:
            for group in list(self._members):
                self.wire.send(
                    group.room,
                    "news",
                    {"patches": [], "heads": self.door.heads(group.viewer.streams), "at": self._now()},
                )

    def _tell_presence(self) -> None:
        with self._order:
            rooms = {group.room: group.subject for group in self._members}
            for room, people in self._presence.news(self._watches.values(), rooms):
                self.wire.send(room, "presence", {"people": people})

    def present(self, subject: str) -> dict[str, str]:
        """Return who of `subject` is connected now, person -> `here` or `away`. A private page counts like any other."""
        with self._order:
            return present(self._watches.values()).get(subject, {})

    def _house_position(self) -> int:
        with self.door.store.reading() as session:
            row = session.get(HousePosition, 1)
            return row.position if row else 0

    def _today(self) -> date:
        return self.door.clock().astimezone(ZoneInfo(self.door.zone)).date()

    def _now(self) -> str:
        return in_utc(self.door.clock())


def _reads_its_page(watch: Watch) -> bool:
    """Say whether the page is named after a stream that its watcher may read."""
    return watch.group is not None and watch.page in watch.group.viewer.streams


def _is_about(address: str, subject: str) -> bool:
    try:
        _, values = REGIONS.at(address)
    except UnknownRegion:
        return False
    return values[0] == subject.rpartition("/")[2] and "*" not in values[:-1]
