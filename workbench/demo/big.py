"""A large bargaining for benchmarks: 2,000 clauses, 200 people, 10,000 ledger entries at the table. All through the door."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from negotiation.commands.attendance import ArriveAtMeeting
from negotiation.commands.cases import OpenBargaining
from negotiation.commands.drafts import SaveProposalDraft, StartDraft
from negotiation.commands.issues import AddIssue
from negotiation.commands.mandates import GrantMandate
from negotiation.commands.meetings import CallMeeting, OpenMeeting
from negotiation.commands.messages import PostMessage
from negotiation.commands.proposals import TableProposal
from negotiation.commands.seats import SeatPerson
from negotiation.rules.streams import table
from negotiation.rules.words import Level, Party, Role, Side, Subject
from workbench.demo.player import PlayClock, Player
from workbench.kernel import Door
from workbench.kernel.models import StreamHead
from workbench.people.commands.organisations import FoundOrganisation
from workbench.people.commands.registration import FunctionIn, RegisterPerson

CLAUSES = 2000
PEOPLE = 200
ENTRIES = 10_000
_LETTERS = "甲乙丙丁戊己庚辛壬癸"


def play_big(door: Door, clock: PlayClock) -> list[tuple[str, str, str]]:
    """Play the large bargaining up to the clock's time; return (address, name, place) of the two chiefs and the officer."""
    player = Player(door, clock)
    now = clock.now
    clock.at(now - timedelta(days=20))
    accounts = _people(player)
    bargaining = _open(player)
    issues = [_issue(player, bargaining, number) for number in range(1, CLAUSES + 1)]
    clock.at(now - timedelta(hours=3))
    meeting = player.do("big-labour", CallMeeting(bargaining=bargaining, called_for=clock(), place="大会堂"))["meeting"]
    player.do("big-labour", OpenMeeting(bargaining=bargaining, meeting=meeting))
    for key in ("big-labour", "big-employer", "big-officer"):
        player.do(key, ArriveAtMeeting(bargaining=bargaining, meeting=meeting))
    for issue in issues[::10]:
        _exchange(player, bargaining, issue)
    number = 0
    while _seq(door, bargaining) < ENTRIES:
        number += 1
        side = "big-labour" if number % 2 else "big-employer"
        player.do(side, PostMessage(bargaining=bargaining, text=f"第{number}条意见：请按上次会议的口径核对。"))
    clock.at(now)
    return accounts


def _people(player: Player) -> list[tuple[str, str, str]]:
    homes = {
        kind: player.do(None, FoundOrganisation(kind=kind, name=f"大型示例{name}"))["organisation"]  # type: ignore[arg-type]
        for kind, name in (("union", "工会"), ("enterprise", "企业"), ("government", "办公室"))
    }
    accounts = []
    for key, kind, name in (
        ("big-labour", "union", "甲首席"),
        ("big-employer", "enterprise", "乙首席"),
        ("big-officer", "government", "丙指导员"),
    ):
        accounts.append((_register(player, key, name, homes[kind]), name, key))
    for number in range(PEOPLE - 3):
        _register(
            player,
            f"big-{number}",
            f"{_LETTERS[number % 10]}代表{number}",
            homes["union" if number % 2 else "enterprise"],
        )
    return accounts


def _register(player: Player, key: str, name: str, organisation: str) -> str:
    address = f"{key}@demo.example"
    home = (FunctionIn(organisation=organisation),)
    command = RegisterPerson(name=name, email=address, password="three-lanterns-7", memberships=home)
    player.people[key] = player.do(None, command)["person"]
    return address


def _open(player: Player) -> str:
    command = OpenBargaining(
        name="大型示例：区域性集体合同",
        subject=Subject.GENERAL,
        level=Level.REGION,
        employer_name="大型示例企业联合会",
        labour_name="大型示例工会联合会",
        offered_by=Side.LABOUR,
        locale="zh_Hans_CN",
        as_party=Party.GOVERNMENT,
        role=Role.OFFICER,
        seat_name="丙指导员",
    )
    bargaining: str = player.do("big-officer", command)["bargaining"]
    _seat(player, bargaining, "big-officer", "big-labour", Party.LABOUR, Role.CHIEF)
    _seat(player, bargaining, "big-officer", "big-employer", Party.EMPLOYER, Role.CHIEF)
    for number in range(PEOPLE - 3):
        party = Party.LABOUR if number % 2 else Party.EMPLOYER
        _seat(player, bargaining, f"big-{party}", f"big-{number}", party, Role.OBSERVER)
    return bargaining


def _seat(player: Player, bargaining: str, by: str, key: str, party: Party, role: Role) -> None:
    seat = player.do(
        by, SeatPerson(bargaining=bargaining, person=player.people[key], name=key, party=party, role=role)
    )["seat"]
    if role == Role.CHIEF:
        today = player.clock().date()
        command = GrantMandate(bargaining=bargaining, seat=seat, number="1", granted_by="大会", valid_from=today)
        player.do(key, command)


def _issue(player: Player, bargaining: str, number: int) -> str:
    command = AddIssue(
        bargaining=bargaining,
        heading=f"示例条款{number}",
        part=f"第{(number - 1) // 50 + 1}部分",
        clause_number=f"第{number}条",
        current_text=f"本条为示例条款之{number}，企业按月支付津贴{100 + number}元，于次月15日发放。",
    )
    issue: str = player.do("big-labour", command)["issue"]
    return issue


def _exchange(player: Player, bargaining: str, issue: str) -> None:
    for key, sum_ in (("big-labour", 300), ("big-employer", 200)):
        draft = player.do(key, StartDraft(bargaining=bargaining, issue=issue))
        text = f"企业按月支付津贴{sum_}元，于次月15日发放。"
        saved = player.do(
            key, SaveProposalDraft(bargaining=bargaining, draft=draft["draft"], version=draft["version"], text=text)
        )
        player.do(key, TableProposal(bargaining=bargaining, draft=draft["draft"], draft_version=saved["version"]))


def _seq(door: Door, bargaining: str) -> int:
    with door.store.reading() as session:
        return session.scalar(select(StreamHead.last_seq).where(StreamHead.name == table(bargaining))) or 0
