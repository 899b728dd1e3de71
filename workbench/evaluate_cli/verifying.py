"""`workbench evaluate verify`: a certificate checked on one's own computer, by the house's key and, if one has it, its register.

Exit status: 0 it is valid, 1 it is not (changed, of another house, expired, revoked, followed, unknown to the register), 2 trouble.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.rules.certificate_reading import LARGEST, read_presented
from evaluation.rules.certificates import Certificate, NoCertificate, NoKey, PublicKey, digest, read_keys, to_json
from evaluation.rules.open_data import NoRegister, RegisterFile, read_json
from evaluation.rules.verification import Judgement, Verdict, judge
from workbench.evaluate_cli.saying import N_, NO_FILE, TROUBLE, WELL, WRONG, Language
from workbench.evaluate_cli.saying import said as words

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]

_REGISTER_LIMIT = 256 * 1024 * 1024


VERDICTS = {
    Verdict.VALID: N_("The signature holds, and the title is valid"),
    Verdict.EXPIRED: N_("The signature holds, but the title has expired"),
    Verdict.REVOKED: N_("The signature holds, but the title was revoked"),
    Verdict.FOLLOWED: N_("The signature holds, but another title has taken the place of this one"),
    Verdict.CHANGED: N_("This certificate does not verify: it was changed"),
    Verdict.OTHER_HOUSE: N_("This certificate was made by a house whose key was not given"),
    Verdict.UNLISTED: N_("The signature holds, but the register knows no such title"),
}
UNREADABLE = N_("This does not verify: no certificate can be read in it")
NO_HOUSE_KEY = N_("name the file with the key of the house: --key FILE. A house gives it at /verify/key.")
NO_KEY_IN = N_("this is not the key of a house: it has to be one line, name+hash+base64.")
NO_REGISTER_IN = N_("this is not the register of a house as JSON (titles.json).")
REGISTER_CHANGED = N_("this register was changed, or is not of a house whose key was given.")
REGISTER_ASKED = N_("Asked: the register of %(day)s.")
REGISTER_NOT_ASKED = N_(
    "No register was given: whether the title was revoked since cannot be said (--register titles.json)."
)
ENDED = N_("It has not held since %(day)s.")
LABELS = {
    "enterprise": N_("Enterprise"),
    "number": N_("Title no."),
    "tier": N_("Tier"),
    "named_on": N_("Named on"),
    "valid_until": N_("Holds until"),
    "office": N_("Named by"),
    "area": N_("Named in"),
    "scheme": N_("Scheme"),
    "house": N_("Key"),
}
WITHOUT_END = N_("without end")


class _Trouble(Exception):
    """Why nothing could be verified: a sentence, its values, and the file it is about."""

    def __init__(self, sentence: str, about: object = "", **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.about, self.values = sentence, about, values


def add_verbs(verbs: Verbs) -> None:
    """Add `verify` to the verbs of `workbench evaluate`; its `act` takes what was asked and returns the exit status."""
    says = "verify a certificate, without a network: its PDF, the file inside it, or the text of its code"
    verify = verbs.add_parser("verify", help=says, description=says)
    verify.add_argument("file", metavar="FILE", type=Path, help="- for standard input")
    verify.add_argument(
        "--key", type=Path, metavar="FILE", help="the key of the house, one line; else that of the house kept here"
    )
    verify.add_argument(
        "--register", type=Path, metavar="FILE", help="titles.json of the house: what was revoked since"
    )
    verify.add_argument("--on", type=date.fromisoformat, metavar="DAY", help="the day to judge by; otherwise today")
    verify.add_argument("--format", choices=("text", "json"), default="text")
    verify.add_argument("--language", choices=("zh", "en"), help="the language of messages; otherwise that of LANG")
    verify.set_defaults(act=run)


def run(asked: argparse.Namespace) -> int:
    """Verify what was asked for, say it, and return the exit status."""
    language = Language(asked.language or "")
    try:
        keys = _keys(asked.key)
        register = _register(asked.register, keys)
        data = _read(asked.file, LARGEST + 1)
    except _Trouble as trouble:
        said = words(trouble.sentence, language, trouble.values)
        about = f"{trouble.about}: " if trouble.about else ""
        sys.stderr.write(f"workbench evaluate verify: {about}{said}\n")
        return TROUBLE
    try:
        signed = read_presented(data)
    except NoCertificate as why:
        _say_unreadable(str(why), asked.format, language)
        return WRONG
    day = asked.on or datetime.now().astimezone().date()
    found = judge(signed, keys, day, register.titles if register else None, data)
    if asked.format == "json":
        _write_json(_as_json(found, signed.certificate, register))
    else:
        sys.stdout.write("".join(f"{line}\n" for line in _lines(found, signed.certificate, register, language)))
    return WELL if found.verdict is Verdict.VALID else WRONG


def _keys(file: Path | None) -> Sequence[PublicKey]:
    """Return the keys one trusts: those of a file, or that of the house whose data lies on this computer."""
    if file is None:
        return [_own_key()]
    try:
        return read_keys(_read(file, 64 * 1024).decode())
    except (NoKey, UnicodeDecodeError) as why:
        raise _Trouble(NO_KEY_IN, file) from why


def _own_key() -> PublicKey:
    from workbench.config import SettingRefused, read_config
    from workbench.kernel.checkpoints import load_or_make

    try:
        config = read_config()
    except SettingRefused as why:
        raise _Trouble(NO_HOUSE_KEY) from why
    if not (config.keys / "checkpoint.key").is_file():
        raise _Trouble(NO_HOUSE_KEY)
    key = load_or_make(config.keys, config.house)
    return PublicKey(key.name, key.public_bytes)


def _register(file: Path | None, keys: Sequence[PublicKey]) -> RegisterFile | None:
    if file is None:
        return None
    try:
        found = read_json(_read(file, _REGISTER_LIMIT))
    except NoRegister as why:
        raise _Trouble(NO_REGISTER_IN, file) from why
    if not found.holds(keys):
        raise _Trouble(REGISTER_CHANGED, file)
    return found


def _read(file: Path, limit: int) -> bytes:
    try:
        if str(file) == "-":
            return sys.stdin.buffer.read(limit)
        with file.open("rb") as opened:
            return opened.read(limit)
    except OSError as why:
        raise _Trouble(NO_FILE, file, why=why.strerror) from why


def _lines(found: Judgement, stated: Certificate, register: RegisterFile | None, language: Language) -> Iterator[str]:
    yield words(VERDICTS[found.verdict], language)
    if found.verdict in (Verdict.CHANGED, Verdict.OTHER_HOUSE, Verdict.UNLISTED):
        # Nothing that such a paper says is repeated: it would look as if it were so.
        return
    if found.ended_on and found.verdict in (Verdict.REVOKED, Verdict.FOLLOWED):
        yield words(ENDED, language, {"day": found.ended_on})
    values = to_json(stated) | {"tier": stated.tier_zh if language == "zh" else stated.tier_en}
    values |= {"scheme": f"{stated.scheme} {stated.scheme_version} {stated.scheme_digest}"}
    values |= {"valid_until": values["valid_until"] or words(WITHOUT_END, language)}
    for name, label in LABELS.items():
        if values[name]:
            yield f"  {words(label, language)}: {values[name]}"
    if register:
        yield words(REGISTER_ASKED, language, {"day": register.as_of})
    else:
        yield words(REGISTER_NOT_ASKED, language)


def _as_json(found: Judgement, stated: Certificate, register: RegisterFile | None) -> dict[str, Any]:
    is_sound = found.verdict not in (Verdict.CHANGED, Verdict.OTHER_HOUSE, Verdict.UNLISTED)
    return {
        "verdict": found.verdict.value,
        "register": register.as_of.isoformat() if register else None,
        "ended_on": found.ended_on.isoformat() if found.ended_on else None,
        "digest": digest(stated) if is_sound else None,
        "certificate": to_json(stated) if is_sound else None,
    }


def _say_unreadable(why: str, form: str, language: Language) -> None:
    if form == "json":
        _write_json({"verdict": "unreadable", "why": why})
    else:
        sys.stdout.write(words(UNREADABLE, language) + (f" ({why})\n" if language == "en" else "\n"))


def _write_json(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False, indent=1) + "\n")
