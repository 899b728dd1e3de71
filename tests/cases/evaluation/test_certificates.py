"""What becomes public when a title is named, followed, revoked, restored; and what never does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from evaluation.commands.appeals import DecideAppeal, FileAppeal
from evaluation.commands.titles import NameEnterprise, RevokeTitle
from evaluation.events.titles import TitleNamed, TitleRestored, TitleRevoked, TitleUpgraded
from evaluation.models import Application, FiledSheet, PublicTitle, Round, Title
from evaluation.queries.public_register import signed_of, title_shown
from evaluation.reactions.publication import follow, publish, restore, revoke
from evaluation.rules import streams
from evaluation.rules.certificates import holds
from evaluation.rules.public_register import TitleState
from evaluation.rules.words import RoundRole, Stage
from tests.cases.evaluation.courses import on_notice
from tests.cases.evaluation.rounds import TODAY, OneApplies, RoundHall, applying, held, one
from tests.cases.negotiation.conftest import Browser, browser, hall
from workbench.kernel import Act, Event, new_id, the_house

__all__ = ["browser", "hall", "held", "one"]
UNTIL = date(2029, 4, 15)
React = Callable[[Act, Any], Iterator[Event]]


class Register:
    """One application, the titles it gets, and what the public is told."""

    def __init__(self, held: RoundHall, application: str) -> None:
        self.held, self.application = held, application

    def react(self, reaction: React, event: Event) -> list[Event]:
        """Let the house answer an event, and return what it tells."""
        door = self.held.hall.door
        with door.store.writing("test") as session:
            told = list(reaction(Act(session, the_house("test"), door.clock(), door.zone, door.key), event))
            session.flush()
            session.commit()
        return told

    def named(self, number: str, tier: str | None = "A", **changes: Any) -> str:
        """Let the enterprise be named and return the title."""
        found = self.held.application(self.application)
        row = Title(id=new_id(), application=found.id, enterprise=found.enterprise, round=found.round, tier=tier)
        row.stream, row.number, row.scheme_key, row.scheme_digest = found.stream, number, "trial", "cd" * 32
        row.enterprise_name, row.named_on, row.valid_until = found.enterprise_name, TODAY, UNTIL
        for name, value in changes.items():
            setattr(row, name, value)
        self.held.hall.put(row)
        names = ("application", "enterprise", "enterprise_name", "tier", "number", "named_on", "valid_until")
        stated: dict[str, Any] = {name: getattr(row, name) for name in names}
        (told,) = self.react(publish, TitleNamed(title=row.id, **stated))
        assert told.payload()["number"] == number
        return str(row.id)

    def revoke(self, title: str, veto: str = "1095", reason: str = "canary-reason") -> None:
        """Let a title be revoked."""
        self.react(revoke, TitleRevoked(application=self.application, title=title, veto=veto, reason=reason))

    def row(self, title: str) -> PublicTitle:
        """Return what the public may read of a title."""
        with self.held.hall.door.reading_public("en") as reader:
            return title_shown(reader, title).row

    def state(self, title: str) -> TitleState:
        """Return how the public sees a title today."""
        with self.held.hall.door.reading_public("en") as reader:
            return title_shown(reader, title).state


@pytest.fixture
def register(held: RoundHall) -> Register:
    """An application of an enterprise called Hailan."""
    enterprise = held.enterprise("Hailan")
    return Register(held, held.do("boss", applying(held, enterprise))["application"])


def test_a_named_title_is_public_at_once_and_its_certificate_holds(register: Register) -> None:
    title = register.named("2026-0001")
    row = register.row(title)
    assert holds(signed_of(row), register.held.hall.door.key.public_bytes)
    assert (row.enterprise, row.tier, row.tier_zh, row.year) == ("Hailan enterprise", "A", "A级", 2026)
    assert (row.scheme, row.scheme_version, row.scheme_zh) == ("trial", "1", "试行办法")
    assert (row.office, row.named_on, row.valid_until) == ("The government", TODAY, UNTIL)
    assert register.state(title) is TitleState.VALID


def test_a_title_without_tier_is_published_too(register: Register) -> None:
    row = register.row(register.named("2026-0001", tier=None, valid_until=None))
    assert (row.tier, row.tier_zh, row.valid_until) == ("", "", None)
    assert holds(signed_of(row), register.held.hall.door.key.public_bytes)


def test_a_title_that_another_follows_leads_to_it(register: Register) -> None:
    first, second = register.named("2026-0001"), register.named("2026-0002", named_on=TODAY + timedelta(days=1))
    register.react(follow, TitleUpgraded(application=register.application, title=second, before=first, tier="AA"))
    assert register.state(first) is TitleState.VALID, "until the day before"
    register.held.hall.clock.forward(days=1)
    assert register.state(first) is TitleState.FOLLOWED
    assert register.row(first).followed_by == second
    assert register.state(second) is TitleState.VALID


def test_a_revoked_title_says_so_at_once_and_why_in_the_words_of_the_scheme(register: Register) -> None:
    title = register.named("2026-0001")
    register.revoke(title)
    row = register.row(title)
    assert register.state(title) is TitleState.REVOKED
    assert (row.ended_on, row.cause) == (TODAY, "veto")
    assert (row.because_zh, row.because_en) == ("创建材料造假", "False material in the application")


@pytest.mark.parametrize(("veto", "cause"), [("", "review"), ("9999", "veto")])
def test_a_reason_that_somebody_wrote_stays_in_the_file(register: Register, veto: str, cause: str) -> None:
    title = register.named("2026-0001")
    register.revoke(title, veto=veto)
    row = register.row(title)
    assert (row.cause, row.because_zh, row.because_en) == (cause, "", "")


def test_a_restored_title_holds_again(register: Register) -> None:
    title = register.named("2026-0001")
    before = {name: value for name, value in vars(register.row(title)).items() if not name.startswith("_")}
    register.revoke(title)
    register.react(restore, TitleRestored(application=register.application, title=title))
    after = {name: value for name, value in vars(register.row(title)).items() if not name.startswith("_")}
    assert register.state(title) is TitleState.VALID
    assert after == before


PRIVATE = (
    "canary-reason", "canary-evaluator", "canary-adviser", "canary-result", "87.6543", "canary-answer",
)  # fmt: skip


@pytest.mark.parametrize("revoked", [False, True])
def test_no_score_reason_or_name_reaches_what_is_public(
    register: Register, browser: Browser, tmp_path: Path, *, revoked: bool
) -> None:
    """Facts 0.5: tier and pass only. Every public page, export and paper, in both languages."""
    held = register.held
    held.seat("canary-evaluator", RoundRole.REVIEWER)
    sheet = FiledSheet(id=new_id(), stream=streams.file(register.application), application=register.application)
    sheet.sheet, sheet.stage, sheet.turn, sheet.total, sheet.tier = new_id(), Stage.SELF, 1, "87.6543", "A"
    sheet.values, sheet.result = '{"1003": {"reason": "canary-adviser", "value": "5"}}', '{"x": "canary-result"}'
    sheet.scheme_digest, sheet.digest, sheet.at = "0" * 64, "0" * 64, held.hall.clock.now
    held.hall.put(sheet)
    with held.hall.door.store.writing("test") as session:
        session.get_one(Application, register.application).facts = '{"staff": "canary-answer"}'
        session.commit()
    title = register.named("2026-0001", revoked_reason="canary-reason")
    if revoked:
        register.revoke(title)
    browser.actor = None
    seen = 0
    for path in ("/titles", f"/verify/{title}", f"/verify/{title}.pdf", "/titles.csv", "/titles.json", "/titles/data"):
        for lang in ("zh", "en"):
            answer = browser.get(f"{path}?lang={lang}", follow_redirects=True)
            assert answer.status_code == 200, path
            words = text_of(answer.data, tmp_path)
            assert [word for word in PRIVATE if word in words] == [], path
            seen += "2026-0001" in words
    assert seen == 10, "the title itself is on every page but the one that explains the columns"


def text_of(body: bytes, scratch: Path) -> str:
    """Return the words of an answer: those of a paper, and of the file inside it, too."""
    if not body.startswith(b"%PDF-"):
        return body.decode()
    (scratch / "paper.pdf").write_bytes(body)
    subprocess.run(["pdfdetach", "-saveall", "-o", scratch, scratch / "paper.pdf"], check=True, capture_output=True)
    read = subprocess.run(
        ["pdftotext", str(scratch / "paper.pdf"), "-"], check=True, capture_output=True
    ).stdout.decode()
    enclosed = (scratch / "certificate.json").read_text(encoding="utf-8")
    assert set(json.loads(enclosed)) == {"certificate", "format", "signature"}
    return read + enclosed


def page_of(register: Register, browser: Browser, name: str, lang: str = "en") -> Any:
    """Return what somebody is answered when they ask for the incentives."""
    browser.actor = register.held.people[name]
    return browser.get(f"/applications/{register.application}/incentives?lang={lang}")


def in_area(register: Register, area: str) -> None:
    """Let the round have been called somewhere."""
    with register.held.hall.door.store.writing("test") as session:
        session.get_one(Round, register.held.round).area = area
        session.commit()


def test_incentives_come_with_a_title(register: Register, browser: Browser) -> None:
    assert "No title yet" in page_of(register, browser, "boss").text
    in_area(register, "陕西省宝鸡市")
    register.named("2026-0001")
    for name in ("boss", "steward", "office", "reviewer"):
        page = page_of(register, browser, name).text
        assert "No yearly self-check to be filed for three years" in page
        assert "</svg>entitled</span>" in page
        assert "15 April 2029" in page
        assert "Shaanxi Workers&#39; Daily, 21 June 2017" in page
    chinese = page_of(register, browser, "boss", "zh").text
    assert "三年内免报劳动保障年度书面自查" in chinese
    assert "可享受" in chinese
    assert "No yearly" not in chinese


def test_what_is_not_verified_is_not_promised(register: Register, browser: Browser) -> None:
    in_area(register, "山东省济南市")
    register.named("2026-0001")
    page = page_of(register, browser, "boss").text
    assert "Fast lane at the tax office" in page
    assert "source not verified" in page
    assert "to be asked for" in page
    assert "entitled<" not in page


def test_a_revoked_title_ends_its_incentives_visibly(register: Register, browser: Browser) -> None:
    in_area(register, "陕西省宝鸡市")
    title = register.named("2026-0001")
    register.held.hall.clock.forward(days=10)
    register.revoke(title)
    english, chinese = (page_of(register, browser, "boss", lang).text for lang in ("en", "zh"))
    assert "every incentive that was still running ended with it" in english
    assert "ended with the title" in english
    assert "26 April 2026" in english
    assert "entitled<" not in english
    assert "False material in the application" in english
    assert "canary-reason" not in english
    assert "随称号终止" in chinese


def test_incentives_are_for_those_who_see_the_file(register: Register, browser: Browser) -> None:
    register.named("2026-0001")
    assert page_of(register, browser, "stranger").status_code == 404
    browser.actor = None
    assert browser.get(f"/applications/{register.application}/incentives").status_code == 303


def published(one: OneApplies, title: str) -> tuple[TitleState, str]:
    """Return what the public sees of a title: its state, and in which words it ended."""
    with one.held.hall.door.reading_public("en") as reader:
        shown = title_shown(reader, title)
    return shown.state, shown.row.because_en


def test_the_whole_course_through_the_door(one: OneApplies, browser: Browser, tmp_path: Path) -> None:
    """Noticed, named, revoked on a veto, restored on appeal, run out: the register says so at each step, and never why."""
    browser.actor = None
    on_notice(one)
    assert "No enterprise has been named yet" in browser.get("/titles?lang=en").text, "a notice is no title"
    one.held.hall.clock.forward(days=8)
    title = one.do("office", NameEnterprise(application=one.id))["title"]
    assert published(one, title) == (TitleState.VALID, "")
    certificate = browser.get(f"/verify/{title}.pdf").data
    assert b"%PDF" in certificate[:8]
    happened = one.held.hall.clock.now.date()
    one.do(
        "committee",
        RevokeTitle(application=one.id, veto="1095", happened_on=happened, proof="p-canary", reason="r-canary"),
    )
    assert published(one, title) == (TitleState.REVOKED, "False material in the application")
    answer = browser.get(f"/verify/{title}.pdf", follow_redirects=True).text
    assert ">称号已撤销<" in answer
    assert "canary" not in answer + browser.get("/titles.json").text + browser.get("/titles.csv").text
    appeal = one.do("boss", FileAppeal(application=one.id, grounds="g-canary"))["appeal"]
    one.do("committee", DecideAppeal(appeal=appeal, upheld=True, reason="u-canary"))
    assert published(one, title) == (TitleState.VALID, "")
    assert browser.get(f"/verify/{title}.pdf").data == certificate, "it is the same certificate as before"
    assert "canary" not in text_of(certificate, tmp_path)
    one.held.hall.clock.forward(days=3 * 366)
    assert published(one, title) == (TitleState.EXPIRED, "")


def test_the_page_of_a_title_leads_those_who_see_the_file_to_its_incentives(
    register: Register, browser: Browser
) -> None:
    title = register.named("2026-0001")
    link = f'href="/applications/{register.application}/incentives"'
    for name, is_led in (("boss", True), ("office", True), ("stranger", False), (None, False)):
        browser.actor = register.held.people[name] if name else None
        page = browser.get(f"/verify/{title}").text
        assert (link in page) is is_led, name
        assert (register.application in page) is is_led, name
