"""Sentences in the language of the shell, and the troubles that end a command."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
WELL, WRONG, TROUBLE = 0, 1, 2
"""Exit status of every verb: done; what was read is wrong, or a check found something; it could not even be looked at."""


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues. The house's own N_ would put up half the house to say a word."""
    return sentence


FAULT = N_("this failed inside the program, please report it: %(fault)s")
NO_FILE = N_("this file cannot be read: %(why)s.")
LINE, CELL = N_("line %(line)s"), N_("line %(line)s, column %(column)s")


class Trouble(Exception):
    """Nothing can be done; the lines say why. The status is TROUBLE for a file or an option, WRONG for what stands in a file."""

    def __init__(self, *lines: str, status: int = TROUBLE) -> None:
        super().__init__(lines[0])
        self.lines, self.status = lines, status


class Language(str):
    """zh or en; without one, that of the shell's settings, the stronger first."""

    __slots__ = ()

    def __new__(cls, asked: str) -> Language:
        """Return the language asked for."""
        settings = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
        shell = next(filter(None, settings), "").lower()
        return super().__new__(cls, asked or ("zh" if shell.startswith("zh") else "en"))


def said(sentence: str, language: Language, values: Mapping[str, object] | None = None) -> str:
    """Return a sentence with its values."""
    words = sentence
    if language == "zh":
        words = next((found for one in _chinese() if (found := one.gettext(sentence)) != sentence), sentence)
    return words % values if values is not None else words


def placed(language: Language, line: int | None, column: int | str | None = None) -> str:
    """Return where in a file something stands, nothing for no line."""
    if line is None:
        return ""
    return said(LINE if column is None else CELL, language, {"line": line, "column": column})


@cache
def _chinese() -> tuple[gettext.NullTranslations, ...]:
    folders = (_ROOT / package / "translations" for package in ("workbench", "evaluation"))
    return tuple(gettext.translation("messages", folder, ["zh_Hans_CN"], fallback=True) for folder in folders)
