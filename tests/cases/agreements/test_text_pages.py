"""The pages of texts: import with review, reading, drafting, the timeline, merging; who is shown what."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import agreements.rules
from agreements.commands.texts import CopyVersion, SaveVersion, StartText, TagVersion
from agreements.documents.word import redline_word
from agreements.queries.doubts import DOUBTS, UNREADABLE
from agreements.rules.editing import replaced, retold
from agreements.rules.stored import stored
from agreements.rules.tree import Tree, tree_key, words
from agreements.rules.words import AgreementKind, Tag
from tests.cases.agreements.conftest import Browser, Case, Hall, Library, agreement
from tests.cases.documents.trees import FIVE
from tests.wires import RecordingWire
from workbench.kernel import Actor, new_id
from workbench.live import render_inner

FILE = """某某公司集体合同

第一条 为保护双方权益，制定本合同。

第二条 工资每月二十日支付。
（一）基本工资；
（二）加班工资。

第四条 本合同自签订之日起生效。
"""


def upload(browser: Browser, data: str | bytes, name: str = "合同.txt", **fields: str) -> Any:
    """Send a file to be reviewed."""
    content = data.encode() if isinstance(data, str) else data
    return browser.post("/texts/import", {"file": (io.BytesIO(content), name), **fields})


def field_of(page: str, name: str) -> str:
    """Return the value of a field of a form."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def seen(answer: Any) -> str:
    """Return a page's words."""
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


@pytest.fixture
def reader(browser: Browser, member: Actor) -> Browser:
    """A browser in which the union's member is at work, in English."""
    browser.actor = member
    browser.client.set_cookie("language", "en")
    return browser


def test_the_list_says_what_to_do_while_it_is_empty(reader: Browser, union: str) -> None:
    page = seen(reader.get("/texts"))
    assert "The union" in page
    assert f"/texts/import?place={union.replace('/', '%2F')}" in page or f"/texts/import?place={union}" in page


def test_a_stranger_finds_no_place(browser: Browser, hall: Hall) -> None:
    browser.actor = hall.person("nobody")
    browser.client.set_cookie("language", "en")
    assert "No place for texts yet" in seen(browser.get("/texts"))


def test_a_file_is_shown_with_its_doubts_before_it_is_saved(reader: Browser, union: str) -> None:
    page = seen(upload(reader, FILE, place=union))
    assert "第三条" in page, "the number that is missing is named"
    assert "加班工资" in page
    assert "No text yet" in seen(reader.get("/texts")), "nothing is saved so far"


def test_what_was_reviewed_is_saved_whole(reader: Browser, library: Library, member: Actor, union: str) -> None:
    review = seen(upload(reader, FILE, place=union))
    sent = {"source": field_of(review, "source"), "title": "集体合同", "kind": "general", "note": "上一期"}
    answer = reader.post("/texts/import/saved", sent)
    assert answer.status_code == 303
    page = seen(reader.get(answer.headers["Location"]))
    assert "本合同自签订之日起生效" in page
    version = answer.headers["Location"].rpartition("=")[2]
    tree = library.tree(member, version)
    assert "".join(words(tree).split()) == "".join(FILE.split())


def test_an_import_as_a_new_version_keeps_the_clauses_identity(
    reader: Browser, library: Library, member: Actor, union: str
) -> None:
    review = seen(upload(reader, FILE, place=union))
    sent = {"source": field_of(review, "source"), "title": "集体合同", "kind": "general"}
    first = reader.post("/texts/import/saved", sent).headers["Location"]
    text, version = re.match(r"/texts/(\w+)\?version=(\w+)", first).groups()  # type: ignore[union-attr]
    later = FILE.replace("二十日", "十五日").replace("第四条", "第三条")
    review = seen(upload(reader, later, text=text))
    assert "renumbered" in review
    second = reader.post("/texts/import/saved", {"source": field_of(review, "source")}).headers["Location"]
    before, after = library.tree(member, version), library.tree(member, second.rpartition("=")[2])
    old = {clause.number: clause.id for clause in before.clauses if clause.number}
    new = {clause.number: clause.id for clause in after.clauses if clause.number}
    assert new["第三条"] == old["第四条"]
    assert new["第二条"] == old["第二条"]


def test_each_tracked_change_is_accepted_or_left(reader: Browser, library: Library, member: Actor, union: str) -> None:
    old = Tree("集体合同", "zh", tuple(FIVE))
    changed = {
        0: "第1件事情由双方协商确定，每年7月办理一次，逾期顺延。",
        4: "第5件事情由双方协商确定，每年9月办理一次，逾期顺延。",
    }
    new = replace(old, clauses=tuple(replace(one, text=changed.get(at, one.text)) for at, one in enumerate(FIVE)))
    review = seen(upload(reader, redline_word(old, new, author="王法务"), "草案.docx", place=union))
    assert "2 tracked changes" in review
    sent = {
        "source": field_of(review, "source"),
        "title": "草案",
        "kind": "general",
        "note": "二稿",
        "change-1": "accept",
    }
    again = seen(reader.post("/texts/import/saved", {**sent, "act": "show"}))
    assert re.search(r'name="change-1" value="accept" form="save-import" checked', again)
    assert re.search(r'name="change-0" value="leave" form="save-import" checked', again)
    recognised = again.partition("text-recognised")[2]
    assert "每年1月" in recognised
    assert "每年9月" in recognised
    assert 'value="二稿"' in again
    assert "No text yet" in seen(reader.get("/texts")), "nothing is saved so far"
    everything = seen(reader.post("/texts/import/saved", {**sent, "act": "accept-all"})).partition("text-recognised")[2]
    assert "每年7月" in everything
    where = reader.post("/texts/import/saved", sent).headers["Location"]
    tree = words(library.tree(member, where.partition("version=")[2]))
    assert "每年1月" in tree
    assert "每年9月" in tree
    page = seen(reader.get(where))
    assert page.count("王法务") == 2
    assert ">accepted</span>" in page
    assert ">not accepted</span>" in page


def test_an_open_page_says_at_once_that_somebody_saved_a_newer_version(browser: Browser, case: Case) -> None:
    start = StartText(
        place=f"bargaining/{case.id}/table", title="合同", kind=AgreementKind.WAGE, tree=stored(agreement())
    )
    first = case.do("r1", start)
    browser.actor = case.people["u1"]
    page = seen(browser.get(f"/texts/{first['text']}", headers={"Accept-Language": "en"}))
    address = f"text.newest:{case.id}/{first['text']}/{first['version']}"
    assert f'data-region="{address}"' in page
    assert "data-watch=" in page
    assert "saved version" not in page
    house = browser.client.application.extensions["house"]
    hub, wire, subject = house.hub, RecordingWire(), f"bargaining/{case.id}"
    hub.wire, hub._identify = wire, lambda credentials: case.people["u1"]
    assert hub.connect("tab", ())
    assert hub.watch("tab", "page", subject, [address], house.door.heads([f"{subject}/table"]), "en")["ok"]
    case.do(
        "r1", SaveVersion(text=first["text"], base=first["version"], tree=stored(replace(agreement(), title="新稿")))
    )
    hub.feed()
    said = wire.told("tab")[-1][1]["patches"][0]["html"]
    assert "saved version 2" in str(said)
    assert f"/texts/compare?old={first['version']}" in str(said)
    for ending in ("/edit", "/versions", f"?version={first['version']}"):
        assert 'data-region="text.newest:' in browser.get(f"/texts/{first['text']}{ending}").text


def test_a_caucus_says_nothing_of_its_versions_to_the_other_side(browser: Browser, case: Case) -> None:
    place = f"bargaining/{case.id}/caucus/labour"
    first = case.do("u1", StartText(place=place, title="草案", kind=AgreementKind.WAGE, tree=stored(agreement())))
    address = f"text.newest:{case.id}/{first['text']}/{first['version']}"
    app = browser.client.application
    viewer = app.extensions["house"].door.viewer(case.people["e1"], "en", f"bargaining/{case.id}")
    assert not render_inner(app, app.extensions["house"].door, address, viewer.as_class(f"bargaining/{case.id}"))


def test_somebody_elses_review_cannot_be_saved(reader: Browser, hall: Hall, union: str) -> None:
    review = seen(upload(reader, FILE, place=union))
    reader.actor = hall.person("another", "union")
    answer = reader.post("/texts/import/saved", {"source": field_of(review, "source"), "title": "x", "kind": "wage"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("data", "name", "status"),
    [
        (b"", "a.txt", 422),
        (b"\x00\x01\x02" * 50, "a.txt", 422),
        (b"%PDF-1.7 x", "a.docx", 422),
        (b"PK\x03\x04rubbish", "a.docx", 422),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    reader: Browser, union: str, data: bytes, name: str, status: int
) -> None:
    answer = upload(reader, data, name, place=union)
    assert answer.status_code == status
    assert "<h1>" in answer.text


def test_nothing_is_imported_where_one_may_not_write(reader: Browser, hall: Hall) -> None:
    assert upload(reader, FILE, place=f"organisation/{hall.organisation('enterprise')}").status_code == 404
    assert upload(reader, FILE, text=new_id()).status_code == 404


@pytest.fixture
def saved(library: Library, member: Actor, union: str) -> dict[str, Any]:
    """A text of the union."""
    return library.start(member, union)


def test_a_text_is_read_with_contents_and_tables(reader: Browser, saved: dict[str, Any]) -> None:
    page = seen(reader.get(f"/texts/{saved['text']}"))
    assert 'aria-label="Table of contents"' in page
    assert '<th scope="row">操作工</th><td>4200</td>' in page
    assert "Only members of The union read this text." in page


def test_pages_of_a_text_are_absent_for_strangers(browser: Browser, hall: Hall, saved: dict[str, Any]) -> None:
    browser.actor = hall.person("other", "enterprise")
    for path in ("", "/versions", "/edit", f"/merge?with={saved['version']}"):
        assert browser.get(f"/texts/{saved['text']}{path}").status_code == 404, path


def draft(page: str) -> dict[str, str]:
    """Return the fields that the drafting form sends as it stands."""
    form = page.partition('id="draft-')[2].partition("</form>")[0]
    fields = {name: unescape(value) for name, value in re.findall(r'name="([\w-]+)" value="([^"]*)"', form)}
    areas = re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>\n(.*?)</textarea>', form, re.S)
    return {name: value for name, value in {**fields, **{n: unescape(t) for n, t in areas}}.items() if name[0] != "_"}


def test_a_clause_is_changed_and_the_rest_stays(
    reader: Browser, library: Library, member: Actor, saved: dict[str, Any]
) -> None:
    tree = library.tree(member, saved["version"])
    home = f"/texts/{saved['text']}/edit"
    fields = draft(seen(reader.get(f"{home}?clause={tree.clauses[1].id}")))
    table = tree.clauses[1].children[2].id
    fields["text-0"] = fields["text-0"].replace("加班工资", "加班工资和津贴") + "\n（三）奖金"
    fields[f"cell-{table}-1-1"] = "4500"
    answer = reader.post(home, fields)
    assert answer.status_code == 303, answer.text
    after = library.tree(member, re.search(r"version=(\w+)", answer.headers["Location"])[1])  # type: ignore[index]
    assert after.clauses[0] == tree.clauses[0]
    assert [c.text for c in after.clauses[1].children if c.kind == "item"] == ["基本工资", "加班工资和津贴", "奖金"]
    assert after.clauses[1].children[0] == tree.clauses[1].children[0]
    assert after.clauses[1].children[1].id == tree.clauses[1].children[1].id
    assert [c.rows for c in after.clauses[1].children if c.kind == "table"] == [
        (("岗位", "月工资"), ("操作工", "4500"))
    ]


def test_clauses_are_added_moved_and_taken_out(
    reader: Browser, library: Library, member: Actor, saved: dict[str, Any]
) -> None:
    tree = library.tree(member, saved["version"])
    home, one = f"/texts/{saved['text']}/edit", tree.clauses[0].id

    def after(act: str, clause: str, **fields: str) -> list[str]:
        page = seen(reader.get(f"{home}?clause={clause}"))
        version = field_of(page, "version")
        answer = reader.post(home, {"act": act, "version": version, "clause": clause, **fields})
        assert answer.status_code == 303, answer.text
        newest = re.search(r'name="version" value="(\w+)"', reader.get(f"{home}?clause={tree.clauses[1].id}").text)
        assert newest
        return [clause.number for clause in library.tree(member, newest[1]).clauses]

    assert after("add", one, new_number="第一条之一", new_text="新的一条。") == ["第一条", "第一条之一", "第二条"]
    assert after("down", one) == ["第一条之一", "第一条", "第二条"]
    assert after("remove", one) == ["第一条之一", "第二条"]


def test_a_clause_changed_by_two_is_kept_twice_and_merged_by_people(
    reader: Browser, library: Library, member: Actor, saved: dict[str, Any]
) -> None:
    tree = library.tree(member, saved["version"])
    home = f"/texts/{saved['text']}/edit"
    mine = draft(seen(reader.get(f"{home}?clause={tree.clauses[0].id}")))
    second = library.reword(member, saved, 0, "每月十五日支付工资。")
    mine["text-0"] = "每月十日支付工资。"
    stale = reader.post(home, mine)
    assert stale.status_code == 409
    assert "每月十日支付工资。" in stale.text
    kept = reader.post(home, {**mine, "beside": "1"})
    assert kept.status_code == 303
    page = seen(reader.get(f"/texts/{saved['text']}/versions"))
    merge = re.search(r'href="(/texts/\w+/merge\?with=(\w+))"', page)
    assert merge
    assert merge[2] == second["version"]
    offered = seen(reader.get(merge[1]))
    said = re.sub(r'<span class="aloud">[^<]*</span>', "", offered)
    assert "<del>二十</del><ins>十五</ins>" in said, "what each of them changed is marked"
    assert "每月<del>二</del>十日" in said
    sent = {"with": merge[2], "base": field_of(offered, "base")}
    assert reader.post(f"/texts/{saved['text']}/merge", sent).status_code == 422
    done = reader.post(f"/texts/{saved['text']}/merge", {**sent, "choice-0": "theirs"})
    assert done.status_code == 303
    assert "每月十五日支付工资。" in seen(reader.get(done.headers["Location"]))
    assert "open end" not in seen(reader.get("/texts"))


def test_another_clauses_change_does_not_stand_in_the_way(
    reader: Browser, library: Library, member: Actor, saved: dict[str, Any]
) -> None:
    tree = library.tree(member, saved["version"])
    home = f"/texts/{saved['text']}/edit"
    mine = draft(seen(reader.get(f"{home}?clause={tree.clauses[1].id}")))
    library.reword(member, saved, 0, "每月十五日支付工资。")
    mine["heading"] = "工资构成"
    answer = reader.post(home, mine)
    assert answer.status_code == 303
    page = seen(reader.get(f"/texts/{saved['text']}"))
    assert "每月十五日支付工资。" in page
    assert "工资构成" in page


def test_the_timeline_tells_who_when_and_what_became_of_it(
    reader: Browser, hall: Hall, library: Library, member: Actor, saved: dict[str, Any]
) -> None:
    library.reword(member, saved, 0, "每月十五日支付工资。", note="提前五天")
    hall.do(member, TagVersion(text=saved["text"], version=saved["version"], tag=Tag.SIGNED))
    page = seen(reader.get(f"/texts/{saved['text']}/versions"))
    assert "提前五天" in page
    assert "marked signed by 会员" in page
    assert f"/texts/compare?old={saved['version']}" in page


def test_a_sides_text_shows_itself_to_that_side_alone(browser: Browser, case: Case, library: Library) -> None:
    chief = case.people["u1"]
    saved = library.start(chief, f"bargaining/{case.id}/caucus/labour", title="内部草案")
    for name, actor in case.people.items():
        browser.actor = actor
        listed, page = browser.get("/texts"), browser.get(f"/texts/{saved['text']}")
        assert ("内部草案" in listed.text, page.status_code) == ((True, 200) if name[0] == "u" else (False, 404)), name


def test_every_doubt_and_every_refusal_of_a_file_has_words() -> None:
    rules = Path(agreements.rules.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in rules.glob("*.py"))
    doubts = set(re.findall(r'Doubt\(\s*"(\w+)"', source)) | set(re.findall(r'"(\w+_left_out)"', source))
    assert doubts <= DOUBTS.keys()
    assert len(doubts) > 8
    assert set(re.findall(r'ImportRefused\(\s*"(\w+)"', source)) <= UNREADABLE.keys()


@pytest.mark.parametrize(
    ("suffix", "begins", "kind"),
    [
        ("json", b'{"clauses"', "application/json"),
        ("xml", b"<?xml", "application/xml"),
        ("docx", b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("html", b"<!doctype html>", "text/html"),
        ("pdf", b"%PDF-", "application/pdf"),
    ],
)
def test_a_version_is_taken_away(
    reader: Browser, hall: Hall, saved: dict[str, Any], suffix: str, begins: bytes, kind: str
) -> None:
    path = f"/texts/versions/{saved['version']}.{suffix}"
    answer = reader.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == kind
    assert answer.data.lstrip().startswith(begins)
    assert "attachment" in answer.headers["Content-Disposition"]
    reader.actor = hall.person("other", "enterprise")
    assert reader.get(path).status_code == 404


def test_the_number_on_a_paper_leads_to_its_version(
    reader: Browser, hall: Hall, library: Library, member: Actor, saved: dict[str, Any]
) -> None:
    key = tree_key(library.tree(member, saved["version"]))
    assert f"version={saved['version']}" in seen(reader.get(f"/texts/number/{key}"))
    reader.actor = hall.person("other", "enterprise")
    assert saved["version"] not in seen(reader.get(f"/texts/number/{key}"))


def test_tracked_changes_of_a_word_file_are_shown_and_kept(
    reader: Browser, library: Library, member: Actor, union: str
) -> None:
    old = agreement()
    new = agreement(words="每月十五日前以货币支付工资。")
    made = redline_word(old, new, author="王代表", at=datetime(2026, 4, 1, tzinfo=UTC))
    review = seen(upload(reader, made, "合同.docx", place=union))
    assert "王代表" in review
    assert "tracked change" in review
    sent = {"source": field_of(review, "source"), "title": "集体合同", "kind": "wage"}
    page = seen(reader.get(reader.post("/texts/import/saved", sent).headers["Location"]))
    assert re.search(r"\d+ remarks? came with the file", page)
    assert "<ins>" in page


def test_nobody_puts_a_file_on_the_table_by_not_choosing(browser: Browser, case: Case) -> None:
    browser.actor = case.people["u1"]
    form = seen(browser.get("/texts/import"))
    first = re.search(r'<select class="input" id="place".*?<option value="([^"]*)"', form, re.S)
    assert first
    assert first[1] == ""
    assert upload(browser, FILE, place="").status_code == 404


def test_a_side_takes_over_what_changed_in_the_common_draft(
    browser: Browser, hall: Hall, case: Case, library: Library
) -> None:
    chief = case.people["u1"]
    caucus = f"bargaining/{case.id}/caucus/labour"
    common = library.start(chief, f"bargaining/{case.id}/table", title="共同草案")
    own = hall.do(chief, CopyVersion(version=common["version"], place=caucus, title="我方草案")).result
    library.reword(chief, own, 0, "每月十五日支付工资。")
    items = "工资由下列部分组成：\n（一） 基本工资\n（二） 加班工资\n（三） 津贴"
    tree = library.tree(chief, common["version"])
    wider = replaced(tree, tree.clauses[1].id, retold(tree.clauses[1], [items, ""], {}))
    newer = hall.do(chief, SaveVersion(text=common["text"], base=common["version"], tree=stored(wider))).result
    browser.actor = chief
    browser.client.set_cookie("language", "en")
    page = seen(browser.get(f"/texts/{own['text']}/versions"))
    assert f"/texts/{own['text']}/merge?with={newer['version']}" in page
    offered = seen(browser.get(f"/texts/{own['text']}/merge?with={newer['version']}"))
    sent = {"with": newer["version"], "base": field_of(offered, "base")}
    done = browser.post(f"/texts/{own['text']}/merge", sent)
    assert done.status_code == 303, done.text
    merged = seen(browser.get(done.headers["Location"]))
    assert "每月十五日支付工资。" in merged
    assert "津贴" in merged
    browser.actor = case.people["e1"]
    assert "我方草案" not in seen(browser.get(f"/texts/{common['text']}/versions"))
    assert browser.get(f"/texts/{common['text']}/merge?with={own['version']}").status_code == 404
