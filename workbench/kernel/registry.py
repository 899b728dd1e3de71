"""What the house knows how to do: every command with its policy and handler, every event, every reaction. Checked at start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from workbench.kernel.act import Act, Question
from workbench.kernel.messages import Command, Event, Handling
from workbench.kernel.streams import ANY_STREAM, AUDIENCES, fields_of
from workbench.kernel.verdict import Verdict

C = TypeVar("C", bound=Command)
E = TypeVar("E", bound=Event)


Asking = Callable[[], AbstractContextManager[Question]]
"""Opens a question in a session of its own, before and outside the command's transaction."""


class IncompleteRegistry(RuntimeError):
    """Something is declared by half: the house does not start."""


class Registry:
    """Commands, policies, handlers and reactions by class."""

    def __init__(self) -> None:
        self.policies: dict[type[Command], Callable[[Question, Any], Verdict]] = {}
        self.preparations: dict[type[Command], Callable[[Asking, Any], object]] = {}
        self.handlers: dict[type[Command], Callable[[Act, Any], Handling]] = {}
        self._checked: dict[str, type[Event]] | None = None
        self.reactions: dict[type[Event], list[Callable[[Act, Any], Iterator[Event]]]] = {}

    def policy(
        self, *commands: type[C]
    ) -> Callable[[Callable[[Question, C], Verdict]], Callable[[Question, C], Verdict]]:
        """Return a decorator: this function says who may do these commands."""

        def remember(decide: Callable[[Question, C], Verdict]) -> Callable[[Question, C], Verdict]:
            for command in commands:
                _once(self.policies, command, decide)
            return decide

        return remember

    def preparation(
        self, *commands: type[C]
    ) -> Callable[[Callable[[Asking, C], object]], Callable[[Asking, C], object]]:
        """Return a decorator: this function works out, before the transaction, what would hold up the one writer too long.

        It decides nothing: nobody has said yet that the command may be done, so it must be bounded by itself.
        """

        def remember(prepare: Callable[[Asking, C], object]) -> Callable[[Asking, C], object]:
            for command in commands:
                _once(self.preparations, command, prepare)
            return prepare

        return remember

    def handler(self, command: type[C]) -> Callable[[Callable[[Act, C], Handling]], Callable[[Act, C], Handling]]:
        """Return a decorator: this generator does the command."""

        def remember(handle: Callable[[Act, C], Handling]) -> Callable[[Act, C], Handling]:
            _once(self.handlers, command, handle)
            return handle

        return remember

    def reaction(
        self, event: type[E]
    ) -> Callable[[Callable[[Act, E], Iterator[Event]]], Callable[[Act, E], Iterator[Event]]]:
        """Return a decorator: this generator answers `event` in the same transaction; when it fails, the command fails."""

        def remember(react: Callable[[Act, E], Iterator[Event]]) -> Callable[[Act, E], Iterator[Event]]:
            self.reactions.setdefault(event, []).append(react)
            return react

        return remember

    def commands(self) -> dict[str, type[Command]]:
        """Return every command class by its name."""
        return {
            command.__name__: command
            for command in sorted(_leaves(Command), key=lambda c: c.__name__)
            if _ours(command)
        }

    def events(self) -> dict[str, type[Event]]:
        """Return every event class by its name."""
        if self._checked is not None:
            return self._checked
        return {event.__name__: event for event in sorted(_leaves(Event), key=lambda e: e.__name__) if _ours(event)}

    def check(self) -> None:
        """Raise IncompleteRegistry, naming everything that is declared by half."""
        wrong = [line for command in self.commands().values() for line in self._command_faults(command)]
        wrong += [line for event in self.events().values() for line in _event_faults(event)]
        if wrong:
            raise IncompleteRegistry("; ".join(wrong))
        self._checked = self.events()

    def _command_faults(self, command: type[Command]) -> Iterator[str]:
        name = command.__name__
        if command not in self.policies:
            yield f"{name} has no policy"
        if command not in self.handlers:
            yield f"{name} has no handler"
        yield from _words_faults(command)
        for field in fields_of(command.locks):
            if field not in command.model_fields:
                yield f"{name} locks {command.locks} but has no field {field}"
        for field in command.secrets:
            if field not in command.model_fields:
                yield f"{name} has no secret field {field}"


def _event_faults(event: type[Event]) -> Iterator[str]:
    yield from _words_faults(event)
    pattern = getattr(event, "audience", None)
    if pattern is None:
        yield f"{event.__name__} has no audience"
    elif pattern != ANY_STREAM and not AUDIENCES.knows(pattern):
        yield f"nobody answers for the audience {pattern} of {event.__name__}"
    else:
        for field in fields_of(pattern):
            if field not in event.model_fields:
                yield f"{event.__name__} has no field {field} for its audience"


def _words_faults(message: type[Command] | type[Event]) -> Iterator[str]:
    if not (message.__doc__ or "").strip() or message.__doc__ in (Command.__doc__, Event.__doc__):
        yield f"{message.__name__} has no docs"
    if not getattr(message, "sentence", ""):
        yield f"{message.__name__} has no sentence"


def _once(table: dict[Any, Any], key: type[Command], value: Any) -> None:
    if key in table:
        raise IncompleteRegistry(f"{key.__name__} is declared twice")
    table[key] = value


def _leaves(base: type[Any]) -> Iterator[type[Any]]:
    for child in base.__subclasses__():
        yield from _leaves(child) if child.__subclasses__() else (child,)


def _ours(message: type[Any]) -> bool:
    return not message.__module__.startswith("tests.")


REGISTRY = Registry()
policy = REGISTRY.policy
preparation = REGISTRY.preparation
handler = REGISTRY.handler
reaction = REGISTRY.reaction
