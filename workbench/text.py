"""What counts as text: the one gate every typed or imported string passes.

Two texts that look the same must have the same hash, and what a reader sees must be what is stored and initialled.
Sources: Unicode Standard 15, chapter 23; UAX 15, section 13 (stream-safe text); CVE-2021-42574 ("Trojan Source").
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_PLANES = range(0, 0x110000, 0x10000)
_NONCHARACTER = "\ufdd0-\ufdef" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES)
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Nothing to see, but another hash: among them U+034F, Hangul fillers and the format characters not named above.
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SELECTOR = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_PICTOGRAPH = "\u2190-\u2bff\U0001f000-\U0001faff"
_REFUSED = re.compile(
    f"(?P<text_lone_surrogate>[\ud800-\udfff])|(?P<text_bidi>[{_BIDI}])|(?P<text_control>[{_CONTROL}{_NONCHARACTER}])"
    f"|(?P<text_invisible>[{_INVISIBLE}]"
    # A joiner is seen between two pictographs only.
    rf"|(?<![{_PICTOGRAPH}])(?<![{_PICTOGRAPH}]\ufe0f)\u200d|\u200d(?![{_PICTOGRAPH}])"
    # One selector may choose the glyph of the character before it (names!); elsewhere it is hidden data.
    rf"|(?<![^\s\u200d{_SELECTOR}{_INVISIBLE}])[{_SELECTOR}])"
)
# Longer runs make normalisation quadratic.
_COMBINING_LIMIT = 30
_MAY_COMBINE = re.compile(rf"[^\x00-\u02ff\u3100-\u9fff\uac00-\ud7ff]{{{_COMBINING_LIMIT + 1},}}")


class TextRefused(ValueError):
    """The text may not be stored as it is.

    `reason` is one of text_lone_surrogate, text_bidi, text_invisible, text_control, text_combining, text_too_long,
    text_empty, text_line_break; `position` is the index of the first offending character in the text as given;
    `limit` the number allowed, if that is the matter; `character` names the offending one, such as U+200B.
    """

    def __init__(self, reason: str, position: int = 0, limit: int = 0, character: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position
        self.limit = limit
        self.character = character


def clean(text: str, limit: int) -> str:
    """Return `text` settled and without blank lines at its ends: the form in which it is stored, compared and hashed.

    `limit` counts the stored characters. Idempotent. Raises TextRefused for a longer text and for what `settled` refuses.
    """
    # Composing makes a text three times longer at most (UAX 15), line ends and blanks only ever shorten it.
    if len(text) > 3 * limit + 1_000:
        raise TextRefused("text_too_long", limit, limit)
    stored = settled(text).strip("\n")
    if len(stored) > limit:
        raise TextRefused("text_too_long", limit, limit)
    return stored


def settled(text: str) -> str:
    """Return `text` in NFC with `\n` line ends and no trailing blanks on any line; every line keeps its number.

    NFC and not NFKC, which would turn the full-width punctuation of Chinese papers into ASCII. Blanks before a line
    stay: they are its indent. Private use characters stay, papers use them.
    Raises TextRefused for characters a reader cannot see or trust.
    """
    found = _REFUSED.search(text)
    if found is not None:
        raise _refusal(found)
    _refuse_combining_run(text)
    composed = unicodedata.normalize("NFC", _LINE_END.sub("\n", text))
    # Reordering may lengthen a run; what comes out must be accepted again.
    _refuse_combining_run(composed)
    return "\n".join(line.rstrip() for line in composed.split("\n"))


def clean_line(text: str, limit: int) -> str:
    """Return `text` cleaned, without outer blanks; raises TextRefused("text_line_break") when it holds more than one line."""
    line = clean(text, limit).strip()
    if "\n" in line:
        raise TextRefused("text_line_break", line.index("\n"))
    return line


def repaired(text: str) -> tuple[str, tuple[TextRefused, ...]]:
    """Return the text without the characters `clean` refuses, and what was changed for that, in order.

    For imports only, where a person reviews the result. Invisible characters are taken out; any other becomes U+FFFD
    (�), so that its place can be seen. Overlong runs of combining marks stay: such a text is refused as a whole.
    """
    changes: list[TextRefused] = []

    def replacement(found: re.Match[str]) -> str:
        changes.append(_refusal(found))
        return "" if found.lastgroup == "text_invisible" else "\ufffd"

    return _REFUSED.sub(replacement, text), tuple(changes)


def _refusal(found: re.Match[str]) -> TextRefused:
    return TextRefused(str(found.lastgroup), found.start(), character=f"U+{ord(found[0]):04X}")


def _refuse_combining_run(text: str) -> None:
    for stretch in _MAY_COMBINE.finditer(text):
        position = stretch.start()
        for combining, marks in groupby(stretch[0], lambda character: unicodedata.combining(character) > 0):
            length = len(list(marks))
            if combining and length > _COMBINING_LIMIT:
                raise TextRefused("text_combining", position, _COMBINING_LIMIT)
            position += length
