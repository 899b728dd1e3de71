"""What is said to the person at the screen, in their language, and the trouble that ends a command."""

from __future__ import annotations

import gettext
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_CATALOGUES = ("workbench", "agreements")
_MESSAGES = {"renumbered": "renumbered only"}


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogues. The house's own N_ would put up half the house to say a word."""
    return sentence


class Trouble(Exception):
    """Why nothing could be done: a sentence, its values, and the file it is about."""

    def __init__(self, sentence: str, about: object = "", **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.about, self.values = sentence, str(about), values


@dataclass(frozen=True)
class Teller:
    """Says things in a language, zh or en."""

    language: str

    def words(self, sentence: str, **values: object) -> str:
        """Return a sentence with its values."""
        said = next((found for one in self._catalogues() if (found := one.gettext(sentence)) != sentence), sentence)
        return said % values if values else said

    def status(self, status: str) -> str:
        """Return what is said of a clause: edited, moved, and so on."""
        word = _MESSAGES.get(status, status)
        return next((found for one in self._catalogues() if (found := one.pgettext("clause", word)) != word), word)

    def tell(self, sentence: str, about: object = "", **values: object) -> None:
        """Say a sentence on standard error, after the name of what it is about."""
        said = self.words(sentence, **values)
        sys.stderr.write(f"workbench text: {about}: {said}\n" if about else f"workbench text: {said}\n")

    def _catalogues(self) -> tuple[gettext.NullTranslations, ...]:
        return _chinese() if self.language == "zh" else ()


@cache
def _chinese() -> tuple[gettext.NullTranslations, ...]:
    return tuple(
        gettext.translation("messages", ROOT / package / "translations", languages=["zh_Hans_CN"], fallback=True)
        for package in _CATALOGUES
    )


def shell_language(environment: Mapping[str, str]) -> str:
    """Return zh or en by the settings a shell gives, the stronger first."""
    settings = (environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, settings), "").lower().startswith("zh") else "en"
