"""The desk and the score sheet: what waits for somebody, and one sheet to fill in by hand, by keys, on a phone, without scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify, render_template, request
from flask_babel import gettext as _

from evaluation.policy.sheets import last_day
from evaluation.queries.desk import beside as sheets_beside
from evaluation.queries.desk import desk as desk_of
from evaluation.queries.evidence import ItemEvidence, of_application, of_item
from evaluation.queries.figures import ForItem, for_item
from evaluation.queries.sheet_page import Row, blocks_of, rows_of, value_words
from evaluation.queries.sheets import AtWork, Filed, at_work, item_of
from evaluation.queries.standing import Standing, score_words, shown_score, standing_of
from evaluation.queries.wording import RuleWords, points_of, rule_words, said
from evaluation.rules.schemes import Item
from evaluation.rules.words import Stage
from workbench.kernel import Reader
from workbench.web import current_actor, house, may, page, viewer_here
from workbench.web.house import template_values

blueprint = Blueprint("desk", __name__)
ELSEWHERE = timedelta(minutes=10)
"""How long after another sign-in kept a value the page says so."""
_EVIDENCE_SIGNS = {"there": "document", "missing": "alert", "outdated": "clock", "doubtful": "question"}


@dataclass(frozen=True)
class Sign:
    """The state of an item's evidence in its row: kind, icon, words."""

    kind: str
    icon: str
    words: str


@dataclass(frozen=True)
class BesideItem:
    """What stands beside the sheet about one item."""

    id: str
    title: str
    points: str
    scored_by: str
    note: str
    rule: RuleWords
    score: str
    why: tuple[str, ...]
    said_before: tuple[tuple[Filed, str, str], ...]
    evidence: ItemEvidence
    fed: ForItem | None
    wanted: str
    here: str


@blueprint.get("/desk")
def desk() -> str:
    """Show which sheets wait for whoever is signed in, and how far each is."""
    with house().door.reading(viewer_here()) as reader:
        found, today = desk_of(reader), reader.now.date()
    begun = [task for task in found.waiting if task.sheet]
    progress = {"done": sum(task.done for task in begun), "whole": sum(task.items for task in begun)}
    return page("evaluation/desk.html", desk=found, today=today, progress=progress)


@blueprint.get("/sheets/<sheet>")
def sheet(sheet: str) -> str:
    """Show a sheet to fill in, or as it was handed in."""
    with house().door.reading(viewer_here()) as reader:
        at = at_work(reader, sheet)
        standing = standing_of(at.scheme, at.values)
        blocks = blocks_of(at, standing)
        rows = rows_of(blocks)
        current = _current(rows, request.args.get("item", ""))
        fill = None if at.sheet.handed_in_at else may("KeepEntry", sheet=at.sheet.id)
        return page(
            "evaluation/sheet.html",
            at=at,
            standing=standing,
            blocks=blocks,
            current=current,
            follower=_followers(rows),
            fill=fill,
            may=may,
            words=said,
            zone=house().config.zone,
            today=reader.now.date(),
            due=last_day(at.round, Stage(at.sheet.stage), at.returned.due_on if at.returned else None),
            handed_in=reader.here(at.sheet.handed_in_at) if at.sheet.handed_in_at else None,
            kept_at=_kept_at(reader, at),
            elsewhere=_elsewhere(reader, at),
            queue=sheets_beside(reader, at.sheet, at.round.id) if at.sheet.stage != Stage.SELF else (),
            evidence=_signs(reader, at),
            beside=_beside(reader, at, item_of(at, current), standing),
            handing=_handing(Stage(at.sheet.stage)),
            keys=_keys(at),
            more_keys=_more_keys(),
        )


@blueprint.get("/sheets/<sheet>/items/<item>")
def item_beside(sheet: str, item: str) -> str:
    """Answer what stands beside the sheet about one item: rule, reasons, evidence."""
    with house().door.reading(viewer_here()) as reader:
        at = at_work(reader, sheet)
        beside = _beside(reader, at, item_of(at, item), standing_of(at.scheme, at.values))
        return render_template("evaluation/_item_beside.html", **template_values(beside=beside, may=may))


@blueprint.get("/sheets/<sheet>/standing")
def standing_now(sheet: str) -> Response:
    """Answer the sums as the rules compute them now, and why `item` has its score, after an entry was kept."""
    with house().door.reading(viewer_here()) as reader:
        at = at_work(reader, sheet)
        standing = standing_of(at.scheme, at.values)
        item = item_of(at, request.args.get("item", at.scheme.items[0].id))
        why = {"score": shown_score(standing.scores.get(item.id)), "why": score_words(item, standing)}
    shown = render_template("evaluation/_item_why.html", beside=why)
    return jsonify({"texts": _texts(at, standing), "bars": {"done": standing.done}, "why": shown})


def _texts(at: AtWork, standing: Standing) -> dict[str, str]:
    """Return what the page shows of a standing, by the names of its places."""
    texts = {
        "total": standing.total,
        "full": standing.full,
        "done": str(standing.done),
        "done-of": f"{standing.done}/{standing.items}",
        "vetoed": _("A veto is answered with yes.") if standing.vetoed else "",
    }
    for number, block in enumerate(blocks_of(at, standing), 1):
        texts[f"block-{number}"] = block.sum.points
        texts[f"block-{number}-done"] = f"{block.sum.done}/{block.sum.items}"
        for place, group in enumerate(block.groups, 1):
            texts[f"group-{number}-{place}"] = group.sum.points
    computed = [item.id for item in at.scheme.items if item.of]
    return texts | {f"score-{item}": shown_score(standing.scores.get(item)) or "—" for item in computed}


def _beside(reader: Reader, at: AtWork, item: Item, standing: Standing) -> BesideItem:
    value = at.values.get(item.id, "")
    before = [(one, one.entries[item.id]) for one in at.others if item.id in one.entries]
    return BesideItem(
        id=item.id,
        title=said(item.title),
        points=points_of(item),
        scored_by=said(item.scored_by),
        note=said(item.note),
        rule=rule_words(at.scheme, item, value),
        score=shown_score(standing.scores.get(item.id)) if value or item.of else "",
        why=score_words(item, standing),
        said_before=tuple((one, value_words(item, kept.value), kept.reason) for one, kept in before),
        evidence=of_item(reader, at.application.id, item.id),
        fed=for_item(reader, at.application.id, item.id),
        wanted=at.returned.items.get(item.id, "") if at.returned else "",
        here=f"/sheets/{at.sheet.id}?item={item.id}",
    )


def _signs(reader: Reader, at: AtWork) -> dict[str, Sign]:
    """Return how the evidence of each item stands, where any is asked for or given."""
    words = {"missing": _("missing"), "outdated": _("outdated"), "doubtful": _("doubtful")}
    changed = _("changed")
    return {
        one.item: _sign(str(one.standing), len(one.pieces), words.get(str(one.standing), changed))
        for _title, found in of_application(reader, at.application.id)
        for one in found
        if one.standing != "not_asked"
    }


def _sign(kind: str, pieces: int, words: str) -> Sign:
    return Sign(kind, _EVIDENCE_SIGNS.get(kind, "alert"), str(pieces) if kind == "there" else words)


def _current(rows: Sequence[Row], asked: str) -> str:
    """Return the item to begin with: the one asked for, else the first without a value."""
    if any(row.id == asked for row in rows):
        return asked
    return next((row.id for row in rows if not row.value and row.field.kind != "computed"), rows[0].id)


def _followers(rows: Sequence[Row]) -> dict[str, str]:
    ids = [row.id for row in rows]
    return dict(zip(ids, [*ids[1:], ids[-1]], strict=True))


def _kept_at(reader: Reader, at: AtWork) -> datetime | None:
    return max((reader.here(entry.at) for entry in at.entries.values()), default=None)


def _elsewhere(reader: Reader, at: AtWork) -> datetime | None:
    """Return when another sign-in of this account kept a value of this sheet a short while ago."""
    actor = current_actor()
    kept = [
        reader.here(entry.at)
        for entry in at.entries.values()
        if entry.by == actor.person and entry.login not in ("", actor.login or "")
    ]
    last = max(kept, default=None)
    return last if last is not None and reader.now - last <= ELSEWHERE else None


def _handing(stage: Stage) -> str:
    """Return who sees a sheet of this stage once it is handed in."""
    if stage is Stage.SELF:
        return str(_("The workers' congress adopts it next; with the application it goes to those who review it."))
    if stage is Stage.PANEL:
        return str(
            _(
                "It stays unseen until all evaluators of the panel have handed in; then the panel, its chair and the committee see it."
            )
        )
    return str(_("Those who review and decide see it at once; the enterprise sees it with the decision."))


def _keys(at: AtWork) -> list[tuple[str, str]]:
    keys = [
        ("0–9 .", _("type the value")),
        ("↵", _("keep, next item")),
        ("N", _("next without value")),
        ("M", _("full")),
    ]
    return keys + ([("S", _("as the self-assessment"))] if at.others else []) + [("R", _("write the reason"))]


def _more_keys() -> list[tuple[str, str]]:
    return [
        ("↑ ↓", _("item up, down")),
        ("1–9", _("choose from a list")),
        ("X", _("does not apply")),
        ("F", _("as the figures say")),
        ("E", _("to the evidence")),
        ("Esc", _("from the reason back to the value")),
        ("?", _("this list")),
    ]
