"""The verifier's page, opened as a file in a browser without network: the same answers as the command line."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import FilePayload, Page, Route, sync_playwright

from tests.cases.kernel.records import (
    ANNA,
    LABOUR,
    ROOT,
    TABLE,
    exported,
    forged,
    load_verifier,
    resigned,
    small_house,
)
from tests.cases.kernel.test_verify_record import ALTERATIONS
from tests.house.notebook import WhisperNote, WriteNote
from workbench.kernel import Door
from workbench.kernel.checkpoints import HouseKey
from workbench.kernel.export import record_bytes

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
verify = load_verifier()


@pytest.fixture(scope="module")
def page(chromium: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS, "--no-sandbox"])
        page = browser.new_context(locale="en-GB").new_page()
        page.context.set_offline(True)
        page.goto((ROOT / "verifier" / "verify.html").as_uri())
        yield page
        browser.close()


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Iterator[Door]:
    with small_house(database_url, tmp_path) as door:
        yield door


def ask(page: Page, data: bytes, key: str = "", against: bytes = b"") -> str:
    """Return the class of the verdict the page gives."""
    page.set_input_files("#record", {"name": "record.json", "mimeType": "application/json", "buffer": data})
    other: list[FilePayload] = [{"name": "other.txt", "mimeType": "text/plain", "buffer": against}]
    page.set_input_files("#against", other if against else [])
    page.fill("#key", key)
    page.evaluate("document.getElementById('verdict').className = 'waiting'")
    page.click("button[type=submit]")
    page.wait_for_selector("#verdict:not(.waiting):not(:empty)")
    return str(page.get_attribute("#verdict", "class"))


def test_a_good_record_holds_and_says_so_in_both_languages(page: Page, door: Door) -> None:
    door.perform(ANNA, WhisperNote(text="unsaid"), "whisper")
    record = exported(door, TABLE, LABOUR)
    assert ask(page, record_bytes(record), record["key"]) == "holds"
    assert page.inner_text("#verdict") == "The record holds."
    findings = page.locator("#findings li")
    expected = verify.Record(record_bytes(record), record["key"])
    assert findings.count() == len(expected.findings)
    page.click("#language")
    assert page.inner_text("#verdict") == "记录成立。"
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.click("#language")
    assert page.inner_text("h1") == "Verify a record"


@pytest.mark.timeout(300)
def test_damaged_files_fail(page: Page, door: Door) -> None:
    record = exported(door, TABLE, LABOUR)
    data = record_bytes(record)
    for bit in random.Random(3).sample(range(len(data) * 8), 80):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        assert ask(page, bytes(changed), record["key"]) == "fails", bit
    for other in (data + b"\n", b"\xef\xbb\xbf" + data, data.replace(b":", b": ", 1), data[:-1], b"null", b"{}"):
        assert ask(page, other, record["key"]) == "fails", other[:60]
    twice = data.replace(b'"version":1', b'"version":1,"version":1')
    assert ask(page, twice, record["key"]) == "fails"


def test_altered_content_fails_although_the_house_signs_the_file(page: Page, door: Door) -> None:
    record = exported(door, TABLE, LABOUR)
    assert ask(page, resigned(record, door.key), record["key"]) == "holds"
    for way, alter in ALTERATIONS.items():
        altered = copy.deepcopy(record)
        alter(altered)
        assert ask(page, resigned(altered, door.key), record["key"]) == "fails", way


def test_another_key_is_told(page: Page, door: Door) -> None:
    record = exported(door, TABLE)
    stranger = HouseKey("test-house", Ed25519PrivateKey.generate())
    assert ask(page, forged(record, stranger)) == "holds"
    assert ask(page, forged(record, stranger), record["key"]) == "fails"
    assert "NOT the key you named" in page.inner_text("#findings")


def test_other_papers_are_compared(page: Page, door: Door) -> None:
    older, checkpoint = record_bytes(exported(door, TABLE)), door.checkpoint(TABLE).encode()
    door.perform(ANNA, WriteNote(sides=("table",), text="later"), "later")
    newer, newest = record_bytes(exported(door, TABLE)), door.checkpoint(TABLE).encode()
    line = door.key.verifier()
    assert [ask(page, newer, line, other) for other in (older, checkpoint, newest)] == ["holds"] * 3
    assert ask(page, older, line, newest) == "unknown"
    lie = door.key.sign(TABLE, 2, bytes(32)).encode()
    assert ask(page, newer, line, lie) == "fails"
    assert "is not the one the checkpoint was signed on" in page.inner_text("#findings")


def test_a_browser_without_ed25519_says_so(page: Page, door: Door) -> None:
    data = record_bytes(exported(door, TABLE))
    page.evaluate("() => { crypto.subtle.generateKey = async () => { throw new Error('unknown') } }")
    try:
        assert ask(page, data) == "no_crypto"
        assert "cannot check Ed25519" in page.inner_text("#verdict")
    finally:
        page.evaluate("() => { delete crypto.subtle.generateKey }")


def test_the_page_asks_nobody_for_anything(page: Page, door: Door) -> None:
    data = record_bytes(exported(door, TABLE))
    asked: list[str] = []

    def note(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    fresh = page.context.new_page()
    fresh.route("**/*", note)
    errors: list[Any] = []
    fresh.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    fresh.on("pageerror", lambda error: errors.append(error))
    fresh.goto((ROOT / "verifier" / "verify.html").as_uri())
    assert ask(fresh, data) == "holds"
    assert {url.rpartition("/")[2] for url in asked} <= {"verify.html", "verify.js"}
    assert errors == []
    fresh.close()
