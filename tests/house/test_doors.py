"""What comes over HTTP forged, strange, faulty or repeated is refused in words with the right status, and nothing is half done."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from negotiation.models import Issue
from tests.visits import HAN, Ground
from tests.worlds import ORIGIN
from workbench.kernel import new_id
from workbench.people.models import Token
from workbench.web.limits import Buckets

pytestmark = pytest.mark.usefixtures("migrated_database")


@pytest.fixture
def table(ground: Ground) -> str:
    """The first bargaining."""
    return ground.world.bargaining("lin")


def posted(table: str, **fields: Any) -> dict[str, Any]:
    """Return a message to the table, with whatever is wrong with it."""
    return {"bargaining": table, "text": "可以。", **fields}


def fault(answer: TestResponse, status: int, reason: str, field: str | None = None) -> str:
    """Assert that the answer is this refusal in JSON, and return its sentence."""
    assert answer.status_code == status, answer.text
    error = answer.get_json()["error"]
    assert (error["reason"], error["field"] or None) == (reason, field), error
    assert error["message"]
    return str(error["message"])


# ── forged ───────────────────────────────────────────────


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8001"},
        {"Origin": "http://127.0.0.1:8000.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_request_from_another_site_is_not_carried_out(
    ground: Ground, table: str, headers: dict[str, str], lang: str
) -> None:
    visitor, before = ground.visitor("lin", lang), ground.print()
    answer = visitor.do("PostMessage", posted(table), **headers, Accept="application/json")
    message = fault(answer, 403, "forbidden")
    assert bool(HAN.search(message)) == (lang == "zh")
    assert ground.print() == before


@pytest.mark.parametrize("proof", [None, "", "0" * 64, "令牌", "another's"])
def test_a_form_without_this_browsers_proof_is_not_taken(ground: Ground, table: str, proof: str | None) -> None:
    visitor = ground.visitor("lin")
    wrong = ground.visitor("he").csrf if proof == "another's" else proof
    assert wrong != visitor.csrf
    before = ground.print()
    answer = visitor.do("PostMessage", posted(table, _csrf=wrong), Accept="application/json")
    fault(answer, 403, "foreign_form")
    assert ground.print() == before


def test_the_host_a_request_names_is_never_repeated(ground: Ground, table: str) -> None:
    visitor = ground.visitor("lin")
    for path in ("/", "/sign-in", "/forgotten", f"/bargainings/{table}", "/nowhere", "/account"):
        answer = visitor.get(path, Host="evil.example", **{"X-Forwarded-Host": "evil.example"})
        assert answer.status_code < 500
        assert "evil.example" not in answer.text + str(answer.headers), path


ELSEWHERE = (
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "/{nothing}/evil.example",
    "/{nothing}\\evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/bargainings\r\nSet-Cookie: a=b",
    "/" + "x" * 5_000,
    "",
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_to_another_house(ground: Ground, table: str, target: str) -> None:
    visitor = ground.visitor("lin")
    answer = visitor.do("PostMessage", posted(table, _next=target))
    assert (answer.status_code, answer.location) == (303, "/")
    asked = visitor.do("PostMessage", posted(table, _next=target), Accept="application/json")
    assert asked.get_json()["next"] == "/"
    for path in ("/sign-in", "/language/en"):
        told = visitor.client.get(path, query_string={"next": target})
        assert (told.status_code, told.location) == (303, "/"), path
    refused = visitor.do("PostMessage", posted(table, text="", _next=target))
    assert refused.status_code == 422
    assert "evil.example" not in refused.text


def test_a_local_path_is_kept_and_filled(ground: Ground, table: str) -> None:
    visitor = ground.visitor("lin")
    answer = visitor.do("PostMessage", posted(table, _next=f"/bargainings/{table}/table?x=1#y"))
    assert answer.location == f"/bargainings/{table}/table?x=1#y"
    answer = visitor.do("PostMessage", posted(table, _next="/messages/{message}"))
    assert re.fullmatch("/messages/[a-z2-7]{16}", answer.location or "")


# ── repeated ─────────────────────────────────────────────


@pytest.mark.parametrize(
    "key", [None, "", "short", "x" * 81, "a key!!!", "钥匙钥匙钥匙钥匙", "abcdefgh\n", "abcd\x00fgh"]
)
def test_a_write_needs_a_key_of_the_right_form(ground: Ground, table: str, key: str | None) -> None:
    before = ground.print()
    answer = ground.visitor("lin").do("PostMessage", posted(table, _key=key), Accept="application/json")
    fault(answer, 422, "no_key", "_key")
    assert ground.print() == before


def test_a_repeated_form_is_answered_with_the_first_outcome(ground: Ground, table: str) -> None:
    visitor, key = ground.visitor("lin"), new_id()
    first = visitor.do("PostMessage", posted(table, _key=key), Accept="application/json").get_json()
    before = ground.print()
    again = visitor.do("PostMessage", posted(table, _key=key), Accept="application/json").get_json()
    assert again == {**first, "duplicate": True}
    other = visitor.do("PostMessage", posted(table, _key=key, text="别的话"), Accept="application/json")
    fault(other, 409, "key_reused")
    assert ground.print() == before
    mine = ground.visitor("he").do("PostMessage", posted(table, _key=key), Accept="application/json").get_json()
    assert mine["duplicate"] is False, "a key is one's own: another's neither answers nor blocks"


def test_commands_out_of_order_change_nothing_twice(ground: Ground, table: str) -> None:
    visitor = ground.visitor("lin")
    issue = next(row.id for row in ground.world.rows(Issue, Issue.bargaining == table) if row.standing == "open")
    keys = [new_id() for _ in range(3)]
    started = visitor.do(
        "StartDraft", {"bargaining": table, "issue": issue, "_key": keys[0]}, Accept="application/json"
    ).get_json()["result"]
    about = {"bargaining": table, "draft": started["draft"]}
    saving = {**about, "version": started["version"], "text": "一", "_key": keys[1]}
    newer = {**about, "version": started["version"] + 1, "text": "二", "_key": keys[2]}
    early = visitor.do("SaveProposalDraft", newer, Accept="application/json")
    assert early.status_code == 409, "the later save came first"
    saved = visitor.do("SaveProposalDraft", saving, Accept="application/json").get_json()
    after = visitor.do("SaveProposalDraft", newer, Accept="application/json").get_json()
    assert after["duplicate"] is False, "a refusal uses no key up"
    replayed = visitor.do("SaveProposalDraft", saving, Accept="application/json").get_json()
    assert replayed == {**saved, "duplicate": True}
    stale = visitor.do("SaveProposalDraft", {**saving, "_key": new_id()}, Accept="application/json")
    assert stale.status_code == 409


# ── faulty ───────────────────────────────────────────────

LONG = "长" * 3_000_000
FAULTS: list[tuple[dict[str, Any], str, str, str]] = [
    ({"text": ""}, "text", "“Message” is empty.", "“消息”是空的"),
    ({"text": "  \n "}, "text", "“Message” is empty.", "“消息”是空的"),
    ({"text": "x" * 4_001}, "text", "longer than 4000", "4000"),
    ({"text": "ab\u202ec"}, "text", "direction mark at character 3", "隐藏的方向控制符"),
    ({"text": "ab\x00c"}, "text", "control character at character 3", "第3个字处有控制字符"),
    ({"text": "a\u200bb"}, "text", "invisible character at character 2", "第2个字处有看不见的字符"),
    ({"text": "e" + "\u0301" * 50}, "text", "more than 30 marks", "30"),
    ({"bargaining": "x"}, "bargaining", "“Bargaining” is not an identifier", "“协商”不是"),
    ({"bargaining": "\x00" * 16}, "bargaining", "not an identifier", "“协商”不是"),
    ({"surprise": "1"}, "surprise", "“surprise” is not known here.", "这里没有“surprise”这一项。"),
    ({"<b>" * 500: "1"}, ("<b>" * 500)[:40], "is not known here.", "这里没有"),
]


@pytest.mark.parametrize(("wrong", "field", "english", "chinese"), FAULTS)
def test_a_fault_is_named_in_the_readers_language(
    ground: Ground, table: str, wrong: dict[str, Any], field: str, english: str, chinese: str
) -> None:
    before = ground.print()
    for lang, words in (("en", english), ("zh", chinese)):
        visitor = ground.visitor("lin", lang)
        answer = visitor.do("PostMessage", posted(table, **wrong), Accept="application/json")
        assert words in fault(answer, 422, "faulty_input", field)
        page = visitor.do("PostMessage", posted(table, **{"text": "说了很多的话 <i>", **wrong}))
        assert page.status_code == 422
        assert "<b><b>" not in page.text
        if "text" not in wrong:
            assert "说了很多的话 &lt;i&gt;" in page.text, "what was typed is kept"
    assert ground.print() == before


@pytest.mark.parametrize(
    "name", ["Nothing", "Command", "postmessage", "../PostMessage", "__class__", "x" * 3_000, "%00"]
)
def test_there_is_no_such_command(ground: Ground, table: str, name: str) -> None:
    answer = ground.visitor("lin").do(name, posted(table), Accept="application/json")
    assert fault(answer, 404, "absent")


def test_secrets_are_not_kept_on_an_error_page(ground: Ground) -> None:
    phrase = "a long pass phrase, of more than forty characters in all"
    answer = ground.visitor("lin").do("ChangePassword", {"present": phrase, "password": phrase, "surprise": "1"})
    assert answer.status_code == 422
    assert phrase not in answer.text


def test_what_is_too_large_is_refused_by_form_file_and_json(ground: Ground, table: str) -> None:
    visitor, before = ground.visitor("lin"), ground.print()
    fault(visitor.do("PostMessage", posted(table, text=LONG), Accept="application/json"), 413, "too_large")
    assert visitor.do("PostMessage", posted(table, text=LONG)).status_code == 413
    many = {f"f{number}": "x" for number in range(2_000)}
    file = (io.BytesIO(b"%PDF-" + b"x" * 21 * 1024 * 1024), "a.pdf")
    for data in ({**posted(table), **many}, {**posted(table), "file": file}):
        sent = {"_csrf": visitor.csrf, "_key": new_id(), **data}
        headers = {"Origin": ORIGIN, "Content-Type": "multipart/form-data"}
        answer = visitor.client.post("/do/AttachToDraft", data=sent, headers=headers)
        assert answer.status_code in (413, 422)
        answer.request.environ["wsgi.input"].close()
    program = ground.program("lin", lang="en")
    before = ground.print()
    fault(program.do("PostMessage", posted(table, text=LONG)), 422, "faulty_input", "text")
    assert program.do("PostMessage", b'{"a": "' + b"x" * 25 * 1024 * 1024 + b'"}').status_code == 413
    assert ground.print() == before


def test_a_file_of_a_refused_act_is_not_kept(ground: Ground, table: str) -> None:
    files = ground.world.config.files
    before = set(files.rglob("*")) if files.exists() else set()
    for visitor in (ground.visitor(None), ground.visitor("okafor"), ground.visitor("lin")):
        sent = {"bargaining": table, "draft": new_id(), "file": (io.BytesIO(b"%PDF-1.7 nobody's"), "a.pdf")}
        answer = visitor.do("AttachToDraft", sent, Accept="application/json")
        assert answer.status_code in (401, 404)
    assert (set(files.rglob("*")) if files.exists() else set()) == before


class Unread(io.RawIOBase):
    """A body that nobody may read."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        raise AssertionError("the body was read")


@pytest.mark.parametrize("path", ["/do/AttachToDraft", "/bargainings/{table}/import", "/api/v1/commands/AttachToDraft"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_what_a_stranger_sends_is_not_read(ground: Ground, table: str, path: str, accept: str) -> None:
    headers = {"Origin": ORIGIN, "Accept": accept, "Content-Type": "multipart/form-data; boundary=x"}
    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(20 * 1024 * 1024)}
    answer = ground.visitor(None).client.post(path.format(table=table), headers=headers, environ_overrides=body)
    assert answer.status_code == 401


def test_a_small_form_with_a_file_is_not_read_either(ground: Ground) -> None:
    headers = {"Origin": ORIGIN, "Accept": "application/json", "Content-Type": "multipart/form-data; boundary=x"}
    body = {"wsgi.input": Unread(), "CONTENT_LENGTH": "2000"}
    answer = ground.visitor(None).client.post("/do/AttachToDraft", headers=headers, environ_overrides=body)
    assert fault(answer, 401, "sign_in_first")


def test_a_text_comes_back_to_whose_login_ran_out(ground: Ground, table: str) -> None:
    text = "写到一半登录就过期了的一段话。" * 900
    answer = ground.visitor(None).do("PostMessage", posted(table, text=text))
    assert answer.status_code == 401
    assert text in answer.text


# ── programs ─────────────────────────────────────────────

DEEP = 100_000
BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"1e999",
    b"[" * DEEP,
    b'{"a":' * DEEP,
    b"\xff\xfe",
    b'"PostMessage"',
    b"NaN",
    b'{"bargaining": "\\ud800"}',
    b'{"bargaining": "\xed\xa0\x80"}',
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:12]))
def test_a_body_that_is_no_command_is_refused(ground: Ground, table: str, body: bytes) -> None:
    program = ground.program("lin")
    before = ground.print()
    fault(program.do("PostMessage", body), 422, "faulty_input")
    assert ground.print() == before


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "application/xml", "x" * 5000])
def test_a_body_of_another_kind_is_refused(ground: Ground, table: str, kind: str) -> None:
    program = ground.program("lin")
    fault(program.do("PostMessage", json.dumps(posted(table)).encode(), **{"Content-Type": kind}), 415, "not_json")


@pytest.mark.parametrize("value", [None, 1, True, 1.5, [], {}, ["x"], {"x": 1}])
@pytest.mark.parametrize("field", ["bargaining", "text", "issue"])
def test_a_value_of_another_type_is_refused(ground: Ground, table: str, field: str, value: object) -> None:
    program = ground.program("lin")
    if (field, value) == ("issue", None):
        return
    before = ground.print()
    fault(program.do("PostMessage", posted(table, **{field: value})), 422, "faulty_input", field)
    assert ground.print() == before


def test_cookies_never_count_for_programs(ground: Ground, table: str) -> None:
    visitor, before = ground.visitor("lin"), ground.print()
    paths = (
        "/api/v1/streams",
        f"/api/v1/streams/bargaining/{table}/table/entries",
        f"/api/v1/regions/table.state:{table}",
    )
    for path in paths:
        fault(visitor.get(path), 401, "sign_in_first")
    headers = {"Origin": ORIGIN, "Idempotency-Key": new_id()}
    answer = visitor.client.post("/api/v1/commands/PostMessage", json=posted(table), headers=headers)
    fault(answer, 401, "sign_in_first")
    assert ground.print() == before


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "Bearer " + "a" * 43, "bearer \x7f", "Basic YTpi", "Bearer a b", "x" * 8000],
)
def test_a_token_that_is_none_opens_nothing(ground: Ground, table: str, header: str) -> None:
    client = ground.app.test_client()
    for path in ("/api/v1/streams", f"/bargainings/{table}"):
        answer = client.get(path, headers={"Authorization": header, "Accept": "application/json"})
        assert answer.status_code in (401, 404), path


def test_scopes_and_the_end_of_a_token(ground: Ground, table: str) -> None:
    reader, actor = ground.program("he", "read"), ground.program("he", "act")
    assert reader.get("/streams").status_code == 200
    before = ground.print()
    fault(reader.do("PostMessage", posted(table)), 403, "out_of_scope")
    for name, fields in (
        ("ChangeProfile", {"name": "x", "locale": "en"}),
        ("SignOut", {}),
        ("EndAllLogins", {"person": ground.world.people["he"]}),
    ):
        fault(actor.do(name, fields), 403, "out_of_scope")
    assert ground.print() == before
    assert actor.do("PostMessage", posted(table)).status_code == 200
    for row in ground.world.rows(Token, Token.person == ground.world.people["he"]):
        ground.visitor("he").do("RevokeToken", {"token": row.id})
    fault(actor.do("PostMessage", posted(table)), 401, "sign_in_first")
    fault(reader.get("/streams"), 401, "sign_in_first")


@pytest.mark.parametrize("after", ["x", "-1", "²", "1e3", "9" * 30, "", "١"])
def test_entries_after_no_number(ground: Ground, table: str, after: str) -> None:
    program = ground.program("lin")
    path = f"/api/v1/streams/bargaining/{table}/table/entries"
    answer = program.client.get(path, query_string={"after": after}, headers=program.headers)
    fault(answer, 422, "no_number", "after")


def test_a_file_named_by_its_hash_is_refused_whether_the_house_holds_it_or_not(ground: Ground, table: str) -> None:
    program = ground.program("lin")
    file = {"sha256": "0" * 64, "name": "a.pdf", "size": 1, "media_type": "application/pdf"}
    answer = program.do("AttachToDraft", {"bargaining": table, "draft": new_id(), "file": file})
    fault(answer, 422, "file_by_form", "file")


# ── headers, queries, limits ─────────────────────────────


def test_every_answer_carries_the_headers(ground: Ground, table: str) -> None:
    lin, nobody, program = ground.visitor("lin"), ground.visitor(None), ground.program("lin")
    answers = [
        lin.get(f"/bargainings/{table}"),
        lin.get(f"/bargainings/{table}/record.json"),
        lin.get("/nowhere"),
        lin.get("/bargainings/%00"),
        nobody.get("/bargainings"),
        nobody.get("/sign-in"),
        lin.do("PostMessage", posted(table)),
        lin.do("PostMessage", {}),
        lin.do("PostMessage", posted(table), Origin="https://evil.example"),
        lin.client.put("/do/PostMessage"),
        program.get("/streams"),
        program.get("/nowhere"),
        program.get("/openapi.json"),
        nobody.get("/static/nothing.js"),
    ]
    for answer in answers:
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        if "static" not in answer.request.path:
            assert headers["Cache-Control"] == "no-store", answer.request.path
    assert answers[9].headers["Allow"] == "OPTIONS, POST"


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(ground: Ground) -> None:
    client = ground.app.test_client()
    page = client.get("/sign-in")
    visitor = page.headers["Set-Cookie"]
    assert "HttpOnly" in visitor
    assert "SameSite=Lax" in visitor
    assert "Domain" not in visitor


@pytest.mark.parametrize(
    "query",
    [
        "before=99999999999999999999999",
        "before=-1",
        "before=²",
        "pass=%00",
        "%00=1",
        "lang=xx",
        "lang=%FF%FE",
        "with=caucus&with=x",
        "before=" + "9" * 8000,
    ],
)
def test_a_strange_query_breaks_no_page(ground: Ground, table: str, query: str) -> None:
    visitor = ground.visitor("lin")
    for rule in ground.app.url_map.iter_rules():
        if rule.arguments - {"bargaining", "side", "issue"} or "GET" not in (rule.methods or ()):
            continue
        issue = ground.world.rows(Issue, Issue.bargaining == table)[0].id
        values = {"bargaining": table, "side": "labour", "issue": issue}
        path = rule.build({name: values[name] for name in rule.arguments}, append_unknown=False)[1]  # type: ignore[index]
        answer = visitor.get(f"{path}?{query}")
        assert answer.status_code < 500, path


@pytest.mark.parametrize(
    "path",
    [
        "/bargainings/%00",
        "/bargainings/%ED%A0%80",
        "/bargainings/%FF",
        "/files/..%2f..%2fetc",
        "/bargainings/" + "x" * 5_000,
        "/verifier/..%2f",
        "/bargainings/%E2%80%AE",
        "/static/..%2f..%2fwsgi.py",
        "/static/%00",
    ],
)
def test_a_strange_path_is_absent(ground: Ground, path: str) -> None:
    assert ground.visitor("lin").get(path).status_code == 404


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_who_writes_too_fast_is_asked_to_wait_and_keeps_the_text(ground: Ground, table: str, lang: str) -> None:
    visitor = ground.visitor("lin", lang)
    visitor.csrf  # noqa: B018
    before = ground.app.extensions["buckets"]
    ground.app.extensions["buckets"] = Buckets(per_second=1 / 10, at_once=2)
    try:
        answers = [visitor.do("PostMessage", posted(table), Accept="application/json") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert bool(HAN.search(fault(answers[2], 429, "too_fast"))) == (lang == "zh")
        assert 1 <= int(answers[2].headers["Retry-After"]) <= 10
        page = visitor.do("PostMessage", posted(table, text="不能丢的话，还没有发出"))
        assert page.status_code == 429
        assert "不能丢的话，还没有发出" in page.text
        for sent, back in (
            (f"{ORIGIN}/bargainings/{table}/table", f"/bargainings/{table}/table"),
            (f"{ORIGIN}.evil.example/a", "/"),
            (f"{ORIGIN}//evil.example/a", "/"),
        ):
            page = visitor.do("PostMessage", posted(table), Referer=sent)
            assert f'href="{back}"' in page.text.split("<main")[1]
            assert "evil" not in page.text
        assert ground.visitor("he").do("PostMessage", posted(table)).status_code == 303, "others are not held up"
        assert visitor.get(f"/bargainings/{table}").status_code == 200, "reading goes on"
    finally:
        ground.app.extensions["buckets"] = before
