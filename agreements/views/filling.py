"""What pages with fields to fill in share: the fields as a template shows them, and what is wrong with them in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from agreements.rules.fields import Blank, FieldFault
from agreements.rules.tree import Language
from workbench.kernel import N_
from workbench.web.words import locale_name

FAULTS = {
    "missing": N_("“%(field)s” is missing."),
    "number": N_("“%(field)s” has to be a number, such as 2600 or 4.5."),
    "too_small": N_("“%(field)s” must be at least %(limit)s."),
    "too_large": N_("“%(field)s” must be at most %(limit)s."),
    "day": N_("“%(field)s” has to be a day, such as 2026-05-08."),
    "too_long": N_("“%(field)s” is longer than %(limit)s characters."),
    "text": N_("“%(field)s” holds a character or a line break that cannot stand there."),
    "choice": N_("“%(field)s” is none of the choices."),
    "cells": N_("A line of “%(field)s” has more than %(limit)s columns."),
    "unknown": N_("“%(field)s” is not known here."),
}
_LONGEST_NAME = 40


@dataclass(frozen=True)
class FieldShown:
    """A field as a page shows it."""

    name: str
    label: str
    type: str
    value: str
    hint: str
    error: str
    required: bool
    options: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """What its input is called on the page."""
        return f"field-{self.name.replace('.', '-')}"


def page_language() -> Language:
    """Return the language of the page as texts name it."""
    return "en" if locale_name() == "en" else "zh"


def chosen_language() -> Language:
    """Return the language that was chosen for the text; the page's own when none was."""
    asked = request.values.get("text_language", "")
    return "en" if asked == "en" else "zh" if asked == "zh" else page_language()


def typed(fields: Iterable[str]) -> dict[str, str]:
    """Return what was sent for these fields."""
    return {name: request.form.get(name, "") for name in fields}


def shown(
    fields: Mapping[str, Blank], values: Mapping[str, str], faults: Iterable[FieldFault] = (), *, draft: bool = False
) -> list[FieldShown]:
    """Return fields with what was typed and what is wrong with it. In a `draft` none is required."""
    language, wrong = page_language(), {fault.field: fault for fault in reversed(list(faults))}
    return [
        FieldShown(
            name,
            field.label(language),
            field.type,
            values.get(name, ""),
            _hint(field, language),
            said(wrong[name], field.label(language)) if name in wrong else "",
            field.required and not draft,
            tuple((key, option.label(language)) for key, option in field.options.items()),
        )
        for name, field in fields.items()
    ]


def summary(fields: Iterable[FieldShown]) -> list[tuple[str, str]]:
    """Return what is wrong, each with the place on the page where it is."""
    return [(field.id, field.error) for field in fields if field.error]


def said(fault: FieldFault, label: str) -> str:
    """Return a fault in words."""
    sentence: str = _(FAULTS[fault.reason], field=label[:_LONGEST_NAME], limit=fault.limit)
    return sentence


def _hint(field: Blank, language: Language) -> str:
    if field.type in ("choice", "date"):
        return ""
    parts = [_("For example: %(example)s", example=" / ".join(field.sample(language).split("\n")))]
    if field.min is not None and field.max is not None:
        parts.append(_("from %(least)s to %(most)s", least=field.min, most=field.max))
    if field.type == "rows":
        columns = (", " if language == "en" else "、").join(field.columns(language))
        parts.append(_("columns: %(columns)s", columns=columns))
    return " · ".join(parts)
