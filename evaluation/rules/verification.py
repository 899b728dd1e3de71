"""What is to be said of a certificate that somebody shows: by its signature, its days, and what a register says of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from evaluation.rules.certificates import PublicKey, Signed, digest, signer
from evaluation.rules.open_data import Listed
from evaluation.rules.public_register import TitleState, state_on
from evaluation.rules.sealed_paper import is_paper, is_whole


class Verdict(StrEnum):
    """How a certificate stands. The first three mean: do not rely on it, whatever it says."""

    CHANGED = "changed"
    OTHER_HOUSE = "other_house"
    UNLISTED = "unlisted"
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    FOLLOWED = "followed"


@dataclass(frozen=True)
class Judgement:
    """A verdict, and whether a register was asked: a signature alone cannot tell what was revoked later."""

    verdict: Verdict
    register_asked: bool
    ended_on: date | None = None


def judge(
    signed: Signed,
    keys: Sequence[PublicKey],
    today: date,
    register: Mapping[str, Listed] | None = None,
    presented: bytes = b"",
) -> Judgement:
    """Return how a certificate stands on a day, under the `keys` one trusts and by the register one has, if any.

    `presented` is what somebody showed: a PDF must also be whole, byte for byte.
    Expiry is read from what was signed. A title of which the register says another digest was never certified so.
    """
    asked = register is not None
    stated = signed.certificate
    if not any(key.name == stated.house for key in keys):
        return Judgement(Verdict.OTHER_HOUSE, asked)
    if signer(signed, keys) is None or (is_paper(presented) and not is_whole(presented, stated.house, keys)):
        return Judgement(Verdict.CHANGED, asked)
    if register is None:
        return Judgement(Verdict(state_on(today, stated.valid_until, None, "")), asked)
    listed = register.get(stated.title)
    if listed is None or listed.digest != digest(stated):
        return Judgement(Verdict.UNLISTED, asked)
    ended_by = listed.state.value if listed.state in (TitleState.REVOKED, TitleState.FOLLOWED) else ""
    state = state_on(today, stated.valid_until, listed.ended_on, ended_by)
    return Judgement(Verdict(state), asked, listed.ended_on)
