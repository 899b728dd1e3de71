"""Putting the whole house together: one Flask application with every room in it."""

from __future__ import annotations

import gc
import secrets
from pathlib import Path

from flask import Blueprint, Flask, redirect
from flask_babel import force_locale, get_translations
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined

from workbench.config import Config, read_config
from workbench.kernel import Door
from workbench.kernel.keyfiles import kept
from workbench.live import open_sockets
from workbench.people import identity
from workbench.rooms import DOMAINS, ROOT, import_rooms, open_door
from workbench.web import House, start
from workbench.web.words import LOCALES

FRONT = "/bargainings"


def create_app(config: Config | None = None, door: Door | None = None) -> Flask:
    """Return the application. Its Socket.IO server is in `app.extensions["socketio"]`, the rest in `app.extensions["house"]`."""
    config = config or read_config()
    door = door or open_door(config)
    door.store.assert_safe()
    app = Flask("workbench", static_folder=str(ROOT / "workbench/web/static"), static_url_path="/static")
    app.secret_key = _session_key(config.keys)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    packages = [ROOT / "workbench", *(ROOT / domain.replace(".", "/") for domain in DOMAINS)]
    app.jinja_loader = ChoiceLoader(
        [
            FileSystemLoader(ROOT / "workbench/web/templates"),
            *(FileSystemLoader(path / "templates") for path in packages[1:]),
        ]
    )
    people = identity.Identity(door, config.secure_cookies)
    house = House(config, door, people.identify, people.describe, people.language_of)
    start(app, house, packages)
    socketio, house.hub = open_sockets(
        app, door, config.origin, people.identify, lambda person: me.name if (me := people.describe(person)) else ""
    )
    app.extensions["socketio"] = socketio
    for module in import_rooms():
        blueprint = getattr(module, "blueprint", None)
        if isinstance(blueprint, Blueprint) and blueprint.import_name == module.__name__:
            app.register_blueprint(blueprint)
    app.add_url_rule("/", "front", lambda: redirect(FRONT, 302))
    return app


def make_ready(app: Flask) -> None:
    """Compile every template and read every catalogue, so that the first visitor after a start waits no longer than the next.

    A second of work for a hundred templates; the memory is the same as after an hour of use.
    """
    for name in app.jinja_env.list_templates():
        # The papers of agreements are set in an environment of their own (agreements/documents/sheets.py).
        if not name.startswith("agreements/papers/"):
            app.jinja_env.get_template(name)
    for locale in LOCALES:
        with app.app_context(), force_locale(locale):
            get_translations()
    # What stands for the life of the process is not looked through again: a full round of the collector stopped everybody for 0.2 s.
    gc.collect()
    gc.freeze()


def _session_key(directory: Path) -> str:
    return kept(directory / "session.key", lambda: secrets.token_hex(32).encode()).decode().strip()
