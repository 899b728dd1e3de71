#!/usr/bin/env python3
"""Check an exported record without the product: python3 verify_record.py RECORD.json [--key LINE] [--against FILE].

Python 3.10 or newer, standard library only. Written from docs/record-format.md and sharing no code with the product.
Exit status: 0 everything holds, 1 something does not hold, 2 something could not be checked.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import sys
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

HOLDS, FAILS, UNKNOWN, REMARK = "holds", "fails", "unknown", "remark"
MARKS = {HOLDS: "+", FAILS: "X", UNKNOWN: "?", REMARK: "!"}
TOP = {"format", "version", "house", "key", "made", "title", "names", "streams", "signature"}
STREAM = {"name", "entries", "checkpoint", "earlier", "openings"}
ENTRY = {"seq", "at", "actor", "mandate", "command", "event", "payload", "salt", "leaf", "head"}
WITHHELD = {"seq", "leaf", "head"}
OPENING = {"at", "size", "head", "salt", "commitment"}
HASH, SALT = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{32}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
KEY_NAME = re.compile(r"[^\s+]+")

# --- words ---------------------------------------------------------------------------------------------------------

WORDS = {
    "intact": ("Every byte of the file is as it was signed.", "文件的每一个字节都与签发时一致。"),
    "not_text": ("The file is damaged: it is not readable JSON ({why}).", "文件已损坏：不是可读的 JSON（{why}）。"),
    "not_canonical": ("The file was changed: it is not in the one canonical form.", "文件被改动：不是唯一的规范形式。"),
    "shape": ("The file does not follow the format: {where}.", "文件不符合格式：{where}。"),
    "key": ("Signed by the key {line}.", "签名公钥：{line}。"),
    "key_bad": ("The verifier key line is not valid: {why}.", "验证公钥行无效：{why}。"),
    "key_pinned": ("It is the key you named.", "与您指定的公钥一致。"),
    "key_other": ("It is NOT the key you named.", "与您指定的公钥不一致！"),
    "key_unpinned": (
        "The key was taken from the file itself. Compare it with the one you got from the house on another way (--key).",
        "公钥取自文件本身。请与另行取得的公钥核对（用 --key 指定）。",
    ),
    "digest": ("The file was changed after it was signed.", "文件在签发后被改动。"),
    "signature": ("The signature over the file is false.", "文件的签名不成立。"),
    "stream": (
        "{name}: {size} entries; numbers, fingerprints and chain hold. Root {root}.",
        "{name}：共 {size} 条；编号、指纹、哈希链均成立。根值 {root}。",
    ),
    "stream_twice": ("{name}: appears twice.", "{name}：重复出现。"),
    "number": ("{name} #{seq}: the number must be {must}.", "{name} 第 {seq} 条：编号应为 {must}。"),
    "leaf": ("{name} #{seq}: the content was changed.", "{name} 第 {seq} 条：内容被改动。"),
    "chain": ("{name} #{seq}: does not follow from the entry before.", "{name} 第 {seq} 条：与上一条不衔接。"),
    "payload": ("{name} #{seq}: the payload is not a JSON object.", "{name} 第 {seq} 条：内容不是 JSON 对象。"),
    "withheld": ("{name}: of {count} entries only the fingerprint is given.", "{name}：有 {count} 条仅列指纹。"),
    "checkpoint": (
        "{name}: the checkpoint at {size} does not fit the entries.",
        "{name}：第 {size} 条处的检查点与记录不符。",
    ),
    "checkpoint_signature": ("{name}: the signature of a checkpoint is false.", "{name}：检查点的签名不成立。"),
    "earlier": ("{name}: {count} earlier checkpoints fit.", "{name}：{count} 个较早的检查点均相符。"),
    "opening": (
        "{name}: a seal does not open to the entries (at {size}).",
        "{name}：封存值与第 {size} 条处的记录不符。",
    ),
    "opened": (
        "{name}: the seal at {size} opens; it stands in {where}.",
        "{name}：第 {size} 条处的封存值相符，载于 {where}。",
    ),
    "opened_alone": (
        "{name}: the seal at {size} opens; the record that carries it is not in this file.",
        "{name}：第 {size} 条处的封存值相符；载有它的记录不在本文件中。",
    ),
    "time": ("{name} #{seq}: its time lies before the entry before it.", "{name} 第 {seq} 条：时间早于上一条。"),
    "time_made": (
        "{name} #{seq}: its time lies after the making of the file.",
        "{name} 第 {seq} 条：时间晚于文件制作时间。",
    ),
    "continues": (
        "{name}: agrees with the other paper on all {size} entries both know.",
        "{name}：与另一份文件在共有的 {size} 条上一致。",
    ),
    "split": (
        "{name} #{seq}: the two papers tell different histories. Keep both: together they prove it.",
        "{name} 第 {seq} 条：两份文件的历史不一致。请妥善保存两份文件，它们合在一起即为证据。",
    ),
    "rewritten": (
        "{name}: the history up to {size} is not the one the checkpoint was signed on.",
        "{name}：前 {size} 条与检查点签署时的历史不一致。",
    ),
    "newer": (
        "{name}: the checkpoint is newer ({size} entries) than this file ({have}); ask for a newer record.",
        "{name}：检查点（{size} 条）比本文件（{have} 条）新；请索取较新的记录。",
    ),
    "nothing_common": ("The two papers have no stream in common.", "两份文件没有共同的记录流。"),
    "other_fails": ("The other paper does not hold by itself.", "另一份文件自身不成立。"),
    "unreadable": ("{path} cannot be read.", "无法读取 {path}。"),
    HOLDS: ("The record holds.", "记录成立。"),
    FAILS: ("THE RECORD DOES NOT HOLD.", "记录不成立！"),
    UNKNOWN: ("Not everything could be checked.", "有内容未能核验。"),
}

# --- Ed25519 (RFC 8032, section 5.1) -------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def decompress(data: bytes) -> tuple[int, int, int, int] | None:
    """Return the point of 32 bytes in extended coordinates; None when they are not the one right spelling of a point."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def add(p: tuple[int, int, int, int], q: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return the sum of two points."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


@lru_cache(maxsize=1024)
def signature_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether an Ed25519 signature is valid: S below the group order, and S*B = R + H(R, A, M)*A."""
    key, r = decompress(public), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L or key is None or r is None or BASE is None:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    minus_key = (P - key[0], key[1], 1, P - key[3])
    both, point = add(BASE, minus_key), (0, 1, 1, 0)
    for bit in range(max(s.bit_length(), h.bit_length()) - 1, -1, -1):
        point = add(point, point)
        chosen = (None, BASE, minus_key, both)[(s >> bit & 1) + 2 * (h >> bit & 1)]
        point = add(point, chosen) if chosen else point
    return (point[0] - r[0] * point[2]) % P == 0 and (point[1] - r[1] * point[2]) % P == 0


# --- hashes --------------------------------------------------------------------------------------------------------


def sha(*parts: bytes) -> bytes:
    """Return SHA-256 over the parts put together."""
    return hashlib.sha256(b"".join(parts)).digest()


def root_of(leaves: list[bytes]) -> bytes:
    """Return the tree's root as RFC 6962 section 2.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha(b"\x01", root_of(leaves[:half]), root_of(leaves[half:]))


# --- reading -------------------------------------------------------------------------------------------------------


class Finding(NamedTuple):
    """One thing found: whether it holds, and the words for it."""

    state: str
    key: str
    values: dict[str, Any]


class Broken(Exception):
    """What was read is so wrong that nothing can be built on it."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.finding = Finding(FAILS, key, values)


def canonical(value: Any) -> str:
    """Return the canonical JSON (RFC 8785) of strings, whole numbers, null, lists and objects."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def strict_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raises ValueError for a name that stands twice."""
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return dict(pairs)


def refuse(text: str) -> Any:
    """Refuse a number that is not whole."""
    raise ValueError(f"{text} is not a whole number")


def read_json(data: bytes) -> Any:
    """Return the value of canonical JSON without fractions. Raises Broken."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=strict_object, parse_float=refuse, parse_constant=refuse)
        same = canonical(value).encode("utf-8") == data
    except (ValueError, RecursionError) as error:
        raise Broken("not_text", why=error) from None
    if not same:
        raise Broken("not_canonical")
    return value


def demand(condition: bool, where: str) -> None:
    """Raise Broken unless the format is kept."""
    if not condition:
        raise Broken("shape", where=where)


def is_time(value: Any) -> bool:
    """Say whether a value is a moment in the one form used."""
    try:
        return bool(TIME.fullmatch(value)) and bool(datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ"))  # noqa: DTZ007
    except (TypeError, ValueError):
        return False


def is_hash(value: Any, pattern: re.Pattern[str] = HASH) -> bool:
    """Say whether a value is lower-case hexadecimal of the right length."""
    return isinstance(value, str) and bool(pattern.fullmatch(value))


def is_count(value: Any) -> bool:
    """Say whether a value is a whole number from 0."""
    return type(value) is int and 0 <= value < 2**53


def check_shape(record: Any) -> None:
    """Raise Broken unless the document has exactly the fields of the format, each of its kind."""
    demand(isinstance(record, dict) and set(record) == TOP, "fields of the file")
    demand(record["format"] == "workbench-record" and record["version"] == 1, "format and version")
    demand(type(record["version"]) is int, "version")
    demand(all(isinstance(record[name], str) for name in ("house", "key", "title", "signature")), "words of the file")
    # These words are printed: a control character in them could paint a false verdict on a terminal.
    demand(record["house"].isprintable() and record["key"].isprintable(), "house or key")
    demand(is_time(record["made"]), "made")
    names = record["names"]
    demand(isinstance(names, dict) and all(isinstance(name, str) for name in names.values()), "names")
    demand(isinstance(record["streams"], list), "streams")
    for stream in record["streams"]:
        demand(isinstance(stream, dict) and set(stream) == STREAM, "fields of a stream")
        demand(isinstance(stream["name"], str) and isinstance(stream["checkpoint"], str), "words of a stream")
        demand(stream["name"].isprintable(), "name of a stream")
        demand(all(isinstance(stream[name], list) for name in ("entries", "earlier", "openings")), "lists of a stream")
        for entry in stream["entries"]:
            check_entry_shape(entry)
        for note in stream["earlier"]:
            demand(isinstance(note, dict) and set(note) == {"at", "note"}, "fields of a checkpoint")
            demand(is_time(note["at"]) and isinstance(note["note"], str), "a checkpoint")
        for opening in stream["openings"]:
            demand(isinstance(opening, dict) and set(opening) == OPENING, "fields of an opening")
            demand(is_time(opening["at"]) and is_count(opening["size"]), "an opening")
            demand(all(is_hash(opening[name]) for name in ("head", "salt", "commitment")), "hashes of an opening")


def check_entry_shape(entry: Any) -> None:
    """Raise Broken unless an entry is full or withheld, and nothing in between."""
    demand(isinstance(entry, dict) and set(entry) in (ENTRY, WITHHELD), "fields of an entry")
    demand(is_count(entry["seq"]) and is_hash(entry["leaf"]) and is_hash(entry["head"]), "numbers of an entry")
    if set(entry) == ENTRY:
        demand(is_time(entry["at"]) and is_hash(entry["salt"], SALT), "time or salt of an entry")
        demand(all(isinstance(entry[name], str) for name in ("actor", "command", "event", "payload")), "an entry")
        demand(entry["mandate"] is None or isinstance(entry["mandate"], str), "mandate of an entry")


# --- keys and signed notes -----------------------------------------------------------------------------------------


def strict_base64(text: str) -> bytes:
    """Return the bytes of base64 in its one right spelling. Raises ValueError."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 with loose ends")
    return data


class Key(NamedTuple):
    """A house's public key."""

    name: str
    hash: bytes
    public: bytes


def read_key(line: str) -> Key:
    """Return the key of a verifier line `name+hash+base64`. Raises Broken."""
    try:
        name, hashed, encoded = line.split("+", 2)
        data = strict_base64(encoded)
    except ValueError:
        raise Broken("key_bad", why="name+hash+base64") from None
    key_hash = sha(name.encode(), b"\n", data)[:4]
    if not KEY_NAME.fullmatch(name) or len(data) != 33 or data[0] != 1 or key_hash.hex() != hashed:
        raise Broken("key_bad", why=line)
    return Key(name, key_hash, data[1:])


def note_body(note: str, key: Key) -> tuple[str, bool]:
    """Return the signed lines of a note, and whether its one signature, by `key`, is valid."""
    body, blank, rest = note.partition("\n\n")
    body += "\n"
    start = f"\u2014 {key.name} "
    try:
        signature = strict_base64(rest[len(start) : -1])
    except ValueError:
        return body, False
    whole = bool(blank) and rest.startswith(start) and rest.endswith("\n") and len(signature) == 68
    return body, whole and signature[:4] == key.hash and signature_holds(key.public, body.encode(), signature[4:])


def read_checkpoint(body: str) -> tuple[str, int, bytes] | None:
    """Return origin, size and root of a checkpoint's three lines; None when they are not such."""
    lines = body.split("\n")
    if len(lines) != 4 or lines[3] or not re.fullmatch(r"0|[1-9][0-9]{0,15}", lines[1]):
        return None
    try:
        root = strict_base64(lines[2])
    except ValueError:
        return None
    return (lines[0], int(lines[1]), root) if len(root) == 32 else None


# --- the checks ----------------------------------------------------------------------------------------------------


class Record:
    """A record that was read, and everything found about it."""

    def __init__(self, data: bytes, pinned: str | None = None) -> None:
        self.findings: list[Finding] = []
        self.leaves: dict[str, list[bytes]] = {}
        self.key: Key | None = None
        try:
            self.document = read_json(data)
            check_shape(self.document)
            self.check_key(pinned)
            self.check_signature()
            for stream in self.document["streams"]:
                self.check_stream(stream)
            for stream in self.document["streams"]:
                self.check_openings(stream)
        except Broken as broken:
            self.findings.append(broken.finding)

    def say(self, state: str, key: str, **values: Any) -> None:
        """Note a finding."""
        self.findings.append(Finding(state, key, values))

    def holds(self) -> bool:
        """Say whether nothing was found wrong."""
        return all(finding.state != FAILS for finding in self.findings)

    def check_key(self, pinned: str | None) -> None:
        """Check whose key the file names."""
        line = self.document["key"]
        self.key = read_key(line)
        demand(self.key.name == self.document["house"], "house and key have different names")
        self.say(HOLDS, "key", line=line)
        if pinned is None:
            self.say(REMARK, "key_unpinned")
        else:
            self.say(HOLDS, "key_pinned") if pinned.strip() == line else self.say(FAILS, "key_other")

    def check_signature(self) -> None:
        """Check the signature over the whole file."""
        assert self.key is not None
        rest = {name: value for name, value in self.document.items() if name != "signature"}
        digest = sha(canonical(rest).encode()).hex()
        body, valid = note_body(self.document["signature"], self.key)
        if body != f"workbench-record/1 {self.key.name}\nsha256 {digest}\n":
            self.say(FAILS, "digest")
        else:
            self.say(HOLDS, "intact") if valid else self.say(FAILS, "signature")

    def check_stream(self, stream: dict[str, Any]) -> None:
        """Check the entries, the tree and the checkpoints of one stream."""
        name, before = stream["name"], len(self.findings)
        if name in self.leaves:
            self.say(FAILS, "stream_twice", name=name)
        leaves = self.leaves[name] = [bytes.fromhex(entry["leaf"]) for entry in stream["entries"]]
        head = bytes(32)
        for number, (entry, leaf) in enumerate(zip(stream["entries"], leaves, strict=True), 1):
            head = sha(b"\x03", head, leaf)
            if entry["seq"] != number:
                self.say(FAILS, "number", name=name, seq=entry["seq"], must=number)
            if entry["head"] != head.hex():
                self.say(FAILS, "chain", name=name, seq=number)
            if "payload" in entry:
                self.check_content(name, entry)
        self.check_times(stream)
        self.check_checkpoint(name, stream["checkpoint"], exactly=True)
        for note in stream["earlier"]:
            self.check_checkpoint(name, note["note"], exactly=False)
        if all(finding.state != FAILS for finding in self.findings[before:]):
            self.say(HOLDS, "stream", name=name, size=len(leaves), root=root_of(leaves).hex())
            if stream["earlier"]:
                self.say(HOLDS, "earlier", name=name, count=len(stream["earlier"]))
        withheld = sum("payload" not in entry for entry in stream["entries"])
        if withheld:
            self.say(REMARK, "withheld", name=name, count=withheld)

    def check_content(self, name: str, entry: dict[str, Any]) -> None:
        """Check that an entry's content is what its leaf is the hash of."""
        payload = entry["payload"].encode()
        statement = {part: entry[part] for part in ("seq", "at", "actor", "mandate", "command", "event")}
        commitment = sha(b"\x02", bytes.fromhex(entry["salt"]), payload).hex()
        statement.update(v=1, stream=name, payload=commitment)
        if sha(b"\x00", canonical(statement).encode()).hex() != entry["leaf"]:
            self.say(FAILS, "leaf", name=name, seq=entry["seq"])
        try:
            fine = isinstance(json.loads(payload, object_pairs_hook=strict_object), dict)
        except (ValueError, RecursionError):
            fine = False
        if not fine:
            self.say(FAILS, "payload", name=name, seq=entry["seq"])

    def check_times(self, stream: dict[str, Any]) -> None:
        """Remark on times out of order: a clock can be set back, so that alone proves nothing."""
        last = ""
        for entry in stream["entries"]:
            at = entry.get("at", last)
            if at < last:
                self.say(REMARK, "time", name=stream["name"], seq=entry["seq"])
            if at > self.document["made"]:
                self.say(REMARK, "time_made", name=stream["name"], seq=entry["seq"])
            last = at

    def check_checkpoint(self, name: str, note: str, *, exactly: bool) -> None:
        """Check a signed note on a stream: of exactly its present size, or of an earlier one."""
        assert self.key is not None
        leaves = self.leaves[name]
        body, valid = note_body(note, self.key)
        found = read_checkpoint(body)
        size = found[1] if found else "?"
        fits = found is not None and found[0] == f"{self.key.name}/{name}" and found[1] <= len(leaves)
        if found is None or not fits or found[2] != root_of(leaves[: found[1]]) or (exactly and size != len(leaves)):
            self.say(FAILS, "checkpoint", name=name, size=size)
        elif not valid:
            self.say(FAILS, "checkpoint_signature", name=name)

    def check_openings(self, stream: dict[str, Any]) -> None:
        """Check that each seal opens to the head the stream had, and find the entry that carries it."""
        name = stream["name"]
        heads = ["0" * 64] + [entry["head"] for entry in stream["entries"]]
        for opening in stream["openings"]:
            size, head = opening["size"], bytes.fromhex(opening["head"])
            commitment = sha(b"\x04", bytes.fromhex(opening["salt"]), head).hex()
            if size >= len(heads) or heads[size] != opening["head"] or commitment != opening["commitment"]:
                self.say(FAILS, "opening", name=name, size=size)
                continue
            where = self.carrier(commitment)
            self.say(HOLDS, "opened", name=name, size=size, where=where) if where else self.say(
                HOLDS, "opened_alone", name=name, size=size
            )

    def carrier(self, commitment: str) -> str | None:
        """Return the entry in whose payload a commitment stands."""
        for stream in self.document["streams"]:
            for entry in stream["entries"]:
                if commitment in entry.get("payload", ""):
                    return f"{stream['name']} #{entry['seq']}"
        return None

    # --- against another paper ---

    def compare(self, other: bytes) -> None:
        """Check this record against an older (or newer) record or checkpoint of the same house."""
        if self.key is None:
            return
        if other.lstrip()[:1] == b"{":
            self.compare_record(Record(other, self.document["key"]))
        else:
            self.compare_checkpoint(other.decode("utf-8", "replace"))

    def compare_record(self, other: Record) -> None:
        """Compare the leaves of the streams both records know."""
        if not other.holds():
            self.say(FAILS, "other_fails")
        common = sorted(set(self.leaves) & set(other.leaves))
        if not common:
            self.say(UNKNOWN, "nothing_common")
        for name in common:
            pairs = list(zip(self.leaves[name], other.leaves[name], strict=False))
            differing = [number for number, (mine, theirs) in enumerate(pairs, 1) if mine != theirs]
            if differing:
                self.say(FAILS, "split", name=name, seq=differing[0])
            else:
                self.say(HOLDS, "continues", name=name, size=len(pairs))

    def compare_checkpoint(self, note: str) -> None:
        """Compare one signed checkpoint with the entries up to its size."""
        assert self.key is not None
        body, valid = note_body(note, self.key)
        found = read_checkpoint(body)
        if found is None or not valid:
            self.say(FAILS, "other_fails")
            return
        origin, size, root = found
        name = origin[len(self.key.name) + 1 :]
        if origin != f"{self.key.name}/{name}" or name not in self.leaves:
            self.say(UNKNOWN, "nothing_common")
        elif size > len(self.leaves[name]):
            self.say(UNKNOWN, "newer", name=name, size=size, have=len(self.leaves[name]))
        elif root != root_of(self.leaves[name][:size]):
            self.say(FAILS, "rewritten", name=name, size=size)
        else:
            self.say(HOLDS, "continues", name=name, size=size)

    def verdict(self) -> str:
        """Return the state of the whole: fails before unknown before holds."""
        states = {finding.state for finding in self.findings}
        return next((state for state in (FAILS, UNKNOWN) if state in states), HOLDS)


def language(asked: str | None) -> int:
    """Return the column of WORDS to speak: 0 English, 1 Chinese."""
    settings = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return int((asked or next((value for value in settings if value), "")).startswith("zh"))


def main(arguments: list[str] | None = None) -> int:
    """Check the files named on the command line, print what was found, return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("record", type=Path)
    parser.add_argument("--key", metavar="LINE", help="the house's verifier line, as you know it")
    parser.add_argument("--against", type=Path, metavar="FILE", help="another record or a checkpoint you kept")
    parser.add_argument("--lang", choices=("en", "zh"))
    asked = parser.parse_args(arguments)
    column = language(asked.lang)
    try:
        record = Record(asked.record.read_bytes(), asked.key)
        if asked.against:
            record.compare(asked.against.read_bytes())
    except OSError as error:
        sys.stdout.write(WORDS["unreadable"][column].format(path=error.filename) + "\n")
        return 2
    lines = [f"{MARKS[state]} {WORDS[key][column].format(**values)}" for state, key, values in record.findings]
    sys.stdout.write("\n".join([*lines, WORDS[record.verdict()][column], ""]))
    return {HOLDS: 0, FAILS: 1, UNKNOWN: 2}[record.verdict()]


if __name__ == "__main__":
    sys.exit(main())
