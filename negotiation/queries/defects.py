"""What is wrong with a draft, in words: what happened, how it is mended, and where."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from agreements.rules.assembly import Defect
from negotiation.rules.assembly import HINDERS


def shown_defect(defect: Defect, bargaining: str, text: str) -> dict[str, Any]:
    """Return a defect for the desk. `text` is the common text, when there is one; drafts are corrected there."""
    table = f"/bargainings/{bargaining}/table/{defect.issue}" if defect.issue else f"/bargainings/{bargaining}/table"
    drafting = f"/texts/{text}/edit" if text else table
    where, sentence, mend = _words(defect)
    href, link = (drafting, _("To the draft")) if where == "text" else (table, _("To the table"))
    return {
        "flaw": defect.flaw,
        "clause": defect.clause,
        "name": f"{defect.number} {defect.heading}".strip(),
        "label": defect.label,
        "sentence": sentence,
        "mend": mend,
        "href": href,
        "link": link,
        "hinders": defect.flaw in HINDERS,
    }


def _words(defect: Defect) -> tuple[str, str, str]:
    """Return where a defect is mended, what is wrong, and how it is mended."""
    values = {"label": defect.label, **defect.values}
    if defect.flaw == "no_ta":
        sentence = _("Nothing is agreed on this yet; the draft keeps the words in force.")
        return "table", sentence, _("Agree on it at the table, or withdraw the issue.")
    if defect.flaw == "faulty_ta":
        sentence = _("The text of %(label)s is not the one that both chiefs initialled, so it was left out.", **values)
        return "table", sentence, _("Reopen the issue and initial the text anew.")
    if defect.flaw == "party_review_needed":
        return "table", *_review(defect, values)
    if defect.flaw == "pages_missing":
        sentence = _("A clause of the agreement in force is not in the draft, and nobody agreed to take it out.")
        return "text", sentence, _("Assemble the draft again, or agree at the table to take the clause out.")
    if defect.flaw == "changed_without_ta":
        sentence = _("The draft says something here that is neither agreed nor in force.")
        return "text", sentence, _("Agree on it at the table, or restore the words by assembling again.")
    if defect.flaw == "dangling_reference":
        sentence = _("“%(reference)s” is named here, and the draft has no such clause.", **_with(values, "reference"))
        return "text", sentence, _("Correct the reference in the draft.")
    sentence = _("The date depends on something that is not settled: %(condition)s", **_with(values, "condition"))
    return "table", sentence, _("Settle the condition, or keep it as it is and watch the date.")


def _review(defect: Defect, values: dict[str, str]) -> tuple[str, str]:
    why = defect.values.get("why")
    if why == "settled_twice":
        return _("Two agreements speak of this clause, so neither was put in."), _("Reopen one of the two issues.")
    if why == "place_unknown":
        sentence = _("The clause that %(label)s changes is not in the agreement in force.", **values)
        return sentence, _("Reopen the issue, and table the text for a clause that is there.")
    sides = {
        "labour": _("Who initialled %(label)s for the labour side has left the seat.", **values),
        "employer": _("Who initialled %(label)s for the employer side has left the seat.", **values),
    }
    sentence = sides.get(defect.values.get("side", ""), _("A side must look at %(label)s again.", **values))
    return sentence, _("The side's chief reads it again and confirms the draft.")


def _with(values: dict[str, str], name: str) -> dict[str, str]:
    return {name: "", **values}
