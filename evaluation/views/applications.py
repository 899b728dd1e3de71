"""The file of an application: its page, the acts that wait for the reader, and the congress's minutes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, send_file
from markupsafe import Markup
from werkzeug.wrappers import Response

from evaluation.models import Adoption
from evaluation.policy.evidence import SWAPPED
from evaluation.policy.stages import open_stages
from evaluation.queries.application_files import File, file_of
from evaluation.queries.sheet_page import value_words
from evaluation.queries.wording import said
from evaluation.rules import streams
from evaluation.rules.item_values import plain
from workbench.kernel import Absent, Refusal
from workbench.kernel.blobs import Blobs
from workbench.web import house, live_page, may, viewer_here

blueprint = Blueprint("applications", __name__)
ACTS = (
    "SubmitApplication",
    "RecordAdoption",
    "TakeUpApplication",
    "ForwardApplication",
    "ReturnApplication",
    "DecideToName",
    "RefuseApplication",
    "NameEnterprise",
    "FileAppeal",
    "BeginReview",
    "ConcludeReview",
    "RevokeTitle",
    "WithdrawApplication",
)
_SILENT = frozenset(
    {"not_now", "not_applicant", "not_that_role", "own_case", "union_records", "another_person", "stage_not_open"}
)
"""Refusals that say only that this is somebody else's or another time's: the act is left out instead of shown grey."""


@blueprint.get("/applications/<application>")
def application(application: str) -> str:
    """Show the file of an application."""
    subject = streams.subject(application)
    viewer_here(subject)
    with house().door.reading(viewer_here()) as reader:
        viewer_streams = reader.viewer.streams
        applicant = streams.enterprise(application) in viewer_streams
        values = _values(file := file_of(reader, application), reader.now.date())
        office = streams.office(application) in viewer_streams
        decides = streams.objections(application) in viewer_streams
    return live_page(
        "evaluation/application.html",
        subject,
        "application",
        **values,
        applicant=applicant,
        office=office,
        decides=decides,
        acts=Markup(_acts(file, values["today"])),
    )


@blueprint.get("/applications/<application>/next")
def acts(application: str) -> str:
    """Show what the reader may do with an application now."""
    viewer_here(streams.subject(application))
    with house().door.reading(viewer_here()) as reader:
        file, today = file_of(reader, application), reader.now.date()
    return _acts(file, today)


@blueprint.get("/applications/<application>/minutes/<adoption>")
def minutes(application: str, adoption: str) -> Response:
    """Answer the minutes by which a congress's resolution is proved."""
    with house().door.reading(viewer_here(streams.subject(application))) as reader:
        row = reader.get(Adoption, adoption)
        if row.application != application:
            raise Absent
        name, kind, digest = row.name, row.media_type, row.sha256
    blobs = Blobs(house().config.files)
    if not blobs.holds(digest):
        raise Refusal(SWAPPED, name=name)
    return send_file(BytesIO(blobs.get(digest)), kind, as_attachment=True, download_name=name)


def _values(file: File, today: Any) -> dict[str, Any]:
    return {
        "file": file,
        "application": file.application,
        "today": today,
        "said": said,
        "plain": plain,
        "value_words": value_words,
        "answering": bool(file.objections) and any(may("AnswerObjection", objection=one.id) for one in file.objections),
        "appeals_open": [one.id for one in file.appeals if may("DecideAppeal", appeal=one.id)],
    }


def _acts(file: File, today: Any) -> str:
    """Return the forms of whatever the reader may do now, or is kept from for a reason worth saying."""
    asked = {name: may(name, application=file.application.id) for name in ACTS}
    verdicts = {name: verdict for name, verdict in asked.items() if verdict or verdict.reason not in _SILENT}
    stages = [
        stage
        for stage in sorted(open_stages(file.application))
        if may("OpenSheet", application=file.application.id, stage=stage)
    ]
    return str(
        render_template(
            "evaluation/personal/application_acts.html",
            file=file,
            application=file.application,
            may=verdicts,
            stages=stages,
            today=today,
            said=said,
        )
    )
