"""Commands (what somebody wants) and events (what happened): frozen, strict, complete values."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from workbench.kernel.streams import fields_of


class Message(BaseModel):
    """A frozen, strict value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")
    sentence: ClassVar[str]


class Command(Message):
    """Something a person, a program or the house itself asks to be done.

    `locks` names what two simultaneous commands may not both hold (a pattern over the command's own fields);
    `for_anyone` lets it be asked without signing in; `scope` is the right a token needs.
    """

    locks: ClassVar[str] = "house"
    for_anyone: ClassVar[bool] = False
    scope: ClassVar[str] = "act"
    secrets: ClassVar[frozenset[str]] = frozenset()

    def lock_name(self) -> str:
        """Return the name of the lock this command takes for its transaction."""
        return self.locks.format(**{name: getattr(self, name) for name in fields_of(self.locks)})


class Event(Message):
    """Something that happened, told to one audience.

    `audience` is a stream pattern over the event's own fields; `changes_audience` marks events after which somebody may
    read more or less than before; `on_record` is False for what must never enter an export (a supposal).
    """

    audience: ClassVar[str]
    changes_audience: ClassVar[bool] = False
    on_record: ClassVar[bool] = True

    @property
    def stream(self) -> str:
        """Return the name of the stream this event belongs to."""
        return self.audience.format(**{name: getattr(self, name) for name in fields_of(self.audience)})

    def payload(self) -> dict[str, Any]:
        """Return the event's fields as JSON values."""
        return self.model_dump(mode="json")


Handling = Generator[Event, None, "dict[str, Any] | None"]
"""What a handler is: it yields events and returns the result shown to whoever asked."""
