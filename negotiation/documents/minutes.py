"""Minutes on paper: the same words as on the page, in the language of the bargaining, set for A4."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import render_template
from flask_babel import force_locale, gettext

from negotiation.models import Bargaining
from negotiation.queries.minutes import sheet
from workbench.documents import qr_svg
from workbench.kernel import Reader

STYLE = Path(__file__).with_name("minutes.css")


@dataclass(frozen=True)
class Paper:
    """A paper ready to be printed, and the name of its file, also in ASCII. The same minutes always give the same paper."""

    html: str
    style: str
    file_name: str
    plain_name: str


def minutes_paper(reader: Reader, bargaining: str, meeting: str, origin: str) -> Paper:
    """Return the minutes of a meeting as a paper. Raises Absent.

    Nothing in it depends on who prints it or when: whoever holds two copies can lay them upon each other.
    """
    locale = reader.get(Bargaining, bargaining).locale
    with force_locale(locale):
        said = sheet(reader, bargaining, meeting)
        number, digest = said["body"].number, said["minutes"].content_hash
        html = render_template(
            "negotiation/papers/minutes.html",
            said=said,
            lang="en" if locale.startswith("en") else "zh-Hans",
            qr=qr_svg(f"{origin}/bargainings/{bargaining}/minutes/{meeting}?hash={digest}"),
        )
        name = gettext("%(case)s, minutes of meeting %(n)s", case=said["body"].title, n=number)
    return Paper(html, STYLE.read_text(encoding="utf-8"), f"{name}.pdf", f"minutes-{number}.pdf")
