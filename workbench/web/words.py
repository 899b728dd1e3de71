"""Languages: which one a request is answered in, and how refusals, times and numbers are worded in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale, gettext
from pydantic import ValidationError

from workbench.kernel import N_, Refusal, Refused
from workbench.web.house import House, current_actor, house
from workbench.web.lines import blocks

LOCALES = {"zh_Hans_CN": "zh-Hans", "en": "en"}
_BY_TAG = {"zh": "zh_Hans_CN", "zh-Hans": "zh_Hans_CN", "zh-CN": "zh_Hans_CN", "zh_Hans_CN": "zh_Hans_CN", "en": "en"}
COOKIE = "language"

FAULTS = {
    "missing": N_("“%(field)s” is missing."),
    "extra_forbidden": N_("“%(field)s” is not known here."),
    "text_too_long": N_("“%(field)s” is longer than %(limit)s characters."),
    "text_empty": N_("“%(field)s” is empty."),
    "text_line_break": N_("“%(field)s” must be one line."),
    "text_bidi": N_(
        "“%(field)s” holds a hidden direction mark at character %(position)s, which can disguise a text. Type it anew there."
    ),
    "text_invisible": N_("“%(field)s” holds an invisible character at character %(position)s. Type it anew there."),
    "text_control": N_("“%(field)s” holds a control character at character %(position)s. Type it anew there."),
    "text_lone_surrogate": N_("“%(field)s” holds half a character at character %(position)s. Type it anew there."),
    "text_combining": N_("“%(field)s” piles more than %(limit)s marks on one character, at character %(position)s."),
    "too_long": N_("“%(field)s” has more than %(max_length)s entries."),
    "string_too_long": N_("“%(field)s” is longer than %(max_length)s characters."),
    "enum": N_("“%(field)s” is none of the choices."),
    "literal_error": N_("“%(field)s” is none of the choices."),
    "greater_than_equal": N_("“%(field)s” must be at least %(ge)s."),
    "less_than_equal": N_("“%(field)s” must be at most %(le)s."),
    "string_pattern_mismatch": N_("“%(field)s” is not an identifier of this house."),
}
_WRONG = N_("“%(field)s” cannot be read: it has the wrong form.")
_NOT_JSON = N_("What was sent cannot be read: it has to be a JSON object.")
_KINDS = {
    "date": N_("“%(field)s” has to be a day, such as 2026-05-08."),
    "datetime": N_("“%(field)s” has to be a time, such as 2026-05-08T10:30."),
    "int": N_("“%(field)s” has to be a whole number."),
    "bool": N_("“%(field)s” has to be yes or no."),
    "string": N_("“%(field)s” has to be text."),
    "list": N_("“%(field)s” has to be a list."),
}
_SHOWN = 40


def start(app: Flask, packages: Iterable[Path]) -> None:
    """Give `app` its languages, with the catalogues of `packages`."""
    folders = ";".join(str(package / "translations") for package in packages)
    found: House = app.extensions["house"]
    config = found.config
    Babel(
        app,
        default_translation_directories=folders,
        default_locale=config.locale,
        default_timezone=config.zone,
        locale_selector=choose_locale,
    )
    app.jinja_env.filters.update(hhmm=hhmm, hhmmss=hhmmss, day=day, whole_day=whole_day, moment=moment, minutes=minutes)
    app.jinja_env.filters["text_blocks"] = blocks


def choose_locale() -> str | None:
    """Return the language of this request: chosen now, chosen before, the person's own, the browser's, or the house's."""
    if not has_request_context():
        return None
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in _BY_TAG:
            return _BY_TAG[wish]
    person = current_actor().person
    own = house().language_of(person) if person else None
    if own in LOCALES:
        return own
    return _BY_TAG.get(request.accept_languages.best_match(list(_BY_TAG)) or "")


def locale_name() -> str:
    """Return the present language as the catalogues name it: zh_Hans_CN or en."""
    return "en" if str(get_locale() or "").startswith("en") else "zh_Hans_CN"


def html_lang() -> str:
    """Return the present language as HTML names it."""
    return LOCALES[locale_name()]


def worded(refusal: Refusal | Refused) -> str:
    """Return a refusal's sentence in the present language."""
    # An empty text has no entry in a catalogue: asked for it, gettext answers with the catalogue's own head.
    values = {
        name: gettext(value) if value and isinstance(value, str) else value for name, value in refusal.values.items()
    }
    sentence: str = gettext(refusal.reason.sentence, **values)
    return sentence


def worded_fault(error: ValidationError, titles: Mapping[str, str]) -> tuple[str, str]:
    """Return (field, sentence) for the first thing wrong in what was sent. `titles` gives fields' names for people."""
    first = error.errors(include_url=False)[0]
    if not first["loc"]:
        return "", gettext(_NOT_JSON)
    field = str(first["loc"][0])[:_SHOWN]
    values = {key: value for key, value in first.get("ctx", {}).items() if isinstance(value, int | str)}
    if "position" in values:
        values["position"] = int(values["position"]) + 1
    title = gettext(titles[field]) if field in titles else field
    kind = first["type"].partition("_")[0]
    return field, gettext(FAULTS.get(first["type"]) or _KINDS.get(kind, _WRONG), **{**values, "field": title})


def _local(value: datetime) -> datetime:
    zone: str = house().config.zone
    return value.astimezone(ZoneInfo(zone))


def hhmm(value: datetime) -> str:
    """Return the local time as 10:31."""
    return _local(value).strftime("%H:%M")


def hhmmss(value: datetime) -> str:
    """Return the local time as 10:31:07."""
    return _local(value).strftime("%H:%M:%S")


_WEEKDAYS = "一二三四五六日"
_ENGLISH = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(value: date | datetime) -> str:
    """Return a day as 5月8日（周五） or Fri 8 May, with the year when it is not this one."""
    local = _local(value).date() if isinstance(value, datetime) else value
    this_year = local.year == _local(house().door.clock()).year
    if locale_name() == "en":
        return f"{_ENGLISH[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}" + (
            "" if this_year else f" {local.year}"
        )
    return ("" if this_year else f"{local.year}年") + f"{local.month}月{local.day}日（周{_WEEKDAYS[local.weekday()]}）"


def whole_day(value: date) -> str:
    """Return a day with its year, for papers and registers: 2026年11月20日 or 20 November 2026."""
    return format_date(value, "long", locale="en_GB" if locale_name() == "en" else "zh_Hans_CN")


def moment(value: datetime) -> str:
    """Return a day and time."""
    return f"{day(value)} {hhmm(value)}"


def minutes(seconds: float) -> str:
    """Return a length of time as mm:ss."""
    whole = int(seconds)
    return f"{whole // 60:02d}:{whole % 60:02d}"
