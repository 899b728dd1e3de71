"""E-mail addresses: one form for each, so that one address can have one account only."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_LIMIT = 254  # RFC 5321, section 4.5.3.1.3: a path of 256 octets includes its two angle brackets
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)*")


class AddressRefused(ValueError):
    """This is not an address that mail can be sent to."""


def normal_address(typed: str) -> str:
    """Return `typed` in the one form under which accounts are kept: no outer blanks, ASCII, small letters.

    Full-width letters, as Chinese input methods give them, become ordinary ones. Raises AddressRefused.
    """
    address = unicodedata.normalize("NFKC", typed).strip().lower()
    if len(address) > _LIMIT or not _ADDRESS.fullmatch(address):
        raise AddressRefused(typed)
    return address


def account_mark(address: str) -> str:
    """Return the mark under which attempts on an address are counted, so that no list of tried addresses is kept."""
    return hashlib.sha256(f"account\n{address}".encode()).hexdigest()[:32]
