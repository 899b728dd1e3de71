"""The verifier's own Ed25519, against the library the house signs with and the vectors of RFC 8032."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cases.kernel.records import load_verifier

verify = load_verifier()

# RFC 8032 section 7.1, tests 1 to 3: public key, message, signature.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_published_vectors(public: str, message: str, signature: str) -> None:
    parts = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert verify.signature_holds(*parts)
    assert not verify.signature_holds(parts[0], parts[1] + b"!", parts[2])


@settings(max_examples=25, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100))
def test_what_the_library_signs_holds(seed: bytes, message: bytes) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert verify.signature_holds(public, message, private.sign(message))


def test_any_flipped_bit_of_a_signature_or_key_is_found() -> None:
    public, message, signature = (bytes.fromhex(part) for part in VECTORS[1])
    for bit in range(512):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert not verify.signature_holds(public, message, bytes(changed)), bit
    for bit in range(256):
        changed = bytearray(public)
        changed[bit // 8] ^= 1 << bit % 8
        assert not verify.signature_holds(bytes(changed), message, signature), bit


def test_second_spellings_are_refused() -> None:
    """S plus the group order, a y not below the prime, a negative zero x: each would be another file for the same act."""
    public, message, signature = (bytes.fromhex(part) for part in VECTORS[0])
    s = int.from_bytes(signature[32:], "little") + verify.L
    assert not verify.signature_holds(public, message, signature[:32] + s.to_bytes(32, "little"))
    assert verify.decompress((verify.P + 1).to_bytes(32, "little")) is None
    assert verify.decompress((1 | 1 << 255).to_bytes(32, "little")) is None
    assert verify.decompress((2).to_bytes(32, "little")) is None
    for wrong in (b"", signature[:-1], signature + b"\0"):
        assert not verify.signature_holds(public, message, wrong)
