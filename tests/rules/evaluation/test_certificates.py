"""Certificates: one canonical form in each carrier, and nothing changed in it verifies."""

from __future__ import annotations

import base64
import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from evaluation.rules.certificate_reading import read_presented
from evaluation.rules.certificates import (
    PURPOSE,
    Certificate,
    NoCertificate,
    NoKey,
    PublicKey,
    Signed,
    address_of,
    code_of,
    digest,
    file_of,
    holds,
    message,
    read_code,
    read_file,
    read_keys,
    sign,
    signer,
)
from workbench.documents import Enclosure, make_pdf
from workbench.kernel.checkpoints import HouseKey

PRIVATE = bytes(range(32))
KEY = HouseKey("district-house", Ed25519PrivateKey.from_private_bytes(PRIVATE))
CERTIFICATE = Certificate(
    title="abcdefgh22345672",
    number="2026-0007",
    enterprise="苏州海岚精密制造有限公司",
    tier="AA",
    tier_zh="AA级",
    tier_en="Grade AA",
    scheme="suzhou-new-district",
    scheme_version="2019",
    scheme_digest="ab" * 32,
    area="苏州高新区",
    office="苏州高新区三方办公室",
    named_on=date(2026, 11, 20),
    valid_until=date(2029, 11, 19),
    house="district-house",
)
SIGNED = Signed(CERTIFICATE, sign(CERTIFICATE, PRIVATE))
ORIGIN = "https://register.example.invalid"
OTHER: dict[str, Any] = {
    "named_on": date(2026, 11, 21),
    "valid_until": date(2030, 11, 19),
}


def pdf_with(*files: bytes) -> bytes:
    """Return a PDF that encloses `files`."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    enclosed = [Enclosure(f"certificate-{n}.json", data, "signed", at) for n, data in enumerate(files)]
    return make_pdf("<html lang=en><title>t</title><body><p>words", "", enclosures=enclosed)


def test_what_is_signed_begins_with_what_it_is_and_has_one_form() -> None:
    said = message(CERTIFICATE).decode()
    assert said.startswith(f'{PURPOSE}\n{{"area":"苏州高新区","enterprise":"苏州海岚精密制造有限公司","house":')
    assert said.endswith('"title":"abcdefgh22345672","valid_until":"2029-11-19"}')
    assert digest(CERTIFICATE) == digest(replace(CERTIFICATE)) != digest(replace(CERTIFICATE, tier="A"))


def test_it_holds_under_the_key_of_its_house_and_under_no_other() -> None:
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert holds(SIGNED, KEY.public_bytes)
    assert not holds(SIGNED, stranger)
    assert not holds(SIGNED, b"short")
    keys = [PublicKey("district-house", stranger), PublicKey("elsewhere", KEY.public_bytes), *read_keys(KEY.verifier())]
    assert signer(SIGNED, keys) == PublicKey("district-house", KEY.public_bytes)
    assert signer(SIGNED, keys[:2]) is None


@pytest.mark.parametrize("field", [one.name for one in fields(Certificate)])
def test_no_field_can_be_changed(field: str) -> None:
    value = getattr(CERTIFICATE, field)
    changed = replace(CERTIFICATE, **{field: OTHER.get(field, f"{value}x")})
    assert not holds(replace(SIGNED, certificate=changed), KEY.public_bytes)


def test_no_bit_of_the_signature_can_be_changed() -> None:
    for bit in range(512):
        changed = bytearray(SIGNED.signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert not holds(Signed(CERTIFICATE, bytes(changed)), KEY.public_bytes), bit


def test_what_a_checkpoint_signs_is_no_certificate() -> None:
    note = KEY.sign("house", 1, b"\0" * 32)
    written = base64.b64decode(note.rsplit(" ", 1)[1])[4:]
    assert not holds(Signed(CERTIFICATE, written), KEY.public_bytes)


@pytest.mark.parametrize("end", [None, date(2029, 11, 19)])
def test_file_code_and_address_say_the_same(end: date | None) -> None:
    certificate = replace(CERTIFICATE, valid_until=end)
    signed = Signed(certificate, sign(certificate, PRIVATE))
    assert read_file(file_of(signed)) == signed
    assert read_code(code_of(signed)) == signed
    assert read_presented(f"{address_of(signed, ORIGIN)}\n".encode()) == signed
    assert address_of(signed, ORIGIN).startswith("https://register.example.invalid/verify/abcdefgh22345672?code=1.")


def test_a_code_is_short_enough_for_a_square_that_a_phone_reads() -> None:
    assert len(address_of(SIGNED, ORIGIN)) < 712, "version 21 with correction M holds 711 bytes"


def test_no_byte_of_the_file_can_be_changed() -> None:
    whole = file_of(SIGNED)
    for at in range(len(whole)):
        for other in {whole[at] ^ 1, whole[at] ^ 0x20, ord(" "), ord('"'), ord("0")} - {whole[at]}:
            assert not _verifies(whole[:at] + bytes([other]) + whole[at + 1 :]), at
        assert not _verifies(whole[:at] + whole[at + 1 :]), at
        assert not _verifies(whole[:at] + b" " + whole[at:]), at


def test_no_sign_of_the_code_can_be_changed() -> None:
    whole = code_of(SIGNED)
    for at, sign_ in enumerate(whole):
        for other in set("A1_-.z") - {sign_}:
            assert not _verifies((whole[:at] + other + whole[at + 1 :]).encode()), at


def test_no_byte_of_what_lies_in_the_pdf_can_be_changed() -> None:
    whole = pdf_with(file_of(SIGNED))
    assert read_presented(whole) == SIGNED
    begin = whole.index(b"/EmbeddedFile")
    begin = whole.index(b"stream\n", begin) + 7
    end = whole.index(b"\nendstream", begin)
    assert end - begin > 300
    survived = set()
    for at in range(begin, end):
        for other in {whole[at] ^ 1, whole[at] ^ 0x80, 0, 255} - {whole[at]}:
            changed = whole[:at] + bytes([other]) + whole[at + 1 :]
            if _verifies(changed):
                survived.add(at)
                assert read_presented(changed) == SIGNED
    # The last bits before the check sum fill up a byte and mean nothing (RFC 1951, 3.2.3): the file inside is the same.
    assert survived <= {end - 5}


def test_a_pdf_with_none_or_two_is_refused() -> None:
    other = replace(CERTIFICATE, tier="AAA")
    second = file_of(Signed(other, sign(other, PRIVATE)))
    for files in ((), (b"plain words",), (file_of(SIGNED), second)):
        with pytest.raises(NoCertificate):
            read_presented(pdf_with(*files))
    assert read_presented(pdf_with(b"plain words", file_of(SIGNED))) == SIGNED


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"plain words",
        "中文".encode(),
        b"{",
        b"{}",
        b"[" * 9000,
        b'{"certificate":' * 3000,
        b'{"certificate":[],"format":"x","signature":""}',
        b"%PDF-1.7 nothing else",
        b"{" + b" " * 100_000,
        b"1." + b"A" * 30 + b"." + b"A" * 86,
        b"\xff" * 100,
    ],
)
def test_what_is_none_is_refused_by_name(said: bytes) -> None:
    with pytest.raises(NoCertificate):
        read_presented(said)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scheme_version", 2019), ("scheme_version", None), ("tier", True), ("tier", {}),
        ("named_on", None), ("named_on", "20261120"), ("named_on", "2026-02-30"), ("valid_until", ""),
        ("enterprise", None), ("enterprise", "\ud800"), ("enterprise", "a\nb"), ("enterprise", ["x"]),
    ],
)  # fmt: skip
def test_values_of_another_kind_are_refused(field: str, value: object) -> None:
    written = json.loads(file_of(SIGNED))
    written["certificate"][field] = value
    with pytest.raises(NoCertificate, match=r".+"):
        read_file(json.dumps(written).encode())


@given(st.binary(max_size=400))
def test_nothing_that_is_read_ends_in_another_error(data: bytes) -> None:
    for lead in (b"", b"{", b"%PDF-1.7\n/EmbeddedFile stream\n", b'{"certificate":'):
        with pytest.raises(NoCertificate):
            read_presented(lead + data)


def test_keys_are_read_from_verifier_lines() -> None:
    line = KEY.verifier()
    assert read_keys(f"# the house\n{line}\n\n") == (PublicKey("district-house", KEY.public_bytes),)
    name, hash_, key = line.split("+", 2)
    for wrong in ("", "words", f"{name}+{hash_}", f"x{line}", f"{name}+00000000+{key}", f"{name}+{hash_}+{key[:-4]}"):
        with pytest.raises(NoKey):
            read_keys(wrong)


def _verifies(data: bytes) -> bool:
    try:
        return holds(read_presented(data), KEY.public_bytes)
    except NoCertificate:
        return False
