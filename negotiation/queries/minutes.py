"""The minutes of a meeting as they are read, on the page and on paper alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from negotiation.events.meetings import HeadsSealed
from negotiation.events.proposals import ProposalTabled
from negotiation.events.speaking import FloorGiven, TurnEnded
from negotiation.models import Bargaining, Confirmation, Correction, Minutes, Seat
from negotiation.policy.minutes import confirming
from negotiation.queries.happenings import told
from negotiation.queries.meetings import PARTIES, meeting_in, side_shown
from negotiation.queries.names import seats_in
from negotiation.rules.minutes import Body, Happening, Present, read, to_confirm
from negotiation.rules.words import Party, Role, Side
from workbench.kernel import REGISTRY, Absent, Reader

UNTOLD = frozenset({TurnEnded.__name__, HeadsSealed.__name__})


def minutes_in(reader: Reader, bargaining: str, meeting: str) -> Minutes:
    """Return the minutes of a meeting of this bargaining. Raises Absent while there are none."""
    meeting_in(reader, bargaining, meeting)
    found = reader.one_or_none(select(Minutes).where(Minutes.meeting == meeting))
    if found is None:
        raise Absent
    return found


def entry_in(reader: Reader, minutes: Minutes, entry: str) -> dict[str, Any]:
    """Return one entry of the minutes as it is told. Raises Absent for one they do not have."""
    for line in _course(reader, read(minutes.body)):
        if str(line["entry"]) == entry:
            return line
    raise Absent


def open_corrections(reader: Reader, minutes: Minutes) -> list[dict[str, Any]]:
    """Return the proposed corrections nobody has decided on yet, oldest first."""
    return [one for one in _corrections(reader, minutes) if one["verdict"] == "open"]


def sheet(reader: Reader, bargaining: str, meeting: str) -> dict[str, Any]:
    """Return everything the minutes say, in the order in which they say it. Raises Absent."""
    minutes = minutes_in(reader, bargaining, meeting)
    case, body = reader.get(Bargaining, bargaining), read(minutes.body)
    confirmed, seats = _confirmed(reader, minutes), seats_in(reader, bargaining)
    signing = _signing(reader, minutes, body, seats, confirmed)
    return {
        "case": case,
        "minutes": minutes,
        "body": body,
        "opened": reader.here(body.opened_at),
        "closed": reader.here(body.closed_at),
        "written": reader.here(minutes.written_at),
        "frozen": reader.here(minutes.frozen_at) if minutes.frozen_at else None,
        "chair": _chair(body),
        "recorders": _recorders(body, seats),
        "remote": len({one.seat for one in body.present if one.remote}),
        "parties": _parties(reader, body),
        "days": _days(_course(reader, body)),
        "spoken": [{"side": side.value, "seconds": body.spoken.get(side.value, 0)} for side in Side],
        "corrections": _corrections(reader, minutes),
        "signing": signing,
        "missing": [one["name"] for rows in signing.values() for one in rows if one["wanted"] and not one["at"]],
    }


def _chair(body: Body) -> str:
    chiefs = [one for one in body.present if one.party == body.chair and one.role == Role.CHIEF]
    return chiefs[0].name if chiefs else ""


def _recorders(body: Body, seats: Sequence[Seat]) -> list[str]:
    """Return who kept the record: the recorders who were there, or, when none said so, those who had the seat at the close."""
    recorders, present = [one for one in seats if one.role == Role.RECORDER], {one.seat for one in body.present}
    there = [one for one in recorders if one.id in present]
    kept = there or [one for one in recorders if one.since <= body.closed_at and not _over(one, body.closed_at)]
    return list(dict.fromkeys(one.name for one in kept))


def _over(seat: Seat, moment: datetime) -> bool:
    return seat.ended_at is not None and seat.ended_at < moment


def _parties(reader: Reader, body: Body) -> list[dict[str, Any]]:
    """Return who was there, by party; who came back is listed once, with every stay."""
    parties = []
    for party in PARTIES:
        stays: dict[str, list[Present]] = {}
        for one in body.present:
            if one.party == party:
                stays.setdefault(one.seat, []).append(one)
        people = [
            {
                "name": found[0].name,
                "chief": found[0].role == Role.CHIEF,
                "function": found[0].function,
                "remote": any(one.remote for one in found),
                "stays": [_stay(reader, body, one) for one in found],
            }
            for found in stays.values()
        ]
        if people:
            parties.append({"party": party.value, "side": side_shown(party), "people": people})
    return parties


def _stay(reader: Reader, body: Body, one: Present) -> dict[str, Any]:
    """Return when somebody came and went, without what opening and closing already say."""
    return {
        "from": reader.here(one.arrived_at) if one.arrived_at > body.opened_at else None,
        "to": reader.here(one.left_at) if one.left_at and one.left_at < body.closed_at else None,
    }


def _course(reader: Reader, body: Body) -> Iterator[dict[str, Any]]:
    ended = [one for one in body.happenings if one.event == TurnEnded.__name__]
    lengths = {one.payload["turn"]: one.payload["milliseconds"] // 1000 for one in ended}
    for one in body.happenings:
        if one.event == FloorGiven.__name__:
            # Who still had the floor when the meeting closed spoke until then.
            until_close = int((body.closed_at - one.at).total_seconds())
            yield {**_told(reader, body, one), "seconds": lengths.get(one.payload["turn"], until_close)}
        elif one.event not in UNTOLD:
            yield {**_told(reader, body, one), "seconds": None}


def _told(reader: Reader, body: Body, one: Happening) -> dict[str, Any]:
    payload, sentence = one.payload, REGISTRY.events()[one.event].sentence
    return {
        "entry": one.entry,
        "at": reader.here(one.at),
        "text": told(one, body.names),
        "issue": body.names.get(payload.get("issue") or "", "") if "heading" not in payload else "",
        "quote": (payload["text"] or _("This clause is struck altogether."))
        if one.event == ProposalTabled.__name__
        else "",
        "reason": payload.get("reason", "") if "%(reason)s" not in sentence else "",
        "correction": one.correction,
    }


def _days(course: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"date": date, "entries": list(entries)}
        for date, entries in groupby(course, key=lambda line: line["at"].date())
    ]


def _corrections(reader: Reader, minutes: Minutes) -> list[dict[str, Any]]:
    query = select(Correction).where(Correction.minutes == minutes.id).order_by(Correction.at, Correction.id)
    names = {seat.id: seat.name for seat in seats_in(reader, minutes.bargaining)}
    return [
        {
            "id": one.id,
            "entry": one.entry,
            "text": one.text,
            "reason": one.reason,
            "by": names[one.seat],
            "at": reader.here(one.at),
            "verdict": one.verdict,
            "verdict_reason": one.verdict_reason,
            "decided_by": names.get(one.decided_by or "", ""),
            "decided_at": reader.here(one.decided_at) if one.decided_at else None,
        }
        for one in reader.all(query)
    ]


def _confirmed(reader: Reader, minutes: Minutes) -> dict[str, Confirmation]:
    query = select(Confirmation).where(Confirmation.minutes == minutes.id, Confirmation.edition == minutes.edition)
    return {one.seat: one for one in reader.all(query)}


def _signing(
    reader: Reader, minutes: Minutes, body: Body, seats: Sequence[Seat], confirmed: Mapping[str, Confirmation]
) -> dict[str, list[dict[str, Any]]]:
    """Return, by side, every representative who was there, or who stands in for a side of which nobody is left.

    Each with when they confirmed, and whether their word is still wanted.
    """
    seated = [seat.id for seat in seats if seat.ended_at is None]
    present = {one.seat: one for one in body.present}
    there = to_confirm([one.model_dump(mode="json") for one in body.present], list(present))
    wanted = set() if minutes.frozen_at else {seat.id for seat in reader.all(confirming(minutes))}
    signers: dict[str, Present | Seat] = {seat: present[seat] for seat in there}
    signers |= {seat.id: seat for seat in seats if seat.id not in present and seat.id in wanted.union(confirmed)}
    signing: dict[str, list[dict[str, Any]]] = {Party.LABOUR.value: [], Party.EMPLOYER.value: []}
    for seat, one in signers.items():
        given = confirmed.get(seat)
        row = {
            "name": one.name,
            "chief": one.role == Role.CHIEF,
            "function": one.function,
            "at": reader.here(given.at) if given else None,
            "wanted": seat in seated,
        }
        signing[one.party].append(row)
    return signing
