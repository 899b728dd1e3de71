"""Putting the web floor together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from flask import Flask

from workbench.web import api, doing, errors, glossary, limits, security, words
from workbench.web.house import House
from workbench.web.pages import fresh_key, may, region_address, stop_asking


def start(app: Flask, house: House, packages: Iterable[Path]) -> None:
    """Give `app` its languages, guards, forms, errors and JSON interface."""
    app.extensions["house"] = house
    app.config.update(MAX_CONTENT_LENGTH=24 * 1024 * 1024, MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024, MAX_FORM_PARTS=200)
    words.start(app, packages)
    security.start(app)
    app.extensions["buckets"] = limits.Buckets()
    limits.start(app)
    errors.start(app)
    app.register_blueprint(doing.blueprint)
    app.register_blueprint(api.blueprint)
    app.register_blueprint(glossary.blueprint)
    app.teardown_appcontext(stop_asking)
    app.context_processor(lambda: {"locale": words.html_lang()})
    app.jinja_env.globals.update(
        asset=_asset_urls(Path(app.static_folder or "") / "built"),
        csrf_token=security.csrf_token,
        new_key=fresh_key,
        may=may,
        address=region_address,
        locale_name=words.locale_name,
    )


def _asset_urls(folder: Path) -> Callable[[str], str]:
    @lru_cache(maxsize=256)
    def digest(path: Path, changed: float) -> str:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:12]

    def asset(name: str) -> str:
        path = folder / name
        return (
            f"/static/built/{name}?v={digest(path, path.stat().st_mtime)}"
            if path.is_file()
            else f"/static/built/{name}"
        )

    return asset
