"""A year of evaluation in the demo district: one title kept, one to be put right, one lost by a veto; and this year's round, in progress."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from evaluation.commands.annual_reviews import BeginReview, ConcludeReview, Conclusion
from evaluation.commands.applications import Apply, SubmitApplication
from evaluation.commands.committee import DecideToName
from evaluation.commands.congress import RecordAdoption
from evaluation.commands.notices import AnswerObjection, FileObjection
from evaluation.commands.panels import AssignEvaluator
from evaluation.commands.reviews import ForwardApplication, TakeUpApplication
from evaluation.commands.rounds import OpenRound, SeatInRound
from evaluation.commands.schemes import KeepShippedScheme, PutSchemeInForce
from evaluation.commands.sheets import HandInSheet, KeepEntry, OpenSheet
from evaluation.commands.titles import NameEnterprise, RevokeTitle
from evaluation.models import Objection
from evaluation.rules.item_candidates import candidates
from evaluation.rules.periods import last_day
from evaluation.rules.scheme_reading import shipped
from evaluation.rules.words import Bench, RoundRole, Stage
from workbench.demo.player import Player
from workbench.kernel.blobs import Upload
from workbench.people.commands.organisations import FoundOrganisation
from workbench.people.commands.registration import FunctionIn, RegisterPerson

SCRIPT = Path(__file__).with_name("district.toml")
_KINDS = {"office": "government", "city": "government", "upper_union": "upper_union", "third_party": "mediation"}
_NOTICE_DAYS = 5
_PLACE = ZoneInfo("Asia/Shanghai")
_FILLED = 41
"""How many items the evaluator of this year's round has scored when the demo stands still."""

Keep = Callable[[bytes, str], Upload]
"""(content, name) -> the file, kept."""


class District:
    """Plays the district's year. `now` is the moment at which it stands still."""

    def __init__(self, player: Player, now: datetime, password: str, keep: Keep) -> None:
        self.player, self.now, self.password, self.keep = player, now, password, keep
        self.script: Mapping[str, Any] = tomllib.loads(SCRIPT.read_text(encoding="utf-8"))
        self.scheme = shipped(self.script["scheme"])
        self.best = {item.id: tried[-1][0] for item in self.scheme.items if (tried := candidates(item))} | {
            item.id: "no" for item in self.scheme.items if item.role == "veto"
        }
        self.organisations: dict[str, str] = {}
        self.applications: dict[str, str] = {}
        self.accounts: list[tuple[str, str, str]] = []
        self.version = ""

    def run(self) -> list[tuple[str, str, str]]:
        """Play everything and return (address, name, place) of everybody."""
        self._days_ago(345)
        self._found()
        self._put_in_force()
        self._past_round()
        self._this_round()
        self.player.clock.at(self.now)
        return self.accounts

    def _words(self, text: str) -> str:
        return text.format(year=self.now.year, last=self.now.year - 1)

    def _days_ago(self, days: float) -> date:
        # At ten in the morning at the place: nobody evaluates at night.
        moment = (self.now - timedelta(days=days)).astimezone(_PLACE).replace(hour=10, minute=0)
        self.player.clock.at(moment.astimezone(UTC))
        return self.player.clock.now.date()

    # ── people and rules ─────────────────────────────────

    def _found(self) -> None:
        for key, kind in _KINDS.items():
            self.organisations[key] = self._founded(kind, self.script[key])
        for one in self.script["people"]:
            function = one.get("function", "evaluator" if one["role"] == "evaluator" else "member")
            self._register(one["key"], one["name"], one["home"], function, one.get("locale", "zh_Hans_CN"), one["role"])
        for one in self.script["enterprises"]:
            self.organisations[one["key"]] = self._founded("enterprise", one["name"])
            union = f"{one['key']}_union"
            self.organisations[union] = self._founded("union", one["union"], self.organisations["upper_union"])
            for (key, name), home, place in ((one["boss"], one["key"], "enterprise"), (one["steward"], union, "union")):
                self._register(key, name, home, "representative", "zh_Hans_CN", place)

    def _founded(self, kind: str, name: str, parent: str | None = None) -> str:
        command = FoundOrganisation(kind=kind, name=name, parent=parent)  # type: ignore[arg-type]
        return str(self.player.do(None, command)["organisation"])

    def _register(self, key: str, name: str, home: str, function: str, locale: str, place: str) -> None:
        address = f"{key}@demo.example"
        membership = FunctionIn(organisation=self.organisations[home], function=function)  # type: ignore[arg-type]
        command = RegisterPerson(
            name=name,
            email=address,
            password=self.password,
            locale=locale,  # type: ignore[arg-type]
            memberships=(membership,),
        )
        self.player.people[key] = self.player.do(None, command)["person"]
        self.accounts.append((address, name, f"evaluation {place}"))

    def _put_in_force(self) -> None:
        self.version = self.player.do("wei", KeepShippedScheme(name=self.script["scheme"]))["scheme"]
        self.player.do("wei", PutSchemeInForce(scheme=self.version))

    def _opened(self, name: str, year: int, apply_days: int, score_days: int) -> str:
        today = self.player.clock.now.date()
        command = OpenRound(
            name=self._words(name),
            scheme=self.version,
            organiser=self.organisations["office"],
            area=self.script["district"],
            year=year,
            opens_on=today,
            apply_by=today + timedelta(days=apply_days),
            score_by=today + timedelta(days=score_days),
            seat_name=self._name("wei"),
        )
        opened: str = self.player.do("wei", command)["round"]
        for one in self.script["people"][1:]:
            bench = Bench(one["bench"]) if "bench" in one else None
            role, person = RoundRole(one["role"]), self.player.people[one["key"]]
            seat = SeatInRound(round=opened, person=person, name=one["name"], role=role, bench=bench)
            self.player.do("wei", seat)
        return opened

    def _name(self, key: str) -> str:
        return str(next(one["name"] for one in self.script["people"] if one["key"] == key))

    def _enterprises(self, *, is_open: bool) -> Sequence[Mapping[str, Any]]:
        return [one for one in self.script["enterprises"] if (one["ends"] == "open") is is_open]

    # ── last year's round ────────────────────────────────

    def _past_round(self) -> None:
        self._days_ago(340)
        opened = self._opened(self.script["past_round"], self.now.year - 1, 40, 110)
        for at, one in enumerate(self._enterprises(is_open=False)):
            self._submitted(opened, one, 330 - at)
            self._reviewed(one, 310 - at)
            self._named(one, 250 - at)
        for one in self._enterprises(is_open=False):
            self._year_after(one)

    def _submitted(self, opened: str, one: Mapping[str, Any], days_ago: float) -> None:
        boss, steward = one["boss"][0], one["steward"][0]
        self._days_ago(days_ago)
        command = Apply(
            round=opened, enterprise=self.organisations[one["key"]], union=self.organisations[f"{one['key']}_union"]
        )
        application = self.applications[one["key"]] = self.player.do(boss, command)["application"]
        self._score(boss, one, Stage.SELF, "self")
        self._days_ago(days_ago - 4)
        delegates = max(30, one["workers"] // 10)
        minutes = self.keep(f"{one['name']} 职工代表大会纪要".encode(), "职工代表大会纪要.txt")
        self.player.do(
            steward,
            RecordAdoption(
                application=application,
                held_on=self.player.clock.now.date(),
                representatives=delegates,
                present=delegates - 2,
                in_favour=delegates - 5,
                against=2,
                abstained=1,
                satisfied="86",
                minutes=minutes,
            ),
        )
        self.player.clock.forward(30)
        self.player.do(boss, SubmitApplication(application=application))

    def _reviewed(self, one: Mapping[str, Any], days_ago: float) -> None:
        application = self.applications[one["key"]]
        self._days_ago(days_ago)
        self.player.do("wei", TakeUpApplication(application=application))
        self._seat_panel(application)
        self._score("wei", one, Stage.FIRST, "first")
        for person in self._evaluators():
            self._days_ago(days_ago - 10)
            self._score(person["key"], one, Stage.PANEL, person["bench"])
        self.player.do("wei", ForwardApplication(application=application))
        self._days_ago(days_ago - 20)
        self._score("shen", one, Stage.SECOND, "second")
        self.player.do("shen", ForwardApplication(application=application))

    def _evaluators(self) -> Iterator[Mapping[str, Any]]:
        return (one for one in self.script["people"] if one["role"] == "evaluator")

    def _seat_panel(self, application: str) -> None:
        for one in self._evaluators():
            self.player.do("jiang", AssignEvaluator(application=application, person=self.player.people[one["key"]]))

    def _named(self, one: Mapping[str, Any], days_ago: float) -> None:
        application = self.applications[one["key"]]
        decided_on = self._days_ago(days_ago)
        # Nobody is lifted by a round to more than the lowest tier: the higher ones need time in the tier below.
        decision = DecideToName(
            application=application, tier="A", in_favour=7, against=0, reason="材料齐全，得分达到分数线，无否决情形。"
        )
        notice = self.player.do("luo", decision)["notice"]
        if one["ends"] == "kept":
            self._objected(one, notice)
        until = last_day(decided_on, _NOTICE_DAYS, "working")
        self._days_ago(days_ago - (until - decided_on).days - 4)
        self.player.do("wei", NameEnterprise(application=application))

    def _objected(self, one: Mapping[str, Any], notice: str) -> None:
        self.player.clock.forward(24 * 60)
        text = "公示材料说加班都经过协商，三月份有两次没有。"
        self.player.do(one["steward"][0], FileObjection(notice=notice, text=text))
        with self.player.door.store.reading() as session:
            objection = session.scalars(select(Objection.id).where(Objection.notice == notice)).one()
        self.player.clock.forward(24 * 60)
        answer = "已核查考勤和审批单，两次加班次日补办了协商手续，并按规定付酬，不影响结果。"
        self.player.do("luo", AnswerObjection(objection=objection, upheld=False, answer=answer))

    def _year_after(self, one: Mapping[str, Any]) -> None:
        application = self.applications[one["key"]]
        if one["ends"] == "revoked":
            happened = self._days_ago(60)
            self._days_ago(45)
            revoking = RevokeTitle(
                application=application,
                veto=one["veto"],
                happened_on=happened,
                proof="事故调查报告（市应急管理部门）",
                reason=one["veto_reason"],
            )
            self.player.do("luo", revoking)
            return
        self._days_ago(30)
        due = (self.now + timedelta(days=20)).date()
        self.player.do("wei", BeginReview(application=application, year=self.now.year, due_on=due))
        self._score("wei", one, Stage.REVIEW, "review")
        self._days_ago(20)
        self.player.do("wei", _conclusion(application, one, (self.now + timedelta(days=30)).date()))

    # ── this year's round ────────────────────────────────

    def _this_round(self) -> None:
        self._days_ago(28)
        opened = self._opened(self.script["round"], self.now.year, 40, 60)
        [one] = self._enterprises(is_open=True)
        self._submitted(opened, one, 20)
        application = self.applications[one["key"]]
        self._days_ago(12)
        self.player.do("wei", TakeUpApplication(application=application))
        self._seat_panel(application)
        self._score("wei", one, Stage.FIRST, "first")
        evaluators = [person["key"] for person in self._evaluators()]
        self._days_ago(3)
        self._score(evaluators[0], one, Stage.PANEL, "upper_union")
        self._days_ago(1)
        self._score(evaluators[1], one, Stage.PANEL, "workers", only=_FILLED)

    # ── sheets ───────────────────────────────────────────

    def _score(self, who: str, one: Mapping[str, Any], stage: Stage, by: str, only: int | None = None) -> None:
        application = self.applications[one["key"]]
        sheet = self.player.do(who, OpenSheet(application=application, stage=stage))["sheet"]
        seen = self._seen(one, by)
        for item in self.scheme.items[:only]:
            value, reason = seen.get(item.id, (one["values"].get(item.id, self.best[item.id]), ""))
            if by == "review" and item.id in one.get("review", {}):
                value, reason = one["review"][item.id], one["review_reason"]
            self.player.clock.forward(0.5)
            self.player.do(who, KeepEntry(sheet=sheet, item=item.id, value=value, reason=reason, version=0))
        if only is None:
            self.player.do(who, HandInSheet(sheet=sheet))

    def _seen(self, one: Mapping[str, Any], by: str) -> dict[str, tuple[str, str]]:
        found = (seen for seen in self.script["seen"] if seen["enterprise"] == one["key"] and seen["by"] == by)
        return {seen["item"]: (seen["value"], seen["reason"]) for seen in found}


def _conclusion(application: str, one: Mapping[str, Any], rectify_by: date) -> ConcludeReview:
    if one["ends"] == "rectifying":
        reason = "工时审批和争议预防未达到申报时的水平，限期整改。"
        return ConcludeReview(application=application, outcome=Conclusion.RECTIFY, reason=reason, rectify_by=rectify_by)
    return ConcludeReview(application=application, outcome=Conclusion.KEEP, reason="年度审核通过。")
