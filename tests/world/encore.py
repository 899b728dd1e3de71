"""What the demo world does not show: every other act of bargaining, done once on its first bargaining."""

from __future__ import annotations

from datetime import timedelta

from agreements.rules.stored import stored
from agreements.rules.tree import Clause, Tree
from negotiation.commands.agenda import AddAgendaItem, FinishAgendaItem, MoveAgendaItem
from negotiation.commands.agreements import InitialText, ReopenIssue, UndoInitial
from negotiation.commands.assembly import AssembleDraft
from negotiation.commands.attendance import ArriveAtMeeting, LeaveMeeting, Movement, RecordAttendance
from negotiation.commands.caucus import RemoveNote, WriteNote
from negotiation.commands.conferring import CallCaucus, EndCaucus
from negotiation.commands.drafts import AttachToDraft, DetachFromDraft, DiscardDraft, SaveProposalDraft, StartDraft
from negotiation.commands.importing import ChosenClause, ImportIssues
from negotiation.commands.issues import AddIssue, DiscussIssue, ReviseIssue, WithdrawIssue
from negotiation.commands.mandates import EndMandate
from negotiation.commands.meetings import (
    AdjournMeeting,
    CallMeeting,
    CancelMeeting,
    CloseMeeting,
    RecessMeeting,
    ResumeMeeting,
    ReviseMeeting,
)
from negotiation.commands.minutes import DecideCorrection, ProposeCorrection, WithdrawCorrection
from negotiation.commands.proposals import ExpireProposals, ResumeIssue, TableProposal, WithdrawProposal
from negotiation.commands.seats import EndSeat, ReplaceSeat
from negotiation.commands.speaking import AskToSpeak, LowerHand, ReorderTurns
from negotiation.commands.supposals import OfferSupposal, WithdrawSupposal
from negotiation.models import (
    AgendaItem,
    Attachment,
    CaucusNote,
    Issue,
    Mandate,
    Meeting,
    Minutes,
    Proposal,
    Seat,
    Supposal,
    TentativeAgreement,
    Turn,
)
from negotiation.rules.words import Side, TurnKind
from tests.worlds import World
from workbench.kernel import new_id, the_house
from workbench.kernel.blobs import Upload


class Encore:
    """Plays on where the demo world stands still."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.id = world.bargaining("lin")
        self.meeting = self._row(Meeting, Meeting.phase == "open").id

    def _row(self, model: type, *conditions: object) -> object:
        return self.world.rows(model, model.bargaining == self.id, *conditions)[0]  # type: ignore[attr-defined]

    def _issue(self, number: str) -> Issue:
        issue: Issue = self._row(Issue, Issue.clause_number == number)
        return issue

    def _seat(self, key: str) -> str:
        seat: Seat = self._row(Seat, Seat.person == self.world.people[key], Seat.ended_at.is_(None))
        return seat.id

    def play(self) -> None:
        """Do everything."""
        self.talk()
        self.agenda()
        self.issues()
        self.drafts()
        self.proposals()
        self.agreements()
        self.assembly()
        self.meetings()
        self.minutes()
        self.seats()

    def talk(self) -> None:
        """Hands, caucus calls, notes and supposals."""
        do, b = self.world.do, self.id
        asked = do("zhou", AskToSpeak(bargaining=b, kind=TurnKind.ORDER))
        waiting = self.world.rows(Turn, Turn.bargaining == b, Turn.started_at.is_(None), Turn.lowered_at.is_(None))
        order = [turn.id for turn in waiting if turn.id != asked["turn"]][::-1]
        do("xu", ReorderTurns(bargaining=b, turns=[asked["turn"], *order], reason="先处理程序问题"))
        do("zhou", LowerHand(bargaining=b, turn=asked["turn"]))
        do("lin", CallCaucus(bargaining=b, until=self.world.clock() + timedelta(minutes=15)))
        note = self.world.rows(CaucusNote, CaucusNote.side == "labour")[0]
        do("lin", WriteNote(bargaining=b, side=Side.LABOUR, note=note.id, version=note.version, text="改过的记录"))
        do("lin", RemoveNote(bargaining=b, side=Side.LABOUR, note=note.id))
        do("lin", EndCaucus(bargaining=b))
        do("lin", WithdrawSupposal(bargaining=b, supposal=self._row(Supposal).id))

    def agenda(self) -> None:
        """The points of the agenda and who is there."""
        do, b = self.world.do, self.id
        item = do("xu", AddAgendaItem(bargaining=b, meeting=self.meeting, title="补充议题"))["item"]
        do("xu", MoveAgendaItem(bargaining=b, item=item, to=1))
        do("xu", FinishAgendaItem(bargaining=b, item=self._row(AgendaItem, AgendaItem.id == item).id))
        do("fan", LeaveMeeting(bargaining=b, meeting=self.meeting))
        do("fan", ArriveAtMeeting(bargaining=b, meeting=self.meeting))
        do("xu", RecordAttendance(bargaining=b, meeting=self.meeting, seat=self._seat("song"), movement=Movement.LEFT))

    def issues(self) -> None:
        """Issues added, revised, discussed and withdrawn."""
        do, b = self.world.do, self.id
        issue = do("lin", AddIssue(bargaining=b, heading="育儿假工资", clause_number="第二十七条"))["issue"]
        do("lin", ReviseIssue(bargaining=b, issue=issue, heading="育儿假与护理假工资"))
        do("xu", DiscussIssue(bargaining=b, issue=issue))
        do("xu", DiscussIssue(bargaining=b))
        do("lin", WithdrawIssue(bargaining=b, issue=issue, reason="并入女职工专项"))
        do("lin", ResumeIssue(bargaining=b, issue=self._issue("第十二条").id))

    def drafts(self) -> None:
        """A draft with a file, put away."""
        do, b = self.world.do, self.id
        draft = do("he", StartDraft(bargaining=b, issue=self._issue("第十三条").id))["draft"]
        file = Upload(sha256="0" * 64, name="测算.pdf", size=10, media_type="application/pdf")
        attached = do("he", AttachToDraft(bargaining=b, draft=draft, file=file))["attachment"]
        do("he", DetachFromDraft(bargaining=b, attachment=self._row(Attachment, Attachment.id == attached).id))
        do("he", DiscardDraft(bargaining=b, draft=draft))

    def table(self, who: str, number: str, text: str, **terms: object) -> str:
        """Let a chief write and table a text, and return the proposal."""
        issue = self._issue(number).id
        draft = self.world.do(who, StartDraft(bargaining=self.id, issue=issue))
        saved = self.world.do(
            who, SaveProposalDraft(bargaining=self.id, draft=draft["draft"], version=draft["version"], text=text)
        )
        command = TableProposal(bargaining=self.id, draft=draft["draft"], draft_version=saved["version"], **terms)
        proposal: str = self.world.do(who, command)["proposal"]
        return proposal

    def proposals(self) -> None:
        """Proposals withdrawn and expired."""
        proposal = self.table("lin", "第十四条", "每月发放交通补贴150元。")
        self.world.do("lin", WithdrawProposal(bargaining=self.id, proposal=proposal, reason="再作测算"))
        self.table("he", "第十三条", "班组长津贴每月300元。", expires_on=self.world.clock().date())
        self.world.clock.forward(60 * 24 * 2)
        self.world.door.perform(the_house("scheduler"), ExpireProposals(bargaining=self.id), new_id())
        self.world.clock.forward(-60 * 24 * 2 + 1)

    def agreements(self) -> None:
        """Initials given and taken back, an agreement reopened."""
        do, b = self.world.do, self.id
        issue = self._issue("第二十三条")
        proposal: Proposal = self._row(Proposal, Proposal.id == issue.last_proposal)
        command = InitialText(bargaining=b, issue=issue.id, proposal=proposal.id, content_hash=proposal.content_hash)
        do("lin", command)
        do("lin", UndoInitial(bargaining=b, issue=issue.id))
        do("he", command)
        agreed = self._row(TentativeAgreement, TentativeAgreement.reopened_at.is_(None))
        do("he", ReopenIssue(bargaining=b, issue=agreed.issue, reason="发现计算口径不同"))

    def assembly(self) -> None:
        """Last term's agreement taken over, and a draft assembled from it and from what is agreed."""
        do, b = self.world.do, self.id
        tree = stored(Tree("上期合同", "zh", (Clause("article", "第一条", text="工资每月发放。"),)))
        clause = ChosenClause(number="第一条", heading="工资发放", text="工资每月发放。")
        taken = {"source": "0" * 64, "file_name": "上期合同.txt", "clauses": [clause], "tree": tree}
        do("xu", ImportIssues(bargaining=b, **taken))
        do("xu", AssembleDraft(bargaining=b))

    def meetings(self) -> None:
        """The running meeting interrupted and closed; another called, moved and called off."""
        do, b = self.world.do, self.id
        soon = self.world.clock() + timedelta(days=7)
        do("he", OfferSupposal(bargaining=b, issue=self._issue("第九条").id, text="假如夜班36元"))
        do("xu", RecessMeeting(bargaining=b, meeting=self.meeting))
        do("xu", ResumeMeeting(bargaining=b, meeting=self.meeting))
        do("xu", AdjournMeeting(bargaining=b, meeting=self.meeting))
        do("xu", ResumeMeeting(bargaining=b, meeting=self.meeting))
        do("xu", CloseMeeting(bargaining=b, meeting=self.meeting))
        called = do("lin", CallMeeting(bargaining=b, called_for=soon, place="一号楼"))["meeting"]
        do("lin", ReviseMeeting(bargaining=b, meeting=called, called_for=soon + timedelta(hours=1), place="二号楼"))
        do("lin", CancelMeeting(bargaining=b, meeting=called, reason="改期"))

    def minutes(self) -> None:
        """Corrections proposed, taken back, accepted."""
        do, b = self.world.do, self.id
        minutes: Minutes = self._row(Minutes, Minutes.meeting == self.meeting)
        wrong = do("tang", ProposeCorrection(bargaining=b, minutes=minutes.id, text="补一句", reason="漏记"))
        do("tang", WithdrawCorrection(bargaining=b, correction=wrong["correction"]))
        right = do("tang", ProposeCorrection(bargaining=b, minutes=minutes.id, text="补发计算表已提供", reason="漏记"))
        do("xu", DecideCorrection(bargaining=b, correction=right["correction"], accept=True, reason="属实"))

    def seats(self) -> None:
        """Seats replaced and ended, a mandate revoked; what hung on them lapses."""
        do, b, today = self.world.do, self.id, self.world.clock().date()
        chief = self._seat("he")
        person = self.world.people["lindqvist"]
        do(
            "he",
            ReplaceSeat(
                bargaining=b,
                seat=chief,
                person=person,
                name="卡琳",
                reason="职务变动",
                number="岱企授9号",
                granted_by="董事会",
                valid_from=today,
            ),
        )
        mandate = self.world.rows(Mandate, Mandate.seat == self._seat("zhou"))[0]
        do("lin", EndMandate(bargaining=b, mandate=mandate.id))
        do("lin", EndSeat(bargaining=b, seat=self._seat("song"), reason="岗位调动"))
