"""Visits to a played world over HTTP: as a person at a browser, as a program, as a stranger; and the print a visit leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import ColumnElement, Select, Table, func, select
from werkzeug.test import TestResponse

from tests.databases import house_tables
from tests.houses import application
from tests.worlds import ORIGIN, World
from workbench.demo.fill import DEMO_PASSWORD
from workbench.kernel import Actor, new_id
from workbench.kernel.models import CommandOutcome
from workbench.people.commands import MakeToken
from workbench.web.limits import Buckets

WALKS_IN = "walks-in-as"
HAN = re.compile("[\u4e00-\u9fff]")


class Ground:
    """A played world with its application; people walk in without the form, by a cookie that only this ground knows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.app: Flask = application(world.config, world.door)
        self._identify = self.app.extensions["house"].identify
        self.app.extensions["house"].identify = self._known
        self.app.extensions["buckets"] = Buckets(at_once=1_000_000)
        self._tokens: dict[tuple[str, str], str] = {}

    def _known(self, cookies: Mapping[str, str], headers: Mapping[str, str]) -> Actor | None:
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        if token.startswith(WALKS_IN):
            return replace(self.world.actor(token.removeprefix(WALKS_IN)), scopes=frozenset({"read", "act"}))
        key = cookies.get(WALKS_IN)
        if key and not scheme:
            return self.world.actor(key)
        found: Actor | None = self._identify(cookies, headers)
        return found

    def visitor(self, key: str | None, lang: str = "en") -> Visitor:
        """Return a browser in which somebody of the scripts, or nobody, is at work."""
        client = self.app.test_client()
        client.set_cookie("language", {"en": "en", "zh": "zh_Hans_CN"}[lang])
        if key:
            client.set_cookie(WALKS_IN, key)
        return Visitor(client, lang)

    def program(self, key: str, reach: str = "act", lang: str = "en") -> Program:
        """Return a program that brings a token of somebody of the scripts: the same one each time it is asked for."""
        if (key, reach) not in self._tokens:
            command = MakeToken(name="test", reach=reach, password=DEMO_PASSWORD)
            assert self.world.do(key, command)["ok"]
            self._tokens[key, reach] = command.token
        return Program(self.app.test_client(), self._tokens[key, reach], lang)

    def errand(self, key: str, lang: str = "en") -> Program:
        """Return a program of somebody whose token nothing can end."""
        return Program(self.app.test_client(), f"{WALKS_IN}{key}", lang)

    def print(self) -> tuple[tuple[str, int], ...]:
        """Return how many rows every table holds: what a refused request must leave alone.

        That a token was seen is noted whatever becomes of the request.
        """
        seen = CommandOutcome.__table__.c.command == "NoteSeen"
        with self.world.door.store.reading() as session:
            return tuple(
                (
                    table.name,
                    session.scalars(_counting(table, seen if table.name == "command_outcomes" else None)).one(),
                )
                for table in house_tables()
            )


def _counting(table: Table, but: ColumnElement[bool] | None) -> Select[tuple[int]]:
    query = select(func.count()).select_from(table)
    return query if but is None else query.where(~but)


@dataclass
class Visitor:
    """A browser."""

    client: FlaskClient
    lang: str

    @cached_property
    def csrf(self) -> str:
        """The proof a form of this browser brings."""
        page = self.client.get("/sign-in").text if not self.client.get_cookie(WALKS_IN) else self._own_page()
        found = re.search(r'name="_csrf" value="([0-9a-f]{64})"', page)
        assert found, page[-2000:]
        return found[1]

    def _own_page(self) -> str:
        return self.client.get("/account").text

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read a page."""
        return self.client.get(path, headers=headers)

    def do(self, name: str, data: Mapping[str, Any] | None = None, **headers: str) -> TestResponse:
        """Post a command's form, in order unless `data` says otherwise."""
        sent = {"_csrf": self.csrf, "_key": new_id(), "_next": "/bargainings", **(data or {})}
        return self.post(f"/do/{name}", {k: v for k, v in sent.items() if v is not None}, **headers)

    def post(self, path: str, data: Mapping[str, Any], **headers: str) -> TestResponse:
        """Post a form."""
        return self.client.post(path, data=data, headers={"Origin": ORIGIN, **headers})


@dataclass
class Program:
    """A program with a token."""

    client: FlaskClient
    token: str
    lang: str = "en"

    @property
    def headers(self) -> dict[str, str]:
        """What it sends with every request."""
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": self.lang}

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.client.get(f"/api/v1{path}", headers={**self.headers, **headers})

    def do(self, name: str, fields: object, **headers: str) -> TestResponse:
        """Ask for a command; `fields` is sent as JSON, bytes as they are."""
        body = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
        sent = {**self.headers, "Idempotency-Key": new_id(), "Content-Type": "application/json", **headers}
        return self.client.post(f"/api/v1/commands/{name}?lang={self.lang}", data=body, headers=sent)
