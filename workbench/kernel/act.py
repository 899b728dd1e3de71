"""What a policy may look at (Question) and what a handler may do (Act)."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select
from sqlalchemy.orm import Session

from workbench.kernel.checkpoints import HouseKey
from workbench.kernel.ledger import FIRST_HEAD, frontier_of, sealed_commitment
from workbench.kernel.models import Checkpoint, StreamHead, StreamSeal
from workbench.kernel.store import Base
from workbench.kernel.streams import AUDIENCES
from workbench.kernel.values import new_id
from workbench.kernel.verdict import Absent

M = TypeVar("M", bound=Base)
T = TypeVar("T")


@dataclass(frozen=True)
class Actor:
    """Who acts: a person (`person` is the account's id), the house itself (`system` names which part), or nobody yet.

    `scopes` limits what a token may do (None: everything the person may). `login` names the sign-in it acts through.
    """

    person: str | None = None
    system: str | None = None
    scopes: frozenset[str] | None = None
    login: str | None = None

    @property
    def name(self) -> str:
        """Return the name under which the ledger knows the actor."""
        return self.person or f"system:{self.system or 'anonymous'}"

    @property
    def is_house(self) -> bool:
        """Say whether this is the house itself and not a person."""
        return self.system is not None and self.person is None


NOBODY = Actor()


def the_house(part: str) -> Actor:
    """Return the named system actor for `part`, such as the scheduler."""
    return Actor(system=part)


class Question:
    """The moment a policy decides in: who asks, when, and a session to look things up (not filtered by audience)."""

    def __init__(self, session: Session, actor: Actor, now: datetime, zone: str) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.zone = zone

    @property
    def today(self) -> date:
        """Return today's date at the place of the house."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def streams(self, subject: str | None = None) -> frozenset[str]:
        """Return the streams the actor may read now (those of `subject` only, when given)."""
        if self.actor.person is None:
            return frozenset()
        return AUDIENCES.streams_of(self.session, self.actor.person, self.now, subject)

    def find(self, model: type[M], key: str | None) -> M:
        """Return the row with this primary key. Raises Absent when there is none."""
        row = self.session.get(model, key) if key is not None else None
        if row is None:
            raise Absent
        return row

    def first(self, query: Select[T]) -> T | None:
        """Return the first result of `query`, or None."""
        return self.session.scalars(query.limit(1)).first()

    def all(self, query: Select[T]) -> Sequence[T]:
        """Return all results of `query`."""
        return self.session.scalars(query).all()


class Act(Question):
    """A question that may also write: given to handlers and reactions only.

    `prepared` is what the command's preparation returned, for its own handler; nothing in it has been decided.
    """

    def __init__(
        self, session: Session, actor: Actor, now: datetime, zone: str, key: HouseKey, prepared: object = None
    ) -> None:
        super().__init__(session, actor, now, zone)
        self.mandate: str | None = None
        self.prepared = prepared
        self._key = key

    def under(self, mandate: str | None) -> None:
        """Record under which mandate the actor acts."""
        self.mandate = mandate

    def add(self, *rows: Base) -> None:
        """Add rows, so that later look-ups of this act see them."""
        self.session.add_all(rows)
        self.session.flush()

    def new_id(self) -> str:
        """Return a fresh random identifier."""
        return new_id()

    def seal(self, streams: Iterable[str]) -> dict[str, str]:
        """Commit to the heads of `streams`, empty ones included, and return name -> commitment.

        Each commitment is salted and its opening is stored sealed to the stream itself, so a common record that carries
        the commitments does not show whether, or how much, was written in private.
        """
        return {name: self._seal(name) for name in streams}

    def checkpoint(self, name: str) -> Checkpoint:
        """Sign, store and return the size and root of a stream as they stood before the running command."""
        head = self.session.get(StreamHead, name) or StreamHead(name=name, last_seq=0, head=FIRST_HEAD, frontier="[]")
        size, root = head.last_seq, frontier_of(head).root()
        note = self._key.sign(name, size, root)
        row = Checkpoint(id=self.new_id(), stream=name, at=self.now, size=size, root=root.hex(), note=note)
        self.add(row)
        return row

    @property
    def house(self) -> str:
        """Return the name of the key with which the house signs."""
        return self._key.name

    def sign(self, words: bytes) -> bytes:
        """Return the house's Ed25519 signature (64 bytes) of `words`, whose first line has to say what they are."""
        return self._key.private.sign(words)

    def _seal(self, name: str) -> str:
        head = self.session.get(StreamHead, name)
        salt = secrets.token_bytes(32)
        hash_ = head.head if head else FIRST_HEAD
        commitment = sealed_commitment(salt, hash_)
        row: dict[str, Any] = {"stream": name, "size": head.last_seq if head else 0, "head": hash_, "salt": salt.hex()}
        self.add(StreamSeal(id=self.new_id(), at=self.now, commitment=commitment, **row))
        return commitment
