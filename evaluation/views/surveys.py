"""Questionnaires: the page a phone opens from a slip, the slips to print, and what came of it.

Threat: who answers must not be known to the page that takes the answer. So the pages of a slip ask nobody who they are, and the
answer is given by the ballot box (policy/surveys.py), never by a person.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from markupsafe import Markup
from pydantic import ValidationError
from werkzeug.wrappers import Response

from evaluation.commands.surveys import NO_SUCH_SLIP, AnswerSurvey
from evaluation.policy.surveys import BALLOT_BOX
from evaluation.queries.evidence import application_here
from evaluation.queries.surveys import asked_of, call_of, slips_of, survey_shown, surveys_of
from evaluation.rules import streams
from evaluation.rules.surveys import questionnaire, settled_code
from workbench.documents import qr_svg
from workbench.kernel import Absent, Refusal
from workbench.web import house, may, page, viewer_here
from workbench.web.forms import checked_key, whole_number
from workbench.web.security import check_csrf
from workbench.web.words import locale_name, worded

blueprint = Blueprint("surveys", __name__)
SLIPS_A_PAGE = 200


@blueprint.get("/surveys/<survey>")
def questions(survey: str) -> str:
    """Show the questionnaire to whoever holds a slip; after an answer, say that it was taken."""
    return _questions(survey, done="done" in request.args)


@blueprint.post("/surveys/<survey>")
def answered(survey: str) -> Response | tuple[str, int]:
    """Take an answer and its slip. What was chosen stays on the page when it is refused."""
    try:
        check_csrf(request.form.get("_csrf", ""))
        house().door.perform(BALLOT_BOX, _answer(survey), checked_key(request.form.get("_key")))
    except Absent:
        raise
    except Refusal as refusal:
        return _questions(survey, error=worded(refusal)), refusal.reason.status
    return redirect(f"/surveys/{survey}?done=1", 303)


def _answer(survey: str) -> AnswerSurvey:
    with house().door.reading_public(locale_name()) as reader:
        asked = questionnaire(call_of(reader, survey).questionnaire)
    answers = [whole_number(request.form.get(one.id, "0")) or 0 for one in asked.questions]
    code = settled_code(request.form.get("code", ""))
    try:
        return AnswerSurvey(survey=survey, code=code, answers=answers)
    except ValidationError:
        raise Refusal(NO_SUCH_SLIP, "code") from None


def _questions(survey: str, *, done: bool = False, error: str = "") -> str:
    with house().door.reading_public(locale_name()) as reader:
        call = call_of(reader, survey)
        values = {"id": call.id, "enterprise": call.enterprise_name, "closes_on": call.closes_on}
        is_over = call.closed
        parts, scale = asked_of(call.questionnaire), questionnaire(call.questionnaire).scale
    typed = {name: value for name, value in request.form.items() if not name.startswith("_")}
    more = {"parts": parts, "scale": scale, "typed": typed, "done": done, "error": error, "is_over": is_over}
    # Nobody is asked who they are here: the layout gets no person.
    return render_template("evaluation/survey.html", me=None, survey=values, english=locale_name() == "en", **more)


@blueprint.get("/surveys/<survey>/slips")
def slips(survey: str) -> str:
    """Show the slips to print, each with its code and a QR code that opens the questionnaire with it."""
    with house().door.reading(viewer_here()) as reader:
        shown = survey_shown(reader, survey)
        codes = slips_of(reader, shown)
    if not codes:
        raise Absent
    number = max(1, whole_number(request.args.get("page", "1")) or 1)
    part = codes[(number - 1) * SLIPS_A_PAGE : number * SLIPS_A_PAGE]
    address = f"{house().config.origin}/surveys/{survey}"
    # Behind the hash, so that no server ever sees the code in an address.
    drawn = [(code, Markup(qr_svg(f"{address}#slip={code}"))) for code in part]
    pages = -(-len(codes) // SLIPS_A_PAGE)
    return page("evaluation/survey_slips.html", survey=shown, slips=drawn, address=address, number=number, pages=pages)


@blueprint.get("/surveys/<survey>/results")
def results(survey: str) -> str:
    """Show how many answered, in steps of ten while it is open, and what came of it once it is closed."""
    with house().door.reading(viewer_here()) as reader:
        shown = survey_shown(reader, survey)
        prints = bool(slips_of(reader, shown))
    shares = {share.question: share for share in shown.result.shares} if shown.result else {}
    more = {
        "parts": asked_of(shown.questionnaire),
        "shares": shares,
        "prints": prints,
        "english": locale_name() == "en",
    }
    return page("evaluation/survey_results.html", survey=shown, closes=may("CloseSurvey", survey=survey), **more)


@blueprint.get("/applications/<application>/surveys")
def of_application(application: str) -> str:
    """Show the questionnaires of an application, and the form that opens one."""
    with house().door.reading(viewer_here(streams.subject(application))) as reader:
        found = application_here(reader, application)
        head = {"id": found.id, "name": found.enterprise_name}
        shown = surveys_of(reader, application)
    verdict = may("OpenSurvey", application=application)
    return page("evaluation/surveys.html", application=head, surveys=shown, verdict=verdict)
