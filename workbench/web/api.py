"""The JSON interface: the same door, the same readers, the same rules, for programs (`/api/v1`)."""

from __future__ import annotations

from typing import Any

import pydantic_core
from flask import Blueprint, Response, abort, jsonify, request
from sqlalchemy import select

from workbench import __version__
from workbench.kernel import REGISTRY, Absent, Refusal, event_of, in_utc
from workbench.kernel.models import LedgerEntry
from workbench.kernel.verdict import OUT_OF_SCOPE, SIGN_IN_FIRST
from workbench.live import REGIONS, UnknownRegion
from workbench.web.doing import answer, perform_form
from workbench.web.forms import NO_NUMBER, checked_key, command_class, from_json, whole_number
from workbench.web.house import current_actor, house
from workbench.web.pages import viewer_here
from workbench.web.security import uses_token

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
_PAGE = 500


@blueprint.before_request
def only_tokens() -> None:
    """Refuse requests that bring no token: cookies do not count here, so no page can be tricked into calling."""
    if request.endpoint == "api.openapi":
        return
    if not uses_token(request) or current_actor().person is None:
        raise Refusal(SIGN_IN_FIRST)
    scopes = current_actor().scopes
    if request.method == "GET" and scopes is not None and "read" not in scopes:
        raise Refusal(OUT_OF_SCOPE)


@blueprint.post("/commands/<name>")
def perform(name: str) -> Response:
    """Perform a command, sent as JSON, or as a multipart form when files go with it. Needs the header `Idempotency-Key`."""
    kind, key = command_class(name), checked_key(request.headers.get("Idempotency-Key"))
    if request.mimetype == "multipart/form-data":
        return answer(perform_form(kind, key))
    if not request.is_json:
        abort(415)
    return answer(house().door.perform(current_actor(), from_json(kind, request.get_data()), key))


@blueprint.get("/regions/<path:address>")
def read_region(address: str) -> Response:
    """Return what a live region shows, as data."""
    try:
        found, values = REGIONS.at(address)
    except UnknownRegion:
        raise Absent from None
    with house().door.reading(viewer_here()) as reader:
        shown = pydantic_core.to_jsonable_python(found.query(reader, *values), fallback=str)
    return jsonify(shown)


@blueprint.get("/streams")
def streams() -> Response:
    """Return the streams this person may read, with their last numbers."""
    return jsonify(house().door.heads(viewer_here().streams))


@blueprint.get("/streams/<path:stream>/entries")
def entries(stream: str) -> Response:
    """Return up to 500 entries of a stream after the number `after`."""
    viewer = viewer_here()
    if stream not in viewer.streams:
        raise Absent
    after = whole_number(request.args.get("after", "0"))
    if after is None:
        raise Refusal(NO_NUMBER, "after", name="after")
    query = select(LedgerEntry).where(LedgerEntry.stream == stream, LedgerEntry.seq > after)
    with house().door.reading(viewer) as reader:
        found = reader.all(query.order_by(LedgerEntry.seq).limit(_PAGE))
        return jsonify({"entries": [_shown(entry) for entry in found]})


def _shown(entry: LedgerEntry) -> dict[str, Any]:
    event = event_of(entry)
    return {
        "stream": entry.stream,
        "seq": entry.seq,
        "at": in_utc(entry.at),
        "actor": entry.actor,
        "event": entry.event,
        "payload": event.payload() if event else None,
        "leaf": entry.leaf,
    }


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Return the description of this interface, generated from the registries."""
    return jsonify(describe())


def describe() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the JSON interface."""
    schemas: dict[str, Any] = {}
    paths = {
        f"/commands/{name}": {"post": _operation(name, kind, schemas)} for name, kind in REGISTRY.commands().items()
    }
    paths |= {
        "/regions/{address}": {"get": _reading("Read a live region as data", "address")},
        "/streams": {"get": _reading("List readable streams with their last numbers")},
        "/streams/{stream}/entries": {"get": _reading("Read the entries of a stream", "stream")},
    }
    schemas["Error"] = _ERROR
    schemas["Outcome"] = _OUTCOME
    for name, event in REGISTRY.events().items():
        schemas[name] = _schema(event, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tripartite Workbench",
            "version": __version__,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }


_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["reason", "message"],
            "properties": {
                "reason": {"type": "string"},
                "message": {"type": "string"},
                "field": {"type": ["string", "null"]},
                "values": {"type": "object"},
            },
        }
    },
}
_OUTCOME = {
    "type": "object",
    "required": ["result", "entries", "duplicate"],
    "properties": {"result": {"type": "object"}, "entries": {"type": "array"}, "duplicate": {"type": "boolean"}},
}


def _schema(message: type[Any], schemas: dict[str, Any]) -> dict[str, Any]:
    schema: dict[str, Any] = message.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    return schema


def _operation(name: str, kind: type[Any], schemas: dict[str, Any]) -> dict[str, Any]:
    schemas[name] = _schema(kind, schemas)
    summary, _, description = (kind.__doc__ or "").strip().partition("\n")
    return {
        "operationId": name,
        "summary": summary,
        "description": description.strip(),
        "parameters": [{"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}},
        },
        "responses": {
            "200": _json("Outcome", "Done, or done before under the same key"),
            "default": _json("Error", "Refused"),
        },
    }


def _reading(summary: str, *params: str) -> dict[str, Any]:
    parameters = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in params]
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": {"description": "Found"}, "default": _json("Error", "Refused")},
    }


def _json(schema: str, description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
    }
