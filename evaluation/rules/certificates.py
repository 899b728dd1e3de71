"""Certificates: what exactly is signed, how it is written down, and whether a signature over it holds.

The house signs with Ed25519 (RFC 8032) the line PURPOSE followed by the certificate as canonical JSON (RFC 8785). The first line
says what is signed, so that a signature over a certificate is never one over anything else the same key signs (a checkpoint
begins with the name of its stream). Nothing in a certificate is secret, and no score is in it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PURPOSE = "tripartite-workbench/certificate/1"
LONGEST = 16 * 1024
"""No certificate in any of its forms has more bytes."""
_CODE = re.compile(r"1\.([A-Za-z0-9_-]{20,4000})\.([A-Za-z0-9_-]{86})")
_NAME = re.compile(r"[^\s+]+")


class NoCertificate(ValueError):
    """What was read is not a certificate in the one form in which the house writes it."""


class NoKey(ValueError):
    """A line is not the verifier line of a house: name+hash+base64."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the house states: who holds which tier of which scheme, named by which office, from when until when.

    `title` is the id in the public register. The scheme is named by its key, version and digest, which fix its every word.
    `tier` is "" where the scheme has none. `valid_until` is the last day, None for a title without end. `house` is the name of the key.
    """

    title: str
    number: str
    enterprise: str
    tier: str
    tier_zh: str
    tier_en: str
    scheme: str
    scheme_version: str
    scheme_digest: str
    area: str
    office: str
    named_on: date
    valid_until: date | None
    house: str


@dataclass(frozen=True, slots=True)
class Signed:
    """A certificate with the signature (64 bytes) that stands beside it, not yet checked."""

    certificate: Certificate
    signature: bytes


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The key by which others know a house: its name and 32 raw bytes."""

    name: str
    key: bytes


_FIELDS = tuple(field.name for field in fields(Certificate))
_DAYS = frozenset(["named_on", "valid_until"])


def to_json(certificate: Certificate) -> dict[str, Any]:
    """Return a certificate as values for JSON; days are ISO 8601, no end is null."""
    values = asdict(certificate)
    return {name: one.isoformat() if isinstance(one, date) else one for name, one in values.items()}


def from_json(values: object) -> Certificate:
    """Return the certificate that `values` write. Raises NoCertificate for anything missing, additional or of another kind."""
    if not isinstance(values, dict) or set(values) != set(_FIELDS):
        raise NoCertificate("its fields are not those of a certificate")
    return Certificate(**{name: _value(name, values[name]) for name in _FIELDS})


def message(certificate: Certificate) -> bytes:
    """Return the bytes that are signed."""
    return f"{PURPOSE}\n".encode() + rfc8785.dumps(to_json(certificate))


def digest(certificate: Certificate) -> str:
    """Return the SHA-256 of what is signed, in hexadecimal."""
    return hashlib.sha256(message(certificate)).hexdigest()


def sign(certificate: Certificate, private: bytes) -> bytes:
    """Return the Ed25519 signature (64 bytes) of a certificate by a private key (32 raw bytes)."""
    return Ed25519PrivateKey.from_private_bytes(private).sign(message(certificate))


def holds(signed: Signed, key: bytes) -> bool:
    """Say whether the signature was made over exactly this certificate by the owner of the public `key` (32 raw bytes)."""
    return signature_holds(signed.signature, message(signed.certificate), key)


def signature_holds(signature: bytes, said: bytes, key: bytes) -> bool:
    """Say whether a signature (64 bytes) was made over `said` by the owner of the public `key` (32 raw bytes)."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, said)
    except (InvalidSignature, ValueError):
        return False
    return True


def signer(signed: Signed, keys: Sequence[PublicKey]) -> PublicKey | None:
    """Return the key, of the house that the certificate names, by which its signature holds; None when none does."""
    named = (key for key in keys if key.name == signed.certificate.house)
    return next((key for key in named if holds(signed, key.key)), None)


def file_of(signed: Signed) -> bytes:
    """Return the file that lies inside the PDF: canonical JSON of the certificate and its signature."""
    written = base64.b64encode(signed.signature).decode()
    return rfc8785.dumps({"certificate": to_json(signed.certificate), "format": PURPOSE, "signature": written})


def read_file(data: bytes) -> Signed:
    """Return what such a file holds. Raises NoCertificate unless `data` is, byte for byte, as `file_of` writes it."""
    try:
        found = json.loads(_short(data).decode())
        signed = Signed(from_json(found["certificate"]), base64.b64decode(found["signature"], validate=True))
    except NoCertificate:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise NoCertificate("it is not readable JSON of the right form") from fault
    if file_of(signed) != data:
        raise NoCertificate("it is not in the one canonical form")
    return signed


def code_of(signed: Signed) -> str:
    """Return a certificate as a short text for a QR code: 1.<its values in order>.<signature>, both base64url."""
    values = to_json(signed.certificate)
    listed = json.dumps([values[name] for name in _FIELDS], ensure_ascii=False, separators=(",", ":"))
    return f"1.{_web64(listed.encode())}.{_web64(signed.signature)}"


def read_code(text: str) -> Signed:
    """Return what such a text holds, alone or in an address that leads to a register. Raises NoCertificate."""
    found = _CODE.search(text[:LONGEST])
    if found is None:
        raise NoCertificate("it holds no code of a certificate")
    try:
        values = json.loads(_from_web64(found[1]).decode())
        named = dict(zip(_FIELDS, values, strict=True))
    except (ValueError, TypeError, RecursionError) as fault:
        raise NoCertificate("its code cannot be read") from fault
    signed = Signed(from_json(named), _from_web64(found[2]))
    if code_of(signed) != found[0]:
        raise NoCertificate("its code is not in the one canonical form")
    return signed


def address_of(signed: Signed, origin: str) -> str:
    """Return the address that the QR code leads to: the page of the title at the house, with the code behind it."""
    return f"{origin}/verify/{signed.certificate.title}?code={code_of(signed)}"


def read_keys(text: str) -> tuple[PublicKey, ...]:
    """Return the keys that verifier lines `name+hash+base64` give, one a line. Raises NoKey for a line of another form.

    The form is that of C2SP signed-note: `hash` is SHA-256(name || LF || 0x01 || key)[:4] in hexadecimal.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise NoKey("there is no key in it")
    return tuple(_key(line) for line in lines)


def _key(line: str) -> PublicKey:
    name, _, rest = line.partition("+")
    hash_, _, written = rest.partition("+")
    try:
        raw = base64.b64decode(written, validate=True)
    except ValueError as fault:
        raise NoKey("the key is not base64") from fault
    if not _NAME.fullmatch(name) or len(raw) != 33 or raw[0] != 1:
        raise NoKey("it is not name+hash+base64 of an Ed25519 key")
    if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != hash_:
        raise NoKey("name and key do not belong together")
    return PublicKey(name, raw[1:])


def _value(name: str, value: object) -> Any:
    if name == "valid_until" and value is None:
        return None
    if not isinstance(value, str) or not value.isprintable():
        raise NoCertificate(f"{name} is no line of text")
    return _day(name, value) if name in _DAYS else value


def _day(name: str, text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as fault:
        raise NoCertificate(f"{name} is no day") from fault
    if found.isoformat() != text:
        raise NoCertificate(f"{name} is not written as 2026-05-08")
    return found


def _short(data: bytes) -> bytes:
    if len(data) > LONGEST:
        raise NoCertificate("it is too long")
    return data


def _web64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _from_web64(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as fault:
        raise NoCertificate("its code cannot be read") from fault
