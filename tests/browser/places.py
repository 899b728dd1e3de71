"""The places of the product: `{b}` the bargaining, `{i}` its issue, `{d}` one with a draft, `{m}` `{n}` its first and its open meeting.

`{t}` is the text of its common draft, `{o}` the version of last term's agreement, `{w}` the draft's own version.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.stage import Script

DRAFTED = {"zh": "第三条", "en": "Article 9"}
"""The issues on which the labour side has a draft that is not tabled."""
EVERYBODY = ("sign-in", "forgotten")
OWN = ("", "account", "account/code", "account/tokens", "account/logins", "bargainings")
COMMON = (
    "bargainings/{b}",
    "bargainings/{b}/table",
    "bargainings/{b}/table/{i}",
    "bargainings/{b}/wall",
    "bargainings/{b}/seats",
    "bargainings/{b}/speaking",
    "bargainings/{b}/messages",
    "bargainings/{b}/meetings/{n}",
    "bargainings/{b}/minutes/{m}",
    "bargainings/{b}/rules",
    "bargainings/{b}/record",
    "privacy",
)
TEXTS = (
    "texts",
    "texts/import",
    "texts/{t}",
    "texts/{t}/versions",
    "texts/{t}/edit",
    "texts/compare",
    "texts/compare?old={o}&new={w}",
    "texts/compare?old={o}&new={w}&view=side",
    "texts/compare/summary?old={o}&new={w}",
    "bargainings/{b}/assembly",
    "library",
    "forms",
    "forms/offer",
    "forms/agreement",
)
CONDUCT = (
    "bargainings/{b}",
    "bargainings/{b}/table/{i}",
    "bargainings/{b}/seats",
    "bargainings/{b}/speaking",
    "bargainings/{b}/meetings/{n}",
)
"""Where people of different seats see different buttons."""
ROOM = (
    "bargainings/{b}/caucus/{side}",
    "bargainings/{b}/caucus/{side}/{i}",
    "bargainings/{b}/caucus/{side}/notes",
    "bargainings/{b}/confidence/{side}",
    "bargainings/{b}/import",
)


ROUND = (
    "rounds",
    "rounds/{past_round}",
    "rounds/{past_round}/candidates",
    "rounds/{past_round}/panels",
    "rounds/{round}/visits",
    "applications/{past}",
    "applications/{past}/evidence",
    "applications/{past}/panel",
    "applications/{past}/robustness",
    "applications/{past}/incentives",
    "applications/{present}",
)
HOUSE_OF_EVALUATION = (
    "desk",
    "notices",
    "region",
    "register",
    "register/{enterprise}",
    "register/{enterprise}/indicators",
    "schemes",
    "schemes/{scheme}",
    "schemes/{scheme}/method",
    "conflicts",
    "titles",
    "titles/data",
    "verify",
    "verify/{title}",
)


@dataclass(frozen=True)
class Role:
    """Somebody who looks, and what they may look at."""

    key: str
    language: str
    side: str | None
    paths: tuple[str, ...]

    def places(self, script: Script) -> list[str]:
        """Return the addresses this person may open."""
        return [f"/{path.format(**names(script, self.language), side=self.side)}" for path in self.paths]


_NEW = ("bargainings/{b}/meetings/new",)
_ADMINISTRATION = ("administration", "administration/persons", "administration/sign-ins")
ROLES = (
    Role("lin", "zh", "labour", (*OWN, *COMMON, *TEXTS, *ROOM, *_NEW)),
    Role("he", "zh", "employer", (*CONDUCT, *ROOM)),
    Role("gao", "zh", None, ("bargainings/new", *CONDUCT)),
    Role("xu", "zh", None, (*CONDUCT, "bargainings/{b}/minutes/{m}/correct")),
    Role("qin", "zh", None, ("bargainings/{b}/confidence/labour", "bargainings/{b}/confidence/employer")),
    Role("admin", "zh", None, _ADMINISTRATION),
    Role("okafor", "en", "labour", (*OWN, *COMMON, *TEXTS, *ROOM, *_NEW)),
    Role("moreau", "en", None, ("bargainings/new", *CONDUCT)),
    Role("novak", "en", None, ("bargainings/{b}", "bargainings/{b}/confidence/labour")),
    Role("wei", "zh", None, (*ROUND, *HOUSE_OF_EVALUATION, "rounds/new", "schemes/suzhou-2019/text")),
    Role("luo", "zh", None, ("rounds/{past_round}/candidates", "applications/{past}")),
    Role("jiang", "zh", None, ("rounds/{round}/panels", "applications/{past}/panel")),
    Role("yan", "zh", None, ("desk", "sheets/{blind}", "applications/{present}/panel", "conflicts")),
    Role("ren", "zh", None, ("desk", "sheets/{own}", "applications/{present}", "applications/{present}/evidence")),
    Role("ellis", "en", None, ("desk", "sheets/{third}", "applications/{past}", *HOUSE_OF_EVALUATION)),
    Role("hughes", "en", None, (*CONDUCT, "bargainings/{b}/minutes/{m}/correct")),
)


def names(script: Script, language: str) -> dict[str, str]:
    """Return what the letters of a path stand for in the case of this language."""
    first, second = script.meetings[language]
    return {
        "b": script.bargainings[language],
        "i": script.main_issues[language],
        "d": script.issues[DRAFTED[language]],
        "m": first,
        "n": second,
        **script.district,
        **dict(zip("tow", script.drafts[language], strict=True)),
    }
