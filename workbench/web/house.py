"""What the running application holds: settings, the door, the hub, and how a request's person is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, request

from workbench.config import Config
from workbench.kernel import NOBODY, Actor, Door
from workbench.live import Hub

Identify = Callable[[Mapping[str, str], Mapping[str, str]], Actor | None]


@dataclass(frozen=True)
class Me:
    """The person at the screen, as the layout shows them. `address_waits`: another address was asked for their account."""

    id: str
    name: str
    initial: str
    is_administrator: bool = False
    address_waits: bool = False


@dataclass
class House:
    """The parts of one running application. `identify` and `describe` are given by the people floor above."""

    config: Config
    door: Door
    identify: Identify
    describe: Callable[[str], Me | None]
    language_of: Callable[[str], str | None]
    hub: Hub | None = None


def house() -> House:
    """Return the running application's house."""
    found: House = current_app.extensions["house"]
    return found


def current_actor() -> Actor:
    """Return who makes this request: a person known by cookie or token, or nobody."""
    if "actor" not in g:
        headers = {name: value for name, value in request.headers.items() if name in ("Authorization", "User-Agent")}
        g.actor = house().identify(request.cookies, headers) or NOBODY
    actor: Actor = g.actor
    return actor


def current_me() -> Me | None:
    """Return the person at the screen for the layout, or None when nobody is signed in."""
    person = current_actor().person
    return house().describe(person) if person else None


def template_values(**values: Any) -> dict[str, Any]:
    """Return the variables every whole page has beside its own."""
    return {"me": current_me(), **values}
