"""The certificate on paper: what was signed, to be read, and the signed file itself inside the PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import render_template
from flask_babel import force_locale, gettext

from evaluation.documents.mark import mark_svg
from evaluation.models import PublicTitle
from evaluation.queries.public_register import signed_of
from evaluation.rules.certificates import address_of, file_of
from workbench.documents import Enclosure, Paper, qr_svg
from workbench.web.words import whole_day

LONGEST_CODE = 1_000
"""More signs make a code so fine that a phone cannot read it off the paper: then it only leads to the page."""
STYLE = Path(__file__).with_name("certificate.css")


@dataclass(frozen=True)
class CertificatePaper:
    """A certificate ready to be printed, and the name of its file, also in ASCII. The same title always gives the same paper."""

    paper: Paper
    file_name: str
    plain_name: str


def certificate_paper(row: PublicTitle, origin: str, locale: str) -> CertificatePaper:
    """Return the certificate of a title in a language (zh_Hans_CN or en), with its code leading to the house at `origin`."""
    signed = signed_of(row)
    is_english = locale == "en"
    address = address_of(signed, origin)
    is_whole = len(address) <= LONGEST_CODE
    with force_locale(locale):
        html = render_template(
            "evaluation/papers/certificate.html",
            row=row,
            lang="en" if is_english else "zh-Hans",
            tier=row.tier_en if is_english else row.tier_zh,
            scheme=row.scheme_en if is_english else row.scheme_zh,
            named=whole_day(row.named_on),
            until=whole_day(row.valid_until) if row.valid_until else "",
            mark=mark_svg(row.office, gettext("Mark of the workbench, not a seal")),
            qr=qr_svg(address if is_whole else f"{origin}/verify/{row.id}"),
            is_whole=is_whole,
            page=f"{origin}/verify",
        )
        about, name = gettext("The certificate as it was signed"), gettext("Certificate %(number)s", number=row.number)
    at = datetime(row.named_on.year, row.named_on.month, row.named_on.day, tzinfo=UTC)
    paper = Paper(html, STYLE.read_text(encoding="utf-8"), (Enclosure("certificate.json", file_of(signed), about, at),))
    plain = "".join(sign for sign in row.number if sign.isascii() and (sign.isalnum() or sign == "-"))
    return CertificatePaper(paper, f"{name}.pdf", f"certificate-{plain}.pdf")
