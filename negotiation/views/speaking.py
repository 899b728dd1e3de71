"""What one person may do with the floor: the buttons beside it, and the page on which the list is managed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext
from markupsafe import Markup

from negotiation.models import Bargaining, Turn
from negotiation.queries.happenings import KIND_WORDS
from negotiation.queries.meetings import side_shown
from negotiation.queries.speaking import Floor, floor_of, purpose
from negotiation.rules.streams import subject
from negotiation.rules.words import TurnKind
from workbench.web import current_actor, house, live_page, may, viewer_here
from workbench.web.paths import local_path

blueprint = Blueprint("speaking", __name__, url_prefix="/bargainings/<bargaining>")
Offer = dict[str, Any]


@blueprint.get("/speaking")
def speaking_page(bargaining: str) -> str:
    """Show the list of speakers; whoever presides manages it here."""
    with house().door.reading(viewer_here(subject(bargaining))) as reader:
        title = reader.get(Bargaining, bargaining).title
    path = f"/bargainings/{bargaining}/speaking"
    return live_page(
        "negotiation/speaking.html",
        subject(bargaining),
        "speaking",
        bargaining={"id": bargaining, "title": title},
        acts=speaking_acts(bargaining, path),
        managing=speaking_list(bargaining, path),
    )


@blueprint.get("/fragments/speaking")
def speaking_fragment(bargaining: str) -> str:
    """Return the buttons beside the floor for the person at the screen."""
    return speaking_acts(bargaining, page_to_return_to(bargaining))


@blueprint.get("/fragments/speaking-list")
def speaking_list_fragment(bargaining: str) -> str:
    """Return the list of speakers with the buttons of whoever presides."""
    return speaking_list(bargaining, page_to_return_to(bargaining))


def page_to_return_to(bargaining: str) -> str:
    """Return the page that asked for a fragment: `next` when it is a path of this house, else the table."""
    asked = request.args.get("next")
    return local_path(asked, {}) if asked else f"/bargainings/{bargaining}/table"


def speaking_acts(bargaining: str, back: str) -> Markup:
    """Return the buttons beside the floor for the person at the screen. Raises Absent."""
    with house().door.reading(viewer_here(subject(bargaining))) as reader:
        floor = floor_of(reader, bargaining)
        chairs = _chairs(bargaining)
        acts = _own_offers(bargaining, floor, chairs) + (_chair_offers(bargaining, floor) if chairs else [])
    acts += _caucus_offers(bargaining)
    manage = f"/bargainings/{bargaining}/speaking" if chairs and floor.waiting else None
    return Markup(render_template("negotiation/personal/speaking_acts.html", acts=acts, manage=manage, next=back))


def speaking_list(bargaining: str, back: str) -> Markup:
    """Return the list of speakers with the buttons of whoever presides; nothing for others. Raises Absent."""
    with house().door.reading(viewer_here(subject(bargaining))) as reader:
        floor = floor_of(reader, bargaining)
        waiting = [
            {
                "id": turn.id,
                "name": floor.name(turn),
                "side": side_shown(turn.party),
                "purpose": purpose(turn),
                "is_hint": floor.hint is turn,
                "first": [turn.id, *(other.id for other in floor.waiting if other is not turn)],
            }
            for turn in floor.waiting
        ]
        running = floor.running.id if floor.running else None
    return Markup(
        render_template(
            "negotiation/personal/speaking_list.html",
            bargaining=bargaining,
            chairs=_chairs(bargaining),
            waiting=waiting,
            running=running,
            next=back,
        )
    )


def _chairs(bargaining: str) -> bool:
    return bool(may("ReorderTurns", bargaining=bargaining))


def _own_offers(bargaining: str, floor: Floor, chairs: bool) -> list[Offer]:
    own = {seat.id for seat in floor.seats.values() if seat.person == current_actor().person}
    if floor.running is not None and floor.running.seat in own:
        return [_turn_offer("EndTurn", gettext("I have finished"), floor.running, kind="primary", icon="check")]
    waiting = [turn for turn in floor.waiting if turn.seat in own]
    offers = [_turn_offer("LowerHand", _lowering(turn), turn, icon="hand") for turn in waiting]
    is_asking = any(turn.kind != TurnKind.ORDER for turn in waiting)
    if not is_asking:
        offers += _asking(bargaining, chairs)
    if not any(turn.kind == TurnKind.ORDER for turn in waiting):
        order = may("AskToSpeak", bargaining=bargaining, kind=TurnKind.ORDER)
        offers += [_ask_offer(bargaining, TurnKind.ORDER, order, icon="flag")] if order else []
    return offers


def _asking(bargaining: str, chairs: bool) -> list[Offer]:
    verdict = may("AskToSpeak", bargaining=bargaining, kind=TurnKind.STATEMENT)
    if verdict:
        kinds = (TurnKind.QUESTION, TurnKind.REPLY)
        first = _ask_offer(bargaining, TurnKind.STATEMENT, verdict, kbd="S", icon="hand")
        return [first, *(_ask_offer(bargaining, kind, verdict) for kind in kinds)]
    # Greyed with its reason, but not beside the buttons of a recorder, who never speaks.
    return [] if chairs else [_ask_offer(bargaining, TurnKind.STATEMENT, verdict, kbd="S", icon="hand")]


def _chair_offers(bargaining: str, floor: Floor) -> list[Offer]:
    offers = []
    if floor.running is not None:
        label = gettext("End the turn of %(name)s", name=floor.name(floor.running))
        offers.append(_turn_offer("EndTurn", label, floor.running, icon="pause"))
    if floor.waiting:
        label = gettext("Give the floor to %(name)s", name=floor.name(floor.waiting[0]))
        offers.append(_floor_offer(floor, floor.waiting[0], label, "primary"))
    if floor.hint is not None and floor.hint is not floor.waiting[0]:
        label = gettext("For balance: %(name)s", name=floor.name(floor.hint))
        offers.append(_floor_offer(floor, floor.hint, label, "plain"))
    return offers


def _caucus_offers(bargaining: str) -> list[Offer]:
    labels = {"CallCaucus": gettext("Call a caucus"), "EndCaucus": gettext("Come back from the caucus")}
    verdicts = {command: may(command, bargaining=bargaining) for command in labels}
    return [
        _offer(command, label, verdicts[command], {"bargaining": bargaining}, kind="quiet", icon="lock")
        for command, label in labels.items()
        if verdicts[command]
    ]


def _floor_offer(floor: Floor, turn: Turn, label: str, kind: str) -> Offer:
    offer = _turn_offer("GiveFloor", label, turn, kind=kind, icon="mic")
    offer["fields"]["instead_of"] = floor.running.id if floor.running else None
    return offer


def _turn_offer(command: str, label: str, turn: Turn, kind: str = "plain", icon: str = "") -> Offer:
    verdict = may(command, bargaining=turn.bargaining, turn=turn.id)
    return _offer(command, label, verdict, {"bargaining": turn.bargaining, "turn": turn.id}, kind=kind, icon=icon)


def _ask_offer(bargaining: str, kind: TurnKind, verdict: Any, kbd: str = "", icon: str = "") -> Offer:
    labels = {
        TurnKind.STATEMENT: gettext("Ask to speak"),
        TurnKind.QUESTION: gettext("Ask a question"),
        TurnKind.REPLY: gettext("Ask to reply"),
        TurnKind.ORDER: gettext("Point of order"),
    }
    fields = {"bargaining": bargaining, "kind": kind.value}
    return _offer("AskToSpeak", labels[kind], verdict, fields, kbd=kbd, icon=icon)


def _offer(
    command: str, label: str, verdict: Any, fields: dict[str, Any], kbd: str = "", kind: str = "plain", icon: str = ""
) -> Offer:
    return {
        "command": command,
        "label": label,
        "verdict": verdict,
        "fields": fields,
        "kbd": kbd,
        "kind": kind,
        "icon": icon,
    }


def _lowering(turn: Turn) -> str:
    return str(gettext("Lower my hand (%(kind)s)", kind=gettext(KIND_WORDS[TurnKind(turn.kind)])))
