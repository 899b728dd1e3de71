"""From a form or a JSON body to a command: strict, complete, in words a person understands."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Mapping, Sequence
from typing import Any, Union, get_args, get_origin

from pydantic import ValidationError
from werkzeug.datastructures import FileStorage, MultiDict

from workbench.kernel import N_, REGISTRY, Absent, Command, Reason, Refusal
from workbench.kernel.blobs import Upload, received
from workbench.web.fields import titles_of
from workbench.web.words import worded_fault

_KEY = re.compile(r"[A-Za-z0-9_-]{8,80}")
_NUMBER = re.compile(r"[0-9]{1,15}")
NO_KEY = Reason("no_key", N_("The request brings no idempotency key of 8 to 80 letters and digits."), 422)
FAULTY = Reason("faulty_input", N_("%(message)s"), 422)
NO_NUMBER = Reason("no_number", N_("“%(name)s” must be a whole number."), 422)
SAID_TWICE = Reason("said_twice", N_("“%(name)s” is given twice."), 422)
FILE_BY_FORM = Reason("file_by_form", N_("A file is sent itself, in a multipart form, not named by its hash."), 422)


def command_class(name: str) -> type[Command]:
    """Return the command class of this name. Raises Absent."""
    found = REGISTRY.commands().get(name)
    if found is None:
        raise Absent
    return found


def checked_key(key: str | None) -> str:
    """Return an idempotency key of the right form. Raises Refusal."""
    if not key or not _KEY.fullmatch(key):
        raise Refusal(NO_KEY, "_key")
    return key


def whole_number(text: str) -> int | None:
    """Return the number that `text` writes in at most 15 ASCII digits (every database takes it), or None."""
    return int(text) if _NUMBER.fullmatch(text) else None


def from_form(
    kind: type[Command], form: MultiDict[str, str], files: MultiDict[str, FileStorage]
) -> tuple[Command, list[bytes]]:
    """Return the command a posted form asks for, and the files that come with it. Raises Refusal naming the field at fault."""
    sent: dict[str, Any] = {}
    contents: list[bytes] = []
    for name in form:
        if name.startswith("_"):
            continue
        field = kind.model_fields.get(name)
        values = form.getlist(name)
        if field is not None and _is_list(field.annotation):
            sent[name] = [value for value in values if value]
        elif values[-1] != "" or field is None or field.is_required():
            sent[name] = values[-1]
    for name, field in kind.model_fields.items():
        taken = _file_kind(field.annotation) or Upload
        arrived = [received(file, taken) for file in files.getlist(name) if file.filename]
        uploads = [upload for upload, _ in arrived]
        contents += [data for _, data in arrived]
        if uploads:
            sent[name] = (
                [upload.model_dump() for upload in uploads] if _is_list(field.annotation) else uploads[0].model_dump()
            )
        elif _is_list(field.annotation) and name not in sent:
            sent[name] = []
    return _validated(kind, sent), contents


def from_json(kind: type[Command], body: bytes) -> Command:
    """Return the command a JSON body asks for. Raises Refusal naming the field at fault.

    A file named by its hash is refused: whether the house holds it is nobody's business but its owners'.
    """
    for name, field in kind.model_fields.items():
        if _file_kind(field.annotation):
            raise Refusal(FILE_BY_FORM, name)
    try:
        command = kind.model_validate_json(body)
    except ValidationError as error:
        raise _faulty(kind, error) from None
    json.loads(body, object_pairs_hook=_each_once)
    return command


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: of two values one would be passed over in silence."""
    said: dict[str, Any] = {}
    for name, value in pairs:
        if name in said:
            raise Refusal(SAID_TWICE, name, name=name)
        said[name] = value
    return said


def _validated(kind: type[Command], sent: Mapping[str, Any]) -> Command:
    try:
        # Not strict: a form sends every number, date and choice as text.
        return kind.model_validate(sent, strict=False)
    except ValidationError as error:
        raise _faulty(kind, error) from None


def _faulty(kind: type[Command], error: ValidationError) -> Refusal:
    field, message = worded_fault(error, titles_of(kind))
    return Refusal(FAULTY, field, message=message)


def _file_kind(annotation: Any) -> type[Upload] | None:
    """Return which kind of file a field takes, or None for a field that takes none."""
    if isinstance(annotation, type) and issubclass(annotation, Upload):
        return annotation
    return next(filter(None, map(_file_kind, get_args(annotation))), None)


def _is_list(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return any(_is_list(part) for part in get_args(annotation))
    return origin in (list, tuple)
