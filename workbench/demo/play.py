"""One bargaining of the demo world, from its script: seats, ground rules, a meeting held, a meeting in progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from agreements.rules.tree import Language, canonical, units
from negotiation.commands.agreements import InitialText
from negotiation.commands.assembly import AssembleDraft
from negotiation.commands.attendance import ArriveAtMeeting
from negotiation.commands.cases import OpenBargaining
from negotiation.commands.caucus import PostCaucusMessage, PostInConfidence, WriteNote
from negotiation.commands.drafts import SaveProposalDraft, StartDraft
from negotiation.commands.ground_rules import AdoptGroundRules, ProposeGroundRules
from negotiation.commands.importing import ChosenClause, ImportIssues
from negotiation.commands.issues import AddIssue, DiscussIssue
from negotiation.commands.mandates import GrantMandate
from negotiation.commands.meetings import CallMeeting, CloseMeeting, OpenMeeting
from negotiation.commands.messages import PostMessage
from negotiation.commands.minutes import ConfirmMinutes
from negotiation.commands.proposals import HoldIssue, TableProposal, WithdrawProposal
from negotiation.commands.seats import SeatPerson
from negotiation.commands.speaking import AskToSpeak, EndTurn, GiveFloor
from negotiation.commands.supposals import OfferSupposal
from negotiation.models import Minutes, Proposal
from negotiation.rules import streams
from negotiation.rules.words import Level, Party, Role, Side, Subject, TurnKind
from workbench.demo.agreement import in_force
from workbench.demo.player import Mark, Player


class Play:
    """Plays one script. `now` is the moment at which the demo world stands still and its users come in."""

    def __init__(self, player: Player, script: Mapping[str, Any], now: datetime, mark: Mark) -> None:
        self.player = player
        self.script = script
        self.now = now
        self.mark = mark
        self.bargaining = ""
        self.language: Language = "zh"
        self.issues: dict[str, str] = {}
        self._years = {"year": str(now.year), "last": str(now.year - 1)}

    def words(self, text: str) -> str:
        """Return a text of the script with its years filled in."""
        for name, value in self._years.items():
            text = text.replace(f"{{{name}}}", value)
        return text.strip()

    def run(self, organisations: Mapping[str, str], subject: Subject, locale: str) -> str:
        """Play everything and return the bargaining's id."""
        clock = self.player.clock
        clock.at(self.now - timedelta(days=self.script["offer"]["days_before"]))
        self.language = "zh" if locale.startswith("zh") else "en"
        self._open(organisations, subject, locale)
        self._seat_all()
        self._add_issues()
        clock.at(self.now - timedelta(days=14, minutes=120))
        self._first_meeting()
        clock.at(self.now - timedelta(minutes=58))
        self._second_meeting()
        clock.at(self.now)
        return self.bargaining

    # ── before the meetings ──────────────────────────────

    def _person(self, party: str, role: str) -> str:
        keys = (one["key"] for one in self.script["people"] if (one["party"], one["role"]) == (party, role))
        return str(next(keys))

    def _chief(self, side: str) -> str:
        return self._person(side, "chief")

    def _open(self, organisations: Mapping[str, str], subject: Subject, locale: str) -> None:
        officer = next(one for one in self.script["people"] if one["party"] == "government")
        command = OpenBargaining(
            name=self.words(self.script["title"]),
            subject=subject,
            level=Level.ENTERPRISE,
            employer_name=self.script["employer"],
            labour_name=self.script["labour"],
            employer_organisation=organisations["employer"],
            labour_organisation=organisations["labour"],
            area=self.script["area"],
            workers=self.script["workers"],
            offered_by=Side.LABOUR,
            locale=locale,  # type: ignore[arg-type]
            as_party=Party.GOVERNMENT,
            role=Role.OFFICER,
            seat_name=officer["name"],
            function=officer["function"],
        )
        self.bargaining = self.player.do(officer["key"], command)["bargaining"]

    def _seat_all(self) -> None:
        officer = self._person("government", "officer")
        for one in sorted(self.script["people"], key=lambda one: one["role"] != "chief"):
            if one["key"] == officer:
                continue
            by = (
                officer
                if one["role"] == "chief" or one["party"] not in ("labour", "employer")
                else self._chief(one["party"])
            )
            seat = self.player.do(
                by,
                SeatPerson(
                    bargaining=self.bargaining,
                    person=self.player.people[one["key"]],
                    name=one["name"],
                    party=Party(one["party"]),
                    role=Role(one["role"]),
                    function=one["function"],
                ),
            )["seat"]
            if "mandate" in one:
                self._mandate(one, self._chief(one["party"]), seat)

    def _mandate(self, one: Mapping[str, str], by: str, seat: str) -> None:
        today = self.player.clock().date()
        granted_by = self.script["labour"] if one["party"] == "labour" else self.script["employer"]
        self.player.do(
            by,
            GrantMandate(
                bargaining=self.bargaining,
                seat=seat,
                number=self.words(one["mandate"]),
                granted_by=granted_by,
                valid_from=today,
                valid_until=today + timedelta(days=365),
            ),
        )

    def _add_issues(self) -> None:
        recorder = self._person("neutral", "recorder")
        for part in self.script["parts"]:
            for issue in part["issues"]:
                command = AddIssue(
                    bargaining=self.bargaining,
                    heading=issue["heading"],
                    part=part["title"],
                    clause_number=issue["number"],
                    current_text=self.words(issue["text"]),
                )
                self.issues[issue["number"]] = self.player.do(recorder, command)["issue"]
        self._keep_agreement(recorder)

    def _keep_agreement(self, recorder: str) -> None:
        """Put last term's agreement on the table and say which of its clauses each issue is about."""
        tree = in_force(self.script, self.language, self.words)
        listed = [unit for unit in units(tree) if unit.number in self.issues]
        texts = {issue["number"]: issue["text"] for part in self.script["parts"] for issue in part["issues"]}
        written = canonical(tree)
        command = ImportIssues(
            bargaining=self.bargaining,
            source=sha256(written).hexdigest(),
            file_name=f"{tree.title}.json",
            title=tree.title,
            tree=written.decode(),
            clauses=[
                ChosenClause(
                    number=unit.number,
                    heading=unit.heading,
                    part=unit.part,
                    text=self.words(texts[unit.number]),
                    clause=unit.clause.id,
                )
                for unit in listed
            ],
        )
        self.player.do(recorder, command)

    # ── the meetings ─────────────────────────────────────

    def _meeting(self, called_by: str) -> str:
        command = CallMeeting(
            bargaining=self.bargaining,
            called_for=self.player.clock() + timedelta(minutes=4),
            place=self.script["place"],
            agenda=[part["title"] for part in self.script["parts"]],
        )
        meeting: str = self.player.do(called_by, command)["meeting"]
        self.player.clock.forward(4)
        return meeting

    def _arrive(self, meeting: str, keys: Sequence[str]) -> None:
        for index, key in enumerate(keys):
            remote = index == len(keys) - 1 and len(keys) > 6
            self.player.do(key, ArriveAtMeeting(bargaining=self.bargaining, meeting=meeting, remote=remote))

    def _keys(self, *without: str) -> list[str]:
        return [one["key"] for one in self.script["people"] if one["key"] not in without]

    def _first_meeting(self) -> None:
        meeting = self._meeting(self._chief("labour"))
        self.player.do(self._chief("labour"), OpenMeeting(bargaining=self.bargaining, meeting=meeting))
        self._arrive(meeting, self._keys("meng"))
        self._adopt_ground_rules()
        self._speak([("labour", TurnKind.STATEMENT, 9), ("employer", TurnKind.REPLY, 7)], leave_running=False)
        for step in self.script["meetings"]["first"]:
            self._step(step)
        recorder = self._person("neutral", "recorder")
        self.player.do(recorder, CloseMeeting(bargaining=self.bargaining, meeting=meeting))
        self._confirm(meeting)
        self.player.do(recorder, AssembleDraft(bargaining=self.bargaining))

    def _second_meeting(self) -> None:
        meeting = self._meeting(self._chief("employer"))
        self.player.do(self._chief("employer"), OpenMeeting(bargaining=self.bargaining, meeting=meeting))
        self._arrive(meeting, self._keys())
        for step in self.script["meetings"]["second"]:
            self._step(step)
        for said in self.script.get("talk", []):
            self.player.do(said["by"], PostMessage(bargaining=self.bargaining, text=said["text"]))
            self.player.clock.forward(1)
        discussed = self.issues[self.script["discussing"]]
        self.player.do(self._chief("employer"), DiscussIssue(bargaining=self.bargaining, issue=discussed))
        self._caucuses()
        self._speak(
            [("labour", TurnKind.STATEMENT, 6), ("employer", TurnKind.REPLY, 8), ("employer", TurnKind.STATEMENT, 2)],
            leave_running=True,
        )

    def _adopt_ground_rules(self) -> None:
        rules = self.script["ground_rules"]
        proposed = self.player.do(
            self._chief("labour"),
            ProposeGroundRules(
                bargaining=self.bargaining, text=rules["text"].strip(), speaking_minutes=rules["speaking_minutes"]
            ),
        )
        for side in ("labour", "employer"):
            self.player.do(
                self._chief(side),
                AdoptGroundRules(
                    bargaining=self.bargaining, rules=proposed["rules"], content_hash=proposed["content_hash"]
                ),
            )
        self.player.clock.forward(5)

    def _speak(self, turns: Sequence[tuple[str, TurnKind, float]], *, leave_running: bool) -> None:
        recorder = self._person("neutral", "recorder")
        for number, (side, kind, minutes) in enumerate(turns, start=1):
            is_last = leave_running and number == len(turns)
            if is_last:
                self.player.clock.at(self.now - timedelta(minutes=minutes))
            asked = self.player.do(self._chief(side), AskToSpeak(bargaining=self.bargaining, kind=kind))
            self.player.do(recorder, GiveFloor(bargaining=self.bargaining, turn=asked["turn"]))
            if is_last:
                self._queue()
                return
            self.player.clock.forward(minutes)
            self.player.do(recorder, EndTurn(bargaining=self.bargaining, turn=asked["turn"]))

    def _queue(self) -> None:
        for one in self.script["people"]:
            if one["role"] == "representative":
                self.player.do(one["key"], AskToSpeak(bargaining=self.bargaining, kind=TurnKind.QUESTION))

    def _step(self, step: Mapping[str, Any]) -> None:
        issue, side = self.issues[step["issue"]], step["side"]
        draft = self._draft(step, side, issue)
        tabled = self.player.do(
            self._chief(side),
            TableProposal(bargaining=self.bargaining, draft=draft["draft"], draft_version=draft["version"]),
        )
        self.player.clock.forward(2)
        if step.get("agreed"):
            self._initial(issue, tabled["proposal"])
        if held := step.get("held"):
            self.player.do(self._chief("employer"), HoldIssue(bargaining=self.bargaining, issue=issue, reason=held))
        if withdrawn := step.get("withdrawn"):
            command = WithdrawProposal(bargaining=self.bargaining, proposal=tabled["proposal"], reason=withdrawn)
            self.player.do(self._chief(side), command)

    def _draft(self, step: Mapping[str, Any], side: str, issue: str) -> dict[str, Any]:
        started = self.player.do(self._chief(side), StartDraft(bargaining=self.bargaining, issue=issue))
        command = SaveProposalDraft(
            bargaining=self.bargaining,
            draft=started["draft"],
            version=started["version"],
            text=self.words(step["text"]),
            gist=step["gist"],
            reason=step["reason"],
        )
        return self.player.do(self._chief(side), command)

    def _initial(self, issue: str, proposal: str) -> None:
        with self.player.door.store.reading() as session:
            content_hash = session.get_one(Proposal, proposal).content_hash
        for side in ("labour", "employer"):
            command = InitialText(bargaining=self.bargaining, issue=issue, proposal=proposal, content_hash=content_hash)
            self.player.do(self._chief(side), command)

    def _confirm(self, meeting: str) -> None:
        with self.player.door.store.reading() as session:
            minutes = session.scalars(select(Minutes).where(Minutes.meeting == meeting)).one()
        self.player.clock.forward(90)
        for one in self.script["people"]:
            if one["role"] in ("chief", "representative"):
                command = ConfirmMinutes(
                    bargaining=self.bargaining,
                    minutes=minutes.id,
                    edition=minutes.edition,
                    content_hash=minutes.content_hash,
                )
                self.player.do(one["key"], command)

    # ── behind closed doors ──────────────────────────────

    def _caucuses(self) -> None:
        for side in Side:
            place = streams.caucus(self.bargaining, side)
            for note in self.script["notes"][side]:
                issue, text = self.issues[note["issue"]], self.mark(note["text"], place)
                self.player.do(
                    self._chief(side), WriteNote(bargaining=self.bargaining, side=side, issue=issue, text=text)
                )
            for draft in self.script["drafts"][side]:
                words = {name: self.mark(self.words(draft[name]), place) for name in ("text", "reason")}
                gist = self.mark("", place).strip() or draft["gist"]
                self._draft({**draft, **words, "gist": gist}, side, self.issues[draft["issue"]])
            for said in self.script["caucus"][side]:
                text = self.mark(said["text"], place)
                self.player.do(said["by"], PostCaucusMessage(bargaining=self.bargaining, side=side, text=text))
                self.player.clock.forward(0.5)
            for said in self.script.get("confidence", {}).get(side, []):
                text = self.mark(said["text"], streams.confidence(self.bargaining, side))
                self.player.do(said["by"], PostInConfidence(bargaining=self.bargaining, side=side, text=text))
                self.player.clock.forward(0.5)
        for said in self.script.get("supposals", []):
            text = self.mark(said["text"], streams.supposals(self.bargaining))
            issue = self.issues[said["issue"]]
            self.player.do(self._chief(said["side"]), OfferSupposal(bargaining=self.bargaining, issue=issue, text=text))
