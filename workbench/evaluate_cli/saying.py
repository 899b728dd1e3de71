"""Sentences of the evaluation's rules in the language of the shell."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_TRANSLATIONS = Path(__file__).resolve().parents[2] / "evaluation" / "translations"


class Language(str):
    """zh or en; without one, that of the shell's settings, the stronger first."""

    __slots__ = ()

    def __new__(cls, asked: str) -> Language:
        """Return the language asked for."""
        settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        shell = next(filter(None, settings), "").lower()
        return super().__new__(cls, asked or ("zh" if shell.startswith("zh") else "en"))


def said(sentence: str, language: Language, values: Mapping[str, str]) -> str:
    """Return a sentence with its values."""
    words = _chinese().gettext(sentence) if language == "zh" else sentence
    return words % values


@cache
def _chinese() -> gettext.NullTranslations:
    return gettext.translation("messages", _TRANSLATIONS, languages=["zh_Hans_CN"], fallback=True)
