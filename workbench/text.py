"""What counts as text: the one gate every typed or imported string passes.

Source of the refused classes: Unicode Standard 15, chapters 23.2-23.9; the bidirectional controls are refused because
they can show a reader another sentence than the one that is hashed and initialled ("Trojan Source", CVE-2021-42574).
"""

from __future__ import annotations

import re
import unicodedata

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = "\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb"
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"

_REFUSED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("text_lone_surrogate", re.compile("[\ud800-\udfff]")),
    ("text_bidi", re.compile(f"[{_BIDI}]")),
    ("text_invisible", re.compile(f"[{_INVISIBLE}]")),
    ("text_control", re.compile(f"[{_CONTROL}]")),
)


class TextRefused(ValueError):
    """The text may not be stored as it is.

    `reason` is one of text_lone_surrogate, text_bidi, text_invisible, text_control, text_too_long, text_empty,
    text_line_break; `position` is the index of the first offending character; `limit` the length allowed, if that is the matter.
    """

    def __init__(self, reason: str, position: int = 0, limit: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position
        self.limit = limit


def clean(text: str, limit: int) -> str:
    """Return `text` in NFC with `\\n` line ends and no trailing blanks on any line or blank lines at the ends.

    NFC and not NFKC, which would turn the full-width punctuation of Chinese papers into ASCII. Idempotent.
    Raises TextRefused for text longer than `limit` characters and for characters a reader cannot see or trust.
    """
    if len(text) > limit:
        raise TextRefused("text_too_long", limit, limit)
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    for reason, pattern in _REFUSED:
        found = pattern.search(unified)
        if found:
            raise TextRefused(reason, found.start())
    lines = unicodedata.normalize("NFC", unified).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def clean_line(text: str, limit: int) -> str:
    """Return `text` cleaned, without outer blanks; raises TextRefused("text_line_break") when it holds more than one line."""
    line = clean(text, limit).strip()
    if "\n" in line:
        raise TextRefused("text_line_break", line.index("\n"))
    return line
