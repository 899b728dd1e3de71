"""The browser's scripts in a real browser: what people do must survive what arrives."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.client.harness import House

ROOT = Path(__file__).resolve().parents[2]
ESBUILD = ROOT / "node_modules" / ".bin" / "esbuild"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
DONE = (200, {"result": {}, "entries": [], "duplicate": False})
NO_ANSWER: tuple[int, dict[str, str]] = (502, {})
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnhandledThreadExceptionWarning", "ignore::ResourceWarning", "ignore::DeprecationWarning"
)


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> str:
    if not ESBUILD.exists():
        pytest.skip("no front-end libraries: make set-up")
    target = tmp_path_factory.mktemp("scripts")
    sources = [f"workbench/web/client/{name}.ts" for name in ("main", "theme")]
    build = [
        str(ESBUILD),
        *sources,
        "--bundle",
        "--splitting",
        "--format=esm",
        f"--outdir={target}",
        "--log-level=error",
    ]
    subprocess.run(build, cwd=ROOT, check=True, timeout=60)
    return str(target)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def house(scripts: str) -> Iterator[House]:
    house = House(scripts)
    yield house
    house.close()


Show = Callable[..., Page]


@pytest.fixture
def show(browser: Browser, house: House) -> Iterator[Show]:
    context = browser.new_context()
    faults: list[str] = []

    def show(body: str, attributes: str = "") -> Page:
        house.body, house.attributes = body, attributes
        page = context.new_page()
        page.set_default_timeout(5000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security" in line.text else None)
        page.goto(f"{house.address}/page")
        expect(page.locator("body")).to_have_attribute("data-link-state", "in-step")
        if "<clause-editor>" in body:
            expect(page.locator(".clause-editor-mount")).to_be_visible()
        return page

    yield show
    context.close()
    assert faults == []


def until(is_so: Callable[[], Any], patience: float = 8) -> None:
    end = monotonic() + patience
    while not is_so():
        assert monotonic() < end, "it never came"
        sleep(0.03)


REGION = '<section data-region="r:b1"><p id="said">%s</p><textarea id="t" name="t"></textarea></section><button>away</button>'


def inner(said: str) -> str:
    return f'<p id="said">{said}</p><textarea id="t" name="t"></textarea>'


def test_a_patch_arrives_and_tints_only_what_changed(house: House, show: Show) -> None:
    page = show(REGION % "one" + '<section data-region="r:b2"><p>same</p></section>')
    assert house.watches[0] == {"page": "token", "regions": ["r:b1", "r:b2"], "cursors": {"table": 1}}
    house.patch("r:b1", inner("two"))
    house.patch("r:b2", "<p>same</p>")
    expect(page.locator("#said")).to_have_text("two")
    expect(page.locator('[data-region="r:b1"]')).to_have_class("arrived")
    assert page.locator('[data-region="r:b2"]').get_attribute("class") is None
    expect(page.locator("[data-link-time]")).to_have_text("10:31:07")


def test_chinese_composition_is_never_interrupted(house: House, show: Show) -> None:
    page = show(REGION % "one")
    page.locator("#t").focus()
    keyboard = page.context.new_cdp_session(page)
    for typed in ("z", "zh", "zhong"):
        keyboard.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
    house.patch("r:b1", inner("two"))
    expect(page.locator('[data-region="r:b1"]')).to_have_attribute("data-held", "newer waits")
    keyboard.send("Input.imeSetComposition", {"text": "zhongg", "selectionStart": 6, "selectionEnd": 6})
    keyboard.send("Input.insertText", {"text": "中国"})
    expect(page.locator("#t")).to_have_value("中国")
    expect(page.locator("#said")).to_have_text("one")
    page.locator("button").focus()
    expect(page.locator("#said")).to_have_text("two")
    expect(page.locator("#t")).to_have_value("中国")


def test_a_focused_field_holds_the_newest_patch_until_it_is_left(house: House, show: Show) -> None:
    page = show(REGION % "one")
    page.locator("#t").press_sequentially("mine")
    house.patch("r:b1", inner("two"))
    house.patch("r:b1", inner("three"))
    expect(page.locator("[data-held-line]")).to_be_visible()
    expect(page.locator("#said")).to_have_text("one")
    page.locator("button").focus()
    expect(page.locator("#said")).to_have_text("three")
    expect(page.locator("#t")).to_have_value("mine")
    expect(page.locator("[data-held-line]")).to_be_hidden()
    assert page.locator('[data-region="r:b1"]').get_attribute("data-held") is None


def test_a_field_with_typed_text_is_not_taken_away(house: House, show: Show) -> None:
    page = show(REGION % "one")
    page.locator("#t").press_sequentially("mine")
    page.locator("button").focus()
    house.patch("r:b1", "<p>no field any more</p>")
    expect(page.locator("[data-held]")).to_have_count(1)
    expect(page.locator("#t")).to_have_value("mine")
    page.locator("#t").fill("")
    page.locator("button").focus()
    expect(page.locator("#t")).to_have_count(0)


@pytest.mark.parametrize("doing", ["selection", "details", "dialog"])
def test_what_is_open_or_selected_is_not_patched(house: House, show: Show, doing: str) -> None:
    parts = '<p id="said">%s</p><details><summary>why</summary>because</details><dialog id="d"><p>sure?</p></dialog>'
    page = show(f'<section data-region="r:b1">{parts % "one"}</section>')
    begin, end = {
        "selection": ("getSelection().selectAllChildren(said)", "getSelection().removeAllRanges()"),
        "details": ("document.querySelector('summary').click()", "document.querySelector('summary').click()"),
        "dialog": ("d.showModal()", "d.close()"),
    }[doing]
    page.evaluate(begin)
    house.patch("r:b1", parts % "two")
    expect(page.locator("[data-held]")).to_have_count(1)
    expect(page.locator("#said")).to_have_text("one")
    page.evaluate(end)
    expect(page.locator("#said")).to_have_text("two")


def test_a_dropped_link_says_so_and_resumes_where_it_was(house: House, show: Show) -> None:
    page = show(REGION % "one")
    house.patch("r:b1", inner("two"))
    expect(page.locator("#said")).to_have_text("two")
    house.reachable = False
    house.drop()
    expect(page.locator("[data-link]")).to_have_attribute("data-link", "lost")
    expect(page.locator("#said")).to_have_text("two")
    expect(page.locator("[data-link-banner]")).to_have_text("lost since 10:31:07", timeout=7000)
    house.missed = [{"address": "r:b1", "html": inner("three")}]
    house.heads["table"] = 7
    house.reachable = True
    expect(page.locator("#said")).to_have_text("three", timeout=15_000)
    expect(page.locator("[data-link]")).to_have_attribute("data-link", "in-step")
    expect(page.locator("[data-link-banner]")).to_be_hidden()
    assert house.watches[-1]["cursors"]["table"] <= 2


def test_new_addresses_are_watched_and_gone_ones_left(house: House, show: Show) -> None:
    page = show('<section data-region="list:b1"></section>')
    house.patch("list:b1", '<p data-region="row:b1/i7">new</p>')
    until(lambda: house.watches[-1]["regions"] == ["list:b1", "row:b1/i7"])
    house.patch("row:b1/i7", None)
    expect(page.locator("[data-region]")).to_have_count(1)
    until(lambda: house.watches[-1]["regions"] == ["list:b1"])


def test_a_revoked_page_is_loaded_again_and_shows_what_is_allowed_now(house: House, show: Show) -> None:
    page = show('<section data-region="r:b1">secret</section>')
    house.body = "nothing to see"
    house.say("revoked", {})
    expect(page.locator("main")).to_have_text("nothing to see")


def test_personal_fragments_follow_their_region_and_vanish_when_forbidden(house: House, show: Show) -> None:
    house.fragments["may"] = "<button>accept</button>"
    personal = '<div data-personal="/fragment/may" data-follows="r:b1"><button>wait</button></div>'
    page = show('<section data-region="r:b1">1</section>' + personal)
    house.patch("r:b1", "2")
    expect(page.locator("[data-personal]")).to_have_text("accept")
    house.fragments["may"] = None
    house.patch("r:b1", "3")
    expect(page.locator("[data-personal]")).to_be_empty()


FORM = """<form id="say" method="post" action="/do/Say" data-act="Say" %s><input type="hidden" name="_key" value="key-rendered">
<textarea id="text" name="text"></textarea><p data-restored hidden>restored</p><div role="alert"></div>
<button>Send</button><button type="button" data-send-now hidden>Send now</button></form>"""


def test_an_unanswered_act_is_sent_again_under_its_key_and_the_next_has_a_new_one(house: House, show: Show) -> None:
    page = show(FORM % "data-reset data-retry")
    house.answers = [NO_ANSWER, NO_ANSWER, DONE]
    page.locator("#text").fill("hello")
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(page.get_by_role("alert")).to_have_text("will be sent")
    expect(page.locator("#text")).to_have_value("hello")
    expect(page.locator("#text")).to_have_value("", timeout=15_000)
    assert [(post["_key"], post["text"]) for post in house.posts] == [("key-rendered", "hello")] * 3
    page.locator("#text").fill("again")
    page.get_by_role("button", name="Send", exact=True).click()
    until(lambda: len(house.posts) == 4)
    assert house.posts[3]["_key"] != "key-rendered"


def test_text_changed_after_a_lost_answer_never_travels_under_the_old_key(house: House, show: Show) -> None:
    page = show(FORM % "data-reset")
    house.answers = [NO_ANSWER]
    page.locator("#text").fill("first")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("[data-send-now]")).to_be_visible()
    page.locator("#text").fill("second")
    page.reload()
    expect(page.locator("#text")).to_have_value("second")
    page.locator("[data-send-now]").click()
    expect(page.get_by_role("alert")).to_have_text("earlier text sent")
    expect(page.locator("#text")).to_have_value("second")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#text")).to_have_value("")
    keys = [post["_key"] for post in house.posts]
    assert [post["text"] for post in house.posts] == ["first", "first", "second"]
    assert keys[0] == keys[1] != keys[2]


def test_a_refusal_stands_at_the_form_names_the_field_and_keeps_the_text(house: House, show: Show) -> None:
    page = show(FORM % "data-reset")
    house.answers = [(422, {"error": {"reason": "long", "message": "Too long.", "field": "text", "values": {}}})]
    page.locator("#text").fill("hello")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("Too long.")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text")).to_have_value("hello")


def test_unsent_text_comes_back_after_a_reload_and_goes_once_sent_or_signed_out(house: House, show: Show) -> None:
    out = '<form action="/elsewhere" data-signs-out><button>Leave</button></form>'
    page = show(FORM % "data-reset" + out)
    page.locator("#text").fill("kept")
    page.reload()
    expect(page.locator("#text")).to_have_value("kept")
    expect(page.locator("[data-restored]")).to_be_visible()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#text")).to_have_value("")
    page.locator("#text").fill("secret")
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url("**/elsewhere*")
    assert page.evaluate("JSON.stringify(localStorage)") == "{}"


EDITOR = """<form id="draft" data-autosave="SaveProposalDraft" data-act="SaveProposalDraft" method="post"
action="/do/SaveProposalDraft"><input type="hidden" name="base" value="1" data-base><input type="hidden" name="draft" value="d1">
<label for="clause">Clause</label><clause-editor><textarea id="clause" name="text">Base</textarea></clause-editor>
<span data-save-state></span><div role="alert"></div>
<div data-conflict hidden><b data-conflict-author></b><p data-conflict-text></p>
<button type="button" data-conflict-keep>Keep mine</button><button type="button" data-conflict-take>Take theirs</button></div></form>
<form id="table" method="post" action="/do/Table" data-act="Table"><div role="alert"></div><button>Table</button></form>"""


def saved(base: str) -> tuple[int, Any]:
    return 200, {"result": {"base": base}, "entries": [], "duplicate": False}


def test_the_editor_saves_whole_words_only(house: House, show: Show) -> None:
    page = show(EDITOR)
    house.answers = [saved("2")]
    page.get_by_role("textbox", name="Clause").press("End")
    keyboard = page.context.new_cdp_session(page)
    for typed in ("z", "zhong"):
        keyboard.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
    sleep(1.5)
    assert house.posts == []
    assert page.locator("#clause").input_value() == "Base"
    keyboard.send("Input.insertText", {"text": "中"})
    until(lambda: len(house.posts) == 1)
    assert (house.posts[0]["text"], house.posts[0]["base"], house.posts[0]["draft"]) == ("Base中", "1", "d1")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile(r"^saved 10:31:\d\d$"))
    assert page.locator("[data-base]").input_value() == "2"


def test_who_began_before_the_editor_came_goes_on_at_the_same_place(house: House, show: Show) -> None:
    page = show(EDITOR.replace("Base</textarea>", "One\nTwo</textarea>"))
    held: list[Route] = []
    page.route("**/drafting-*.js", lambda route: held.append(route))
    page.reload()
    page.locator("#clause").focus()
    page.locator("#clause").evaluate("box => box.setSelectionRange(5, 5)")
    until(lambda: page.wait_for_timeout(20) or held)
    held[0].continue_()
    expect(page.locator(".clause-editor-mount")).to_be_visible()
    page.keyboard.type("x")
    expect(page.locator("#clause")).to_have_value("One\nTxwo")


def test_pasted_text_is_plain_and_undo_takes_it_back(house: House, show: Show) -> None:
    page = show(EDITOR)
    box = page.get_by_role("textbox", name="Clause")
    box.press("End")
    page.evaluate(
        """() => { const data = new DataTransfer();
        data.setData("text/html", "<b>bold</b><script>bad()</script>"); data.setData("text/plain", "：一\\r\\n\\r\\n　　二");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    expect(page.locator("#clause")).to_have_value("Base：一\n二")
    assert box.locator("b").count() == 0
    box.press("Control+z")
    expect(page.locator("#clause")).to_have_value("Base")


def test_a_table_keeps_its_cells_while_it_is_written_on(house: House, show: Show) -> None:
    page = show(EDITOR.replace("Base</textarea>", "级别\t岗位\t工资\n一级\t普工\t3200</textarea>"))
    house.answers = [saved("2")]
    box = page.get_by_role("textbox", name="Clause")
    box.press("Control+End")
    box.press("Enter")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "二级\\t技工\\t4000\\r\\n");
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    for typed in ("Enter", "三级", "Tab", "技师", "Tab", "5600"):
        box.press(typed) if typed.isalpha() and typed.isascii() else page.keyboard.insert_text(typed)
    rows = ["级别\t岗位\t工资", "一级\t普工\t3200", "二级\t技工\t4000", "三级\t技师\t5600"]
    until(lambda: len(house.posts) == 1)
    assert house.posts[0]["text"].split("\n") == rows
    assert box.evaluate("box => getComputedStyle(box).whiteSpace") == "break-spaces"
    box.press("Tab")
    expect(box).not_to_be_focused()


def test_one_s_own_save_is_no_newer_content_but_another_s_is(house: House, show: Show) -> None:
    def fragment(text: str) -> str:
        return EDITOR.replace("Base</textarea>", f"{text}</textarea>").replace('value="1"', 'value="2"')

    house.fragments["draft"] = EDITOR
    personal = f'<div data-personal="/fragment/draft" data-follows="r:b1">{EDITOR}</div>'
    page = show('<section data-region="r:b1"><p>old</p></section>' + personal)
    house.answers = [saved("2")]
    page.get_by_role("textbox", name="Clause").press_sequentially("d")
    expect(page.locator("[data-save-state]")).to_have_text(re.compile("^saved"))
    house.fragments["draft"] = fragment(page.locator("#clause").input_value())
    house.patch("r:b1", "<p>new</p>")
    expect(page.get_by_text("new", exact=True)).to_be_visible()
    sleep(0.8)
    expect(page.locator("[data-held-line]")).to_be_hidden()
    house.fragments["draft"] = fragment("theirs")
    house.patch("r:b1", "<p>newer</p>")
    expect(page.locator("[data-held-line]")).to_be_visible()


@pytest.mark.parametrize("choice", ["keep", "take"])
def test_a_stale_save_shows_both_texts_and_drops_neither(house: House, show: Show, choice: str) -> None:
    page = show(EDITOR)
    stale = {"reason": "stale_text", "message": "Saved by Zhao.", "field": None}
    house.answers = [
        (409, {"error": {**stale, "values": {"text": "Theirs", "author": "Zhao", "base": "5"}}}),
        saved("6"),
    ]
    page.get_by_role("textbox", name="Clause").press_sequentially("Mine ")
    expect(page.locator("[data-conflict-text]")).to_have_text("Theirs")
    expect(page.locator("[data-conflict-author]")).to_have_text("Zhao")
    mine = page.locator("#clause").input_value()
    assert "Mine" in mine
    page.locator(f"[data-conflict-{choice}]").click()
    until(lambda: len(house.posts) == 2)
    assert (house.posts[1]["text"], house.posts[1]["base"]) == (mine if choice == "keep" else "Theirs", "5")
    assert house.posts[0]["_key"] != house.posts[1]["_key"]
    if choice == "take":
        page.get_by_role("textbox", name="Clause").press("Control+z")
        expect(page.locator("#clause")).to_have_value(mine)


def test_an_act_waits_for_the_draft_it_is_about(house: House, show: Show) -> None:
    page = show(EDITOR)
    page.get_by_role("textbox", name="Clause").press_sequentially("New ")
    page.get_by_role("button", name="Table").click()
    until(lambda: len(house.posts) == 2)
    assert [post["command"] for post in house.posts] == ["SaveProposalDraft", "Table"]


def test_the_lines_beside_the_text_are_saved_and_what_is_handed_over_is_what_was_saved(
    house: House, show: Show
) -> None:
    lines = EDITOR.replace(
        "<span data-save",
        '<label for="why">Reasons</label><textarea id="why" name="reason" data-typing></textarea><span data-save',
    )
    hands_over = '<input type="hidden" name="draft_version" value="1" data-base-of="draft"><div role="alert">'
    page = show(hands_over.join(lines.rsplit('<div role="alert">', 1)))
    house.answers = [saved("2")]
    page.get_by_role("textbox", name="Reasons").fill("Prices rose")
    page.get_by_role("button", name="Table").click()
    until(lambda: len(house.posts) == 2)
    assert (house.posts[0]["command"], house.posts[0]["reason"]) == ("SaveProposalDraft", "Prices rose")
    assert (house.posts[1]["command"], house.posts[1]["draft_version"]) == ("Table", "2")


def test_single_keys_act_outside_fields_and_never_send(house: House, show: Show) -> None:
    links = '<a href="#1" data-issue-link="1">1</a> <a href="#2" data-issue-link="2">2</a>'
    accept = '<form method="post" action="/do/Accept" data-act="Accept"><button data-key="A">Accept</button></form>'
    page = show(links + accept + '<input id="f"><dialog id="keys">keys</dialog>')
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_text("2", exact=True)).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Accept")).to_be_focused()
    page.locator("#f").press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("#f").blur()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert house.posts == []


def test_new_messages_do_not_move_the_reader(house: House, show: Show) -> None:
    def lines(numbers: range) -> str:
        return "".join(f'<p data-message="m{n}">message {n}</p>' for n in numbers)

    page = show(
        f'<div data-messages-frame><textarea rows="1"></textarea><div id="list" data-messages data-region="r:b1">{lines(range(60))}'
        "</div><button data-new-below hidden></button></div>"
    )
    page.evaluate("list.style.height = '200px'; list.style.overflow = 'auto'; list.scrollTop = list.scrollHeight")
    house.patch("r:b1", lines(range(61)))
    expect(page.get_by_text("message 60")).to_be_in_viewport()
    page.evaluate("list.style.height = '120px'")  # the list of speakers above it grew
    expect(page.get_by_text("message 60")).to_be_in_viewport()
    page.evaluate("list.style.height = '200px'")
    page.evaluate("list.scrollTop = 300")
    house.patch("r:b1", lines(range(63)))
    expect(page.locator("[data-new-below]")).to_have_text("2 new")
    assert page.evaluate("list.scrollTop") == 300
    page.locator("[data-new-below]").click()
    expect(page.locator("[data-new-below]")).to_be_hidden()


def test_presence_and_speaking_clock_follow_the_server(house: House, show: Show) -> None:
    clock = '<time id="c" data-clock-from="2026-05-08T02:30:00Z" data-clock-base="60">00:00</time>'
    page = show(clock + '<p data-seat="s1"><i data-state-word></i></p><p data-seat="s2"></p>')
    house.say("presence", {"people": [{"seat": "s1", "state": "here"}]})
    expect(page.locator('[data-seat="s1"]')).to_have_attribute("data-state", "here")
    expect(page.locator('[data-seat="s2"]')).to_have_attribute("data-state", "absent")
    house.news([])
    until(lambda: page.locator("#c").inner_text() in {"02:07", "02:08", "02:09", "02:10"})


def test_a_sides_time_goes_on_while_its_speaker_speaks(house: House, show: Show) -> None:
    since = 'data-clock-from="2026-05-08T02:30:00Z" data-clock-base="60"'
    figure = f'<time id="c" {since}>00:00</time>'
    page = show(
        f'{figure}<svg id="b" {since} data-clock-whole="1270"><rect class="bar-track" width="100%"/><rect width="1%"/></svg>'
    )
    house.news([])
    until(lambda: page.locator("#c").inner_text() in {"02:07", "02:08", "02:09", "02:10"})
    until(lambda: page.locator("#b rect >> nth=1").get_attribute("width") in {"10%", "10.1%", "10.2%"})
    assert page.locator("#b rect >> nth=0").get_attribute("width") == "100%"


def test_the_editor_is_named_and_valid_for_assistive_tools(show: Show) -> None:
    page = show(EDITOR)
    page.get_by_role("textbox", name="Clause").wait_for()
    page.evaluate((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run('#draft', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
