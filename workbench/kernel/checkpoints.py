"""Signed checkpoints: the house's word on how long a stream is and what its root is (C2SP tlog-checkpoint, signed note, Ed25519)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from workbench.kernel.keyfiles import kept


@dataclass(frozen=True)
class HouseKey:
    """The key with which the house signs checkpoints. `name` is the key name printed in the signature line."""

    name: str
    private: Ed25519PrivateKey

    @property
    def public_bytes(self) -> bytes:
        """Return the 32 raw bytes of the public key."""
        return self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> bytes:
        """Return the four bytes that name the key in a signed note: SHA-256(name || LF || 0x01 || public key)[:4]."""
        return hashlib.sha256(self.name.encode() + b"\n\x01" + self.public_bytes).digest()[:4]

    def verifier(self) -> str:
        """Return the verifier line `name+hash+base64` by which others know this key."""
        key = base64.b64encode(b"\x01" + self.public_bytes).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    def sign(self, stream: str, size: int, root: bytes) -> str:
        """Return the signed note over (origin, size, root); the origin is `<name>/<stream>`."""
        return self.note(self.body(stream, size, root))

    def body(self, stream: str, size: int, root: bytes) -> str:
        """Return what a checkpoint states, without its signature."""
        return f"{self.name}/{stream}\n{size}\n{base64.b64encode(root).decode()}\n"

    def note(self, body: str) -> str:
        """Return `body` (lines, each ended) as a signed note."""
        signature = base64.b64encode(self.key_id + self.private.sign(body.encode())).decode()
        return f"{body}\n\u2014 {self.name} {signature}\n"


def load_or_make(directory: Path, name: str) -> HouseKey:
    """Return the house's key from `directory`, making it on first use."""
    raw = kept(directory / "checkpoint.key", _fresh_key)
    return HouseKey(name, Ed25519PrivateKey.from_private_bytes(raw))


def _fresh_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
