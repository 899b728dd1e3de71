"""Importing an agreement: the file is read and shown with every doubt; only then a person saves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, request
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import ValidationError
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from agreements.commands.texts import SaveVersion, StartText
from agreements.queries.doubts import said, unreadable
from agreements.queries.places import Place, place_of, places
from agreements.queries.texts import TextHead, read_tree_of, text_head
from agreements.queries.words import KINDS
from agreements.rules.comparison import compare
from agreements.rules.decoding import ImportRefused
from agreements.rules.identity import carried
from agreements.rules.reading import Imported, read_tree
from agreements.rules.stored import stored
from agreements.rules.tree import Clause, Tree, units, walk
from agreements.rules.words import Origin
from agreements.views.texts import signed_in
from workbench.kernel import N_, Command, Reader, Reason, Refusal, Refused
from workbench.kernel.blobs import BAD_NAME, LIMIT, TOO_LARGE, Blobs
from workbench.text import TextRefused, clean_line, repaired
from workbench.web import current_actor, house, page, viewer_here
from workbench.web.errors import refusal_answer
from workbench.web.forms import FAULTY, checked_key
from workbench.web.security import check_csrf
from workbench.web.words import worded_fault

blueprint = Blueprint("text_importing", __name__)
_SALT = "text-import"
_REMARKS = 5_000
_MOST_CHANGES = 100_000

NO_FILE = Reason("no_file", N_("Choose a file first."), 422)
GONE = Reason("import_gone", N_("This preview is no longer known here. Choose the file again."), 409)


@dataclass(frozen=True)
class Source:
    """The file that is being imported, and where to: a place, or a text that gets a new version."""

    place: str
    text: str
    digest: str
    name: str


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """Answer a refusal with the way back to the form."""
    return refusal_answer(refusal, back="/texts/import")


@blueprint.get("/texts/import")
def choose() -> str:
    """Show the form that takes the file. `text` names the text that gets a new version, `place` one chosen beforehand."""
    signed_in()
    text = request.args.get("text", "")
    with house().door.reading(viewer_here()) as reader:
        head = text_head(reader, text) if text else None
        open_places = [one for one in places(reader) if _may_start(one)]
    wanted = request.args.get("place", "")
    return page("agreements/import.html", head=head, places=open_places, wanted=wanted, limit=LIMIT // 1024 // 1024)


@blueprint.post("/texts/import")
def review() -> str:
    """Read the file and show what was recognised in it. Nothing is saved yet."""
    check_csrf(request.form.get("_csrf", ""))
    place, text = request.form.get("place", ""), request.form.get("text", "")
    _refuse_unless_allowed(place, text)
    name, data = _arrived(request.files.get("file"))
    found = _read(data, name)
    return _review(found, Source(place, text, Blobs(house().config.files).put(data), name))


@blueprint.post("/texts/import/saved")
def save() -> Response | str:
    """Save what was reviewed, as a text of its own or as a new version; or show it again with other changes accepted."""
    check_csrf(request.form.get("_csrf", ""))
    source = _signed_source()
    try:
        data = Blobs(house().config.files).get(source.digest)
    except FileNotFoundError:
        raise Refusal(GONE) from None
    act = request.form.get("act", "save")
    found = _read(data, source.name, _accepted(act))
    if act != "save":
        return _review(found, source)
    with house().door.reading(viewer_here()) as reader:
        command = _command(reader, source, found)
    outcome = house().door.perform(current_actor(), command, checked_key(request.form.get("_key")))
    return redirect(f"/texts/{outcome.result['text']}?version={outcome.result['version']}", 303)


def _review(found: Imported, source: Source) -> str:
    with house().door.reading(viewer_here()) as reader:
        head = text_head(reader, source.text) if source.text else None
        where = head.place if head else place_of(reader, source.place)
        changed = _changed(reader, head, found.tree) if head else None
    return page("agreements/import_review.html", **_shown(found, source, head, where), changed=changed)


def _accepted(act: str) -> Collection[int]:
    """Return the places of the tracked changes that are accepted."""
    if act in ("accept-all", "leave-all"):
        return range(_MOST_CHANGES if act == "accept-all" else 0)
    named = (name.removeprefix("change-") for name, value in request.form.items() if value == "accept")
    return {int(place) for place in named if place.isdecimal() and len(place) < 7}


def _may_start(place: Place) -> bool:
    return bool(house().door.ask(current_actor(), StartText, place=place.stream))


def _refuse_unless_allowed(place: str, text: str) -> None:
    door, actor = house().door, current_actor()
    verdict = door.ask(actor, SaveVersion, text=text) if text else door.ask(actor, StartText, place=place)
    if isinstance(verdict, Refused):
        raise Refusal(verdict.reason, **verdict.values)


def _arrived(file: FileStorage | None) -> tuple[str, bytes]:
    if file is None or not file.filename:
        raise Refusal(NO_FILE, "file")
    try:
        name = clean_line(Path(file.filename.replace("\\", "/")).name, 120)
    except TextRefused:
        raise Refusal(BAD_NAME, "file") from None
    data = file.read(LIMIT + 1)
    if len(data) > LIMIT:
        raise Refusal(TOO_LARGE, "file", limit=LIMIT // 1024 // 1024)
    return name, data


def _read(data: bytes, name: str, accepted: Collection[int] = ()) -> Imported:
    try:
        return read_tree(data, name, accepted)
    except ImportRefused as refused:
        raise unreadable(refused) from None


def _shown(found: Imported, source: Source, head: TextHead | None, where: Place) -> dict[str, Any]:
    counts = Counter(clause.kind for clause in walk(found.tree))
    return {
        "found": found,
        "proposals": sorted(
            [*((one, True) for one in found.accepted), *((one, False) for one in found.proposals)],
            key=lambda change: (change[0].line, change[0].at),
        ),
        "units": [(unit, _doubts_in(found, unit.clause)) for unit in units(found.tree)],
        "counts": counts,
        "doubts": said(found.doubts, found.text),
        "head": head,
        "place": where,
        "file_name": source.name,
        "title": head.title if head else request.form.get("title") or _title(found.tree, source.name),
        "kind": request.form.get("kind", ""),
        "note": request.form.get("note", ""),
        "kinds": KINDS,
        "source": _signer().dumps([current_actor().person, source.place, source.text, source.digest, source.name]),
    }


def _doubts_in(found: Imported, clause: Clause) -> int:
    """Return how many doubts begin between a clause and the next one."""
    begins = sorted(unit.clause.line for unit in units(found.tree))
    after = next((line for line in begins if line > clause.line), float("inf"))
    return sum(clause.line <= doubt.line < after for doubt in found.doubts if doubt.line > 1)


def _title(tree: Tree, name: str) -> str:
    return tree.title if tree.title and tree.title != name else Path(name).stem


def _changed(reader: Reader, head: TextHead, tree: Tree) -> dict[str, int]:
    """Return how many clauses of the newest version stayed, were edited, and so on."""
    return {status: n for status, n in compare(read_tree_of(reader, head.newest.id), tree).counts.items() if n}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=_SALT)


def _signed_source() -> Source:
    """Return the file this person uploaded here: a file is never named by its hash alone."""
    try:
        person, place, text, digest, name = _signer().loads(request.form.get("source", ""))
    except (BadSignature, ValueError):
        raise Refusal(GONE) from None
    if person != current_actor().person:
        raise Refusal(GONE)
    return Source(place, text, digest, name)


def _command(reader: Reader, source: Source, found: Imported) -> Command:
    typed = {name: request.form.get(name, "") for name in ("title", "note")}
    brought: dict[str, Any] = {
        "origin": Origin.IMPORT,
        "note": typed["note"],
        "source": source.digest,
        "file_name": source.name,
        "remarks": _remarks(found),
    }
    try:
        if not source.text:
            tree = replace(found.tree, title=typed["title"])
            kind = request.form.get("kind", "")
            place = {"place": source.place, "title": typed["title"], "kind": kind}
            return StartText.model_validate({**place, "tree": stored(tree), **brought}, strict=False)
        head = text_head(reader, source.text)
        tree = _carried(read_tree_of(reader, head.newest.id), replace(found.tree, title=head.title))
        versions = {"text": head.id, "base": head.newest.id}
        return SaveVersion.model_validate({**versions, "tree": stored(tree), **brought}, strict=False)
    except ValidationError as error:
        titles = {"title": N_("Title"), "kind": N_("Kind of agreement"), "note": N_("Note")}
        field, message = worded_fault(error, titles)
        raise Refusal(FAULTY, field, message=message) from None


def _carried(old: Tree, new: Tree) -> Tree:
    """Return the new tree with the identities that its clauses have in the old one."""
    pairs = ((pair.old[0].clause, pair.new[0].clause) for pair in compare(old, new).pairs if pair.old and pair.new)
    return carried(old, new, pairs)


def _remarks(found: Imported) -> list[dict[str, str]]:
    changes = [
        {"kind": kind, "where": one.where, "author": one.author, "date": one.date,
         "before": one.before, "after": one.after}
        for kind, listed in (("change", found.proposals), ("accepted", found.accepted))
        for one in listed
    ]  # fmt: skip
    comments = [
        {"kind": "comment", "where": one.where, "author": one.author, "date": one.date, "text": one.text}
        for one in found.notes
    ]
    return [_cut(one) for one in (*changes, *comments)[:_REMARKS]]


_LONGEST = {"where": 300, "author": 200, "date": 40, "before": 50_000, "after": 50_000, "text": 20_000}


def _cut(remark: dict[str, str]) -> dict[str, str]:
    return {name: repaired(" ".join(value.split()))[0][: _LONGEST.get(name, 20)] for name, value in remark.items()}
