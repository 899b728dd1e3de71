"""Titles put into the public register of a test's house as the naming puts them there: signed by the house's own key."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import update

from evaluation.models import PublicTitle
from evaluation.rules.certificates import Certificate, digest, sign
from workbench.kernel import Door, new_id

NAMED = date(2026, 3, 2)
UNTIL = date(2029, 3, 1)


def private_bytes(door: Door) -> bytes:
    """Return the 32 bytes of the key with which a test's house signs."""
    return door.key.private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def certificate_for(door: Door, **changes: Any) -> Certificate:
    """Return what the house would state, with `changes`."""
    stated: dict[str, Any] = {
        "title": new_id(),
        "number": "2026-0001",
        "enterprise": "海岚精密制造有限公司",
        "tier": "AA",
        "tier_zh": "AA级",
        "tier_en": "Grade AA",
        "scheme": "suzhou-new-district",
        "scheme_version": "2019",
        "scheme_digest": "ab" * 32,
        "area": "苏州高新区",
        "office": "苏州高新区三方办公室",
        "named_on": NAMED,
        "valid_until": UNTIL,
        "house": door.key.name,
    }
    return Certificate(**stated | changes)


def publish(door: Door, *, ended: dict[str, Any] | None = None, year: int = 2026, **changes: Any) -> str:
    """Put a title into the register, as it stands when it was `ended`, if it was, and return its id."""
    stated = certificate_for(door, **changes)
    row = asdict(stated)
    row["id"] = row.pop("title")
    row |= {
        "scheme_zh": "苏州新区和谐劳动关系企业评价表",
        "scheme_en": "Suzhou New District sheet",
        "year": year,
        "digest": digest(stated),
        "signature": sign(stated, private_bytes(door)).hex(),
        "published_at": door.clock(),
    }
    with door.store.writing("test") as session:
        session.add(PublicTitle(**row))
        session.flush()
        if ended:
            session.execute(update(PublicTitle).where(PublicTitle.id == row["id"]).values(**ended))
        session.commit()
    return str(row["id"])


REVOKED = {
    "ended_on": date(2026, 4, 10),
    "ended_by": "revoked",
    "cause": "veto",
    "because_zh": "重大安全生产责任事故",
    "because_en": "Major work-safety liability accident",
}
