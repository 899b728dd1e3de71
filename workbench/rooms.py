"""Opening the rooms: every module of every domain imported and checked, and the one door behind which they all stand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from types import ModuleType

from workbench.config import Config
from workbench.kernel import REGISTRY, Door
from workbench.kernel.checkpoints import load_or_make
from workbench.kernel.store import Store
from workbench.people.policy import still_signed_in

ROOT = Path(__file__).resolve().parents[1]
DOMAINS = ("workbench.people", "agreements", "negotiation", "evaluation")
_ROOMS = ("models", "events", "policy", "commands", "queries", "reactions", "documents", "regions", "views")


@cache
def import_rooms() -> tuple[ModuleType, ...]:
    """Import every module of every room of every domain, lower floors first, and return them. Declaring is registering."""
    return tuple(module for domain in DOMAINS for room in _ROOMS for module in _modules(f"{domain}.{room}"))


def _modules(name: str) -> Iterator[ModuleType]:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        return
    yield module
    for found in pkgutil.walk_packages(getattr(module, "__path__", ()), prefix=f"{name}."):
        yield importlib.import_module(found.name)


def open_door(config: Config, clock: Callable[[], datetime] | None = None) -> Door:
    """Return the door of the house that `config` names, with every room behind it. Raises when something is declared by half."""
    import_rooms()
    REGISTRY.check()
    config.data.mkdir(parents=True, exist_ok=True)
    key = load_or_make(config.keys, config.house)
    return Door(Store(config.database_url), key, config.zone, clock, standing=still_signed_in)
