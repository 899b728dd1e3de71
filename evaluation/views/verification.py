"""Verifying a certificate: the public page of each title, and a place to show a certificate. Read by anybody."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from evaluation.documents.certificate import certificate_paper
from evaluation.models import PublicTitle, Title
from evaluation.queries.public_register import Shown, title_shown
from evaluation.rules.certificate_reading import read_presented
from evaluation.rules.certificates import LONGEST, NoCertificate, PublicKey, Signed, digest
from evaluation.rules.open_data import Listed
from evaluation.rules.public_register import TitleState
from evaluation.rules.sealed_paper import sealed
from evaluation.rules.verification import Judgement, Verdict, judge
from workbench.documents import Press, press_for
from workbench.kernel import Absent, Reader
from workbench.web import current_actor, house, page, viewer_here
from workbench.web.security import check_csrf
from workbench.web.waiting import paper_answer
from workbench.web.words import locale_name

blueprint = Blueprint("verification", __name__)
LARGEST = 1024 * 1024
"""A certificate with its fonts has some 300 KB."""


@blueprint.get("/verify")
def asked() -> str:
    """Ask for a certificate: the text of its code, or the file."""
    return _form()


@blueprint.post("/verify")
def presented() -> str | tuple[str, int]:
    """Say what is to be thought of the certificate that was sent. Nothing of it is kept."""
    check_csrf(request.form.get("_csrf", ""))
    data = b""
    if file := request.files.get("file"):
        with file.stream as opened:
            data = opened.read(LARGEST + 1)
    data = data or request.form.get("code", "")[:LONGEST].strip().encode()
    if not data:
        return _form(fault="empty"), 422
    try:
        signed = read_presented(data)
    except NoCertificate:
        return _form(fault="unreadable"), 422
    with house().door.reading_public(locale_name()) as reader:
        judgement, shown = _judged(reader, signed, data)
        return page("evaluation/verified.html", judgement=judgement, stated=signed.certificate, shown=shown)


presented.strangers_may_send = LARGEST + LONGEST  # type: ignore[attr-defined]


@blueprint.get("/verify/key")
def key() -> Response:
    """Answer the line by which the house's certificates are verified elsewhere."""
    return Response(f"{house().door.key.verifier()}\n", mimetype="text/plain")


@blueprint.errorhandler(Absent)
def nowhere(_: Absent) -> tuple[str, int]:
    """Say that there is no such title: nobody is asked to sign in for what everybody may read."""
    return page("evaluation/no_title.html"), 404


@blueprint.get("/verify/<title>")
def title(title: str) -> str:
    """Show how a title stands today; with a code in the address, also whether the paper it was read from says the same."""
    with house().door.reading_public(locale_name()) as reader:
        shown = title_shown(reader, title)
        code = request.args.get("code", "")
        paper = _paper(reader, shown, code) if code else ""
        return page("evaluation/title.html", shown=shown, row=shown.row, paper=paper, file=_file_of(shown.row.id))


@blueprint.get("/verify/<title>.pdf")
def certificate(title: str) -> Response:
    """Answer the certificate of a title that is in force, or lead to the page that says why there is none any more."""
    with house().door.reading_public(locale_name()) as reader:
        shown = title_shown(reader, title)
        if shown.state is not TitleState.VALID:
            return redirect(f"/verify/{shown.row.id}", 303)
        made = certificate_paper(shown.row, house().config.origin, locale_name())
    press = _press()
    name = press.order(made.paper.html, made.paper.style, made.paper.enclosures)
    answer = paper_answer(press, name, made.file_name, made.plain_name)
    if answer.mimetype == "application/pdf":
        answer.set_data(sealed(answer.get_data(), house().door.key.private.sign))
    return answer


def _press() -> Press:
    config = house().config
    press: Press = current_app.extensions.get("press") or press_for(config.data, immediate=config.testing)
    current_app.extensions["press"] = press
    return press


def _file_of(title: str) -> str | None:
    """Return the application a title comes from, for those who may read its file."""
    if current_actor().person is None:
        return None
    with house().door.reading(viewer_here()) as reader:
        return reader.one_or_none(select(Title.application).where(Title.id == title))


def _paper(reader: Reader, shown: Shown, code: str) -> str:
    """Say how the code of a paper stands to this page: same, changed, or other (of another title)."""
    try:
        signed = read_presented(code.encode())
    except NoCertificate:
        return "changed"
    judgement, _ = _judged(reader, signed)
    if judgement.verdict in (Verdict.CHANGED, Verdict.OTHER_HOUSE, Verdict.UNLISTED):
        return "changed"
    return "same" if signed.certificate.title == shown.row.id else "other"


def _judged(reader: Reader, signed: Signed, presented: bytes = b"") -> tuple[Judgement, Shown | None]:
    """Return the judgement by the house's own key and register, and the title when the signature holds."""
    own = house().door.key
    try:
        shown = title_shown(reader, signed.certificate.title)
    except Absent:
        shown = None
    listed = {shown.row.id: _listed(shown.row, shown.state)} if shown else {}
    judgement = judge(signed, [PublicKey(own.name, own.public_bytes)], reader.now.date(), listed, presented)
    return judgement, shown if shown and shown.row.digest == digest(signed.certificate) else None


def _listed(row: PublicTitle, state: TitleState) -> Listed:
    return Listed(row.digest, state, row.ended_on)


def _form(fault: str = "") -> str:
    return page("evaluation/verify.html", fault=fault, key=house().door.key.verifier(), limit=LARGEST // 1024 // 1024)
