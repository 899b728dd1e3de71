"""A house that opens is ready: the first visitor waits for nothing that could have been done before."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from flask import Flask
from flask_babel import support

from tests.databases import ROOT
from workbench.app import make_ready
from workbench.config import Config
from workbench.kernel import Door


def test_nothing_is_compiled_or_read_when_the_first_visitor_comes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_ready(app)
    late: list[object] = []

    def noted(*given: object, **named: object) -> None:
        late.append(given)
        raise AssertionError("too late")

    monkeypatch.setattr(type(app.jinja_env), "compile", noted)
    monkeypatch.setattr(support.Translations, "load", noted)
    for language in ("zh-CN", "en"):
        assert app.test_client().get("/sign-in", headers={"Accept-Language": language}).status_code == 200
    assert late == []


def test_the_servers_handle_is_ready(config: Config, door: Door) -> None:
    ask = (
        "import wsgi; found = wsgi.app.jinja_env;"
        "print(len(found.cache), sum(not one.startswith('agreements/papers/') for one in found.list_templates()))"
    )
    environment = {
        **os.environ,
        "WORKBENCH_DATA": str(config.data),
        "DATABASE_URL": config.database_url,
        "WORKBENCH_TESTING": "1",
    }
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, env=environment, capture_output=True, text=True)
    compiled, written = map(int, done.stdout.split())
    assert compiled == written > 100
