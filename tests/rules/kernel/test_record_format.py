"""The worked example of docs/record-format.md: every number computed again, by hand, by the product and by the verifier."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.cases.kernel.records import ROOT, load_verifier
from workbench.kernel import ledger, merkle
from workbench.kernel.checkpoints import HouseKey
from workbench.kernel.export import record_bytes

PAGE = (ROOT / "docs" / "record-format.md").read_text(encoding="utf-8")
KEY = HouseKey("example-house", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def block(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)\n```", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


NUMBERS = dict(re.split(r"\s+= ", line) for line in block("numbers").splitlines())
FILE: dict[str, Any] = json.loads(block("json"))
STREAM = FILE["streams"][0]


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def by_hand() -> dict[str, str]:
    """Follow sections 3 to 6 with nothing but a hash function and a JSON writer."""
    public = KEY.public_bytes
    found = {"public key": public.hex(), "key hash": sha(b"example-house\n\x01", public)[:4].hex()}
    head, leaves = bytes(32), []
    for entry in STREAM["entries"]:
        number = entry["seq"]
        commitment = sha(b"\x02", bytes.fromhex(entry["salt"]), entry["payload"].encode()).hex()
        fields = {name: entry[name] for name in ("seq", "at", "actor", "mandate", "command", "event")}
        statement = json.dumps(
            {**fields, "v": 1, "stream": STREAM["name"], "payload": commitment}, sort_keys=True, separators=(",", ":")
        )
        if number == 1:
            assert statement == block("statement")
        leaf = sha(b"\x00", statement.encode())
        head = sha(b"\x03", head, leaf)
        leaves.append(leaf)
        found |= {
            f"commitment of {number}": commitment,
            f"leaf of {number}": leaf.hex(),
            f"head of {number}": head.hex(),
        }
        if number == 1:
            found["seal of 1"] = sha(b"\x04", bytes([7]) * 32, head).hex()
    found["root of 2"] = sha(b"\x01", *leaves).hex()
    rest = {name: value for name, value in FILE.items() if name != "signature"}
    written = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    found["digest of the file"] = sha(written.encode()).hex()
    return found


def test_every_number_follows_from_the_description() -> None:
    assert by_hand() == NUMBERS


def test_the_product_computes_the_same() -> None:
    leaves = [bytes.fromhex(NUMBERS[f"leaf of {number}"]) for number in (1, 2)]
    assert merkle.root_of(leaves).hex() == NUMBERS["root of 2"]
    assert ledger.chained(NUMBERS["head of 1"], leaves[1]) == NUMBERS["head of 2"]
    assert ledger.sealed_commitment(bytes([7]) * 32, NUMBERS["head of 1"]) == NUMBERS["seal of 1"]
    first = STREAM["entries"][0]
    assert ledger.payload_commitment(bytes.fromhex(first["salt"]), first["payload"]) == NUMBERS["commitment of 1"]
    assert KEY.verifier() == FILE["key"]
    assert KEY.sign(STREAM["name"], 2, merkle.root_of(leaves)) == STREAM["checkpoint"]
    assert KEY.sign(STREAM["name"], 1, leaves[0]) == STREAM["earlier"][0]["note"]
    assert record_bytes(FILE).decode() == block("json")
    body = f"workbench-record/1 example-house\nsha256 {NUMBERS['digest of the file']}\n"
    assert KEY.note(body) == FILE["signature"]
    KEY.private.public_key().verify(base64.b64decode(FILE["signature"].split(" ")[-1])[4:], body.encode())


def test_the_verifier_accepts_the_example() -> None:
    found = load_verifier().Record(block("json").encode(), KEY.verifier())
    assert found.verdict() == "holds"
    assert {finding.state for finding in found.findings} == {"holds"}


def test_the_tree_vector() -> None:
    vector = re.search(r"the leaves (.+?)\(hexadecimal\).+?root `([0-9a-f]{64})`", PAGE, re.DOTALL)
    assert vector is not None
    leaves = [
        merkle.leaf_hash(bytes.fromhex(data)) for data in re.findall(r'`"?([0-9a-f]*)"?`', vector[1].replace('""', ""))
    ]
    assert len(leaves) == 8
    assert merkle.root_of(leaves).hex() == vector[2]


@pytest.mark.parametrize(
    "name", ["format", "version", "house", "key", "made", "title", "names", "streams", "signature"]
)
def test_every_field_is_described(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert set(FILE) == load_verifier().TOP
