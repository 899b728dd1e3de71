"""The fixed vocabularies of bargaining. Terms: workbench/glossary.toml."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """The two sides that bargain."""

    LABOUR = "labour"
    EMPLOYER = "employer"

    @property
    def other(self) -> Side:
        """Return the side across the table."""
        return Side.EMPLOYER if self is Side.LABOUR else Side.LABOUR


class Party(StrEnum):
    """Everybody who can have a seat: the two sides, the third party, and neutral people (recorder, observer)."""

    LABOUR = "labour"
    EMPLOYER = "employer"
    GOVERNMENT = "government"
    MEDIATOR = "mediator"
    NEUTRAL = "neutral"


class Role(StrEnum):
    """What a seat is for."""

    CHIEF = "chief"
    REPRESENTATIVE = "representative"
    ADVISER = "adviser"
    RECORDER = "recorder"
    OBSERVER = "observer"
    OFFICER = "officer"
    MEDIATOR = "mediator"


ROLES_OF: dict[Party, tuple[Role, ...]] = {
    Party.LABOUR: (Role.CHIEF, Role.REPRESENTATIVE, Role.ADVISER, Role.OBSERVER),
    Party.EMPLOYER: (Role.CHIEF, Role.REPRESENTATIVE, Role.ADVISER, Role.OBSERVER),
    Party.GOVERNMENT: (Role.OFFICER, Role.OBSERVER),
    Party.MEDIATOR: (Role.MEDIATOR,),
    Party.NEUTRAL: (Role.RECORDER, Role.OBSERVER),
}
"""Which roles a party's seats can have."""


class Subject(StrEnum):
    """What kind of agreement is bargained."""

    WAGE = "wage"
    GENERAL = "general"
    WOMEN_WORKERS = "women_workers"
    SAFETY = "safety"
    PLATFORM_ALGORITHM = "platform_algorithm"


class Level(StrEnum):
    """For whom the agreement will hold."""

    ENTERPRISE = "enterprise"
    SECTOR = "sector"
    REGION = "region"


class Standing(StrEnum):
    """Where an issue stands."""

    OPEN = "open"
    PROPOSED = "proposed"
    COUNTERED = "countered"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    AGREED = "agreed"


class Fate(StrEnum):
    """What became of a numbered proposal. A proposal is never altered; only its fate changes."""

    STANDING = "standing"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    AGREED = "agreed"


class Phase(StrEnum):
    """Where a meeting stands. `adjourned` goes on another day; `closed` is final."""

    CALLED = "called"
    OPEN = "open"
    RECESS = "recess"
    ADJOURNED = "adjourned"
    CLOSED = "closed"


class TurnKind(StrEnum):
    """Why somebody speaks. Points of order do not consume the side's time."""

    QUESTION = "question"
    STATEMENT = "statement"
    REPLY = "reply"
    ORDER = "order"


LETTERS = {Party.LABOUR: "U", Party.EMPLOYER: "E", Party.GOVERNMENT: "G", Party.MEDIATOR: "M"}
"""The letter of a party's numbered proposals: U-1, E-1."""


def label(party: str, number: int) -> str:
    """Return the label of a party's proposal, such as U-1."""
    return f"{LETTERS[Party(party)]}-{number}"
