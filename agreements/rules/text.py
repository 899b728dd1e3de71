"""The one form in which a text is stored, compared, hashed and signed."""

import hashlib
import re
import unicodedata
from itertools import groupby

LIMIT = 50_000
HASH_DOMAIN = b"tripartite-workbench/clause-text/v1\n"

_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
# Trojan Source (CVE-2021-42574): they show a reader another order than the one that is stored.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Nothing to see, but another hash: U+034F, Hangul fillers, and the format characters that are not named above.
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_SELECTOR = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_PLANES = range(0, 0x110000, 0x10000)
_NONCHARACTER = "\ufdd0-\ufdef" + "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in _PLANES)
_REFUSED = re.compile(
    f"(?P<nul>\x00)|(?P<control>[{_CONTROL}])|(?P<bidi>[{_BIDI}])|(?P<invisible>[{_INVISIBLE}])"
    f"|(?P<surrogate>[\ud800-\udfff])|(?P<noncharacter>[{_NONCHARACTER}])"
    # One selector may choose the glyph of the character before it (names!); a selector elsewhere is hidden data.
    rf"|(?P<selector>(?<![^\s{_SELECTOR}{_INVISIBLE}])[{_SELECTOR}])"
)
# Unicode's stream-safe limit (UAX 15, section 13): longer runs make normalisation quadratic.
_COMBINING_LIMIT = 30
_MAY_COMBINE = re.compile(rf"[^\x00-\u02ff\u3100-\u9fff\uac00-\ud7ff]{{{_COMBINING_LIMIT + 1},}}")


class TextRefused(ValueError):
    """A text that is not taken in.

    `reason` is a key: nul, control, bidi, invisible, surrogate, noncharacter, selector, combining or too_long.
    `position` counts code points from 0 in the text as given (for too_long: in the normalised text).
    `values` are for the sentence that the caller shows, for example the code point.
    """

    def __init__(self, reason: str, position: int, **values: str | int) -> None:
        super().__init__(reason, position)
        self.reason = reason
        self.position = position
        self.values = values


def normalise(text: str, *, limit: int = LIMIT) -> str:
    """The stored form of a text: Unicode NFC, line feeds only, no blanks at line ends, nothing after the last word.

    Width and punctuation stay as typed (NFC, not NFKC): `，` and `,` are different texts. Blanks in front of a line
    stay too, they are the indent. Zero-width characters (U+200B and the like), soft hyphens, tags and a byte order mark
    are refused: two texts which look the same must have the same hash. Only one variation selector after a visible
    character is kept, names need it. Private use characters stay; NFC turns a compatibility ideograph into the unified
    one.

    Raises TextRefused for a character that does not belong in an agreement, or for more than `limit` code points.
    """
    found = _REFUSED.search(text)
    if found is not None:
        raise _refusal(found)
    _refuse_combining_run(text)
    composed = unicodedata.normalize("NFC", _LINE_END.sub("\n", text))
    # Reordering may lengthen a run; what comes out must be accepted again.
    _refuse_combining_run(composed)
    clean = "\n".join(line.rstrip() for line in composed.split("\n")).rstrip("\n")
    if len(clean) > limit:
        raise TextRefused("too_long", limit, limit=limit, length=len(clean))
    return clean


def content_hash(text: str) -> str:
    """SHA-256, in hexadecimal, of the line `tripartite-workbench/clause-text/v1` and the normalised text in UTF-8.

    The first line separates the domain: no other hash of this product can be passed off as that of a clause text.
    Raises TextRefused like `normalise`, but for length.
    """
    return hashlib.sha256(HASH_DOMAIN + normalise(text, limit=3 * len(text)).encode()).hexdigest()


def replace_refused(text: str) -> tuple[str, tuple[TextRefused, ...]]:
    """The same text without characters that `normalise` refuses, and what was changed for that, in order.

    For imports only, where a person reviews the result. Invisible characters are taken out; any other refused
    character becomes U+FFFD (�), so that its place can be seen. Positions count in the text as given.
    Overlong runs of combining marks stay: such a text is refused as a whole.
    """
    changes: list[TextRefused] = []

    def replacement(found: re.Match[str]) -> str:
        changes.append(_refusal(found))
        return "" if changes[-1].reason in ("invisible", "selector") else "\ufffd"

    return _REFUSED.sub(replacement, text), tuple(changes)


def _refusal(found: re.Match[str]) -> TextRefused:
    return TextRefused(str(found.lastgroup), found.start(), character=f"U+{ord(found[0]):04X}")


def _refuse_combining_run(text: str) -> None:
    for stretch in _MAY_COMBINE.finditer(text):
        position = stretch.start()
        for combining, marks in groupby(stretch[0], lambda character: unicodedata.combining(character) > 0):
            length = len(list(marks))
            if combining and length > _COMBINING_LIMIT:
                raise TextRefused("combining", position, limit=_COMBINING_LIMIT)
            position += length
