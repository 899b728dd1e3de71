"""The one door: every change of the house's state passes through `Door.perform`, as one transaction and one set of ledger entries."""

from __future__ import annotations

import hashlib
import json
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from workbench.kernel.act import Act, Actor, Question
from workbench.kernel.checkpoints import HouseKey
from workbench.kernel.failpoints import failpoint
from workbench.kernel.ledger import Signature, append, canonical, frontier_of
from workbench.kernel.messages import Command, Event
from workbench.kernel.models import CommandOutcome, LedgerEntry, StreamHead
from workbench.kernel.reader import Reader, reading, reading_public
from workbench.kernel.registry import REGISTRY
from workbench.kernel.store import Store
from workbench.kernel.streams import Viewer
from workbench.kernel.verdict import (
    ALLOWED,
    KEY_REUSED,
    OUT_OF_SCOPE,
    SIGN_IN_FIRST,
    Absent,
    Refusal,
    Refused,
    Verdict,
    refused,
)

log = logging.getLogger(__name__)
_RETRIES = 5
# PostgreSQL: two transactions met (serialization, deadlock), or both took the same next number (unique violation).
_RETRYABLE = ("40001", "40P01", "23505")


@dataclass(frozen=True)
class Outcome:
    """What came of a command: the handler's result, its ledger entries as (stream, seq), and whether this answers a repeated key."""

    result: dict[str, Any]
    entries: tuple[tuple[str, int], ...]
    duplicate: bool = False


@dataclass(frozen=True)
class Committed:
    """One committed ledger entry as told to those who listen after a commit."""

    position: int
    stream: str
    seq: int
    event: Event


Listener = Callable[[Sequence[Committed]], None]


Standing = Callable[[Question], Verdict]
"""Says whether whoever acts may still act at all. Asked within every transaction: an account may be closed, or a login ended,
while a command waits for its turn."""


class Door:
    """Performs commands on one store. `clock` returns the server's time, the only time that counts."""

    def __init__(
        self,
        store: Store,
        key: HouseKey,
        zone: str,
        clock: Callable[[], datetime] | None = None,
        standing: Standing = lambda question: ALLOWED,
    ) -> None:
        self.store = store
        self.key = key
        self.zone = zone
        self.clock = clock or (lambda: datetime.now(UTC))
        self._standing = standing
        self._listeners: list[Listener] = []

    def on_commit(self, listener: Listener) -> None:
        """Call `listener` after each commit and before the caller is answered. It must be quick and may not fail the command."""
        self._listeners.append(listener)

    def perform(self, actor: Actor, command: Command, key: str) -> Outcome:
        """Do `command` for `actor` and return its outcome; with a `key` seen before, return the first outcome again.

        Raises Refusal (Absent included) when nothing was done.
        """
        failpoint("before_begin")
        prepared = self._prepared(actor, command)
        for attempt in range(_RETRIES):
            try:
                outcome, committed = self._transaction(actor, command, key, prepared)
                break
            except (OperationalError, IntegrityError) as error:
                if attempt + 1 == _RETRIES or getattr(error.orig, "sqlstate", None) not in _RETRYABLE:
                    raise
        failpoint("after_commit")
        self._tell(committed)
        failpoint("before_answer")
        return outcome

    def _prepared(self, actor: Actor, command: Command) -> object:
        prepare = REGISTRY.preparations.get(type(command))
        return prepare(lambda: self._asking(actor), command) if prepare else None

    @contextmanager
    def _asking(self, actor: Actor) -> Iterator[Question]:
        with self.store.reading() as session:
            yield Question(session, actor, self.clock(), self.zone)

    def _transaction(
        self, actor: Actor, command: Command, key: str, prepared: object
    ) -> tuple[Outcome, list[Committed]]:
        digest = _digest(command)
        with self.store.writing(command.lock_name()) as session:
            act = Act(session, actor, self.clock(), self.zone, self.key, prepared)
            _insist(self._standing(act))
            earlier = session.get(CommandOutcome, (actor.name, key))
            if earlier is not None:
                return _repeated(earlier, digest), []
            _insist(decide(act, command))
            events, result = _handle(act, command)
            entries = append(session, Signature(act.now, actor.name, act.mandate, type(command).__name__), events)
            failpoint("after_insert")
            numbers = tuple((entry.stream, entry.seq) for entry in entries)
            session.add(_outcome_row(act, command, key, digest, result, numbers))
            session.flush()
            failpoint("before_commit")
            session.commit()
        committed = [
            Committed(entry.position, entry.stream, entry.seq, event)
            for entry, event in zip(entries, events, strict=True)
        ]
        return Outcome(result, numbers), committed

    def _tell(self, committed: Sequence[Committed]) -> None:
        if not committed:
            return
        for listener in self._listeners:
            try:
                listener(committed)
            except Exception:
                log.exception("a listener failed after a commit; the act stands")

    def ask(self, actor: Actor, command: type[Command], **identifying: Any) -> Verdict:
        """Return whether `actor` may do `command` now, judged by the fields that say what it is about."""
        with self.store.reading() as session:
            return self.ask_in(session, actor, command, **identifying)

    def ask_in(self, session: Session, actor: Actor, command: type[Command], **identifying: Any) -> Verdict:
        """Do as `ask` within a session that is already open, for pages that ask many questions."""
        question = Question(session, actor, self.clock(), self.zone)
        try:
            return decide(question, command.model_construct(**identifying))
        except Refusal as refusal:
            return Refused(refusal.reason, refusal.values)

    def viewer(self, actor: Actor, locale: str, subject: str | None = None) -> Viewer:
        """Return the viewer `actor` is now: all streams open to them, or only those of `subject`."""
        with self.store.reading() as session:
            streams = Question(session, actor, self.clock(), self.zone).streams(subject)
        return Viewer(streams, locale, actor.person)

    def heads(self, streams: frozenset[str]) -> dict[str, int]:
        """Return the last number of each of `streams` that has any entry."""
        with self.store.reading() as session:
            found = (session.get(StreamHead, name) for name in sorted(streams))
            return {head.name: head.last_seq for head in found if head is not None}

    def checkpoint(self, stream: str) -> str:
        """Return a freshly signed note on the present size and root of `stream`."""
        with self.store.reading() as session:
            head = session.get(StreamHead, stream) or StreamHead(name=stream, last_seq=0, head="0" * 64, frontier="[]")
            return self.key.sign(stream, head.last_seq, frontier_of(head).root())

    def reading(self, viewer: Viewer) -> AbstractContextManager[Reader]:
        """Return the context manager of a reader for `viewer`."""
        return reading(self.store, viewer, self.clock(), self.zone)

    def reading_public(self, locale: str) -> AbstractContextManager[Reader]:
        """Return the context manager of a reader for anybody, who need not be signed in: of Public rows only."""
        return reading_public(self.store, locale, self.clock(), self.zone)


def _insist(verdict: Verdict) -> None:
    if isinstance(verdict, Refused):
        raise Refusal(verdict.reason, **verdict.values)


def decide(question: Question, command: Command) -> Verdict:
    """Return the verdict of the command's policy, after the questions every command has in common."""
    if question.actor.person is None and not question.actor.is_house and not command.for_anyone:
        return refused(SIGN_IN_FIRST)
    if question.actor.scopes is not None and command.scope not in question.actor.scopes:
        return refused(OUT_OF_SCOPE)
    decider = REGISTRY.policies.get(type(command))
    if decider is None:
        raise Absent
    return decider(question, command)


def _handle(act: Act, command: Command) -> tuple[list[Event], dict[str, Any]]:
    handling = REGISTRY.handlers[type(command)](act, command)
    events: list[Event] = []
    try:
        while True:
            events.append(next(handling))
    except StopIteration as stop:
        result: dict[str, Any] = stop.value or {}
    waiting = deque(events)
    while waiting:
        for react in REGISTRY.reactions.get(type(event := waiting.popleft()), []):
            for answer in react(act, event):
                events.append(answer)
                waiting.append(answer)
    act.session.flush()
    return events, result


def _digest(command: Command) -> str:
    plain = command.model_dump(mode="json", exclude=set(command.secrets))
    return hashlib.sha256(f"{type(command).__name__}\n{canonical(plain)}".encode()).hexdigest()


def _repeated(earlier: CommandOutcome, digest: str) -> Outcome:
    if earlier.digest != digest:
        raise Refusal(KEY_REUSED)
    entries = tuple((stream, seq) for stream, seq in json.loads(earlier.entries))
    return Outcome(json.loads(earlier.result), entries, duplicate=True)


def _outcome_row(
    act: Act, command: Command, key: str, digest: str, result: dict[str, Any], entries: tuple[tuple[str, int], ...]
) -> CommandOutcome:
    return CommandOutcome(
        actor=act.actor.name,
        key=key,
        digest=digest,
        command=type(command).__name__,
        result=json.dumps(result, ensure_ascii=False),
        entries=json.dumps(entries),
        at=act.now,
    )


def event_of(entry: LedgerEntry) -> Event | None:
    """Return the event of a stored entry, or None when this version of the house does not know its class."""
    known = REGISTRY.events().get(entry.event)
    return known.model_validate_json(entry.payload) if known else None
