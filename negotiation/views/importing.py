"""Importing clauses as issues: the file is read, shown with every doubt, and what a person ticks is put on the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import ValidationError
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from agreements.queries.doubts import SaidDoubt, said, unreadable
from agreements.queries.texts import TextHead, VersionLine, read_tree_of, shelves, text_head, version_line
from agreements.rules.decoding import LARGEST, ImportRefused
from agreements.rules.identity import identified
from agreements.rules.reading import Imported, read_tree
from agreements.rules.stored import stored
from agreements.rules.tree import Tree, tree_key, units
from negotiation.commands.importing import ChosenClause, ImportIssues
from negotiation.models import Issue
from negotiation.queries.cases import case_of, heading
from negotiation.rules import streams
from negotiation.rules.importing import MOST_CLAUSES, Offered, identities, offered
from workbench.kernel import N_, Absent, Reader, Reason, Refusal, Refused
from workbench.kernel.blobs import BAD_NAME, Blobs
from workbench.text import TextRefused, clean_line
from workbench.web import current_actor, house, may, page, viewer_here
from workbench.web.errors import refusal_answer
from workbench.web.forms import FAULTY, checked_key
from workbench.web.security import check_csrf
from workbench.web.words import worded_fault

blueprint = Blueprint("importing", __name__)
_SALT = "import"
_FORM_MEMORY = 16 * 1024 * 1024
ENDINGS = (".txt", ".md", ".markdown", ".html", ".htm", ".docx")

NO_FILE = Reason("no_file", N_("Choose a file first."), 422)
OTHER_FORM = Reason(
    "other_form", N_("Only Word, text, Markdown and HTML files are read here: .docx, .txt, .md, .html."), 422
)
NOTHING_CHOSEN = Reason("nothing_chosen", N_("No clause is ticked, so nothing would be imported."), 422)
TOO_MANY = Reason("too_many_clauses", N_("The file holds %(count)s clauses; at most %(limit)s can be imported."), 422)
GONE = Reason("import_gone", N_("This preview is no longer known here. Choose the file again."), 409)


@blueprint.errorhandler(Refusal)
def refused(refusal: Refusal) -> Response:
    """Answer a refusal with the way back to the form."""
    return refusal_answer(refusal, back=request.path.removesuffix("/chosen"))


@blueprint.get("/bargainings/<bargaining>/import")
def choose(bargaining: str) -> str:
    """Show the form that takes the file, or the clauses of a version that is stored at the table."""
    if version := request.args.get("version"):
        return _stored(bargaining, version)
    verdict = may("ImportIssues", bargaining=bargaining)
    place = streams.table(bargaining)
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        base = case_of(reader, bargaining).base_version
        known = [
            line
            for one, texts in shelves(reader)
            if one.stream == place
            for line in _offered_versions(reader, texts, base)
        ]
    return page(
        "negotiation/import.html",
        bargaining=_case(bargaining),
        verdict=verdict,
        largest=LARGEST,
        endings=ENDINGS,
        versions=known,
        place=place,
    )


@blueprint.post("/bargainings/<bargaining>/import")
def preview(bargaining: str) -> str:
    """Read the file and show what was found in it. Nothing is put on the list yet."""
    case = _case(bargaining)
    check_csrf(request.form.get("_csrf", ""))
    _refuse_unless_allowed(bargaining)
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal(NO_FILE, "file")
    name = _name(file)
    data = file.read(LARGEST + 1)
    found = _read(data, name)
    digest = Blobs(house().config.files).put(data)
    return page(
        "negotiation/import_preview.html",
        bargaining=case,
        clauses=offered(units(found.tree)),
        doubts=_by_clause(found),
        general=[doubt for doubt in said(found.doubts, found.text) if doubt.line == 1],
        about=found.encoding,
        file_name=name,
        source=_signer().dumps([bargaining, current_actor().person, digest, name]),
        version=None,
    )


def _offered_versions(
    reader: Reader, texts: Sequence[TextHead], base: str | None
) -> Iterator[tuple[TextHead, VersionLine]]:
    """Yield the versions whose clauses can be put on the list: those of the agreement in force, once it is named."""
    for text in texts:
        if base is None:
            yield text, text.newest
        elif (line := version_line(reader, base)).text == text.id:
            yield text, line


def _stored(bargaining: str, version: str) -> str:
    """Show the clauses of a stored version; what the file's reader doubted was looked at when it was stored."""
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        name, number, tree = _version_at_table(reader, bargaining, version)
        return page(
            "negotiation/import_preview.html",
            bargaining=heading(reader, case_of(reader, bargaining)),
            clauses=offered(units(tree), _listed(reader, bargaining)),
            doubts={},
            general=[],
            about=_("version %(n)s", n=number),
            file_name=name,
            source=None,
            version=version,
        )


@blueprint.post("/bargainings/<bargaining>/import/chosen")
def take_over(bargaining: str) -> Response:
    """Put the ticked clauses on the list of issues."""
    _case(bargaining)
    request.max_form_memory_size = _FORM_MEMORY
    check_csrf(request.form.get("_csrf", ""))
    key = checked_key(request.form.get("_key"))
    version = request.form.get("version")
    command = _from_version(bargaining, version) if version else _from_file(bargaining, key)
    house().door.perform(current_actor(), command, key)
    return redirect(f"/bargainings/{bargaining}/table", 303)


def _listed(reader: Reader, bargaining: str) -> frozenset[str]:
    query = select(Issue.clause).where(Issue.bargaining == bargaining, Issue.clause.is_not(None))
    return frozenset(clause for clause in reader.all(query) if clause)


def _case(bargaining: str) -> dict[str, Any]:
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        return heading(reader, case_of(reader, bargaining))


def _refuse_unless_allowed(bargaining: str) -> None:
    verdict = house().door.ask(current_actor(), ImportIssues, bargaining=bargaining)
    if isinstance(verdict, Refused):
        raise Refusal(verdict.reason, **verdict.values)


def _name(file: FileStorage) -> str:
    plain = Path((file.filename or "").replace("\\", "/")).name
    if Path(plain).suffix.lower() not in ENDINGS:
        raise Refusal(OTHER_FORM, "file")
    try:
        return clean_line(plain, 120)
    except TextRefused:
        raise Refusal(BAD_NAME, "file") from None


def _read(data: bytes, name: str) -> Imported:
    try:
        found = read_tree(data, name)
    except ImportRefused as refused:
        raise unreadable(refused) from None
    if (count := len(units(found.tree))) > MOST_CLAUSES:
        raise Refusal(TOO_MANY, "file", count=count, limit=MOST_CLAUSES)
    return found


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=_SALT)


def _signed_source(bargaining: str) -> tuple[str, str]:
    """Return hash and name of the file this person uploaded here: a file is never named by its hash alone."""
    try:
        of, person, digest, name = _signer().loads(request.form.get("source", ""))
    except (BadSignature, ValueError):
        raise Refusal(GONE) from None
    if (of, person) != (bargaining, current_actor().person):
        raise Refusal(GONE)
    return digest, name


def _from_file(bargaining: str, key: str) -> ImportIssues:
    """Return the command that stores the file's text as the agreement in force and puts the ticked clauses on the list."""
    digest, name = _signed_source(bargaining)
    tree = identified(_read(Blobs(house().config.files).get(digest), name).tree, identities(key))
    named = {"bargaining": bargaining, "source": digest, "file_name": name}
    title = clean_line(tree.title[:200], 200) if tree.title.strip() else name
    return ImportIssues(**named, clauses=_ticked(offered(units(tree))), tree=stored(tree), title=title)


def _from_version(bargaining: str, version: str) -> ImportIssues:
    with house().door.reading(viewer_here(streams.subject(bargaining))) as reader:
        name, _number, tree = _version_at_table(reader, bargaining, version)
    named = {"bargaining": bargaining, "source": tree_key(tree), "file_name": clean_line(name[:120], 120)}
    return ImportIssues(**named, clauses=_ticked(offered(units(tree))), version=version)


def _version_at_table(reader: Reader, bargaining: str, version: str) -> tuple[str, int, Tree]:
    """Return title, number and tree of a version that everybody at the table reads. Raises Absent for any other."""
    line = version_line(reader, version)
    text = text_head(reader, line.text)
    if text.place.stream != streams.table(bargaining):
        raise Absent
    return text.title, line.number, read_tree_of(reader, version)


def _ticked(clauses: Sequence[Offered]) -> list[ChosenClause]:
    chosen = {index for index in request.form.getlist("take") if index.isdecimal()}
    found = [_chosen(one) for one in clauses if str(one.index) in chosen]
    if not found:
        raise Refusal(NOTHING_CHOSEN)
    return found


def _chosen(one: Offered) -> ChosenClause:
    names = {name: request.form.get(f"{name}-{one.index}", "") for name in ("number", "heading", "part")}
    try:
        return ChosenClause(text=one.text, clause=one.clause, **names)
    except ValidationError as error:
        titles = {"number": N_("Number"), "heading": N_("Heading"), "part": N_("Part"), "text": N_("Text")}
        field, message = worded_fault(error, titles)
        words = _("Clause %(n)s: %(message)s", n=one.index + 1, message=message)
        raise Refusal(FAULTY, f"{field}-{one.index}", message=words) from None


def _by_clause(found: Imported) -> Mapping[int, list[SaidDoubt]]:
    """Return the doubts beside the clause in which each begins; those of the first line concern the file as a whole."""
    beside: dict[int, list[SaidDoubt]] = {}
    for doubt in said(found.doubts, found.text):
        if doubt.line > 1:
            lines = [unit.clause.line for unit in units(found.tree)]
            index = max((n for n, line in enumerate(lines) if line <= doubt.line), default=0)
            beside.setdefault(index, []).append(doubt)
    return beside
