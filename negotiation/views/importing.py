"""Importing clauses as issues: the file is read, shown with every doubt, and what a person ticks is put on the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, redirect, request
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import ValidationError
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from agreements.queries.texts import read_tree_of, shelves, text_head, version_line
from agreements.rules.decoding import LARGEST, ImportRefused
from agreements.rules.identity import identified
from agreements.rules.reading import Imported, read_tree
from agreements.rules.splitting import Doubt
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
UNREADABLE = {
    "empty": Reason("file_empty", N_("There is no text in the file."), 422),
    "too_large": Reason("file_too_large", N_("The file is too large: at most %(limit)s bytes are read."), 413),
    "too_many_lines": Reason("file_too_long", N_("The file has too many lines: at most %(limit)s are read."), 413),
    "binary": Reason(
        "file_binary", N_("This is neither a Word nor a text file. Save it as .docx or as plain text first."), 422
    ),
    "encoding": Reason("file_encoding", N_("The file's characters cannot be read. Save it as UTF-8 first."), 422),
    "too_deep": Reason("file_too_deep", N_("The HTML in this file is nested too deeply to be read."), 422),
    "text": Reason("file_text", N_("The file holds characters that no agreement may hold."), 422),
}
OTHERWISE_UNREADABLE = Reason(
    "file_unreadable", N_("The file cannot be read: it is damaged, locked or of another kind."), 422
)
DOUBTS = {
    "encoding_guessed": N_("The encoding was guessed (%(encoding)s): check that the words are right."),
    "character_replaced": N_("A character that cannot be shown (%(character)s) was replaced by �."),
    "invisible_removed": N_("An invisible character (%(character)s) was taken out."),
    "private_use": N_("Characters stand here that each font shows differently."),
    "markup_removed": N_("%(count)s pieces of markup (%(tag)s) were left out."),
    "hidden_text": N_("This text was hidden in the page."),
    "list_numbers_lost": N_("The numbers of this list were made by the browser and are not in the text."),
    "no_articles": N_("No headings such as “第一条” or “Article 1” were found, so the text is one piece."),
    "missing_number": N_("Numbers are missing from %(first)s to %(last)s."),
    "duplicate_number": N_("The number %(number)s comes twice."),
    "heading_lost": N_("The table of contents names %(number)s, but the text does not have it."),
    "heading_uncertain": N_("It is not certain that %(number)s is a heading."),
    "heading_out_of_order": N_("%(number)s stands out of order and was left in the text."),
    "other_numbering": N_("Here the numbers of the other language begin; they were left in the text."),
    "headings_inside_lines": N_("An article seems to begin in the middle of a line."),
    "page_furniture_removed": N_("Repeated lines of page heads and feet were left out."),
    "page_number_suspected": N_("This may be a page number; it was left in the text."),
}


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
        known = [text for one, texts in shelves(reader) if one.stream == place for text in texts]
    return page(
        "negotiation/import.html",
        bargaining=_case(bargaining),
        verdict=verdict,
        largest=LARGEST,
        endings=ENDINGS,
        texts=known,
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
        general=[doubt for doubt in _worded(found.doubts) if doubt["line"] == 1],
        about=found.encoding,
        file_name=name,
        source=_signer().dumps([bargaining, current_actor().person, digest, name]),
        version=None,
    )


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
        raise Refusal(UNREADABLE.get(refused.reason, OTHERWISE_UNREADABLE), "file", **refused.values) from None
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
    return ImportIssues(**named, clauses=_ticked(offered(units(tree))), tree=stored(tree))


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


def _worded(doubts: tuple[Doubt, ...]) -> list[dict[str, Any]]:
    return [{"line": doubt.line, "sentence": _said(doubt), "lines": len(doubt.lines)} for doubt in doubts]


def _said(doubt: Doubt) -> str:
    sentence = DOUBTS.get(doubt.reason)
    return str(_(sentence, **doubt.values) if sentence else _("Look at this place: it was not certain how to read it."))


def _by_clause(found: Imported) -> Mapping[int, list[dict[str, Any]]]:
    """Return the doubts beside the clause in which each begins; those of the first line concern the file as a whole."""
    beside: dict[int, list[dict[str, Any]]] = {}
    for doubt in _worded(found.doubts):
        if doubt["line"] > 1:
            index = max(
                (n for n, clause in enumerate(units(found.tree)) if clause.clause.line <= doubt["line"]), default=0
            )
            beside.setdefault(index, []).append(doubt)
    return beside
