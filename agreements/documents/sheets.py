"""The templates of papers, in the language of the agreement, not of whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agreements.rules.tree import Language
from workbench.documents.blocks import Block, Grid, Piece, columns, is_changed, is_figure, mark_of, said, without

_PACKAGE = Path(__file__).resolve().parents[1]
LANGUAGES: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}


def fill(template: str, language: Language, **values: object) -> str:
    """Return the page that `template` of the papers makes of `values`, with its sentences in `language`."""
    found = _environment(language).get_template(f"agreements/papers/{template}")
    return found.render(lang=LANGUAGES[language], **values)


def style(*names: str) -> str:
    """Return style sheets, one behind the other."""
    return "\n".join((Path(__file__).parent / f"{name}.css").read_text(encoding="utf-8") for name in names)


def column_rules(blocks: Iterable[Block]) -> str:
    """Return the widths of the columns of all tables by class: no `style` attribute is ever written."""
    shares = {share for block in blocks if isinstance(block, Grid) for share in block.shares}
    return "".join(f"col.share-{share} {{ width: {share}% }}\n" for share in sorted(shares))


def worded(sentence: str, language: Language, context: str = "", **values: object) -> str:
    """Return an English sentence of this house in the language of a paper; `context` tells equal English words apart."""
    words = _words(language)
    found = words.upgettext(context, sentence) if context else words.ugettext(sentence)
    return str(found) % values if values else str(found)


@cache
def _environment(language: Language) -> Environment:
    loader = FileSystemLoader(_PACKAGE / "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"])
    made.install_gettext_translations(_words(language), newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(columns=columns, is_amount=_is_amount, is_changed=is_changed, mark_of=mark_of, without=without)
    return made


@cache
def _words(language: Language) -> Translations:
    locales = ["zh_Hans_CN"] if language == "zh" else []
    return Translations.load(_PACKAGE / "translations", locales)  # type: ignore[return-value]


def _is_amount(cell: tuple[Piece, ...]) -> bool:
    return is_figure(said(cell, "del") or said(cell, "ins"))
