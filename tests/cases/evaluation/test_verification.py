"""Certificates shown to the house: one that holds, one of each that does not, and the paper itself."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from evaluation.models import PublicTitle
from evaluation.queries.public_register import signed_of
from evaluation.rules.certificate_reading import read_presented
from evaluation.rules.certificates import Certificate, PublicKey, Signed, address_of, code_of, file_of, read_keys, sign
from evaluation.rules.sealed_paper import is_whole
from tests.cases.evaluation.publishing import REVOKED, certificate_for, private_bytes, publish
from workbench.kernel import Door
from workbench.kernel.buckets import Buckets

ORIGIN = "http://127.0.0.1:8000"


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


def signed_title(door: Door, title: str) -> Signed:
    """Return the certificate of a title as the register holds it."""
    with door.reading_public("en") as reader:
        return signed_of(reader.get(PublicTitle, title))


def show(visitor: FlaskClient, *, code: str = "", file: bytes = b"", lang: str = "en") -> TestResponse:
    """Show a certificate at /verify."""
    page = visitor.get(f"/verify?lang={lang}").text
    csrf = re.search(r'name="_csrf" value="([^"]+)"', page)
    assert csrf
    sent: dict[str, Any] = {"_csrf": csrf[1], "code": code}
    if file:
        sent["file"] = (io.BytesIO(file), "certificate.pdf")
    return visitor.post(f"/verify?lang={lang}", data=sent, content_type="multipart/form-data")


def pdf_of(visitor: FlaskClient, title: str, lang: str) -> bytes:
    """Return the certificate on paper."""
    answer = visitor.get(f"/verify/{title}.pdf?lang={lang}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/pdf"
    return bytes(answer.data)


def words_of(data: bytes, scratch: Path) -> str:
    """Return the words that poppler reads on a paper."""
    (scratch / "paper.pdf").write_bytes(data)
    command = ["pdftotext", "-layout", str(scratch / "paper.pdf"), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def meta_of(paper: Path) -> str:
    """Return what a paper says of itself."""
    return subprocess.run(["pdfinfo", "-meta", paper], capture_output=True, check=True).stdout.decode()


def test_a_certificate_verifies_as_code_address_file_and_paper(visitor: FlaskClient, door: Door) -> None:
    title = publish(door)
    signed = signed_title(door, title)
    for code in (code_of(signed), address_of(signed, ORIGIN)):
        answer = show(visitor, code=code)
        assert answer.status_code == 200
        assert "The signature holds, and the title is valid" in answer.text
        assert "海岚精密制造有限公司" in answer.text
    for file in (file_of(signed), pdf_of(visitor, title, "zh"), pdf_of(visitor, title, "en")):
        assert "The signature holds, and the title is valid" in show(visitor, file=file).text
    assert "签名成立，称号有效" in show(visitor, code=code_of(signed), lang="zh").text


@pytest.mark.parametrize(
    ("changes", "ended", "english", "chinese"),
    [
        ({}, REVOKED, "The signature holds, but the title was revoked", "签名成立，但称号已撤销"),
        ({"valid_until": date(2026, 4, 15)}, None, "but the title has expired", "签名成立，但称号已到期"),
        ({}, {"ended_on": date(2026, 4, 1), "ended_by": "followed"}, "has taken the place", "已由另一项称号接替"),
    ],
)
def test_one_that_has_ended_says_so(
    visitor: FlaskClient, door: Door, changes: dict[str, Any], ended: dict[str, Any] | None, english: str, chinese: str
) -> None:
    title = publish(door, ended=ended, **changes)
    code = code_of(signed_title(door, title))
    assert english in show(visitor, code=code).text
    assert chinese in show(visitor, code=code, lang="zh").text
    page = visitor.get(f"/verify/{title}?lang=en")
    assert "This title is valid" not in page.text
    led = visitor.get(f"/verify/{title}.pdf")
    assert (led.status_code, led.location) == (303, f"/verify/{title}"), "no certificate is issued any more"


def test_a_revoked_title_says_why_in_the_words_of_the_scheme(visitor: FlaskClient, door: Door) -> None:
    title = publish(door, ended=REVOKED)
    assert "Major work-safety liability accident" in visitor.get(f"/verify/{title}?lang=en").text
    page = visitor.get(f"/verify/{title}?lang=zh").text
    assert "重大安全生产责任事故" in page
    assert "2026年4月10日" in page


@pytest.mark.parametrize("field", [one.name for one in fields(Certificate)])
def test_one_changed_in_any_field_does_not_verify(visitor: FlaskClient, door: Door, field: str) -> None:
    title = publish(door)
    signed = signed_title(door, title)
    value = getattr(signed.certificate, field)
    other = {"named_on": date(2026, 3, 3), "valid_until": date(2039, 3, 1), "title": publish(door, number="2026-0009")}
    changed = {name: getattr(signed.certificate, name) for name in Certificate.__dataclass_fields__}
    changed[field] = other.get(field, f"{value}x")
    answer = show(visitor, code=code_of(Signed(Certificate(**changed), signed.signature)))
    assert "The signature holds" not in answer.text
    assert "does not verify" in answer.text or "was not made by this house" in answer.text
    assert "海岚" not in answer.text, "nothing of what it says is repeated as if it were so"


def test_one_that_somebody_else_signed_does_not_verify(visitor: FlaskClient, door: Door) -> None:
    title = publish(door)
    stranger = Ed25519PrivateKey.generate().private_bytes_raw()
    stated = signed_title(door, title).certificate
    assert "it was changed" in show(visitor, code=code_of(Signed(stated, sign(stated, stranger)))).text


def test_one_of_which_the_register_knows_nothing_is_not_taken_for_valid(visitor: FlaskClient, door: Door) -> None:
    stated = certificate_for(door)
    answer = show(visitor, code=code_of(Signed(stated, sign(stated, private_bytes(door)))))
    assert "the register knows no such title" in answer.text
    assert "海岚" not in answer.text


@pytest.mark.parametrize("code", ["", "words", "1.AAAA.BBBB", "{}", "\0\0", "1." + "A" * 3000])
def test_what_is_none_is_refused_with_what_to_do(visitor: FlaskClient, code: str) -> None:
    answer = show(visitor, code=code)
    assert answer.status_code == 422
    assert "alert-refusal" in answer.text


def test_a_paper_that_another_program_changed_is_refused(visitor: FlaskClient, door: Door) -> None:
    title = publish(door)
    whole = pdf_of(visitor, title, "en")
    at = whole.index(b"stream\n", whole.index(b"/EmbeddedFile")) + 60
    answer = show(visitor, file=whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
    assert answer.status_code == 422
    assert "no certificate can be read in it" in answer.text


def test_the_page_says_how_the_scanned_paper_stands_to_it(visitor: FlaskClient, door: Door) -> None:
    one, two = publish(door), publish(door, number="2026-0002")
    code, other = code_of(signed_title(door, one)), code_of(signed_title(door, two))
    said = {
        "The signature of this paper holds": code,
        "The code of this paper belongs to another title": other,
        "The code of this paper does not verify": code[:-1] + ("A" if code[-1] != "A" else "B"),
    }
    for words, shown in said.items():
        answer = visitor.get(f"/verify/{one}", query_string={"code": shown, "lang": "en"})
        assert answer.status_code == 200
        assert words in answer.text
        assert [other_words for other_words in said if other_words in answer.text] == [words]


def test_what_is_not_there_is_not_there(visitor: FlaskClient, door: Door) -> None:
    for address in ("/verify/aaaaaaaaaaaaaaaa", "/verify/aaaaaaaaaaaaaaaa.pdf", "/verify/x"):
        assert visitor.get(address).status_code == 404


def test_a_form_from_elsewhere_is_refused_and_so_is_too_much(visitor: FlaskClient, door: Door) -> None:
    assert visitor.post("/verify", data={"code": "1"}).status_code == 403
    assert posted(visitor, b"%PDF-" + b"x" * (2 * 1024 * 1024)) in (401, 413)
    assert posted(visitor, b"%PDF-" + b"x" * (900 * 1024)) == 422


def posted(visitor: FlaskClient, file: bytes) -> int:
    """Send a file as browsers do, in one piece, and return the status."""
    csrf = re.search(r'name="_csrf" value="([^"]+)"', visitor.get("/verify").text)
    assert csrf
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [
        head.format("_csrf") + "\r\n\r\n" + csrf[1],
        head.format("file") + '; filename="c.pdf"\r\nContent-Type: application/pdf\r\n\r\n' + file.decode(),
    ]
    body = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
    return visitor.post("/verify", data=body.encode(), content_type="multipart/form-data; boundary=b").status_code


def test_whoever_asks_too_often_waits(app: Flask, visitor: FlaskClient) -> None:
    app.extensions["buckets"] = Buckets(at_once=3, clock=lambda: 0.0)
    assert [show(visitor, code="words").status_code for _ in range(4)] == [422, 422, 422, 429]


def test_the_key_is_given_as_one_line(visitor: FlaskClient, door: Door) -> None:
    (key,) = read_keys(visitor.get("/verify/key").text)
    assert (key.name, key.key) == (door.key.name, door.key.public_bytes)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["证书", "编号 2026-0001", "海岚精密制造有限公司", "AA级", "苏州新区和谐劳动关系企业评价表", "2026年3月2日",
                "2029年3月1日", "苏州高新区三方办公室", "如何核验"]),
        ("en", ["Certificate", "No. 2026-0001", "海岚精密制造有限公司", "Grade AA", "Suzhou New District sheet", "2 March 2026",
                "1 March 2029", "How to verify"]),
    ],
)  # fmt: skip
def test_the_paper_says_what_was_signed(
    visitor: FlaskClient, door: Door, tmp_path: Path, lang: str, said: list[str]
) -> None:
    title = publish(door)
    data = pdf_of(visitor, title, lang)
    words = words_of(data, tmp_path)
    flat = re.sub(r"\s+", " ", words)
    assert [one for one in said if one not in flat] == []
    assert signed_title(door, title).signature.hex() in words
    assert read_presented(data) == signed_title(door, title)
    assert words.count("\f") == 1, "it is one sheet"
    assert 'pdfaid:part="3"' in meta_of(tmp_path / "paper.pdf")
    assert pdf_of(visitor, title, lang) == data


def test_no_byte_of_the_paper_can_be_changed(visitor: FlaskClient, door: Door) -> None:
    """Whatever part of the file it is: what is printed, its fonts, the tables, the seal itself, the last line end."""
    data = pdf_of(visitor, publish(door), "zh")
    keys = [PublicKey(door.key.name, door.key.public_bytes)]
    assert is_whole(data, door.key.name, keys)
    places = {*range(0, len(data), 997), *range(len(data) - 300, len(data))}
    for at in places:
        assert not is_whole(data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :], door.key.name, keys), at
    for changed in (data + b"\n", data[:-1], data.replace(b"%tripartite-workbench-seal", b"%seal")):
        assert not is_whole(changed, door.key.name, keys)
    assert not is_whole(data, "another house", keys)
    middle = len(data) // 2
    shown = show(visitor, file=data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]).text
    assert "does not verify: it was changed" in shown
    assert "海岚精密制造有限公司" not in shown


def test_a_long_name_stays_on_one_sheet(visitor: FlaskClient, door: Door, tmp_path: Path) -> None:
    name = "海岚精密制造及新能源汽车零部件研发（苏州工业园区）股份有限公司第三分公司"
    title = publish(
        door,
        enterprise=name,
        office="苏州市虎丘区协调劳动关系三方会议办公室及和谐企业评价委员会",
        area="苏州高新区" * 6,
    )
    for lang in ("zh", "en"):
        words = words_of(pdf_of(visitor, title, lang), tmp_path)
        assert words.count("\f") == 1
        assert re.sub(r"\s+", "", name) in re.sub(r"\s+", "", words)


def test_what_is_too_long_for_a_code_is_still_certified(visitor: FlaskClient, door: Door, tmp_path: Path) -> None:
    title = publish(door, enterprise="名" * 200, office="办" * 200, area="区" * 200)
    data = pdf_of(visitor, title, "en")
    words = re.sub(r"\s+", " ", words_of(data, tmp_path))
    assert "Scan the code" in words
    assert "The code also holds the signature" not in words
    assert "The signature holds, and the title is valid" in show(visitor, file=data).text
