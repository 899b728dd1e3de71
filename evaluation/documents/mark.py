"""The mark of a certificate: the sign of the workbench in a ring with the name of the office, drawn as SVG.

It is no imitation of an official seal: those of Chinese bodies are red, round, with a five-pointed star or the national emblem.
This one is pine green, carries the three signs of the parties, and says itself what it is.
"""

from __future__ import annotations

import math
import unicodedata
from xml.sax.saxutils import escape

_INK = "#1f5c4d"
_UPPER, _LOWER = 43.0, 44.6
_UPPER_SPAN, _LOWER_SPAN = 210.0, 128.0
_SERIF = "'Noto Serif CJK SC', 'Source Han Serif SC', serif"
_SIGNS = (
    '<circle cx="60" cy="40.5" r="8.2"/>'
    '<rect x="36.5" y="63.5" width="14.4" height="14.4"/>'
    '<path d="M76.5 62.4l8 4.6v9.2l-8 4.6-8-4.6v-9.2z"/>'
)


def mark_svg(office: str, says: str) -> str:
    """Return the mark as SVG of 120 by 120: `office` around the top, `says` around the foot."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" role="img">'
        f'<g fill="none" stroke="{_INK}"><circle cx="60" cy="60" r="58" stroke-width="1.6"/>'
        '<circle cx="60" cy="60" r="55.6" stroke-width=".5"/><circle cx="60" cy="60" r="37" stroke-width=".5"/>'
        '<circle cx="60" cy="62" r="21.5" stroke-width="1.2"/></g>'
        f'<g fill="{_INK}" stroke="#fff" stroke-width="1.6">{_SIGNS}</g>'
        f'<g fill="{_INK}" font-family="{_SERIF}" text-anchor="middle">{_around(office)}{_below(says)}</g></svg>'
    )


def _around(words: str) -> str:
    """The letters of the upper arc, standing outwards, read clockwise."""
    size, angles = _set(words, _UPPER, _UPPER_SPAN, 10.0)
    return "".join(_letter(letter, angle, _UPPER, size, 0) for letter, angle in zip(words, angles, strict=True))


def _below(words: str) -> str:
    """The letters of the lower arc, standing inwards, read from left to right."""
    size, angles = _set(words, _LOWER, _LOWER_SPAN, 7.4)
    placed = zip(words, angles, strict=True)
    return "".join(_letter(letter, 180 - angle, _LOWER + size * 0.72, size, 180) for letter, angle in placed)


def _set(words: str, radius: float, span: float, largest: float) -> tuple[float, list[float]]:
    """Return the size of the letters and the angle of each (degrees from the top), so that all fit into `span` degrees."""
    widths = [_width(letter) for letter in words]
    room = math.radians(span) * radius
    size = min(largest, room / max(1.0, sum(widths)))
    step = math.degrees(size / radius)
    at, angles = -sum(widths) * step / 2, []
    for width in widths:
        angles.append(at + width * step / 2)
        at += width * step
    return size, angles


def _letter(letter: str, angle: float, radius: float, size: float, turn: float) -> str:
    if letter.isspace():
        return ""
    x = 60 + radius * math.sin(math.radians(angle))
    y = 60 - radius * math.cos(math.radians(angle))
    move = f"translate({x:.2f} {y:.2f}) rotate({angle - turn:.2f})"
    return f'<text transform="{move}" font-size="{size:.2f}">{escape(letter)}</text>'


def _width(letter: str) -> float:
    """The room of a letter in ems, nearly: a Chinese one is a square with a little air."""
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.12
    if letter in "iljt.,;:'| I·":
        return 0.4
    return 0.9 if letter in "mwMW" else 0.72 if letter.isupper() else 0.6
