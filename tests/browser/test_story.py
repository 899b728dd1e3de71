"""The whole story, each person in a browser of their own: from a private draft to minutes that everybody confirms."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

import pytest
from playwright.sync_api import APIResponse, Page, expect

from tests.browser.acting import begin_draft, form_of, press, rewrite, sign_in, table
from tests.browser.visitors import Company, Visitor


@dataclass(frozen=True)
class Cast:
    """Who plays, and what they write, in one language."""

    language: str
    labour: tuple[str, ...]
    """The labour side's representatives, chief first."""
    employer: tuple[str, ...]
    officer: str
    recorder: str
    wall: str
    clause: str
    texts: tuple[str, str, str]
    """U-1, E-1, U-2."""
    new_words: tuple[str, str, str]
    agreed: str
    confirmed: str


CHINESE = Cast(
    language="zh",
    labour=("lin", "zhou", "song"),
    employer=("he", "tang", "fan"),
    officer="gao",
    recorder="xu",
    wall="ding",
    clause="第四条",
    texts=(
        (
            "企业各岗位的最低岗位工资为每月3,200元，且不低于企业所在地最低工资标准的1.3倍。\n"
            "最低岗位工资不含加班工资、中夜班津贴、高温津贴和法定福利。"
        ),
        (
            "企业各岗位的最低岗位工资为每月3,050元，且不低于企业所在地最低工资标准的1.2倍。\n"
            "最低岗位工资不含加班工资、中夜班津贴、高温津贴和法定福利。"
        ),
        (
            "企业各岗位的最低岗位工资为每月3,120元，且不低于企业所在地最低工资标准的1.25倍。\n"
            "最低岗位工资不含加班工资、中夜班津贴、高温津贴和法定福利。"
        ),
    ),
    new_words=("3,200", "3,050", "3,120"),
    agreed="初步一致",
    confirmed="全体已确认",
)
ENGLISH = Cast(
    language="en",
    labour=("okafor", "reyes"),
    employer=("lindqvist", "patel"),
    officer="moreau",
    recorder="hughes",
    wall="moreau",
    clause="Article 4",
    texts=(
        "Ordinary working time is thirty-six hours a week.",
        "Ordinary working time is thirty-nine hours a week.",
        "Ordinary working time is thirty-eight hours a week.",
    ),
    new_words=("thirty-six", "thirty-nine", "thirty-eight"),
    agreed="Tentatively agreed",
    confirmed="confirmed by all",
)


class Story:
    """The people of one cast around one issue."""

    def __init__(self, cast: Cast, people: Company) -> None:
        self.cast = cast
        self.script = people.server.script
        self.people = people
        self.root = f"/bargainings/{self.script.bargainings[cast.language]}"
        self.issue = self.script.issues[cast.clause]
        self.meeting = self.script.meetings[cast.language][1]
        self.union = people.enter(None, locale={"zh": "zh_Hans_CN", "en": "en"}[cast.language])
        sign_in(self.union, cast.labour[0])
        self.firm = people.enter(cast.employer[0])
        self.officer = people.enter(cast.officer)
        self.recorder = people.enter(cast.recorder)
        self.wall = people.enter(cast.wall, viewport={"width": 1180, "height": 820})

    def everybody_sits_down(self) -> None:
        for visitor in (self.union, self.firm, self.officer, self.recorder):
            visitor.go(f"{self.root}/table/{self.issue}")
            expect(visitor.page.locator("#people")).to_be_visible()
        self.wall.go(f"{self.root}/wall")

    def texts_seen(self) -> list[Page]:
        """Return the pages on which the text of the issue stands, the author's apart."""
        return [self.officer.page, self.recorder.page, self.wall.page]

    def labels(self, page: Page) -> list[str]:
        return page.locator(".pass-label").all_inner_texts()

    def room(self, visitor: Visitor, side: str) -> None:
        visitor.go(f"{self.root}/caucus/{side}/{self.issue}")

    def tables(self, visitor: Visitor, side: str, text: str, answers: bool = False) -> None:
        self.room(visitor, side)
        begin_draft(visitor, answers)
        rewrite(visitor, text)
        table(visitor)

    def sees(self, page: Page, words: str) -> None:
        """The new words stand on a screen as an insertion, without anybody having touched it."""
        expect(page.locator(".agreement ins", has_text=words).first).to_be_visible()


def watch_untouched(visitor: Visitor) -> None:
    """Mark a page, so that a reload would be found out."""
    visitor.page.evaluate("window.untouched = true")


def untouched(visitor: Visitor) -> bool:
    return bool(visitor.page.evaluate("window.untouched === true"))


@pytest.mark.parametrize("cast", [CHINESE, ENGLISH], ids=lambda cast: cast.language)
def test_from_a_private_draft_to_confirmed_minutes(cast: Cast, people: Company) -> None:
    story = Story(cast, people)
    story.everybody_sits_down()
    assert len(story.officer.page.locator("#issues [data-issue-link]").all()) > 5

    # the presiding chief opens the discussion; the wall follows
    press(story.firm.page, "DiscussIssue")
    expect(story.wall.page.locator(f'.wall-text[data-now-discussing="{story.issue}"]')).to_be_visible()

    # the union writes in its room: the employer is sent nothing at all
    for watcher in (story.firm, story.officer, story.wall):
        watch_untouched(watcher)
    story.room(story.union, "labour")
    begin_draft(story.union)
    rewrite(story.union, cast.texts[0])
    for other in (story.firm, story.officer, story.recorder):
        assert cast.new_words[0] not in other.page.content()

    # tabled: it stands on every other screen at once, as a redline
    table(story.union)
    for page in [story.firm.page, *story.texts_seen()]:
        story.sees(page, cast.new_words[0])
    assert story.labels(story.officer.page) == ["U-1"]

    # the employer counters, the union answers, the gap closes
    story.tables(story.firm, "employer", cast.texts[1], answers=True)
    for page in story.texts_seen():
        story.sees(page, cast.new_words[1])
    story.tables(story.union, "labour", cast.texts[2])
    for page in story.texts_seen():
        story.sees(page, cast.new_words[2])
    assert story.labels(story.officer.page) == ["U-1", "E-1", "U-2"]
    assert untouched(story.officer)
    assert untouched(story.wall)

    # both chiefs initial the same text
    story.firm.go(f"{story.root}/table/{story.issue}")
    theirs = form_of(story.firm.page, "InitialText").first.locator("[name=proposal]").input_value()
    for visitor in (story.firm, story.union):
        visitor.go(f"{story.root}/table/{story.issue}")
        press(visitor.page, "InitialText", proposal=theirs)
        expect(form_of(visitor.page, "InitialText")).to_have_count(0)
    for page in (story.firm.page, story.union.page, story.officer.page, story.recorder.page):
        expect(page.locator(".issue-head .standing-agreed")).to_have_text(cast.agreed)
        expect(page.locator(".initials li")).to_have_count(3)
    expect(story.wall.page.locator(".standing-agreed").first).to_be_visible()
    assert untouched(story.officer)

    close_and_confirm(story)


def _printed(story: Story, address: str) -> APIResponse:
    """Ask for a paper as its waiting page does, at the same address, until it is made."""
    request, deadline = story.recorder.context.request, time.monotonic() + 60
    while (answer := request.get(address)).status == 202 and time.monotonic() < deadline:
        assert int(answer.headers["refresh"].partition(";")[0]) > 0
        time.sleep(0.5)
    return answer


def close_and_confirm(story: Story) -> None:
    """The recorder closes the meeting; the minutes are there; all representatives confirm; the paper holds the agreed text."""
    cast, page = story.cast, story.recorder.page
    story.recorder.go(f"{story.root}/meetings/{story.meeting}")
    press(page, "CloseMeeting")
    expect(form_of(page, "CloseMeeting")).to_have_count(0)
    minutes = f"{story.root}/minutes/{story.meeting}"
    story.recorder.go(minutes)
    expect(page.locator(".minutes")).to_contain_text(cast.new_words[2])
    expect(page.locator(".minutes-head .tag-good")).to_have_count(0)
    watch_untouched(story.recorder)
    present = {cast.labour[0]: story.union, cast.employer[0]: story.firm}
    for key in (*cast.labour, *cast.employer):
        visitor = present.get(key) or story.people.enter(key)
        visitor.go(minutes)
        press(visitor.page, "ConfirmMinutes")
        expect(form_of(visitor.page, "ConfirmMinutes")).to_have_count(0)
    expect(page.locator(".minutes-head .tag-good")).to_have_text(cast.confirmed)
    assert untouched(story.recorder)
    paper = _printed(story, f"{story.people.server.origin}{minutes}.pdf")
    assert paper.status == 200
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")
    assert re.search(rb"/Type\s*/Page\b|/ObjStm", paper.body())
